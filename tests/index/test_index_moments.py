"""Draws by moments: the same chances as draws in full, for a hundredth of the work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_cases import design, leaf, node, table

from veerkracht.errors.design import AggregationDomainError
from veerkracht.index import moments
from veerkracht.index.aggregate import (
    Arithmetic,
    Copeland,
    Generalised,
    Geometric,
    Harmonic,
    MazziottaPareto,
    WeightedSum,
)
from veerkracht.index.design import Uncertainty
from veerkracht.index.impute import Mean
from veerkracht.index.normalise import EmpiricalQuantile, MinMax
from veerkracht.index.quasi import Bend, bend_of
from veerkracht.index.rank import places, rank
from veerkracht.index.treat import Clip
from veerkracht.index.uncertainty import draw_index, rank_intervals

ALL = Uncertainty(
    noise="standard_errors",
    weights="spread",
    normalise=(EmpiricalQuantile(),),
    aggregate=(Geometric(offset=0.1),),
)


def three_levels(uncertainty: Uncertainty = ALL, *, domain=None, top=None, low=0.0):
    """Three domains of four clipped indicators, one of them with holes that are filled and one with holes."""
    domains = [node(f"d{k}", parent="top", spread=0.2, aggregate=domain) for k in range(3)]
    scale = MinMax(low=low, high=low + 1.0, beyond="clip")
    leaves = [
        leaf(
            f"i{k}",
            parent=f"d{k // 4}",
            spread=0.3,
            treat=Clip(low=0.02, high=0.98),
            normalise=scale,
            impute=Mean() if k == 5 else None,
            direction="low" if k % 2 else "high",
        )
        for k in range(12)
    ]
    return design(node("top", aggregate=top), *domains, *leaves, uncertainty=uncertainty)


def figures(areas: int = 150, years: int = 1):
    rng = np.random.default_rng(11)
    columns = {f"i{k}": rng.gamma(2.0, size=(areas, years)) for k in range(12)}
    for code in ("i2", "i5", "i7"):
        columns[code][rng.random((areas, years)) < 0.1] = np.nan
    errors = {code: np.nan_to_num(values) * 0.25 for code, values in columns.items() if code != "i3"}
    return table(columns, years=tuple(range(2020, 2020 + years)), errors=errors)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("domain", "top"),
    [
        pytest.param(Arithmetic(), Arithmetic(), id="means of means"),
        pytest.param(Arithmetic(), Geometric(offset=0.0), id="geometric mean of means, as in the design veerkracht"),
        pytest.param(Generalised(power=2.0), Harmonic(), id="power mean below a harmonic mean"),
        pytest.param(Arithmetic(), MazziottaPareto(penalty="minus", spread="population"), id="a penalty on top"),
        pytest.param(WeightedSum(), WeightedSum(), id="sums of sums"),
    ],
)
def test_scores_and_places_have_the_same_distribution_as_in_full(domain, top):
    draws = 500
    # Near zero a harmonic mean has heavier tails than three moments tell; its scale starts above zero.
    chosen = three_levels(domain=domain, top=top, low=0.2 if isinstance(top, Harmonic) else 0.0)
    full, quick, other = (
        rank_intervals(figures(), chosen, draws=draws, rng=np.random.default_rng(seed), engine=engine)
        for seed, engine in ((1, "full"), (1, "moments"), (2, "full"))
    )
    assert (full.in_full, quick.in_full) == (draws, 0)
    # Weights, scales and joining are the same draws, so that only noise differs between the two.
    deviation = full.drawn.std(axis=0)
    assert np.abs((quick.drawn.mean(axis=0) - full.drawn.mean(axis=0)) / deviation).max() < 0.2
    # The ratio of two deviations of 500 draws is itself off by 0.045; four times that over 150 areas.
    assert (quick.drawn.std(axis=0) / deviation) == pytest.approx(np.ones(150), abs=0.18)
    assert (quick.drawn.std(axis=0) / deviation).mean() == pytest.approx(1.0, abs=0.02)
    # Ends of the rank intervals are as near to those in full as those of another seed are.
    for end in ("rank_low", "rank_median", "rank_high"):
        apart = np.abs(getattr(quick, end) - getattr(full, end)).mean()
        by_chance = np.abs(getattr(other, end) - getattr(full, end)).mean()
        assert apart < max(1.2 * by_chance, 0.5)
    assert np.abs(quick.probability_worst - full.probability_worst).max() < 0.1


def test_one_seed_gives_the_same_bits_in_any_order_and_in_any_pieces(monkeypatch):
    data = figures(years=2)
    found = {}
    for together, abreast, order in ((16, 1024, 1), (3, 1024, -1), (64, 40, 1), (1, 7, -1)):
        monkeypatch.setattr(moments, "_TOGETHER", together)
        monkeypatch.setattr(moments.Moments, "abreast", abreast)
        index = draw_index(data, three_levels(), draws=60, rng=np.random.default_rng(4), engine="moments")
        found[together] = {period: index.intervals(period=period).drawn for period in data.periods[::order]}
    with ThreadPoolExecutor(2) as pool:
        index = draw_index(data, three_levels(), draws=60, rng=np.random.default_rng(4), engine="moments")
        threads = list(pool.map(lambda period: index.intervals(period=period).drawn, data.periods))
    for period, drawn in zip(data.periods, threads, strict=True):
        assert all(np.array_equal(drawn, one[period]) for one in found.values())


def test_weights_scales_and_joining_are_the_same_draw_in_every_year():
    sure = replace(ALL, noise="none")
    data = figures(years=1)
    twice = table(
        {code: np.repeat(data.values[:, :, k], 2, axis=1) for k, code in enumerate(data.indicators)}, years=(2020, 2021)
    )
    index = draw_index(twice, three_levels(sure), draws=40, rng=np.random.default_rng(4))
    first, second = (index.intervals(period=period).drawn for period in twice.periods)
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    "aggregate",
    [
        pytest.param(Copeland(), id="areas are compared"),
        pytest.param(MazziottaPareto(penalty="minus", spread="population"), id="no mean in disguise"),
        pytest.param(Geometric(offset=0.0), id="the logarithm of zero"),
    ],
)
def test_what_moments_cannot_do_is_done_in_full_and_never_left_out(aggregate):
    doubts = replace(ALL, normalise=(), aggregate=(aggregate,))
    chosen = three_levels(doubts, low=1.0 if isinstance(aggregate, MazziottaPareto) else 0.0)
    found = rank_intervals(figures(), chosen, draws=30, rng=np.random.default_rng(4), engine="moments")
    tickets = draw_index(figures(), chosen, draws=30, rng=np.random.default_rng(4)).tickets
    assert 0 < found.in_full == int((tickets.aggregation == 1).sum()) < 30
    assert not np.isnan(found.drawn).any()


def test_a_fair_alternative_that_cannot_take_the_figures_is_refused_and_not_skipped():
    doubts = Uncertainty(noise="none", weights="none", aggregate=(Geometric(offset=0.0),))
    wide = replace(
        three_levels(doubts),
        indicators=tuple(
            replace(one, normalise=MinMax(low=-1.0, high=1.0, beyond="clip")) for one in three_levels().indicators
        ),
    )
    for engine in ("full", "moments"):
        with pytest.raises(AggregationDomainError):
            rank_intervals(figures(), wide, draws=20, rng=np.random.default_rng(1), engine=engine)


def test_noise_alone_never_makes_a_draw_fail():
    wide = MinMax(low=0.0, high=1.0, beyond="extend")
    chosen = design(
        node("top", aggregate=Geometric(offset=0.05)),
        leaf("a", normalise=wide),
        leaf("b", normalise=wide),
        uncertainty=Uncertainty(noise="standard_errors", weights="none"),
    )
    rng = np.random.default_rng(1)
    data = table({code: rng.normal(size=50) for code in "ab"}, errors={code: np.full(50, 1.0) for code in "ab"})
    for engine in ("full", "moments"):
        found = rank_intervals(data, chosen, draws=50, rng=np.random.default_rng(1), engine=engine)
        assert np.isfinite(found.drawn).all()


def test_small_tables_are_drawn_in_full():
    assert rank_intervals(figures(), three_levels(), draws=5, rng=np.random.default_rng(1)).in_full == 5


def test_two_neighbours_on_the_list_with_the_same_figures_are_a_toss_up():
    data = table({"a": [0.0, 5.0, 5.0, 10.0]}, errors={"a": [0.5] * 4})
    chosen = design(node("top"), leaf("a"), uncertainty=Uncertainty(noise="standard_errors", weights="none"))
    found = rank_intervals(data, chosen, draws=500, rng=np.random.default_rng(3))
    chance = found.probability_before_next(first="highest")
    assert chance[3] > 0.99
    assert chance[1] == pytest.approx(0.5, abs=0.08)
    assert chance[2] > 0.99
    assert np.isnan(chance[0])


@given(st.lists(st.floats(0.01, 10.0), min_size=1, max_size=8), st.sampled_from([-1.0, 0.5, 2.0, 3.0]))
def test_a_mean_in_disguise_is_the_mean_of_bent_values(numbers, power):
    values, weights = np.array(numbers)[:, np.newaxis], np.arange(1.0, len(numbers) + 1)
    for aggregate in (Arithmetic(), Geometric(offset=0.3), Harmonic(), Generalised(power=power)):
        bend = bend_of(aggregate)
        assert bend is not None
        by_bend = bend.backward(np.array([np.average(bend.forward(values)[:, 0], weights=weights)]))
        assert by_bend == pytest.approx(aggregate.combine(values, weights=weights, node="x"))


def test_a_penalised_mean_is_no_mean_in_disguise():
    assert bend_of(MazziottaPareto(penalty="minus", spread="population")) is None
    assert Bend(kind="log", number=0.1).floor == -0.1


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=40), st.sampled_from(["highest", "lowest"]))
def test_quick_ranks_are_the_ranks(numbers, first):
    scores = np.array(numbers, dtype=np.float32)
    found, order = places(scores, first=first)
    assert found.tolist() == rank(scores.astype(np.float64), first=first).tolist()
    assert (np.diff(found[order]) >= 0).all()
