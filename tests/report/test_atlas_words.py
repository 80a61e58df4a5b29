"""Numbers and sentences of the atlas: what JSON can hold, in the marks of the language."""

from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.indicators import Better
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period, years
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.report.atlas.atlas import names_within
from veerkracht.report.atlas.legend import legend_of
from veerkracht.report.atlas.maps import reason_texts
from veerkracht.report.atlas.rounding import chance_list, hundredths, plain, plain_list, whole_list
from veerkracht.report.atlas.sources import sources_of
from veerkracht.signalering.classes import VEERKRACHT_CLASSES
from veerkracht.signalering.kaart import Kaart, KaartKind


@given(st.floats(-1e300, 1e300) | st.sampled_from([math.nan, math.inf, -math.inf]))
def test_a_rounded_number_is_json_and_near_what_it_was(value):
    short = plain(value)
    assert json.loads(json.dumps(short, allow_nan=False)) == short
    if math.isfinite(value):
        assert short == pytest.approx(value, rel=1e-3)
    else:
        assert short is None


@given(st.floats(0, 1))
def test_a_chance_stays_a_chance(value):
    assert 0 <= hundredths(value) <= 1
    assert chance_list(np.array([value, np.nan])) == [pytest.approx(value, abs=0.006), None]


def test_what_is_missing_is_none_and_not_nothing():
    assert plain_list(np.array([0.0, np.nan, 1234.56])) == [0, None, 1235]
    assert whole_list(np.array([5.0, np.nan])) == [5, None]


def film(level, *, count, number=7):
    """Return a veerkrachtkaart on which every area is under pressure."""
    names = tuple(f"Gebied {at}" for at in range(count))
    unknown = np.full(count, np.nan)
    return Kaart(
        number=number,
        code="veerkrachtkaart",
        kind=KaartKind.VEERKRACHT,
        title=Bilingual("Veerkrachtkaart", "Resilience map"),
        question=Bilingual("Waar?", "Where?"),
        areas=Areas(level=level, year=2024, codes=names, names=names),
        periods=years(2018, 2020),
        indicators=(),
        unit=Bilingual("", ""),
        better=Better.NEITHER,
        values=unknown,
        errors=unknown,
        classes=np.full(count, 3, dtype=np.int8),
        class_names=VEERKRACHT_CLASSES,
        probabilities=np.tile([0.0, 0.0, 0.1, 0.9, 0.0], (count, 1)),
        chance=np.full(count, 0.9),
        borders=(),
        reasons=np.zeros(count, dtype=np.uint8),
        notes=(),
        provenance=(),
    )


def test_thousands_in_a_sentence_have_the_mark_of_the_language():
    kaart = film(Level.BUURT, count=1500)
    assert "1.500 van de 1.500 buurten" in legend_of(kaart, taal="nl", least=0.7).sentence
    assert "1,500 of the 1,500 neighbourhoods" in legend_of(kaart, taal="en", least=0.7).sentence


def test_of_a_single_area_the_sentence_says_its_class():
    assert legend_of(film(Level.WIJK, count=1), taal="nl", least=0.7).sentence == "Gebied 0: onder druk."


def test_gemeenten_are_compared_with_all_gemeenten():
    kaart = film(Level.GEMEENTE, count=3, number=8)
    assert "dan gemiddeld in alle gemeenten" in legend_of(kaart, taal="nl", least=0.7).sentence
    assert "in all municipalities" in legend_of(kaart, taal="en", least=0.7).sentence


def test_the_legend_carries_colour_pattern_and_meaning_of_each_class():
    told = legend_of(film(Level.BUURT, count=2), taal="nl", least=0.7).to_json()
    pressure = told["classes"][3]
    assert (pressure["colour"], pressure["pattern"], pressure["count"]) == ("#D9542B", "hatch", 2)
    assert pressure["explanation"].startswith("Er kwamen meer bewoners")
    assert "70%" in told["uncertain"]["explanation"]


def test_a_gap_without_a_reason_was_not_measured():
    reasons = np.array([Reason.SUPPRESSED, Reason.PRESENT, Reason.PRESENT], dtype=np.uint8)
    why, texts = reason_texts(reasons, missing=np.array([True, True, False]), taal="nl")
    assert why == [0, 1, -1]
    assert texts == ["geheim: te weinig bewoners of woningen", "niet gemeten"]


def test_a_table_is_a_source_once_with_the_years_taken_from_it():
    areas = Areas(level=Level.WIJK, year=2024, codes=("WK034401",), names=("West",))
    table = "84799NED"
    held = {
        ("onv", Period(year)): Column.of(
            np.array([1.0]),
            provenance=(Provenance(publisher="CBS", table=table, column="a", retrieved=date(2026, 1, 2)),),
        )
        for year in range(2014, 2020)
    }
    found = AreaTable.of(areas, held)
    wanted = [one for column in held.values() for one in column.provenance]
    (source,) = sources_of(found, ("onv",), wanted=wanted)
    assert source.to_json()["years"] == "2014-2019"
    assert source.to_json()["name"] == "CBS, 84799NED"
    assert source.to_json()["retrieved"] == "2026-01-02"


def test_a_name_is_short_where_it_stays_unique_in_its_own_gemeente():
    areas = Areas(
        level=Level.WIJK,
        year=2024,
        codes=("WK034401", "WK034402", "WK077201", "WK077202"),
        names=("Wijk 01 Centrum", "Wijk 02 West", "Wijk 01 Centrum", "Wijk 02 Centrum"),
    )
    assert names_within(areas) == ("Centrum", "West", "Wijk 01 Centrum", "Wijk 02 Centrum")
