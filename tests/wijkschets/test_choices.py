"""Agreement on a scale, majority judgement and equal shares: published numbers, and what must always hold."""

from __future__ import annotations

import csv
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.wijkschets import BudgetError, ScaleError, UnequalGradesError
from veerkracht.wijkschets.agreement import agreement, agreement_interval
from veerkracht.wijkschets.equal_shares import Completion, equal_shares
from veerkracht.wijkschets.majority_judgement import majority_judgement

if TYPE_CHECKING:
    from pathlib import Path

scales = st.lists(st.integers(0, 60), min_size=2, max_size=9).filter(any)


def test_agreement_is_the_published_number() -> None:
    assert agreement([30, 40, 210, 130, 530, 50, 10]) == pytest.approx(0.6113, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([0, 9, 0], 1.0, id="all in one answer"),
        pytest.param([7, 7, 7], 0.0, id="spread evenly"),
        pytest.param([8, 0, 8], -1.0, id="half at each end"),
        pytest.param([5, 5, 0], 0.5, id="two answers side by side"),
    ],
)
def test_agreement_of_votes_at_its_corners(counts: list[int], expected: float) -> None:
    assert agreement(counts) == pytest.approx(expected)


@given(scales)
def test_agreement_lies_between_the_corners_and_does_not_know_left_from_right(counts: list[int]) -> None:
    found = agreement(counts)

    assert -1 - 1e-12 <= found <= 1 + 1e-12
    assert found == pytest.approx(agreement(counts[::-1]))
    assert found == pytest.approx(agreement([3 * count for count in counts]))


def test_the_interval_of_agreement_narrows_with_more_people_and_holds_the_estimate() -> None:
    few = agreement_interval(np.array([2, 3, 10]), draws=400, generator=np.random.default_rng(1))
    many = agreement_interval(np.array([200, 300, 1000]), draws=400, generator=np.random.default_rng(1))

    assert few is not None
    assert many is not None
    assert many[1] - many[0] < (few[1] - few[0]) / 4
    assert many[0] < agreement([200, 300, 1000]) < many[1]


def test_a_negative_count_is_no_scale() -> None:
    with pytest.raises(ScaleError, match="-1"):
        agreement([3, -1, 2])


def by_taking_away(counts: list[int]) -> list[int]:
    """Return majority grades by the rule itself: take the lower median away, again and again."""
    left = [grade for grade, count in enumerate(counts) for _ in range(count)]
    return [left.pop((len(left) - 1) // 2) for _ in range(len(left))]


@given(st.lists(st.lists(st.integers(0, 3), min_size=9, max_size=9), min_size=2, max_size=5))
def test_options_are_ordered_by_taking_majority_grades_away(ballots: list[list[int]]) -> None:
    grades = {f"o{at}": [ballot.count(grade) for grade in range(4)] for at, ballot in enumerate(ballots)}
    found = majority_judgement(grades)
    values = [by_taking_away(list(grades[one.option])) for one in found]

    assert values == sorted(values, reverse=True)
    assert [one.majority_grade for one in found] == [value[0] for value in values]
    assert all(
        (one.rank == other.rank) == (a == b)
        for (one, a), (other, b) in combinations(zip(found, values, strict=True), 2)
    )


def test_options_graded_by_different_numbers_of_people_are_not_compared() -> None:
    with pytest.raises(UnequalGradesError, match="3, 4"):
        majority_judgement({"a": [1, 2], "b": [2, 2]})


def read_pabulib(path: Path) -> tuple[dict[str, int], list[list[str]], int, set[str]]:
    costs, ballots, budget, winners = {}, [], 0, set()
    section, header = "", None
    for row in csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"):
        if row[0] in ("META", "PROJECTS", "VOTES"):
            section, header = row[0], None
        elif header is None:
            header = row
        elif section == "META" and row[0] == "budget":
            budget = int(row[1])
        elif section == "PROJECTS":
            one = dict(zip(header, row, strict=False))
            costs[one["project_id"]] = int(one["cost"])
            if one["selected"] == "1":
                winners.add(one["project_id"])
        elif section == "VOTES":
            ballots.append(dict(zip(header, row, strict=False))["vote"].split(","))
    return costs, ballots, budget, winners


@pytest.mark.slow
@pytest.mark.shared_data
def test_all_thirty_published_winners_of_wieliczka_are_found(shared_data: Path) -> None:
    path = shared_data / "participatory_budgeting" / "poland_wieliczka_2023.pb"
    costs, ballots, budget, winners = read_pabulib(path)
    found = equal_shares(costs, ballots=ballots, budget=budget, completion=Completion.ADD1)

    assert set(found.chosen) == winners
    assert (len(found.chosen), found.cost) == (30, 995_079)


rooms = st.tuples(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.lists(st.sets(st.integers(0, 5)), min_size=1, max_size=8),
    st.integers(1, 100),
)


@given(rooms, st.sampled_from(Completion))
def test_no_more_is_spent_than_there_is_and_only_on_what_someone_wants(
    given_room: tuple[list[int], list[set[int]], int], completion: Completion
) -> None:
    prices, wishes, budget = given_room
    costs = {f"p{at}": price for at, price in enumerate(prices)}
    ballots = [[f"p{at}" for at in wish if at < len(prices)] for wish in wishes]
    found = equal_shares(costs, ballots=ballots, budget=budget, completion=completion)

    assert found.cost == sum(costs[name] for name in found.chosen) <= budget
    assert set(found.chosen) <= {name for ballot in ballots for name in ballot}


@given(rooms)
def test_people_who_want_the_same_get_what_their_part_can_buy(
    given_room: tuple[list[int], list[set[int]], int],
) -> None:
    prices, wishes, budget = given_room
    costs = {f"p{at}": price for at, price in enumerate(prices)}
    ballots = [[f"p{at}" for at in wish if at < len(prices)] for wish in wishes]
    found = equal_shares(costs, ballots=ballots, budget=budget, completion=Completion.NONE)
    for ballot in ballots:
        size = sum(other == ballot for other in ballots)
        wanted = [costs[name] for name in ballot]
        # Extended justified representation of a group with one ballot, at least for the cheapest of its wishes.
        if wanted and size * budget >= min(wanted) * len(ballots):
            assert set(found.chosen) & set(ballot)


def test_the_order_of_people_makes_no_difference_to_the_division() -> None:
    ballots = [["a", "b"], ["b"], ["c"], ["a", "c"], ["c"]]
    costs = {"a": 30, "b": 20, "c": 45}

    assert equal_shares(costs, ballots=ballots, budget=100) == equal_shares(costs, ballots=ballots[::-1], budget=100)


def test_a_ballot_for_a_project_that_is_not_there_is_refused() -> None:
    with pytest.raises(BudgetError, match="ballot 2 names project 'fontein'"):
        equal_shares({"bank": 10}, ballots=[["bank"], ["fontein"]], budget=100)
