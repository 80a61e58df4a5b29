"""Django's registration of the app audit."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Audit: what was changed, by whom and when; appended, never edited."""

    name = "veerkracht.web.audit"
    label = "audit"
    verbose_name = _("Wat er veranderde")
    default_auto_field = "django.db.models.BigAutoField"
