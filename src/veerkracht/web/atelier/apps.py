"""Django's registration of the app atelier."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AtelierConfig(AppConfig):
    """Gebiedsatelier: live workshops over the map."""

    name = "veerkracht.web.atelier"
    label = "atelier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in words what can be done here."""
        from veerkracht.web.audit.sentences import register
        from veerkracht.web.jobs.chores import register_chore
        from veerkracht.web.jobs.kinds import Later

        register(
            {
                "atelier.made": _("maakte een atelier: %(what)s"),
                "atelier.changed": _("veranderde een atelier: %(what)s"),
                "atelier.doors.opened": _("zette de deur open van %(what)s"),
                "atelier.doors.closed": _("deed de deur dicht van %(what)s"),
                "atelier.person.exported": _("gaf een deelnemer inzage in %(what)s"),
                "atelier.log.exported": _("gaf het logboek uit van %(what)s"),
                "atelier.person.erased": _("wiste op verzoek de bijdragen van een deelnemer aan %(what)s"),
                "atelier.expired": _("wiste namen en teksten na de bewaartermijn van %(what)s"),
                "atelier.sheet.entered": _("typte een blad papier over in %(what)s"),
                "atelier.sheet.corrected": _("verbeterde een overgetypt blad papier in %(what)s"),
                "atelier.person.corrected": _("verbeterde naam of rol van wie op papier meedeed aan %(what)s"),
                "atelier.draaiboek.saved": _("bewaarde een draaiboek: %(what)s"),
            }
        )
        register_chore(Later("veerkracht.web.atelier.actions.making.erase_past_term"))
