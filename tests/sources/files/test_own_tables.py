"""Good files of all sorts: own tables with a mapping, encodings, delimiters, decimal signs, zips and GeoJSON."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.files import MappingError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.files import Intake, Layout, parse_mapping, read, recognise
from veerkracht.sources.files.cells import to_numbers
from veerkracht.sources.files.headers import statline_stem, stems, title_stem
from veerkracht.sources.files.layouts import shipped_layouts
from veerkracht.sources.shipped import load_catalogue

from .broken import GOED, KOP, SQUARE, features

MAPPING = """
[tabel]
code = "Buurt"
naam = "Naam"
jaar = 2024
uitgever = "Woningcorporatie Voorbeeld"
[kolommen]
"Inwoners" = "inwoners"
"Klachten per 100" = { code = "klachten", eenheid = "per 100 woningen", minimum = 0, maximum = 100 }
"""
OWN = "Buurt;Naam;Inwoners;Klachten per 100\nBU03440111;Oost;1.250;3,5\nBU03440112;Zuid;12.300.000;.\n"


def own(text: str = MAPPING) -> Layout:
    return parse_mapping(text, file="koppeling.toml")


def write(folder: Path, body: str | bytes, *, name: str = "kwb-2024.csv") -> Path:
    path = folder / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def taken(path: Path, mapping: Layout | None = None) -> Intake:
    return read(path, load_catalogue(), mapping=mapping)


def values(intake: Intake, code: str) -> list[float]:
    table = intake.tables[0]
    return [float(v) for v in table.column(code, table.periods[0]).values]


def test_an_own_table_is_taken_as_its_mapping_says(tmp_path: Path) -> None:
    intake = taken(write(tmp_path, OWN, name="eigen.csv"), own())
    table = intake.tables[0]
    assert table.areas.level is Level.BUURT
    assert table.areas.year == 2024
    assert table.areas.names == ("Oost", "Zuid")
    assert values(intake, "inwoners") == [1250, 12_300_000]
    klachten = table.column("klachten", Period(2024))
    assert klachten.values[0] == 3.5
    assert Reason(int(klachten.reasons[1])) is Reason.SUPPRESSED
    assert klachten.provenance[0].publisher == "Woningcorporatie Voorbeeld"


def test_an_own_excel_table_may_have_lost_its_zeros_in_front(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Buurt", "Naam", "Inwoners", "Klachten per 100"])
    book.active.append([3440111, "Oost", 100, 2.5])
    book.save(tmp_path / "eigen.xlsx")
    mapping = own(MAPPING.replace('naam = "Naam"', 'niveau = "buurt"'))
    assert taken(tmp_path / "eigen.xlsx", mapping).tables[0].areas.codes == ("BU03440111",)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("[tabel]", "[tabl]"), "deze twee delen zijn nodig"),
        (('code = "Buurt"\n', ""), "noem de kolom met gebiedscodes"),
        (("jaar = 2024", "jaar = 24"), "geen jaar zoals 2024"),
        (("uitgever", "uitgevr"), "onbekend; goed zijn"),
        (('"inwoners"', '"Aantal Inwoners"'), "kleine letters"),
        (("minimum = 0", "minimum = 200"), "minimum 200"),
        (('"Inwoners" = ', '"Inwoners" '), "geen geldige TOML"),
        (("eenheid", "eenhied"), "eenhied"),
    ],
)
def test_a_wrong_mapping_is_named_with_its_place(change: tuple[str, str], expected: str) -> None:
    with pytest.raises(MappingError) as caught:
        own(MAPPING.replace(*change))
    assert "koppeling.toml" in caught.value.message("nl")
    assert expected in caught.value.message("nl")


def test_a_mapping_that_names_a_column_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        taken(write(tmp_path, OWN.replace("Inwoners", "Bewoners"), name="eigen.csv"), own())
    assert "'Inwoners'" in caught.value.message("nl")
    assert "'Bewoners'" in caught.value.message("nl")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_encoding_delimiter_and_line_ending_gives_the_same(
    tmp_path: Path, encoding: str, delimiter: str, ending: str
) -> None:
    text = "gwb_code_10;regio;recs;a_inw\nBU03440111;Caf\u00e9 \u2019t Hoekje;Buurt;100\n"
    body = text.replace(";", delimiter).replace("\n", ending).encode(encoding)
    table = taken(write(tmp_path, body)).tables[0]
    assert table.areas.names == ("Caf\u00e9 \u2019t Hoekje",)
    assert table.column("inwoners", Period(2024)).values.tolist() == [100]


def test_comma_and_point_may_both_be_decimals_in_one_column(tmp_path: Path) -> None:
    body = "gwb_code_10;recs;a_inw;g_hhgro\nBU03440111;Buurt;5;2,1\nBU03440112;Buurt;5;1.9\n"
    intake = taken(write(tmp_path, body))
    assert values(intake, "huishoudensgrootte") == [2.1, 1.9]


@given(st.lists(st.floats(0, 1e6).map(lambda x: round(x, 1)), min_size=1, max_size=30))
def test_decimal_commas_and_points_give_the_same_numbers(numbers: list[float]) -> None:
    lines = range(2, len(numbers) + 2)
    common = {"file": "a", "column": "b", "lines": lines, "null": Reason.SUPPRESSED, "blank": Reason.NOT_MEASURED}
    points = to_numbers([f"{x:.1f}" for x in numbers], **common)
    commas = to_numbers([f"{x:.1f}".replace(".", ",") for x in numbers], **common)
    np.testing.assert_array_equal(points.values, commas.values)
    np.testing.assert_array_equal(points.values, np.array(numbers))


@given(st.lists(st.sampled_from(["", ".", " .", "x", "NA", "NaN", "-", "-99995", "-99997", "12", "0"]), min_size=1))
def test_a_missing_value_always_has_a_reason_and_is_never_zero(cells: list[str]) -> None:
    found = to_numbers(
        cells, file="a", column="b", lines=range(len(cells)), null=Reason.SUPPRESSED, blank=Reason.NOT_MEASURED
    )
    assert (np.isnan(found.values) == (found.reasons != Reason.PRESENT)).all()
    assert [v == 0 for v in found.values] == [cell == "0" for cell in cells]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("       .", Reason.SUPPRESSED),
        ("x", Reason.SUPPRESSED),
        ("", Reason.NOT_MEASURED),
        ("NA", Reason.NOT_MEASURED),
        ("-", Reason.NOT_MEASURED),
        ("-99995", Reason.NOT_YET_PUBLISHED),
        (-99995.0, Reason.NOT_YET_PUBLISHED),
        (-99997, Reason.SUPPRESSED),
        (-99999999, Reason.NOT_MEASURED),
        (None, Reason.SUPPRESSED),
    ],
)
def test_each_mark_for_missing_has_its_own_reason(cell: str | float | None, expected: Reason) -> None:
    found = to_numbers([cell], file="a", column="b", lines=[2], null=Reason.SUPPRESSED, blank=Reason.NOT_MEASURED)
    assert Reason(int(found.reasons[0])) is expected


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Bevolking/Aantal inwoners (aantal)", "AantalInwoners"),
        ("Inkomen/Inkomen van huishoudens/Huish. onder of rond sociaal minimum (%)", "HuishOnderOfRondSociaalMinimum"),
        ("Sociale zekerheid/Personen per soort uitkering; Bijstand (aantal)", "PersonenPerSoortUitkeringBijstand"),
        ("Motorvoertuigen/Personenauto's/Personenauto's totaal (aantal)", "PersonenautoSTotaal"),
    ],
)
def test_a_statline_label_becomes_the_stem_of_cbs(title: str, key: str) -> None:
    assert statline_stem(title) == key


def test_r_names_do_not_take_non_western_for_western() -> None:
    header = ["Wijken.en.buurten", "Bevolking.Niet.westers.Niet.westers.totaal..aantal."]
    assert stems(header, known=["WestersTotaal", "NietWestersTotaal"])[1] == "NietWestersTotaal"


@given(st.from_regex(r"[A-Z][a-z]{2,8}( [a-z]{2,8}){0,4}", fullmatch=True))
def test_the_stem_of_a_title_is_one_word(title: str) -> None:
    assert title_stem(title).isalnum()


def test_a_title_above_and_a_source_below_are_passed_over(tmp_path: Path) -> None:
    body = '"Kerncijfers wijken en buurten 2024"\n' + KOP + GOED + '"Bron: CBS"\n'
    intake = taken(write(tmp_path, body, name="tabel.csv"))
    assert intake.report.periods == (Period(2024),)
    assert intake.report.rows_taken == 1


def test_the_same_row_twice_is_taken_once_and_counted(tmp_path: Path) -> None:
    report = taken(write(tmp_path, KOP + GOED + GOED)).report
    assert (report.rows_read, report.rows_taken) == (2, 1)
    assert report.rows_left_out[0].reason.nl == "dubbele rij met dezelfde waarden"


def test_provinces_and_belgian_ground_are_left_out_and_counted(tmp_path: Path) -> None:
    body = KOP + GOED + "Utrecht;PV26;1;1\nBaarle;GM0998;1;1\n"
    report = taken(write(tmp_path, body)).report
    assert sum(item.count for item in report.rows_left_out) == report.rows_read - report.rows_taken == 2


def test_a_table_id_in_the_name_gives_the_year(tmp_path: Path) -> None:
    intake = taken(write(tmp_path, KOP + GOED, name="84583NED_UntypedDataSet.csv"))
    assert intake.report.periods == (Period(2019),)
    assert intake.report.table == "84583NED"


def test_crime_is_read_once_for_each_kind_and_only_the_total_is_the_total(tmp_path: Path) -> None:
    body = "WijkenEnBuurten,SoortMisdrijf,Perioden,GeregistreerdeMisdrijven_1\n"
    body += "BU03440111,0.0.0 ,2023JJ00,40\nBU03440111,2.2.1 ,2023JJ00,7\nBU03440111,3.9.3 ,2023JJ00,2\n"
    intake = taken(write(tmp_path, body, name="47018NED.csv"))
    found = {
        code: values(Intake(report=intake.report, tables=(t,)), code) for t in intake.tables for code in t.indicators
    }
    assert found == {"misdrijven": [40], "vernieling": [7]}
    assert (intake.report.rows_read, intake.report.rows_taken) == (3, 2)
    assert sum(item.count for item in intake.report.rows_left_out) == 1


def test_a_zip_gives_what_its_files_give(tmp_path: Path) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("map/kwb-2024.csv", KOP + GOED)
        archive.writestr("map/LEESMIJ.txt", "Dit is een tekst zonder kolommen.")
        archive.writestr("map/toelichting.pdf", b"%PDF-1.7 \x00\x01")
    intake = taken(write(tmp_path, sink.getvalue(), name="levering.zip"))
    assert len(intake.tables) == 1
    assert [bool(member.tables) for member in intake.members] == [False, True, False]


def test_a_map_in_degrees_becomes_polygons_in_metres(tmp_path: Path) -> None:
    intake = taken(write(tmp_path, features(SQUARE), name="buurten.geojson"))
    polygon = intake.boundaries[0].geometry[0]
    # 0.01 degree at 52 north is 684 m by 1,113 m.
    assert 0.74e6 < polygon.area < 0.78e6
    assert values(intake, "inwoners") == [100]


def test_a_slightly_crossing_polygon_is_mended_and_said_to_be(tmp_path: Path) -> None:
    ring = [
        [5.10, 52.10],
        [5.11, 52.10],
        [5.11, 52.11],
        [5.1099, 52.11],
        [5.11005, 52.1099],
        [5.10, 52.11],
        [5.10, 52.10],
    ]
    intake = taken(write(tmp_path, features(ring), name="buurten.geojson"))
    assert intake.boundaries[0].geometry[0].is_valid
    assert any("hersteld" in warning.nl for warning in intake.report.warnings)


def test_recognise_names_the_layout(tmp_path: Path) -> None:
    assert recognise(write(tmp_path, KOP + GOED)).code == "kwb"
    assert recognise(write(tmp_path, features(SQUARE), name="a.geojson")).code == "pdok"


def test_every_layout_names_families_and_indicators_that_the_catalogue_holds() -> None:
    catalogue = load_catalogue()
    known = {name for one in catalogue for s in one.sources for name in (s.stem, s.short)} | set(catalogue.indicators)
    for layout in shipped_layouts():
        assert set(layout.families) <= set(catalogue.families), layout.code
        assert set(layout.columns.values()) <= known, layout.code
        assert layout.outcome in {"take", "links", "metadata", "refuse"}, layout.code
