"""Django's registration of the app kaart."""

from __future__ import annotations

from django.apps import AppConfig


class KaartConfig(AppConfig):
    """Kaart: the maps of a city and of the country."""

    name = "veerkracht.web.kaart"
    label = "kaart"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the work of this app known to the workers."""
        from veerkracht.web.kaart.preparing import register_kind

        register_kind()
