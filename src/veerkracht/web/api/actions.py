"""What people change about tokens of the API: make one, take it back. A token is of its own person only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.api import TokenDaysError, TooManyTokensError
from veerkracht.errors.web import NotAllowedError
from veerkracht.web.accounts.secret import digest_of, new_secret
from veerkracht.web.api.models import ApiToken
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Trajectory

PREFIX = "vk_"
"""Tells people, and programs that look for leaked secrets, what a token is."""

MOST_DAYS = 366
MOST_TOKENS = 20


@transaction.atomic
def make_token(by: User, *, name: str, days: int, trajectory: Trajectory | None) -> tuple[ApiToken, str]:
    """Return a new token, and the secret that is shown once.

    Args:
        by: whose it is.
        name: as the person calls it.
        days: how long it works.
        trajectory: that it may read beside the open data; None for open data alone.

    Raises:
        NotAllowedError: if this person may not see the maps of the trajectory.
        TokenDaysError: if it would work too long, or not at all.
        TooManyTokensError: if this person has as many tokens that work as one may have.
    """
    if not by.is_authenticated or not by.is_active:
        raise NotAllowedError("api.token.make", name_nl="een sleutel maken", name_en="make a token")
    if trajectory is not None:
        require(by, Act.KAART_VIEW, trajectory)
    if not 1 <= days <= MOST_DAYS:
        raise TokenDaysError(days, most=MOST_DAYS)
    now = timezone.now()
    if ApiToken.objects.filter(user=by, withdrawn=None, expires__gt=now).count() >= MOST_TOKENS:
        raise TooManyTokensError(most=MOST_TOKENS)
    secret = PREFIX + new_secret()[0]
    made = ApiToken.objects.create(
        user=by, name=name.strip(), digest=digest_of(secret), trajectory=trajectory, expires=now + timedelta(days=days)
    )
    _record(by, "api.token.made", made)
    return made, secret


@transaction.atomic
def withdraw_token(token: ApiToken, *, by: User) -> ApiToken:
    """Return a token that no longer works; one that was withdrawn before stays as it is.

    Raises:
        NotAllowedError: if it is of someone else.
    """
    if token.user_id != by.pk:
        raise NotAllowedError(
            "api.token.withdraw",
            name_nl="een sleutel van iemand anders intrekken",
            name_en="withdraw a token of someone else",
        )
    if token.withdrawn is None:
        token.withdrawn = timezone.now()
        token.save(update_fields=["withdrawn"])
        _record(by, "api.token.withdrawn", token)
    return token


def note_use(token: ApiToken) -> None:
    """Keep that a token was used today, so that its person sees which ones are still needed.

    No line in the audit: reading changes nothing. One write a day for each token.
    """
    today = timezone.localdate()
    if token.used != today:
        ApiToken.objects.filter(pk=token.pk).update(used=today)
        token.used = today


def _record(by: User, act: str, token: ApiToken) -> None:
    trajectory = token.trajectory
    record(
        by,
        act,
        token,
        organisation=None if trajectory is None else trajectory.organisation_id,
        trajectory=None if trajectory is None else trajectory.pk,
    )
