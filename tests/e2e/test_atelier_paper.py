"""A stack of paper typed over by keyboard alone, and the outcome in which it counts: looked at in both widths."""

from __future__ import annotations

import re

import pytest

walking = pytest.importorskip("walking", reason="needs axe")
from markers import MARKS  # noqa: E402

pytestmark = MARKS
VOTES = "eeowe0oeo1-weoeo"


@pytest.fixture(scope="module")
def walk(browser, site):
    """A walk of the manager of the demo city."""
    context = browser.new_context(locale="nl-NL")
    session = site["rounds"]["manager"]["session"]
    context.add_cookies([{"name": "vk_session", "value": session, "url": site["origin"]}])
    yield walking.Walk(page=context.new_page(), origin=site["origin"])
    context.close()


@pytest.fixture(scope="module")
def finished(walk, site) -> str:
    """Return the address of the atelier of the demo that is over."""
    stops = {stop["name"]: stop["address"] for stop in site["rounds"]["manager"]["stops"]}
    walk.page.goto(site["origin"] + stops["atelier:ateliers"])
    return walk.page.get_by_role("link", name=re.compile("Noorderwaard")).first.get_attribute("href")


def focused(page) -> str:
    return page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")


def test_the_outcome_and_the_pages_of_paper_have_no_fault(walk, finished):
    walk.visit("outcome", f"{finished}uitkomst/")
    walk.visit("code", f"{finished}papier/invoer/?blad=14X", status=400)
    walk.visit("votes", f"{finished}papier/invoer/?blad=41S")
    walk.visit("taken", f"{finished}papier/invoer/?blad=1S", status=409)
    assert walk.faults == []


def test_two_sheets_are_typed_over_by_keyboard_and_count(walk, finished):
    page = walk.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{walk.origin}{finished}papier/invoer/")
    page.keyboard.type("51s")
    page.keyboard.press("Enter")
    page.wait_for_url("**blad=51s")
    assert focused(page) == "name"
    page.keyboard.type("Oma Bep")
    page.keyboard.press("Tab")
    page.keyboard.type("Bew")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert focused(page) == "v1"
    page.keyboard.type(VOTES)
    assert focused(page) == "Voer dit blad in"
    page.keyboard.press("Enter")
    page.wait_for_url("**na=52S")
    assert "Blad 51S van Oma Bep is ingevoerd: 16 bijdragen." in page.inner_text("main")
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["blad", "52S"]

    page.keyboard.press("Control+A")
    page.keyboard.type("51k")
    page.keyboard.press("Enter")
    page.wait_for_url("**blad=51k")
    assert focused(page) == "what"
    page.keyboard.press("Tab")
    page.keyboard.type("Wie belt mij <terug>?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Reigerveld")
    page.keyboard.press("Enter")
    page.wait_for_url("**na=52K")

    page.goto(f"{walk.origin}{finished}uitkomst/")
    told = page.inner_text("main")
    assert "29 mensen deden mee, van wie 4 op papier" in told
    row = page.locator("#stellingen tbody tr").first
    assert row.locator("td").last.inner_text() == "4"
    assert "28" in row.locator("td").first.inner_text()
    page.goto(f"{walk.origin}{finished}papier/invoer/?blad=51S")
    assert "voor Oma Bep" in page.inner_text("main")
