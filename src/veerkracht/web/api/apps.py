"""Django's registration of the app api."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Api: the figures for other programs."""

    name = "veerkracht.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
