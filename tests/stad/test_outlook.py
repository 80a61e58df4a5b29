"""Veerkracht in a simulation is the index of phase 1, with the figures that the simulation moves."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outlook_cases import DEVIATIONS, demo_index, simulated, standing_still

from veerkracht.errors.balance import NoRunsError, UnequalRunsError
from veerkracht.errors.outlook import DeviationError, OutlookAreasError
from veerkracht.facts.tables import Reason
from veerkracht.index.build import build_index
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.households import Reliance
from veerkracht.stad.outlook import (
    INPUTS,
    CountableOutlook,
    LiveabilityOutlook,
    Skill,
    countable_outlook,
    liveability_outlook,
    moved_figures,
    outlook_gradient,
    outlook_index,
    outlook_scores,
)
from veerkracht.stad.outlook_links import LINKS
from veerkracht.stad.runs import Runs, stack
from veerkracht.stad.trajectory import Trajectory

DESIGNS = ("veerkracht", "zelfredzaamheid", "samenredzaamheid", "sociale_leefbaarheid")


def prepared(name="veerkracht"):
    return outlook_index(demo_index(name), deviations=DEVIATIONS)


def some(**choices):
    return simulated(**{"runs": 3, "years": 4, "areas": len(demo_index().areas), "seed": 7} | choices)


# The start ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DESIGNS)
def test_at_the_start_every_score_is_that_of_phase_1(name):
    index = prepared(name)
    nodes = [node.code for node in index.held.design.nodes]
    found = outlook_scores(index, some(), nodes=nodes)
    for code in nodes:
        built = np.broadcast_to(index.held.scores[code], found[code][:, 0].shape)
        np.testing.assert_allclose(found[code][:, 0], built, rtol=0, atol=1e-12)
    # The demo city holds no distances to institutions, so that its samenredzaamheid has no score of its own.
    assert np.isfinite(found[index.held.design.root]).any() == (name != "samenredzaamheid")


def test_at_the_start_every_figure_is_the_published_one_to_the_last_bit():
    index = prepared()
    for code, figures in moved_figures(index, some()).items():
        np.testing.assert_array_equal(figures[0, 0], index.held.figure(code))


def test_where_nothing_happens_nothing_changes_in_any_year():
    index = prepared()
    found = outlook_scores(index, standing_still(some()))["veerkracht"]
    np.testing.assert_array_equal(found, np.repeat(found[:, :1], 5, axis=1))


def test_a_later_year_scores_as_the_index_built_anew_on_the_moved_figures():
    index, runs = prepared(), some()
    held = index.held
    moved = moved_figures(index, runs)
    values = held.figures.copy()
    for code, figures in moved.items():
        values[held.indicators.index(code)] = figures[1, 3]
    table = _table_of(held, values)
    anew = build_index(table, replace(held.design, frozen=held.frozen))
    found = outlook_scores(index, runs)
    for code in ("veerkracht", "zelfredzaamheid", "samenredzaamheid", "sociale_leefbaarheid"):
        np.testing.assert_allclose(found[code][1, 3], anew.score(code), atol=1e-12)


def _table_of(held, values):
    from veerkracht.facts.tables import AreaTable

    block = np.moveaxis(values[:, :, None], 0, 2)
    reasons = np.where(np.isnan(block), Reason.NOT_MEASURED, Reason.PRESENT).astype(np.uint8)
    return AreaTable(
        areas=held.areas, periods=(held.period,), indicators=held.indicators, values=block, reasons=reasons
    )


# What moves it --------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), share=st.floats(0.0, 1.0))
def test_more_vragers_never_raise_zelfredzaamheid(seed, share):
    index, runs = prepared(), some(runs=1, years=2, seed=seed)
    more = runs.reliance.copy()
    turned = share * more[:, 1:, Reliance.DRAGER]
    more[:, 1:, Reliance.DRAGER] -= turned
    more[:, 1:, Reliance.VRAGER] += turned
    before = outlook_scores(index, runs)
    after = outlook_scores(index, replace(runs, reliance=more))
    for node in ("zelfredzaamheid", "veerkracht"):
        assert (after[node] <= before[node] + 1e-12)[np.isfinite(before[node])].all()
    np.testing.assert_array_equal(after["samenredzaamheid"], before["samenredzaamheid"])


@pytest.mark.parametrize(
    ("name", "step", "node", "rises"),
    [
        ("nuisance", 0.5, "sociale_leefbaarheid", False),
        ("cohesion", 0.5, "samenredzaamheid", True),
        ("nuisance", -0.5, "veerkracht", True),
    ],
)
def test_nuisance_lowers_and_cohesion_raises(name, step, node, rises):
    index, runs = prepared(), standing_still(some())
    values = getattr(runs, name).copy()
    values[:, 1:] += step
    found = outlook_scores(index, replace(runs, **{name: values}))[node]
    known = np.isfinite(found[0, 0])
    change = (found[:, 1:] - found[:, :1])[:, :, known]
    assert (change >= 0).all() if rises else (change <= 0).all()
    assert (change != 0).mean() > 0.8


def test_a_standard_deviation_of_nuisance_is_that_many_points_of_onv():
    index, runs = prepared(), standing_still(some())
    values = runs.nuisance.copy()
    values[:, 2] += 1.0
    figures = moved_figures(index, replace(runs, nuisance=values))["onv"]
    np.testing.assert_allclose((figures[:, 2] - figures[:, 0])[:, ~np.isnan(figures[0, 0])], -DEVIATIONS["onv"])


def test_low_incomes_grow_by_as_many_percentage_points_as_in_the_simulation():
    index, runs = prepared(), standing_still(some())
    incomes = runs.incomes.copy()
    moved = np.minimum(incomes[:, 1:, 4], 10.0)
    incomes[:, 1:, 4] -= moved
    incomes[:, 1:, 0] += moved
    figures = moved_figures(index, replace(runs, incomes=incomes))["lage_inkomens"]
    expected = 100.0 * moved / runs.households[:, 1:]
    room = figures[:, :1] + expected < 100.0
    np.testing.assert_allclose((figures[:, 1:] - figures[:, :1])[room], np.broadcast_to(expected, room.shape)[room])


def test_no_share_leaves_0_to_100():
    runs = some(runs=2, years=12)
    wild = replace(runs, reliance=runs.reliance * np.random.default_rng(1).uniform(0.01, 40, runs.reliance.shape))
    figures = moved_figures(prepared(), wild)["minder_zelfredzaam"]
    assert np.nanmin(figures) >= 0.0
    assert np.nanmax(figures) == 100.0


def test_an_area_that_starts_without_vragers_can_get_them():
    runs = standing_still(some())
    reliance = runs.reliance.copy()
    reliance[:, 0, Reliance.VRAGER, 5] = 0.0
    figures = moved_figures(prepared(), replace(runs, reliance=reliance))["minder_zelfredzaam"]
    assert np.isfinite(figures[:, :, 5]).all()
    assert (figures[:, 1:, 5] > figures[:, :1, 5]).all()


def test_where_nobody_lives_there_is_no_score():
    runs = some()
    emptied = runs.reliance.copy()
    emptied[:, 2, :, 4] = 0.0
    found = outlook_scores(prepared(), replace(runs, reliance=emptied))["veerkracht"]
    assert np.isnan(found[:, 2, 4]).all()
    assert np.isfinite(found[:, 1, 4]).all()


def test_a_change_in_one_area_leaves_the_scores_of_all_others_alone():
    index, runs = prepared(), some()
    other = {name: getattr(runs, name).copy() for name in INPUTS}
    for values in other.values():
        values[:, 1:, ..., 9] *= 3.0
    before, after = outlook_scores(index, runs), outlook_scores(index, replace(runs, **other))
    for node in before:
        np.testing.assert_array_equal(np.delete(before[node], 9, axis=-1), np.delete(after[node], 9, axis=-1))
    assert (before["veerkracht"][:, 1:, 9] != after["veerkracht"][:, 1:, 9]).any()


# What is said of it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DESIGNS)
def test_every_indicator_moves_or_is_named_with_its_weight(name):
    index = prepared(name)
    moved, kept = {link.code for link in index.links}, {one.code for one in index.unmoved}
    assert moved | kept == set(index.held.indicators)
    assert not moved & kept
    total = index.unmoved_weight + sum(index.held.weight(code) for code in moved)
    assert total == pytest.approx(1.0)
    for one in index.unmoved:
        assert one.name.nl in index.unmoved_note().nl
        assert one.name.en in index.unmoved_note().en


def test_of_veerkracht_two_thirds_of_the_weight_stays_as_published():
    index = prepared()
    assert {link.code for link in index.links} == {"minder_zelfredzaam", "lage_inkomens", "soc", "onv"}
    # Thirds of the top: 3/5 of a half, 1/3 of two thirds, and a half move.
    assert index.unmoved_weight == pytest.approx(1 - (0.3 + 2 / 9 + 0.5) / 3)
    assert "Samen zijn ze 66% van het gewicht" in index.unmoved_note().nl


def test_every_link_is_to_an_indicator_that_exists_and_says_why():
    catalogue = load_catalogue()
    for link in LINKS:
        assert link.code in catalogue
        assert len(link.reason.nl) > 40
        assert len(link.reason.en) > 40
        assert link.source in INPUTS


def test_a_liveability_outlook_says_it_is_not_better_than_no_change_unless_shown():
    runs = some()
    outlook = liveability_outlook(prepared(), runs, first_year=2024)
    assert outlook.skill is Skill.NOT_BETTER
    assert outlook.skill.statement.nl.startswith("Niet beter dan geen verandering")
    assert liveability_outlook(prepared(), runs, first_year=2024, skill=Skill.BETTER).skill is Skill.BETTER
    band = outlook.band("veerkracht")
    known = np.isfinite(band.middle)
    assert (band.low[known] <= band.middle[known]).all()
    assert (band.middle[known] <= band.high[known]).all()


def test_what_is_counted_and_what_is_uncertain_are_kept_apart():
    counted = {item.name for item in fields(CountableOutlook)}
    uncertain = {item.name for item in fields(LiveabilityOutlook)}
    assert not counted & {"vragers", "nuisance", "cohesion", "quality", "scores"}
    assert counted & uncertain == {"codes", "first_year"}
    runs = some()
    outlook = countable_outlook(runs, codes=prepared().held.areas.codes, first_year=2024)
    np.testing.assert_array_equal(outlook.households, runs.incomes.sum(axis=2))


# The gradient ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", ["veerkracht", "zelfredzaamheid", "samenredzaamheid"])
def test_the_gradient_is_what_a_small_change_of_the_simulation_does(node):
    index, runs = prepared(), some(runs=2, years=3)
    gradient = outlook_gradient(index, runs, node=node)
    rng = np.random.default_rng(3)
    moved = 0
    for name in INPUTS:
        values = getattr(runs, name)
        assert gradient[name].shape == values.shape
        for _ in range(4):
            direction = rng.normal(size=values.shape) * 1e-3
            direction[:, 0] = 0.0
            up, down = (
                outlook_scores(index, replace(runs, **{name: values + sign * direction}), nodes=[node])[node]
                for sign in (1, -1)
            )
            told = gradient[name] * direction
            told = told.sum(axis=2) if told.ndim == 4 else told
            known = np.isfinite(up)
            # At an end of a scale the two sides differ; few figures stand within a thousandth of one.
            off = np.abs((up - down) / 2 - told)[known] > 1e-9
            assert off.mean() < 0.01
            moved += int((told[known] != 0).sum())
    assert moved > 1000


def test_the_start_has_no_gradient():
    for values in outlook_gradient(prepared(), some()).values():
        assert (values[:, 0] == 0).all()


# What is refused ------------------------------------------------------------------------------------------------


def test_a_simulation_of_other_areas_is_refused():
    with pytest.raises(OutlookAreasError, match="of 7 areas, the index of 61"):
        outlook_scores(prepared(), some(areas=7))


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf])
def test_a_standard_deviation_that_is_none_is_refused(value):
    with pytest.raises(DeviationError, match="'onv'"):
        outlook_index(demo_index(), deviations=DEVIATIONS | {"onv": value})


def test_a_standard_deviation_that_lacks_is_refused():
    with pytest.raises(DeviationError) as refused:
        outlook_index(demo_index(), deviations={"onv": 0.1})
    assert "standaardafwijkingen" in refused.value.message("nl")


# Runs -----------------------------------------------------------------------------------------------------------


def trajectory(runs: Runs, number: int) -> Trajectory:
    values = {item.name: getattr(runs, item.name)[number] for item in fields(Runs)}
    return Trajectory(**values, moves=None)


def test_runs_laid_on_each_other_are_the_runs():
    runs = some()
    again = stack([trajectory(runs, number) for number in range(3)])
    assert (again.number, again.years, again.areas) == (3, 4, 61)
    for item in fields(Runs):
        np.testing.assert_array_equal(getattr(again, item.name), getattr(runs, item.name))


def test_one_trajectory_scores_as_it_does_among_others():
    index, runs = prepared(), some()
    alone = outlook_scores(index, trajectory(runs, 1))["veerkracht"]
    np.testing.assert_array_equal(alone, outlook_scores(index, runs)["veerkracht"][1])


def test_no_runs_are_refused():
    with pytest.raises(NoRunsError):
        stack([])


def test_runs_of_other_years_are_refused():
    with pytest.raises(UnequalRunsError, match="run 1"):
        stack([trajectory(some(), 0), trajectory(some(years=3), 0)])
