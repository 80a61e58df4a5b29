"""How long the answer to a change of levers takes: central, and with bands from many draws of the parameters.

Run `python benchmarks/stad_answer.py [--areas 300] [--draws 64] [--asked 20] [--processes]`. A made-up city of 150,000
households in 300 areas, 15 years. Goal (issue 6, G3): central <= 60 ms on one core, with 90% bands from at least 64
draws <= 1 s (p95) on two cores: all draws of a city held ready (`stad.held_city`) in two threads, and the answer around
them, with the index by its formula and the contract. Each answer is to another policy. Beside the time on the wall
stands the processor time: on a machine that does other work too, that is the fair one for what runs on one core, and
half of it, for the draws, the least that two cores can do; the load is printed. Then what fewer slices cost in
exactness. With `--processes` the bands from processes too (`engines.draws`).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stad.outlook_cases import DEVIATIONS, demo_index
from tests.stad.scenes import city_of

from veerkracht.engines.draws import Drawn, keep_ready
from veerkracht.facts.areas import Areas
from veerkracht.stad.balance import Question, city_balance
from veerkracht.stad.bands import looked_at
from veerkracht.stad.base import Base, prepare
from veerkracht.stad.coefficients import Coefficients
from veerkracht.stad.contract import Tolerance
from veerkracht.stad.field_state import memory_of
from veerkracht.stad.held_city import HeldCity, hold_city
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.levers import Levers, nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.outlook import outlook_index
from veerkracht.stad.outlook_classes import score_borders
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


def question_of(base: Base) -> Question:
    """Return what the answer is asked of: the index of the fictitious city, its areas over and over."""
    city, held = base.city, demo_index()
    rows = np.arange(city.areas) % len(held.areas)
    codes = tuple(f"BU{9 * 10**7 + area}" for area in range(city.areas))
    index = replace(
        held,
        areas=Areas(level=held.areas.level, year=held.areas.year, codes=codes, names=codes),
        **{name: getattr(held, name)[:, rows] for name in ("figures", "available", "normalised")},
        scores={code: scores[rows] for code, scores in held.scores.items()},
    )
    return Question(
        index=outlook_index(index, deviations=DEVIATIONS),
        borders=score_borders(held.scores[held.design.root]),
        names=city.names,
        region=city.region,
        first_year=city.year,
        score_by=0.02,
        vragers_by=0.02,
    )


def bytes_of(value: object, seen: set[int]) -> int:
    """Return the size of all arrays in a value, each once."""
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        return bytes_of(value.base, seen) if value.base is not None else value.nbytes
    if is_dataclass(value):
        return sum(bytes_of(getattr(value, item.name), seen) for item in fields(value))
    if isinstance(value, tuple | list):
        return sum(bytes_of(one, seen) for one in value)
    return 0


def measure_held(base: Base, held: HeldCity, asked: int) -> None:
    question, contract = question_of(base), (Tolerance(code="worse_chance", at_most=0.1),)
    walls, draws, rounds = [], [], []
    with threadpool_limits(1), ThreadPoolExecutor(WORKERS) as pool:
        for number in range(asked + 1):
            levers = policy_of(base, number)
            wall, cpu = time.perf_counter(), time.process_time()
            runs = held.runs(levers, together=pool.map)
            middle = time.process_time()
            city_balance(runs, held.baseline, question=question, contract=contract)
            walls.append(time.perf_counter() - wall)
            draws.append(middle - cpu)
            rounds.append(time.process_time() - middle)
    p95 = float(np.quantile(walls[1:], 0.95))
    print(
        f"{len(held.draws)} draws in {WORKERS} threads, index and contract: wall median {np.median(walls[1:]):.2f} s,",
        end=" ",
    )
    print(f"p95 {p95:.2f} s; goal p95 <= 1 s: {verdict(p95, most=1.0)}")
    computed, rest = float(np.median(draws[1:])), float(np.median(rounds[1:]))
    each = computed / len(held.draws) * 1e3
    print(f"    processor: draws {computed:.2f} s ({each:.1f} ms each), the rest {rest:.2f} s;")
    print(f"    so on {WORKERS} idle cores at least {computed / WORKERS + rest:.2f} s, on one {computed + rest:.2f} s")


def measure_hold(base: Base, draws: list[Coefficients]) -> HeldCity:
    start = time.process_time()
    bases = (prepare(base.city, one) for one in draws)
    held = hold_city(bases, nothing(years=YEARS, areas=base.city.areas), desks=WORKERS)
    took, seen = time.process_time() - start, set[int]()
    parts = {"draws": bytes_of(held.draws, seen), "baseline": bytes_of(held.baseline, seen)}
    told = ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in parts.items())
    print(f"{len(draws)} draws held ready, once: {took:.2f} s of processor time; in memory: {told}, and the desks")
    return held


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
    parser.add_argument("--processes", action="store_true", help="bands from processes too")
    asked = parser.parse_args()
    city = city_of(HOUSEHOLDS, areas=asked.areas, rng=np.random.default_rng(1))
    parameters = load_parameters()
    base = prepare(city, central(parameters))
    measure_central(base, asked.asked)
    draws = [draw(parameters, seed=1, run=run) for run in range(asked.draws)]
    measure_held(base, measure_hold(base, draws), asked.asked)
    if asked.processes:
        measure_bands(base, draws, asked.asked)
    measure_slices(base)
    print(f"load of the machine in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
