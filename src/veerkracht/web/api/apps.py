"""Django's registration of the app api."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """Api: the figures for other programs."""

    name = "veerkracht.web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give the acts of this app their words in the audit."""
        from veerkracht.web.audit.sentences import register

        register(
            {
                "api.token.made": _("maakte een sleutel voor een ander programma: %(what)s"),
                "api.token.withdrawn": _("trok een sleutel voor een ander programma in: %(what)s"),
            }
        )
