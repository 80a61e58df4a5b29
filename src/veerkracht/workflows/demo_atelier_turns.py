"""The turns of a demo atelier: who does what at which minute of a step, in an order that a room could have had."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veerkracht.workflows.demo_atelier_text import plain_card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.workflows.demo_atelier_text import StepText, WriteText

_VOTES = {"+": 1, "-": -1, "0": 0}
_IDS = uuid.UUID("d1c0f6f0-5b7e-4e1b-8f66-3a9d0e6d7c55")
LEAD = ""
"""Who leads stands in a turn without a name."""

_CHOOSING, _WRITING = 1000.0, 2000.0
"""People choose when the cards lie there, and write when they have chosen."""

_EDGE = 0.06
"""The first and last part of a step in which nothing comes in: people listen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What someone does at one moment.

    Attributes:
        minute: since the beginning of the atelier.
        by: short name of the participant; `LEAD` for the facilitator.
        deeds: id, verb and body of each; `base` of a text is the id of the deed that wrote the version it starts from.
    """

    minute: float
    by: str
    deeds: tuple[tuple[str, str, dict[str, Any]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    at: float
    by: str
    deeds: tuple[tuple[str, str, dict[str, Any]], ...]


def turns_of_step(
    step: StepText | None, *, start: float, minutes: float, ids: dict[str, str], key: str
) -> Iterator[Turn]:
    """Yield the turns of a step, the facilitator first; without a step: the end of the atelier."""
    if step is None:
        yield Turn(minute=start, by=LEAD, deeds=(_deed(key, "close", verb="steer", move="close"),))
        return
    yield Turn(minute=start, by=LEAD, deeds=(_deed(key, step.key, "go", verb="steer", move="go", step=step.key),))
    placed = sorted(_placed(step, ids=ids, key=key), key=lambda one: one.at)
    room = minutes * (1 - 2 * _EDGE)
    for number, one in enumerate(placed):
        minute = start + minutes * _EDGE + room * number / max(1, len(placed) - 1)
        yield Turn(minute=minute, by=one.by, deeds=one.deeds)
    if step.pause:
        yield Turn(minute=start + minutes, by=LEAD, deeds=(_deed(key, step.key, "pause", verb="steer", move="pause"),))
        resumed = (_deed(key, step.key, "resume", verb="steer", move="resume"),)
        yield Turn(minute=start + minutes + step.pause - 0.1, by=LEAD, deeds=resumed)


def _placed(step: StepText, *, ids: dict[str, str], key: str) -> Iterator[_Placed]:
    at = {card.id: float(number) for number, card in enumerate(step.cards)}
    for card in step.cards:
        deed = _deed(key, card.id, verb="contribute", **plain_card(card, ids))
        yield _Placed(at=at[card.id], by=card.by, deeds=(deed,))
    for number, (by, card_key, text) in enumerate(step.reactions):
        where = at.get(card_key, float(number)) + 2.5
        deed = _deed(key, step.key, "react", str(number), verb="react", card=ids[card_key], text=text)
        yield _Placed(at=where, by=by, deeds=(deed,))
    for one in step.hide:
        deed = _deed(key, one["card"], "hide", verb="hide", card=ids[one["card"]], reason=one["reason"])
        yield _Placed(at=at[one["card"]] + 1.5, by=LEAD, deeds=(deed,))
    if step.spotlight:
        lit = _deed(key, step.key, "light", verb="spotlight", card=ids[step.spotlight])
        yield _Placed(at=len(at) / 2, by=LEAD, deeds=(lit,))
    yield from _gathered(step, ids=ids, key=key)
    yield from _chosen(step, ids=ids, key=key)
    yield from _written(step, key=key)


def _gathered(step: StepText, *, ids: dict[str, str], key: str) -> Iterator[_Placed]:
    for number, one in enumerate(step.gather):
        cards = [ids[card] for card in one.cards]
        cluster = _id(key, one.title)
        deed = _deed(key, step.key, "gather", str(number), verb="gather", cards=cards, cluster=cluster, title=one.title)
        yield _Placed(at=float(number), by=one.by, deeds=(deed,))
        if one.undone:
            undo = _deed(key, step.key, "undo", str(number), verb="undo", deed=deed[0])
            yield _Placed(at=number + 0.5, by=one.by, deeds=(undo,))


def _chosen(step: StepText, *, ids: dict[str, str], key: str) -> Iterator[_Placed]:
    """Yield what each person chose, all of it in one turn: votes and scores by the order of the cards."""
    asked = [card.id for card in step.cards]
    parts = (step.votes, step.ratings, step.dots, step.points)
    people: dict[str, list[tuple[str, str, dict[str, int]]]] = {by: [] for part in parts for by in part}
    for by, signs in step.votes.items():
        values = {card: _VOTES[sign] for card, sign in zip(asked, signs, strict=True) if sign != "."}
        people[by] += [("vote", card, {"value": value}) for card, value in values.items()]
    for by, signs in step.ratings.items():
        people[by] += [
            ("rate", card, {"value": int(sign)}) for card, sign in zip(asked, signs, strict=True) if sign != "."
        ]
    for by, cards in step.dots.items():
        given = cards.split()
        people[by] += [("dots", card, {"count": given.count(card)}) for card in dict.fromkeys(given)]
    for by, shares in step.points.items():
        people[by] += [
            ("divide", card, {"points": int(count)}) for card, count in (one.split(":") for one in shares.split())
        ]
    for number, (by, chosen) in enumerate(people.items()):
        deeds = tuple(
            _deed(key, step.key, by, verb, card, verb=verb, card=ids[card], **more) for verb, card, more in chosen
        )
        yield _Placed(at=_CHOOSING + number, by=by, deeds=deeds)


def _written(step: StepText, *, key: str) -> Iterator[_Placed]:
    def name(one: WriteText) -> str:
        return one.named or one.by

    for number, one in enumerate(step.write):
        base = _id(key, one.block, one.base) if one.base else ""
        claim = _deed(key, one.block, name(one), "claim", verb="claim", block=one.block)
        yield _Placed(at=_WRITING + number / 10, by=one.by, deeds=(claim,))
        body = {"block": one.block, "text": one.text, "base": base}
        yield _Placed(
            at=_WRITING + len(step.write) + number, by=one.by, deeds=((_id(key, one.block, name(one)), "write", body),)
        )
    for number, one in enumerate(step.settle):
        deed = _deed(key, one.block, "settle", str(number), verb="settle", block=one.block, text=one.text)
        yield _Placed(at=_WRITING * 2 + number, by=one.by, deeds=(deed,))


def _deed(*names: str, verb: str, **body: Any) -> tuple[str, str, dict[str, Any]]:
    return _id(*names, verb), verb, body


def _id(*names: str) -> str:
    return str(uuid.uuid5(_IDS, "/".join(names)))
