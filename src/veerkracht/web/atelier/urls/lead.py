"""Addresses of those who lead an atelier: making, steering, the projector, people, the log."""

from __future__ import annotations

from django.urls import URLPattern, path

from veerkracht.web.atelier.views import ateliers, draaiboeken, log, people, projector, steering

_T = "t/<uuid:trajectory_id>/"
_A = "ateliers/<uuid:atelier_id>/"
_BOOKS = f"{_T}draaiboeken/"
_PERSON = f"{_A}mensen/<uuid:participant_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_T}ateliers/", ateliers.ateliers, name="ateliers"),
    path(f"{_T}ateliers/nieuw/", ateliers.make, name="make"),
    path(_BOOKS, draaiboeken.draaiboeken, name="draaiboeken"),
    path(f"{_BOOKS}bestand/", draaiboeken.bring_in, name="bring_in"),
    path(f"{_BOOKS}<str:key>/", draaiboeken.edit, name="draaiboek"),
    path(f"{_BOOKS}<str:key>/draaiboek.toml", draaiboeken.download, name="draaiboek_toml"),
    path(_A, ateliers.overview, name="overview"),
    path(f"{_A}deur/", ateliers.set_door, name="set_door"),
    path(f"{_A}aanpassen/", ateliers.change, name="change"),
    path(f"{_A}poster/", ateliers.poster, name="poster"),
    path(f"{_A}qr.svg", ateliers.qr, name="qr"),
    path(f"{_A}regie/", steering.lead, name="lead"),
    path(f"{_A}regie/doen/", steering.order, name="order"),
    path(f"{_A}regie/terug/<uuid:deed_id>/", steering.undo, name="undo"),
    path(f"{_A}regie/nieuws/", steering.news, name="lead_news"),
    path(f"{_A}regie/bijdragen/", steering.contribute, name="lead_contribute"),
    path(f"{_A}regie/stroom/", steering.stream, name="lead_stream"),
    path(f"{_A}regie/stand/", steering.items, name="lead_items"),
    path(f"{_A}scherm/", projector.projector, name="projector"),
    path(f"{_A}scherm/nu/", projector.now, name="projector_now"),
    path(f"{_A}scherm/kaart.svg", projector.drawing, name="projector_map"),
    path(f"{_A}scherm/stroom/", projector.stream, name="projector_stream"),
    path(f"{_A}scherm/stand/", projector.items, name="projector_items"),
    path(f"{_A}mensen/", people.people, name="people"),
    path(f"{_PERSON}gegevens.json", people.export_person, name="export_person"),
    path(f"{_PERSON}wissen/", people.erase, name="erase"),
    path(f"{_A}logboek/", log.log, name="log"),
    path(f"{_A}logboek/log.jsonl", log.export_log, name="export_log"),
    path(f"{_A}terugkijken/", log.replay, name="replay"),
]
