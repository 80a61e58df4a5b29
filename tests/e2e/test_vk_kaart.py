"""The map in a real browser: a whole task by keyboard, what a link restores, what is said when something fails."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

sys.path.insert(0, str(Path(__file__).parent))

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
sync_api = pytest.importorskip("playwright.sync_api")
kaart_server = pytest.importorskip("kaart_server")

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the system's Chromium"),
    pytest.mark.skipif(
        not (kaart_server.DIST / "manifest.json").is_file(), reason="needs the built scripts: npm ci && npm run build"
    ),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return kaart_server.demo_pages(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def address(pages) -> Iterator[str]:
    with kaart_server.serving(pages) as found:
        yield found


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address) -> Iterator[Callable]:
    """Return a function that opens the map page and waits until it is drawn; faults of the page fail the test."""
    contexts, faults = [], []

    def go(query: str = "", *, width: int = 1280, ready: bool = True, **options: object):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/?{query}")
        if ready:
            page.wait_for_selector("[data-ready=yes]", timeout=60_000)
        return page

    yield go
    for context in contexts:
        context.close()
    assert not [fault for fault in faults if "status of 500" not in fault]


def until(page, expression: str) -> None:
    """Wait until a statement about the page holds; Playwright's own way evaluates strings, which the policy forbids."""
    for _ in range(1200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}")


def query_of(page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def current(page) -> str:
    return page.locator(".vk-kaart__areas [role=option]").inner_text()


def test_a_whole_task_by_keyboard_alone(visit):
    page = visit("niveau=buurt&kaart=1")
    # from the map on screen to map 7, with the arrow keys of a group of radio buttons
    page.locator("vk-kaart input[type=radio]:checked").first.focus()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    until(page, "new URLSearchParams(location.search).get('kaart') === '7'")
    tab_to(page, "button.vk-kaart__class", text="onder druk")
    page.keyboard.press("Enter")
    until(page, "location.search.includes('filter=7:onder_druk')")
    said = page.locator(".vk-kaart__passing").inner_text()
    count = int(said.split()[0])
    assert said == f"{count} van 61 buurten"
    page.locator(".vk-kaart__areas").focus()
    opened = set()
    for key in ("Home", "ArrowRight", "End"):
        page.keyboard.press(key)
        assert "onder druk" in current(page)
        page.keyboard.press("Enter")
        until(page, "document.activeElement.matches('.vk-kaart__panel h3')")
        page.wait_for_selector(".vk-kaart__story")
        opened.add(query_of(page)["gebied"])
        page.keyboard.press("Escape")
        until(page, "document.activeElement.matches('.vk-kaart__areas')")
    assert len(opened) == 3
    tab_to(page, ".vk-kaart__downloads summary")
    page.keyboard.press("Enter")
    tab_to(page, ".vk-kaart__downloads a", text="CSV")
    link = page.evaluate("document.activeElement.getAttribute('href')")
    assert link.startswith("/uit/kaart.csv?")
    assert parse_qs(urlsplit(link).query)["filter"] == ["7:onder_druk"]


def tab_to(page, selector: str, *, text: str = "") -> None:
    """Press Tab until an element has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([selector, text]) => document.activeElement.matches(selector) && "
            "document.activeElement.textContent.toLowerCase().includes(text.toLowerCase())",
            [selector, text],
        ):
            return
    raise AssertionError(f"Tab does not reach {selector} {text}")


def test_the_arrow_keys_go_to_the_neighbour_and_letters_find_a_name(visit):
    page = visit()
    page.locator(".vk-kaart__areas").focus()
    page.keyboard.press("Home")
    first = current(page)
    page.keyboard.press("ArrowRight")
    assert current(page) != first
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("venkel")
    assert current(page).startswith("Venkelhof:")
    assert page.locator(".vk-kaart__label").is_visible()


def test_pointing_at_an_area_shows_its_class_and_how_sure_that_is(visit):
    page = visit("kaart=7")
    box = page.locator(".vk-kaart__canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.6)
    page.wait_for_selector(".vk-kaart__label:not([hidden])")
    said = page.locator(".vk-kaart__label").inner_text()
    assert "onder druk" in said
    assert "kans" in said


def test_clicking_opens_the_story_and_the_table_marks_the_same_area(visit):
    page = visit("kaart=7")
    box = page.locator(".vk-kaart__canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.6)
    page.wait_for_selector(".vk-kaart__story")
    code = query_of(page)["gebied"]
    assert code in page.locator(".vk-kaart__story").inner_text()
    assert "weg" not in page.locator(".vk-kaart__story").inner_text()
    name = page.locator(".vk-kaart__panel h3").inner_text()
    assert page.locator("tr[aria-current=true] th").inner_text() == name


def test_a_link_brings_everything_back(visit):
    query = (
        "kaart=1&niveau=buurt&jaar=2020&wijze=relatief&gebied=BU99010301&met=BU99010203&filter=corporatiewoningen%3E30"
    )
    page = visit(query)
    assert page.locator("vk-kaart input[type=radio]:checked").first.get_attribute("id").endswith("map-1")
    assert page.locator(".vk-kaart__segment input:checked").get_attribute("id").endswith("relatief")
    assert page.locator("output").inner_text() == "2020"
    assert page.locator(".vk-kaart__pin").all_inner_texts() == ["A", "B"]
    assert "corporaties meer dan 30" in page.locator(".vk-kaart__conditions").inner_text()
    page.keyboard.press("Tab")
    before = parse_qs(query)
    page.locator(".vk-kaart__legend button").first.click()
    until(page, "location.search.includes('1r:')")
    after = {key: [value] for key, value in query_of(page).items()}
    assert {key: after[key] for key in before if key != "filter"} == {
        key: before[key] for key in before if key != "filter"
    }


def test_the_year_slider_loads_the_figures_of_that_year_and_keeps_the_rest(visit, pages):
    page = visit("kaart=3&gebied=BU99010301")
    sentence = page.locator(".vk-kaart__title").inner_text()
    slider = page.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    until(page, "new URLSearchParams(location.search).get('jaar') === '2023'")
    assert page.locator(".vk-kaart__title").inner_text() != sentence
    assert query_of(page)["gebied"] == "BU99010301"
    page.keyboard.press("ArrowRight")
    until(page, "!location.search.includes('jaar')")
    assert len([one for one in pages.asked if "jaar=2023" in one and one.startswith("/atlas")]) == 1


def test_a_condition_on_a_figure_narrows_map_and_table_alike(visit):
    page = visit("kaart=7")
    page.get_by_label("Waarop wilt u kiezen?").first.select_option("corporatiewoningen")
    page.locator("input[inputmode=decimal]").fill("12,5,0")
    page.get_by_role("button", name="Voeg toe").click()
    assert "12,5,0" in page.get_by_role("alert").inner_text()
    page.locator("input[inputmode=decimal]").fill("50")
    page.get_by_role("button", name="Voeg toe").click()
    page.wait_for_selector(".vk-kaart__conditions li")
    count = int(page.locator(".vk-kaart__passing").inner_text().split()[0])
    assert 0 < count < 61
    assert page.locator(".vk-kaart__table tbody tr").count() == count
    page.get_by_role("button", name="Wis alles").click()
    until(page, "!location.search.includes('filter')")
    assert page.locator(".vk-kaart__passing").inner_text() == "61 van 61 buurten"


def test_two_areas_stand_side_by_side(visit):
    page = visit("kaart=7&gebied=BU99010301")
    page.get_by_role("button", name="Vergelijk met een ander gebied").click()
    until(page, "document.activeElement.matches('.vk-kaart__areas')")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    until(page, "location.search.includes('met=')")
    page.wait_for_selector(".vk-kaart__story")
    assert page.locator(".vk-kaart__panel h3").inner_text() == "Twee gebieden naast elkaar"
    assert page.locator(".vk-kaart__letter").all_inner_texts() == ["A", "B"]


def test_the_search_box_is_a_combobox(visit):
    page = visit()
    box = page.get_by_role("combobox", name="Zoek een gebied")
    box.fill("hof")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true] span").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector(".vk-kaart__panel h3")
    assert page.locator(".vk-kaart__panel h3").inner_text() == chosen
    box.fill("zzzz")
    assert page.get_by_text("Geen gebied met deze naam").is_visible()


def test_the_share_button_copies_this_very_page(visit):
    page = visit("kaart=5", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Deel", exact=True).click()
    page.wait_for_selector("text=De link is gekopieerd.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_no_request_leaves_the_host_and_no_policy_is_broken(visit, address):
    page = visit("kaart=7", ready=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("[data-ready=yes]", timeout=60_000)
    page.get_by_role("radio", name="Focuskaart").check()
    until(page, "location.search.includes('kaart=6')")
    assert asked
    assert [one for one in asked if not one.startswith(address)] == []


def test_a_story_that_does_not_come_can_be_asked_again(visit, pages):
    pages.fails.add("/gebied")
    try:
        page = visit("gebied=BU99010301")
        page.wait_for_selector("[role=alert]")
        assert "Er is niets kwijt" in page.get_by_role("alert").inner_text()
    finally:
        pages.fails.clear()
    page.get_by_role("button", name="Probeer opnieuw").click()
    page.wait_for_selector(".vk-kaart__story")


def test_without_figures_the_fixed_map_stays_and_says_why(visit, pages):
    pages.fails.add("/atlas.json")
    try:
        page = visit("taal=en", ready=False)
        page.wait_for_selector(".vk-kaart__notice")
        assert "could not be fetched" in page.locator(".vk-kaart__notice").inner_text()
        assert page.locator("#vast").is_visible()
    finally:
        pages.fails.clear()


def test_without_webgl_the_fixed_map_stays_and_says_why(chromium, address):
    page = chromium.new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(address)
    page.wait_for_selector(".vk-kaart__notice")
    assert "kan de beweegbare kaart niet tekenen" in page.locator(".vk-kaart__notice").inner_text()
    assert page.locator("#vast").is_visible()
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_full_page_or_on_the_focuskaart(visit, width, scheme):
    # axe is put into the page by script, which the page's own policy refuses: so without that policy here.
    query = "kaart=7&gebied=BU99010301&filter=7:onder_druk;corporatiewoningen%3E10"
    page = visit(query, width=width, color_scheme=scheme, bypass_csp=True)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    if width == 320:
        page.locator(".vk-kaart__unfold").click()
    assert faults_of(page, width=width) == []
    page.get_by_role("radio", name="Focuskaart").check()
    until(page, "document.querySelectorAll('.vk-kaart__cell').length === 9")
    assert faults_of(page, width=width) == []


def faults_of(page, *, width: int) -> list[str]:
    """Return what axe finds, whether the page scrolls sideways, and which targets are smaller than 24 pixels."""
    found = axe.Axe().run(page).response["violations"]
    faults = [json.dumps([one["id"], [node["target"] for node in one["nodes"]]]) for one in found]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("scrolls sideways")
    small = page.evaluate(
        "[...document.querySelectorAll('vk-kaart button, vk-kaart select, vk-kaart summary, vk-kaart input')]"
        ".map(one => [one.id || one.textContent.trim() || one.className, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width > 1 && (box.height < 24 || box.width < 24)).map(([name]) => name)"
    )
    return [*faults, *small]


def test_the_first_map_and_a_new_colour_come_quickly(visit):
    # The goals are 1000 and 300 ms on a quiet machine. Here other tests run beside it, now and then at the very moment.
    tries: list[dict[str, float]] = []
    while len(tries) < 4 and not (tries and tries[-1]["vk-first-map"] < 4000 and tries[-1]["vk-recolour"] < 2000):
        page = visit("kaart=7")
        page.get_by_role("radio", name="Focuskaart").check()
        until(page, "performance.getEntriesByName('vk-recolour').length > 0")
        found = page.evaluate("performance.getEntriesByType('measure').map(one => [one.name, one.duration])")
        tries.append(dict(found))
        page.context.close()
    assert tries[-1]["vk-first-map"] < 4000, tries
    assert tries[-1]["vk-recolour"] < 2000, tries
