"""Polygons from GeoJSON, GeoPackage and WKT to boundaries in the Dutch grid, checked one by one."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from veerkracht.errors.files import BrokenFileError, CoordinateError, GeometryError, NoRowsError, NotAreaDataError
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files.opening import Opened
from veerkracht.sources.files.sheet import Cell, Sheet

RD = "EPSG:28992"
WGS84 = "EPSG:4326"
# Source: Kadaster/NSGI, validity of RDNAPTRANS (RD New including the sea): x -7..300 km, y 289..629 km.
_RD_BOUNDS = (-7_000.0, 289_000.0, 300_000.0, 650_000.0)
# The Netherlands in Europe, with the territorial sea.
_WGS84_BOUNDS = (3.0, 50.5, 7.5, 54.0)
# A crossing of a few metres is a slip of drawing; a polygon that loses more than this is another polygon.
_TOLERATED_CHANGE = 0.01


def features_sheet(document: Mapping[str, Any], *, file: str) -> Sheet:
    """Return the features of a GeoJSON document as a sheet; nested properties get names like `raw.lbm`.

    Raises:
        NotAreaDataError: if there are no features.
        GeometryError: if a geometry is no (multi)polygon.
    """
    features = document.get("features") or []
    if not features:
        raise NotAreaDataError(file=file, found_nl="een antwoord zonder gebieden", found_en="an answer without areas")
    flat = [_flat(feature.get("properties") or {}, feature) for feature in features]
    header = tuple(dict.fromkeys(name for properties in flat for name in properties))
    columns = tuple(tuple(properties.get(name) for properties in flat) for name in header)
    geometry = np.array([_shape(feature, file=file) for feature in features], dtype=object)
    crs = str(((document.get("crs") or {}).get("properties") or {}).get("name", ""))
    return Sheet(
        file=file,
        header=header,
        columns=columns,
        lines=range(1, len(features) + 1),
        title=str(document.get("name", "")),
        typed=True,
        geometry=geometry,
        crs=RD if "28992" in crs else WGS84 if "CRS84" in crs or "4326" in crs else "",
    )


def _flat(properties: Mapping[str, Any], feature: Mapping[str, Any]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for name, value in properties.items():
        if isinstance(value, Mapping):
            found.update({f"{name}.{inner}": cell for inner, cell in value.items()})
        else:
            found[str(name).strip()] = value
    return found


def _shape(feature: Mapping[str, Any], *, file: str) -> Any:
    raw = feature.get("geometry")
    if raw is None:
        return None
    try:
        polygon = shape(raw)
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        code = str(next(iter((feature.get("properties") or {}).values()), "?"))
        raise GeometryError(
            file=file, code=code, found_nl=f"is onleesbaar ({error})", found_en=f"cannot be read ({error})"
        ) from error
    return polygon


def geopackage_sheet(opened: Opened) -> Sheet:
    """Return the first layer of a GeoPackage as a sheet.

    Raises:
        BrokenFileError: if it is damaged.
        NoRowsError: if the layer is empty.
    """
    try:
        with warnings.catch_warnings():
            # GDAL would rather see a file name; the bytes are the same.
            warnings.filterwarnings("ignore", message=".*non conformant file extension.*")
            meta, _, geometry, fields = pyogrio.raw.read(io.BytesIO(opened.payload), encoding="utf-8")
        polygons = shapely.from_wkb(geometry) if geometry is not None else None
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.GeometryError,
        pyogrio.errors.FeatureError,
        shapely.errors.ShapelyError,
        UnicodeDecodeError,
    ) as error:
        raise BrokenFileError(file=opened.name, kind="GeoPackage", detail=str(error)[:80]) from error
    if not len(fields) or not len(fields[0]):
        raise NoRowsError(file=opened.name)
    columns = tuple(
        tuple(None if isinstance(cell, float) and np.isnan(cell) else cell for cell in column.tolist())
        for column in fields
    )
    crs = str(meta.get("crs") or "")
    return Sheet(
        file=opened.name,
        header=tuple(str(name) for name in meta["fields"]),
        columns=columns,
        lines=range(1, len(columns[0]) + 1),
        typed=True,
        geometry=polygons,
        crs=RD if "28992" in crs else WGS84 if "4326" in crs else "",
    )


def with_text_geometry(sheet: Sheet, *, column: str) -> Sheet:
    """Return a sheet whose polygons stand as text (EWKT, RD) in one of its columns.

    Raises:
        GeometryError: if a text is no geometry.
    """
    found: list[Any] = []
    for i, cell in enumerate(sheet.column(column)):
        text = re.sub(r"^SRID=\d+;", "", str(cell or ""))
        try:
            found.append(shapely.from_wkt(text) if text else None)
        except shapely.errors.ShapelyError as error:
            raise GeometryError(
                file=sheet.file,
                code=f"rij {sheet.lines[i]}",
                found_nl="is onleesbaar als WKT",
                found_en="cannot be read as WKT",
            ) from error
    return Sheet(
        file=sheet.file,
        header=sheet.header,
        columns=sheet.columns,
        lines=sheet.lines,
        title=sheet.title,
        geometry=np.array(found, dtype=object),
        crs=RD,
    )


def to_dutch_grid(
    polygons: NDArray[np.object_], *, codes: Sequence[str], crs: str, file: str
) -> tuple[NDArray[np.object_], tuple[Bilingual, ...]]:
    """Return valid polygons in RD metres, and what had to be mended.

    Without the RDNAPTRANS grid the change from WGS84 is right within about a metre.

    Args:
        polygons: shape (areas,), None where there is none.
        codes: of the areas, for messages.
        crs: of the file; empty if it does not say, and then the coordinates tell.
        file: for messages.

    Raises:
        CoordinateError: if a coordinate is outside the Netherlands or longitude and latitude are swapped.
        GeometryError: if a polygon crosses itself beyond mending, or is no polygon.
    """
    kinds = shapely.get_type_id(polygons)
    for i in np.flatnonzero((kinds != -1) & (kinds != 3) & (kinds != 6)):
        name = polygons[i].geom_type
        raise GeometryError(file=file, code=codes[int(i)], found_nl=f"is een {name}", found_en=f"is a {name}")
    is_degrees = _is_degrees(polygons, crs=crs)
    _check_coordinates(polygons, codes=codes, bounds=_WGS84_BOUNDS if is_degrees else _RD_BOUNDS, file=file)
    if is_degrees:
        polygons = shapely.transform(polygons, lambda xy: np.column_stack(_to_rd().transform(xy[:, 0], xy[:, 1])))
    return _mended(polygons, codes=codes, file=file)


@lru_cache(maxsize=1)
def _to_rd() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(WGS84, RD, always_xy=True)


def _is_degrees(polygons: NDArray[np.object_], *, crs: str) -> bool:
    if crs:
        return crs == WGS84
    bounds = shapely.total_bounds(polygons)
    return not np.isnan(bounds).any() and float(np.abs(bounds).max()) <= 180.0


def _check_coordinates(
    polygons: NDArray[np.object_], *, codes: Sequence[str], bounds: tuple[float, float, float, float], file: str
) -> None:
    low_x, low_y, high_x, high_y = bounds
    found = shapely.bounds(polygons)
    outside = (found[:, 0] < low_x) | (found[:, 1] < low_y) | (found[:, 2] > high_x) | (found[:, 3] > high_y)
    if not outside.any():
        return
    i = int(np.flatnonzero(outside)[0])
    x, y = float(found[i, 0]), float(found[i, 1])
    is_swapped = low_x <= y <= high_x and low_y <= x <= high_y
    raise CoordinateError(
        file=file,
        code=codes[i],
        x=x,
        y=y,
        hint_nl="; lengte en breedte zijn verwisseld" if is_swapped else "",
        hint_en="; longitude and latitude are swapped" if is_swapped else "",
    )


def _mended(
    polygons: NDArray[np.object_], *, codes: Sequence[str], file: str
) -> tuple[NDArray[np.object_], tuple[Bilingual, ...]]:
    broken = np.flatnonzero(~shapely.is_valid(polygons) & (shapely.get_type_id(polygons) != -1))
    if not len(broken):
        return polygons, ()
    mended = polygons.copy()
    for i in broken:
        valid = _only_polygons(shapely.make_valid(polygons[i]))
        before, after = shapely.area(polygons[i]), shapely.area(valid)
        if after <= 0 or abs(after - before) > _TOLERATED_CHANGE * after:
            raise GeometryError(file=file, code=codes[int(i)], found_nl="snijdt zichzelf", found_en="crosses itself")
        mended[i] = valid
    count = len(broken)
    words = Bilingual(
        f"{count} polygonen sneden zichzelf een beetje en zijn hersteld",
        f"{count} polygons crossed themselves slightly and were mended",
    )
    return mended, (words,)


def _only_polygons(geometry: Any) -> Any:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
