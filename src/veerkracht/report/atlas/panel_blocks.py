"""The panel of one area as parts of a report: tables, charts and sentences for any writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report.document import (
    Block,
    Cell,
    Column,
    Figure,
    Missing,
    Section,
    Table,
    bullets,
    figures_column,
    paragraph,
)
from veerkracht.report.figures import Line, Point, TrendSpec
from veerkracht.report.quickscan.cells import WHY_MISSING, level_number, reason_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import (
    chance,
    figure,
    in_sentence,
    level_word,
    likelihood,
    listing,
    plain_text,
    sentence,
    short_chance,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.report.atlas.area import Alike, AreaClass, AreaFigure, AreaInquiry, AreaTrend
    from veerkracht.report.atlas.sources import Source
    from veerkracht.report.quickscan.inputs import Subject

_DASH = "–"
# From this chance on a difference is called likely; the verbal scale of `report.wording.likelihood`.
LIKELY = 0.66
# Of the Leefbaarometer a lower score is more nuisance: say what happens, not what the score does.
TURNED = "onv"


def panel_section(subject: Subject, inquiry: AreaInquiry, *, told: Section, sources: Sequence[Source]) -> Section:
    """Return everything on one area: the story, what the maps say, figures, lines, areas alike, gaps and sources."""
    source = short_source(tuple(one.provenance for one in sources))
    blocks: list[Block | Section] = [*told.blocks]
    blocks.append(_part(subject, ("Op de kaarten", "On the maps"), [_classes_table(subject, inquiry, source=source)]))
    if inquiry.figures:
        table = _figures_table(subject, inquiry, source=source)
        blocks.append(_part(subject, ("De cijfers", "The figures"), [table]))
    trends = [made for one in inquiry.trends if (made := trend_figure(subject, inquiry, one)) is not None]
    if trends:
        blocks.append(_part(subject, ("Door de jaren", "Through the years"), trends))
    peers = [block for one in inquiry.alike for block in _alike_blocks(subject, inquiry, one, source=source)]
    blocks.append(_part(subject, ("Gebieden die erop lijken", "Areas like it"), peers))
    if inquiry.missing:
        gaps = bullets(*(sentence(f"{what}: {why}") for what, why in inquiry.missing))
        blocks.append(_part(subject, ("Wat we niet weten", "What we do not know"), [gaps]))
    named = [f"{one.provenance.cite()}{f' ({one.years})' if one.years else ''}" for one in sources]
    if named:
        blocks.append(_part(subject, ("Bronnen", "Sources"), [bullets(*named)]))
    return Section(heading=told.heading, blocks=tuple(blocks), anchor=f"gebied-{inquiry.code.lower()}")


def _part(subject: Subject, heading: tuple[str, str], blocks: Sequence[Block]) -> Section:
    return Section(heading=subject.say(*heading), blocks=tuple(blocks))


def _classes_table(subject: Subject, inquiry: AreaInquiry, *, source: str) -> Table:
    return Table(
        caption=subject.say(f"Wat de kaarten zeggen over {inquiry.name}", f"What the maps say of {inquiry.name}"),
        columns=(
            Column(heading=subject.say("Kaart", "Map")),
            Column(heading=subject.say("Klasse", "Class")),
            figures_column(subject.say("Kans", "Chance")),
            Column(heading=subject.say("Jaren", "Years")),
        ),
        rows=tuple(_class_row(subject, inquiry, one) for one in inquiry.classes),
        source=source or _DASH,
        note=subject.say(
            "De kans is die op deze klasse. Waar geen kans staat, kennen we de marge van het cijfer niet.",
            "The chance is that of this class. Without a chance we do not know the margin of the figure.",
        ),
    )


def _class_row(subject: Subject, inquiry: AreaInquiry, one: AreaClass) -> tuple[Cell, ...]:
    if one.drawn is None:
        return one.title, Missing(one.reason), _DASH, one.period or _DASH
    years = one.period
    if one.level is not None and one.level is not inquiry.level:
        years += f" ({subject.say('hele', 'whole')} {level_word(one.level, taal=subject.taal, count=1)})"
    return one.title, one.drawn, short_chance(one.chance) if np.isfinite(one.chance) else _DASH, years


def _figures_table(subject: Subject, inquiry: AreaInquiry, *, source: str) -> Table:
    return Table(
        caption=subject.say(f"{inquiry.name} in cijfers", f"{inquiry.name} in figures"),
        columns=(
            Column(heading=subject.say("Cijfer", "Figure"), share=3),
            figures_column(subject.say("Hier", "Here")),
            figures_column(subject.say("90% zeker tussen", "90% sure between")),
            Column(heading=subject.say("Jaar", "Year")),
            figures_column(inquiry.gemeente or subject.say("Gemeente", "Municipality")),
            figures_column(
                subject.say("Heel het land", "Whole country")
                if subject.fictitious
                else subject.say("Nederland", "Netherlands")
            ),
        ),
        rows=tuple(_figure_row(subject, inquiry, one) for one in inquiry.figures),
        source=source or _DASH,
        note=WHY_MISSING.say(subject.taal),
    )


def _figure_row(subject: Subject, inquiry: AreaInquiry, one: AreaFigure) -> tuple[Cell, ...]:
    indicator, taal = subject.catalogue[one.indicator], subject.taal
    unit = plain_text(indicator.unit.say(taal), taal=taal)
    name = subject.called(one.indicator)
    name = name if unit in name else f"{name} ({unit})"
    beside = tuple(
        figure(value, decimals=one.decimals, taal=taal) if np.isfinite(value) else _DASH
        for value in (one.gemeente, one.country)
    )
    if not np.isfinite(one.value):
        return name, reason_cell(one.reason, taal=taal), _DASH, str(one.period), *beside
    number = level_number(
        one.value,
        indicator=indicator,
        year=str(one.period),
        level=inquiry.level.value,
        area=inquiry.code,
        sources=one.sources,
        decimals=one.decimals,
        taal=taal,
        error=one.error,
    )
    between = _DASH
    if number.low is not None and number.high is not None:
        low, high = (figure(end, decimals=one.decimals, taal=taal) for end in (number.low, number.high))
        between = f"{low} {subject.say('tot', 'to')} {high}" if low != high else low
    return name, number, between, str(one.period), *beside


def trend_figure(subject: Subject, inquiry: AreaInquiry, one: AreaTrend) -> Figure | None:
    """Return one figure of an area through the years as a chart, or None with a single year."""
    held = [point for point in one.points if np.isfinite(point.value)]
    if len(held) < 2:
        return None
    name, taal = subject.called(one.indicator), subject.taal
    unit = plain_text(subject.catalogue[one.indicator].unit.say(taal), taal=taal)
    source = short_source(one.sources)
    seen = tuple(Point(x=float(p.period.year), value=p.value if np.isfinite(p.value) else None) for p in one.points)
    smooth = tuple(
        Point(x=float(p.period.year), value=p.level, low=min(p.low, p.level), high=max(p.high, p.level))
        for p in one.points
        if np.isfinite(p.level)
    )
    lines = [Line(name=subject.say("gemeten", "measured"), points=seen)]
    if smooth:
        lines.append(Line(name=subject.say("zonder toeval", "without chance"), points=smooth, emphasis=True))
    ends = [figure(p.value, decimals=one.decimals, taal=taal) for p in (held[0], held[-1])]
    first, last = held[0].period, held[-1].period
    return Figure(
        question=subject.say(f"{name}: hoe ging het verder?", f"{name}: what became of it?"),
        answer=trend_answer(subject, one),
        alt=subject.say(
            f"Lijn van {in_sentence(name)} in {inquiry.name}: {ends[0]} in {first}, {ends[1]} in {last}, met een band "
            "voor toeval.",
            f"Line of {in_sentence(name)} in {inquiry.name}: {ends[0]} in {first}, {ends[1]} in {last}, with a band "
            "for chance.",
        ),
        picture=TrendSpec(
            lines=tuple(lines), unit=unit, decimals=one.decimals, from_zero=subject.catalogue[one.indicator].low >= 0
        ),
        table=_trend_table(subject, one, name=f"{name}, {inquiry.name}", source=source),
        source=f"{source}; {first}-{last}",
        anchor=f"verloop-{one.indicator.replace('_', '-')}-{inquiry.code.lower()}",
    )


def trend_answer(subject: Subject, one: AreaTrend) -> str:
    """Return whether the level really changed between the first and the last year, with its chance."""
    first, last = one.points[0].period, one.points[-1].period
    if not np.isfinite(one.p_rose):
        return subject.say("De marge is hier niet bekend.", "The margin is not known here.")
    sure, up = max(one.p_rose, 1 - one.p_rose), one.p_rose >= 0.5
    said = chance(sure, taal=subject.taal)
    if sure < LIKELY:
        return subject.say(
            f"Tussen {first} en {last} is er geen duidelijke verandering: die kan toeval zijn.",
            f"Between {first} and {last} there is no clear change: it can be chance.",
        )
    word = likelihood(sure, taal=subject.taal)
    if one.indicator == TURNED:
        return subject.say(
            f"In {last} was er {word} {'minder' if up else 'meer'} overlast dan in {first} (kans {said}).",
            f"In {last} there was {word} {'less' if up else 'more'} nuisance than in {first} (chance {said}).",
        )
    return subject.say(
        f"Het cijfer is in {last} {word} {'hoger' if up else 'lager'} dan in {first} (kans {said}).",
        f"The figure is {word} {'higher' if up else 'lower'} in {last} than in {first} (chance {said}).",
    )


def _trend_table(subject: Subject, one: AreaTrend, *, name: str, source: str) -> Table:
    taal, decimals = subject.taal, one.decimals

    def said(value: float) -> str:
        return figure(value, decimals=decimals, taal=taal) if np.isfinite(value) else _DASH

    rows: list[tuple[Cell, ...]] = []
    for point in one.points:
        value: Cell = said(point.value) if np.isfinite(point.value) else reason_cell(point.reason, taal=taal)
        band = f"{said(point.low)} {_DASH} {said(point.high)}" if np.isfinite(point.level) else _DASH
        rows.append((str(point.period), value, said(point.level), band))
    if one.ahead is not None:
        wide = f"{said(one.ahead.low90)} {_DASH} {said(one.ahead.high90)}"
        when = subject.say(f"{one.ahead.period}, verwacht", f"{one.ahead.period}, expected")
        rows.append((when, _DASH, said(one.ahead.value), wide))
    return Table(
        caption=name,
        columns=(
            Column(heading=subject.say("Jaar", "Year")),
            figures_column(subject.say("Gemeten", "Measured")),
            figures_column(subject.say("Zonder toeval", "Without chance")),
            figures_column(subject.say("90% kans tussen", "90% chance between")),
        ),
        rows=tuple(rows),
        source=source,
    )


def _alike_blocks(subject: Subject, inquiry: AreaInquiry, one: Alike, *, source: str) -> list[Block]:
    """Return the areas most like one area as a sentence and a table."""
    where = one.where.say(subject.taal)
    if one.peers is None:
        why = "" if one.absent is None else one.absent.say(subject.taal)
        return [paragraph(why or subject.say(f"Er zijn geen gebieden {where} die erop lijken.", f"No areas {where}."))]
    on = listing([in_sentence(subject.called(used)) for used in one.peers.alike_on], taal=subject.taal)
    words = level_word(inquiry.level, taal=subject.taal)
    text = subject.say(
        f"Deze {words} {where} lijken het meest op {inquiry.name}. We keken naar {on}, niet naar de uitkomst.",
        f"These {words} {where} are most like {inquiry.name}. We looked at {on}, not at the outcome.",
    )
    codes = list(dict.fromkeys(used for values in one.values.values() for used in values))
    if not codes:
        return [paragraph(text)]
    rows = tuple(
        (
            inquiry.name if area == inquiry.code else one.names.get(area, area),
            *(_peer_cell(subject, one, area, used) for used in codes),
        )
        for area in (inquiry.code, *one.peers.peers)
    )
    table = Table(
        caption=subject.say(f"{inquiry.name} naast {words} {where}", f"{inquiry.name} beside {words} {where}"),
        columns=(
            Column(heading=level_word(inquiry.level, taal=subject.taal, count=1).capitalize()),
            *(figures_column(subject.called(used)) for used in codes),
        ),
        rows=rows,
        source=source or _DASH,
    )
    return [paragraph(text), table]


def _peer_cell(subject: Subject, one: Alike, area: str, code: str) -> Cell:
    value = one.values.get(area, {}).get(code)
    if value is None:
        return Missing(subject.say("niet bekend", "not known"))
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return figure(value, decimals=decimals, taal=subject.taal)
