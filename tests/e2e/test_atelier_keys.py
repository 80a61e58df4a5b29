"""One participant who has no mouse, from the code on the screen to the last choice: every kind of contribution."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("axe_playwright_python", reason="needs the packages of the browser tests")
from markers import MARKS

pytestmark = MARKS
IS_HERE = "wanted => document.activeElement.matches(wanted)"
IS_SEEN = """() => {
  const held = document.activeElement;
  const shown = held.matches('input') ? held.closest('label') ?? held : held;
  const { left, right, top, bottom } = shown.getBoundingClientRect();
  const [low, high] = [Math.max(top, 0) + 1, Math.min(bottom, innerHeight) - 1];
  const places = [low, (low + high) / 2, high].map(y => document.elementFromPoint((left + right) / 2, y));
  return places.some(one => one && (shown.contains(one) || one.contains(shown)));
}"""
"""What has the focus may not be wholly hidden below the edge, or behind what stays in sight (WCAG 2.2, 2.4.11)."""


class Keys:
    """Somebody with nothing but keys."""

    def __init__(self, page: Any) -> None:
        """Look at a page."""
        self.page = page

    def to(self, selector: str, *, back: bool = False) -> None:
        """Go to the next (or previous) thing that fits a selector, with Tab alone; all on the way must be in sight."""
        for _ in range(160):
            self.press("Shift+Tab" if back else "Tab")
            where = "document.activeElement.outerHTML.slice(0, 200)"
            assert self.page.evaluate(IS_SEEN), f"out of sight: {self.page.evaluate(where)}"
            if self.page.evaluate(IS_HERE, selector):
                return
        raise AssertionError(f"Tab does not reach {selector}")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type."""
        self.page.keyboard.type(text)

    def choose(self, selector: str, *, down: int = 1, back: bool = False) -> None:
        """Choose in a list or among radio buttons what stands so much lower."""
        self.to(selector, back=back)
        self.press(*["ArrowDown"] * down)

    def put(self, text: str) -> None:
        """Write a card and put it on the board; the focus is in the form, before the field."""
        self.to("#at-text")
        self.type(text)
        self.to("#at-put")
        self.press("Enter")
        self.see(f".at-list >> text={text}")
        # Ready for the next.
        self.page.wait_for_selector("#at-text:focus")

    def see(self, selector: str, **more: Any) -> None:
        """Wait until something stands on the page, or does no more (`state="detached"`)."""
        self.page.wait_for_selector(selector, **more)


@pytest.fixture
def keys(device, site, atelier) -> Keys:
    """Return someone who came in with keys alone: code, name, role."""
    found = Keys(device(width=1280))
    found.page.goto(f"{site['origin']}/meedoen/")
    found.to("[name=code]")
    found.type(atelier["code"])
    found.press("Enter")
    found.see("[name=name]")
    found.to("[name=name]")
    found.type("Tineke")
    found.to("[name=party]")
    found.press("Space")
    found.to("form .nl-button--primary")
    found.press("Enter")
    found.see(".at--live")
    return found


def go(leader: Any, keys: Keys, step: str, question: str) -> None:
    """Have the atelier go on, and wait for it."""
    leader.ask("go", step=step)
    keys.see(f"h1 >> text={question}")


def cards_of_every_kind(leader: Any, keys: Keys) -> None:
    """Notes, strengths and figures; reactions, and mending one's own."""
    go(leader, keys, "kaart", "Wat valt je op?")
    keys.to("#at-text")
    keys.type("Hier is het donker")
    keys.to(".at-more > summary")
    keys.press("Enter")
    keys.choose("[name=at-where]", down=2)
    keys.choose("#at-where-buurt")
    keys.choose("#at-theme")
    keys.choose("[name=at-feeling]")
    keys.choose("#at-perspective")
    keys.to("#at-put")
    keys.press("Enter")
    keys.see(".at-list >> text=Hier is het donker")
    keys.see("#at-text:focus")
    keys.choose("[name=at-what]", back=True)
    keys.choose("#at-figure")
    keys.put("Dat zijn er meer")
    keys.choose("[name=at-what]", back=True)
    keys.put("De buurvrouw kookt")

    keys.to("[data-open^=react-]")
    keys.press("Enter")
    keys.see(".at-small-form textarea:focus")
    keys.type("Dat denk ik ook")
    keys.press("Tab", "Enter")
    keys.see("text=Dat denk ik ook")
    keys.see("[data-open^=react-]:focus")
    keys.to("[data-open^=amend-]")
    keys.press("Enter")
    keys.see(".at-small-form textarea:focus")
    keys.press("End")
    keys.type(" voor ons")
    keys.press("Tab", "Enter")
    keys.see(".at-list >> text=De buurvrouw kookt voor ons")
    keys.to("[data-open^=withdraw-]")
    keys.press("Enter")
    keys.see("[id^=at-withdraw-]:focus")
    keys.press("Enter")
    keys.see(".at-list >> text=De buurvrouw kookt", state="detached")
    keys.see("#at-board:focus")


def order_and_write(leader: Any, keys: Keys) -> None:
    """Putting together and taking apart; causes, dots, and a text that all write."""
    go(leader, keys, "ordenen", "Wat hoort bij elkaar?")
    for _ in range(2):
        keys.to("[data-pick]")
        keys.press("Space")
    keys.see("text=2 kaartjes gekozen")
    keys.to("#at-pile-title", back=True)
    keys.type("In het portiek")
    keys.press("Enter")
    keys.see("h3 >> text=In het portiek (2)")
    keys.see("#at-board:focus")
    keys.to("#at-undo")
    keys.press("Enter")
    keys.see("h3 >> text=In het portiek", state="detached")

    go(leader, keys, "oorzaken", "Waardoor komt dit?")
    keys.put("Mensen kennen elkaar niet")
    keys.choose("[name=at-link]", back=True)
    keys.choose("#at-of")
    keys.put("Er is eenzaamheid")
    keys.to("[id^='at-dot-']")
    for count in (1, 2, 3):
        keys.press("Enter")
        keys.see(f"#at-left >> text=nog {3 - count} van de 3")
    keys.see("[id^=at-dots-]:focus")
    keys.to("#at-begin-probleem", back=True)
    keys.press("Enter")
    keys.see("#at-write-probleem:focus")
    keys.type("Mensen wonen hier kort.")
    keys.press("Tab", "Enter")
    keys.see(".at-prose__text >> text=Mensen wonen hier kort.")


def vote_rate_and_divide(leader: Any, keys: Keys) -> None:
    """Statements and answers, changed and taken back; a scale; points."""
    go(leader, keys, "stellingen", "Eens of oneens?")
    keys.to("#at-text")
    keys.type("Het licht moet terug")
    keys.to("#at-put")
    keys.press("Enter")
    keys.see("text=Stelling 1 van 1")
    keys.to("#at-vote--1", back=True)
    keys.press("Enter")
    keys.see("text=Je hebt op alle stellingen geantwoord")
    assert keys.page.inner_text("#at-said") == "Jouw antwoord: Oneens."
    keys.to(".at-statements button")
    keys.press("Enter")
    keys.to("#at-vote-1")
    keys.press("Enter")
    keys.see("#at-vote-1[aria-pressed=true]")
    keys.see("#at-vote-1:focus")

    go(leader, keys, "succes", "Wat is er over vijf jaar anders?")
    keys.put("Iedereen kent een buur")
    keys.to("[name^=rate-]")
    keys.press("Space", "ArrowDown")
    keys.see("[name^=rate-][value='2']:checked")

    go(leader, keys, "mix", "Wat doen we?")
    keys.put("Een huismeester")
    keys.to("[id^=at-points-]")
    keys.press("Control+A")
    keys.type("60")
    keys.press("Tab")
    keys.see("#at-left >> text=nog 40 van de 100")


def test_every_kind_of_contribution_can_be_made_with_keys_alone(leader, keys):
    cards_of_every_kind(leader, keys)
    order_and_write(leader, keys)
    vote_rate_and_divide(leader, keys)
    keys.see("#at-standing >> text=Alles is verzonden")
    log = [one for one in leader.ask("log") if one["verb"] != "steer"]
    assert len({one["by"] for one in log}) == 1
    verbs = {one["verb"] for one in log}
    choices = {"dots", "vote", "rate", "divide"}
    assert verbs == {"contribute", "react", "amend", "withdraw", "gather", "undo", "claim", "write"} | choices
    cards = [one["body"] for one in log if one["verb"] == "contribute"]
    assert [one["form"] for one in cards] == [
        "note", "figure", "strength", "problem", "problem", "statement", "success", "measure",
    ]  # fmt: skip
    first = cards[0]
    assert (first["place"]["kind"], bool(first["theme"]), first["sentiment"]) == ("buurt", True, "worry")
    assert first["perspective"]
    assert cards[1]["indicator"]
    assert (cards[3]["link"], cards[4]["link"], cards[4]["of"]) == ("problem", "consequence", cards[3]["card"])
    assert [one["body"]["value"] for one in log if one["verb"] == "vote"] == [-1, 1]


def test_an_area_is_drawn_with_keys_alone(leader, keys):
    go(leader, keys, "kaart", "Wat valt je op?")
    keys.to("#at-text")
    keys.type("Hier is het donker")
    keys.to(".at-more > summary")
    keys.press("Enter")
    keys.choose("[name=at-where]")
    keys.see("#at-draw .maplibregl-canvas", timeout=30_000)
    keys.see("#at-draw[role=application]")
    keys.choose("[name=at-shape]", down=2)
    keys.see("[name=at-shape][value=area]:checked")
    keys.to("#at-draw")
    keys.press("Enter", "ArrowRight", "ArrowRight", "Enter", "ArrowUp", "ArrowUp", "Enter", "Enter", "Backspace")
    keys.see("text=3 punten gezet, in")
    keys.to("#at-put")
    keys.press("Enter")
    keys.see(".at-list >> text=Hier is het donker")
    (place,) = [one["body"]["place"] for one in leader.ask("log") if one["verb"] == "contribute"]
    assert (place["kind"], len(place["points"])) == ("area", 3)
    (x1, y1), (x2, y2), (x3, y3) = place["points"]
    assert x2 > x1
    assert y3 > y2
    assert abs(x3 - x2) < 1e-4
    assert abs(y1 - y2) < 1e-4
    keys.see("text=Een gebied op de kaart, in")
