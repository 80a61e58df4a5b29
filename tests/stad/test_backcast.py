from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from veerkracht.errors.backcast import (
    BackcastShapeError,
    NoEarlierChangeError,
    TooFewMeasuredError,
    TooFewRunsError,
)
from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.panel import Kind, Panel
from veerkracht.signalering.verwachting.scoring import crps
from veerkracht.stad.backcast import CHANCES, judge, quantiles_of, runs_quantile
from veerkracht.stad.backcast_rules import fit_noise, simple_rules

AREAS, RUNS = 300, 199
GROUPS = np.arange(AREAS) // 10


def normal_rule(middle, spread):
    return middle[..., None] + spread * norm.ppf(CHANCES)


def simulated(middle, spread, *, seed=0, runs=RUNS):
    return middle + spread * np.random.default_rng(seed).standard_normal((runs, *middle.shape))


def a_past(seed=1, *, known=1.0, luck=1.0):
    """Return the last value, what can be known of the change, and what came; shape (waves, areas) the last two."""
    rng = np.random.default_rng(seed)
    last, told = rng.standard_normal(AREAS), known * rng.standard_normal((2, AREAS))
    return last, told, last + told + luck * rng.standard_normal((2, AREAS))


def test_a_simulation_that_knows_what_causes_change_is_better_than_no_change_and_its_bands_hold():
    last, told, came = a_past()
    rules = {"no_change": normal_rule(np.tile(last, (2, 1)), np.sqrt(2.0))}
    found = judge(simulated(last + told, 1.0), came, rules=rules, groups=GROUPS, seed=1)
    assert found.is_better
    assert found.bands_hold
    # Of a normal forecast the score is its spread: 1 against the root of 2.
    assert found.against["no_change"].skill == pytest.approx(1 - 1 / np.sqrt(2), abs=0.04)
    assert found.verdict().nl == "Beter dan geen verandering."


def test_a_simulation_that_only_adds_noise_to_the_last_value_is_not_better():
    last, _, came = a_past(known=0.0)
    wrong = np.random.default_rng(5).standard_normal((2, AREAS))
    rules = {"no_change": normal_rule(np.tile(last, (2, 1)), 1.0)}
    found = judge(simulated(last + wrong, 1.0), came, rules=rules, groups=GROUPS, seed=1)
    assert not found.is_better
    assert found.against["no_change"].high < 0
    assert found.verdict().en == "Not better than no change."


def test_a_simulation_that_is_no_change_has_exactly_no_skill():
    last, _, came = a_past()
    runs = simulated(np.tile(last, (2, 1)), 1.4)
    found = judge(runs, came, rules={"no_change": quantiles_of(runs)}, groups=GROUPS, seed=1)
    one = found.against["no_change"]
    assert (one.skill, one.low, one.high) == (0.0, 0.0, 0.0)
    assert not found.is_better


def test_without_skill_a_simulation_is_rarely_called_better():
    # The same spread around another unknowable middle: by chance at most one in twenty lies beyond doubt above zero.
    better = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        middles = 0.3 * rng.standard_normal((2, 1, AREAS))
        came = rng.standard_normal((1, AREAS))
        rules = {"no_change": normal_rule(middles[0], 1.0)}
        runs = middles[1] + norm.ppf(np.arange(1, 100) / 100)[:, None, None]
        better += judge(runs, came, rules=rules, groups=GROUPS, seed=seed).is_better
    assert better <= 8


def test_bands_that_are_too_narrow_are_told_so():
    last, told, came = a_past()
    rules = {"no_change": normal_rule(np.tile(last, (2, 1)), np.sqrt(2.0))}
    found = judge(simulated(last + told, 0.4), came, rules=rules, groups=GROUPS, seed=1)
    assert found.coverage < 0.6
    assert not found.bands_hold
    assert "niet goed" in found.explanation().nl
    assert "not good" in found.explanation().en


def test_better_than_no_change_but_not_than_the_trend_is_said_in_that_many_words():
    last, told, came = a_past()
    rules = {
        "no_change": normal_rule(np.tile(last, (2, 1)), np.sqrt(2.0)),
        "trend": normal_rule(last + told, 1.0),
    }
    found = judge(simulated(last + told, 1.0), came, rules=rules, groups=GROUPS, seed=1)
    assert found.is_better
    assert "niet beter dan de trend" in found.verdict().nl


@settings(max_examples=20)
@given(st.integers(40, 90), st.integers(0, 99))
def test_a_band_of_ninety_percent_of_few_runs_holds_ninety_percent_of_new_runs(runs, seed):
    drawn = np.random.default_rng(seed).standard_normal((runs + 1, 1, 4000))
    low, high = runs_quantile(drawn[1:], 0.05), runs_quantile(drawn[1:], 0.95)
    assert np.mean((low <= drawn[0]) & (drawn[0] <= high)) == pytest.approx(0.9, abs=0.025)


def test_the_score_is_that_of_the_forecasts_of_phase_one():
    last, told, came = a_past()
    runs = simulated(last + told, 1.0)[:, :1]
    rules = {"no_change": normal_rule(last[None], 1.4)}
    found = judge(runs, came[:1], rules=rules, groups=GROUPS, seed=1)
    assert found.crps == pytest.approx(crps(quantiles_of(runs)[0], CHANCES, came[0]))
    assert found.against["no_change"].crps == pytest.approx(crps(rules["no_change"][0], CHANCES, came[0]))


def test_what_was_not_measured_is_not_judged():
    last, told, came = a_past()
    runs, rules = simulated(last + told, 1.0), {"no_change": normal_rule(np.tile(last, (2, 1)), 1.4)}
    some = came.copy()
    some[0, :100] = np.nan
    some[1, :50] = np.nan
    found = judge(runs, some, rules=rules, groups=GROUPS, seed=1)
    assert (found.areas, found.measured) == (AREAS - 50, 2 * AREAS - 150)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"runs": np.zeros((RUNS, 3, AREAS))}, BackcastShapeError),
        ({"groups": GROUPS[:5]}, BackcastShapeError),
        ({"rules": {}}, BackcastShapeError),
        ({"rules": {"no_change": np.zeros((2, AREAS, 3))}}, BackcastShapeError),
        ({"runs": np.zeros((38, 2, AREAS))}, TooFewRunsError),
        ({"measured": np.full((2, AREAS), np.nan)}, TooFewMeasuredError),
    ],
)
def test_what_cannot_be_judged_is_refused(change, error):
    last, told, came = a_past()
    given_ = {
        "runs": simulated(last + told, 1.0),
        "measured": came,
        "rules": {"no_change": normal_rule(np.tile(last, (2, 1)), 1.4)},
        "groups": GROUPS,
    } | change
    with pytest.raises(error) as caught:
        judge(given_["runs"], given_["measured"], rules=given_["rules"], groups=given_["groups"], seed=1)
    assert caught.value.message("nl") != caught.value.message("en")


def panel_of(values, years):
    nothing = np.full(values.shape, np.nan)
    return Panel(
        areas=tuple(f"WK{k:06}" for k in range(len(values))),
        groups=np.arange(len(values)) // 10,
        periods=tuple(Period(year=year) for year in years),
        values=values,
        size=nothing,
        error=nothing,
        exposure=np.ones_like(values),
        kind=Kind.SCORE,
        worse="high",
    )


def a_walk(years, *, seed=3, stays=0.8, noise=0.2, areas=2000):
    """Return a panel of deviations that fade, as the nuisance equation has them, seen in some years."""
    rng = np.random.default_rng(seed)
    start, deviation, seen = rng.standard_normal(areas), np.zeros(areas), []
    for year in range(years[0], years[-1] + 1):
        if year in years:
            seen.append(start + deviation)
        deviation = stays * deviation + noise * rng.standard_normal(areas)
    return np.stack(seen, axis=1)


def test_no_change_is_the_last_value_and_as_wide_as_areas_changed_before():
    values = a_walk((2014, 2016, 2018), stays=1.0)
    rule = simple_rules(panel_of(values, (2014, 2016, 2018)), last=Period(year=2016), targets=[Period(year=2018)])
    middle = rule["no_change"][0, :, 9:11].mean(axis=1)
    wide = rule["no_change"][0, :, 18] - rule["no_change"][0, :, 1]
    assert np.median(np.abs(middle - values[:, 1])) < 0.03
    assert np.median(wide) == pytest.approx(2 * norm.ppf(0.925) * 0.2 * np.sqrt(2), rel=0.15)


def test_what_was_learnt_over_four_years_is_narrower_for_two():
    values = a_walk((2014, 2018, 2020), stays=1.0)
    panel = panel_of(values, (2014, 2018, 2020))
    rule = simple_rules(panel, last=Period(year=2018), targets=[Period(year=2020)])["no_change"][0]
    wide = np.median(rule[:, 18] - rule[:, 1])
    assert wide == pytest.approx(2 * norm.ppf(0.925) * 0.2 * np.sqrt(2), rel=0.15)


def test_no_rule_knows_what_came_after():
    values = a_walk((2014, 2018, 2020))
    other = values.copy()
    other[:, 2] = np.random.default_rng(9).permutation(values[:, 2]) + 5.0
    last, targets = Period(year=2018), [Period(year=2020)]
    found = [simple_rules(panel_of(one, (2014, 2018, 2020)), last=last, targets=targets) for one in (values, other)]
    assert all(np.array_equal(found[0][name], found[1][name]) for name in found[0])


def test_a_trend_needs_two_changes_to_be_learnt_from():
    values = a_walk((2014, 2016, 2018, 2020))
    panel = panel_of(values, (2014, 2016, 2018, 2020))
    targets = [Period(year=2020)]
    assert "trend" in simple_rules(panel, last=Period(year=2018), targets=targets)
    assert "trend" not in simple_rules(panel, last=Period(year=2016), targets=targets)


def test_one_wave_before_the_start_teaches_nothing():
    panel = panel_of(a_walk((2014, 2018)), (2014, 2018))
    with pytest.raises(NoEarlierChangeError, match="1 waves"):
        simple_rules(panel, last=Period(year=2014), targets=[Period(year=2018)])


@pytest.mark.parametrize("stays", [0.0, 0.5, 0.8])
def test_the_noise_that_made_a_past_is_found_in_it(stays):
    years = (2014, 2016, 2018, 2020)
    fit = fit_noise(a_walk(years, stays=stays, areas=6000), np.array(years, dtype=float), stays=0.3)
    assert fit.is_stays_fitted
    assert fit.stays == pytest.approx(stays, abs=0.08)
    assert fit.noise == pytest.approx(0.2, rel=0.08)


def test_one_change_tells_the_noise_but_not_how_long_it_stays():
    fit = fit_noise(a_walk((2014, 2018), stays=0.8, areas=6000), np.array([2014.0, 2018.0]), stays=0.8)
    assert not fit.is_stays_fitted
    assert (fit.stays, fit.noise) == (0.8, pytest.approx(0.2, rel=0.08))


def test_a_few_redrawn_areas_do_not_set_the_noise():
    values = a_walk((2014, 2018), stays=0.8, areas=6000)
    values[:60, 1] += 5.0
    assert fit_noise(values, np.array([2014.0, 2018.0]), stays=0.8).noise == pytest.approx(0.2, rel=0.08)
