"""Ground under a map: polygons cleaned, simplified with their shared borders kept, and placed on the sheet.

A ground is made once for a set of boundaries and a size, and used by every map of that report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from veerkracht.facts.areas import Level
from veerkracht.facts.boundaries import Boundaries

MARGIN = 6.0

Placing = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Polygons in units of the sheet (y down), ready to be painted.

    Attributes:
        paths: SVG path per area; empty where an area has no polygon.
        points: shape (areas, 2), the middle of the largest circle inside each area; NaN without a polygon.
        radii: shape (areas,), the radius of that circle.
        outline: path of the border around all areas.
        districts: path of the border of each wijk, by code.
        district_points: middle and radius of the largest circle inside each wijk.
        neighbours: path of the areas around, within the frame; empty if unknown.
        height: of the sheet.
        metres: per unit of the sheet.
    """

    paths: tuple[str, ...]
    points: NDArray[np.float64]
    radii: NDArray[np.float64]
    outline: str
    districts: dict[str, str]
    district_points: dict[str, tuple[float, float, float]]
    neighbours: str
    height: float
    metres: float


@dataclass(slots=True)
class Grounds:
    """The grounds made so far for one report."""

    # Boundaries hold arrays and cannot be hashed; the object is kept beside its ground so that its id stays its own.
    _made: dict[tuple[int, int, float, float], tuple[Boundaries, Boundaries | None, Ground]] = field(
        default_factory=dict
    )

    def of(self, boundaries: Boundaries, *, neighbours: Boundaries | None, width: float, tallest: float) -> Ground:
        """Return the ground of these boundaries at this size, made once."""
        key = (id(boundaries), id(neighbours), width, tallest)
        if key not in self._made:
            ground = make_ground(boundaries, neighbours=neighbours, width=width, tallest=tallest)
            self._made[key] = (boundaries, neighbours, ground)
        return self._made[key][2]


def make_ground(boundaries: Boundaries, *, neighbours: Boundaries | None, width: float, tallest: float) -> Ground:
    """Return polygons simplified to what the eye can see on a sheet of this size.

    Args:
        boundaries: polygons in EPSG:28992 (metres).
        neighbours: areas around; None if unknown.
        width: of the sheet, in units.
        tallest: greatest height of the sheet, in units.
    """
    known = np.array([shape is not None and not shape.is_empty for shape in boundaries.geometry], dtype=np.bool_)
    if not known.any():
        empty = np.full((len(known), 2), np.nan)
        return Ground(
            paths=("",) * len(known), points=empty, radii=empty[:, 0], outline="", districts={}, district_points={},
            neighbours="", height=60.0, metres=1.0,
        )  # fmt: skip
    shapes = boundaries.geometry[known]
    left, bottom, right, top = shapely.total_bounds(shapes)
    metres = max((right - left) / (width - 2 * MARGIN), (top - bottom) / (tallest - 2 * MARGIN), 1e-6)
    height = (top - bottom) / metres + 2 * MARGIN
    middle = (left + right) / 2

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(((points[:, 0] - middle) / metres + width / 2, (top - points[:, 1]) / metres + MARGIN))

    sheet = shapely.transform(_cleaned(shapes, metres=metres), placed)
    points, radii = _inner_circles(sheet)
    groups = _districts(boundaries, known)
    merged = {code: shapely.union_all(sheet[rows]) for code, rows in groups.items()}
    middles, inside = _inner_circles(np.array(list(merged.values()), dtype=object))
    paths = iter(_path(shape) for shape in sheet)
    return Ground(
        paths=tuple(next(paths) if there else "" for there in known),
        points=_spread(points, known),
        radii=_spread(radii, known),
        outline=_path(_without_slivers(shapely.union_all(list(merged.values())))),
        districts={code: _path(_without_slivers(shape)) for code, shape in merged.items()},
        district_points={
            code: (float(middles[row, 0]), float(middles[row, 1]), float(inside[row]))
            for row, code in enumerate(merged)
        },
        neighbours=_around(neighbours, placed, width=width, height=height),
        height=height,
        metres=metres,
    )


def _cleaned(shapes: NDArray[np.object_], *, metres: float) -> NDArray[np.object_]:
    """Return polygons that share their borders exactly, without detail smaller than a third of a unit."""
    cleaned = shapely.coverage_clean(shapely.force_2d(shapes), gap_width=1.5 * metres, snapping_distance=0.2 * metres)
    simple = shapely.coverage_simplify(cleaned, 0.55 * metres)
    # Cleaning may swallow an area smaller than a pixel: then its own outline is better than nothing.
    return np.where(shapely.is_empty(simple), shapes, simple)


def _inner_circles(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middle (shapes, 2) and radius (shapes,) of the largest circle inside each shape."""
    spokes = shapely.maximum_inscribed_circle(shapes, tolerance=1.0)
    middles = shapely.get_coordinates(shapely.get_point(spokes, 0))
    return middles, np.asarray(shapely.length(spokes), dtype=np.float64)


def _districts(boundaries: Boundaries, known: NDArray[np.bool_]) -> dict[str, NDArray[np.intp]]:
    """Return the rows (among areas with a polygon) of each wijk; areas that are not buurten are their own."""
    codes = [code for code, there in zip(boundaries.areas.codes, known, strict=True) if there]
    if boundaries.areas.level is Level.BUURT:
        codes = [f"WK{code[2:8]}" for code in codes]
    found, group, sizes = np.unique(np.array(codes), return_inverse=True, return_counts=True)
    rows = np.split(np.argsort(group, kind="stable"), np.cumsum(sizes)[:-1])
    return {str(code): own for code, own in zip(found, rows, strict=True)}


def _spread(values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return values for all areas, NaN where an area has no polygon."""
    full = np.full((len(known), *values.shape[1:]), np.nan)
    full[known] = values
    return full


def _without_slivers(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a merged shape without holes smaller than a few pixels, which are gaps in the source."""
    polygons = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area > 12])
        for part in shapely.get_parts(shape)
    ]
    return shapely.multipolygons(polygons)


def _around(neighbours: Boundaries | None, placed: Placing, *, width: float, height: float) -> str:
    """Return the path of the areas around, cut at the frame."""
    if neighbours is None:
        return ""
    there = np.array([shape for shape in neighbours.geometry if shape is not None], dtype=object)
    shapes = shapely.transform(there, placed)
    left, top, right, bottom = shapely.bounds(shapes).T
    near = shapes[(left < width) & (right > 0) & (top < height) & (bottom > 0)]
    cut = shapely.clip_by_rect(shapely.make_valid(shapely.simplify(near, 0.6)), 0, 0, width, height)
    return "".join(_path(shape) for shape in cut if not shape.is_empty)


def _path(shape: shapely.Geometry) -> str:
    """Return a (multi)polygon as SVG path, relative steps of a tenth of a unit."""
    rings: list[shapely.Geometry] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            rings.extend((part.exterior, *part.interiors))
    return "".join(_ring(np.rint(shapely.get_coordinates(ring) * 10).astype(np.int64)) for ring in rings)


def _ring(tenths: NDArray[np.int64]) -> str:
    """Return one closed ring; points that fall together are said once."""
    moves = np.diff(tenths[:-1], axis=0)
    moves = moves[(moves != 0).any(axis=1)]
    if len(moves) < 2:
        return ""
    steps = "".join(
        f"{_tenth(x)}{'' if y < 0 else ' '}{_tenth(y)}" if n == 0 else _step(x, y)
        for n, (x, y) in enumerate(moves.tolist())
    )
    return f"M{_tenth(int(tenths[0, 0]))} {_tenth(int(tenths[0, 1]))}l{steps}z"


def _step(x: int, y: int) -> str:
    """Return a further relative move, with a space only where it is needed."""
    return f"{'' if x < 0 else ' '}{_tenth(x)}{'' if y < 0 else ' '}{_tenth(y)}"


def _tenth(number: int) -> str:
    """Return tenths as decimals without needless digits: 5 is `.5`, -12 is `-1.2`."""
    whole, rest = divmod(abs(number), 10)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"
