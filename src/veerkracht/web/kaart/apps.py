"""Django's registration of the app kaart."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KaartConfig(AppConfig):
    """Kaart: the maps of a city and of the country."""

    name = "veerkracht.web.kaart"
    label = "kaart"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the work of this app known to the workers."""
        from veerkracht.web.datasets.news import listen
        from veerkracht.web.jobs.kinds import JobKind, Later, register

        listen(Later("veerkracht.web.kaart.preparing.after_new_figures"))
        register(JobKind(code="kaarten", name=_("Kaarten klaarmaken"), run=Later("veerkracht.web.kaart.preparing.run")))
