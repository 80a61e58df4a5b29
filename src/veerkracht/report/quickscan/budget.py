"""The budget curve: how many residents the first areas of the list reach, as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.document import Cell, Column, Figure, Number, Table, figures_column
from veerkracht.report.figures import Line, Point, TrendSpec
from veerkracht.report.quickscan.cells import COVERAGE
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import figure, level_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.budget import BudgetCurve
    from veerkracht.signalering.kaart import Kaart
    from veerkracht.signalering.prioriteiten import Priorities

# Beyond three times the list a curve says what everyone knows: that all areas hold all residents.
_TIMES = 3


def budget_figure(subject: Subject, found: Priorities, *, curve: BudgetCurve, kaarten: Sequence[Kaart]) -> Figure:
    """Return how many of the residents with low self-reliance live in the first areas, with its band.

    Args:
        subject: the gemeente.
        found: the list.
        curve: what its first areas reach.
        kaarten: maps 1 to 4 of the same areas, for their sources.
    """
    words = level_word(found.areas.level, taal=subject.taal)
    shown = min(_TIMES * found.top, len(curve.areas))
    at = curve.at(found.top)
    part = [round(100 * float(one[at])) for one in (curve.reached, curve.low, curve.high, curve.of_residents)]
    k, people = int(curve.areas[at]), figure(round(float(curve.residents[at]), -2), decimals=0, taal=subject.taal)
    source = short_source(tuple(one for kaart in kaarten for one in kaart.provenance))
    return Figure(
        question=subject.say(
            f"Hoeveel bewoners die minder zelfredzaam zijn bereiken de eerste {words} van de lijst?",
            f"How many residents with low self-reliance do the first {words} of the list reach?",
        ),
        answer=subject.say(
            f"In de eerste {k} {words} wonen {people} mensen: {part[3]}% van alle bewoners, en {part[0]}% van de "
            f"bewoners die minder zelfredzaam zijn (90% zeker tussen {part[1]}% en {part[2]}%).",
            f"The first {k} {words} hold {people} people: {part[3]}% of all residents, and {part[0]}% of the residents "
            f"with low self-reliance (90% sure between {part[1]}% and {part[2]}%).",
        ),
        alt=subject.say(
            f"Lijn die stijgt met het aantal {words} van de lijst, tot {shown}, met een band. Eronder de lijn van alle "
            "bewoners.",
            f"Line that rises with the number of {words} of the list, up to {shown}, with a band. Below it the line of "
            "all residents.",
        ),
        picture=_picture(subject, curve, shown=shown, words=words),
        table=_table(subject, found, curve=curve, shown=shown, source=source),
        source=source,
        note=_note(subject, curve, words=words),
        anchor="budget",
    )


def _picture(subject: Subject, curve: BudgetCurve, *, shown: int, words: str) -> TrendSpec:
    """Return the line of these residents with its band, and below it that of all residents."""
    reached = tuple(
        Point(
            x=float(curve.areas[i]),
            value=100 * float(curve.reached[i]),
            low=100 * float(curve.low[i]),
            high=100 * float(curve.high[i]),
        )
        for i in range(shown)
    )
    everyone = tuple(Point(x=float(curve.areas[i]), value=100 * float(curve.of_residents[i])) for i in range(shown))
    return TrendSpec(
        lines=(
            Line(name=subject.say("deze bewoners", "these residents"), points=reached, emphasis=True),
            Line(name=subject.say("alle bewoners", "all residents"), points=everyone),
        ),
        unit="%",
        from_zero=True,
        across=subject.say(f"aantal {words} van de lijst", f"number of {words} of the list"),
    )


def _note(subject: Subject, curve: BudgetCurve, *, words: str) -> str:
    """Return what the band is, and how many areas are not in the curve."""
    band = subject.say(
        "De band laat zien wat andere gewichten en toeval in de cijfers uitmaken.",
        "The band shows what other weights and chance in the figures make.",
    )
    if not curve.left_out:
        return band
    return band + subject.say(
        f" {curve.left_out} {words} tellen niet mee: hun aantal bewoners is niet bekend.",
        f" {curve.left_out} {words} are left out: their number of residents is not known.",
    )


def _table(subject: Subject, found: Priorities, *, curve: BudgetCurve, shown: int, source: str) -> Table:
    names = [found.areas.names[row] for row in found.order]
    rows: list[tuple[Cell, ...]] = []
    for i in range(shown):
        people = float(curve.residents[i])
        whole, reached, low, high = (
            100 * float(one[i]) for one in (curve.of_residents, curve.reached, curve.low, curve.high)
        )
        rows.append(
            (
                str(int(curve.areas[i])),
                _number(subject, figure(people, decimals=0, taal=subject.taal), people, source=source),
                _number(subject, f"{whole:.0f}%", whole, source=source),
                _number(
                    subject, f"{reached:.0f}%\u00a0({low:.0f}–{high:.0f})", reached, source=source, low=low, high=high
                ),
            )
        )
    return Table(
        caption=subject.say("Wie de eerste gebieden van de lijst bereiken", "Whom the first areas of the list reach"),
        columns=(
            Column(heading=subject.say("Aantal gebieden", "Number of areas")),
            figures_column(subject.say("Bewoners samen", "Residents together")),
            figures_column(subject.say("Van alle bewoners", "Of all residents")),
            figures_column(
                subject.say("Van wie minder zelfredzaam is", "Of those with low self-reliance"),
                unit=subject.say("90%-interval", "90% interval"),
            ),
        ),
        rows=tuple(rows),
        source=source,
        note=subject.say(f"Het eerste gebied is {names[0]}.", f"The first area is {names[0]}.") if names else "",
        anchor="tabel-budget",
    )


def _number(
    subject: Subject, text: str, value: float, *, source: str, low: float | None = None, high: float | None = None
) -> Number:
    return Number(
        text=text,
        value=value,
        source=source,
        year=str(subject.day.year),
        level="gemeente",
        area=subject.code,
        unit="%" if text.endswith(("%", ")")) else subject.say("inwoners", "residents"),
        low=low,
        high=high,
        coverage=COVERAGE if low is not None else None,
    )
