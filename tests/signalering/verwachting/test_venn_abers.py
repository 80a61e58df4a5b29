"""How sure a chance is: the interval is tight where much was tested, and holds how often such chances came true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression

from veerkracht.signalering.verwachting.venn_abers import LEAST_TESTED, probability_interval


def earlier(number, *, seed=1, truth=lambda p: p):
    rng = np.random.default_rng(seed)
    stated = rng.beta(1.2, 8, number)
    return stated, rng.random(number) < truth(stated)


@given(seed=st.integers(0, 10_000), number=st.integers(LEAST_TESTED, 600))
@settings(max_examples=5, deadline=None)
def test_the_lower_end_is_never_above_the_upper_and_both_are_chances(seed, number):
    stated, came = earlier(number, seed=seed)
    low, high = probability_interval(np.linspace(0, 1, 30), stated=stated, came=came)
    assert (low <= high + 1e-12).all()
    assert (low >= 0).all()
    assert (high <= 1).all()


def test_the_interval_holds_how_often_such_chances_came_true_so_far():
    stated, came = earlier(400)
    low, high = probability_interval(stated, stated=stated, came=came)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(stated, came).predict(stated)
    # Between the 200 points at which it is computed it is drawn straight, and the isotonic line is a staircase.
    inside = (low - 0.02 <= isotonic) & (isotonic <= high + 0.02)
    assert inside.mean() > 0.97


def test_a_higher_chance_has_higher_ends():
    stated, came = earlier(1000)
    ends = probability_interval(np.linspace(0, 0.8, 60), stated=stated, came=came)
    for end in ends:
        assert (np.diff(end) >= -1e-9).all()


def test_the_more_was_tested_the_tighter():
    wide = []
    for number in (250, 2_000, 30_000):
        stated, came = earlier(number)
        low, high = probability_interval(np.linspace(0.05, 0.3, 40), stated=stated, came=came)
        wide.append(float(np.mean(high - low)))
    assert wide[0] > 2 * wide[1] > 4 * wide[2]
    assert wide[2] < 0.01


def test_chances_that_were_too_high_are_put_right():
    stated, came = earlier(20_000, truth=lambda p: p / 2)
    low, high = probability_interval(np.array([0.1, 0.2, 0.3]), stated=stated, came=came)
    np.testing.assert_allclose((low + high) / 2, [0.05, 0.1, 0.15], atol=0.03)


def test_one_of_both_ends_is_right_on_average():
    """Vovk and Petej (2014): the end that belongs to what comes is a calibrated chance."""
    ends, came = [], []
    for seed in range(10):
        stated, before = earlier(500, seed=seed, truth=lambda p: np.minimum(1, 1.5 * p))
        new, after = earlier(200, seed=1000 + seed, truth=lambda p: np.minimum(1, 1.5 * p))
        low, high = probability_interval(new, stated=stated, came=before)
        ends.append(np.where(after, high, low))
        came.append(after)
    chances, events = np.concatenate(ends), np.concatenate(came)
    for part in np.array_split(np.argsort(chances), 5):
        spread = np.sqrt(0.25 / len(part))
        assert abs(chances[part].mean() - events[part].mean()) < 3 * spread
    assert chances.mean() == pytest.approx(events.mean(), abs=0.012)


def test_too_few_tests_give_no_interval():
    stated, came = earlier(LEAST_TESTED - 1)
    low, high = probability_interval(np.array([0.1, 0.5]), stated=stated, came=came)
    assert np.isnan([low, high]).all()


def test_an_unknown_chance_has_no_interval():
    stated, came = earlier(500)
    low, high = probability_interval(np.array([np.nan, 0.2]), stated=stated, came=came)
    assert list(np.isfinite(low)) == list(np.isfinite(high)) == [False, True]
