"""An intervention in words: plain lines for a screen, a page or a report, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from veerkracht.facts.grades import GRADES, Grade
from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import QUADRANT_NAMES
from veerkracht.perspectief.evidence import VERDICTS, Verdict
from veerkracht.perspectief.interventions import ACTORS, LEGAL, UNITS, Period, Priced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.facts.language import Taal
    from veerkracht.perspectief.evidence import Decay, Delay, Finding, Range, Source
    from veerkracht.perspectief.interventions import Cost, Intervention

PRICED: Final = {
    Priced.UNIT: Bilingual("per eenheid", "each"),
    Priced.BUILT: Bilingual("per nieuwe woning", "per new home"),
    Priced.DEMOLISHED: Bilingual("per gesloopte woning", "per demolished home"),
    Priced.SOLD: Bilingual("per verkochte woning", "per home sold"),
    Priced.RELET: Bilingual("per woning met een andere huur", "per home with another rent"),
    Priced.REHOUSED: Bilingual("per huishouden dat moet verhuizen", "per household that must move"),
    Priced.QUOTA: Bilingual("per gehuisvest huishouden", "per household housed"),
}
_ONE: Final = {
    "fte": Bilingual("per fte", "per fte"),
    "home": Bilingual("per woning", "per home"),
    "household": Bilingual("per huishouden", "per household"),
    "project": Bilingual("per project", "per project"),
    "case": Bilingual("per zaak", "per case"),
    "hectare": Bilingual("per hectare", "per hectare"),
}
_PERIODS: Final = {Period.YEAR: Bilingual("per jaar", "a year"), Period.ONCE: Bilingual("één keer", "once")}
_UNKNOWN: Final = Bilingual("onbekend", "unknown")
_ONE_AMOUNT: Final = Bilingual("één bedrag; de spreiding is niet bekend", "one amount; how much it varies is not known")
_PRICES: Final = Bilingual("prijzen van {year}", "prices of {year}")
_GRADE: Final = Bilingual("graad {grade}: {told}", "grade {grade}: {told}")
_SOURCE: Final = Bilingual("Bron", "Source")
_NO_PAGE: Final = Bilingual("het adres van de pagina is niet bewaard", "the address of the page was not kept")
_OWN: Final = Bilingual("eigen inschatting", "our own estimate")
_YEARS: Final = Bilingual("{low} tot {high} jaar", "{low} to {high} years")
_ONE_YEAR: Final = Bilingual("ongeveer {low} jaar", "about {low} year")
_NO_SIZE: Final = Bilingual("omvang onbekend", "size unknown")
_NO_FINDING: Final = Bilingual("Wij vonden geen onderzoek naar het effect.", "We found no research into the effect.")
_NO_RULE: Final = Bilingual(
    "Geen bron zegt in welke buurten dit werkt en in welke niet.",
    "No source says in which areas this works and in which it does not.",
)
LABELS: Final = {
    "perspective": Bilingual("Handelingsperspectief", "Perspective"),
    "version": Bilingual("Versie", "Version"),
    "actors": Bilingual("Wie", "Who"),
    "cost": Bilingual("Kosten", "Cost"),
    "verdict": Bilingual("Oordeel", "Verdict"),
    "finding": Bilingual("Onderzoek", "Research"),
    "lag": Bilingual("Merkbaar na", "Noticed after"),
    "decay": Bilingual("Verdwijnt na stoppen", "Lost after stopping"),
    "precondition": Bilingual("Eerst nodig", "Needed first"),
    "legal": Bilingual("Besluit nodig", "Decision needed"),
    "applies": Bilingual("Waar", "Where"),
    "tested": Bilingual("Kleinste omvang die is onderzocht", "Smallest size studied"),
    "simulation": Bilingual("In de simulatie", "In the simulation"),
}


def amount(value: float, *, taal: Taal) -> str:
    """Return a number as people write it: no digits that nobody needs.

    >>> amount(49000.0, taal="nl"), amount(1.2, taal="nl")
    ('49.000', '1,2')
    """
    text = f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"
    return text.translate(str.maketrans(",.", ".,")) if taal == "nl" else text


def cost_line(cost: Cost, *, taal: Taal) -> str:
    """Return a cost with its range, unit, price year, grade and source."""
    per = _ONE[cost.unit.value] if cost.item is Priced.UNIT and cost.unit.value in _ONE else PRICED[cost.item]
    low, high = amount(cost.low, taal=taal), amount(cost.high, taal=taal)
    is_one = cost.low == cost.high
    parts = [f"€ {low}" if is_one else f"€ {low} – € {high}", f"{per.say(taal)}, {_PERIODS[cost.period].say(taal)}"]
    parts += [_PRICES.say(taal).format(year=cost.price_year)]
    parts += [_ONE_AMOUNT.say(taal)] if is_one else []
    told = f"{parts[0]} {parts[1]} ({'; '.join([*parts[2:], grade_words(cost.grade, taal=taal)])})"
    note = cost.note.say(taal)
    return (
        f"{told}. {note} {source_words(cost.source, taal=taal)}"
        if note
        else f"{told}. {source_words(cost.source, taal=taal)}"
    )


def grade_words(grade: Grade, *, taal: Taal) -> str:
    """Return a grade and what it means."""
    return _GRADE.say(taal).format(grade=grade.value, told=GRADES[grade].say(taal))


def source_words(source: Source, *, taal: Taal) -> str:
    """Return a source with its address."""
    lost = "" if source.is_page else f" ({_NO_PAGE.say(taal)})"
    return f"{_SOURCE.say(taal)}: {source.title} <{source.address}>{lost}"


def range_words(effect: Range | None, *, taal: Taal) -> str:
    """Return an effect with its interval, or that its size is unknown."""
    if effect is None:
        return _NO_SIZE.say(taal)
    low, high = amount(effect.low, taal=taal), amount(effect.high, taal=taal)
    return f"{low} – {high} {effect.unit.say(taal)}"


def finding_line(finding: Finding, *, taal: Taal) -> str:
    """Return a finding: outcome, verdict, size with interval, words, grade and source, none of them apart."""
    said = [] if finding.verdict is Verdict.UNKNOWN else [VERDICTS[finding.verdict].say(taal)]
    head = f"{finding.outcome.say(taal)}: {'; '.join([*said, range_words(finding.effect, taal=taal)])}"
    grade = grade_words(finding.grade, taal=taal)
    return f"{head} ({grade}). {finding.words.say(taal)} {source_words(finding.source, taal=taal)}"


def delay_words(delay: Delay | None, *, taal: Taal) -> str:
    """Return how long it takes, and whose estimate that is."""
    if delay is None:
        return _UNKNOWN.say(taal)
    told = _YEARS if delay.low != delay.high else _ONE_YEAR
    years = told.say(taal).format(low=amount(delay.low, taal=taal), high=amount(delay.high, taal=taal))
    return f"{years} ({source_words(delay.source, taal=taal) if delay.source else _OWN.say(taal)})"


def decay_words(decay: Decay | None, *, taal: Taal) -> str:
    """Return how fast the effect is lost."""
    if decay is None:
        return _UNKNOWN.say(taal)
    size, grade = range_words(decay.share, taal=taal), grade_words(decay.grade, taal=taal)
    return f"{size} ({grade}). {source_words(decay.source, taal=taal)}"


def told_facts(one: Intervention, *, taal: Taal) -> Iterator[tuple[str, str]]:
    """Yield all that is known of an intervention as a label and a text; what is unknown is said.

    Args:
        one: the intervention.
        taal: the language.
    """

    def labelled(key: str, text: str) -> tuple[str, str]:
        return LABELS[key].say(taal), text

    yield labelled("perspective", QUADRANT_NAMES[one.quadrant].say(taal))
    yield labelled("version", f"{one.version} ({one.on.isoformat()}, {one.owner})")
    yield labelled("actors", ", ".join(ACTORS[actor].say(taal) for actor in one.actors))
    yield labelled("verdict", VERDICTS[one.verdict].say(taal))
    for finding in one.findings:
        yield labelled("finding", finding_line(finding, taal=taal))
    if not one.findings:
        yield labelled("finding", _NO_FINDING.say(taal))
    for cost in one.costs:
        yield labelled("cost", cost_line(cost, taal=taal))
    if not one.costs:
        yield labelled("cost", _UNKNOWN.say(taal))
    yield labelled("lag", delay_words(one.delay, taal=taal))
    yield labelled("decay", decay_words(one.decay, taal=taal))
    for said in one.preconditions:
        yield labelled("precondition", said.say(taal))
    for flag in one.legal:
        yield labelled("legal", LEGAL[flag].say(taal))
    rule = one.applies
    yield labelled(
        "applies", f"{rule.words.say(taal)} {source_words(rule.source, taal=taal)}" if rule else _NO_RULE.say(taal)
    )
    if one.tested:
        size = f"{amount(one.tested.amount, taal=taal)} {UNITS[one.tested.unit].say(taal)}"
        yield labelled("tested", f"{size}. {one.tested.words.say(taal)} {source_words(one.tested.source, taal=taal)}")
    yield labelled("simulation", one.simulation.say(taal))


def headline(one: Intervention, *, taal: Taal) -> str:
    """Return one line for a list: code, name and verdict.

    >>> headline(catalogue["straatcoaches"], taal="nl")  # doctest: +SKIP
    'straatcoaches: Straatcoaches (geen werkzaamheid aangetoond)'
    """
    verdict = VERDICTS.get(one.verdict, VERDICTS[Verdict.UNKNOWN])
    return f"{one.code}: {one.name.say(taal)} ({verdict.say(taal)})"
