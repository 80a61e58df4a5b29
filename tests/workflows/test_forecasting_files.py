"""Reading a panel: any form of file, nothing missing becomes zero, and every fault named with its line."""

from __future__ import annotations

import numpy as np
import pytest
from tests.workflows.panel_cases import CODES, read, rows, text

from veerkracht.errors import VeerkrachtError
from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.panel import Kind

BASE = text(*rows())


def test_areas_keep_the_order_in_which_they_first_appear(tmp_path):
    found = read(tmp_path, text(*reversed(rows())))
    assert found.panel.areas == tuple(reversed(CODES))
    assert found.panel.periods == (Period(2020), Period(2021))
    assert found.panel.values[-1].tolist() == [0.0, 1.0]


SAME = [
    pytest.param(BASE.replace(",", ";").encode("utf-8-sig"), id="semicolons and a byte order mark"),
    pytest.param(BASE.replace(",", "\t").encode("utf-16"), id="tabs in UTF-16"),
    pytest.param(BASE.replace("\n", "\r\n\r\n").encode(), id="Windows line ends and empty lines"),
    pytest.param(BASE.replace("area,period,value", "gebied,jaar,waarde").encode(), id="Dutch names"),
    pytest.param(BASE.replace("area,period,value", "Area,Period,VALUE").encode(), id="capitals"),
    pytest.param(BASE.replace(",2020,", ",2020JJ00,").encode(), id="years as CBS writes them"),
]


@pytest.mark.parametrize("content", SAME)
def test_the_form_of_the_file_does_not_matter(tmp_path, content):
    right = read(tmp_path, BASE).panel
    found = read(tmp_path, content).panel
    assert found.areas == right.areas
    assert found.values.tolist() == right.values.tolist()


def test_a_decimal_comma_is_read_as_one(tmp_path):
    content = text(*(one.replace(",", ";") + ",5" for one in rows()), head="area;period;value")
    assert read(tmp_path, content).panel.values[0].tolist() == [0.5, 1.5]


@pytest.mark.parametrize("mark", ["", ".", "NA", "x", " "])
def test_missing_stays_missing_and_never_becomes_zero(tmp_path, mark):
    found = read(tmp_path, text(*rows(f"BU03449999,2020,{mark}", "BU03449999,2021,3")))
    assert np.isnan(found.panel.values[-1, 0])
    assert found.panel.values[-1, 1] == 3


def test_an_area_without_any_value_stays_in_the_panel(tmp_path):
    found = read(tmp_path, text(*rows("BU03449999,2020,NA")))
    assert found.panel.areas[-1] == "BU03449999"
    assert np.isnan(found.panel.values[-1]).all()


def test_a_period_without_any_value_is_left_out_and_told(tmp_path):
    found = read(tmp_path, text(*rows(*(f"{code},2023,NA" for code in CODES))))
    assert found.panel.periods == (Period(2020), Period(2021))
    assert any("2023" in note.nl for note in found.notes)


def test_the_gemeente_of_a_buurt_is_in_its_code(tmp_path):
    assert read(tmp_path, BASE).panel.groups.tolist() == [0] * 6 + [1] * 6


def test_another_area_has_the_group_of_its_column_and_one_without_is_alone(tmp_path):
    codes = [f"E{n:03d}" for n in range(12)]
    body = [f"{line},{'A' if n < 10 else 'B' if n < 22 else ''}" for n, line in enumerate(rows(codes=codes))]
    found = read(tmp_path, text(*body, head="area,period,value,lad13_code"))
    assert found.panel.groups.tolist() == [0] * 5 + [1] * 6 + [2]


def test_without_groups_that_is_told(tmp_path):
    found = read(tmp_path, text(*rows(codes=[f"E{n:03d}" for n in range(12)])))
    assert not found.panel.groups.any()
    assert any("group of gemeente helpt" in note.nl for note in found.notes)


def test_sizes_and_errors_of_zero_say_nothing(tmp_path):
    body = [f"{line},{0 if n == 0 else 40},{0 if n == 1 else 0.5}" for n, line in enumerate(rows())]
    panel = read(tmp_path, text(*body, head="area,period,value,n,se")).panel
    assert np.isnan(panel.size[0, 0])
    assert panel.size[0, 1] == 40
    assert np.isnan(panel.error[0, 1])


def test_shares_of_one_are_percentages_inside_and_shares_again_outside(tmp_path):
    body = [f"{code},{year},0.{n:02d}" for n, code in enumerate(CODES) for year in (2020, 2021)]
    found = read(tmp_path, text(*body), kind=Kind.PERCENTAGE)
    assert found.factor == 100
    assert found.panel.values[5, 0] == pytest.approx(5.0)
    assert any("aandelen" in note.nl for note in found.notes)


def test_counts_without_exposure_are_compared_as_they_are(tmp_path):
    assert (read(tmp_path, BASE, kind=Kind.COUNT).panel.exposure == 1).all()


def test_an_exposure_that_is_missing_is_the_last_known_and_never_a_later_one(tmp_path):
    def exposed(n: int) -> str:
        return {0: "", 1: "90", 2: "80", 3: "0"}.get(n, "100")

    body = [f"{line},{exposed(n)}" for n, line in enumerate(rows())]
    found = read(tmp_path, text(*body, head="area,period,value,inw"), kind=Kind.COUNT, exposure="inw")
    assert np.isnan(found.panel.values[0, 0])
    assert found.panel.values[0, 1] == 1
    assert found.panel.exposure[1].tolist() == [80, 80]
    assert any("1 aantallen tellen niet mee" in note.nl for note in found.notes)


def test_the_exposure_may_stand_with_the_covariates(tmp_path):
    cov = text(*(f"{code},{100 + n}" for n, code in enumerate(CODES)), head="area,inw")
    found = read(tmp_path, BASE, cov=cov, kind=Kind.COUNT, exposure="inw")
    assert found.panel.exposure[3].tolist() == [103, 103]


def test_words_become_kinds_numbers_stay_numbers_and_names_are_left_out(tmp_path):
    body = [f"{code},{n}.5,{'stad' if n % 3 else 'dorp'},naam {n}" for n, code in enumerate([*CODES, *"abcdefgh"])]
    cov = text(*body, head="area,dichtheid,soort,naam")
    found = read(tmp_path, BASE, cov=cov)
    assert found.panel.covariates.names == ("dichtheid", "soort=dorp")
    assert found.panel.covariates.themes == ("dichtheid", "soort")
    assert found.panel.covariates.values[:3, 0].tolist() == [[0.5, 1.0], [1.5, 0.0], [2.5, 0.0]]
    assert any("naam" in note.nl for note in found.notes)
    assert any("geen periode" in note.nl for note in found.notes)


def test_covariates_with_a_period_are_known_from_that_period_on(tmp_path):
    cov = text(*(f"{code},{year},{year - 2000}" for code in CODES for year in (2019, 2021)), head="area,jaar,x")
    found = read(tmp_path, BASE, cov=cov).panel.covariates
    assert found.known_at(Period(2020))[:, 0].tolist() == [19.0] * 12
    assert found.known_at(Period(2021))[:, 0].tolist() == [21.0] * 12


def test_excel_is_taken_too(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in BASE.splitlines():
        code, period, value = line.split(",")
        book.active.append([code, period, float(value) if value != "value" else value])
    book.save(tmp_path / "panel.xlsx")
    content = (tmp_path / "panel.xlsx").read_bytes()
    assert read(tmp_path, content).panel.values[0].tolist() == [0.0, 1.0]


WRONG = [
    pytest.param("", {}, ["leeg"], id="an empty file"),
    pytest.param("area,period,value\n", {}, ["geen rijen"], id="only a header"),
    pytest.param(BASE.replace("area,", "aera,"), {}, ["kolom 'area'", "Bedoelt u 'aera'?"], id="a misspelled column"),
    pytest.param(BASE.replace(",value", ",waarden"), {}, ["kolom 'value'", "waarden"], id="no value"),
    pytest.param(text(*rows("BU03449999,2020,veel")), {}, ["regel 26", "'veel' is geen getal"], id="a word"),
    pytest.param(text(*rows("BU03449999,2020,inf")), {}, ["regel 26", "inf"], id="infinite"),
    pytest.param(text(*rows("BU03440000,2020,1")), {}, ["regel 26", "regel 2", "BU03440000"], id="a double line"),
    pytest.param(text(*rows("BU03449999,eind,1")), {}, ["regel 26", "'eind' is geen periode"], id="no period"),
    pytest.param(text(*rows("BU03449999,,1")), {}, ["regel 26", "'' is geen periode"], id="an empty period"),
    pytest.param(text(*rows("BU03449999,2020KW01,1")), {}, ["even lang"], id="a quarter among years"),
    pytest.param(text(*rows(",2020,1")), {}, ["regel 26", "gebied is leeg"], id="no area"),
    pytest.param(text(*rows("BU03449999,2020,-3")), {"kind": Kind.COUNT}, ["regel 26", "-3", "kleiner dan nul"],
                 id="a negative count"),
    pytest.param(text(*rows("BU03449999,2020,2.5")), {"kind": Kind.COUNT}, ["regel 26", "'2.5' is geen heel getal"],
                 id="half a count"),
    pytest.param(text(*rows("BU03449999,2020,101")), {"kind": Kind.PERCENTAGE}, ["regel 26", "101", "0 tot en met 100"],
                 id="too large a percentage"),
    pytest.param(text(*rows("BU03449999,2020,-1")), {"kind": Kind.PERCENTAGE}, ["regel 26", "-1"], id="a negative one"),
    pytest.param(BASE, {"kind": Kind.COUNT, "exposure": "inwoners"}, ["kolom 'inwoners'"], id="no such exposure"),
    pytest.param(text(*(f"{one},0" for one in rows()), head="area,period,value,inw"),
                 {"kind": Kind.COUNT, "exposure": "inw"}, ["'inw'", "boven nul"], id="an exposure of zero everywhere"),
    pytest.param(text(*(f"{one},-5" for one in rows()), head="area,period,value,inw"),
                 {"kind": Kind.COUNT, "exposure": "inw"}, ["regel 2", "-5"], id="a negative exposure"),
    pytest.param(text(*(f"{one},-5" for one in rows()), head="area,period,value,n"), {}, ["regel 2", "(n)"],
                 id="a negative size"),
    pytest.param(text(*rows(waves=(2020,))), {}, ["1 periode", "minstens 2"], id="one wave"),
    pytest.param(text(*rows(codes=CODES[:4])), {}, ["4 gebied", "minstens 10"], id="few areas"),
    pytest.param(b"area,period,value\nBU1,2020,\x00\n", {}, ["NUL-byte"], id="a NUL byte"),
    pytest.param(b"PK\x03\x04 not really", {}, [""], id="a broken zip"),
    pytest.param(b"<!doctype html><html></html>", {}, ["webpagina"], id="a web page"),
    pytest.param('area,period,value\n"BU1,2020,1\n', {}, [""], id="a quote that does not end"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "given", "said"), WRONG)
def test_a_fault_is_told_with_its_line_and_value(tmp_path, content, given, said):
    with pytest.raises(VeerkrachtError) as caught:
        read(tmp_path, content, **given)
    message = caught.value.message("nl")
    assert all(part in message for part in said), message
    assert caught.value.message("en") != message


WRONG_COVARIATES = [
    pytest.param("area,x\nGM0001,1\n", ["geen van de gebieden", "GM0001"], id="other areas"),
    pytest.param(text(*(f"{code},{n}" for n, code in enumerate(CODES)), head="area,x").replace("4,4", "4,veel"),
                 ["regel 6", "'veel' is geen getal"], id="a word among numbers"),
    pytest.param(text(*(f"{code},naam {n}" for n, code in enumerate([*CODES, *"abcd"])), head="area,naam"),
                 ["geen kolom met getallen"], id="names only"),
    pytest.param(text(*(f"{code},1" for code in [*CODES, CODES[0]]), head="area,x"), ["regel 14", "regel 2"],
                 id="an area twice"),
    pytest.param(text(*(f"{code},1" for code in CODES), head="gebiet,x"), ["kolom 'area'"], id="no area column"),
]  # fmt: skip


@pytest.mark.parametrize(("cov", "said"), WRONG_COVARIATES)
def test_a_fault_in_the_covariates_is_told(tmp_path, cov, said):
    with pytest.raises(VeerkrachtError) as caught:
        read(tmp_path, BASE, cov=cov)
    message = caught.value.message("nl")
    assert "cov.csv" in message
    assert all(part in message for part in said), message


def test_a_file_that_is_not_there_is_named(tmp_path):
    from veerkracht.workflows.panel_files import PanelRequest, read_panel

    with pytest.raises(VeerkrachtError, match=r"nergens\.csv"):
        read_panel(PanelRequest(panel=tmp_path / "nergens.csv"))
