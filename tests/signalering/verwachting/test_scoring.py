"""Scores against closed forms and published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from veerkracht.signalering.verwachting.scoring import (
    average_precision,
    brier,
    crps,
    precision_at,
    reliability,
    skill_interval,
    slope_of,
    wilson,
)

CHANCES = (np.arange(2000) + 0.5) / 2000


def test_the_brier_score_of_three_forecasts_by_hand():
    assert brier(np.array([0.9, 0.2, 0.5]), np.array([True, False, True])) == pytest.approx((0.01 + 0.04 + 0.25) / 3)


def test_the_brier_score_of_the_base_rate_is_its_variance():
    came = np.arange(1000) < 100
    assert brier(np.full(1000, 0.1), came) == pytest.approx(0.09)


@pytest.mark.parametrize("z", [-2.0, -0.5, 0.0, 1.0, 3.0])
def test_the_crps_of_a_normal_distribution_is_its_closed_form(z):
    """Gneiting and Raftery (2007), equation 21: z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)."""
    closed = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert crps(norm.ppf(CHANCES)[None], CHANCES, np.array([z])) == pytest.approx(closed, abs=2e-3)


def test_the_crps_at_the_middle_of_a_normal_distribution_is_0_2337():
    assert crps(norm.ppf(CHANCES)[None], CHANCES, np.array([0.0])) == pytest.approx(0.2337, abs=1e-3)


def test_the_expected_crps_of_a_perfect_normal_forecast_is_one_over_root_pi():
    truth = norm.ppf(CHANCES)
    quantiles = np.broadcast_to(norm.ppf(CHANCES[5::10]), (2000, 200))
    assert crps(quantiles, CHANCES[5::10], truth) == pytest.approx(1 / np.sqrt(np.pi), abs=5e-3)


def test_the_crps_of_a_certain_forecast_is_its_absolute_error():
    assert crps(np.full((2, 20), 3.0), np.linspace(0.025, 0.975, 20), np.array([5.0, 2.0])) == pytest.approx(1.5)


def test_chances_that_are_right_lie_on_the_line():
    rng = np.random.default_rng(1)
    chances = rng.beta(1, 9, 50_000)
    found = reliability(chances, rng.random(50_000) < chances)
    assert found.ece < 0.006
    assert found.slope == pytest.approx(1.0, abs=0.05)
    assert np.mean((found.low <= found.seen) & (found.seen <= found.high)) >= 0.7
    assert found.count.sum() == 50_000
    assert np.ptp(found.count) <= 1


def test_chances_that_are_too_sure_have_a_slope_below_one():
    rng = np.random.default_rng(1)
    line = rng.normal(-2, 1, 40_000)
    came = rng.random(40_000) < 1 / (1 + np.exp(-line))
    assert slope_of(1 / (1 + np.exp(-2 * line)), came) == pytest.approx(0.5, abs=0.03)
    assert slope_of(1 / (1 + np.exp(-line / 2)), came) == pytest.approx(2.0, abs=0.12)


def test_the_calibration_error_of_one_chance_for_all_is_its_distance_to_the_share():
    came = np.arange(1000) < 150
    assert reliability(np.full(1000, 0.1), came).ece == pytest.approx(0.05)
    assert reliability(np.full(1000, 0.1), came).slope == 1.0


def test_the_interval_of_wilson_is_as_published():
    """Newcombe (1998), Statistics in Medicine 17, table I, method 3, has 95%; the same formula at 90% by hand."""
    low, high = wilson(np.array([81 / 263, 0.0]), np.array([263, 20]))
    z = 1.6448536269514722
    assert low[0] == pytest.approx((2 * 81 + z**2 - z * np.sqrt(z**2 + 4 * 81 * (1 - 81 / 263))) / (2 * (263 + z**2)))
    assert high[0] == pytest.approx((2 * 81 + z**2 + z * np.sqrt(z**2 + 4 * 81 * (1 - 81 / 263))) / (2 * (263 + z**2)))
    assert low[1] == pytest.approx(0.0, abs=1e-12)
    assert high[1] == pytest.approx(z**2 / (20 + z**2))


def test_the_area_under_the_precision_recall_curve_by_hand():
    """The events are first and third of four: (1/1 + 2/3) / 2."""
    assert average_precision(np.array([0.9, 0.8, 0.7, 0.1]), np.array([True, False, True, False])) == pytest.approx(
        5 / 6
    )
    assert np.isnan(average_precision(np.array([0.5]), np.array([False])))


def test_precision_and_reach_count_the_same_hits():
    rng = np.random.default_rng(4)
    chances = rng.random(300)
    came = rng.random(300) < chances / 3
    precision, reach = precision_at(chances, came, numbers=(10, 100, 300, 1000))
    assert list(precision) == [10, 100, 300]
    for k in precision:
        assert precision[k] * k == pytest.approx(reach[k] * came.sum())
    assert reach[300] == 1.0
    assert precision[300] == pytest.approx(came.mean())
    assert list(np.diff(list(reach.values())) >= 0) == [True, True]


def test_the_interval_of_the_skill_holds_the_true_skill_as_often_as_it_says():
    """Events with a known chance and outcomes that go together within a gemeente."""
    rng = np.random.default_rng(6)
    groups = np.arange(600) % 60
    chances = 0.1 + 0.25 * (rng.random(600) < 0.3)
    ours = np.mean(chances * (1 - chances))
    theirs = np.mean(chances * (1 - chances) + (chances - chances.mean()) ** 2)
    held = []
    for seed in range(150):
        came = rng.random(600) < chances
        low, high = skill_interval(chances, np.full(600, chances.mean()), came, groups=groups, seed=seed, draws=200)
        held.append(low <= 1 - ours / theirs <= high)
    assert 0.82 <= np.mean(held) <= 0.96


def test_equal_forecasts_have_no_skill_for_certain():
    came = np.arange(100) < 20
    same = np.linspace(0, 1, 100)
    assert skill_interval(same, same, came, groups=np.arange(100) % 20, seed=1) == (0.0, 0.0)
