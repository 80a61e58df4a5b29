"""Comparability: what the stored flags and polygons say about areas on the boundaries of two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.bridging import CHANGE_FLAG, Sameness, by_flags, by_polygons, combine
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.warehouse.manifest import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.warehouse.reading import Reader


# The flag of an area of which the code changed and the border did not.
_ONLY_THE_CODE = 2


class Comparability:
    """Judges, for one set of areas, whether an equal code in another year is the same area."""

    def __init__(self, reader: Reader, areas: Areas, *, wanted: frozenset[str] | None) -> None:
        """Judge `areas`; `wanted` are their codes, or None if they are all that is stored."""
        self._reader, self._areas, self._wanted = reader, areas, wanted
        self._verdicts = reader.verdicts(areas)
        self._flags: dict[int, NDArray[np.float64]] = {}
        self._drawn: dict[int, NDArray[np.object_]] = {}

    def with_year(self, year: int | None) -> NDArray[np.uint8]:
        """Return `Sameness` per area between its own boundaries and those of `year`; shape (areas,)."""
        if year not in self._verdicts:
            self._verdicts[year] = self._judge(year)
        return self._verdicts[year]

    def since_link(self, year: int) -> NDArray[np.uint8]:
        """Return `Sameness` per area since the year in which a link table gave it its code; shape (areas,).

        The drawings go before the flags here: CBS may take over the codes of a gemeente a year after the table, and
        then flags what the table has told already. A flag that says only that the code changed counts for nothing.
        """
        own = self._areas.year
        if own is None or year == own:
            return np.full(len(self._areas), Sameness.SAME, dtype=np.uint8)
        first, last = sorted((year, own))
        flags = self._flags_of(range(first + 1, last + 1))
        moved = by_flags(np.where(flags == _ONLY_THE_CODE, np.nan, flags))
        return combine([by_polygons(self._shapes(first), self._shapes(last)), moved])

    def _judge(self, year: int | None) -> NDArray[np.uint8]:
        own = self._areas.year
        if year is None or own is None:
            return np.full(len(self._areas), Sameness.UNKNOWN, dtype=np.uint8)
        first, last = sorted((year, own))
        flags = by_flags(self._flags_of(range(first + 1, last + 1)))
        undecided = flags == Sameness.UNKNOWN
        drawn = np.full(len(self._areas), Sameness.UNKNOWN, dtype=np.uint8)
        if undecided.any():
            drawn[undecided] = by_polygons(self._shapes(first)[undecided], self._shapes(last)[undecided])
        return combine([flags, drawn])

    def _flags_of(self, years: Sequence[int]) -> NDArray[np.float64]:
        """Return the flags of some years, NaN where unknown, shape (areas, years); each counted on its own year."""
        fresh = {year: np.full(len(self._areas), np.nan) for year in years if year not in self._flags}
        parts = [
            part
            for part in self._reader.parts(self._areas.level, kind=Kind.TABLE)
            if part.year in fresh and CHANGE_FLAG in part.indicators and Period(part.year) in part.periods
        ]
        periods = [Period(year) for year in sorted(fresh)]
        blocks = self._reader.blocks(parts, wanted=self._wanted, indicators=[CHANGE_FLAG], periods=periods)
        for part, block in zip(parts, blocks, strict=True):
            at = block.periods.index(Period(part.year or 0))
            rows = self._areas.rows(block.codes)
            known = (block.reasons[CHANGE_FLAG][at] == Reason.PRESENT) & (rows >= 0)
            fresh[part.year or 0][rows[known]] = block.values[CHANGE_FLAG][at][known]
        self._flags.update(fresh)
        return np.column_stack([self._flags[year] for year in years])

    def _shapes(self, year: int) -> NDArray[np.object_]:
        """Return the polygons of one year, None where there is none."""
        if year not in self._drawn:
            found = np.full(len(self._areas), None, dtype=object)
            for part in self._reader.parts(self._areas.level, kind=Kind.BOUNDARIES):
                if part.year == year:
                    for code, shape in self._reader.shapes(part, wanted=self._wanted).items():
                        if shape is not None and code in self._areas:
                            found[self._areas.row(code)] = shape
            self._drawn[year] = found
        return self._drawn[year]
