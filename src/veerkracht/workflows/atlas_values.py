"""The figures of one area of a view, each with its error and what it may be laid beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Level, code_at
from veerkracht.facts.indicators import Kind
from veerkracht.facts.tables import Reason
from veerkracht.report.atlas.area import AreaFigure
from veerkracht.report.atlas.figures import BESIDE
from veerkracht.report.wording import decimals_for
from veerkracht.signalering.kaart import KaartKind
from veerkracht.signalering.measure import nearest
from veerkracht.signalering.ontwikkeling import level_errors
from veerkracht.workflows.atlas_view import View, made_kaarten
from veerkracht.workflows.quickscan_country import inventory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.quickscan.inputs import Subject


def figures_of(view: View, code: str, *, subject: Subject) -> Iterator[AreaFigure]:
    """Yield the figures of an area: those of the maps first; of the latest year in which this area has one."""
    table, row = view.table, view.table.areas.row(code)
    shown = [one for kaart in made_kaarten(view) for one in kaart.indicators]
    choices = subject.choices
    codes = dict.fromkeys((*shown, choices.corporation, *choices.problems, *BESIDE, *inventory(choices)))
    for one in codes:
        if one not in subject.catalogue or one not in table:
            continue
        held = table.periods_of(one)
        own = [p for p in held if table.column(one, p).present[row]]
        if held:
            yield _figure(view, one, row=row, period=(own or list(held))[-1], subject=subject)


def figure_of(view: View, indicator: str, *, code: str, period: Period, subject: Subject) -> AreaFigure:
    """Return one figure of an area in one period.

    Raises:
        UnknownAreaError, MissingIndicatorError, MissingPeriodError: if the view does not hold it.
    """
    return _figure(view, indicator, row=view.table.areas.row(code), period=period, subject=subject)


def _figure(view: View, code: str, *, row: int, period: Period, subject: Subject) -> AreaFigure:
    table, reference = view.table, view.scene.stored.country
    column, indicator = table.column(code, period), subject.catalogue[code]
    value = float(column.values[row])
    known = column.values[column.present]
    is_count = indicator.kind is Kind.COUNT
    others = np.delete(column.values, row)
    others = others[np.isfinite(others)]
    nothing = float("nan")
    return AreaFigure(
        indicator=code,
        period=period,
        value=value,
        error=float(_errors(view, code, period=period)[row]),
        reason=Reason(int(column.reasons[row])),
        decimals=0 if is_count else decimals_for(float(np.std(known)) if known.size > 1 else 0.0),
        gemeente=nothing if is_count else _average(view, code, Level.GEMEENTE, period=period, within=table, row=row),
        country=nothing if is_count else _average(view, code, Level.COUNTRY, period=period, within=reference, row=row),
        exceeds=float(np.mean(others < value)) if np.isfinite(value) and len(others) else nothing,
        sources=column.provenance,
    )


def _errors(view: View, code: str, *, period: Period) -> NDArray[np.float64]:
    """Return the standard errors of a figure: of its map, which measured them, else as known beforehand."""
    for kaart in made_kaarten(view, KaartKind.LEVEL):
        if kaart.indicators == (code,) and kaart.periods == (period,) and kaart.areas.codes == view.table.areas.codes:
            return kaart.errors
    subject = view.scene.country
    return level_errors(
        view.table, code, period=period, catalogue=subject.catalogue, choices=subject.choices, model=None
    )


def _average(view: View, code: str, level: Level, *, period: Period, within: AreaTable, row: int) -> float:
    """Return the figure of the gemeente or country around an area: published, else the average of its areas.

    The average is weighted by residents; areas without the figure do not count. A gemeente has itself as gemeente.
    """
    above = code_at(view.table.areas.codes[row], level)
    table = view.above.get(level)
    if table is not None and above in table.areas and code in table and period in table.periods:
        value = float(table.column(code, period).values[table.areas.row(above or "")])
        if np.isfinite(value):
            return value
    if code not in within or period not in within.periods or view.table.areas.level is level:
        return float("nan")
    values = within.column(code, period).values
    weights = nearest(within, (view.scene.country.choices.residents,), periods=(period,))[:, 0]
    known = np.isfinite(values) & np.isfinite(weights)
    total = float(weights[known].sum())
    return float((values[known] * weights[known]).sum() / total) if total > 0 else float("nan")
