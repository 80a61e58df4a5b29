"""Django's registration of the app serving."""

from __future__ import annotations

from django.apps import AppConfig


class ServingConfig(AppConfig):
    """Serving: one command that brings up everything."""

    name = "veerkracht.web.serving"
    label = "serving"
    default_auto_field = "django.db.models.BigAutoField"
