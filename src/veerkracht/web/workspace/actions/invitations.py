"""Invite by a link that works once, withdraw it, and come in by it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.workspace import (
    AlreadyThereError,
    FirstBeheerderError,
    InvitationForOtherError,
    InvitationOverError,
)
from veerkracht.web.accounts.actions import create_person, require_staff
from veerkracht.web.accounts.models import User
from veerkracht.web.accounts.secret import digest_of, new_secret
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require, roles_in, roles_on
from veerkracht.web.workspace.actions.giving import check_may_give, roles_to_give
from veerkracht.web.workspace.actions.members import has_beheerder
from veerkracht.web.workspace.models import Invitation, Membership, Organisation, Participation, Trajectory
from veerkracht.web.workspace.roles import Act, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from veerkracht.web.audit.models import AuditEntry

VALID = timedelta(days=14)


@transaction.atomic
def invite(on: Organisation | Trajectory, *, role: Role, by: User, email: str = "") -> tuple[Invitation, str]:
    """Return an invitation and the secret of its link, which is not kept.

    Args:
        on: for the whole organisation, or for one trajectory.
        role: to be given.
        by: who invites.
        email: the only address that may use it; empty for whoever has the link.

    Raises:
        NotAllowedError: if this person may not invite here.
        RoleTooHighError: if the role may do more than this person.
    """
    require(by, Act.MEMBERS_INVITE, on)
    check_may_give(by, role, on)
    secret, digest = new_secret()
    invitation = Invitation.objects.create(
        organisation=on if isinstance(on, Organisation) else on.organisation,
        trajectory=on if isinstance(on, Trajectory) else None,
        role=role.value,
        email=email.strip().lower(),
        digest=digest,
        by=by,
        expires=timezone.now() + VALID,
    )
    _told(by, "workspace.invitation.made", invitation)
    return invitation, secret


@transaction.atomic
def invite_first_beheerder(organisation: Organisation, *, by: User, email: str = "") -> tuple[Invitation, str]:
    """Return an invitation for the first beheerder of an organisation and the secret of its link.

    It works as long as nobody is beheerder there: after that, those who are invite the others.

    Args:
        organisation: that has no beheerder.
        by: a functional manager.
        email: the only address that may use it; empty for whoever has the link.

    Raises:
        NotAllowedError: if this person is no functional manager.
        FirstBeheerderError: if the organisation has a beheerder.
    """
    require_staff(by)
    if has_beheerder(organisation):
        raise FirstBeheerderError(organisation.name)
    secret, digest = new_secret()
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=Role.BEHEERDER.value,
        email=email.strip().lower(),
        digest=digest,
        by=by,
        expires=timezone.now() + VALID,
    )
    _told(by, "workspace.invitation.made", invitation)
    return invitation, secret


def used_before(secret: str, *, by: User | AnonymousUser) -> Invitation | None:
    """Return the invitation by which this person came in and still takes part: an old link in a mail leads there."""
    if not by.is_authenticated:
        return None
    found = Invitation.objects.select_related("trajectory__organisation", "organisation")
    used = found.filter(digest=digest_of(secret), used_by=by).first()
    if used is None:
        return None
    there = roles_in(by, used.organisation) if used.trajectory is None else roles_on(by, used.trajectory)
    return used if there else None


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> AuditEntry:
    """Withdraw an invitation; return the line by which it can be undone.

    Raises:
        NotAllowedError: if this person may not invite here.
        InvitationOverError: if it was used or withdrawn already.
    """
    require(by, Act.MEMBERS_INVITE, invitation.trajectory or invitation.organisation)
    kept = Invitation.objects.select_for_update().get(pk=invitation.pk)
    check_open(kept, with_authority=False)
    kept.withdrawn = timezone.now()
    kept.save(update_fields=["withdrawn"])
    return _told(by, "workspace.invitation.withdrawn", kept)


@transaction.atomic
def restore_invitation(invitation: Invitation) -> Invitation:
    """Return an invitation that works again (its caller has checked who may).

    Raises:
        InvitationOverError: if it was used or has expired.
    """
    kept = Invitation.objects.select_for_update().get(pk=invitation.pk)
    kept.withdrawn = None
    check_open(kept)
    kept.save(update_fields=["withdrawn"])
    return kept


def find_invitation(secret: str) -> Invitation:
    """Return the invitation of a link.

    Raises:
        InvitationOverError: if it was used, withdrawn, has expired, or never was.
    """
    places = Invitation.objects.select_related("organisation", "trajectory", "by")
    found = places.filter(digest=digest_of(secret)).first()
    if found is None:
        raise InvitationOverError(why_nl="de link is niet volledig of niet van ons", why_en="the link is not complete")
    check_open(found)
    return found


def check_open(invitation: Invitation, *, with_authority: bool = True) -> None:
    """Return if an invitation still works.

    Whoever invited must still have the right to: someone who lost a role must not come back by an old link.

    Raises:
        InvitationOverError: with the reason.
    """
    if invitation.used is not None:
        raise InvitationOverError(why_nl="zij is al gebruikt", why_en="it was used already")
    if invitation.withdrawn is not None:
        raise InvitationOverError(why_nl="zij is ingetrokken", why_en="it was withdrawn")
    if not with_authority:
        return
    if invitation.expires <= timezone.now():
        raise InvitationOverError(why_nl="zij is verlopen", why_en="it has expired")
    place = invitation.trajectory or invitation.organisation
    by, role = invitation.by, Role(invitation.role)
    if by is not None and role in roles_to_give(by, place):
        return
    if by is not None and _is_for_first(invitation) and by.is_staff and by.is_active:
        return
    raise InvitationOverError(
        why_nl="degene die u uitnodigde mag dat niet meer", why_en="whoever invited you may no longer do so"
    )


def _is_for_first(invitation: Invitation) -> bool:
    is_whole = invitation.trajectory is None and invitation.role == Role.BEHEERDER.value
    return is_whole and not has_beheerder(invitation.organisation)


@transaction.atomic
def accept(secret: str, *, by: User) -> Invitation:
    """Return the invitation by which someone came in.

    Raises:
        InvitationOverError: if it no longer works.
        InvitationForOtherError: if it is for another address.
        AlreadyThereError: if this person is there already.
    """
    return use(find_invitation(secret), by=by)


@transaction.atomic
def accept_as_new(secret: str, *, name: str, email: str, password: str, language: str) -> tuple[User, Invitation]:
    """Return a new person and the invitation by which that person came in.

    Raises:
        InvitationOverError: if it no longer works.
        InvitationForOtherError: if it is for another address.
        AccountThereError: if there is an account with this address.
    """
    invitation = find_invitation(secret)
    if invitation.email and invitation.email != email.strip().lower():
        raise InvitationForOtherError(email)
    user = create_person(email, name=name, password=password, language=language)
    return user, use(invitation, by=user)


@transaction.atomic
def accept_all_for(user: User) -> int:
    """Return how many invitations to exactly this address, which a provider has verified, were used."""
    done = 0
    for invitation in Invitation.objects.filter(email=user.email, used=None, withdrawn=None):
        try:
            with transaction.atomic():
                use(invitation, by=user)
        except (InvitationOverError, AlreadyThereError):
            continue
        done += 1
    return done


@transaction.atomic
def use(invitation: Invitation, *, by: User) -> Invitation:
    """Return an invitation that was used by someone who may (its caller holds the secret, or knows the address).

    Raises:
        InvitationOverError: if it no longer works.
        InvitationForOtherError: if it is for another address.
        AlreadyThereError: if this person is there already.
    """
    kept = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "trajectory")
        .get(pk=invitation.pk)
    )
    check_open(kept)
    if kept.email and kept.email != by.email.lower():
        raise InvitationForOtherError(by.email)
    if kept.trajectory is not None:
        _, is_new = Participation.objects.get_or_create(
            trajectory=kept.trajectory, user=by, defaults={"role": kept.role}
        )
    else:
        _, is_new = Membership.objects.get_or_create(
            organisation=kept.organisation, user=by, defaults={"role": kept.role}
        )
    if not is_new:
        raise AlreadyThereError(str(by))
    kept.used, kept.used_by = timezone.now(), by
    kept.save(update_fields=["used", "used_by"])
    _told(by, "workspace.invitation.accepted", kept)
    return kept


def _told(by: User, act: str, invitation: Invitation) -> AuditEntry:
    return record(
        by,
        act,
        invitation,
        organisation=invitation.organisation_id,
        trajectory=invitation.trajectory_id,
        after={"role": invitation.role, "email": invitation.email},
    )
