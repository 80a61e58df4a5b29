"""Django's registration of the app kaart."""

from __future__ import annotations

from django.apps import AppConfig


class KaartConfig(AppConfig):
    """Kaart: the maps of a city and of the country."""

    name = "veerkracht.web.kaart"
    label = "kaart"
    default_auto_field = "django.db.models.BigAutoField"
