"""The ateliers of the demo: played through the same door as real ones, with a log that holds, quickly."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.models import Atelier, LogLine
from veerkracht.web.atelier.reading import lines_of
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.demo.ateliers import ensure_ateliers, finished_atelier, running_atelier
from veerkracht.web.workspace.roles import Role
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.clock import State
from veerkracht.wijkschets.log import breaks_in
from veerkracht.workflows.demo_atelier import demo_atelier, demo_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(make_user, organisation):
    return make_user("Noor", role=Role.BEHEERDER, organisation=organisation)


def seeded(trajectory, lead, *, at=None):
    ensure_ateliers(trajectory, lead=lead, now=at or timezone.now())
    return finished_atelier(trajectory), running_atelier(trajectory)


def board_of(atelier):
    rooms.forget(atelier.pk)
    room = rooms.of(atelier)
    with room.lock:
        room.catch_up()
    return room.board


def test_the_finished_atelier_went_through_every_step_with_all_its_people(trajectory, lead):
    begin = time.process_time()  # the processor counts, not the queue before it
    finished, running = seeded(trajectory, lead)
    assert time.process_time() - begin < 10  # five on a quiet machine
    board = board_of(finished)
    assert board.clock.state is State.CLOSED
    assert board.clock.visited == [one["key"] for one in finished.draaiboek["step"]]
    parties = Counter(finished.participants.values_list("party", flat=True))
    assert parties == {
        "bewoner": 11,
        "gemeente": 5,
        "corporatie": 4,
        "school": 2,
        "welzijn": 2,
        "politie": 1,
        "zorg": 2,
        "ondernemer": 1,
    }
    assert finished.participants.filter(channel="paper").count() == 3
    assert LogLine.objects.filter(atelier=finished, channel="paper").count() > 60
    assert len(board.cards) >= 90
    assert [card.first.card for card in board.cards.values() if card.hidden] == [demo_id("noorderwaard", "v18")]
    voters = {person for card in board.cards.values() for person in card.votes}
    assert len(voters) == 28
    text = board.blocks["probleem"]
    assert len(text.earlier) == 3
    assert text.beside == []
    assert not finished.is_open
    assert running.is_open


def test_the_log_holds_and_lies_in_the_past(trajectory, lead):
    now = timezone.now()
    finished, running = seeded(trajectory, lead, at=now)
    for atelier in (finished, running):
        lines = list(lines_of(atelier.pk))
        assert breaks_in(lines) == []
        times = [line.at for line in lines]
        assert times == sorted(times)
        assert times[-1] < now
        play = demo_atelier("noorderwaard" if atelier == finished else "kruidenhof")
        assert len(lines) == sum(len(turn.deeds) for turn in play.turns)
    assert times[0] > now - timedelta(minutes=22)


def test_a_second_start_changes_nothing_and_an_old_clock_is_set_again(trajectory, lead):
    now = timezone.now()
    _finished, running = seeded(trajectory, lead, at=now - timedelta(days=2))
    number = LogLine.objects.count()
    seeded(trajectory, lead, at=now - timedelta(days=2))
    assert LogLine.objects.count() == number
    _finished, again = seeded(trajectory, lead, at=now)
    assert again.pk == running.pk
    assert board_of(again).clock.seconds(now) < 1


def test_what_a_visitor_tried_does_not_stand_in_the_way_of_the_next(trajectory, lead):
    now = timezone.now()
    _finished, running = seeded(trajectory, lead, at=now)
    visitor, _secret = join(running, name="Bezoeker", party="bewoner")
    card = {"card": str(uuid.uuid4()), "form": "note", "text": "Hallo"}
    outcome = add(running, [Sent(id=str(uuid.uuid4()), verb="contribute", body=card)], actor=Actor(id=str(visitor.pk)))
    assert outcome[0].error is None
    _finished, fresh = seeded(trajectory, lead, at=now)
    assert fresh.pk != running.pk
    assert fresh.code == running.code
    assert fresh.participants.count() == 9
    assert not Atelier.objects.get(pk=running.pk).is_open
    assert board_of(running).clock.state is State.CLOSED
