"""Django's registration of the app jobs."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs: long work in the background, with progress and a log."""

    name = "veerkracht.web.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
