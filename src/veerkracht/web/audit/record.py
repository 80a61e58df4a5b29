"""Write one line about a change; every function in an `actions.py` does so within its transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from veerkracht.web.audit.models import AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model

SYSTEM = "systeem"


def record(
    by: AbstractBaseUser | AnonymousUser | None,
    act: str,
    on: Model,
    *,
    organisation: uuid.UUID | None = None,
    trajectory: uuid.UUID | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Return the line that was added to the audit.

    Args:
        by: the person; None for the program itself.
        act: fixed name of what was done, for example `workspace.member.invited`.
        on: the object that changed.
        organisation: to which it belongs, so that the right people can read the line.
        trajectory: the same.
        before: what was there, as plain values; never passwords, tokens or contents of own tables.
        after: what is there now.
    """
    known = by if by is not None and by.is_authenticated else None
    return AuditEntry.objects.create(
        actor_id=known.pk if known is not None else None,
        actor_name=str(known) if known is not None else SYSTEM,
        organisation_id=organisation,
        trajectory_id=trajectory,
        act=act,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        object_name=str(on)[:300],
        before=dict(before or {}),
        after=dict(after or {}),
    )
