"""Addresses of the pages of werkbank."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "werkbank"
urlpatterns: list[URLPattern | URLResolver] = []
