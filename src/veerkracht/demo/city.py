"""The demo city, whole: make it from a seed and use it wherever a real gemeente would go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.demo.figures import publish, table_of
from veerkracht.demo.ground import Ground, lay_out
from veerkracht.demo.people import YEARS, People, populate
from veerkracht.demo.plan import (
    BOUNDARY_CHANGE,
    CITY,
    CITY_NAME,
    CORPORATIONS,
    KINDS,
    PEERS,
    RESIDENTS,
    STORIES,
    WIJKEN,
    Story,
)
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

DEMO_SEED = 2024
_BUURTEN = tuple(chain.from_iterable(wijk.buurten for wijk in WIJKEN))
_BUURTEN_OF_A_PEER = 36
_MAP = Provenance(publisher="fictief", table="demostad Vloedstede", column="kaart", licence="EUPL-1.2", fictitious=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corporation:
    """A fictitious housing corporation and where its dwellings stand.

    Attributes:
        name: says that it is fictitious.
        dwellings: shape (buurten,), in the order of the buurten of the city, in the last year.
    """

    name: str
    dwellings: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCity:
    """A city that does not exist, with the data of one that does.

    Attributes:
        gemeente: code of the city; no real gemeente has it.
        name: says that it is fictitious.
        peers: codes of the fictitious gemeenten to compare with; they stand in the gemeente table only.
        boundaries: per level (buurt, wijk, gemeente); the peers have no polygon.
        tables: per level, the published indicators under the codes of the catalogue, on one division.
        corporations: the two of the city.
        water: the river, in EPSG:28992.
    """

    gemeente: str
    name: str
    peers: tuple[str, ...]
    boundaries: Mapping[Level, Boundaries]
    tables: Mapping[Level, AreaTable]
    corporations: tuple[Corporation, ...]
    water: shapely.Geometry


def make_demo_city(rng: np.random.Generator) -> DemoCity:
    """Return the demo city; the same generator state gives the same city to the last bit.

    Sixty-one buurten in ten wijken, 2013-2024, two corporations and five peers. Some buurten have a
    story (see `veerkracht.demo.plan`), so that each class of the veerkrachtkaart occurs; the rest
    drifts by chance. Every column says that it is fictitious.

    Examples:
        >>> city = make_demo_city(np.random.default_rng(DEMO_SEED))
        >>> city.name, len(city.tables[Level.BUURT].areas)
        ('Vloedstede (fictief)', 61)
    """
    ground = lay_out(rng)
    people = populate(
        [KINDS[wijk.kind] for wijk in WIJKEN for _ in wijk.buurten],
        wijk_of=[number for number, wijk in enumerate(WIJKEN) for _ in wijk.buurten],
        stories=[STORIES.get(name, Story()) for name in _BUURTEN],
        residents=[RESIDENTS.get(name) for name in _BUURTEN],
        rng=rng,
    )
    areas = _areas()
    members = _members()
    redrawn = np.array([name in BOUNDARY_CHANGE for name in _BUURTEN])
    tables: dict[Level, AreaTable] = {}
    for level in (Level.BUURT, Level.WIJK):
        changed = redrawn if level is Level.BUURT else np.zeros(len(areas[level]), dtype=np.bool_)
        columns = publish(people, areas=areas[level], members=members[level], redrawn=changed, rng=rng)
        shapes = ground.buurten if level is Level.BUURT else ground.wijken
        hectares = np.asarray(shapely.area(shapes), dtype=np.float64) / 1e4
        tables[level] = table_of(areas[level], columns | _sizes(hectares, columns))
    tables[Level.GEMEENTE] = _gemeenten(people, areas[Level.GEMEENTE], ground=ground, rng=rng)
    return DemoCity(
        gemeente=CITY,
        name=CITY_NAME,
        peers=tuple(PEERS),
        boundaries=_boundaries(ground, areas),
        tables=tables,
        corporations=_corporations(people, rng),
        water=ground.water,
    )


def _areas() -> dict[Level, Areas]:
    year = int(YEARS[-1])
    digits = CITY[2:]
    wijken = tuple(f"WK{digits}{number:02d}" for number in range(1, len(WIJKEN) + 1))
    buurten = tuple(
        f"BU{code[2:]}{place:02d}"
        for code, wijk in zip(wijken, WIJKEN, strict=True)
        for place in range(1, len(wijk.buurten) + 1)
    )
    names = tuple(wijk.name for wijk in WIJKEN)
    return {
        Level.BUURT: Areas(level=Level.BUURT, year=year, codes=buurten, names=_BUURTEN),
        Level.WIJK: Areas(level=Level.WIJK, year=year, codes=wijken, names=names),
        Level.GEMEENTE: Areas(
            level=Level.GEMEENTE, year=year, codes=(CITY, *PEERS), names=(CITY_NAME, *PEERS.values())
        ),
    }


def _members() -> dict[Level, NDArray[np.float64]]:
    wijk_of = np.repeat(np.arange(len(WIJKEN)), [len(wijk.buurten) for wijk in WIJKEN])
    return {
        Level.BUURT: np.eye(len(_BUURTEN)),
        Level.WIJK: (wijk_of[None, :] == np.arange(len(WIJKEN))[:, None]).astype(np.float64),
    }


def _sizes(
    hectares: NDArray[np.float64], columns: dict[tuple[str, Period], Column]
) -> dict[tuple[str, Period], Column]:
    """Return the size, density and degree of urbanisation that follow from the map."""
    found: dict[tuple[str, Period], Column] = {}
    for year in map(int, YEARS):
        residents, homes = columns["inwoners", Period(year)], columns["woningen", Period(year)]
        density = 100.0 * homes.values / hectares
        # Where homes stand close together, more addresses lie around; the five classes are those of CBS.
        around = 0.6 * density + 0.4 * float(np.nanmean(density))
        classes = 1.0 + np.sum(around[:, None] < np.array([2500, 1500, 1000, 500]), axis=1)
        figures: dict[str, NDArray[np.float64]] = {
            "oppervlakte": np.round(hectares),
            "bevolkingsdichtheid": np.round(100.0 * residents.values / hectares),
            "omgevingsadressendichtheid": np.round(around),
            "stedelijkheid": np.where(np.isnan(around), np.nan, classes),
        }
        for code, values in figures.items():
            reasons = np.where(np.isnan(values), residents.reasons, Reason.PRESENT).astype(np.uint8)
            sources = tuple(replace(source, column=code) for source in residents.provenance)
            found[code, Period(year)] = Column(values=values, reasons=reasons, provenance=sources)
    return found


def _gemeenten(people: People, areas: Areas, *, ground: Ground, rng: np.random.Generator) -> AreaTable:
    """Return the table of the city and its peers, each peer made of other kinds of buurten."""
    kinds = list(KINDS)
    cities = [people]
    for _ in PEERS:
        mix = rng.dirichlet(np.full(len(kinds), 1.2))
        chosen = rng.choice(len(kinds), size=_BUURTEN_OF_A_PEER + int(rng.integers(0, 20)), p=mix)
        some = list(rng.permutation(list(STORIES)))
        stories = [STORIES[some.pop()] if some and rng.random() < 0.12 else Story() for _ in chosen]
        cities.append(
            populate(
                [KINDS[kinds[i]] for i in chosen],
                wijk_of=[int(i) for i in chosen],
                stories=stories,
                residents=[None] * len(chosen),
                rng=rng,
            )
        )
    columns: dict[tuple[str, Period], list[Column]] = {}
    for row, city in enumerate(cities):
        everyone = np.ones((1, city.counts["inwoners"].shape[0]))
        one = publish(
            city, areas=areas.take(np.array([row])), members=everyone, redrawn=np.zeros(1, dtype=np.bool_), rng=rng
        )
        for key, column in one.items():
            columns.setdefault(key, []).append(column)
    stacked = {key: _stacked(parts) for key, parts in columns.items()}
    spacious = rng.uniform(0.7, 2.2, len(PEERS))
    homes = stacked["woningen", Period(int(YEARS[-1]))].values
    own = ground.gemeente.area / 1e4
    hectares = np.concatenate([[own], own / homes[0] * homes[1:] * spacious])
    return table_of(areas, stacked | _sizes(hectares, stacked))


def _stacked(parts: list[Column]) -> Column:
    return Column(
        values=np.concatenate([part.values for part in parts]),
        reasons=np.concatenate([part.reasons for part in parts]),
        provenance=parts[0].provenance,
    )


def _boundaries(ground: Ground, areas: dict[Level, Areas]) -> dict[Level, Boundaries]:
    gemeenten = np.full(len(areas[Level.GEMEENTE]), None, dtype=object)
    gemeenten[0] = ground.gemeente
    shapes = {Level.BUURT: ground.buurten, Level.WIJK: ground.wijken, Level.GEMEENTE: gemeenten}
    return {
        level: Boundaries(areas=areas[level], geometry=geometry, provenance=_MAP) for level, geometry in shapes.items()
    }


def _corporations(people: People, rng: np.random.Generator) -> tuple[Corporation, ...]:
    """Return who owns the corporation dwellings of each buurt: one mostly north, the other mostly south."""
    owned = np.round(people.counts["woningen"][:, -1] * people.shares["corporatiewoningen"][:, -1] / 100.0)
    north = np.concatenate([np.full(len(wijk.buurten), wijk.north > 0) for wijk in WIJKEN])
    share = np.clip(np.where(north, 0.85, 0.12) + rng.normal(0.0, 0.08, len(owned)), 0.0, 1.0)
    first = np.round(owned * share).astype(np.int64)
    rest = owned.astype(np.int64) - first
    return tuple(
        Corporation(name=name, dwellings=dwellings) for name, dwellings in zip(CORPORATIONS, (first, rest), strict=True)
    )
