"""How sure the index is, at national scale: joint draws, Sobol shares, a new weight, and whether it all closes.

Run `python benchmarks/index_uncertainty.py`; `--small` takes a tenth of the areas. Goals (signalering.md): G1 all
stages of ASEM to 1e-9; G3 1,000 joint draws over 174,000 area-years <= 60 s and <= 4 GB; Sobol half-widths <= 0.05 in
<= 60 s; G4 <= 100 ms; G7 closes to 1e-9 and a rerun is bit-identical.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from index_national import AREAS, YEARS, make_design, make_table, timed

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.index.build import build_index, reweight
from veerkracht.index.change import CAUSES, index_change
from veerkracht.index.design import IndexDesign
from veerkracht.index.shares import rank_shares
from veerkracht.index.staging import Edition
from veerkracht.index.tickets import GROUPS
from veerkracht.index.trace import trace
from veerkracht.index.uncertainty import RankIntervals, draw_index, rank_intervals
from veerkracht.workflows.indexing import load_design

DRAWS, SAMPLES, IN_FULL = 1_000, 1_600, 3


def peak() -> str:
    return f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB"


def exactness() -> None:
    """Print how far the stages of COINr's ASEM example are off, where the data folder is there."""
    shared = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).parents[2] / "shared"))
    folder = shared / "data" / "verification" / "coinr_asem"
    if not folder.is_dir():
        print("G1: not measured, the folder with published figures is not here")
        return
    raw, design = pd.read_csv(folder / "ASEM_iData.csv").set_index("uCode"), load_design("asem")
    values = raw[list(design.columns)].to_numpy(dtype=float)[:, np.newaxis]
    codes = tuple(raw.index)
    table = AreaTable(
        areas=Areas(level=Level.OTHER, year=None, codes=codes, names=codes),
        periods=(Period(2018),),
        indicators=design.columns,
        values=values,
        reasons=np.where(np.isnan(values), Reason.NOT_MEASURED, Reason.PRESENT).astype(np.uint8),
    )
    result = build_index(table, design, groups={"EurAsia_group": list(raw["EurAsia_group"])})
    stages = {
        "Treated": (result.treated[:, 0], result.indicators),
        "Normalised": (result.normalised[:, 0], result.indicators),
        "Aggregated": (result.scores[:, 0], result.nodes),
    }
    for stage, (found, columns) in stages.items():
        wanted = pd.read_csv(folder / f"out_{stage}.csv").set_index("uCode").loc[raw.index, list(columns)].to_numpy()
        off = np.nanmax(np.abs(found - wanted) / np.maximum(np.abs(wanted), 1.0))
        print(f"G1: ASEM {stage.lower()}: greatest relative difference {off:.1e} (goal 1e-9)")


def all_years(table: AreaTable, design: IndexDesign, *, workers: int) -> list[RankIntervals]:
    drawn = draw_index(table, design, draws=DRAWS, rng=np.random.default_rng(1))
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda period: drawn.intervals(period=period), table.periods))


def fingerprint(found: list[RankIntervals]) -> str:
    digest = hashlib.sha256()
    for one in found:
        digest.update(one.drawn.tobytes() + one.rank_low.tobytes() + one.probability_worst.tobytes())
    return digest.hexdigest()[:16]


def joint_draws(table: AreaTable, design: IndexDesign) -> None:
    label = f"G3: {DRAWS:,} joint draws x {YEARS} years, intervals, worst tenth (goal 60 s)"
    found, seconds = timed(label, lambda: all_years(table, design, workers=2))
    print(f"    {peak()} (goal 4 GB); {sum(one.in_full for one in found)} draws in full, the others by moments")
    last = found[-1]
    width = np.nanmedian(last.rank_high - last.rank_low)
    print(f"    median width of the 90% interval in the last year: {width:.0f} of {len(table.areas):,} places")
    one, other = table.areas.codes[0], table.areas.codes[1]
    chance, quick = timed("    P(A below B) of a pair", lambda: last.probability_below(one, other))
    sides, _ = timed("    P(before the next in rank) of all", lambda: last.probability_before_next(first=design.first))
    print(f"    P({one} below {other}) = {chance:.2f}, {quick * 1e3:.0f} ms; neighbours {np.nanmedian(sides):.2f}")
    start = time.perf_counter()
    one_year = table.select(periods=table.periods[-1:])
    drawn = draw_index(
        one_year, replace(design, reference="all"), draws=IN_FULL, rng=np.random.default_rng(1), engine="full"
    )
    ready = time.perf_counter() - start
    drawn.intervals()
    full = (time.perf_counter() - start - ready) / IN_FULL * DRAWS * YEARS
    print(f"    every figure drawn, {IN_FULL} draws of one year extrapolated: {full:.0f} s; ratio {full / seconds:.0f}")
    again, _ = timed("G7: the same draws once more, on one thread", lambda: all_years(table, design, workers=1))
    print(f"    bit-identical: {fingerprint(found) == fingerprint(again)}")


def shares(table: AreaTable, design: IndexDesign) -> None:
    two = table.select(periods=table.periods[-2:])
    label = f"Sobol shares, one year, {SAMPLES:,} x 7 draws (goal 60 s)"
    found, _ = timed(label, lambda: rank_shares(two, design, samples=SAMPLES, rng=np.random.default_rng(1)))
    print(f"    {peak()}; mean absolute rank shift {found.mean_shift:.0f} places; doubted: {', '.join(found.doubted)}")
    for name, part in (("mean rank shift", found.shift), ("ranks of all areas", found.ranks)):
        for group in GROUPS:
            one, total = part.first[group], part.total[group]
            print(
                f"    {name:20} {group:15} first {one.value:6.3f} ± {one.half_width:.3f}"
                f"   total {total.value:6.3f} ± {total.half_width:.3f}"
            )
    widest = max(np.nanmedian(one) for one in (*found.first_half_width.values(), *found.total_half_width.values()))
    print(f"    rank of one area: widest median half-width over groups {widest:.3f} (goal 0.05)")


def closing(table: AreaTable, design: IndexDesign) -> None:
    result = build_index(table, design)
    last = table.periods[-1]
    timed(
        "G4: one weight changed, new scores and ranks (goal 0.1 s)", lambda: reweight(result, {"i7": 3.0}, period=last)
    )
    apart = trace(result)
    off = np.nanmax(np.abs(apart.contributions.sum(axis=1) - apart.scores))
    print(f"G7: contributions close to {off:.1e} (goal 1e-9)")
    other = replace(design.reweighted({"i7": 3.0, "d2": 2.0}), reference="all")
    two = table.select(periods=table.periods[-2:])
    before = Edition(table=two, design=replace(design, reference="all"), period=two.periods[0])
    after = Edition(table=two, design=other, period=two.periods[1])
    change, _ = timed(
        "G7: change of two years and designs, by cause and indicator", lambda: index_change(before, after)
    )
    off = np.nanmax(np.abs(sum(change.causes[cause] for cause in CAUSES) - change.total))
    print(f"    causes close to {off:.1e} (goal 1e-9)")


def main(areas: int) -> None:
    print(f"{areas:,} areas x {YEARS} years x 100 indicators; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    exactness()
    table, design = make_table(areas), make_design()
    closing(table, design)
    joint_draws(table, design)
    shares(table, design)
    small = make_table(200).select(periods=table.periods[-1:])
    for engine in ("full", "moments"):
        found = rank_intervals(
            small, replace(design, reference="all"), draws=400, rng=np.random.default_rng(1), engine=engine
        )
        width = np.nanmean(found.rank_high - found.rank_low)
        print(f"200 areas, 400 draws, {engine:8}: mean width of the 90% interval {width:.1f} places")


if __name__ == "__main__":
    main(AREAS // 10 if "--small" in sys.argv else AREAS)
