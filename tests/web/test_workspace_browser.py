"""Tasks of accounts and workspace in a real browser, by keyboard; every page is looked at in tests/e2e."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, sync_playwright

from veerkracht.facts.areas import Level
from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.actions import invitations, trajectories
from veerkracht.web.workspace.models import Membership, Organisation, Trajectory
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows import places

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
STAD = (places.Place(code="GM9999", name="Waterdal", level=Level.GEMEENTE),)
BUURTEN = (places.Place(code="BU99990101", name="Noorderpark", level=Level.BUURT, within="Noord"),)
PASSWORD = "negen blauwe reigers"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take its own calls for unsafe ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Trajectory:
    monkeypatch.setattr(places, "gemeenten", lambda _home=None: STAD)
    monkeypatch.setattr(places, "places_in", lambda _codes, _home=None: BUURTEN)
    organisation = Organisation.objects.create(name="Gemeente Waterdal", slug="waterdal", kind="gemeente")
    boss = User.objects.create_user("anna.de.vries@gemeente-waterdal.nl", name="Anna de Vries", password=PASSWORD)
    Membership.objects.create(user=boss, organisation=organisation, role=Role.BEHEERDER.value)
    made = trajectories.create_trajectory(
        organisation, by=boss, name="Veerkrachtige wijken", gemeenten=["GM9999"], start=date(2026, 1, 5)
    )
    trajectories.add_area(made, by=boss, text="Noorderpark", reason="Bewoners vragen er zelf om.")
    invitations.invite(organisation, role=Role.LEZER, by=boss, email="een.lang.adres@woningcorporatie-waterdal.nl")
    return made


def logged_in(chromium: Browser, live_server, user: User) -> Page:  # type: ignore[no-untyped-def]  # fixture
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=user, name="app", confirmed=True).persistent_id
    session.save()
    context = chromium.new_context(locale="nl-NL")
    context.add_cookies([{"name": "vk_session", "value": client.cookies["vk_session"].value, "url": live_server.url}])
    return context.new_page()


def test_someone_comes_in_by_a_link_with_the_keyboard_alone(chromium, live_server, place) -> None:  # type: ignore[no-untyped-def]  # fixtures
    secret = invitations.invite(place, role=Role.DEELNEMER, by=User.objects.get())[1]
    page = chromium.new_context(locale="nl-NL").new_page()
    page.goto(f"{live_server.url}/uitnodiging/{secret}/")
    page.locator("#id_name").focus()
    page.keyboard.type("Eva Jansen")
    for text in ("eva@voorbeeld.nl", PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tweede-stap/instellen/**")
    device = TOTPDevice.objects.get(user__email="eva@voorbeeld.nl")
    page.locator("#id_code").focus()
    page.keyboard.type(f"{TOTP(device.bin_key).token():06d}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/herstelcodes/**")
    assert len(re.findall(r"<code>[a-z0-9-]{19}</code>", page.content())) == 10
    page.get_by_role("link", name="Ik heb ze bewaard").press("Enter")
    page.wait_for_url(f"**/t/{place.pk}/")
    assert "Eva Jansen" in page.content()


def test_what_was_removed_comes_back_by_one_button(chromium, live_server, place) -> None:  # type: ignore[no-untyped-def]  # fixtures
    page = logged_in(chromium, live_server, User.objects.get())
    page.goto(f"{live_server.url}/t/{place.pk}/")
    page.get_by_role("button", name="Haal Noorderpark van de lijst").press("Enter")
    page.get_by_role("button", name="Ongedaan maken").press("Enter")
    page.get_by_text("Ongedaan gemaakt").wait_for()
    assert page.get_by_role("button", name="Haal Noorderpark van de lijst").is_visible()
