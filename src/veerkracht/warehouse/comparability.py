"""Comparability: what the stored flags and polygons say about areas on the boundaries of two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.bridging import CHANGE_FLAG, Sameness, by_flags, by_polygons, combine
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.warehouse.manifest import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.warehouse.reading import Reader


class Comparability:
    """Judges, for one set of areas, whether an equal code in another year is the same area."""

    def __init__(self, reader: Reader, areas: Areas) -> None:
        self._reader, self._areas = reader, areas
        self._wanted = frozenset(areas.codes)
        self._verdicts: dict[int | None, NDArray[np.uint8]] = {}
        self._flags: dict[int, NDArray[np.float64]] = {}
        self._drawn: dict[int, NDArray[np.object_]] = {}

    def with_year(self, year: int | None) -> NDArray[np.uint8]:
        """Return `Sameness` per area between its own boundaries and those of `year`; shape (areas,)."""
        if year not in self._verdicts:
            self._verdicts[year] = self._judge(year)
        return self._verdicts[year]

    def _judge(self, year: int | None) -> NDArray[np.uint8]:
        own = self._areas.year
        if year is None or own is None:
            return np.full(len(self._areas), Sameness.UNKNOWN, dtype=np.uint8)
        first, last = sorted((year, own))
        flags = by_flags(np.column_stack([self._flag(then) for then in range(first + 1, last + 1)]))
        undecided = flags == Sameness.UNKNOWN
        drawn = np.full(len(self._areas), Sameness.UNKNOWN, dtype=np.uint8)
        if undecided.any():
            drawn[undecided] = by_polygons(self._shapes(first)[undecided], self._shapes(last)[undecided])
        return combine([flags, drawn])

    def _flag(self, year: int) -> NDArray[np.float64]:
        """Return the flag of one year, NaN where unknown; it is counted on boundaries of that year."""
        if year not in self._flags:
            found = np.full(len(self._areas), np.nan)
            period = Period(year)
            parts = [
                part
                for part in self._reader.parts(self._areas.level, kind=Kind.TABLE)
                if part.year == year and CHANGE_FLAG in part.indicators and period in part.periods
            ]
            for block in self._reader.blocks(parts, wanted=self._wanted, indicators=[CHANGE_FLAG], periods=[period]):
                rows = self._areas.rows(block.codes)
                known = block.reasons[CHANGE_FLAG][0] == Reason.PRESENT
                found[rows[known]] = block.values[CHANGE_FLAG][0][known]
            self._flags[year] = found
        return self._flags[year]

    def _shapes(self, year: int) -> NDArray[np.object_]:
        """Return the polygons of one year, None where there is none."""
        if year not in self._drawn:
            found = np.full(len(self._areas), None, dtype=object)
            for part in self._reader.parts(self._areas.level, kind=Kind.BOUNDARIES):
                if part.year == year:
                    for code, shape in self._reader.shapes(part, wanted=self._wanted).items():
                        if shape is not None:
                            found[self._areas.row(code)] = shape
            self._drawn[year] = found
        return self._drawn[year]
