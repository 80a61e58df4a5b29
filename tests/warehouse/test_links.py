"""Old codes and new ones: with a stored link table figures cross a recoding, without one they do not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from building import figures, source, squares

from veerkracht.facts.areas import Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.bridging import ASSUMED_NOTE
from veerkracht.facts.conversion import CONVERTED_NOTE
from veerkracht.facts.crosswalk import CodeLinks
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.warehouse.manifest import Kind

OLD = ("BU03630001", "BU03630002", "BU03630003", "BU03630004")
NEW = ("BU0363AA01", "BU0363AA02", "BU0363AA03", "BU0363AA04")
NAN = float("nan")


def links(*pairs: tuple[str, str], old_year: int = 2015, new_year: int = 2022) -> CodeLinks:
    old, new = tuple(one for one, _ in pairs), tuple(other for _, other in pairs)
    return CodeLinks(
        level=Level.BUURT,
        old_year=old_year,
        new_year=new_year,
        old=old,
        new=new,
        shares=np.full(len(pairs), NAN),
        names=new,
        provenance=source(publisher="Gemeente Amsterdam"),
    )


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse(tmp_path)


def store(warehouse, *, linked=(), year=2024, codes=OLD, values=(100, 200, 300, 400)):
    with warehouse.writing() as batch:
        batch.add_table("oud", figures({("inwoners", 2019): values}, codes=codes, year=2019, table="84583NED"))
        batch.add_table("nieuw", figures({("inwoners", 2024): [1, 2, 3, 4]}, codes=NEW, year=year, table="85984NED"))
        batch.add_boundaries("kaart", squares(NEW, year=year))
        if linked:
            batch.add_links("koppeling", links(*linked))


def of_2019(warehouse, **asked):
    asked = {"within": ["GM0363"], "catalogue": load_catalogue(), **asked}
    return warehouse.table(Level.BUURT, **asked).column("inwoners", Period(2019))


def test_without_a_link_table_a_recoded_gemeente_is_not_comparable(warehouse):
    store(warehouse)
    assert of_2019(warehouse).reasons.tolist() == [Reason.NOT_COMPARABLE] * 4


def test_a_link_table_carries_the_figures_over_and_leaves_the_rest_not_comparable(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[1]), (OLD[1], NEW[0]), (OLD[2], NEW[2])])
    then = of_2019(warehouse)
    assert then.values.tolist() == pytest.approx([200.0, 100.0, 300.0, NAN], nan_ok=True)
    assert then.reasons.tolist() == [Reason.PRESENT] * 3 + [Reason.NOT_COMPARABLE]


def test_the_source_says_that_figures_were_carried_over(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0])], year=2022)
    (kept,) = of_2019(warehouse).provenance
    assert kept.note == CONVERTED_NOTE


def test_beyond_the_year_of_the_table_the_new_code_is_trusted_and_that_is_said(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0])], year=2024)
    (kept,) = of_2019(warehouse).provenance
    assert kept.note == f"{CONVERTED_NOTE}; {ASSUMED_NOTE}"


def test_merged_areas_add_up_with_the_catalogue_and_are_not_comparable_without(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0]), (OLD[1], NEW[0]), (OLD[2], NEW[2])])
    assert of_2019(warehouse).values[0] == 300.0
    assert of_2019(warehouse, catalogue=None).reasons[0] == Reason.NOT_COMPARABLE
    assert of_2019(warehouse, catalogue=None).values[2] == 300.0


def test_a_cut_area_is_divided_by_the_residents_of_its_parts(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0]), (OLD[0], NEW[3]), (OLD[1], NEW[1])])
    then = of_2019(warehouse)
    # Of 5 residents 4 live in the last area: an 80% part is comparable, a 20% part is not.
    assert then.values.tolist() == pytest.approx([NAN, 200.0, NAN, 80.0], nan_ok=True)
    assert then.errors is not None
    assert then.errors[3] > 0


def test_the_country_is_carried_over_as_the_gemeente_is(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0]), (OLD[1], NEW[1])])
    np.testing.assert_array_equal(of_2019(warehouse).values, of_2019(warehouse, within=None).values)


def test_cbs_may_take_over_the_codes_a_year_later(warehouse):
    """Its flag then says of every area that the code changed, which the link table has told already."""
    flag = "indelingswijziging"
    store(warehouse, linked=[(OLD[0], NEW[0]), (OLD[1], NEW[1])])
    with warehouse.writing() as batch:
        batch.add_table("2022", figures({("huishoudens", 2022): [5, 6, 7, 8]}, codes=OLD, year=2022))
        batch.add_table("2023", figures({(flag, 2023): [2, 2, 2, 2]}, codes=NEW, year=2023))
        batch.add_table("2024", figures({(flag, 2024): [1, 3, 1, 1]}, codes=NEW, year=2024))
    asked = {"within": ["GM0363"], "catalogue": load_catalogue()}
    assert of_2019(warehouse).reasons.tolist()[:2] == [Reason.PRESENT, Reason.NOT_COMPARABLE]
    late = warehouse.table(Level.BUURT, **asked).column("huishoudens", Period(2022))
    assert late.values.tolist()[0] == 5.0


def test_drawings_of_the_link_year_and_of_now_go_before_flags(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0]), (OLD[1], NEW[1])])
    with warehouse.writing() as batch:
        batch.add_table("2023", figures({("indelingswijziging", 2023): [3, 3, 3, 3]}, codes=NEW, year=2023))
        batch.add_boundaries("kaart van toen", squares(NEW, year=2022))
    assert of_2019(warehouse).values.tolist()[:2] == [100.0, 200.0]


def test_two_gemeenten_may_each_have_a_link_table(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0])])
    there = links(("BU03440001", "BU0344AA01"))
    with warehouse.writing() as batch:
        batch.add_table("elders", figures({("inwoners", 2019): [7]}, codes=["BU03440001"], year=2019))
        batch.add_table("elders nu", figures({("inwoners", 2024): [8]}, codes=["BU0344AA01"]))
        batch.add_boundaries("kaart elders", squares(["BU0344AA01"]))
        batch.add_links("koppeling elders", there)
    table = warehouse.table(Level.BUURT, year=2024, catalogue=load_catalogue())
    values = dict(zip(table.areas.codes, table.column("inwoners", Period(2019)).values, strict=True))
    assert (values["BU0344AA01"], values[NEW[0]]) == (7.0, 100.0)


def test_without_a_table_two_stored_maps_tell_what_became_of_an_area(warehouse):
    store(warehouse)
    old = squares(OLD, year=2021)
    with warehouse.writing() as batch:
        batch.add_boundaries("kaart van 2021", old)
    then = of_2019(warehouse)
    assert then.values.tolist() == [100.0, 200.0, 300.0, 400.0]
    (kept,) = then.provenance
    assert CONVERTED_NOTE in kept.note
    np.testing.assert_array_equal(then.values, of_2019(warehouse, within=None).values)


def test_an_area_of_half_and_half_is_not_comparable_on_maps_either(warehouse):
    store(warehouse)
    halves = squares(OLD, year=2021)
    moved = Boundaries(
        areas=halves.areas, geometry=shapely.transform(halves.geometry, lambda xy: np.add(xy, [50.0, 0.0]))
    )
    with warehouse.writing() as batch:
        batch.add_boundaries("kaart van 2021", moved)
    assert of_2019(warehouse).reasons.tolist() == [Reason.NOT_COMPARABLE] * 4


def test_figures_older_than_the_link_table_are_not_carried_over(warehouse):
    with warehouse.writing() as batch:
        batch.add_table("oud", figures({("inwoners", 2013): [1, 2, 3, 4]}, codes=OLD, year=2013))
        batch.add_boundaries("kaart", squares(NEW, year=2024))
        batch.add_links("koppeling", links((OLD[0], NEW[0])))
    then = warehouse.table(Level.BUURT, within=["GM0363"]).column("inwoners", Period(2013))
    assert (then.reasons == Reason.NOT_COMPARABLE).all()


def test_links_are_a_part_of_what_is_stored_and_can_be_removed(warehouse):
    store(warehouse, linked=[(OLD[0], NEW[0])])
    (part,) = [part for part in warehouse.datasets() if part.kind is Kind.LINKS]
    assert (part.areas, part.year, part.periods) == (1, 2022, (Period(2015),))
    warehouse.verify()
    warehouse.remove("koppeling")
    assert of_2019(warehouse).reasons[0] == Reason.NOT_COMPARABLE
