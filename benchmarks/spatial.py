"""How long spatial statistics take, beside esda in the same run: a city of 500 areas and a country of 14,500.

    .venv/bin/python benchmarks/spatial.py [--without-esda]

A country is made up: a grid with the number of areas and about the neighbours of the Netherlands. esda and libpysal
come with the test extra only (ADR 9); without them ours is timed alone.
"""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from veerkracht.facts.boundaries import Contiguity
from veerkracht.signalering.spatial.clusters import local_clusters
from veerkracht.signalering.spatial.markov import spatial_moves
from veerkracht.signalering.spatial.moran import moran
from veerkracht.signalering.spatial.segregation import segregation

PERMUTATIONS = 999
"""The number that esda takes by default, so that both do the same; a report takes 9,999."""


def grid(areas: int, *, rng: np.random.Generator) -> tuple[Contiguity, np.ndarray]:
    """Return a city of square areas with six neighbours each, and a figure with a pattern in it."""
    side = int(np.ceil(np.sqrt(areas)))
    place = np.arange(side * side).reshape(side, side)
    pairs = [(place[:, :-1], place[:, 1:]), (place[:-1], place[1:]), (place[:-1, :-1], place[1:, 1:])]
    one = np.concatenate([a.ravel() for a, _ in pairs])
    other = np.concatenate([b.ravel() for _, b in pairs])
    inside = (one < areas) & (other < areas)
    one, other = one[inside], other[inside]
    focal, neighbour = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.lexsort((neighbour, focal))
    y, x = np.divmod(np.arange(areas), side)
    values = np.sin(x / side * 9) + np.cos(y / side * 7) + rng.normal(size=areas)
    return Contiguity(
        focal=focal[order].astype(np.int32), neighbour=neighbour[order].astype(np.int32), count=areas
    ), values


def timed(what: str, run: Callable[[], object]) -> float:
    """Print and return how many seconds a run takes."""
    start = time.perf_counter()
    run()
    took = time.perf_counter() - start
    print(f"  {what:<62} {took:8.2f} s")
    return took


def beside_esda(city: Contiguity, values: np.ndarray) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return Moran's I and LISA of esda on the same areas."""
    import esda
    from libpysal.graph import Graph

    weights = Graph.from_arrays(city.focal, city.neighbour, np.ones(len(city.focal))).transform("r")
    return (
        lambda: esda.Moran(values, weights, permutations=PERMUTATIONS),
        lambda: esda.Moran_Local(values, weights, permutations=PERMUTATIONS, seed=1, n_jobs=1),
    )


def measure(areas: int, *, with_esda: bool) -> None:
    """Print how long every statistic of one city takes."""
    rng = np.random.default_rng(1)
    city, values = grid(areas, rng=rng)
    print(f"{areas} areas, {len(city.focal) / areas:.1f} neighbours each, {PERMUTATIONS} permutations")
    ours = timed("ours: LISA", lambda: local_clusters(values, city, rng=rng, permutations=PERMUTATIONS))
    whole = timed("ours: Moran's I", lambda: moran(values, city, rng=rng, permutations=PERMUTATIONS))
    if with_esda:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            moran_run, local_run = beside_esda(city, values)
            cold = timed("esda: LISA, first time", local_run) / ours
            warm = timed("esda: LISA, second time", local_run) / ours
            both = timed("esda: Moran's I", moran_run) / whole
        print(f"  ratio esda / ours: LISA {cold:.2f} cold, {warm:.2f} warm; Moran {both:.2f}")
    timed("ours: LISA with 9,999 permutations, as in a report", lambda: local_clusters(values, city, rng=rng))
    waves = values[:, None] + rng.normal(size=(areas, 12))
    timed("ours: spatial Markov, 12 waves", lambda: spatial_moves(waves, city))
    people = rng.integers(50, 2000, areas)
    timed("ours: segregation, 1,000 draws", lambda: segregation(rng.binomial(people, 0.3), people, rng=rng))


def loading(module: str) -> None:
    """Import a module in a process of its own."""
    subprocess.run([sys.executable, "-W", "ignore", "-c", f"import {module}"], check=True)


def main() -> None:
    with_esda = "--without-esda" not in sys.argv
    timed("import of our LISA in a fresh process", lambda: loading("veerkracht.signalering.spatial.clusters"))
    if with_esda:
        timed("import of esda in a fresh process", lambda: loading("esda"))
    for areas in (500, 14_500):
        measure(areas, with_esda=with_esda)


if __name__ == "__main__":
    main()
