"""From a design and a table file to a file of scores: what `veerkracht index` does."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import IndexTableError, UnknownDesignError
from veerkracht.index.build import build_index
from veerkracht.index.design_toml import parse_design
from veerkracht.index.trace import influence_of, trace
from veerkracht.index.uncertainty import draw_index
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.index_table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from veerkracht.index.build import IndexResult
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.uncertainty import RankIntervals


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRun:
    """What was made.

    Attributes:
        result: the index.
        intervals: the rank intervals per period; empty if none were asked for.
        unused: columns of the table that the design does not use.
        has_periods: whether the table names periods.
        influence: share of the differences in the top score that each indicator brings in, in the last period.
    """

    result: IndexResult
    intervals: tuple[RankIntervals, ...]
    unused: tuple[str, ...]
    has_periods: bool
    influence: dict[str, float]


def shipped_designs() -> tuple[str, ...]:
    """Return the names of the designs that come with Veerkracht.

    >>> "imd2019" in shipped_designs()
    True
    """
    folder = files("veerkracht").joinpath("data", "designs")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def design_text(name: str) -> str:
    """Return the TOML of a design: a file if there is one of that path, otherwise a shipped design.

    Raises:
        UnknownDesignError: if it is neither.
        IndexTableError: if the file is not text.
    """
    path = Path(name)
    if name in shipped_designs():
        return files("veerkracht").joinpath("data", "designs", f"{name}.toml").read_text(encoding="utf-8")
    if not path.is_file():
        raise UnknownDesignError(name, available=shipped_designs())
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise IndexTableError(
            path.name,
            what_en=f"a design must be text in UTF-8 (byte {error.start} is not). Save it as UTF-8.",
            what_nl=f"een ontwerp moet tekst in UTF-8 zijn (byte {error.start} is dat niet). Bewaar het als UTF-8.",
        ) from None


def load_design(name: str) -> IndexDesign:
    """Return a design: from a file, or a shipped one by its name.

    Raises:
        UnknownDesignError: if it is neither.
        DesignError: if the design cannot be carried out.
    """
    return parse_design(design_text(name))


def catalogue_breaks(design: IndexDesign) -> dict[str, tuple[int, ...]]:
    """Return, for the indicators of a design that stand in the catalogue, the years at which they changed.

    >>> catalogue_breaks(load_design("imd2019"))
    {}
    """
    catalogue = load_catalogue()
    return {
        choice.code: tuple(change.year for change in catalogue[choice.code].breaks)
        for choice in design.indicators
        if choice.code in catalogue
    }


def run_index(design: IndexDesign, table: Path, *, draws: int, seed: int, area_column: str = "") -> IndexRun:
    """Return the index of a table file, with rank intervals per period.

    Args:
        design: the choices.
        table: a CSV file.
        draws: how many times to draw for the intervals; 0 for none.
        seed: of the draws; the same seed gives the same intervals.
        area_column: name of the column with area codes; the first if empty.

    Raises:
        IndexTableError: if the file cannot be read.
        DesignError: if the design cannot be carried out on it.
    """
    read = read_table(table, design=design, area_column=area_column)
    breaks = catalogue_breaks(design)
    result = build_index(read.table, design, groups=read.groups, breaks=breaks)
    intervals: tuple[RankIntervals, ...] = ()
    if draws > 0:
        rng = np.random.default_rng(seed)
        drawn = draw_index(read.table, design, draws=draws, rng=rng, groups=read.groups, breaks=breaks)
        # Sorting and multiplying run outside Python's lock; each period has chance of its own, so order is no matter.
        with ThreadPoolExecutor(max_workers=2) as pool:
            intervals = tuple(pool.map(lambda period: drawn.intervals(period=period), read.table.periods))
    return IndexRun(
        result=result,
        intervals=intervals,
        unused=read.unused,
        has_periods=read.has_periods,
        influence=influence_of(result),
    )


def write_scores(run: IndexRun, path: Path) -> None:
    """Write one line per area and period: score, rank, intervals, what it rests on, and the score of each node.

    A score that cannot be given is left empty; `measured` and `expected` say why.
    """
    result = run.result
    head = ["area", *(["period"] if run.has_periods else []), "score", "rank"]
    if run.intervals:
        head += ["rank_low", "rank_high", "score_low", "score_high", "probability_worst"]
    head += ["measured", "expected", "availability", *result.nodes]
    write_rows(path, head, _score_rows(run))


def _score_rows(run: IndexRun) -> Iterator[list[str]]:
    result = run.result
    top = result.nodes.index(result.design.root)
    for when, period in enumerate(result.periods):
        interval = run.intervals[when] if run.intervals else None
        for row, code in enumerate(result.areas.codes):
            cells = [code, *([str(period)] if run.has_periods else [])]
            cells += [cell(result.scores[row, when, top]), cell(result.ranks[row, when, top], whole=True)]
            if interval is not None:
                cells += [cell(interval.rank_low[row], whole=True), cell(interval.rank_high[row], whole=True)]
                cells += [cell(interval.score_low[row]), cell(interval.score_high[row])]
                cells.append(cell(interval.probability_worst[row]))
            cells += [str(result.measured[row, when, top]), str(result.expected[top])]
            cells.append(cell(result.shares[row, when, top]))
            yield cells + [cell(score) for score in result.scores[row, when]]


def write_trace(run: IndexRun, path: Path) -> None:
    """Write one line per area, period and indicator: its value, its weight and its contribution to the top score.

    Raises:
        NotAdditiveError: if the score cannot be taken apart.
    """
    head = ["area", *(["period"] if run.has_periods else []), "indicator", "state", "value", "normalised"]
    head += ["effective_weight", "contribution", "score", "method"]
    write_rows(path, head, _trace_rows(run))


def _trace_rows(run: IndexRun) -> Iterator[list[str]]:
    result = run.result
    top = result.nodes.index(result.design.root)
    for when, period in enumerate(result.periods):
        apart = trace(result, period=period)
        for row, code in enumerate(result.areas.codes):
            for column, indicator in enumerate(result.indicators):
                value = result.treated[row, when, column]
                state = "measured" if result.was_measured[row, when, column] else "filled"
                yield [
                    code,
                    *([str(period)] if run.has_periods else []),
                    indicator,
                    "missing" if np.isnan(value) else state,
                    cell(value),
                    cell(result.normalised[row, when, column]),
                    cell(result.effective_weights[top, column]),
                    cell(apart.contributions[row, column]),
                    cell(apart.scores[row]),
                    apart.method,
                ]


def cell(number: float, *, whole: bool = False) -> str:
    """Return a number as a cell of a CSV file in full precision; empty for NaN."""
    if np.isnan(number):
        return ""
    return str(int(number)) if whole else repr(float(number))


def write_rows(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file in full or not at all."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)
        unfinished.replace(path)
    except OSError as error:
        raise IndexTableError(
            str(path),
            what_en=f"cannot be written: {error.strerror}. Choose another place.",
            what_nl=f"kan niet worden geschreven: {error.strerror}. Kies een andere plek.",
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
