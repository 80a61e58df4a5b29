"""Addresses of the pages of products."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "products"
urlpatterns: list[URLPattern | URLResolver] = []
