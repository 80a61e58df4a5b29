"""The ateliers of the fictitious city: one that is over, and one under way where a visitor can join at once."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from veerkracht.report.paper import SheetCode, SheetKind
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.actions.making import make_atelier, set_door
from veerkracht.web.atelier.actions.paper import deed_id
from veerkracht.web.atelier.models import Atelier, LogLine, Participant
from veerkracht.web.atelier.rooms import rooms
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.log import Channel
from veerkracht.workflows.demo_atelier import FINISHED, RUNNING, demo_atelier
from veerkracht.workflows.demo_atelier_turns import LEAD
from veerkracht.workflows.draaiboeken import shipped_draaiboek

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.workflows.demo_atelier import Play
    from veerkracht.workflows.demo_atelier_turns import Turn

_SHEETS = {
    "contribute": SheetKind.CARDS,
    "vote": SheetKind.VOTES,
    **dict.fromkeys(("dots", "divide", "rate"), SheetKind.CHOICES),
}
"""On which sheet each kind of deed stands."""

_STALE = timedelta(hours=1)
"""So long after its last step began the clock of the atelier under way is set again, for the next visitor."""


def ensure_ateliers(trajectory: Trajectory, *, lead: User, now: datetime) -> Atelier:
    """Make the ateliers of the demo that are not there; give the next visitor a fresh one under way; return the other.

    A log is never changed, so what a visitor tried is closed and stays, under another name and code.
    """
    finished = finished_atelier(trajectory)
    if finished is None:
        finished = _played(demo_atelier(FINISHED), trajectory, lead=lead, start=_start_of_finished(now))
    play = demo_atelier(RUNNING)
    there = running_atelier(trajectory)
    if there is not None and not _was_tried(there, play):
        _set_clock(there, play, lead=lead, now=now)
        return finished
    if there is not None:
        _retire(there, lead=lead, now=now)
    _played(play, trajectory, lead=lead, start=now - timedelta(minutes=play.text.minutes_ago))
    return finished


def finished_atelier(trajectory: Trajectory) -> Atelier | None:
    """Return the atelier that is over; None if it was not made."""
    return Atelier.objects.filter(trajectory=trajectory, name=demo_atelier(FINISHED).text.name).first()


def running_atelier(trajectory: Trajectory) -> Atelier | None:
    """Return the atelier under way; None if it was not made."""
    return Atelier.objects.filter(trajectory=trajectory, code=demo_atelier(RUNNING).text.code).first()


def _start_of_finished(now: datetime) -> datetime:
    text = demo_atelier(FINISHED).text
    day = timezone.localtime(now).date() - timedelta(days=text.days_ago)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(text.starts)))


@transaction.atomic
def _played(play: Play, trajectory: Trajectory, *, lead: User, start: datetime) -> Atelier:
    """Return an atelier in which everything was done through the same actions as in a real one."""
    text = play.text
    atelier = make_atelier(
        trajectory,
        by=None,
        name=text.name,
        draaiboek=shipped_draaiboek(text.draaiboek),
        areas=text.areas,
        place=text.place,
        planned=start,
    )
    set_door(atelier, by=None, is_open=True)
    code = text.code or atelier.code
    Atelier.objects.filter(pk=atelier.pk).update(made=start - timedelta(days=2), code=code)
    atelier.refresh_from_db()
    try:
        people = {
            key: _joined(atelier, key, play, at=start + timedelta(seconds=9 * number))
            for number, key in enumerate(text.people)
        }
        _done(atelier, play.turns, people=people, lead=lead, start=start)
        if not text.door_open:
            set_door(atelier, by=None, is_open=False)
    except BaseException:
        rooms.forget(atelier.pk)
        raise
    return atelier


def _joined(atelier: Atelier, key: str, play: Play, *, at: datetime) -> Participant:
    someone = play.text.people[key]
    channel = Channel.PAPER if someone.sheet else Channel.SCREEN
    participant, _secret = join(atelier, name=someone.name, party=someone.party, channel=channel)
    participant.joined, participant.sheet = at, someone.sheet
    participant.save(update_fields=["joined", "sheet"])
    return participant


def _done(
    atelier: Atelier, turns: Sequence[Turn], *, people: Mapping[str, Participant], lead: User, start: datetime
) -> None:
    numbers: dict[str, int] = {}
    ids = _ids(atelier, turns, sheets={key: one.sheet for key, one in people.items() if one.sheet})
    for turn in turns:
        sent = [Sent(id=ids[key], verb=verb, body=_with_base(body, numbers)) for key, verb, body in turn.deeds]
        person = people.get(turn.by)
        actor = (
            Actor(id=str(lead.pk), is_facilitator=True)
            if person is None or turn.by == LEAD
            else Actor(id=str(person.pk), party=person.party, is_on_paper=person.sheet is not None)
        )
        channel = Channel.PAPER if actor.is_on_paper else Channel.SCREEN
        at = start + timedelta(minutes=turn.minute)
        for outcome in add(atelier, sent, actor=actor, channel=channel, at=at):
            if outcome.error is not None:
                raise outcome.error
            numbers[outcome.id] = outcome.number


def _ids(atelier: Atelier, turns: Sequence[Turn], *, sheets: Mapping[str, int]) -> dict[str, str]:
    """Return the id of each deed of a play; what was written on paper has that of its sheet, so that it stays taken."""
    found, cards = {}, Counter[str]()
    for turn in turns:
        for key, verb, body in turn.deeds:
            found[key] = key
            if turn.by in sheets and verb in _SHEETS:
                cards[turn.by] += verb == "contribute"
                part = f"card {cards[turn.by]}" if verb == "contribute" else f"{verb} {body['card']}"
                found[key] = deed_id(atelier, SheetCode(number=sheets[turn.by], kind=_SHEETS[verb]), part)
    return found


def _with_base(body: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    """Return the body with the number of the version that a text starts from."""
    return {**body, "base": numbers.get(body["base"], 0)} if "base" in body else dict(body)


def _was_tried(atelier: Atelier, play: Play) -> bool:
    """Return whether a visitor did anything: joined, added something, or went to another step."""
    sheets = {key: one.sheet for key, one in play.text.people.items() if one.sheet}
    known = _ids(atelier, play.turns, sheets=sheets).values()
    others = LogLine.objects.filter(atelier=atelier).exclude(deed__in=known)
    step = play.text.step[-1].key
    done = any(line.verb != "steer" or line.step != step for line in others)
    return done or atelier.participants.count() > len(play.text.people) or not atelier.is_open


def _set_clock(atelier: Atelier, play: Play, *, lead: User, now: datetime) -> None:
    """Begin the step that runs anew, if it began long ago."""
    last = LogLine.objects.filter(atelier=atelier, verb="steer").order_by("-number").first()
    if last is not None and now - last.at > _STALE:
        go = Sent(id=str(uuid.uuid4()), verb="steer", body={"move": "go", "step": play.text.step[-1].key})
        add(atelier, [go], actor=Actor(id=str(lead.pk), is_facilitator=True), at=now)


def _retire(atelier: Atelier, *, lead: User, now: datetime) -> None:
    close = Sent(id=str(uuid.uuid4()), verb="steer", body={"move": "close"})
    add(atelier, [close], actor=Actor(id=str(lead.pk), is_facilitator=True), at=now)
    set_door(atelier, by=None, is_open=False)
    name = f"{atelier.name} (proef van {date_format(timezone.localtime(now), 'j F Y')})"
    # Twelve signs at most, without the vowels that a code has: nobody types this one.
    Atelier.objects.filter(pk=atelier.pk).update(name=name[:120], code=uuid.uuid4().hex[:12])
