"""A city held ready: it answers as if it were asked for the first time, whoever asks and however many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import pytest
from scenes import city_of, coefficients_of, policy_of

from veerkracht.errors.balance import NoRunsError, UnequalRunsError
from veerkracht.stad.bands import QUICK_SLICES
from veerkracht.stad.base import prepare
from veerkracht.stad.field_market import FINE, SLICES
from veerkracht.stad.field_state import memory_of
from veerkracht.stad.held_city import hold_city
from veerkracht.stad.levers import nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.runs import Runs, band_of, stack

YEARS, AREAS, DRAWS = 3, 6, 9


@pytest.fixture(scope="module")
def scene():
    rng = np.random.default_rng(7)
    city = city_of(2500, areas=AREAS, rng=rng)
    bases = [prepare(city, coefficients_of(rng, width=0.2)) for _ in range(DRAWS)]
    policy = policy_of(city, ("support", "build", "quota"), years=YEARS, rng=rng, everything=False)
    baseline = nothing(years=YEARS, areas=AREAS)
    return bases, baseline, policy, hold_city(iter(bases), baseline)


def same(one: Runs, other: Runs) -> bool:
    return all(getattr(one, item.name).tobytes() == getattr(other, item.name).tobytes() for item in fields(Runs))


def test_it_tells_what_each_draw_alone_would_tell(scene):
    bases, baseline, policy, held = scene
    for levers, found in ((policy, held.runs(policy)), (baseline, held.baseline)):
        alone = [simulate(base, levers, memory=memory_of(base, slices=QUICK_SLICES)) for base in bases]
        assert same(found, stack(alone))


def test_its_bands_are_those_of_its_runs(scene):
    _, _, policy, held = scene
    bands, runs = held.answer(policy), held.runs(policy)
    assert bands.draws == DRAWS
    for told, values in ((bands.level, runs.nuisance), (bands.change, runs.nuisance - held.baseline.nuisance)):
        band = band_of(values)
        for end in ("low", "middle", "high"):
            assert np.allclose(getattr(told["nuisance"], end), getattr(band, end), rtol=1e-5, atol=1e-6)


def test_threads_change_no_byte_even_when_two_ask_at_once(scene):
    _, baseline, policy, held = scene
    wanted = {"policy": held.runs(policy), "baseline": held.runs(baseline)}
    with ThreadPoolExecutor(3) as inner, ThreadPoolExecutor(2) as outer:
        asked = [outer.submit(held.runs, levers, together=inner.map) for levers in (policy, baseline, policy)]
        found = [one.result() for one in asked]
    for one, name in zip(found, ("policy", "baseline", "policy"), strict=True):
        assert same(one, wanted[name])


def test_beside_another_baseline_only_the_change_is_another(scene):
    _, _, policy, held = scene
    other = held.beside(policy)
    bands = other.answer(policy)
    assert all(not band.low.any() and not band.high.any() for band in bands.change.values())
    assert same(other.runs(policy), held.runs(policy))


def test_levers_of_other_years_are_refused_and_leave_it_whole(scene):
    _, _, policy, held = scene
    with pytest.raises(UnequalRunsError):
        held.answer(nothing(years=YEARS - 1, areas=AREAS))
    assert same(held.runs(policy), held.runs(policy))


def test_without_draws_there_is_nothing_to_hold():
    with pytest.raises(NoRunsError):
        hold_city([], nothing(years=1, areas=AREAS))


def test_it_says_that_its_slaagkans_is_rough_unless_all_slices_are_taken(scene):
    bases, baseline, policy, held = scene
    whole = hold_city(bases[:1], baseline, slices=FINE)
    assert (held.rough, whole.rough) == (("found",), ())
    full = simulate(bases[0], policy, memory=memory_of(bases[0], slices=FINE))
    assert np.array_equal(whole.runs(policy).found[0], full.found)
    assert hold_city(bases[:1], baseline, slices=SLICES).rough == ("found",), "some tenths of a point"
    # And rough it is: a searcher who is turned away in the only slice does not look again.
    assert held.runs(policy).found[0].sum() < full.found.sum()
