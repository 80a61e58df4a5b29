"""Addresses of pages that belong to no part."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.site import information, look, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("gezond/", views.alive, name="alive"),
    path("bronnen/", information.sources, name="sources"),
    path("toegankelijkheid/", information.accessibility, name="accessibility"),
    path("weergave/", look.set_theme, name="theme"),
    path("stijl/", look.styleguide, name="styleguide"),
]
