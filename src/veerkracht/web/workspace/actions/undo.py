"""Undo one's own removal or change of a role, from what the audit wrote down."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from veerkracht.errors.workspace import NoUndoError
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.actions import invitations, members, partners, trajectories
from veerkracht.web.workspace.actions.giving import check_may_give
from veerkracht.web.workspace.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationInvitation,
    Participation,
    Partnership,
    Trajectory,
)
from veerkracht.web.workspace.roles import Act, Role

Thing = TypeVar("Thing", bound=Model)
WITHIN = timedelta(hours=1)


@transaction.atomic
def undo(line_id: uuid.UUID, *, by: User) -> AuditEntry:
    """Return the line of what was undone, after bringing back what it took away.

    Args:
        line_id: of the audit.
        by: who undoes it: only one's own act, within an hour, once.

    Raises:
        NoUndoError: if it cannot be undone (any more).
        NotAllowedError: if this person may no longer do such a thing.
        AlreadyThereError: if it is there again already.
    """
    line = AuditEntry.objects.filter(pk=line_id, actor_id=by.pk).first()
    if line is None or line.act not in _WAYS:
        raise NoUndoError(why_nl="dit is geen wijziging van u", why_en="this is no change of yours")
    if line.at < timezone.now() - WITHIN:
        raise NoUndoError(why_nl="het is langer dan een uur geleden", why_en="it was more than an hour ago")
    # One at a time within an organisation: the second of two clicks must see the first.
    Organisation.objects.select_for_update().filter(pk__in=[line.organisation_id]).first()
    if AuditEntry.objects.filter(act="workspace.undone", after__line=str(line.pk)).exists():
        raise NoUndoError(why_nl="dat is al gebeurd", why_en="that was done already")
    thing = _WAYS[line.act](line, by)
    record(
        by,
        "workspace.undone",
        thing,
        organisation=line.organisation_id,
        trajectory=line.trajectory_id,
        after={"line": str(line.pk), "act": line.act, "what": _what(line)},
    )
    return line


def _organisation(line: AuditEntry) -> Organisation:
    return _there(Organisation.objects.filter(pk__in=[line.organisation_id]).first())


def _trajectory(line: AuditEntry) -> Trajectory:
    return _there(Trajectory.objects.filter(pk__in=[line.trajectory_id]).first())


def _there(found: Thing | None) -> Thing:
    if found is None:
        raise NoUndoError(why_nl="het bestaat niet meer", why_en="it is no longer there")
    return found


def _user(line: AuditEntry) -> User:
    return _there(User.objects.filter(pk=line.before.get("user"), is_active=True).first())


def _role(line: AuditEntry) -> Role:
    return Role(line.before["role"])


def _member(line: AuditEntry, by: User) -> Model:
    organisation = _organisation(line)
    if line.act != "workspace.member.left":
        require(by, Act.MEMBERS_CHANGE, organisation)
        check_may_give(by, _role(line), organisation)
    return members.restore_member(organisation, user=_user(line), role=_role(line), parts=line.before.get("parts", ()))


def _member_role(line: AuditEntry, by: User) -> Model:
    found = _there(Membership.objects.filter(organisation=_organisation(line), user=_user(line)).first())
    members.change_member(found, role=_role(line), by=by)
    return found


def _participant(line: AuditEntry, by: User) -> Model:
    trajectory = _trajectory(line)
    if line.act != "workspace.participant.left":
        require(by, Act.MEMBERS_CHANGE, trajectory)
        check_may_give(by, _role(line), trajectory)
    user = _user(line)
    return members.restore_participant(trajectory, user=user, role=_role(line), partnership=_sent_by(line, user))


def _sent_by(line: AuditEntry, user: User) -> Partnership | None:
    """Return by which partnership someone took part: it, and the membership behind it, must still hold."""
    number = line.before.get("partnership")
    if number is None:
        return None
    return _there(
        Partnership.objects.filter(pk=number, ended=None, organisation__memberships__user=user).first(),
    )


def _participant_role(line: AuditEntry, by: User) -> Model:
    found = _there(Participation.objects.filter(trajectory=_trajectory(line), user=_user(line)).first())
    members.change_participant(found, role=_role(line), by=by)
    return found


def _invitation(line: AuditEntry, by: User) -> Model:
    found = _there(Invitation.objects.filter(pk=line.object_id).first())
    require(by, Act.MEMBERS_INVITE, found.trajectory or found.organisation)
    return invitations.restore_invitation(found)


def _partner_invitation(line: AuditEntry, by: User) -> Model:
    found = _there(OrganisationInvitation.objects.filter(pk=line.object_id).first())
    require(by, Act.PARTNER_INVITE, found.trajectory)
    return partners.restore_invitation(found)


def _partnership(line: AuditEntry, by: User) -> Model:
    found = _there(Partnership.objects.filter(pk=line.object_id).select_related("trajectory", "organisation").first())
    gone = {one["user"]: Role(one["role"]) for one in line.before.get("people", ())}
    people = {user: gone[str(user.pk)] for user in User.objects.filter(pk__in=gone, is_active=True)}
    return partners.restore_partnership(found, people=people, by=by)


def _area(line: AuditEntry, by: User) -> Model:
    trajectory = _trajectory(line)
    require(by, Act.AREAS_EDIT, trajectory)
    kept = {key: str(line.before.get(key, "")) for key in ("code", "name", "reason")}
    return trajectories.restore_area(trajectory, **kept)


def _what(line: AuditEntry) -> str:
    return str(line.before.get("name") or line.after.get("what") or line.object_name)


_WAYS: dict[str, Callable[[AuditEntry, User], Model]] = {
    "workspace.member.removed": _member,
    "workspace.member.left": _member,
    "workspace.member.role_changed": _member_role,
    "workspace.participant.removed": _participant,
    "workspace.participant.left": _participant,
    "workspace.participant.role_changed": _participant_role,
    "workspace.invitation.withdrawn": _invitation,
    "workspace.partner.withdrawn": _partner_invitation,
    "workspace.partner.ended": _partnership,
    "workspace.area.removed": _area,
}
