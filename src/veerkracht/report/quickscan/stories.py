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
    Number,
    Paragraph,
    Section,
    Strong,
    bullets,
    paragraph,
)
from veerkracht.report.quickscan.cells import COVERAGE
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import (
    chance,
    decimals_for,
    figure,
    in_sentence,
    level_word,
    likelihood,
    listing,
    plain_text,
    sentence,
)
from veerkracht.signalering.classes import VEERKRACHT_CLASSES
from veerkracht.signalering.verhaal import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.document import Run
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.verhaal import AreaFacts, Change, ClassFact

_QUESTIONS = {
    "onder_druk": Bilingual(
        "Wat merken bewoners hiervan? Wie is er al actief, en wat ontbreekt?",
        "What do residents notice? Who is active already, and what is missing?",
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
_WORSE = Bilingual(
    "Waar en wanneer is er meer overlast of misdaad, en wie merkt dat?",
    "Where and when is there more nuisance or crime, and who notices?",
)
_LONELY = Bilingual(
    "Wie kent bewoners die weinig mensen zien, en wat zou hen helpen?",
    "Who knows residents who see few people, and what would help them?",
)
_OPEN_QUESTION = Bilingual(
    "De cijfers geven geen duidelijk antwoord. Wat ziet u zelf gebeuren?",
    "The figures give no clear answer. What do you see happening yourself?",
)


def story(subject: Subject, facts: AreaFacts, *, decimals: Mapping[str, int], outlook: Sequence[Block] = ()) -> Section:
    """Return the story of one area: what stands out, what changed, the figures, what is not known, a question.

    Args:
        subject: the gemeente.
        facts: all that is known of the area.
        decimals: how many decimals each indicator deserves, by code; from the spread between areas.
        outlook: what is expected of the area, put before the question.
    """
    known = [one for one in facts.figures if one.reason is Reason.PRESENT]
    changes = [one for one in facts.changes if one.reason is Reason.PRESENT]
    here = [one for one in known if one.level is facts.level]
    told: list[Run] = [*_opening(subject, facts), *standing_out(subject, here)]
    for one in changes:
        told += [" ", *_development(subject, one)]
    film = next((one for one in facts.classes if one.kaart == 7), None)
    if film is not None:
        told += [" ", *_film(subject, film)]
    blocks: list[Block | Section] = [Paragraph(tuple(told))]
    if known:
        blocks.append(bullets(*(_level(subject, one, decimals=decimals.get(one.indicator, 1)) for one in known)))
    missing = _missing(subject, facts)
    if missing:
        head = Strong(subject.say("Niet bekend: ", "Not known: "))
        blocks.append(paragraph(head, sentence("; ".join(missing))))
    blocks += outlook
    head = Strong(subject.say("Vraag voor het gesprek: ", "Question for the talk: "))
    blocks.append(paragraph(head, question(subject, facts, changes=changes, known=known)))
    return Section(heading=_heading(subject, facts), blocks=tuple(blocks), anchor=f"verhaal-{facts.code.lower()}")


def _heading(subject: Subject, facts: AreaFacts) -> str:
    """Return the name with its number on the map and in the list."""
    if facts.place is None:
        return facts.name
    return subject.say(f"{facts.name} (nummer {facts.place.rank})", f"{facts.name} (number {facts.place.rank})")


def _opening(subject: Subject, facts: AreaFacts) -> tuple[Run, ...]:
    """Return where it is, how many live there, and between which places of the list it stands."""
    wijk = subject.wijk_of(facts.code) if facts.level is Level.BUURT else ""
    people = ""
    if np.isfinite(facts.residents):
        count = figure(facts.residents, decimals=0, taal=subject.taal)
        people = subject.say(f"telt ongeveer {count} bewoners", f"has about {count} residents")
    where = subject.say(f"ligt in {wijk}", f"lies in {wijk}") if wijk and wijk != facts.name else ""
    said = subject.say(" en ", " and ").join(part for part in (where, people) if part)
    runs: list[Run] = [Strong(facts.name), f" {said}." if said else "."]
    if facts.place is not None and facts.place.low != facts.place.high:
        place = facts.place
        runs.append(
            subject.say(
                f" Met andere keuzes staat het op plaats {place.low} tot {place.high} van {place.of}.",
                f" With other choices it has place {place.low} to {place.high} of {place.of}.",
            )
        )
    return tuple(runs)


_STANDS_OUT = 0.85
"""A figure stands out if at least this share of the areas lies on one side of it."""


def standing_out(subject: Subject, known: Sequence[Figure]) -> tuple[Run, ...]:
    """Return what the area has much and little of, in one sentence; figures that are not of people are left out."""
    much, little = [], []
    for one in known:
        name = in_sentence(plain_text(one.name.say(subject.taal), taal=subject.taal))
        if not np.isfinite(one.exceeds) or not name.startswith(_COUNTABLE):
            continue
        exceeds = 1 - one.exceeds if one.indicator == "onv" else one.exceeds
        uncountable = one.indicator == "onv" and subject.taal == "en"
        if exceeds >= _STANDS_OUT:
            much.append(f"{subject.say('veel', 'much' if uncountable else 'many')} {name}")
        elif exceeds <= 1 - _STANDS_OUT:
            little.append(f"{subject.say('weinig', 'little' if uncountable else 'few')} {name}")
    if not much + little:
        return (
            subject.say(
                " Geen van de cijfers van nu ligt ver van die van andere gebieden in de gemeente.",
                " None of the figures of now lies far from those of other areas in the municipality.",
            ),
        )
    return (
        subject.say(" Wat opvalt: ", " What stands out: "),
        f"{listing([*much, *little], taal=subject.taal)}.",
    )


_COUNTABLE = (
    *("bewoners", "huishoudens", "woningen", "overlast", "misdrijven"),
    *("residents", "households", "dwellings", "nuisance", "crimes"),
)
"""With these words the name of a figure can stand after "veel" or "weinig"."""


def question(subject: Subject, facts: AreaFacts, *, changes: Sequence[Change], known: Sequence[Figure]) -> str:
    """Return the question that the figures of this area raise: of its own class, else of its changes, else open."""
    own = next((one for one in facts.classes if one.kaart == 7 and one.level is facts.level), None)
    if own is not None and own.named is not None and own.named.code in _QUESTIONS:
        return _QUESTIONS[own.named.code].say(subject.taal)
    least = subject.choices.least_probability
    worse = [
        one
        for one in changes
        if one.indicator in subject.choices.problems
        and max(one.p_up if one.better is Better.LOW else one.p_down, 0.0) >= least
    ]
    photo = next((one for one in facts.classes if one.kaart == 6), None)
    if photo is not None and photo.named is not None and photo.named.code == "overlast_3_aandeel_3":
        return _QUESTIONS["onder_druk"].say(subject.taal)
    if any(one.indicator == "eenzaam" and one.exceeds >= _STANDS_OUT for one in known):
        return _LONELY.say(subject.taal)
    return (_WORSE if worse else _OPEN_QUESTION).say(subject.taal)


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
    name = plain_text(one.name.say(subject.taal), taal=subject.taal)
    if one.level is Level.BUURT:
        return name
    word = level_word(one.level, taal=subject.taal, count=1)
    return f"{name} ({subject.say('hele', 'whole')} {word})"


def _unit(indicator: Indicator, *, subject: Subject) -> str:
    """Return what stands behind a value; nothing where the name or the word "score" says it already."""
    if indicator.kind is Kind.PERCENTAGE:
        return "%"
    unit = plain_text(indicator.unit.say(subject.taal), taal=subject.taal)
    return "" if indicator.kind is Kind.SCORE or unit in subject.called(indicator.code) else f" {unit}"


def _level(subject: Subject, one: Figure, *, decimals: int) -> tuple[Run, ...]:
    """Return one figure as a line: value, interval, year, and what it may be laid beside."""
    indicator = subject.catalogue[one.indicator]
    unit = _unit(indicator, subject=subject)
    text = f"{figure(one.value, decimals=decimals, taal=subject.taal)}{unit}"
    star = "*" if one.is_modelled else ""
    score = "score " if indicator.kind is Kind.SCORE else ""
    runs: list[Run] = [
        f"{_about(subject, one)}: {score}",
        _number(subject, one, text=text, year=str(one.period)),
    ]
    if np.isfinite(one.low + one.high):
        low, high = (
            figure(v, decimals=decimals, taal=subject.taal)
            for v in (max(one.low, indicator.low), min(one.high, indicator.high))
        )
        if low != high:
            runs.append(subject.say(f" ({low} tot {high})", f" ({low} to {high})"))
    runs.append(f"{star} in {one.period}{_beside(subject, one)}")
    above = []
    for value, where in ((one.gemeente, subject.here), (one.country, subject.say("Nederland", "the Netherlands"))):
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
    if part == 100:
        return subject.say(
            f", {word[0]} dan in bijna alle andere {words}", f", {word[1]} than in nearly all other {words}"
        )
    return subject.say(f", {word[0]} dan in {part}% van de {words}", f", {word[1]} than in {part}% of the {words}")


def _development(subject: Subject, one: Change) -> tuple[Run, ...]:
    """Return a development as a statement with its chance, or that we cannot tell."""
    span = subject.say(f"Tussen {one.first} en {one.last}", f"Between {one.first} and {one.last}")
    name = in_sentence(plain_text(one.name.say(subject.taal), taal=subject.taal))
    likely = max(one.p_up, one.p_down)
    if likely < subject.choices.least_probability:
        return (
            subject.say(
                f"{span} is geen duidelijke verandering te zien in {name}.",
                f"{span} there is no clear change in {name}.",
            ),
        )
    up = one.p_up >= one.p_down
    sure = likelihood(likely, taal=subject.taal)
    said = subject.say(f", kans {chance(likely, taal='nl')}).", f", chance {chance(likely, taal='en')}).")
    number = _number(subject, one, text=_size(subject, one), year=f"{one.first}-{one.last}")
    if one.indicator == "onv":
        # A lower score of the Leefbaarometer is more nuisance: say what happened, not what the score did.
        opening = subject.say(
            f"{span} zijn overlast en onveiligheid {sure} {'afgenomen' if up else 'toegenomen'} (score ",
            f"{span} nuisance and insecurity {sure} {'fell' if up else 'grew'} (score ",
        )
        return (opening, number, said)
    opening = subject.say(
        f"{span} kwamen er {sure} {'meer' if up else 'minder'} {name} (",
        f"{span} {name} {sure} went {'up' if up else 'down'} (",
    )
    return (opening, number, said)


def _size(subject: Subject, one: Change) -> str:
    """Return how large a change is, with its unit: `0,9 procentpunt minder`, `32 per 1.000 inwoners meer`."""
    indicator = subject.catalogue[one.indicator]
    amount = figure(abs(one.value), decimals=decimals_for(max(one.high - one.low, 1e-9)), taal=subject.taal)
    up = one.value > 0
    if indicator.kind is Kind.SCORE:
        return f"{amount} {subject.say('hoger' if up else 'lager', 'higher' if up else 'lower')}"
    unit = subject.say("procentpunt", "percentage points")
    if indicator.kind is not Kind.PERCENTAGE:
        more = subject.say("meer" if up else "minder", "more" if up else "fewer")
        return f"{amount} {more}{_unit(indicator, subject=subject)}"
    return f"{amount} {unit} {subject.say('meer' if up else 'minder', 'more' if up else 'less')}"


def _film(subject: Subject, film: ClassFact) -> tuple[Run, ...]:
    """Return what the veerkrachtkaart says of the area, or of the wijk around it."""
    if film.named is None:
        why = REASON_WORDS[film.reason].say(subject.taal)
        return (
            subject.say(
                f"De veerkrachtkaart heeft hier geen kleur: {why}.", f"The resilience map has no colour here: {why}."
            ),
        )
    is_whole = film.level is not Level.BUURT
    word = level_word(film.level, taal=subject.taal, count=1)
    if film.named.code == "geen_duidelijke_ontwikkeling":
        ranked = sorted(film.probabilities.items(), key=lambda pair: -pair[1])[:2]
        told = subject.say(" of ", " or ").join(
            f"{_class_words(code, taal=subject.taal)} ({chance(p, taal=subject.taal)})" for code, p in ranked
        )
        of = subject.say(f" over de hele {word}", f" of the whole {word}") if is_whole else ""
        return (
            subject.say(
                f"De veerkrachtkaart geeft{of} geen uitsluitsel ({film.period})",
                f"The resilience map{of} cannot tell ({film.period})",
            ),
            f": {told}." if told else ".",
        )
    where = subject.say(
        f"Op de veerkrachtkaart krijgt {f'de hele {word}' if is_whole else 'dit gebied'} de naam ",
        f"On the resilience map {f'the whole {word}' if is_whole else 'this area'} is called ",
    )
    sure = subject.say(f" ({film.period}, kans ", f" ({film.period}, chance ")
    return (where, Strong(film.named.name.say(subject.taal)), f"{sure}{chance(film.chance, taal=subject.taal)}).")


def _class_words(code: str, *, taal: Taal) -> str:
    """Return the name of a class of the veerkrachtkaart."""
    return next((one.name.say(taal) for one in VEERKRACHT_CLASSES if one.code == code), code.replace("_", " "))


def _missing(subject: Subject, facts: AreaFacts) -> list[str]:
    """Return what is not known of this area, once each; maps that are missing for all stand elsewhere."""
    told = []
    for name, why in facts.missing:
        if isinstance(why, Reason):
            said = plain_text(name.say(subject.taal), taal=subject.taal)
            told.append(f"{in_sentence(said)} ({REASON_WORDS[why].say(subject.taal)})")
    return list(dict.fromkeys(told))
