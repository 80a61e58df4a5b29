"""Files of what the map page shows: the map of an atlas, with the areas that a filter lets through."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.atlas import AtlasMapError
from veerkracht.errors.warehouse import NoBoundariesError
from veerkracht.report.atlas.maps import AtlasMap
from veerkracht.workflows.atlas import atlas_of, open_scene
from veerkracht.workflows.map_export import About, Export, export_map
from veerkracht.workflows.map_svg import MapOnPage, map_svg
from veerkracht.workflows.shapes import gemeenten_around

if TYPE_CHECKING:
    from veerkracht.facts.areas import Level
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.language import Taal
    from veerkracht.report.atlas.atlas import Atlas
    from veerkracht.workflows.atlas import Scene
    from veerkracht.workflows.quickscan_country import Country

# So many atlases stay in memory: one person who downloads a map often wants it in another form too.
_KEPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which map of which place, and how.

    Attributes:
        gemeente: code; None for the whole country.
        level: of the areas.
        until: leave out figures of later years; None takes all.
        number: of the map.
        beside_average: whether it is shown beside the average of the gemeente.
        form: one of `map_export.FORMS`.
        taal: language of the file.
        codes: of the areas to show; None for all.
        filter_text: in words, what the filter asks; empty for none.
    """

    gemeente: str | None
    level: Level
    until: int | None
    number: int
    beside_average: bool
    form: str
    taal: Taal
    codes: Collection[str] | None = None
    filter_text: str = ""


class AtlasFiles:
    """Makes files of maps; keeps the last atlases in memory."""

    def __init__(self, country: Callable[[], Country]) -> None:
        """Make files from the figures that `country` gives."""
        self._country = country
        self._lock = Lock()
        self._held: OrderedDict[object, tuple[Scene, Atlas]] = OrderedDict()

    def export(self, wanted: Wanted, *, day: date) -> Export:
        """Return a map as a file.

        Args:
            wanted: which map, and how.
            day: on which it is made.

        Raises:
            AtlasMapError: if the data cannot carry that map here.
            UnknownFormError, NoBoundariesError, WriteReportError: as for `export_map`.
            AtlasError, DataError, WarehouseError: as for `make_atlas`.
        """
        scene, atlas = self._atlas(wanted)
        shown = _map(atlas, wanted)
        areas = shown.kaart.areas
        rows = None if wanted.codes is None else np.isin(np.array(areas.codes), list(wanted.codes))
        country = scene.country
        about = About(
            place=atlas.subject.name,
            day=day,
            data_version=country.version,
            catalogue=country.catalogue,
            wijk_names=atlas.subject.wijk_names,
            filter_text=wanted.filter_text,
            sure_from=country.choices.least_probability,
        )
        drawn = _boundaries(scene)
        return export_map(shown.kaart, boundaries=drawn, form=wanted.form, taal=wanted.taal, about=about, rows=rows)

    def on_page(self, wanted: Wanted, *, link: Callable[[str], str] | None) -> MapOnPage:
        """Return a map of a city as a drawing, in which every area can be a link: for a page without scripts.

        Args:
            wanted: which map; areas outside `codes` are drawn muted.
            link: gives the address of the page of an area by its code; None for a map that is only looked at.

        Raises:
            NoBoundariesError: if there are no polygons.
            AtlasMapError, AtlasError, DataError, WarehouseError: as for `export`.
        """
        scene, atlas = self._atlas(wanted)
        kaart, drawn = _map(atlas, wanted).kaart, _boundaries(scene)
        if drawn is None:
            raise NoBoundariesError(level=wanted.level.value, year=kaart.areas.year, available=())
        around = None
        if wanted.gemeente is not None:
            around = gemeenten_around(scene.country.warehouse, wanted.gemeente, year=kaart.areas.year)
        if wanted.codes is not None:
            rows = np.isin(np.array(kaart.areas.codes), list(wanted.codes))
            if not rows.all():
                kaart, drawn, around = kaart.take(rows), drawn.take(rows), drawn.take(~rows)
        return map_svg(
            kaart,
            boundaries=drawn,
            taal=wanted.taal,
            place=atlas.subject.name,
            link=link,
            wijk_names=atlas.subject.wijk_names,
            neighbours=around,
            sure_from=scene.country.choices.least_probability,
        )

    def _atlas(self, wanted: Wanted) -> tuple[Scene, Atlas]:
        country = self._country()
        key = (country.version, wanted.gemeente, wanted.level, wanted.until, wanted.taal)
        with self._lock:
            if key not in self._held:
                scene = open_scene(country, gemeente=wanted.gemeente, level=wanted.level, until=wanted.until)
                self._held[key] = scene, atlas_of(scene, taal=wanted.taal)
                while len(self._held) > _KEPT:
                    self._held.popitem(last=False)
            self._held.move_to_end(key)
            return self._held[key]


def _map(atlas: Atlas, wanted: Wanted) -> AtlasMap:
    maps = atlas.relative if wanted.beside_average else [one for one in atlas.maps if isinstance(one, AtlasMap)]
    found = {one.kaart.number: one for one in maps}
    if wanted.number not in found:
        raise AtlasMapError(wanted.number, available=found)
    return found[wanted.number]


def _boundaries(scene: Scene) -> Boundaries | None:
    """Return the polygons of the areas of a scene; None if none are stored: a table can be made without."""
    if scene.stored.boundaries is not None:
        return scene.stored.boundaries
    areas = scene.stored.inside.areas
    try:
        found = scene.country.warehouse.boundaries(areas.level, year=areas.year)
    except NoBoundariesError:
        return None
    return found if found.areas.codes == areas.codes else None
