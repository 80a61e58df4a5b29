"""The gemeente beside gemeenten alike, and whether differences within it grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.indicators import Better
from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
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
    return tuple(f"{_in_words(subject, one)} " for one in found.positions[:4])


def _in_words(subject: Subject, one: Position) -> str:
    """Return the place of the gemeente among its peers, 1 being the best for residents where there is a best."""
    indicator = subject.catalogue[one.indicator]
    low, high, best = one.rank_low, one.rank_high, subject.say("het hoogste cijfer", "the highest figure")
    if indicator.better is not Better.NEITHER:
        best = subject.say("het gunstigst", "the most favourable")
    if indicator.better is Better.LOW:
        low, high = one.of + 1 - high, one.of + 1 - low
    place = str(low) if low == high else f"{low} {subject.say('tot', 'to')} {high}"
    name = indicator.name.say(subject.taal)
    return subject.say(
        f"{name}: plaats {place} van {one.of} (1 is {best}, {one.period}).",
        f"{name}: place {place} of {one.of} (1 is {best}, {one.period}).",
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
    found = {code: v for code, v in {subject.code: one.value, **one.values}.items() if np.isfinite(v)}
    ordered = sorted(found, key=lambda code: -found[code])
    decimals = decimals_for(float(np.std(list(found.values()))))
    sources = table.column(one.indicator, one.period).provenance
    numbers = {
        code: level_number(
            found[code],
            indicator=indicator,
            year=str(one.period),
            level="gemeente",
            area=code,
            sources=sources,
            decimals=decimals,
            taal=subject.taal,
            error=one.error if code == subject.code else float("nan"),
        )
        for code in ordered
    }
    name, unit, source = indicator.name.say(subject.taal), indicator.unit.say(subject.taal), short_source(sources)
    ends = [numbers[code].text for code in (ordered[-1], ordered[0])]
    place = subject.say("Gemeente", "Municipality")
    return Figure(
        question=subject.say(
            f"Hoe staat {subject.name} ervoor: {name.lower()}?", f"How does {subject.name} stand: {name.lower()}?"
        ),
        answer=_in_words(subject, one),
        alt=subject.say(
            f"Puntgrafiek van {name.lower()} in {one.of} gemeenten, van {ends[0]} tot {ends[1]} {unit}.",
            f"Dot chart of {name.lower()} in {one.of} municipalities, from {ends[0]} to {ends[1]} {unit}.",
        ),
        picture=DotSpec(
            marks=tuple(_mark(table.areas.name(c), numbers[c], emphasis=c == subject.code) for c in ordered),
            unit=unit,
            decimals=decimals,
        ),
        table=Table(
            caption=f"{name}, {one.period}",
            columns=(Column(heading=place), figures_column(unit)),
            rows=tuple((table.areas.name(code), numbers[code]) for code in ordered),
            source=source,
        ),
        source=f"{source}; {one.period}",
        anchor=f"vergelijking-{one.indicator.replace('_', '-')}",
    )


def _mark(name: str, number: Number, *, emphasis: bool) -> Mark:
    return Mark(label=name, value=number.value, text=number.text, low=number.low, high=number.high, emphasis=emphasis)


def _spread(subject: Subject, one: Spread, *, level: LevelFindings) -> Figure:
    """Return how far the areas lie apart over time, with its band."""
    indicator = subject.catalogue[one.indicator]
    name, unit = indicator.name.say(subject.taal), indicator.unit.say(subject.taal)
    words = level_word(level.level, taal=subject.taal)
    sources = short_source(tuple(s for p in one.periods for s in level.table.column(one.indicator, p).provenance))
    numbers = _spread_numbers(subject, one, source=sources)
    points = tuple(
        Point(x=float(p.year), value=n.value, low=n.low, high=n.high) for p, n in zip(one.periods, numbers, strict=True)
    )
    span = f"{one.periods[0]}-{one.periods[-1]}"
    return Figure(
        question=subject.say(
            f"Liggen {words} verder uit elkaar in {name.lower()}?", f"Do {words} differ more in {name.lower()}?"
        ),
        answer=_grows(subject, one),
        alt=subject.say(
            f"Lijn van het verschil tussen {one.areas} {words} in {name.lower()}, {span}, met een band.",
            f"Line of the spread between {one.areas} {words} in {name.lower()}, {span}, with a band.",
        ),
        picture=TrendSpec(
            lines=(Line(name=subject.say("spreiding", "spread"), points=points, emphasis=True),),
            unit=unit,
            decimals=decimals_for(float(np.mean(one.spread))),
            from_zero=True,
        ),
        table=Table(
            caption=subject.say(f"Spreiding van {name.lower()}", f"Spread of {name.lower()}"),
            columns=(Column(heading=subject.say("Jaar", "Year")), figures_column(unit)),
            rows=tuple((str(p), number) for p, number in zip(one.periods, numbers, strict=True)),
            source=sources,
            note=subject.say(
                "Standaardafwijking tussen gebieden, gewogen naar bewoners, zonder het toeval in de cijfers.",
                "Standard deviation between areas, weighted by residents, without the chance in the figures.",
            ),
        ),
        source=f"{sources}; {span}",
        anchor=f"spreiding-{one.indicator.replace('_', '-')}",
    )


def _spread_numbers(subject: Subject, one: Spread, *, source: str) -> list[Number]:
    """Return the spread in each period with its interval, which always holds the spread itself."""
    indicator = subject.catalogue[one.indicator]
    decimals = decimals_for(float(np.mean(one.spread)))
    return [
        Number(
            text=figure(float(v), decimals=decimals, taal=subject.taal),
            value=float(v),
            source=source,
            year=str(p),
            level="gemeente",
            area=subject.code,
            indicator=one.indicator,
            unit=indicator.unit.say(subject.taal),
            low=float(min(low, v)),
            high=float(max(high, v)),
            coverage=COVERAGE,
        )
        for p, v, low, high in zip(one.periods, one.spread, one.low, one.high, strict=True)
    ]


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
