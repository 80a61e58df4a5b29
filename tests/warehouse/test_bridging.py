"""An equal code is not an equal area: figures cross years of boundaries only where the area stays the same."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from building import AMSTERDAM, UTRECHT, figures, squares

from veerkracht.facts.areas import Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.bridging import ASSUMED_NOTE, Sameness, by_flags, by_polygons
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.warehouse import Warehouse

NAN = float("nan")
SAME, DIFFERENT, UNKNOWN = Sameness.SAME, Sameness.DIFFERENT, Sameness.UNKNOWN


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse(tmp_path)


def store(warehouse, *, tables=(), shapes=()):
    with warehouse.writing() as batch:
        for number, table in enumerate(tables):
            batch.add_table(f"tabel {number}", table)
        for number, drawn in enumerate(shapes):
            batch.add_boundaries(f"kaart {number}", drawn)


@pytest.mark.parametrize(
    ("flags", "verdict"),
    [
        pytest.param([1, 1, 1], SAME, id="unchanged every year"),
        pytest.param([1, 3, 1], DIFFERENT, id="redrawn in between"),
        pytest.param([2, 1, 1], DIFFERENT, id="the equal code was another area"),
        pytest.param([1, NAN, 1], UNKNOWN, id="a year without a flag"),
        pytest.param([NAN, NAN, 3], DIFFERENT, id="redrawn once is enough"),
    ],
)
def test_the_flags_of_all_years_between_decide(flags, verdict):
    assert by_flags(np.array([flags], dtype=float)).tolist() == [verdict]


def test_figures_of_2022_stand_on_areas_of_2024_only_where_no_border_moved(warehouse):
    flag = "indelingswijziging"
    store(
        warehouse,
        tables=[
            figures({("inwoners", 2022): [10, 20, 30]}, year=2022, table="85318NED"),
            figures({(flag, 2023): [1, 1, 3]}, year=2023),
            figures({(flag, 2024): [1, 3, 1], ("inwoners", 2024): [11, 21, 31]}, year=2024, table="85984NED"),
        ],
    )
    then = warehouse.table(Level.BUURT, year=2024).column("inwoners", Period(2022))
    np.testing.assert_array_equal(then.values, [10, np.nan, np.nan])
    assert then.reasons.tolist() == [Reason.PRESENT, Reason.NOT_COMPARABLE, Reason.NOT_COMPARABLE]
    assert then.provenance[0].note == ""
    back = warehouse.table(Level.BUURT, year=2022).column("inwoners", Period(2024))
    np.testing.assert_array_equal(back.values, [11, np.nan, np.nan])


def test_the_flag_of_the_earlier_year_itself_does_not_matter(warehouse):
    flag = "indelingswijziging"
    store(
        warehouse,
        tables=[
            figures({("inwoners", 2023): [10, 20, 30], (flag, 2023): [3, 3, 3]}, year=2023),
            figures({(flag, 2024): [1, 1, 1]}, year=2024),
        ],
    )
    column = warehouse.table(Level.BUURT, year=2024).column("inwoners", Period(2023))
    assert column.values.tolist() == [10, 20, 30]


def test_without_flags_the_polygons_decide(warehouse):
    moved = squares(year=2022)
    shapes = moved.geometry.copy()
    shapes[1] = shapely.box(100, 0, 160, 100)
    store(
        warehouse,
        tables=[figures({("inwoners", 2022): [10, 20, 30]}, year=2022, table="85318NED")],
        shapes=[Boundaries(areas=moved.areas, geometry=shapes), squares(year=2024)],
    )
    column = warehouse.table(Level.BUURT, year=2024).column("inwoners", Period(2022))
    assert column.reasons.tolist() == [Reason.PRESENT, Reason.NOT_COMPARABLE, Reason.PRESENT]
    assert ASSUMED_NOTE not in column.provenance[0].note


def test_with_nothing_known_the_code_is_trusted_and_that_is_said(warehouse):
    store(
        warehouse,
        tables=[
            figures({("inwoners", 2022): [10, 20, 30]}, year=2022, table="85318NED", note="let op"),
            figures({("woningen", 2024): [1, 2, 3]}, year=2024),
        ],
    )
    column = warehouse.table(Level.BUURT, year=2024).column("inwoners", Period(2022))
    assert column.values.tolist() == [10, 20, 30]
    assert column.provenance[0].note == f"let op; {ASSUMED_NOTE}"


def test_figures_without_a_year_of_boundaries_are_joined_on_code_and_that_is_said(warehouse):
    store(
        warehouse,
        tables=[
            figures({("eigen cijfer", 2023): [10, 20]}, codes=UTRECHT[:2], year=None, table="eigen.csv"),
            figures({("woningen", 2024): [1, 2, 3]}, year=2024),
        ],
    )
    column = warehouse.table(Level.BUURT).column("eigen cijfer", Period(2023))
    assert column.reasons.tolist() == [Reason.PRESENT, Reason.PRESENT, Reason.OUTSIDE]
    assert column.provenance[0].note == ASSUMED_NOTE


def test_amsterdam_changed_all_its_codes_so_its_older_figures_cannot_be_compared(warehouse):
    old = ("BU03630001", "BU03630002")
    store(
        warehouse,
        tables=[
            figures({("inwoners", 2019): [1, 2, 10, 20]}, codes=(*old, *UTRECHT[:2]), year=2019),
            figures({("inwoners", 2024): [3, 4, 11, 21, 31]}, codes=(*AMSTERDAM, *UTRECHT), year=2024),
        ],
    )
    table = warehouse.table(Level.BUURT, year=2024)
    reasons = dict(zip(table.areas.codes, table.column("inwoners", Period(2019)).reasons, strict=True))
    assert [reasons[code] for code in AMSTERDAM] == [Reason.NOT_COMPARABLE] * 2
    assert reasons[UTRECHT[0]] == Reason.PRESENT
    assert reasons[UTRECHT[2]] == Reason.OUTSIDE
    assert not set(old) & set(table.areas.codes)


def test_the_same_figure_on_its_own_boundaries_beats_one_that_was_carried_over(warehouse):
    store(
        warehouse,
        tables=[
            figures({("inwoners", 2022): [10, 20, 30]}, year=2022, table="oud"),
            figures({("inwoners", 2022): [11, 21, 31]}, year=2024, table="teruggelegd"),
        ],
    )
    assert warehouse.table(Level.BUURT, year=2024).values.ravel().tolist() == [11, 21, 31]
    assert warehouse.table(Level.BUURT, year=2022).values.ravel().tolist() == [10, 20, 30]


def test_one_gemeente_gives_the_same_figures_as_the_whole_country(warehouse):
    codes = (*UTRECHT, *AMSTERDAM)
    store(
        warehouse,
        tables=[
            figures({("inwoners", 2022): [1, 2, 3, 4, 5]}, codes=codes, year=2022),
            figures({("indelingswijziging", 2023): [1, 1, 3, 1, 1]}, codes=codes, year=2023),
            figures({("indelingswijziging", 2024): [1, 3, 1, 1, 1]}, codes=codes, year=2024),
        ],
    )
    whole = warehouse.table(Level.BUURT, year=2024)
    part = warehouse.table(Level.BUURT, year=2024, within=("GM0344",))
    assert part.areas.codes == UTRECHT
    np.testing.assert_array_equal(part.values, whole.values[:3])
    np.testing.assert_array_equal(part.reasons, whole.reasons[:3])


@pytest.mark.shared_data
def test_drawings_of_one_gemeente_in_2022_and_2024_are_seen_as_the_same(shared_data):
    import geopandas as gpd

    first = gpd.read_file(shared_data / "geometry/gemeenten_2022.gpkg")
    last = gpd.read_file(shared_data / "geometry/gemeenten_2024.geojson").to_crs(28992)
    columns = [
        next(c for c in frame.columns if frame[c].astype(str).str.match(r"GM\d{4}$").all()) for frame in (first, last)
    ]
    left, right = (frame.set_index(c).geometry for frame, c in zip((first, last), columns, strict=True))
    both = sorted(set(left.index) & set(right.index))
    verdict = by_polygons(np.asarray(left[both]), np.asarray(right[both]))
    # Voorne aan Zee (GM1992) is new in 2023, so it is not among both; few others moved a border by 5%.
    assert (verdict == SAME).mean() > 0.97


def test_an_area_that_is_only_drawn_in_one_year_stays_undecided():
    shapes = squares().geometry
    lacking = shapes.copy()
    lacking[0] = None
    assert by_polygons(shapes, lacking).tolist() == [UNKNOWN, SAME, SAME]
