"""Features of a map service: polygons in the Dutch grid, and the figures that stand beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.errors import ShapelyError
from shapely.geometry import shape

from veerkracht.errors.answers import BrokenPolygonError, OutsideCountryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

RD = "EPSG:28992"
# The Dutch grid, with a margin for the sea; RD coordinates, metres.
_COUNTRY = (-10_000.0, 280_000.0, 310_000.0, 660_000.0)
_WORDS = re.compile(r"[^0-9A-Za-z]+|(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Z])(?=[0-9])")


def snake(name: str) -> str:
    """Return the name of an attribute as the newer service writes it.

    >>> snake("percentagePersonen0Tot15Jaar"), snake("aantal_inwoners")
    ('percentage_personen_0_tot_15_jaar', 'aantal_inwoners')
    """
    return "_".join(part for part in _WORDS.split(name) if part).lower()


def attributes(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a feature by their newer names."""
    return {snake(name): value for name, value in (feature.get("properties") or {}).items()}


def polygons(features: Sequence[Mapping[str, Any]], *, address: str) -> NDArray[np.object_]:
    """Return the polygon of each feature in the Dutch grid.

    Degrees are turned into metres without the RDNAPTRANS correction grid, which is about one metre off.

    Args:
        features: GeoJSON features; one without a geometry has none.
        address: where they came from, for the message.

    Returns:
        Shape (features,), shapely (multi)polygons in EPSG:28992, None where there is none.

    Raises:
        BrokenPolygonError: if a geometry cannot be read or mended.
        OutsideCountryError: if the coordinates do not lie in the Netherlands, for example because they are swapped.
    """
    shapes = np.empty(len(features), dtype=object)
    for row, feature in enumerate(features):
        if feature.get("geometry") is None:
            continue
        try:
            found = shape(feature["geometry"])
            shapes[row] = found if found.is_valid else shapely.make_valid(found)
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            raise BrokenPolygonError(address, feature=str(feature.get("id") or row)) from None
    shapes[:] = [None if found is None else _surface(found) for found in shapes]
    there = np.array([found is not None for found in shapes], dtype=np.bool_)
    if there.any() and _in_degrees(shapes[there]):
        to_rd = Transformer.from_crs("EPSG:4326", RD, always_xy=True)
        shapes[there] = shapely.transform(
            shapes[there], lambda xy: np.column_stack(to_rd.transform(xy[:, 0], xy[:, 1]))
        )
    if there.any():
        box = shapely.total_bounds(shapes[there])
        inside = box[0] >= _COUNTRY[0] and box[1] >= _COUNTRY[1] and box[2] <= _COUNTRY[2] and box[3] <= _COUNTRY[3]
        if not inside:
            raise OutsideCountryError(address, box=tuple(float(edge) for edge in box))
    return shapes


def _in_degrees(shapes: NDArray[np.object_]) -> bool:
    """Return whether coordinates are degrees, whatever the service says: in the Dutch grid y is above 300,000."""
    return float(np.nanmax(np.abs(shapely.total_bounds(shapes)))) <= 180


def _surface(found: shapely.Geometry) -> shapely.Geometry | None:
    """Return only the polygons of a geometry: mending can leave lines and points beside them."""
    if found.is_empty:
        return None
    if found.geom_type in {"Polygon", "MultiPolygon"}:
        return found
    parts = [part for part in shapely.get_parts(found) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if parts else None
