"""A whole task by keyboard alone: log in, find the three buurten most under pressure, read each, take them along."""

from __future__ import annotations

import csv
from binascii import unhexlify

import pytest

pytest.importorskip("axe_playwright_python", reason="needs the packages of the browser tests")
from django_otp.oath import TOTP
from markers import MARKS

pytestmark = MARKS
MOST = 3


def tab_to(page, selector: str, *, text: str = "") -> None:
    """Press Tab until something has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([selector, text]) => document.activeElement.matches(selector) && "
            "document.activeElement.textContent.trim().toLowerCase().startsWith(text.toLowerCase())",
            [selector, text],
        ):
            return
    raise AssertionError(f"Tab does not reach {selector} {text}")


def until(page, expression: str) -> None:
    """Wait until a statement about the page holds; Playwright's own way is forbidden by the policy of the pages."""
    for _ in range(1200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


def log_in(page, site) -> None:
    person = site["log_in"]
    page.goto(site["origin"] + "/account/inloggen/")
    assert page.evaluate("document.activeElement.type") in {"email", "text"}
    page.keyboard.type(person["email"])
    page.keyboard.press("Tab")
    page.keyboard.type(person["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/tweede-stap/**")
    if not page.evaluate("document.activeElement.matches('input')"):
        tab_to(page, "main input:not([type=hidden])")
    page.keyboard.type(f"{TOTP(unhexlify(person['key'])).token():06d}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/werkplek/**")


def under_pressure(page) -> list[str]:
    """Keep only the areas under pressure on the map, the surest first; return the first three."""
    tab_to(page, "vk-kaart input[id*=map-]")
    for _ in range(9):
        if page.evaluate("document.activeElement.id.endsWith('map-7')"):
            break
        page.keyboard.press("ArrowDown")
    until(page, "document.querySelector('vk-kaart [id$=map-7]').checked")
    tab_to(page, "button.vk-kaart__class", text="onder druk")
    page.keyboard.press("Enter")
    until(page, "location.search.includes('filter=7:onder_druk')")
    tab_to(page, ".vk-kaart__table th button", text="Kans")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('th[aria-sort=descending]') !== null")
    return page.locator(".vk-kaart__table tbody th").all_inner_texts()[:MOST]


def test_the_three_buurten_most_under_pressure_are_found_read_and_taken_along(browser, site, tmp_path):
    page = browser.new_context(locale="nl-NL", viewport={"width": 1280, "height": 900}).new_page()
    log_in(page, site)
    tab_to(page, "main a", text="Veerkrachtige wijken in Vloedstede")
    page.keyboard.press("Enter")
    page.wait_for_url("**/t/*/")
    tab_to(page, "main a", text="Open de kaart")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-ready=yes]", timeout=60_000)
    most = under_pressure(page)
    assert len(set(most)) == MOST
    for name in most:
        tab_to(page, ".vk-kaart__table tbody th button", text=name)
        page.keyboard.press("Enter")
        until(page, "document.activeElement.matches('.vk-kaart__panel h3')")
        page.wait_for_selector(".vk-kaart__story")
        assert page.locator(".vk-kaart__panel h3[tabindex]").inner_text() == name
        assert "onder druk" in page.locator(".vk-kaart__panel").inner_text()
        page.keyboard.press("Escape")
        until(page, "!document.querySelector('.vk-kaart__story')")
    tab_to(page, ".vk-kaart__downloads summary")
    page.keyboard.press("Enter")
    tab_to(page, ".vk-kaart__downloads a[href*='.csv']")
    with page.expect_download() as given:
        page.keyboard.press("Enter")
    file = tmp_path / given.value.suggested_filename
    given.value.save_as(file)
    page.context.close()
    text = file.read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))
    cells = [set(row) for row in rows]
    assert all(any(name in row for row in cells) for name in most)
    assert all(any("onder druk" in cell.lower() for cell in row) for row in cells[1:] if row & set(most))
