"""The list of priorities and its stability, and the facts of an area."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signalering.cases import catalogue
from tests.signalering.test_kaarten import place

from veerkracht.errors.data import UnknownAreaError
from veerkracht.errors.signalering import ChoiceError
from veerkracht.facts.areas import Level
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.signalering.kaart import Kaart, Unavailable
from veerkracht.signalering.kaarten import make_kaarten
from veerkracht.signalering.prioriteiten import Priorities, Weights, prioritise
from veerkracht.signalering.verhaal import area_facts

CATALOGUE = catalogue()


def maps(one: AreaTable) -> tuple[Kaart | Unavailable, ...]:
    return make_kaarten({Level.BUURT: one}, level=Level.BUURT, catalogue=CATALOGUE)


def listed(one: AreaTable, **more: object) -> Priorities:
    found = prioritise(maps(one), rng=np.random.default_rng(1), **more)
    assert found is not None
    return found


def test_the_area_with_most_of_everything_comes_first_and_stays_there() -> None:
    one = place()
    values = one.values.copy()
    for i in range(5):
        values[0, i, one.position("minder_zelfredzaam")] = 45 + 3 * i
        values[0, i, one.position("onv")] = -0.4 - 0.05 * i
    found = listed(replace(one, values=values))
    assert found.first()[0] == one.areas.codes[0]
    assert (found.rank_low[0], found.rank_high[0]) == (1, 1)
    assert found.in_top[0] == 1.0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 500))
def test_every_interval_holds_its_rank_and_the_top_list_fills_itself(seed: int) -> None:
    found = listed(place(80, seed=seed), draws=200)
    assert (found.rank_low <= found.rank).all()
    assert (found.rank <= found.rank_high).all()
    assert sorted(found.rank) == list(range(1, 81))
    # In every draw exactly ten areas are in the top ten.
    assert found.in_top.sum() == pytest.approx(10)


def test_an_area_without_a_level_is_not_listed_and_says_why() -> None:
    one = place()
    values, reasons = one.values.copy(), one.reasons.copy()
    values[3, :, one.position("minder_zelfredzaam")] = np.nan
    reasons[3, :, one.position("minder_zelfredzaam")] = Reason.SUPPRESSED
    found = listed(replace(one, values=values, reasons=reasons))
    assert found.rank[3] == 0
    assert found.reasons[3] == Reason.SUPPRESSED
    assert np.isnan(found.pressure[3])
    assert 3 not in found.order


def test_a_weight_of_one_for_the_share_orders_by_the_share() -> None:
    one = place()
    found = listed(one, weights=Weights(share=1, problems=0, share_up=0, problems_worse=0))
    share = maps(one)[0]
    assert isinstance(share, Kaart)
    assert list(found.order) == list(np.argsort(-share.values, kind="stable"))


def test_without_developments_the_levels_decide_and_the_gap_is_told() -> None:
    found = prioritise([k for k in maps(place()) if k.number in {1, 3}], rng=np.random.default_rng(1))
    assert found is not None
    assert found.unknown_parts[:, 2:].all()
    assert np.isfinite(found.pressure).all()


def test_without_a_map_of_the_problems_there_is_no_list() -> None:
    assert prioritise([k for k in maps(place()) if k.number == 1], rng=np.random.default_rng(1)) is None


def test_negative_weights_are_refused() -> None:
    with pytest.raises(ChoiceError) as caught:
        Weights(share=-0.1)
    assert "moet 0 of meer zijn" in caught.value.message("nl")


def test_the_facts_of_an_area_hold_every_map_and_its_place_in_the_list() -> None:
    one = place()
    made = maps(one)
    found = listed(one)
    code = found.first()[0]
    facts = area_facts(
        code, kaarten=made, tables={Level.BUURT: one}, catalogue=CATALOGUE, priorities=found, also=("inwoners",)
    )
    assert [f.indicator for f in facts.figures] == ["minder_zelfredzaam", "onv", "corporatiewoningen", "inwoners"]
    assert [c.indicator for c in facts.changes] == ["minder_zelfredzaam", "onv"]
    assert [c.kaart for c in facts.classes] == [6, 7, 8]
    assert facts.place is not None
    assert facts.place.rank == 1
    assert facts.place.low <= 1 <= facts.place.high
    assert facts.missing == ()
    for figure in facts.figures[:2]:
        assert figure.low < figure.value < figure.high


def test_the_facts_of_a_buurt_take_the_wijk_where_the_buurt_has_no_map() -> None:
    wijken = place(4, level=Level.WIJK, gemeenten=1)
    one = place(200)
    without = one.select(indicators=[c for c in one.indicators if c != "onv"])
    tables = {Level.BUURT: without, Level.WIJK: wijken}
    made = make_kaarten(tables, level=Level.BUURT, catalogue=CATALOGUE)
    facts = area_facts(one.areas.codes[0], kaarten=made, tables=tables, catalogue=CATALOGUE)
    problems = next(f for f in facts.figures if f.indicator == "onv")
    assert problems.area == "WK000100"
    assert problems.level is Level.WIJK


def test_what_is_missing_of_an_area_is_told_with_its_reason() -> None:
    one = place()
    values, reasons = one.values.copy(), one.reasons.copy()
    values[3, :, one.position("onv")] = np.nan
    reasons[3, :, one.position("onv")] = Reason.OUTSIDE
    held = replace(one, values=values, reasons=reasons)
    facts = area_facts(one.areas.codes[3], kaarten=maps(held), tables={Level.BUURT: held}, catalogue=CATALOGUE)
    assert {reason for _, reason in facts.missing} == {Reason.OUTSIDE}


def test_facts_of_an_area_that_does_not_exist_are_refused() -> None:
    one = place()
    with pytest.raises(UnknownAreaError):
        area_facts("BU99999999", kaarten=maps(one), tables={Level.BUURT: one}, catalogue=CATALOGUE)


def test_a_development_of_another_figure_does_not_count():
    given = maps(place())
    other = [replace(k, indicators=("iets_anders",)) if k.number in {2, 4} else k for k in given]
    found = prioritise(other, rng=np.random.default_rng(1))
    levels_only = prioritise([k for k in given if k.number in {1, 3}], rng=np.random.default_rng(1))
    assert found.unknown_parts[:, 2:][found.rank > 0].all()
    np.testing.assert_array_equal(found.rank, levels_only.rank)
