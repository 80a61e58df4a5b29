from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.errors.backcast import BackcastShapeError, PriorError, TooFewMeasuredError
from veerkracht.stad.calibration import Prior, agreement, calibrate, information

TIME = np.linspace(0.0, 5.0, 60)


def priors(*spreads, middle=1.0):
    return [Prior(name=f"p{k}", middle=middle, spread=spread) for k, spread in enumerate(spreads)]


def fades(values):
    """Return a level that fades, as a stock of effort does: two coefficients, each with its own mark."""
    return values[0] * np.exp(-values[1] * TIME)


def measured_of(model, truth, *, noise, seed=1):
    found = model(np.array(truth))
    return found + noise * np.random.default_rng(seed).standard_normal(found.shape)


def fit(model, measured, *, noise, beliefs):
    return calibrate(model, measured, error=np.array(noise), priors=beliefs)


def test_coefficients_that_leave_a_mark_are_found_with_their_spread():
    noise, truth = 0.02, np.array([1.4, 0.6])
    found = fit(fades, measured_of(fades, truth, noise=noise), noise=noise, beliefs=priors(1.0, 1.0))
    assert found.has_settled
    assert np.all(np.abs(found.values - truth) < 3 * found.spread)
    assert found.untold == ()
    assert found.caution() is None
    assert found.misfit == pytest.approx(1.0, abs=0.4)


def test_the_stated_spread_is_how_far_fits_to_repeated_measurements_lie_apart():
    noise, truth = 0.05, [1.4, 0.6]
    fits = [
        fit(fades, measured_of(fades, truth, noise=noise, seed=s), noise=noise, beliefs=priors(5.0, 5.0))
        for s in range(100)
    ]
    apart = np.std([one.values for one in fits], axis=0, ddof=1)
    assert apart == pytest.approx(fits[0].spread, rel=0.25)


def test_a_coefficient_that_leaves_no_mark_keeps_what_was_believed_and_is_flagged():
    found = fit(
        lambda v: v[0] * TIME, measured_of(lambda v: v[0] * TIME, [2.0], noise=0.1), noise=0.1, beliefs=priors(1.0, 0.5)
    )
    assert found.untold == ("p1",)
    assert (found.values[1], found.spread[1]) == (pytest.approx(1.0), pytest.approx(0.5))
    assert "p1" in found.caution().nl
    assert "p0" not in found.caution().en


def test_two_coefficients_that_do_the_same_are_told_only_together():
    def both(values):
        return (values[0] + values[1]) * TIME

    found = fit(both, measured_of(both, [1.0, 2.0], noise=0.01), noise=0.01, beliefs=priors(1.0, 1.0))
    assert found.untold == ("p0", "p1")
    assert found.entangled() == (("p0", "p1"),)
    assert found.values.sum() == pytest.approx(3.0, abs=0.02)


@settings(max_examples=25)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=2), st.floats(0.05, 2.0), st.floats(0.2, 5.0))
def test_for_a_straight_line_it_is_the_weighted_mean_of_belief_and_measurement(truth, noise, spread):
    line = np.column_stack([np.ones(len(TIME)), TIME])
    measured = measured_of(lambda v: line @ v, truth, noise=noise)
    beliefs = [Prior(name=f"p{k}", middle=0.5, spread=spread, low=-np.inf) for k in range(2)]
    found = fit(lambda v: line @ v, measured, noise=noise, beliefs=beliefs)
    precision = line.T @ line / noise**2 + np.eye(2) / spread**2
    exact = np.linalg.solve(precision, line.T @ measured / noise**2 + 0.5 / spread**2)
    assert found.values == pytest.approx(exact, abs=1e-3)
    assert found.covariance == pytest.approx(np.linalg.inv(precision), rel=1e-3, abs=1e-9)


@settings(max_examples=25)
@given(st.floats(0.05, 2.0), st.floats(0.2, 5.0))
def test_the_information_of_a_straight_line_is_that_of_the_textbook(noise, spread):
    line = np.column_stack([np.ones(len(TIME)), TIME])
    beliefs = [Prior(name=f"p{k}", middle=0.5, spread=spread, low=-np.inf) for k in range(2)]
    found = information(lambda v: line @ v, error=np.array(noise), priors=beliefs)
    precision = line.T @ line / noise**2 + np.eye(2) / spread**2
    assert found.together == pytest.approx(np.sqrt(np.diag(np.linalg.inv(precision))) / spread, rel=1e-6)
    assert found.alone == pytest.approx(1.0 / np.sqrt(np.diag(precision)) / spread, rel=1e-6)


def test_two_coefficients_that_do_the_same_are_each_told_alone_and_not_together():
    found = information(lambda v: (v[0] + v[1]) * TIME, error=np.array(0.01), priors=priors(1.0, 1.0))
    assert (found.alone < 0.01).all()
    assert found.together == pytest.approx([np.sqrt(0.5)] * 2, abs=1e-3)
    assert found.told == ()


def test_a_coefficient_stays_within_what_it_may_be():
    found = fit(lambda v: v[0] * TIME, -2.0 * TIME, noise=0.1, beliefs=priors(1.0))
    assert found.values[0] == pytest.approx(0.0, abs=1e-9)


def test_what_was_not_measured_teaches_nothing():
    measured = measured_of(fades, [1.4, 0.6], noise=0.02)
    half = measured.copy()
    half[30:] = np.nan
    whole, less = (fit(fades, one, noise=0.02, beliefs=priors(1.0, 1.0)) for one in (measured, half))
    assert np.all(less.spread >= whole.spread)
    with pytest.raises(TooFewMeasuredError):
        fit(fades, np.full(60, np.nan), noise=0.02, beliefs=priors(1.0, 1.0))


def test_a_belief_without_spread_or_a_simulation_of_other_areas_is_refused():
    with pytest.raises(PriorError, match="spread 0"):
        Prior(name="leave", middle=0.3, spread=0.0)
    with pytest.raises(BackcastShapeError):
        fit(fades, np.zeros(7), noise=0.1, beliefs=priors(1.0, 1.0))


def test_a_mean_field_in_the_middle_of_the_runs_agrees_and_one_beside_them_does_not():
    rng = np.random.default_rng(1)
    middle = rng.standard_normal((3, 40))
    runs = middle + 0.5 * rng.standard_normal((100, 3, 40))
    assert agreement(middle, runs).holds
    beside = agreement(middle + 0.5, runs)
    assert not beside.holds
    assert beside.furthest == pytest.approx(1.0, abs=0.4)


def test_runs_without_chance_must_be_where_the_mean_field_is():
    assert agreement(np.ones(4), np.ones((3, 4))).share == 1.0
    assert agreement(np.ones(4), np.full((3, 4), 1.001)).share == 0.0
    with pytest.raises(BackcastShapeError):
        agreement(np.ones(4), np.ones((1, 4)))
