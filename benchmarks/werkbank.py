"""The werkbank: how long a change takes for a city and for the country, and what an open werkbank weighs.

Run `python benchmarks/werkbank.py [WAREHOUSE]`. On a warehouse with the real data, if a folder is given or the folder
of real data stands beside the checkout; and always on made figures of full size (14,500 areas x 12 years, nothing
missing but 5%), which is the heaviest that a country can be. Goals (issue 4, G4): a change <= 100 ms for the country
and <= 20 ms for a city, quick intervals <= 1 s. Each figure is the median of some runs, with the processor time beside
it: on a machine that does other work too, the latter is the fair one.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import years
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.index.adjustments import Added, Changes
from veerkracht.index.columns import Columns
from veerkracht.index.normalise import EmpiricalQuantile
from veerkracht.index.prepared import Prepared
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import import_files
from veerkracht.workflows.indexing import load_design
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.werkbank import Werkbank
from veerkracht.workflows.werkbank_opened import Workshop

CITY, AREAS, IN_CITY = "GM0344", 14_500, 111
FOLDERS = ("kwb", "geometry", "leefbaarometer", "rivm", "misdrijven_gezondheid")
DESIGN = load_design("veerkracht")
LEAVES = [leaf.code for leaf in DESIGN.indicators]


def timed(label: str, works: Iterable[Callable[[], object]], *, goal: str = "") -> None:
    walls, cpus = [], []
    for work in works:
        start, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - cpu)
    wall, used = np.median(walls) * 1e3, np.median(cpus) * 1e3
    print(f"    {label:<66} {wall:8.1f} ms  {used:8.1f} cpu ms  {goal}")


def measure(bank: Werkbank, *, goal: str) -> None:
    def ranks(some: Iterable[Changes]) -> list[Callable[[], object]]:
        return [lambda changes=changes: bank.rank(changes) for changes in some]

    bank.rank()
    timed("a weight changed", ranks(Changes(weights={"soc": 1 + k / 10}) for k in range(1, 12)), goal=goal)
    timed("an indicator off, first time", ranks(Changes(off=frozenset({code})) for code in LEAVES), goal=goal)
    again = [Changes(off=frozenset({code}), weights={"bewoners": 3.0}) for code in LEAVES]
    timed("an indicator off, scales known", ranks(again), goal=goal)
    added = Added(code="aandeel_bijstand", parent="werk_en_inkomen")
    timed("an indicator added, first time (its figures are read)", ranks([Changes(added=(added,))]))
    more = [Changes(added=(replace(added, weight=1 + k / 10),)) for k in range(1, 6)]
    timed("an indicator added, its weight changed", ranks(more), goal=goal)
    scale = {"veerkracht": EmpiricalQuantile()}
    timed("another scale for all indicators, first time", ranks([Changes(normalise=scale)]), goal=goal)
    known = [Changes(normalise=scale, weights={"soc": 1 + k / 10}) for k in range(1, 6)]
    timed("another scale for all indicators, a weight changed", ranks(known), goal=goal)
    ranking = bank.rank(Changes(weights={"gezondheid": 3.0}))
    timed("what each part weighs, changes and cautions", [lambda: bank.answer_json(ranking.changes, taal="nl")])
    timed("the score of an area taken apart", [lambda: bank.trace(ranking, bank.areas.codes[3])] * 3)
    timed("quick intervals", [lambda: bank.quick_intervals(ranking)] * 3, goal="<= 1,000 ms")
    text = json.dumps(ranking.to_json("nl"), separators=(",", ":"))
    timed(f"ranking as JSON ({len(text) / 1e3:.0f} kB)", [lambda: json.dumps(ranking.to_json("nl"))] * 5)


def weigh(bank: Werkbank) -> None:
    table = bank.prepared.table
    size = table.values.nbytes * (1 if table.errors is None else 2) + table.reasons.nbytes
    own, theirs = bank.memory / 1e6, size / 1e6
    print(f"    memory: prepared figures {own:.0f} MB, shared by all of a level; the table {theirs:.0f} MB")


def real(home: Path) -> None:
    workshop = Workshop(country=open_country(Warehouse(home), load_catalogue()))
    print(f"Real data, city {CITY}")
    timed("open the first werkbank of a level (reads the country)", [lambda: workshop.open(Level.BUURT, gemeente=CITY)])
    timed("open another", [lambda: workshop.open(Level.BUURT, gemeente=CITY)] * 3)
    measure(workshop.open(Level.BUURT, gemeente=CITY), goal="<= 20 ms")
    country = workshop.open(Level.BUURT)
    print(f"Real data, country: {len(country.areas):,} buurten")
    measure(country, goal="<= 100 ms")
    weigh(country)


def made(rows: np.ndarray | None) -> Werkbank:
    """Return a werkbank on made figures of full size."""
    rng, periods = np.random.default_rng(1), years(2013, 2024)
    codes = tuple(f"BU{1000 + i // 99:04d}{i % 99:04d}" for i in range(AREAS))
    columns = [*LEAVES, "aandeel_bijstand"]
    level = rng.gamma(2.0, size=(AREAS, 1, len(columns)))
    values = level * rng.gamma(50.0, 0.02, size=(AREAS, len(periods), len(columns)))
    values[rng.random(values.shape, dtype=np.float32) < 0.05] = np.nan
    table = AreaTable(
        areas=Areas(level=Level.BUURT, year=2024, codes=codes, names=codes),
        periods=periods,
        indicators=tuple(columns),
        values=values,
        reasons=np.where(np.isnan(values), Reason.SUPPRESSED, Reason.PRESENT).astype(np.uint8),
        errors=values * 0.1,
    )
    return Werkbank(prepared=Prepared(Columns(table)), base=DESIGN, catalogue=load_catalogue(), rows=rows)


def main() -> None:
    shared = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).parents[2] / "shared")) / "data"
    if len(sys.argv) > 1:
        real(Path(sys.argv[1]))
    elif shared.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            home, day = Warehouse(Path(folder)), date(2026, 11, 22)
            import_files([shared / name for name in FOLDERS], warehouse=home, catalogue=load_catalogue(), retrieved=day)
            real(Path(folder))
    else:
        print("Real data: not measured, the folder is not here")
    gc.collect()
    print(f"Made figures, a city of {IN_CITY} in a country of {AREAS:,} areas x 12 years")
    measure(made(np.arange(IN_CITY)), goal="<= 20 ms")
    print(f"Made figures, the country: {AREAS:,} areas x 12 years")
    country = made(None)
    measure(country, goal="<= 100 ms")
    weigh(country)


if __name__ == "__main__":
    main()
