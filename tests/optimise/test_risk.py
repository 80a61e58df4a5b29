from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.errors.optimise import FloorOutOfReachError, MixShapeError, WorstShareError
from veerkracht.optimise.portfolio import choose
from veerkracht.optimise.problem import Budget, Floor, MixProblem
from veerkracht.optimise.risk import best_in_the_worst, least_regret, worst_mean


def problem_of(cost, *, limit, floors=()):
    cost = np.asarray(cost, dtype=float)
    return MixProblem(
        areas=tuple(f"buurt {k}" for k in range(len(cost))),
        gain=np.zeros(cost.shape),
        possible=np.ones(cost.shape, dtype=bool),
        budgets=(Budget(name="gemeente", limit=limit, cost=cost),),
        floors=floors,
    )


def by_scenario(gains, package):
    return gains[:, np.arange(len(package)), package].sum(axis=1)


def allowed(problem):
    areas, packages = problem.gain.shape
    return [one for one in map(np.array, product(range(packages), repeat=areas)) if problem.allows(one)]


def drawn(seed, *, areas=4, packages=3, scenarios=6):
    rng = np.random.default_rng(seed)
    cost = np.concatenate([np.zeros((areas, 1)), rng.integers(1, 9, (areas, packages - 1))], axis=1)
    gains = rng.normal(1.0, 2.0, (scenarios, areas, packages)) * (cost > 0)
    return problem_of(cost, limit=float(cost.max(axis=1).sum() * 0.5)), gains


def test_the_mean_of_the_worst_half_of_two_is_the_worst():
    assert worst_mean(np.array([3.0, 1.0]), worst_share=0.5) == 1.0


def test_a_scenario_that_falls_half_within_the_worst_share_counts_for_half():
    assert worst_mean(np.array([1.0, 2.0, 3.0]), worst_share=0.5) == pytest.approx((1 + 0.5 * 2) / 1.5)


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=20), st.floats(0.05, 1))
def test_the_worst_share_is_never_better_than_the_mean_and_never_worse_than_the_worst(gains, share):
    gains = np.array(gains)
    assert gains.min() - 1e-9 <= worst_mean(gains, worst_share=share) <= gains.mean() + 1e-9


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.5, 1.0]))
def test_no_mix_at_all_is_better_in_the_worst_scenarios(seed, share):
    problem, gains = drawn(seed)
    found = best_in_the_worst(problem, gains, worst_share=share)
    best = max(worst_mean(by_scenario(gains, one), worst_share=share) for one in allowed(problem))
    assert problem.allows(found.mix.package)
    assert found.value == pytest.approx(best, abs=1e-4)
    assert found.value <= found.bound + 1e-6


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_no_mix_at_all_has_less_regret(seed):
    problem, gains = drawn(seed)
    found = least_regret(problem, gains)
    sums = np.array([by_scenario(gains, one) for one in allowed(problem)])
    least = (sums.max(axis=0) - sums).max(axis=1).min()
    assert found.value == pytest.approx(least, abs=1e-4)
    assert found.value >= found.bound - 1e-6


def test_caution_prefers_the_sure_package_where_the_mean_prefers_the_risky_one():
    problem = problem_of([[0, 1, 1]], limit=1)
    gains = np.array([[[0.0, 1.0, 10.0]], [[0.0, 1.0, -4.0]]])
    assert best_in_the_worst(problem, gains, worst_share=0.5).mix.package.tolist() == [1]
    assert best_in_the_worst(problem, gains, worst_share=1.0).mix.package.tolist() == [2]


def test_one_scenario_leaves_no_regret():
    problem, gains = drawn(5, scenarios=1)
    assert least_regret(problem, gains).value == pytest.approx(0.0, abs=1e-6)


def test_the_mean_of_all_scenarios_is_what_the_plain_choice_maximises():
    problem, gains = drawn(8)
    plain = choose(
        MixProblem(areas=problem.areas, gain=gains.mean(axis=0), possible=problem.possible, budgets=problem.budgets)
    )
    assert best_in_the_worst(problem, gains, worst_share=1.0).value == pytest.approx(plain.gain, abs=1e-4)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1, float("nan")])
def test_a_share_of_worst_scenarios_outside_0_to_1_is_refused(share):
    problem, gains = drawn(1)
    with pytest.raises(WorstShareError, match="above 0"):
        best_in_the_worst(problem, gains, worst_share=share)


def test_gains_of_other_areas_are_refused():
    problem, gains = drawn(1)
    with pytest.raises(MixShapeError, match="gains"):
        least_regret(problem, gains[:, :2])


def test_a_floor_out_of_reach_is_named_here_too():
    problem, gains = drawn(1)
    floor = Floor(name="leefomgeving", least=99.0, counts=np.ones(problem.gain.shape))
    problem = MixProblem(
        areas=problem.areas, gain=problem.gain, possible=problem.possible, budgets=problem.budgets, floors=(floor,)
    )
    with pytest.raises(FloorOutOfReachError, match="leefomgeving"):
        best_in_the_worst(problem, gains, worst_share=0.2)
