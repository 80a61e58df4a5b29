"""Addresses of the pages of datasets."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from veerkracht.web.datasets import data_views, own_views, upload_views

app_name = "datasets"
_OWN = "o/<slug:slug>/tabellen/"
_DRAFT = f"{_OWN}concept/<uuid:upload_id>/"
_TABLE = f"{_OWN}tabel/<slug:name>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("t/<uuid:trajectory_id>/gegevens/", data_views.data, name="data"),
    path("t/<uuid:trajectory_id>/gegevens/ophalen/", data_views.fetch, name="fetch"),
    path("t/<uuid:trajectory_id>/gegevens/inlezen/", data_views.bring_in, name="bring_in"),
    path(_OWN, own_views.tables, name="tables"),
    path(f"{_OWN}nieuw/", own_views.send, name="send"),
    path(_DRAFT, upload_views.upload, name="upload"),
    path(f"{_DRAFT}blad/", upload_views.choose_sheet, name="choose_sheet"),
    path(f"{_DRAFT}soort/", upload_views.choose_kind, name="choose_kind"),
    path(f"{_DRAFT}sjabloon/", upload_views.use_template, name="use_template"),
    path(f"{_DRAFT}controle/", upload_views.check_rows, name="check"),
    path(f"{_DRAFT}controle/fouten.csv", upload_views.faults, name="faults"),
    path(f"{_DRAFT}weg/", upload_views.drop, name="drop"),
    path(f"{_DRAFT}terug/", upload_views.bring_back, name="bring_back"),
    path(_TABLE, own_views.table, name="table"),
    path(f"{_TABLE}ongedaan/", own_views.undo, name="undo"),
    path(f"{_TABLE}versie/<int:number>/terug/", own_views.restore, name="restore"),
    path(f"{_TABLE}versie/<int:number>/bestand/", own_views.original, name="original"),
    path(f"{_TABLE}versie/<int:number>/controle/", own_views.report, name="report"),
    path(f"{_TABLE}deel/", own_views.share, name="share"),
    path(f"{_TABLE}deel/<int:share_id>/stop/", own_views.unshare, name="unshare"),
]
