"""Leefbaarometer: the zip of the country, and the classes of the map service."""

from __future__ import annotations

import io
import zipfile

import pytest

from veerkracht.errors.answers import NoRowsError, TableGoneError, ZipMemberError
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources import services as live

from .world import catalogue, family, figures, question

LBM = family(
    "leefbaarometer", "leefbaarometer", {2020: "meting-2024", 2024: "meting-2024"},
    boundary_years={2020: 2024, 2024: 2024}, modelled=True,
)  # fmt: skip
NAME = "/resources/open-data-leefbaarometer-meting-2024.zip"
ROWS = {
    "buurten": "bu_code,bu_naam,jaar,lbm,onv\nBU09900101,Markt,2020,4.1,-0.1\nBU09900101,Markt,2024,4.2,NA\n"
    "BU09910101,Elders,2024,3.9,0.2\nBU09910101,Elders,2002,3.0,NA\n",
    "wijken": "wk_code,wk_naam,jaar,lbm,onv\nWK099001,Binnenstad,2024,4.15,-0.05\n",
    "gemeenten": "gm_code,gm_naam,jaar,lbm,onv\nGM0990,Voorbeelddam,2024,4.12,-0.02\n",
}


def zipped(rows=None, *, folder="Leefbaarometer 3.0 - Meting 2024 - open data/"):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{folder}LEESMIJ.txt", "x")
        for level, text in (ROWS if rows is None else rows).items():
            archive.writestr(f"{folder}Leefbaarometer-scores {level} 2002-2024.csv", text)
    return target.getvalue()


def asked(**more):
    return question("meting-2024", of=LBM, years=(2020, 2024), known=catalogue(LBM), **more)


def get(http, addresses, service="leefbaarometer", **more):
    return live.fetch(http, asked(**more), addresses=addresses, service=service)


def test_all_scores_of_the_country_come_from_one_zip(http, services, addresses):
    services.files[NAME] = zipped()
    found = get(http, addresses, gemeente="")
    assert {one.areas.level: len(one.areas) for one in found.tables} == {
        Level.GEMEENTE: 1, Level.WIJK: 1, Level.BUURT: 2,
    }  # fmt: skip
    assert figures(found.tables, "lbm", Period(2024)) == {"BU09900101": 4.2, "BU09910101": 3.9}
    source = found.tables[0].provenance["lbm", Period(2024)][0]
    assert (source.modelled, source.boundary_year, source.column) == (True, 2024, "lbm")


def test_a_score_that_was_not_measured_is_not_zero(http, services, addresses):
    services.files[NAME] = zipped()
    buurten = next(one for one in get(http, addresses, gemeente="").tables if one.areas.level is Level.BUURT)
    assert [Reason(int(one)) for one in buurten.column("onv", Period(2024)).reasons] == [
        Reason.NOT_MEASURED, Reason.PRESENT,
    ]  # fmt: skip
    assert [Reason(int(one)) for one in buurten.column("onv", Period(2020)).reasons] == [
        Reason.PRESENT, Reason.OUTSIDE,
    ]  # fmt: skip


def test_one_gemeente_can_be_asked(http, services, addresses):
    services.files[NAME] = zipped()
    found = get(http, addresses)
    assert {code for one in found.tables for code in one.areas.codes} == {"GM0990", "WK099001", "BU09900101"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(b"PK\x03\x04 broken", "het is beschadigd", id="broken"),
        pytest.param(zipped()[:400], "het is beschadigd", id="truncated"),
        pytest.param(zipped({}), "geen bestand in met de scores van buurten", id="no scores"),
        pytest.param(zipped({"buurten": "a,b\n1,2\n"}), "heeft geen kolommen bu_code en jaar", id="other columns"),
        pytest.param(
            zipped({"buurten": "bu_code,jaar,lbm\n" + "0" * 20_000_000}), "wordt uitgepakt 20 MB groot", id="zip bomb"
        ),
    ],
)
def test_a_zip_that_cannot_be_used_says_why(http, services, addresses, body, words):
    services.files[NAME] = body
    with pytest.raises(ZipMemberError) as caught:
        get(http, addresses, gemeente="")
    assert words in caught.value.message("nl")


def test_a_measurement_that_is_not_there_is_named(http, services, addresses):
    with pytest.raises(TableGoneError, match="meting-2024"):
        get(http, addresses)


def classes():
    return [
        {"type": "Feature", "geometry": None, "properties": {"id": "BU09900101", "name": "Markt", "konv": 3}},
        {"type": "Feature", "geometry": None, "properties": {"id": "BU09910101", "name": "Elders", "konv": 7}},
        {"type": "Feature", "geometry": None, "properties": {"id": "E1213N4879", "name": "", "konv": 9}},
    ]


def test_the_published_classes_come_from_the_layers_of_the_map(http, services, addresses):
    services.layers["lbm3:buurtscore24"] = classes()
    found = get(http, addresses, "leefbaarometer_classes")
    assert figures(found.tables, "onv_klasse", Period(2024)) == {"BU09900101": 3}
    assert [(one.indicator, one.year) for one in found.missing] == [("onv_klasse", 2020)]


def test_layers_that_hold_nothing_of_the_gemeente_say_so(http, services, addresses):
    services.layers["lbm3:buurtscore24"] = classes()
    with pytest.raises(NoRowsError):
        get(http, addresses, "leefbaarometer_classes", gemeente="GM0344")


def test_a_map_without_any_of_the_layers_is_named(http, services, addresses):
    with pytest.raises(TableGoneError):
        get(http, addresses, "leefbaarometer_classes")
