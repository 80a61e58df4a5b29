"""Law 7 through the engine: on a generated city, more budget never lowers what the best mix brings once simulated."""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.errors.optimise import PackageShapeError
from veerkracht.optimise.by_simulation import PackageLevers, by_simulation
from veerkracht.optimise.problem import Budget, MixProblem
from veerkracht.optimise.rounds import in_rounds, in_rounds_by_budget
from veerkracht.stad.adjoint import TrajectoryGradient
from veerkracht.stad.base import prepare
from veerkracht.stad.households import SEGMENTS, Segment
from veerkracht.stad.levers import CONVERSIONS, Levers, nothing

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "stad"))
from scenes import PLAUSIBLE, city_of

AREAS, PACKAGES, YEARS = 8, 5, 4
NOTHING = np.zeros(AREAS, dtype=np.intp)


def packages_of(base, *, seed):
    """Return packages of effort, homes, selling and letting, and what they cost; the first does nothing."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(0.3, 1.5, (AREAS, PACKAGES))
    made = {name: np.zeros((AREAS, PACKAGES, YEARS)) for name in ("support", "safety", "meeting", "quality")}
    made["support"][:, 1] = made["meeting"][:, 1] = size[:, 1, None]
    made["safety"][:, 2] = made["quality"][:, 2] = size[:, 2, None]
    homes = {name: np.zeros((AREAS, PACKAGES, YEARS, SEGMENTS)) for name in ("built", "demolished")}
    gone = np.floor(0.1 * size[:, 3] * base.city.dwellings[Segment.CHEAP])
    homes["demolished"][:, 3, 1, Segment.CHEAP] = gone
    homes["built"][:, 3, 2, Segment.OWNED] = gone
    conversion = np.zeros((AREAS, PACKAGES, YEARS, len(CONVERSIONS)))
    conversion[:, 4, :, 0] = 0.2 * size[:, 4, None]
    steer = np.zeros((AREAS, PACKAGES, YEARS, 3))
    steer[:, 4, :, 2] = -0.5 * size[:, 4, None]
    cost = size * rng.uniform(0.5, 2.0, (AREAS, 1))
    cost[:, 0] = 0.0
    return PackageLevers(**made, **homes, conversion=conversion, steer=steer), cost


def calm_and_spread(trajectory):
    """Return an objective that does not add up over areas: less nuisance, and vragers less in the same places."""
    vragers = trajectory.reliance[-1, 2]
    by_nuisance, by_reliance = np.zeros(trajectory.nuisance.shape), np.zeros(trajectory.reliance.shape)
    by_nuisance[-1], by_reliance[-1, 2] = -2.0 * np.maximum(trajectory.nuisance[-1] + 2.0, 0.0), -2e-4 * vragers
    value = -(np.maximum(trajectory.nuisance[-1] + 2.0, 0.0) ** 2).sum() - 1e-4 * (vragers**2).sum()
    return float(value), TrajectoryGradient.of(trajectory, nuisance=by_nuisance, reliance=by_reliance)


def scene(seed):
    city = city_of(2500, areas=AREAS, rng=np.random.default_rng(seed))
    base = prepare(city, PLAUSIBLE)
    packages, cost = packages_of(base, seed=seed)
    before = nothing(years=YEARS, areas=AREAS)
    return by_simulation(base, before=before, packages=packages, objective=calm_and_spread), cost


def problem_of(cost, *, limit):
    return MixProblem(
        areas=tuple(f"buurt {area}" for area in range(AREAS)),
        gain=np.zeros(cost.shape),
        possible=np.ones(cost.shape, dtype=bool),
        budgets=(Budget(name="samen", limit=limit, cost=cost),),
    )


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_more_budget_never_lowers_what_the_best_mix_brings_once_simulated(seed):
    simulated, cost = scene(seed)
    nought = simulated.gain(NOTHING)
    limits = np.array([0.05, 0.2, 0.5]) * cost.max(axis=1).sum()
    found = in_rounds_by_budget(
        [problem_of(cost, limit=limit) for limit in limits],
        start=NOTHING,
        simulate=lambda mix: simulated.gain(mix) - nought,
        slopes=simulated.slopes,
        most=4,
    )
    gains = [one.mix.gain for one in found]
    assert gains[0] >= 0.0
    assert all(later >= earlier for earlier, later in pairwise(gains))
    for one, limit in zip(found, limits, strict=True):
        assert problem_of(cost, limit=limit).allows(one.mix.package)
        # What is told is what a simulation of that mix brings, not a sum of slopes.
        assert simulated.gain(one.mix.package) - nought == pytest.approx(one.mix.gain, abs=1e-9)


def test_of_the_gain_that_the_last_round_promised_at_least_95_percent_is_left():
    simulated, cost = scene(3)
    nought = simulated.gain(NOTHING)
    found = in_rounds(
        problem_of(cost, limit=0.3 * float(cost.max(axis=1).sum())),
        start=NOTHING,
        simulate=lambda mix: simulated.gain(mix) - nought,
        slopes=simulated.slopes,
    )
    assert found.mix.gain > 0.0
    assert found.last_kept >= 0.95


def test_the_slope_of_a_package_is_what_a_small_part_of_it_does():
    simulated, _ = scene(5)
    now = np.arange(AREAS, dtype=np.intp) % 3
    table = simulated.slopes(now)
    assert not table[np.arange(AREAS), now].any()
    area, package, part = 2, 1, 1e-3
    here, there = (simulated.packages.in_place(mix) for mix in (now, np.where(np.arange(AREAS) == area, package, now)))
    begun = simulated.levers(now)
    moved = {name: getattr(begun, name) + part * (there[name] - here[name]) for name in here}
    kept = {item.name: getattr(begun, item.name) for item in fields(Levers)}
    ahead = replace(simulated, before=Levers(**kept | moved), packages=nothing_more(simulated.packages))
    assert (ahead.gain(NOTHING) - simulated.gain(now)) / part == pytest.approx(table[area, package], rel=0.02)


def nothing_more(packages):
    return PackageLevers(**{item.name: np.zeros_like(getattr(packages, item.name)) for item in fields(packages)})


def test_packages_of_other_years_are_refused():
    simulated, _ = scene(1)
    with pytest.raises(PackageShapeError, match="support"):
        by_simulation(
            simulated.base,
            before=nothing(years=YEARS + 1, areas=AREAS),
            packages=simulated.packages,
            objective=calm_and_spread,
        )
