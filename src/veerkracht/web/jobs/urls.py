"""Addresses of the pages of jobs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from veerkracht.web.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("t/<uuid:trajectory_id>/taken/", views.of_one_trajectory, name="of_trajectory"),
    path("o/<slug:slug>/taken/", views.of_one_organisation, name="of_organisation"),
    path("taken/<uuid:job_id>/", views.job, name="job"),
    path("taken/<uuid:job_id>/stand.json", views.stand, name="stand"),
    path("taken/<uuid:job_id>/stop/", views.stop, name="stop"),
    path("taken/<uuid:job_id>/opnieuw/", views.again, name="again"),
    path("taken/<uuid:job_id>/bestand/<str:name>", views.file, name="file"),
]
