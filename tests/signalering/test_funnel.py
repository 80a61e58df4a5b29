"""Funnels: exact limits, ordinary differences, and no area called different that is only small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from veerkracht.errors.signalering import ChoiceError
from veerkracht.signalering.funnel import FAR, NEAR, Counting, between_variance, exact_limits, make_funnel

# Log relative risks and variances of the 13 trials of BCG vaccine against tuberculosis (Colditz e.a. 1994, JAMA 271,
# 698-702), as tabulated with the R package metafor (dat.bcg), rounded to four decimals.
BCG = np.array(
    [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713, -0.3394, 0.4459, -0.0173]
)
BCG_VARIANCE = np.array(
    [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]
)


def test_the_variance_between_areas_is_the_published_one_of_the_bcg_trials() -> None:
    weights = 1 / BCG_VARIANCE
    common = (weights * BCG).sum() / weights.sum()
    q = (weights * (BCG - common) ** 2).sum()
    # Viechtbauer (2010), Conducting meta-analyses in R with the metafor package: Q = 152.23, tau^2 = 0.3088 (DL).
    assert q == pytest.approx(152.23, rel=0.005)
    assert between_variance(q / len(BCG), weights=weights) == pytest.approx(0.3088, rel=0.005)


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 3000), st.floats(0.02, 0.98), st.sampled_from([NEAR, FAR]))
def test_the_limits_of_a_share_are_those_of_the_binomial_read_between_whole_counts(
    size: int, target: float, coverage: float
) -> None:
    low, high = exact_limits(target, size=np.array([size]), counting=Counting.SHARE, coverage=coverage)
    law = stats.binom(size, target)
    for limit, p in ((low[0], 0.5 - coverage / 2), (high[0], 0.5 + coverage / 2)):
        count = limit * size
        whole = np.floor(count + 1e-9)
        read = law.cdf(whole) + (count - whole) * law.pmf(whole + 1)
        assert read == pytest.approx(p, abs=2e-3) or (limit == 0.0 and law.pmf(0) >= p)


def test_limits_narrow_as_areas_grow_and_tend_to_the_normal_ones() -> None:
    size = np.array([50.0, 500.0, 5000.0, 500_000.0])
    low, high = exact_limits(0.05, size=size, counting=Counting.RATE, coverage=NEAR)
    assert (np.diff(high - low) < 0).all()
    assert high[-1] - 0.05 == pytest.approx(1.96 * np.sqrt(0.05 / 500_000), rel=0.01)


@pytest.mark.parametrize("counting", list(Counting))
def test_chance_alone_leaves_as_many_areas_outside_as_the_limits_say(counting: Counting) -> None:
    rng = np.random.default_rng(1)
    size = np.round(rng.lognormal(6, 1, 4000)) + 10
    counts = rng.binomial(size.astype(int), 0.1) if counting is Counting.SHARE else rng.poisson(0.1 * size)
    found = make_funnel(counts.astype(float), size=size, counting=counting, per=100)
    assert found is not None
    assert found.target == pytest.approx(10, abs=0.2)
    assert found.phi == pytest.approx(1, abs=0.1)
    assert (found.place != 0).mean() == pytest.approx(0.05, abs=0.015)
    assert (np.abs(found.place) == 2).mean() <= 0.006


def test_ordinary_differences_between_areas_widen_the_limits() -> None:
    rng = np.random.default_rng(2)
    size = np.round(rng.lognormal(7, 0.8, 4000)) + 50
    rates = 0.05 * np.maximum(1 + 0.3 * rng.normal(size=4000), 0.05)
    found = make_funnel(rng.poisson(rates * size).astype(float), size=size, counting=Counting.RATE, per=1000)
    assert found is not None
    assert found.tau == pytest.approx(15, rel=0.15)
    assert (found.place != 0).mean() == pytest.approx(0.05, abs=0.03)
    low, high = found.limits(np.array([1e9]))
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * found.tau, rel=0.05)


def test_an_area_that_really_differs_is_found_and_does_not_hide_itself() -> None:
    rng = np.random.default_rng(3)
    size = np.full(100, 2000.0)
    counts = rng.poisson(0.05 * size).astype(float)
    counts[7] = 400
    found = make_funnel(counts, size=size, counting=Counting.RATE, per=1000)
    assert found is not None
    assert found.place[7] == 2
    assert found.outside <= 3


def test_a_small_area_with_a_high_figure_is_not_called_different() -> None:
    rng = np.random.default_rng(4)
    size = np.append(np.full(99, 3000.0), 60.0)
    counts = np.append(rng.poisson(0.05 * 3000, 99), 6).astype(float)
    found = make_funnel(counts, size=size, counting=Counting.RATE, per=1000)
    assert found is not None
    assert found.values[-1] == found.values.max()
    assert abs(found.place[-1]) < 2


def test_missing_and_empty_areas_are_left_out_and_nine_areas_make_no_funnel() -> None:
    rng = np.random.default_rng(5)
    counts, size = rng.poisson(50, 30).astype(float), np.full(30, 1000.0)
    counts[0], size[1] = np.nan, 0
    found = make_funnel(counts, size=size, counting=Counting.RATE, per=1000)
    assert found is not None
    assert np.isnan(found.values[:2]).all()
    assert (found.place[:2] == 0).all()
    assert make_funnel(counts[:11], size=size[:11], counting=Counting.RATE) is None


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ChoiceError):
        exact_limits(1.2, size=np.array([10.0]), counting=Counting.SHARE, coverage=0.95)
