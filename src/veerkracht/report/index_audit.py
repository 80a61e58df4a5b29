"""The audit of an index as a report: ten steps, each with what was chosen, what came of it and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.document import (
    Callout,
    CalloutKind,
    Column,
    Document,
    Missing,
    Section,
    Strong,
    Table,
    bullets,
    figures_column,
    paragraph,
)
from veerkracht.report.wording import figure

if TYPE_CHECKING:
    from datetime import date

    from veerkracht.facts.language import Taal
    from veerkracht.index.audit import Audit, AuditStep
    from veerkracht.report.document import Block, Cell

VERDICT_WORDS = {
    "fine": Bilingual("In orde", "Fine"),
    "look": Bilingual("Kijk hiernaar", "Look at this"),
    "told": Bilingual("Ter informatie", "For information"),
}
_OWN = Bilingual("Eigen berekening met het ontwerp {code}", "Own computation with the design {code}")


def compose_audit(audit: Audit, *, taal: Taal, day: date) -> Document:
    """Return the audit as a document tree.

    Args:
        audit: the findings.
        taal: language of the report.
        day: on which it was made.
    """
    name = audit.design.name.say(taal)
    source = _OWN.say(taal).format(code=audit.design.code)
    steps = tuple(_step_section(step, taal=taal) for step in audit.steps)
    return Document(
        title=Bilingual("Controle van de index: ", "Audit of the index: ").say(taal) + name,
        subtitle=Bilingual(
            "In de tien stappen van de OESO en het JRC (2008); {period}",
            "In the ten steps of OECD and JRC (2008); {period}",
        )
        .say(taal)
        .format(period=audit.period),
        language=taal,
        date=day,
        summary=(_answer(audit, taal=taal),),
        sections=(*steps, _figures_section(audit, taal=taal, source=source)),
        place=name,
    )


def _answer(audit: Audit, *, taal: Taal) -> Callout:
    """Return what the audit says in a few lines."""
    counted = Bilingual(
        "{scored} van de {areas} gebieden hebben een score. {count} bevindingen vragen aandacht:",
        "{scored} of the {areas} areas have a score. {count} findings ask for a look:",
    )
    look = [finding.text.say(taal) for step in audit.steps for finding in step.findings if finding.verdict == "look"]
    opening = paragraph(counted.say(taal).format(scored=audit.scored, areas=audit.areas, count=audit.to_look_at))
    blocks = (opening, bullets(*look)) if look else (opening,)
    return Callout(kind=CalloutKind.ANSWER, blocks=blocks)


def _step_section(step: AuditStep, *, taal: Taal) -> Section:
    """Return one step."""
    blocks: list[Block] = []
    if step.chosen.say(taal):
        label = Bilingual("Gekozen. ", "Chosen. ").say(taal)
        blocks.append(paragraph(Strong(label), step.chosen.say(taal)))
        blocks.append(paragraph(Strong(Bilingual("Bron. ", "Source. ").say(taal)), step.source))
    blocks.append(
        bullets(
            *(
                (Strong(f"{VERDICT_WORDS[finding.verdict].say(taal)}. "), finding.text.say(taal))
                for finding in step.findings
            )
        )
    )
    heading = Bilingual("Stap {number}. {name}", "Step {number}. {name}").say(taal)
    return Section(
        heading=heading.format(number=step.number, name=step.name.say(taal)),
        blocks=tuple(blocks),
        anchor=f"step-{step.number}",
    )


def _figures_section(audit: Audit, *, taal: Taal, source: str) -> Section:
    """Return the tables behind the findings."""
    return Section(
        heading=Bilingual("De cijfers achter de bevindingen", "The figures behind the findings").say(taal),
        blocks=(
            _indicator_table(audit, taal=taal, source=source),
            _node_table(audit, taal=taal, source=source),
            _pair_table(audit, taal=taal, source=source),
        ),
        anchor="figures",
    )


def _indicator_table(audit: Audit, *, taal: Taal, source: str) -> Table:
    names = {choice.code: choice.name.say(taal) for choice in audit.design.indicators}
    heads = (
        ("gemeten", "measured"),
        ("aangevuld", "filled"),
        ("scheefheid", "skewness"),
        ("kurtosis", "kurtosis"),
        ("gewicht", "weight"),
        ("invloed", "influence"),
    )
    rows = tuple(
        (
            names[one.code],
            *(_cell(value, decimals=2, taal=taal) for value in (one.measured, one.filled, one.skewness, one.kurtosis)),
            *(_cell(value, decimals=3, taal=taal) for value in (one.weight, one.influence)),
        )
        for one in audit.indicators
    )
    return Table(
        caption=Bilingual("Elk cijfer", "Every figure").say(taal),
        columns=_columns(("indicator", "indicator"), heads, taal=taal),
        rows=rows,
        source=source,
    )


def _node_table(audit: Audit, *, taal: Taal, source: str) -> Table:
    names = {node.code: node.name.say(taal) for node in audit.design.nodes}
    heads = (
        ("onderdelen", "children"),
        ("compleet", "complete"),
        ("alfa", "alpha"),
        ("eerste component", "first component"),
        ("verband", "correlation"),
    )
    rows = tuple(
        (
            names[one.code],
            str(one.children),
            str(one.complete),
            *(_cell(value, decimals=2, taal=taal) for value in (one.alpha, one.first_component, one.mean_correlation)),
        )
        for one in audit.nodes
    )
    return Table(
        caption=Bilingual("Elke knoop", "Every node").say(taal),
        columns=_columns(("knoop", "node"), heads, taal=taal),
        rows=rows,
        source=source,
    )


def _pair_table(audit: Audit, *, taal: Taal, source: str, most: int = 15) -> Table:
    names = {choice.code: choice.name.say(taal) for choice in audit.design.indicators}
    rows = tuple(
        (names[one.first], names[one.second], _cell(one.correlation, decimals=2, taal=taal))
        for one in audit.pairs[:most]
    )
    second = Column(heading=Bilingual("en", "and").say(taal))
    head = figures_column(Bilingual("verband", "correlation").say(taal))
    return Table(
        caption=Bilingual("De sterkste verbanden tussen twee cijfers", "The strongest links of two figures").say(taal),
        columns=(Column(heading=Bilingual("cijfer", "figure").say(taal)), second, head),
        rows=rows,
        source=source,
    )


def _columns(first: tuple[str, str], heads: tuple[tuple[str, str], ...], *, taal: Taal) -> tuple[Column, ...]:
    return (
        Column(heading=Bilingual(*first).say(taal)),
        *(figures_column(Bilingual(*head).say(taal)) for head in heads),
    )


def _cell(value: float, *, decimals: int, taal: Taal) -> Cell:
    if np.isnan(value):
        return Missing(Bilingual("niet te bepalen", "not to be told").say(taal))
    return figure(value, decimals=decimals, taal=taal)
