"""Sheets of paper for an atelier, and the map of its area to draw on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.errors.data import DataError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.facts.areas import Level, gemeente_code
from veerkracht.facts.coverage import fitting, simplified
from veerkracht.report.palette import LINE, MUTED, PAPER
from veerkracht.report.paper import PaperMap, PaperSheets
from veerkracht.report.wording import short_names
from veerkracht.workflows.opening import warehouse_at
from veerkracht.writers.paper_pdf import render_paper_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

_AROUND = 0.12
"""Of the width of the area: so much of its neighbours is on the map."""

_ASPECT = 1.4
"""Width by height of the place for the map on a sheet of A3: neighbours fill what the area itself leaves open."""

_TOLERANCE_M = 8.0
_UNITS = 1000.0
"""Width of the drawing in its own units."""


def paper_pdf(paper: PaperSheets, *, day: date) -> bytes:
    """Return sheets as PDF.

    Raises:
        WriteReportError: if the typesetter refuses them.
    """
    return render_paper_pdf(paper, day=day)


def paper_map(home: Path, *, areas: Sequence[str]) -> PaperMap | None:
    """Return the buurten of an area as a map without colours; None if there are no polygons of it.

    Args:
        home: of the stored data.
        areas: codes of wijken or buurten of one gemeente.
    """
    gemeente = gemeente_code(areas[0]) if areas else None
    if gemeente is None:
        return None
    try:
        warehouse = warehouse_at(home)
        found = warehouse.boundaries(Level.BUURT, within=[gemeente])
    except (DataError, WarehouseError):
        return None
    rows = np.flatnonzero([shape is not None and not shape.is_empty for shape in found.geometry])
    shapes = simplified(fitting(found.geometry[rows]), tolerance_m=_TOLERANCE_M)
    codes = [found.areas.codes[row] for row in rows]
    is_own = np.array([any(code == area or code[2:].startswith(area[2:]) for area in areas) for code in codes])
    if not is_own.any():
        return None
    names = short_names(found.areas.names)
    return _drawn(shapes, is_own=is_own, names=[names[row] for row in rows])


def _drawn(shapes: NDArray[np.object_], *, is_own: NDArray[np.bool_], names: Sequence[str]) -> PaperMap:
    west, south, east, north = shapely.total_bounds(shapes[is_own])
    margin = _AROUND * max(east - west, north - south)
    wide, tall = east - west + 2 * margin, north - south + 2 * margin
    more_x, more_y = max(0.0, _ASPECT * tall - wide) / 2 + margin, max(0.0, wide / _ASPECT - tall) / 2 + margin
    west, south, east, north = west - more_x, south - more_y, east + more_x, north + more_y
    scale = _UNITS / (east - west)
    height = (north - south) * scale
    window = shapely.box(west, south, east, north)
    lines, placed = [], []
    for shape, own, name in zip(shapes, is_own, names, strict=True):
        cut = shapely.intersection(shape, window)
        if cut.is_empty:
            continue
        fill, stroke = ("#FFFFFF", MUTED) if own else (PAPER, LINE)
        path = _path(cut, west=west, north=north, scale=scale)
        lines.append(f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="{2 if own else 1}"/>')
        if own:
            at = shapely.point_on_surface(cut)
            placed.append((name, (at.x - west) * scale / _UNITS, (north - at.y) * scale / height))
    # Own areas last, so that their borders lie on top.
    body = "".join(sorted(lines, key=lambda line: MUTED in line))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_UNITS:.0f} {height:.1f}">{body}</svg>'
    return PaperMap(svg=svg, aspect=_UNITS / height, names=tuple(placed))


def _path(shape: shapely.Geometry, *, west: float, north: float, scale: float) -> str:
    rings = []
    for part in shapely.get_parts(shape):
        if part.geom_type != "Polygon":
            continue
        for ring in (part.exterior, *part.interiors):
            points = " ".join(f"{(x - west) * scale:.1f},{(north - y) * scale:.1f}" for x, y in ring.coords)
            rings.append(f"M{points}Z")
    return "".join(rings)
