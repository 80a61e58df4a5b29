"""Addresses that devices send to and hear from."""

from __future__ import annotations

from django.urls import URLPattern, path

from veerkracht.web.atelier.views import board

_A = "atelier/<uuid:atelier_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_A}bijdragen/", board.contribute, name="contribute"),
    path(f"{_A}stroom/", board.stream, name="stream"),
    path(f"{_A}stand/", board.items, name="items"),
]
