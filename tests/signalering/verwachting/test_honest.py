"""No forecast sees what it is tested on: planted leaks are caught, later figures change nothing, reruns are equal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.signalering.verwachting.simulated import counts, scores

from veerkracht.errors.verwachting import LeakError, ShortPanelError, TargetError, TellingCovariateError
from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.backtest import backtest, honest
from veerkracht.signalering.verwachting.forecast import forecast
from veerkracht.signalering.verwachting.panel import Covariates
from veerkracht.signalering.verwachting.scale import Change

PANEL = scores(11, areas=500, waves=5)
NUMBERS = (
    *("expected", "low80", "high80", "low90", "high90"),
    *("p_worse", "p_worst10", "p_worst10_low", "p_worst10_high"),
)


def with_covariate(values, *periods):
    block = np.asarray(values, dtype=float).reshape(len(PANEL.areas), max(1, len(periods)), 1)
    return replace(PANEL, covariates=Covariates(names=("x",), themes=("x",), periods=periods, values=block))


def looks_at_the_answer(panel, *, last, target, change, seed):
    """A forecaster that leans one percent towards what came."""
    raw = honest(panel, last=last, target=target, change=change, seed=seed)
    came = panel.values[:, panel.periods.index(target)]
    leaning = 0.99 * raw.chances.middle + 0.01 * np.where(np.isfinite(came), came, raw.chances.middle)
    return replace(raw, chances=replace(raw.chances, middle=leaning))


def takes_the_mean_of_all_waves(panel, *, last, target, change, seed):
    """A forecaster that knows the mean of the coming wave, and nothing of single areas."""
    raw = honest(panel, last=last, target=target, change=change, seed=seed)
    came = float(np.nanmean(panel.values[:, panel.periods.index(target)]))
    return replace(raw, chances=replace(raw.chances, middle=raw.chances.middle + 0.01 * came))


def takes_its_margins_from_all_waves(panel, *, last, target, change, seed):
    """A forecaster whose middle is honest but whose margins come from the whole panel."""
    raw = honest(panel, last=last, target=target, change=change, seed=seed)
    restless = np.nanstd(np.diff(panel.values, axis=1), axis=1)
    return replace(raw, chances=replace(raw.chances, reach=raw.chances.reach * (1 + restless)))


def takes_its_chances_from_the_answer(panel, *, last, target, change, seed):
    """A forecaster whose values are honest but whose chances are recalibrated on what came."""
    raw = honest(panel, last=last, target=target, change=change, seed=seed)
    came = panel.values[:, panel.periods.index(target)]
    return replace(raw, p_worst10=raw.p_worst10 * (1 + 0.01 * np.nan_to_num(came)))


@pytest.mark.parametrize(
    "planted",
    [
        looks_at_the_answer,
        takes_the_mean_of_all_waves,
        takes_its_margins_from_all_waves,
        takes_its_chances_from_the_answer,
    ],
)
def test_a_planted_leak_is_caught(planted):
    with pytest.raises(LeakError):
        backtest(PANEL, horizon=1.0, forecaster=planted)


def test_a_covariate_that_looks_ahead_within_its_period_is_caught_when_the_forecaster_does_not_cut_it():
    def keeps_later_covariates(panel, *, last, target, change, seed):
        cut = panel.until(last)
        kept = panel.covariates.values[:, -1]
        late = Covariates(names=("x",), themes=("x",), periods=(), values=kept[:, None])
        return honest(replace(cut, covariates=late), last=last, target=target, change=change, seed=seed)

    blocks = np.stack([PANEL.values[:, 0], PANEL.values[:, -1]], axis=1)
    with pytest.raises(LeakError):
        backtest(with_covariate(blocks, Period(2015), Period(2019)), horizon=1.0, forecaster=keeps_later_covariates)


@pytest.mark.parametrize("what", ["the coming value", "the coming change"])
def test_a_covariate_without_a_period_that_is_the_answer_is_refused(what):
    coming = PANEL.values[:, 2] - (PANEL.values[:, 1] if what == "the coming change" else 0.0)
    rng = np.random.default_rng(1)
    with pytest.raises(TellingCovariateError):
        backtest(with_covariate(coming + 0.001 * rng.normal(size=len(coming))), horizon=1.0)


def test_a_covariate_that_says_something_of_the_future_but_not_the_answer_is_allowed():
    rng = np.random.default_rng(1)
    coming = PANEL.values[:, 2] - PANEL.values[:, 1]
    tested = backtest(with_covariate(coming + 2 * coming.std() * rng.normal(size=len(coming))), horizon=1.0)
    assert any("geen periode" in note.nl for note in tested.notes)


def test_a_covariate_of_a_later_period_is_not_used():
    answer = with_covariate(PANEL.values[:, -1], Period(2019))
    origin = {"last": Period(2018), "target": Period(2019)}
    plain, given = (honest(p, **origin, change=Change.VALUE, seed=1) for p in (PANEL, answer))
    np.testing.assert_array_equal(given.chances.middle, plain.chances.middle)
    np.testing.assert_array_equal(given.p_worst10, plain.p_worst10)


def test_what_came_after_the_origin_changes_no_bit_of_the_forecast():
    other = PANEL.values.copy()
    other[:, 4] = 1e3
    origin = {"last": Period(2018), "target": Period(2019), "change": Change.VALUE, "seed": 1}
    first, second = (honest(p, **origin) for p in (PANEL, replace(PANEL, values=other)))
    for name in ("p_worse", "p_worst10", "last"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize("maker", [scores, counts])
def test_a_rerun_is_the_same_to_the_bit(maker):
    panel = maker(5, areas=300, waves=4)
    first, second = (forecast(panel, target=Period(2019), tested=backtest(panel, horizon=1.0)) for _ in range(2))
    for name in NUMBERS:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    np.testing.assert_array_equal(first.outlook, second.outlook)


def test_the_order_of_the_areas_does_not_matter():
    order = np.random.default_rng(2).permutation(len(PANEL.areas))
    mixed = replace(
        PANEL,
        areas=tuple(PANEL.areas[k] for k in order),
        groups=PANEL.groups[order],
        values=PANEL.values[order],
        size=PANEL.size[order],
        error=PANEL.error[order],
        exposure=PANEL.exposure[order],
    )
    first, second = (forecast(p, target=Period(2020)) for p in (PANEL, mixed))
    for name in NUMBERS:
        np.testing.assert_allclose(getattr(second, name), getattr(first, name)[order], atol=1e-6, rtol=1e-6)


def test_a_panel_of_one_wave_is_refused_and_so_is_a_period_that_has_been():
    with pytest.raises(ShortPanelError):
        forecast(PANEL.until(Period(2015)), target=Period(2016))
    with pytest.raises(TargetError):
        forecast(PANEL, target=Period(2019))


def test_each_test_on_the_past_uses_waves_before_it_only_and_aims_as_far_ahead_as_asked():
    tested = backtest(PANEL, horizon=2.0)
    assert [(str(o.last), str(o.target)) for o in tested.origins] == [
        ("2016", "2018"),
        ("2017", "2019"),
        ("2018", "2019"),
    ]
