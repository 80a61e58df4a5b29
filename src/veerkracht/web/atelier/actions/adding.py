"""Add deeds to the log of an atelier: each once, in one order, or told why not.

This is the only place where lines are made. The audit of an atelier is its log itself: append-only, chained, and with
who, when and what; a second line of audit for every card would say the same twice.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.atelier import IdTakenError, NotJoinedError
from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.atelier.models import Atelier, LogLine, LogWords, Participant
from veerkracht.web.atelier.rooms import rooms
from veerkracht.wijkschets.admission import check
from veerkracht.wijkschets.board import Done
from veerkracht.wijkschets.deeds_json import body_of, deed_of
from veerkracht.wijkschets.log import Channel, Line, body_digest, link_of
from veerkracht.wijkschets.wording_checks import check_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from veerkracht.web.atelier.rooms import Room
    from veerkracht.wijkschets.admission import Actor
    from veerkracht.wijkschets.deeds import Deed

MOST_AT_ONCE = 200
"""Deeds in one message; a device that was offline longer sends several messages."""


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
    refused deed does not hold up the others.

    Args:
        atelier: that it is for.
        sent: at most `MOST_AT_ONCE`.
        actor: who does it; the page has seen that this is so.
        channel: screen, or paper when someone types over what was written.
        at: when it was done, for the demo city alone, whose ateliers are played at times in the past; None for now.

    Raises:
        NotJoinedError: if the participant's words were erased meanwhile.
    """
    room = rooms.of(atelier)
    with room.lock:
        try:
            with transaction.atomic():
                return _added(atelier, room, sent, actor=actor, channel=channel, now=at or timezone.now())
        except BaseException:
            # The board may hold deeds that the database did not take: it is made again from the log.
            rooms.forget(atelier.pk)
            raise


def _added(
    atelier: Atelier, room: Room, sent: Sequence[Sent], *, actor: Actor, channel: Channel, now: datetime
) -> list[Outcome]:
    locked = Atelier.objects.select_for_update().only("number", "link", "name").get(pk=atelier.pk)
    if not actor.is_facilitator and not Participant.objects.filter(pk=actor.id, erased=None).exists():
        raise NotJoinedError
    room.catch_up()
    known = _known(atelier, sent)
    lines: list[tuple[Line, dict[str, Any]]] = []
    outcomes: list[Outcome] = []
    link = locked.link
    for one in sent:
        try:
            outcome = known.get(one.id)
            if outcome is None:
                deed, step = _checked(one, room, actor=actor, name=locked.name)
                line = _line(
                    one,
                    deed,
                    link,
                    number=locked.number + len(lines) + 1,
                    step=step,
                    actor=actor,
                    channel=channel,
                    at=now,
                )
                link = line.link
                lines.append((line, dict(line.body or {})))
                room.add(
                    Done(number=line.number, id=line.id, deed=deed, by=line.by, step=step, channel=channel, at=now)
                )
                outcome = known[one.id] = (line.number, line.verb, line.body)
            outcomes.append(_outcome(one, outcome))
        except VeerkrachtError as error:
            outcomes.append(Outcome(id=one.id, number=0, error=error))
    _keep(atelier, lines)
    return outcomes


_Known = tuple[int, str, "Mapping[str, Any] | None"]


def _known(atelier: Atelier, sent: Sequence[Sent]) -> dict[str, _Known]:
    """Return what is in the log already: number, verb and body by id."""
    ids = [one.id for one in sent if _is_id(one.id)]
    found = LogLine.objects.filter(atelier=atelier, deed__in=ids).values_list("deed", "number", "verb", "words__body")
    return {str(deed): (number, verb, body) for deed, number, verb, body in found}


def _is_id(value: str) -> bool:
    try:
        check_id(value)
    except VeerkrachtError:
        return False
    return True


def _outcome(sent: Sent, known: _Known) -> Outcome:
    """Return the number of what is there; refuse the id of something else. Erased words cannot be compared.

    Raises:
        IdTakenError: if it is something else.
    """
    number, verb, body = known
    if verb != sent.verb or (body is not None and body_of(deed_of(sent.verb, sent.body)) != body):
        raise IdTakenError(sent.id)
    return Outcome(id=sent.id, number=number)


def _checked(sent: Sent, room: Room, *, actor: Actor, name: str) -> tuple[Deed, str]:
    """Return the deed and the step it belongs to.

    Raises:
        VeerkrachtError: if it cannot be, or not now.
    """
    check_id(sent.id)
    deed = deed_of(sent.verb, sent.body)
    step = check(deed, actor=actor, said_in=sent.said_in, board=room.board, draaiboek=room.draaiboek, name=name)
    return deed, step.key if step else ""


def _line(
    sent: Sent, deed: Deed, previous: str, *, number: int, step: str, actor: Actor, channel: Channel, at: datetime
) -> Line:
    body, salt = body_of(deed), secrets.token_hex(16)
    line = Line(
        number=number,
        id=sent.id,
        verb=sent.verb,
        body=body,
        body_digest=body_digest(body, salt=salt),
        salt=salt,
        by=actor.id,
        step=step,
        channel=channel,
        at=at,
        link="",
    )
    return replace(line, link=link_of(previous, line))


def _keep(atelier: Atelier, lines: Sequence[tuple[Line, dict[str, Any]]]) -> None:
    if not lines:
        return
    made = LogLine.objects.bulk_create(
        LogLine(
            atelier=atelier, number=line.number, deed=line.id, verb=line.verb, digest=line.body_digest, by=line.by,
            step=line.step, channel=line.channel, at=line.at, link=line.link,
        )
        for line, _body in lines
    )  # fmt: skip
    LogWords.objects.bulk_create(
        LogWords(line=row, body=body, salt=line.salt) for row, (line, body) in zip(made, lines, strict=True)
    )
    last = lines[-1][0]
    Atelier.objects.filter(pk=atelier.pk).update(number=last.number, link=last.link)
