"""Django's registration of the app jobs."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Jobs: long work in the background, with progress and a log."""

    name = "veerkracht.web.jobs"
    label = "jobs"
    verbose_name = _("Taken")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which small work there is."""
        from veerkracht.web.jobs.chores import register_chore
        from veerkracht.web.jobs.rescuing import forget_old_lines

        register_chore(forget_old_lines)
