"""Who shares a border with whom, also where two drawings of that border do not quite meet."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from building import UTRECHT, areas, squares

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.warehouse import Warehouse
from veerkracht.warehouse.neighbours import contiguity


def drawn(*shapes) -> Boundaries:
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    codes = [f"BU0344{number:04d}" for number in range(len(shapes))]
    return Boundaries(areas=areas(codes), geometry=geometry)


def links(found) -> set[tuple[int, int]]:
    return set(zip(found.focal.tolist(), found.neighbour.tolist(), strict=True))


BOX = shapely.box(0, 0, 100, 100)


@pytest.mark.parametrize(
    ("other", "share"),
    [
        pytest.param(shapely.box(100, 0, 200, 100), True, id="a whole side"),
        pytest.param(shapely.box(100, 60, 200, 160), True, id="part of a side, no corner in common"),
        pytest.param(shapely.box(100.8, 0, 200, 100), True, id="drawn less than a metre apart"),
        pytest.param(shapely.box(99.2, 0, 200, 100), True, id="drawn a little over each other"),
        pytest.param(shapely.box(100, 100, 200, 200), False, id="a corner is no border"),
        pytest.param(shapely.box(105, 0, 200, 100), False, id="a canal apart"),
        pytest.param(None, False, id="no polygon"),
    ],
)
def test_neighbours_share_a_border(other, share):
    found = contiguity(drawn(BOX, other))
    assert links(found) == ({(0, 1), (1, 0)} if share else set())
    assert found.degree().tolist() == [int(share), int(share)]


def test_an_area_within_another_is_its_neighbour():
    ring = shapely.difference(shapely.box(0, 0, 300, 300), shapely.box(100, 100, 200, 200))
    assert links(contiguity(drawn(ring, shapely.box(100, 100, 200, 200)))) == {(0, 1), (1, 0)}


def test_neighbours_are_kept_on_disk_until_the_polygons_change(tmp_path):
    warehouse = Warehouse(tmp_path)
    with warehouse.writing() as batch:
        batch.add_boundaries("kaart", squares())
    first = warehouse.contiguity(Level.BUURT)
    (kept,) = (warehouse.folder / "derived").iterdir()
    stamp = kept.stat().st_mtime_ns
    assert links(warehouse.contiguity(Level.BUURT)) == links(first) == {(0, 1), (1, 0), (1, 2), (2, 1)}
    assert kept.stat().st_mtime_ns == stamp
    kept.write_bytes(b"broken")
    assert links(warehouse.contiguity(Level.BUURT)) == links(first)
    with warehouse.writing() as batch:
        batch.add_boundaries("kaart", squares(UTRECHT[:2]))
    assert not kept.exists()
    assert links(warehouse.contiguity(Level.BUURT)) == {(0, 1), (1, 0)}


def real(frame, codes, level) -> Boundaries:
    frame = frame.assign(code=codes).drop_duplicates("code").sort_values("code").to_crs(28992)
    names = tuple(map(str, frame.code))
    return Boundaries(
        areas=Areas(level=level, year=2024, codes=names, names=names), geometry=np.asarray(frame.geometry)
    )


@pytest.mark.shared_data
def test_all_wijken_but_the_wadden_islands_of_one_wijk_have_a_neighbour(shared_data):
    import geopandas as gpd

    frame = gpd.read_file(shared_data / "geometry/wijken_2022.gpkg")
    found = contiguity(real(frame, frame.code, Level.WIJK))
    assert found.count == 3340
    # libpysal, which asks for common corners, finds 9,213 pairs on the same polygons, corners included.
    assert 9_100 < len(found.focal) / 2 < 9_250
    assert (found.degree() == 0).sum() == 3


@pytest.mark.slow
@pytest.mark.shared_data
def test_buurten_of_twelve_files_have_neighbours_across_the_borders_of_provinces(shared_data):
    import geopandas as gpd
    import pandas as pd

    files = sorted((shared_data / "leefbaarometer/buurten_2024").glob("*.geojson"))
    frames = [gpd.read_file(file, columns=["code"]).assign(file=file.stem) for file in files]
    frame = pd.concat(frames, ignore_index=True)
    boundaries = real(frame, frame.code, Level.BUURT)
    found = contiguity(boundaries)
    province = dict(zip(frame.code, frame.file, strict=True))
    of = np.array([province[code] for code in boundaries.areas.codes])
    assert found.count == 12_147
    assert len(found.focal) / 2 > 26_500
    assert (of[found.focal] != of[found.neighbour]).sum() / 2 > 450
    # 2,400 tiny or empty buurten have no polygon here, so some others lie on their own.
    assert (found.degree() == 0).mean() < 0.02
