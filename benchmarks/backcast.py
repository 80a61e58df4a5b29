"""Goal G7: the simulation on the past of real cities, and a policy that does nothing on the worst areas.

    python benchmarks/backcast.py [--cities 30] [--runs 64]

Reads ../shared/data. Prints what bands of 90% hold (85-95% asked), the skill against no change and the trend with its
90% interval, and of 200 placebos how often no effect lies within the interval (90% asked), beside who only compares
before and after. Skill is no goal: the program has to say what it is.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.from_table import panel_of
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.placebo import effect_beside_alike, worst
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.backcast import NUISANCE, BackcastRequest, backcast_nuisance
from veerkracht.workflows.importing import import_files
from veerkracht.workflows.scenario_files import load_parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

START = Period(2018)
REPLICATIONS, TREATED = 200, 20


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=30, help="gemeenten with the most wijken")
    parser.add_argument("--runs", type=int, default=64)
    given = parser.parse_args()
    shared = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    if not shared.is_dir():
        print(f"backcast: {shared.name} is not beside the checkout; skipped")
        return
    with tempfile.TemporaryDirectory() as home:
        warehouse, catalogue = Warehouse(Path(home)), load_catalogue()
        import_files([shared], warehouse=warehouse, catalogue=catalogue, retrieved=datetime.now(UTC).date())
        areas = warehouse.areas(Level.WIJK)
        table = warehouse.table(Level.WIJK, year=areas.year, indicators=[NUISANCE], catalogue=catalogue)
        panel = panel_of(table, NUISANCE, catalogue=catalogue)
        codes, number = np.unique([f"GM{code[2:6]}" for code in panel.areas], return_counts=True)
        cities = tuple(codes[np.argsort(-number, kind="stable")][: given.cities].tolist())
        start = time.perf_counter()
        found = backcast_nuisance(
            BackcastRequest(gemeenten=cities, start=START, runs=given.runs),
            warehouse=warehouse,
            catalogue=catalogue,
            parameters=load_parameters(),
        )
    one = found.found
    print(
        f"{len(found.gemeenten)} gemeenten, {one.areas} wijken, {given.runs} runs, {time.perf_counter() - start:.0f} s"
    )
    verdict = "pass" if one.bands_hold else "FAIL"
    print(f"bands of 90% hold {one.coverage:.1%} (85-95% asked): {verdict}")
    for name, skill in one.against.items():
        print(f"  CRPS {one.crps:.4f} against {name} {skill.crps:.4f}: ", end="")
        print(f"skill {skill.skill:+.1%} ({skill.low:+.1%} to {skill.high:+.1%})")
    print(one.explanation().en)
    known = np.isfinite(panel.values).all(axis=1)
    placebo(-panel.values[known], groups=panel.groups[known])


def placebo(values: NDArray[np.float64], *, groups: NDArray[np.intp]) -> None:
    """Print how often no effect lies within the interval where nothing was done."""
    beside, alone = 0, 0
    for seed in range(REPLICATIONS):
        some = np.random.default_rng(seed).choice(len(values), len(values) // 5, replace=False)
        before, after = values[some, :-1], values[some, -1]
        treated = worst(before[:, -1], number=TREATED)
        beside += effect_beside_alike(before, after, treated=treated, groups=groups[some]).holds_zero
        change = (after - before[:, -1])[treated]
        alone += abs(change.mean()) <= 2.093 * change.std(ddof=1) / np.sqrt(TREATED)  # Student t, 19 degrees, 95%
    verdict = "pass" if beside / REPLICATIONS >= 0.9 else "FAIL"
    print(f"placebo on the worst {TREATED} wijken, {REPLICATIONS} overlapping fifths of the country:")
    print(f"  no effect within the interval: {beside / REPLICATIONS:.1%} (90% asked): {verdict}")
    print(f"  who only looks at before and after: {alone / REPLICATIONS:.1%}")


if __name__ == "__main__":
    main()
