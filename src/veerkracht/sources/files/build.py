"""Build tables of areas from a sheet whose layout is known, and count what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors.files import DuplicateRowError, FractionError, ImpossibleValueError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.indicators import Catalogue, TableFamily
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.files.cells import Numbers, to_numbers
from veerkracht.sources.files.intake import LeftOut
from veerkracht.sources.files.layouts import Layout
from veerkracht.sources.files.plans import Plan, plan_columns
from veerkracht.sources.files.rows import Rows
from veerkracht.sources.files.sheet import Cell, Sheet

SAME_AGAIN = Bilingual("dubbele rij met dezelfde waarden", "the same row again, with the same values")
NO_VALUE = Bilingual("geen enkele waarde in onze kolommen", "no value in any of our columns")
_ORDER = list(Level)
# That ten areas of one level are all withheld in a year that has figures elsewhere does not happen.
_MINIMUM_GROUP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What all columns of one file have in common.

    Attributes:
        table: id of the published table, or the file name.
        family: code of the table family of that table; empty for an own table.
        publisher, licence, address: of the publication.
        checksum: SHA-256 of the file.
        retrieved: day of import; None if it does not matter.
        note: for the reader of the figures.
        own: True for a table of an organisation itself.
    """

    table: str
    family: str
    publisher: str
    licence: str
    address: str
    checksum: str
    retrieved: date | None
    note: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Tables from one sheet.

    Attributes:
        tables: each of one level and one boundary year.
        taken: numbers of the sheet rows that ended in a table.
        left_out: rows understood but not taken.
        headers: columns that became indicators.
        unpublished: indicators of which the whole column is still to be published.
    """

    tables: tuple[AreaTable, ...]
    taken: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    headers: tuple[str, ...]
    unpublished: tuple[str, ...]


def boundary_year(period: Period, *, layout: Layout, families: Sequence[TableFamily], last: int) -> int:
    """Return the year of the boundaries on which the figures of a period stand.

    Args:
        period: of the figures.
        layout: may fix it, or give it by the last year in the file.
        families: the main one may give it by year of the figures.
        last: last year of figures in the file.
    """
    if layout.boundary_year:
        return layout.boundary_year
    if last in layout.boundary_years:
        return layout.boundary_years[last]
    if layout.boundaries_of_last_year:
        return last
    given = families[0].boundary_years if families else {}
    return given.get(period.year, period.year)


def build_tables(
    sheet: Sheet,
    *,
    rows: Rows,
    keys: Sequence[str],
    layout: Layout,
    catalogue: Catalogue,
    families: Sequence[TableFamily],
    origin: Origin,
) -> Built:
    """Return the tables in a sheet, one per level and boundary year.

    Raises:
        DuplicateRowError: if an area stands twice in a period with different values.
        ImpossibleValueError: if a value is outside what its indicator can be.
        NumberError, DecimalError, InfiniteNumberError, FormulaError: see `cells.to_numbers`.
    """
    by_year: dict[int, dict[str, Plan]] = {}
    for year in {period.year for period in rows.periods}:
        by_year[year] = plan_columns(sheet, keys=keys, layout=layout, catalogue=catalogue, families=families, year=year)
    plans = {plan.header: plan for found in by_year.values() for plan in found.values()}
    numbers, unpublished = _numbers(sheet, plans=plans, rows=rows, layout=layout)
    kept, repeated = _without_repetitions(sheet, rows=rows, numbers=numbers)
    last = max((period.year for period in rows.periods), default=0)
    groups: dict[tuple[Level, int], list[int]] = {}
    for k in kept:
        year = boundary_year(rows.periods[k], layout=layout, families=families, last=last)
        groups.setdefault((rows.levels[k], year), []).append(k)
    tables = tuple(
        table
        for (level, year), members in sorted(groups.items(), key=lambda item: (_ORDER.index(item[0][0]), item[0][1]))
        for table in [_table(level, year, members, rows=rows, by_year=by_year, numbers=numbers, origin=origin)]
        if table.indicators
    )
    return Built(
        tables=tables,
        taken=tuple(rows.index[k] for k in kept),
        left_out=(LeftOut(reason=SAME_AGAIN, count=repeated),) if repeated else (),
        headers=tuple(plans),
        unpublished=unpublished,
    )


def _numbers(
    sheet: Sheet, *, plans: Mapping[str, Plan], rows: Rows, layout: Layout
) -> tuple[dict[str, Numbers], tuple[str, ...]]:
    """Return each planned column as checked numbers of the kept rows."""
    index = np.array(rows.index, dtype=np.intp)
    lines = [sheet.lines[i] for i in rows.index]
    found: dict[str, Numbers] = {}
    unpublished: list[str] = []
    for header, plan in plans.items():
        cells = sheet.column(header)
        kept = [cells[i] for i in index]
        numbers = to_numbers(kept, file=sheet.file, column=header, lines=lines, null=layout.null, blank=layout.blank)
        _check_whole(numbers, plan=plan, file=sheet.file, cells=kept, lines=lines)
        if plan.scale != 1.0:
            numbers = replace(numbers, values=numbers.values * plan.scale)
        _check_bounds(numbers, plan=plan, file=sheet.file, lines=lines)
        if layout.early_release and kept:
            numbers = _with_unpublished(numbers, rows=rows)
            if (numbers.reasons == Reason.NOT_YET_PUBLISHED).all():
                unpublished.append(plan.code)
        found[header] = numbers
    return found, tuple(dict.fromkeys(unpublished))


def _with_unpublished(numbers: Numbers, *, rows: Rows) -> Numbers:
    """Return the column with what has yet to come told from what is withheld.

    CBS publishes in three rounds. A column without one value in the whole file has yet to come; so has
    a withheld year of one level, if it is withheld for each of at least ten areas.
    """
    missing = np.isnan(numbers.values)
    if missing.all():
        return replace(numbers, reasons=np.full(len(missing), Reason.NOT_YET_PUBLISHED, dtype=np.uint8))
    reasons = numbers.reasons.copy()
    groups: dict[tuple[Level, Period], list[int]] = {}
    for k, key in enumerate(zip(rows.levels, rows.periods, strict=True)):
        groups.setdefault(key, []).append(k)
    for members in groups.values():
        if len(members) >= _MINIMUM_GROUP and (reasons[members] == Reason.SUPPRESSED).all():
            reasons[members] = Reason.NOT_YET_PUBLISHED
    return replace(numbers, reasons=reasons)


def _check_bounds(numbers: Numbers, *, plan: Plan, file: str, lines: Sequence[int]) -> None:
    # NaN compares False, so a missing value is never outside.
    wrong = (numbers.values < plan.low) | (numbers.values > plan.high)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise ImpossibleValueError(
            file=file,
            line=lines[at],
            column=plan.header,
            value=float(numbers.values[at]),
            indicator=plan.code,
            low=plan.low,
            high=plan.high,
            unit_nl=plan.unit.nl,
            unit_en=plan.unit.en,
        )


def _check_whole(numbers: Numbers, *, plan: Plan, file: str, cells: Sequence[Cell], lines: Sequence[int]) -> None:
    """Refuse a fraction of a resident: 1.234 meant 1,234."""
    if not plan.is_count:
        return
    wrong = np.flatnonzero(numbers.values != np.round(numbers.values))
    wrong = wrong[~np.isnan(numbers.values[wrong])]
    if len(wrong):
        at = int(wrong[0])
        value = str(cells[at]).strip()
        raise FractionError(file=file, line=lines[at], column=plan.header, value=value, indicator=plan.code)


def _without_repetitions(sheet: Sheet, *, rows: Rows, numbers: Mapping[str, Numbers]) -> tuple[list[int], int]:
    """Return the kept rows that are the first of their area and period, and how many repeat one exactly."""
    first: dict[tuple[Level, str, Period], int] = {}
    kept: list[int] = []
    repeated = 0
    for k, key in enumerate(zip(rows.levels, rows.codes, rows.periods, strict=True)):
        earlier = first.setdefault(key, k)
        if earlier == k:
            kept.append(k)
        elif all(_same(column, earlier, k) for column in numbers.values()):
            repeated += 1
        else:
            raise DuplicateRowError(
                file=sheet.file,
                line=sheet.lines[rows.index[k]],
                code=rows.codes[k],
                first=sheet.lines[rows.index[earlier]],
                period=str(rows.periods[k]),
            )
    return kept, repeated


def _same(column: Numbers, first: int, second: int) -> bool:
    if column.reasons[first] != column.reasons[second]:
        return False
    return bool(column.reasons[first] != Reason.PRESENT or column.values[first] == column.values[second])


def _table(
    level: Level,
    year: int,
    members: Sequence[int],
    *,
    rows: Rows,
    by_year: Mapping[int, Mapping[str, Plan]],
    numbers: Mapping[str, Numbers],
    origin: Origin,
) -> AreaTable:
    """Return the table of one level on the boundaries of one year."""
    names: dict[str, str] = {}
    for k in members:
        names[rows.codes[k]] = rows.names[k]
    position = {code: i for i, code in enumerate(names)}
    areas = Areas(level=level, year=year, codes=tuple(names), names=tuple(names.values()))
    by_period: dict[Period, list[int]] = {}
    for k in members:
        by_period.setdefault(rows.periods[k], []).append(k)
    columns: dict[tuple[str, Period], Column] = {}
    for period, ks in by_period.items():
        into = np.array([position[rows.codes[k]] for k in ks], dtype=np.intp)
        for plan in by_year[period.year].values():
            column = _column(numbers[plan.header], ks=np.array(ks), into=into, count=len(areas))
            source = _provenance(origin, plan, year=year, period=plan.period or period)
            columns[plan.code, plan.period or period] = replace(column, provenance=(source,))
    return AreaTable.of(areas, columns)


def _column(numbers: Numbers, *, ks: NDArray[np.intp], into: NDArray[np.intp], count: int) -> Column:
    # An area without a row in this period was not measured then: it did not exist or was left out by the source.
    values = np.full(count, np.nan)
    reasons = np.full(count, Reason.NOT_MEASURED, dtype=np.uint8)
    values[into], reasons[into] = numbers.values[ks], numbers.reasons[ks]
    return Column(values=values, reasons=reasons)


def _provenance(origin: Origin, plan: Plan, *, year: int, period: Period) -> Provenance:
    family = plan.family
    table = origin.table
    if family is not None and family.code != origin.family:
        # A column that an editor took from another table: crime in a copy of the Kerncijfers.
        table = family.ids.get(period.year, origin.table)
    return Provenance(
        publisher=family.publisher if family else origin.publisher,
        table=table,
        column=plan.header,
        licence=family.licence if family else origin.licence,
        retrieved=origin.retrieved,
        checksum=origin.checksum,
        address=family.address if family else origin.address,
        boundary_year=year,
        modelled=plan.modelled,
        provisional=plan.provisional,
        own=origin.own,
        note=origin.note,
    )


def count_by_reason(left_out: Sequence[LeftOut]) -> tuple[LeftOut, ...]:
    """Return the rows left out, added up per reason, the largest first."""
    counts: Counter[Bilingual] = Counter()
    for item in left_out:
        counts[item.reason] += item.count
    return tuple(LeftOut(reason=reason, count=count) for reason, count in counts.most_common() if count)
