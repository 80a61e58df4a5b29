"""Add deeds to the log of an atelier: each once, in one order, or told why not.

This is the only place where lines are made. The audit of an atelier is its log itself: append-only, chained, and with
who, when and what; a second line of audit for every card would say the same twice.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.atelier import AtelierClosedError, IdTakenError, NotJoinedError
from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.atelier.actions.log_rows import locked_head, write_lines
from veerkracht.web.atelier.models import LogLine
from veerkracht.web.atelier.rooms import rooms
from veerkracht.wijkschets.admission import check
from veerkracht.wijkschets.board import Done
from veerkracht.wijkschets.deeds_json import body_of, deed_of
from veerkracht.wijkschets.log import Channel, Line, body_digest, link_of
from veerkracht.wijkschets.wording_checks import check_id
from veerkracht.workflows.opening import shipped_catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.rooms import Room
    from veerkracht.wijkschets.admission import Actor
    from veerkracht.wijkschets.deeds import Deed

MOST_AT_ONCE = 200
"""Deeds in one message; a device that was offline longer sends several messages."""

_MOST_TOGETHER = 40
"""Messages that go into the database at once; more would keep the first waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One deed as a device sends it.

    Attributes:
        id: UUID that the device made; the same id again is the same deed.
        verb: what kind.
        body: JSON values.
        said_in: key of the step that the device was in; empty if it does not know.
    """

    id: str
    verb: str
    body: Mapping[str, Any]
    said_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a deed.

    Attributes:
        id: as it was sent.
        number: its place in the log; 0 if it was refused.
        error: why it was refused; None if it was not.
    """

    id: str
    number: int
    error: VeerkrachtError | None = None


def add(
    atelier: Atelier,
    sent: Sequence[Sent],
    *,
    actor: Actor,
    channel: Channel = Channel.SCREEN,
    at: datetime | None = None,
) -> list[Outcome]:
    """Return what became of each deed, in the order in which they were sent.

    What comes twice is stored once and told the same number again, so that a device may send as often as it likes. One
    refused deed does not hold up the others. What several people send at one moment goes into the database at once.

    Args:
        atelier: that it is for.
        sent: at most `MOST_AT_ONCE`.
        actor: who does it; the page has seen that this is so.
        channel: screen, or paper when someone types over what was written.
        at: when it was done, for the demo city alone, whose ateliers are played at times in the past; None for now.

    Raises:
        NotJoinedError: if the participant's words were erased meanwhile.
        AtelierClosedError: if all words were erased after the term.
    """
    room, mine = rooms.of(atelier), _Asked(sent=sent, actor=actor, channel=channel, at=at)
    room.queue.append(mine)
    with room.lock:
        while not mine.is_done:
            _add_all(room, [mine] if mine.is_alone else _waiting(room))
    if mine.error is not None:
        raise mine.error
    return mine.outcomes


@dataclass(slots=True, kw_only=True)
class _Asked:
    """What one device asks, and what became of it."""

    sent: Sequence[Sent]
    actor: Actor
    channel: Channel
    at: datetime | None
    outcomes: list[Outcome] = field(default_factory=list)
    error: VeerkrachtError | None = None
    is_done: bool = False
    is_alone: bool = False


def _waiting(room: Room) -> list[_Asked]:
    found: list[_Asked] = []
    while room.queue and len(found) < _MOST_TOGETHER:
        found.append(room.queue.popleft())
    return found


def _add_all(room: Room, together: list[_Asked]) -> None:
    """Add what waits in one transaction. Where that fails, each of the others is added alone when its turn comes."""
    is_in = False
    try:
        with transaction.atomic():
            _write(room, together)
        is_in = True
    finally:
        for one in together:
            one.is_done = is_in
            one.is_alone = True
        if not is_in:
            # The board may hold deeds that the database did not take: it is made again from the log.
            room.empty()


def _write(room: Room, together: list[_Asked]) -> None:
    locked = locked_head(room.atelier_id)
    room.meet(number=locked.number, edition=locked.edition)
    batch = _Batch(name=locked.name, number=locked.number, link=locked.link)
    for asked in together:
        asked.error = None
        if locked.is_expired:
            asked.error = AtelierClosedError(locked.name, state="expired")
            continue
        if not asked.actor.is_facilitator and room.person(asked.actor.id) is None:
            asked.error = NotJoinedError()
            continue
        now = asked.at or timezone.now()
        asked.outcomes = [_taken(one, room, batch, asked=asked, now=now) for one in asked.sent]
    if batch.lines:
        write_lines(room.atelier_id, batch.lines)


@dataclass(slots=True, kw_only=True)
class _Batch:
    """The lines that are being written, and the end of the log after them."""

    name: str
    number: int
    link: str
    lines: list[Line] = field(default_factory=list)


def _taken(one: Sent, room: Room, batch: _Batch, *, asked: _Asked, now: datetime) -> Outcome:
    try:
        number = room.numbers.get(one.id)
        if number is not None:
            return _again(one, room, batch, number=number)
        check_id(one.id)
        deed = deed_of(one.verb, one.body)
        step = check(
            deed,
            actor=asked.actor,
            said_in=one.said_in,
            board=room.board,
            draaiboek=room.draaiboek,
            indicators=shipped_catalogue(),
            name=batch.name,
        )
        line = _line(one, deed, batch, step=step.key if step else "", asked=asked, at=now)
    except VeerkrachtError as error:
        return Outcome(id=one.id, number=0, error=error)
    batch.lines.append(line)
    batch.number, batch.link = line.number, line.link
    room.add(
        Done(number=line.number, id=line.id, deed=deed, by=line.by, step=line.step, channel=line.channel, at=line.at)
    )
    return Outcome(id=one.id, number=line.number)


def _again(sent: Sent, room: Room, batch: _Batch, *, number: int) -> Outcome:
    """Return the number of what is in the log already; refuse the id of something else.

    Erased words cannot be compared.

    Raises:
        IdTakenError: if it is something else.
    """
    fresh = next(((line.verb, line.body) for line in batch.lines if line.number == number), None)
    stored = LogLine.objects.filter(atelier_id=room.atelier_id, number=number).values_list("verb", "words__body")
    verb, body = fresh or stored.get()
    if verb != sent.verb or (body is not None and body_of(deed_of(sent.verb, sent.body)) != body):
        raise IdTakenError(sent.id)
    return Outcome(id=sent.id, number=number)


def _line(sent: Sent, deed: Deed, batch: _Batch, *, step: str, asked: _Asked, at: datetime) -> Line:
    body, salt = body_of(deed), secrets.token_hex(16)
    line = Line(
        number=batch.number + 1,
        id=sent.id,
        verb=sent.verb,
        body=body,
        body_digest=body_digest(body, salt=salt),
        salt=salt,
        by=asked.actor.id,
        step=step,
        channel=asked.channel,
        at=at,
        link="",
    )
    return replace(line, link=link_of(batch.link, line))
