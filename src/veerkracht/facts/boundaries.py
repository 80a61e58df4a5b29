"""Boundaries: the polygons of a set of areas, and who neighbours whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.errors.data import TableShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """The polygons of a set of areas in the Dutch grid.

    Attributes:
        areas: the areas; row `i` of the geometry is `areas.codes[i]`.
        geometry: shape (areas,), shapely (multi)polygons in EPSG:28992 (metres); None where an area has no polygon.
        provenance: where the polygons come from.
    """

    areas: Areas
    geometry: NDArray[np.object_]
    provenance: Provenance | None = None

    def __post_init__(self) -> None:
        if self.geometry.shape != (len(self.areas),):
            raise TableShapeError("geometry", shape=self.geometry.shape, expected=(len(self.areas),))

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Boundaries:
        """Return the boundaries of these areas only (row numbers or a mask)."""
        return Boundaries(areas=self.areas.take(rows), geometry=self.geometry[rows], provenance=self.provenance)

    def area_km2(self) -> NDArray[np.float64]:
        """Return the size of each area in square kilometres; NaN without a polygon."""
        return np.asarray(shapely.area(self.geometry), dtype=np.float64) / 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Contiguity:
    """Which areas share a border, as two arrays of equal length (each link stands both ways).

    Attributes:
        focal: shape (links,), row of an area.
        neighbour: shape (links,), row of an area that shares a border with it.
        count: number of areas; areas without a link are islands.
    """

    focal: NDArray[np.int32]
    neighbour: NDArray[np.int32]
    count: int

    def degree(self) -> NDArray[np.int64]:
        """Return the number of neighbours of each area; shape (areas,)."""
        return np.bincount(self.focal, minlength=self.count)
