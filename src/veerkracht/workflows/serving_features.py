"""Areas with their polygons for map programs (OGC API Features): chosen by a box, in degrees or in the Dutch grid."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from veerkracht.workflows.derived_file import boundaries_key
from veerkracht.writers.geojson import to_wgs84

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas, Level
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.warehouse import Warehouse

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
"""The Dutch grid: easting first, then northing, in metres."""

# Sets of polygons that stay in memory: the three levels of the country, and a few cities.
_MOST_SETS = 8
_EDITION = 1
# Sides of a box of degrees are curves in the grid: so many points a side.
_POINTS_A_SIDE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygons:
    """The polygons of one set of areas, at hand for any box.

    Attributes:
        boundaries: in the Dutch grid; None where an area has no polygon.
        tree: to find those in a box.
    """

    boundaries: Boundaries
    tree: shapely.STRtree = field(repr=False)

    @property
    def areas(self) -> Areas:
        """The areas."""
        return self.boundaries.areas

    def inside(self, box: shapely.Geometry) -> NDArray[np.intp]:
        """Return the rows of areas that touch a box of the Dutch grid, ascending."""
        return np.sort(self.tree.query(box, predicate="intersects"))

    def extent(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north in degrees of a box around everything."""
        west, south, east, north = shapely.total_bounds(self.boundaries.geometry)
        return _degrees().transform_bounds(west, south, east, north)

    def geometries(self, rows: Sequence[int], *, crs: str) -> list[dict[str, Any] | None]:
        """Return polygons as GeoJSON values: in CRS84 longitude first, in RD easting first."""
        shapes = self.boundaries.geometry[np.asarray(rows, dtype=np.intp)]
        shapes = shapely.force_2d(shapes)
        if crs == CRS84:
            shapes = to_wgs84(shapes)
        # Outer rings against the clock, as RFC 7946 has them.
        turned = shapely.orient_polygons(shapes)
        return [None if one is None or one.is_empty else json.loads(shapely.to_geojson(one)) for one in turned]


_SETS: OrderedDict[tuple[int, str], Polygons] = OrderedDict()
_LOCK = threading.Lock()


def polygons_of(warehouse: Warehouse, level: Level, *, within: str = "") -> Polygons:
    """Return the polygons of a level, of one gemeente or of the whole country, as they are stored now.

    Args:
        warehouse: the stored data.
        level: buurt, wijk or gemeente.
        within: code of the gemeente, on the boundaries that suit it best; empty for the whole country.

    Raises:
        NothingStoredError, UnknownAreaError: as for `Warehouse.areas`.
        NoBoundariesError: if no polygons are stored for that year.
        DamagedFileError: if a file is not what was written.
    """
    codes = [within] if within else None
    areas = warehouse.areas(level, within=codes)
    key = (id(warehouse), boundaries_key(warehouse, areas, edition=_EDITION) + within)
    with _LOCK:
        found = _SETS.get(key)
        if found is not None:
            _SETS.move_to_end(key)
            return found
    boundaries = warehouse.boundaries(level, year=areas.year, within=codes)
    made = Polygons(boundaries=boundaries, tree=shapely.STRtree(boundaries.geometry))
    with _LOCK:
        _SETS[key] = made
        while len(_SETS) > _MOST_SETS:
            _SETS.popitem(last=False)
    return made


def box_of(west: float, south: float, east: float, north: float, *, crs: str) -> shapely.Geometry:
    """Return a box in the Dutch grid; one of degrees becomes the shape that it is there."""
    box = shapely.box(west, south, east, north)
    if crs == RD:
        return box
    longest = max((east - west) / _POINTS_A_SIDE, (north - south) / _POINTS_A_SIDE)
    curved = shapely.segmentize(box, longest) if longest > 0 else box

    def metres(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_grid().transform(points[:, 0], points[:, 1]))

    return shapely.transform(curved, metres)


def _degrees() -> Transformer:
    return Transformer.from_crs("EPSG:28992", "OGC:CRS84", always_xy=True)


def _grid() -> Transformer:
    return Transformer.from_crs("OGC:CRS84", "EPSG:28992", always_xy=True)
