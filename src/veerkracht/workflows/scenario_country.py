"""The whole country at the start of a scenario: all buurten out of the warehouse, cut into regions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError, UnknownYearError
from veerkracht.facts.areas import Level, gemeente_code
from veerkracht.facts.language import Bilingual
from veerkracht.stad.country import country_of
from veerkracht.stad.synthesis.figures import READ
from veerkracht.stad.synthesis.synthesise import Options, Synthesis, synthesise
from veerkracht.workflows.scenario_city import derive_known

if TYPE_CHECKING:
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable
    from veerkracht.warehouse import Warehouse


def starting_country(warehouse: Warehouse, *, catalogue: Catalogue, options: Options | None = None) -> Synthesis:
    """Return the households and homes of all stored buurten, with an account of what was adjusted or assumed.

    Its region are the regions of the country. `scenario_run.run` simulates it as such.

    Args:
        warehouse: the stored data.
        catalogue: of the indicators.
        options: what may be chosen.

    Raises:
        NothingStoredError: if the warehouse holds no buurten.
        NoHouseholdsKnownError: if no buurt has households or residents.
        DamagedFileError: if a file is not what was written.
    """
    table = _figures(warehouse, Level.BUURT, catalogue=catalogue)
    above = [_above(warehouse, level, catalogue=catalogue) for level in (Level.WIJK, Level.GEMEENTE)]
    made = synthesise(
        table,
        above=tuple(one for one in above if one is not None),
        polygons=_polygons(warehouse, year=table.areas.year),
        options=options,
    )
    city = made.city
    gemeenten = above[-1]
    country = country_of(
        city,
        gemeenten=[gemeente_code(code) or code for code in city.codes],
        named={} if gemeenten is None else dict(zip(gemeenten.areas.codes, gemeenten.areas.names, strict=True)),
    )
    note = Bilingual(
        f"Het land is verdeeld in {len(country.rows)} streken van hele gemeenten bij elkaar. Binnen een streek telt "
        "afstand per buurt; tussen streken verhuizen huishoudens aan het eind van het jaar.",
        f"The country is divided into {len(country.rows)} regions of whole gemeenten together. Inside a region "
        "distance counts per buurt; between regions households move at the end of the year.",
    )
    # That no neighbours are known is said of a city; a country has none.
    notes = (one for one in made.account.notes if "buurgemeenten" not in one.nl)
    account = replace(made.account, notes=(*notes, note))
    return replace(made, city=country.city, account=account)


def _figures(warehouse: Warehouse, level: Level, *, catalogue: Catalogue) -> AreaTable:
    return derive_known(warehouse.table(level, indicators=READ, catalogue=catalogue), catalogue=catalogue)


def _above(warehouse: Warehouse, level: Level, *, catalogue: Catalogue) -> AreaTable | None:
    try:
        return _figures(warehouse, level, catalogue=catalogue)
    except NothingStoredError:
        return None


def _polygons(warehouse: Warehouse, *, year: int | None) -> Boundaries | None:
    try:
        return warehouse.boundaries(Level.BUURT, year=year)
    except (NoBoundariesError, UnknownYearError):
        return None
