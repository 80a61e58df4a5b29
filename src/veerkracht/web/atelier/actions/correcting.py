"""Correct what was typed over from a sheet of paper: what was typed first stays in the log, what is right follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from veerkracht.errors.atelier import NotJoinedError, SheetRefusedError
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import name_again
from veerkracht.web.atelier.actions.paper import deed_id
from veerkracht.web.atelier.models import LogLine, Participant
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.deeds import Contribute
from veerkracht.wijkschets.deeds_json import deed_of
from veerkracht.wijkschets.log import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veerkracht.errors.base import VeerkrachtError
    from veerkracht.report.paper import SheetCode
    from veerkracht.web.accounts.models import User
    from veerkracht.web.atelier.actions.paper import Writer, Written
    from veerkracht.web.atelier.models import Atelier
    from veerkracht.wijkschets.board import Board, Card

_NOTHING: dict[str, dict[str, Any]] = {
    "vote": {"value": None},
    "rate": {"value": None},
    "dots": {"count": 0},
    "divide": {"points": 0},
}
"""How each choice is taken back."""

_GIVEN = {
    "vote": ("votes", "value"),
    "rate": ("ratings", "value"),
    "dots": ("dots", "count"),
    "divide": ("points", "points"),
}
"""Where the board keeps each choice, and what the deed calls it."""


def correct_sheet(
    atelier: Atelier,
    code: SheetCode,
    *,
    by: User,
    writer: Writer,
    written: Sequence[Written],
    parts: Sequence[str],
) -> int:
    """Make what counts of a sheet what stands on it; return how many things changed.

    Only what differs is added to the log: another choice, other words of a card, or a card taken back and written anew
    where its kind, mood or place was wrong. So nothing is overwritten, and what others said about a card stays with it.

    Args:
        atelier: that it was written in.
        code: on the sheet, which was typed over before.
        by: who corrects.
        writer: who wrote it; the name and role of all sheets of that number become these.
        written: what stands on the sheet; a part that is not in it is taken back.
        parts: every part that a sheet of this kind can have.

    Raises:
        NotAllowedError: if this person may not.
        NotJoinedError: if nobody has this number, or the words of this person were erased.
        SheetRefusedError: if something on it cannot be; then nothing is changed.
        AtelierError: if the name or role cannot be.
    """
    require(by, Act.ATELIER_LEAD, atelier.trajectory)
    room = rooms.of(atelier)
    with room.lock:
        try:
            with transaction.atomic():
                person = _writer_of(atelier, code)
                renamed = name_again(
                    person, by=by, name=writer.name, party=writer.party, own_party=writer.own_party,
                    is_resident=writer.is_resident,
                )  # fmt: skip
                room.catch_up()
                changes = list(_changes(atelier, code, person, room.board, written=written, parts=parts))
                # Dots and points are taken back before they are given elsewhere: nobody has more than there are.
                changes.sort(key=lambda one: _is_more(one[1], room.board, person=str(person.pk)))
                _add(atelier, code, person, changes)
                if changes:
                    _note(atelier, code, by=by, changes=len(changes))
        except BaseException:
            # The board may hold deeds that the database did not take: it is made again from the log.
            rooms.forget(atelier.pk)
            raise
    return len(changes) + renamed


def _writer_of(atelier: Atelier, code: SheetCode) -> Participant:
    found = Participant.objects.filter(atelier=atelier, sheet=code.number, erased=None).first()
    if found is None:
        raise NotJoinedError
    return found


def _changes(
    atelier: Atelier,
    code: SheetCode,
    person: Participant,
    board: Board,
    *,
    written: Sequence[Written],
    parts: Sequence[str],
) -> Iterator[tuple[str, Sent]]:
    """Yield what has to be done, each with the part of the sheet that it is about."""
    lines = LogLine.objects.filter(atelier=atelier, by=person.pk).select_related("words")
    known = {str(one.deed): one for one in lines}
    now = {one.part: one for one in written}
    for part in dict.fromkeys([*parts, *now]):
        done = list(_done(atelier, code, part, known))
        deeds = _card_deeds(part, done, board, now) if part.startswith("card ") else _choice_deeds(
            part, done, board, now, person=str(person.pk)
        )  # fmt: skip
        for again, (verb, body, said_in) in enumerate(deeds, start=len(done)):
            yield part, Sent(id=deed_id(atelier, code, part, again=again), verb=verb, body=body, said_in=said_in)


def _done(atelier: Atelier, code: SheetCode, part: str, known: Mapping[str, LogLine]) -> Iterator[LogLine]:
    again = 0
    while (line := known.get(deed_id(atelier, code, part, again=again))) is not None:
        yield line
        again += 1


_Deed = tuple[str, "Mapping[str, Any]", str]


def _choice_deeds(
    part: str, done: Sequence[LogLine], board: Board, now: Mapping[str, Written], *, person: str
) -> Iterator[_Deed]:
    verb, _space, key = part.partition(" ")
    where, name = _GIVEN[verb]
    card = board.cards.get(key)
    there = getattr(card, where).get(person) if card else None
    wanted = now.get(part)
    if wanted is not None:
        if wanted.body[name] != there:
            yield verb, wanted.body, wanted.said_in
    elif there is not None and done:
        yield verb, {"card": key, **_NOTHING[verb]}, done[-1].step


def _is_more(sent: Sent, board: Board, *, person: str) -> bool:
    """Return whether someone gives a card more dots or points than before."""
    if sent.verb not in {"dots", "divide"}:
        return False
    where, name = _GIVEN[sent.verb]
    card = board.cards.get(str(sent.body["card"]))
    return bool(sent.body[name] > (getattr(card, where).get(person, 0) if card else 0))


def _card_deeds(part: str, done: Sequence[LogLine], board: Board, now: Mapping[str, Written]) -> Iterator[_Deed]:
    made = [board.cards[one.words.body["card"]] for one in done if one.verb == "contribute"]
    there = made[-1] if made and not made[-1].is_withdrawn else None
    wanted = now.get(part)
    if there is None:
        if wanted is not None:
            yield wanted.verb, wanted.body, wanted.said_in
    elif wanted is None:
        yield "withdraw", {"card": there.first.card}, there.step
    elif not _is_alike(there, wanted):
        yield "withdraw", {"card": there.first.card}, there.step
        yield wanted.verb, wanted.body, wanted.said_in
    elif wanted.body["text"] != there.text:
        yield "amend", {"card": there.first.card, "text": wanted.body["text"]}, there.step


def _is_alike(card: Card, wanted: Written) -> bool:
    """Return whether all but the words is as it was: kind, mood, place and step."""
    # Words that are too long or too few are refused where the deed is added, with the reason.
    deed = deed_of(wanted.verb, {**wanted.body, "text": card.text})
    first = card.first
    return isinstance(deed, Contribute) and (deed.form, deed.sentiment, deed.place, wanted.said_in) == (
        first.form,
        first.sentiment,
        first.place,
        card.step,
    )


def _add(atelier: Atelier, code: SheetCode, person: Participant, changes: Sequence[tuple[str, Sent]]) -> None:
    actor = Actor(id=str(person.pk), party=person.party, is_on_paper=True)
    outcomes = add(atelier, [sent for _part, sent in changes], actor=actor, channel=Channel.PAPER) if changes else []
    faults: dict[str, VeerkrachtError] = {
        part: outcome.error
        for (part, _sent), outcome in zip(changes, outcomes, strict=True)
        if outcome.error is not None
    }
    if faults:
        raise SheetRefusedError(str(code), faults=faults)


def _note(atelier: Atelier, code: SheetCode, *, by: User, changes: int) -> None:
    record(
        by,
        "atelier.sheet.corrected",
        atelier,
        organisation=atelier.trajectory.organisation_id,
        trajectory=atelier.trajectory_id,
        after={"sheet": str(code), "changes": changes},
    )
