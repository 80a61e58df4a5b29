"""Two folders read as one: the figures of an organisation, carried over by what the open data know of the areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veerkracht.warehouse.manifest import Kind, Manifest
from veerkracht.warehouse.query import assemble
from veerkracht.warehouse.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas, Level
    from veerkracht.facts.crosswalk import CodeLinks
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.warehouse import parquet
    from veerkracht.warehouse.manifest import Part


class UnitedReader(Reader):
    """Reads two folders: polygons, links and what is known of boundaries come from the first."""

    def __init__(self, first: Reader, second: Reader) -> None:
        super().__init__(first.folder)
        self._first, self._second = first, second

    def manifest(self) -> Manifest:
        """Return the parts of both."""
        return Manifest(parts=(*self._first.manifest().parts, *self._second.manifest().parts))

    def links(self, level: Level) -> tuple[CodeLinks, ...]:
        """Return the links of the first."""
        return self._first.links(level)

    def areas(self, parts: Sequence[Part]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return the codes and names of the areas of each part."""
        return [self._of(part).areas([part])[0] for part in parts]

    def verdicts(self, areas: Areas) -> dict[int | None, NDArray[np.uint8]]:
        """Return what was judged before about a set of areas."""
        return self._first.verdicts(areas)

    def blocks(
        self,
        parts: Sequence[Part],
        *,
        wanted: frozenset[str] | None,
        indicators: Sequence[str],
        periods: Sequence[Period],
    ) -> list[parquet.Block]:
        """Return some columns of tables, each folder asked once."""
        found: dict[int, parquet.Block] = {}
        for reader in (self._first, self._second):
            places = [place for place, part in enumerate(parts) if self._of(part) is reader]
            mine = [parts[place] for place in places]
            blocks = reader.blocks(mine, wanted=wanted, indicators=indicators, periods=periods)
            found.update(zip(places, blocks, strict=True))
        return [found[place] for place in range(len(parts))]

    def shapes(self, part: Part, *, wanted: frozenset[str] | None) -> dict[str, Any]:
        """Return the polygons of a part by area code."""
        return self._of(part).shapes(part, wanted=wanted)

    def _of(self, part: Part) -> Reader:
        # By identity: two folders may hold a file of the same name, for it is made of its content.
        return self._second if any(part is one for one in self._second.manifest().parts) else self._first


def figures_beside(
    open_data: Reader, own: Reader, areas: Areas, *, wanted: frozenset[str] | None, catalogue: Catalogue
) -> AreaTable | None:
    """Return the figures of one folder about areas of another, or None if it has none of their level.

    Args:
        open_data: knows the areas, their polygons and what became of old codes.
        own: holds the figures.
        areas: the rows asked for.
        wanted: their codes, or None if they are all of their level.
        catalogue: says how figures of merged or cut areas are carried over.
    """
    datasets = frozenset(part.dataset for part in own.parts(areas.level, kind=Kind.TABLE))
    if not datasets:
        return None
    reader = UnitedReader(open_data, own)
    found = assemble(
        reader, areas, wanted=wanted, indicators=None, periods=None, catalogue=catalogue, datasets=datasets
    )
    return found if found.indicators and found.periods else None
