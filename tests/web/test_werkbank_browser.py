"""The werkbank in a real browser: a whole task by keyboard, nobody shut out, and places that follow at once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from veerkracht.web.site import vite
from veerkracht.web.workspace.roles import Role

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the system's Chromium"),
    pytest.mark.skipif(not vite.scripts("werkbank"), reason=f"the frontend is not built: {vite.REMEDY}"),
]
PLACES = "[...document.querySelectorAll('[data-wb-area]')].map(one => one.dataset.wbArea).join()"


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def opener(chromium, live_server, session: str, path: str) -> tuple[Callable, list, list[str]]:
    contexts: list = []
    faults: list[str] = []

    def go(query: str = "", *, width: int = 1280, **options: object):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="nl-NL", **options)
        contexts.append(context)
        context.add_cookies([{"name": "vk_session", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{live_server.url}{path}{query}")
        if options.get("java_script_enabled", True):
            page.wait_for_selector(".wb--live" if "ontwerpen" not in query else "main")
        return page

    return go, contexts, faults


@pytest.fixture
def visit(chromium, live_server, loaded_city, make_user, as_user, organisation, trajectory, monkeypatch):  # noqa: PLR0917
    monkeypatch.setenv("VEERKRACHT_HOME", str(loaded_city[0]))
    trajectory.gemeenten = [loaded_city[1]]
    trajectory.save()
    session = as_user(make_user("Anna", role=Role.ANALIST, organisation=organisation)).cookies["vk_session"].value
    go, contexts, faults = opener(chromium, live_server, session, f"/t/{trajectory.pk}/werkbank/")
    yield go
    for context in contexts:
        context.close()
    assert [fault for fault in faults if "status of 400" not in fault] == []


def until(page, expression: str, *, timeout_s: float = 60) -> None:
    """Wait until a statement about the page holds; Playwright's own way evaluates strings, which the policy forbids."""
    for _ in range(int(timeout_s * 20)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


def tab_to(page, selector: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_by_keyboard_alone_a_weight_is_changed_and_saved_as_a_version(visit):
    page = visit()
    before = page.evaluate(PLACES)
    tab_to(page, "#wb-g-gezondheid")
    page.keyboard.press("Control+A")
    page.keyboard.type("6")
    until(page, f"{PLACES} !== {json.dumps(before)}")
    until(page, "location.search.includes('weeg=gezondheid:6')")
    until(page, "document.querySelector('#wb-said').textContent.includes('Nieuwe volgorde')")
    assert page.locator(".wb-soon").count() == 0
    assert "Gemiddeld schuift" in page.locator(".wb-change").inner_text()
    # the slider beside it, with the arrow keys
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    until(page, "!location.search.includes('gezondheid:6&') && !location.search.endsWith('gezondheid:6')")
    page.locator("body").evaluate("() => document.querySelector('#wb-ontwerp').focus()")
    tab_to(page, "[data-wb-link]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ontwerpen/nieuw/**")
    tab_to(page, "#id_name")
    page.keyboard.type("Gezondheid zwaarder")
    page.keyboard.press("Tab")
    page.keyboard.type("De GGD vroeg erom.")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/werkbank/?ontwerp=1")
    assert "Opgeslagen: Gezondheid zwaarder" in page.locator("main").inner_text()


LIST = "document.querySelector('#wb-lijst').outerHTML.replace(/\\s+/g, ' ').replace(/> </g, '><')"


def test_the_list_that_the_script_writes_is_word_for_word_that_of_the_server(visit):
    page = visit("?gebied=BU99010301")
    page.locator("#wb-g-gezondheid").fill("6")
    until(page, "location.search.includes('weeg=gezondheid:6')")
    page.locator("#wb-jaar").select_option(index=1)
    until(page, "location.search.includes('jaar=')")
    until(page, "!document.querySelector('.wb-soon')")
    written = page.evaluate(LIST)
    page.reload()
    page.wait_for_selector(".wb--live")
    assert page.evaluate(LIST) == written
    assert page.locator("#wb-jaar option:checked").inner_text() in page.locator("#wb-lijst caption").inner_text()


def test_year_and_base_year_are_chosen_by_keyboard(visit):
    page = visit()
    before = page.evaluate("document.querySelector('#wb-lijst tbody').innerText")
    tab_to(page, "#wb-jaar")
    page.keyboard.press("ArrowDown")
    until(page, "location.search.includes('jaar=')")
    tab_to(page, "#wb-ijk")
    page.keyboard.press("ArrowDown")
    until(page, "location.search.includes('ijk=')")
    assert page.evaluate("document.querySelector('#wb-lijst tbody').innerText") != before


def test_an_area_is_chosen_in_the_list_and_taken_apart(visit):
    page = visit()
    page.locator("[data-wb-area]").nth(3).focus()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'wb-trace-heading'")
    code = page.evaluate("new URLSearchParams(location.search).get('gebied')")
    assert page.locator("tr[aria-current=true] [data-wb-area]").get_attribute("data-wb-area") == code


def test_what_cannot_be_is_said_and_the_last_list_stays(visit):
    page = visit()
    before = page.evaluate(PLACES)
    page.locator("#wb-g-gezondheid").fill("-3")
    page.wait_for_selector("#wb-problem .vk-alert")
    assert "gezondheid" in page.locator("#wb-problem").inner_text()
    assert page.evaluate(PLACES) == before
    page.locator("#wb-g-gezondheid").fill("2")
    until(page, "!document.querySelector('#wb-problem').textContent.trim()")


def test_an_indicator_is_added_and_taken_away(visit):
    page = visit()
    page.locator(".wb-add summary").click()
    page.locator("#wb-nieuw").select_option("armoede")
    page.locator("#wb-groep").select_option("werk_en_inkomen")
    page.locator("[data-wb-add]").click()
    page.wait_for_selector("#wb-g-armoede")
    assert page.locator("#wb-g-armoede + input[type=range]").count() == 1
    until(page, "location.search.includes('bij=armoede:werk_en_inkomen')")
    page.locator("[name=aan-armoede]").uncheck()
    until(page, "!document.querySelector('#wb-g-armoede')")
    until(page, "!location.search.includes('bij=')")


def test_a_link_brings_back_what_was_not_saved(visit):
    page = visit("?weeg=onv:5&uit=eenzaam&gebied=BU99010301")
    assert page.locator("#wb-g-onv").input_value() == "5"
    assert not page.locator("[name=aan-eenzaam]").is_checked()
    other = visit("?weeg=onv:5&uit=eenzaam&gebied=BU99010301", java_script_enabled=False)
    assert other.locator("[data-wb-area]").first.inner_text() == page.locator("[data-wb-area]").first.inner_text()


def test_without_scripts_the_button_computes(visit):
    page = visit(java_script_enabled=False)
    page.locator("#wb-g-gezondheid").fill("6")
    page.get_by_role("button", name="Reken opnieuw").click()
    page.wait_for_load_state()  # the address is there before the rest of the page has come in
    assert "weeg=gezondheid:6" in page.url
    assert "Gemiddeld schuift" in page.locator(".wb-change").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_where_everything_is_open(visit, width, scheme):
    # axe is put into the page by script, which the page's own policy refuses: so without that policy here.
    # Each page as it first stands is looked at in tests/e2e/test_site_walk.py.
    query = "?weeg=gezondheid:6&uit=eenzaam&gebied=BU99010301"
    page = visit(query, width=width, color_scheme=scheme, bypass_csp=True)
    page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('main a, main button, main input, main select, main summary')]"
        ".filter(one => {"
        "const box = one.getBoundingClientRect();"
        "return one.checkVisibility() && one.type !== 'hidden' && !one.matches('p a') &&"
        "(box.width < 24 || box.height < 24)}).map(one => one.outerHTML.slice(0, 120))"
    )
    assert small == []


def test_places_come_before_intervals_and_each_change_is_answered(visit):
    # How soon is for benchmarks/werkbank.py: here other tests run beside it.
    page = visit()
    for k in range(5):
        page.locator("#wb-g-gezondheid").fill(f"{2 + k / 10:g}")
        until(page, f"performance.getEntriesByName('vk-ranks').length > {k}")
    until(page, "performance.getEntriesByName('vk-intervals').length > 0")
    ends = page.evaluate("['vk-ranks', 'vk-intervals'].map(one => performance.getEntriesByName(one).at(-1).startTime)")
    assert ends[0] < ends[1]
    until(page, "location.search.includes('weeg=gezondheid:2.4')")
