"""The scenario page by keyboard alone: an effort added, an amount turned, the answer changes; nobody is shut out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

pytest.importorskip("axe_playwright_python", reason="needs the packages of the browser tests")
from markers import MARKS
from walking import RUN_AXE

pytestmark = MARKS

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONG = 120_000
"""A minute or two, for the first answer of a server makes its loops ready."""


@pytest.fixture
def visit(site, device):
    """Return a page of who works with the figures, at the scenario that is shipped."""

    def at(width: int):
        page = device(width=width)
        page.set_default_timeout(LONG)
        session = site["rounds"]["manager"]["session"]
        page.context.add_cookies([{"name": "vk_session", "value": session, "url": site["origin"]}])
        page.goto(f"{site['origin']}/t/{site['trajectory']}/scenarios/")
        return page

    return at


def _press_on(page, role: str, name: str) -> None:
    spot = page.get_by_role(role, name=re.compile(name)).first
    spot.focus()
    page.keyboard.press("Enter")


def _until(page, holds: Callable[[], bool]) -> None:
    """Wait until something is so; Playwright's own way is forbidden by the policy of the pages."""
    for _ in range(LONG // 50):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("never came true")


def _healthy(page) -> None:
    assert page.evaluate(RUN_AXE, None) == []
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize(("width", "area"), [(320, 1), (1280, 2)])
def test_an_effort_is_added_by_keyboard_and_the_answer_changes(visit, width, area):
    page = visit(width)
    _healthy(page)
    _press_on(page, "link", "^Sociaal eerst$")
    page.wait_for_selector(".sn--live")
    _healthy(page)
    _press_on(page, "link", "Inzet in geld.*Leefomgeving")
    page.wait_for_selector("#id_euro")
    page.locator("#id_euro").focus()
    page.keyboard.type("75")
    page.locator("#id_actor").focus()
    page.keyboard.press("End")  # the last who can pay: no budget was agreed for others
    wijk = page.locator(".sn-wijk").first
    wijk.locator("summary").focus()
    page.keyboard.press("Enter")
    wijk.get_by_role("checkbox").nth(area).focus()
    page.keyboard.press("Space")
    _healthy(page)
    _press_on(page, "button", "^Bewaar$")
    page.wait_for_selector(".sn--live")
    assert page.get_by_text("Bewaard als versie").count() == 1
    assert page.get_by_text("75 euro per huishouden per jaar").count() >= 1
    before = page.locator(".sn-answer").inner_text()
    page.locator("[name=amount-effort-0]").focus()
    page.keyboard.press("Control+A")
    with page.expect_response(re.compile("/antwoord/")) as answered:
        page.keyboard.type("20")
    assert answered.value.status == 200
    _until(page, lambda: page.locator(".sn-answer").inner_text() != before)
    assert page.locator("[name=amount-effort-0]").evaluate("field => field === document.activeElement")
    _healthy(page)
