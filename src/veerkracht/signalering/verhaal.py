"""Verhaal: everything that is known of one area, ready to be told; the words are chosen by the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from veerkracht.facts.areas import Level, code_at
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.signalering.classes import UNKNOWN
from veerkracht.signalering.kaart import Kaart, KaartKind, Unavailable
from veerkracht.signalering.spans import held_periods

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Better, Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.classes import KaartClass
    from veerkracht.signalering.prioriteiten import Priorities

# Half the width of a 90% interval in standard errors (1.645).
_REACH = float(ndtri(0.95))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One level of one area, with what it may be laid beside.

    Attributes:
        indicator: code.
        name, unit, better: of the indicator.
        area: code of the area that the figure is of (the wijk, where a buurt has none).
        level: of that area.
        period: of the figure.
        value: NaN where missing.
        low, high: 90% interval; NaN where the noise is unknown.
        gemeente, country: the same figure there and then; NaN where unknown.
        exceeds: share of the areas of the table with a lower value, 0 to 1; NaN where missing.
        is_modelled: whether it is a model's estimate.
        reason: why it is missing.
        provenance: the sources.
    """

    indicator: str
    name: Bilingual
    unit: Bilingual
    better: Better
    area: str
    level: Level
    period: Period
    value: float
    low: float
    high: float
    gemeente: float
    country: float
    exceeds: float
    is_modelled: bool
    reason: Reason
    provenance: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One development of one area.

    Attributes:
        indicator, name, unit, better, area, level: as for a `Figure`.
        first, last: the two periods.
        value: the change without noise; NaN where missing.
        low, high: 90% interval.
        p_up, p_down: probability that it really rose, fell.
        reason: why it is missing.
        provenance: the sources.
    """

    indicator: str
    name: Bilingual
    unit: Bilingual
    better: Better
    area: str
    level: Level
    first: Period
    last: Period
    value: float
    low: float
    high: float
    p_up: float
    p_down: float
    reason: Reason
    provenance: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFact:
    """The class of one area on one map.

    Attributes:
        kaart: number of the map.
        title: of the map.
        area: code of the area that has the class (the wijk, where the map is of wijken).
        level: of that area.
        period: of the map, as text.
        named: the class; None where missing.
        chance: how likely the likeliest class is; NaN where unknown.
        probabilities: of every class by code; empty where unknown.
        reason: why it has no class.
    """

    kaart: int
    title: Bilingual
    area: str
    level: Level
    period: str
    named: KaartClass | None
    chance: float
    probabilities: dict[str, float]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of an area in the list of priorities: rank, its 90% interval, and how often it is in the top."""

    rank: int
    low: int
    high: int
    of: int
    top: int
    in_top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFacts:
    """All that a story of one area may say.

    Attributes:
        code, name, level: of the area.
        residents: latest known number; NaN if unknown.
        figures: levels.
        changes: developments.
        classes: on the maps of classes (6, 7, 8).
        place: in the list of priorities; None if not listed.
        missing: what is not known and why.
        notes: what must be said beside the maps that were used.
    """

    code: str
    name: str
    level: Level
    residents: float
    figures: tuple[Figure, ...]
    changes: tuple[Change, ...]
    classes: tuple[ClassFact, ...]
    place: Place | None
    missing: tuple[tuple[Bilingual, Reason | Bilingual], ...]
    notes: tuple[Bilingual, ...]


def area_facts(
    code: str,
    *,
    kaarten: Sequence[Kaart | Unavailable],
    tables: Mapping[Level, AreaTable],
    catalogue: Catalogue,
    priorities: Priorities | None = None,
    also: Sequence[str] = (),
    residents: str = "inwoners",
) -> AreaFacts:
    """Return what is known of one area: levels, developments, classes, place, and what is missing.

    Args:
        code: of the area, of the level of the maps or below it.
        kaarten: maps 1 to 8.
        tables: figures per level, for the gemeente and the country beside it.
        catalogue: names and units.
        priorities: the list, if there is one.
        also: codes of further figures to tell, of the area's own table.
        residents: code of the number of residents.

    Raises:
        UnknownAreaError: if no table holds the area.
    """
    table = next((t for t in tables.values() if code in t.areas), next(iter(tables.values())))
    own = table.areas.row(code)
    # Where a gemeente got other codes, a map per wijk of before may not hold the wijk of a buurt of now.
    made = [k for k in kaarten if isinstance(k, Kaart) and _area_on(k, code) in k.areas]
    figures = [_figure(k, code, tables=tables, catalogue=catalogue) for k in made if k.kind is KaartKind.LEVEL]
    for extra in (c for c in also if c in table and c in catalogue and all(f.indicator != c for f in figures)):
        figures.extend(_further(table, extra, row=own, tables=tables, catalogue=catalogue))
    changes = [_change(k, code, catalogue=catalogue) for k in made if k.kind is KaartKind.CHANGE]
    classes = [_class_fact(k, code) for k in made if k.kind in {KaartKind.FOCUS, KaartKind.VEERKRACHT}]
    missing = _maps_not_here(kaarten, made=made)
    missing += [(f.name, f.reason) for f in figures if f.reason is not Reason.PRESENT]
    missing += [(c.title, c.reason) for c in classes if c.named is None]
    held = held_periods(table, residents, share=0.0)
    return AreaFacts(
        code=code,
        name=table.areas.names[own],
        level=table.areas.level,
        residents=float(table.column(residents, held[-1]).values[own]) if held else float("nan"),
        figures=tuple(figures),
        changes=tuple(changes),
        classes=tuple(classes),
        place=_place(priorities, code),
        missing=tuple(missing),
        notes=tuple(dict.fromkeys(note for k in made for note in k.notes)),
    )


def _maps_not_here(
    kaarten: Sequence[Kaart | Unavailable], *, made: Sequence[Kaart]
) -> list[tuple[Bilingual, Reason | Bilingual]]:
    """Return the maps that say nothing of an area, and why: they are not there, or are of other areas."""
    missing: list[tuple[Bilingual, Reason | Bilingual]] = [
        (k.title, k.reason) for k in kaarten if isinstance(k, Unavailable)
    ]
    here = {id(k) for k in made}
    missing += [(k.title, Reason.NOT_COMPARABLE) for k in kaarten if isinstance(k, Kaart) and id(k) not in here]
    return missing


def _area_on(kaart: Kaart, code: str) -> str:
    """Return the area of a map that is `code` or holds it; the map need not have it."""
    return code if code in kaart.areas else (code_at(code, kaart.areas.level) or code)


def _row(kaart: Kaart, code: str) -> tuple[str, int]:
    """Return the area of the map that holds `code`, and its row."""
    area = _area_on(kaart, code)
    return area, kaart.areas.row(area)


def _figure(kaart: Kaart, code: str, *, tables: Mapping[Level, AreaTable], catalogue: Catalogue) -> Figure:
    area, row = _row(kaart, code)
    value, error = float(kaart.values[row]), float(kaart.errors[row])
    indicator = catalogue[kaart.indicators[0]]
    return Figure(
        indicator=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        better=indicator.better,
        area=area,
        level=kaart.level,
        period=kaart.periods[0],
        value=value,
        low=value - _REACH * error,
        high=value + _REACH * error,
        gemeente=_beside(tables, Level.GEMEENTE, indicator.code, period=kaart.periods[0], area=area),
        country=_beside(tables, Level.COUNTRY, indicator.code, period=kaart.periods[0], area=area),
        exceeds=_exceeds(kaart.values, row=row),
        is_modelled=indicator.modelled or kaart.is_modelled,
        reason=Reason(int(kaart.reasons[row])),
        provenance=kaart.provenance,
    )


def _further(
    table: AreaTable, code: str, *, row: int, tables: Mapping[Level, AreaTable], catalogue: Catalogue
) -> tuple[Figure, ...]:
    """Return the latest figure of one more indicator; nothing if no area has it."""
    held = held_periods(table, code, share=0.0)
    if not held:
        return ()
    column, indicator, area = table.column(code, held[-1]), catalogue[code], table.areas.codes[row]
    value = float(column.values[row])
    error = float("nan") if column.errors is None else float(column.errors[row])
    return (
        Figure(
            indicator=code,
            name=indicator.name,
            unit=indicator.unit,
            better=indicator.better,
            area=area,
            level=table.areas.level,
            period=held[-1],
            value=value,
            low=value - _REACH * error,
            high=value + _REACH * error,
            gemeente=_beside(tables, Level.GEMEENTE, code, period=held[-1], area=area),
            country=_beside(tables, Level.COUNTRY, code, period=held[-1], area=area),
            exceeds=_exceeds(column.values, row=row),
            is_modelled=indicator.modelled,
            reason=Reason(int(column.reasons[row])),
            provenance=column.provenance,
        ),
    )


def _change(kaart: Kaart, code: str, *, catalogue: Catalogue) -> Change:
    area, row = _row(kaart, code)
    value, error = float(kaart.values[row]), float(kaart.errors[row])
    indicator = catalogue[kaart.indicators[0]]
    return Change(
        indicator=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        better=indicator.better,
        area=area,
        level=kaart.level,
        first=kaart.periods[0],
        last=kaart.periods[-1],
        value=value,
        low=value - _REACH * error,
        high=value + _REACH * error,
        p_up=float(kaart.probabilities[row, 2]),
        p_down=float(kaart.probabilities[row, 0]),
        reason=Reason(int(kaart.reasons[row])),
        provenance=kaart.provenance,
    )


def _class_fact(kaart: Kaart, code: str) -> ClassFact:
    area, row = _row(kaart, code)
    at = int(kaart.classes[row])
    chances = kaart.probabilities[row]
    known = bool(np.isfinite(chances).all())
    return ClassFact(
        kaart=kaart.number,
        title=kaart.title,
        area=area,
        level=kaart.level,
        period=kaart.period,
        named=None if at == UNKNOWN else kaart.class_names[at],
        chance=float(kaart.chance[row]),
        probabilities={c.code: float(p) for c, p in zip(kaart.class_names, chances, strict=True)} if known else {},
        reason=Reason(int(kaart.reasons[row])),
    )


def _beside(tables: Mapping[Level, AreaTable], level: Level, code: str, *, period: Period, area: str) -> float:
    """Return the figure of the gemeente or country that holds the area; NaN where it is not known."""
    table, above = tables.get(level), code_at(area, level)
    if table is None or above is None or above not in table.areas or code not in table or period not in table.periods:
        return float("nan")
    return float(table.column(code, period).values[table.areas.row(above)])


def _exceeds(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], *, row: int) -> float:
    """Return the share of the other areas with a lower value."""
    others = np.delete(values, row)
    others = others[np.isfinite(others)]
    if not np.isfinite(values[row]) or not len(others):
        return float("nan")
    return float(np.mean(others < values[row]))


def _place(priorities: Priorities | None, code: str) -> Place | None:
    if priorities is None or code not in priorities.areas:
        return None
    row = priorities.areas.row(code)
    if priorities.rank[row] == 0:
        return None
    return Place(
        rank=int(priorities.rank[row]),
        low=int(priorities.rank_low[row]),
        high=int(priorities.rank_high[row]),
        of=len(priorities.order),
        top=priorities.top,
        in_top=float(priorities.in_top[row]),
    )
