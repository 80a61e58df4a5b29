"""Coming in on a phone: the code, a name, a role; twice on the button, twice through the door, two on one phone."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("axe_playwright_python", reason="needs the packages of the browser tests")
from markers import MARKS
from walking import RUN_AXE, SIDEWAYS

pytestmark = MARKS
BUTTON = "form .nl-button--primary"


def faults_of(page: Any, name: str) -> list[str]:
    """Return what is wrong with a page in both widths, light and dark."""
    found = []
    for width, height, scheme in ((320, 640, "light"), (1280, 900, "light"), (1280, 900, "dark"), (320, 640, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        found += [f"{name} {width} {scheme}: {one}" for one in page.evaluate(RUN_AXE, None)]
        if (over := page.evaluate(SIDEWAYS)) > 0:
            found.append(f"{name} {width}: {over} pixels sideways")
    return found


def people(leader: Any) -> list[str]:
    """Return who takes part, by name."""
    found: list[str] = leader.ask("people")
    return found


def test_the_door_has_no_faults_and_asks_for_an_own_role_only_where_none_fits(leader, device, site, atelier):
    page = device(width=320)
    page.goto(f"{site['origin']}/meedoen/")
    faults = faults_of(page, "door")
    page.fill("[name=code]", "zzzzzz")
    page.press("[name=code]", "Enter")
    page.wait_for_selector("#fouten")
    faults += faults_of(page, "door with a fault")
    page.goto(f"{site['origin']}/meedoen/{atelier['code']}/")
    faults += faults_of(page, "join")
    assert not page.is_visible("[name=own_party]")
    page.click(BUTTON)
    page.wait_for_selector("#fouten")
    faults += faults_of(page, "join with faults")
    page.fill("[name=name]", "Yusuf")
    page.check("[name=party][value=eigen]")
    assert page.is_visible("[name=own_party]")
    faults += faults_of(page, "join with a role of one's own")
    page.click(BUTTON)
    page.wait_for_selector("#fouten >> text=imam")
    page.fill("[name=own_party]", "Imam")
    page.check("[name=is_resident]")
    page.click(BUTTON)
    page.wait_for_selector(".at--live")
    page.goto(f"{site['origin']}/meedoen/{atelier['code']}/?anders=1")
    faults += faults_of(page, "a shared phone")
    assert faults == []
    assert people(leader) == ["Yusuf"]


def test_two_taps_on_the_button_are_one_person(leader, device, site, atelier):
    page = device(width=320)
    page.goto(f"{site['origin']}/meedoen/{atelier['code']}/")
    page.fill("[name=name]", "Tineke")
    page.check("[name=party][value=bewoner]")
    page.dblclick(BUTTON)
    page.wait_for_selector(".at--live")
    # Whatever the browser did with the two: sent again, the same form is the same person.
    assert people(leader) == ["Tineke"]


def test_who_scans_the_code_again_in_another_tab_goes_on_in_the_first(leader, come, site, atelier):
    leader.ask("go", step="kaart")
    page = come("Tineke")
    # A code that is scanned comes from outside: the browser keeps back the token of forms, and gets a new one.
    page.context.clear_cookies(name="vk_csrf")
    again = page.context.new_page()
    again.goto(f"{site['origin']}/meedoen/{atelier['code']}/")
    again.wait_for_selector(".at--live")
    page.fill("#at-text", "Nog uit het eerste venster")
    page.click("#at-put")
    page.wait_for_selector("#at-standing >> text=Alles is verzonden")
    again.wait_for_selector("text=Nog uit het eerste venster")
    assert page.locator("text=Doe opnieuw mee").count() == 0
    assert [one["verb"] for one in leader.ask("log")].count("contribute") == 1
    assert people(leader) == ["Tineke"]


def test_two_share_a_phone_and_each_speaks_under_his_own_name(leader, come, site, atelier):
    leader.ask("go", step="kaart")
    tineke = come("Tineke")
    tineke.fill("#at-text", "Half af van Tineke")
    kees = tineke.context.new_page()
    kees.goto(f"{site['origin']}/meedoen/{atelier['code']}/?anders=1")
    kees.wait_for_selector("text=Ga verder als Tineke")
    kees.fill("[name=name]", "Kees")
    kees.check("[name=party][value=corporatie]")
    kees.click("text=Doe mee >> nth=-1")
    kees.wait_for_selector(".at--live")
    assert kees.input_value("#at-text") == ""
    kees.fill("#at-text", "Van Kees")
    kees.click("#at-put")
    tineke.wait_for_selector("text=Van Kees")
    tineke.click("#at-put")
    kees.wait_for_selector("text=Half af van Tineke")
    cards = {one["body"]["text"]: one["name"] for one in leader.ask("log") if one["verb"] == "contribute"}
    assert cards == {"Van Kees": "Kees", "Half af van Tineke": "Tineke"}
    assert people(leader) == ["Tineke", "Kees"]
