"""What a reader asks for and what a reader is told: areas, years, damage."""

from __future__ import annotations

import json

import numpy as np
import pytest
from building import AMSTERDAM, DAY, UTRECHT, figures, source, squares

from veerkracht.errors.data import MissingPeriodError, UnknownAreaError
from veerkracht.errors.warehouse import (
    DamagedFileError,
    ManifestError,
    NewerWarehouseError,
    NoBoundariesError,
    NoHierarchyError,
    NothingStoredError,
    UnknownYearError,
)
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.warehouse import Warehouse

EVERYONE = (*UTRECHT, *AMSTERDAM)


@pytest.fixture
def warehouse(tmp_path):
    made = Warehouse(tmp_path)
    with made.writing() as batch:
        batch.add_table("kwb-2022", figures({("inwoners", 2022): [1, 2, 3, 4, 5]}, codes=EVERYONE, year=2022))
        batch.add_table("kwb-2024", figures({("inwoners", 2024): [1, 2, 3, 4, 5]}, codes=EVERYONE, retrieved=DAY))
        batch.add_boundaries("kaart-2022", squares(EVERYONE, year=2022))
    return made


def add(warehouse, **parts):
    with warehouse.writing() as batch:
        for name, part in parts.items():
            (batch.add_table if hasattr(part, "values") else batch.add_boundaries)(name, part)


def test_the_best_year_is_the_latest_with_polygons(warehouse):
    assert warehouse.areas(Level.BUURT).year == 2022
    add(warehouse, nieuw=squares(EVERYONE, year=2024))
    assert warehouse.areas(Level.BUURT).year == 2024
    assert warehouse.years(Level.BUURT) == (2022, 2024)


def test_one_gemeente_taken_in_early_does_not_hide_the_rest_of_the_country(warehouse):
    add(warehouse, vroeg=squares(UTRECHT[:1], year=2025))
    assert warehouse.areas(Level.BUURT).year == 2022
    assert warehouse.areas(Level.BUURT, within=("GM0344",)).year == 2022
    assert warehouse.areas(Level.BUURT, year=2025).codes == UTRECHT[:1]


def test_the_best_year_holds_all_gemeenten_that_are_asked_for(warehouse):
    add(warehouse, utrecht=squares(UTRECHT, year=2025))
    assert warehouse.areas(Level.BUURT, within=("GM0344",)).year == 2025
    assert warehouse.areas(Level.BUURT, within=("GM0344", "GM0363")).year == 2022


def test_without_any_polygons_the_latest_year_of_figures_is_taken(tmp_path):
    warehouse = Warehouse(tmp_path)
    add(warehouse, a=figures({("x", 2023): [1, 2, 3]}, year=2023), b=figures({("x", 2024): [1, 2, 3]}))
    assert warehouse.areas(Level.BUURT).year == 2024


def test_areas_stand_in_order_of_code_whatever_the_order_of_the_file(tmp_path):
    warehouse = Warehouse(tmp_path)
    add(warehouse, a=figures({("x", 2024): [3, 1, 2]}, codes=(UTRECHT[2], UTRECHT[0], UTRECHT[1])))
    assert warehouse.areas(Level.BUURT).codes == UTRECHT
    assert warehouse.table(Level.BUURT).values.ravel().tolist() == [1, 2, 3]


def test_areas_figures_polygons_and_neighbours_have_the_same_rows(warehouse):
    asked = {"year": 2022, "within": ("GM0344",)}
    areas = warehouse.areas(Level.BUURT, **asked)
    assert warehouse.table(Level.BUURT, **asked).areas == areas
    assert warehouse.boundaries(Level.BUURT, **asked).areas == areas
    assert warehouse.contiguity(Level.BUURT, **asked).count == len(areas) == 3


def test_areas_without_a_polygon_have_none(warehouse):
    add(warehouse, kaart=squares(UTRECHT, year=2024, retrieved=DAY))
    boundaries = warehouse.boundaries(Level.BUURT, year=2024)
    assert [shape is None for shape in boundaries.geometry] == [False, False, False, True, True]
    assert boundaries.provenance == source(retrieved=DAY)


def test_the_contents_say_where_every_column_comes_from(warehouse):
    (part,) = [part for part in warehouse.datasets() if part.dataset == "kwb-2024"]
    assert part.provenance["inwoners", Period(2024)] == (source(retrieved=DAY),)
    assert (part.areas, part.rows, part.periods, part.gemeenten) == (5, 5, (Period(2024),), {"GM0344": 3, "GM0363": 2})


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        pytest.param({"level": Level.PC4}, NothingStoredError, "veerkracht data import", id="unknown level"),
        pytest.param({"year": 1999}, UnknownYearError, "Wel met grenzen van: 2022, 2024", id="unknown year"),
        pytest.param({"within": ("GM0345",)}, UnknownAreaError, "Bedoelt u 'GM0344'?", id="unknown gemeente"),
        pytest.param({"periods": (Period(1999),)}, MissingPeriodError, "Wel: 2022, 2024", id="unknown period"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(warehouse, asked, error, said):
    with pytest.raises(error) as met:
        warehouse.table(**{"level": Level.BUURT, **asked})
    assert said in met.value.message("nl")


def test_an_empty_warehouse_says_how_to_fill_it(tmp_path):
    warehouse = Warehouse(tmp_path / "nergens")
    assert (warehouse.datasets(), warehouse.years(Level.BUURT)) == ((), ())
    with pytest.raises(NothingStoredError, match="veerkracht data refresh"):
        warehouse.table(Level.BUURT)
    assert not (tmp_path / "nergens").exists()


def test_polygons_that_are_not_there_are_not_made_up(warehouse):
    with pytest.raises(NoBoundariesError) as met:
        warehouse.boundaries(Level.BUURT, year=2024)
    assert "Wel van: 2022" in met.value.message("nl")


def test_postcodes_do_not_lie_in_a_gemeente(warehouse):
    add(warehouse, pc4=figures({("x", 2018): [1.0]}, codes=("3511",), year=None, level=Level.PC4))
    assert warehouse.table(Level.PC4).values.ravel().tolist() == [1.0]
    with pytest.raises(NoHierarchyError):
        warehouse.table(Level.PC4, within=("GM0344",))


def part_file(warehouse, dataset):
    (part,) = [part for part in warehouse.datasets() if part.dataset == dataset]
    return warehouse.folder / "parts" / part.file.name


@pytest.mark.parametrize("place", [0, 100, -1])
def test_one_flipped_bit_is_found_before_a_figure_is_shown(warehouse, place):
    file = part_file(warehouse, "kwb-2024")
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    for act in (lambda opened: opened.verify(), lambda opened: opened.table(Level.BUURT, year=2024)):
        with pytest.raises(DamagedFileError) as met:
            act(Warehouse(warehouse.folder.parent))
        assert file.name in met.value.message("nl")
        assert "Gebruik deze cijfers niet" in met.value.message("nl")


def test_a_lost_and_a_cut_file_are_both_named(warehouse):
    lost, cut = part_file(warehouse, "kwb-2022"), part_file(warehouse, "kaart-2022")
    lost.unlink()
    cut.write_bytes(cut.read_bytes()[:-10])
    with pytest.raises(DamagedFileError) as met:
        warehouse.verify()
    assert met.value.facts["count"] == 2
    assert lost.name in str(met.value)
    assert cut.name in str(met.value)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: text[:-20], id="cut off"),
        pytest.param(lambda text: text.replace("inwoners", "inwonera"), id="changed by hand"),
        pytest.param(lambda text: "[]", id="something else"),
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: "<html>", id="not JSON"),
    ],
)
def test_a_damaged_list_of_contents_is_not_believed(warehouse, spoil):
    file = warehouse.folder / "manifest.json"
    file.write_text(spoil(file.read_text()))
    with pytest.raises(ManifestError) as met:
        Warehouse(warehouse.folder.parent).datasets()
    assert "manifest.json" in met.value.message("nl")
    with pytest.raises(ManifestError), Warehouse(warehouse.folder.parent).writing():
        pass


def test_a_warehouse_of_a_newer_version_is_left_alone(warehouse):
    file = warehouse.folder / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "schema": 99}))
    with pytest.raises(NewerWarehouseError) as met:
        Warehouse(warehouse.folder.parent).datasets()
    assert "Installeer de nieuwere versie" in met.value.message("nl")


def test_an_open_warehouse_sees_what_another_process_stores(warehouse):
    other = Warehouse(warehouse.folder.parent)
    assert Level.WIJK not in {part.level for part in other.datasets()}
    add(warehouse, wijken=figures({("x", 2024): [1.0]}, codes=("WK034401",), level=Level.WIJK))
    assert other.table(Level.WIJK).values.ravel().tolist() == [1.0]


def test_a_dataset_about_other_areas_is_no_source_of_ours(tmp_path):
    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable, Column

    def one(code, name, period):
        areas = Areas(level=Level.BUURT, year=2024, codes=(code,), names=(name,))
        source = Provenance(publisher="CBS", table=name, column="inwoners")
        return AreaTable.of(areas, {("inwoners", period): Column.of(np.array([5.0]), provenance=(source,))})

    warehouse = Warehouse(tmp_path)
    with warehouse.writing() as batch:
        batch.add_table("hier", one("BU03440111", "hier", Period(2024)))
        batch.add_table("elders", one("BU03080000", "elders", Period(2022)))
    found = warehouse.table(Level.BUURT, within=["GM0344"])
    assert {source.table for sources in found.provenance.values() for source in sources} == {"hier"}
