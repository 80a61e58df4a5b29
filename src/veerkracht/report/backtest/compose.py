"""The report on a backtest as a document tree: the answer, all tests side by side, each test, limits and method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.periods import label
from veerkracht.report.backtest.answer import summary
from veerkracht.report.backtest.method import method_section, untested_section
from veerkracht.report.backtest.naming import MODEL, NO_CHANGE, SCALES, quoted
from veerkracht.report.backtest.origin import origin_section
from veerkracht.report.document import (
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Number,
    Section,
    Table,
    figures_column,
    paragraph,
)
from veerkracht.report.figures import BarSpec, Mark

if TYPE_CHECKING:
    from veerkracht.report.backtest.inputs import Subject
    from veerkracht.signalering.verwachting.outcome import Origin


def compose(subject: Subject) -> Document:
    """Return the report on a backtest.

    Raises:
        ReportError: if a part of it lacks what readers need.
    """
    tested, panel = subject.tested, subject.tested.panel
    span = label(panel.periods)
    tests: tuple[Section, ...] = ()
    if tested.origins:
        tests = (_side_by_side(subject), *(origin_section(subject, one) for one in reversed(tested.origins)))
    return Document(
        title=subject.say("Hoe goed is deze verwachting?", "How good is this forecast?"),
        subtitle=subject.say(
            f"Toets op het verleden van {subject.file}: {subject.counted(len(panel.areas))}, {span}",
            f"Test on the past of {subject.file}: {subject.counted(len(panel.areas))}, {span}",
        ),
        language=subject.taal,
        date=subject.day,
        summary=summary(subject),
        sections=(*tests, untested_section(subject), method_section(subject)),
        sources=subject.sources,
        keywords=(subject.say("verwachting", "forecast"), subject.say("toets", "backtest"), "veerkracht"),
        place=subject.file,
    )


def _side_by_side(subject: Subject) -> Section:
    """Return all tests in one table and one figure."""
    table = _table(subject)
    blocks: tuple[Block, ...] = (table,)
    if any(_gain(subject, one) is not None for one in subject.tested.origins):
        blocks = (_figure(subject, table), table)
    opening = paragraph(
        subject.say(
            "Elke regel is een keer dat we deden alsof de toekomst nog moest komen. De laatste toets lijkt het meest "
            "op nu.",
            "Each row is one time that we acted as if the future had yet to come. The last test is most like now.",
        )
    )
    heading = subject.say("Alle toetsen naast elkaar", "All tests side by side")
    return Section(heading=heading, blocks=(opening, *blocks), anchor="toetsen")


def _table(subject: Subject) -> Table:
    unit = SCALES[subject.tested.panel.kind].say(subject.taal)
    unchanged = quoted(NO_CHANGE).say(subject.taal)
    return Table(
        caption=subject.say("De toetsen op het verleden", "The tests on the past"),
        columns=(
            Column(heading=subject.say("Toets", "Test")),
            figures_column(subject.say("Gebieden", "Areas")),
            figures_column(subject.say("Fout verwachting", "Error forecast"), unit=unit),
            figures_column(subject.say(f"Fout {unchanged}", f"Error {unchanged}"), unit=unit),
            figures_column(
                subject.say("Winst in de kans", "Gain in the chance"),
                unit=subject.say("op de beste manier", "over the best way"),
            ),
            figures_column(subject.say("Binnen 90%", "Within 90%")),
            figures_column("ECE"),
        ),
        rows=tuple(_row(subject, one) for one in subject.tested.origins),
        source=subject.source,
        note=subject.say(
            "Fout: wortel van de gemiddelde kwadratische afwijking (RMSE). Winst: Brier skill, met de marge van 90%.",
            "Error: root of the mean squared distance (RMSE). Gain: Brier skill, with its 90% margin.",
        ),
        anchor="toetsen-tabel",
    )


def _row(subject: Subject, one: Origin) -> tuple[Cell, ...]:
    ends = (one.skill_low, one.skill_high)
    pooled = one.coverage[0].covered90 if one.coverage else float("nan")
    return (
        f"{one.last}\u00a0→\u00a0{one.target}",
        subject.number("areas", float(one.areas), origin=one, decimals=0),
        subject.amount(f"rmse.{MODEL}", one.rmse[MODEL], origin=one),
        subject.amount(f"rmse.{NO_CHANGE}", one.rmse[NO_CHANGE], origin=one),
        subject.number("skill.best_baseline", one.skill[one.best_baseline], origin=one, decimals=3, interval=ends),
        subject.number("coverage90.all", pooled, origin=one, share=True, decimals=0),
        subject.number("ece", one.reliability.ece, origin=one, share=True, decimals=1),
    )


def _gain(subject: Subject, one: Origin) -> Number | None:
    """Return the gain of one test over its best simple way, or None if it cannot be computed."""
    found = subject.number(
        "skill.best_baseline",
        one.skill[one.best_baseline],
        origin=one,
        decimals=3,
        interval=(one.skill_low, one.skill_high),
    )
    return found if isinstance(found, Number) else None


def _figure(subject: Subject, table: Table) -> Figure:
    """Return a bar with its margin for each test."""
    marks = []
    for one in subject.tested.origins:
        gain = _gain(subject, one)
        if gain is not None:
            marks.append(
                Mark(
                    label=f"{one.last}\u00a0→\u00a0{one.target}",
                    value=gain.value,
                    low=gain.low,
                    high=gain.high,
                    text=gain.text.partition(" (")[0],
                    emphasis=one is subject.tested.origins[-1],
                )
            )
    clear = sum(mark.low is not None and mark.low > 0 for mark in marks)
    tests = subject.say("toets" if len(marks) == 1 else "toetsen", "test" if len(marks) == 1 else "tests")
    said = ", ".join(f"{mark.label}: {mark.text}" for mark in marks)
    return Figure(
        question=subject.say(
            "Wist de verwachting meer dan de beste eenvoudige manier?",
            "Did the forecast know more than the best simple way?",
        ),
        answer=subject.say(
            f"In {clear} van de {len(marks)} {tests} ligt de hele marge boven nul.",
            f"In {clear} of the {len(marks)} {tests} the whole margin lies above zero.",
        ),
        alt=subject.say(
            f"Staven van de winst in de kans op de ergste tiende, per toets: {said}.",
            f"Bars of the gain in the chance of the worst tenth, by test: {said}.",
        ),
        picture=BarSpec(
            marks=tuple(marks), unit=subject.say("Brier skill; streep: marge van 90%", "Brier skill; line: 90% margin")
        ),
        table=table,
        source=subject.source,
        anchor="winst",
    )
