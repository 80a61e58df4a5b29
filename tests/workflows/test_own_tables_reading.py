"""What was sent is seen as it is: delimiters, encodings, decimals, headers, and a first guess of what it means."""

from __future__ import annotations

from datetime import date

import pytest
from own_tables_cases import STOCK_HEADER, csv_of, ods_of, ods_row, stock_rows, xlsx_of

from veerkracht.errors.own_tables import MappingFaultError
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.own_tables import (
    AllocationBy,
    ColumnType,
    Figure,
    OwnKind,
    OwnMapping,
    RentClass,
    TableKind,
    inspect_upload,
)

ROWS = [["BU03440111", 2024, "12,5"], ["BU03440112", 2024, "13,5"]]


def inspected(name: str, content: bytes):
    return inspect_upload(name, content, catalogue=load_catalogue())


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16"), ("|", "utf-8")],
)
def test_a_csv_may_have_any_delimiter_and_encoding(delimiter, encoding):
    text = csv_of(["Buurtcode", "Jaar", "Patiënten"], ROWS, delimiter=delimiter).decode()
    found = inspected("x.csv", text.encode(encoding))
    assert found.delimiter == delimiter
    assert found.sheets[0].header == ("Buurtcode", "Jaar", "Patiënten")
    assert found.sheets[0].preview[0] == (2, ("BU03440111", "2024", "12,5"))


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["12,5", "1.234"], ","),
        (["1.234,5"], ","),
        (["12.5", "1,234"], "."),
        (["0.125"], "."),
        (["1.234"], ","),
        (["12", "13"], ","),
    ],
)
def test_the_decimal_mark_is_the_one_that_the_texts_show(texts, mark):
    rows = [["BU03440111", text] for text in texts]
    assert inspected("x.csv", csv_of(["Buurtcode", "Cijfer"], rows)).decimal == mark


def test_a_title_above_the_table_is_not_its_header():
    text = "Monitor sociaal domein\nUtrecht, 2024\n\nBuurtcode;Klachten\nBU03440111;12\n"
    sheet = inspected("x.csv", text.encode()).sheets[0]
    assert (sheet.header_row, sheet.rows) == (4, 1)


def test_columns_without_a_name_or_with_the_same_name_get_one_and_it_is_said():
    sheet = inspected("x.csv", b"Buurtcode;;Klachten;Klachten\nBU03440111;1;2;3\n").sheets[0]
    assert sheet.header == ("Buurtcode", "#2", "Klachten", "Klachten (2)")
    assert len(sheet.remarks) == 2


def test_the_preview_has_twenty_rows_and_the_file_all_of_them():
    rows = [[f"BU0344{number:04d}", number] for number in range(300)]
    sheet = inspected("x.csv", csv_of(["Buurtcode", "Klachten"], rows)).sheets[0]
    assert (len(sheet.preview), sheet.rows) == (20, 300)


def test_the_sheet_with_areas_is_the_one_that_is_suggested():
    book = {
        "Uitleg": [["Deze tabel", "is gemaakt"], ["door", "ons"]],
        "Cijfers": [["Buurtcode", "Klachten"], ["BU03440111", 3]],
    }
    found = inspected("klachten 2023.xlsx", xlsx_of(book))
    assert [sheet.name for sheet in found.sheets] == ["Uitleg", "Cijfers"]
    assert (found.suggestion.sheet, found.suggestion.year) == ("Cijfers", 2023)


def test_a_day_in_a_workbook_is_a_day_and_an_error_value_is_no_empty_cell():
    found = inspected(
        "x.xlsx", xlsx_of({"A": [["Buurtcode", "Peildatum", "K"], ["BU03440111", date(2024, 1, 1), "#N/B"]]})
    )
    assert found.sheets[0].preview[0][1] == ("BU03440111", "2024-01-01", "#N/B")


def test_an_opendocument_sheet_reads_like_a_workbook():
    rows = ods_row("Buurtcode", "Klachten") + ods_row("BU03440111", "12.5")
    assert inspected("x.ods", ods_of(rows)).sheets[0].preview == ((2, ("BU03440111", "12.5")),)


def test_known_columns_become_indicators_of_the_catalogue_and_others_own_ones():
    header = [
        "Buurtcode",
        "Buurtnaam",
        "Jaar",
        "Eenzaam (%)",
        "p_wcorpw",
        "Klachten",
        "Aandeel tevreden",
        "Rapportcijfer",
    ]
    rows = [["BU03440111", "West", 2024, "12,5", 40, 3, "55,5", "7,1"]]
    mapping = inspected("monitor.csv", csv_of(header, rows)).suggestion
    assert [one.indicator for one in mapping.figures] == [
        *("eenzaam", "corporatiewoningen", "eigen.klachten", "eigen.aandeel_tevreden", "eigen.rapportcijfer")
    ]
    assert [one.kind for one in mapping.own] == [OwnKind.COUNT, OwnKind.PERCENTAGE, OwnKind.MEAN]
    assert (mapping.area_column, mapping.year_column) == ("Buurtcode", "Jaar")


def test_years_in_the_header_belong_to_their_columns():
    rows = [["WK034401", "1,5", "2,5"]]
    mapping = inspected("klachten.csv", csv_of(["Wijkcode", "Klachten 2022", "Klachten 2023"], rows)).suggestion
    assert mapping.figures == (
        Figure(column="Klachten 2022", indicator="eigen.klachten", year=2022),
        Figure(column="Klachten 2023", indicator="eigen.klachten", year=2023),
    )
    assert len(mapping.own) == 1


def test_a_column_that_names_the_figure_is_recognised():
    rows = [["BU03440111", 2024, "Eenzaamheid", "12,5"], ["BU03440111", 2024, "Klachten", "3"]]
    mapping = inspected("m.csv", csv_of(["Buurtcode", "Jaar", "Indicator", "Waarde"], rows)).suggestion
    assert mapping.label_column == "Indicator"
    assert [(one.label, one.indicator) for one in mapping.figures] == [
        ("Eenzaamheid", "eenzaam"),
        ("Klachten", "eigen.klachten"),
    ]


def test_a_stock_is_recognised_with_its_rents_and_allocations():
    mapping = inspected("bezit 2024.csv", csv_of(STOCK_HEADER, stock_rows(["BU03440111"], count=40))).suggestion
    assert (mapping.kind, mapping.table, mapping.year) == (TableKind.STOCK, "bezit", 2024)
    assert mapping.stock.rent_classes == {
        "goedkoop": RentClass.LOW,
        "betaalbaar": RentClass.AFFORDABLE,
        "duur": RentClass.HIGH,
        "vrije sector": RentClass.FREE,
    }
    assert [(one.by, one.group) for one in mapping.stock.allocations] == [
        (AllocationBy.INCOME, "laagste inkomens"),
        (AllocationBy.INCOME, "hogere inkomens"),
        (AllocationBy.URGENCY, "urgent"),
    ]


def test_a_table_without_codes_says_what_to_do():
    found = inspected("x.csv", csv_of(["Postcode", "Klachten"], [["3511 AB", 3], ["3512 CD", 4]]))
    assert "buurtcode" in found.doubts[0].nl
    assert found.suggestion.area_column == ""


def test_the_name_of_the_table_has_no_year_so_that_next_year_is_a_new_version():
    names = {
        inspected(f"Woningbezit {year}.csv", csv_of(["Buurtcode", "K"], ROWS)).suggestion.table for year in (2023, 2024)
    }
    assert names == {"woningbezit"}


@pytest.mark.parametrize("rows", [ROWS, [["BU03440111", 2024, 3]]])
def test_a_mapping_survives_being_kept_as_a_template(rows):
    mapping = inspected("m 2024.csv", csv_of(["Buurtcode", "Jaar", "Klachten"], rows)).suggestion
    assert OwnMapping.from_json(mapping.to_json()) == mapping
    stock = inspected("s 2024.csv", csv_of(STOCK_HEADER, stock_rows(["BU03440111"], count=9))).suggestion
    assert OwnMapping.from_json(stock.to_json()) == stock


def test_a_template_is_used_again_for_the_next_year():
    mapping = inspected("bezit 2024.csv", csv_of(STOCK_HEADER, stock_rows(["BU03440111"], count=9))).suggestion
    moved = mapping.next_year(2025)
    assert (moved.year, moved.boundary_year, moved.stock) == (2025, None, mapping.stock)


GOOD = '"table": "a", "area_column": "B", "year": 2024, "figures": [{"column": "K", "indicator": "inwoners"}]'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("{", "geen JSON", id="half"),
        pytest.param("[" * 100_000, "geen JSON", id="deep"),
        pytest.param("[]", "geen object", id="a list"),
        pytest.param('{"tabel": "a"}', "onbekend", id="an unknown part"),
        pytest.param("{" + GOOD.replace('"a"', '"../a"') + "}", "geen naam", id="a name that is a path"),
        pytest.param("{" + GOOD.replace("2024", '"2024"') + "}", "geen getal", id="a year as text"),
        pytest.param("{" + GOOD.replace("2024", "1066") + "}", "geen jaar", id="a year without figures"),
        pytest.param("{" + GOOD.replace("2024", "true") + "}", "geen getal", id="a truth value"),
        pytest.param("{" + GOOD.replace('[{"column"', '[{"kolom"') + "}", "onbekend", id="an unknown part within"),
        pytest.param("{" + GOOD + ', "kind": "anders"}', "kan niet", id="an unknown kind"),
        pytest.param("{" + GOOD + ', "own": [{"code": "x"}]}', "niet volledig", id="an indicator without a name"),
        pytest.param("{" + GOOD + ', "kind": "stock"}', "ontbreekt", id="a stock without dwellings"),
        pytest.param("{" + GOOD.replace('"year": 2024, ', "") + "}", "ontbreekt", id="no year at all"),
        pytest.param(
            "{"
            + GOOD
            + ', "own": [{"code": "inwoners", "name": {"nl": "a", "en": "a"}, "unit": {"nl": "a", "en": "a"}}]}',
            "geen code",
            id="a code of the catalogue as an own one",
        ),
    ],
)
def test_a_mapping_from_outside_is_not_taken_on_trust(text, said):
    with pytest.raises(MappingFaultError) as caught:
        OwnMapping.from_json(text)
    assert said in caught.value.message("nl")
    assert "Pas de koppeling aan" in caught.value.message("nl")


def test_the_type_of_a_column_is_what_most_of_its_cells_are():
    header = ["Buurtcode", "Jaar", "Aantal", "Cijfer", "Dag", "Tekst", "Leeg"]
    rows = [["BU03440111", 2024, "1.234", "7,5", "a", "b", ""], ["BU03440112", 2023, 12, ".", "c", "d", ""]]
    sheet = inspected("x.csv", csv_of(header, rows)).sheets[0]
    assert [one.type for one in sheet.columns] == [
        *(ColumnType.AREA, ColumnType.YEAR, ColumnType.WHOLE, ColumnType.NUMBER),
        *(ColumnType.TEXT, ColumnType.TEXT, ColumnType.EMPTY),
    ]
