"""Django's registration of the app werkbank."""

from __future__ import annotations

from django.apps import AppConfig


class WerkbankConfig(AppConfig):
    """Werkbank: choosing and weighing indicators."""

    name = "veerkracht.web.werkbank"
    label = "werkbank"
    default_auto_field = "django.db.models.BigAutoField"
