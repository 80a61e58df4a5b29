"""The panel of an area and two places side by side: the same figures as the maps, each with its margin or a reason."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from veerkracht.errors.atlas import AtlasLevelError, AtlasPairError
from veerkracht.errors.data import AreaCodeError, UnknownAreaError
from veerkracht.facts.areas import Level
from veerkracht.facts.tables import Reason
from veerkracht.report.atlas.comparison import FigurePair, verdict
from veerkracht.report.document import figures, numbers
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.atlas import make_atlas
from veerkracht.workflows.atlas_area import area_panel, panel_of
from veerkracht.workflows.atlas_compare import compare_areas, compare_cities
from veerkracht.workflows.atlas_view import open_view
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.writers.html import render_html

DAY = date(2026, 11, 22)
CITY = "GM9901"


@pytest.fixture(scope="module")
def country(demo_country):
    return demo_country


@pytest.fixture(scope="module")
def atlas(country):
    return make_atlas(country, gemeente=CITY, level=Level.BUURT, taal="nl").to_json()


@pytest.fixture(scope="module")
def view(country, atlas):
    return open_view(country, atlas["areas"]["codes"][0])


def bare(atlas):
    """Return the code of an area without a class on the first map."""
    return next(code for code, at in zip(atlas["areas"]["codes"], atlas["maps"][0]["classes"], strict=True) if at == -1)


def full(atlas, count=1):
    """Return the codes of areas with a class on each of the first eight maps."""
    rows = np.array([one["classes"] for one in atlas["maps"][:8]])
    return [atlas["areas"]["codes"][at] for at in np.flatnonzero((rows >= 0).all(axis=0))[:count]]


def test_the_panel_says_the_classes_of_the_map(view, atlas):
    for code in (*full(atlas, 3), bare(atlas)):
        row = atlas["areas"]["codes"].index(code)
        told = panel_of(view, code, taal="nl").to_json()
        for one, kaart in zip(told["classes"], atlas["maps"], strict=True):
            at = kaart["classes"][row]
            assert (one["class"] is None) == (at == -1)
            if at == -1:
                assert one["reason"] == kaart["reason_texts"][kaart["reasons"][row]]
                continue
            drawn = kaart["legend"]["classes"][at]
            shown = {key: one["class"][key] for key in ("code", "name", "colour", "pattern", "explanation")}
            assert shown == {key: drawn[key] for key in shown}
            assert one["chance"] == kaart["chance"][row]
            assert one["unsure"] == kaart["unsure"][row]


def test_the_panel_says_the_figures_and_margins_of_the_map(view, atlas):
    code = full(atlas)[0]
    row = atlas["areas"]["codes"].index(code)
    told = {one["code"]: one for one in panel_of(view, code, taal="nl").to_json()["indicators"]}
    for kaart in (atlas["maps"][0], atlas["maps"][2], atlas["maps"][4]):
        one = told[kaart["indicators"][0]]
        assert (one["value"], one["low"], one["high"]) == (
            kaart["values"][row],
            kaart["low"][row],
            kaart["high"][row],
        )
        assert one["gemeente"] is not None
        assert one["period"] == kaart["period"]


def test_what_an_area_lacks_is_named_with_its_reason(view, atlas):
    told = panel_of(view, bare(atlas), taal="nl").to_json()
    assert {one["what"] for one in told["missing"]} >= {atlas["maps"][0]["title"]}
    assert all(one["why"] for one in told["missing"])
    assert all((one["value"] is None) == (one["reason"] is not None) for one in told["indicators"])


def test_a_line_through_the_years_has_its_band_and_no_forecast_without_an_interval(view, atlas):
    trends = panel_of(view, full(atlas)[0], taal="nl").to_json()["trends"]
    assert {"minder_zelfredzaam", "onv"} <= {one["code"] for one in trends}
    for one in trends:
        for point in one["points"]:
            assert (point["value"] is None) == (point["reason"] is not None)
            if point["level"] is not None:
                assert point["low"] <= point["level"] <= point["high"]
        ahead = one["forecast"]
        if ahead is not None:
            assert ahead["low90"] <= ahead["low80"] <= ahead["value"] <= ahead["high80"] <= ahead["high90"]
            assert ahead["year"] > one["points"][-1]["year"]
    assert any(one["forecast"] for one in trends)


def test_areas_alike_are_others_and_those_of_the_own_city_lie_in_it(view, atlas):
    code = full(atlas)[0]
    whole, own = panel_of(view, code, taal="nl").to_json()["peers"]
    for one in (whole, own):
        codes = [area["code"] for area in one["areas"]]
        assert len(set(codes)) == 5
        assert code not in codes
        assert one["alike_on"]
        assert set(one["own"]) <= {figure["code"] for figure in one["figures"]}
    assert {area["code"] for area in own["areas"]} <= set(atlas["areas"]["codes"])
    assert whole["position"]["low"] <= whole["position"]["rank"] <= whole["position"]["high"]


def test_the_panel_is_also_a_part_of_a_report(view, atlas):
    for code in (full(atlas)[0], bare(atlas)):
        document = panel_of(view, code, taal="nl").document(DAY)
        assert all(one.source and one.year for one in numbers(document))
        assert all(one.table.rows for one in figures(document))
        page = render_html(document).decode()
        assert "<script" not in page
        assert atlas["areas"]["names"][atlas["areas"]["codes"].index(code)] in page


def test_the_panel_of_an_earlier_year_shows_no_later_one_and_no_forecast(country, atlas):
    told = area_panel(country, full(atlas)[0], taal="nl", until=2018).to_json()
    assert told["until"] == 2018
    assert max(point["year"] for one in told["trends"] for point in one["points"]) <= 2018
    assert max(int(one["period"][:4]) for one in told["indicators"]) <= 2018
    assert all(one["forecast"] is None for one in told["trends"])


@pytest.mark.parametrize("code", [CITY, "WK990101"])
def test_wijken_and_gemeenten_have_a_panel_too(country, code):
    told = area_panel(country, code, taal="en").to_json()
    assert json.dumps(told, allow_nan=False)
    assert told["area"]["code"] == code
    assert told["story"][0]["text"]
    assert any(one["class"] for one in told["classes"])


def test_an_area_that_is_not_there_is_refused_with_words(country):
    with pytest.raises(UnknownAreaError):
        area_panel(country, "BU99019999", taal="nl")
    with pytest.raises(AreaCodeError):
        area_panel(country, "Utrecht", taal="nl")
    with pytest.raises(AtlasLevelError):
        area_panel(country, "3511", taal="nl")


def test_a_comparison_turns_round_with_its_areas(country, atlas):
    one, other = full(atlas, 2)
    ours = compare_areas(country, (one, other), taal="nl").to_json()
    theirs = compare_areas(country, (other, one), taal="nl").to_json()
    mirrored = {figure["code"]: figure for figure in theirs["figures"]}
    assert ours["figures"]
    for figure in ours["figures"]:
        back = mirrored[figure["code"]]
        assert [v["value"] for v in figure["values"]] == [v["value"] for v in back["values"]][::-1]
        if figure["chance_first_higher"] is not None:
            assert figure["chance_first_higher"] + back["chance_first_higher"] == pytest.approx(1.0, abs=0.011)
            assert figure["verdict"] == back["verdict"]


def test_figures_side_by_side_are_of_one_year(country, atlas):
    found = compare_areas(country, full(atlas, 2), taal="nl")
    assert all(pair.first.period == pair.second.period == pair.period for pair in found.pairs)


def test_much_nuisance_is_said_where_it_is_and_not_where_the_score_is_high(country, atlas):
    found = compare_areas(country, full(atlas, 2), taal="nl")
    pair = next(one for one in found.pairs if one.indicator == "onv")
    worse = found.inquiries[0] if pair.first.value < pair.second.value else found.inquiries[1]
    said = verdict(found.subjects[0], pair, names=(found.inquiries[0].name, found.inquiries[1].name))
    assert f"meer overlast in {worse.name}" in said or "kan toeval zijn" in said


def test_a_difference_within_its_margin_is_called_chance_and_an_unknown_margin_unknown(country, atlas):
    found = compare_areas(country, full(atlas, 2), taal="nl")
    pair = found.pairs[0]
    names = ("A", "B")

    def said(first, second, error):
        sides = [
            type(one)(**{**{n: getattr(one, n) for n in type(one).__slots__}, "value": value, "error": error})
            for one, value in ((pair.first, first), (pair.second, second))
        ]
        made = FigurePair(indicator=pair.indicator, period=pair.period, first=sides[0], second=sides[1])
        return verdict(found.subjects[0], made, names=names)

    assert "kan toeval zijn" in said(10.0, 10.2, 1.0)
    assert said(10.0, 20.0, 1.0) == "zeer waarschijnlijk hoger in B (kans meer dan 99%)."
    assert "kennen de marge niet" in said(10.0, 20.0, float("nan"))
    assert "een cijfer ontbreekt" in said(10.0, float("nan"), 1.0)


def test_a_missing_figure_keeps_its_reason_in_a_comparison(country, atlas):
    found = compare_areas(country, (bare(atlas), full(atlas)[0]), taal="en")
    absent = [pair for pair in found.pairs if not np.isfinite(pair.first.value)]
    assert absent
    assert all(pair.first.reason is not Reason.PRESENT and not np.isfinite(pair.chance) for pair in absent)
    assert found.section().blocks


def test_of_two_cities_the_buurten_per_class_are_all_buurten(country, atlas):
    other = next(c for c in country.whole(Level.GEMEENTE).inside.areas.codes if c != CITY)
    found = compare_cities(country, (CITY, other), taal="nl")
    assert {one.code for one in found.inquiries} == {CITY, other}
    # Of the other gemeenten of the demo no buurten are stored: there is nothing to count, and nothing is made up.
    assert found.shares == ()
    assert found.to_json()["figures"]


@pytest.mark.parametrize(
    "codes", [(CITY,), (CITY, CITY), ("BU99010101", CITY), ("3511", "3512"), ("BU99010101", "BU99010102", CITY)]
)
def test_what_cannot_be_laid_side_by_side_is_refused(country, codes):
    with pytest.raises(AtlasPairError):
        compare_areas(country, codes, taal="nl")
    with pytest.raises(AtlasPairError):
        compare_cities(country, ("BU99010101", "BU99010102"), taal="nl")


@pytest.mark.shared_data
@pytest.mark.slow
def test_utrecht_beside_eindhoven_counts_every_buurt_once(real_warehouse):
    country = open_country(real_warehouse, load_catalogue())
    found = compare_cities(country, ("GM0344", "GM0772"), taal="nl", until=2023)
    assert found.pairs
    for one in found.shares:
        sizes = [sum(counts) + missing for counts, missing in zip(one.counts, one.missing, strict=True)]
        assert sizes == [len(country.stored(Level.BUURT, code).inside.areas) for code in ("GM0344", "GM0772")]
