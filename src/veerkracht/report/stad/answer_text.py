"""The answer of a scenario in words: what is counted, what is uncertain, what was agreed, what is to be doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad import counted_text, lived_text
from veerkracht.report.wording import listing
from veerkracht.stad.track_record import NUISANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import Answer, Asked, Contract, Grounds

SHORT = 4
"""Rows of a list in the short answer."""
LEAST_HELD = 0.85
"""A band of 90% that held less of what was measured is called too narrow: what the design of the simulation asks."""

_OPENING = Bilingual(
    "{title} ({gemeente}), van {start} tot en met {last}. {runs} doorrekeningen, elk naast 'zoals nu' met hetzelfde "
    "toeval.",
    "{title} ({gemeente}), from {start} to {last}. {runs} runs, each beside 'as today' with the same chance.",
)
_QUICK = Bilingual(
    "{title} ({gemeente}), van {start} tot en met {last}. Snel berekend met verwachte aantallen, voor {runs} "
    "trekkingen van de getallen van het model, elk naast 'zoals nu'. Toeval zit niet in de marges: zij zijn te smal.",
    "{title} ({gemeente}), from {start} to {last}. Computed quickly with expected numbers, for {runs} draws of the "
    "numbers of the model, each beside 'as today'. Chance is not in the bands: they are too narrow.",
)
_TENTATIVE = Bilingual(
    "Voorlopig: zonder toeval zijn de kleuren te stellig. De slaagkans kan een half procentpunt naast de "
    "doorrekeningen liggen. Reken het plan door voor een oordeel (scenario run).",
    "For the time being: without chance the colours are too firm. The chance of success may be half a percentage "
    "point beside the runs. Run the plan for a verdict (scenario run).",
)
_READING = Bilingual(
    "Een getal is het midden van de doorrekeningen; tussen haakjes staat de marge waar negen van de tien in liggen.",
    "A number is the middle of the runs; between brackets the band that holds nine in ten of them.",
)
_FEW = Bilingual(
    "Let op: {runs} doorrekeningen zijn te weinig voor een marge. Neem er minstens 20.",
    "Note: {runs} runs are too few for a band. Take at least 20.",
)
_GROUPED = Bilingual(
    "Let op: deze doorrekeningen delen trekkingen om oorzaken te scheiden (--sampling shares); de marges zijn daardoor "
    "grover dan het aantal doet denken.",
    "Note: these runs share draws to tell causes apart (--sampling shares), so the bands are coarser than their number "
    "suggests.",
)
_LIGHTS = {
    "green": Bilingual("GROEN", "GREEN"),
    "amber": Bilingual("ORANJE", "AMBER"),
    "red": Bilingual("ROOD", "RED"),
    "not_known": Bilingual("NIET TE ZEGGEN", "NOT KNOWN"),
}
HEADS = {
    "counted": Bilingual("Wat te tellen is", "What can be counted"),
    "lived": Bilingual(
        "Wat onzeker is: leefbaarheid en wie vrager is", "What is uncertain: liveability and who is a vrager"
    ),
    "contract": Bilingual("Is de stad nog in balans?", "Is the city still in balance?"),
    "grounds": Bilingual("Waar dit op rust", "What this rests on"),
}


def answer_lines(answer: Answer, *, taal: Taal, is_short: bool = False) -> Iterator[str]:
    """Yield the answer line by line, for a screen without layout.

    Args:
        answer: the answer.
        taal: the language.
        is_short: only the largest of each list, and of the grounds what weighs most.
    """
    most = SHORT if is_short else len(answer.countable.areas)
    yield from _opening(answer.asked, taal=taal)
    yield from _head("contract", taal=taal)
    is_quick = answer.asked.engine == "mean_field"
    if is_quick:
        yield _TENTATIVE.say(taal)
    yield from _contract(answer.contract, taal=taal)
    yield from _head("counted", taal=taal)
    yield from counted_text.lines(answer.countable, taal=taal, most=most)
    yield from _head("lived", taal=taal)
    yield from lived_text.lines(
        answer.liveability, taal=taal, most=most, runs=answer.asked.runs, has_chance=not is_quick
    )
    yield from _head("grounds", taal=taal)
    names = {area.code: area.name for area in answer.countable.areas}
    yield from _grounds(answer.grounds, names=names, taal=taal, is_short=is_short)


def light_word(light: str, *, taal: Taal) -> str:
    """Return the colour of a verdict as a word."""
    return _LIGHTS[light].say(taal)


def with_light(light: str, reason: Bilingual, *, taal: Taal) -> str:
    """Return a verdict with its colour as a word; a reason why nothing is known says so itself."""
    return reason.say(taal) if light == "not_known" else f"{light_word(light, taal=taal)}. {reason.say(taal)}"


def _head(name: str, *, taal: Taal) -> Iterator[str]:
    title = HEADS[name].say(taal)
    yield from ("", title, "-" * len(title))


def _opening(asked: Asked, *, taal: Taal) -> Iterator[str]:
    yield (
        (_QUICK if asked.engine == "mean_field" else _OPENING)
        .say(taal)
        .format(title=asked.title, gemeente=asked.gemeente, start=asked.start, last=asked.last, runs=asked.runs)
    )
    yield _READING.say(taal)
    if asked.runs < 20:
        yield _FEW.say(taal).format(runs=asked.runs)
    if asked.sampling == "shares":
        yield _GROUPED.say(taal)


def _contract(contract: Contract, *, taal: Taal) -> Iterator[str]:
    yield with_light(contract.light, contract.reason, taal=taal)
    for row in contract.measures:
        if row.light is not None and row.reason is not None:
            yield "  " + with_light(row.light, row.reason, taal=taal)


_UNTOLD = Bilingual(
    "{count} getallen van het model zijn met de gegevens van deze stad niet vast te stellen; daarom zijn de "
    "marges breed.",
    "{count} numbers of the model are not told by the data of this city; therefore the bands are wide.",
)
_ADJUSTED = Bilingual(
    "De stad aan het begin is gemaakt van openbare cijfers. In minstens de helft van de gebieden is voor deze niet het "
    "cijfer van het gebied en het jaar zelf gebruikt: {names}. Het hele antwoord zegt waarom.",
    "The city at the start was made of public figures. In at least half of the areas the figure of the area and the "
    "year itself was not used for these: {names}. The whole answer says why.",
)
_DOUBTS = Bilingual(
    "Wat zou de onzekerheid over het verschil door het plan kleiner maken? Van de spreiding tussen de doorrekeningen:",
    "What would make the doubt about the difference that the plan makes smaller? Of the spread between runs:",
)
_NARROW = Bilingual(
    "Op eerdere jaren waren de marges van het model te smal voor: {names}. Het hele antwoord zegt hoeveel.",
    "On earlier years the bands of the model were too narrow for: {names}. The whole answer says by how much.",
)
_SAME = Bilingual(
    "De snelle berekening (gemiddeld veld) blijft voor {name} in alle gebieden binnen de marge van de doorrekeningen.",
    "The quick computation (mean field) stays within the band of the runs for {name} in all areas.",
)
_TWIN = Bilingual(
    "De snelle berekening (gemiddeld veld) valt voor {name} buiten de marge van de doorrekeningen in {names}; geloof "
    "daar de doorrekeningen.",
    "The quick computation (mean field) falls outside the band of the runs for {name} in {names}; believe the runs "
    "there.",
)


def _grounds(grounds: Grounds, *, names: Mapping[str, str], taal: Taal, is_short: bool) -> Iterator[str]:
    if grounds.doubts:
        yield _DOUBTS.say(taal)
        yield from (f"  {row.sentence.say(taal)}" for row in grounds.doubts)
    if is_short:
        yield _UNTOLD.say(taal).format(count=len(grounds.unidentified))
    else:
        yield from (one.say(taal) for one in grounds.cautions)
    if is_short:
        wide = {row.name.say(taal): None for row in grounds.adjusted if 2 * row.areas >= len(names)}
        if wide:
            yield _ADJUSTED.say(taal).format(names=listing(list(wide), taal=taal, most=len(wide)))
    else:
        yield from (row.sentence.say(taal) for row in grounds.adjusted)
        yield from (note.say(taal) for note in grounds.notes)
    if is_short:
        # Of nuisance it stands with the outlook: its bands were widened.
        narrow = [row for row in grounds.tested if row.held < LEAST_HELD and row.test != NUISANCE]
        if narrow:
            shown = list(dict.fromkeys(row.name.say(taal) for row in narrow))
            yield _NARROW.say(taal).format(names=listing(shown, taal=taal, most=len(shown)))
    else:
        yield from (f"{row.sentence.say(taal)} {row.bands.say(taal)}" for row in grounds.tested)
    for row in grounds.twins:
        some = listing([names[code] for code in row.outside], taal=taal)
        pattern = _TWIN if row.outside else _SAME
        yield pattern.say(taal).format(name=row.name.say(taal), names=some)
