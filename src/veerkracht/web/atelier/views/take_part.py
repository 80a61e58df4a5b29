"""The page of who takes part: the step that runs, what it asks, and the board."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from veerkracht.errors.atelier import AtelierError
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.coming_in import actor_of, of_atelier
from veerkracht.web.atelier.live import Since, watchers
from veerkracht.web.atelier.pace import pace
from veerkracht.web.atelier.plain import PlainForm, plain_board
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import For, items_since
from veerkracht.web.atelier.words import words_of
from veerkracht.web.kaart.place import language
from veerkracht.web.saying import say

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Atelier, Participant
    from veerkracht.web.atelier.rooms import Room

_CODE = "0code0"


@of_atelier
@never_cache
@require_http_methods(["GET", "POST"])
def take_part(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponseBase:
    """Show the step that runs, what it asks, and what lies on the board; take in a card of who has no scripts."""
    room = rooms.of(atelier)
    with room.lock:
        number = room.catch_up()
        since = str(Since(room.edition, number))
        items = items_since(room, 0, audience=For.TABLE, now=timezone.now())
        mine = choices_of(room, str(participant.pk))
    board = plain_board(room, items, taal=language())
    form = PlainForm(request.POST or None, step=board.step, taal=language(), initial={"id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        pace.take(str(participant.pk), count=1)
        try:
            _put(atelier, participant, form)
        except AtelierError as error:
            form.add_error(None, error.message(language()))
        else:
            say(request, _("Je kaartje ligt op het bord."))
            return redirect("atelier:take_part", atelier_id=atelier.pk)
    values = {
        **words_of(atelier, taal=language()),
        "me": {"id": str(participant.pk), "name": participant.pseudonym, "party": participant.party},
        "addresses": _addresses(atelier),
        "csrf": get_token(request),
        "mine": mine,
        "news": {"number": number, "since": since, "items": items},
    }
    context = {"atelier": atelier, "participant": participant, "form": form, "board": board, "values": values}
    return render(request, "atelier/take_part.html", context, status=400 if form.errors else 200)


def choices_of(room: Room, person: str) -> dict[str, dict[str, int]]:
    """Return what one person chose, by card: nobody else is told. The caller holds the lock of the room."""
    found: dict[str, dict[str, int]] = {"votes": {}, "dots": {}, "points": {}, "ratings": {}}
    for key, card in room.board.cards.items():
        for name, given in found.items():
            value = getattr(card, name).get(person)
            if value is not None:
                given[key] = value
    return found


def _put(atelier: Atelier, participant: Participant, form: PlainForm) -> None:
    """Put a card on the board.

    Raises:
        AtelierError: if it cannot be, or not now.
    """
    sent = Sent(id=str(form.cleaned_data["id"]), verb="contribute", body=form.body(), said_in=form.said_in)
    (outcome,) = add(atelier, [sent], actor=actor_of(participant))
    if outcome.error is not None:
        raise outcome.error
    watchers.nudge(atelier.pk)


def _addresses(atelier: Atelier) -> dict[str, Any]:
    def address(name: str, **parts: str) -> str:
        return reverse(f"atelier:{name}", kwargs={"atelier_id": atelier.pk, **parts})

    return {
        "contribute": address("contribute"),
        "stream": address("stream"),
        "items": address("items"),
        "map": address("beside_map"),
        "shapes": address("beside_shapes"),
        "area": address("beside_area", code=_CODE).replace(_CODE, "{code}"),
        "offline": reverse("atelier:offline"),
        "results": address("shared_results"),
        "door": reverse("atelier:join", kwargs={"code": atelier.code}),
    }
