"""Rank intervals: what moves, what does not, and that chance repeats."""

from __future__ import annotations

import numpy as np
import pytest
from index_cases import design, leaf, node, table

from veerkracht.errors.data import MissingPeriodError
from veerkracht.errors.design import DesignValueError
from veerkracht.facts.periods import Period
from veerkracht.index.aggregate import Arithmetic, Geometric
from veerkracht.index.design import Uncertainty
from veerkracht.index.normalise import EmpiricalQuantile, MinMax
from veerkracht.index.uncertainty import rank_intervals

NOISE = Uncertainty(noise="standard_errors", weights="none")
SURE = Uncertainty(noise="none", weights="none")
ALL = Uncertainty(
    noise="standard_errors",
    weights="spread",
    normalise=(EmpiricalQuantile(),),
    aggregate=(Geometric(offset=0.1),),
)
WIDE = MinMax(low=0.0, high=1.0, beyond="extend")


def two(uncertainty: Uncertainty, *, spread: float = 0.0):
    return design(
        node("top"),
        leaf("a", spread=spread, normalise=WIDE),
        leaf("b", spread=spread, normalise=WIDE),
        uncertainty=uncertainty,
    )


def numbers(areas: int = 60) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    return {"a": rng.normal(size=areas), "b": rng.normal(size=areas)}


def test_the_same_chance_gives_the_same_intervals_to_the_bit():
    data = table(numbers(), errors={"a": np.full(60, 0.3)})
    runs = [rank_intervals(data, two(ALL, spread=0.3), draws=30, rng=np.random.default_rng(9)) for _ in range(2)]
    assert np.array_equal(runs[0].drawn, runs[1].drawn)
    assert np.array_equal(runs[0].rank_high, runs[1].rank_high)


def test_without_doubt_every_interval_is_a_point():
    found = rank_intervals(table(numbers()), two(SURE), draws=5, rng=np.random.default_rng(1))
    assert (found.rank_low == found.rank).all()
    assert (found.rank_high == found.rank).all()
    assert found.score_low == pytest.approx(found.score, abs=1e-6)


def test_more_noise_gives_wider_intervals():
    widths = []
    for error in (0.05, 0.5):
        data = table(numbers(), errors={"a": np.full(60, error), "b": np.full(60, error)})
        found = rank_intervals(data, two(NOISE), draws=100, rng=np.random.default_rng(2))
        widths.append((found.rank_high - found.rank_low).mean())
    assert 2 * widths[0] < widths[1]


def test_noise_moves_a_score_as_much_as_theory_says():
    # Score = (a' + b') / 2 on a scale of range r: its standard deviation is error / r / sqrt(2).
    values = numbers()
    data = table(values, errors={"a": np.full(60, 0.4), "b": np.full(60, 0.4)})
    found = rank_intervals(data, two(NOISE), draws=2000, rng=np.random.default_rng(3))
    expected = 0.5 * np.hypot(*(0.4 / np.ptp(values[code]) for code in "ab"))
    assert found.drawn.std(axis=0).mean() == pytest.approx(expected, rel=0.03)
    assert (found.score_high - found.score_low).mean() == pytest.approx(2 * 1.645 * expected, rel=0.05)


def test_weights_with_a_spread_move_ranks_without_noise():
    found = rank_intervals(
        table(numbers()),
        two(Uncertainty(noise="none", weights="spread"), spread=0.5),
        draws=100,
        rng=np.random.default_rng(4),
    )
    assert (found.rank_high > found.rank_low).mean() > 0.5
    assert ((found.rank_low <= found.rank) & (found.rank <= found.rank_high)).mean() > 0.95


def test_an_area_without_a_score_has_no_interval():
    values = numbers()
    values["a"][7] = values["b"][7] = np.nan
    found = rank_intervals(table(values), two(ALL, spread=0.2), draws=20, rng=np.random.default_rng(6))
    assert np.isnan([found.rank_low[7], found.score_high[7], found.probability_worst[7]]).all()
    assert not np.isnan(np.delete(found.rank_low, 7)).any()


def test_a_tenth_of_the_areas_is_among_the_worst_tenth():
    data = table(numbers(), errors={"a": np.full(60, 0.5), "b": np.full(60, 0.5)})
    found = rank_intervals(data, two(NOISE), draws=200, rng=np.random.default_rng(7))
    assert found.probability_worst.sum() == pytest.approx(6.0)
    assert found.probability_worst[np.argmin(found.score)] > 0.8


def test_the_chance_to_be_below_another_area_is_a_chance():
    data = table({"a": [0.0, 1.0, 1.1, 10.0], "b": [0.0, 1.0, 1.1, 10.0]}, errors={"a": [0.5] * 4, "b": [0.5] * 4})
    found = rank_intervals(data, two(NOISE), draws=400, rng=np.random.default_rng(8))
    assert found.probability_below("A00000", "A00003") == 1.0
    assert 0.5 < found.probability_below("A00001", "A00002") < 0.7
    both = found.probability_below("A00001", "A00002") + found.probability_below("A00002", "A00001")
    assert both == pytest.approx(1.0)


def test_a_filled_figure_is_less_sure_than_a_measured_one():
    from veerkracht.index.impute import Mean

    chosen = design(node("top"), leaf("a", impute=Mean(), normalise=WIDE), uncertainty=NOISE)
    values = numbers()["a"]
    values[3] = np.nan
    found = rank_intervals(table({"a": values}), chosen, draws=100, rng=np.random.default_rng(9))
    widths = found.rank_high - found.rank_low
    assert np.argmax(widths) == 3
    # The others only shift by one place, as the uncertain one passes them.
    assert np.delete(widths, 3).max() <= 1


def test_a_sub_score_and_an_earlier_year_can_be_asked_for():
    values = {code: np.stack([column, -column], axis=1) for code, column in numbers().items()}
    chosen = design(
        node("top"), node("x", parent="top", aggregate=Arithmetic()), leaf("a", parent="x"), leaf("b"), uncertainty=SURE
    )
    data = table(values, years=(2019, 2020))
    found = rank_intervals(data, chosen, draws=2, rng=np.random.default_rng(1), node="x", period=Period(2019))
    assert found.node == "x"
    assert np.argmax(found.score) == np.argmax(values["a"][:, 0])
    with pytest.raises(MissingPeriodError):
        rank_intervals(data, chosen, draws=2, rng=np.random.default_rng(1), period=Period(2001))
    with pytest.raises(DesignValueError, match="at least 1"):
        rank_intervals(data, chosen, draws=0, rng=np.random.default_rng(1))
