"""Who takes part on this device, and the mark of pages that are for them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from veerkracht.errors.atelier import NotJoinedError
from veerkracht.web.accounts.audience import Access, Audience, View
from veerkracht.web.accounts.audience import mark as mark_view
from veerkracht.web.accounts.secret import digest_of
from veerkracht.web.atelier.models import Atelier, Participant
from veerkracht.web.workspace.access import roles_on
from veerkracht.web.workspace.roles import Act, may
from veerkracht.wijkschets.admission import Actor

if TYPE_CHECKING:
    from django.http import HttpResponse

P = ParamSpec("P")
_LONGEST = 100
_BETWEEN = "."
MOST_ON_A_DEVICE = 4
"""People who share a phone."""

_LATELY = 1.0
_MOST_KEPT = 20_000
_DAYS = 120
"""So long a device may come back: a series of two workshops and what lies between."""


def cookie_name(atelier_id: uuid.UUID) -> str:
    """Return the name of the cookie; one an atelier, so that a device can take part in more."""
    return f"vk_atelier_{atelier_id.hex[:12]}"


def remember(request: HttpRequest, response: HttpResponse, participant: Participant, secret: str) -> None:
    """Keep on the device who takes part, before those who did earlier: a phone can be shared."""
    earlier = [one for one in _secrets(request, participant.atelier_id) if one != secret]
    response.set_cookie(
        cookie_name(participant.atelier_id),
        _BETWEEN.join([secret, *earlier][:MOST_ON_A_DEVICE]),
        max_age=_DAYS * 86_400,
        secure=settings.CONFIG.https,
        httponly=True,
        samesite="Lax",
    )


def participant_of(request: HttpRequest, atelier: Atelier) -> Participant | None:
    """Return who takes part on this device, or with this account; None if nobody does (any more)."""
    found = people_on(request, atelier)
    if found:
        return found[0][0]
    there = Participant.objects.filter(atelier=atelier, erased=None)
    return there.filter(user=request.user).first() if request.user.is_authenticated else None


def people_on(request: HttpRequest, atelier: Atelier) -> list[tuple[Participant, str]]:
    """Return everyone who takes part on this device, with the secret of each, the last first."""
    digests = {digest_of(one): one for one in _secrets(request, atelier.pk)}
    if not digests:
        return []
    found = Participant.objects.filter(atelier=atelier, erased=None, digest__in=digests)
    order = list(digests)
    return sorted(((one, digests[one.digest]) for one in found), key=lambda pair: order.index(pair[0].digest))


def _secrets(request: HttpRequest, atelier_id: uuid.UUID) -> list[str]:
    kept = request.COOKIES.get(cookie_name(atelier_id), "").split(_BETWEEN)
    return [one for one in kept[:MOST_ON_A_DEVICE] if 0 < len(one) <= _LONGEST]


def leads(request: HttpRequest, atelier: Atelier) -> bool:
    """Return whether this account may facilitate the atelier."""
    return request.user.is_authenticated and may(roles_on(request.user, atelier.trajectory), Act.ATELIER_LEAD)


def actor_of(participant: Participant) -> Actor:
    """Return a participant as the method knows him or her."""
    return Actor(id=str(participant.pk), party=participant.party)


def of_atelier(
    view: Callable[Concatenate[HttpRequest, Atelier, Participant, P], HttpResponseBase],
) -> View:
    """Mark a page for who takes part on this device: its address holds `atelier_id`.

    Someone who opens it without taking part is led to the door; what a device sends is refused with the way back.

    Raises:
        NotJoinedError: for what is sent, or asked by a script, by a device that takes no part.
    """
    return _guarded(view, _atelier, participant_of)


def of_device(
    view: Callable[Concatenate[HttpRequest, Atelier, Participant, P], HttpResponseBase],
) -> View:
    """Mark an address that devices ask again and again: as `of_atelier`, remembering for a second who may.

    What a device adds is checked once more where it is written (`actions.adding`).

    Raises:
        NotJoinedError: as `of_atelier`.
    """
    return _guarded(view, _lately.atelier, _lately.participant)


def _guarded(
    view: Callable[Concatenate[HttpRequest, Atelier, Participant, P], HttpResponseBase],
    find: Callable[[uuid.UUID], Atelier | None],
    who: Callable[[HttpRequest, Atelier], Participant | None],
) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, atelier_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        atelier = find(atelier_id)
        if atelier is None:
            raise Http404
        participant = who(request, atelier)
        if participant is None:
            if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
                return redirect(reverse("atelier:door"))
            raise NotJoinedError
        return view(request, atelier, participant, *args, **kwargs)

    mark_view(guarded, Access(audience=Audience.ATELIER))
    return guarded


def _atelier(atelier_id: uuid.UUID) -> Atelier | None:
    return Atelier.objects.select_related("trajectory").defer("draaiboek").filter(pk=atelier_id).first()


class _Lately:
    """What was found lately: ateliers for a second, participants until the edition of their atelier changes."""

    def __init__(self) -> None:
        self._ateliers: dict[uuid.UUID, tuple[float, Atelier]] = {}
        self._people: dict[tuple[object, ...], Participant] = {}

    def atelier(self, atelier_id: uuid.UUID) -> Atelier | None:
        at, found = self._ateliers.get(atelier_id, (0.0, None))
        if found is not None and time.monotonic() - at < _LATELY:
            return found
        found = _atelier(atelier_id)
        if found is not None:
            _make_room(self._ateliers)
            self._ateliers[atelier_id] = (time.monotonic(), found)
        return found

    def participant(self, request: HttpRequest, atelier: Atelier) -> Participant | None:
        key = (atelier.pk, atelier.edition, *_secrets(request, atelier.pk))
        if key in self._people:
            return self._people[key]
        people = people_on(request, atelier)
        if not people:
            return participant_of(request, atelier)
        _make_room(self._people)
        self._people[key] = people[0][0]
        return people[0][0]


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) > _MOST_KEPT:
        kept.clear()


_lately = _Lately()
