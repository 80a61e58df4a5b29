"""The atlas of a gemeente or of the country: from stored data to everything that the map page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.atlas import AtlasLevelError, AtlasYearError
from veerkracht.errors.data import AreaCodeError, NoFiguresError, UnknownAreaError
from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.areas import COUNTRY, Level, parse_code
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.report.atlas.atlas import Atlas, Shown, compose_atlas, names_of
from veerkracht.report.quickscan.inputs import Subject
from veerkracht.signalering.kaart import Unavailable
from veerkracht.signalering.kaarten import make_kaart
from veerkracht.signalering.prioriteiten import Priorities, prioritise
from veerkracht.signalering.spans import held_periods
from veerkracht.signalering.verwachting.kaart9 import NUMBER as NINTH
from veerkracht.signalering.verwachting.kaart9 import figure_to_forecast
from veerkracht.workflows.quickscan_findings import level_kaarten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.kaart import Kaart
    from veerkracht.workflows.quickscan_country import Country, Stored

LEVELS = (Level.BUURT, Level.WIJK, Level.GEMEENTE)
_COARSER = {Level.BUURT: Level.WIJK, Level.WIJK: Level.GEMEENTE}
_NETHERLANDS = Bilingual("Nederland", "the Netherlands")
# The same draws as the QuickScan, so that both show one list.
_SEED = 1
# The list of a country takes memory for each draw; a place of thousands is read in hundreds.
_DRAWS, _FEW_DRAWS, _MANY_AREAS = 500, 100, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One place, level and year of which maps are made, with the figures that were known then.

    Attributes:
        country: the national figures until that year.
        gemeente: code; None for the whole country.
        stored: the figures of the place; of all gemeenten at their own level, so that one is shown beside the others.
        until: the year until which figures count.
        years: what it may be.
    """

    country: Country
    gemeente: str | None
    stored: Stored
    until: int
    years: tuple[int, ...]


def make_atlas(country: Country, *, gemeente: str | None, level: Level, taal: Taal, until: int | None = None) -> Atlas:
    """Return everything that the map page shows of one place.

    Args:
        country: the national figures; one country may serve many requests.
        gemeente: code, for example `GM0344`; None for the whole country.
        level: of the areas: buurt, wijk or gemeente.
        taal: language of the words.
        until: leave out figures of later years, on the boundaries of today; None takes all. A year between two
            positions of the slider counts as the one before it.

    Raises:
        AtlasLevelError: if there are no maps of that level.
        AreaCodeError: if `gemeente` is not the code of a gemeente.
        NoFiguresError: if no areas of the place are stored at that level.
        AtlasYearError: if nothing is known until that year.
        WarehouseError: if the stored data cannot be read.
    """
    return atlas_of(open_scene(country, gemeente=gemeente, level=level, until=until), taal=taal)


def atlas_of(scene: Scene, *, taal: Taal, shown: Shown | None = None) -> Atlas:
    """Return the atlas of a scene in one language.

    Args:
        scene: the figures.
        taal: language of the words.
        shown: what `shown_of` returned for this scene; without it that is computed.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    return compose_atlas(subject_of(scene, taal=taal), shown_of(scene) if shown is None else shown)


def shown_of(scene: Scene) -> Shown:
    """Return what the atlas of a scene shows, whatever its language: the maps, the list, the forecast.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    stored, country = scene.stored, scene.country
    kaarten, forecast = level_kaarten(stored, country=country)
    names = place_names(country)
    return Shown(
        level=stored.level,
        table=stored.inside,
        kaarten=kaarten,
        forecast=forecast,
        elsewhere=_elsewhere(scene, kaarten=kaarten),
        priorities=priorities_of(kaarten),
        until=scene.until,
        is_past=country.until is not None,
        only=scene.gemeente if stored.level is Level.GEMEENTE else None,
        years=scene.years,
        gemeenten=names,
        wijken=names,
    )


def open_scene(country: Country, *, gemeente: str | None, level: Level, until: int | None = None) -> Scene:
    """Return the figures of a place that were known until a year.

    Raises:
        AtlasLevelError, AreaCodeError, NoFiguresError, AtlasYearError, WarehouseError: as for `make_atlas`.
    """
    if level not in LEVELS:
        raise AtlasLevelError(level)
    if gemeente is not None:
        found, gemeente = parse_code(gemeente)
        if found is not Level.GEMEENTE:
            raise AreaCodeError(gemeente)
    stored = _stored(country, gemeente=gemeente, level=level)
    years = slider_years(stored.inside, country=country)
    if not years:
        raise NoFiguresError(gemeente or COUNTRY, available=_known(country))
    if until is None or until > years[-1]:
        return Scene(country=country, gemeente=gemeente, stored=stored, until=years[-1], years=years)
    before = [year for year in years if year <= until]
    if not before:
        raise AtlasYearError(until, place=gemeente or COUNTRY, years=years)
    then = country if country.until == before[-1] else country.then(before[-1])
    stored = _stored(then, gemeente=gemeente, level=level)
    return Scene(country=then, gemeente=gemeente, stored=stored, until=before[-1], years=years)


def slider_years(table: AreaTable, *, country: Country) -> tuple[int, ...]:
    """Return the years in which a figure of one of maps 1 to 8 was measured, ascending: the positions of the slider.

    In each of them a map can be made: one of a level takes a single measurement.
    """
    choices = country.choices
    codes = (*choices.concentration, *choices.problems, choices.corporation)
    held = (
        p for code in codes if code in country.catalogue for p in held_periods(table, code, share=choices.least_share)
    )
    return tuple(sorted({period.year for period in held}))


def subject_of(scene: Scene, *, taal: Taal) -> Subject:
    """Return the place as the words need it; the day is the end of its last year, for the atlas has no clock."""
    country, code, names = scene.country, scene.gemeente, place_names(scene.country)
    sources = (source for column in scene.stored.inside.provenance.values() for source in column)
    fictitious = any(source.fictitious for source in sources)
    whole = _whole_name(country, fictitious=fictitious)
    return Subject(
        code=COUNTRY if code is None else code,
        name=whole.say(taal) if code is None else names.get(code, code),
        taal=taal,
        day=date(scene.until, 12, 31),
        data_version=country.version,
        fictitious=fictitious,
        catalogue=country.catalogue,
        choices=country.choices,
        wijk_names={area: name for area, name in names.items() if area.startswith("WK")},
    )


def priorities_of(kaarten: Sequence[Kaart | Unavailable]) -> Priorities | None:
    """Return the areas in order of pressure, or None if the maps cannot carry a list."""
    areas = max((0, *(len(one.areas) for one in kaarten if not isinstance(one, Unavailable))))
    draws = _DRAWS if areas <= _MANY_AREAS else _FEW_DRAWS
    found = prioritise(kaarten, rng=np.random.default_rng(_SEED), draws=draws)
    return found if found is not None and len(found.order) else None


def place_names(country: Country) -> Mapping[str, str]:
    """Return the names of all gemeenten and wijken by code, on the latest boundaries of each.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    found = []
    for level in (Level.WIJK, Level.GEMEENTE):
        try:
            found.append(country.warehouse.areas(level))
        except NothingStoredError:
            continue
    return names_of(found)


def _whole_name(country: Country, *, fictitious: bool) -> Bilingual:
    """Return what all areas together are called: an invented country has no name."""
    return Bilingual("Verzonnen land", "Invented country") if fictitious else _NETHERLANDS


def _stored(country: Country, *, gemeente: str | None, level: Level) -> Stored:
    """Return the figures of a place.

    Raises:
        NoFiguresError: if no areas of it are stored at that level.
    """
    stored = country.whole(level) if gemeente is None or level is Level.GEMEENTE else country.stored(level, gemeente)
    unknown = stored is not None and level is Level.GEMEENTE and gemeente not in {None, *stored.inside.areas.codes}
    if stored is None or unknown:
        raise NoFiguresError(gemeente or COUNTRY, available=_known(country))
    return stored


def _known(country: Country) -> dict[str, str]:
    names = place_names(country)
    return {code: names.get(code, code) for code in country.known()}


def _elsewhere(scene: Scene, *, kaarten: Sequence[Kaart | Unavailable]) -> dict[int, Level]:
    """Return for maps that this level cannot carry on which level above it they can be made."""
    absent = [kaart.number for kaart in kaarten if isinstance(kaart, Unavailable)]
    level, found = _COARSER.get(scene.stored.level), dict[int, Level]()
    while absent and level is not None:
        try:
            stored = _stored(scene.country, gemeente=scene.gemeente, level=level)
        except (NoFiguresError, UnknownAreaError):
            break
        for number in [one for one in absent if _can_make(one, stored, country=scene.country)]:
            found[number] = level
            absent.remove(number)
        level = _COARSER.get(level)
    return found


def _can_make(number: int, stored: Stored, *, country: Country) -> bool:
    catalogue, choices = country.catalogue, country.choices
    if number == NINTH:
        problems = choices.problems
        code = figure_to_forecast(stored.country, problems, catalogue=catalogue, choices=choices)
        return country.until is None and code is not None
    made = make_kaart(
        stored.inside, number, catalogue=catalogue, choices=choices, reference=stored.country, fitted=stored.fitted
    )
    return not isinstance(made, Unavailable)
