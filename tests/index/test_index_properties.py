"""What must hold of every index, whatever the figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from index_cases import design, leaf, node, table

from veerkracht.index.aggregate import (
    Aggregation,
    Arithmetic,
    BenefitOfTheDoubt,
    Copeland,
    Generalised,
    Geometric,
    Harmonic,
    MazziottaPareto,
    WeightedSum,
)
from veerkracht.index.build import build_index, reweight
from veerkracht.index.normalise import EmpiricalQuantile, Exponential, MinMax, PercentileRank, Rank, ZScore
from veerkracht.index.rank import rank
from veerkracht.index.trace import influence_of, trace
from veerkracht.index.treat import Clip

ABOVE_ZERO = MinMax(low=1.0, high=100.0, beyond="clip")
MEANS = [
    Arithmetic(),
    WeightedSum(),
    Geometric(offset=0.0),
    Geometric(offset=0.5),
    Harmonic(),
    Generalised(power=2.0),
    Generalised(power=-3.0),
]
ADDITIVE = [
    *MEANS,
    MazziottaPareto(penalty="minus", spread="population"),
    MazziottaPareto(penalty="plus", spread="sample"),
]
name_of = repr

# Whole numbers: differences are then either nothing or clear, as in published figures.
figures = arrays(np.float64, (8, 4), elements=st.integers(-50, 50).map(float))


def columns(values: np.ndarray) -> dict[str, np.ndarray]:
    """Return four columns a, b, c, d that certainly differ between areas."""
    spread = values.copy()
    spread[0], spread[1] = -60.0, 60.0
    return dict(zip("abcd", spread.T, strict=True))


def two_level(how: Aggregation, *, below: Aggregation | None = None):
    """Return an unbalanced tree: top (x of a, b, c; and d itself), on the scale that the aggregation is made for."""
    scale = ZScore(mean=100.0, deviation=10.0, spread="population") if isinstance(how, MazziottaPareto) else ABOVE_ZERO
    return design(
        node("top", aggregate=how),
        node("x", parent="top", weight=2.0, aggregate=below or how),
        leaf("a", parent="x", weight=1.0, normalise=scale),
        leaf("b", parent="x", weight=3.0, normalise=scale),
        leaf("c", parent="x", weight=0.5, normalise=scale, direction="low"),
        leaf("d", parent="top", weight=1.0, normalise=scale),
    )


@pytest.mark.parametrize("how", ADDITIVE, ids=name_of)
@settings(max_examples=15, deadline=None)
@given(values=figures)
def test_contributions_add_up_to_the_score(how, values):
    result = build_index(table(columns(values)), two_level(how))
    apart = trace(result)
    assert np.allclose(apart.contributions.sum(axis=1), result.score(), rtol=0, atol=1e-9)


def test_contributions_add_up_under_the_benefit_of_the_doubt():
    numbers = np.random.default_rng(4).normal(size=(12, 4)) * 20
    result = build_index(table(columns(numbers)), two_level(BenefitOfTheDoubt(low_share=0.1, high_share=0.9)))
    assert np.allclose(trace(result).contributions.sum(axis=1), result.score(), rtol=0, atol=1e-9)


@pytest.mark.parametrize("how", MEANS, ids=name_of)
@settings(max_examples=10, deadline=None)
@given(values=figures, holes=arrays(np.bool_, (8, 4)))
def test_contributions_add_up_where_figures_are_missing(how, values, holes):
    given_columns = columns(values)
    holes[:2] = False
    for code, gaps in zip("abcd", holes.T, strict=True):
        given_columns[code][gaps] = np.nan
    result = build_index(table(given_columns), two_level(how, below=Arithmetic()))
    apart = trace(result)
    scored = ~np.isnan(result.score())
    assert (scored == ~holes.all(axis=1)).all()
    assert np.allclose(apart.contributions[scored].sum(axis=1), result.score()[scored], rtol=1e-9, atol=1e-9)
    assert np.isnan(apart.contributions[~scored]).all()


@pytest.mark.parametrize("how", MEANS, ids=name_of)
@settings(max_examples=15, deadline=None)
@given(values=figures, area=st.integers(2, 7), code=st.sampled_from("abcd"))
def test_a_better_figure_never_gives_a_lower_score(how, values, area, code):
    before = columns(values)
    after = {key: column.copy() for key, column in before.items()}
    after[code][area] += -5.0 if code == "c" else 5.0
    design_ = two_level(how)
    score = build_index(table(before), design_).score()[area]
    assert build_index(table(after), design_).score()[area] >= score - 1e-9


@pytest.mark.parametrize("how", [*MEANS, Copeland()], ids=name_of)
@settings(max_examples=10, deadline=None)
@given(values=figures, order=st.permutations(range(8)))
def test_the_order_of_the_areas_does_not_matter(how, values, order):
    shuffled = {code: column[list(order)] for code, column in columns(values).items()}
    design_ = two_level(how)
    straight = build_index(table(columns(values)), design_)
    assert np.allclose(build_index(table(shuffled), design_).score(), straight.score()[list(order)], atol=1e-9)
    assert (build_index(table(shuffled), design_).rank() == straight.rank()[list(order)]).all()


@settings(max_examples=20, deadline=None)
@given(values=figures, factor=st.sampled_from([0.5, 4.0, 1024.0]), shift=st.integers(-8, 8))
def test_the_unit_of_a_figure_does_not_matter(values, factor, shift):
    in_other_unit = {code: column * factor + shift for code, column in columns(values).items()}
    design_ = two_level(Arithmetic())
    first, second = (build_index(table(data), design_).score() for data in (columns(values), in_other_unit))
    assert np.allclose(first, second, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(values=figures)
def test_turning_a_figure_and_its_direction_around_changes_nothing(values):
    turned = columns(values)
    turned["a"] = -turned["a"]
    straight = two_level(Geometric(offset=0.0))
    flipped = replace(
        straight,
        indicators=tuple(replace(i, direction="low") if i.code == "a" else i for i in straight.indicators),
    )
    first = build_index(table(columns(values)), straight).score()
    assert np.allclose(build_index(table(turned), flipped).score(), first, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(factor=st.floats(0.01, 1000))
def test_only_the_proportion_of_weights_counts(factor):
    straight = two_level(Arithmetic())
    larger = straight.reweighted({code: factor * weight for code, weight in {"a": 1.0, "b": 3.0, "c": 0.5}.items()})
    data = table(columns(np.arange(32.0).reshape(8, 4) % 7))
    first, second = build_index(data, straight), build_index(data, larger)
    assert np.allclose(first.score(), second.score(), atol=1e-12)
    assert np.allclose(first.effective_weights.sum(axis=1), 1.0)


@pytest.mark.parametrize("weighting", ["equal", "pca", "critic", "entropy", "optimised"])
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_weights_found_in_the_data_add_up_to_one(weighting, seed):
    numbers = np.random.default_rng(seed).normal(size=(30, 3)) + np.arange(30)[:, np.newaxis] / 10
    found = build_index(
        table(dict(zip("abc", numbers.T, strict=True))),
        design(node("top", weighting=weighting), leaf("a"), leaf("b"), leaf("c")),
    )
    assert found.effective_weights[0] == pytest.approx(np.array(found.parameters.weights["top"]))
    assert found.effective_weights[0].sum() == pytest.approx(1.0)
    assert (found.effective_weights >= 0).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_optimised_weights_give_every_indicator_the_same_influence(seed):
    numbers = np.random.default_rng(seed).normal(size=(40, 4)) * [1.0, 3.0, 0.2, 1.0]
    result = build_index(
        table(dict(zip("abcd", numbers.T, strict=True))),
        design(node("top", weighting="optimised"), leaf("a"), leaf("b"), leaf("c"), leaf("d")),
    )
    assert list(influence_of(result).values()) == pytest.approx([0.25] * 4, abs=1e-6)


@pytest.mark.parametrize(
    "normaliser",
    [
        MinMax(low=0.0, high=1.0, beyond="clip"),
        ZScore(mean=0.0, deviation=1.0, spread="population"),
        Rank(),
        PercentileRank(),
        EmpiricalQuantile(),
        Exponential(scale=23.0, high=100.0),
    ],
    ids=name_of,
)
@given(values=arrays(np.float64, 12, elements=st.integers(-100, 100).map(float)))
def test_normalising_never_changes_the_order_of_areas(normaliser, values):
    ordered = np.sort(np.append(values, [-200.0, 200.0]))
    scores = normaliser.apply(ordered, fitted=normaliser.fit(ordered, sign=1.0, name="x"))
    assert (np.diff(scores) >= 0).all()


@given(values=arrays(np.float64, 20, elements=st.integers(0, 9).map(float)))
def test_equal_scores_share_the_lowest_rank(values):
    ranks = rank(values, first="highest")
    assert ranks.tolist() == [1 + int((values > value).sum()) for value in values]


@settings(max_examples=15, deadline=None)
@given(values=figures, years=st.just((2019, 2020)))
def test_a_frozen_design_measures_another_year_with_the_same_rod(values, years):
    both = {code: np.stack([column, column[::-1] + 3], axis=1) for code, column in columns(values).items()}
    straight = replace(two_level(Arithmetic()), reference="2019")
    straight = replace(
        straight,
        indicators=tuple(replace(i, treat=Clip(low=0.05, high=0.95)) for i in straight.indicators),
    )
    panel = build_index(table(both, years=years), straight)
    alone = table({code: column[:, 1] for code, column in both.items()}, years=(2020,))
    later = build_index(alone, panel.frozen_design())
    assert np.allclose(later.score(), panel.score(), atol=1e-12)


@settings(max_examples=10, deadline=None)
@given(values=figures, weight=st.floats(0.1, 10))
def test_reweighting_a_result_is_building_it_anew(values, weight):
    straight = two_level(Arithmetic())
    data = table(columns(values))
    fast = reweight(build_index(data, straight), {"a": weight, "x": 0.3})
    anew = build_index(data, straight.reweighted({"a": weight, "x": 0.3}))
    assert np.array_equal(fast.scores, anew.scores, equal_nan=True)
    assert np.array_equal(fast.ranks, anew.ranks, equal_nan=True)
