"""The outcome: honest about small roles, shown when the room has seen it, the same in the command as on the page."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.actions.making import erase_expired, make_atelier, set_door
from veerkracht.web.atelier.coming_in import cookie_name
from veerkracht.web.atelier.models import Counted
from veerkracht.web.atelier.outcome_out import SMALL
from veerkracht.web.demo.ateliers import ensure_ateliers, finished_atelier
from veerkracht.web.workspace.roles import Role
from veerkracht.wijkschets.admission import Actor
from veerkracht.workflows.draaiboeken import shipped_draaiboek
from veerkracht.workflows.opinies import run_opinions

pytestmark = pytest.mark.django_db
DEED = "00000000-0000-4000-8000-{:012d}"


@pytest.fixture
def lead(make_user, organisation):
    return make_user("Noor", role=Role.BEHEERDER, organisation=organisation)


@pytest.fixture
def reader(make_user, trajectory):
    return make_user("Joke", role=Role.DEELNEMER, trajectory=trajectory)


@pytest.fixture
def room(trajectory, lead):
    """An atelier in the step of the statements, in which three residents and one police officer voted alike."""
    atelier = make_atelier(trajectory, by=None, name="Noord", draaiboek=shipped_draaiboek("een-dag"), areas=[])
    atelier = set_door(atelier, by=None, is_open=True)
    return atelier, Steps(atelier, lead)


class Steps:
    """Does things in an atelier, each with an id of its own."""

    def __init__(self, atelier, lead):
        self.atelier, self.lead, self.number, self.secrets = atelier, lead, 0, {}

    def do(self, actor, verb, **body):
        self.number += 1
        (found,) = add(self.atelier, [Sent(id=DEED.format(self.number), verb=verb, body=body)], actor=actor)
        assert found.error is None, found.error

    def go(self, step):
        self.do(Actor(id=str(self.lead.pk), is_facilitator=True), "steer", move="go", step=step)

    def person(self, name, party):
        found, self.secrets[name] = join(self.atelier, name=name, party=party)
        return Actor(id=str(found.pk), party=party)

    def voted(self):
        """Three residents and one police officer; one statement that says something hostile."""
        self.go("stellingen")
        people = [self.person(f"P{n}", "bewoner") for n in range(3)] + [self.person("Wouter", "politie")]
        card = DEED.format(900)
        self.do(people[0], "contribute", card=card, form="statement", text="=HYPERLINK <b>Licht</b>")
        for actor, value in zip(people, (1, 1, 1, -1), strict=True):
            self.do(actor, "vote", card=card, value=value)
        return people


def test_everything_of_the_demo_stands_on_the_page_with_a_table_for_every_picture(trajectory, lead, as_user, tmp_path):
    ensure_ateliers(trajectory, lead=lead, now=timezone.now())
    atelier = finished_atelier(trajectory)
    client = as_user(lead)
    page = client.get(reverse("atelier:results", args=[atelier.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    for part in ("Wat we delen", "Waar we verschillen", "Groep A: 14 mensen", "Alle scores", "Kaartjes per thema"):
        assert part in text
    assert "van wie 3 op papier" in text
    assert "wijst één huishouden aan" not in text
    assert "nummer 212" not in text

    out = client.get(reverse("atelier:votes_file", args=[atelier.pk])).content
    (tmp_path / "votes.csv").write_bytes(out)
    run = run_opinions(tmp_path / "votes.csv", out=tmp_path / "out.json")
    told = json.loads(client.get(reverse("atelier:outcome_file", args=[atelier.pk])).content)
    command = json.loads((tmp_path / "out.json").read_text())
    assert run.found.told.grouping is not None
    assert sorted(one["size"] for one in told["groups"]) == sorted(one["size"] for one in command["groups"])
    assert told["p_value"] == command["p_value"]
    assert [round(one["consensus"], 9) for one in told["statements"]] == [
        round(one["consensus"], 9) for one in command["statements"]
    ]
    assert [one["agree"] for one in told["statements"]] == [one["agree"] for one in command["statements"]]
    assert told["division"]["completion"] == "add1u"
    assert told["points"][0]["channels"]["paper"] > 0
    assert {len(row) for row in csv.reader(io.StringIO(out.decode("utf-8-sig")))} == {18}


def test_what_one_police_officer_voted_is_nowhere_told_apart(room, as_user, lead):
    atelier, steps = room
    steps.voted()
    steps.go("uitslag")
    client = as_user(lead)
    page = client.get(reverse("atelier:results", args=[atelier.pk])).content.decode()
    # With the residents shown, what the one other voted would follow from the total: then they are not shown either.
    assert "3 eens · 0 oneens · 0 weet niet" not in page
    assert "3 eens · 1 oneens · 0 weet niet" in page
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(reverse("atelier:votes_file", args=[atelier.pk])).content.decode("utf-8-sig"))
        )
    )
    assert sorted(row["role"] for row in rows) == ["bewoner", "bewoner", "bewoner", SMALL]
    assert not {"Wouter", "P0"} & {cell for row in rows for cell in row.values()}


def test_words_from_the_room_are_words_on_the_page_and_in_a_spreadsheet(room, as_user, lead):
    atelier, steps = room
    steps.voted()
    client = as_user(lead)
    assert "<b>Licht" not in client.get(reverse("atelier:results", args=[atelier.pk])).content.decode()
    out = client.get(reverse("atelier:votes_file", args=[atelier.pk])).content.decode("utf-8-sig")
    heads = next(csv.reader(io.StringIO(out)))
    assert not any(head.startswith(("=", "+", "@", "-")) for head in heads)


def test_who_takes_part_sees_the_outcome_only_when_the_room_has(room, as_user, lead, reader):
    atelier, steps = room
    steps.voted()
    phone = Client()
    phone.cookies[cookie_name(atelier.pk)] = steps.secrets["P0"]
    mine = reverse("atelier:shared_results", args=[atelier.pk])
    page = reverse("atelier:results", args=[atelier.pk])
    onlooker = as_user(reader)
    for client, address in ((phone, mine), (onlooker, page)):
        assert "nog niet getoond" in client.get(address).content.decode()
    assert "Alleen u ziet dit nu" in as_user(lead).get(page).content.decode()
    steps.go("uitslag")
    for client, address in ((phone, mine), (onlooker, page)):
        assert "Alle stemmen in een tabel" in client.get(address).content.decode()
    for name in ("atelier:votes_file", "atelier:outcome_file"):
        assert onlooker.get(reverse(name, args=[atelier.pk])).status_code == 403


def test_a_budget_is_divided_with_its_rule_in_the_record(room, as_user, lead):
    atelier, steps = room
    steps.go("mix")
    people = [steps.person(f"P{n}", "bewoner") for n in range(4)]
    cards = [DEED.format(900 + n) for n in range(3)]
    for card in cards:
        steps.do(people[0], "contribute", card=card, form="measure", text=f"Maatregel {card[-1]}")
    for actor, card in zip(people, (cards[0], cards[0], cards[0], cards[1]), strict=True):
        steps.do(actor, "divide", card=card, points=100)
    client = as_user(lead)
    asked = {"budget": 4, "completion": "none", "k1": 3, "k2": 1}
    told = json.loads(client.get(reverse("atelier:outcome_file", args=[atelier.pk]), asked).content)
    assert told["division"] == {
        "method": "equal shares",
        "budget": 4,
        "completion": "none",
        "rounds": 0,
        "chosen": [cards[0], cards[1]],
        "added_by_completion": [],
        "cost": 4,
    }
    page = reverse("atelier:results", args=[atelier.pk])
    for wrong in ({"budget": 0}, {"budget": "9" * 40}, {"budget": "x", "k1": -1}, {"budget": 4, "completion": "?"}):
        assert client.get(page, wrong).status_code == 200


def test_after_the_term_what_was_counted_is_still_there_and_no_word_of_anyone(room, as_user, lead):
    atelier, steps = room
    people = steps.voted()
    steps.go("mix")
    measure = DEED.format(950)
    steps.do(people[0], "contribute", card=measure, form="measure", text="Bankjes bij het hof", theme="wonen")
    for actor in people:
        steps.do(actor, "divide", card=measure, points=25)
    steps.go("uitslag")
    client = as_user(lead)
    page = reverse("atelier:results", args=[atelier.pk])
    (before,) = client.get(page).context["statements"]
    assert erase_expired(atelier.keep_until + timedelta(days=1)) == 1

    text = client.get(page).content.decode()
    assert "4 mensen deden mee" in text
    assert "<td>3 / 1 / 0</td>" in text
    assert (before.agree, before.disagree) == (3, 1)
    # What the one police officer voted follows from nothing that is kept either.
    kept = Counted.objects.get(atelier=atelier).values
    assert kept["statements"][0]["roles"] == {}
    assert kept["points"] == [{"number": 2, "total": 100, "people": 4, "channels": {"screen": 4}}]
    assert kept["people"]["roles"] == {"bewoner": 3, "politie": 1}
    assert json.loads(client.get(reverse("atelier:outcome_file", args=[atelier.pk])).content) == kept
    everything = text + json.dumps(kept)
    for word in ("HYPERLINK", "Bankjes", "P0", "Wouter", measure):
        assert word not in everything
    with pytest.raises(DatabaseError), transaction.atomic():
        Counted.objects.update(values={})
    with pytest.raises(DatabaseError), transaction.atomic():
        Counted.objects.filter(atelier=atelier).delete()


def test_before_anyone_voted_the_page_says_what_comes_here(room, as_user, lead):
    atelier, _steps = room
    assert "Er is nog niet gestemd" in as_user(lead).get(reverse("atelier:results", args=[atelier.pk])).content.decode()
