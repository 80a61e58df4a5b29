"""What the panels of all areas of one place have in common: maps, forecasts, the list, and the figures above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veerkracht.errors.atlas import AtlasLevelError
from veerkracht.errors.data import UnknownAreaError
from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.areas import Level, gemeente_code, parse_code
from veerkracht.report.quickscan.naming import named_kaart, named_level
from veerkracht.signalering.kaart import Kaart, KaartKind
from veerkracht.workflows.atlas import LEVELS, Scene, open_scene, place_names, priorities_of, subject_of
from veerkracht.workflows.quickscan_findings import best_kaarten, level_findings

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject
    from veerkracht.signalering.kaart import Unavailable
    from veerkracht.signalering.prioriteiten import Priorities
    from veerkracht.workflows.quickscan_country import Country


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What panels of the areas of one place have in common; it serves any number of them.

    Attributes:
        scene: the place, level and year.
        levels: what the level shows, and for buurten what the wijken show.
        kaarten: for the reader: of the level, or of wijken where the level cannot carry one.
        priorities: the areas in order of pressure; None without a list.
        above: figures of all gemeenten and of the country, by level, as far as they are stored.
        names: of gemeenten and wijken by code.
    """

    scene: Scene
    levels: tuple[LevelFindings, ...]
    kaarten: tuple[Kaart | Unavailable, ...]
    priorities: Priorities | None
    above: Mapping[Level, AreaTable]
    names: Mapping[str, str]

    @property
    def table(self) -> AreaTable:
        """The figures of the areas, under their short names."""
        return self.levels[0].table


def open_view(country: Country, code: str, *, until: int | None = None) -> View:
    """Return what panels share of the areas around one area: those of its gemeente, or all gemeenten.

    Raises:
        AreaCodeError, AtlasLevelError, UnknownAreaError, NoFiguresError, AtlasYearError, WarehouseError: as for
            `area_panel`.
    """
    level, code = parse_code(code)
    if level not in LEVELS:
        raise AtlasLevelError(level.value)
    gemeente = None if level is Level.GEMEENTE else gemeente_code(code)
    scene = open_scene(country, gemeente=gemeente, level=level, until=until)
    if code not in scene.stored.inside.areas:
        raise UnknownAreaError(code, available=scene.stored.inside.areas.codes)
    stored = [scene.stored]
    wijken = scene.country.stored(Level.WIJK, gemeente) if level is Level.BUURT and gemeente else None
    if wijken is not None:
        stored.append(wijken)
    levels = tuple(named_level(level_findings(one, country=scene.country)) for one in stored)
    kaarten = best_kaarten(levels)
    return View(
        scene=scene,
        levels=levels,
        kaarten=tuple(named_kaart(one) for one in kaarten),
        priorities=priorities_of(levels[0].kaarten),
        above=dict(_above(scene)),
        names=place_names(scene.country),
    )


def panel_subject(view: View, code: str, *, taal: Taal) -> Subject:
    """Return the gemeente that an area lies in, as the words need it."""
    subject = subject_of(view.scene, taal=taal)
    if view.scene.gemeente is not None or view.scene.stored.level is not Level.GEMEENTE:
        return subject
    return replace(subject, code=code, name=view.names.get(code, code))


def made_kaarten(view: View, *kinds: KaartKind) -> list[Kaart]:
    """Return the maps of the level itself, of some kinds or of all."""
    made = [kaart for kaart in view.levels[0].kaarten if isinstance(kaart, Kaart)]
    return [kaart for kaart in made if not kinds or kaart.kind in kinds]


def _above(scene: Scene) -> Iterator[tuple[Level, AreaTable]]:
    """Yield the figures of all gemeenten and of the country, as far as they are stored."""
    gemeenten = scene.country.whole(Level.GEMEENTE)
    if gemeenten is not None:
        yield Level.GEMEENTE, gemeenten.inside
    try:
        yield Level.COUNTRY, scene.country.table(Level.COUNTRY, year=None)
    except NothingStoredError:
        return
