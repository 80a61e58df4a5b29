"""What somebody may ask to be otherwise in a design, and how it is refused what cannot be."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from index_cases import design, leaf, node, table

from veerkracht.errors.design import DesignError, UnknownMethodError
from veerkracht.errors.werkbank import ChangesSyntaxError, ChangeValueError, TooManyChangesError, WerkbankError
from veerkracht.index.adjusted import adjusted, default_direction
from veerkracht.index.adjustments import MOST_ADDED, MOST_CHANGES, Added, Changes
from veerkracht.index.aggregate import Arithmetic, Geometric
from veerkracht.index.build import build_index
from veerkracht.index.leverage import correlation_ratio, leverages
from veerkracht.index.normalise import EmpiricalQuantile, Goalposts
from veerkracht.index.recent import Recent
from veerkracht.index.versus import spearman, versus
from veerkracht.sources.shipped import load_catalogue

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ("{", ChangesSyntaxError, "not JSON"),
        ("[]", ChangesSyntaxError, "object with names"),
        ('{"wieghts": {}}', ChangesSyntaxError, "Did you mean 'weights'"),
        ('{"weights": [1]}', ChangesSyntaxError, "weights must be an object"),
        ('{"weights": {"a": 1, "a": 2}}', ChangesSyntaxError, "twice"),
        ('{"weights": {"a": -1}}', ChangeValueError, "weights.a: -1"),
        ('{"weights": {"a": NaN}}', ChangeValueError, "weights.a: nan"),
        ('{"weights": {"a": Infinity}}', ChangeValueError, "weights.a: inf"),
        ('{"weights": {"a": 1e309}}', ChangeValueError, "0.000001 to 1000"),
        ('{"weights": {"a": 1001}}', ChangeValueError, "0.000001 to 1000"),
        ('{"weights": {"a": 1e-300}}', ChangeValueError, "0.000001 to 1000"),
        (f'{{"weights": {{"a": {"9" * 400}}}}}', ChangeValueError, "0.000001 to 1000"),
        ('{"weights": {"a": "2"}}', ChangeValueError, "'2'"),
        ('{"weights": {"a": true}}', ChangeValueError, "True"),
        ('{"weights": {"": 1}}', ChangeValueError, "code of a node"),
        ('{"off": "a"}', ChangesSyntaxError, "off must be a list"),
        ('{"off": ["a", "a"]}', ChangesSyntaxError, "twice"),
        ('{"off": [["a"]]}', ChangeValueError, "code of a node"),
        ('{"added": [{"code": "a"}]}', ChangesSyntaxError, "'parent' is missing"),
        ('{"added": [{"code": "a", "parent": "b", "weight": 0}]}', ChangeValueError, "added.a.weight"),
        ('{"added": [{"code": "a", "parent": "b", "direction": "up"}]}', ChangeValueError, "'high' or 'low'"),
        ('{"added": [{"code": "a", "parent": "b"}, {"code": "a", "parent": "c"}]}', ChangesSyntaxError, "twice"),
        ('{"normalise": {"a": {"method": "minmax"}}}', UnknownMethodError, "Did you mean 'min_max'"),
        ('{"aggregate": {"a": "arithmetic"}}', DesignError, "normalise|aggregate.a"),
        ('{"aggregate": {"a": {"method": "geometric"}}}', DesignError, "'offset' is missing"),
        ('{"reference": 2022}', ChangeValueError, "a year as text"),
        (json.dumps({"weights": {f"a{i}": 1 for i in range(MOST_CHANGES + 1)}}), TooManyChangesError, "at most 200"),
        (
            json.dumps({"added": [{"code": f"a{i}", "parent": "b"} for i in range(MOST_ADDED + 1)]}),
            TooManyChangesError,
            "at most 40",
        ),
        (json.dumps({"reference": "x" * 70_000}), TooManyChangesError, "at most 65536"),
        ("[" * 60_000, ChangesSyntaxError, "not JSON"),
        (b"\xff\xfe\x00", ChangesSyntaxError, "not JSON"),
    ],
)
def test_a_request_that_cannot_be_is_refused_with_the_place_and_what_would_be_right(asked, error, words):
    with pytest.raises(error, match=words) as found:
        Changes.from_json(asked)
    assert found.value.message("nl")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(
    asked=st.dictionaries(st.sampled_from(["weights", "off", "added", "normalise", "aggregate", "reference"]), anything)
)
def test_whatever_is_sent_it_is_understood_or_refused(asked):
    try:
        found = Changes.from_json(json.dumps(asked))
    except (WerkbankError, DesignError) as error:
        told = (error.message("nl"), error.message("en"))
    else:
        told = ("ja", "yes")
        assert Changes.from_json(found.to_json()) == found
    assert all(told)


def test_changes_go_out_as_they_came_in():
    changes = Changes(
        weights={"b": 2.0, "a": 0.0},
        off=frozenset({"c"}),
        added=(Added(code="z", parent="top", direction="low"), Added(code="y", parent="top")),
        normalise={"a": EmpiricalQuantile()},
        aggregate={"top": Geometric(offset=0.1)},
        reference="2020",
    )
    assert Changes.from_json(json.dumps(changes.to_json())) == changes
    assert [one.code for one in changes.added] == ["y", "z"]
    assert Changes().to_json() == {}


TREE = design(
    node("top", aggregate=Arithmetic()),
    node("x", parent="top", weight=2.0),
    leaf("a", parent="x", weight=1.0, spread=0.5),
    leaf("b", parent="x", weight=3.0),
    leaf("c", parent="top", weight=1.0),
)


def test_without_changes_the_design_is_the_same():
    assert adjusted(TREE, Changes(), catalogue=CATALOGUE) is TREE


def test_a_node_that_is_off_takes_everything_below_it_along():
    found = adjusted(TREE, Changes(off=frozenset({"x"})), catalogue=CATALOGUE)
    assert [item.code for item in found.items] == ["top", "c"]


def test_of_scales_for_a_node_and_for_an_indicator_the_nearest_counts():
    own = Goalposts(worst=0.0, best=10.0, low=0.0, high=1.0, beyond="clip")
    found = adjusted(TREE, Changes(normalise={"top": EmpiricalQuantile(), "a": own}), catalogue=CATALOGUE)
    assert [item.normalise for item in found.indicators] == [own, EmpiricalQuantile(), EmpiricalQuantile()]
    with pytest.raises(ChangeValueError, match="unit of that indicator"):
        adjusted(TREE, Changes(normalise={"x": own}), catalogue=CATALOGUE)


def test_an_added_indicator_is_treated_as_those_around_it():
    found = adjusted(TREE, Changes(added=(Added(code="armoede", parent="x", weight=2.0),)), catalogue=CATALOGUE)
    added = found.indicators[-1]
    assert (added.direction, added.weight, added.parent) == ("low", 2.0, "x")
    assert (added.impute, added.treat, added.normalise) == (
        TREE.indicators[0].impute,
        TREE.indicators[0].treat,
        TREE.indicators[0].normalise,
    )


def test_better_for_residents_scores_low_where_a_high_score_is_the_worse():
    deprivation = design(node("top"), leaf("a"), worse="high")
    assert default_direction(CATALOGUE["armoede"], design=TREE) == "low"
    assert default_direction(CATALOGUE["armoede"], design=deprivation) == "high"
    assert default_direction(CATALOGUE["koopwoningen"], design=TREE) is None


# Leverage --------------------------------------------------------------------------------------------------------


def test_of_a_sum_the_main_effects_are_the_shares_of_variance():
    rng = np.random.default_rng(1)
    one, two = rng.normal(size=(2, 20_000))
    score = one + 2 * two
    assert correlation_ratio(one, score) == pytest.approx(0.2, abs=0.02)
    assert correlation_ratio(two, score) == pytest.approx(0.8, abs=0.02)


def test_the_main_effects_of_the_ishigami_function_are_those_of_the_literature():
    # Saltelli et al. (2000), a = 7, b = 0.1: first-order shares 0.3139, 0.4424 and 0.
    x = np.random.default_rng(2).uniform(-np.pi, np.pi, size=(3, 40_000))
    score = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    found = [correlation_ratio(one, score) for one in x]
    assert found == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)


@given(st.integers(20, 300), st.integers(0, 10_000))
@settings(deadline=None)
def test_chance_alone_gives_no_main_effect_to_speak_of(areas, seed):
    rng = np.random.default_rng(seed)
    assert correlation_ratio(rng.normal(size=areas), rng.normal(size=areas)) < 0.75


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        (np.arange(5.0), np.arange(5.0)),
        (np.arange(50.0), np.ones(50)),
        (np.full(50, np.nan), np.arange(50.0)),
    ],
)
def test_where_too_little_is_known_no_main_effect_is_told(values, scores):
    assert np.isnan(correlation_ratio(values, scores))


def test_a_figure_that_is_the_same_everywhere_tells_nothing():
    assert correlation_ratio(np.ones(50), np.arange(50.0)) == 0.0


# Versus ----------------------------------------------------------------------------------------------------------

ROWS = np.random.default_rng(3).normal(size=(40, 3))
FIGURES = table(dict(zip("abc", ROWS.T, strict=True)))


def test_the_moves_of_all_areas_add_up_to_nothing():
    other = adjusted(TREE, Changes(weights={"c": 5.0}), catalogue=CATALOGUE)
    found = versus(build_index(FIGURES, TREE), build_index(FIGURES, other), most=40)
    assert sum(one.moved for one in found.movers) == 0
    assert found.mean_shift == pytest.approx(
        np.mean([abs(one.moved) for one in found.movers] + [0] * (40 - found.moved))
    )


def test_an_area_that_loses_its_score_is_told_and_moves_no_other():
    holes = ROWS.copy()
    holes[7, 2] = np.nan
    strict = design(node("top", minimum_share=0.9), *TREE.nodes[1:], *TREE.indicators)
    before = build_index(FIGURES, strict)
    after = build_index(table(dict(zip("abc", holes.T, strict=True))), strict)
    found = versus(before, after)
    assert found.lost == (7,)
    assert abs(found.correlation - 1) < 0.01


def test_the_rank_correlation_is_that_of_the_textbook():
    # Spearman with a tie: the mean rank counts; by hand, of ranks 1, 2.5, 2.5, 4 and 1, 2, 4, 3.
    assert spearman(np.array([1.0, 2.0, 2.0, 3.0]), np.array([1.0, 2.0, 9.0, 5.0])) == pytest.approx(0.632456, abs=1e-6)


def test_leverage_of_a_part_is_that_of_what_is_below_it():
    parts = {part.code: part for part in leverages(build_index(FIGURES, TREE))}
    assert parts["x"].influence == pytest.approx(parts["a"].influence + parts["b"].influence)
    assert (parts["x"].within, parts["a"].within, parts["a"].share) == pytest.approx((2 / 3, 1 / 4, 1 / 6))


# Memory ----------------------------------------------------------------------------------------------------------


def test_a_memory_never_holds_more_than_it_may_and_forgets_what_was_longest_unused():
    recent: Recent[str] = Recent(most=2)
    made = []

    def make(key):
        return lambda: made.append(key) or key

    for key in ("a", "b", "a", "c", "a", "b"):
        recent.get(key, make(key))
    assert made == ["a", "b", "c", "b"]
