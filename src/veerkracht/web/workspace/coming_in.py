"""How an invitation lets in someone who logs in through a provider for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from veerkracht.errors.workspace import InvitationOverError, WorkspaceError
from veerkracht.web.workspace.actions import invitations
from veerkracht.web.workspace.models import Invitation

if TYPE_CHECKING:
    from django.http import HttpRequest

    from veerkracht.web.accounts.models import User

_REMEMBERED = "vk_invitation"


def remember(request: HttpRequest, invitation: Invitation) -> None:
    """Keep in the session that someone opened the link of an invitation, while they log in elsewhere."""
    request.session[_REMEMBERED] = str(invitation.pk)


def is_invited(request: HttpRequest, email: str) -> bool:
    """Return whether this address was invited, or this session opened a link that is not for another address."""
    for_address = Invitation.objects.filter(email=email, used=None, withdrawn=None)
    opened = Invitation.objects.filter(pk__in=_opened(request), email="")
    return any(_is_open(one) for one in (*for_address, *opened))


def come_in(request: HttpRequest, user: User) -> None:
    """Use the invitations to the address of a new person, which the provider verified, and the one opened."""
    invitations.accept_all_for(user)
    opened = Invitation.objects.filter(pk__in=_opened(request), email="").first()
    if opened is None:
        return
    try:
        with transaction.atomic():
            invitations.use(opened, by=user)
    except WorkspaceError:
        return


def _opened(request: HttpRequest) -> list[str]:
    kept = request.session.get(_REMEMBERED)
    return [str(kept)] if kept else []


def _is_open(invitation: Invitation) -> bool:
    try:
        invitations.check_open(invitation)
    except InvitationOverError:
        return False
    return True
