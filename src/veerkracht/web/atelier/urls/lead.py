"""Addresses of those who lead an atelier: making, steering, the projector, people, the log."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
