"""Maps and charts as SVG: accessible, small, the same every time, and harmless."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.writers.conftest import HOSTILE, a_city, a_map, every_picture

from veerkracht.writers.plain import clean
from veerkracht.writers.svg.axes import apart, ticks
from veerkracht.writers.svg.canvas import decimal, text_width, wrap
from veerkracht.writers.svg.drawing import NARROW, WIDE, Words, draw, draw_bare
from veerkracht.writers.svg.ground import Grounds, make_ground

WORDS = Words(title="Waar?", description="Een kaart.", language="nl")
PICTURES = ["kaart", "focus", "reeks", "lijn", "velden", "stippen", "staven", "ijking"]


def drawn(picture, **given):
    return draw(picture, words=WORDS, prefix="f1", grounds=Grounds(), **given)


@pytest.mark.parametrize("name", PICTURES)
def test_a_drawing_has_a_title_a_description_and_nothing_that_runs(city, name):
    svg = drawn(every_picture(city)[name]).svg
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert [root.find(f"{space}{one}").text for one in ("title", "desc")] == ["Waar?", "Een kaart."]
    assert set(root.get("aria-labelledby").split()) == {"f1-t", "f1-d"}
    assert "<script>" not in svg
    assert not re.search(r"\bon\w+=|href|style=", svg)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_same_picture_gives_the_same_bytes(name, width):
    first, second = (drawn(every_picture(a_city())[name], width=width) for _ in range(2))
    assert first == second
    assert "nan" not in first.svg
    assert first.height > 50


def test_a_city_of_300_polygons_stays_under_250_kb():
    city = a_city(across=20, down=15)
    assert len(city.areas) == 300
    assert len(drawn(a_map(city, district_names={}, markers={})).svg.encode()) < 250_000


def test_neighbours_still_share_their_border_after_simplifying(city):
    ground = make_ground(city, neighbours=None, width=WIDE, tallest=480)
    polygons = []
    for path in ground.paths:
        steps = np.array(re.findall(r"-?\d*\.?\d+", path), dtype=float).reshape(-1, 2)
        polygons.append(shapely.Polygon(np.cumsum(steps, axis=0)))
    total = sum(one.area for one in polygons)
    assert shapely.union_all(polygons).area == pytest.approx(total, rel=2e-4)
    assert len(ground.districts) == 3


def test_the_legend_is_a_sentence_with_the_count_of_every_class(city):
    svg = drawn(a_map(city)).svg
    assert "In 6 van de 24 buurten staat de veerkracht onder druk." in svg
    for label in ("veerkrachtig", "andere oorzaak", "onder druk", "niet zeker", "geen gegevens"):
        assert f">{label}</text>" in svg


def test_the_bare_map_leaves_the_legend_to_the_page(city):
    bare = draw_bare(a_map(city), words=WORDS, prefix="f1", grounds=Grounds())
    assert "In 6 van de 24" not in bare.svg


def test_classes_survive_a_grey_copier_by_their_pattern(city):
    svg = drawn(a_map(city)).svg
    assert svg.count("<pattern ") == 4  # dots, hatch, thin hatch of the uncertain, crosses of the missing


def test_names_on_the_map_do_not_touch_one_another(city):
    names = {f"WK99010{n}": f"Wijk met een lange naam {n}" for n in range(3)}
    svg = drawn(a_map(city, district_names=names)).svg
    places = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*small-caps[^>]*>([^<]+)<', svg)
    boxes = [
        shapely.box(float(x) - text_width(t) / 2, float(y) - 9, float(x) + text_width(t) / 2, float(y))
        for x, y, t in places
    ]
    assert len(boxes) >= 3
    assert sum(box.area for box in boxes) == pytest.approx(shapely.union_all(boxes).area, rel=0.02)


def test_an_area_without_a_polygon_is_left_out_and_still_counted(city):
    shapes = city.geometry.copy()
    shapes[5] = None
    holed = type(city)(areas=city.areas, geometry=shapes)
    assert "Buurt 5:" not in drawn(a_map(holed)).svg


def test_polygons_that_overlap_a_little_are_mended(city):
    shapes = np.array([shape.buffer(4) for shape in city.geometry], dtype=object)
    sloppy = type(city)(areas=city.areas, geometry=shapes)
    ground = make_ground(sloppy, neighbours=city, width=WIDE, tallest=480)
    assert ground.outline.count("M") == 1
    assert ground.neighbours


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_labels_are_moved_apart_and_stay_in_their_order(wanted):
    placed = apart(wanted, gap=10, low=0, high=100)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(np.array(placed)[order]) >= 10 - 1e-6).all()
    assert min(placed) >= -1e-6
    assert max(placed) <= 100 + 1e-6


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_cover_the_values_with_few_round_steps(low, room):
    steps = ticks(low, low + room)
    assert steps[0] <= low + 1e-3
    assert steps[-1] >= low + room - 1e-3
    assert 2 <= len(steps) <= 9


@given(st.text(max_size=60), st.floats(40, 400))
def test_wrapping_loses_no_word(text, width):
    assert " ".join(wrap(text, width=width)).split() == text.split()


def test_figures_are_written_as_the_language_does():
    assert decimal(-1234.5, decimals=1, language="nl") == "−1.234,5"
    assert decimal(1234.5, decimals=1, language="en") == "1,234.5"


def test_control_characters_never_reach_a_file():
    assert "\x00" not in clean(HOSTILE)
    assert "\u202e" not in clean(HOSTILE)
