"""Addresses of the door: where people come in, and where they go on."""

from __future__ import annotations

from django.urls import URLPattern, path

from veerkracht.web.atelier.views import door, take_part

urlpatterns: list[URLPattern] = [
    path("meedoen/", door.door, name="door"),
    path("meedoen/<str:code>/", door.come_in, name="join"),
    path("atelier/<uuid:atelier_id>/", take_part.take_part, name="take_part"),
]
