"""Nothing lost, nothing doubled: what devices send, in whatever order and however often, is in the log once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.errors.atelier import AtelierClosedError, NotJoinedError
from veerkracht.web.atelier.actions import adding
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import erase
from veerkracht.web.atelier.actions.making import erase_expired
from veerkracht.web.atelier.live import Since, news
from veerkracht.web.atelier.models import Atelier, LogLine, LogWords
from veerkracht.web.atelier.rooms import Room, rooms
from veerkracht.web.atelier.showing import For, items_since
from veerkracht.wijkschets.admission import Actor

from .atelier_hall import Hall, a_note, new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(trajectory) -> Hall:  # type: ignore[no-untyped-def]  # fixtures
    made = Hall(trajectory)
    made.steer("go", step="praten")
    return made


def fresh(hall: Hall) -> Room:
    """Return the board as a process makes it that was just started."""
    room = Room(hall.atelier.pk, rooms.of(hall.atelier).draaiboek)
    room.catch_up()
    return room


def seen(room: Room) -> list[dict[str, Any]]:
    found = items_since(room, 0, audience=For.LEAD, now=timezone.now())
    return [{key: value for key, value in one.items() if key not in {"at", "left"}} for one in found]


def test_the_same_deed_again_is_told_the_same_number_and_stored_once(hall: Hall) -> None:
    _person, client, _actor = hall.person()
    note = a_note()
    first, again = hall.send(client, note).json(), hall.send(client, note, note).json()
    assert first["outcomes"][0]["number"] > 0
    assert [one["number"] for one in again["outcomes"]] == [first["outcomes"][0]["number"]] * 2
    assert LogLine.objects.filter(deed=note.id).count() == 1


def test_an_id_of_something_else_is_refused_and_nothing_changes(hall: Hall) -> None:
    _person, client, _actor = hall.person()
    note = a_note()
    hall.send(client, note)
    other = Sent(id=note.id, verb="contribute", body={**note.body, "text": "Iets anders"})
    (told,) = hall.send(client, other).json()["outcomes"]
    assert (told["number"], told["error"]) == (0, "IdTakenError")
    assert LogWords.objects.get(line__deed=note.id).body["text"] == "Het is hier stil"


def test_one_refused_deed_does_not_hold_up_the_others(hall: Hall) -> None:
    _person, client, _actor = hall.person()
    sent = [a_note(), a_note(""), Sent(id="x", verb="vote", body={}), a_note("Nog een")]
    told = hall.send(client, *sent).json()["outcomes"]
    assert [one["number"] > 0 for one in told] == [True, False, False, True]
    assert all(one["why"] for one in told if not one["number"])
    assert hall.breaks() == []


TURNS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.booleans()), max_size=10)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS)
def test_any_interleaving_with_repeats_gives_the_board_of_the_same_order_without(
    hall: Hall, turns: list[tuple[int, int, bool]]
) -> None:
    """Three devices send what waits, some messages again and again because no answer came; each deed is in once."""
    number = LogLine.objects.filter(atelier=hall.atelier).count()
    boxes: list[list[Sent]] = []
    for _ in range(3):
        card = a_note()
        vote = Sent(id=new_id(), verb="vote", body={"card": card.body["card"], "value": 1})
        react = Sent(id=new_id(), verb="react", body={"card": card.body["card"], "text": "Ja"})
        boxes.append([card, vote, react, a_note("Nog een")])
    actors = [hall.person()[2] for _ in boxes]
    expected: list[str] = []
    sure = [0, 0, 0]
    for who, many, is_heard in (*turns, *((who, 4, True) for who in range(3))):
        some = boxes[who][sure[who] : sure[who] + many]
        outcomes = add(hall.atelier, some, actor=actors[who])
        expected += [one.id for one in some if one.id not in expected]
        assert [one.number for one in outcomes] == [number + 1 + expected.index(one.id) for one in some]
        sure[who] += len(some) if is_heard else 0
    stored = LogLine.objects.filter(atelier=hall.atelier, number__gt=number).order_by("number")
    assert [str(one) for one in stored.values_list("deed", flat=True)] == expected
    assert hall.breaks() == []
    assert seen(rooms.of(hall.atelier)) == seen(fresh(hall))


def test_what_the_database_does_not_take_is_not_on_the_board(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    _person, _client, actor = hall.person()
    add(hall.atelier, [a_note("Eerst")], actor=actor)

    def break_down(*_args: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(adding, "write_lines", break_down)
        with pytest.raises(DatabaseError):
            add(hall.atelier, [a_note("Verloren")], actor=actor)
    room = rooms.of(hall.atelier)
    room.catch_up()
    assert [card.text for card in room.board.cards.values()] == ["Eerst"]
    assert add(hall.atelier, [a_note("Daarna")], actor=actor)[0].number == 3
    assert hall.breaks() == []


def test_who_waited_with_a_message_that_failed_is_added_alone(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    actors = [hall.person(name)[2] for name in ("Anna", "Bo")]
    room = rooms.of(hall.atelier)
    waiting = adding._Asked(sent=[a_note("Van Bo")], actor=actors[1], channel=adding.Channel.SCREEN, at=None)
    room.queue.append(waiting)
    plain, failed = adding.write_lines, []

    def fail_once(*args: Any) -> None:
        if not failed:
            failed.append(True)
            raise DatabaseError
        plain(*args)

    monkeypatch.setattr(adding, "write_lines", fail_once)
    with pytest.raises(DatabaseError):
        add(hall.atelier, [a_note("Van Anna")], actor=actors[0])
    assert (waiting.is_done, waiting.is_alone) == (False, True)
    adding._add_all(room, [waiting])
    assert [one.number for one in waiting.outcomes] == [2]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE atelier_logline SET verb = 'x'", "DELETE FROM atelier_logline", "UPDATE atelier_logwords SET salt = 'x'"],
)
def test_the_database_refuses_to_change_the_log(hall: Hall, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert hall.breaks() == []


def test_a_changed_word_or_a_missing_line_is_found(hall: Hall) -> None:
    _person, _client, actor = hall.person()
    add(hall.atelier, [a_note("Een"), a_note("Twee")], actor=actor)
    line = LogLine.objects.get(number=2)
    LogWords.objects.filter(line=line).delete()
    LogWords.objects.create(line=line, body={"card": new_id(), "form": "note", "text": "Anders"}, salt="0")
    assert [(one.number, one.what) for one in hall.breaks()] == [(2, "body")]


# --- Erasing


def test_erased_words_are_gone_everywhere_and_the_chain_holds(hall: Hall) -> None:
    participant, client, actor = hall.person("Willemijn")
    _other, others_client, _ = hall.person("Bo")
    add(hall.atelier, [a_note("Mijn buurman heet Jan")], actor=actor)
    before = hall.items(others_client)
    assert "buurman" in json.dumps(before)
    erase(participant, by=None)
    after = hall.items(others_client, since=before["since"])
    assert after["whole"]
    assert "buurman" not in json.dumps(after)
    assert "Willemijn" not in json.dumps(after)
    assert hall.breaks() == []
    assert hall.send(client, a_note()).status_code == 403
    with pytest.raises(NotJoinedError):
        add(hall.atelier, [a_note()], actor=actor)


def test_another_process_also_forgets_what_was_erased(hall: Hall) -> None:
    participant, _client, actor = hall.person()
    add(hall.atelier, [a_note("Weg ermee")], actor=actor)
    elsewhere = fresh(hall)
    upto, text = news(elsewhere, Since(0, 0), audience=For.TABLE)
    assert "Weg ermee" in text
    erase(participant, by=None)
    elsewhere.catch_up()
    assert "Weg ermee" not in news(elsewhere, upto, audience=For.TABLE)[1]
    assert '"whole":true' in news(elsewhere, upto, audience=For.TABLE)[1]


def test_after_the_term_words_and_names_are_gone_and_nothing_is_taken_in(hall: Hall) -> None:
    _participant, client, actor = hall.person()
    add(hall.atelier, [a_note("Weg ermee")], actor=actor)
    hall.steer("close")
    assert erase_expired(hall.atelier.keep_until) == 0
    assert erase_expired(hall.atelier.keep_until + timedelta(days=1)) == 1
    assert erase_expired(hall.atelier.keep_until + timedelta(days=1)) == 0
    assert [one.verb for one in LogLine.objects.filter(words__isnull=False)] == ["steer", "steer"]
    assert hall.breaks() == []
    assert hall.send(client, a_note()).status_code == 403
    with pytest.raises(AtelierClosedError):
        add(hall.atelier, [a_note()], actor=hall.lead)
    with pytest.raises(AtelierClosedError):
        hall.person("Nieuw")


# --- Late, and not now


def test_what_was_written_offline_is_taken_in_late(hall: Hall) -> None:
    _participant, client, _actor = hall.person()
    card = a_note()
    hall.send(client, card)
    late = Sent(id=new_id(), verb="contribute", body=a_note("Laat").body, said_in="praten")
    vote = Sent(id=new_id(), verb="vote", body={"card": card.body["card"], "value": 1}, said_in="praten")
    hall.steer("go", step="stil")
    told = hall.send(client, late, vote).json()["outcomes"]
    assert all(one["number"] for one in told)
    assert set(LogLine.objects.filter(deed__in=[late.id, vote.id]).values_list("step", flat=True)) == {"praten"}
    hall.steer("go", step="uitslag")
    later = Sent(id=new_id(), verb="vote", body={"card": card.body["card"], "value": -1}, said_in="praten")
    assert hall.send(client, later).json()["outcomes"][0]["error"] == "NotNowError"


@pytest.mark.parametrize(("move", "error"), [("pause", "AtelierClosedError"), ("close", "AtelierClosedError")])
def test_a_break_and_the_end_take_nothing_in(hall: Hall, move: str, error: str) -> None:
    _participant, client, _actor = hall.person()
    hall.steer(move)
    (told,) = hall.send(client, a_note()).json()["outcomes"]
    assert (told["number"], told["error"]) == (0, error)


def test_a_step_that_asks_for_nothing_gets_nothing(hall: Hall) -> None:
    _participant, client, _actor = hall.person()
    card = a_note()
    hall.send(client, card)
    hall.steer("go", step="stil")
    vote = Sent(id=new_id(), verb="vote", body={"card": card.body["card"], "value": 1})
    assert [one["error"] for one in hall.send(client, a_note(), vote).json()["outcomes"]] == ["NotNowError"] * 2


def test_what_is_of_another_atelier_is_not_here(hall: Hall, trajectory: Any) -> None:
    other = Hall(trajectory)
    other.steer("go", step="praten")
    _there, client_there, _actor = other.person()
    note = a_note()
    other.send(client_there, note)
    _here, client, _actor = hall.person()
    assert hall.send(client, a_note(), atelier=other.atelier).status_code == 403
    assert client.get(reverse("atelier:items", args=[other.atelier.pk])).status_code == 403
    assert client.get(reverse("atelier:stream", args=[other.atelier.pk])).status_code == 403
    vote = Sent(id=new_id(), verb="vote", body={"card": note.body["card"], "value": 1})
    hide = Sent(id=new_id(), verb="hide", body={"card": note.body["card"], "reason": "x"})
    told = hall.send(client, vote, hide).json()["outcomes"]
    assert [one["error"] for one in told] == ["NothingThereError", "NotYoursError"]
    # The same id in two ateliers is two deeds.
    assert hall.send(client, note).json()["outcomes"][0]["number"] > 0
    assert LogLine.objects.filter(deed=note.id).count() == 2


def test_a_participant_of_no_atelier_cannot_add(hall: Hall) -> None:
    with pytest.raises(NotJoinedError):
        add(hall.atelier, [a_note()], actor=Actor(id=new_id(), party="bewoner"))


def test_the_last_line_of_the_log_is_known_to_the_atelier(hall: Hall) -> None:
    _participant, _client, actor = hall.person()
    add(hall.atelier, [a_note(), a_note()], actor=actor)
    last = LogLine.objects.filter(atelier=hall.atelier).order_by("-number")[0]
    now = Atelier.objects.get(pk=hall.atelier.pk)
    assert (now.number, now.link) == (last.number, last.link) == (3, last.link)
