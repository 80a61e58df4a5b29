"""The map of a level through the years: the same borders and colours in every year, so that maps compare."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.tables import Reason
from veerkracht.report.document import Cell, Column, Figure, Missing, Table, figures_column
from veerkracht.report.figures import MISSING, MapSeriesSpec
from veerkracht.report.quickscan.cells import WHY_MISSING, kaart_decimals, level_number, reason_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import is_reversed
from veerkracht.report.quickscan.map_figures import map_spec
from veerkracht.report.wording import in_sentence, level_word, plain_text
from veerkracht.signalering.comparable import is_comparable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject
    from veerkracht.signalering.kaart import Kaart

_MOST = 6


def series_figure(subject: Subject, levels: Sequence[LevelFindings], number: int) -> Figure | None:
    """Return map 1 or 3 for every year that compares with the latest, or None if there is only one year.

    The finest level with three or more years is shown, otherwise the finest with two.
    """
    found = [(one, kaart, _periods(subject, one, kaart)) for one in levels if (kaart := one.kaart(number)) is not None]
    drawn = [(one, kaart, periods) for one, kaart, periods in found if len(periods) > 1 and one.boundaries is not None]
    if not drawn:
        return None
    level, kaart, periods = next((one for one in drawn if len(one[2]) > 2), drawn[0])
    if level.boundaries is None:
        return None
    return _figure(subject, level, kaart, periods=_some(periods), boundaries=level.boundaries)


def _periods(subject: Subject, level: LevelFindings, kaart: Kaart) -> tuple[Period, ...]:
    """Return the years in which enough areas have the figure, comparable with the year of the map."""
    code, last = kaart.indicators[0], kaart.periods[0]
    held = level.table.periods_of(code, share=subject.choices.least_share)
    return tuple(p for p in held if p.months == 12 and is_comparable(subject.catalogue, code, first=p, last=last))


def _some(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """Return at most six periods, evenly spread, the first and last included."""
    if len(periods) <= _MOST:
        return periods
    at = np.unique(np.round(np.linspace(0, len(periods) - 1, _MOST)).astype(int))
    return tuple(periods[i] for i in at)


def _positions(values: NDArray[np.float64], kaart: Kaart) -> NDArray[np.int64]:
    steps = np.searchsorted(np.asarray(kaart.borders), values, side="right").astype(np.int64)
    steps = len(kaart.class_names) - 1 - steps if is_reversed(kaart) else steps
    return np.where(np.isnan(values), MISSING, steps)


def _figure(
    subject: Subject, level: LevelFindings, kaart: Kaart, *, periods: tuple[Period, ...], boundaries: Boundaries
) -> Figure:
    code = kaart.indicators[0]
    name, words = subject.called(code), level_word(level.level, taal=subject.taal)
    base = replace(map_spec(subject, kaart, boundaries=boundaries), certainty=None, uncertain_label="")
    maps = tuple(
        replace(base, class_of=_positions(level.table.column(code, p).values, kaart), district_names={})
        for p in periods
    )
    years = ", ".join(str(p) for p in periods)
    sources = short_source(tuple(s for p in periods for s in level.table.column(code, p).provenance))
    return Figure(
        question=subject.say(f"{name}: hoe zag de kaart er eerder uit?", f"{name}: what did the map look like before?"),
        answer=subject.say(
            "Elk jaar heeft dezelfde grenzen en kleuren. Kleine verschillen zijn vaak toeval.",
            "Each year has the same borders and colours. Small differences are often chance.",
        ),
        alt=subject.say(
            f"Kaarten van {in_sentence(name)} in de {words} van {subject.here} in {years}. Alle cijfers staan in de "
            "tabel.",
            f"Maps of {in_sentence(name)} in the {words} of {subject.here} in {years}. The table gives all figures.",
        ),
        picture=MapSeriesSpec(
            titles=tuple(str(p) for p in periods),
            maps=maps,
            legend=subject.say("Hoe donkerder, hoe meer.", "The darker, the more."),
        ),
        table=_table(subject, level.table, kaart, periods=periods, sources=sources),
        source=f"{sources}; {years}",
        anchor=f"jaren-{kaart.number}-{level.level.value}",
    )


def _table(subject: Subject, table: AreaTable, kaart: Kaart, *, periods: tuple[Period, ...], sources: str) -> Table:
    indicator, decimals = subject.catalogue[kaart.indicators[0]], kaart_decimals(kaart)
    rows = []
    for row in sorted(range(len(table.areas)), key=lambda at: table.areas.names[at]):
        cells: list[Cell] = [table.areas.names[row]]
        for period in periods:
            column = table.column(indicator.code, period)
            if not column.present[row]:
                cells.append(reason_cell(Reason(int(column.reasons[row])), taal=subject.taal))
                continue
            number = level_number(
                float(column.values[row]),
                indicator=indicator,
                year=str(period),
                level=table.areas.level.value,
                area=table.areas.codes[row],
                sources=column.provenance,
                decimals=decimals,
                taal=subject.taal,
            )
            cells.append(number)
        rows.append(tuple(cells))
    head = level_word(table.areas.level, taal=subject.taal, count=1).capitalize()
    return Table(
        caption=f"{subject.called(indicator.code)} ({plain_text(indicator.unit.say(subject.taal), taal=subject.taal)})",
        columns=(Column(heading=head), *(figures_column(str(p)) for p in periods)),
        rows=tuple(rows),
        source=sources,
        note=WHY_MISSING.say(subject.taal) if any(isinstance(cell, Missing) for row in rows for cell in row) else "",
    )
