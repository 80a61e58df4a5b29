"""Django's registration of the app workspace."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    """Workspace: organisations, trajectories, roles, and who may do what."""

    name = "veerkracht.web.workspace"
    label = "workspace"
    verbose_name = _("Organisaties en trajecten")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the log-in who was invited."""
        from veerkracht.web.accounts import entrance
        from veerkracht.web.workspace import coming_in

        entrance.register(entrance.Entrance(is_invited=coming_in.is_invited, come_in=coming_in.come_in))
