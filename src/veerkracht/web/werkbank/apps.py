"""Django's registration of the app werkbank."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WerkbankConfig(AppConfig):
    """Werkbank: choosing and weighing indicators."""

    name = "veerkracht.web.werkbank"
    label = "werkbank"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in words what can be done here."""
        from veerkracht.web.audit.sentences import register

        register(
            {
                "werkbank.version.saved": _("bewaarde een ontwerp: %(what)s"),
                "werkbank.version.imported": _("haalde een ontwerp binnen: %(what)s"),
                "werkbank.standard.chosen": _("koos met welk ontwerp de werkbank opent: %(what)s"),
            }
        )
