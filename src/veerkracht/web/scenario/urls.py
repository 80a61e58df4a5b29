"""Addresses of the pages of scenarios."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from veerkracht.web.scenario.views import answering, entries, files, listing, reading, running

app_name = "scenario"
_T = "t/<uuid:trajectory_id>/scenarios/"
_ONE = "scenarios/<uuid:scenario_id>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(_T, listing.scenarios, name="scenarios"),
    path(f"{_T}nieuw/", listing.make, name="make"),
    path(f"{_T}vergelijk/", listing.compare, name="compare"),
    path(_ONE, reading.scenario, name="scenario"),
    path(f"{_ONE}antwoord/", answering.answer, name="answer"),
    path(f"{_ONE}bewaar/", answering.save, name="save"),
    path(f"{_ONE}regel/<slug:part>/<slug:place>/", entries.line, name="line"),
    path(f"{_ONE}weghalen/", entries.remove, name="remove"),
    path(f"{_ONE}uitgangspunten/", entries.frame, name="frame"),
    path(f"{_ONE}tekst/", entries.text, name="text"),
    path(f"{_ONE}kopie/", listing.fork, name="fork"),
    path(f"{_ONE}archief/", listing.archive, name="archive"),
    path(f"{_ONE}reactie/", reading.comment, name="comment"),
    path(f"{_ONE}versies/", reading.versions, name="versions"),
    path(f"{_ONE}onderbouwing/", reading.grounds, name="grounds"),
    path(f"{_ONE}doorrekenen/", running.ask, name="run"),
    path(f"{_ONE}doorrekening/<uuid:job_id>/", running.result, name="result"),
    path(f"{_ONE}versies/<int:number>/scenario.toml", files.toml, name="toml"),
    path(f"{_ONE}versies/<int:number>/antwoord.json", files.json, name="json"),
    path(f"{_ONE}versies/<int:number>/buurten.<slug:form>", files.table, name="table"),
]
