"""The structural forecast: variances found back, the best linear prediction exact, missing waves harmless."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from veerkracht.signalering.verwachting.structural import Structural, fit_structural, predict

YEARS = np.arange(2016.0, 2021.0)
ALONE = np.zeros(3000, dtype=np.intp)
SPREAD = 1.0


def panel(*, walk, noise, driver=None, areas=3000, times=YEARS, seed=1):
    """Return centred values, shape (areas, waves), and the level at the last wave; `walk` and `noise` as the model."""
    rng = np.random.default_rng(seed)
    x = np.zeros(areas) if driver is None else driver
    gaps = np.concatenate([[0.0], np.diff(times)])
    steps = rng.normal(size=(areas, len(times))) * np.sqrt((walk[0] + walk[1] * x)[:, None] * gaps)
    level = SPREAD * rng.normal(size=areas)[:, None] + np.cumsum(steps, axis=1)
    seen = level + rng.normal(size=level.shape) * np.sqrt(noise[0] + noise[1] * x)[:, None]
    return seen, level[:, -1]


@pytest.mark.parametrize(("walk", "noise"), [(0.02, 0.04), (0.05, 0.02), (0.005, 0.05)])
def test_five_waves_give_back_how_much_of_the_change_is_real(walk, noise):
    seen, _ = panel(walk=(walk, 0.0), noise=(noise, 0.0))
    found = fit_structural(seen, times=YEARS, driver=np.zeros(3000), groups=ALONE)
    assert found.walk[0] == pytest.approx(walk, rel=0.15)
    assert found.noise[0] == pytest.approx(noise, rel=0.15)
    assert found.walk[1] == found.noise[1] == 0.0


def test_noise_that_goes_with_smallness_is_told_from_noise_that_does_not():
    driver = np.random.default_rng(3).lognormal(0, 0.8, 3000)
    seen, _ = panel(walk=(0.02, 0.0), noise=(0.01, 0.03), driver=driver)
    found = fit_structural(seen, times=YEARS, driver=driver, groups=ALONE)
    assert found.noise[1] == pytest.approx(0.03, rel=0.2)
    middle = np.median(driver)
    assert found.walk[0] + found.walk[1] * middle == pytest.approx(0.02, rel=0.25)


@pytest.mark.parametrize("share", [0.1, 0.35, 0.8])
def test_with_two_waves_the_share_of_noise_stays_at_what_is_known_beforehand(share):
    """Two waves hold one change per area: they tell how large it is, and not how much of it is noise."""
    seen, _ = panel(walk=((1 - share) * 0.06, 0.0), noise=(share * 0.03, 0.0), times=YEARS[:2])
    found = fit_structural(seen, times=YEARS[:2], driver=np.zeros(3000), groups=ALONE)
    assert found.walk[0] + 2 * found.noise[0] == pytest.approx(0.06, rel=0.1)
    assert 2 * found.noise[0] / (found.walk[0] + 2 * found.noise[0]) == pytest.approx(0.35, abs=0.02)


def test_few_areas_with_two_waves_give_variances_that_can_be_used():
    found = fit_structural(
        np.array([[0.1, np.nan], [0.3, np.nan]]), times=YEARS[:2], driver=np.zeros(2), groups=np.zeros(2, dtype=np.intp)
    )
    assert min(found.between, found.walk[0], found.noise[0]) > 0


MODEL = Structural(between=1.0, walk=(0.02, 0.01), noise=(0.03, 0.02), group_between=0.4)


def test_the_prediction_is_the_conditional_mean_of_the_joint_normal_distribution():
    """By hand for one area of one gemeente, with a missing wave and a target two years ahead."""
    times, x, target = np.array([2014.0, 2018.0, 2020.0, 2021.0]), 1.7, 2023.0
    y = np.array([[0.8, np.nan, 1.4, 1.1]])
    found = predict(MODEL, y, times=times, driver=np.array([x]), groups=np.array([0]), target=target)
    seen, at = y[0, [0, 2, 3]], np.array([0.0, 6.0, 7.0, 9.0])
    q, r = 0.02 + 0.01 * x, 0.03 + 0.02 * x
    joint = np.array([[1.0 + q * min(a, b) + (r if a == b else 0.0) for b in at] for a in at])
    group = seen.sum() / 3 / (1 + MODEL.between / MODEL.group_between)
    weight = np.linalg.solve(joint[:3, :3], joint[:3, 3])
    assert found.group[0] == pytest.approx(group, abs=1e-12)
    assert found.mean[0] == pytest.approx(group + weight @ (seen - group), abs=1e-7)


def test_the_margin_is_the_conditional_one_times_how_restless_the_area_was():
    """Ding (2016): the variance of a Student t with 12 degrees of freedom given n changes is (12 + d2) / (12 + n)."""
    times = np.array([2018.0, 2019.0, 2020.0])
    y = np.array([[0.2, 0.2, 0.2], [0.2, 1.4, 0.1]])
    found = predict(MODEL, y, times=times, driver=np.ones(2), groups=np.zeros(2, dtype=np.intp), target=2021.0)
    q, r = 0.03, 0.05
    at = np.array([0.0, 1.0, 2.0, 3.0])
    joint = 1.0 + q * np.minimum.outer(at, at) + r * np.eye(4)
    own = joint[3, 3] - joint[:3, 3] @ np.linalg.solve(joint[:3, :3], joint[:3, 3])
    # A vague level leaves the changes only: their distance under their own covariance, of 2 changes.
    to_changes = np.diff(np.eye(3), axis=0)
    spread = to_changes @ joint[:3, :3] @ to_changes.T
    distance = np.array([c @ np.linalg.solve(spread, c) for c in np.diff(y, axis=1)])
    np.testing.assert_allclose(found.deviation**2, own * (12 + distance) / 14, rtol=0.02)
    assert found.deviation[0] < np.sqrt(own) < found.deviation[1]


def test_the_prediction_is_unbiased_and_misses_by_as_much_as_it_says():
    seen, level = panel(walk=(0.02, 0.0), noise=(0.04, 0.0))
    rng = np.random.default_rng(9)
    after = level + rng.normal(0, np.sqrt(0.02), 3000) + rng.normal(0, np.sqrt(0.04), 3000)
    model = fit_structural(seen, times=YEARS, driver=np.zeros(3000), groups=ALONE)
    found = predict(model, seen, times=YEARS, driver=np.zeros(3000), groups=ALONE, target=2021.0)
    surprise = (after - found.mean) / found.deviation
    assert abs(surprise.mean()) < 3 / np.sqrt(3000)
    assert surprise.std() == pytest.approx(1.0, abs=0.05)
    # Nor by level: the highest and the lowest are forecast as well as the others.
    for part in (found.mean > 1, found.mean < -1):
        assert abs(surprise[part].mean()) < 4 / np.sqrt(part.sum())


def test_a_missing_wave_says_nothing():
    seen, _ = panel(walk=(0.02, 0.0), noise=(0.04, 0.0), areas=200)
    holed = seen.copy()
    holed[:, 2] = np.nan
    given = {"driver": np.ones(200), "groups": ALONE[:200], "target": 2021.0}
    first = predict(MODEL, holed, times=YEARS, **given)
    second = predict(MODEL, seen[:, [0, 1, 3, 4]], times=YEARS[[0, 1, 3, 4]], **given)
    np.testing.assert_allclose(first.mean, second.mean, atol=1e-9)
    np.testing.assert_allclose(first.deviation, second.deviation, rtol=1e-9)


def test_an_area_without_any_value_is_expected_at_its_gemeente_with_all_its_doubt():
    seen, _ = panel(walk=(0.02, 0.0), noise=(0.04, 0.0), areas=100)
    seen[0] = np.nan
    groups = (np.arange(100) % 10).astype(np.intp)
    found = predict(MODEL, seen, times=YEARS, driver=np.ones(100), groups=groups, target=2021.0)
    assert found.mean[0] == found.group[0] == found.group[10]
    assert found.deviation[0] > 2 * found.deviation[10]


def test_the_further_ahead_the_wider():
    seen, _ = panel(walk=(0.02, 0.0), noise=(0.04, 0.0), areas=50)
    wide = [
        predict(MODEL, seen, times=YEARS, driver=np.ones(50), groups=ALONE[:50], target=year).deviation
        for year in (2021.0, 2022.0, 2024.0)
    ]
    assert (np.diff(np.stack(wide), axis=0) > 0).all()


def test_when_all_change_is_real_the_last_value_is_the_forecast():
    seen, _ = panel(walk=(0.02, 0.0), noise=(0.0, 0.0), areas=50)
    model = replace(MODEL, walk=(0.02, 0.0), noise=(1e-10, 0.0))
    found = predict(model, seen, times=YEARS, driver=np.zeros(50), groups=ALONE[:50], target=2021.0)
    np.testing.assert_allclose(found.mean, seen[:, -1], atol=1e-5)
