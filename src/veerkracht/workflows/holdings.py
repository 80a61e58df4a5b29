"""What stands in the warehouse, source by source, and what is missing for the nine maps of one city."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.signalering.kaart import Unavailable
from veerkracht.signalering.kaarten import NUMBERS, make_kaart
from veerkracht.signalering.verwachting.kaart9 import figure_to_forecast, no_signaleringskaart
from veerkracht.signalering.wording import TITLES
from veerkracht.warehouse.manifest import Kind
from veerkracht.workflows.derived_file import kept, place_of
from veerkracht.workflows.forecast_cache import method_key

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from veerkracht.facts.provenance import Provenance
    from veerkracht.warehouse import Warehouse
    from veerkracht.warehouse.manifest import Part
    from veerkracht.workflows.quickscan_country import Country, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is stored of one publisher.

    Attributes:
        publisher: as it must be named.
        tables: ids of its tables or names of its files.
        datasets: names under which these stand in the warehouse.
        levels: of the areas, the smallest first.
        periods: of the figures, ascending; empty if there are polygons or links only.
        boundary_years: of the areas, ascending.
        indicators: number of different figures.
        areas: number of areas of the fullest part.
        retrieved: first and last day on which something of it was taken in; None if unknown.
        licence: what may be done with it; empty if unknown.
        modelled: whether all of it are estimates of a model.
        fictitious: whether it belongs to the demo city.
        has_polygons: whether the borders of areas come with it.
    """

    publisher: str
    tables: tuple[str, ...]
    datasets: tuple[str, ...]
    levels: tuple[Level, ...]
    periods: tuple[Period, ...]
    boundary_years: tuple[int, ...]
    indicators: int
    areas: int
    retrieved: tuple[date, date] | None
    licence: str
    modelled: bool
    fictitious: bool
    has_polygons: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState:
    """Whether one of the nine maps is there for a city.

    Attributes:
        number: 1 to 9.
        title: its name.
        level: the finest level on which it is there; None if on none.
        reason: why it is not there on buurten, or not at all; None if it is there on buurten.
    """

    number: int
    title: Bilingual
    level: Level | None
    reason: Bilingual | None


_ORDER = (Level.BUURT, Level.WIJK, Level.GEMEENTE)


def holdings(warehouse: Warehouse) -> tuple[Holding, ...]:
    """Return what is stored, publisher by publisher, in order of name.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    by_publisher: dict[str, list[tuple[Part, tuple[Provenance, ...]]]] = {}
    for part in warehouse.datasets():
        of_part: dict[str, list[Provenance]] = {}
        for source in part.sources():
            of_part.setdefault(source.publisher, []).append(source)
        for publisher, sources in of_part.items():
            by_publisher.setdefault(publisher, []).append((part, tuple(sources)))
    return tuple(_holding(name, by_publisher[name]) for name in sorted(by_publisher, key=str.casefold))


def map_states(country: Country, gemeente: str) -> tuple[MapState, ...]:
    """Return for each of the nine maps of a city whether it is there, and why not.

    Of the ninth it is only told whether the data can carry a forecast: it is not computed here.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    stored = [one for at in (Level.BUURT, Level.WIJK) if (one := country.stored(at, gemeente)) is not None]
    return tuple(_state(number, stored, country=country) for number in (*NUMBERS, 9))


def kept_map_states(country: Country, gemeente: str, *, folder: Path, scope: str) -> tuple[MapState, ...]:
    """Return the same as `map_states`, kept on disk until the figures or the method change.

    Args:
        country: the figures.
        gemeente: code.
        folder: for what can be made again.
        scope: whose figures these are; what is kept for another scope stays.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    key = _key(country)

    def make() -> bytes:
        return json.dumps([_written(one) for one in map_states(country, gemeente)], ensure_ascii=False).encode()

    found = kept(folder, name=f"kaarten-{gemeente}-{scope}", key=key, ending=".json", make=make)
    return tuple(_read(one) for one in json.loads(found))


def known_map_states(country: Country, gemeente: str, *, folder: Path, scope: str) -> tuple[MapState, ...] | None:
    """Return what `kept_map_states` would, if it is at hand; None if it must still be found out."""
    file = place_of(folder, name=f"kaarten-{gemeente}-{scope}", key=_key(country), ending=".json")
    try:
        return tuple(_read(one) for one in json.loads(file.read_bytes()))
    except OSError:
        return None


def _key(country: Country) -> str:
    return "\n".join((country.version, method_key()))


def _written(one: MapState) -> dict[str, Any]:
    reason = None if one.reason is None else [one.reason.nl, one.reason.en]
    return {"number": one.number, "level": None if one.level is None else one.level.value, "reason": reason}


def _read(one: dict[str, Any]) -> MapState:
    return MapState(
        number=one["number"],
        title=TITLES[one["number"]],
        level=None if one["level"] is None else Level(one["level"]),
        reason=None if one["reason"] is None else Bilingual(*one["reason"]),
    )


def _state(number: int, stored: list[Stored], *, country: Country) -> MapState:
    reason: Bilingual | None = None
    for one in stored:
        absent = _absent(number, one, country=country)
        if absent is None:
            return MapState(number=number, title=TITLES[number], level=one.level, reason=reason)
        reason = reason or absent
    return MapState(number=number, title=TITLES[number], level=None, reason=reason)


def _absent(number: int, one: Stored, *, country: Country) -> Bilingual | None:
    """Return why a map is not there on one level; None if it is."""
    choices, catalogue = country.choices, country.catalogue
    if number in NUMBERS:
        found = make_kaart(
            one.inside, number, catalogue=catalogue, choices=choices, reference=one.country, fitted=one.fitted
        )
        return found.reason if isinstance(found, Unavailable) else None
    for table in (one.country, one.inside):
        if figure_to_forecast(one.country, choices.problems, catalogue=catalogue, choices=choices) is None:
            return no_signaleringskaart(table, catalogue=catalogue, choices=choices).reason
    return None


def _holding(publisher: str, parts: list[tuple[Part, tuple[Provenance, ...]]]) -> Holding:
    sources = [source for _, of_part in parts for source in of_part]
    days = sorted(source.retrieved for source in sources if source.retrieved is not None)
    periods: set[Period] = set()
    indicators: set[str] = set()
    for part, of_part in parts:
        own = set(of_part)
        for (code, period), origins in part.provenance.items():
            if any(origin in own for origin in origins):
                periods.add(period)
                indicators.add(code)
    levels = {part.level for part, _ in parts}
    return Holding(
        publisher=publisher,
        tables=_each(source.table for source in sources if source.table),
        datasets=_each(part.dataset for part, _ in parts),
        levels=tuple(level for level in _ORDER if level in levels) + tuple(levels - set(_ORDER)),
        periods=tuple(sorted(periods)),
        boundary_years=tuple(sorted({part.year for part, _ in parts if part.year is not None})),
        indicators=len(indicators),
        areas=max(part.areas for part, _ in parts),
        retrieved=(days[0], days[-1]) if days else None,
        licence=next((source.licence for source in sources if source.licence), ""),
        modelled=all(source.modelled for source in sources),
        fictitious=any(source.fictitious for source in sources),
        has_polygons=any(part.kind is Kind.BOUNDARIES for part, _ in parts),
    )


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def gemeente_names(country: Country) -> dict[str, str]:
    """Return the names of all gemeenten whose buurten or wijken are stored, by code, in order of name.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    names = _names(country)
    return _by_name({code: names.get(code, code) for code in country.known()})


def comparable_names(country: Country) -> dict[str, str]:
    """Return the names of all gemeenten of which figures are stored, by code, in order of name.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    return _by_name(_names(country))


def _names(country: Country) -> dict[str, str]:
    try:
        areas = country.warehouse.areas(Level.GEMEENTE)
    except NothingStoredError:
        return {}
    return dict(zip(areas.codes, areas.names, strict=True))


def _by_name(found: dict[str, str]) -> dict[str, str]:
    return dict(sorted(found.items(), key=lambda one: one[1].casefold()))
