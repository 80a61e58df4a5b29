"""The gradient of the mean field is what a small change of the levers does, for every lever and policy."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from scenes import PLAUSIBLE, city_of, policy_of

from veerkracht.errors.gradient import TapeYearsError, YearNotRunError
from veerkracht.stad.adjoint import Objective, TrajectoryGradient, gradient, tape
from veerkracht.stad.adjoint_year import no_way, year_back
from veerkracht.stad.base import Base, prepare
from veerkracht.stad.field_state import Year, memory_of, start_field
from veerkracht.stad.levers import Levers, nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.trajectory import Trajectory

YEARS, AREAS = 5, 9
EFFORTS = ("support", "safety", "meeting", "quality")
# How far a lever is moved in a test: far enough to see through the rounding, not so far that something is full.
STEPS = {"built": 1.0, "demolished": 1.0, "quota": 1.0, "quota_weight": 0.1, "conversion": 0.05}
POLICIES = {
    "nothing": (),
    "effort and steering": ("support", "safety", "meeting", "quality", "steer"),
    "building": ("build",),
    "demolition": ("demolish",),
    "demolition and new homes to come back to": ("rebuild",),
    "conversion": ("convert",),
    "quota": ("quota",),
    "everything": ("support", "safety", "meeting", "quality", "steer", "build", "rebuild", "convert", "quota"),
}


def base_of(seed: int, *, arrivals: float = 1.0, **changes: object) -> Base:
    city = city_of(4000, areas=AREAS, rng=np.random.default_rng(seed))
    return prepare(city, replace(PLAUSIBLE, **changes), arrivals=arrivals)


def policy(base: Base, chosen: tuple[str, ...], *, seed: int) -> Levers:
    """Return a policy with room around it: no lever is at its end, and few homes are demolished."""
    levers = policy_of(base.city, chosen, years=YEARS, rng=np.random.default_rng(seed), everything=False)
    return replace(
        levers,
        demolished=np.minimum(levers.demolished, base.city.dwellings * 0.04),
        conversion=levers.conversion * 0.3,
        steer=levers.steer * 0.3,
        quota=np.minimum(levers.quota, base.city.institutions.sum() / 8),
    )


def weights_of(trajectory: Trajectory, *, seed: int) -> TrajectoryGradient:
    """Return how much each number counts: all of them, at random; the start for much, as it must not matter."""
    rng = np.random.default_rng(seed)
    drawn = {item.name: rng.normal(size=getattr(trajectory, item.name).shape) for item in fields(TrajectoryGradient)}
    counts = ("reliance", "incomes", "occupied", "dwellings", "pools")
    return TrajectoryGradient(**{name: value / (50.0 if name in counts else 1.0) for name, value in drawn.items()})


def worth(trajectory: Trajectory, weights: TrajectoryGradient) -> float:
    pairs = ((getattr(weights, item.name), getattr(trajectory, item.name)) for item in fields(TrajectoryGradient))
    return sum(float((weight[1:] * value[1:]).sum()) for weight, value in pairs)


def objective(seed: int) -> Objective:
    def counted(trajectory: Trajectory) -> tuple[float, TrajectoryGradient]:
        weights = weights_of(trajectory, seed=seed)
        return worth(trajectory, weights), weights

    return counted


def direction_of(levers: Levers, *, seed: int) -> dict[str, np.ndarray]:
    """Return a random direction over all levers; where nothing is built or demolished a change is a kink: not there."""
    rng = np.random.default_rng(seed)
    found = {}
    for item in fields(Levers):
        values = getattr(levers, item.name)
        drawn = rng.normal(size=values.shape) * STEPS.get(item.name, 0.3)
        found[item.name] = drawn * (values > 0) if item.name in STEPS else drawn
    return found


def moved(levers: Levers, direction: dict[str, np.ndarray], step: float) -> Levers:
    return replace(levers, **{name: getattr(levers, name) + step * part for name, part in direction.items()})


def slope(base: Base, levers: Levers, direction: dict[str, np.ndarray], told: Objective, *, step: float) -> float:
    """Return the slope by central differences, in numbers of sixteen figures."""
    ahead, behind = (told(simulate(base, moved(levers, direction, way), dtype=np.float64))[0] for way in (step, -step))
    return (ahead - behind) / (2.0 * step)


def along(by: Levers, direction: dict[str, np.ndarray]) -> float:
    return sum(float((getattr(by, name) * part).sum()) for name, part in direction.items())


def nearest(base: Base, levers: Levers, direction: dict[str, np.ndarray], told: Objective, *, found: float) -> float:
    """Return how far a slope is from that by differences: the best of two steps, as a large one may cross a kink."""
    small = (slope(base, levers, direction, told, step=step) for step in (1e-4, 1e-5))
    return min(abs(found - other) / max(abs(other), 1e-6) for other in small)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", POLICIES)
def test_the_gradient_is_what_a_small_change_of_the_policy_does(name, seed):
    base = base_of(seed)
    levers, told = policy(base, POLICIES[name], seed=seed), objective(seed)
    by = gradient(base, levers, told, dtype=np.float64).levers
    direction = direction_of(levers, seed=seed)
    parts = {lever: {lever: part} for lever, part in direction.items() if part.any()}
    for chosen in (*parts.values(), direction):
        assert nearest(base, levers, chosen, told, found=along(by, chosen)) <= 1e-4, chosen.keys()


@pytest.mark.parametrize(
    "changes",
    [
        {"tipping_share": 0.15, "tipping_push": 2.0},
        {"far": (1.0, 1.0, 1.0, 1.0), "urgent_far": 1.0},
        {"return_share": 1.0},
        {"arrivals": 4.0},
        {"arrivals": 0.0, "starters_from_outside": 0.9},
    ],
    ids=["tipping", "nobody minds distance", "all come back", "a tight market", "a slack market"],
)
def test_the_gradient_holds_under_other_coefficients(changes):
    base = base_of(3, **changes)
    levers, told = policy(base, POLICIES["everything"], seed=3), objective(3)
    direction = direction_of(levers, seed=3)
    found = along(gradient(base, levers, told, dtype=np.float64).levers, direction)
    assert nearest(base, levers, direction, told, found=found) <= 1e-4


@pytest.mark.parametrize("seed", [1, 2])
def test_the_gradient_holds_when_more_is_demolished_than_the_city_can_house(seed):
    """Every home is then full, and before specks of homes counted for none their rounding decided who moved."""
    base = base_of(seed)
    levers, told = policy(base, POLICIES["everything"], seed=seed), objective(seed)
    gone = np.zeros(levers.demolished.shape)
    gone[1, :, :3] = base.city.dwellings[:, :3] * np.array([0.97, 0.6, 0.8])
    levers = replace(levers, demolished=gone, conversion=np.zeros(levers.conversion.shape))
    assert simulate(base, levers).pools[2, :, 0].sum() > 1.5 * base.pools[:, 0].sum()
    direction = direction_of(levers, seed=seed)
    found = along(gradient(base, levers, told, dtype=np.float64).levers, direction)
    assert nearest(base, levers, direction, told, found=found) <= 1e-4


def test_every_kind_of_lever_counts_for_something():
    base = base_of(1)
    by = gradient(base, policy(base, POLICIES["everything"], seed=1), objective(1)).levers
    assert all(np.abs(getattr(by, item.name)).max() > 0 for item in fields(Levers) if item.name != "quota_weight")


def test_what_is_done_after_the_end_counts_for_nothing():
    """Only what stands at the end of the first year is looked at: later levers have no slope at all."""
    base = base_of(1)
    levers = policy(base, ("support", "steer", "build"), seed=1)

    def first_year(trajectory: Trajectory) -> tuple[float, TrajectoryGradient]:
        weight = np.zeros(trajectory.nuisance.shape)
        weight[1] = 1.0
        return float(trajectory.nuisance[1].sum()), TrajectoryGradient.of(trajectory, nuisance=weight)

    by = gradient(base, levers, first_year).levers
    assert by.safety[0].any()
    assert not any(getattr(by, item.name)[1:].any() for item in fields(Levers) if item.name != "quota_weight")


def test_the_gradient_of_a_constant_is_zero():
    base = base_of(1)
    found = gradient(base, policy(base, POLICIES["everything"], seed=1), lambda t: (1.0, TrajectoryGradient.of(t)))
    assert found.value == 1.0
    assert not any(getattr(found.levers, item.name).any() for item in fields(Levers))


def test_all_households_together_are_changed_by_no_housing_policy():
    """Law 3 seen from the gradient: with self-reliance frozen no lever has a slope on the vragers of the country."""
    base = base_of(1, reliance_up=(0.0, 0.0), reliance_down=(0.0, 0.0), dissolve=(0.0, 0.0, 0.0, 0.0))

    def everyone(trajectory: Trajectory) -> tuple[float, TrajectoryGradient]:
        reliance, pools = np.zeros(trajectory.reliance.shape), np.zeros(trajectory.pools.shape)
        reliance[:, 2], pools[:, 2] = 1.0, 1.0
        value = trajectory.reliance[:, 2].sum() + trajectory.pools[:, 2].sum()
        return float(value), TrajectoryGradient.of(trajectory, reliance=reliance, pools=pools)

    levers = policy(base, ("steer", "build", "convert", "quota"), seed=1)
    by = gradient(base, levers, everyone, dtype=np.float64).levers
    scale = along(gradient(base, levers, objective(1), dtype=np.float64).levers, direction_of(levers, seed=1))
    assert max(np.abs(getattr(by, item.name)).max() for item in fields(Levers)) <= 1e-7 * abs(scale)


def test_the_value_and_the_path_are_those_of_a_run():
    base = base_of(2)
    levers = policy(base, POLICIES["everything"], seed=2)
    found, alone = gradient(base, levers, objective(2)), simulate(base, levers)
    assert found.value == objective(2)(alone)[0]
    for item in fields(Trajectory):
        if item.name != "moves":
            assert np.array_equal(getattr(found.trajectory, item.name), getattr(alone, item.name)), item.name


def test_memory_may_be_used_again():
    base = base_of(2)
    levers, memory = policy(base, POLICIES["everything"], seed=2), tape(base, years=YEARS)
    gradient(base, nothing(years=YEARS, areas=AREAS), objective(1), memory=memory)
    again, alone = gradient(base, levers, objective(2), memory=memory), gradient(base, levers, objective(2))
    for item in fields(Levers):
        assert np.array_equal(getattr(again.levers, item.name), getattr(alone.levers, item.name)), item.name


def test_memory_of_another_length_is_refused():
    base = base_of(2)
    with pytest.raises(TapeYearsError, match="holds 2 years and the policy 3"):
        gradient(base, nothing(years=3, areas=AREAS), objective(1), memory=tape(base, years=2))


def test_a_year_that_was_not_run_is_not_gone_back_through():
    base = base_of(2)
    way = no_way(base, nothing(years=1, areas=AREAS), state=start_field(base, memory_of(base)))
    for looks_back in (False, True):
        with pytest.raises(YearNotRunError):
            year_back(way, Year.empty(base, looks_back=looks_back, dtype=np.float32), number=0)
