"""Shapes of a city for the browser: the right areas in the right order, fitting, small, and the same every time."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
import shapely

from veerkracht.errors.data import AreaCodeError, UnknownAreaError
from veerkracht.errors.warehouse import NoBoundariesError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.shapes import MOST_POINTS, city_shapes, gemeenten_around
from veerkracht.writers.geojson import to_wgs84


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the warehouse of the demo city and its code."""
    return load_demo(tmp_path_factory.mktemp("demo"))


def read(shapes):
    """Return the features, and their shapes by position."""
    found = json.loads(shapes.text())
    return found, {one["id"]: shapely.from_geojson(json.dumps(one["geometry"])) for one in found["features"]}


@pytest.mark.parametrize("level", [Level.BUURT, Level.WIJK])
def test_positions_and_codes_are_those_of_the_figures(demo, level):
    warehouse, gemeente = demo
    found, _ = read(city_shapes(warehouse, gemeente, level))
    areas = open_country(warehouse, load_catalogue()).stored(level, gemeente).inside.areas
    assert [(one["id"], one["properties"]["code"]) for one in found["features"]] == list(enumerate(areas.codes))


def test_neighbours_share_their_points_and_areas_stay_within_one_percent(demo):
    warehouse, gemeente = demo
    _, shapes = read(city_shapes(warehouse, gemeente, Level.BUURT))
    degrees = np.array(list(shapes.values()), dtype=object)
    assert shapely.coverage_is_valid(degrees)
    own = shapely.area(warehouse.boundaries(Level.BUURT, within=[gemeente]).geometry)
    part = shapely.area(degrees)
    np.testing.assert_allclose(part / part.sum(), own / own.sum(), rtol=0.01)


def test_an_area_without_a_polygon_has_no_feature_and_the_others_keep_their_position(tmp_path):
    codes = ("BU99010001", "BU99010002", "BU99010003")
    areas = Areas(level=Level.BUURT, year=2024, codes=codes, names=("a", "<script>", "c"))
    shapes = [shapely.box(120_000, 480_000, 121_000, 481_000), None, shapely.box(121_000, 480_000, 122_000, 481_000)]
    warehouse = Warehouse(tmp_path)
    with warehouse.writing() as batch:
        batch.add_boundaries("x", Boundaries(areas=areas, geometry=np.array(shapes, dtype=object)))
    made = city_shapes(warehouse, "GM9901", Level.BUURT)
    assert sorted(read(made)[1]) == [0, 2]
    assert made.areas == areas


def test_degrees_lie_within_about_a_metre_of_those_of_the_published_formula():
    # Source: the Martinitoren of Groningen by formula 6 of Transformatieformules (De Koepel), as worked out in the
    # README of MonsterSwell/rd2wgs84: 53.219383, 6.568201 degrees. One metre is 1.5e-5 degrees of longitude there.
    tower = to_wgs84(np.array([shapely.Point(233_883.131, 582_065.167)], dtype=object))[0]
    assert (tower.x, tower.y) == (pytest.approx(6.568201, abs=1.5e-5), pytest.approx(53.219383, abs=1e-5))


def test_around_and_between_stand_the_border_of_the_gemeente_the_wijken_and_their_names(demo):
    warehouse, gemeente = demo
    found, _ = read(city_shapes(warehouse, gemeente, Level.BUURT))
    kinds = [one["properties"]["kind"] for one in found["context"]["features"]]
    assert kinds.count("outline") == kinds.count("wijk_border") == 1
    wijken = warehouse.areas(Level.WIJK, within=[gemeente])
    named = [
        one["properties"]["code"] for one in found["context"]["features"] if one["properties"]["kind"] == "wijk_name"
    ]
    assert sorted(named) == sorted(wijken.codes)
    assert all(one["properties"]["wijk"] for one in found["features"])


def test_a_city_drawn_in_great_detail_becomes_small_enough(tmp_path):
    steps, across = 400, 10
    rng = np.random.default_rng(3)
    x, y = np.meshgrid(np.arange(across * steps + 1), np.arange(across + 1) * steps, indexing="ij")
    lines = np.dstack((x * 2.5, y * 2.5)) + 120_000 + rng.uniform(-1, 1, (*x.shape, 2))
    shapes, codes = [], []
    for i in range(across):
        for j in range(across):
            block = lines[i * steps : (i + 1) * steps + 1, j : j + 2]
            shapes.append(shapely.Polygon(np.vstack((block[:, 0], block[::-1, 1]))))
            codes.append(f"BU9901{i:02d}{j:02d}")
    areas = Areas(level=Level.BUURT, year=2024, codes=tuple(codes), names=tuple(codes))
    assert shapely.get_num_coordinates(shapes).sum() > 3 * MOST_POINTS
    warehouse = Warehouse(tmp_path)
    with warehouse.writing() as batch:
        batch.add_boundaries("x", Boundaries(areas=areas, geometry=np.array(shapes, dtype=object)))
    made = city_shapes(warehouse, "GM9901", Level.BUURT)
    found, drawn = read(made)
    assert len(made.body) < 150_000
    assert found["tolerance_m"] > 1
    assert len(drawn) == 100


def test_equal_boundaries_give_equal_bytes_and_the_same_etag(tmp_path):
    first, second = (city_shapes(*load_demo(tmp_path / name), Level.WIJK) for name in ("een", "twee"))
    assert (first.body, first.etag) == (second.body, second.etag)
    assert gzip.decompress(first.body) == first.text()


def test_other_areas_give_another_etag(tmp_path):
    warehouse, gemeente = load_demo(tmp_path)
    before = city_shapes(warehouse, gemeente, Level.WIJK)
    areas = Areas(level=Level.WIJK, year=before.areas.year, codes=(f"WK{gemeente[2:]}ZZ",), names=("Nieuw",))
    with warehouse.writing() as batch:
        batch.add_table("nieuw", AreaTable.of(areas, {("inwoners", Period(2024)): Column.of(np.array([5.0]))}))
    after = city_shapes(warehouse, gemeente, Level.WIJK)
    assert after.areas.codes == (*before.areas.codes, areas.codes[0])
    # The polygons are the same; the positions are those of a longer list.
    assert [one["id"] for one in read(after)[0]["features"]] == list(range(len(before.areas)))


@pytest.mark.parametrize("wrong", ["BU99010001", "../../etc/passwd", "GM99\x00"])
def test_what_is_no_gemeente_is_refused_before_a_file_is_looked_for(demo, wrong):
    with pytest.raises(AreaCodeError):
        city_shapes(demo[0], wrong, Level.BUURT)


def test_a_gemeente_without_areas_is_named(demo):
    with pytest.raises(UnknownAreaError, match="GM0001"):
        city_shapes(demo[0], "GM0001", Level.BUURT)


def test_figures_without_polygons_are_an_error_that_says_how_to_get_them(tmp_path):
    areas = Areas(level=Level.BUURT, year=2024, codes=("BU99010001",), names=("a",))
    warehouse = Warehouse(tmp_path)
    with warehouse.writing() as batch:
        batch.add_table("x", AreaTable.of(areas, {("inwoners", Period(2024)): Column.of(np.array([5.0]))}))
    with pytest.raises(NoBoundariesError, match="data refresh"):
        city_shapes(warehouse, "GM9901", Level.BUURT)


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("gemeente", "name"), [("GM0344", "Utrecht"), ("GM0772", "Eindhoven"), ("GM0363", "Amsterdam")]
)
def test_real_cities_are_small_and_fit(real_warehouse, gemeente, name):
    made = city_shapes(real_warehouse, gemeente, Level.BUURT)
    assert made.areas.codes == real_warehouse.areas(Level.BUURT, within=[gemeente]).codes
    assert len(made.body) < 150_000, name
    _, shapes = read(made)
    degrees = np.array(list(shapes.values()), dtype=object)
    assert shapely.coverage_is_valid(degrees)
    source = shapely.area(real_warehouse.boundaries(Level.BUURT, within=[gemeente]).geometry[list(shapes)])
    part = shapely.area(degrees) / shapely.area(degrees).sum()
    # The source draws some borders twice, up to 20 m apart: that is most of what changes.
    assert np.quantile(np.abs(part / (source / source.sum()) - 1), 0.9) < 0.01


@pytest.mark.shared_data
@pytest.mark.slow
def test_around_utrecht_lie_its_neighbours_and_not_itself(real_warehouse):
    around = gemeenten_around(real_warehouse, "GM0344", year=2024)
    assert "GM0344" not in around.areas
    found, _ = read(city_shapes(real_warehouse, "GM0344", Level.BUURT))
    names = {
        one["properties"].get("name")
        for one in found["context"]["features"]
        if one["properties"]["kind"] == "neighbour"
    }
    assert {"Zeist", "De Bilt", "Nieuwegein", "Stichtse Vecht"} <= names
    assert "Groningen" not in names
