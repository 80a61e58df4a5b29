"""A small map of a city as an SVG drawing: one outline an area, to be coloured by its place in the list."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from veerkracht.errors.data import DataError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.facts.areas import Level
from veerkracht.workflows.shapes import Shapes, city_shapes

if TYPE_CHECKING:
    from veerkracht.warehouse import Warehouse

WIDTH = 400.0
HIGHEST = 480.0
_KEPT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """The outlines of a city.

    Attributes:
        width, height: of the drawing.
        outlines: the `d` of a path by code of the area.
    """

    width: str
    height: str
    outlines: dict[str, str]


def plate_of(warehouse: Warehouse, *, gemeente: str, level: Level) -> Plate | None:
    """Return the outlines of a city; None if no polygons are stored, or for the gemeenten of the country."""
    if level is Level.GEMEENTE or not gemeente:
        return None
    try:
        shapes = city_shapes(warehouse, gemeente, level)
    except (DataError, WarehouseError):
        return None
    return _drawn(_Body(etag=shapes.etag, shapes=shapes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """The polygons, equal to others with the same tag."""

    etag: str
    shapes: Shapes

    def __hash__(self) -> int:
        return hash(self.etag)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Body) and other.etag == self.etag


@lru_cache(maxsize=_KEPT)
def _drawn(body: _Body) -> Plate | None:
    found = [
        (one["properties"]["code"], list(_rings(one["geometry"])))
        for one in json.loads(body.shapes.text())["features"]
        if one["geometry"] is not None
    ]
    points = [point for _code, rings in found for ring in rings for point in ring]
    if not points:
        return None
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    # Near enough a plane over the width of a city: a degree east is shorter by the cosine of the latitude.
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * narrow or 1), HIGHEST / ((north - south) or 1))
    outlines = {
        code: "".join(_path(ring, west=west, north=north, x=scale * narrow, y=scale) for ring in rings)
        for code, rings in found
    }
    width, height = (east - west) * narrow * scale, (north - south) * scale
    return Plate(width=f"{width:.0f}", height=f"{height:.0f}", outlines=outlines)


def _rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[(point[0], point[1]) for point in ring] for polygon in polygons for ring in polygon]


def _path(ring: list[tuple[float, float]], *, west: float, north: float, x: float, y: float) -> str:
    places = dict.fromkeys(f"{(lon - west) * x:.1f} {(north - lat) * y:.1f}" for lon, lat in ring)
    return f"M{'L'.join(places)}Z"
