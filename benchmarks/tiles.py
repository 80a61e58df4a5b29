"""How long the tiles of the country and the shapes and exports of a city take, and how large they are.

Run `python benchmarks/tiles.py`. Goals (issue 4): all tiles of the country <= 40 s and <= 30 MB; Utrecht as GeoJSON
<= 150 kB compressed; a map as SVG <= 150 kB compressed. The demo city stands beside it. The third part is a country
of the same areas drawn in detail, as PDOK does: a point about every 25 metres, each border drawn once.
"""

from __future__ import annotations

import gzip
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely

from veerkracht.facts.areas import Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.coverage import fitting
from veerkracht.signalering.kaart import Kaart
from veerkracht.signalering.kaarten import make_kaart
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.importing import import_files
from veerkracht.workflows.map_export import FORMS, About, export_map
from veerkracht.workflows.map_svg import map_svg
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.shapes import city_shapes
from veerkracht.workflows.tiles import make_tiles

SHARED = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
Made = TypeVar("Made")


def main() -> int:
    """Measure and print; a missed goal is no failure."""
    with tempfile.TemporaryDirectory() as home:
        warehouse, gemeente = load_demo(Path(home) / "demo")
        print("demo city")
        tiles(warehouse)
        shapes(warehouse, gemeente)
        if not SHARED.is_dir():
            print(f"tiles: {SHARED.name} is not beside the checkout; the country is skipped")
            return 0
        real = Warehouse(Path(home) / "real")
        folders = [SHARED / name for name in ("kwb", "geometry", "leefbaarometer")]
        import_files(folders, warehouse=real, catalogue=load_catalogue(), retrieved=date(2026, 11, 22))
        print("\nthe Netherlands (goal: together <= 40 s, <= 30 MB)")
        tiles(real)
        for city in ("GM0344", "GM0772", "GM0363", "GM0599"):
            shapes(real, city)
        exports(real, "GM0344")
        if "--detailed" in sys.argv:
            print("\nthe Netherlands drawn in detail")
            fine = Warehouse(Path(home) / "fine")
            with fine.writing() as batch:
                batch.add_boundaries("fijn", detailed(real.boundaries(Level.BUURT)))
            tiles(fine)
            shapes(fine, "GM0344")
    print(f"\nmost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
    return 0


def tiles(warehouse: Warehouse) -> None:
    """Print what the tiles of every level cost."""
    started, cpu = time.perf_counter(), time.process_time()
    steps = make_tiles(warehouse, progress=lambda step: print(f"  {step.say('en')}"))
    took, busy = time.perf_counter() - started, time.process_time() - cpu
    print(f"  tiles together: {took:.1f} s ({busy:.1f} s of processor), {sum(one.size for one in steps) / 1e6:.1f} MB")


def shapes(warehouse: Warehouse, gemeente: str) -> None:
    """Print what the GeoJSON of a city costs, made and kept."""
    cold, made = timed(lambda: city_shapes(warehouse, gemeente, Level.BUURT))
    warm, _ = timed(lambda: city_shapes(warehouse, gemeente, Level.BUURT))
    size = f"{len(made.body) / 1e3:.0f} kB compressed"
    print(f"  {gemeente}: {len(made.areas)} buurten, {size}, {cold:.2f} s, kept {1e3 * warm:.1f} ms")


def exports(warehouse: Warehouse, gemeente: str) -> None:
    """Print what each file of one map costs."""
    country = open_country(warehouse, load_catalogue())
    stored = country.stored(Level.BUURT, gemeente)
    if stored is None or stored.boundaries is None:
        return
    kaart = make_kaart(stored.inside, 3, catalogue=country.catalogue, reference=stored.country)
    if not isinstance(kaart, Kaart):
        return
    drawn = stored.boundaries
    about = About(place=gemeente, day=date(2026, 11, 22), data_version=country.version, catalogue=country.catalogue)
    for form in FORMS:
        took, made = timed(lambda form=form: export_map(kaart, boundaries=drawn, form=form, taal="nl", about=about))
        print(f"  {gemeente} as {form}: {len(made.body) / 1e3:.0f} kB, {took:.2f} s")
    took, page = timed(
        lambda: map_svg(kaart, boundaries=drawn, taal="nl", place=gemeente, link=lambda code: f"/{code}/")
    )
    print(f"  {gemeente} on a page: {len(gzip.compress(page.svg.encode())) / 1e3:.0f} kB compressed, {took:.2f} s")


def detailed(boundaries: Boundaries) -> Boundaries:
    """Return the same areas with a point every 25 metres, moved a little in the same way on both sides of a border."""
    rows = np.flatnonzero(~shapely.is_missing(boundaries.geometry))
    dense = shapely.segmentize(shapely.normalize(fitting(boundaries.geometry[rows])), 25.0)

    def moved(points: np.ndarray) -> np.ndarray:
        x, y = points.T
        return np.round(np.column_stack((x + 4 * np.sin(y / 31), y + 4 * np.sin(x / 37))), 2)

    shapes = np.full(len(boundaries.areas), None, dtype=object)
    shapes[rows] = shapely.make_valid(shapely.transform(dense, moved))
    print(f"  {shapely.get_num_coordinates(shapes).sum() / 1e6:.1f} million points")
    return replace(boundaries, geometry=shapes)


def timed(work: Callable[[], Made]) -> tuple[float, Made]:
    """Return how many seconds some work took, and what it gave."""
    started = time.perf_counter()
    made = work()
    return time.perf_counter() - started, made


if __name__ == "__main__":
    sys.exit(main())
