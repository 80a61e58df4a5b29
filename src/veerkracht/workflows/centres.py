"""A point inside every area of the country: where the map goes when an area is chosen, for tiles do not tell."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.workflows.derived_file import boundaries_key, kept
from veerkracht.writers.geojson import to_wgs84

if TYPE_CHECKING:
    from veerkracht.facts.areas import Level
    from veerkracht.warehouse import Warehouse

FOLDER = "tiles"
DECIMALS = 4
"""Of a degree: about ten metres, less than the smallest buurt is wide."""

_EDITION = 1


def country_centres(warehouse: Warehouse, level: Level, *, year: int | None = None) -> tuple[bytes, str]:
    """Return the gzipped JSON `{"centres": [[longitude, latitude] or null, ...]}`, and its name for a browser.

    The positions are those of `warehouse.areas(level, year=year)`; null for an area without a polygon.

    Raises:
        NothingStoredError, UnknownYearError: as for `Warehouse.areas`.
        NoBoundariesError: if no polygons are stored for that year.
        DamagedFileError: if a file is not what was written.
    """
    areas = warehouse.areas(level, year=year)
    key = boundaries_key(warehouse, areas, edition=_EDITION)

    def make() -> bytes:
        shapes = warehouse.boundaries(level, year=areas.year).geometry
        drawn = np.array([shape is not None and not shape.is_empty for shape in shapes])
        inside = np.full(len(shapes), None, dtype=object)
        inside[drawn] = to_wgs84(shapely.point_on_surface(shapes[drawn]))
        listed = [None if one is None else [round(one.x, DECIMALS), round(one.y, DECIMALS)] for one in inside]
        return gzip.compress(json.dumps({"centres": listed}, separators=(",", ":")).encode("ascii"), mtime=0)

    name = f"centres-{level.value}-{areas.year}"
    body = kept(warehouse.derived / FOLDER, name=name, key=key, ending=".json.gz", make=make)
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'
