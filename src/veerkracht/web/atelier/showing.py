"""What the board looks like to others: each item as JSON values, without who voted what.

Two audiences: the table (everyone who takes part, and the projector) and the lead (who facilitates), who also sees what
is hidden, and how many chose what while a step still runs.
"""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from veerkracht.wijkschets.board import RUN
from veerkracht.wijkschets.draaiboek import Act, View
from veerkracht.wijkschets.tally import parties_told, tally_of

if TYPE_CHECKING:
    from datetime import datetime

    from veerkracht.web.atelier.rooms import Person, Room
    from veerkracht.wijkschets.board import Card
    from veerkracht.wijkschets.places import Place
    from veerkracht.wijkschets.prose import Prose, Version

FEWEST_OF_A_ROLE = 3
"""Votes of a role are shown apart from this many voters on: of fewer, one could tell who voted what."""

CHOICES = frozenset({Act.VOTE, Act.DOTS, Act.DIVIDE, Act.RATE})


class For(StrEnum):
    """Who looks."""

    TABLE = "table"
    LEAD = "lead"


def items_since(room: Room, number: int, *, audience: For, now: datetime) -> list[dict[str, Any]]:
    """Return every item that changed after a number, as it now is, the longest unchanged first.

    The caller holds the lock of the room.
    """
    changed = sorted((at, item) for item, at in room.touched.items() if at > number)
    return [item_of(room, item, audience=audience, now=now) for _at, item in changed]


def item_of(room: Room, item: str, *, audience: For, now: datetime) -> dict[str, Any]:
    """Return one item of the board as JSON values, with `item` and `kind`."""
    if item == RUN:
        return _run(room, now=now)
    kind, _, key = item.partition(" ")
    if kind == "cluster":
        return {"item": item, "kind": "cluster", "cluster": key, "title": room.board.clusters[key]}
    if kind == "block":
        return _block(room, key, now=now)
    return _card(room, room.board.cards[item], audience=audience)


def texts_since(room: Room, number: int, *, audience: For, now: datetime) -> list[str]:
    """Return `items_since` as JSON texts; each is made once for everyone who looks. The caller holds the lock."""
    changed = sorted((at, item) for item, at in room.touched.items() if at > number)
    return [_text(room, item, at, audience=audience, now=now) for at, item in changed]


def _text(room: Room, item: str, at: int, *, audience: For, now: datetime) -> str:
    kept = room.texts.get((audience, item))
    if kept is not None and kept[0] == at:
        return kept[1]
    text = json.dumps(item_of(room, item, audience=audience, now=now), ensure_ascii=False, separators=(",", ":"))
    # What stands still stays as it was told; the clock and who writes now do not stand still.
    if item != RUN and not item.startswith("block "):
        room.texts[audience, item] = (at, text)
    return text


def shows_results(room: Room) -> bool:
    """Return whether everyone may see how many chose what: after results were shown, when no step asks to choose."""
    clock = room.board.clock
    was_shown = any(room.draaiboek.step(key).view is View.RESULTS for key in clock.visited)
    return was_shown and not CHOICES & room.draaiboek.step(clock.step).acts


def _run(room: Room, *, now: datetime) -> dict[str, Any]:
    clock = room.board.clock
    step = room.draaiboek.step(clock.step) if clock.step else None
    return {
        "item": RUN,
        "kind": "run",
        "state": str(clock.state),
        "step": clock.step,
        "left": round(clock.left(now, minutes=step.minutes)) if step else None,
        "visited": list(dict.fromkeys(clock.visited)),
        "spotlight": room.board.spotlight,
        "at": now.isoformat(),
    }


def _card(room: Room, card: Card, *, audience: For) -> dict[str, Any]:
    first = card.first
    base = {"item": first.card, "kind": "card", "card": first.card, "number": card.number}
    if not card.is_seen and audience is For.TABLE:
        return {**base, "gone": True}
    shown = {
        **base,
        "form": str(first.form),
        "text": card.text,
        "theme": first.theme,
        "sentiment": str(first.sentiment),
        "perspective": first.perspective,
        "place": _place(first.place),
        "indicator": first.indicator,
        "link": str(first.link) if first.link else "",
        "of": first.of,
        "step": card.step,
        "channel": str(card.channel),
        "at": card.at.isoformat(),
        "by": _person(room.people.get(card.by), key=card.by),
        "cluster": card.cluster,
        "amended": card.amended,
        "reactions": [
            {
                "id": one.id,
                "text": one.text,
                "by": _person(room.people.get(one.by), key=one.by),
                "at": one.at.isoformat(),
            }
            for one in card.reactions
        ],
        "tally": _tally(room, card, audience=audience),
    }
    if audience is For.LEAD:
        shown |= {"hidden": card.hidden, "withdrawn": card.is_withdrawn}
    return shown


def _tally(room: Room, card: Card, *, audience: For) -> dict[str, Any]:
    """While a step runs the table sees how many people chose, not what: nobody votes after the others."""
    tally = tally_of(card, room.who())
    people = sum(tally.by_channel.values())
    if audience is For.TABLE and not shows_results(room):
        return {"people": people}
    told = parties_told(tally, fewest=FEWEST_OF_A_ROLE)
    return {
        "people": people,
        "votes": {str(value): count for value, count in tally.votes.items()},
        "ratings": {str(value): count for value, count in tally.ratings.items()},
        "dots": tally.dots,
        "points": tally.points,
        "channels": tally.by_channel,
        "parties": {
            party: {str(value): count for value, count in votes.items()} if party in told else None
            for party, votes in tally.by_party.items()
        },
    }


def _person(person: Person | None, *, key: str) -> dict[str, str]:
    if person is None:
        return {"id": key, "name": "", "party": "", "origin": ""}
    return {
        "id": key,
        "name": person.name,
        "party": person.party,
        "own": person.own_party,
        "origin": person.origin,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"kind": str(place.kind), "points": [list(point) for point in place.points], "words": place.words}


def _block(room: Room, key: str, *, now: datetime) -> dict[str, Any]:
    prose: Prose = room.board.blocks[key]
    writer = prose.writer(now)
    return {
        "item": f"block {key}",
        "kind": "block",
        "block": key,
        "number": prose.number,
        "text": _version(room, prose.text) if prose.text else None,
        "beside": [_version(room, one) for one in prose.beside],
        "writer": _person(room.people.get(writer), key=writer) if writer else None,
        "writes_for": prose.writes_for(now),
    }


def _version(room: Room, version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "text": version.text,
        "by": _person(room.people.get(version.by), key=version.by),
        "at": version.at.isoformat(),
    }
