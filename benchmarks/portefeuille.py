"""The best mix of packages, beside branch and bound over everything (HiGHS) and, if it installs, NSGA-II of pymoo.

    python benchmarks/portefeuille.py [--seconds 60] [--without-nsga]

Goal G6: 500 areas x 16 packages in at most 2 s of processor, at 99.5% of the value of the MILP or more. Each line is a
made-up city: many small packages, a few large, one or several budgets, floors for two handelingsperspectieven. NSGA-II
gets the same one-budget city as a problem of two goals (gain, cost), starts from the cheapest packages, and is compared
by hypervolume with the frontier of `choose` over 60 budgets. It runs in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
import venv
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from veerkracht.optimise.portfolio import choose
from veerkracht.optimise.problem import Budget, Floor, MixProblem
from veerkracht.optimise.risk import best_in_the_worst, least_regret

CITIES = ((150, 12, 1), (500, 16, 1), (2000, 16, 1), (150, 12, 3), (500, 16, 3), (500, 16, 6))
GOAL_SECONDS, GOAL_RATIO = 2.0, 0.995

NSGA = """
import json, sys, time
import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.operators.crossover.ux import UniformCrossover
from pymoo.operators.mutation.pm import PM
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.optimize import minimize
case = np.load(sys.argv[1])
cost, gain, limit = case["cost"], case["gain"], float(case["limit"])
areas, packages = cost.shape
rows = np.arange(areas)
class City(Problem):
    def __init__(self):
        super().__init__(n_var=areas, n_obj=2, n_ieq_constr=1, xl=0, xu=packages - 1, vtype=int)
    def _evaluate(self, x, out, *args, **kwargs):
        at = x.astype(int)
        spent = cost[rows, at].sum(axis=1)
        out["F"] = np.column_stack([-gain[rows, at].sum(axis=1), spent])
        out["G"] = (spent - limit)[:, None]
rng = np.random.default_rng(1)
chance = rng.random((200, 1)) * 0.5
start = np.where(rng.random((200, areas)) < chance, rng.integers(0, packages, (200, areas)), cost.argmin(axis=1))
rounding = RoundingRepair()
algorithm = NSGA2(pop_size=200, sampling=start, crossover=UniformCrossover(repair=rounding),
    mutation=PM(prob_var=2 / areas, eta=3, vtype=float, repair=rounding), eliminate_duplicates=True)
began = time.perf_counter()
found = minimize(City(), algorithm, ("time", float(sys.argv[2])), seed=1)
points = [] if found.F is None else np.atleast_2d(found.F).tolist()
print(json.dumps({"seconds": time.perf_counter() - began, "points": points}))
"""


def made_up(areas: int, packages: int, *, budgets: int, seed: int) -> MixProblem:
    """Return a city: costs and gains spread lognormally, gains with the root of costs."""
    rng = np.random.default_rng(seed)
    cost = rng.lognormal(0, 0.7, (areas, packages))
    cost[:, 0] = 0
    gain = np.sqrt(cost) * rng.gamma(2, 0.5, (areas, 1)) * rng.lognormal(0, 0.5, (areas, packages))
    share = rng.dirichlet(np.ones(budgets), (areas, packages)) if budgets > 1 else np.ones((areas, packages, 1))
    kind = np.arange(packages) % 4
    floors = (
        Floor(name="sociale aanpak", least=float(areas // 10), counts=np.tile((kind == 1) * 1.0, (areas, 1))),
        Floor(name="woningprogramma", least=float(areas // 6), counts=np.tile((kind == 3) * 1.0, (areas, 1))),
    )
    parts = [cost * share[..., k] for k in range(budgets)]
    tight = 0.15 if budgets == 1 else 0.09
    return MixProblem(
        areas=tuple(f"buurt {k}" for k in range(areas)),
        gain=gain,
        possible=np.ones(gain.shape, dtype=bool),
        budgets=tuple(
            Budget(name=f"budget {k}", limit=float(tight * one.max(axis=1).sum()), cost=one)
            for k, one in enumerate(parts)
        ),
        floors=floors if budgets > 1 else (),
    )


def yardstick(problem: MixProblem, *, seconds: float) -> tuple[float, float, float]:
    """Return value, bound and time of the whole MILP, stopped by the clock if need be."""
    areas, packages = problem.gain.shape
    rows = [one.cost.ravel() for one in problem.budgets] + [-one.counts.ravel() for one in problem.floors]
    limits = [one.limit for one in problem.budgets] + [-one.least for one in problem.floors]
    start = time.perf_counter()
    found = milp(
        -problem.gain.ravel(),
        constraints=[
            LinearConstraint(sparse.csr_array(sparse.kron(sparse.eye_array(areas), np.ones((1, packages)))), 1, 1),
            LinearConstraint(sparse.csr_array(np.array(rows)), -np.inf, np.array(limits)),
        ],
        integrality=np.ones(areas * packages),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 1e-4, "time_limit": seconds},
    )
    return -float(found.fun), -float(found.mip_dual_bound), time.perf_counter() - start


def hypervolume(points: list[tuple[float, float]], *, limit: float) -> float:
    """Return the area under the steps of (cost, gain) up to the budget, from gain 0."""
    at, best, total = 0.0, 0.0, 0.0
    for cost, gain in [*sorted(points), (limit, 0.0)]:
        total += best * (min(cost, limit) - at)
        at, best = min(cost, limit), max(best, gain)
    return total


def nsga(problem: MixProblem, *, seconds: float) -> tuple[list[tuple[float, float]], float] | None:
    """Return what NSGA-II found (cost, gain) in the given time, or None if pymoo does not install."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "env", with_pip=True)
        python = folder / "env" / "bin" / "python"
        installed = subprocess.run([python, "-m", "pip", "install", "-q", "pymoo"], capture_output=True, check=False)
        if installed.returncode:
            return None
        np.savez(
            folder / "case.npz",
            cost=problem.budgets[0].cost,
            gain=problem.gain,
            limit=np.array(problem.budgets[0].limit),
        )
        (folder / "nsga.py").write_text(NSGA, "utf-8")
        ran = subprocess.run(
            [python, folder / "nsga.py", folder / "case.npz", str(seconds)], capture_output=True, check=False, text=True
        )
        if ran.returncode:
            print(ran.stderr[-500:])
            return None
        answer = json.loads(ran.stdout.splitlines()[-1])
        return [(cost, -gain) for gain, cost in answer["points"]], answer["seconds"]


def several_sizes(problem: MixProblem, *, number: int) -> tuple[list[tuple[float, float]], float]:
    """Return (cost, gain) of `choose` for rising budgets, and the time."""
    budget = problem.budgets[0]
    start = time.perf_counter()
    points = []
    for k in range(1, number + 1):
        one = Budget(name=budget.name, limit=budget.limit * k / number, cost=budget.cost)
        mix = choose(MixProblem(areas=problem.areas, gain=problem.gain, possible=problem.possible, budgets=(one,)))
        points.append((mix.spent[0], mix.gain))
    return points, time.perf_counter() - start


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="for the MILP and for NSGA-II, each")
    parser.add_argument("--without-nsga", action="store_true")
    given = parser.parse_args()
    choose(made_up(20, 4, budgets=2, seed=1))  # loads HiGHS
    print("areas packages budgets | choose: s  of CPU  of the MILP  of the bound  proven | MILP: s  its gap")
    for areas, packages, budgets in CITIES:
        problem = made_up(areas, packages, budgets=budgets, seed=3)
        start, cpu = time.perf_counter(), time.process_time()
        mix = choose(problem)
        took, cpu = time.perf_counter() - start, time.process_time() - cpu
        value, bound, other = yardstick(problem, seconds=given.seconds)
        fits = cpu <= GOAL_SECONDS and mix.gain >= GOAL_RATIO * value
        verdict = ("pass" if fits else "FAIL") if (areas, packages) == (500, 16) else ""
        print(
            f"{areas:5} {packages:8} {budgets:7} | {took:9.3f} {cpu:7.3f} {mix.gain / value:12.6f}"
            f" {mix.gain / mix.bound:13.6f} {mix.is_proven!s:>7} | {other:7.2f} {bound / value - 1:8.1e} {verdict}",
            flush=True,
        )
    scenarios(areas=500, packages=16, number=50)
    if not given.without_nsga:
        beside_nsga(seconds=given.seconds)


def scenarios(*, areas: int, packages: int, number: int) -> None:
    """Print how long caution takes."""
    problem = made_up(areas, packages, budgets=1, seed=3)
    gains = problem.gain * np.random.default_rng(3).lognormal(0, 0.5, (number, areas, packages))
    for name, run in (
        ("mean of the worst 20%", lambda: best_in_the_worst(problem, gains, worst_share=0.2)),
        ("least regret", lambda: least_regret(problem, gains)),
    ):
        start = time.perf_counter()
        found = run()
        took = time.perf_counter() - start
        print(f"{number} scenarios, {name}: {found.value:.3f}, bound {found.bound:.3f}, {took:.2f} s", flush=True)


def beside_nsga(*, seconds: float) -> None:
    """Print the hypervolume of NSGA-II in parts of that of `choose`."""
    problem = made_up(500, 16, budgets=1, seed=3)
    limit = problem.budgets[0].limit
    points, took = several_sizes(problem, number=60)
    rises = all(after[1] >= before[1] for before, after in pairwise(points))
    print(f"frontier of 60 budgets: {took:.2f} s; more budget never brings less: {rises}")
    found = nsga(problem, seconds=seconds)
    if found is None:
        print("NSGA-II: pymoo did not install here")
        return
    ratio = hypervolume(found[0], limit=limit) / hypervolume(points, limit=limit)
    print(f"NSGA-II, {found[1]:.0f} s: {ratio:.3f} of the hypervolume of that frontier")


if __name__ == "__main__":
    main()
