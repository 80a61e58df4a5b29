"""How fast the engine that keeps every household lets a year pass (goal G2 of the simulation), and what it needs.

    python benchmarks/stad_year.py [--sizes 100000 500000 2000000] [--largest 8400000] [--areas 300]

A year is the difference between runs of one and of six years of a made-up city without a policy, on one core, the best
of some rounds by the clock of the processor. A city has pools around it (who may come from the region and the country),
whose households are records too: speed is told per household in a home of the city, and per record. Memory is the most
that a process of its own held, less what it held before the city was made. A cold start is a new process until its
first run of a small city is there, with machine code from earlier and without.

Goal: >= 40 million household-years a second on one core from 100,000 to 2 million households.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

# The cities are those of the tests, so that both speak of the same people.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.stad.scenes import PLAUSIBLE, city_of

from veerkracht.stad.base import Base, prepare
from veerkracht.stad.levers import nothing
from veerkracht.stad.micro import simulate
from veerkracht.stad.trajectory import Trajectory

GOAL = 4e7
YEARS = 6


def base_of(households: int, *, areas: int) -> Base:
    """Return a made-up city of so many households."""
    return prepare(city_of(households, areas=areas, rng=np.random.default_rng(1)), PLAUSIBLE)


def run(base: Base, *, years: int) -> Trajectory:
    """Return one run without a policy."""
    return simulate(base, nothing(years=years, areas=base.city.areas), seed=1, run=0)


def best(base: Base, *, years: int, rounds: int) -> float:
    """Return the least time of the processor that a run takes, in seconds."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        run(base, years=years)
        seconds.append(time.process_time() - start)
    return min(seconds)


def measure(households: int, *, areas: int, rounds: int) -> dict[str, float]:
    """Return what a year costs in a city; meant for a process of its own."""
    run(base_of(300, areas=4), years=1)  # loads the machine code
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    base = base_of(households, areas=areas)
    made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(base, years=1)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    one = best(base, years=1, rounds=rounds)
    year = (best(base, years=YEARS, rounds=rounds) - one) / (YEARS - 1)
    homes = int(base.city.households.sum())
    return {
        "homes": homes,
        "records": homes + int(base.pools.sum()),
        "year": year,
        "start": one - year,
        "bytes": (held - made) * 1024,
        "city_bytes": (made - before) * 1024,
    }


def in_its_own(*arguments: str, cache: str | None = None) -> str:
    """Return what this program prints in a process of its own."""
    environment = os.environ | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    command = [sys.executable, __file__, *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout


def cold_start() -> None:
    """Print how long a new process takes to its first run."""
    with tempfile.TemporaryDirectory() as name:
        for what in ("without machine code from earlier", "with it"):
            start = time.perf_counter()
            in_its_own("--first-run", cache=name)
            print(f"  cold start {what:<34} {time.perf_counter() - start:6.2f} s")


def main() -> int:
    """Print the lines; a missed goal is no failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 500_000, 1_000_000, 2_000_000])
    parser.add_argument("--largest", type=int, default=8_400_000, help="the country; 0 leaves it out")
    parser.add_argument("--areas", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--first-run", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.first_run:
        run(base_of(300, areas=4), years=1)
        return 0
    if given.measure:
        print(json.dumps(measure(given.measure, areas=given.areas, rounds=given.rounds)))
        return 0
    print(f"a year of {given.areas} areas without a policy; load {os.getloadavg()[0]:.1f}")
    print("   in homes     records   ms a year  start ms   million household-years a second   bytes a record")
    print("                                                  in homes      of all records   ")
    for size in [*given.sizes, *([given.largest] if given.largest else [])]:
        rounds = max(1, min(4 * given.rounds, given.rounds * 2_000_000 // size)) if size <= max(given.sizes) else 1
        told = json.loads(
            in_its_own("--measure", str(size), "--areas", str(given.areas), "--rounds", str(rounds)).splitlines()[-1]
        )
        speeds = [told[name] / told["year"] for name in ("homes", "records")]
        goal = "" if size not in given.sizes else ("pass" if speeds[0] >= GOAL else "FAIL")
        print(
            f"  {told['homes']:9,}  {told['records']:10,}  {told['year'] * 1e3:10.2f}  {told['start'] * 1e3:8.1f}"
            f"  {speeds[0] / 1e6:10.1f} {goal:<6} {speeds[1] / 1e6:12.1f} {told['bytes'] / told['records']:18.1f}",
            flush=True,
        )
    cold_start()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
