"""Addresses of the maps: of the city of a trajectory, and of the country."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.kaart import area_views, drawing_views, views

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
    path(_T + "gebied/<str:code>/", area_views.area, name="area"),
    path(_T + "vergelijk/<str:a>/<str:b>/", area_views.compare, name="compare"),
    path(_T + "steden/", area_views.cities, name="cities"),
    path(_T + "klaar.json", views.ready, name="ready"),
    path("land/", views.country_kaart, name="country_kaart"),
    path("land/klaar.json", views.country_ready, name="country_ready"),
    path("land/gebied/<str:code>/", area_views.country_area, name="country_area"),
    path("land/vergelijk/<str:a>/<str:b>/", area_views.country_compare, name="country_compare"),
    path("land/steden/", area_views.country_cities, name="country_cities"),
    path("land/atlas.json", views.country_atlas, name="country_atlas"),
    path("land/" + _MAP, views.country_atlas_map, name="country_atlas_map"),
    path("land/tegels.pmtiles", drawing_views.country_tiles_file, name="country_tiles"),
    path("land/export.<slug:form>", drawing_views.country_export, name="country_export"),
    path("land/plaatsen.json", drawing_views.country_places, name="country_places"),
]
