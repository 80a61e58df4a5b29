"""The atlas of one place: areas, nine maps, the same beside the average, figures to filter by and the first areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.errors.atlas import AtlasMapError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.report.atlas.figures import AbsentFigure, AtlasFigure, atlas_figures, latest_column
from veerkracht.report.atlas.maps import AtlasGap, AtlasMap, atlas_map
from veerkracht.report.atlas.priorities import AtlasPriorities, atlas_priorities
from veerkracht.report.atlas.rounding import plain_list, whole_list
from veerkracht.report.quickscan.notes import absent_reason
from veerkracht.report.wording import short_names
from veerkracht.signalering.kaart import Kaart
from veerkracht.signalering.measure import nearest
from veerkracht.signalering.relative_maps import has_relative, relative_kaart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.kaart import Unavailable
    from veerkracht.signalering.prioriteiten import Priorities
    from veerkracht.signalering.verwachting.per_area import AreaForecasts

_DWELLINGS = "woningen"
_CORPORATION_MAP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an atlas is made of: one level of areas of a place, all computed before a word is written.

    Attributes:
        level: of the areas.
        table: their figures.
        kaarten: maps 1 to 9, in order.
        forecast: behind map 9, of the same areas; None without one.
        elsewhere: on which higher level a map can be made that this one cannot carry, by number.
        priorities: the areas in order of pressure; None if the data cannot carry a list.
        until: the year until which figures count.
        is_past: whether figures of later years were left out.
        years: the years that `until` may be: those in which something was measured for a map.
        gemeenten: names by code.
        wijken: names by code.
        only: code of the one area to show, of maps that were made of more; None shows all.
    """

    level: Level
    table: AreaTable
    kaarten: tuple[Kaart | Unavailable, ...]
    forecast: AreaForecasts | None
    elsewhere: Mapping[int, Level]
    priorities: Priorities | None
    until: int
    is_past: bool
    years: tuple[int, ...]
    gemeenten: Mapping[str, str]
    wijken: Mapping[str, str]
    only: str | None = None

    def rows(self) -> NDArray[np.intp]:
        """Return the rows of the areas to show; shape (shown,)."""
        every = self.table.areas
        return np.arange(len(every)) if self.only is None else np.array([every.row(self.only)], dtype=np.intp)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasAreas:
    """The areas of an atlas, in the order of every list in it.

    Attributes:
        codes, names: of the areas; a name without the number that CBS puts before it, where it stays unique.
        wijken: name of the wijk of each buurt; None for other areas.
        gemeenten: name of the gemeente of each area.
        inhabitants: shape (areas,), residents; NaN where unknown.
        corporation: shape (areas,), per cent of the dwellings that corporations own; NaN where unknown.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    wijken: tuple[str | None, ...]
    gemeenten: tuple[str, ...]
    inhabitants: NDArray[np.float64]
    corporation: NDArray[np.float64]

    def to_json(self) -> dict[str, Any]:
        """Return the areas as JSON can hold them."""
        return {
            "codes": list(self.codes),
            "names": list(self.names),
            "wijken": list(self.wijken),
            "gemeenten": list(self.gemeenten),
            "inhabitants": whole_list(self.inhabitants),
            "corporation": plain_list(self.corporation),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Everything that the map page shows of one place, level and year, in one language.

    Attributes:
        subject: the place, for words.
        level: of the areas.
        until: the year until which figures count.
        years: what `until` may be.
        areas: the areas.
        maps: nine, in order; one that the data cannot carry says why.
        relative: maps 1 to 5 beside the average of the gemeente, as far as they are there.
        figures, absent: to filter by.
        priorities: the areas to look at first.
    """

    subject: Subject
    level: Level
    until: int
    years: tuple[int, ...]
    areas: AtlasAreas
    maps: tuple[AtlasMap | AtlasGap, ...]
    relative: tuple[AtlasMap, ...]
    figures: tuple[AtlasFigure, ...]
    absent: tuple[AbsentFigure, ...]
    priorities: AtlasPriorities

    def to_json(self) -> dict[str, Any]:
        """Return the whole atlas as JSON can hold it, every map loaded."""
        return self._opening() | {
            "maps": [one.to_json() for one in self.maps],
            "relative": [{"map": one.kaart.number} | one.to_json() for one in self.relative],
            "figures": [one.to_json() for one in self.figures],
            "figures_missing": [one.to_json() for one in self.absent],
            "priorities": self.priorities.to_json(),
        }

    def head_json(self) -> dict[str, Any]:
        """Return the atlas without what is of every area on every map: to be followed by `map_json` one at a time.

        A map of which nothing of every area is here yet has `loaded` false; figures stand in `figures_json`.
        """
        return self._opening() | {
            "maps": [one.head() | {"loaded": isinstance(one, AtlasGap)} for one in self.maps],
            "relative": [{"map": one.kaart.number} | one.head() | {"loaded": False} for one in self.relative],
            "figures": [],
            "figures_missing": [one.to_json() for one in self.absent],
            "priorities": self.priorities.to_json(),
        }

    def map_json(self, number: int, *, beside_average: bool = False) -> dict[str, Any]:
        """Return one map, absolute or beside the average of the gemeente.

        Raises:
            AtlasMapError: if the atlas has no such map.
        """
        if beside_average:
            held = {one.kaart.number: one for one in self.relative}
            if number not in held:
                raise AtlasMapError(number, available=held)
            return {"map": number} | held[number].to_json()
        maps = {one.number if isinstance(one, AtlasGap) else one.kaart.number: one for one in self.maps}
        if number not in maps:
            raise AtlasMapError(number, available=maps)
        return maps[number].to_json()

    def figures_json(self) -> list[dict[str, Any]]:
        """Return the figures to filter by."""
        return [one.to_json() for one in self.figures]

    def _opening(self) -> dict[str, Any]:
        subject = self.subject
        return {
            "version": subject.data_version,
            "taal": subject.taal,
            "level": self.level.value,
            "place": {"code": subject.code, "name": subject.name, "fictitious": subject.fictitious},
            "until": self.until,
            "years": list(self.years),
            "areas": self.areas.to_json(),
        }


def compose_atlas(subject: Subject, shown: Shown) -> Atlas:
    """Return the atlas of a place in the language of its subject."""
    rows = shown.rows()
    table = shown.table.take(rows)
    forecast = None if shown.forecast is None else shown.forecast.take(table.areas.codes)
    remarks = (_known_then(shown.until, year=table.areas.year),) if shown.is_past else ()
    maps = tuple(
        atlas_map(subject, kaart.take(rows), table=table, forecast=forecast, remarks=remarks)
        if isinstance(kaart, Kaart)
        else _gap(subject, kaart, elsewhere=shown.elsewhere.get(kaart.number))
        for kaart in shown.kaarten
    )
    # First beside the average of all areas, then cut to those that are shown.
    beside = (
        relative_kaart(kaart, weights=_weights(subject, shown.table, kaart), choices=subject.choices).take(rows)
        for kaart in shown.kaarten
        if isinstance(kaart, Kaart) and has_relative(kaart)
    )
    cut = [kaart.take(rows) if isinstance(kaart, Kaart) else kaart for kaart in shown.kaarten]
    figures, absent = atlas_figures(subject, table, kaarten=cut)
    return Atlas(
        subject=subject,
        level=shown.level,
        until=shown.until,
        years=shown.years,
        areas=atlas_areas(subject, shown),
        maps=maps,
        relative=tuple(atlas_map(subject, kaart, table=table, remarks=remarks) for kaart in beside),
        figures=figures,
        absent=absent,
        priorities=atlas_priorities(subject, shown.priorities if shown.only is None else None, level=shown.level),
    )


def atlas_areas(subject: Subject, shown: Shown) -> AtlasAreas:
    """Return the areas with their names, the areas that hold them, and their size."""
    table = shown.table.take(shown.rows())
    areas = table.areas
    unknown = np.full(len(areas), np.nan)
    size, owned = (latest_column(table, code) for code in (subject.choices.residents, subject.choices.corporation))
    gemeenten = areas.parents(Level.GEMEENTE)
    wijken = areas.parents(Level.WIJK) if areas.level is Level.BUURT else (None,) * len(areas)
    return AtlasAreas(
        codes=areas.codes,
        names=names_within(areas),
        wijken=tuple(None if code is None else shown.wijken.get(code) for code in wijken),
        gemeenten=tuple(shown.gemeenten.get(code or "", code or "") for code in gemeenten),
        inhabitants=unknown if size is None else size.values,
        corporation=unknown if owned is None else owned.values,
    )


def names_within(areas: Areas) -> tuple[str, ...]:
    """Return the names by which people know areas, short where they stay unique within their gemeente."""
    groups: dict[str, list[int]] = {}
    for row, code in enumerate(areas.parents(Level.GEMEENTE)):
        groups.setdefault(code or "", []).append(row)
    names = list(areas.names)
    for rows in groups.values():
        for row, name in zip(rows, short_names([areas.names[row] for row in rows]), strict=True):
            names[row] = name
    return tuple(names)


def _weights(subject: Subject, table: AreaTable, kaart: Kaart) -> NDArray[np.float64]:
    """Return what each area counts in the average: dwellings for who owns them, else residents; shape (areas,)."""
    code = _DWELLINGS if kaart.number == _CORPORATION_MAP and _DWELLINGS in table else subject.choices.residents
    return nearest(table, (code,), periods=kaart.periods[-1:])[:, 0]


def _gap(subject: Subject, kaart: Unavailable, *, elsewhere: Level | None) -> AtlasGap:
    return AtlasGap(
        number=kaart.number,
        code=kaart.code,
        title=kaart.title.say(subject.taal),
        reason=absent_reason(subject, kaart),
        elsewhere=elsewhere,
    )


def _known_then(until: int, *, year: int | None) -> Bilingual:
    on_nl, on_en = ("", "") if year is None else (f", op de grenzen van {year}", f", on the boundaries of {year}")
    return Bilingual(
        f"Deze kaart gebruikt alleen cijfers over {until} en eerder{on_nl}. Ook de grenzen tussen de klassen zijn van "
        "toen.",
        f"This map uses figures on {until} and before only{on_en}. The borders between classes too are of then.",
    )


def names_of(areas: Sequence[Areas]) -> dict[str, str]:
    """Return the short names of sets of areas by code."""
    return {code: name for one in areas for code, name in zip(one.codes, names_within(one), strict=True)}
