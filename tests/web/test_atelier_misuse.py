"""What no phone of ours sends: floods, script, broken messages, places off the earth. Clear answers, nothing broken."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.web.atelier import pace as pace_module
from veerkracht.web.atelier.actions.adding import MOST_AT_ONCE, Sent, add
from veerkracht.web.atelier.coming_in import cookie_name
from veerkracht.web.atelier.live import Since
from veerkracht.web.atelier.models import LogLine
from veerkracht.web.atelier.views.board import MOST_BYTES
from veerkracht.wijkschets.places import MOST_POINTS

from .atelier_hall import Hall, a_note, new_id

pytestmark = pytest.mark.django_db
SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def hall(trajectory) -> Hall:  # type: ignore[no-untyped-def]  # fixtures
    made = Hall(trajectory)
    made.steer("go", step="praten")
    return made


@pytest.fixture
def client(hall: Hall) -> Client:
    return hall.person()[1]


def test_a_flood_is_slowed_down_and_told_how_long_to_wait(
    hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace_module, "MOST", 5)
    assert hall.send(client, *(a_note() for _ in range(5))).status_code == 200
    refused = hall.send(client, a_note())
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 61
    assert "5" in refused.json()["title"]
    # Somebody else goes on.
    assert hall.send(hall.person("Bo")[1], a_note()).status_code == 200


def test_a_script_is_kept_as_words_and_shown_as_words(hall: Hall, client: Client) -> None:
    assert hall.send(client, a_note(SCRIPT)).json()["outcomes"][0]["number"]
    page = client.get(reverse("atelier:take_part", args=[hall.atelier.pk])).content.decode()
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page
    items = client.get(reverse("atelier:items", args=[hall.atelier.pk]))
    assert items["Content-Type"] == "application/json"
    assert items["X-Content-Type-Options"] == "nosniff"
    assert SCRIPT in [one.get("text") for one in items.json()["items"]]


@pytest.mark.parametrize(
    "place",
    [
        {"kind": "area", "points": [[5.0, 52.0]] * (MOST_POINTS + 1)},
        {"kind": "area", "points": [[5.0, 52.0]] * 2},
        {"kind": "point", "points": [[5.0, 520.0]]},
        {"kind": "point", "points": [["5", "52"]]},
        {"kind": "line", "points": [[5.0, 52.0, 1.0]] * 2},
        {"kind": "buurt", "words": "x" * 10_000},
        {"kind": "hexagon", "points": []},
        {"kind": "point", "points": 5},
        "Dorpsstraat",
        [],
    ],
)
def test_a_place_that_cannot_be_is_refused_with_what_would_be_right(hall: Hall, client: Client, place: Any) -> None:
    (told,) = hall.send(client, a_note(place=place)).json()["outcomes"]
    assert (told["number"], told["error"]) == (0, "ContributionError")
    assert len(told["why"]) < 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_place_without_a_number_is_refused(hall: Hall, client: Client, number: str) -> None:
    body = json.dumps(
        {"card": new_id(), "form": "note", "text": "Hier", "place": {"kind": "point", "points": [[7, 52]]}}
    )
    deed = json.dumps({"id": new_id(), "verb": "contribute", "body": "?"}).replace(
        '"?"', body.replace("7,", f"{number},")
    )
    sent = f'{{"deeds": [{deed}]}}'
    assert hall.post(client, sent).json()["outcomes"][0]["error"] == "ContributionError"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "5",
        '{"deeds": 5}',
        '{"deeds": [5]}',
        '{"deeds": [{"id": 5}]}',
        json.dumps({"deeds": [{}] * (MOST_AT_ONCE + 1)}),
        "[" * 100_000,
        b"\xff\xfe\x00",
        " " * (MOST_BYTES + 1),
    ],
    ids=["empty", "half", "list", "number", "no list", "no deed", "no id", "many", "deep", "bytes", "large"],
)
def test_a_message_that_cannot_be_read_is_refused_as_a_whole(hall: Hall, client: Client, body: str | bytes) -> None:
    before = LogLine.objects.count()
    refused = hall.post(client, body)
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["title"]
    assert LogLine.objects.count() == before


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PARTS = ("card", "form", "text", "place", "value", "cards", "cluster", "title", "theme", "of", "link", "block", "count")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(["contribute", "vote", "gather", "react", "undo", "rate", "write", "amend", "x"]),
    body=st.dictionaries(st.sampled_from(PARTS), ANYTHING, max_size=5) | ANYTHING,
)
def test_whatever_a_deed_holds_the_answer_is_about_that_deed(hall: Hall, verb: str, body: Any) -> None:
    _participant, client, _actor = hall.person()
    answer = hall.post(client, json.dumps({"deeds": [{"id": new_id(), "verb": verb, "body": body}]}))
    assert answer.status_code == 200
    (told,) = answer.json()["outcomes"]
    assert told["number"] or told["why"]
    assert hall.breaks() == []


def test_the_clock_of_a_device_says_nothing(hall: Hall, client: Client) -> None:
    note = a_note()
    wrong = {
        "id": note.id,
        "verb": note.verb,
        "body": note.body,
        "at": "1970-01-01T00:00:00Z",
        "number": 1,
        "by": new_id(),
    }
    hall.post(client, json.dumps({"deeds": [wrong]}))
    line = LogLine.objects.get(deed=note.id)
    assert abs(line.at - timezone.now()) < timedelta(minutes=1)
    assert line.number == 2


def test_a_step_that_the_device_makes_up_is_the_step_that_runs(hall: Hall, client: Client) -> None:
    note = a_note()
    made_up = Sent(id=note.id, verb=note.verb, body=note.body, said_in="uitslag")
    assert hall.send(client, made_up).json()["outcomes"][0]["number"]
    assert LogLine.objects.get(deed=note.id).step == "praten"


def test_a_participant_does_not_lead(hall: Hall, client: Client) -> None:
    verbs = {
        "steer": {"move": "close"},
        "spotlight": {},
        "hide": {"card": new_id(), "reason": "x"},
        "show": {"card": new_id()},
    }
    sent = [Sent(id=new_id(), verb=verb, body=body) for verb, body in verbs.items()]
    assert {one["error"] for one in hall.send(client, *sent).json()["outcomes"]} == {"NotYoursError"}


def test_nobody_amends_or_withdraws_the_card_of_another(hall: Hall, client: Client) -> None:
    note = a_note()
    add(hall.atelier, [note], actor=hall.person("Bo")[2])
    card = note.body["card"]
    sent = [
        Sent(id=new_id(), verb="amend", body={"card": card, "text": "x"}),
        Sent(id=new_id(), verb="withdraw", body={"card": card}),
    ]
    assert [one["error"] for one in hall.send(client, *sent).json()["outcomes"]] == ["NotYoursError"] * 2


def test_a_form_of_another_site_changes_nothing(hall: Hall) -> None:
    participant, plain, _actor = hall.person()
    client = Client(enforce_csrf_checks=True)
    client.cookies = plain.cookies
    assert hall.send(client, a_note()).status_code == 403
    assert not LogLine.objects.filter(by=participant.pk).exists()


def test_a_device_that_takes_no_part_is_told_so_in_a_way_its_script_can_tell_from_an_old_form(hall: Hall) -> None:
    address = reverse("atelier:contribute", args=[hall.atelier.pk])
    headers = {"Accept": "application/json"}
    out = Client().post(address, "{}", content_type="application/json", headers=headers)
    assert (out.status_code, out["Content-Type"]) == (403, "application/problem+json")
    assert out.json()["type"] == "NotJoinedError"
    assert "doe opnieuw mee" in out.json()["title"]
    old = Client(enforce_csrf_checks=True)
    old.cookies = hall.person()[1].cookies
    refused = old.post(address, "{}", content_type="application/json", headers=headers)
    assert refused.status_code == 403
    assert "NotJoinedError" not in refused.content.decode()


def test_words_go_under_the_name_on_the_page_where_people_share_a_phone(hall: Hall) -> None:
    fatma, phone, _actor = hall.person("Fatma")
    henk, his_phone, _actor = hall.person("Henk")
    name = cookie_name(hall.atelier.pk)
    phone.cookies[name] = f"{his_phone.cookies[name].value}.{phone.cookies[name].value}"
    notes = [(a_note("Van Fatma"), fatma), (a_note("Van Henk"), henk), (a_note("Nog eens Fatma"), fatma)]
    for note, person in notes:
        assert hall.send(phone, note, person=str(person.pk)).json()["outcomes"][0]["number"]
    assert hall.send(phone, nameless := a_note("Van wie het laatst binnenkwam")).status_code == 200
    told = {str(one.deed): one.by for one in LogLine.objects.filter(verb="contribute")}
    assert told == {note.id: person.pk for note, person in [*notes, (nameless, henk)]}


def test_nobody_speaks_under_the_name_of_someone_on_another_phone(hall: Hall, client: Client) -> None:
    bo, _his_client, _actor = hall.person("Bo")
    before = LogLine.objects.count()
    for name in (str(bo.pk), new_id(), "", "x" * 5000, "' OR 1=1 --"):
        refused = hall.send(client, a_note(), person=name)
        assert refused.status_code == 403, name
    assert LogLine.objects.count() == before


def test_a_card_about_a_figure_or_perspective_that_nobody_knows_is_refused(hall: Hall, client: Client) -> None:
    sent = [
        a_note(indicator="inwoners", perspective="leefomgeving"),
        a_note(indicator="verzonnen_cijfer"),
        a_note(perspective="verzonnen"),
    ]
    told = hall.send(client, *sent).json()["outcomes"]
    assert [one["number"] > 0 for one in told] == [True, False, False]
    assert [one.get("error") for one in told[1:]] == ["ContributionError"] * 2
    assert all(len(one["why"]) < 400 for one in told[1:])


@pytest.mark.parametrize("given_since", ["", "x", "5", "-1.0", "9" * 40, "1.1.1", "١.٠", "3.0; DROP", "1.\x00"])
def test_a_wrong_number_to_go_on_from_is_the_beginning(hall: Hall, client: Client, given_since: str) -> None:
    assert Since.read(given_since) == Since(0, 0)
    assert hall.items(client, since=given_since)["number"] == 1


def test_who_knows_more_than_there_is_gets_everything(hall: Hall, client: Client) -> None:
    found = hall.items(client, since="999.0")
    assert (found["whole"], len(found["items"])) == (True, 1)
    assert not hall.items(client, since=found["since"])["items"]
