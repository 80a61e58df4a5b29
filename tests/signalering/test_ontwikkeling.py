"""What developed: honest intervals, no change where there is none, better than the raw change on real panels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signalering import real, truth
from tests.signalering.cases import POVERTY_2024, buurten, catalogue, table

from veerkracht.errors.signalering import SpanOrderError
from veerkracht.facts.areas import gemeente_code
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.signalering.choices import STANDARD
from veerkracht.signalering.level_model import fit_level_model
from veerkracht.signalering.measure import observe
from veerkracht.signalering.ontwikkeling import development, fit

CATALOGUE = catalogue()
SEEDS = range(12)
WORLDS = [
    pytest.param(truth.scores, {}, "onv", 2018, 2020, id="scores of unknown noise, five waves"),
    pytest.param(truth.scores, {"waves": (2014, 2018, 2020)}, "onv", 2018, 2020, id="scores, three waves"),
    pytest.param(truth.crimes, {}, "misdrijven_per_1000", 2021, 2024, id="counts with exposure"),
    pytest.param(truth.shares, {}, "minder_zelfredzaam", 2018, 2022, id="shares of rounded counts"),
    pytest.param(
        truth.shares, {"years": (2018, 2022), "step": 1.2}, "minder_zelfredzaam", 2018, 2022, id="shares, two periods"
    ),
]


@pytest.mark.parametrize(("world", "options", "code", "first", "last"), WORLDS)
def test_intervals_of_90_percent_hold_the_truth_in_87_to_93_percent(
    world: Callable[..., tuple[AreaTable, truth.Truth]], options: dict[str, object], code: str, first: int, last: int
) -> None:
    held = []
    for seed in SEEDS:
        seen, really = world(seed, **options)
        found = development(seen, code, first=Period(first), last=Period(last), catalogue=CATALOGUE)
        low, high = found.interval(coverage=0.9)
        known = np.isfinite(low)
        change = really[last] - really[first]
        held.append(((change >= low) & (change <= high))[known].mean())
    assert 0.87 <= np.mean(held) <= 0.93


@pytest.mark.parametrize(
    ("world", "options", "code", "first", "last"),
    [
        pytest.param(truth.scores, {}, "onv", 2018, 2020, id="scores"),
        pytest.param(truth.scores, {"areas": 100, "gemeenten": 1}, "onv", 2018, 2020, id="scores of one city"),
        pytest.param(truth.crimes, {}, "misdrijven_per_1000", 2021, 2024, id="counts"),
        pytest.param(truth.shares, {}, "minder_zelfredzaam", 2018, 2022, id="shares"),
    ],
)
def test_where_nothing_changed_at_most_5_percent_is_called_a_change(
    world: Callable[..., tuple[AreaTable, truth.Truth]], options: dict[str, object], code: str, first: int, last: int
) -> None:
    called = []
    for seed in SEEDS:
        seen, _ = world(seed, step=0.0, shift=0.0, **options)
        found = development(seen, code, first=Period(first), last=Period(last), catalogue=CATALOGUE)
        sure = np.maximum(found.p_up, found.p_down) >= STANDARD.least_probability
        called.append(sure[np.isfinite(found.p_up)].mean())
    assert np.mean(called) <= 0.05


def test_what_is_called_up_really_went_up_about_as_often_as_said() -> None:
    said, right = [], []
    for seed in SEEDS:
        seen, really = truth.scores(seed)
        found = development(seen, "onv", first=Period(2018), last=Period(2020), catalogue=CATALOGUE, least=0.0)
        named = found.p_up >= 0.7
        said.append(found.p_up[named].mean())
        right.append((really[2020] > really[2018])[named].mean())
    assert abs(np.mean(said) - np.mean(right)) < 0.03


def test_the_noise_of_a_wave_is_found_from_changes_that_reverse() -> None:
    seen, _ = truth.scores(1, areas=4000, noise=0.02)
    observed = observe(
        seen, "onv", periods=tuple(map(Period, (2014, 2018, 2020, 2022, 2024))), catalogue=CATALOGUE, choices=STANDARD
    )
    model = fit_level_model(observed.panel(np.zeros(4000, dtype=np.intp)), assumed_noise=0.5)
    at_1500 = float(np.sqrt(model.variances.extra.at(np.array([1500.0]))[0]))
    assert model.is_measured
    assert at_1500 == pytest.approx(0.02, rel=0.1)


def test_a_small_area_is_believed_less_than_a_large_one() -> None:
    seen, _ = truth.scores(3)
    found = development(seen, "onv", first=Period(2018), last=Period(2020), catalogue=CATALOGUE)
    residents = seen.column("inwoners", Period(2024)).values
    assert found.error[residents < 400].mean() > 1.3 * found.error[residents > 2500].mean()


def test_where_nothing_changed_two_waves_of_unknown_noise_call_at_most_5_percent_a_change() -> None:
    called = []
    for seed in SEEDS:
        seen, _ = truth.scores(seed, step=0.0, shift=0.0, waves=(2018, 2020))
        found = development(seen, "onv", first=Period(2018), last=Period(2020), catalogue=CATALOGUE)
        called.append((np.maximum(found.p_up, found.p_down) >= STANDARD.least_probability).mean())
    assert np.mean(called) <= 0.05


def test_two_waves_of_unknown_noise_are_said_to_rest_on_an_assumption() -> None:
    seen, _ = truth.scores(1, waves=(2018, 2020))
    without = replace(STANDARD, wave_noise={})
    found = development(seen, "onv", first=Period(2018), last=Period(2020), catalogue=CATALOGUE, choices=without)
    assert found.is_assumed
    assert any("drie kwart van de verschillen toeval" in note.nl for note in found.notes)


def test_a_break_in_the_definition_is_never_bridged() -> None:
    seen = table(buurten(30), {("sociaal_minimum", year): np.full(30, 8.0) for year in (2022, 2024)})
    found = development(seen, "sociaal_minimum", first=Period(2022), last=Period(2024), catalogue=CATALOGUE)
    assert (found.reasons == Reason.NOT_COMPARABLE).all()
    assert np.isnan(found.change).all()
    assert POVERTY_2024.reason in found.notes


def test_a_buurt_whose_border_moved_is_not_compared() -> None:
    flags = np.ones(40)
    flags[7] = 3
    columns = {("onv", year): np.random.default_rng(year).normal(0, 0.07, 40) for year in (2018, 2020)}
    seen = table(buurten(40), {**columns, ("indelingswijziging", 2019): flags}, boundary_year=None)
    found = development(seen, "onv", first=Period(2018), last=Period(2020), catalogue=CATALOGUE)
    assert found.reasons[7] == Reason.NOT_COMPARABLE
    assert (np.delete(found.reasons, 7) == Reason.PRESENT).all()


def test_figures_that_the_publisher_put_on_one_set_of_borders_need_no_flag() -> None:
    columns = {("onv", year): np.random.default_rng(year).normal(0, 0.07, 40) for year in (2018, 2020)}
    seen = table(buurten(40), {**columns, ("indelingswijziging", 2019): np.full(40, 3.0)}, boundary_year=2024)
    found = development(seen, "onv", first=Period(2018), last=Period(2020), catalogue=CATALOGUE)
    assert (found.reasons == Reason.PRESENT).all()


def test_a_provisional_end_is_said() -> None:
    columns = {("onv", year): np.random.default_rng(year).normal(0, 0.07, 40) for year in (2018, 2020, 2022)}
    seen = table(buurten(40), columns, provisional=(2022,))
    found = development(seen, "onv", first=Period(2018), last=Period(2022), catalogue=CATALOGUE)
    assert found.is_provisional
    assert any("voorlopige" in note.nl for note in found.notes)


def test_a_withheld_value_stays_withheld_and_is_not_zero() -> None:
    values = np.random.default_rng(1).normal(8, 2, 40)
    values[3] = np.nan
    seen = table(buurten(40), {("minder_zelfredzaam", 2018): values, ("minder_zelfredzaam", 2020): values + 1})
    found = development(seen, "minder_zelfredzaam", first=Period(2018), last=Period(2020), catalogue=CATALOGUE)
    assert found.reasons[3] == Reason.SUPPRESSED
    assert np.isnan([found.change[3], found.error[3], found.p_up[3], found.raw[3]]).all()


def test_a_development_runs_forward_in_time() -> None:
    seen = table(buurten(3), {("onv", 2018): [0, 0, 0], ("onv", 2020): [0, 0, 0]})
    with pytest.raises(SpanOrderError) as caught:
        development(seen, "onv", first=Period(2020), last=Period(2018), catalogue=CATALOGUE)
    assert "loopt niet vooruit" in caught.value.message("nl")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(2, 5), st.floats(0, 0.6))
def test_every_area_has_a_change_with_an_error_or_a_reason(seed: int, areas: int, waves: int, holes: float) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 0.07, (waves, areas))
    values[rng.random(values.shape) < holes] = np.nan
    columns = {("onv", 2012 + 2 * w): values[w] for w in range(waves)}
    found = development(
        table(buurten(areas, gemeenten=min(3, areas)), columns),
        "onv",
        first=Period(2012),
        last=Period(2010 + 2 * waves),
        catalogue=CATALOGUE,
    )
    present = found.reasons == Reason.PRESENT
    for part in (found.change, found.error, found.p_up, found.p_down, found.level_last):
        assert (np.isfinite(part) == present).all()
    assert (found.error[present] > 0).all()
    assert (found.p_up[present] + found.p_down[present] <= 1 + 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_the_areas_does_not_matter(seed: int) -> None:
    seen, _ = truth.scores(seed, areas=120, gemeenten=3)
    turned = np.random.default_rng(seed).permutation(120)
    span = {"first": Period(2018), "last": Period(2020), "catalogue": CATALOGUE}
    straight, shuffled = development(seen, "onv", **span), development(seen.take(turned), "onv", **span)
    np.testing.assert_allclose(straight.change[turned], shuffled.change, rtol=1e-9, atol=1e-12)


@pytest.mark.shared_data
def test_on_the_real_wijken_the_denoised_level_predicts_the_next_wave_of_onv_better(
    shared_data: Path, record_property: Callable[[str, object], None]
) -> None:
    seen = real.onv_wijken(shared_data)
    gemeenten = np.array([gemeente_code(code) for code in seen.areas.codes])
    first_half = np.isin(gemeenten, np.random.default_rng(1).permutation(np.unique(gemeenten))[::2])
    raw, denoised = [], []
    # The noise comes from other gemeenten than those that are predicted, the change from 2014 and 2018 only.
    for part in (first_half, ~first_half):
        model = fit(seen.take(~part), "onv", first=Period(2014), last=Period(2020), catalogue=CATALOGUE)
        past = seen.take(part).select(periods=[Period(2014), Period(2018), Period(2022)])
        found = development(past, "onv", first=Period(2014), last=Period(2018), catalogue=CATALOGUE, model=model)
        start, next_wave = (seen.take(part).column("onv", Period(year)).values for year in (2014, 2020))
        raw.append(next_wave - (start + found.raw))
        denoised.append(next_wave - found.level_last)
    rmse_raw, rmse_denoised = (float(np.sqrt(np.mean(np.concatenate(x) ** 2))) for x in (raw, denoised))
    record_property("rmse of onv 2020 from 2014-18, raw change and without noise", (rmse_raw, rmse_denoised))
    assert rmse_denoised < 0.97 * rmse_raw


@pytest.mark.shared_data
@pytest.mark.parametrize("first", [2021, 2022])
def test_on_the_real_buurten_the_denoised_level_predicts_crime_of_2024_better(
    shared_data: Path, first: int, record_property: Callable[[str, object], None]
) -> None:
    seen = real.crime_buurten(shared_data)
    known = seen.values.copy()
    known[:, seen.period_position(Period(2024)), seen.position("misdrijven_per_1000")] = np.nan
    hidden = np.where(np.isnan(known) & (seen.reasons == Reason.PRESENT), Reason.NOT_YET_PUBLISHED, seen.reasons)
    past = replace(seen, values=known, reasons=hidden.astype(np.uint8))
    found = development(past, "misdrijven_per_1000", first=Period(first), last=Period(2023), catalogue=CATALOGUE)
    residents = seen.column("inwoners", Period(2024)).values
    counts = {year: seen.column("misdrijven", Period(year)).values for year in (2023, 2024)}
    use = (residents >= 200) & np.isfinite(counts[2023]) & np.isfinite(counts[2024]) & np.isfinite(found.level_last)

    def log_rate(count: np.ndarray) -> np.ndarray:
        return np.log((count[use] + 0.5) / residents[use] * 1000)

    rmse_raw = float(np.sqrt(np.mean((log_rate(counts[2024]) - log_rate(counts[2023])) ** 2)))
    rmse_denoised = float(np.sqrt(np.mean((log_rate(counts[2024]) - np.log(found.level_last[use])) ** 2)))
    record_property("rmse of log crime 2024, raw change and without noise", (rmse_raw, rmse_denoised))
    assert rmse_denoised < 0.9 * rmse_raw
