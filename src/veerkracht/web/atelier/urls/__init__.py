"""Addresses of ateliers, one module for each side: the door, what devices send and hear, who leads, paper, results."""

from __future__ import annotations

from django.urls import URLPattern

from veerkracht.web.atelier.urls import beside, door, lead, live, results

app_name = "atelier"
urlpatterns: list[URLPattern] = [
    *live.urlpatterns,
    *door.urlpatterns,
    *beside.urlpatterns,
    *lead.urlpatterns,
    *results.urlpatterns,
]
