"""Addresses of the pages of wijkschetsen."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from veerkracht.web.schets.views import reading, working

app_name = "schets"
_ONE = "wijkschetsen/<uuid:schets_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("t/<uuid:trajectory_id>/wijkschetsen/", working.schetsen, name="schetsen"),
    path("wijkschetsen/atelier/<uuid:atelier_id>/", working.of_atelier, name="of_atelier"),
    path(_ONE, working.schets, name="schets"),
    path(f"{_ONE}zin/<slug:part>/<slug:key>/", working.line, name="line"),
    path(f"{_ONE}ordenen/", working.arrange, name="arrange"),
    path(f"{_ONE}begin/", working.head, name="head"),
    path(f"{_ONE}vaststellen/", working.publish, name="publish"),
    path(f"{_ONE}versies/", reading.versions, name="versions"),
    path(f"{_ONE}versies/<int:number>/", reading.read, name="read"),
    path(f"{_ONE}versies/<int:number>/oordeel/", reading.sign, name="sign"),
    path(f"{_ONE}versies/<int:number>/<slug:form>/", reading.download, name="download"),
]
