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
    in_pairs,
    paragraph,
)
from veerkracht.report.figures import DotSpec, Line, Mark, Point, TrendSpec
from veerkracht.report.quickscan.cells import COVERAGE, level_number
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
)
from veerkracht.signalering.spread import Spread
from veerkracht.signalering.vergelijking import Peers, Position

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
    """Return the place of the gemeente among its peers in one sentence, for the figures that have a good end."""
    if found.absent is not None or not found.positions:
        why = found.absent.say(subject.taal) if found.absent is not None else ""
        return (why or subject.say("de gegevens laten geen vergelijking toe.", "the data allow no comparison."),)
    judged = [one for one in found.positions if subject.catalogue[one.indicator].better is not Better.NEITHER]
    if not judged:
        return tuple(f"{_in_words(subject, one)} " for one in found.positions[:2])
    places = [
        subject.say(
            f"{_place(subject, one)} van {one.of} bij {in_sentence(subject.called(one.indicator))} ({one.period})",
            f"{_place(subject, one)} of {one.of} for {in_sentence(subject.called(one.indicator))} ({one.period})",
        )
        for one in judged[:3]
    ]
    said = f"{'; '.join(places[:-1])}{subject.say(' en ', ' and ')}{places[-1]}" if len(places) > 1 else places[0]
    chosen = found.peers is not None and not found.peers.alike_on
    among = subject.say(
        "tussen de gekozen gemeenten" if chosen else "tussen gemeenten die er het meest op lijken",
        "among the municipalities chosen" if chosen else "among municipalities most like it",
    )
    return (
        subject.say(
            f"{among} staat {subject.here} op plaats {said}. Plaats 1 is het gunstigst voor bewoners.",
            f"{among}, {subject.here} has place {said}. Place 1 is the most favourable for residents.",
        ),
    )


def _place(subject: Subject, one: Position) -> str:
    """Return between which places the gemeente stands, 1 being the best for residents where there is a best."""
    low, high = one.rank_low, one.rank_high
    if subject.catalogue[one.indicator].better is Better.LOW:
        low, high = one.of + 1 - high, one.of + 1 - low
    if low == high:
        return str(low)
    return f"{low} {subject.say('of' if high == low + 1 else 'tot', 'or' if high == low + 1 else 'to')} {high}"


def _in_words(subject: Subject, one: Position) -> str:
    """Return the place of the gemeente in a sentence of its own."""
    best = subject.say("het hoogste cijfer", "the highest figure")
    if subject.catalogue[one.indicator].better is not Better.NEITHER:
        best = subject.say("het gunstigst", "the most favourable")
    place = _place(subject, one)
    return subject.say(
        f"{subject.here} staat op plaats {place} van {one.of}. Plaats 1 is {best}.",
        f"{subject.here} has place {place} of {one.of}. Place 1 is {best}.",
    )


def comparison_section(
    subject: Subject,
    found: Comparison,
    *,
    spreads: Sequence[tuple[Level, Spread]],
    levels: Sequence[LevelFindings],
    inside: Sequence[Block] = (),
) -> Section:
    """Return the chapter with peers and with the differences inside the gemeente.

    Args:
        subject: the gemeente.
        found: the gemeente among its peers.
        spreads: differences within the gemeente.
        levels: findings per level.
        inside: what else compares areas: funnels, and areas beside those like them elsewhere.
    """
    blocks: list[Block | Section] = []
    if found.table is None or found.peers is None or found.absent is not None:
        why = found.absent.say(subject.taal) if found.absent is not None else "-"
        blocks.append(Callout(kind=CalloutKind.MISSING, blocks=(paragraph(why),)))
    else:
        blocks.append(paragraph(_who(subject, found)))
        if found.remarks:
            remarks = (plain_text(remark.say(subject.taal), taal=subject.taal) for remark in found.remarks)
            blocks.append(paragraph(" ".join(remarks)))
        blocks += in_pairs([_dots(subject, found.table, one) for one in found.positions])
    blocks += inside
    grow = subject.say(f"Groeien de verschillen binnen {subject.here}?", f"Do differences within {subject.here} grow?")
    on = {one.level: one for one in levels}
    figures: list[Block | Section] = [*in_pairs([_spread(subject, one, level=on[level]) for level, one in spreads])]
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
    blocks.append(Section(heading=grow, blocks=tuple(figures), anchor="verschillen"))
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
    on = listing([in_sentence(subject.called(c)) for c in found.peers.alike_on], taal=subject.taal)
    return subject.say(
        f"{subject.here} lijkt het meest op {names}. Daarbij keken we naar {on}, en niet naar de uitkomsten zelf.",
        f"{subject.here} is most like {names}. We looked at {on}, not at the outcomes.",
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
    name, source = subject.called(one.indicator), short_source(sources)
    unit = plain_text(indicator.unit.say(subject.taal), taal=subject.taal)
    ends = [numbers[code].text for code in (ordered[-1], ordered[0])]
    place = subject.say("Gemeente", "Municipality")
    return Figure(
        question=subject.say(f"{name}: hoe staat {subject.here} ervoor?", f"{name}: how does {subject.here} stand?"),
        answer=_in_words(subject, one),
        alt=subject.say(
            f"Puntgrafiek van {in_sentence(name)} in {one.of} gemeenten, van {ends[0]} tot {ends[1]} {unit}.",
            f"Dot chart of {in_sentence(name)} in {one.of} municipalities, from {ends[0]} to {ends[1]} {unit}.",
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
    name, unit = subject.called(one.indicator), plain_text(indicator.unit.say(subject.taal), taal=subject.taal)
    words = level_word(level.level, taal=subject.taal)
    sources = short_source(tuple(s for p in one.periods for s in level.table.column(one.indicator, p).provenance))
    numbers = _spread_numbers(subject, one, source=sources)
    points = tuple(
        Point(x=float(p.year), value=n.value, low=n.low, high=n.high) for p, n in zip(one.periods, numbers, strict=True)
    )
    span = f"{one.periods[0]}-{one.periods[-1]}"
    return Figure(
        question=subject.say(f"{name}: liggen {words} verder uit elkaar?", f"{name}: do {words} differ more?"),
        answer=_grows(subject, one),
        alt=subject.say(
            f"Lijn van het verschil tussen {one.areas} {words} in {in_sentence(name)}, {span}, met een band.",
            f"Line of the spread between {one.areas} {words} in {in_sentence(name)}, {span}, with a band.",
        ),
        picture=TrendSpec(
            lines=(Line(name=subject.say("spreiding", "spread"), points=points, emphasis=True),),
            unit=unit,
            decimals=decimals_for(float(np.mean(one.spread))),
            from_zero=True,
        ),
        table=Table(
            caption=subject.say(f"Spreiding van {in_sentence(name)}", f"Spread of {in_sentence(name)}"),
            columns=(
                Column(heading=subject.say("Jaar", "Year")),
                figures_column(subject.say("Spreiding", "Spread"), unit=unit),
                figures_column(subject.say("Hoogste min laagste tiende", "Highest less lowest tenth"), unit=unit),
            ),
            rows=tuple(
                (str(p), number, tenth)
                for p, number, tenth in zip(
                    one.periods, numbers, _tenths(subject, one, unit=unit, source=sources), strict=True
                )
            ),
            source=sources,
            note=_spread_note(subject, one),
        ),
        source=f"{sources}; {span}",
        anchor=f"spreiding-{one.indicator.replace('_', '-')}",
    )


def _spread_note(subject: Subject, one: Spread) -> str:
    """Return what the spread is, and what was done with chance."""
    start = subject.say(
        "Spreiding: de standaardafwijking tussen gebieden, gewogen naar bewoners, zonder toeval. ",
        "Spread: the standard deviation between areas, weighted by residents, without chance. ",
    )
    if len(one.periods) > 2:
        return start + subject.say(
            "Alleen verschillen die van de ene meting op de volgende blijven, tellen mee.",
            "Only differences that last from one measurement to the next count.",
        )
    return start + subject.say(
        "Er zijn maar twee metingen: het toeval is dan niet te meten.",
        "There are two measurements only: chance cannot be measured then.",
    )


def _tenths(subject: Subject, one: Spread, *, unit: str, source: str) -> list[Number]:
    """Return how far the highest and the lowest tenth of the residents lie apart in each period."""
    decimals = decimals_for(float(np.mean(one.spread)))
    return [
        Number(
            text=figure(float(value), decimals=decimals, taal=subject.taal),
            value=float(value),
            source=source,
            year=str(period),
            level="gemeente",
            area=subject.code,
            indicator=one.indicator,
            unit=unit,
        )
        for period, value in zip(one.periods, one.p90_p10, strict=True)
    ]


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
    """Return whether differences grew, how sure that is and by how much."""
    taal = subject.taal
    if 0.1 < one.p_grows < 0.9:
        return subject.say(
            f"Dat is niet te zeggen: de kans dat de verschillen groeiden is {chance(one.p_grows, taal=taal)}.",
            f"We cannot tell: the chance that differences grew is {chance(one.p_grows, taal=taal)}.",
        )
    factor = _factor(subject, one)
    if one.p_grows >= 0.9:
        return subject.say(
            f"Ja, {likelihood(one.p_grows, taal=taal)} (kans {chance(one.p_grows, taal=taal)}){factor}.",
            f"Yes, {likelihood(one.p_grows, taal=taal)} (chance {chance(one.p_grows, taal=taal)}){factor}.",
        )
    return subject.say(
        f"Nee, de verschillen werden {likelihood(1 - one.p_grows, taal=taal)} kleiner (kans "
        f"{chance(1 - one.p_grows, taal=taal)}){factor}.",
        f"No, differences {likelihood(1 - one.p_grows, taal=taal)} shrank (chance "
        f"{chance(1 - one.p_grows, taal=taal)}){factor}.",
    )


def _factor(subject: Subject, one: Spread) -> str:
    """Return by how many percent the spread changed, with its interval; empty if that cannot be said."""
    changes = [100.0 * (value - 1.0) for value in (one.growth, one.growth_low, one.growth_high)]
    if not np.isfinite(changes).all():
        return ""
    now, low, high = (
        f"{'+' if value >= 0.5 else ''}{figure(value, decimals=0, taal=subject.taal)}%" for value in changes
    )
    return subject.say(f": {now} (90% zeker tussen {low} en {high})", f": {now} (90% sure between {low} and {high})")
