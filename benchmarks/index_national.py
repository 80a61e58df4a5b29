"""The index at national scale: 14,500 areas x 12 years x 100 indicators to a ranked three-level index.

Run `python benchmarks/index_national.py`; `--small` takes a tenth of the areas. Goals (signalering.md): G2 <= 2 s and
<= 2 GB, G4 <= 100 ms. G3, the uncertainty, is in `index_uncertainty.py`.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import years
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.index.aggregate import Arithmetic, Geometric
from veerkracht.index.build import IndexResult, build_index, reweight
from veerkracht.index.design import TOPICS, Choice, IndexDesign, IndicatorChoice, Node, Uncertainty
from veerkracht.index.impute import NoImputation
from veerkracht.index.normalise import EmpiricalQuantile, MinMax
from veerkracht.index.trace import trace
from veerkracht.index.treat import Clip

T = TypeVar("T")
AREAS, YEARS, INDICATORS = 14_500, 12, 100
DOMAINS, SUBS = 10, ("s0", "s1", "s2")
WHY = Choice(reason=Bilingual("voor de meting", "for the measurement"), source="benchmark")


def timed(label: str, work: Callable[[], T]) -> tuple[T, float]:
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    elapsed, used = time.perf_counter() - start, time.process_time() - cpu
    print(f"{label:<72} {elapsed:8.2f} s  {used:8.2f} cpu s")
    return result, elapsed


def make_table(areas: int) -> AreaTable:
    """Return skewed figures with 5% missing and standard errors of a tenth."""
    rng = np.random.default_rng(1)
    values = rng.gamma(2.0, size=(areas, YEARS, INDICATORS))
    values[rng.random(values.shape, dtype=np.float32) < 0.05] = np.nan
    codes = tuple(f"BU{1000 + i // 99:04d}{i % 99:04d}" for i in range(areas))
    return AreaTable(
        areas=Areas(level=Level.OTHER, year=2024, codes=codes, names=codes),
        periods=years(2013, 2012 + YEARS),
        indicators=tuple(f"i{k}" for k in range(INDICATORS)),
        values=values,
        reasons=np.where(np.isnan(values), Reason.SUPPRESSED, Reason.PRESENT).astype(np.uint8),
        errors=values * 0.1,
    )


def make_design() -> IndexDesign:
    """Return ten domains under three sub-indices under one index."""

    def node(code: str, parent: str) -> Node:
        return Node(
            code=code,
            name=Bilingual(code, code),
            parent=parent,
            weight=1.0,
            spread=0.25,
            weighting="given",
            aggregate=Arithmetic(),
            minimum_share=0.6,
            why=WHY,
        )

    def leaf(k: int) -> IndicatorChoice:
        return IndicatorChoice(
            code=f"i{k}",
            name=Bilingual(f"i{k}", f"i{k}"),
            parent=f"d{k * DOMAINS // INDICATORS}",
            weight=1.0,
            spread=0.25,
            direction="low" if k % 3 else "high",
            denominator="",
            impute=NoImputation(),
            treat=Clip(low=0.01, high=0.99),
            normalise=MinMax(low=0.0, high=1.0, beyond="clip"),
            modelled=False,
            why=WHY,
        )

    domains = [node(f"d{d}", SUBS[0 if d < 4 else 1 if d < 7 else 2]) for d in range(DOMAINS)]
    return IndexDesign(
        code="national",
        name=Bilingual("Nederland", "The Netherlands"),
        explanation=Bilingual("meting", "measurement"),
        first="lowest",
        worse="low",
        reference="2024",
        minimum_measured=0.6,
        nodes=(node("top", ""), *(node(sub, "top") for sub in SUBS), *domains),
        indicators=tuple(leaf(k) for k in range(INDICATORS)),
        choices=dict.fromkeys(TOPICS, WHY),
        uncertainty=Uncertainty(
            noise="standard_errors",
            weights="spread",
            normalise=(EmpiricalQuantile(),),
            aggregate=(Geometric(offset=0.1),),
        ),
    )


def with_pandas(table: AreaTable, design: IndexDesign) -> np.ndarray:
    """Return the same index as a careful analyst would write it in plain pandas, shape (areas, years)."""
    index = pd.MultiIndex.from_product([table.areas.codes, [p.year for p in table.periods]], names=["area", "year"])
    data = pd.DataFrame(table.values.reshape(len(index), -1), index=index, columns=list(table.indicators))
    data = data[data.notna().mean(axis=1) >= design.minimum_measured]
    reference = data.xs(2024, level="year")
    columns: dict[str, pd.Series[float]] = {}
    for leaf in design.indicators:
        low, high = reference[leaf.code].quantile(0.01), reference[leaf.code].quantile(0.99)
        scaled = (data[leaf.code].clip(low, high) - low) / (high - low)
        columns[leaf.code] = scaled if leaf.direction == "high" else 1 - scaled
    for node in design.upwards():
        below = pd.concat([columns[child] for child in design.children(node.code)], axis=1)
        columns[node.code] = below.mean(axis=1).where(below.notna().mean(axis=1) >= node.minimum_share)
        columns[f"rank_{node.code}"] = columns[node.code].groupby(level="year").rank(method="min")
    return columns["top"].reindex(index).to_numpy().reshape(len(table.areas), -1)


def main(areas: int) -> None:
    print(f"{areas:,} areas x {YEARS} years x {INDICATORS} indicators")
    table, design = make_table(areas), make_design()
    result: IndexResult
    result, ours = timed("G2: array to ranked three-level index (goal 2 s)", lambda: build_index(table, design))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{'    peak memory, table included (goal 2 GB)':<72} {peak:8.2f} GB")
    again, _ = timed("    once more", lambda: build_index(table, design))
    same = np.array_equal(result.scores, again.scores, equal_nan=True)
    print(f"    bit-identical: {same}")
    theirs_scores, theirs = timed("    the same index in plain pandas", lambda: with_pandas(table, design))
    apart = np.nanmax(np.abs(theirs_scores - result.scores[:, :, 0]))
    print(f"    pandas / ours = {theirs / ours:.1f}; greatest difference {apart:.1e}")
    last = table.periods[-1]
    timed(
        "G4: one weight changed, one year, new scores and ranks (goal 0.1 s)",
        lambda: reweight(result, {"i7": 3.0}, period=last),
    )
    closed, _ = timed("G7: trace of one year", lambda: trace(result))
    off = np.nanmax(np.abs(closed.contributions.sum(axis=1) - closed.scores))
    print(f"    contributions close to {off:.1e}")


if __name__ == "__main__":
    main(AREAS // 10 if "--small" in sys.argv else AREAS)
