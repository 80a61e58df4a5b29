"""The page of who takes part, on several devices at once: every kind of step, ten minutes offline, keys alone, axe."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

pytest.importorskip("axe_playwright_python", reason="needs the packages of the browser tests")
from markers import MARKS
from walking import RUN_AXE, SIDEWAYS

pytestmark = MARKS
PHONE = {"width": 320, "height": 640}
LAPTOP = {"width": 1280, "height": 900}
SENT = "Alles is verzonden"


def put(page: Any, text: str) -> None:
    """Put a card on the board."""
    page.fill("#at-text", text)
    page.click("#at-put")
    page.wait_for_selector(f".at-list >> text={text}")


def on_board(page: Any) -> list[str]:
    """Return the texts of the cards in their order."""
    return page.locator("#at-list .at-card__text").all_inner_texts()


def test_three_devices_play_every_kind_of_step(leader, come):
    from playwright.sync_api import expect

    tineke, kees, fatima = come("Tineke"), come("Kees", "corporatie", width=1280), come("Fatima")
    everyone = (tineke, kees, fatima)

    def go(step: str, question: str) -> None:
        leader.ask("go", step=step)
        for page in everyone:
            page.wait_for_selector(f"h1 >> text={question}")

    go("kaart", "Wat valt je op?")
    put(tineke, "Nooit meer een bankje op het plein")
    put(kees, "Veel verhuizingen bij de flats")
    put(fatima, "De speeltuin is fijn")
    for page in everyone:
        page.wait_for_selector("text=3 kaartjes")
        assert on_board(page) == [
            "De speeltuin is fijn",
            "Veel verhuizingen bij de flats",
            "Nooit meer een bankje op het plein",
        ]
    kees.locator("#at-list li").filter(has_text="bankje").get_by_role("button", name="Reageer").click()
    kees.wait_for_selector("textarea[id^=at-write-]:focus")
    kees.keyboard.type("Dat zetten wij terug")
    kees.click("text=Plaats je reactie")
    tineke.wait_for_selector("text=Dat zetten wij terug")

    go("ordenen", "Wat hoort bij elkaar?")
    for at in (0, 2):
        fatima.locator("[data-pick]").nth(at).check()
    fatima.fill("#at-pile-title", "Buiten zijn")
    fatima.click("text=Leg bij elkaar >> nth=-1")
    for page in everyone:
        page.wait_for_selector("h3 >> text=Buiten zijn (2)")
    fatima.click("#at-undo")
    for page in everyone:
        page.wait_for_selector("h3 >> text=Buiten zijn", state="detached")

    go("oorzaken", "Waardoor komt dit?")
    put(tineke, "Mensen wonen hier kort")
    kees.wait_for_selector("text=Mensen wonen hier kort")
    plus = kees.get_by_role("button", name="Plak een stip").first
    for left in (2, 1, 0):
        plus.click()
        kees.wait_for_selector(f"#at-left >> text=nog {left} van de 3")
    assert kees.get_by_role("button", name="Plak een stip").count() == 0
    tineke.wait_for_selector("text=1 mens koos")
    told = tineke.locator(".at-card__counts").all_inner_texts()
    assert told == ["1 mens koos"], "what others chose is not told while people choose"

    go("stellingen", "Eens of oneens?")
    for page, text in ((tineke, "Er moet een buurthuis komen"), (kees, "De stoep moet breder")):
        page.fill("#at-text", text)
        page.click("#at-put")
        fatima.wait_for_selector(f"text=Stelling 1 van {1 if page is tineke else 2}")
    fatima.click("#at-vote-1")
    fatima.wait_for_selector("text=Stelling 2 van 2")
    fatima.click("#at-vote--1")
    fatima.wait_for_selector("text=Je hebt op alle stellingen geantwoord")
    fatima.reload()
    fatima.wait_for_selector("text=Je hebt op alle stellingen geantwoord")

    go("uitslag", "Herken je dit?")
    tineke.wait_for_selector("text=1 eens, 0 oneens, 0 weet niet")

    go("succes", "Wat is er over vijf jaar anders?")
    put(kees, "Iedereen kent een buur bij naam")
    tineke.get_by_label("Helemaal eens").click()
    expect(tineke.get_by_label("Helemaal eens")).to_be_checked(timeout=60_000)
    kees.wait_for_selector("text=1 mens koos")

    go("mix", "Wat doen we?")
    put(kees, "Een huismeester")
    points = fatima.get_by_label("Jouw punten")
    points.fill("120")
    points.blur()
    fatima.wait_for_selector("text=Je kunt hier hoogstens 100 geven")
    points.fill("60")
    points.blur()
    fatima.wait_for_selector("#at-left >> text=nog 40 van de 100")

    go("apart", "Wat zegt de corporatie?")
    assert (tineke.locator("#at-text").count(), kees.locator("#at-text").count()) == (0, 1)
    verbs = [one["verb"] for one in leader.ask("log") if one["verb"] != "steer"]
    assert sorted(set(verbs)) == ["contribute", "divide", "dots", "gather", "rate", "react", "undo", "vote"]
    assert verbs.count("contribute") == 8


def test_ten_minutes_without_network_and_a_reload_lose_nothing_and_change_no_order(leader, come):
    leader.ask("go", step="stellingen")
    tineke, kees = come("Tineke"), come("Kees", "corporatie")
    tineke.clock.install()
    tineke.reload()
    tineke.wait_for_selector("#at-text")
    is_kept = "async () => navigator.serviceWorker.controller !== null && !!(await caches.match(location.pathname))"
    for _ in range(600):
        if tineke.evaluate(is_kept):
            break
        time.sleep(0.1)
    assert tineke.evaluate(is_kept)
    put_here = ["Eerst dit", "Dan dat", "En ten slotte <b>dit</b>"]
    tineke.context.set_offline(True)
    for text in put_here:
        tineke.fill("#at-text", text)
        tineke.click("#at-put")
        tineke.wait_for_selector("#at-text:focus")
    tineke.wait_for_selector("#at-standing >> text=3 nog niet verzonden")
    tineke.fill("#at-text", "Half af")
    with tineke.expect_event("requestfailed"):
        tineke.clock.fast_forward("10:00")
    assert "3 nog niet verzonden" in tineke.inner_text("#at-standing")
    tineke.reload()
    tineke.wait_for_selector("#at-standing >> text=3 nog niet verzonden")
    assert tineke.input_value("#at-text") == "Half af"
    leader.ask("go", step="uitslag")
    tineke.context.set_offline(False)
    tineke.wait_for_selector(f"#at-standing >> text={SENT}")
    tineke.reload()
    tineke.wait_for_selector(f"#at-standing >> text={SENT}")
    assert tineke.input_value("#at-text") == "Half af", "what was typed is there, at the step it was typed in"
    said = [one["body"]["text"] for one in leader.ask("log") if one["verb"] == "contribute"]
    assert said == put_here
    kees.click("#at-show-all") if kees.locator("#at-show-all").count() else None
    kees.wait_for_selector("text=En ten slotte <b>dit</b>")
    assert on_board(kees) == put_here[::-1]


def test_a_choice_that_comes_too_late_is_shown_with_the_reason_until_the_person_acts(leader, come):
    leader.ask("go", step="stellingen")
    tineke = come("Tineke")
    tineke.fill("#at-text", "Er moet een buurthuis komen")
    tineke.click("#at-put")
    tineke.wait_for_selector("text=Stelling 1 van 1")
    tineke.wait_for_selector(f"#at-standing >> text={SENT}")
    tineke.context.set_offline(True)
    tineke.click("#at-vote-1")
    tineke.wait_for_selector("#at-standing >> text=1 nog niet verzonden")
    leader.ask("go", step="uitslag")
    tineke.context.set_offline(False)
    refused = tineke.locator("#at-refused li")
    refused.wait_for()
    assert "Er moet een buurthuis komen" in refused.inner_text()
    assert "Niet aangenomen" in refused.inner_text()
    tineke.reload()
    refused.wait_for()
    refused.get_by_role("button", name="Gooi weg").click()
    tineke.wait_for_selector(f"#at-standing >> text={SENT}")


def test_what_was_written_offline_and_arrives_in_a_pause_goes_along_after_it(leader, come):
    leader.ask("go", step="kaart")
    tineke = come("Tineke")
    tineke.context.set_offline(True)
    tineke.fill("#at-text", "Zonder netwerk")
    tineke.click("#at-put")
    tineke.wait_for_selector("#at-standing >> text=1 nog niet verzonden")
    leader.ask("move", move="pause")
    tineke.context.set_offline(False)
    tineke.wait_for_selector("#at-refused >> text=pauze")
    leader.ask("move", move="resume")
    tineke.wait_for_selector(f"#at-standing >> text={SENT}")
    tineke.wait_for_selector(".at-list >> text=Zonder netwerk")
    assert [one["body"]["text"] for one in leader.ask("log") if one["verb"] == "contribute"] == ["Zonder netwerk"]


def test_two_who_write_at_once_keep_both_texts_and_make_them_one(leader, come):
    leader.ask("go", step="oorzaken")
    tineke, kees = come("Tineke"), come("Kees", "corporatie", width=1280)
    tineke.click("#at-begin-probleem")
    kees.wait_for_selector("text=Tineke schrijft nu")
    kees.click("#at-begin-probleem")
    tineke.fill("#at-write-probleem", "Mensen kennen elkaar niet.")
    kees.fill("#at-write-probleem", "Er is veel verloop.")
    tineke.click("text=Bewaar de tekst")
    kees.wait_for_selector("text=Tineke bewaarde intussen een andere tekst")
    assert kees.input_value("#at-write-probleem") == "Er is veel verloop."
    kees.click("text=Bewaar de tekst")
    for page in (tineke, kees):
        page.wait_for_selector("text=Er zijn twee teksten")
        assert page.locator(".at-conflict .at-prose__text").all_inner_texts() == [
            "Mensen kennen elkaar niet.",
            "Er is veel verloop.",
        ]
    tineke.click("text=Maak er één tekst van")
    tineke.fill("#at-settle-probleem", "Door veel verloop kennen mensen elkaar niet.")
    tineke.click("text=Dit is onze tekst")
    kees.wait_for_selector("text=Door veel verloop kennen mensen elkaar niet.")
    kees.wait_for_selector("text=Er zijn twee teksten", state="detached")


def test_the_focus_and_half_a_sentence_survive_what_others_do_and_the_next_step(leader, come):
    leader.ask("go", step="kaart")
    tineke, kees = come("Tineke"), come("Kees", "corporatie")
    tineke.focus("#at-text")
    tineke.keyboard.type("Het bankje")
    put(kees, "Iets anders")
    tineke.wait_for_selector("text=Iets anders")
    tineke.keyboard.type(" is weg")
    leader.ask("go", step="mix")
    tineke.wait_for_selector("h1 >> text=Wat doen we?")
    tineke.wait_for_selector("text=Je was nog bezig bij “Kaart”")
    tineke.keyboard.type(", al een jaar")
    tineke.click("#at-put")
    kees.click("#at-show-all")
    kees.wait_for_selector("text=Het bankje is weg, al een jaar")
    assert tineke.locator("text=Je was nog bezig").count() == 0
    assert [one["verb"] for one in leader.ask("log")].count("contribute") == 2


def test_a_street_and_points_that_are_being_typed_stay_when_others_put_cards(leader, come):
    leader.ask("go", step="mix")
    tineke, kees = come("Tineke"), come("Kees", "corporatie")
    put(kees, "Een huismeester")
    tineke.click("[id^=at-points-]")
    tineke.keyboard.press("Control+A")
    tineke.keyboard.type("6")
    put(kees, "Een bankje")
    tineke.wait_for_selector("text=Een bankje")
    tineke.keyboard.type("0")
    tineke.keyboard.press("Tab")
    tineke.wait_for_selector("#at-left >> text=nog 40 van de 100")
    tineke.click(".at-more > summary")
    tineke.check("[name=at-where][value=street]")
    tineke.click("#at-where-street")
    tineke.keyboard.type("Kerk")
    put(kees, "Meer licht")
    tineke.wait_for_selector("text=Meer licht")
    tineke.keyboard.type("straat")
    assert tineke.input_value("#at-where-street") == "Kerkstraat"
    tineke.reload()
    tineke.wait_for_selector("#at-where-street")
    assert tineke.input_value("#at-where-street") == "Kerkstraat"
    assert [one["body"]["points"] for one in leader.ask("log") if one["verb"] == "divide"] == [60]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(leader, come, scheme):
    leader.ask("go", step="kaart")
    page = come("Tineke met een naam die heel erg lang is", color_scheme=scheme)
    put(page, "Eenheelergwoordzonderspatiesdatnietophetschermvaneentelefoonpasteninderdaadmoetbreken")
    faults = []

    def look(name: str) -> None:
        for viewport in (PHONE, LAPTOP):
            page.set_viewport_size(viewport)
            faults.extend(f"{name} {viewport['width']}: {one}" for one in page.evaluate(RUN_AXE, None))
            over = page.evaluate(SIDEWAYS)
            if over > 0:
                faults.append(f"{name} {viewport['width']}: {over} pixels sideways")

    page.click(".at-more > summary")
    page.check("[name=at-where][value=map]")
    page.wait_for_selector("#at-draw .maplibregl-canvas", timeout=30_000)
    page.click("#at-put")
    page.wait_for_selector("#at-text-wrong")
    look("the form with a fault, and the map")
    page.check("[name=at-where][value=nowhere]")
    if page.locator("#at-fold-area:not([open])").count():
        page.click("#at-fold-area > summary")
    page.wait_for_selector(".at-told")
    page.locator(".at-told summary").first.click()
    look("story and figures")
    for step in ("ordenen", "oorzaken", "stellingen", "succes", "mix"):
        leader.ask("go", step=step)
        page.wait_for_selector(f".at-step__kicker >> text=/{step}/i")
        if page.locator("#at-text").count():
            page.fill("#at-text", f"Iets over {step}")
            page.click("#at-put")
            page.wait_for_selector(f"text=Iets over {step}")
        if page.locator("[data-pick]").count():
            page.locator("[data-pick]").first.check()
        look(step)
    page.context.set_offline(True)
    page.locator("#at-text").fill("Zonder netwerk")
    page.click("#at-put")
    page.wait_for_selector("#at-standing >> text=nog niet verzonden")
    look("offline")
    assert faults == []


def test_without_scripts_one_reads_the_step_and_puts_a_card_on_the_board(leader, come):
    leader.ask("go", step="kaart")
    page = come("Nel", java_script_enabled=False)
    assert page.inner_text("h1") == "Wat valt je op?"
    page.fill("[name=text]", "Zonder script\nin twee regels")
    with page.expect_navigation():
        page.click("text=Leg op het bord")
    assert re.search(r"Zonder script\s+in twee regels", page.inner_text(".at-list"))
    page.fill("[name=text]", "Nog iets")
    leader.ask("move", move="pause")
    with page.expect_navigation():
        page.click("text=Leg op het bord")
    assert page.input_value("[name=text]") == "Nog iets", "what was typed is still there"
    assert "neemt nu niets aan" in page.inner_text("main")
