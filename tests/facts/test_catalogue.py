"""The catalogue says what every figure means, and refuses to contradict itself."""

from __future__ import annotations

import json
import re
import unicodedata

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from veerkracht.errors.data import CatalogueError
from veerkracht.facts.catalogue import parse_catalogue
from veerkracht.facts.indicators import Kind, Theme, stem
from veerkracht.sources.shipped import load_catalogue

SMALL = """
[units]
number = { nl = "aantal", en = "number" }

[families.kwb]
name = { nl = "Kerncijfers", en = "Key figures" }
publisher = "CBS"
licence = "CC BY 4.0"
service = "cbs"
ids = { 2013-2015 = "82339NED", 2016 = "83487NED" }

[indicators.inwoners]
name = { nl = "Inwoners", en = "Residents" }
theme = "bewoners"
kind = "count"
unit = "number"
better = "neither"
explanation = { nl = "Wie hier woont.", en = "Who lives here." }
sources = [{ family = "kwb", stem = "AantalInwoners", short = "a_inw" }]
"""


def test_a_small_catalogue_is_read_whole():
    catalogue = parse_catalogue(SMALL)
    assert catalogue["inwoners"].name.en == "Residents"
    assert catalogue["inwoners"].low == 0, "nobody counts fewer than no residents"
    assert catalogue.families["kwb"].ids == {2013: "82339NED", 2014: "82339NED", 2015: "82339NED", 2016: "83487NED"}


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        pytest.param('kind = "count"', 'kind = "aantal"', "is not one of count", id="unknown kind"),
        pytest.param('unit = "number"', 'unit = "stuks"', "is not one of number", id="unknown unit"),
        pytest.param('theme = "bewoners"', 'theme = "wonen"', "is not one of zelf", id="unknown theme"),
        pytest.param('better = "neither"\n', "", "'better' is missing", id="missing key"),
        pytest.param('better = "neither"', 'betre = "neither"', "missing", id="misspelled key"),
        pytest.param('better = "neither"', 'better = "neither"\nrounded = 5', "Did you mean", id="unknown key"),
        pytest.param(
            'better = "neither"', 'better = "neither"\nrounded_to = "5"', "not a whole number", id="text as number"
        ),
        pytest.param(
            'better = "neither"', 'better = "neither"\nmodelled = 1', "not true or false", id="number as truth"
        ),
        pytest.param('en = "Residents"', 'en = ""', "a language is empty", id="empty language"),
        pytest.param(', en = "Residents"', "", "'en' is missing", id="missing language"),
        pytest.param('family = "kwb"', 'family = "kwbb"', "is not one of kwb", id="unknown family"),
        pytest.param('service = "cbs"', 'service = "fax"', "is not one of cbs", id="unknown service"),
        pytest.param("2013-2015 =", "2015-2013 =", "not a year", id="years that run backwards"),
        pytest.param(
            'better = "neither"',
            'better = "neither"\ndenominator = "inwonres"',
            "Did you mean 'inwoners'",
            id="unknown denominator",
        ),
        pytest.param(
            'better = "neither"', 'better = "neither"\nlow = 9\nhigh = 3', "not below high", id="impossible bounds"
        ),
        pytest.param(
            'short = "a_inw"', 'short = "a_inw", first = 2020, last = 2013', "Swap them", id="source years backwards"
        ),
        pytest.param(
            'sources = [{ family = "kwb", stem = "AantalInwoners", short = "a_inw" }]', "", "no source", id="no source"
        ),
        pytest.param("sources = [{", "sources = [1, {", "not a table", id="source that is no table"),
        pytest.param("[units]", "[units", "not valid TOML", id="broken TOML"),
        pytest.param(
            'better = "neither"', 'better = "neither"\nlevels = ["straat"]', "is not one of land", id="unknown level"
        ),
        pytest.param(
            'better = "neither"',
            'better = "neither"\nderivation = { parts = ["inwoners"] }',
            "made from itself",
            id="made from itself",
        ),
    ],
)
def test_a_faulty_catalogue_is_refused_with_a_remedy_in_both_languages(wrong, right, says):
    assert wrong in SMALL
    with pytest.raises(CatalogueError, match=re.escape(says)) as caught:
        parse_catalogue(SMALL.replace(wrong, right, 1))
    assert caught.value.message("nl").startswith("Catalogus, ")
    assert caught.value.message("nl") != caught.value.message("en")


def test_two_indicators_cannot_claim_one_column_in_one_year():
    twin = SMALL[SMALL.index("[indicators") :].replace("inwoners]", "bewoners]")
    with pytest.raises(CatalogueError, match="also belongs to"):
        parse_catalogue(SMALL + twin)


def test_the_shipped_catalogue_covers_the_five_themes_with_at_least_sixty_indicators():
    catalogue = load_catalogue()
    assert len(catalogue) >= 60
    assert {indicator.theme for indicator in catalogue} == set(Theme)


def test_every_share_and_rate_that_we_make_ourselves_says_of_whom():
    for indicator in load_catalogue():
        if indicator.derivation is not None and indicator.derivation.wholes:
            assert indicator.kind in {Kind.PERCENTAGE, Kind.RATE}
            assert indicator.derivation.per in {100, 1000}


def test_residents_are_never_called_problems():
    for indicator in load_catalogue():
        text = f"{indicator.name.nl} {indicator.explanation.nl}".lower()
        assert not re.search(r"probleem|asociaal|kansarm|achterstand|allochto", text), indicator.code


def test_poverty_figures_of_2023_and_2024_are_never_compared():
    catalogue = load_catalogue()
    assert not catalogue["sociaal_minimum"].comparable(2023, 2024)
    assert catalogue["sociaal_minimum"].comparable(2018, 2023)
    assert catalogue["armoede"].source_in("kwb", 2023) is None


def test_the_stem_of_a_year_is_the_one_that_cbs_wrote_that_year():
    catalogue = load_catalogue()
    assert catalogue["indelingswijziging"].source_in("kwb", 2019).stem == "IndelingswijzigingWijkenEnBuurten"
    assert catalogue["opleiding_laag"].source_in("kwb", 2020).short == "a_opl_lg"
    assert {s for s, (i, _) in catalogue.in_family("kwb", 2024).items() if i.code == "opleiding_laag"} == {
        "OpleidingsniveauLaag",
        "BasisonderwijsVmboMbo1",
    }


@pytest.mark.shared_data
def test_the_stems_of_2020_stand_in_the_published_table(shared_data):
    properties = pd.read_parquet(shared_data / "kwb/84799NED_2020/cbs.v3.84799NED_DataProperties.parquet")
    published = {stem(key) for key in properties["Key"].dropna()}
    catalogue = load_catalogue()
    for indicator in catalogue:
        stems = [source.stem for source in indicator.sources if source.family == "kwb" and source.covers(2020)]
        assert not stems or published & set(stems), indicator.code


@pytest.mark.shared_data
def test_the_stems_of_2019_stand_in_the_published_table(shared_data):
    path = shared_data / "kwb/amsterdam/84583NED_2019_UntypedDataSet_Amsterdam.csv"
    header = path.read_text(encoding="utf-8-sig").splitlines()[0]
    published = {stem(name.strip('"')) for name in header.split(";")}
    for indicator in load_catalogue():
        stems = [source.stem for source in indicator.sources if source.family == "kwb" and source.covers(2019)]
        assert not stems or published & set(stems), indicator.code


@pytest.mark.shared_data
def test_the_stems_of_2017_are_the_published_titles_written_together(shared_data):
    codes = pd.read_parquet(shared_data / "api_responses/cbs_v4_83765NED/cbs.v4.83765NED_MeasureCodes.parquet")
    titles = {_folded(title) for title in codes["Title"]}
    for code in load_catalogue().indicators:
        stems = [
            s.stem.removeprefix("k_") for s in load_catalogue()[code].sources if s.family == "kwb" and s.covers(2017)
        ]
        # The flag of changed borders is a property of the area in this version of the service, no measure.
        assert not stems or code == "indelingswijziging" or titles & set(map(_folded, stems)), code


def _folded(text):
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())


@pytest.mark.shared_data
def test_the_short_names_of_the_cbs_excel_are_ours(shared_data):
    sheet = CalamineWorkbook.from_path(shared_data / "kwb/utrecht/CBS-Utrecht-kwb-2024.xlsx").get_sheet_by_index(0)
    published = {str(name).strip() for name in sheet.to_python()[0]}
    ours = {source.short for indicator in load_catalogue() for source in indicator.sources if source.short}
    assert len(published & ours) >= 60
    # New since the final delivery of 2024, of another column name, or of before 2021.
    assert ours - published == {"a_nb_won", "a_opl_bvm", "a_opl_hvm", "a_opl_hw", "g_woz", "p_bj_mi10", "p_ink_ar"}


@pytest.mark.shared_data
def test_the_health_columns_of_the_files_of_rivm_are_ours(shared_data):
    for year, name in {2012: "2012_18+", 2016: "2016_18+", 2020: "RIVM_gezondheid2020_18+"}.items():
        rows = CalamineWorkbook.from_path(shared_data / f"rivm/{name}.xlsx").get_sheet_by_index(0).to_python(nrows=2)
        country = dict(zip(map(stem, map(str, rows[0])), rows[1], strict=True))
        filled = {key for key, value in country.items() if str(value).strip()}
        ours = set(load_catalogue().in_family("smap_2020", year))
        assert ours <= filled, f"{year}: {ours - filled}"


@pytest.mark.shared_data
def test_the_names_of_the_map_of_pdok_are_ours(shared_data):
    features = json.loads((shared_data / "api_responses/pdok_baarn_buurten_2025.geojson").read_text(encoding="utf-8"))
    published = set(features["features"][0]["properties"])
    ours = set(load_catalogue().in_family("pdok", 2025)) - {"geometrie_km2"}
    assert ours <= published, ours - published
