"""Funnel plots: does an area really differ from the others of the gemeente, or is it only small?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.tables import Reason
from veerkracht.report.document import Cell, Column, Figure, Number, Table, figures_column
from veerkracht.report.figures import FunnelMark, FunnelSpec
from veerkracht.report.quickscan.cells import reason_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import decimals_for, figure, in_sentence, level_word, listing, plain_text, short_names
from veerkracht.signalering.funnel import FAR, NEAR, Funnel

if TYPE_CHECKING:
    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.quickscan.inputs import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFunnel:
    """The funnel of one figure for the areas of a gemeente.

    Attributes:
        indicator: code of the figure.
        areas: the rows.
        period: of the figure.
        funnel: values, limits and places.
        provenance: the sources.
    """

    indicator: str
    areas: Areas
    period: Period
    funnel: Funnel
    provenance: tuple[Provenance, ...]


def funnel_figure(subject: Subject, found: AreaFunnel) -> Figure:
    """Return one funnel plot with its question, answer, table and source."""
    indicator = subject.catalogue[found.indicator]
    name, words = subject.called(found.indicator), level_word(found.areas.level, taal=subject.taal)
    funnel, names = found.funnel, short_names(found.areas.names)
    shown = np.flatnonzero(np.isfinite(funnel.values))
    decimals = decimals_for(float(np.std(funnel.values[shown])))
    sizes = np.geomspace(max(float(funnel.size[shown].min()), 20.0), float(funnel.size[shown].max()) * 1.6, 60)
    near, far = (
        tuple(zip(*(one.tolist() for one in funnel.limits(sizes, coverage=c)), strict=True)) for c in (NEAR, FAR)
    )
    source = short_source(found.provenance)
    middle = figure(funnel.target, decimals=decimals, taal=subject.taal)
    return Figure(
        question=subject.say(
            f"{name}: welke {words} vallen echt op, en welke zijn alleen klein?",
            f"{name}: which {words} really stand out, and which are only small?",
        ),
        answer=_answer(subject, found, names=names),
        alt=subject.say(
            f"Trechtergrafiek van {in_sentence(name)} tegen het aantal inwoners van {len(shown)} {words}. "
            f"Het midden is {middle}.",
            f"Funnel plot of {in_sentence(name)} against the number of residents of {len(shown)} {words}. The middle "
            f"is {middle}.",
        ),
        picture=FunnelSpec(
            marks=tuple(_mark(funnel, int(i), name=names[i]) for i in shown),
            target=(funnel.target, f"{subject.here} {middle}"),
            sizes=tuple(sizes.tolist()),
            near=near,
            far=far,
            near_label=subject.say(
                "binnen deze band liggen 95 van de 100 gewone gebieden", "95 of 100 ordinary areas lie in this band"
            ),
            far_label=subject.say("en hierbinnen bijna alle (99,8%)", "and nearly all (99.8%) lie in this one"),
            unit=plain_text(indicator.unit.say(subject.taal), taal=subject.taal),
            across=subject.say("inwoners", "residents"),
            decimals=decimals,
        ),
        table=_table(subject, found, shown=shown, decimals=decimals, source=source),
        source=f"{source}; {found.period}",
        anchor=f"trechter-{found.indicator.replace('_', '-')}",
    )


def _mark(funnel: Funnel, row: int, *, name: str) -> FunnelMark:
    return FunnelMark(
        label=name, size=float(funnel.size[row]), value=float(funnel.values[row]), place=int(funnel.place[row])
    )


def _answer(subject: Subject, found: AreaFunnel, *, names: tuple[str, ...]) -> str:
    """Return how many areas lie outside the far limits, and which."""
    above, below = (np.flatnonzero(found.funnel.place == place) for place in (2, -2))
    words = level_word(found.areas.level, taal=subject.taal)
    if not len(above) + len(below):
        return subject.say(
            f"Geen: alle {words} liggen binnen wat toeval en gewone verschillen geven.",
            f"None: all {words} lie within what chance and ordinary differences give.",
        )
    parts = []
    for rows, nl, en in ((above, "hoger", "higher"), (below, "lager", "lower")):
        if len(rows):
            ordered = sorted(rows, key=lambda i: -abs(float(found.funnel.z[i])))
            named = listing([names[i] for i in ordered], taal=subject.taal, most=4)
            parts.append(subject.say(f"{len(rows)} {nl} ({named})", f"{len(rows)} {en} ({named})"))
    joined = subject.say(" en ", " and ").join(parts)
    return subject.say(
        f"Buiten de trechter liggen er {joined}. De rest verschilt niet meer dan gewoon is.",
        f"Outside the funnel lie {joined}. The rest differ no more than is ordinary.",
    )


_PLACES = {
    -2: ("ver onder", "far below"),
    -1: ("iets onder", "just below"),
    0: ("binnen", "inside"),
    1: ("iets boven", "just above"),
    2: ("ver boven", "far above"),
}


def _table(subject: Subject, found: AreaFunnel, *, shown: np.ndarray, decimals: int, source: str) -> Table:
    unit = plain_text(subject.catalogue[found.indicator].unit.say(subject.taal), taal=subject.taal)
    rows: list[tuple[Cell, ...]] = []
    for row in sorted(range(len(found.areas)), key=lambda i: -float(np.nan_to_num(found.funnel.z[i], nan=-1e9))):
        if row not in set(shown.tolist()):
            missing = reason_cell(Reason.NOT_MEASURED, taal=subject.taal)
            rows.append((found.areas.names[row], missing, missing, missing))
            continue
        value = Number(
            text=figure(float(found.funnel.values[row]), decimals=decimals, taal=subject.taal),
            value=float(found.funnel.values[row]),
            source=source,
            year=str(found.period),
            level=found.areas.level.value,
            area=found.areas.codes[row],
            indicator=found.indicator,
            unit=unit,
        )
        size = float(found.funnel.size[row])
        people = Number(
            text=figure(size, decimals=0, taal=subject.taal),
            value=size,
            source=source,
            year=str(found.period),
            level=found.areas.level.value,
            area=found.areas.codes[row],
            indicator="inwoners",
            unit=subject.say("inwoners", "residents"),
        )
        rows.append((found.areas.names[row], people, value, subject.say(*_PLACES[int(found.funnel.place[row])])))
    head = level_word(found.areas.level, taal=subject.taal, count=1).capitalize()
    return Table(
        caption=subject.say(
            f"{subject.called(found.indicator)} en de trechter, {found.period}",
            f"{subject.called(found.indicator)} and the funnel, {found.period}",
        ),
        columns=(
            Column(heading=head),
            figures_column(subject.say("Inwoners", "Residents")),
            figures_column(subject.called(found.indicator), unit=unit),
            Column(heading=subject.say("Grenzen", "Limits")),
        ),
        rows=tuple(rows),
        source=source,
    )
