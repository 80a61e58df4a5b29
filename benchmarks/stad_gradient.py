"""What the gradient over all levers costs beside one run of the mean field, side by side in one job.

Run `python benchmarks/stad_gradient.py [--areas 300] [--times 15]`. A made-up city of 150,000 households, 15 years,
once without a policy and once with every kind of lever. Goal (issue 6, G6): the gradient over at least 2,500 levers
takes at most 4 times one run. By processor time, run and gradient in turns; the ratio is the median over the turns.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stad_answer import HOUSEHOLDS, YEARS, policy_of, verdict
from tests.stad.scenes import city_of

from veerkracht.stad.adjoint import TrajectoryGradient, gradient, tape
from veerkracht.stad.base import Base, prepare
from veerkracht.stad.field_state import memory_of
from veerkracht.stad.levers import Levers, nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.parameters import central
from veerkracht.stad.trajectory import Trajectory
from veerkracht.workflows.scenario_files import load_parameters


def vragers_and_nuisance(trajectory: Trajectory) -> tuple[float, TrajectoryGradient]:
    """Return an objective that looks at all years: squared nuisance, and vragers among the households of an area."""
    nuisance, reliance = 2.0 * trajectory.nuisance, np.zeros(trajectory.reliance.shape)
    reliance[:, 2] = 2e-4 * trajectory.reliance[:, 2]
    value = (trajectory.nuisance**2).sum() + 1e-4 * (trajectory.reliance[:, 2] ** 2).sum()
    return float(value), TrajectoryGradient.of(trajectory, nuisance=nuisance, reliance=reliance)


def measure(name: str, base: Base, levers: Levers, *, times: int) -> None:
    plain, kept = memory_of(base), tape(base, years=levers.years)
    number = sum(getattr(levers, item.name).size for item in fields(Levers))
    runs, gradients = [], []
    with threadpool_limits(1):
        simulate(base, levers, memory=plain)
        gradient(base, levers, vragers_and_nuisance, memory=kept)
        for _ in range(times):
            start = time.process_time()
            simulate(base, levers, memory=plain)
            middle = time.process_time()
            gradient(base, levers, vragers_and_nuisance, memory=kept)
            runs.append(middle - start)
            gradients.append(time.process_time() - middle)
    ratio = float(np.median(np.array(gradients) / np.array(runs)))
    print(f"{name}: {number:,} levers; run {np.median(runs) * 1e3:.1f} ms,", end=" ")
    print(f"gradient {np.median(gradients) * 1e3:.1f} ms; ratio {ratio:.2f}; goal <= 4: {verdict(ratio, most=4.0)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=300)
    parser.add_argument("--times", type=int, default=15)
    asked = parser.parse_args()
    city = city_of(HOUSEHOLDS, areas=asked.areas, rng=np.random.default_rng(1))
    base = prepare(city, central(load_parameters()))
    measure("no policy", base, nothing(years=YEARS, areas=asked.areas), times=asked.times)
    measure("every kind of lever", base, policy_of(base, 0), times=asked.times)


if __name__ == "__main__":
    main()
