"""Values that stay the same: no rounding on the way from the modelled scale makes them worse or parts them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.signalering.verwachting.simulated import counts, scores

from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.backtest import backtest, honest
from veerkracht.signalering.verwachting.distribution import Predictive, shape_of
from veerkracht.signalering.verwachting.forecast import raw_forecast
from veerkracht.signalering.verwachting.learning import worst_tenth
from veerkracht.signalering.verwachting.panel import Kind
from veerkracht.signalering.verwachting.scale import Change, Scale
from veerkracht.signalering.verwachting.threads import one_thread


def test_as_many_as_before_is_not_worse_when_a_few_residents_left() -> None:
    panel = counts(5, areas=400, waves=4)
    values, exposure = panel.values.copy(), np.repeat(panel.exposure[:, -1:], 4, axis=1)
    values[:, :] = np.where(values > 40, 40, values)
    values[:, -1] = values[:, -2]
    exposure[:, -1] *= 0.99
    same = replace(panel, values=values, exposure=exposure)
    tested = backtest(same, horizon=1.0)
    raw = honest(same, last=same.periods[-2], target=same.periods[-1], change=Change.VALUE, seed=1)
    known = np.isfinite(raw.last) & np.isfinite(values[:, -1])
    # Nothing got worse, so the Brier score is the mean square of the chances that were given.
    expected = 1.0 - float(np.mean(raw.p_worse[known] ** 2)) / 0.25
    assert tested.origins[-1].direction_skill == pytest.approx(expected, abs=1e-12)


def test_equal_changes_are_among_the_worst_together_whatever_rounding_did() -> None:
    panel = counts(6, areas=300, waves=3)
    rng = np.random.default_rng(1)
    last = rng.integers(0, 200, 300).astype(float)
    change = rng.integers(-2, 3, 300).astype(float)
    noisy = last + change + 1e-12 * rng.normal(size=300)
    worst = worst_tenth(panel, last=last, after=noisy, change=Change.VALUE)
    assert worst.tolist() == (change == change.max()).tolist()


def test_what_all_areas_share_widens_the_margin_by_its_own_size() -> None:
    rng = np.random.default_rng(2)
    normal = shape_of(rng.normal(size=200_000) / np.sqrt(2 / np.pi))
    areas = 50_000
    chances = Predictive(
        scale=Scale(kind=Kind.SCORE, exposure=np.ones(areas)),
        middle=np.zeros(areas),
        reach=np.full(areas, np.sqrt(2 / np.pi)),
        common=1.0,
        shape=normal,
        sign=1.0,
    )
    low, high = chances.interval(0.9)
    # An own and a common part of variance 1 each: the sum has variance 2.
    came = rng.normal(size=areas) + rng.normal(size=areas)
    assert np.mean((came > low) & (came < high)) == pytest.approx(0.9, abs=0.01)


@pytest.mark.slow
def test_the_order_of_thousands_of_areas_does_not_matter() -> None:
    panel = scores(7, areas=3600, waves=4)
    order = np.random.default_rng(3).permutation(3600)
    mixed = replace(
        panel,
        areas=tuple(panel.areas[k] for k in order),
        groups=panel.groups[order],
        values=panel.values[order],
        size=panel.size[order],
        error=panel.error[order],
        exposure=panel.exposure[order],
    )
    target = Period(panel.periods[-1].year + 1)
    one, other = (one_thread(raw_forecast)(each, target=target) for each in (panel, mixed))
    # What is left is rounding in sums of another order, which the search for the variances enlarges.
    np.testing.assert_allclose(one.p_worse[order], other.p_worse, atol=1e-4)
    np.testing.assert_allclose(one.p_worst10[order], other.p_worst10, atol=1e-4)
