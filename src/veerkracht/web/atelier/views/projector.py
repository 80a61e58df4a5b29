"""The screen for the hall: what is asked, how long it still takes, what people say, and what was shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.atelier.lead_board import clock_words, shown_card, texts_in_sight
from veerkracht.web.atelier.leading import for_role
from veerkracht.web.atelier.models import Participant
from veerkracht.web.atelier.projector_map import map_drawing, map_of
from veerkracht.web.atelier.projector_results import results_of
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import For, item_of, shows_results
from veerkracht.web.atelier.views.ateliers import joining
from veerkracht.web.atelier.views.board import items_response, stream_response
from veerkracht.web.kaart.place import language
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.board import RUN
from veerkracht.wijkschets.draaiboek import Act as StepAct
from veerkracht.wijkschets.draaiboek import View

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.rooms import Room
    from veerkracht.wijkschets.board import Card
    from veerkracht.wijkschets.draaiboek import Step

MOST_CARDS = 6
"""Cards on the screen: more cannot be read from ten metres."""

BESIDE_MAP = 4
MOST_GROUPS = 6
MOST_IN_GROUP = 3


@for_role(Act.ATELIER_VIEW)
@never_cache
@require_safe
def projector(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Show the whole screen."""
    return render(request, "atelier/projector.html", _context(request, atelier))


@for_role(Act.ATELIER_VIEW)
@never_cache
@require_GET
def now(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Answer what is on the screen now, for the script to put in place."""
    return render(request, "atelier/lead/projector_now.html", _context(request, atelier))


@for_role(Act.ATELIER_VIEW)
@require_GET
def drawing(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Hand out the map of the screen as SVG.

    Raises:
        Http404: if there is none.
    """
    try:
        svg = map_drawing(request, atelier)
    except VeerkrachtError:
        raise Http404 from None
    if not svg:
        raise Http404
    keeping = "private, max-age=86400, immutable" if "v" in request.GET else "private, no-store"
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": keeping})


@for_role(Act.ATELIER_VIEW)
@never_cache
@require_GET
def stream(request: HttpRequest, atelier: Atelier) -> HttpResponseBase:
    """Send what changes, as the table sees it."""
    return stream_response(request, atelier, audience=For.TABLE)


@for_role(Act.ATELIER_VIEW)
@never_cache
@require_GET
def items(request: HttpRequest, atelier: Atelier) -> HttpResponse:
    """Answer what changed since a number, as the table sees it."""
    return items_response(request, atelier, audience=For.TABLE)


def _context(request: HttpRequest, atelier: Atelier) -> dict[str, Any]:
    room = rooms.of(atelier)
    with room.lock:
        number = room.catch_up()
        shown = _shown(room)
    people = Participant.objects.filter(atelier=atelier, erased=None).count()
    is_map = shown["view"] == View.MAP and not shown["lit"] and shown["state"] != "before"
    plate = map_of(request, atelier) if is_map else None
    most = BESIDE_MAP if plate else MOST_CARDS
    return {
        "atelier": atelier,
        "number": number,
        "people": people,
        "plate": plate,
        **shown,
        "cards": shown["cards"][:most],
        "more": max(0, shown["count"] - most),
        **joining(request, atelier),
    }


def _shown(room: Room) -> dict[str, Any]:
    """Return what stands on the screen. The caller holds the lock of the room."""
    taal, moment = language(), timezone.now()
    run = item_of(room, RUN, audience=For.TABLE, now=moment)
    step = room.draaiboek.step(run["step"]) if run["step"] else None
    lit = room.board.cards.get(run["spotlight"])
    shown = _about(step, room)
    is_told = step is not None and step.view is View.RESULTS and shows_results(room)
    return {
        "state": run["state"],
        "step": step,
        "title": step.title.say(taal) if step else "",
        "question": step.question.say(taal) if step else "",
        "view": str(step.view) if step else "",
        "left": run["left"],
        "clock": clock_words(run["left"] or 0),
        "lit": _words(room, lit.first.card) if lit is not None and lit.is_seen else None,
        "groups": _groups(room) if step is not None and StepAct.GATHER in step.acts else [],
        "cards": [_words(room, card.first.card) for card in shown[:MOST_CARDS]],
        "count": len(shown),
        "results": results_of(room) if is_told else None,
        "texts": _texts(room, step.blocks) if step else [],
    }


def _about(step: Step | None, room: Room) -> list[Card]:
    """Return the cards in sight that a step is about: what it asks for, or what the steps asked that it looks at."""
    seen = room.board.in_order()
    if step is None:
        return []
    if step.forms:
        return [card for card in seen if card.step == step.key]
    return [card for card in seen if not step.on or card.step in step.on]


def _words(room: Room, key: str) -> Any:
    item, board = item_of(room, key, audience=For.TABLE, now=timezone.now()), room.board
    about = texts_in_sight(board).get(item["of"], "")
    return shown_card(item, draaiboek=room.draaiboek, clusters=board.clusters, lit=board.spotlight, about=about)


def _groups(room: Room) -> list[dict[str, Any]]:
    """Return the groups with their first cards, the largest first."""
    inside: dict[str, list[str]] = {key: [] for key in room.board.clusters}
    for card in room.board.in_order():
        if card.cluster in inside:
            inside[card.cluster].append(card.text)
    largest = sorted(((key, texts) for key, texts in inside.items() if texts), key=lambda one: -len(one[1]))
    return [
        {"title": room.board.clusters[key], "count": len(texts), "cards": texts[:MOST_IN_GROUP]}
        for key, texts in largest[:MOST_GROUPS]
    ]


def _texts(room: Room, keys: tuple[str, ...]) -> list[dict[str, str]]:
    titles = {one.key: one.title.say(language()) for one in room.draaiboek.blocks}
    texts = {key: room.board.blocks[key].text for key in keys if key in room.board.blocks}
    return [
        {"title": titles[key], "text": version.text}
        for key, version in texts.items()
        if version is not None and version.text
    ]
