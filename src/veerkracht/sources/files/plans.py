"""Plans: which column of a file becomes which indicator, in which unit and between which bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from veerkracht.facts.indicators import Catalogue, ColumnSource, Indicator, Kind, TableFamily
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.sources.files.headers import fold
from veerkracht.sources.files.intake import LeftOut
from veerkracht.sources.files.layouts import Layout, OwnColumn
from veerkracht.sources.files.sheet import Sheet

FOREIGN = Bilingual("door anderen afgeleid, niet van de uitgever", "derived by others, not by the publisher")
UNUSED = Bilingual("geen indicator van Veerkracht", "not an indicator of Veerkracht")
SECOND = Bilingual("zelfde naam als een eerdere kolom", "same name as an earlier column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One column of a file and the indicator it becomes.

    Attributes:
        header: name of the column in the file.
        code: of the indicator.
        low, high: values outside these are refused, in the unit of the indicator.
        unit: of the indicator.
        scale: factor from the file to the unit of the indicator.
        period: of the column, if it differs from that of the row.
        family: table family it was found in; None for an own table.
        modelled, provisional: of the figures.
        is_count: True if the figure can only be a whole number.
    """

    header: str
    code: str
    low: float
    high: float
    unit: Bilingual
    scale: float = 1.0
    period: Period | None = None
    family: TableFamily | None = None
    modelled: bool = False
    provisional: bool = False
    is_count: bool = False


class _Finder:
    """The indicators of some table families in one year, by stem, short name and code."""

    def __init__(self, catalogue: Catalogue, families: Iterable[TableFamily], year: int) -> None:
        self._found: dict[str, tuple[Indicator, ColumnSource, TableFamily]] = {}
        for family in families:
            for indicator in catalogue:
                for source in indicator.sources:
                    if source.family == family.code and source.covers(year):
                        for name in (source.stem, source.short, indicator.code):
                            if name:
                                self._found.setdefault(fold(name), (indicator, source, family))

    def find(self, name: str) -> tuple[Indicator, ColumnSource, TableFamily] | None:
        return self._found.get(fold(name))


def plan_columns(
    sheet: Sheet,
    *,
    keys: Sequence[str],
    layout: Layout,
    catalogue: Catalogue,
    families: Sequence[TableFamily],
    year: int,
) -> dict[str, Plan]:
    """Return, by indicator code and period, the column that holds its figures of `year`.

    Where two columns have one stem the first counts: CBS puts the main division first.
    """
    finder = _Finder(catalogue, families, year)
    plans: dict[str, Plan] = {}
    for header, key in zip(sheet.header, keys, strict=True):
        if layout.is_foreign(header):
            continue
        if header in layout.own:
            plans.setdefault(header, _own(header, layout.own[header], catalogue))
            continue
        name, period = _wanted(header, key, layout)
        if period is not None:
            found = _Finder(catalogue, families, period.year).find(name)
        elif layout.columns:
            found = finder.find(name) if name else None
        else:
            # The whole name first: `a_00_14` is a short name, and its number is no suffix.
            found = finder.find(header) or finder.find(key)
        if found is not None:
            plan = _plan(header, *found, year=year if period is None else period.year, period=period)
            plans.setdefault(f"{plan.code} {period or ''}", plan)
    return plans


def _wanted(header: str, key: str, layout: Layout) -> tuple[str, Period | None]:
    """Return the name under which the catalogue knows a column, and its period if its name holds one."""
    if header in layout.columns:
        return layout.columns[header], None
    for pattern, name in layout.patterns.items():
        match = re.fullmatch(pattern, header)
        if match:
            return name, Period(int(match["year"]))
    # A layout that lists its columns takes no others: an English "area" is not our "area".
    return ("", None) if layout.columns else (key, None)


def _plan(
    header: str,
    indicator: Indicator,
    source: ColumnSource,
    family: TableFamily,
    *,
    year: int,
    period: Period | None,
) -> Plan:
    low, high = bounds(indicator)
    return Plan(
        header=header,
        code=indicator.code,
        low=low,
        high=high,
        unit=indicator.unit,
        scale=source.scale,
        period=period,
        family=family,
        modelled=family.modelled or indicator.modelled,
        provisional=year in source.provisional_years,
        is_count=indicator.kind is Kind.COUNT,
    )


def _own(header: str, own: OwnColumn, catalogue: Catalogue) -> Plan:
    if own.code in catalogue:
        indicator = catalogue[own.code]
        low, high = bounds(indicator)
        is_count = indicator.kind is Kind.COUNT
        return Plan(header=header, code=own.code, low=low, high=high, unit=indicator.unit, is_count=is_count)
    unit = Bilingual(own.unit, own.unit)
    return Plan(header=header, code=own.code, low=own.low, high=own.high, unit=unit)


def bounds(indicator: Indicator) -> tuple[float, float]:
    """Return what an indicator can be: its own bounds, and what its kind says where it has none."""
    low, high = indicator.low, indicator.high
    if math.isinf(low) and indicator.kind in {Kind.COUNT, Kind.PERCENTAGE, Kind.RATE, Kind.DISTANCE, Kind.DENSITY}:
        low = 0.0
    if math.isinf(high) and indicator.kind is Kind.PERCENTAGE:
        high = 100.0
    return low, high


def ignored(
    sheet: Sheet, *, keys: Sequence[str], layout: Layout, taken: Iterable[str], used: Iterable[str]
) -> tuple[LeftOut, ...]:
    """Return the columns that were not taken, by reason.

    Args:
        sheet: the table.
        keys: stem of each column.
        layout: its kind.
        taken: headers that became indicators.
        used: headers that told the area, name or period.
    """
    gone: dict[Bilingual, list[str]] = {}
    known, taken_keys = {*taken, *used}, set()
    for header, key in zip(sheet.header, keys, strict=True):
        if header in known:
            taken_keys.add(key)
        elif not header.startswith("#"):
            reason = FOREIGN if layout.is_foreign(header) else SECOND if key in taken_keys else UNUSED
            gone.setdefault(reason, []).append(header)
    return tuple(LeftOut(reason=reason, count=len(names), names=tuple(names)) for reason, names in gone.items())
