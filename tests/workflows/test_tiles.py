"""Tiles of the country: every area is there at every zoom, borders stay shared, and an import never fails on them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import shapely
from click.testing import CliRunner
from tests.workflows.pmtiles_reading import features_by_zoom, layers_by_zoom

from veerkracht.cli.main import cli
from veerkracht.errors.drawing import TilesError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.tiles import ZOOMS, country_tiles, keeping_tiles, make_tiles


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the warehouse of the demo city."""
    return load_demo(tmp_path_factory.mktemp("demo"))[0]


def stored(home, *, side: float = 900.0, count: int = 9) -> Warehouse:
    """Return a warehouse with squares in a row, one of which is no larger than a shed."""
    shapes = [shapely.box(120_000 + n * side, 480_000, 120_000 + (n + 1) * side, 480_000 + side) for n in range(count)]
    shapes.append(shapely.box(120_000, 480_000 - 8, 120_008, 480_000))
    codes = tuple(f"BU990100{n:02d}" for n in range(count + 2))
    areas = Areas(level=Level.BUURT, year=2024, codes=codes, names=codes)
    warehouse = Warehouse(home)
    with warehouse.writing() as batch:
        batch.add_boundaries("vakken", Boundaries(areas=areas, geometry=np.array([*shapes, None], dtype=object)))
    return warehouse


@pytest.mark.parametrize("level", [Level.BUURT, Level.WIJK, Level.GEMEENTE])
def test_every_area_with_a_polygon_is_in_the_tiles_of_every_zoom(demo, level):
    made = country_tiles(demo, level)
    codes = json.loads(made.codes_path.read_text())["codes"]
    drawn = {code for code, shape in _shapes(demo, level).items() if shape is not None}
    for zoom, held in features_by_zoom(made.path).items():
        assert {codes[position] for tile in held for position, _ in tile} == drawn, zoom
    assert made.drawn == len(drawn)
    assert tuple(codes) == demo.areas(level).codes


@pytest.mark.parametrize(
    ("level", "layers"),
    [
        pytest.param(Level.BUURT, {b"areas", b"gemeenten"}, id="buurten, with the gemeenten they lie in"),
        pytest.param(Level.GEMEENTE, {b"areas"}, id="gemeenten, which are the areas themselves"),
    ],
)
def test_a_map_of_small_areas_tells_at_every_zoom_in_which_gemeente_one_looks(demo, level, layers):
    assert set(map(frozenset, layers_by_zoom(country_tiles(demo, level).path).values())) == {frozenset(layers)}


def test_without_polygons_of_gemeenten_there_are_tiles_all_the_same(tmp_path):
    made = country_tiles(stored(tmp_path), Level.BUURT)
    assert set().union(*layers_by_zoom(made.path).values()) == {b"areas"}


def test_the_zooms_run_from_the_country_to_a_street(demo):
    assert sorted(features_by_zoom(country_tiles(demo, Level.BUURT).path)) == list(range(ZOOMS[0], ZOOMS[1] + 1))


def test_a_polygon_smaller_than_a_pixel_does_not_get_lost_and_one_that_is_not_there_is_not_made_up(tmp_path):
    made = country_tiles(stored(tmp_path), Level.BUURT)
    for zoom, held in features_by_zoom(made.path).items():
        assert {position for tile in held for position, _ in tile} == set(range(10)), zoom


@pytest.mark.parametrize("zoom", [10, 12])
def test_neighbours_in_the_tiles_have_no_gap_and_no_overlap(demo, zoom):
    for tile in features_by_zoom(country_tiles(demo, Level.BUURT).path)[zoom]:
        shapes = np.array([shape for _, shape in tile], dtype=object)
        together = shapely.area(shapely.union_all(shapes))
        assert shapely.area(shapes).sum() == pytest.approx(together, rel=0.002)


def test_gdal_reads_the_tiles_and_finds_the_city_where_it_lies(demo):
    made = country_tiles(demo, Level.WIJK)
    assert {str(one) for one in pyogrio.list_layers(made.path)[:, 0]} == {"areas", "gemeenten"}
    read = pyogrio.read_dataframe(made.path, layer="areas", ZOOM_LEVEL=str(ZOOMS[1])).to_crs(28992)
    assert set(read.position.astype(int)) == set(range(made.drawn))
    right = shapely.total_bounds(demo.boundaries(Level.WIJK).geometry)
    np.testing.assert_allclose(read.total_bounds, right, atol=10)


@pytest.fixture
def own_place(monkeypatch):
    """Keep tiles in the warehouse itself: other tests of this run remove old ones where they share."""
    monkeypatch.setattr(Warehouse, "derived", property(lambda here: here.folder / "derived"))


def test_equal_boundaries_give_the_same_file_without_making_it_again(tmp_path, own_place):
    warehouse = stored(tmp_path)
    made = country_tiles(warehouse, Level.BUURT)
    at = made.path.stat().st_mtime_ns
    assert country_tiles(Warehouse(tmp_path), Level.BUURT) == made
    assert made.path.stat().st_mtime_ns == at


def test_other_boundaries_give_another_file_and_the_old_one_goes(tmp_path, own_place):
    first = country_tiles(stored(tmp_path), Level.BUURT)
    second = country_tiles(stored(tmp_path, side=1000.0), Level.BUURT)
    assert second.etag != first.etag
    assert not first.path.exists()
    assert not first.codes_path.exists()
    assert second.path.exists()


def test_another_area_without_a_polygon_moves_the_positions_and_so_makes_other_tiles(tmp_path):
    warehouse = stored(tmp_path)
    first = country_tiles(warehouse, Level.BUURT)
    boundaries = warehouse.boundaries(Level.BUURT)
    extra = replace(
        boundaries, areas=Areas(level=Level.BUURT, year=2024, codes=("BU98000000",), names=("x",)),
        geometry=np.array([None], dtype=object),
    )  # fmt: skip
    with warehouse.writing() as batch:
        batch.add_boundaries("nog een", extra)
    second = country_tiles(warehouse, Level.BUURT)
    assert second.etag != first.etag
    codes = json.loads(second.codes_path.read_text())["codes"]
    assert codes[0] == "BU98000000"
    held = features_by_zoom(second.path)[12]
    assert {position for tile in held for position, _ in tile} == set(range(1, 11))


def test_a_half_written_file_is_not_served(tmp_path):
    warehouse = stored(tmp_path)
    made = country_tiles(warehouse, Level.BUURT)
    made.codes_path.write_text("{")
    assert country_tiles(warehouse, Level.BUURT).drawn == 10
    assert json.loads(made.codes_path.read_text())["drawn"] == 10


def test_tiles_that_cannot_be_written_are_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    blocked = tmp_path / "geen-map"
    blocked.write_text("")
    warehouse = stored(tmp_path)
    monkeypatch.setattr(Warehouse, "derived", property(lambda _: blocked))
    with pytest.raises(TilesError, match="veerkracht data tiles"):
        country_tiles(warehouse, Level.BUURT)


def test_an_import_that_brings_boundaries_makes_tiles_and_one_that_does_not_leaves_them(tmp_path):
    told = []
    warehouse = Warehouse(tmp_path)
    with keeping_tiles(warehouse, progress=told.append):
        stored(tmp_path)
    assert [(step.level, step.drawn, step.failed) for step in told] == [(Level.BUURT, 10, None)]
    with keeping_tiles(warehouse, progress=told.append):
        pass
    assert len(told) == 1


def test_an_import_does_not_fail_because_tiles_do(tmp_path, monkeypatch):
    blocked = tmp_path / "geen-map"
    blocked.write_text("")
    monkeypatch.setattr(Warehouse, "derived", property(lambda _: blocked))
    told = []
    with keeping_tiles(Warehouse(tmp_path), progress=told.append):
        stored(tmp_path)
    assert isinstance(told[0].failed, TilesError)
    assert "gegevens zijn heel" in told[0].say("nl")
    assert len(Warehouse(tmp_path).areas(Level.BUURT)) == 11


def test_the_command_makes_tiles_and_says_how_many_areas_are_in_them(tmp_path):
    stored(tmp_path)
    result = CliRunner().invoke(cli, ["data", "tiles", "--home", str(tmp_path)])
    assert result.exit_code == 0
    assert "buurt 2024: 10 vlakken" in result.output


def test_the_command_on_an_empty_warehouse_says_what_is_missing(tmp_path):
    result = CliRunner().invoke(cli, ["--taal", "en", "data", "tiles", "--home", str(tmp_path)])
    assert result.exit_code == 0
    assert "No polygons are stored" in result.output


@pytest.mark.shared_data
@pytest.mark.slow
def test_of_the_netherlands_no_buurt_wijk_or_gemeente_gets_lost(real_warehouse):
    for step in make_tiles(real_warehouse):
        made = country_tiles(real_warehouse, step.level)
        drawn = {row for row, shape in enumerate(_shapes(real_warehouse, step.level).values()) if shape is not None}
        assert made.path.stat().st_size < 30e6
        for zoom, tiles in _positions(made.path).items():
            assert {position for tile in tiles for position, *_ in tile} == drawn, (step.level, zoom)


def _positions(path):
    """Return only the positions of each tile: shapes of 12,000 areas at nine zooms would take a minute."""
    from unittest.mock import patch

    with patch("tests.workflows.pmtiles_reading._polygon", lambda _: None):
        return features_by_zoom(path)


def _shapes(warehouse, level):
    boundaries = warehouse.boundaries(level)
    return dict(zip(boundaries.areas.codes, boundaries.geometry, strict=True))
