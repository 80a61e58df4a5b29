"""Let another organisation take part in a trajectory: invite it by a link, answer for it, choose its people, end it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.workspace import (
    AlreadyThereError,
    InvitationForOtherError,
    InvitationOverError,
    NotAMemberError,
    PartnershipOverError,
)
from veerkracht.web.accounts.secret import digest_of, new_secret
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require, roles_on
from veerkracht.web.workspace.actions.giving import check_may_give, check_within, roles_to_give
from veerkracht.web.workspace.actions.invitations import VALID
from veerkracht.web.workspace.models import (
    Organisation,
    OrganisationInvitation,
    Participation,
    Partnership,
    Trajectory,
)
from veerkracht.web.workspace.roles import Act, Role, may

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.audit.models import AuditEntry


@transaction.atomic
def invite_organisation(
    trajectory: Trajectory, *, name: str, role: Role, by: User, email: str = ""
) -> tuple[OrganisationInvitation, str]:
    """Return an invitation for an organisation and the secret of its link, which is not kept.

    Args:
        trajectory: in which it is to take part.
        name: what we call it.
        role: the role that may most of those that its people can get.
        by: who invites.
        email: the only address that may use it; empty for whoever has the link.

    Raises:
        NotAllowedError: if this person may not.
        RoleTooHighError: if the role may do more than this person.
    """
    require(by, Act.PARTNER_INVITE, trajectory)
    check_may_give(by, role, trajectory)
    secret, digest = new_secret()
    invitation = OrganisationInvitation.objects.create(
        trajectory=trajectory,
        name=name.strip(),
        role=role.value,
        email=email.strip().lower(),
        digest=digest,
        by=by,
        expires=timezone.now() + VALID,
    )
    _told_invitation(by, "workspace.partner.invited", invitation)
    return invitation, secret


@transaction.atomic
def withdraw_organisation(invitation: OrganisationInvitation, *, by: User) -> AuditEntry:
    """Withdraw an invitation; return the line by which it can be undone.

    Raises:
        NotAllowedError: if this person may not.
        InvitationOverError: if it was used or withdrawn already.
    """
    require(by, Act.PARTNER_INVITE, invitation.trajectory)
    kept = _locked(invitation)
    _check_unused(kept)
    kept.withdrawn = timezone.now()
    kept.save(update_fields=["withdrawn"])
    return _told_invitation(by, "workspace.partner.withdrawn", kept)


@transaction.atomic
def restore_invitation(invitation: OrganisationInvitation) -> OrganisationInvitation:
    """Return an invitation that works again (its caller has checked who may).

    Raises:
        InvitationOverError: if it was used or has expired.
    """
    kept = _locked(invitation)
    kept.withdrawn = None
    _check_open(kept)
    kept.save(update_fields=["withdrawn"])
    return kept


def find_invitation(secret: str) -> OrganisationInvitation:
    """Return the invitation of a link.

    Raises:
        InvitationOverError: if it was used, withdrawn, has expired, or never was.
    """
    places = OrganisationInvitation.objects.select_related("trajectory__organisation", "by")
    found = places.filter(digest=digest_of(secret)).first()
    if found is None:
        raise InvitationOverError(why_nl="de link is niet volledig of niet van ons", why_en="the link is not complete")
    _check_open(found)
    return found


@transaction.atomic
def accept_for(organisation: Organisation, *, secret: str, by: User) -> Partnership:
    """Return the partnership after someone accepted an invitation for an organisation.

    Nobody of it takes part yet: that is chosen next (`choose_people`).

    Raises:
        NotAllowedError: if this person may not answer for the organisation.
        InvitationOverError: if the invitation no longer works.
        InvitationForOtherError: if it is for another address.
        AlreadyThereError: if the organisation takes part already, or the trajectory is its own.
    """
    require(by, Act.PARTNER_ANSWER, organisation)
    invitation = _locked(find_invitation(secret))
    _check_open(invitation)
    if invitation.email and invitation.email != by.email.lower():
        raise InvitationForOtherError(by.email)
    trajectory = invitation.trajectory
    # One at a time within a trajectory: two links must not let the same organisation in twice.
    Trajectory.objects.select_for_update(of=("self",)).get(pk=trajectory.pk)
    if trajectory.organisation_id == organisation.pk or is_partner(organisation, trajectory):
        raise AlreadyThereError(organisation.name)
    made = Partnership.objects.create(trajectory=trajectory, organisation=organisation, role=invitation.role)
    invitation.used, invitation.used_by, invitation.partnership = timezone.now(), by, made
    invitation.save(update_fields=["used", "used_by", "partnership"])
    _told_both(by, "workspace.partner.accepted", made, after={"role": made.role})
    return made


@transaction.atomic
def choose_people(partnership: Partnership, *, people: Mapping[User, Role | None], by: User) -> int:
    """Let members of an organisation take part with a role, or no longer; return how many were changed.

    Who was invited in person keeps that role: it was not given by this organisation.

    Raises:
        NotAllowedError: if this person may not answer for the organisation.
        PartnershipOverError: if the organisation takes no part any more.
        RoleTooHighError: if a role may do more than was agreed.
        NotAMemberError: if someone is no member of the organisation.
    """
    require(by, Act.PARTNER_ANSWER, partnership.organisation)
    kept = _locked_partnership(partnership)
    members = set(kept.organisation.memberships.values_list("user_id", flat=True))
    there = {part.user_id: part for part in kept.trajectory.participations.select_related("user")}
    changed = 0
    for user, role in people.items():
        part = there.get(user.pk)
        if part is not None and part.partnership_id != kept.pk:
            continue
        before = Role(part.role) if part is not None else None
        if role is before:
            continue
        if user.pk not in members:
            raise NotAMemberError(str(user), organisation=kept.organisation.name)
        if role is not None:
            check_within(role, Role(kept.role))
        _give(kept, user=user, role=role, part=part)
        person = {"user": str(user.pk), "name": str(user)}
        _told_both(
            by,
            "workspace.partner.person_chosen" if role else "workspace.partner.person_removed",
            kept,
            before={**person, "role": before.value if before else ""},
            after={**person, "role": role.value if role else "", "what": str(user)},
        )
        changed += 1
    return changed


@transaction.atomic
def end_partnership(partnership: Partnership, *, by: User) -> AuditEntry:
    """End it that an organisation takes part; return the line by which it can be undone.

    Its people lose their roles in the trajectory, and its shared tables are closed to it (see `datasets.models.Share`).

    Args:
        partnership: that is to end.
        by: a beheerder of the trajectory, or one of the organisation itself.

    Raises:
        NotAllowedError: if this person may not.
        PartnershipOverError: if it ended before.
    """
    if not may(roles_on(by, partnership.trajectory), Act.PARTNER_INVITE):
        require(by, Act.PARTNER_ANSWER, partnership.organisation)
    kept = _locked_partnership(partnership)
    gone = [
        {"user": str(part.user_id), "name": str(part.user), "role": part.role}
        for part in kept.people.select_related("user")
    ]
    kept.people.all().delete()
    kept.ended = timezone.now()
    kept.save(update_fields=["ended"])
    return _told_both(by, "workspace.partner.ended", kept, before={"people": gone})


@transaction.atomic
def restore_partnership(partnership: Partnership, *, people: Mapping[User, Role], by: User) -> Partnership:
    """Return a partnership that holds again, with its people (by who ended it; its caller has checked that).

    Raises:
        NotAllowedError: if this person may no longer do so.
        AlreadyThereError: if the organisation takes part again already.
    """
    if not may(roles_on(by, partnership.trajectory), Act.PARTNER_INVITE):
        require(by, Act.PARTNER_ANSWER, partnership.organisation)
    Trajectory.objects.select_for_update(of=("self",)).get(pk=partnership.trajectory_id)
    if is_partner(partnership.organisation, partnership.trajectory):
        raise AlreadyThereError(partnership.organisation.name)
    partnership.ended = None
    partnership.save(update_fields=["ended"])
    members = set(partnership.organisation.memberships.values_list("user_id", flat=True))
    for user, role in people.items():
        if user.pk in members:
            values = {"role": role.value, "partnership": partnership}
            Participation.objects.get_or_create(trajectory=partnership.trajectory, user=user, defaults=values)
    _told_both(by, "workspace.partner.restored", partnership)
    return partnership


def is_partner(organisation: Organisation, trajectory: Trajectory) -> bool:
    """Return whether an organisation takes part in a trajectory of another."""
    return trajectory.partnerships.filter(organisation=organisation, ended=None).exists()


def _give(partnership: Partnership, *, user: User, role: Role | None, part: Participation | None) -> None:
    if role is None:
        if part is not None:
            part.delete()
    elif part is None:
        Participation.objects.create(
            trajectory=partnership.trajectory, user=user, role=role.value, partnership=partnership
        )
    else:
        part.role = role.value
        part.save(update_fields=["role"])


def _locked(invitation: OrganisationInvitation) -> OrganisationInvitation:
    places = OrganisationInvitation.objects.select_for_update(of=("self",))
    return places.select_related("trajectory__organisation").get(pk=invitation.pk)


def _locked_partnership(partnership: Partnership) -> Partnership:
    places = Partnership.objects.select_for_update(of=("self",)).select_related("trajectory", "organisation")
    kept = places.get(pk=partnership.pk)
    if kept.ended is not None:
        raise PartnershipOverError(kept.organisation.name, trajectory=kept.trajectory.name)
    return kept


def _check_unused(invitation: OrganisationInvitation) -> None:
    if invitation.used is not None:
        raise InvitationOverError(why_nl="zij is al gebruikt", why_en="it was used already")
    if invitation.withdrawn is not None:
        raise InvitationOverError(why_nl="zij is ingetrokken", why_en="it was withdrawn")


def _check_open(invitation: OrganisationInvitation) -> None:
    """Return if an invitation still works; whoever invited must still have the right to."""
    _check_unused(invitation)
    if invitation.expires <= timezone.now():
        raise InvitationOverError(why_nl="zij is verlopen", why_en="it has expired")
    by, trajectory = invitation.by, invitation.trajectory
    if (
        by is None
        or not may(roles_on(by, trajectory), Act.PARTNER_INVITE)
        or Role(invitation.role) not in roles_to_give(by, trajectory)
    ):
        raise InvitationOverError(
            why_nl="degene die u uitnodigde mag dat niet meer", why_en="whoever invited you may no longer do so"
        )


def _told_invitation(by: User, act: str, invitation: OrganisationInvitation) -> AuditEntry:
    return record(
        by,
        act,
        invitation,
        organisation=invitation.trajectory.organisation_id,
        trajectory=invitation.trajectory_id,
        after={"role": invitation.role, "email": invitation.email, "what": invitation.name},
    )


def _told_both(
    by: User,
    act: str,
    partnership: Partnership,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Write a line for the organisation of the trajectory, and one for the organisation that takes part in it."""
    said = {"what": partnership.organisation.name, "of": str(partnership.trajectory), **(after or {})}
    lines = [
        record(
            by, act, partnership, organisation=whose, trajectory=partnership.trajectory_id, before=before, after=said
        )
        for whose in (partnership.organisation_id, partnership.trajectory.organisation_id)
    ]
    return lines[0]
