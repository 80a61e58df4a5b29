"""The style guide in a real browser: WCAG 2.2 AA, the keyboard, the strict policy, no request to anyone else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from veerkracht.web.site import vite

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system has no Chromium"),
    pytest.mark.skipif(not vite.is_built(), reason=f"the frontend is not built: {vite.REMEDY}"),
]
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
sync_api = pytest.importorskip("playwright.sync_api")

WIDTHS = [320, 1280]
SMALLEST_TARGET = 24
"""Pixels; WCAG 2.2, success criterion 2.5.8."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright runs a loop in this thread; the fixtures that fill the database run in it too, and wait for no one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def session(make_user, as_user, organisation, trajectory) -> str:
    """The session of someone who manages."""
    from veerkracht.web.workspace.roles import Role

    person = make_user("Anna de Vries", role=Role.BEHEERDER, organisation=organisation)
    person.is_staff = True
    person.save()
    return as_user(person).cookies["vk_session"].value


@pytest.fixture
def open_page(chromium, live_server, session):
    """Opens a page of the site: `open_page("/stijl/", width=320, scheme="dark")`."""
    contexts = []

    def opened(path: str = "/stijl/", *, width: int = 1280, scheme: str = "light", **options: object):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="nl-NL", **options
        )
        contexts.append(context)
        context.add_cookies([{"name": "vk_session", "value": session, "url": live_server.url}])
        page = context.new_page()
        answer = page.goto(live_server.url + path)
        assert answer.status == 200
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_light_and_dark_and_nothing_scrolls_sideways(open_page, width):
    # axe is put into the page by script, which the page's own policy refuses: so without that policy here.
    page = open_page("/stijl/?alles=1", width=width, bypass_csp=True)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page).response["violations"]
        assert [(scheme, one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_in_an_open_dialog(open_page, width):
    page = open_page(width=width, bypass_csp=True)
    page.get_by_role("button", name="Deel deze kaart").click()
    assert page.get_by_role("dialog", name="Deel deze kaart").is_visible()
    assert [one["id"] for one in axe.Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_one_presses_is_large_enough(open_page, width):
    page = open_page("/stijl/?alles=1", width=width)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    small = page.evaluate(
        """least => [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter(one => {
          if (!one.checkVisibility() || one.type === 'hidden' || one.closest('.nl-skip-link')) return false;
          // A link within a sentence is exempt (2.5.8, inline).
          if (one.matches('p a, li a.nl-link') && getComputedStyle(one).display === 'inline') return false;
          const box = one.getBoundingClientRect();
          return box.width < least || box.height < least;
        }).map(one => one.outerHTML.slice(0, 100))""",
        SMALLEST_TARGET,
    )
    assert small == []


def test_the_policy_is_strict_and_blocks_nothing_of_our_own_and_nothing_leaves_the_host(open_page, live_server):
    page = open_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    answer = page.goto(live_server.url + "/stijl/?alles=1")
    page.wait_for_load_state("networkidle")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert complaints == []
    assert [one for one in asked if not one.startswith((live_server.url, "data:"))] == []
    assert page.evaluate("document.fonts.check('17px \"Source Sans 3 Variable\"')")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Source Sans 3')


def test_the_serif_is_for_the_titles_of_reports_only(open_page):
    page = open_page()
    serif = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(one =>
          getComputedStyle(one).fontFamily.includes('Serif 4')).map(one => one.className)"""
    )
    assert serif == ["vk-report__title"]


@pytest.mark.parametrize("width", WIDTHS)
def test_by_tab_alone_one_comes_past_everything_and_always_sees_where_one_is(open_page, width):
    page = open_page(width=width)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished)).then(() => true)")
    unseen, steps = [], 0
    for _ in range(160):
        state = page.evaluate(
            """() => { const one = document.activeElement, look = getComputedStyle(one);
              if (one === document.body) return null;
              const box = one.getBoundingClientRect();
              return { what: one.outerHTML.slice(0, 80),
                       outline: look.outlineStyle, wide: parseFloat(look.outlineWidth),
                       hidden: box.width === 0 || box.bottom < 0 || box.top > innerHeight }; }"""
        )
        if state is None:
            break
        if state["outline"] == "none" or state["wide"] < 2 or state["hidden"]:
            unseen.append(state["what"])
        steps += 1
        page.keyboard.press("Tab")
    assert unseen == []
    assert steps > 40


def test_the_skip_link_leads_past_the_menu(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_on_a_narrow_screen_the_menu_opens_and_on_a_wide_one_it_is_always_there(open_page):
    narrow, wide = open_page(width=320), open_page(width=1280)
    nav = narrow.get_by_role("navigation", name="Hoofdmenu")
    assert nav.is_hidden()
    narrow.get_by_role("button", name="Menu").click()
    assert nav.get_by_role("link", name="Werkplek").is_visible()
    assert wide.get_by_role("navigation", name="Hoofdmenu").is_visible()


def test_without_javascript_the_menu_the_theme_and_the_dialog_work(open_page, live_server):
    page = open_page(width=320, java_script_enabled=False)
    assert page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Werkplek").is_visible()
    page.locator("details.vk-menu--end > summary").click()
    page.get_by_role("button", name="Donker").click()
    assert page.url == live_server.url + "/stijl/"
    assert page.locator("html").get_attribute("data-theme") == "donker"
    page.get_by_role("button", name="Deel deze kaart").click()
    assert page.get_by_role("dialog", name="Deel deze kaart").is_visible()


def test_a_chosen_theme_holds_at_once_and_on_the_next_page_whatever_the_device_says(open_page):
    page = open_page(scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("details.vk-menu--end > summary").click()
    page.get_by_role("button", name="Donker").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == dark


def test_a_script_reads_a_colour_of_now_from_a_token(open_page):
    read = "getComputedStyle(document.documentElement).getPropertyValue('--vk-paper')"
    assert open_page(scheme="light").evaluate(read) == "rgb(251, 250, 246)"
    assert open_page(scheme="dark").evaluate(read) == "rgb(20, 25, 29)"


def test_a_menu_closes_by_escape_and_gives_the_focus_back(open_page):
    page = open_page()
    opener = page.locator("details.vk-menu--place > summary")
    opener.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("details.vk-menu--place").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_dialog_closes_by_escape_and_gives_the_focus_back(open_page):
    page = open_page()
    page.get_by_role("button", name="Deel deze kaart").click()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.textContent.trim()") == "Deel deze kaart"


def test_what_is_wrong_with_a_form_has_the_focus_and_leads_to_its_field(open_page):
    page = open_page("/stijl/?alles=1")
    assert page.evaluate("document.activeElement.id") == "fouten"
    page.locator("#fouten a").first.click()
    page.keyboard.type("Noord")
    assert page.locator("#id_fout-name").input_value() == "Noord"


def test_nothing_moves_for_who_asked_for_less(open_page):
    page = open_page(reduced_motion="reduce")
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('*')].map(one =>
          Math.max(...getComputedStyle(one).transitionDuration.split(',').map(parseFloat))))"""
    )
    assert longest <= 0.001


def test_in_print_there_is_nothing_to_press(open_page):
    page = open_page("/stijl/?alles=1", scheme="dark")
    page.emulate_media(media="print")
    assert (
        page.locator(".vk-header, .vk-footer, .vk-actions, .vk-pagination, .vk-messages").filter(visible=True).count()
        == 0
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
