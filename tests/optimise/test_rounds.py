from __future__ import annotations

import numpy as np
import pytest

from veerkracht.errors.optimise import FloorOutOfReachError
from veerkracht.optimise.problem import Budget, Floor, MixProblem
from veerkracht.optimise.rounds import in_rounds

AREAS, PACKAGES = 40, 5


class Waterbed:
    """A city where part of what an area gains is lost in the areas beside it, and more of the same helps less."""

    def __init__(self, *, seed=1, back=0.0, fading=0.0):
        rng = np.random.default_rng(seed)
        self.cost = np.concatenate([np.zeros((AREAS, 1)), rng.lognormal(0, 0.6, (AREAS, PACKAGES - 1))], axis=1)
        self.own = np.sqrt(self.cost) * rng.gamma(2.0, 0.5, (AREAS, 1))
        self.beside = back * (np.eye(AREAS, k=1) + np.eye(AREAS, k=-1)) * rng.uniform(0.5, 1.5, (AREAS, AREAS))
        self.fading = fading
        self.asked = 0

    def problem(self, **changes):
        limit = float(0.25 * self.cost.max(axis=1).sum())
        made = {
            "areas": tuple(f"buurt {k}" for k in range(AREAS)),
            "gain": np.zeros((AREAS, PACKAGES)),
            "possible": np.ones((AREAS, PACKAGES), dtype=bool),
            "budgets": (Budget(name="samen", limit=limit, cost=self.cost),),
        }
        return MixProblem(**(made | changes))

    def level(self, package):
        return self.own[np.arange(AREAS), package]

    def gain(self, package):
        self.asked += 1
        level = self.level(package)
        around = level @ self.beside @ level
        return float(level.sum() - around - self.fading * level.sum() ** 2)

    def slopes(self, package):
        level = self.level(package)
        price = 1.0 - (self.beside + self.beside.T) @ level - 2 * self.fading * level.sum()
        return price[:, None] * (self.own - level[:, None])


NOTHING = np.zeros(AREAS, dtype=np.intp)


def found_in(city, **changes):
    return in_rounds(city.problem(**changes), start=NOTHING, simulate=city.gain, slopes=city.slopes)


def test_where_gains_add_up_one_round_finds_the_best_mix_and_keeps_all_it_promised():
    found = found_in(Waterbed())
    assert found.first_kept == pytest.approx(1.0)
    assert sum(one.is_taken for one in found.rounds) == 1


@pytest.mark.parametrize("seed", range(2))
def test_in_a_waterbed_the_first_promise_is_not_kept_and_the_last_is(seed):
    found = found_in(Waterbed(seed=seed, back=0.25, fading=0.004))
    assert found.first_kept < 0.8
    assert found.last_kept >= 0.95
    assert found.mix.gain > 1.02 * found.rounds[0].simulated


@pytest.mark.parametrize("seed", range(2))
def test_no_exchange_in_one_area_is_much_better_than_what_came_out(seed):
    city = Waterbed(seed=seed, back=0.25)
    problem = city.problem()
    found = in_rounds(problem, start=NOTHING, simulate=city.gain, slopes=city.slopes, most=20)
    best = found.mix.gain
    for area in range(AREAS):
        for package in range(PACKAGES):
            other = found.mix.package.copy()
            other[area] = package
            if problem.allows(other):
                best = max(best, city.gain(other))
    assert found.mix.gain >= 0.98 * best


def test_what_comes_out_is_never_worse_than_the_start_or_the_first_round():
    for seed in range(3):
        found = found_in(Waterbed(seed=seed, back=1.5, fading=0.05))
        assert found.mix.gain >= max(0.0, found.rounds[0].simulated)


def test_budgets_and_floors_hold_in_what_comes_out():
    city = Waterbed(back=0.3)
    floor = Floor(name="leefomgeving", least=9.0, counts=np.tile(np.arange(PACKAGES) == 3, (AREAS, 1)) * 1.0)
    problem = city.problem(floors=(floor,))
    found = in_rounds(problem, start=NOTHING, simulate=city.gain, slopes=city.slopes)
    assert problem.allows(found.mix.package)
    assert found.mix.reached[0] >= 9.0


def test_a_floor_out_of_reach_is_told_as_by_a_single_choice():
    city = Waterbed()
    floor = Floor(name="leefomgeving", least=99.0, counts=np.ones((AREAS, PACKAGES)))
    with pytest.raises(FloorOutOfReachError, match="leefomgeving"):
        found_in(city, floors=(floor,))


def test_it_asks_the_simulation_once_a_round():
    city = Waterbed(back=0.25)
    found = found_in(city)
    assert city.asked == len(found.rounds) + 1
