"""From rows of a service to tables of areas: levels and years apart, every hole with its reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from veerkracht.errors.answers import DoubleRowError, ImpossibleValueError, NoColumnsError, NotANumberError
from veerkracht.errors.data import AreaCodeError
from veerkracht.facts.areas import Areas, Level, parse_code
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.marks import SENTINELS, read_cell
from veerkracht.sources.question import LEVELS, Missing, Origin, Question, provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import ColumnSource, Indicator

NOT_IN_TABLE = Bilingual("staat niet in de tabel", "is not in the table")
NOT_THAT_YEAR = Bilingual("de tabel heeft dit jaar niet", "the table does not hold this year")
NO_VALUES = Bilingual("nog geen enkele waarde gepubliceerd", "no value published yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of a service: one area in one period.

    Attributes:
        area: its clean code.
        level: of the area.
        year: of the figures.
        cells: what stands in each column, by stem (CBS) or whole name; null is None.
    """

    area: str
    level: Level
    year: int
    cells: Mapping[str, Any]


def area_of(raw: object) -> tuple[Level, str] | None:
    """Return level and code of a row we keep, or None for another kind of region (a province, a postcode).

    >>> area_of("BU03440111"), area_of("PV26  ")
    ((<Level.BUURT: 'buurt'>, 'BU03440111'), None)
    """
    try:
        level, code = parse_code(raw)
    except AreaCodeError:
        return None
    return (level, code) if level in LEVELS else None


def build(
    records: Sequence[Record],
    *,
    question: Question,
    origin: Origin,
    keys: Mapping[str, str],
    names: Mapping[str, str],
    open_dimensions: Iterable[str] = (),
) -> tuple[tuple[AreaTable, ...], tuple[Missing, ...]]:
    """Return the tables that the rows hold, one per level and year of boundaries, and what is missing.

    Args:
        records: the rows, in any order.
        question: what was asked.
        origin: what all columns have in common.
        keys: by stem, the column as the publisher names it this year.
        names: by code, the name of each area.
        open_dimensions: dimensions that the catalogue does not fix, for the message on double rows.

    Raises:
        NoColumnsError: if the table holds none of the columns wanted.
        DoubleRowError: if an area has two rows in one period.
        NotANumberError: if a cell holds something else than a number.
        ImpossibleValueError: if a number lies outside the bounds of its indicator.
    """
    _check_single(records, question=question, open_dimensions=open_dimensions)
    missing = missing_from(records, question=question, keys=keys)
    groups: dict[tuple[Level, int], list[Record]] = defaultdict(list)
    for record in records:
        groups[record.level, question.boundary_year(record.year)].append(record)
    unpublished = {(m.indicator, m.year) for m in missing if m.why is NO_VALUES}
    tables = []
    for (level, boundary_year), rows in sorted(groups.items(), key=lambda item: (item[0][1], LEVELS.index(item[0][0]))):
        codes = sorted({row.area for row in rows})
        areas = Areas(
            level=level, year=boundary_year, codes=tuple(codes), names=tuple(names.get(code, code) for code in codes)
        )
        columns = _columns(rows, areas, question=question, origin=origin, keys=keys, unpublished=unpublished)
        if columns:
            tables.append(AreaTable.of(areas, columns))
    return tuple(tables), missing


def _check_single(records: Sequence[Record], *, question: Question, open_dimensions: Iterable[str]) -> None:
    seen: set[tuple[str, int]] = set()
    for record in records:
        if (record.area, record.year) in seen:
            raise DoubleRowError(question.table, area=record.area, period=record.year, dimensions=open_dimensions)
        seen.add((record.area, record.year))


def missing_from(records: Sequence[Record], *, question: Question, keys: Mapping[str, str]) -> tuple[Missing, ...]:
    """Return what is wanted and not there: no such column, no row of that year, or no value at all.

    Raises:
        NoColumnsError: if the table holds none of the columns wanted.
    """
    found: list[Missing] = []
    for year in question.years:
        rows = [record for record in records if record.year == year]
        for code, choices in question.choices(year).items():
            stem = _stem_in(choices, keys)
            if stem is None:
                found.append(Missing(indicator=code, year=year, why=NOT_IN_TABLE))
            elif not rows:
                found.append(Missing(indicator=code, year=year, why=NOT_THAT_YEAR))
            elif all(record.cells.get(stem[0]) is None for record in rows):
                found.append(Missing(indicator=code, year=year, why=NO_VALUES))
    wanted = {stem for year in question.years for stem in question.wanted(year)}
    if wanted and not wanted & set(keys):
        raise NoColumnsError(question.table, wanted=sorted(wanted))
    return tuple(found)


def _stem_in(
    choices: Sequence[tuple[str, Indicator, ColumnSource]], keys: Mapping[str, str]
) -> tuple[str, Indicator, ColumnSource] | None:
    """Return the first of the names of a column that the table holds."""
    return next((choice for choice in choices if choice[0] in keys), None)


def _columns(
    rows: Sequence[Record],
    areas: Areas,
    *,
    question: Question,
    origin: Origin,
    keys: Mapping[str, str],
    unpublished: set[tuple[str, int]],
) -> dict[tuple[str, Period], Column]:
    columns: dict[tuple[str, Period], Column] = {}
    for year in sorted({row.year for row in rows}):
        of_year = [row for row in rows if row.year == year]
        places = areas.rows(row.area for row in of_year)
        for choices in question.choices(year).values():
            choice = _stem_in(choices, keys)
            if choice is None:
                continue
            stem, indicator, source = choice
            null = Reason.SUPPRESSED
            if (indicator.code, year) in unpublished:
                null = Reason.NOT_MEASURED if origin.closed else Reason.NOT_YET_PUBLISHED
            values = np.full(len(areas), np.nan)
            reasons = np.full(len(areas), Reason.OUTSIDE, dtype=np.uint8)
            _fill(
                values,
                reasons,
                of_year,
                places,
                stem=stem,
                indicator=indicator,
                source=source,
                null=null,
                question=question,
            )
            columns[indicator.code, Period(year)] = Column(
                values=values,
                reasons=reasons,
                provenance=(
                    provenance(question, origin, column=keys[stem], year=year, indicator=indicator, source=source),
                ),
            )
    return columns


def _fill(
    values: NDArray[np.float64],
    reasons: NDArray[np.uint8],
    rows: Sequence[Record],
    places: NDArray[np.intp],
    *,
    stem: str,
    indicator: Indicator,
    source: ColumnSource,
    null: Reason,
    question: Question,
) -> None:
    """Write the cells of one column in their places."""
    cells = [row.cells.get(stem) for row in rows]
    numbers, marks = _numbers(cells)
    for at in np.flatnonzero(marks).tolist():
        read = read_cell(cells[at])
        if read is None:
            raise NotANumberError(question.table, column=stem, area=rows[at].area, value=cells[at])
        numbers[at], reason = read
        reasons[places[at]] = null if reason is None else reason
    present = np.isfinite(numbers)
    numbers *= source.scale
    wrong = np.flatnonzero(present & ~((numbers >= indicator.low) & (numbers <= indicator.high)))
    if wrong.size:
        raise ImpossibleValueError(
            question.table,
            column=stem,
            area=rows[int(wrong[0])].area,
            value=float(numbers[int(wrong[0])]),
            low=indicator.low,
            high=indicator.high,
        )
    values[places] = numbers
    reasons[places[present]] = Reason.PRESENT


def _numbers(cells: Sequence[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return plain numbers all at once, and which cells must be read one by one: marks, nulls and nonsense."""
    if bool in set(map(type, cells)):
        return np.full(len(cells), np.nan), np.ones(len(cells), dtype=np.bool_)
    try:
        numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(dtype=np.float64, copy=True)
    except TypeError:  # A list or an object in a cell: no number, and read_cell says so.
        return np.full(len(cells), np.nan), np.ones(len(cells), dtype=np.bool_)
    return numbers, ~np.isfinite(numbers) | np.isin(numbers, list(SENTINELS))
