"""Where there is nothing to know, nothing is claimed: pure noise is shrunk, a pure walk gets no skill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.signalering.verwachting.simulated import panel_of, scores, walks

from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.backtest import backtest
from veerkracht.signalering.verwachting.forecast import forecast
from veerkracht.signalering.verwachting.outcome import Outlook


def rmse(found, true):
    return float(np.sqrt(np.mean((found - true) ** 2)))


def test_where_all_change_is_noise_the_forecast_is_near_the_level_and_not_the_last_value():
    rng = np.random.default_rng(1)
    level = rng.normal(0, 0.05, 800)
    panel = panel_of(level[:, None] + rng.normal(0, 0.05, (800, 6)))
    found = forecast(panel, target=Period(2021))
    assert rmse(found.expected, level) < 0.55 * rmse(panel.values[:, -1], level)
    moved = found.expected - panel.values[:, -1]
    assert np.corrcoef(moved, level - panel.values[:, -1])[0, 1] > 0.85


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk_without_memory_gets_no_invented_skill_and_no_words(seed):
    rng = np.random.default_rng(seed)
    panel = panel_of(walks(rng, areas=600, waves=6, spread=1.0, step=0.1))
    tested = backtest(panel, horizon=1.0)
    for origin in tested.origins:
        assert origin.skill_low <= 0.01
        assert abs(origin.skill["climatology"]) < 0.03
        assert origin.rmse["model"] < 1.03 * origin.rmse["no_change"]
    assert not tested.beats_baselines
    found = forecast(panel, target=Period(2021), tested=tested)
    assert not np.any(found.outlook == Outlook.AT_RISK)
    assert np.mean(found.outlook == Outlook.UNCERTAIN) > 0.98


def test_without_a_test_on_the_future_every_area_is_uncertain():
    found = forecast(scores(3, areas=300, waves=3), target=Period(2018))
    assert set(found.outlook) == {Outlook.UNCERTAIN.value}
    assert not found.trusted


def test_an_area_that_was_never_measured_is_unknown_and_gets_no_figures():
    panel = scores(4, areas=300, waves=4)
    values = panel.values.copy()
    values[7] = np.nan
    found = forecast(replace(panel, values=values), target=Period(2019))
    assert found.outlook[7] == Outlook.UNKNOWN
    assert all(np.isnan(column[7]) for column in (found.expected, found.low90, found.p_worse, found.p_worst10))
    assert np.isfinite(np.delete(found.p_worst10, 7)).all()
    assert np.delete(found.p_worst10, 7).mean() == pytest.approx(0.1, abs=1e-9)
