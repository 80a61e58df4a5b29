"""The list of areas with the highest chance: does it find them, does it stay the same, is it fair?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report.backtest.inputs import percent
from veerkracht.report.document import (
    Block,
    Cell,
    Column,
    Figure,
    Number,
    Table,
    figures_column,
    paragraph,
)
from veerkracht.report.figures import Line, Point, TrendSpec

if TYPE_CHECKING:
    from veerkracht.report.backtest.inputs import Subject
    from veerkracht.signalering.verwachting.outcome import FairRow, Origin


def list_blocks(subject: Subject, origin: Origin) -> tuple[Block, ...]:
    """Return what the list finds, how steady it is, and for whom it is wrong."""
    blocks: list[Block] = []
    if origin.precision:
        blocks += [_opening(subject, origin), _reach_figure(subject, origin)]
    blocks += [_steady(subject, origin)]
    if origin.fairness:
        blocks += [_fair_words(subject, origin), _fair_table(subject, origin)]
    return tuple(blocks)


def _opening(subject: Subject, origin: Origin) -> Block:
    first = min(origin.precision)
    hits = origin.precision[first]
    return paragraph(
        subject.say(
            f"Van de {first} gebieden met de hoogste kans hoorde {percent(hits)} echt bij de tiende met de ergste "
            "verandering. Loten zou 10% geven.",
            f"Of the {first} areas with the highest chance, {percent(hits)} really were among the tenth with the worst "
            "change. Drawing lots would give 10%.",
        )
    )


def _reach_figure(subject: Subject, origin: Origin) -> Figure:
    """Return the curve of how many of the worst tenth are among the first k areas."""
    sizes = sorted(set(origin.reach) & set(origin.precision))
    curve = [Point(x=0.0, value=0.0), *(Point(x=float(k), value=100 * origin.reach[k]) for k in sizes)]
    lots = [Point(x=float(k), value=100 * _by_lot(origin, k)) for k in (0, *sizes)]
    top, of, found = subject.count(sizes[-1]), subject.count(origin.areas), percent(origin.reach[sizes[-1]])
    return Figure(
        question=subject.say(
            "Hoeveel van de ergste tiende staat bij de eerste gebieden?",
            "How many of the worst tenth are among the first areas?",
        ),
        answer=subject.say(
            f"Bij de eerste {top} van {of} gebieden: {found}.", f"Among the first {top} of {of} areas: {found}."
        ),
        alt=subject.say(
            f"Lijn van het deel van de ergste tiende bij de eerste gebieden van de lijst, oplopend tot {found} bij "
            f"{top} gebieden, naast de lijn van loten.",
            f"Line of the share of the worst tenth among the first areas of the list, rising to {found} at {top} "
            "areas, beside the line of drawing lots.",
        ),
        picture=TrendSpec(
            lines=(
                Line(name=subject.say("deze lijst", "this list"), points=tuple(curve), emphasis=True),
                Line(name=subject.say("loten", "drawing lots"), points=tuple(lots)),
            ),
            unit=subject.say(
                "% van de ergste tiende, bij de eerste zoveel gebieden", "% of the worst tenth, by first areas"
            ),
            decimals=0,
            from_zero=True,
        ),
        table=_reach_table(subject, origin, sizes=sizes),
        source=subject.source,
        anchor=f"bereik-{origin.last}-{origin.target}",
    )


def _by_lot(origin: Origin, first: int) -> float:
    """Return which share of the worst tenth the first areas of a list drawn by lot hold."""
    return min(1.0, first / max(origin.areas, 1))


def _reach_table(subject: Subject, origin: Origin, *, sizes: list[int]) -> Table:
    rows = tuple(
        (
            str(k),
            subject.number(f"precision.{k}", origin.precision[k], origin=origin, share=True, decimals=0),
            subject.number(f"reach.{k}", origin.reach[k], origin=origin, share=True, decimals=0),
            percent(_by_lot(origin, k)),
        )
        for k in sizes
    )
    mean = subject.number("average_precision", origin.average_precision, origin=origin)
    said = mean.text if isinstance(mean, Number) else mean.reason
    return Table(
        caption=subject.say(
            f"De eerste gebieden van de lijst, {origin.target}", f"The first areas of the list, {origin.target}"
        ),
        columns=(
            Column(heading=subject.say("Eerste gebieden", "First areas")),
            figures_column(subject.say("Was terecht", "Was right")),
            figures_column(subject.say("Deel van de ergste tiende", "Share of the worst tenth")),
            figures_column(subject.say("Bij loten", "Drawing lots")),
        ),
        rows=rows,
        source=subject.source,
        note=subject.say(
            f"Gemiddelde precisie (oppervlak onder de precisielijn): {said}; loten geeft 0,10.",
            f"Average precision (area under the precision line): {said}; drawing lots gives 0.10.",
        ),
    )


def _steady(subject: Subject, origin: Origin) -> Block:
    """Return how much of the list stays when the panel is drawn anew."""
    overlap = subject.number("top_overlap", origin.top_overlap, origin=origin, share=True, decimals=0)
    text = overlap if isinstance(overlap, Number) else overlap.reason
    return paragraph(
        subject.say(
            "Hoe vast is de lijst? Leren we van de ene helft van de gemeenten en dan van de andere, dan blijft ",
            "How steady is the list? Learning from one half of the gemeenten and then from the other, ",
        ),
        text,
        subject.say(
            " van de bovenste tiende hetzelfde. Lees een plaats dus nooit op de komma.",
            " of the top tenth stays the same. So never read a place too exactly.",
        ),
    )


def _fair_words(subject: Subject, origin: Origin) -> Block:
    known = [row for row in origin.fairness if np.isfinite([row.said, row.seen]).all()]
    if not known:
        return paragraph(subject.say("Is het eerlijk verdeeld?", "Is it spread fairly?"))
    most = max(known, key=lambda row: abs(row.said - row.seen))
    return paragraph(
        subject.say(
            f"Zijn de fouten eerlijk verdeeld? Het verst zat het ernaast bij ‘{most.stratum.nl}’: we zeiden "
            f"gemiddeld {percent(most.said)}, en het werd {percent(most.seen)}.",
            f"Are mistakes spread fairly? It was furthest off for ‘{most.stratum.en}’: we said {percent(most.said)} on "
            f"average, and it became {percent(most.seen)}.",
        )
    )


def _fair_table(subject: Subject, origin: Origin) -> Table:
    return Table(
        caption=subject.say(f"Fouten per soort gebied, {origin.target}", f"Mistakes per kind of area, {origin.target}"),
        columns=(
            Column(heading=subject.say("Gebieden", "Areas")),
            figures_column(subject.say("Aantal", "Count")),
            figures_column(subject.say("Gezegd", "Said")),
            figures_column(subject.say("Gebeurd", "Happened")),
            figures_column(subject.say("Aangewezen", "Pointed at")),
            figures_column(subject.say("Vals alarm", "False alarm"), unit=subject.say("van aangewezen", "of those")),
            figures_column(subject.say("Gemist", "Missed"), unit=subject.say("van gebeurd", "of happened")),
            figures_column(
                subject.say("Scheef", "Bias"),
                unit=subject.say("verwacht min echt", "expected minus true"),
            ),
        ),
        rows=tuple(_fair_row(subject, origin, row) for row in origin.fairness),
        source=subject.source,
        note=subject.say(
            "Aangewezen: de kans op de ergste tiende was hoog genoeg om te waarschuwen. Grote verschillen tussen "
            "soorten gebieden zijn een reden om voorzichtig te zijn, niet om een soort gebied over te slaan.",
            "Pointed at: the chance of the worst tenth was high enough to warn. Large differences between kinds of "
            "areas are a reason for care, not for passing over a kind of area.",
        ),
    )


def _fair_row(subject: Subject, origin: Origin, row: FairRow) -> tuple[Cell, ...]:
    key = row.stratum.en.replace(" ", "_")
    shares = (
        ("said", row.said),
        ("seen", row.seen),
        ("flagged", row.flagged),
        ("false_alarms", row.false_alarms),
        ("missed", row.missed),
    )
    return (
        row.stratum.say(subject.taal),
        subject.number(f"fairness.areas.{key}", float(row.areas), origin=origin, decimals=0),
        *(
            subject.number(f"fairness.{name}.{key}", value, origin=origin, share=True, decimals=0)
            for name, value in shares
        ),
        subject.amount(f"fairness.bias.{key}", row.bias, origin=origin),
    )
