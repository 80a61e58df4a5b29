"""The ground of the demo city: a river, buurten with curved shared borders, wijken and the gemeente.

The city lies in the North Sea, some ninety kilometres west of Texel: inside the range of the Dutch
grid, so that every map works, and where no one can take it for a real place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import Voronoi

from veerkracht.demo.plan import WIJKEN

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The Vismarkt, in metres of EPSG:28992.
_ORIGIN = np.array([26_000.0, 561_000.0])
_RIVER_HALF_WIDTH = 75.0
_STEP = 45.0  # metres between the points of a border


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The shapes of the city, all in EPSG:28992.

    Attributes:
        buurten: shape (buurten,), polygons that share their borders point for point; the river lies between them.
        wijken: shape (wijken,).
        gemeente: one polygon, the river within it included.
        water: the river within the gemeente.
    """

    buurten: NDArray[np.object_]
    wijken: NDArray[np.object_]
    gemeente: shapely.Geometry
    water: shapely.Geometry


def lay_out(rng: np.random.Generator) -> Ground:
    """Return the ground of the city; the buurten stand in the order of the plan."""
    middles, wijk_of = _middles(rng)
    cells = _cells(middles, _countryside(middles, rng))
    river = _river().buffer(_RIVER_HALF_WIDTH)
    buurten = _along_the_river(cells, river)
    wijken = np.array([shapely.union_all(buurten[wijk_of == wijk]) for wijk in range(len(WIJKEN))], dtype=object)
    outline = shapely.Polygon(shapely.get_exterior_ring(_largest(shapely.union_all(cells))))
    water = _largest(shapely.intersection(river, outline))
    gemeente = _largest(shapely.union_all([*buurten, water]))
    gemeente = shapely.Polygon(shapely.get_exterior_ring(gemeente))
    return Ground(buurten=buurten, wijken=wijken, gemeente=gemeente, water=water)


def _middles(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return where each buurt has its middle, in metres from the Vismarkt, and its wijk."""
    middles, wijk_of = [], []
    for number, wijk in enumerate(WIJKEN):
        count = len(wijk.buurten)
        ring = count - 1 if count > 5 else count
        turn = rng.uniform(0.0, 2.0 * np.pi)
        angles = turn + 2.0 * np.pi * (np.arange(ring) + rng.uniform(-0.16, 0.16, ring)) / ring
        reach = wijk.reach * rng.uniform(0.85, 1.12, ring)
        around = np.column_stack([np.cos(angles), np.sin(angles)]) * reach[:, None]
        points = np.vstack([rng.normal(0.0, 0.06, (count - ring, 2)), around])
        middles.append((points + np.array([wijk.east, wijk.north])) * 1000.0)
        wijk_of.append(np.full(count, number))
    return np.vstack(middles), np.concatenate(wijk_of)


def _countryside(middles: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return points around the city; their cells are left out, and so draw its outline."""
    across = np.arange(-11_000.0, 11_001.0, 850.0)
    grid = np.stack(np.meshgrid(across, across), axis=-1).reshape(-1, 2)
    grid = grid + rng.uniform(-230.0, 230.0, grid.shape)
    built = shapely.union_all(shapely.buffer(shapely.points(middles), 640.0))
    # Bays of countryside reach in between the wijken at the edge, as they do in real cities.
    city = shapely.buffer(shapely.buffer(built, 700.0), -700.0)
    outside = ~np.asarray(shapely.contains(city, shapely.points(grid)), dtype=np.bool_)
    return np.asarray(grid[outside], dtype=np.float64)


def _cells(middles: NDArray[np.float64], countryside: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return a cell around each middle, borders curved alike on both sides."""
    diagram = Voronoi(np.vstack([middles, countryside]))
    borders: dict[tuple[int, int], NDArray[np.float64]] = {}
    cells = []
    for point in range(len(middles)):
        corners = diagram.regions[diagram.point_region[point]]
        ring = []
        for start, end in zip(corners, np.roll(corners, -1), strict=True):
            low, high = sorted((int(start), int(end)))
            if (low, high) not in borders:
                borders[low, high] = _curved(diagram.vertices[low], diagram.vertices[high])
            line = borders[low, high]
            ring.append((line if start == low else line[::-1])[:-1])
        cells.append(shapely.Polygon(np.vstack(ring)))
    return np.array(cells, dtype=object)


def _curved(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    pieces = max(2, int(np.hypot(*(end - start)) / _STEP))
    straight = start + (end - start) * np.linspace(0.0, 1.0, pieces + 1)[:, None]
    return np.asarray(np.round(_bend(straight) + _ORIGIN, 1), dtype=np.float64)


def _bend(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points moved by a few gentle waves, so that no border is straight and none is torn."""
    east, north = points[:, 0] / 1000.0, points[:, 1] / 1000.0
    away = np.column_stack([
        170.0 * np.sin(1.05 * north + 0.7) + 62.0 * np.sin(3.1 * north - 1.2 * east) + 22.0 * np.sin(7.3 * north + 2.0),
        170.0 * np.sin(0.95 * east - 0.4) + 62.0 * np.sin(2.9 * east + 1.4 * north) + 22.0 * np.sin(6.7 * east - 1.0),
    ])  # fmt: skip
    return points + away


def _river() -> shapely.LineString:
    """Return the course of the river, from east to west past the Binnenstad."""
    east = np.linspace(-9.0, 9.0, 181)
    north = -0.32 + 0.42 * np.sin(0.78 * east + 0.5) + 0.16 * np.sin(1.9 * east - 0.8) - 0.03 * east
    return shapely.LineString(np.column_stack([east, north]) * 1000.0 + _ORIGIN)


def _along_the_river(cells: NDArray[np.object_], river: shapely.Geometry) -> NDArray[np.object_]:
    """Return the cells with the river taken out; a strip across the water goes to who borders it most."""
    banks: list[shapely.Geometry] = []
    strips: list[shapely.Geometry] = []
    for cell in cells:
        parts = sorted(shapely.get_parts(shapely.difference(cell, river)), key=shapely.area, reverse=True)
        banks.append(parts[0])
        strips.extend(parts[1:])
    for strip in strips:
        shared = [shapely.length(shapely.intersection(strip, bank)) for bank in banks]
        nearest = int(np.argmax(shared))
        if shared[nearest] > 1.0:
            banks[nearest] = shapely.union_all([banks[nearest], strip])
    return np.array([shapely.Polygon(shapely.get_exterior_ring(_largest(bank))) for bank in banks], dtype=object)


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    return max(shapely.get_parts(shape), key=shapely.area)
