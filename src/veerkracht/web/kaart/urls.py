"""Addresses of the maps: of the city of a trajectory, and of the country."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.kaart import drawing_views, views

app_name = "kaart"
_T = "t/<uuid:trajectory_id>/kaart/"
_MAP = "atlas/<slug:number>.json"

urlpatterns = [
    path(_T, views.kaart, name="kaart"),
    path(_T + "atlas.json", views.atlas, name="atlas"),
    path(_T + _MAP, views.atlas_map, name="atlas_map"),
    path(_T + "vormen.geojson", drawing_views.shapes, name="shapes"),
    path(_T + "tegels.pmtiles", drawing_views.tiles, name="tiles"),
    path(_T + "plaatsen.json", drawing_views.places, name="places"),
    path(_T + "export.<slug:form>", drawing_views.export, name="export"),
    path("land/", views.country_kaart, name="country_kaart"),
    path("land/atlas.json", views.country_atlas, name="country_atlas"),
    path("land/" + _MAP, views.country_atlas_map, name="country_atlas_map"),
    path("land/tegels.pmtiles", drawing_views.country_tiles_file, name="country_tiles"),
    path("land/export.<slug:form>", drawing_views.country_export, name="country_export"),
    path("land/plaatsen.json", drawing_views.country_places, name="country_places"),
]
