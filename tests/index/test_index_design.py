"""Designs as text: everything written is used, everything needed is written."""

from __future__ import annotations

import numpy as np
import pytest
from index_cases import design, leaf, node, table

from veerkracht.errors.design import (
    AggregationDomainError,
    DesignError,
    DesignSyntaxError,
    DesignValueError,
    MissingKeyError,
    NoSpreadError,
    NotAdditiveError,
    TreeError,
    UnknownKeyError,
    UnknownMethodError,
)
from veerkracht.index.aggregate import Copeland, Generalised, Geometric
from veerkracht.index.build import build_index
from veerkracht.index.design_text import format_design
from veerkracht.index.design_toml import parse_design
from veerkracht.index.normalise import Goalposts, ZScore
from veerkracht.index.trace import trace
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.indexing import design_text, load_design, shipped_designs

DUTCH = ("samenredzaamheid", "sociale_leefbaarheid", "veerkracht", "zelfredzaamheid")


@pytest.mark.parametrize("name", shipped_designs())
def test_a_shipped_design_written_out_and_read_again_is_the_same(name):
    chosen = load_design(name)
    assert parse_design(format_design(chosen)) == chosen


def test_four_dutch_designs_and_two_examples_are_shipped():
    assert shipped_designs() == tuple(sorted((*DUTCH, "asem", "imd2019")))


@pytest.mark.parametrize("name", DUTCH)
def test_every_indicator_of_a_dutch_design_stands_in_the_catalogue_and_agrees_with_it(name):
    catalogue = load_catalogue()
    for chosen in load_design(name).indicators:
        assert catalogue[chosen.code].better.value == chosen.direction, chosen.code
        assert catalogue[chosen.code].modelled == chosen.modelled, chosen.code


@pytest.mark.parametrize("name", DUTCH)
def test_a_dutch_design_scores_no_buurt_on_half_of_its_figures(name):
    chosen = load_design(name)
    assert chosen.minimum_measured > 0.5
    assert all(one.minimum_share > 0.5 for one in chosen.nodes)


@pytest.mark.parametrize("name", DUTCH)
def test_a_dutch_design_says_that_it_is_not_the_map_of_aedes(name):
    assert "niet de kaart van Aedes" in load_design(name).explanation.nl


def test_a_frozen_design_survives_the_text():
    chosen = design(
        node("top", aggregate=Geometric(offset=0.1)),
        leaf("a"),
        leaf("b", normalise=ZScore(mean=5.0, deviation=1.0, spread="sample")),
    )
    data = table({"a": [1, 2, 5], "b": [3, 1, 2]})
    result = build_index(data, chosen)
    again = parse_design(format_design(result.frozen_design()))
    assert np.array_equal(build_index(data, again).scores, result.scores)
    # Another table is measured with the same rod: no area of it is the lowest or the highest by itself.
    inside = build_index(table({"a": [2, 3], "b": [2, 2]}), again)
    assert inside.normalised[:, 0, 0].tolist() == [0.25, 0.5]


FAULTS = [
    pytest.param('name = "', "name = ", DesignSyntaxError, "line", id="not TOML"),
    pytest.param("direction", "direktion", UnknownKeyError, "Did you mean 'direction'", id="misspelt key"),
    pytest.param("[choices.treat]", "[choices.treatment]", UnknownKeyError, "treatment", id="unknown topic"),
    pytest.param('method = "exponential"', 'method = "exponental"', UnknownMethodError, "exponential", id="method"),
    pytest.param("scale = 23,", "", MissingKeyError, "'scale'", id="missing parameter"),
    pytest.param("scale = 23,", 'scale = "23",', DesignValueError, "a number", id="text for a number"),
    pytest.param('direction = "low"', 'direction = "down"', DesignValueError, "high | low", id="no direction"),
    pytest.param("weight = 0.225", "weight = -0.225", DesignValueError, "at least 0", id="negative weight"),
    pytest.param("minimum_share = 1.0", "minimum_share = 80", DesignValueError, "from 0 to 1", id="share of 80"),
    pytest.param('parent = "imd"', 'parent = "idm"', TreeError, "Did you mean 'imd'", id="orphan"),
    pytest.param('parent = ""', 'parent = "imd"', TreeError, "exactly one node without a parent", id="no top"),
    pytest.param('code = "Crime_rank"', 'code = "imd"', TreeError, "more than once", id="double code"),
    pytest.param("modelled = false", "", MissingKeyError, "'modelled'", id="skipped choice"),
    pytest.param("modelled = false", "modelled = 0", DesignValueError, "true or false", id="number for yes or no"),
    pytest.param('noise = "none"', "", MissingKeyError, "'noise'", id="skipped doubt"),
    pytest.param("[uncertainty]", "[onzekerheid]", UnknownKeyError, "onzekerheid", id="unknown section"),
]


@pytest.mark.parametrize(("right", "wrong", "error", "words"), FAULTS)
def test_a_fault_in_a_design_is_named_with_what_would_be_right(right, wrong, error, words):
    text = design_text("imd2019")
    assert right in text or error is DesignSyntaxError
    broken = text.replace(right, wrong, 1) if right in text else text + "\nname = "
    with pytest.raises(error) as caught:
        parse_design(broken)
    assert words in str(caught.value)
    assert isinstance(caught.value, DesignError)
    assert caught.value.message("nl") != caught.value.message("en")


def test_nodes_in_a_circle_are_found():
    with pytest.raises(TreeError, match="each other's parent"):
        design(node("top"), node("x", parent="y"), node("y", parent="x"), leaf("a"))


def test_a_node_without_anything_below_it_is_refused():
    with pytest.raises(TreeError, match="nothing below it"):
        design(node("top"), node("x", parent="top"), leaf("a"))


def test_weights_that_are_all_zero_are_refused():
    with pytest.raises(TreeError, match="all weights"):
        design(node("top"), leaf("a", weight=0.0))


def test_a_weight_for_an_unknown_code_is_refused_with_a_suggestion():
    with pytest.raises(TreeError, match="Did you mean 'eenzaam'"):
        load_design("veerkracht").reweighted({"eenzam": 2.0})


def test_a_column_that_is_the_same_everywhere_cannot_be_scaled():
    with pytest.raises(NoSpreadError, match="'a' has the same value 3"):
        build_index(table({"a": [3, 3, 3]}), design(node("top"), leaf("a")))


def test_goalposts_the_wrong_way_round_for_the_direction_are_refused():
    posts = Goalposts(worst=0.0, best=10.0, low=0.0, high=1.0, beyond="clip")
    with pytest.raises(NoSpreadError, match="wrong way round"):
        build_index(table({"a": [1, 2]}), design(node("top"), leaf("a", direction="low", normalise=posts)))


def test_a_geometric_mean_refuses_values_below_zero():
    scale = ZScore(mean=0.0, deviation=1.0, spread="sample")
    with pytest.raises(AggregationDomainError, match="geometric in node 'top'"):
        build_index(
            table({"a": [1, 2]}), design(node("top", aggregate=Geometric(offset=0.0)), leaf("a", normalise=scale))
        )


def test_a_power_of_zero_is_refused():
    with pytest.raises(DesignValueError, match="geometric"):
        Generalised(power=0.0)


def test_a_count_of_wins_is_not_split_over_indicators():
    result = build_index(table({"a": [1, 2, 3]}), design(node("top", aggregate=Copeland()), leaf("a")))
    with pytest.raises(NotAdditiveError, match="copeland"):
        trace(result)


def test_one_zero_does_not_wipe_out_a_geometric_score_with_an_offset():
    def score(offset: float) -> float:
        chosen = design(node("top", aggregate=Geometric(offset=offset)), leaf("a"), leaf("b"))
        return float(build_index(table({"a": [0, 1, 1], "b": [1, 1, 0]}), chosen).score()[0])

    assert score(0.0) == 0.0
    assert score(0.1) == pytest.approx((0.1 * 1.1) ** 0.5 - 0.1)
