"""Tiles: the polygons of the whole country cut into small squares, so that a browser draws 14,500 areas in a second.

Made when boundaries came in, kept beside the warehouse, and made on request where they are not there.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.drawing import TilesError
from veerkracht.errors.warehouse import NoBoundariesError, NothingStoredError, UnknownYearError
from veerkracht.facts.areas import Level
from veerkracht.facts.coverage import fitting, simplified
from veerkracht.warehouse.manifest import Kind
from veerkracht.workflows.derived_file import boundaries_key, fresh_file, place_of, remove_older
from veerkracht.writers.geojson import to_wgs84

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.language import Taal
    from veerkracht.warehouse import Warehouse

FOLDER = "tiles"
LAYER = "areas"
"""Name of the layer in the tiles; its features have one property, `position`: the place of the area in the codes."""

GEMEENTEN = "gemeenten"
"""Name of a second layer, in tiles of wijken and buurten: the gemeenten, so that a reader knows where he looks."""

LEVELS = (Level.GEMEENTE, Level.WIJK, Level.BUURT)
ZOOMS = (4, 12)
"""From the country on a phone to a street; beyond the last the browser enlarges."""

TOLERANCE_M = 5.0
"""Less than two steps of the finest tiles: at zoom 12 and 52 degrees north a step of 1/4096 tile is 1.5 metres."""

BORDER_TOLERANCE_M = 40.0
"""Of the borders of gemeenten, which are thin lines over the areas: less than two pixels of a screen at zoom 12."""

# A new number whenever equal boundaries would give other bytes, so that what older code kept is not used.
_EDITION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Tileset:
    """The tiles of one level, on disk.

    Attributes:
        level: of the areas.
        year: of their boundaries.
        path: PMTiles archive (version 3) of Mapbox vector tiles, layers `LAYER` and `GEMEENTEN`.
        codes_path: JSON beside it: level, year and the list of codes; `position` in the tiles counts along it.
        etag: differs whenever the tiles differ.
        drawn: number of areas with a polygon.
    """

    level: Level
    year: int | None
    path: Path
    codes_path: Path
    etag: str
    drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TilesStep:
    """What came of the tiles of one level.

    Attributes:
        level: of the areas.
        year: of their boundaries; None if there are none.
        drawn: number of areas with a polygon.
        size: of the archive in bytes.
        seconds: that it took.
        failed: why there are none now; None if there are.
    """

    level: Level
    year: int | None
    drawn: int = 0
    size: int = 0
    seconds: float = 0.0
    failed: VeerkrachtError | None = None

    def say(self, taal: Taal) -> str:
        """Return one line for a list of progress."""
        if self.failed is not None:
            return self.failed.message(taal)
        size, seconds = f"{self.size / 1e6:.1f} MB", f"{self.seconds:.0f} s"
        if taal == "nl":
            return f"Kaart van het land, {self.level.value} {self.year}: {self.drawn} vlakken, {size}, {seconds}"
        return f"Map of the country, {self.level.value} {self.year}: {self.drawn} polygons, {size}, {seconds}"


Progress = Callable[[TilesStep], None]


def country_tiles(warehouse: Warehouse, level: Level, *, year: int | None = None) -> Tileset:
    """Return the tiles of all areas of a level; made once for each state of the boundaries.

    Every area with a polygon is in the tiles of every zoom, and neighbours keep the same line. The
    positions are those of `warehouse.areas(level, year=year)`.

    Args:
        warehouse: the stored data.
        level: gemeente, wijk or buurt.
        year: of the boundaries; None for the latest that is well filled, as `Warehouse.areas` chooses.

    Raises:
        NothingStoredError, UnknownYearError: as for `Warehouse.areas`.
        NoBoundariesError: if no polygons are stored for that year.
        DamagedFileError: if a file is not what was written.
        TilesError: if the tiles cannot be made or written.
    """
    areas = warehouse.areas(level, year=year)
    name, key = f"{level.value}-{areas.year}", boundaries_key(warehouse, areas, edition=_EDITION)
    path = place_of(warehouse.derived / FOLDER, name=name, key=key, ending=".pmtiles")
    codes_path = path.with_suffix(".json")
    found = _read(path, codes_path, level=level, year=areas.year)
    if found is not None:
        return found
    boundaries = warehouse.boundaries(level, year=areas.year)
    with _refusals(level, areas.year):
        drawn = _make(boundaries, path, gemeenten=_gemeenten(warehouse, boundaries.areas))
        listed = {"level": level.value, "year": areas.year, "drawn": drawn, "codes": areas.codes}
        with fresh_file(codes_path) as fresh:
            fresh.write_text(json.dumps(listed), encoding="ascii")
    for made in (path, codes_path):
        remove_older(made, name=name, ending=made.suffix)
    return Tileset(level=level, year=areas.year, path=path, codes_path=codes_path, etag=_etag(path), drawn=drawn)


def make_tiles(warehouse: Warehouse, *, progress: Progress | None = None) -> tuple[TilesStep, ...]:
    """Make the tiles of every level that has polygons; one that fails does not stop the others.

    Args:
        warehouse: the stored data.
        progress: is told of each level when it is done.
    """
    steps: list[TilesStep] = []
    for level in LEVELS:
        started = time.monotonic()
        try:
            made = country_tiles(warehouse, level)
        except (NothingStoredError, NoBoundariesError, UnknownYearError):
            continue
        except VeerkrachtError as error:
            step = TilesStep(level=level, year=None, failed=error)
        else:
            step = TilesStep(
                level=level,
                year=made.year,
                drawn=made.drawn,
                size=made.path.stat().st_size,
                seconds=time.monotonic() - started,
            )
        steps.append(step)
        if progress is not None:
            progress(step)
    return tuple(steps)


@contextmanager
def keeping_tiles(warehouse: Warehouse, *, progress: Progress | None = None) -> Iterator[None]:
    """Make the tiles anew at the end of a block that changed boundaries.

    For an import or a refresh: what was stored stays stored, whatever becomes of the tiles. After a block
    that raised they are made when someone asks for them.

    Args:
        warehouse: that the block writes to.
        progress: is told of each level when it is done, or why it is not there.
    """
    before = _drawn(warehouse)
    yield
    if _drawn(warehouse) != before:
        make_tiles(warehouse, progress=progress)


def _drawn(warehouse: Warehouse) -> list[str]:
    return [part.file.sha256 for part in warehouse.datasets() if part.kind is Kind.BOUNDARIES]


def _read(path: Path, codes_path: Path, *, level: Level, year: int | None) -> Tileset | None:
    """Return the tiles that were made before, None if they are not there whole."""
    try:
        drawn = int(json.loads(codes_path.read_text(encoding="ascii"))["drawn"])
        if not path.stat().st_size:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Tileset(level=level, year=year, path=path, codes_path=codes_path, etag=_etag(path), drawn=drawn)


def _etag(path: Path) -> str:
    """Return what the name of the file holds: the checksum of what it was made from."""
    return path.stem.rpartition("-")[2]


def _gemeenten(warehouse: Warehouse, areas: Areas) -> Boundaries | None:
    """Return the polygons of all gemeenten, of that year or the best there are; None if none."""
    if areas.level is Level.GEMEENTE:
        return None
    for year in dict.fromkeys((areas.year, None)):
        with contextlib.suppress(NothingStoredError, UnknownYearError, NoBoundariesError):
            return warehouse.boundaries(Level.GEMEENTE, year=year)
    return None


def _make(boundaries: Boundaries, path: Path, *, gemeenten: Boundaries | None) -> int:
    """Write the archive; return the number of areas in it."""
    import freestiler  # noqa: PLC0415  # brings GeoPandas, which an import of a table need not wait for
    from geopandas import GeoDataFrame  # noqa: PLC0415

    rows, shapes = _simple(boundaries, tolerance_m=TOLERANCE_M)
    layers = {LAYER: GeoDataFrame({"position": rows.astype(np.int64)}, geometry=shapes, crs="EPSG:4326")}
    if gemeenten is not None:
        around, borders = _simple(gemeenten, tolerance_m=BORDER_TOLERANCE_M)
        codes = [gemeenten.areas.codes[row] for row in around]
        layers[GEMEENTEN] = GeoDataFrame({"code": codes}, geometry=borders, crs="EPSG:4326")
    with fresh_file(path) as fresh:
        working = fresh.with_suffix(".part.pmtiles")
        try:
            # base_zoom at the first zoom: no feature is ever thinned out.
            freestiler.freestile(layers, working, min_zoom=ZOOMS[0], max_zoom=ZOOMS[1], base_zoom=ZOOMS[0], quiet=True)
            working.replace(fresh)
        finally:
            with contextlib.suppress(OSError):
                working.unlink(missing_ok=True)
    return len(rows)


def _simple(boundaries: Boundaries, *, tolerance_m: float) -> tuple[NDArray[np.intp], NDArray[np.object_]]:
    """Return the rows that have a polygon, and those polygons with less detail, in degrees."""
    rows = np.flatnonzero([shape is not None and not shape.is_empty for shape in boundaries.geometry])
    return rows, to_wgs84(simplified(fitting(boundaries.geometry[rows]), tolerance_m=tolerance_m))


@contextmanager
def _refusals(level: Level, year: int | None) -> Iterator[None]:
    """Turn what the disk, the geometry or the tiler refuses into our error."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, shapely.errors.ShapelyError) as error:
        why = getattr(error, "strerror", None) or (str(error).splitlines() or [type(error).__name__])[0]
        raise TilesError(level=level.value, year=year, why=why) from error
