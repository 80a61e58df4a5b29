"""Many runs of one scenario on one and on two workers, by processes and by Dask: speed, overhead, memory (goal G8).

python benchmarks/ensembles.py [areas] [households] [runs]
python benchmarks/ensembles.py country [runs] [HOME]

The country is 14,500 buurten and 8.4 million households; the goal there is 100 runs of 15 years in 300 s on two idle
cores, with at least 90% efficiency from one to two workers. HOME is a folder of stored data (`veerkracht data import`);
without it the country is made up. A run is one policy: what a user asks beside it, its baseline, costs the same again.

Other work on the machine makes the clock useless. So beside it stands the processor time of a run, and with it the
efficiency that the workers themselves allow: the same work should take no more of it on two workers than on one.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from synthese import made_up

from veerkracht.engines.contract import Engine, Step, compute
from veerkracht.engines.dask_cluster import DaskCluster
from veerkracht.engines.identity import code_identity
from veerkracht.engines.local import LocalPool
from veerkracht.facts.areas import Level, gemeente_code
from veerkracht.stad.city import City
from veerkracht.stad.city_model import CityModel
from veerkracht.stad.country import country_of
from veerkracht.stad.country_model import CountryModel
from veerkracht.stad.ensemble import Draws, EnsembleSpec, Model
from veerkracht.stad.households import SEGMENTS, TYPES
from veerkracht.stad.levers import nothing
from veerkracht.stad.merging import Merged
from veerkracht.stad.runs import Runs
from veerkracht.stad.synthesis.synthesise import synthesise
from veerkracht.stad.trajectory import Trajectory
from veerkracht.workflows.opening import shipped_catalogue, warehouse_at
from veerkracht.workflows.scenario_country import starting_country
from veerkracht.workflows.scenario_files import load_parameters

YEARS = 15
GOAL = 0.9  # of twice the speed, on two workers
GOAL_SECONDS = 300


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


class Timed:
    """A model that notes the processor time of each run in a folder."""

    def __init__(self, model: Model, folder: Path) -> None:
        self._model = model
        self._folder = folder

    def trajectories(self, draws: Draws, *, seed: int) -> Iterator[Trajectory]:
        """Yield what the model yields, and note what it took."""
        start = time.process_time()
        yield from self._model.trajectories(draws, seed=seed)
        took = {"seconds": time.process_time() - start, "process": os.getpid(), "since": start}
        (self._folder / f"run-{draws.chance}.json").write_text(json.dumps(took), "utf-8")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What an engine took.

    Attributes:
        rate: household-years a second by the clock, from the first parts of all workers to the last.
        run: processor seconds of a run, the median over those after the first of each process.
        whole: processor seconds of all workers and of this process together, starting up included.
        parent: of which this process.
        found: what came out.
    """

    rate: float
    run: float
    whole: float
    parent: float
    found: bytes


def measured(name: str, engine: Engine, *, spec: EnsembleSpec, model: Model, households: int) -> Measure:
    """Print what one engine took, and return it."""
    told: list[tuple[float, Step]] = []
    before, parent = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        blocks = compute(
            spec,
            model=Timed(model, Path(folder)),
            folder=Path(folder),
            engine=engine,
            block_size=1,
            progress=lambda step: told.append((time.perf_counter() - start, step)),
        )
        parent = time.process_time() - parent
        notes = [json.loads(note.read_text("utf-8")) for note in Path(folder).glob("run-*.json")]
        found = Merged(spec, blocks).values("nuisance", arm=spec.arms[0]).tobytes()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # From the first parts of all workers to the last, so that starting them is seen apart.
    (first, begun), (last, done) = told[2], told[-1]
    rate = (done.done - begun.done) * households * YEARS / max(last - first, 1e-9)
    workers = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    firsts = {note["process"]: min(n["since"] for n in notes if n["process"] == note["process"]) for note in notes}
    later = [note["seconds"] for note in notes if note["since"] > firsts[note["process"]]]
    run = float(np.median(later or [note["seconds"] for note in notes]))
    print(
        f"{name:14} {last:7.1f} s by the clock, first part after {told[1][0]:5.1f} s, {rate / 1e6:6.1f} M "
        f"household-years/s; processor: {run:6.2f} s a run ({households * YEARS / run / 1e6:.1f} M household-years/s), "
        f"workers {workers:.1f} s, this process {parent:.1f} s; largest worker {after.ru_maxrss / 1024:.0f} MB",
        flush=True,
    )
    return Measure(rate=rate, run=run, whole=workers + parent, parent=parent, found=found)


def compared(spec: EnsembleSpec, *, model: Model, households: int, kinds: tuple[str, ...]) -> dict[str, Measure]:
    """Measure one and two workers of each kind of engine, and print how well two do."""
    list(model.trajectories(spec.draws(0), seed=1))  # compiles, and leaves it for the workers
    found: dict[str, Measure] = {}
    for kind in kinds:
        for workers in (1, 2):
            engine = LocalPool(workers=workers) if kind == "local" else DaskCluster(workers=workers)
            name = f"{kind}, {workers}"
            found[name] = measured(name, engine, spec=spec, model=model, households=households)
    print(f"the same bytes from all: {'yes' if len({each.found for each in found.values()}) == 1 else 'NO'}")
    for kind in kinds:
        one, two = found[f"{kind}, 1"], found[f"{kind}, 2"]
        clock, within, whole = two.rate / (2 * one.rate), one.run / two.run, one.whole / two.whole
        print(
            f"G8 {kind}: efficiency from 1 to 2 workers {clock:.0%} by the clock; by the processor {within:.0%} of a "
            f"run, {whole:.0%} with starting up (goal 90%): {'pass' if min(clock, 1.0) >= GOAL else 'not met'} by the "
            f"clock, {'pass' if within >= GOAL else 'not met'} by the processor"
        )
    return found


def spec_of(model: CityModel | CountryModel, *, runs: int) -> EnsembleSpec:
    """Return the spec of runs of which all is kept."""
    return EnsembleSpec(
        city=model.city_print(),
        parameters="shipped",
        levers=("none",),
        code=code_identity(),
        seed=1,
        runs=runs,
        arms=("baseline",),
        kept=tuple(item.name for item in fields(Runs)),
    )


def city(areas: int = 300, households: int = 300_000, runs: int = 24) -> None:
    """Measure a city."""
    made = city_of(areas, households)
    model = CityModel(made, parameters=load_parameters(), levers=(nothing(years=YEARS, areas=areas),))
    compared(spec_of(model, runs=runs), model=model, households=households, kinds=("local", "dask"))


def country(runs: int = 6, home: str = "") -> None:
    """Measure the country, and reckon what 100 runs of it take."""
    start = time.process_time()
    if home:
        made = starting_country(warehouse_at(Path(home)), catalogue=shipped_catalogue())
    else:
        made = synthesise(made_up(14_500, seed=1), above=[made_up(3_600, seed=2, level=Level.WIJK)])
    land = country_of(made.city, gemeenten=[gemeente_code(code) or code for code in made.city.codes])
    households = int(land.city.households.sum())
    print(
        f"the country from {'the stored data' if home else 'made-up margins'}: {land.city.areas:,} buurten in "
        f"{len(land.rows)} regions, {households:,} households; {time.process_time() - start:.1f} s of processor"
    )
    idle = nothing(years=YEARS, areas=land.city.areas)
    model = CountryModel(land, parameters=load_parameters(), levers=(idle,), drawn=made)
    found = compared(spec_of(model, runs=runs), model=model, households=households, kinds=("dask",))["dask, 2"]
    seconds = 100 * found.run / 2
    verdict = "pass" if seconds <= GOAL_SECONDS else "not met"
    print(f"G8: reckoned from {runs} runs, 100 runs take {seconds:.0f} s on two idle cores (goal 300 s): {verdict}")


def main(what: str = "300", *more: str) -> None:
    """Measure what is asked."""
    if what == "country":
        country(int(more[0]) if more else 6, *more[1:])
    else:
        city(*(int(argument.replace("_", "")) for argument in (what, *more)))


if __name__ == "__main__":
    main(*sys.argv[1:])
