"""The atlas shows what the maps say: the same counts, a word for what is missing, nothing from later years."""

from __future__ import annotations

import gzip
import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.errors.atlas import AtlasLevelError, AtlasMapError, AtlasYearError
from veerkracht.errors.data import AreaCodeError, NoFiguresError
from veerkracht.facts.areas import Level
from veerkracht.report import palette
from veerkracht.report.atlas.legend import unsure
from veerkracht.report.atlas.maps import ARRAYS, AtlasMap
from veerkracht.signalering.kaart import Kaart, KaartKind
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.atlas import make_atlas, open_scene, slider_years
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.quickscan_findings import level_kaarten

CITY = "GM9901"
CUT = 2019
COLOURS = {value.upper() for value in vars(palette).values() if isinstance(value, str) and value.startswith("#")} | {
    colour.upper() for row in palette.FOCUSKAART for colour in row
}


@pytest.fixture(scope="module")
def country(demo_country):
    return demo_country


@pytest.fixture(scope="module")
def kaarten(country):
    scene = open_scene(country, gemeente=CITY, level=Level.BUURT)
    return level_kaarten(scene.stored, country=country)[0]


@pytest.fixture(scope="module")
def atlas(country):
    return make_atlas(country, gemeente=CITY, level=Level.BUURT, taal="nl")


@pytest.fixture(scope="module")
def told(atlas):
    return json.loads(json.dumps(atlas.to_json(), allow_nan=False))


def every_number(tree):
    """Yield every number in a tree of JSON."""
    if isinstance(tree, dict):
        for one in tree.values():
            yield from every_number(one)
    elif isinstance(tree, list):
        for one in tree:
            yield from every_number(one)
    elif isinstance(tree, float):
        yield tree


def test_the_nine_maps_are_there_in_order(told):
    assert [one["number"] for one in told["maps"]] == list(range(1, 10))


def test_counts_of_classes_are_those_of_the_maps(told, kaarten):
    for one, kaart in zip(told["maps"], kaarten, strict=True):
        counts = kaart.counts()
        assert one["legend"]["missing"]["count"] == counts.pop("onbekend")
        assert sorted(c["count"] for c in one["legend"]["classes"]) == sorted(counts.values())


def test_every_list_of_a_map_is_as_long_as_the_list_of_areas(told):
    areas = len(told["areas"]["codes"])
    assert {len(one) for one in told["areas"].values()} == {areas}
    for one in (*told["maps"], *told["relative"]):
        assert {name: len(one[name]) for name in ARRAYS} == dict.fromkeys(ARRAYS, areas)
    assert all(len(one["values"]) == areas for one in told["figures"])


def test_the_legend_says_when_a_low_score_is_much_nuisance(told):
    """The Leefbaarometer counts up to calm, so its dark colours stand for low figures."""
    said = {one["number"]: one["legend"]["sentence"] for one in told["maps"] if one["legend"]}
    assert "Een lagere score betekent meer overlast." in said[3]
    assert "lagere score" not in said[1]


def test_classes_are_drawn_as_often_as_the_legend_says(told):
    for one in (*told["maps"], *told["relative"]):
        drawn = [one["classes"].count(at) for at in range(len(one["legend"]["classes"]))]
        assert drawn == [c["count"] for c in one["legend"]["classes"]]
        assert one["classes"].count(-1) == one["legend"]["missing"]["count"]
        assert sum(one["unsure"]) == one["legend"]["uncertain"]["count"]


def test_the_sentence_of_the_veerkrachtkaart_says_what_is_drawn(told):
    seventh = told["maps"][6]
    counts = {c["code"]: c["count"] for c in seventh["legend"]["classes"]}
    said = [int(number) for number in re.findall(r"\d+", seventh["legend"]["sentence"])]
    assert said[0] == counts["onder_druk"]
    assert said[1] == len(told["areas"]["codes"])
    assert said[-1] == counts["geen_duidelijke_ontwikkeling"] + seventh["legend"]["missing"]["count"]


@pytest.mark.parametrize("level", [Level.BUURT, Level.WIJK, Level.GEMEENTE])
def test_no_area_is_missing_without_a_word(country, level):
    found = make_atlas(country, gemeente=None, level=level, taal="nl").to_json()
    for one in (*[m for m in found["maps"] if m["available"]], *found["relative"]):
        for at, reason in zip(one["classes"], one["reasons"], strict=True):
            assert (at == -1) == (reason >= 0)
        assert all(one["reason_texts"][reason] for reason in one["reasons"] if reason >= 0)
    for one in found["figures"]:
        assert [v is None for v in one["values"]] == [r >= 0 for r in one["reasons"]]
    for one in found["maps"]:
        assert one["available"] or one["reason"]


def test_no_figure_has_more_digits_than_it_can_carry(told):
    numbers = [abs(n) for n in every_number({"maps": told["maps"], "figures": told["figures"]}) if n]
    assert all(math.isfinite(n) for n in numbers)
    assert max(len(f"{n:.10g}".replace(".", "").strip("0e-")) for n in numbers) <= 4


def test_an_interval_holds_its_value(told):
    for one in (*told["maps"], *told["relative"]):
        for value, low, high in zip(one["values"], one["low"], one["high"], strict=True):
            if low is not None:
                assert low <= value <= high


def test_chances_of_a_map_of_classes_sum_to_one(told):
    for one in (*told["maps"][:8], *told["relative"]):
        for row in one["probabilities"]:
            assert row is None or sum(row) == pytest.approx(1.0, abs=0.05)


def test_the_chance_of_a_named_class_is_the_one_in_its_place(told):
    for number in (1, 3, 7):
        one = told["maps"][number - 1]
        for at, chance, row in zip(one["classes"], one["chance"], one["probabilities"], strict=True):
            if row is not None and number != 7:
                assert row[at] == pytest.approx(chance, abs=0.011)
            elif row is not None:
                assert max(row) == pytest.approx(chance, abs=0.011)


def test_a_class_that_is_less_likely_than_seventy_per_cent_is_unsure(atlas):
    for one in atlas.maps:
        assert isinstance(one, AtlasMap)
        faded = unsure(one.kaart, least=0.7)
        if one.kaart.kind in {KaartKind.LEVEL, KaartKind.FOCUS}:
            assert (faded == ((one.kaart.classes >= 0) & (one.kaart.chance < 0.7))).all()
        else:
            assert not faded.any()


def test_colours_come_from_the_palette_and_steps_lie_between_classes(told):
    for one in told["maps"]:
        classes = one["legend"]["classes"]
        if one["kind"] != "level":
            assert {c["colour"].upper() for c in classes} <= COLOURS
        else:
            shades = palette.one_way(len(classes), hue=palette.BELOW if one["number"] == 3 else palette.ACCENT)
            assert [c["colour"] for c in classes] == list(shades)
            assert len(one["legend"]["steps"]) == len(classes) - 1
            # A low score of the Leefbaarometer is much nuisance: there the steps run down.
            assert one["legend"]["steps"] == sorted(one["legend"]["steps"], reverse=one["better"] == "high")


def test_relative_maps_average_to_nothing_within_the_gemeente(atlas):
    assert [one.kaart.number for one in atlas.relative] == [1, 2, 3, 4, 5]
    for one in atlas.relative:
        sizes = atlas.areas.inhabitants
        if one.kaart.number == 5:
            continue
        known = np.isfinite(one.kaart.values)
        centre = np.average(one.kaart.values[known], weights=np.nan_to_num(sizes[known]))
        assert abs(centre) < 0.05 * np.std(one.kaart.values[known])


def test_a_map_can_be_loaded_alone_and_the_head_goes_without(atlas, told):
    head = atlas.head_json()
    assert all(not one["loaded"] and not set(ARRAYS) & set(one) for one in head["maps"] if one["available"])
    assert atlas.map_json(7) == atlas.to_json()["maps"][6]
    assert atlas.map_json(1, beside_average=True)["map"] == 1
    assert head["areas"] == told["areas"]
    with pytest.raises(AtlasMapError, match=r"Choose one of 1, 2"):
        atlas.map_json(12)
    with pytest.raises(AtlasMapError):
        atlas.map_json(7, beside_average=True)


def test_english_says_everything_that_dutch_says(country, told):
    english = make_atlas(country, gemeente=CITY, level=Level.BUURT, taal="en").to_json()

    def same_shape(one, other, path="") -> None:
        assert type(one) is type(other), path
        if isinstance(one, dict):
            assert one.keys() == other.keys(), path
            for key in one:
                same_shape(one[key], other[key], f"{path}/{key}")
        elif isinstance(one, list):
            assert len(one) == len(other), path
            for at, (left, right) in enumerate(zip(one, other, strict=True)):
                same_shape(left, right, f"{path}/{at}")
        elif isinstance(one, str):
            assert bool(one) == bool(other), path
        else:
            assert one == other, path

    same_shape(told, english)
    for dutch, one in zip(told["maps"], english["maps"], strict=True):
        assert dutch["title"] != one["title"]
        assert dutch["legend"]["sentence"] != one["legend"]["sentence"]
        assert dutch["legend"]["uncertain"]["explanation"] != one["legend"]["uncertain"]["explanation"]


def test_the_list_says_between_which_places_an_area_stands(told):
    ranked = told["priorities"]["ranked"]
    assert [one["place"] for one in ranked] == list(range(1, len(ranked) + 1))
    assert all(one["low"] <= one["place"] <= one["high"] for one in ranked)


def test_sources_say_which_years_they_are_of(told):
    for one in told["maps"]:
        assert one["sources"]
        assert all(source["name"] and source["years"] for source in one["sources"])


def test_every_year_of_the_slider_has_a_map_and_no_other_year_is_offered(country, atlas):
    table = open_scene(country, gemeente=CITY, level=Level.BUURT).stored.inside
    assert atlas.years == slider_years(table, country=country)
    for year in (atlas.years[0], atlas.years[-1]):
        found = make_atlas(country, gemeente=CITY, level=Level.BUURT, taal="nl", until=year)
        assert any(isinstance(one, AtlasMap) for one in found.maps[:8])
        assert found.until == year
    with pytest.raises(AtlasYearError) as fault:
        make_atlas(country, gemeente=CITY, level=Level.BUURT, taal="nl", until=atlas.years[0] - 1)
    assert str(atlas.years[0]) in fault.value.message("nl")


def test_no_map_of_a_past_year_shows_a_later_period(country):
    found = make_atlas(country, gemeente=CITY, level=Level.BUURT, taal="nl", until=CUT).to_json()
    periods = [one["period"] for one in (*found["maps"], *found["relative"], *found["figures"]) if "period" in one]
    assert periods
    assert max(int(year) for text in periods for year in re.findall(r"\d{4}", text)) <= CUT
    assert all(str(CUT) in one["notes"][0] for one in found["maps"] if one["available"])
    assert not found["maps"][8]["available"]


def test_what_comes_later_changes_nothing_on_a_map_of_a_past_year(country, tmp_path):
    """The figures after the year are replaced by noise; every figure, class, chance and word stays what it was."""
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    rng = np.random.default_rng(7)
    with Warehouse(tmp_path).writing() as batch:
        for level, table in city.tables.items():
            late = np.array([period.year > CUT for period in table.periods])[None, :, None]
            noise = rng.uniform(0.2, 3.0, table.values.shape)
            values = np.where(late, table.values * noise, table.values)
            batch.add_table(f"demo-{level.value}", replace(table, values=values))
    other = open_country(Warehouse(tmp_path), load_catalogue())
    ours, theirs = (
        make_atlas(one, gemeente=CITY, level=Level.BUURT, taal="nl", until=CUT).to_json() for one in (country, other)
    )
    assert ours.pop("version") != theirs.pop("version")
    assert ours == theirs


def test_a_gemeente_is_shown_beside_all_gemeenten(country):
    one = make_atlas(country, gemeente=CITY, level=Level.GEMEENTE, taal="nl")
    every = make_atlas(country, gemeente=None, level=Level.GEMEENTE, taal="nl")
    assert one.areas.codes == (CITY,)
    row = every.areas.codes.index(CITY)
    for own, whole in zip(one.relative, every.relative, strict=True):
        assert own.kaart.values[0] == pytest.approx(whole.kaart.values[row])
    assert one.priorities.found is None
    assert one.to_json()["maps"][0]["legend"]["sentence"].startswith("Vloedstede")


def test_a_map_that_is_missing_here_says_on_which_level_it_can_be_made(country, tmp_path):
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    with Warehouse(tmp_path).writing() as batch:
        for level, table in city.tables.items():
            kept = [c for c in table.indicators if level is not Level.BUURT or c != "corporatiewoningen"]
            batch.add_table(f"demo-{level.value}", table.select(indicators=kept))
    found = make_atlas(
        open_country(Warehouse(tmp_path), load_catalogue()), gemeente=CITY, level=Level.BUURT, taal="nl", until=CUT
    ).to_json()
    assert found["maps"][4]["available"] is False
    assert found["maps"][4]["elsewhere"] == "wijk"
    assert [one["code"] for one in found["figures_missing"]] == ["corporatiewoningen"]


def test_what_cannot_be_shown_is_refused_with_words(country):
    with pytest.raises(AtlasLevelError):
        make_atlas(country, gemeente=CITY, level=Level.PC4, taal="nl")
    with pytest.raises(AreaCodeError):
        make_atlas(country, gemeente="BU99010101", level=Level.BUURT, taal="nl")
    with pytest.raises(NoFiguresError):
        make_atlas(country, gemeente="GM0001", level=Level.BUURT, taal="nl")
    with pytest.raises(NoFiguresError):
        make_atlas(country, gemeente="GM0001", level=Level.GEMEENTE, taal="nl")


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.parametrize("gemeente", ["GM0344", "GM0772"])
def test_of_real_cities_every_map_is_a_map_or_a_reason(real_warehouse, gemeente):
    country = open_country(real_warehouse, load_catalogue())
    now = make_atlas(country, gemeente=gemeente, level=Level.WIJK, taal="nl")
    past = make_atlas(country, gemeente=gemeente, level=Level.BUURT, taal="nl", until=2023)
    for found in (now, past):
        told = json.loads(json.dumps(found.to_json(), allow_nan=False))
        for one, made in zip(told["maps"], found.maps, strict=True):
            if not isinstance(made, AtlasMap):
                assert one["reason"]
                continue
            kaart = made.kaart
            assert isinstance(kaart, Kaart)
            assert one["legend"]["missing"]["count"] == int((kaart.classes < 0).sum())
            assert [at == -1 for at in one["classes"]] == [reason >= 0 for reason in one["reasons"]]
    assert sum(isinstance(one, AtlasMap) for one in now.maps) >= 8


@pytest.mark.shared_data
@pytest.mark.slow
def test_the_country_comes_over_the_line_one_map_at_a_time(real_warehouse):
    country = open_country(real_warehouse, load_catalogue())
    found = make_atlas(country, gemeente=None, level=Level.BUURT, taal="nl", until=2023)
    assert len(found.areas.codes) > 14_000

    def size(tree) -> int:
        return len(gzip.compress(json.dumps(tree, ensure_ascii=False, allow_nan=False).encode(), 6))

    assert size(found.head_json()) < 300_000
    assert size(found.map_json(3)) < 250_000
