"""Django's registration of the app scenario."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScenarioConfig(AppConfig):
    """Scenarios."""

    name = "veerkracht.web.scenario"
    label = "scenario"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in words what can be done here, and which long work there is."""
        from veerkracht.web.audit.sentences import register as say
        from veerkracht.web.jobs.kinds import JobKind, Later, register
        from veerkracht.web.workspace.roles import Act

        say(
            {
                "scenario.made": _("begon een scenario: %(what)s"),
                "scenario.saved": _("bewaarde een versie van het scenario %(what)s"),
                "scenario.forked": _("maakte een kopie van een scenario: %(what)s"),
                "scenario.commented": _("schreef een reactie bij het scenario %(what)s"),
                "scenario.archived": _("archiveerde het scenario %(what)s"),
                "scenario.restored": _("haalde het scenario %(what)s terug uit het archief"),
            }
        )
        register(
            JobKind(
                code="scenario",
                name=_("Scenario doorrekenen"),
                run=Later("veerkracht.web.scenario.work.run"),
                act=Act.SCENARIO_EDIT,
                about=Later("veerkracht.web.scenario.work.about"),
                page=Later("veerkracht.web.scenario.work.page_of"),
            )
        )
