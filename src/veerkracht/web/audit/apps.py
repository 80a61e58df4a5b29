"""Django's registration of the app audit."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit: what was changed, by whom and when; appended, never edited."""

    name = "veerkracht.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
