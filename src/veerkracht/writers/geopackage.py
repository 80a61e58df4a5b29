"""GeoPackage: polygons in the Dutch grid with their figures and with where those come from, for QGIS and ArcGIS."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.errors.report import WriteReportError
from veerkracht.writers.plain import clean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Boundaries

    Cell = str | float | None

MEDIA_TYPE = "application/geopackage+sqlite3"


def geopackage(
    boundaries: Boundaries,
    columns: Mapping[str, Sequence[Cell]],
    *,
    layer: str,
    about: Mapping[str, str],
) -> bytes:
    """Return one layer of polygons (EPSG:28992) with a column for each property, as a file.

    A column is one of numbers if all it holds are numbers, one of texts otherwise. An area without a
    polygon stays a row without one.

    Args:
        boundaries: of the areas.
        columns: per name a value for each area; None where there is none.
        layer: name of the layer.
        about: what is told of the layer, by name: source, version, what each column means.

    Raises:
        WriteReportError: if the file cannot be made.
    """
    import pyogrio  # noqa: PLC0415  # GDAL takes a quarter of a second that a page need not wait for
    from pyogrio.raw import write  # noqa: PLC0415

    names = list(columns)
    data, masks = zip(*(_array(columns[name]) for name in names), strict=True)
    sink = io.BytesIO()
    shapes = shapely.force_2d(boundaries.geometry)
    try:
        write(
            sink,
            geometry=shapely.to_wkb(_multi(shapes)),
            field_data=list(data),
            field_mask=list(masks),
            fields=names,
            layer=clean(layer),
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs="EPSG:28992",
            layer_metadata={clean(name): clean(text) for name, text in about.items()},
            layer_options={"GEOMETRY_NAME": "geom", "FID": "fid", "IDENTIFIER": clean(layer)},
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, pyogrio.errors.DataLayerError) as error:
        raise WriteReportError("GeoPackage", why=str(error)) from error
    return sink.getvalue()


def _multi(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return every polygon as a multipolygon, so that the layer has one type."""
    whole = [None if one is None else shapely.multipolygons(shapely.get_parts(one)) for one in shapes]
    return np.array(whole, dtype=object)


def _array(cells: Sequence[Cell]) -> tuple[NDArray[np.generic], NDArray[np.bool_]]:
    """Return the values of a column and which of them are missing."""
    missing = np.array([cell is None for cell in cells], dtype=np.bool_)
    if any(isinstance(cell, str) for cell in cells) or missing.all():
        texts = [None if cell is None else clean(str(cell)) for cell in cells]
        return np.array(texts, dtype=object), missing
    return np.array([np.nan if cell is None else float(cell) for cell in cells], dtype=np.float64), missing
