"""Many runs of one scenario on one and on two workers, by processes and by Dask: speed, overhead, memory (goal G8).

python benchmarks/ensembles.py [areas] [households] [runs]

The country is 14,500 buurten and 8.4 million households; the goal there is 100 runs of 15 years in 300 s on two idle
cores, with at least 90% efficiency from one to two workers. Other work on the machine makes both figures worse.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from veerkracht.engines.contract import Engine, InThisProcess, Step, compute
from veerkracht.engines.dask_cluster import DaskCluster
from veerkracht.engines.identity import code_identity
from veerkracht.engines.local import LocalPool
from veerkracht.stad.city import City
from veerkracht.stad.city_model import CityModel
from veerkracht.stad.ensemble import EnsembleSpec
from veerkracht.stad.households import SEGMENTS, TYPES
from veerkracht.stad.levers import nothing
from veerkracht.stad.merging import Merged
from veerkracht.workflows.scenario_files import load_parameters

YEARS = 15
GOAL_EFFICIENCY = 0.9
GOAL_RATE = 8.4e6 * YEARS * 100 / 300  # household-years a second, on two workers


def city_of(areas: int, households: int) -> City:
    """Return a made-up city: a few types of area, in a square, one home in fifty empty."""
    rng = np.random.default_rng(1)
    kinds = rng.dirichlet(np.full(TYPES * SEGMENTS, 0.3), size=8)
    each = [rng.multinomial(households // areas, kinds[area % len(kinds)]) for area in range(areas)]
    lived = np.array(each).T.reshape(TYPES, SEGMENTS, areas)
    homes = lived.sum(axis=0)
    side = int(np.ceil(np.sqrt(areas)))
    scores = rng.normal(size=(3, areas))
    return City(
        codes=tuple(f"BU{area:08d}" for area in range(areas)),
        names=tuple(str(area) for area in range(areas)),
        year=2024,
        households=lived,
        dwellings=homes + np.maximum(1, homes // 50),
        nuisance=scores[0],
        cohesion=scores[1],
        quality=scores[2],
        centres=np.stack(np.divmod(np.arange(areas), side), axis=1).astype(float),
        region=("around",),
        region_centres=np.full((1, 2), np.nan),
        waiting=np.full(TYPES, households // 2000),
        institutions=np.full(TYPES, households // 10000),
    )


def measured(name: str, engine: Engine, *, spec: EnsembleSpec, model: CityModel, city: City) -> tuple[float, bytes]:
    """Print speed and memory of one engine; return household-years a second once under way, and what came out."""
    told: list[tuple[float, Step]] = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        blocks = compute(
            spec,
            model=model,
            folder=Path(folder),
            engine=engine,
            block_size=1,
            progress=lambda step: told.append((time.perf_counter() - start, step)),
        )
        wall = time.perf_counter() - start
        found = Merged(spec, blocks).values("nuisance", arm=spec.arms[0]).tobytes()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # From the first parts of all workers to the last, so that starting them is seen apart.
    (first, begun), (last, done) = told[2], told[-1]
    rate = (done.done - begun.done) * int(city.households.sum()) * YEARS / (last - first)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{name:20} {wall:7.1f} s, first part after {told[1][0]:5.1f} s, {rate / 1e6:7.1f} M household-years/s, "
        f"{cpu / spec.runs:6.2f} s CPU a run, largest worker {after.ru_maxrss / 1024:6.0f} MB"
    )
    return rate, found


def main(areas: int = 300, households: int = 300_000, runs: int = 24) -> None:
    """Measure one and two workers of each engine, and check that all gave the same bytes."""
    city = city_of(areas, households)
    model = CityModel(city, parameters=load_parameters(), levers=(nothing(years=YEARS, areas=areas),))
    spec = EnsembleSpec(
        city=model.city_print(),
        parameters="shipped",
        levers=("none",),
        code=code_identity(),
        seed=1,
        runs=runs,
        arms=("baseline",),
    )
    list(model.trajectories(spec.draws(0), seed=1))  # compiles, and leaves it for the workers
    rates, outcomes = {}, set()
    engines: dict[str, Engine] = {"this process": InThisProcess()}
    for workers in (1, 2):
        engines[f"local, {workers}"] = LocalPool(workers=workers)
        engines[f"dask, {workers}"] = DaskCluster(workers=workers)
    for name, engine in engines.items():
        rates[name], found = measured(name, engine, spec=spec, model=model, city=city)
        outcomes.add(found)
    print(f"the same bytes from all: {'yes' if len(outcomes) == 1 else 'NO'}")
    for kind in ("local", "dask"):
        efficiency = rates[f"{kind}, 2"] / (2 * rates[f"{kind}, 1"])
        verdict = "pass" if efficiency >= GOAL_EFFICIENCY else "not met"
        print(f"G8 {kind}: efficiency from 1 to 2 workers {efficiency:.0%} (goal 90%): {verdict}")
        needed = rates[f"{kind}, 2"] / GOAL_RATE
        print(f"G8 {kind}: {needed:.0%} of the speed that 300 s for the country asks, if speed does not fall with size")


if __name__ == "__main__":
    main(*(int(argument.replace("_", "")) for argument in sys.argv[1:]))
