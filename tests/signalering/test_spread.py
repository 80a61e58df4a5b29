"""Whether differences within a gemeente grow: real growth is seen, growing noise is not taken for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.facts.periods import Period
from veerkracht.signalering.spread import Spread, spread_of


def figures(
    seed: int,
    *,
    areas: int = 100,
    growth: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0),
    noise: tuple[float, ...] = (0.3, 0.3, 0.3, 0.3),
    told: tuple[float, ...] | None = None,
) -> Spread:
    rng = np.random.default_rng(seed)
    place = rng.normal(size=areas)
    values = np.stack([10 + place * g + n * rng.normal(size=areas) for g, n in zip(growth, noise, strict=True)], axis=1)
    known = np.broadcast_to(np.array(noise if told is None else told) ** 2, values.shape)
    return spread_of(
        values,
        noise=known,
        weight=np.ones(areas),
        indicator="x",
        periods=tuple(Period(2018 + 2 * i) for i in range(len(growth))),
        rng=np.random.default_rng(seed),
        draws=300,
    )


def test_real_growth_is_seen_with_its_size() -> None:
    found = [figures(seed, growth=(1.0, 1.1, 1.3, 1.5)) for seed in range(20)]
    assert np.mean([one.p_grows > 0.9 for one in found]) > 0.9
    # Successive waves are averaged at the ends: 1.40 over 1.05.
    assert np.mean([one.growth for one in found]) == pytest.approx(1.33, abs=0.05)


def test_growing_noise_that_nobody_told_is_not_reported_as_growth() -> None:
    found = [figures(seed, noise=(0.3, 0.3, 0.6, 0.9), told=(0.3, 0.3, 0.3, 0.3)) for seed in range(40)]
    assert np.mean([one.p_grows > 0.9 for one in found]) <= 0.1
    assert np.mean([one.growth for one in found]) == pytest.approx(1.0, abs=0.06)


def test_where_nothing_grows_hardly_anything_is_said() -> None:
    said = [one.p_grows for one in (figures(seed) for seed in range(60))]
    assert np.mean([not 0.1 <= p <= 0.9 for p in said]) <= 0.15
    assert np.mean(said) == pytest.approx(0.5, abs=0.12)


def test_pure_noise_has_hardly_any_spread() -> None:
    found = figures(1, growth=(0.0,) * 4, noise=(1.0,) * 4)
    assert found.spread.max() < 0.45


def test_two_waves_of_unknown_noise_decide_nothing() -> None:
    rng = np.random.default_rng(1)
    place = rng.normal(size=80)
    values = np.stack([place, 2 * place], axis=1)
    found = spread_of(
        values,
        noise=np.full(values.shape, np.nan),
        weight=np.ones(80),
        indicator="x",
        periods=(Period(2020), Period(2022)),
        rng=rng,
        draws=200,
    )
    assert 0.25 <= found.p_grows <= 0.75


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000), st.integers(12, 60), st.floats(0.5, 20), st.floats(-5, 5))
def test_the_answer_does_not_depend_on_the_unit(seed: int, areas: int, factor: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    values = 20 + rng.normal(size=(areas, 3))
    weight = rng.uniform(100, 2000, areas)
    periods = (Period(2018), Period(2020), Period(2022))
    one, other = (
        spread_of(v, noise=n, weight=weight, indicator="x", periods=periods, rng=np.random.default_rng(seed), draws=50)
        for v, n in (
            (values, np.full(values.shape, 0.04)),
            (factor * values + shift, np.full(values.shape, 0.04 * factor**2)),
        )
    )
    np.testing.assert_allclose(other.spread, factor * one.spread, rtol=1e-6, atol=1e-6 * factor)
    np.testing.assert_allclose(other.p90_p10, factor * one.p90_p10, rtol=1e-6, atol=1e-6 * factor)
    assert (one.low <= one.spread).all()
    assert (one.spread <= one.high).all()
    assert 0 <= one.p_grows <= 1


def test_theil_is_zero_without_differences_and_unknown_for_figures_below_zero() -> None:
    flat = figures(1, growth=(0.0,) * 4, noise=(1e-9,) * 4)
    assert flat.inequality == pytest.approx(np.zeros(4), abs=1e-12)
    rng = np.random.default_rng(1)
    below = spread_of(
        rng.normal(size=(30, 3)),
        noise=np.zeros((30, 3)),
        weight=np.ones(30),
        indicator="x",
        periods=(Period(2018), Period(2020), Period(2022)),
        rng=rng,
        draws=20,
    )
    assert np.isnan(below.inequality).any()
