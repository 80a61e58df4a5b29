"""The werkbank in a real browser: a whole task by keyboard, nobody shut out, and places that follow at once."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from django.db import connection

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


@pytest.fixture
def history(transactional_db) -> Iterator[None]:
    """Let the database forget the audit between tests: it refuses to, and emptying it is how Django ends a test."""
    rules = importlib.import_module("veerkracht.web.audit.migrations.0002_append_only")
    with connection.cursor() as cursor:
        for statement in rules.UNMADE[connection.vendor]:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {rules.TABLE}")  # noqa: S608  # a name of ours
        for statement in rules.MADE[connection.vendor]:
            cursor.execute(statement)


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
def visit(chromium, live_server, history, loaded_city, make_user, as_user, organisation, trajectory, monkeypatch):  # noqa: PLR0917
    monkeypatch.setenv("VEERKRACHT_HOME", str(loaded_city[0]))
    trajectory.gemeenten = [loaded_city[1]]
    trajectory.save()
    session = as_user(make_user("Anna", role=Role.ANALIST, organisation=organisation)).cookies["vk_session"].value
    go, contexts, faults = opener(chromium, live_server, session, f"/t/{trajectory.pk}/werkbank/")
    yield go
    for context in contexts:
        context.close()
    assert [fault for fault in faults if "status of 400" not in fault] == []


def until(page, expression: str, *, timeout_s: float = 15) -> None:
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
    assert "weeg=gezondheid:6" in page.url
    assert "Gemiddeld schuift" in page.locator(".wb-change").inner_text()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, width, scheme):
    # axe is put into the page by script, which the page's own policy refuses: so without that policy here.
    pages = ["?weeg=gezondheid:6&uit=eenzaam&gebied=BU99010301", "ontwerpen/", "ontwerpen/nieuw/?weeg=soc:3"]
    for query in [*pages, "ontwerpen/vergelijk/"]:
        page = visit(query, width=width, color_scheme=scheme, bypass_csp=True)
        page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")
        found = axe.Axe().run(page).response["violations"]
        assert [(query, one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            "[...document.querySelectorAll('main a, main button, main input, main select, main summary')]"
            ".filter(one => {"
            "const box = one.getBoundingClientRect();"
            "return one.checkVisibility() && one.type !== 'hidden' && !one.matches('p a') &&"
            "(box.width < 24 || box.height < 24)}).map(one => one.outerHTML.slice(0, 120))"
        )
        assert small == []


def measured(page) -> dict[str, float]:
    """Return in milliseconds how long places took from the turn of a slider until they stand in the list."""
    for k in range(30):
        page.locator("#wb-g-gezondheid").fill(f"{1 + k / 10:g}")
        until(page, f"performance.getEntriesByName('vk-ranks').length > {k}")
        page.wait_for_timeout(20)
    page.wait_for_timeout(1500)
    took = page.evaluate("performance.getEntriesByName('vk-ranks').map(one => one.duration)")
    rest = page.evaluate("performance.getEntriesByName('vk-intervals').map(one => one.duration)")
    return {"p50": np.percentile(took, 50), "p95": np.percentile(took, 95), "intervals": max(rest)}


def test_places_follow_at_once_in_the_demo_city(visit):
    found = measured(visit())
    print({name: round(value) for name, value in found.items()})  # noqa: T201
    # The goals are 100 and 1000 ms on a quiet machine; here other tests run beside it.
    assert found["p50"] < 200
    assert found["intervals"] < 3000
