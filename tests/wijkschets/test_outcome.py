"""What came out of an atelier: each person counts once, on paper or screen, and small roles are not told apart."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.wijkschets import BudgetError
from veerkracht.wijkschets.board import Board, Done
from veerkracht.wijkschets.deeds import Contribute, Divide, Form, Hide, Rate, Vote
from veerkracht.wijkschets.equal_shares import Completion
from veerkracht.wijkschets.log import Channel
from veerkracht.wijkschets.opinions import role_shares
from veerkracht.wijkschets.outcome import divided, given_of, judged_of, rated_of, votes_of
from veerkracht.wijkschets.standing import Standing, most_shared, standings
from veerkracht.wijkschets.tally import Tally, Who, parties_told, roles_told
from veerkracht.wijkschets.votes import Votes

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def key(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def board_with(forms: dict[str, Form], *deeds: tuple[str, object]) -> Board:
    """Return a board with one card of each form, and what people did."""
    board = Board()
    cards = [("lead", Contribute(card=key(name), form=form, text=name)) for name, form in forms.items()]
    for number, (by, deed) in enumerate([*cards, *deeds], start=1):
        done = Done(number=number, id=key(f"{number}"), deed=deed, by=by, step="s", channel=Channel.SCREEN, at=NOW)
        board.apply(done)
    return board


def people(**parties: str) -> dict[str, Who]:
    return {
        one: Who(party=party, channel=Channel.PAPER if one.startswith("p") else Channel.SCREEN)
        for one, party in parties.items()
    }


def test_paper_counts_and_is_told_apart():
    board = board_with(
        {"a": Form.MEASURE, "b": Form.MEASURE},
        ("p1", Divide(card=key("a"), points=60)),
        ("s1", Divide(card=key("a"), points=30)),
        ("s1", Divide(card=key("b"), points=70)),
    )
    found = given_of(board, people(p1="bewoner", s1="zorg"), what="points")
    assert [(one.card, one.total, one.people, one.channels) for one in found] == [
        (key("a"), 90, 2, {"paper": 1, "screen": 1}),
        (key("b"), 70, 1, {"screen": 1}),
    ]


def test_a_hidden_card_counts_nowhere():
    board = board_with(
        {"a": Form.STATEMENT, "b": Form.STATEMENT},
        ("s1", Vote(card=key("a"), value=1)),
        ("s1", Vote(card=key("b"), value=-1)),
        ("lead", Hide(card=key("a"), reason="wijst iemand aan")),
    )
    votes = votes_of(board, people(s1="zorg"))
    assert votes is not None
    assert votes.statements == (key("b"),)


def test_who_left_a_card_open_is_left_out_of_the_order_only():
    rates = [("s1", "a", 5), ("s1", "b", 2), ("s2", "a", 4), ("s2", "b", 1), ("s3", "b", 5)]
    board = board_with(
        {"a": Form.SUCCESS, "b": Form.SUCCESS}, *((by, Rate(card=key(card), value=value)) for by, card, value in rates)
    )
    judged = judged_of(board)
    assert (judged.people, judged.of) == (2, 3)
    assert [one.option for one in judged.order] == [key("a"), key("b")]
    rated = rated_of(board, people(s1="zorg", s2="zorg", s3="zorg"), seed=1)
    assert [one.counts for one in rated] == [(0, 0, 0, 1, 1), (1, 1, 0, 0, 1)]
    assert rated_of(board, people(s1="zorg", s2="zorg", s3="zorg"), seed=1) == rated


def test_every_part_of_the_room_gets_its_part_of_the_budget():
    # Three of five want a, b and c; two want d: with room for two of them, d is one.
    deeds = [(f"s{n}", Divide(card=key(name), points=30)) for n in (1, 2, 3) for name in "abc"]
    deeds += [(f"s{n}", Divide(card=key("d"), points=100)) for n in (4, 5)]
    board = board_with(dict.fromkeys("abcd", Form.MEASURE), *deeds)
    costs = {key(name): 2 for name in "abcd"}
    found = divided(board, costs=costs, budget=5, completion=Completion.NONE)
    assert set(found.chosen) & {key(name) for name in "abc"}
    assert key("d") in found.chosen
    with pytest.raises(BudgetError):
        divided(board, costs=costs, budget=0, completion=Completion.NONE)


def room(rows: dict[str, list[str]]) -> Votes:
    """Return votes on one statement: answers of each role as signs."""
    signs = [(role, sign) for role, answers in rows.items() for sign in answers]
    values = np.array([[{"+": 1, "-": -1}.get(sign, 0)] for _role, sign in signs], dtype=np.int8)
    seen = np.array([[sign != "."] for _role, sign in signs])
    names = tuple(str(number) for number in range(len(signs)))
    return Votes(people=names, statements=("s",), values=values, seen=seen, roles=tuple(role for role, _sign in signs))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param({"bewoner": "+++0", "zorg": "++-"}, Standing.SHARED, id="more than half of each role agree"),
        pytest.param({"bewoner": "---", "zorg": "--0"}, Standing.REJECTED, id="more than half of each role disagree"),
        pytest.param({"bewoner": "+++", "zorg": "---"}, Standing.DIVIDED, id="one role for, one against"),
        pytest.param({"bewoner": "+++", "zorg": "++--"}, Standing.OPEN, id="half is no majority"),
        pytest.param({"bewoner": "+++", "politie": "-"}, Standing.SHARED, id="one person is not a role"),
        pytest.param({"bewoner": "+++", "politie": "-", "school": "--"}, Standing.DIVIDED, id="small ones together"),
        pytest.param({"bewoner": "++..", "zorg": "+."}, Standing.FEW, id="too few answered"),
    ],
)
def test_a_statement_stands_as_the_majorities_of_roles_say(rows, expected):
    assert standings(room(rows)) == (expected,)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1))
def test_what_is_told_of_roles_never_tells_what_one_or_two_people_voted(counts):
    by_party = {party: {1: count, 0: 0, -1: 0} for party, count in counts.items()}
    whole = {1: sum(counts.values()), 0: 0, -1: 0}
    found = Tally(card="c", votes=whole, ratings={}, dots=0, points=0, by_party=by_party, by_channel={})
    told = parties_told(found, fewest=3)
    assert all(counts[party] >= 3 for party in told)
    left = sum(counts.values()) - sum(counts[party] for party in told)
    assert left == 0 or left >= min(3, sum(counts.values()))


@given(st.dictionaries(st.sampled_from("abcdef"), st.text("+-0", min_size=1, max_size=6), min_size=1))
def test_every_page_keeps_the_same_roles_back(rows):
    votes = room(rows)
    shown = role_shares(votes)
    everyone = len(votes.people)
    told = roles_told({role: len(answers) for role, answers in rows.items()}, everyone=everyone, fewest=3)
    assert {name for name, is_told in zip(shown.names, shown.is_shown[:, 0], strict=True) if is_told} == told


@given(st.dictionaries(st.sampled_from("abcd"), st.text("+-0", min_size=1, max_size=7), min_size=1))
def test_what_is_shared_by_a_role_more_comes_earlier(rows):
    """One more who agrees instead of disagrees never makes a statement come later."""
    role = min(rows)
    if "-" in rows[role]:
        better = {**rows, role: rows[role].replace("-", "+", 1)}
        assert most_shared(room(better))[0] >= most_shared(room(rows))[0]


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text("+-0.", min_size=1, max_size=8), min_size=1))
def test_agreeing_and_disagreeing_are_treated_alike(rows):
    turned = {role: answers.translate(str.maketrans("+-", "-+")) for role, answers in rows.items()}
    mirror = {Standing.SHARED: Standing.REJECTED, Standing.REJECTED: Standing.SHARED}
    (found,), (other,) = standings(room(rows)), standings(room(turned))
    assert other == mirror.get(found, found)
