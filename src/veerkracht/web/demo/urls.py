"""Addresses of the tour."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.demo import views

app_name = "demo"
urlpatterns = [path("rondleiding/", views.go, name="tour")]
