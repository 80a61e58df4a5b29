"""Small multiples: one figure over time for the buurten that matter most, with its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from veerkracht.facts.tables import Reason
from veerkracht.report.document import Cell, Column, Figure, Missing, Table, figures_column
from veerkracht.report.figures import Line, Point, SmallMultiplesSpec, flattening
from veerkracht.report.quickscan.cells import COVERAGE, WHY_MISSING, level_number, reason_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import decimals_for, in_sentence, level_word, listing, plain_text
from veerkracht.signalering.comparable import is_comparable
from veerkracht.signalering.ontwikkeling import level_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Indicator
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject

_REACH = float(ndtri(0.5 + COVERAGE / 2))
_MOST = 8


def trend_figure(subject: Subject, findings: LevelFindings, code: str, *, areas: Sequence[str]) -> Figure | None:
    """Return a panel for each area with its figure over time, or None if fewer than two periods are comparable.

    Args:
        subject: the gemeente.
        findings: of the level to show.
        code: of the indicator.
        areas: codes of areas, most important first; at most eight are shown.
    """
    table = findings.table
    periods = _comparable_periods(subject, table, code)
    shown = [area for area in areas if area in table.areas][:_MOST]
    if len(periods) < 2 or not shown:
        return None
    errors = {p: _errors(subject, table, code, period=p) for p in periods}
    if not any(np.isfinite(table.column(code, p).values[table.areas.row(a)]) for p in periods for a in shown):
        return None
    indicator = subject.catalogue[code]
    spread = float(np.nanstd(np.stack([table.column(code, p).values for p in periods])))
    decimals = decimals_for(spread)
    lines = tuple(_line(table, indicator, area, periods=periods, errors=errors) for area in shown)
    middle = _middle(subject, table, code, periods=periods)
    sources = short_source(tuple(s for p in periods for s in table.column(code, p).provenance))
    name = subject.called(code)
    # Scores lie around zero: there is no "many times as high" among them.
    own = flattening(lines) if indicator.low >= 0 else frozenset()
    several = level_word(findings.level, taal=subject.taal)
    return Figure(
        question=subject.say(f"{name}: hoe ging het verder?", f"{name}: what became of it?"),
        answer=_answer(subject, table, code, areas=shown, periods=periods),
        alt=subject.say(
            f"Kleine grafieken van {in_sentence(name)} in {len(shown)} {several}, {periods[0]} tot {periods[-1]}, "
            f"met een band voor toeval. De grijze lijn is het midden van alle {several} van {subject.here}.",
            f"Small charts of {in_sentence(name)} in {len(shown)} {several}, {periods[0]} to {periods[-1]}, with a "
            f"band for chance. The grey line is the middle of all {several} of {subject.here}.",
        ),
        picture=SmallMultiplesSpec(
            lines=lines,
            unit=plain_text(indicator.unit.say(subject.taal), taal=subject.taal),
            decimals=decimals,
            from_zero=indicator.low >= 0,
            reference=middle,
            own_scale=own,
            own_scale_label=subject.say("eigen schaal", "own scale"),
        ),
        table=_table(subject, findings, code, areas=shown, periods=periods, errors=errors, decimals=decimals),
        source=f"{sources}; {periods[0]}-{periods[-1]}",
        note=_scale_note(subject, own),
        anchor=f"verloop-{code.replace('_', '-')}-{findings.level.value}",
    )


def _scale_note(subject: Subject, own: frozenset[str]) -> str:
    """Return which panels have a scale of their own, and why."""
    if not own:
        return ""
    names = listing(sorted(own), taal=subject.taal)
    return subject.say(
        f"{names} {'heeft' if len(own) == 1 else 'hebben'} een eigen schaal; op één schaal lagen de andere plat.",
        f"{names} {'has' if len(own) == 1 else 'have'} an own scale; on one scale the others would lie flat.",
    )


def _comparable_periods(subject: Subject, table: AreaTable, code: str) -> tuple[Period, ...]:
    """Return the yearly periods that may be laid beside the latest one."""
    if code not in table or code not in subject.catalogue:
        return ()
    held = [p for p in table.periods_of(code, share=subject.choices.least_share) if p.months == 12]
    return tuple(p for p in held if is_comparable(subject.catalogue, code, first=p, last=held[-1]))


def _errors(subject: Subject, table: AreaTable, code: str, *, period: Period) -> NDArray[np.float64]:
    return level_errors(table, code, period=period, catalogue=subject.catalogue, choices=subject.choices, model=None)


def _line(
    table: AreaTable,
    indicator: Indicator,
    area: str,
    *,
    periods: Sequence[Period],
    errors: dict[Period, NDArray[np.float64]],
) -> Line:
    row = table.areas.row(area)
    points = []
    for period in periods:
        value, error = float(table.column(indicator.code, period).values[row]), float(errors[period][row])
        known, banded = np.isfinite(value), np.isfinite(value + error)
        points.append(
            Point(
                x=float(period.year),
                value=value if known else None,
                low=min(value, max(value - _REACH * error, indicator.low)) if banded else None,
                high=max(value, min(value + _REACH * error, indicator.high)) if banded else None,
            )
        )
    return Line(name=table.areas.names[row], points=tuple(points))


def _middle(subject: Subject, table: AreaTable, code: str, *, periods: Sequence[Period]) -> Line:
    """Return the median of all areas of the gemeente per period: robust, and true for scores and shares alike."""
    points = [Point(x=float(p.year), value=float(np.nanmedian(table.column(code, p).values))) for p in periods]
    return Line(name=subject.say(f"midden van {subject.here}", f"middle of {subject.here}"), points=tuple(points))


def _answer(subject: Subject, table: AreaTable, code: str, *, areas: Sequence[str], periods: Sequence[Period]) -> str:
    """Return whether the areas shown moved away from the middle of the gemeente, in words."""
    first, last = (table.column(code, p).values for p in (periods[0], periods[-1]))
    rows = [table.areas.row(area) for area in areas]
    gap = [
        float(np.nanmedian(v[rows]) - np.nanmedian(v)) if np.isfinite(v[rows]).any() else np.nan for v in (first, last)
    ]
    if not np.isfinite(gap).all():
        return subject.say("De gegevens zijn te onvolledig voor een uitspraak.", "The data are too incomplete to say.")
    grew = abs(gap[1]) > abs(gap[0])
    return subject.say(
        f"Samen staan ze {'verder van' if grew else 'dichter bij'} het midden van {subject.here} dan in {periods[0]}. "
        "Een klein verschil kan toeval zijn.",
        f"Together they are {'further from' if grew else 'closer to'} the middle of {subject.here} than in "
        f"{periods[0]}. A small difference can be chance.",
    )


def _table(
    subject: Subject,
    findings: LevelFindings,
    code: str,
    *,
    areas: Sequence[str],
    periods: Sequence[Period],
    errors: dict[Period, NDArray[np.float64]],
    decimals: int,
) -> Table:
    indicator, table = subject.catalogue[code], findings.table
    rows = []
    for area in areas:
        row = table.areas.row(area)
        cells: list[Cell] = [table.areas.names[row]]
        for period in periods:
            column = table.column(code, period)
            if not column.present[row]:
                cells.append(reason_cell(Reason(int(column.reasons[row])), taal=subject.taal))
                continue
            cells.append(
                level_number(
                    float(column.values[row]),
                    indicator=indicator,
                    year=str(period),
                    level=findings.level.value,
                    area=area,
                    sources=column.provenance,
                    decimals=decimals,
                    taal=subject.taal,
                    error=float(errors[period][row]),
                )
            )
        rows.append(tuple(cells))
    head = level_word(findings.level, taal=subject.taal, count=1).capitalize()
    return Table(
        caption=f"{subject.called(code)} ({plain_text(indicator.unit.say(subject.taal), taal=subject.taal)})",
        columns=(Column(heading=head), *(figures_column(str(p)) for p in periods)),
        rows=tuple(rows),
        source=short_source(tuple(s for p in periods for s in table.column(code, p).provenance)),
        note=WHY_MISSING.say(subject.taal) if any(isinstance(cell, Missing) for row in rows for cell in row) else "",
    )
