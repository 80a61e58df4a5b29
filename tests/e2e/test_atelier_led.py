"""A whole atelier led from the screen of who leads: a screen for the hall, two phones, and a network that fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest.importorskip("playwright.sync_api", reason="needs the packages of the browser tests")
from markers import MARKS

pytestmark = MARKS
TYPED = "De speeltuin is altijd nat"
HIDDEN = "Mijn buurman Jan is lastig"


def until(page, expression: str, *, seconds: float = 60) -> None:
    """Wait until a statement about the page holds; Playwright's own way is forbidden by the policy of the pages."""
    for _ in range(int(seconds * 20)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression}\n{page.locator('body').inner_text()[:1500]}")


def says(page, text: str) -> None:
    """Wait until a text stands on a page, hidden parts left out."""
    until(page, f"document.body.innerText.includes({text!r})")


def silent(page, text: str) -> None:
    """Wait until a text stands on a page no more."""
    until(page, f"!document.body.innerText.includes({text!r})")


@pytest.fixture
def opened(browser, site):
    """Opens a page of the site: with an account, or as a phone without one; in the end nothing may have gone wrong."""
    contexts, faults = [], []

    def opens(address: str, *, session: str = "", width: int = 1280, height: int = 800):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "vk_session", "value": session, "url": site["origin"]}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(site["origin"] + address)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert faults == []


def made(page, site) -> str:
    """Make an atelier through the pages, its door open; return its address."""
    page.goto(f"{site['origin']}/t/{site['trajectory']}/ateliers/nieuw/")
    page.get_by_label("Naam van het atelier").fill("Atelier Noord")
    page.get_by_label("Eén dag", exact=True).check()
    page.locator("input[name=wijken]").first.check()
    page.get_by_role("button", name="Maak het atelier").click()
    page.get_by_role("button", name="Zet de deur open").click()
    return page.url.removeprefix(site["origin"])


def joined(opens: Callable, code: str, name: str):
    """Return the phone of someone who came in by the code."""
    phone = opens(f"/meedoen/{code}/", width=320, height=640)
    phone.get_by_label("Hoe wil je heten?").fill(name)
    phone.get_by_label("Bewoner", exact=True).check()
    phone.locator("main form button").last.click()
    phone.wait_for_url("**/atelier/**")
    return phone


def writes(phone, text: str) -> None:
    phone.get_by_label("Schrijf op wat je wilt zeggen").fill(text)
    phone.get_by_role("button", name="Leg op het bord").click()


def card(lead, text: str):
    return lead.locator(".ld-card", has_text=text)


def test_an_atelier_is_led_from_start_to_end(opened, site):
    session = site["rounds"]["manager"]["session"]
    lead = opened("/werkplek/", session=session)
    place = made(lead, site)
    hall = opened(f"{place}scherm/", session=session, width=1920, height=1080)
    code = lead.locator(".ld-code").inner_text().replace(" ", "")
    lead.goto(f"{site['origin']}{place}regie/")
    until(lead, "document.querySelector('[data-lead]').dataset.live !== undefined")

    fatma, henk = joined(opened, code, "Fatma"), joined(opened, code, "Henk")
    says(hall, "2 mensen zijn binnen")
    says(lead, "2 doen mee")

    lead.locator("#ld-next").focus()
    lead.keyboard.press("Enter")
    for page in (lead, hall, fatma):
        says(page, "Wat hoop je dat vandaag oplevert?")
    assert lead.evaluate("document.activeElement.id") == "ld-next", "the focus stays where one steers"

    writes(fatma, TYPED)
    writes(henk, HIDDEN)
    for page in (lead, hall):
        says(page, TYPED)
        says(page, HIDDEN)
    says(lead, "2 deden iets in deze stap")

    hides(lead, hall, henk)
    lights(lead, hall)
    gathers(lead)
    steers_offline(lead, hall)
    ends(lead, hall, site, place)


def hides(lead, hall, phone) -> None:
    """Hide a card with a reason: gone from the hall and the phones, still before who leads; and show it again."""
    card(lead, HIDDEN).locator("summary", has_text="Verberg").click()
    card(lead, HIDDEN).get_by_label("Waarom?").fill("Noemt iemand bij naam")
    card(lead, HIDDEN).get_by_role("button", name="Verberg dit kaartje").click()
    says(lead, "Verborgen: Noemt iemand bij naam")
    silent(hall, HIDDEN)
    lead.locator("a[data-show=verborgen]").click()
    assert lead.locator(".ld-card:visible").count() == 1
    card(lead, HIDDEN).get_by_role("button", name="Toon weer").click()
    says(hall, HIDDEN)
    lead.locator("a[data-show=alles]").click()


def lights(lead, hall) -> None:
    """Hold a card up for the hall, and put the light out."""
    card(lead, TYPED).get_by_role("button", name="In het licht").click()
    until(hall, f"document.querySelector('.pj__lit-text')?.textContent === {TYPED!r}")
    card(lead, TYPED).get_by_role("button", name="Licht uit").click()
    until(hall, "!document.querySelector('.pj__lit-text')")


def gathers(lead) -> None:
    """Put two cards together under a title, and lay them apart again."""
    for text in (TYPED, HIDDEN):
        card(lead, text).locator("input[name=cards][type=checkbox]").check()
    lead.get_by_label("Titel van de groep").fill("Buiten")
    lead.get_by_role("button", name="Leg bij elkaar").click()
    until(lead, "document.querySelectorAll('.ld-cluster').length === 2")
    lead.locator("#ld-undo button").click()
    until(lead, "document.querySelectorAll('.ld-cluster').length === 0")


def steers_offline(lead, hall) -> None:
    """What who leads does without a network is kept, said, and sent when the network is back."""
    lead.context.set_offline(True)
    lead.locator("#ld-pause").click()
    says(lead, "Geen verbinding")
    until(lead, "document.querySelector('[data-waiting]').textContent === '1'")
    lead.context.set_offline(False)
    says(hall, "Even pauze")
    until(lead, "document.querySelector('.ld-now').dataset.state === 'paused'", seconds=30)
    says(lead, "Verbonden")
    lead.locator("#ld-pause").click()
    until(hall, "!!document.querySelector('[data-clock]')")


def ends(lead, hall, site, place: str) -> None:
    """Close; look back to the first card by keyboard; the chain holds."""
    lead.locator("#ld-close").click()
    says(hall, "Dank jullie wel.")
    says(lead, "Het atelier is afgesloten")
    lead.goto(f"{site['origin']}{place}terugkijken/?tot=2")
    until(lead, "document.querySelector('[data-replay]').dataset.live !== undefined")
    assert lead.locator("#rp-moment .at-card").count() == 1
    lead.locator("#rp-tot").focus()
    lead.keyboard.press("ArrowRight")
    until(lead, "document.querySelectorAll('#rp-moment .at-card').length === 2")
    lead.goto(f"{site['origin']}{place}logboek/")
    says(lead, "De keten klopt")
