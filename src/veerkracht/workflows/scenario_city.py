"""The city at the start of a scenario: a real gemeente out of the warehouse, or the fictitious one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.errors.data import AreaCodeError, UnknownAreaError
from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError, UnknownYearError
from veerkracht.facts.areas import Level, parse_code
from veerkracht.facts.derive import derive
from veerkracht.facts.language import Bilingual
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.region import region_is_known
from veerkracht.stad.synthesis.figures import COUNTRY_READ, READ
from veerkracht.stad.synthesis.synthesise import Options, Synthesis, synthesise
from veerkracht.workflows.own_tables_mapping import OWN, RentClass
from veerkracht.workflows.shapes import gemeenten_around

if TYPE_CHECKING:
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable
    from veerkracht.warehouse import Warehouse

_MADE = ("minder_zelfredzaam", "aandeel_bijstand", "aandeel_jeugdzorg", "wmo_per_1000")
_CHEAP = (RentClass.LOW, RentClass.AFFORDABLE)
_HOUSEHOLDS = "huishoudens"
_WEIGHED = Bilingual(
    "Wie naar de regio gaat, is over de gemeenten verdeeld naar hun huishoudens en hun afstand (CBS en RPB 2005); hoe "
    "zwaar afstand telt, is een aanname.",
    "Those who go to the region are divided over its gemeenten by their households and distance (CBS and RPB 2005); "
    "how much distance counts is an assumption.",
)
_EVENLY = Bilingual(
    "Niet van elke gemeente in de regio zijn plaats en huishoudens bekend: wie naar de regio gaat, is in gelijke delen "
    "over de gemeenten verdeeld.",
    "Place and households are not known of every gemeente of the region: those who go to the region are divided over "
    "the gemeenten in equal parts.",
)


def starting_city(
    warehouse: Warehouse,
    gemeente: str,
    *,
    catalogue: Catalogue,
    own: AreaTable | None = None,
    options: Options | None = None,
) -> Synthesis:
    """Return the households and homes of a gemeente per buurt, with an account of what was adjusted or assumed.

    Args:
        warehouse: the stored data.
        gemeente: code, for example `GM0344`.
        catalogue: of the indicators.
        own: figures of own stock tables per buurt, as `CountryWithOwn` gives them; None if there are none.
        options: what may be chosen; shares of cheap homes in it stand above those of `own`.

    Raises:
        AreaCodeError: if the code is not that of a gemeente.
        NothingStoredError, UnknownAreaError: if the warehouse holds no buurten of the gemeente.
        NoHouseholdsKnownError: if no buurt has households or residents.
        DamagedFileError: if a file is not what was written.
    """
    level, code = parse_code(gemeente)
    if level is not Level.GEMEENTE:
        raise AreaCodeError(gemeente)
    table = _figures(warehouse, Level.BUURT, gemeente=code, catalogue=catalogue)
    year = table.areas.year
    above = [_above(warehouse, level, gemeente=code, catalogue=catalogue) for level in (Level.WIJK, Level.GEMEENTE)]
    country = derive_known(
        warehouse.table(Level.BUURT, year=year, indicators=COUNTRY_READ, catalogue=catalogue), catalogue=catalogue
    )
    chosen = Options() if options is None else options
    if own is not None:
        chosen = replace(chosen, cheap={**cheap_shares(own), **chosen.cheap})
    made = synthesise(
        table,
        above=tuple(one for one in above if one is not None),
        country=country,
        polygons=_polygons(warehouse, year=year, gemeente=code),
        around=gemeenten_around(warehouse, code, year=year),
        options=chosen,
    )
    return with_region(made, _gemeenten(warehouse, catalogue=catalogue))


def demo_starting_city(*, options: Options | None = None) -> Synthesis:
    """Return the fictitious city at the start of a scenario; the same at each call with the same options."""
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    levels = (Level.BUURT, Level.WIJK, Level.GEMEENTE)
    buurten, *above = (derive_known(city.tables[level], catalogue=load_catalogue()) for level in levels)
    made = synthesise(
        buurten,
        above=above,
        polygons=city.boundaries[Level.BUURT],
        around=city.boundaries[Level.GEMEENTE],
        options=options,
    )
    return with_region(made, city.tables[Level.GEMEENTE])


def with_region(made: Synthesis, gemeenten: AreaTable | None) -> Synthesis:
    """Return the same city with the households of the gemeenten around, and a note of how they share in what leaves.

    Args:
        made: the city.
        gemeenten: figures of gemeenten, those around among them; None if there are none.
    """
    known = {} if gemeenten is None else dict(zip(gemeenten.areas.names, _households(gemeenten), strict=True))
    households = np.array([known.get(name, np.nan) for name in made.city.region])
    city = replace(made.city, region_households=households)
    notes = made.account.notes
    if len(city.region) > 1:
        notes = (*notes, _WEIGHED if region_is_known(city) else _EVENLY)
    return replace(made, city=city, account=replace(made.account, notes=notes))


def _households(table: AreaTable) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the households of each area, of the latest year in which they are known; NaN where never."""
    found = np.full(len(table.areas), np.nan)
    for period in table.periods_of(_HOUSEHOLDS) if _HOUSEHOLDS in table else ():  # rising: later years win
        values = table.column(_HOUSEHOLDS, period).values
        found = np.where(np.isnan(values), found, values)
    return found


def _gemeenten(warehouse: Warehouse, *, catalogue: Catalogue) -> AreaTable | None:
    try:
        return warehouse.table(Level.GEMEENTE, indicators=[_HOUSEHOLDS], catalogue=catalogue)
    except (NothingStoredError, UnknownYearError):
        return None


def cheap_shares(own: AreaTable) -> dict[str, float]:
    """Return the share of homes with a rent up to the aftoppingsgrens by code of a buurt, of all own stock tables.

    Complexes of which the rent class is unknown do not count; a buurt of which a count is withheld has no share.
    """
    counts = {rent: np.zeros(len(own.areas)) for rent in RentClass}
    for code in own.indicators:
        for rent in RentClass:
            if code.startswith(OWN) and code.endswith(f"_huur_{rent.value}") and "_aandeel_" not in code:
                counts[rent] += _latest(own, code)
    whole = np.sum(list(counts.values()), axis=0)
    cheap = np.sum([counts[rent] for rent in _CHEAP], axis=0)
    rows = np.flatnonzero(whole > 0)  # NaN is not above nought
    return {own.areas.codes[row]: float(cheap[row] / whole[row]) for row in rows}


def _latest(table: AreaTable, code: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    periods = table.periods_of(code)
    return table.column(code, periods[-1]).values if periods else np.full(len(table.areas), np.nan)


def _figures(warehouse: Warehouse, level: Level, *, gemeente: str, catalogue: Catalogue) -> AreaTable:
    table = warehouse.table(level, within=[gemeente], indicators=READ, catalogue=catalogue)
    return derive_known(table, catalogue=catalogue)


def _above(warehouse: Warehouse, level: Level, *, gemeente: str, catalogue: Catalogue) -> AreaTable | None:
    try:
        return _figures(warehouse, level, gemeente=gemeente, catalogue=catalogue)
    except (NothingStoredError, UnknownAreaError):
        return None


def derive_known(table: AreaTable, *, catalogue: Catalogue) -> AreaTable:
    """Return the table with those made figures that it has the inputs for."""
    codes = [
        code
        for code in _MADE
        if code not in table
        and (made := catalogue[code].derivation) is not None
        and all(one in table for one in made.parts)
    ]
    return derive(table, catalogue, codes=codes)


def _polygons(warehouse: Warehouse, *, year: int | None, gemeente: str) -> Boundaries | None:
    try:
        return warehouse.boundaries(Level.BUURT, year=year, within=[gemeente])
    except (NoBoundariesError, UnknownYearError):
        return None
