"""Django's registration of the app jobs."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Jobs: long work in the background, with progress and a log."""

    name = "veerkracht.web.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which small work there is."""
        from veerkracht.web.jobs.chores import register_chore
        from veerkracht.web.jobs.rescuing import forget_old_lines

        register_chore(forget_old_lines)
