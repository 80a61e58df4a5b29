"""Every row of an own table is accepted or has a fault that says what is wrong and what would be right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_tables_cases import csv_of, xlsx_of

from veerkracht.errors.own_tables import MappingFaultError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.own_tables import Checked, Figure, OwnMapping, check, inspect_upload

CATALOGUE = load_catalogue()
HEADER = ["Buurtcode", "Jaar", "Eenzaam", "Klachten"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return load_demo(tmp_path_factory.mktemp("demo"))[0]


def checked(rows, *, header=HEADER, warehouse=None, mapping=None) -> Checked:
    inspection = inspect_upload("monitor.csv", csv_of(header, rows), catalogue=CATALOGUE)
    return check(inspection, mapping or inspection.suggestion, catalogue=CATALOGUE, warehouse=warehouse)


def only_fault(rows, **options) -> str:
    """Return what is said of the one fault in a table."""
    (fault,) = checked(rows, **options).faults
    assert fault.say().en.startswith(f"Row {fault.row}, column")
    return fault.say().nl


GOOD = ["BU03440112", 2024, "12,5", 30]


def test_a_good_table_becomes_figures_of_areas_with_their_source():
    found = checked([["BU03440111", 2024, "12,5", 30], ["BU03440112", 2024, ".", 40], ["BU03440111", 2023, "11", ""]])
    assert (found.rows, found.accepted, found.faulty) == (3, 3, 0)
    by_year = {table.areas.year: table for table in found.tables}
    assert by_year[2024].column("eenzaam", Period(2024)).values[0] == 12.5
    assert by_year[2024].column("eenzaam", Period(2024)).reasons.tolist() == [Reason.PRESENT, Reason.SUPPRESSED]
    assert by_year[2023].column("eigen.klachten", Period(2023)).reasons.tolist() == [Reason.NOT_MEASURED]
    (source,) = by_year[2024].provenance["eigen.klachten", Period(2024)]
    assert (source.own, source.column, source.checksum) == (True, "Klachten", found.sha256)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(
            ["BU03440111", 2024, "12,5,0", 3],
            "Regel 3, kolom 'Eenzaam': '12,5,0' is geen getal. "
            "Goed is een getal zoals 12,5, of leeg als het ontbreekt.",
            id="no number",
        ),
        pytest.param(
            ["BU03440111", 2024, "12.5", 3],
            "Regel 3, kolom 'Eenzaam': '12.5' heeft een punt op de plaats van het decimaalteken. "
            "Goed is een getal zoals 12,5, of leeg als het ontbreekt.",
            id="the other mark",
        ),
        pytest.param(
            ["BU03440111", 2024, "120", 3],
            "Regel 3, kolom 'Eenzaam': '120' kan niet. Goed is hoogstens 100 (%).",
            id="more than all",
        ),
        pytest.param(
            ["BU03440111", 2024, "5", "-3"],
            "Regel 3, kolom 'Klachten': '-3' kan niet. Goed is minstens 0 (aantal).",
            id="less than none",
        ),
        pytest.param(
            ["BU03440111", 2024, "5", "3,5"],
            "Regel 3, kolom 'Klachten': '3,5' is geen heel getal. "
            "Goed is een aantal zoals 12, zonder cijfers achter de komma.",
            id="half a complaint",
        ),
        pytest.param(
            ["Utrecht", 2024, "5", 3],
            "Regel 3, kolom 'Buurtcode': 'Utrecht' is geen gebiedscode. "
            "Goed is een code zoals BU03440111, WK034401 of GM0344.",
            id="no code",
        ),
        pytest.param(
            ["", 2024, "5", 3],
            "Regel 3, kolom 'Buurtcode': '' is leeg: het gebied ontbreekt. "
            "Goed is een code zoals BU03440111, WK034401 of GM0344.",
            id="no area",
        ),
        pytest.param(
            ["BU03440111", "vorig jaar", "5", 3],
            "Regel 3, kolom 'Jaar': 'vorig jaar' is geen jaar. Goed is een jaar zoals 2024.",
            id="no year",
        ),
        pytest.param(
            ["BU03440111", 2024, "#DEEL/0!", 3],
            "Regel 3, kolom 'Eenzaam': '#DEEL/0!' is een formule zonder uitkomst. "
            "Goed is een getal zoals 12,5, of leeg als het ontbreekt.",
            id="an error value",
        ),
    ],
)
def test_a_fault_says_in_dutch_where_it_is_what_is_wrong_and_what_is_right(row, said):
    many = [[f"BU034401{number}", 2023, "5", 3] for number in range(20, 40)]
    assert only_fault([GOOD, row, *many], mapping=suggestion()) == said


def suggestion() -> OwnMapping:
    return inspect_upload("monitor.csv", csv_of(HEADER, [GOOD]), catalogue=CATALOGUE).suggestion


def test_one_faulty_cell_keeps_its_whole_row_out_and_no_other():
    found = checked([GOOD, ["BU03440111", 2024, "x", "veel"], ["BU03440113", 2024, "1", 2]], mapping=suggestion())
    assert (found.accepted, found.faulty) == (2, 1)
    assert found.tables[0].areas.codes == ("BU03440112", "BU03440113")


def test_two_faults_in_a_row_are_both_told():
    found = checked([["BU03440111", 2024, "a", "b"]], mapping=suggestion())
    assert [one.column for one in found.faults] == ["Eenzaam", "Klachten"]
    assert found.faulty == 1


def test_an_area_that_stands_twice_with_other_values_is_a_fault_and_with_the_same_is_not():
    assert "dan op regel 2" in only_fault([GOOD, [*GOOD[:3], 31]])
    assert checked([GOOD, GOOD]).faults == ()


def test_empty_rows_are_counted_as_such():
    found = checked([GOOD, ["", "", "", ""], [" ", "", "", ""]])
    assert (found.rows, found.accepted, found.faulty) == (1, 1, 0)


def test_a_code_that_does_not_exist_that_year_is_found(warehouse):
    code = warehouse.areas(Level.BUURT).codes[0]
    rows = [[code, 2024, "5", 3], [code[:-2] + "99", 2024, "5", 3]]
    said = only_fault(rows, warehouse=warehouse)
    assert "bestaat niet in de indeling van 2024" in said
    assert f"zoals {code[:8]}" in said


def test_a_year_of_which_only_another_gemeente_is_stored_says_nothing_of_this_one(warehouse):
    found = checked([["BU03440111", 2024, "5", 3]], warehouse=warehouse)
    assert (found.accepted, "2024" in found.warnings[0].nl) == (1, True)


def test_a_year_whose_division_is_not_here_is_taken_with_a_warning(warehouse):
    code = warehouse.areas(Level.BUURT).codes[0]
    found = checked([[code, 2031, "5", 3]], warehouse=warehouse)
    assert (found.accepted, "2031" in found.warnings[0].nl) == (1, True)


def test_zeros_that_excel_dropped_are_put_back():
    rows = [[3440111, 2024, 5], [3440112, 2024, 6]]
    found = checked(rows, header=["Buurtcode", "Jaar", "Klachten"])
    assert found.tables[0].areas.codes == ("BU03440111", "BU03440112")


def test_names_are_looked_up_within_the_gemeente(warehouse):
    areas = warehouse.areas(Level.BUURT)
    rows = [[areas.names[0], 2024, 12], [areas.names[1].upper(), 2024, 13], ["Nergenshuizen", 2024, 14]]
    header = ["Buurt", "Jaar", "Klachten"]
    inspection = inspect_upload("m.csv", csv_of(header, rows), catalogue=CATALOGUE)
    mapping = replace(inspection.suggestion, gemeente="GM9901", level="buurt")
    found = check(inspection, mapping, catalogue=CATALOGUE, warehouse=warehouse)
    assert found.tables[0].areas.codes == tuple(sorted(areas.codes[:2]))
    assert "is geen naam van een buurt in GM9901" in found.faults[0].say().nl


def test_figures_named_by_a_column_are_told_apart_and_what_is_not_chosen_is_counted():
    rows = [["BU03440111", 2024, "Eenzaamheid", "12,5"], ["BU03440111", 2024, "Klachten", "3"]]
    header = ["Buurtcode", "Jaar", "Indicator", "Waarde"]
    both = checked(rows, header=header)
    assert both.tables[0].indicators == ("eenzaam", "eigen.klachten")
    one = replace(both.mapping, figures=both.mapping.figures[:1])
    found = checked(rows, header=header, mapping=one)
    assert (found.accepted, [(x.count, x.reason.nl) for x in found.left_out]) == (
        1,
        [(1, "'Klachten' is niet gekozen in de koppeling")],
    )


def test_years_in_the_header_give_a_figure_for_each_year():
    found = checked([["WK034401", "1,5", "2,5"]], header=["Wijkcode", "Cijfer 2022", "Cijfer 2023"])
    values = {table.areas.year: float(table.values[0, 0, 0]) for table in found.tables}
    assert values == {2022: 1.5, 2023: 2.5}


def test_all_years_may_stand_on_the_areas_of_one_year():
    inspection = inspect_upload("m.csv", csv_of(HEADER, [GOOD, ["BU03440111", 2020, 1, 2]]), catalogue=CATALOGUE)
    found = check(inspection, replace(inspection.suggestion, boundary_year=2024), catalogue=CATALOGUE)
    assert [(table.areas.year, len(table.periods)) for table in found.tables] == [(2024, 2)]


def test_a_day_in_a_column_of_figures_is_a_fault_for_excel_makes_days_of_fractions():
    content = xlsx_of(
        {"A": [["Buurtcode", "Jaar", "Cijfer"], ["BU03440111", 2024, 7.5], ["BU03440112", 2024, date(2024, 2, 1)]]}
    )
    inspection = inspect_upload("m.xlsx", content, catalogue=CATALOGUE)
    mapping = OwnMapping.from_json(
        replace(
            inspection.suggestion,
            figures=(Figure(column="Cijfer", indicator="inkomen_per_inwoner"),),
            own=(),
        ).to_json()
    )
    (fault,) = check(inspection, mapping, catalogue=CATALOGUE).faults
    assert "is een datum en geen getal" in fault.say().nl


def test_a_figure_that_nobody_knows_is_a_fault_of_the_mapping():
    mapping = replace(suggestion(), figures=(Figure(column="Klachten", indicator="klagten"),))
    with pytest.raises(MappingFaultError, match="klagten"):
        checked([GOOD], mapping=mapping)


def test_a_mapping_of_another_file_says_which_column_is_not_here():
    mapping = replace(suggestion(), area_column="Wijk")
    with pytest.raises(MappingFaultError, match="Wijk"):
        checked([GOOD], mapping=mapping)


def test_the_report_is_a_table_in_both_languages_and_safe_in_a_spreadsheet():
    found = checked([GOOD, ["BU03440111", 2024, "=1+1", 3], ["BU03440113", 2024, "@x", 3]], mapping=suggestion())
    assert found.report("nl")[0] == ("rij", "kolom", "waarde", "wat is er mis", "wat is goed")
    assert found.report("en")[1][0][:3] == ("3", "Eenzaam", "=1+1")
    assert ";'=1+1;" in found.report_csv("nl")
    assert ";'@x;" in found.report_csv("nl")


def test_the_summary_reads_well():
    found = checked([GOOD, ["BU03440111", 2024, "a", 3]], mapping=suggestion())
    assert found.summary() == Bilingual(
        "1 van de 2 rijen zijn goed; in 1 zit een fout.", "1 of 2 rows are good; 1 have a fault."
    )


CELLS = st.one_of(
    st.sampled_from(["BU03440111", "BU03440112", "2024", "2023", "12,5", "1.234", "x", "", "-1", "a"]),
    st.text(alphabet="0123456789,.-%€ BUx", max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=12))
def test_every_row_is_accepted_or_faulty_or_left_out_and_every_accepted_value_is_in_bounds(rows):
    content = csv_of(HEADER, [GOOD, *rows])
    found = check(inspect_upload("m.csv", content, catalogue=CATALOGUE), suggestion(), catalogue=CATALOGUE)
    assert found.accepted + found.faulty + sum(one.count for one in found.left_out) == found.rows
    for table in found.tables:
        loneliness = table.values[:, :, table.position("eenzaam")]
        assert np.nanmin(loneliness, initial=0) >= 0
        assert np.nanmax(loneliness, initial=0) <= 100


@given(value=st.floats(0, 100).map(lambda x: round(x, 3)), mark=st.sampled_from([",", "."]))
def test_a_number_is_the_same_with_comma_and_with_point(value, mark):
    text = f"{value:.3f}".replace(".", mark)
    mapping = replace(suggestion(), decimal=mark)
    found = checked([["BU03440111", 2024, text, 3]], mapping=mapping)
    assert found.tables[0].column("eenzaam", Period(2024)).values[0] == pytest.approx(value)
