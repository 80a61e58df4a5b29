"""The audit for functional managers: to read."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.audit.sentences import sentence_of


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Every change, newest first."""

    list_display = ["at", "actor_name", "sentence", "object_name"]
    list_filter = ["act", "at"]
    search_fields = ["actor_name", "object_name"]
    date_hierarchy = "at"

    @admin.display(description=_("wat"))
    def sentence(self, entry: AuditEntry) -> str:
        """Return what was done in words."""
        return sentence_of(entry)

    def has_add_permission(self, _request: object) -> bool:
        """Lines come from acts only."""
        return False

    def has_change_permission(self, _request: object, _obj: AuditEntry | None = None) -> bool:
        """Lines stay as they are."""
        return False

    def has_delete_permission(self, _request: object, _obj: AuditEntry | None = None) -> bool:
        """Lines stay."""
        return False
