"""Redrawn: gemeenten that gave all their areas other codes, of which both maps are stored, so that ground can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Areas, gemeente_code
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.crosswalk import Crosswalk, by_overlap
from veerkracht.warehouse.manifest import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.warehouse.manifest import Part
    from veerkracht.warehouse.reading import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """A gemeente of which an earlier map has none of the codes of now.

    Attributes:
        gemeente: its code.
        part: the stored map of then.
        old: codes of its areas then.
        new: codes of its areas now.
    """

    gemeente: str
    part: Part
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def year(self) -> int:
        """The year of the map of then."""
        return self.part.year or 0

    def crosswalk(self, reader: Reader, areas: Areas) -> Crosswalk:
        """Return how the ground of then lies over the areas of now."""
        drawn = reader.parts(areas.level, kind=Kind.BOUNDARIES)
        now = [part for part in drawn if part.year == areas.year and self.gemeente in part.gemeenten]
        return by_overlap(
            _map(reader, [self.part], self.old, areas=areas, year=self.year),
            _map(reader, now, self.new, areas=areas, year=areas.year),
        )


def redrawn_gemeenten(reader: Reader, areas: Areas) -> tuple[Redrawn, ...]:
    """Return the gemeenten that have other codes on an earlier map and polygons on both, the latest map first."""
    if areas.year is None:
        return ()
    drawn = [part for part in reader.parts(areas.level, kind=Kind.BOUNDARIES) if part.year is not None]
    now = {gemeente for part in drawn if part.year == areas.year for gemeente in part.gemeenten}
    own: dict[str, list[str]] = {}
    for code in areas.codes:
        gemeente = gemeente_code(code)
        if gemeente in now:
            own.setdefault(gemeente or "", []).append(code)
    found = []
    for part in sorted(drawn, key=lambda part: (-(part.year or 0), part.dataset)):
        if (part.year or 0) >= areas.year or own.keys().isdisjoint(part.gemeenten):
            continue
        then: dict[str, list[str]] = {}
        for code in reader.areas([part])[0][0]:
            then.setdefault(gemeente_code(code) or "", []).append(code)
        for gemeente in own.keys() & then.keys():
            if set(own[gemeente]).isdisjoint(then[gemeente]):
                new, old = tuple(own[gemeente]), tuple(then[gemeente])
                found.append(Redrawn(gemeente=gemeente, part=part, old=old, new=new))
    return tuple(found)


def _map(
    reader: Reader, parts: Sequence[Part], codes: tuple[str, ...], *, areas: Areas, year: int | None
) -> Boundaries:
    """Return the stored polygons of some areas of one year; None where there is none."""
    shapes: dict[str, object] = {}
    for part in parts:
        known = reader.shapes(part, wanted=frozenset(codes))
        shapes |= {code: shape for code, shape in known.items() if shape is not None}
    geometry = np.array([shapes.get(code) for code in codes], dtype=object)
    return Boundaries(areas=Areas(level=areas.level, year=year, codes=codes, names=codes), geometry=geometry)
