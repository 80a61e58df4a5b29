"""Django's registration of the app workspace."""

from __future__ import annotations

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Workspace: organisations, trajectories, roles, and who may do what."""

    name = "veerkracht.web.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"
