"""Exports of a map: the same figures in every file, nothing that is withheld, and no name that can act."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pyogrio
import pypdf
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from veerkracht.errors.drawing import DifferentPolygonsError, UnknownFormError
from veerkracht.errors.warehouse import NoBoundariesError
from veerkracht.facts.areas import Level
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.quickscan.legends import class_positions, legend_sentence, map_classes
from veerkracht.signalering.kaart import Kaart
from veerkracht.signalering.kaarten import NUMBERS, make_kaart
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.map_export import FORMS, About, export_map
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.writers.csv_table import csv_table, harmless

CATALOGUE = load_catalogue()
ABOUT = About(place="'s-Demostad (fictief)", day=date(2026, 11, 22), data_version="abc123", catalogue=CATALOGUE)
HOSTILE = (
    "=cmd|' /C calc'!A0", "+SUM(1;2)", "-2+3", "@import", "\t=1+1", "\r=1+1", " =1+1", "＝1+1",
    '<script>alert("x")</script>', "a;b", 'zeg "nee"', "x\ny", "#set page(fill: red)", "\u202egnol", "🌳", "'s-Buurt",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the stored figures of the buurten of the demo city, and its maps 1 to 8 by number."""
    warehouse, gemeente = load_demo(tmp_path_factory.mktemp("demo"))
    country = open_country(warehouse, CATALOGUE)
    stored = country.stored(Level.BUURT, gemeente)
    made = (make_kaart(stored.inside, one, catalogue=CATALOGUE, choices=country.choices) for one in NUMBERS)
    return stored, {one.number: one for one in made if isinstance(one, Kaart)}


@pytest.fixture(scope="module")
def hostile(demo):
    """Return map 7 of a city whose names try to act, with its polygons."""
    stored, kaarten = demo
    names = tuple(HOSTILE[row % len(HOSTILE)] for row in range(len(kaarten[7].areas)))
    areas = replace(kaarten[7].areas, names=names)
    return replace(kaarten[7], areas=areas), replace(stored.boundaries, areas=areas)


def made(kaart, boundaries, form, *, taal="nl", **given):
    return export_map(kaart, boundaries=boundaries, form=form, taal=taal, about=given.pop("about", ABOUT), **given)


def rows_of(export):
    return list(csv.DictReader(io.StringIO(export.body.decode("utf-8-sig")), delimiter=";"))


def read_gpkg(export, tmp_path):
    file = tmp_path / "kaart.gpkg"
    file.write_bytes(export.body)
    return file, pyogrio.read_dataframe(file)


# CSV ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", NUMBERS)
def test_every_area_has_one_row_with_its_class_or_the_reason_why_there_is_none(demo, number):
    stored, kaarten = demo
    kaart = kaarten[number]
    labels, places = [one.label for one in map_classes(kaart, taal="nl")], class_positions(kaart)
    rows = rows_of(made(kaart, stored.boundaries, "csv"))
    assert [row["code"] for row in rows] == list(kaart.areas.codes)
    for row, place, reason in zip(rows, places, kaart.reasons, strict=True):
        if place >= 0:
            assert (row["klasse"], row["reden"]) == (labels[place], "")
        else:
            assert (row["klasse"], row["kans"]) == ("", "")
            assert row["reden"] == REASON_WORDS[Reason(int(reason))].nl


def test_pandas_and_a_dutch_excel_read_the_figures_as_numbers(demo):
    stored, kaarten = demo
    kaart = kaarten[4]
    assert (kaart.values[np.isfinite(kaart.values)] < 0).any()
    dutch = made(kaart, stored.boundaries, "csv").body
    assert dutch.startswith(b"\xef\xbb\xbfcode;naam;")
    read = pd.read_csv(io.BytesIO(dutch), sep=";", decimal=",", encoding="utf-8-sig")
    english = pd.read_csv(io.BytesIO(made(kaart, stored.boundaries, "csv", taal="en").body), sep=";")
    assert read.waarde.dtype == english.value.dtype == np.float64
    np.testing.assert_allclose(read.waarde, english.value)
    np.testing.assert_allclose(read.waarde, kaart.values, atol=0.0051 * np.nanstd(kaart.values) * 10)


def test_an_interval_holds_its_figure_and_stays_within_what_the_figure_can_be(demo):
    stored, kaarten = demo
    for row in rows_of(made(kaarten[1], stored.boundaries, "csv", taal="en")):
        if row["low"]:
            assert 0 <= float(row["low"]) <= float(row["value"]) <= float(row["high"]) <= 100


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
@settings(deadline=None)
def test_no_text_acts_in_a_spreadsheet_and_none_breaks_a_row(texts):
    rows = list(csv.reader(io.StringIO(csv_table(texts, [texts], taal="nl").decode("utf-8-sig")), delimiter=";"))
    assert [len(row) for row in rows] == [len(texts)] * 2
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))
        assert not re.search("[\t\r\n]", cell)


@pytest.mark.parametrize("value", [-1.5, 0.0, 1e-9, 123456789.25])
def test_a_number_stays_a_number_also_below_zero(value):
    read = pd.read_csv(io.BytesIO(csv_table(["x"], [[value]], taal="nl")), sep=";", decimal=",", encoding="utf-8-sig")
    assert read.x[0] == pytest.approx(value)


def test_an_apostrophe_that_was_there_is_not_doubled():
    assert harmless("'s-Gravenhage") == "'s-Gravenhage"


# Withheld figures and filters -----------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 4, 7])
@pytest.mark.parametrize("form", FORMS)
def test_of_a_withheld_area_nothing_leaves_but_that_it_is(demo, number, form):
    stored, kaarten = demo
    kaart = kaarten[number]
    hidden = np.arange(len(kaart.areas)) % 3 == 0
    reasons = np.where(hidden, Reason.SUPPRESSED, kaart.reasons).astype(np.uint8)
    once = made(replace(kaart, reasons=reasons), stored.boundaries, form)
    # Whatever lies under it, the file is the same.
    other = replace(
        kaart,
        reasons=reasons,
        values=np.where(hidden, 77.7, kaart.values),
        errors=np.where(hidden, 0.7, kaart.errors),
        classes=np.where(hidden, 1, kaart.classes).astype(np.int8),
        chance=np.where(hidden, 0.91, kaart.chance),
    )
    twice = made(other, stored.boundaries, form)
    if form == "gpkg":  # holds the moment at which it was made
        once, twice = (json.dumps(rows_of_gpkg(one.body)) for one in (once, twice))
        assert once == twice
    else:
        assert once == twice
    if form == "csv":
        assert all(
            (row["klasse"], row["waarde"], row["kans"]) == ("", "", "") and row["reden"].startswith("geheim")
            for row, hides in zip(rows_of(once), hidden, strict=True)
            if hides
        )


def rows_of_gpkg(body):
    held = sqlite3.connect(":memory:")
    held.deserialize(body)
    layer = held.execute("SELECT table_name FROM gpkg_contents").fetchone()[0]
    names = [row[1] for row in held.execute(f"PRAGMA table_info('{layer}')") if row[1] != "geom"]
    found = held.execute(f"SELECT {', '.join(names)} FROM '{layer}'").fetchall()  # noqa: S608
    held.close()
    return found


def test_only_the_areas_that_are_asked_for_are_in_the_file(demo, tmp_path):
    stored, kaarten = demo
    kaart = kaarten[7]
    wanted = kaart.classes == 3
    codes = [code for code, there in zip(kaart.areas.codes, wanted, strict=True) if there]
    assert 0 < len(codes) < len(kaart.areas)
    about = replace(ABOUT, filter_text="staat onder druk")
    given = {"rows": wanted, "about": about}
    assert [row["code"] for row in rows_of(made(kaart, stored.boundaries, "csv", **given))] == codes
    features = json.loads(made(kaart, stored.boundaries, "geojson", **given).body)["features"]
    assert [one["properties"]["code"] for one in features] == codes
    assert read_gpkg(made(kaart, stored.boundaries, "gpkg", **given), tmp_path)[1].code.tolist() == codes
    svg = made(kaart, stored.boundaries, "svg", **given).body.decode()
    assert svg.count("<title>") == len(codes)
    assert "staat onder druk" in svg
    assert f"{len(codes)} van de {len(kaart.areas)} gebieden zijn gekozen" in svg


@pytest.mark.parametrize("form", FORMS)
def test_a_filter_that_lets_nothing_through_gives_an_empty_file_and_no_error(demo, form):
    stored, kaarten = demo
    nothing = np.zeros(len(kaarten[7].areas), dtype=bool)
    assert made(kaarten[7], stored.boundaries, form, rows=nothing).body


# Map programs ---------------------------------------------------------------------------------------


def test_a_geopackage_is_read_by_gdal_with_its_polygons_figures_and_sources(demo, tmp_path):
    stored, kaarten = demo
    kaart = kaarten[3]
    file, read = read_gpkg(made(kaart, stored.boundaries, "gpkg"), tmp_path)
    assert read.crs.to_epsg() == 28992
    assert read.code.tolist() == list(kaart.areas.codes)
    assert shapely.equals(read.geometry.values, stored.boundaries.geometry).all()
    csv_rows = rows_of(made(kaart, stored.boundaries, "csv", taal="en"))
    np.testing.assert_allclose(read.waarde, [float(row["value"]) if row["value"] else np.nan for row in csv_rows])
    metadata = pyogrio.read_info(file)["layer_metadata"]
    assert metadata["data_version"] == "abc123"
    assert metadata["source"].startswith("fictief")
    assert "bestaat niet" in metadata["fictitious"]
    assert metadata["column_reden"] == "waarom er geen klasse is"
    with sqlite3.connect(file) as held:
        assert held.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert held.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"GPKG"),)


def test_geojson_lies_in_degrees_on_the_same_spot_and_says_how_exact(demo, tmp_path):
    stored, kaarten = demo
    export = made(kaarten[7], stored.boundaries, "geojson")
    file = tmp_path / "kaart.geojson"
    file.write_bytes(export.body)
    read = pyogrio.read_dataframe(file)
    assert read.crs.to_epsg() == 4326
    back = read.to_crs(28992).geometry.values
    assert shapely.hausdorff_distance(back, stored.boundaries.geometry).max() < 0.2
    assert "ongeveer 1 meter" in json.loads(export.body)["metadata"]["accuracy"]


def test_an_area_without_a_polygon_stays_a_row(demo, tmp_path):
    stored, kaarten = demo
    geometry = stored.boundaries.geometry.copy()
    geometry[0] = None
    boundaries = replace(stored.boundaries, geometry=geometry)
    assert json.loads(made(kaarten[7], boundaries, "geojson").body)["features"][0]["geometry"] is None
    _, read = read_gpkg(made(kaarten[7], boundaries, "gpkg"), tmp_path)
    assert read.geometry.isna().tolist() == [True] + [False] * (len(read) - 1)
    for form in ("svg", "png", "pdf"):
        assert made(kaarten[7], boundaries, form).body


# Drawings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_a_drawing_says_what_is_counted_where_it_comes_from_and_when_it_was_made(demo, number, taal):
    stored, kaarten = demo
    kaart = kaarten[number]
    root = ElementTree.fromstring(made(kaart, stored.boundaries, "svg", taal=taal).body)  # noqa: S314 - our own
    said = " ".join("".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text"))
    for words in (
        kaart.question.say(taal),
        legend_sentence(kaart, taal=taal),
        "fictief" if taal == "nl" else "Fictitious",
        {"nl": "22 november 2026", "en": "22 November 2026"}[taal],
        "abc123",
        "km",
    ):
        assert words in said
    assert root.get("role") == "img"


def test_a_png_has_two_pixels_for_each_unit_and_shows_something(demo):
    stored, kaarten = demo
    picture = Image.open(io.BytesIO(made(kaarten[7], stored.boundaries, "png").body))
    assert picture.width == 2 * (680 + 48)
    assert len(picture.convert("RGB").getcolors(maxcolors=10**7)) > 20


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("taal", ["nl", "en"])
def test_a_pdf_is_one_tagged_page_with_its_words_as_text(demo, number, taal):
    stored, kaarten = demo
    kaart = kaarten[number]
    pdf = pypdf.PdfReader(io.BytesIO(made(kaart, stored.boundaries, "pdf", taal=taal).body))
    assert len(pdf.pages) == 1
    assert (round(pdf.pages[0].mediabox.width), round(pdf.pages[0].mediabox.height)) == (595, 842)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(pdf.pages[0].extract_text().split())
    for words in (kaart.question.say(taal), legend_sentence(kaart, taal=taal), "abc123"):
        assert words in text
    assert pdf.metadata.title == kaart.question.say(taal)


@pytest.mark.parametrize("form", FORMS)
def test_a_name_that_tries_to_act_is_only_a_name(hostile, form, tmp_path):
    kaart, boundaries = hostile
    export = made(kaart, boundaries, form)
    if form == "csv":
        assert not any(cell.lstrip().startswith(("=", "+", "@")) for row in rows_of(export) for cell in row.values())
        assert len(rows_of(export)) == len(kaart.areas)
    elif form == "svg":
        ElementTree.fromstring(export.body)  # noqa: S314 - our own drawing
        assert b"<script" not in export.body
    elif form == "gpkg":
        assert read_gpkg(export, tmp_path)[1].naam[0] == HOSTILE[0]
    elif form == "geojson":
        assert json.loads(export.body)["features"][0]["properties"]["naam"] == HOSTILE[0]
    assert b"\xe2\x80\xae" not in export.body


@pytest.mark.parametrize("form", ["csv", "geojson", "svg", "png", "pdf"])
def test_equal_maps_give_equal_bytes(demo, form):
    stored, kaarten = demo
    assert made(kaarten[6], stored.boundaries, form) == made(kaarten[6], stored.boundaries, form)


# What is asked wrongly --------------------------------------------------------------------------------


def test_the_name_of_the_file_is_plain_and_says_what_it_is(demo):
    stored, kaarten = demo
    export = made(kaarten[7], stored.boundaries, "csv", about=replace(ABOUT, place="../Zürich\r\nX: y/😀"))
    assert re.fullmatch(r"veerkracht-zurich-x-y-7-[a-z]+-buurt-[0-9-]+\.csv", export.name)
    assert export.media_type == "text/csv; charset=utf-8"


def test_a_form_that_is_not_made_is_met_with_those_that_are(demo):
    stored, kaarten = demo
    with pytest.raises(UnknownFormError, match="Did you mean 'gpkg'"):
        made(kaarten[7], stored.boundaries, "gpk")


def test_polygons_of_other_areas_are_refused(demo):
    stored, kaarten = demo
    turned = stored.boundaries.take(np.arange(len(stored.boundaries.areas))[::-1])
    with pytest.raises(DifferentPolygonsError):
        made(kaarten[7], turned, "svg")
    with pytest.raises(DifferentPolygonsError, match=kaarten[7].areas.codes[-1]):
        made(kaarten[7], stored.boundaries.take(np.arange(len(turned.areas) - 1)), "svg")


@pytest.mark.parametrize("form", FORMS)
def test_without_polygons_there_is_a_table_and_no_drawing(demo, form):
    _, kaarten = demo
    if form == "csv":
        assert len(rows_of(made(kaarten[7], None, form))) == len(kaarten[7].areas)
    else:
        with pytest.raises(NoBoundariesError):
            made(kaarten[7], None, form)
