"""One line for every change: who, what, when, on which object, from what to what."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from veerkracht.errors.web import AppendOnlyError

if TYPE_CHECKING:
    from django.db.models.base import ModelBase


class AuditEntries(models.QuerySet["AuditEntry"]):
    """Entries that can be read and added, never changed."""

    def update(self, **_values: object) -> NoReturn:
        """Refuse.

        Raises:
            AppendOnlyError: always.
        """
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse.

        Raises:
            AppendOnlyError: always.
        """
        raise AppendOnlyError


class AuditEntry(models.Model):
    """One change. The database itself refuses to change or remove it (see the migration).

    Attributes:
        actor_name: kept beside the person, so that the line can be read after the account is gone.
        act: fixed name, for example `workspace.member.invited`.
        object_name: what people call the object at that moment.
        before, after: what changed, as plain values; never secrets.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("moment"), auto_now_add=True, db_index=True)
    # No foreign keys that could change a line afterwards: numbers and names as they were.
    actor_id = models.UUIDField(null=True, db_index=True)
    actor_name = models.CharField(_("wie"), max_length=200)
    organisation_id = models.UUIDField(null=True, db_index=True)
    trajectory_id = models.UUIDField(null=True, db_index=True)
    act = models.CharField(_("wat"), max_length=100, db_index=True)
    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=100)
    object_name = models.CharField(_("waarop"), max_length=300)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditEntries.as_manager()

    class Meta:
        """Newest first."""

        ordering = ["-at"]
        verbose_name = _("wijziging")
        verbose_name_plural = _("wijzigingen")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.act} {self.object_name}"

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Any = None,
    ) -> None:
        """Add the entry.

        Raises:
            AppendOnlyError: if it was added before.
        """
        if not self._state.adding or force_update:
            raise AppendOnlyError
        super().save(force_insert=True, using=using)

    def delete(self, *_args: object, **_options: object) -> NoReturn:
        """Refuse.

        Raises:
            AppendOnlyError: always.
        """
        raise AppendOnlyError
