"""Django's registration of the app schets."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchetsConfig(AppConfig):
    """Wijkschetsen."""

    name = "veerkracht.web.schets"
    label = "schets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in words what can be done here."""
        from veerkracht.web.audit.sentences import register

        register(
            {
                "schets.made": _("begon een wijkschets: %(what)s"),
                "schets.changed": _("veranderde de wijkschets %(what)s"),
                "schets.published": _("stelde een versie vast van de wijkschets %(what)s"),
                "schets.signed": _("zei namens de eigen partij wat die vindt van de wijkschets %(what)s"),
                "schets.noted": _("noteerde wat een partij zei van de wijkschets %(what)s"),
            }
        )
