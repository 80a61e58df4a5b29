"""Make and change an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from veerkracht.web.accounts.actions import require_staff
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.models import Organisation
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User


@transaction.atomic
def manage_organisation(
    organisation: Organisation, *, by: User | None, changed: list[str] | None = None
) -> Organisation:
    """Keep an organisation that a functional manager made or changed; None as `by` is the program itself.

    Raises:
        NotAllowedError: if `by` is no functional manager.
    """
    require_staff(by)
    act = "workspace.organisation.created" if organisation._state.adding else "workspace.organisation.managed"
    organisation.save()
    after = {"name": organisation.name, "changed": ", ".join(changed or [])}
    record(by, act, organisation, organisation=organisation.pk, after=after)
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, *, by: User, name: str, kind: str, theme: str) -> Organisation:
    """Return an organisation with another name, kind or house style.

    Raises:
        NotAllowedError: if this person may not.
    """
    require(by, Act.ORGANISATION_EDIT, organisation)
    before = {"name": organisation.name, "kind": organisation.kind, "theme": organisation.theme}
    organisation.name, organisation.kind, organisation.theme = name.strip(), kind, theme
    organisation.save(update_fields=["name", "kind", "theme"])
    after = {"name": organisation.name, "kind": kind, "theme": theme}
    record(by, "workspace.organisation.changed", organisation, organisation=organisation.pk, before=before, after=after)
    return organisation
