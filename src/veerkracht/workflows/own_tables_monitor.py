"""A city monitor: figures of areas in columns, years in a column or in the header, figures named by a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Indicator, Kind
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.files.grid import GridCell
from veerkracht.sources.files.plans import bounds
from veerkracht.workflows.own_tables_cells import (
    AreaReader,
    CellFault,
    Number,
    NumberReader,
    RowFaults,
    period_of,
    reading,
)
from veerkracht.workflows.own_tables_checked import Checked
from veerkracht.workflows.own_tables_mapping import Figure, OwnIndicator, OwnKind, OwnMapping, fault
from veerkracht.workflows.own_tables_sheet import shown
from veerkracht.workflows.own_tables_task import Account, Cells, Task, build_tables

_KINDS = {OwnKind.COUNT: Kind.COUNT, OwnKind.PERCENTAGE: Kind.PERCENTAGE, OwnKind.MEAN: Kind.SCORE}
# A percentage or mean of which nobody says of whom it is, is one of residents.
RESIDENTS = "inwoners"


def check_monitor(task: Task) -> Checked:
    """Return which rows of a city monitor can be used, and their figures.

    Raises:
        MappingFaultError: if an indicator is neither in the catalogue nor an own one.
    """
    own = {one.code: as_indicator(one) for one in task.mapping.own}
    readers = _readers(task, own)
    areas = AreaReader(mapping=task.mapping, warehouse=task.warehouse)
    account = Account()
    cells: Cells = {}
    first: dict[tuple[str, Period, str], tuple[int, Number]] = {}
    for line, row in task.rows():
        if account.passes_over(row, why=_not_chosen(task.mapping, row)):
            continue
        values = list(_values(line, row, task=task, readers=readers, areas=areas, faults=account.faults))
        for key, _, number, figure in values:
            earlier = first.get(key)
            if earlier is not None and not _same(earlier[1], number):
                account.faults.take(line, figure.column, row[figure.column], _twice(key, earlier[0]))
        if not account.accepts(line):
            continue
        for (code, period, area), place, number, _ in values:
            first.setdefault((code, period, area), (line, number))
            cells.setdefault(place, {}).setdefault((code, period), {}).setdefault(area, number)
    sources = {one.indicator: one.column for one in task.mapping.figures}
    return account.checked(
        task,
        tables=build_tables(cells, sources=sources, task=task),
        indicators=tuple(own.values()),
        warnings=tuple(task.warnings(areas)),
    )


def as_indicator(own: OwnIndicator) -> Indicator:
    """Return an own figure as a line of the catalogue."""
    low, high = own.bounds()
    said = Bilingual("Cijfer van de organisatie zelf.", "Figure of the organisation itself.")
    return Indicator(
        code=own.code,
        name=own.name,
        theme=own.theme,
        kind=_KINDS[own.kind],
        unit=own.unit,
        better=own.better,
        levels=(Level.GEMEENTE, Level.WIJK, Level.BUURT),
        explanation=said,
        denominator="" if own.kind is OwnKind.COUNT else own.denominator or RESIDENTS,
        low=low,
        high=high,
    )


def _not_chosen(mapping: OwnMapping, row: Mapping[str, GridCell]) -> Bilingual | None:
    """Return why a row is of a figure that the mapping leaves out, or None."""
    label = shown(row[mapping.label_column]) if mapping.label_column else ""
    if not mapping.label_column or any(one.label in {"", label} for one in mapping.figures):
        return None
    return Bilingual(f"{label[:60]!r} is niet gekozen in de koppeling", f"{label[:60]!r} is not chosen in the mapping")


def _same(first: Number, second: Number) -> bool:
    return first == second or (first.reason is second.reason and first.reason is not Reason.PRESENT)


def _readers(task: Task, own: Mapping[str, Indicator]) -> Mapping[str, NumberReader]:
    """Return how the numbers of each indicator are read.

    Raises:
        MappingFaultError: if an indicator is neither in the catalogue nor an own one.
    """
    found = {}
    for figure in task.mapping.figures:
        indicator = own.get(figure.indicator) or task.catalogue.indicators.get(figure.indicator)
        if indicator is None:
            right = (
                "een code uit de catalogus, of een eigen indicator",
                "a code of the catalogue, or an own indicator",
            )
            raise fault("figures.indicator", figure.indicator, "is geen indicator", "is no indicator", *right)
        low, high = bounds(indicator)
        found[indicator.code] = NumberReader(
            decimal=task.mapping.decimal,
            low=low,
            high=high,
            whole=indicator.kind is Kind.COUNT,
            unit=indicator.unit,
        )
    return found


Value = tuple[tuple[str, Period, str], tuple[Level, int], Number, Figure]
"""Indicator, period and area; level and year of boundaries; the number; the column that it came from."""


def _values(
    line: int,
    row: Mapping[str, GridCell],
    *,
    task: Task,
    readers: Mapping[str, NumberReader],
    areas: AreaReader,
    faults: RowFaults,
) -> Iterator[Value]:
    """Give every value of a row; what is wrong is noted."""
    mapping = task.mapping
    said: Period | None = None if mapping.year is None else Period(mapping.year)
    if mapping.year_column:
        said = reading(line, mapping.year_column, row[mapping.year_column], period_of, faults)
        if said is None:
            return
    label = shown(row[mapping.label_column]) if mapping.label_column else ""
    for figure in (one for one in mapping.figures if one.label in {"", label}):
        period = Period(figure.year) if figure.year else said
        if period is None:
            continue
        year = task.boundary_year(period)
        area = reading(line, mapping.area_column, row[mapping.area_column], partial(areas.read, year=year), faults)
        if area is None:
            return
        number = reading(line, figure.column, row[figure.column], readers[figure.indicator].read, faults)
        if number is not None:
            yield (figure.indicator, period, area[1]), (area[0], year), number, figure


def _twice(key: tuple[str, Period, str], first: int) -> CellFault:
    _, period, area = key
    return CellFault(
        Bilingual(
            f"is een andere waarde voor {area} in {period} dan op regel {first}",
            f"is another value for {area} in {period} than on row {first}",
        ),
        Bilingual("één waarde per gebied en jaar", "one value for an area and year"),
    )
