"""The board: what the deeds of an atelier together make of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.wijkschets.board import Board, Done
from veerkracht.wijkschets.clock import State
from veerkracht.wijkschets.deeds import (
    Amend,
    Claim,
    Contribute,
    Divide,
    Dots,
    Form,
    Gather,
    Hide,
    Move,
    Settle,
    Show,
    Spotlight,
    Steer,
    Undo,
    Vote,
    Withdraw,
    Write,
)
from veerkracht.wijkschets.log import Channel
from veerkracht.wijkschets.prose import CLAIM_LASTS
from veerkracht.wijkschets.tally import Who, tally_of, votes_matrix

from .atelier_making import START, Table, new_id


@pytest.fixture
def table() -> Table:
    return Table()


def test_a_hidden_card_is_out_of_sight_and_not_gone(table: Table) -> None:
    card = table.card(1)
    table.does(Hide(card=card, reason="Er staat een naam in"), by="begeleider")
    assert table.board.in_order() == []
    assert table.board.cards[card].text == "Het is hier stil"
    table.does(Show(card=card), by="begeleider")
    assert [one.first.card for one in table.board.in_order()] == [card]


def test_the_light_goes_out_with_the_step(table: Table) -> None:
    card = table.card(1)
    table.does(Spotlight(card=card), by="begeleider")
    assert table.board.spotlight == card
    table.does(Steer(move=Move.PAUSE), by="begeleider")
    assert table.board.spotlight == card
    table.does(Steer(move=Move.GO, step="ordenen"), by="begeleider")
    assert table.board.spotlight == ""


def test_who_rewrites_keeps_the_place(table: Table) -> None:
    first, _second = table.card(1), table.card(2)
    table.does(Amend(card=first, text="Het is hier 's avonds stil"))
    assert [one.text for one in table.board.in_order()] == ["Het is hier stil", "Het is hier 's avonds stil"]
    table.does(Withdraw(card=first))
    assert len(table.board.in_order()) == 1


def test_undo_puts_back_what_nobody_moved_since(table: Table) -> None:
    one, two, here, there = table.card(1), table.card(2), new_id(91), new_id(92)
    first = table.does(Gather(cards=(one, two), cluster=here, title="Stilte"))
    table.does(Gather(cards=(two,), cluster=there, title="Avond"), by="bob")
    table.does(Undo(deed=first.id))
    assert table.board.cards[one].cluster == ""
    assert table.board.cards[two].cluster == there


def test_undo_twice_is_undo_once(table: Table) -> None:
    one, here = table.card(1), new_id(91)
    first = table.does(Gather(cards=(one,), cluster=here, title="Stilte"))
    table.does(Undo(deed=first.id))
    table.does(Gather(cards=(one,), cluster=here, title="Stilte"))
    table.does(Undo(deed=first.id))
    assert table.board.cards[one].cluster == here


def test_the_last_vote_of_a_person_counts_once(table: Table) -> None:
    card = table.card(1, form=Form.STATEMENT)
    for value in (1, -1, 0):
        table.does(Vote(card=card, value=value), by="bob")
    table.does(Vote(card=card, value=1), by="carla", channel=Channel.PAPER)
    table.does(Vote(card=card, value=1), by="dirk")
    table.does(Vote(card=card, value=None), by="dirk")
    people = {"bob": Who(party="bewoner", channel=Channel.SCREEN), "carla": Who(party="bewoner", channel=Channel.PAPER)}
    tally = tally_of(table.board.cards[card], people)
    assert tally.votes == {1: 1, 0: 1, -1: 0}
    assert tally.by_party == {"bewoner": {1: 1, 0: 1, -1: 0}}
    assert tally.by_channel == {"paper": 1, "screen": 1}


def test_the_matrix_leaves_blank_what_was_not_voted_on(table: Table) -> None:
    one, two = table.card(1, form=Form.STATEMENT), table.card(2, form=Form.STATEMENT)
    table.does(Vote(card=one, value=1), by="bob")
    table.does(Vote(card=two, value=-1), by="carla")
    people = {name: Who(party="bewoner", channel=Channel.SCREEN) for name in ("bob", "carla")}
    assert votes_matrix(table.board, people) == (["bob", "carla"], [one, two], [[1, None], [None, -1]])


def test_dots_and_points_replace_what_was_there(table: Table) -> None:
    card = table.card(1)
    table.does(Dots(card=card, count=2))
    table.does(Dots(card=card, count=1))
    table.does(Divide(card=card, points=60))
    table.does(Divide(card=card, points=0))
    tally = tally_of(table.board.cards[card], {})
    assert (tally.dots, tally.points) == (1, 0)


def test_a_deed_about_an_erased_card_changes_nothing(table: Table) -> None:
    card = table.card(1)
    table.does(Vote(card=card, value=1), by="bob")
    again = Board()
    erased = [
        Done(
            number=one.number,
            id=one.id,
            deed=None if one.number == 1 else one.deed,
            by=one.by,
            step="",
            channel=one.channel,
            at=one.at,
        )
        for one in table.done
    ]
    assert again.extend(erased) == frozenset()
    assert again.number == table.board.number


def test_pauses_do_not_count_as_time(table: Table) -> None:
    table.goes_to("kaart")
    table.does(Steer(move=Move.PAUSE), after=60)
    table.does(Steer(move=Move.RESUME), after=600)
    table.does(Steer(move=Move.EXTEND, seconds=120), after=30)
    now = table.done[-1].at + timedelta(seconds=30)
    assert table.board.clock.left(now, minutes=10) == 10 * 60 + 120 - 60 - 30 - 30
    table.does(Steer(move=Move.CLOSE), after=30)
    assert table.board.clock.state is State.CLOSED


def test_two_who_write_at_once_both_keep_their_text(table: Table) -> None:
    table.does(Claim(block="probleem"), by="anna")
    table.does(Write(block="probleem", text="Van Anna", base=0), by="anna")
    table.does(Write(block="probleem", text="Van Bob", base=0), by="bob")
    prose = table.board.blocks["probleem"]
    assert (prose.text.text, [one.text for one in prose.beside]) == ("Van Anna", ["Van Bob"])
    table.does(Settle(block="probleem", text="Van beiden"), by="carla")
    assert (prose.text.text, prose.beside) == ("Van beiden", [])
    assert {one.text for one in prose.earlier} == {"Van Anna", "Van Bob"}


def test_who_gives_no_sign_of_life_does_not_hold_the_pen(table: Table) -> None:
    done = table.does(Claim(block="probleem"))
    prose = table.board.blocks["probleem"]
    assert prose.writer(done.at + CLAIM_LASTS) == "anna"
    assert prose.writer(done.at + CLAIM_LASTS + timedelta(seconds=1)) == ""


writes = st.lists(
    st.tuples(st.sampled_from(["anna", "bob"]), st.text("abc", max_size=5), st.integers(0, 6), st.booleans()),
    max_size=12,
)


@given(writes)
def test_nothing_that_was_written_is_ever_lost(deeds: list[tuple[str, str, int, bool]]) -> None:
    table = Table()
    for by, text, base, settles in deeds:
        made = Settle(block="mix", text=text) if settles else Write(block="mix", text=text, base=base)
        table.does(made, by=by)
    prose = table.board.blocks.get("mix")
    kept = {one.text for one in (*prose.earlier, *prose.beside, prose.text)} if prose else set()
    assert {text for _by, text, _base, _settles in deeds} == kept


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans()), max_size=20))
def test_a_board_of_parts_is_the_board_of_the_whole(moves: list[tuple[int, int, bool]]) -> None:
    table = Table()
    for number in range(1, 5):
        table.card(number)
    for card, cluster, is_undo in moves:
        last = table.done[-1]
        if is_undo:
            table.does(Undo(deed=last.id))
        else:
            there = new_id(90 + cluster) if cluster else ""
            table.does(Gather(cards=(new_id(card),), cluster=there, title="Titel"))
    once = Board()
    once.extend(table.done)
    halves = Board()
    halves.extend(table.done[: len(table.done) // 2])
    halves.extend(table.done[len(table.done) // 2 :])
    assert once == halves == table.board


def test_the_same_card_twice_is_one_card(table: Table) -> None:
    card = table.card(1)
    table.does(Contribute(card=card, form=Form.NOTE, text="Iets anders"), by="bob")
    assert table.board.cards[card].text == "Het is hier stil"
    assert table.done[0].at - START == timedelta(seconds=1)
