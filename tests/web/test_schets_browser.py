"""The wijkschets in a real browser: a sentence by keyboard, publishing, and nobody shut out at 320 and 1280 pixels."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from veerkracht.web.schets import actions
from veerkracht.web.schets.reading import newest, values_of
from veerkracht.web.site import vite
from veerkracht.web.workspace.roles import Role

from .schets_world import a_schets, make_ready, spoken_atelier

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the system's Chromium"),
    pytest.mark.skipif(not vite.scripts("schets"), reason=f"the frontend is not built: {vite.REMEDY}"),
]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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
def guided(city, trajectory, organisation, make_user, as_user):  # the city: figures
    guide = make_user("Noor", role=Role.BEHEERDER, organisation=organisation)
    return guide, as_user(guide), make_ready(a_schets(trajectory, atelier=spoken_atelier(trajectory)), by=guide)


def opened(chromium, live_server, client, path: str, *, width: int, java_script: bool = True):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale="nl-NL", java_script_enabled=java_script
    )
    session = client.cookies["vk_session"].value
    context.add_cookies([{"name": "vk_session", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{path}")
    return page


def _enter(page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.django_db(transaction=True)
def test_a_sentence_is_written_with_its_source_and_the_schets_published_without_a_script(chromium, live_server, guided):
    _, client, schets = guided
    page = opened(chromium, live_server, client, f"/wijkschetsen/{schets.pk}/", width=320, java_script=False)
    page.get_by_role("link", name=re.compile("Zin toevoegen.*Wat wij horen")).focus()
    _enter(page)
    page.get_by_label("De zin").fill("De moestuin houdt de flat bij elkaar")
    page.get_by_label("Zoek een kaartje, cijfer of tekst").fill("moestuin")
    page.keyboard.press("Tab")
    _enter(page)  # searching keeps what was written
    assert page.get_by_label("De zin").input_value() == "De moestuin houdt de flat bij elkaar"
    page.get_by_label(re.compile("De moestuin kookt")).check()
    page.get_by_label("Waar komt dit vandaan?").select_option(label="bewoner")
    page.get_by_role("button", name="Opslaan").focus()
    _enter(page)
    assert page.get_by_text("De moestuin houdt de flat bij elkaar").count() >= 1
    page.get_by_role("button", name="Stel deze versie vast").focus()
    _enter(page)
    page.get_by_role("heading", name="De partijen over deze versie").wait_for()
    schets.refresh_from_db()
    heard = values_of(newest(schets)).heard
    assert schets.published == schets.number
    assert [len(one.cites) for one in heard if one.text == "De moestuin houdt de flat bij elkaar"] == [1]


@pytest.mark.django_db(transaction=True)
def test_every_page_is_for_everyone_at_320_and_1280(chromium, live_server, guided, tmp_path):
    guide, client, schets = guided
    number = actions.publish(schets, by=guide)
    one, trajectory = f"/wijkschetsen/{schets.pk}/", schets.trajectory
    paths = {
        "list": f"/t/{trajectory.pk}/wijkschetsen/",
        "schets": one,
        "line": f"{one}zin/problem/problem-1/",
        "goal": f"{one}zin/goals/nieuw/",
        "dissent": f"{one}zin/dissent/nieuw/",
        "head": f"{one}begin/",
        "read": f"{one}versies/{number}/",
        "sign": f"{one}versies/{number}/oordeel/",
        "versions": f"{one}versies/?van=1&naar={number}",
    }
    shots = Path(os.environ.get("SCHETS_SHOTS", tmp_path))
    for width in (320, 1280):
        page = opened(chromium, live_server, client, paths["list"], width=width)
        for name, path in paths.items():
            answer = page.goto(f"{live_server.url}{path}")
            assert answer.status == 200, path
            assert page.evaluate(SIDEWAYS) <= 0, (name, width)
            found = axe.Axe().run(page)
            assert found.violations_count == 0, (name, width, found.generate_report())
            if "SCHETS_SHOTS" in os.environ:
                page.screenshot(path=shots / f"{name}-{width}.png", full_page=True)
        page.context.close()
