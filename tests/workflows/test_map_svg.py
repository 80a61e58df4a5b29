"""The server's own map: for who has no JavaScript, by keyboard and screen reader, under a strict policy."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from veerkracht.errors.drawing import DifferentPolygonsError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.signalering.kaarten import make_kaart
from veerkracht.workflows.map_svg import map_svg

SVG = "{http://www.w3.org/2000/svg}"
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'"


@pytest.fixture(scope="module")
def demo(demo_country):
    """Return map 1, 6 and 7 of the demo city with their polygons."""
    country = demo_country
    stored = country.stored(Level.BUURT, "GM9901")
    kaarten = {one: make_kaart(stored.inside, one, catalogue=country.catalogue) for one in (1, 6, 7)}
    return stored.boundaries, kaarten


def drawn(demo, number, **given):
    boundaries, kaarten = demo
    return map_svg(kaarten[number], boundaries=boundaries, taal="nl", place="Demostad", **given)


def address(code):
    return f"/kaart/gebied/{code}/?kaart=7&taal=nl"


@pytest.mark.parametrize("number", [1, 6, 7])
def test_every_polygon_is_a_link_with_the_name_and_class_of_its_area(demo, number):
    boundaries, _ = demo
    root = ElementTree.fromstring(drawn(demo, number, link=address).svg)  # noqa: S314 - our own drawing
    links = list(root.iter(f"{SVG}a"))
    assert [one.get("href") for one in links] == [address(code) for code in boundaries.areas.codes]
    for link, name in zip(links, boundaries.areas.names, strict=True):
        assert link.get("aria-label").startswith(f"{name}: ")
        assert link.find(f"{SVG}path/{SVG}title").text == link.get("aria-label")
    # An image hides the links in it from a screen reader.
    assert root.get("role") == "group"


def test_a_map_that_is_only_looked_at_is_an_image(demo):
    root = ElementTree.fromstring(drawn(demo, 7).svg)  # noqa: S314 - our own drawing
    assert root.get("role") == "img"
    assert not list(root.iter(f"{SVG}a"))
    assert root.find(f"{SVG}desc").text == drawn(demo, 7).words


def test_nothing_in_it_needs_a_style_or_a_script(demo):
    page = drawn(demo, 6, link=address)
    everything = page.svg + page.grid + "".join(one.swatch for one in page.lines)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:|xlink|<image|<use", everything)


def test_a_name_or_an_address_that_tries_to_act_is_only_text(demo):
    boundaries, kaarten = demo
    areas = replace(boundaries.areas, names=('"><script>alert(1)</script>', *boundaries.areas.names[1:]))
    page = map_svg(
        replace(kaarten[7], areas=areas),
        boundaries=boundaries,
        taal="nl",
        place="<b>x</b>",
        link=lambda code: f'/"><script>{code}',
    )
    root = ElementTree.fromstring(page.svg)  # noqa: S314 - our own drawing
    assert not list(root.iter(f"{SVG}script"))
    assert "<script" not in page.svg


def test_the_legend_counts_every_area_once(demo):
    for number in (1, 7):
        page = drawn(demo, number)
        told = sum(one.count for one in page.lines if one.label != "kleur is niet zeker")
        assert told == len(demo[0].areas)
    assert drawn(demo, 6).grid.startswith("<svg")


def test_polygons_of_other_areas_are_refused(demo):
    boundaries, kaarten = demo
    with pytest.raises(DifferentPolygonsError):
        map_svg(kaarten[7], boundaries=boundaries.take(np.arange(3)), taal="nl", place="x")


def test_a_city_of_300_areas_is_less_than_150_kb(demo):
    boundaries, kaarten = demo
    rng = np.random.default_rng(5)
    x, y = np.meshgrid(np.arange(20 * 10 + 1), np.arange(15 * 10 + 1), indexing="ij")
    corners = np.dstack((x, y)) * 60.0 + rng.normal(0, 12, (*x.shape, 2)) + 150_000
    shapes, codes = [], []
    for i in range(0, 200, 10):
        for j in range(0, 150, 10):
            block = corners[i : i + 11, j : j + 11]
            ring = np.vstack((block[:-1, 0], block[-1, :-1], block[:0:-1, -1], block[0, :0:-1]))
            shapes.append(shapely.Polygon(ring))
            codes.append(f"BU9901{i // 10:02d}{j // 10:02d}")
    areas = Areas(level=Level.BUURT, year=2024, codes=tuple(codes), names=tuple(f"Buurt {code}" for code in codes))
    rows = np.arange(300) % len(boundaries.areas)
    kaart = replace(
        kaarten[7],
        areas=areas,
        values=kaarten[7].values[rows],
        errors=kaarten[7].errors[rows],
        classes=kaarten[7].classes[rows],
        probabilities=kaarten[7].probabilities[rows],
        chance=kaarten[7].chance[rows],
        reasons=kaarten[7].reasons[rows],
    )
    page = map_svg(kaart, boundaries=Boundaries(areas=areas, geometry=np.array(shapes, dtype=object)), taal="nl",
                   place="x", link=address)  # fmt: skip
    assert page.svg.count("<a ") == 300
    assert len(gzip.compress(page.svg.encode())) < 150_000


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="the system has no Chromium")
def test_under_a_strict_policy_tab_reaches_an_area_and_enter_opens_it(demo):
    sync_api = pytest.importorskip("playwright.sync_api")
    page_text = f'<!doctype html><html lang="nl"><title>x</title><main>{drawn(demo, 7, link=address).svg}</main></html>'

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(page_text.encode() if self.path == "/" else b"<!doctype html><title>gebied</title>")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page()
            complaints = []
            page.on("console", lambda message: complaints.append(message.text))
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            first = demo[0].areas.names[0]
            assert page.get_by_role("link").count() == len(demo[0].areas)
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(first)
            fill = page.evaluate("getComputedStyle(document.querySelector('svg a path')).fill")
            assert fill.startswith("rgb")
            assert [one for one in complaints if "favicon" not in one] == []
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{address(demo[0].areas.codes[0])}")
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
