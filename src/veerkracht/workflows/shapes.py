"""Shapes: the polygons of one city for the browser, small, fitting together, and kept on disk beside the warehouse."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from veerkracht.errors.data import AreaCodeError, UnknownAreaError
from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError, UnknownYearError
from veerkracht.facts.areas import Level, code_at, parse_code
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.coverage import fitting, simplified, whole
from veerkracht.report.wording import short_names
from veerkracht.workflows.derived_file import boundaries_key, kept
from veerkracht.writers.geojson import ACCURACY_NOTE, collection, feature, to_wgs84

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.warehouse import Warehouse

FOLDER = "shapes"
FINEST_M = 1.0
MOST_POINTS = 24_000
"""So many points stay: some 120 kB compressed (5 bytes a point, measured on Utrecht and Amsterdam)."""

AROUND = 0.25
"""Of the width of a city, neighbours are shown around it."""

# A new number whenever equal boundaries would give other bytes, so that what older code kept is not used.
_EDITION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The polygons of the areas of one gemeente as compressed GeoJSON.

    The member `context` of the file holds what lies around and between, as features of their own with
    a property `kind`: `outline` (the border of the gemeente), `wijk_border` (lines between wijken),
    `wijk_name` (a point inside each wijk, with `code` and `name`) and `neighbour` (gemeenten around).

    Attributes:
        areas: the same areas in the same order as `warehouse.areas`; the id of a feature is the position here.
        body: GeoJSON in WGS84, compressed with gzip.
        etag: differs whenever `body` differs.
    """

    areas: Areas
    body: bytes
    etag: str

    def text(self) -> bytes:
        """Return the GeoJSON itself, UTF-8."""
        return gzip.decompress(self.body)


def city_shapes(warehouse: Warehouse, gemeente: str, level: Level, *, year: int | None = None) -> Shapes:
    """Return the polygons of a gemeente for a map in the browser; made once for each state of the boundaries.

    Neighbours keep the same line, so that no gap opens between two colours. An area without a polygon
    has no feature.

    Args:
        warehouse: the stored data.
        gemeente: code, for example `GM0344`.
        level: buurt, wijk or gemeente.
        year: of the boundaries; None for those that suit the gemeente best, as `Country.stored` chooses.

    Raises:
        AreaCodeError: if the code is not that of a gemeente.
        NothingStoredError, UnknownYearError, NoHierarchyError, UnknownAreaError: as for `Warehouse.areas`.
        NoBoundariesError: if no polygons are stored for that year.
        DamagedFileError: if a file is not what was written.
    """
    at, code = parse_code(gemeente)
    if at is not Level.GEMEENTE:
        raise AreaCodeError(gemeente)
    areas = warehouse.areas(level, year=year, within=[code])
    key = boundaries_key(warehouse, areas, edition=_EDITION)

    def make() -> bytes:
        boundaries = warehouse.boundaries(level, year=areas.year, within=[code])
        return gzip.compress(_geojson(boundaries, warehouse=warehouse, gemeente=code), compresslevel=9, mtime=0)

    body = kept(
        warehouse.derived / FOLDER, name=f"{level.value}-{code}-{areas.year}", key=key, ending=".json.gz", make=make
    )
    return Shapes(areas=areas, body=body, etag=hashlib.sha256(body).hexdigest()[:20])


def _geojson(boundaries: Boundaries, *, warehouse: Warehouse, gemeente: str) -> bytes:
    """Return the polygons and what lies around them, made smaller until they fit `MOST_POINTS`."""
    areas = boundaries.areas
    rows = np.flatnonzero([shape is not None and not shape.is_empty for shape in boundaries.geometry])
    fit = fitting(boundaries.geometry[rows])
    tolerance = FINEST_M
    shapes = simplified(fit, tolerance_m=tolerance)
    while shapely.get_num_coordinates(shapes).sum() > MOST_POINTS and tolerance < 1000:
        tolerance *= 1.5
        shapes = simplified(fit, tolerance_m=tolerance)
    names, wijken = short_names(areas.names), _wijk_names(warehouse, areas)
    features = [
        feature(shape, _said(areas.codes[row], names[row], wijken), number=int(row))
        for row, shape in zip(rows, to_wgs84(shapes), strict=True)
    ]
    around = list(_context(shapes, areas.take(rows), wijken=wijken, warehouse=warehouse, gemeente=gemeente))
    return collection(
        features,
        note=ACCURACY_NOTE,
        tolerance_m=round(tolerance, 1),
        context={"type": "FeatureCollection", "features": around},
    )


def _said(code: str, name: str, wijken: dict[str, str]) -> dict[str, object]:
    """Return the properties of one area; its wijk where it lies in one that has a name."""
    wijk = wijken.get(code_at(code, Level.WIJK) or "") if code.startswith("BU") else None
    return {"code": code, "name": name, **({} if wijk is None else {"wijk": wijk})}


def _wijk_names(warehouse: Warehouse, areas: Areas) -> dict[str, str]:
    """Return the names of the wijken in which buurten lie, of the same year or of the latest that has them."""
    if areas.level is not Level.BUURT:
        return {}
    gemeenten = sorted({code for code in areas.parents(Level.GEMEENTE) if code is not None})
    for year in dict.fromkeys((areas.year, None)):
        try:
            wijken = warehouse.areas(Level.WIJK, year=year, within=gemeenten)
        except (NothingStoredError, UnknownYearError, UnknownAreaError):
            continue
        return dict(zip(wijken.codes, short_names(wijken.names), strict=True))
    return {}


def _context(
    shapes: NDArray[np.object_], areas: Areas, *, wijken: dict[str, str], warehouse: Warehouse, gemeente: str
) -> Iterator[dict[str, Any]]:
    """Yield the border of the gemeente, the borders and names of its wijken, and the gemeenten around it."""
    if not len(shapes):
        return
    city = whole(shapes)
    yield _degrees(shapely.boundary(city), {"kind": "outline", "code": gemeente})
    if areas.level is Level.BUURT:
        merged = _by_wijk(shapes, areas)
        lines = shapely.line_merge(shapely.union_all(shapely.boundary(np.array(list(merged.values()), dtype=object))))
        yield _degrees(shapely.difference(lines, shapely.boundary(city)), {"kind": "wijk_border"})
        for code, shape in merged.items():
            middle = shapely.point_on_surface(shape)
            yield _degrees(middle, {"kind": "wijk_name", "code": code, "name": wijken.get(code, code)})
    left, bottom, right, top = shapely.bounds(city)
    room = AROUND * max(right - left, top - bottom)
    frame = shapely.box(left - room, bottom - room, right + room, top + room)
    around = gemeenten_around(warehouse, gemeente, year=areas.year)
    for code, name, shape in _neighbours(around, frame):
        beside = shapely.difference(shape, city)
        if not beside.is_empty:
            yield _degrees(beside, {"kind": "neighbour", "code": code, "name": name})


def _by_wijk(shapes: NDArray[np.object_], areas: Areas) -> dict[str, shapely.Geometry]:
    parents = np.array([code_at(code, Level.WIJK) or "" for code in areas.codes])
    return {str(code): whole(shapes[parents == code]) for code in np.unique(parents)}


def gemeenten_around(warehouse: Warehouse, gemeente: str, *, year: int | None = None) -> Boundaries | None:
    """Return the polygons of all other gemeenten for behind a map: of this year, or the best there are; None if none.

    Raises:
        DamagedFileError: if a file is not what was written.
    """
    for wanted in dict.fromkeys((year, None)):
        try:
            found = warehouse.boundaries(Level.GEMEENTE, year=wanted)
        except (NothingStoredError, UnknownYearError, NoBoundariesError):
            continue
        there = np.array([shape is not None for shape in found.geometry], dtype=np.bool_)
        others = found.take(there & (np.array(found.areas.codes, dtype=object) != gemeente))
        return others if len(others.areas) else None
    return None


def _neighbours(around: Boundaries | None, frame: shapely.Geometry) -> Iterator[tuple[str, str, shapely.Geometry]]:
    """Yield code, name and shape of the gemeenten around, cut at the frame."""
    if around is None:
        return
    near = np.flatnonzero(shapely.intersects(around.geometry, frame))
    cut = shapely.intersection(shapely.make_valid(shapely.simplify(around.geometry[near], 10.0)), frame)
    for row, shape in zip(near, cut, strict=True):
        yield around.areas.codes[row], around.areas.names[row], shape


def _degrees(shape: shapely.Geometry, properties: dict[str, object]) -> dict[str, Any]:
    return feature(to_wgs84(np.array([shape], dtype=object))[0], properties)
