"""A short story of one area in plain words, made from its figures and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Indicator, Kind
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
    Emphasis,
    Number,
    Paragraph,
    Section,
    Strong,
    bullets,
    paragraph,
)
from veerkracht.report.quickscan.cells import COVERAGE
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import chance, decimals_for, figure, level_word, likelihood
from veerkracht.signalering.verhaal import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.report.document import Run
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.verhaal import AreaFacts, Change, ClassFact

_QUESTIONS = {
    "onder_druk": Bilingual(
        "Wat merken bewoners en professionals hiervan? Wie is er al actief, en wat ontbreekt?",
        "What do residents and professionals notice? Who is active already, and what is missing?",
    ),
    "veerkrachtig": Bilingual(
        "Wat maakt dat deze buurt het opvangt? Wat kunnen andere buurten daarvan leren?",
        "What makes this area absorb it? What can other areas learn from that?",
    ),
    "andere_oorzaak": Bilingual(
        "Wat zit er achter de overlast, als het niet de samenstelling van de buurt is?",
        "What is behind the nuisance, if it is not who lives here?",
    ),
    "gunstig": Bilingual(
        "Waardoor gaat het hier beter, en blijft dat zo?", "Why are things better here, and will they stay so?"
    ),
}
_OPEN_QUESTION = Bilingual(
    "De cijfers geven geen duidelijk antwoord. Wat ziet u zelf gebeuren?",
    "The figures give no clear answer. What do you see happening yourself?",
)


def story(subject: Subject, facts: AreaFacts, *, decimals: Mapping[str, int]) -> Section:
    """Return the story of one area: what comes together, what changed, the figures, what is not known, a question.

    Args:
        subject: the gemeente.
        facts: all that is known of the area.
        decimals: how many decimals each indicator deserves, by code; from the spread between areas.
    """
    known = [one for one in facts.figures if one.reason is Reason.PRESENT]
    changes = [one for one in facts.changes if one.reason is Reason.PRESENT]
    blocks: list[Block | Section] = [Paragraph((*_opening(subject, facts), *_photo(subject, facts)))]
    told = [run for one in changes for run in (*_development(subject, one), " ")]
    film = next((one for one in facts.classes if one.kaart == 7), None)
    if film is not None:
        told += _film(subject, film)
    if told:
        blocks.append(Paragraph(tuple(told)))
    if known:
        blocks.append(bullets(*(_level(subject, one, decimals=decimals.get(one.indicator, 1)) for one in known)))
    if any(one.is_modelled for one in known):
        blocks.append(paragraph(Emphasis(subject.say("* Schatting van een model.", "* Estimate of a model."))))
    missing = _missing(subject, facts)
    if missing:
        blocks.append(Callout(kind=CalloutKind.MISSING, blocks=(bullets(*missing),)))
    named = film.named.code if film is not None and film.named is not None else ""
    question = _QUESTIONS.get(named, _OPEN_QUESTION).say(subject.taal)
    head = Strong(subject.say("Vraag voor het gesprek: ", "Question for the talk: "))
    blocks.append(paragraph(head, question))
    return Section(heading=facts.name, blocks=tuple(blocks), anchor=f"verhaal-{facts.code.lower()}")


def _opening(subject: Subject, facts: AreaFacts) -> tuple[Run, ...]:
    """Return where it is, how many live there, and its place in the list."""
    wijk = subject.wijk_names.get(f"WK{facts.code[2:8]}", "") if facts.level is Level.BUURT else ""
    runs: list[Run] = [Strong(facts.name)]
    if wijk and wijk != facts.name:
        runs.append(subject.say(f" ligt in {wijk}.", f" lies in {wijk}."))
    if np.isfinite(facts.residents):
        count = figure(facts.residents, decimals=0, taal=subject.taal)
        runs.append(subject.say(f" Er wonen ongeveer {count} mensen.", f" About {count} people live there."))
    if facts.place is not None:
        place, words = facts.place, level_word(facts.level, taal=subject.taal)
        exact = place.low == place.high
        between = str(place.rank) if exact else f"{place.low} {subject.say('tot', 'to')} {place.high}"
        runs.append(
            subject.say(
                f" In de lijst van {place.of} {words} staat het op plaats {between}.",
                f" In the list of {place.of} {words} it has place {between}.",
            )
        )
    return tuple(runs)


def _photo(subject: Subject, facts: AreaFacts) -> tuple[Run, ...]:
    """Return in one sentence what comes together here now, from the focuskaart."""
    photo = next((one for one in facts.classes if one.kaart == 6), None)
    if photo is None or photo.named is None:
        return ()
    where = subject.say("Vergeleken met andere gebieden is er nu ", "Compared with other areas there is now ")
    name = photo.named.name.say(subject.taal)
    return (f" {where}", f"{name} ({photo.period}).")


def _number(subject: Subject, one: Figure | Change, *, text: str, year: str) -> Number:
    """Return a figure for a sentence; the interval of a level stays within what the indicator can be."""
    indicator = subject.catalogue[one.indicator]
    known = bool(np.isfinite(one.low + one.high))
    is_level = isinstance(one, Figure)
    low, high = (max(one.low, indicator.low), min(one.high, indicator.high)) if is_level else (one.low, one.high)
    return Number(
        text=text,
        value=one.value,
        source=short_source(one.provenance),
        year=year,
        level=one.level.value,
        area=one.area,
        indicator=one.indicator,
        unit=one.unit.say(subject.taal),
        low=min(low, one.value) if known else None,
        high=max(high, one.value) if known else None,
        coverage=COVERAGE if known else None,
    )


def _about(subject: Subject, one: Figure) -> str:
    """Return the name of a figure, and of which area it is if that is not the buurt itself."""
    name = one.name.say(subject.taal)
    if one.level is Level.BUURT:
        return name
    word = level_word(one.level, taal=subject.taal, count=1)
    return f"{name} ({subject.say('hele', 'whole')} {word})"


def _unit(indicator: Indicator, *, subject: Subject) -> str:
    if indicator.kind is Kind.SCORE:
        return ""
    return "%" if indicator.kind is Kind.PERCENTAGE else f" {indicator.unit.say(subject.taal)}"


def _level(subject: Subject, one: Figure, *, decimals: int) -> tuple[Run, ...]:
    """Return one figure as a line: value, interval, year, and what it may be laid beside."""
    indicator = subject.catalogue[one.indicator]
    unit = _unit(indicator, subject=subject)
    text = f"{figure(one.value, decimals=decimals, taal=subject.taal)}{unit}"
    star = "*" if one.is_modelled else ""
    runs: list[Run] = [f"{_about(subject, one)}: ", _number(subject, one, text=text, year=str(one.period))]
    if np.isfinite(one.low + one.high):
        low, high = (figure(v, decimals=decimals, taal=subject.taal) for v in (max(one.low, indicator.low), one.high))
        if low != high:
            runs.append(subject.say(f" ({low} tot {high})", f" ({low} to {high})"))
    runs.append(f"{star} {subject.say('in', 'in')} {one.period}{_beside(subject, one)}")
    above = []
    for value, where in ((one.gemeente, subject.name), (one.country, subject.say("Nederland", "the Netherlands"))):
        if np.isfinite(value):
            above.append(f"{where} {figure(value, decimals=decimals, taal=subject.taal)}{unit}")
    runs.append(f" ({'; '.join(above)})." if above else ".")
    return tuple(runs)


def _beside(subject: Subject, one: Figure) -> str:
    """Return how the area stands among the others, in words; a low score of the Leefbaarometer is much nuisance."""
    if not np.isfinite(one.exceeds):
        return ""
    words = level_word(one.level, taal=subject.taal)
    turned = one.indicator == "onv"
    share = round(100 * (1 - one.exceeds if turned else one.exceeds))
    more, less = (("meer overlast", "more nuisance"), ("minder overlast", "less nuisance"))
    if not turned:
        more, less = (("hoger", "higher"), ("lager", "lower"))
    word, part = (more, share) if share >= 50 else (less, 100 - share)
    return subject.say(f", {word[0]} dan in {part}% van de {words}", f", {word[1]} than in {part}% of the {words}")


def _development(subject: Subject, one: Change) -> tuple[Run, ...]:
    """Return a development as a statement with its chance, or that we cannot tell."""
    span = subject.say(f"Tussen {one.first} en {one.last}", f"Between {one.first} and {one.last}")
    name = one.name.say(subject.taal)
    name = name[:1].lower() + name[1:]
    up = one.p_up >= one.p_down
    likely = max(one.p_up, one.p_down)
    if likely < subject.choices.least_probability:
        return (
            subject.say(
                f"{span} is geen duidelijke verandering te zien in {name}. De kans op een echte stijging is "
                f"{chance(one.p_up, taal='nl')}, op een echte daling {chance(one.p_down, taal='nl')}.",
                f"{span} there is no clear change in {name}. The chance of a real rise is "
                f"{chance(one.p_up, taal='en')}, of a real fall {chance(one.p_down, taal='en')}.",
            ),
        )
    change = figure(one.value, decimals=decimals_for(max(one.high - one.low, 1e-9)), taal=subject.taal)
    number = _number(subject, one, text=f"{'+' if one.value > 0 else ''}{change}", year=f"{one.first}-{one.last}")
    sure = likelihood(likely, taal=subject.taal)
    if one.indicator == "onv":
        # A lower score of the Leefbaarometer is more nuisance: say what happened, not what the score did.
        verb = subject.say("afgenomen" if up else "toegenomen", "less" if up else "more")
        opening = subject.say(
            f"{span} zijn overlast en onveiligheid {sure} {verb} (score ",
            f"{span} nuisance and insecurity {sure} became {verb} (score ",
        )
        return (
            opening,
            number,
            subject.say(f", kans {chance(likely, taal='nl')}).", f", chance {chance(likely, taal='en')})."),
        )
    verb = subject.say("gestegen" if up else "gedaald", "rose" if up else "fell")
    opening = subject.say(
        f"{span} is dit cijfer {sure} {verb}: {name} (", f"{span} this figure {sure} {verb}: {name} ("
    )
    return (
        opening,
        number,
        subject.say(f", kans {chance(likely, taal='nl')}).", f", chance {chance(likely, taal='en')})."),
    )


def _film(subject: Subject, film: ClassFact) -> tuple[Run, ...]:
    """Return what the veerkrachtkaart says of the area."""
    if film.named is None:
        why = REASON_WORDS[film.reason].say(subject.taal)
        return (
            subject.say(
                f"De veerkrachtkaart heeft hier geen kleur: {why}.", f"The resilience map has no colour here: {why}."
            ),
        )
    where = (
        ""
        if film.level is Level.BUURT
        else subject.say(
            f" van deze {level_word(film.level, taal='nl', count=1)}",
            f" of this {level_word(film.level, taal='en', count=1)}",
        )
    )
    if film.named.code == "geen_duidelijke_ontwikkeling":
        ranked = sorted(film.probabilities.items(), key=lambda pair: -pair[1])[:2]
        told = subject.say(" of ", " or ").join(
            f"{code.replace('_', ' ')} ({chance(p, taal=subject.taal)})" for code, p in ranked
        )
        return (
            subject.say(
                f"De veerkrachtkaart{where} geeft geen uitsluitsel over {film.period}",
                f"The resilience map{where} cannot tell for {film.period}",
            ),
            f": {told}." if told else ".",
        )
    return (
        subject.say(f"Op de veerkrachtkaart{where} heet dit ", f"On the resilience map{where} this is called "),
        Strong(film.named.name.say(subject.taal)),
        subject.say(
            f" (kans {chance(film.chance, taal='nl')}, {film.period}). ",
            f" (chance {chance(film.chance, taal='en')}, {film.period}). ",
        ),
        film.named.meaning.say(subject.taal),
        subject.say(
            " Of het een door het ander komt, weten we niet.", " Whether one causes the other, we do not know."
        ),
    )


def _missing(subject: Subject, facts: AreaFacts) -> list[str]:
    """Return what is not known of this area, once each; maps that are missing for all stand elsewhere."""
    told = []
    for name, why in facts.missing:
        if isinstance(why, Reason):
            told.append(f"{name.say(subject.taal)}: {REASON_WORDS[why].say(subject.taal)}.")
    return list(dict.fromkeys(told))
