"""A wijkschets under attack: sources of others, hidden words, figures that are not there, far too much text."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.urls import reverse

from veerkracht.errors.schets import SchetsNotReadyError
from veerkracht.facts.quadrants import Quadrant
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.schets import actions, reading
from veerkracht.web.schets.models import SchetsSignOff
from veerkracht.web.schets.reading import NO_GROUNDS, newest, values_of
from veerkracht.web.workspace.roles import Role
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.schets import Cite, CiteKind, Dissent, FirstStep, Goal, Sentence, Verdict
from veerkracht.wijkschets.schets_edits import key_of, line_of
from veerkracht.workflows.schetsen import MOST_LETTERS, MOST_LINES, schets_values

from .schets_world import AREA, a_schets, done, spoken_atelier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_figures(monkeypatch):
    monkeypatch.setattr(reading, "figures_for", lambda _trajectory, _area: NO_GROUNDS)


@pytest.fixture
def guide(make_user, organisation):
    return make_user("Noor", role=Role.BEHEERDER, organisation=organisation)


@pytest.fixture
def schets(trajectory, guide):
    """Return a wijkschets of an atelier that only waits for someone to publish it."""
    made = a_schets(trajectory, atelier=spoken_atelier(trajectory))
    for goal in now(made).goals:
        actions.change_line(made, by=guide, part="goals", line=measured(goal), base=made.number)
        made.refresh_from_db()
    return made


def measured(goal, **more):
    given = {"indicator": "", "measured_as": "tellen", "target": 10.0, "target_year": 2100, "measured_by": "gemeente"}
    return replace(goal, baseline=None, baseline_year=0, **(given | more))


def now(schets):
    schets.refresh_from_db()
    return values_of(newest(schets))


def card_cite(schets, at=0):
    return Cite(kind=CiteKind.CARD, ref=now(schets).problem[at].cites[0].ref)


def is_refused(schets, *, by):
    with pytest.raises(SchetsNotReadyError):
        actions.publish(schets, by=by)
    schets.refresh_from_db()
    return schets.published == 0


def address(name, schets, *more):
    return reverse(f"schets:{name}", args=[schets.pk, *more])


def test_with_nothing_wrong_it_is_published(schets, guide):
    assert actions.publish(schets, by=guide) == schets.number + 1


def test_no_part_takes_a_sentence_that_rests_on_a_card_of_another_atelier(schets, guide):
    foreign = Cite(kind=CiteKind.CARD, ref=next(iter(room_of(spoken_atelier(schets.trajectory)).board.cards)))
    for part in ("heard", "city", "mix", "dissent", "goals"):
        is_refused_with(schets, part, a_line(part, foreign), by=guide)
        assert foreign.ref not in {one["id"] for one in newest(schets).grounds["cards"]}, part


def is_refused_with(schets, part, line, *, by):
    """Add or change a line, see that nothing can be published with it, and put back what was there."""
    before = line_of(now(schets), part, key_of(line)) if key_of(line) else None
    key = actions.change_line(schets, by=by, part=part, line=line, base=schets.number)
    assert is_refused(schets, by=by), (part, line)
    if before is None:
        actions.remove_line(schets, by=by, part=part, key=key)
    else:
        actions.change_line(schets, by=by, part=part, line=before, base=schets.number)
    schets.refresh_from_db()


def a_line(part, *cites):
    sentence = Sentence(key="", text="Dit klopt", cites=cites, origin=Origin.RESIDENT)
    if part == "goals":
        return Goal(
            key="",
            words="Beter",
            indicator="",
            measured_as="tellen",
            baseline=None,
            baseline_year=0,
            target=1.0,
            target_year=2100,
            measured_by="gemeente",
            cites=cites,
        )
    if part == "mix":
        return FirstStep(quadrant=Quadrant.SOCIAL, sentence=sentence, who="")
    if part == "dissent":
        return Dissent(sentence=sentence, parties=("bewoner",))
    return sentence


def room_of(atelier):
    room = rooms.of(atelier)
    with room.lock:
        room.catch_up()
    return room


def test_a_source_that_is_not_there_is_no_source_and_what_says_nothing_is_no_sentence(schets, guide):
    there = card_cite(schets)
    for cite in (
        Cite(kind=CiteKind.CARD, ref=str(uuid.UUID(int=1))),
        replace(there, area=AREA, year=2024),
        Cite(kind=CiteKind.TEXT, ref="geen-tekst"),
        Cite(kind=CiteKind.FIGURE, ref="inwoners", area=AREA, year=2024),
        Cite(kind=CiteKind.FIGURE, ref="inwoners", area="WK036300", year=2024),
    ):
        is_refused_with(schets, "heard", a_line("heard", cite), by=guide)
    for text in ("\u200b\u200b", "—", " ... "):
        is_refused_with(schets, "heard", replace(a_line("heard", there), text=text), by=guide)
    assert actions.publish(schets, by=guide)


def test_a_card_that_was_hidden_after_it_was_cited_stands_in_the_way_and_its_words_are_gone(schets, guide, as_user):
    cite, words = card_cite(schets), now(schets).problem[0].text
    lead = Actor(id=str(uuid.uuid4()), is_facilitator=True)
    done(schets.atelier, lead, "hide", {"card": cite.ref, "reason": "noemt een naam"})
    assert is_refused(schets, by=guide)
    choices = as_user(guide).get(address("line", schets, "causes", "nieuw")).content.decode()
    assert words not in choices


def test_one_source_ticked_twice_is_one_source(schets, guide, as_user):
    cite = f"card|{card_cite(schets).ref}||0"
    sent = {"text": "Dubbel", "origin": "bewoner", "base": schets.number, "cites": [cite, cite]}
    assert as_user(guide).post(address("line", schets, "heard", "nieuw"), sent).status_code == 302
    assert len(now(schets).heard[-1].cites) == 1


def test_a_goal_that_nobody_can_measure_stands_in_the_way(schets, guide):
    goal = now(schets).goals[0]
    for wrong in (
        {"indicator": "eenzaam"},
        {"indicator": "bestaat-niet", "baseline": 4.0, "baseline_year": 2024},
        {"target": None},
        {"target_year": 0},
        {"target_year": 2020},
        {"measured_by": " "},
        {"measured_as": ""},
        {"cites": ()},
    ):
        is_refused_with(schets, "goals", replace(goal, **wrong), by=guide)
    assert actions.publish(schets, by=guide)


def test_ten_thousand_letters_are_refused_and_stay_in_the_form(schets, guide, as_user):
    before = schets.number
    for field in ("text", "measured_as", "measured_by"):
        sent = {"text": "Kort", "base": schets.number, field: "woord " * 2000}
        answer = as_user(guide).post(address("line", schets, "goals", "nieuw"), sent)
        assert answer.status_code == 400, field
        assert answer.content.decode().count("woord") > 1990, field
    schets.refresh_from_db()
    assert schets.number == before


def test_a_part_can_be_full_and_says_so(schets, guide, as_user):
    cite = card_cite(schets)
    version, full = newest(schets), "w" * (MOST_LETTERS - 10)
    made = now(schets)
    many = tuple(replace(a_line("heard", cite), key=f"heard-9{at}", text=f"{at} {full}") for at in range(MOST_LINES))
    values = schets_values(replace(made, heard=many, number=made.number + 1))
    schets.versions.create(number=version.number + 1, values=values, grounds=version.grounds)
    type(schets).objects.filter(pk=schets.pk).update(number=version.number + 1)
    schets.refresh_from_db()
    sent = {"text": "Net te veel", "origin": "bewoner", "base": schets.number, "cites": [f"card|{cite.ref}||0"]}
    answer = as_user(guide).post(address("line", schets, "heard", "nieuw"), sent)
    assert answer.status_code == 400
    assert f"hoogstens {MOST_LINES}" in answer.content.decode()
    assert "Net te veel" in answer.content.decode()


def test_numbers_from_outside_the_world_find_nothing_and_break_nothing(schets, guide, as_user):
    client, huge = as_user(guide), 10**30
    for path in (address("read", schets, huge), address("sign", schets, huge), address("download", schets, huge, "a3")):
        assert client.get(path).status_code == 404, path
    assert client.get(address("versions", schets), {"van": str(huge), "naar": "1"}).status_code == 200
    assert client.get(address("versions", schets), {"van": "²", "naar": "-1", "pagina": "x"}).status_code == 200
    sent = {"text": "Met een vreemd begin", "origin": "bewoner", "base": str(huge)}
    assert client.post(address("line", schets, "heard", "nieuw"), sent).status_code < 500
    for sent in ({"part": "koning", "key": "a", "do": "up"}, {"part": "heard", "key": "\0", "do": "down"}, {}):
        assert client.post(address("arrange", schets), sent).status_code < 500
    assert client.get(address("line", schets, "koning", "nieuw")).status_code == 404


def test_an_old_version_reads_as_it_was_also_after_all_changed(schets, guide, as_user):
    actions.publish(schets, by=guide)
    number, old = schets.number + 1, now(schets).problem[0].text
    for key in [one.key for one in now(schets).problem]:
        actions.remove_line(schets, by=guide, part="problem", key=key)
    page = as_user(guide).get(address("read", schets, number)).content.decode()
    assert old in page
    assert as_user(guide).get(address("download", schets, number, "html")).status_code == 200
    assert old not in as_user(guide).get(address("schets", schets)).content.decode()


def test_a_schets_of_which_nobody_took_part_says_so_in_every_form(trajectory, as_user, guide):
    made = a_schets(trajectory)
    client = as_user(guide)
    assert "Nog niemand" in client.get(address("read", made, 1)).content.decode()
    for form in ("a3", "a4", "docx", "html"):
        assert client.get(address("download", made, 1, form)).status_code == 200, form


class _Watched:
    """A lock that is never asked for while a transaction is open."""

    def __init__(self, lock, depth):
        self.lock, self.depth, self.taken = lock, depth, 0

    def __enter__(self):
        assert len(connection.savepoint_ids) == self.depth, "the board is read within a transaction"
        self.taken += 1
        return self.lock.__enter__()

    def __exit__(self, *why):
        return self.lock.__exit__(*why)


def test_the_board_is_never_waited_for_within_a_transaction(schets, guide):
    """Who adds to the board holds it while waiting for the database: the other way round, both would wait for ever."""
    watched = rooms.of(schets.atelier).lock = _Watched(rooms.of(schets.atelier).lock, len(connection.savepoint_ids))
    made = a_schets(schets.trajectory, atelier=schets.atelier, by=guide)
    key, base = now(made).causes[0].key, made.number
    actions.change_line(made, by=guide, part="heard", line=a_line("heard", card_cite(made)), base=base)
    actions.move_line(made, by=guide, part="causes", key=key, places=1)
    actions.remove_line(made, by=guide, part="causes", key=key)
    actions.change_head(made, by=guide, title="Anders", key_figures=())
    number = actions.publish(schets, by=guide)
    actions.sign(
        schets, by=guide, number=number, party="bewoner", verdict=Verdict.AGREES, reason="", said_by="Fatma, bewoner"
    )
    assert SchetsSignOff.objects.count() == 1
    assert watched.taken >= 5
