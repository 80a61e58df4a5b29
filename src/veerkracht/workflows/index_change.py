"""From two editions of an index to a file that says why each score changed: `veerkracht index change`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.periods import Period
from veerkracht.index.change import CAUSES, FIGURES, index_change
from veerkracht.index.staging import Edition
from veerkracht.workflows.index_table import read_table
from veerkracht.workflows.indexing import catalogue_breaks, cell, load_design, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.change import Change
    from veerkracht.index.design import IndexDesign
    from veerkracht.workflows.index_table import TableFile


def run_change(
    design: str,
    table: Path,
    *,
    before: Path | None = None,
    design_before: str = "",
    rebased: Path | None = None,
    periods: tuple[str, str] = ("", ""),
    area_column: str = "",
) -> Change:
    """Return why the scores changed between two editions.

    Args:
        design: of the later edition: a file or a shipped design.
        table: CSV of the later edition.
        before: CSV of the earlier edition; the same file if None.
        design_before: of the earlier edition; the same if empty.
        rebased: CSV with the earlier figures on the later boundaries; None if the boundaries are the same.
        periods: of the earlier and the later edition. If empty: the last of each table, and with one table the first
            and the last.
        area_column: name of the column with area codes; the first if empty.

    Raises:
        IndexTableError: if a file cannot be read.
        PeriodError, MissingPeriodError: if a period means nothing or is not in its table.
        DesignError: if a design cannot be carried out.
    """
    later, earlier = load_design(design), load_design(design_before or design)
    new = read_table(table, design=later, area_column=area_column)
    old = read_table(before or table, design=earlier, area_column=area_column)
    moved = None if rebased is None else read_table(rebased, design=earlier, area_column=area_column).table
    first = old.table.periods[-1 if before is not None else 0]
    return index_change(
        _edition(old, earlier, period=_period(periods[0], old.table, default=first)),
        _edition(new, later, period=_period(periods[1], new.table, default=new.table.periods[-1])),
        rebased=moved,
    )


def _edition(read: TableFile, design: IndexDesign, *, period: Period) -> Edition:
    return Edition(table=read.table, design=design, period=period, groups=read.groups, breaks=catalogue_breaks(design))


def _period(text: str, table: AreaTable, *, default: Period) -> Period:
    if not text:
        return default
    period = Period.parse(text)
    table.period_position(period)
    return period


def write_change(change: Change, path: Path) -> None:
    """Write one line per area: both scores, the change, its causes, and the part of each indicator.

    A cause that cannot be told is left empty. Raises IndexTableError if the file cannot be written.
    """
    head = ["area", "score_before", "score_after", "change", *CAUSES]
    head += [f"{cause}:{code}" for cause in FIGURES for code in change.indicators]
    write_rows(path, head, _rows(change))


def _rows(change: Change) -> Iterator[list[str]]:
    total = change.total
    for row, code in enumerate(change.codes):
        cells = [code, cell(change.before[row]), cell(change.after[row]), cell(total[row])]
        cells += [cell(change.causes[cause][row]) for cause in CAUSES]
        yield cells + [cell(value) for cause in FIGURES for value in change.details[cause][row]]
