"""One test on the past: how far off, how honest the chances, whether the margins held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.backtest.inputs import percent
from veerkracht.report.backtest.lists import list_blocks
from veerkracht.report.backtest.naming import MODEL, NO_CHANGE, SCALES, forecaster, quoted
from veerkracht.report.diagrams import ReliabilitySpec, Said
from veerkracht.report.document import (
    Block,
    Cell,
    Column,
    Figure,
    Missing,
    Number,
    Section,
    Strong,
    Table,
    figures_column,
    paragraph,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.report.backtest.inputs import Subject
    from veerkracht.signalering.verwachting.outcome import Coverage, Origin

# A slope below this is clearly too sure, above its inverse clearly too careful; our choice.
_STEEP = 0.8


_NOTHING_CHANGED = Bilingual(
    "In deze toets veranderde geen enkel gebied. ‘Alles blijft gelijk’ is dan niet te verslaan.",
    "In this test no area changed at all. Then ‘no change’ cannot be beaten.",
)


def origin_section(subject: Subject, origin: Origin) -> Section:
    """Return the chapter of one test."""
    anchor = f"toets-{origin.last}-{origin.target}"
    heading = subject.say(f"Van {origin.last} naar {origin.target}", f"From {origin.last} to {origin.target}")
    opening = paragraph(
        subject.say(
            f"We deden alsof het {origin.last} was, en voorspelden {origin.target} voor "
            f"{subject.counted(origin.areas)}. Wat na {origin.last} kwam, deed niet mee.",
            f"We acted as if it were {origin.last}, and forecast {origin.target} for {subject.counted(origin.areas)}. "
            f"What came after {origin.last} took no part.",
        )
    )
    # Each heading names its test, so that who jumps from heading to heading knows where they are.
    test = f"({origin.last} → {origin.target})"
    parts = (
        (
            subject.say(f"Hoe ver zat het ernaast? {test}", f"How far off was it? {test}"),
            "fout",
            _errors(subject, origin),
        ),
        (
            subject.say(f"Klopten de kansen? {test}", f"Were the chances right? {test}"),
            "kansen",
            _chances(subject, origin),
        ),
        (
            subject.say(f"Klopten de marges? {test}", f"Were the margins right? {test}"),
            "marges",
            _margins(subject, origin),
        ),
        (
            subject.say(f"Vond de lijst de juiste gebieden? {test}", f"Did the list find the right areas? {test}"),
            "lijst",
            list_blocks(subject, origin),
        ),
    )
    sections = tuple(Section(heading=title, blocks=blocks, anchor=f"{anchor}-{end}") for title, end, blocks in parts)
    return Section(heading=heading, blocks=(opening, *sections), anchor=anchor)


def _errors(subject: Subject, origin: Origin) -> tuple[Block, ...]:
    """Return the table of all forecasters with what it says."""
    names = dict.fromkeys([MODEL, *origin.rmse, *origin.brier, *origin.crps])
    unit = SCALES[subject.tested.panel.kind].say(subject.taal)
    table = Table(
        caption=subject.say(
            f"De verwachting naast eenvoudige manieren, {origin.target}",
            f"The forecast beside simple ways, {origin.target}",
        ),
        columns=(
            Column(heading=subject.say("Manier", "Way")),
            figures_column(subject.say("Fout (RMSE)", "Error (RMSE)"), unit=unit),
            figures_column(subject.say("Fout in de kans (Brier)", "Error in the chance (Brier)")),
            figures_column(
                subject.say("Winst in de kans (skill)", "Gain in the chance (skill)"),
                unit=subject.say("van de verwachting hierop", "of the forecast over this one"),
            ),
            figures_column("CRPS", unit=unit),
        ),
        rows=tuple(_errors_row(subject, origin, name) for name in names),
        source=subject.source,
        note=subject.say(
            "Minder fout is beter. Winst: 0 is even goed, 1 is foutloos, onder 0 is slechter. Tussen haakjes: de marge "
            "van 90%, met hele gemeenten tegelijk geloot. CRPS telt de fout en de breedte van de marge samen.",
            "Less error is better. Gain: 0 is equally good, 1 is faultless, below 0 is worse. In brackets: the 90% "
            "margin, drawing whole gemeenten at a time. CRPS takes the error and the width of the margin together.",
        ),
    )
    return paragraph(_errors_words(subject, origin)), table


def _errors_row(subject: Subject, origin: Origin, name: str) -> tuple[Cell, ...]:
    words = forecaster(name).say(subject.taal)

    def error(measure: str, values: Mapping[str, float]) -> Cell:
        known = name in values
        return subject.amount(f"{measure}.{name}", values[name], origin=origin) if known else _absent(subject)

    return (
        Strong(words) if name == MODEL else words,
        error("rmse", origin.rmse),
        error("brier", origin.brier),
        _skill(subject, origin, name),
        error("crps", origin.crps),
    )


def _errors_words(subject: Subject, origin: Origin) -> str:
    """Return what the table of errors says."""
    if np.isnan(origin.gain):
        return _NOTHING_CHANGED.say(subject.taal)
    better, share, best = origin.gain > 0, percent(abs(origin.gain)), quoted(origin.best_baseline)
    return subject.say(
        f"De fout van de verwachting was {share} {'kleiner' if better else 'groter'} dan die van "
        f"{quoted(NO_CHANGE).nl}. Voor de kansen was {best.nl} de beste eenvoudige manier.",
        f"The error of the forecast was {share} {'smaller' if better else 'larger'} than that of "
        f"{quoted(NO_CHANGE).en}. For the chances, {best.en} was the best simple way.",
    )


def _skill(subject: Subject, origin: Origin, name: str) -> Cell:
    """Return the gain of the model over one forecaster; over the best one with its margin."""
    if name not in origin.skill:
        return _absent(subject)
    ends = (origin.skill_low, origin.skill_high) if name == origin.best_baseline else None
    return subject.number(f"skill.{name}", origin.skill[name], origin=origin, decimals=3, interval=ends)


def _absent(subject: Subject) -> Missing:
    return Missing(subject.say("n.v.t.", "n/a"))


def _chances(subject: Subject, origin: Origin) -> tuple[Block, ...]:
    """Return the reliability diagram with its slope and mean distance."""
    found = origin.reliability
    slope = subject.number("slope", found.slope, origin=origin)
    ece = subject.number("ece", found.ece, origin=origin, share=True, decimals=1)
    words = paragraph(
        subject.say(
            "We kijken naar de kans om bij de tiende te horen met de ergste verandering. Gemiddeld weken de genoemde "
            "kansen ",
            "We look at the chance to be among the tenth with the worst change. On average the stated chances were ",
        ),
        _run(ece),
        subject.say(" af van wat gebeurde (ECE). De helling is ", " from what happened (ECE). The slope is "),
        _run(slope),
        f": {_of_slope(subject, found.slope)}",
    )
    points = [
        Said(said=float(said), seen=float(seen), low=float(low), high=float(high), count=int(count))
        for said, seen, low, high, count in zip(found.said, found.seen, found.low, found.high, found.count, strict=True)
        if np.isfinite([said, seen, low, high]).all()
    ]
    blocks: tuple[Block, ...] = (words, _direction(subject, origin))
    return (*blocks, _diagram(subject, origin, points)) if points else blocks


def _direction(subject: Subject, origin: Origin) -> Block:
    """Return how good the chances of being worse at all were."""
    skill = subject.number("direction_skill", origin.direction_skill, origin=origin, decimals=3)
    slope = subject.number("direction_slope", origin.direction_slope, origin=origin)
    return paragraph(
        subject.say(
            "De kans dat het hoe dan ook slechter wordt, was ten opzichte van een gok (50%) een winst van ",
            "The chance that things get worse at all gained ",
        ),
        _run(skill),
        subject.say(" waard; de helling is ", " over a guess (50%); the slope is "),
        _run(slope),
        ".",
    )


def _run(cell: Number | Missing) -> Number | str:
    """Return a figure as it stands in a sentence; one that cannot be computed as those words."""
    return cell if isinstance(cell, Number) else cell.reason


def _of_slope(subject: Subject, slope: float) -> str:
    """Return what a slope means."""
    if not np.isfinite(slope):
        return subject.say("met zo weinig gebieden zegt zij niets.", "with so few areas it says nothing.")
    if slope < _STEEP:
        return subject.say(
            "onder 1, dus de hoge kansen waren te hoog en de lage te laag.",
            "below 1, so high chances were too high and low ones too low.",
        )
    if slope > 1 / _STEEP:
        return subject.say("boven 1, dus de kansen waren te voorzichtig.", "above 1, so the chances were too careful.")
    return subject.say("dicht bij 1, en dat is goed.", "close to 1, which is good.")


_ACROSS, _UP = ("Genoemde kans", "Stated chance"), ("Zo vaak gebeurde het", "So often it happened")


def _diagram(subject: Subject, origin: Origin, points: list[Said]) -> Figure:
    outside = sum(not one.low <= one.seen <= one.high for one in points)
    first, last = points[0], points[-1]
    return Figure(
        question=subject.say(
            "Van wat waarschijnlijk heette, hoeveel kwam uit?", "Of what was called likely, how much came true?"
        ),
        answer=subject.say(
            f"{len(points) - outside} van de {len(points)} groepen liggen binnen wat toeval kan doen.",
            f"{len(points) - outside} of the {len(points)} groups lie within what chance can do.",
        ),
        alt=subject.say(
            f"Grafiek met {len(points)} punten langs een schuine lijn. Waar we {percent(first.said)} zeiden gebeurde "
            f"het bij {percent(first.seen)}; waar we {percent(last.said)} zeiden bij {percent(last.seen)}.",
            f"Chart with {len(points)} dots along a slanted line. Where we said {percent(first.said)} it happened in "
            f"{percent(first.seen)}; where we said {percent(last.said)} in {percent(last.seen)}.",
        ),
        picture=ReliabilitySpec(
            points=tuple(points),
            across=subject.say(*_ACROSS),
            up=subject.say(*_UP),
            exact=subject.say("precies goed: zo vaak als gezegd", "exactly right: as often as said"),
            band=subject.say(
                "hier ligt een punt 9 van de 10 keer als de kansen kloppen; een open punt ligt erbuiten",
                "here a dot lies 9 times out of 10 if the chances are right; an open dot lies outside",
            ),
        ),
        table=_diagram_table(subject, origin, points),
        source=subject.source,
        anchor=f"ijking-{origin.last}-{origin.target}",
    )


def _diagram_table(subject: Subject, origin: Origin, points: list[Said]) -> Table:
    rows = tuple(
        (
            *(
                subject.number(f"reliability.{name}.{place}", value, origin=origin, share=True, decimals=1)
                for name, value in (("said", one.said), ("seen", one.seen), ("low", one.low), ("high", one.high))
            ),
            subject.number(f"reliability.count.{place}", float(one.count), origin=origin, decimals=0),
        )
        for place, one in enumerate(points, start=1)
    )
    return Table(
        caption=subject.say(
            f"Genoemde kans en wat gebeurde, {origin.target}", f"Stated chance and what happened, {origin.target}"
        ),
        columns=(
            figures_column(subject.say(*_ACROSS)),
            figures_column(subject.say(*_UP)),
            figures_column(subject.say("Toeval: van", "By chance: from")),
            figures_column(subject.say("Toeval: tot", "By chance: to")),
            figures_column(subject.say("Gebieden", "Areas")),
        ),
        rows=rows,
        source=subject.source,
    )


def _margins(subject: Subject, origin: Origin) -> tuple[Block, ...]:
    """Return how often the truth lay within the margins, for all areas and per kind of area."""
    if not origin.coverage:
        return (paragraph(_absent(subject).reason),)
    pooled = origin.coverage[0]
    words = subject.say(
        f"Een marge van 90% hoort 90 van de 100 keer te kloppen. Dat was {percent(pooled.covered90)}; bij de marge van "
        f"80% was het {percent(pooled.covered80)}.",
        f"A 90% margin should hold 90 times out of 100. It did in {percent(pooled.covered90)}; the 80% margin held in "
        f"{percent(pooled.covered80)}.",
    )
    table = Table(
        caption=subject.say(
            f"Hoe vaak de uitkomst binnen de marge viel, {origin.target}",
            f"How often the outcome fell within the margin, {origin.target}",
        ),
        columns=(
            Column(heading=subject.say("Gebieden", "Areas")),
            figures_column(subject.say("Aantal", "Count")),
            figures_column(subject.say("Marge van 80%", "80% margin")),
            figures_column(subject.say("Marge van 90%", "90% margin")),
        ),
        rows=tuple(_covered(subject, origin, one, place=place) for place, one in enumerate(origin.coverage)),
        source=subject.source,
    )
    return paragraph(words), table


def _covered(subject: Subject, origin: Origin, one: Coverage, *, place: int) -> tuple[Cell, ...]:
    key = "all" if place == 0 else one.stratum.en.replace(" ", "_")
    words = one.stratum.say(subject.taal)
    return (
        Strong(words) if place == 0 else words,
        subject.number(f"coverage.areas.{key}", float(one.areas), origin=origin, decimals=0),
        subject.number(f"coverage80.{key}", one.covered80, origin=origin, share=True, decimals=0),
        subject.number(f"coverage90.{key}", one.covered90, origin=origin, share=True, decimals=0),
    )
