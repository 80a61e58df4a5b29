"""Django's registration of the app datasets."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DatasetsConfig(AppConfig):
    """Datasets: open data kept fresh, and an organisation's own tables."""

    name = "veerkracht.web.datasets"
    label = "datasets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which long and small work there is."""
        from veerkracht.web.datasets import actions, looking, work
        from veerkracht.web.jobs.chores import register_chore
        from veerkracht.web.jobs.kinds import JobKind, register
        from veerkracht.web.workspace.roles import Act

        register(
            JobKind(
                code="ophalen",
                name=_("Open data ophalen"),
                run=work.fetch,
                act=Act.DATA_REFRESH,
                about=work.about_fetch,
                page=work.page_of,
            )
        )
        # Its file is gone once it was read, so that it cannot be asked for again.
        register(
            JobKind(
                code="inlezen",
                name=_("Bestand inlezen"),
                run=work.bring_in,
                about=work.about_bring_in,
                page=work.page_of,
            )
        )
        register(JobKind(code=looking.KIND, name=_("Kijken welke kaarten er zijn"), run=looking.run))
        register_chore(actions.clear_dropped)
