"""The gemeente beside gemeenten alike, and whether differences within it grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Figure,
    Number,
    Section,
    Table,
    figures_column,
    paragraph,
)
from veerkracht.report.figures import DotSpec, Line, Mark, Point, TrendSpec
from veerkracht.report.quickscan.cells import COVERAGE, level_number
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import chance, decimals_for, figure, level_word, likelihood, listing
from veerkracht.signalering.vergelijking import Peers, Position, Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.areas import Level
    from veerkracht.facts.language import Bilingual
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.document import Run
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The gemeente among its peers.

    Attributes:
        table: figures of gemeenten.
        peers: the gemeenten to compare with.
        positions: where it stands, one for each figure.
        absent: why there is no comparison; None if there is.
        remarks: what a reader must know, for example that figures were added up from buurten.
    """

    table: AreaTable | None
    peers: Peers | None
    positions: tuple[Position, ...] = ()
    absent: Bilingual | None = None
    remarks: tuple[Bilingual, ...] = ()


def comparison_sentence(subject: Subject, found: Comparison) -> tuple[Run, ...]:
    """Return how the gemeente compares, in one sentence for each figure."""
    if found.absent is not None or not found.positions:
        why = found.absent.say(subject.taal) if found.absent is not None else ""
        return (why or subject.say("de gegevens laten geen vergelijking toe.", "the data allow no comparison."),)
    return tuple(f"{_in_words(subject, one)} " for one in found.positions[:3])


def _in_words(subject: Subject, one: Position) -> str:
    name = subject.catalogue[one.indicator].name.say(subject.taal).lower()
    others = one.of - 1
    sure = one.rank_low == one.rank_high
    place = (
        str(one.rank)
        if sure
        else subject.say(f"{one.rank_low} tot {one.rank_high}", f"{one.rank_low} to {one.rank_high}")
    )
    return subject.say(
        f"{name}: plaats {place} van {others + 1} (1 is het hoogste cijfer, {one.period}).",
        f"{name}: place {place} of {others + 1} (1 is the highest figure, {one.period}).",
    )


def comparison_section(
    subject: Subject, found: Comparison, *, spreads: Sequence[tuple[Level, Spread]], levels: Sequence[LevelFindings]
) -> Section:
    """Return the chapter with peers and with the differences inside the gemeente."""
    blocks: list[Block | Section] = []
    if found.table is None or found.peers is None or found.absent is not None:
        why = found.absent.say(subject.taal) if found.absent is not None else "-"
        blocks.append(Callout(kind=CalloutKind.MISSING, blocks=(paragraph(why),)))
    else:
        blocks.append(paragraph(_who(subject, found)))
        blocks += [paragraph(remark.say(subject.taal)) for remark in found.remarks]
        blocks += [_dots(subject, found.table, one) for one in found.positions]
    inside = subject.say(
        f"Groeien de verschillen binnen {subject.name}?", f"Do differences within {subject.name} grow?"
    )
    on = {one.level: one for one in levels}
    figures: list[Block | Section] = [_spread(subject, one, level=on[level]) for level, one in spreads]
    if not figures:
        figures = [
            Callout(
                kind=CalloutKind.MISSING,
                blocks=(
                    paragraph(
                        subject.say(
                            "Voor geen enkel cijfer hebben we twee vergelijkbare jaren voor genoeg gebieden.",
                            "For no figure do we have two comparable years for enough areas.",
                        )
                    ),
                ),
            )
        ]
    blocks.append(Section(heading=inside, blocks=tuple(figures), anchor="verschillen"))
    heading = subject.say("Vergeleken met andere gemeenten", "Compared with other municipalities")
    return Section(heading=heading, blocks=tuple(blocks), anchor="vergelijking", new_page=True)


def _who(subject: Subject, found: Comparison) -> str:
    if found.table is None or found.peers is None:
        return ""
    names = listing([found.table.areas.name(code) for code in found.peers.peers], taal=subject.taal, most=12)
    if not found.peers.alike_on:
        return subject.say(
            f"U koos deze gemeenten om mee te vergelijken: {names}.", f"You chose these municipalities: {names}."
        )
    on = listing([subject.catalogue[c].name.say(subject.taal).lower() for c in found.peers.alike_on], taal=subject.taal)
    return subject.say(
        f"{subject.name} lijkt het meest op {names}. Daarbij keken we naar {on}, en niet naar de uitkomsten zelf.",
        f"{subject.name} is most like {names}. We looked at {on}, not at the outcomes.",
    )


def _dots(subject: Subject, table: AreaTable, one: Position) -> Figure:
    """Return one figure for all peers, the gemeente itself marked."""
    indicator = subject.catalogue[one.indicator]
    values = {subject.code: one.value, **one.values}
    known = np.array([value for value in values.values() if np.isfinite(value)])
    decimals = decimals_for(float(np.std(known)) if known.size > 1 else 0.0)
    reach = 1.645 * one.error if np.isfinite(one.error) else np.nan
    sources = table.column(one.indicator, one.period).provenance
    marks, rows = [], []
    for code, value in sorted(values.items(), key=lambda pair: -pair[1] if np.isfinite(pair[1]) else np.inf):
        own = code == subject.code
        name = table.areas.name(code)
        if not np.isfinite(value):
            marks.append(Mark(label=name, value=None, text="", missing=subject.say("geen cijfer", "no figure")))
            continue
        banded = own and np.isfinite(reach)
        marks.append(
            Mark(
                label=name,
                value=value,
                text=figure(value, decimals=decimals, taal=subject.taal),
                low=value - reach if banded else None,
                high=value + reach if banded else None,
                emphasis=own,
            )
        )
        number = level_number(
            value,
            indicator=indicator,
            year=str(one.period),
            level="gemeente",
            area=code,
            sources=sources,
            decimals=decimals,
            taal=subject.taal,
            error=one.error if own else float("nan"),
        )
        rows.append((name, number))
    name = indicator.name.say(subject.taal)
    source = short_source(sources)
    return Figure(
        question=subject.say(
            f"Hoe staat {subject.name} ervoor: {name.lower()}?", f"How does {subject.name} stand: {name.lower()}?"
        ),
        answer=_in_words(subject, one)[:1].upper() + _in_words(subject, one)[1:],
        alt=subject.say(
            f"Puntgrafiek van {name.lower()} in {one.of} gemeenten, van "
            f"{figure(float(known.min()), decimals=decimals, taal='nl')} tot "
            f"{figure(float(known.max()), decimals=decimals, taal='nl')} {indicator.unit.nl}.",
            f"Dot chart of {name.lower()} in {one.of} municipalities, from "
            f"{figure(float(known.min()), decimals=decimals, taal='en')} to "
            f"{figure(float(known.max()), decimals=decimals, taal='en')} {indicator.unit.en}.",
        ),
        picture=DotSpec(marks=tuple(marks), unit=indicator.unit.say(subject.taal), decimals=decimals),
        table=Table(
            caption=f"{name}, {one.period}",
            columns=(
                Column(heading=subject.say("Gemeente", "Municipality")),
                figures_column(indicator.unit.say(subject.taal)),
            ),
            rows=tuple(rows),
            source=source,
        ),
        source=f"{source}; {one.period}",
        anchor=f"vergelijking-{one.indicator.replace('_', '-')}",
    )


def _spread(subject: Subject, one: Spread, *, level: LevelFindings) -> Figure:
    """Return how far the areas lie apart over time, with its band."""
    indicator = subject.catalogue[one.indicator]
    name = indicator.name.say(subject.taal)
    words = level_word(level.level, taal=subject.taal)
    decimals = decimals_for(float(np.mean(one.high - one.low)) or float(np.mean(one.spread)))
    sources = short_source(tuple(s for p in one.periods for s in level.table.column(one.indicator, p).provenance))
    points = tuple(
        Point(x=float(p.year), value=float(v), low=float(min(a, v)), high=float(max(b, v)))
        for p, v, a, b in zip(one.periods, one.spread, one.low, one.high, strict=True)
    )
    rows: list[tuple[Cell, ...]] = [
        (
            str(p),
            Number(
                text=figure(float(v), decimals=decimals, taal=subject.taal),
                value=float(v),
                source=sources,
                year=str(p),
                level="gemeente",
                area=subject.code,
                indicator=one.indicator,
                unit=indicator.unit.say(subject.taal),
                low=float(min(a, v)),
                high=float(max(b, v)),
                coverage=COVERAGE,
            ),
        )
        for p, v, a, b in zip(one.periods, one.spread, one.low, one.high, strict=True)
    ]
    return Figure(
        question=subject.say(
            f"Liggen {words} verder uit elkaar in {name.lower()}?", f"Do {words} differ more in {name.lower()}?"
        ),
        answer=_grows(subject, one),
        alt=subject.say(
            f"Lijn van het verschil tussen {one.areas} {words} in {name.lower()}, {one.periods[0]} tot "
            f"{one.periods[-1]}, met een band.",
            f"Line of the spread between {one.areas} {words} in {name.lower()}, {one.periods[0]} to "
            f"{one.periods[-1]}, with a band.",
        ),
        picture=TrendSpec(
            lines=(Line(name=subject.say("spreiding", "spread"), points=points, emphasis=True),),
            unit=indicator.unit.say(subject.taal),
            decimals=decimals,
            from_zero=True,
        ),
        table=Table(
            caption=subject.say(f"Spreiding van {name.lower()}", f"Spread of {name.lower()}"),
            columns=(Column(heading=subject.say("Jaar", "Year")), figures_column(indicator.unit.say(subject.taal))),
            rows=tuple(rows),
            source=sources,
            note=subject.say(
                "Standaardafwijking tussen gebieden, gewogen naar bewoners, zonder het toeval in de cijfers.",
                "Standard deviation between areas, weighted by residents, without the chance in the figures.",
            ),
        ),
        source=f"{sources}; {one.periods[0]}-{one.periods[-1]}",
        anchor=f"spreiding-{one.indicator.replace('_', '-')}",
    )


def _grows(subject: Subject, one: Spread) -> str:
    taal = subject.taal
    if 0.1 < one.p_grows < 0.9:
        return subject.say(
            f"Dat is niet te zeggen: de kans dat de verschillen groeiden is {chance(one.p_grows, taal=taal)}.",
            f"We cannot tell: the chance that differences grew is {chance(one.p_grows, taal=taal)}.",
        )
    if one.p_grows >= 0.9:
        return subject.say(
            f"Ja, {likelihood(one.p_grows, taal=taal)} (kans {chance(one.p_grows, taal=taal)}).",
            f"Yes, {likelihood(one.p_grows, taal=taal)} (chance {chance(one.p_grows, taal=taal)}).",
        )
    return subject.say(
        f"Nee, de verschillen werden {likelihood(1 - one.p_grows, taal=taal)} kleiner (kans "
        f"{chance(1 - one.p_grows, taal=taal)}).",
        f"No, differences {likelihood(1 - one.p_grows, taal=taal)} shrank (chance "
        f"{chance(1 - one.p_grows, taal=taal)}).",
    )
