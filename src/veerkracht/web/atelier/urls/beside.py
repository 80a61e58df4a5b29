"""Addresses of what stands beside a contribution: map, shapes, story and figures of a buurt; and to go on offline."""

from __future__ import annotations

from django.urls import URLPattern, path

from veerkracht.web.atelier.views import beside, offline

_A = "atelier/<uuid:atelier_id>/ernaast/"

urlpatterns: list[URLPattern] = [
    path("atelier/offline.js", offline.offline_script, name="offline"),
    path(f"{_A}kaart.json", beside.beside_map, name="beside_map"),
    path(f"{_A}vormen.geojson", beside.beside_shapes, name="beside_shapes"),
    path(f"{_A}gebied/<str:code>.json", beside.beside_area, name="beside_area"),
]
