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
        from veerkracht.web.jobs.chores import register_chore
        from veerkracht.web.jobs.kinds import JobKind, Later, register
        from veerkracht.web.workspace.roles import Act

        register(
            JobKind(
                code="ophalen",
                name=_("Open data ophalen"),
                run=Later("veerkracht.web.datasets.work.fetch"),
                act=Act.DATA_REFRESH,
                about=Later("veerkracht.web.datasets.work.about_fetch"),
                page=Later("veerkracht.web.datasets.work.page_of"),
            )
        )
        # Its file is gone once it was read, so that it cannot be asked for again.
        register(
            JobKind(
                code="inlezen",
                name=_("Bestand inlezen"),
                run=Later("veerkracht.web.datasets.work.bring_in"),
                about=Later("veerkracht.web.datasets.work.about_bring_in"),
                page=Later("veerkracht.web.datasets.work.page_of"),
            )
        )
        register(
            JobKind(
                code="overzicht",
                name=_("Kijken welke kaarten er zijn"),
                run=Later("veerkracht.web.datasets.looking.run"),
            )
        )
        register_chore(Later("veerkracht.web.datasets.clearing.clear_dropped"))
