"""Two areas or two cities side by side: the same figures with their intervals, and whether a difference is real."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from veerkracht.report.atlas.panel import class_json, figure_json, trend_json, unit_of
from veerkracht.report.atlas.panel_blocks import LIKELY, TURNED
from veerkracht.report.atlas.rounding import hundredths
from veerkracht.report.document import (
    Block,
    Cell,
    Column,
    Document,
    Missing,
    Section,
    Strong,
    Table,
    bullets,
    figures_column,
    lead,
    paragraph,
)
from veerkracht.report.quickscan.cells import WHY_MISSING, level_number, reason_cell
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import chance, figure, in_sentence, likelihood, listing, short_chance

if TYPE_CHECKING:
    from datetime import date

    from veerkracht.facts.periods import Period
    from veerkracht.report.atlas.area import AreaClass, AreaFigure, AreaInquiry
    from veerkracht.report.figures import MapClass
    from veerkracht.report.quickscan.inputs import Subject

_DASH = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePair:
    """One figure of both, of the same period.

    Attributes:
        indicator: code.
        period: of both.
        first, second: the figures.
    """

    indicator: str
    period: Period
    first: AreaFigure
    second: AreaFigure

    @property
    def chance(self) -> float:
        """How likely it is that the first is really higher; NaN where a figure or its error is unknown.

        Both errors are normal and independent: chance Phi(d / sqrt(e1^2 + e2^2)).
        """
        error = float(np.hypot(self.first.error, self.second.error))
        difference = self.first.value - self.second.value
        if not np.isfinite(error + difference) or error <= 0:
            return float("nan")
        return float(ndtr(difference / error))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassShares:
    """How many buurten of two cities have each class of one map.

    Attributes:
        number, title, period: of the map.
        drawn: the classes in the order of the legend.
        counts: of both, one number for each class.
        missing: how many buurten of both have no class.
    """

    number: int
    title: str
    period: str
    drawn: tuple[MapClass, ...]
    counts: tuple[tuple[int, ...], tuple[int, ...]]
    missing: tuple[int, int]

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON can hold them."""
        return {
            "map": self.number,
            "title": self.title,
            "period": self.period,
            "classes": [
                {"code": one.code, "name": one.label, "colour": one.fill, "pattern": one.pattern.value}
                for one in self.drawn
            ],
            "counts": [list(one) for one in self.counts],
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceComparison:
    """Two places side by side, in one language.

    Attributes:
        subjects: for words; of the first and of the second.
        inquiries: what is known of each.
        pairs: the figures that both have in one period.
        shares: of two cities, how many of their buurten have each class.
        until: the year until which figures count.
    """

    subjects: tuple[Subject, Subject]
    inquiries: tuple[AreaInquiry, AreaInquiry]
    pairs: tuple[FigurePair, ...]
    shares: tuple[ClassShares, ...]
    until: int

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON can hold it."""
        subject = self.subjects[0]
        return {
            "version": subject.data_version,
            "taal": subject.taal,
            "until": self.until,
            "areas": [
                {
                    "code": one.code,
                    "name": one.name,
                    "level": one.level.value,
                    "gemeente": one.gemeente,
                    "inhabitants": None if not np.isfinite(one.residents) else round(one.residents),
                    "classes": [class_json(found) for found in one.classes],
                    "trends": [trend_json(own, trend) for trend in one.trends],
                }
                for own, one in zip(self.subjects, self.inquiries, strict=True)
            ],
            "figures": [self._pair_json(pair) for pair in self.pairs],
            "shares": [one.to_json() for one in self.shares],
        }

    def _pair_json(self, pair: FigurePair) -> dict[str, Any]:
        subject = self.subjects[0]
        sides = [figure_json(own, one) for own, one in zip(self.subjects, (pair.first, pair.second), strict=True)]
        return {
            "code": pair.indicator,
            "name": subject.called(pair.indicator),
            "unit": unit_of(subject, pair.indicator),
            "decimals": max(pair.first.decimals, pair.second.decimals),
            "period": str(pair.period),
            "values": sides,
            "chance_first_higher": hundredths(pair.chance),
            "verdict": verdict(subject, pair, names=self._names()),
        }

    def _names(self) -> tuple[str, str]:
        first, second = self.inquiries
        if first.name != second.name:
            return first.name, second.name
        return f"{first.name} ({first.gemeente or first.code})", f"{second.name} ({second.gemeente or second.code})"

    def document(self, day: date) -> Document:
        """Return the comparison as a report of its own, made on a day."""
        subject = self.subjects[0]
        first, second = self._names()
        return Document(
            title=f"{first} {subject.say('en', 'and')} {second}",
            subtitle=subject.say("Welke cijfers verschillen echt?", "Which figures really differ?"),
            language=subject.taal,
            date=day,
            sections=(self.section(),),
            fictitious=any(one.fictitious for one in self.subjects),
            data_version=subject.data_version,
            place=f"{first}, {second}",
        )

    def section(self) -> Section:
        """Return the comparison as a part of a report, for any writer."""
        subject, names = self.subjects[0], self._names()
        blocks: list[Block | Section] = [lead(_opening(subject, self.pairs, names=names))]
        if self.pairs:
            blocks.append(self._figures_table(names))
        known = [pair for pair in self.pairs if np.isfinite(pair.chance)]
        if known:
            blocks.append(
                bullets(*(f"{subject.called(p.indicator)}: {verdict(subject, p, names=names)}" for p in known))
            )
        rest = [in_sentence(subject.called(pair.indicator)) for pair in self.pairs if pair not in known]
        if rest:
            named = listing(rest, taal=subject.taal, most=len(rest))
            blocks.append(
                paragraph(
                    Strong(subject.say("Wat we niet weten. ", "What we do not know. ")),
                    subject.say(
                        f"Van deze cijfers kennen we de marge niet, of een van beide ontbreekt: {named}. We kunnen "
                        "niet zeggen of dat verschil echt is.",
                        f"Of these figures we do not know the margin, or one of both is missing: {named}. We cannot "
                        "say whether that difference is real.",
                    ),
                )
            )
        blocks.append(self._classes_table(names))
        blocks += [_shares_table(subject, one, names=names) for one in self.shares]
        both = subject.say(f"{names[0]} naast {names[1]}", f"{names[0]} beside {names[1]}")
        codes = "-".join(one.code.lower() for one in self.inquiries)
        return Section(heading=both, blocks=tuple(blocks), anchor=f"vergelijk-{codes}")

    def _figures_table(self, names: tuple[str, str]) -> Table:
        subject = self.subjects[0]
        sources = tuple(s for pair in self.pairs for one in (pair.first, pair.second) for s in one.sources)
        return Table(
            caption=subject.say("Dezelfde cijfers naast elkaar", "The same figures side by side"),
            columns=(
                Column(heading=subject.say("Cijfer", "Figure"), share=3),
                figures_column(names[0]),
                figures_column(names[1]),
                Column(heading=subject.say("Jaar", "Year")),
                figures_column(subject.say("Kans dat het eerste hoger is", "Chance that the first is higher")),
            ),
            rows=tuple(self._row(pair) for pair in self.pairs),
            source=short_source(sources),
            note=subject.say(
                f"Tussen haakjes: 90% zeker daartussen. {WHY_MISSING.nl}",
                f"In brackets: 90% sure between. {WHY_MISSING.en}",
            ),
        )

    def _row(self, pair: FigurePair) -> tuple[Cell, ...]:
        subject = self.subjects[0]
        unit, name = unit_of(subject, pair.indicator), subject.called(pair.indicator)
        cells = [
            _value(subject, inquiry, one)
            for inquiry, one in zip(self.inquiries, (pair.first, pair.second), strict=True)
        ]
        said = short_chance(pair.chance) if np.isfinite(pair.chance) else _DASH
        return name if unit in name else f"{name} ({unit})", *cells, str(pair.period), said

    def _classes_table(self, names: tuple[str, str]) -> Table:
        subject = self.subjects[0]
        sources = tuple(s for pair in self.pairs for s in pair.first.sources)
        rows = tuple(
            (first.title, _class_cell(first), _class_cell(second))
            for first, second in zip(self.inquiries[0].classes, self.inquiries[1].classes, strict=True)
        )
        return Table(
            caption=subject.say("Wat de kaarten zeggen", "What the maps say"),
            columns=(Column(heading=subject.say("Kaart", "Map")), Column(heading=names[0]), Column(heading=names[1])),
            rows=rows,
            source=short_source(sources),
        )


def verdict(subject: Subject, pair: FigurePair, *, names: tuple[str, str]) -> str:
    """Return whether the difference between both figures is real, in one sentence.

    A difference of which the chance is below two thirds is called possible chance, never a fact.
    """
    found = pair.chance
    if not np.isfinite(pair.first.value + pair.second.value):
        return subject.say("niet te vergelijken: een cijfer ontbreekt.", "no comparison: a figure is missing.")
    if not np.isfinite(found):
        return subject.say(
            "we kennen de marge niet, dus we kunnen niet zeggen of dit verschil echt is.",
            "we do not know the margin, so we cannot say whether this difference is real.",
        )
    sure, higher = (found, names[0]) if found >= 0.5 else (1 - found, names[1])
    said = chance(sure, taal=subject.taal)
    if sure < LIKELY:
        return subject.say(f"het verschil kan toeval zijn (kans {said}).", f"the difference can be chance ({said}).")
    word = likelihood(sure, taal=subject.taal)
    if pair.indicator == TURNED:
        worse = names[1] if higher == names[0] else names[0]
        return subject.say(
            f"{word} meer overlast in {worse} (een lagere score, kans {said}).",
            f"{word} more nuisance in {worse} (a lower score, chance {said}).",
        )
    return subject.say(f"{word} hoger in {higher} (kans {said}).", f"{word} higher in {higher} (chance {said}).")


def _opening(subject: Subject, pairs: tuple[FigurePair, ...], *, names: tuple[str, str]) -> str:
    """Return in which of the figures both really differ."""
    known = [pair for pair in pairs if np.isfinite(pair.chance)]
    sure = [pair for pair in known if max(pair.chance, 1 - pair.chance) >= 0.9]
    if not known:
        return subject.say(
            f"Van geen enkel cijfer weten we zeker genoeg of {names[0]} en {names[1]} verschillen.",
            f"Of no figure do we know well enough whether {names[0]} and {names[1]} differ.",
        )
    shown = in_sentence(subject.called(sure[0].indicator)) if sure else ""
    tail = subject.say(f", zoals bij {shown}", f", such as for {shown}") if shown else ""
    return subject.say(
        f"In {len(sure)} van de {len(known)} cijfers waarvan we de marge kennen verschillen {names[0]} en {names[1]} "
        f"zeer waarschijnlijk echt{tail}.",
        f"In {len(sure)} of the {len(known)} figures of which we know the margin {names[0]} and {names[1]} very "
        f"likely really differ{tail}.",
    )


def _value(subject: Subject, inquiry: AreaInquiry, one: AreaFigure) -> Cell:
    if not np.isfinite(one.value):
        return reason_cell(one.reason, taal=subject.taal)
    number = level_number(
        one.value,
        indicator=subject.catalogue[one.indicator],
        year=str(one.period),
        level=inquiry.level.value,
        area=inquiry.code,
        sources=one.sources,
        decimals=one.decimals,
        taal=subject.taal,
        error=one.error,
    )
    if number.low is None or number.high is None:
        return number
    low, high = (figure(end, decimals=one.decimals, taal=subject.taal) for end in (number.low, number.high))
    return replace(number, text=f"{number.text} ({low} {_DASH} {high})") if low != high else number


def _class_cell(one: AreaClass) -> Cell:
    return Missing(one.reason) if one.drawn is None else one.drawn


def _shares_table(subject: Subject, one: ClassShares, *, names: tuple[str, str]) -> Table:
    totals = [sum(counts) + missing for counts, missing in zip(one.counts, one.missing, strict=True)]

    def said(count: int, total: int) -> str:
        return f"{count} ({round(100 * count / total)}%)" if total else _DASH

    rows: list[tuple[Cell, ...]] = [
        (drawn, said(one.counts[0][at], totals[0]), said(one.counts[1][at], totals[1]))
        for at, drawn in enumerate(one.drawn)
    ]
    rows.append(
        (subject.say("geen cijfer", "no figure"), *(said(m, t) for m, t in zip(one.missing, totals, strict=True)))
    )
    return Table(
        caption=subject.say(
            f"{one.title}: buurten per klasse, {one.period}", f"{one.title}: buurten by class, {one.period}"
        ),
        columns=(
            Column(heading=subject.say("Klasse", "Class")),
            figures_column(names[0]),
            figures_column(names[1]),
        ),
        rows=tuple(rows),
        source=subject.say("zie de kaarten van beide gemeenten", "see the maps of both municipalities"),
    )
