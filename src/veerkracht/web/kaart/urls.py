"""Addresses of the pages of kaart."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "kaart"
urlpatterns: list[URLPattern | URLResolver] = []
