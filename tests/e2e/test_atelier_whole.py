"""Both formats played from making to outcome: who leads, the hall, a resident on a phone, a corporation on a laptop.

What is done in a step follows from the draaiboek: a kind of card or a choice that is added to a format is played too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="needs the packages of the browser tests")
from markers import MARKS

from veerkracht.wijkschets.deeds import Form
from veerkracht.wijkschets.draaiboek import Act, Step, View
from veerkracht.workflows.draaiboeken import shipped_draaiboek

pytestmark = MARKS
PHONE, LAPTOP, HALL = (320, 640), (1280, 900), (1920, 1080)
NAMED = "Mijn buurman Jan is lastig"
REASON = "Noemt iemand bij naam"

Opens = Callable[..., Any]


def until(page: Any, expression: str, *, what: Any = None) -> None:
    """Wait until a statement about the page holds; Playwright's own way is forbidden by the policy of the pages."""
    for _ in range(1200):
        if page.evaluate(expression, what):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came true: {expression} {what}\n{page.locator('body').inner_text()[:1500]}")


def says(page: Any, text: str) -> None:
    """Wait until a text stands on a page, hidden parts left out."""
    until(page, "text => document.body.innerText.includes(text)", what=text)


def silent(page: Any, text: str) -> None:
    """Wait until a text stands on a page no more."""
    until(page, "text => !document.body.innerText.includes(text)", what=text)


@pytest.fixture
def opens(browser: Any, site: dict[str, Any]) -> Iterator[Opens]:
    """Opens a page on a device of its own; in the end no script may have failed on any."""
    contexts, faults = [], []

    def open_page(address: str, *, size: tuple[int, int], session: str = "") -> Any:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="nl-NL")
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "vk_session", "value": session, "url": site["origin"]}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(site["origin"] + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@dataclass(kw_only=True)
class Play:
    """An atelier under way on four devices, and what was done in it.

    Attributes:
        done: how often each kind of deed was done.
        cards: texts of the cards by the step in which they were written.
    """

    origin: str
    lead: Any
    hall: Any
    fatma: Any
    cor: Any
    place: str
    done: Counter[str] = field(default_factory=Counter)
    cards: dict[str, list[str]] = field(default_factory=dict)

    @property
    def people(self) -> tuple[Any, Any]:
        """Who takes part: on a phone and on a laptop."""
        return self.fatma, self.cor

    def go(self, step: Step) -> None:
        """Start the next step by the button of who leads; all devices come along."""
        self.lead.locator("#ld-next").click()
        until(self.lead, "key => document.querySelector('.ld-now').dataset.step === key", what=step.key)
        for page in self.people:
            until(page, "text => document.querySelector('h1').innerText === text", what=step.question.nl)
        says(self.hall, step.question.nl)
        assert self.fatma.evaluate("document.documentElement.scrollWidth") <= PHONE[0], step.key

    def put(self, page: Any, step: Step, form: Form, text: str) -> None:
        """Put a card of some kind on the board; it comes to all others and lies before who leads."""
        if len(step.forms) > 1:
            page.check(f"[name=at-what][value={form}]")
        if form is Form.FIGURE:
            until(page, "document.querySelectorAll('#at-figure option').length > 1")
            page.select_option("#at-figure", index=1)
        if form is Form.PROBLEM:
            self._link(page, step)
        page.fill("#at-text", text)
        page.click("#at-put")
        self.done["contribute"] += 1
        self.cards.setdefault(step.key, []).append(text)
        for one in (*self.people, self.lead) if form is not Form.STATEMENT else (self.lead,):
            says(one, text)

    def _link(self, page: Any, step: Step) -> None:
        problems = self.cards.get(step.key, [])
        kind = "cause" if len(problems) == 1 else "consequence" if problems else "problem"
        page.check(f"[name=at-link][value={kind}]")
        if problems:
            until(page, "document.querySelectorAll('#at-of option').length > 1")
            page.select_option("#at-of", label=problems[0])

    def card(self, page: Any, text: str) -> Any:
        """Return a card on the page of who takes part."""
        return page.locator("#at-list li", has_text=text).last


def made(opens: Opens, site: dict[str, Any], *, name: str) -> Play:
    """Make an atelier through the pages, open its door, and let two people in by its code."""
    session = site["rounds"]["manager"]["session"]
    lead = opens(f"/t/{site['trajectory']}/ateliers/nieuw/", size=LAPTOP, session=session)
    lead.get_by_label("Naam van het atelier").fill(f"Atelier {name}")
    lead.get_by_label(name, exact=True).check()
    lead.locator("input[name=wijken]").first.check()
    lead.get_by_role("button", name="Maak het atelier").click()
    lead.get_by_role("button", name="Zet de deur open").click()
    place, code = lead.url.removeprefix(site["origin"]), lead.locator(".ld-code").inner_text().replace(" ", "")
    lead.goto(f"{site['origin']}{place}regie/")
    until(lead, "document.querySelector('[data-lead]').dataset.live !== undefined")
    hall = opens(f"{place}scherm/", size=HALL, session=session)
    people = []
    for who, role, size in (("Fatma", "Bewoner", PHONE), ("Cor", "Corporatie", LAPTOP)):
        page = opens(f"/meedoen/{code}/", size=size)
        page.get_by_label("Hoe wil je heten?").fill(who)
        page.get_by_label(role, exact=True).check()
        page.locator("main form button").last.click()
        page.wait_for_selector(".at--live")
        people.append(page)
    says(lead, "2 doen mee")
    return Play(origin=site["origin"], lead=lead, hall=hall, fatma=people[0], cor=people[1], place=place)


def writes_cards(play: Play, step: Step) -> None:
    """Put at least one card of every kind that a step takes on the board, the resident and the corporation in turn."""
    for at, form in enumerate(sorted(step.forms)):
        play.put(play.people[at % 2], step, form, f"{step.key} {form} van de een")
        if form in {Form.PROBLEM, Form.STATEMENT, Form.MEASURE}:
            play.put(play.people[1 - at % 2], step, form, f"{step.key} {form} van de ander")


def votes(play: Play, step: Step) -> None:
    """Vote: both agree with the first statement, and they differ on the others."""
    for page, others in ((play.fatma, "1"), (play.cor, "-1")):
        for at in range(len(play.cards[step.key])):
            until(page, "at => document.querySelector('#at-statement-place')?.innerText.startsWith(at)",
                  what=f"Stelling {at + 1} van")  # fmt: skip
            page.click("#at-vote-1" if at == 0 else f"#at-vote-{others}")
            play.done["vote"] += 1
        says(page, "Je hebt op alle stellingen geantwoord")
    says(play.lead, "2 eens, 0 oneens, 0 weet niet")
    assert "2 eens" not in play.hall.inner_text("body"), "the hall knows nothing while people vote"


def dots(play: Play, step: Step) -> None:
    """Stick all dots: of another step before this one nothing is left over or missing."""
    for left in range(step.dots - 1, -1, -1):
        play.card(play.fatma, play.cards[step.key][0]).get_by_role("button", name="Plak een stip").click()
        play.done["dots"] += 1
        says(play.fatma, f"Je hebt nog {left} van de {step.dots} stippen")
    says(play.lead, f"{step.dots} stippen")


def divides(play: Play, step: Step) -> None:
    """Divide all points over two cards."""
    half = step.points // 2
    for text in play.cards[step.key][:2]:
        points = play.card(play.cor, text).get_by_label("Jouw punten")
        points.fill(str(half))
        points.blur()
        play.done["divide"] += 1
    says(play.cor, f"Je hebt nog 0 van de {step.points} punten")
    says(play.lead, f"{half} punten")


def rates(play: Play, step: Step) -> None:
    """Give a card the highest and the middle of five."""
    from playwright import sync_api as playwright

    for page, grade in ((play.fatma, "Helemaal eens"), (play.cor, "Niet eens, niet oneens")):
        # What others do may redraw the list at the very moment of the click: the page is asked, not the click.
        choice = play.card(page, play.cards[step.key][0]).get_by_label(grade, exact=True)
        choice.click()
        playwright.expect(choice).to_be_checked(timeout=60_000)
        play.done["rate"] += 1
    says(play.lead, "2 scores")


def reacts(play: Play, step: Step) -> None:
    """React to the newest card in sight, if there is any."""
    buttons = play.cor.locator("#at-list").get_by_role("button", name="Reageer")
    if buttons.count():
        buttons.first.click()
        until(play.cor, "() => document.activeElement?.matches('textarea, input')")
        play.cor.keyboard.type(f"Dat herken ik, bij {step.key}")
        play.cor.click("text=Plaats je reactie")
        play.done["react"] += 1
        says(play.fatma, "1 reactie")


def group_of(step: Step) -> str:
    """Return the title of the pile that is made in a step."""
    return f"Groep bij {step.key}"


def gathers(play: Play, step: Step) -> None:
    """The resident makes a pile and takes it back; then who leads does, and lets it lie."""
    page, title = play.fatma, group_of(step)
    if page.locator("#at-show-all").count():
        page.click("#at-show-all")
    for at in (0, 1):
        page.locator("[data-pick]").nth(at).check()
    page.fill("#at-pile-title", title)
    page.locator("button", has_text="Leg bij elkaar").last.click()
    says(play.cor, f"{title} (2)")
    page.click("#at-undo")
    silent(play.cor, f"{title} (2)")
    for at in (0, 1):
        play.lead.locator(".ld-board input[name=cards][type=checkbox]:visible").nth(at).check()
    play.lead.get_by_label("Titel van de groep").fill(title)
    play.lead.get_by_role("button", name="Leg bij elkaar").click()
    says(play.hall, title)
    play.done.update({"gather": 2, "undo": 1})


def writes_text(play: Play, step: Step) -> None:
    """Write the shared texts of a step; the others read along."""
    for key in step.blocks:
        play.cor.click(f"#at-begin-{key}")
        says(play.fatma, "Cor schrijft nu")
        play.cor.fill(f"#at-write-{key}", f"Samen geschreven: {key}.")
        play.cor.click("text=Bewaar de tekst")
        says(play.fatma, f"Samen geschreven: {key}.")
        play.done.update({"claim": 1, "write": 1})


ACTS = {
    Act.VOTE: votes,
    Act.DOTS: dots,
    Act.DIVIDE: divides,
    Act.RATE: rates,
    Act.REACT: reacts,
    Act.GATHER: gathers,
    Act.WRITE: writes_text,
}


def leads_a_little(play: Play, step: Step) -> None:
    """Hold a card up and hide one that names someone; the hall and the phones see only what they should."""
    play.put(play.fatma, step, Form.NOTE, NAMED)
    card = play.lead.locator(".ld-card", has_text=NAMED)
    card.get_by_role("button", name="In het licht").click()
    until(play.hall, "text => document.querySelector('.pj__lit-text')?.innerText === text", what=NAMED)
    says(play.cor, "Hier praten we nu over")
    card.get_by_role("button", name="Licht uit").click()
    card.locator("summary", has_text="Verberg").click()
    card.get_by_label("Waarom?").fill(REASON)
    card.get_by_role("button", name="Verberg dit kaartje").click()
    says(play.lead, f"Verborgen: {REASON}")
    for page in (play.hall, play.cor, play.fatma):
        silent(page, NAMED)
    play.cards[step.key].remove(NAMED)
    play.done.update({"spotlight": 2, "hide": 1})


@pytest.mark.parametrize("code", ["een-dag", "twee-ateliers"])
def test_an_atelier_is_played_from_making_to_outcome(opens: Opens, site: dict[str, Any], code: str) -> None:
    book = shipped_draaiboek(code)
    play = made(opens, site, name=book.name.nl)
    for number, step in enumerate(book.steps):
        play.go(step)
        writes_cards(play, step)
        if number == 0:
            leads_a_little(play, step)
        for act in sorted(step.acts):
            ACTS[act](play, step)
        if step.view is View.RESULTS:
            says(play.fatma, "2 eens, 0 oneens, 0 weet niet")
    play.lead.locator("#ld-close").click()
    says(play.hall, "Dank jullie wel.")
    play.done["steer"] = len(book.steps) + 1
    for page in play.people:
        says(page, "Het atelier is klaar")
    assert counted(play) == play.done
    outcome(play, book.steps)


def counted(play: Play) -> Counter[str]:
    """Return how often each kind of deed stands in the log, which holds."""
    lead = play.lead
    lead.goto(f"{play.origin}{play.place}logboek/")
    says(lead, "De keten klopt")
    lines = lead.evaluate(
        "async () => (await (await fetch('log.jsonl')).text()).trim().split('\\n').map(line => JSON.parse(line).verb)"
    )
    return Counter(lines)


def outcome(play: Play, steps: tuple[Step, ...]) -> None:
    """Everything that was done stands in the outcome, the same for who leads and on the phone; what was hidden not."""
    play.lead.goto(f"{play.origin}{play.place}uitkomst/")
    play.fatma.click("#at-outcome")
    play.fatma.wait_for_url("**/uitkomst/")
    for page in (play.lead, play.fatma):
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        told = page.inner_text("main")
        assert "2 mensen deden mee: bewoner (1), corporatie (1)." in told
        for text in (text for texts in play.cards.values() for text in texts):
            assert text in told, text
        for key in (key for step in steps for key in step.blocks):
            assert f"Samen geschreven: {key}." in told
        for title in (group_of(step) for step in steps if Act.GATHER in step.acts):
            assert title in told, title
        for words in ("stippen van 1 mens", "punten van 1 mens", "3: 1x · 5: 1x"):
            assert words in told, words
        assert NAMED not in told
    assert play.fatma.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
