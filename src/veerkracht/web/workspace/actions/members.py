"""Who is a member of an organisation or takes part in a trajectory, and in which role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from veerkracht.errors.workspace import AlreadyThereError, LastBeheerderError
from veerkracht.web.accounts.actions import require_staff
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.actions.giving import check_may_give
from veerkracht.web.workspace.models import Membership, Organisation, Participation, Partnership, Trajectory
from veerkracht.web.workspace.roles import Act, Role

if TYPE_CHECKING:
    from veerkracht.web.audit.models import AuditEntry


@transaction.atomic
def manage_member(organisation: Organisation, *, user: User, role: Role, by: User | None) -> Membership:
    """Return the membership that a functional manager gives; the first beheerder of an organisation comes so.

    Raises:
        NotAllowedError: if `by` is no functional manager.
        LastBeheerderError: if it was the role of the last beheerder.
    """
    require_staff(by)
    _lock(organisation)
    member = Membership.objects.filter(organisation=organisation, user=user).first()
    before = member.role if member is not None else ""
    if member is None:
        member = Membership.objects.create(organisation=organisation, user=user, role=role.value)
    elif role is not Role.BEHEERDER:
        check_not_last(member)
    member.role = role.value
    member.save(update_fields=["role"])
    _told(by, "workspace.member.added" if not before else "workspace.member.role_changed", member, before=before)
    return member


@transaction.atomic
def change_member(member: Membership, *, role: Role, by: User) -> AuditEntry:
    """Give a member another role; return the line of the audit, by which it can be undone.

    Raises:
        NotAllowedError: if this person may not.
        RoleTooHighError: if the old or new role may do more than this person.
        LastBeheerderError: if it is the last beheerder.
    """
    require(by, Act.MEMBERS_CHANGE, member.organisation)
    check_may_give(by, role, member.organisation)
    check_may_give(by, Role(member.role), member.organisation)
    _lock(member.organisation)
    if role is not Role.BEHEERDER:
        check_not_last(member)
    before, member.role = member.role, role.value
    member.save(update_fields=["role"])
    return _told(by, "workspace.member.role_changed", member, before=before)


@transaction.atomic
def remove_member(member: Membership, *, by: User) -> AuditEntry:
    """Take a member out of the organisation, or let one go; return the line by which it can be undone.

    Raises:
        NotAllowedError: if this person may not; leaving oneself always may.
        LastBeheerderError: if it is the last beheerder.
    """
    leaves = member.user_id == by.pk
    if not leaves:
        require(by, Act.MEMBERS_CHANGE, member.organisation)
        check_may_give(by, Role(member.role), member.organisation)
    _lock(member.organisation)
    check_not_last(member)
    sent = Participation.objects.filter(user=member.user, partnership__organisation=member.organisation)
    # In trajectories of others, this person took part for the organisation.
    parts = [{"trajectory": str(part.trajectory_id), "role": part.role} for part in sent]
    act = "workspace.member.left" if leaves else "workspace.member.removed"
    line = _told(by, act, member, before=member.role, parts=parts)
    sent.delete()
    member.delete()
    return line


@transaction.atomic
def restore_member(
    organisation: Organisation, *, user: User, role: Role, parts: Sequence[Mapping[str, str]] = ()
) -> Membership:
    """Return a membership that is there again (its caller has checked who may).

    Args:
        organisation: of which.
        user: whose.
        role: in the organisation.
        parts: in which trajectories of others this person took part for the organisation, and as what; only where the
            organisation still takes part.

    Raises:
        AlreadyThereError: if it is there.
    """
    if Membership.objects.filter(organisation=organisation, user=user).exists():
        raise AlreadyThereError(str(user))
    for part in parts:
        there = organisation.partnerships.filter(trajectory_id=part["trajectory"], ended=None).first()
        if there is not None:
            values = {"role": part["role"], "partnership": there}
            Participation.objects.get_or_create(trajectory=there.trajectory, user=user, defaults=values)
    return Membership.objects.create(organisation=organisation, user=user, role=role.value)


@transaction.atomic
def change_participant(part: Participation, *, role: Role, by: User) -> AuditEntry:
    """Give someone another role in a trajectory; return the line by which it can be undone.

    Raises:
        NotAllowedError: if this person may not.
        RoleTooHighError: if the old or new role may do more than this person.
    """
    require(by, Act.MEMBERS_CHANGE, part.trajectory)
    check_may_give(by, role, part.trajectory)
    check_may_give(by, Role(part.role), part.trajectory)
    before, part.role = part.role, role.value
    part.save(update_fields=["role"])
    return _told(by, "workspace.participant.role_changed", part, before=before)


@transaction.atomic
def remove_participant(part: Participation, *, by: User) -> AuditEntry:
    """Take someone out of a trajectory, or let one go; return the line by which it can be undone.

    Raises:
        NotAllowedError: if this person may not; leaving oneself always may.
    """
    leaves = part.user_id == by.pk
    if not leaves:
        require(by, Act.MEMBERS_CHANGE, part.trajectory)
        check_may_give(by, Role(part.role), part.trajectory)
    act = "workspace.participant.left" if leaves else "workspace.participant.removed"
    line = _told(by, act, part, before=part.role)
    part.delete()
    return line


@transaction.atomic
def restore_participant(
    trajectory: Trajectory, *, user: User, role: Role, partnership: Partnership | None = None
) -> Participation:
    """Return a participation that is there again (its caller has checked who may).

    Args:
        trajectory: in which.
        user: whose.
        role: in it.
        partnership: by which an organisation sent this person.

    Raises:
        AlreadyThereError: if it is there.
    """
    if Participation.objects.filter(trajectory=trajectory, user=user).exists():
        raise AlreadyThereError(str(user))
    return Participation.objects.create(trajectory=trajectory, user=user, role=role.value, partnership=partnership)


def _lock(organisation: Organisation) -> None:
    """Let two beheerders who demote each other at the same moment wait for one another."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def has_beheerder(organisation: Organisation) -> bool:
    """Return whether someone who can log in is beheerder of an organisation."""
    return organisation.memberships.filter(role=Role.BEHEERDER.value, user__is_active=True).exists()


def check_not_last(member: Membership) -> None:
    """Return if an organisation has a beheerder left without this member.

    Raises:
        LastBeheerderError: if not.
    """
    organisation = member.organisation
    others = Membership.objects.filter(
        organisation=organisation, role=Role.BEHEERDER.value, user__is_active=True
    ).exclude(pk=member.pk)
    if member.role == Role.BEHEERDER.value and not others.exists():
        raise LastBeheerderError(name=str(member.user), organisation=organisation.name)


def _told(
    by: User | None,
    act: str,
    on: Membership | Participation,
    *,
    before: str,
    parts: Sequence[Mapping[str, str]] = (),
) -> AuditEntry:
    trajectory = on.trajectory if isinstance(on, Participation) else None
    organisation_id = trajectory.organisation_id if trajectory is not None else on.organisation_id  # type: ignore[union-attr]  # one of the two
    person = {"user": str(on.user_id), "name": str(on.user)}
    was: dict[str, object] = {**person, "role": before, **({"parts": list(parts)} if parts else {})}
    if isinstance(on, Participation) and on.partnership_id is not None:
        was["partnership"] = str(on.partnership_id)
    return record(
        by,
        act,
        on.user,
        organisation=organisation_id,
        trajectory=trajectory.pk if trajectory is not None else None,
        before=was if before else {},
        after={**person, "role": on.role},
    )
