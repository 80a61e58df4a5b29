"""GeoJSON: polygons in degrees (WGS84) with a number, words and figures, as every map program reads them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from veerkracht.writers.plain import clean

if TYPE_CHECKING:
    from numpy.typing import NDArray

DECIMALS = 6
"""Of a degree: a tenth of a metre, less than the metre that the conversion may be off."""

ACCURACY_NOTE = {
    "nl": "Omgerekend uit het Rijksdriehoekstelsel zonder correctiegrid: tot ongeveer 1 meter nauwkeurig.",
    "en": "Converted from the Dutch grid (EPSG:28992) without its correction grid: accurate to about 1 metre.",
}
"""What a reader of degrees must know."""

Properties = Mapping[str, object]


def to_wgs84(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes of the Dutch grid (EPSG:28992) in degrees, longitude first; None stays None.

    Equal points come out equal, so that shared borders stay shared. Accurate to about a metre: the
    correction grid RDNAPTRANS is not used.

    Args:
        shapes: shape (areas,), in metres.

    Source:
        EPSG:4833 and EPSG:15934 (Amersfoort to WGS 84), by PROJ.
    """

    def degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
        longitude, latitude = _transformer().transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack((longitude, latitude)), DECIMALS)

    return np.asarray(shapely.transform(shapely.force_2d(shapes), degrees), dtype=object)


def feature(shape: shapely.Geometry | None, properties: Properties, *, number: int | None = None) -> dict[str, Any]:
    """Return one feature as JSON values; a figure that is not a number becomes null.

    Args:
        shape: in degrees; None for an area without a polygon.
        properties: words and figures by name.
        number: id of the feature; None for none.
    """
    known = {} if number is None else {"id": number}
    geometry = None if shape is None or shape.is_empty else json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", **known, "properties": _plain(properties), "geometry": geometry}


def collection(features: Sequence[Mapping[str, Any]], **beside: object) -> bytes:
    """Return features as one GeoJSON file; equal input gives equal bytes.

    Args:
        features: from `feature`.
        beside: further members at the top, for example `metadata`; programs that do not know them pass them over.

    Source:
        RFC 7946, The GeoJSON Format, 3.3 and 6.1 (foreign members).
    """
    whole = {"type": "FeatureCollection", **beside, "features": list(features)}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _plain(properties: Properties) -> dict[str, object]:
    return {name: _said(value) for name, value in properties.items()}


def _said(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)
