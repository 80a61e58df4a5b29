"""Areas and their figures for other programs: plain values, each with its interval or the reason that it is missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from veerkracht.errors.data import NoFiguresError, UnknownAreaError
from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.areas import COUNTRY, Level, gemeente_code, parent_code
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.atlas.atlas import names_within
from veerkracht.signalering.ontwikkeling import level_errors
from veerkracht.workflows.atlas import place_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.indicators import Indicator
    from veerkracht.facts.language import Bilingual, Taal
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.workflows.quickscan_country import Country

LEVELS = (Level.BUURT, Level.WIJK, Level.GEMEENTE)
_REACH = float(ndtri(0.95))
"""Half the width of a 90% interval in standard errors."""
# More digits than any figure carries, so that no program sees 0.30000000000000004.
_DIGITS = 9
_MOST_PLACES = 8
_PLACES: dict[str, Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Some areas of one set.

    Attributes:
        areas: the set.
        rows: those that are meant, in order.
        names: by which people know each area of the set.
    """

    areas: Areas
    rows: tuple[int, ...]
    names: tuple[str, ...]


def choose_areas(
    country: Country,
    level: Level,
    *,
    within: Sequence[str] = (),
    gemeente: str = "",
    codes: Sequence[str] = (),
    text: str = "",
) -> tuple[Chosen, ...]:
    """Return the areas that are meant, one set for each year of boundaries.

    Args:
        country: the national figures.
        level: buurt, wijk or gemeente.
        within: codes of the gemeenten that may be seen, each on the boundaries that suit it best; none for all.
        gemeente: code of the one whose areas are meant; empty for all.
        codes: of the areas that are meant; none for all.
        text: part of the name of the areas that are meant, or of a code; capitals do not count.

    Raises:
        NoFiguresError: if no areas are stored.
        WarehouseError: if the stored data cannot be read.
    """
    wanted, sought = frozenset(codes), text.strip().casefold()
    found = []
    for areas in _sets(country, level, within=within):
        names = _names(areas)
        rows = tuple(
            row
            for row, code in enumerate(areas.codes)
            if (not gemeente or gemeente_code(code) == gemeente)
            and (not wanted or code in wanted)
            and (not sought or sought in names[row].casefold() or sought in code.casefold())
        )
        found.append(Chosen(areas=areas, rows=rows, names=names))
    return tuple(found)


def area_items(country: Country, chosen: Sequence[Chosen]) -> list[dict[str, Any]]:
    """Return the areas with the names of the areas that hold them.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    names = _places(country)
    return [_area(one.areas, row, one.names[row], names) for one in chosen for row in one.rows]


def indicator_item(one: Indicator) -> dict[str, Any]:
    """Return one line of the catalogue in both languages."""
    return {
        "code": one.code,
        "name": both(one.name),
        "explanation": both(one.explanation),
        "theme": one.theme.value,
        "kind": one.kind.value,
        "unit": both(one.unit),
        "better": one.better.value,
        "levels": [level.value for level in one.levels],
        "isModelled": one.modelled,
        "isDerived": one.derivation is not None,
        "denominator": one.denominator or None,
        "minimumDenominator": one.minimum_denominator or None,
        "breaks": [{"year": at.year, "reason": both(at.reason)} for at in one.breaks],
    }


def both(text: Bilingual) -> dict[str, str]:
    """Return a text in both languages."""
    return {"nl": text.nl, "en": text.en}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Figures of some areas: one for each indicator, period and area, in that order, counted without making them.

    Attributes:
        country: the national figures.
        parts: table, areas, and the indicators with their periods, for each year of boundaries.
    """

    country: Country
    parts: tuple[tuple[AreaTable, Chosen, tuple[tuple[str, Period], ...]], ...]

    @property
    def total(self) -> int:
        """How many figures there are, missing ones included."""
        return sum(len(one.rows) * len(columns) for _, one, columns in self.parts)

    def items(self, *, start: int, count: int, taal: Taal) -> list[dict[str, Any]]:
        """Return some of the figures.

        Args:
            start: of how many to pass over.
            count: how many at most.
            taal: of the words of reasons.
        """
        found: list[dict[str, Any]] = []
        for table, chosen, columns in self.parts:
            for code, period in columns:
                size = len(chosen.rows)
                if start >= size:
                    start -= size
                    continue
                rows = chosen.rows[start : start + count - len(found)]
                start = 0
                found += self._column(table, code, period, rows=rows, taal=taal)
                if len(found) >= count:
                    return found
        return found

    def _column(
        self, table: AreaTable, code: str, period: Period, *, rows: Sequence[int], taal: Taal
    ) -> Iterator[dict[str, Any]]:
        column, indicator = table.column(code, period), self.country.catalogue[code]
        errors = level_errors(
            table, code, period=period, catalogue=self.country.catalogue, choices=self.country.choices, model=None
        )
        low = np.minimum(column.values, np.maximum(column.values - _REACH * errors, indicator.low))
        high = np.maximum(column.values, np.minimum(column.values + _REACH * errors, indicator.high))
        when = str(period)
        for row in rows:
            yield {
                "area": table.areas.codes[row],
                "indicator": code,
                "period": when,
                "value": number(column.values[row]),
                "low": number(low[row]),
                "high": number(high[row]),
                **why(int(column.reasons[row]), taal=taal),
            }


def grid_of(
    country: Country,
    chosen: Sequence[Chosen],
    *,
    indicators: Sequence[str],
    first: int | None = None,
    last: int | None = None,
) -> Grid:
    """Return the figures of some areas; counts that nobody published for gemeenten are added up from buurten.

    Figures that too few people stand behind are not in it: `Country` withholds them.

    Args:
        country: the national figures.
        chosen: the areas.
        indicators: codes.
        first: leave out figures of years before; None takes all.
        last: leave out figures of years after; None takes all.

    Raises:
        MissingIndicatorError: if the catalogue does not hold one.
        WarehouseError: if the stored data cannot be read.
    """
    for code in indicators:
        country.catalogue[code]
    parts = []
    for one in chosen:
        table = _figures(country, indicators, areas=one.areas)
        if table is None:
            continue
        if table.areas.codes != one.areas.codes:
            table = table.take(table.areas.rows(one.areas.codes))
        columns = tuple(
            (code, period)
            for code in indicators
            if code in table
            for period in table.periods_of(code)
            if (first is None or period.year >= first) and (last is None or period.year <= last)
        )
        parts.append((table, one, columns))
    return Grid(country=country, parts=tuple(parts))


def number(value: float) -> float | None:
    """Return a figure as JSON can hold it: None for what is not a number.

    >>> number(0.1 + 0.2), number(float("nan"))
    (0.3, None)
    """
    return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None


def why(reason: int, *, taal: Taal) -> dict[str, str | None]:
    """Return why a figure is missing, for programs and for people; nothing where it is there."""
    if reason == Reason.PRESENT:
        return {"reason": None, "reasonText": None}
    return {"reason": Reason(reason).name.lower(), "reasonText": REASON_WORDS[Reason(reason)].say(taal)}


def _sets(country: Country, level: Level, *, within: Sequence[str]) -> Iterator[Areas]:
    """Yield the sets of areas that may be seen.

    Raises:
        NoFiguresError: if there are none.
    """
    empty = True
    for gemeente in within or (None,):
        try:
            yield country.warehouse.areas(level, within=None if gemeente is None else [gemeente])
        except (NothingStoredError, UnknownAreaError):
            continue
        empty = False
    if empty:
        raise NoFiguresError(within[0] if within else COUNTRY, available={})


def _places(country: Country) -> Mapping[str, str]:
    """Return the names of wijken and gemeenten, read once for each state of the data."""
    held = _PLACES.get(country.version)
    if held is None:
        while len(_PLACES) >= _MOST_PLACES:
            _PLACES.pop(next(iter(_PLACES)), None)
        held = _PLACES[country.version] = place_names(country)
    return held


@lru_cache(maxsize=32)
def _names(areas: Areas) -> tuple[str, ...]:
    return names_within(areas)


def _area(areas: Areas, row: int, name: str, names: Mapping[str, str]) -> dict[str, Any]:
    code = areas.codes[row]
    wijk = parent_code(code) if areas.level is Level.BUURT else None
    gemeente = gemeente_code(code) if areas.level is not Level.GEMEENTE else None
    return {
        "code": code,
        "name": name,
        "level": areas.level.value,
        "year": areas.year,
        "wijk": wijk,
        "wijkName": None if wijk is None else names.get(wijk),
        "gemeente": gemeente,
        "gemeenteName": None if gemeente is None else names.get(gemeente),
    }


def _figures(country: Country, codes: Sequence[str], *, areas: Areas) -> AreaTable | None:
    """Return the figures of a level on the boundaries of a set of areas, of the country as a whole."""
    if areas.level is Level.GEMEENTE:
        whole = country.whole(Level.GEMEENTE)
        held = None if whole is None else whole.inside
        if held is not None and all(code in held for code in codes) and _holds(held, areas):
            return held
    try:
        found = country.further(codes, level=areas.level, year=areas.year)
    except NothingStoredError:
        return None
    return found if _holds(found, areas) else None


def _holds(table: AreaTable, areas: Areas) -> bool:
    rows: NDArray[np.intp] = table.areas.rows(areas.codes)
    return bool((rows >= 0).all())
