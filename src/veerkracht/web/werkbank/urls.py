"""Addresses of the pages of werkbank."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from veerkracht.web.werkbank import version_views, views

app_name = "werkbank"
_T = "t/<uuid:trajectory_id>/werkbank/"
_DESIGNS = f"{_T}ontwerpen/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_T, views.werkbank, name="werkbank"),
    path(f"{_T}stand.json", views.ready, name="ready"),
    path(f"{_T}antwoord/", views.answer, name="answer"),
    path(_DESIGNS, version_views.designs, name="designs"),
    path(f"{_DESIGNS}nieuw/", version_views.new, name="new"),
    path(f"{_DESIGNS}bestand/", version_views.bring_in, name="bring_in"),
    path(f"{_DESIGNS}vergelijk/", version_views.compare, name="compare"),
    path(f"{_DESIGNS}<slug:key>/ontwerp.toml", version_views.download, name="download"),
    path(f"{_DESIGNS}<slug:key>/standaard/", version_views.standard, name="standard"),
]
