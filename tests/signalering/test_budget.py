"""How firm a list is, and what its first areas reach."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signalering.test_kaarten import place
from tests.signalering.test_prioriteiten import listed

from veerkracht.signalering.budget import budget_curve
from veerkracht.signalering.prioriteiten import Priorities
from veerkracht.signalering.stability import agreement, ranks_of


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5000), st.integers(2, 40), st.integers(1, 12))
def test_a_list_agrees_wholly_with_itself_and_partly_with_others(seed: int, areas: int, top: int) -> None:
    rng = np.random.default_rng(seed)
    drawn = ranks_of(rng.normal(size=(20, areas)))
    found = agreement(drawn[0], drawn=drawn, top=top)
    same = agreement(drawn[0], drawn=drawn[:1], top=top)
    assert found is not None
    assert same is not None
    assert (same.overlap, same.jaccard, same.average_overlap) == (min(top, areas), 1.0, 1.0)
    assert 0 <= found.low <= found.high <= min(top, areas)
    assert 0 < found.jaccard <= 1


def test_lists_drawn_by_lot_share_as_much_as_lot_gives() -> None:
    rng = np.random.default_rng(1)
    drawn = ranks_of(rng.normal(size=(4000, 50)))
    found = agreement(np.arange(1, 51, dtype=np.int32), drawn=drawn, top=10)
    assert found is not None
    assert found.overlap == pytest.approx(10 * 10 / 50, abs=0.1)


def test_a_list_says_how_much_of_it_hangs_on_chance_and_how_much_on_weights() -> None:
    found = listed(place(80))
    assert found.by_chance is not None
    assert found.by_weights is not None
    assert 0 <= found.by_chance.overlap <= 10
    assert 0 <= found.by_weights.overlap <= 10
    assert found.lists.jointly.shape == (500, 80)
    assert sorted(found.lists.by_weights[0]) == list(range(1, 81))


def curve(found: Priorities, *, residents: np.ndarray, share: np.ndarray, errors: np.ndarray):
    made = budget_curve(found, residents=residents, share=share, errors=errors, rng=np.random.default_rng(1))
    assert made is not None
    return made


@cache
def sixty() -> Priorities:
    return listed(place(60), draws=100)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 500))
def test_the_curve_rises_to_everyone_and_its_band_holds_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = sixty()
    residents, share = rng.uniform(100, 4000, 60), rng.uniform(2, 40, 60)
    made = curve(found, residents=residents, share=share, errors=np.full(60, 2.0))
    assert (np.diff(made.reached) >= 0).all()
    assert made.reached[-1] == pytest.approx(1.0)
    assert made.residents[-1] == pytest.approx(residents.sum())
    assert made.total == pytest.approx((residents * share).sum() / 100)
    assert (made.low <= made.reached + 1e-12).all()
    assert (made.reached <= made.high + 1e-12).all()
    assert made.reached[0] == pytest.approx(
        residents[found.order[0]] * share[found.order[0]] / (residents * share).sum()
    )


def test_an_area_of_unknown_size_is_left_out_and_told() -> None:
    found = listed(place(40))
    residents = np.full(40, 1000.0)
    residents[found.order[2]] = np.nan
    made = curve(found, residents=residents, share=np.full(40, 10.0), errors=np.full(40, np.nan))
    assert made.left_out == 1
    assert len(made.areas) == 39
    assert made.reached[9] == pytest.approx(10 / 39)


def test_without_residents_there_is_no_curve() -> None:
    found = listed(place(40))
    none = np.full(40, np.nan)
    assert budget_curve(found, residents=none, share=none, errors=none, rng=np.random.default_rng(1)) is None


def test_a_list_by_the_share_reaches_more_than_a_list_by_lot() -> None:
    one = place(80)
    found = listed(one)
    share = np.where(found.rank <= 20, 30.0, 5.0)
    made = curve(found, residents=np.full(80, 1000.0), share=share, errors=np.full(80, 1.0))
    assert made.reached[19] > 2 * made.in_any_order[19]
    assert made.at(200) == 79
