"""What may be done when, and by whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veerkracht.errors.atelier import (
    AtelierClosedError,
    ContributionError,
    DraaiboekError,
    NothingThereError,
    NotNowError,
    NotYoursError,
    TooManyError,
)
from veerkracht.wijkschets.admission import Actor, check
from veerkracht.wijkschets.deeds import Amend, Contribute, Deed, Dots, Form, Hide, Move, React, Steer, Vote
from veerkracht.wijkschets.draaiboek import Act

from .atelier_making import Table, draaiboek, new_id, step

ANNA = Actor(id="anna", party="bewoner")
BOB = Actor(id="bob", party="corporatie")
LEADER = Actor(id="begeleider", is_facilitator=True)
NOTE = Contribute(card=new_id(50), form=Form.NOTE, text="Hier")


@pytest.fixture
def table() -> Table:
    return Table()


def asked(table: Table, deed: Deed, *, actor: Actor = ANNA, said_in: str = "", book: object = None) -> str:
    step = check(
        deed,
        actor=actor,
        said_in=said_in,
        board=table.board,
        draaiboek=book or draaiboek(),
        indicators={"inwoners"},
        name="Proef",
    )
    return step.key if step else ""


def test_nothing_before_the_first_step_in_a_pause_or_after_the_end(table: Table) -> None:
    for moves in ([], [Steer(move=Move.GO, step="kaart"), Steer(move=Move.PAUSE)], [Steer(move=Move.CLOSE)]):
        for move in moves:
            table.does(move, by="begeleider")
        with pytest.raises(AtelierClosedError) as caught:
            asked(table, NOTE)
        assert str(table.board.clock.state) not in caught.value.message("nl")  # words, not our name for it


def test_a_step_takes_what_it_asks_for(table: Table) -> None:
    table.goes_to("kaart")
    assert asked(table, NOTE) == "kaart"
    with pytest.raises(NotNowError, match="Kaart"):
        asked(table, Contribute(card=new_id(51), form=Form.STATEMENT, text="Alles blijft"))


def test_a_step_for_one_role_is_for_that_role(table: Table) -> None:
    book = draaiboek(step("kaart", forms=frozenset({Form.NOTE}), parties=frozenset({"bewoner"})))
    table.goes_to("kaart")
    assert asked(table, NOTE, book=book) == "kaart"
    with pytest.raises(NotNowError):
        asked(table, NOTE, actor=BOB, book=book)


def test_words_that_come_late_belong_to_the_step_they_were_said_in(table: Table) -> None:
    table.goes_to("kaart")
    table.goes_to("dots")
    assert asked(table, NOTE, said_in="kaart") == "kaart"
    with pytest.raises(NotNowError):
        asked(table, NOTE, said_in="uitslag")  # never ran


def test_a_late_vote_counts_until_the_results_were_shown(table: Table) -> None:
    table.goes_to("stellingen")
    card = table.card(1, form=Form.STATEMENT)
    table.goes_to("dots")
    assert asked(table, Vote(card=card, value=1), said_in="stellingen") == "stellingen"
    table.goes_to("uitslag")
    with pytest.raises(NotNowError):
        asked(table, Vote(card=card, value=1), said_in="stellingen")


def test_only_the_writer_changes_a_card(table: Table) -> None:
    table.goes_to("kaart")
    card = table.card(1, by="anna")
    assert asked(table, Amend(card=card, text="Anders"), actor=ANNA) == "kaart"
    with pytest.raises(NotYoursError):
        asked(table, Amend(card=card, text="Anders"), actor=BOB)


@pytest.mark.parametrize(
    "deed", [Steer(move=Move.PAUSE), Hide(card=new_id(1), reason="Naam")], ids=lambda one: one.verb
)
def test_the_facilitator_steers_and_hides_and_nobody_else(table: Table, deed: Deed) -> None:
    table.goes_to("kaart")
    table.card(1)
    asked(table, deed, actor=LEADER)
    with pytest.raises(NotYoursError):
        asked(table, deed, actor=ANNA)


def test_dots_run_out(table: Table) -> None:
    one, two = table.card(1), table.card(2)
    table.goes_to("dots")
    table.does(Dots(card=one, count=2), by="anna")
    asked(table, Dots(card=two, count=1))
    asked(table, Dots(card=one, count=3))  # instead of the two
    with pytest.raises(TooManyError, match="4"):
        asked(table, Dots(card=two, count=2))


def test_the_dots_of_a_later_step_are_new_ones(table: Table) -> None:
    """A series of two workshops hands out dots twice, each time for the cards of that part."""
    notes = {"forms": frozenset({Form.NOTE}), "acts": frozenset({Act.DOTS}), "dots": 3}
    book = draaiboek(step("eerst", on=("eerst",), **notes), step("later", on=("later",), **notes))
    table.goes_to("eerst")
    first = table.card(1)
    table.does(Dots(card=first, count=3), by="anna")
    table.goes_to("later")
    second, third = table.card(2), table.card(3)
    asked(table, Dots(card=second, count=3), book=book)
    table.does(Dots(card=second, count=3), by="anna")
    with pytest.raises(TooManyError):
        asked(table, Dots(card=third, count=1), book=book)
    with pytest.raises(NotNowError):
        asked(table, Dots(card=first, count=1), book=book)


def test_a_vote_is_about_a_statement_in_sight(table: Table) -> None:
    note, statement = table.card(1), table.card(2, form=Form.STATEMENT)
    table.goes_to("stellingen")
    asked(table, Vote(card=statement, value=0))
    with pytest.raises(NotNowError):
        asked(table, Vote(card=note, value=0))
    table.does(Hide(card=statement, reason="Naam"), by="begeleider")
    with pytest.raises(NotNowError):
        asked(table, Vote(card=statement, value=0))


def test_what_is_not_there_is_told(table: Table) -> None:
    table.goes_to("kaart")
    with pytest.raises(NothingThereError):
        asked(table, React(card=new_id(77), text="Mee eens"))
    with pytest.raises(NothingThereError):
        asked(table, Steer(move=Move.GO, step="niets"), actor=LEADER)
    with pytest.raises(ContributionError, match="wonen"):
        asked(table, Contribute(card=new_id(52), form=Form.NOTE, text="Hier", theme="woonen"))


def test_a_draaiboek_that_cannot_be_followed_is_refused() -> None:
    with pytest.raises(DraaiboekError, match="minutes"):
        step("kaart", minutes=0)
    with pytest.raises(DraaiboekError, match="dots"):
        step("kaart", acts=frozenset({Act.DOTS}))
    with pytest.raises(DraaiboekError, match="unlike"):
        draaiboek(step("kaart"), step("kaart"))
    with pytest.raises(DraaiboekError, match="bewoner"):
        draaiboek(step("kaart", parties=frozenset({"bewoners"})))
    with pytest.raises(ContributionError, match="small letters"):
        draaiboek(step("De Kaart"))


@pytest.mark.parametrize(
    ("known", "unknown", "right"),
    [
        pytest.param({"theme": "wonen"}, {"theme": "wonn"}, "wonen", id="theme"),
        pytest.param(
            {"perspective": "leefomgeving"}, {"perspective": "leefomgeving-2"}, "sociale-aanpak", id="perspective"
        ),
        pytest.param({"indicator": "inwoners"}, {"indicator": "inwonners"}, "figure of the list", id="figure"),
    ],
)
def test_a_card_names_what_the_atelier_knows(
    table: Table, known: dict[str, str], unknown: dict[str, str], right: str
) -> None:
    table.goes_to("kaart")
    assert asked(table, replace(NOTE, **known)) == "kaart"
    with pytest.raises(ContributionError, match=right):
        asked(table, replace(NOTE, **unknown))
