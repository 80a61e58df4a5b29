"""Bands over draws: the quantiles that they say they are, of the difference draw by draw."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import city_of, coefficients_of, policy_of

from veerkracht.errors.balance import NoRunsError
from veerkracht.stad.bands import level_of, looked_at, merge, ready
from veerkracht.stad.base import prepare
from veerkracht.stad.levers import nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.runs import band_of

YEARS, AREAS, DRAWS = 3, 6, 9


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(7)
    city = city_of(2500, areas=AREAS, rng=rng)
    baseline = nothing(years=YEARS, areas=AREAS)
    policy = policy_of(city, ("support", "build", "quota"), years=YEARS, rng=rng, everything=False)
    draws = [ready(prepare(city, coefficients_of(rng, width=0.2)), baseline) for _ in range(DRAWS)]
    return draws, baseline, policy


def test_bands_are_the_quantiles_of_level_and_difference(drawn):
    draws, _, policy = drawn
    levels = [level_of(draw, policy) for draw in draws]
    bands = merge(levels, [draw.baseline for draw in draws])
    assert bands.draws == DRAWS
    for name in bands.change:
        changes = [one[name] - draw.baseline[name] for one, draw in zip(levels, draws, strict=True)]
        for told, values in ((bands.level, [one[name] for one in levels]), (bands.change, changes)):
            band = band_of(np.stack(values).astype(np.float64))
            for end in ("low", "middle", "high"):
                assert np.allclose(getattr(told[name], end), getattr(band, end), rtol=1e-5, atol=1e-6)


def test_a_policy_that_does_nothing_changes_nothing_in_any_draw(drawn):
    draws, baseline, _ = drawn
    bands = merge([level_of(draw, baseline) for draw in draws], [draw.baseline for draw in draws])
    assert all(not band.low.any() and not band.high.any() for band in bands.change.values())


def test_what_is_asked_before_leaves_no_trace(drawn):
    draws, baseline, policy = drawn
    first = level_of(draws[0], policy)
    level_of(draws[0], baseline)
    again = level_of(draws[0], policy)
    assert all(np.array_equal(first[name], again[name]) for name in first)


def test_a_draw_that_shares_a_desk_tells_the_same(drawn):
    draws, baseline, policy = drawn
    shared = ready(draws[1].base, baseline, desk=draws[0])
    one, other = level_of(draws[1], policy), level_of(shared, policy)
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_a_draw_in_fewer_slices_is_near_the_central_answer(drawn):
    draws, baseline, policy = drawn
    base = draws[0].base
    full, none = looked_at(simulate(base, policy)), looked_at(simulate(base, baseline))
    quick = level_of(draws[0], policy)
    for name in ("reliance", "nuisance"):
        effect = full[name] - none[name]
        error = quick[name] - draws[0].baseline[name] - effect
        assert np.sqrt((error**2).mean()) <= 0.05 * np.sqrt((effect**2).mean())


def test_no_draws_have_no_bands():
    with pytest.raises(NoRunsError):
        merge([], [])
