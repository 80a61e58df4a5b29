"""How long the answer to a change of levers takes: central, and with bands from many draws of the parameters.

Run `python benchmarks/stad_answer.py [--areas 300] [--draws 64] [--asked 20]`. A made-up city of 150,000 households
in 300 areas, 15 years. Goal (issue 6, G3): central <= 60 ms on one core, with 90% bands from at least 64 draws <= 1 s
(p95) on two cores. Each answer is to another policy. Beside the time on the wall stands the processor time: on a
machine that does other work too, that is the fair one for the central answer; the load is printed. Then what fewer
slices cost in exactness.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stad.scenes import city_of

from veerkracht.engines.draws import Drawn, keep_ready
from veerkracht.stad.bands import looked_at
from veerkracht.stad.base import Base, prepare
from veerkracht.stad.coefficients import Coefficients
from veerkracht.stad.field_state import memory_of
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.levers import Levers, nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.parameters import central, draw
from veerkracht.workflows.scenario_files import load_parameters

YEARS, HOUSEHOLDS, WORKERS = 15, 150_000, 2


def policy_of(base: Base, number: int) -> Levers:
    """Return a policy with every kind of lever on the ten areas with the largest share of vragers; each another."""
    city, rng = base.city, np.random.default_rng(number)
    worst = np.argsort(-base.shares[Reliance.VRAGER])[:10]
    levers = nothing(years=YEARS, areas=city.areas)
    levers.support[:, worst] = rng.uniform(0.5, 2.0)
    levers.safety[:, worst] = levers.meeting[:, worst] = levers.quality[:, worst] = rng.uniform(0.2, 1.0)
    gone = np.minimum(city.dwellings[Segment.CHEAP, worst] // 3, int(rng.integers(50, 200)))
    levers.demolished[2, Segment.CHEAP, worst] = gone
    levers.built[4, Segment.OWNED, worst] = gone // 2
    levers.built[4, Segment.CHEAP, worst] = gone // 4
    levers.conversion[:, 0, worst] = rng.uniform(0.05, 0.3)
    levers.steer[:, Reliance.VRAGER, worst] = -rng.uniform(0.2, 1.5)
    return replace(levers, quota=np.full(YEARS, 20.0))


def verdict(value: float, *, most: float) -> str:
    return "pass" if value <= most else "FAIL"


def measure_central(base: Base, asked: int) -> None:
    memory, walls, cpus = memory_of(base), [], []
    with threadpool_limits(1):
        simulate(base, policy_of(base, 0), memory=memory)
        for number in range(asked):
            levers = policy_of(base, number)
            wall, cpu = time.perf_counter(), time.process_time()
            simulate(base, levers, memory=memory)
            walls.append((time.perf_counter() - wall) * 1e3)
            cpus.append((time.process_time() - cpu) * 1e3)
    cpu = float(np.median(cpus))
    print(f"central: wall median {np.median(walls):.1f} ms, p95 {np.quantile(walls, 0.95):.1f} ms;", end=" ")
    print(f"processor median {cpu:.1f} ms; goal <= 60 ms: {verdict(cpu, most=60.0)}")


def processor_seconds(drawn: Drawn) -> float:
    """Return what the processes with draws have used so far (Linux)."""
    told = [Path(f"/proc/{number}/stat").read_text().split() for number in (keeper.number for keeper in drawn.keepers)]
    return sum(int(fields[13]) + int(fields[14]) for fields in told) / os.sysconf("SC_CLK_TCK")


def measure_bands(base: Base, draws: list[Coefficients], asked: int) -> None:
    levers = nothing(years=YEARS, areas=base.city.areas)
    start = time.perf_counter()
    walls = []
    with keep_ready(base.city, draws, levers, workers=WORKERS) as drawn:
        print(f"{len(draws)} draws made ready, once: {time.perf_counter() - start:.2f} s")
        drawn.bands(policy_of(base, 0))
        begun = processor_seconds(drawn)
        for number in range(asked):
            policy = policy_of(base, number)
            start = time.perf_counter()
            drawn.bands(policy)
            walls.append(time.perf_counter() - start)
        used = (processor_seconds(drawn) - begun) / asked
    p95 = float(np.quantile(walls, 0.95))
    print(f"bands from {len(draws)} draws in {WORKERS} processes: wall median {np.median(walls):.2f} s,", end=" ")
    print(f"p95 {p95:.2f} s; goal p95 <= 1 s: {verdict(p95, most=1.0)}")
    print(
        f"    of which processor time, over {WORKERS}: {used / WORKERS:.2f} s ({used / len(draws) * 1e3:.1f} ms a draw)"
    )


def measure_slices(base: Base) -> None:
    levers, policy = nothing(years=YEARS, areas=base.city.areas), policy_of(base, 1)
    effects = {}
    for slices in (8, 4, 2, 1):
        memory = memory_of(base, slices=slices)
        one, other = (looked_at(simulate(base, which, memory=memory)) for which in (policy, levers))
        effects[slices] = {name: one[name][-1] - other[name][-1] for name in one}
    print("what slices cost: root mean square of the difference from 4 slices over that of the effect, last year")
    for slices in (8, 2, 1):
        parts = []
        for name, effect in effects[4].items():
            apart = effects[slices][name] - effect
            parts.append(f"{name} {np.sqrt((apart**2).mean() / max((effect**2).mean(), 1e-30)):.2%}")
        print(f"    {slices} slices: {', '.join(parts)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=300)
    parser.add_argument("--draws", type=int, default=64)
    parser.add_argument("--asked", type=int, default=20)
    asked = parser.parse_args()
    city = city_of(HOUSEHOLDS, areas=asked.areas, rng=np.random.default_rng(1))
    parameters = load_parameters()
    base = prepare(city, central(parameters))
    measure_central(base, asked.asked)
    draws = [draw(parameters, seed=1, run=run) for run in range(asked.draws)]
    start = time.process_time()
    for coefficients in draws[:8]:
        prepare(city, coefficients)
    print(f"a draw balanced, once: {(time.process_time() - start) / 8 * 1e3:.1f} ms of processor time")
    measure_bands(base, draws, asked.asked)
    measure_slices(base)
    print(f"load of the machine in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
