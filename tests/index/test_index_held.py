"""An index held as it was built says of other figures what building it anew on the same scales would say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_cases import design, leaf, node, table

from veerkracht.errors.design import NotAdditiveError
from veerkracht.errors.outlook import HeldAreasError, HeldIndicatorError, NoSlopeError
from veerkracht.facts.tables import Reason
from veerkracht.index.aggregate import (
    Arithmetic,
    Copeland,
    Generalised,
    Geometric,
    Harmonic,
    MazziottaPareto,
    WeightedSum,
)
from veerkracht.index.build import build_index
from veerkracht.index.held import hold_index, score_again, slope_again
from veerkracht.index.normalise import MinMax, Rank, ZScore
from veerkracht.index.treat import Clip, Log

WAYS = [
    Arithmetic(),
    WeightedSum(),
    Geometric(offset=0.1),
    Harmonic(),
    Generalised(power=2.0),
    MazziottaPareto(penalty="minus", spread="population"),
]
SCALE = MinMax(low=1.0, high=10.0, beyond="clip")
FIRST = {
    "a": [1.0, 4.0, 2.5, 9.0, 6.0],
    "b": [10.0, np.nan, 30.0, 25.0, 12.0],
    "c": [0.3, 0.1, 0.9, 0.5, 0.7],
    "d": [5.0, 3.0, 8.0, 1.0, np.nan],
}


def tree(aggregate, *, normalise=SCALE, treat=None, minimum_share=0.6):
    return design(
        node("top", aggregate=aggregate),
        node("left", parent="top", weight=2.0, aggregate=aggregate, minimum_share=minimum_share),
        node("right", parent="top", aggregate=aggregate, minimum_share=minimum_share),
        leaf("a", parent="left", normalise=normalise, treat=treat),
        leaf("b", parent="left", direction="low", weight=3.0, normalise=SCALE),
        leaf("c", parent="right", normalise=SCALE),
        leaf("d", parent="right", normalise=SCALE),
    )


def held_of(aggregate, **choices):
    found, figures = tree(aggregate, **choices), table(FIRST)
    return hold_index(build_index(figures, found), figures)


def changed(figures, code, values):
    place, now = figures.position(code), figures.values.copy()
    now[:, -1, place] = values
    return replace(figures, values=now, reasons=np.where(np.isnan(now), Reason.NOT_MEASURED, 0).astype(np.uint8))


numbers = st.one_of(st.just(np.nan), st.floats(-5.0, 15.0))


@pytest.mark.parametrize("aggregate", WAYS, ids=lambda way: type(way).__name__)
@given(values=st.lists(numbers, min_size=5, max_size=5))
def test_other_figures_score_as_building_anew_on_the_same_scales_scores_them(aggregate, values):
    figures = table(FIRST)
    result = build_index(figures, tree(aggregate))
    held = hold_index(result, figures)
    anew = build_index(changed(figures, "a", values), result.frozen_design())
    found = score_again(held, {"a": np.array(values)}, nodes=["top", "left", "right"])
    for code, scores in found.items():
        np.testing.assert_allclose(scores, anew.score(code), atol=1e-12)


def test_many_versions_at_once_score_as_each_of_them_alone():
    held = held_of(Geometric(offset=0.1))
    versions = np.random.default_rng(1).uniform(0, 10, size=(7, 400, 5))
    found = score_again(held, {"a": versions})["top"]
    assert found.shape == (7, 400, 5)
    for at in [(0, 0), (3, 217), (6, 399)]:
        np.testing.assert_array_equal(found[at], score_again(held, {"a": versions[at]})["top"])


def test_the_figures_of_another_area_leave_a_score_alone():
    held = held_of(Arithmetic())
    figures = held.figure("a").copy()
    before = score_again(held, {"a": figures})["top"]
    figures[3] = 1e6
    after = score_again(held, {"a": figures})["top"]
    np.testing.assert_array_equal(np.delete(before, 3), np.delete(after, 3))


def test_what_was_missing_stays_missing_whatever_is_given():
    held = held_of(Arithmetic(), minimum_share=0.0)
    found = score_again(held, {"b": np.full(5, 20.0)}, nodes=["left"])["left"]
    assert found[1] == held.scores["left"][1]
    assert found[0] != held.scores["left"][0]


def test_the_period_is_the_last_in_which_these_areas_have_a_score():
    unknown = np.nan
    figures = table(
        {"a": [[1.0, 2.0, unknown], [4.0, unknown, unknown], [6.0, 9.0, unknown]]}, years=(2020, 2021, 2022)
    )
    result = build_index(figures, design(node("top"), leaf("a")))
    assert hold_index(result, figures).period.year == 2021
    assert hold_index(result, figures, codes=result.areas.codes[1:2]).period.year == 2020
    assert hold_index(result, figures, period=result.periods[2]).period.year == 2022


def test_of_some_areas_scales_stay_those_of_all():
    figures = table(FIRST)
    result = build_index(figures, tree(Arithmetic()))
    codes = [result.areas.codes[4], result.areas.codes[0]]
    held = hold_index(result, figures, codes=codes)
    np.testing.assert_allclose(score_again(held, {"a": held.figure("a")})["top"], result.score()[[4, 0]], atol=1e-12)


@pytest.mark.parametrize("aggregate", WAYS, ids=lambda way: type(way).__name__)
@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"normalise": ZScore(mean=5.0, deviation=1.0, spread="sample")},
        {"treat": Log()},
        {"treat": Clip(low=0.01, high=0.99)},
    ],
)
def test_a_slope_is_what_a_small_step_of_the_figure_does_to_the_score(aggregate, choices):
    held = held_of(aggregate, **choices)
    figures = {"a": np.array([[2.0, 3.9, 2.6, 8.0, 5.0], [4.0, 4.5, 5.0, 7.0, 3.0]]), "c": np.full((2, 5), 0.6)}
    for code, slope in slope_again(held, figures).items():
        step = 1e-5
        up, down = ({**figures, code: figures[code] + sign * step} for sign in (1, -1))
        secant = (score_again(held, up)["top"] - score_again(held, down)["top"]) / (2 * step)
        known = ~np.isnan(secant)
        np.testing.assert_allclose(slope[known], secant[known], rtol=1e-5, atol=1e-7)
        assert (slope[known] != 0.0).any()
        assert (slope[~known] == 0.0).all()


def test_beyond_the_end_of_a_scale_a_score_does_not_move():
    held = held_of(Arithmetic())
    assert (slope_again(held, {"a": np.full(5, 99.0)})["a"] == 0.0).all()


def test_an_index_that_compares_areas_cannot_score_one_alone():
    figures = table({code: np.nan_to_num(values, nan=2.0).tolist() for code, values in FIRST.items()})
    with pytest.raises(NotAdditiveError, match="copeland"):
        hold_index(build_index(figures, tree(Copeland())), figures)


def test_a_scale_by_places_has_no_slope():
    held = held_of(Arithmetic(), normalise=Rank())
    with pytest.raises(NoSlopeError, match="'a'"):
        slope_again(held, {"a": held.figure("a")})


def test_a_misspelt_indicator_is_met_with_the_right_one():
    held = held_of(Arithmetic())
    with pytest.raises(HeldIndicatorError) as refused:
        score_again(held, {"aa": np.zeros(5)})
    assert "Bedoelt u 'a'?" in refused.value.message("nl")
    assert "a, b, c, d" in refused.value.message("en")


def test_figures_of_another_number_of_areas_are_refused():
    with pytest.raises(HeldAreasError, match="figures of 4 were given"):
        score_again(held_of(Arithmetic()), {"a": np.zeros(4)})


def test_an_area_that_the_index_lacks_is_named():
    figures = table(FIRST)
    with pytest.raises(HeldAreasError, match="BU99999999") as refused:
        hold_index(build_index(figures, tree(Arithmetic())), figures, codes=["BU99999999"])
    assert "zit er niet in" in refused.value.message("nl")
