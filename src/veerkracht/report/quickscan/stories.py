"""A short story of one area in plain words, made from its figures and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Better, Indicator, Kind
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
from veerkracht.report.wording import chance, decimals_for, figure, level_word, likelihood, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.report.document import Run
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.verhaal import AreaFacts, Change, ClassFact, Figure

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
    """Return the story of one area.

    Args:
        subject: the gemeente.
        facts: all that is known of the area.
        decimals: how many decimals each indicator deserves, by code; from the spread between areas.
    """
    blocks: list[Block | Section] = [Paragraph(_opening(subject, facts))]
    blocks += [
        Paragraph(_level(subject, one, decimals=decimals.get(one.indicator, 1)))
        for one in facts.figures
        if one.reason is Reason.PRESENT
    ]
    blocks += [Paragraph(_development(subject, one)) for one in facts.changes if one.reason is Reason.PRESENT]
    film = next((one for one in facts.classes if one.kaart == 7), None)
    if film is not None:
        blocks.append(Paragraph(_film(subject, film)))
    missing = _missing(subject, facts)
    if missing:
        blocks.append(Callout(kind=CalloutKind.MISSING, blocks=(bullets(*missing),)))
    question = _QUESTIONS.get(film.named.code, _OPEN_QUESTION) if film is not None and film.named else _OPEN_QUESTION
    blocks.append(
        paragraph(
            Strong(subject.say("Vraag voor het gesprek: ", "Question for the talk: ")), question.say(subject.taal)
        )
    )
    rank = "" if facts.place is None else f"{facts.place.rank}. "
    return Section(heading=f"{rank}{facts.name}", blocks=tuple(blocks), anchor=f"verhaal-{facts.code.lower()}")


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
        place = facts.place
        between = (
            str(place.rank)
            if place.low == place.high
            else subject.say(f"{place.low} tot {place.high}", f"{place.low} to {place.high}")
        )
        words = level_word(facts.level, taal=subject.taal)
        runs.append(
            subject.say(
                f" In de lijst van {place.of} {words} staat {facts.name} op plaats {between}.",
                f" In the list of {place.of} {words} {facts.name} has place {between}.",
            )
        )
    return tuple(runs)


def _number(subject: Subject, one: Figure | Change, *, text: str, year: str) -> Number:
    known = bool(np.isfinite(one.low + one.high))
    return Number(
        text=text,
        value=one.value,
        source=short_source(one.provenance),
        year=year,
        level=one.level.value,
        area=one.area,
        indicator=one.indicator,
        unit=one.unit.say(subject.taal),
        low=min(one.low, one.value) if known else None,
        high=max(one.high, one.value) if known else None,
        coverage=COVERAGE if known else None,
    )


def _about(subject: Subject, name: Bilingual, level: Level) -> str:
    """Return the subject of a sentence: the figure, and of which area if it is not the buurt itself."""
    plain = name.say(subject.taal)
    plain = plain[:1].upper() + plain[1:]
    if level is Level.BUURT:
        return plain
    return subject.say(
        f"{plain} (hele {level_word(level, taal='nl', count=1)})",
        f"{plain} (whole {level_word(level, taal='en', count=1)})",
    )


def _unit(indicator: Indicator, *, subject: Subject) -> str:
    return "%" if indicator.kind is Kind.PERCENTAGE else f" {indicator.unit.say(subject.taal)}"


def _level(subject: Subject, one: Figure, *, decimals: int) -> tuple[Run, ...]:
    """Return one figure with what it may be laid beside."""
    indicator = subject.catalogue[one.indicator]
    unit = _unit(indicator, subject=subject)
    text = f"{figure(one.value, decimals=decimals, taal=subject.taal)}{unit}"
    runs: list[Run] = [
        f"{_about(subject, one.name, one.level)}: ",
        _number(subject, one, text=text, year=str(one.period)),
    ]
    if np.isfinite(one.low + one.high):
        low, high = (figure(v, decimals=decimals, taal=subject.taal) for v in (max(one.low, indicator.low), one.high))
        runs.append(subject.say(f" (tussen {low} en {high})", f" (between {low} and {high})"))
    runs.append(subject.say(f" in {one.period}.", f" in {one.period}."))
    runs.append(_beside(subject, one))
    above = []
    for value, nl, en in (
        (one.gemeente, f"in heel {subject.name}", f"in all of {subject.name}"),
        (one.country, "in Nederland", "in the Netherlands"),
    ):
        if np.isfinite(value):
            above.append(f"{subject.say(nl, en)} {figure(value, decimals=decimals, taal=subject.taal)}{unit}")
    if above:
        runs.append(
            " " + sentence(subject.say(" en ", " and ").join(above).replace("in heel", "ter vergelijking: in heel", 1))
        )
    if one.is_modelled:
        runs.append(
            Emphasis(subject.say(" Dit cijfer is een schatting van een model.", " This figure is a model's estimate."))
        )
    return tuple(runs)


def _beside(subject: Subject, one: Figure) -> str:
    """Return how the area stands among the others of the gemeente, in words."""
    if not np.isfinite(one.exceeds):
        return ""
    words = level_word(one.level, taal=subject.taal)
    share = round(100 * one.exceeds)
    if share >= 50:
        return subject.say(
            f" Dat is hoger dan in {share}% van de {words}.", f" That is higher than in {share}% of the {words}."
        )
    return subject.say(
        f" Dat is lager dan in {100 - share}% van de {words}.", f" That is lower than in {100 - share}% of the {words}."
    )


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
    worse = up if one.better is Better.LOW else not up
    meaning = (
        ""
        if one.better is Better.NEITHER
        else subject.say("slechter" if worse else "beter", "worse" if worse else "better")
    )
    direction = subject.say("gestegen" if up else "gedaald", "risen" if up else "fallen")
    change = figure(one.value, decimals=decimals_for(max(one.high - one.low, 1e-9)), taal=subject.taal)
    number = _number(subject, one, text=f"{'+' if up else ''}{change}", year=f"{one.first}-{one.last}")
    sure = likelihood(likely, taal=subject.taal)
    tail = subject.say(
        f". De kans daarop is {chance(likely, taal='nl')}{f'; dat is {meaning}' if meaning else ''}.",
        f". The chance of that is {chance(likely, taal='en')}{f'; that is {meaning}' if meaning else ''}.",
    )
    opening = subject.say(
        f"{span} is {name} {sure} {direction}, met ongeveer ", f"{span} {name} has {sure} {direction}, by about "
    )
    return (opening, number, tail)


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
