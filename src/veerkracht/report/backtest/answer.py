"""The answer in one sentence, whether to trust the forecast, and the four figures that say most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.report.backtest.naming import NO_CHANGE, quoted
from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
    KeyFigure,
    KeyFigures,
    Number,
    bullets,
    lead,
    paragraph,
)

if TYPE_CHECKING:
    from veerkracht.report.backtest.inputs import Subject
    from veerkracht.signalering.verwachting.outcome import Backtest, Origin

_NOT_TESTED = Bilingual(
    "Deze verwachting is niet te toetsen: er zijn te weinig metingen om te doen alsof de laatste nog moest komen.",
    "This forecast cannot be tested: there are too few waves to act as if the last one had yet to come.",
)


def answer(tested: Backtest) -> Bilingual:
    """Return in one sentence how often the forecast was better than "no change"."""
    of = len(tested.origins)
    if not of:
        return _NOT_TESTED
    better = sum(origin.gain > 0 for origin in tested.origins)
    other = quoted(NO_CHANGE)
    if of == 1:
        return Bilingual(
            f"De verwachting was in de enige toets die kon {'' if better else 'niet '}beter dan {other.nl}.",
            f"In the only test possible, the forecast was {'' if better else 'not '}better than {other.en}.",
        )
    return Bilingual(
        f"De verwachting was in {better} van de {of} toetsen beter dan {other.nl}.",
        f"The forecast was better than {other.en} in {better} of the {of} tests.",
    )


def list_sentence(tested: Backtest) -> Bilingual:
    """Return in one sentence whether the chances find the worst tenth better than the best simple way."""
    of = len(tested.origins)
    if not of:
        return Bilingual("", "")
    clear = sum(origin.skill_low > 0 for origin in tested.origins)
    simple = quoted(tested.origins[-1].best_baseline)
    if of == 1:
        return Bilingual(
            f"Welke gebieden het meest verslechterden, wist zij {'' if clear else 'niet '}duidelijk beter dan de beste "
            f"eenvoudige manier ({simple.nl}).",
            f"Which areas worsened most it {'knew clearly' if clear else 'did not know clearly'} better than the best "
            f"simple way ({simple.en}).",
        )
    return Bilingual(
        f"Welke gebieden het meest verslechterden, wist zij in {clear} van de {of} toetsen duidelijk beter dan de "
        f"beste eenvoudige manier (in de laatste toets: {simple.nl}).",
        f"Which areas worsened most it knew clearly better than the best simple way in {clear} of the {of} tests "
        f"(in the last test: {simple.en}).",
    )


def verdict(tested: Backtest) -> Bilingual:
    """Return whether the chances may be used, in one or two sentences."""
    if not tested.origins:
        return Bilingual(
            "Gebruik haar niet om gebieden aan te wijzen: elk gebied krijgt de klasse onzeker.",
            "Do not use it to point at areas: each area is called uncertain.",
        )
    if tested.beats_baselines:
        return Bilingual(
            "Ja, met mate: de kansen waren beter dan die van de beste eenvoudige manier, meer dan toeval kan doen. "
            "Kijk altijd ook naar de marge, en naar wat bewoners en professionals weten.",
            "Yes, within measure: the chances were better than those of the best simple way, by more than luck. "
            "Always look at the margin too, and at what residents and professionals know.",
        )
    if tested.beats_coin:
        return Bilingual(
            "Deels: waar het eerder slechter dan beter wordt, wist zij beter dan een gok. Welke gebieden het meest "
            "verslechteren, wist zij niet aantoonbaar beter dan de beste eenvoudige manier. Geen gebied krijgt daarom "
            "de klasse verhoogde kans.",
            "In part: where things rather get worse than better it knew better than a guess. Which areas worsen most "
            "it did not demonstrably know better than the best simple way. So no area is called at raised chance.",
        )
    return Bilingual(
        "Nee, niet om gebieden aan te wijzen: de kansen waren niet aantoonbaar beter dan die van de beste eenvoudige "
        "manier. Elk gebied krijgt daarom de klasse onzeker.",
        "No, not to point at areas: the chances were not demonstrably better than those of the best simple way. So "
        "each area is called uncertain.",
    )


def summary(subject: Subject) -> tuple[Block, ...]:
    """Return the first page: the answer, four figures, whether to trust it, and what we do not know."""
    tested, taal = subject.tested, subject.taal
    blocks: list[Block] = [lead(answer(tested).say(taal))]
    if tested.origins:
        blocks += [paragraph(list_sentence(tested).say(taal)), *_keys(subject, tested.origins[-1])]
    title = subject.say("Mag u hierop vertrouwen?", "Can you trust this?")
    kind = CalloutKind.ANSWER if tested.beats_baselines else CalloutKind.UNCERTAIN
    blocks.append(Callout(kind=kind, title=title, blocks=(paragraph(verdict(tested).say(taal)),)))
    unknown = [note.say(taal) for note in (*tested.notes, *subject.remarks)]
    if unknown:
        title = subject.say("Wat u hierbij moet weten", "What you must know with this")
        blocks.append(Callout(kind=CalloutKind.MISSING, title=title, blocks=(bullets(*unknown),)))
    return tuple(blocks)


def _keys(subject: Subject, origin: Origin) -> tuple[KeyFigures, ...]:
    """Return the four figures of the last test that say most."""
    what = f"{origin.last}\u00a0→\u00a0{origin.target}"
    best = origin.best_baseline
    ends = (origin.skill_low, origin.skill_high)
    plain = subject.number("skill.best_baseline", origin.skill[best], origin=origin, decimals=3)
    sure = subject.number("skill.best_baseline", origin.skill[best], origin=origin, decimals=3, interval=ends)
    pooled = origin.coverage[0].covered90 if origin.coverage else float("nan")
    ece = origin.reliability.ece
    found = (
        (
            subject.number("distance.no_change", abs(origin.gain), origin=origin, share=True, decimals=0),
            subject.say(
                f"{'kleinere' if origin.gain >= 0 else 'grotere'} fout dan {quoted(NO_CHANGE).nl}",
                f"{'smaller' if origin.gain >= 0 else 'larger'} error than {quoted(NO_CHANGE).en}",
            ),
            what,
        ),
        (
            plain,
            subject.say(
                "winst in de kansen (Brier skill; boven 0 is beter)",
                "gain in the chances (Brier skill; above 0 is better)",
            ),
            sure.text.partition("(")[2].rstrip(")") if isinstance(sure, Number) else what,
        ),
        (
            subject.number("coverage90.all", pooled, origin=origin, share=True, decimals=0),
            subject.say("viel binnen de marge van 90%", "fell within the 90% margin"),
            subject.say("hoort dicht bij 90% te liggen", "should be close to 90%"),
        ),
        (
            subject.number("ece", ece, origin=origin, share=True, decimals=1),
            subject.say(
                "zoveel weken genoemde kansen gemiddeld af (ECE)",
                "mean distance of stated chances from what came (ECE)",
            ),
            subject.say("3% of minder is goed", "3% or less is good"),
        ),
    )
    items = tuple(
        KeyFigure(number=number, label=label, detail=detail)
        for number, label, detail in found
        if isinstance(number, Number)
    )
    return (KeyFigures(items),) if items else ()
