"""The panel of one area in words and as JSON: its story, what the maps say, figures, lines, areas alike, sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.facts.indicators import Kind
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.atlas.area import Alike, AreaClass, AreaFigure, AreaInquiry, AreaTrend
from veerkracht.report.atlas.panel_blocks import panel_section, trend_answer
from veerkracht.report.atlas.rounding import hundredths, plain
from veerkracht.report.document import Bullets, Document, Figure, Paragraph, Section
from veerkracht.report.quickscan.cells import COVERAGE, level_bounds
from veerkracht.report.wording import plain_text

if TYPE_CHECKING:
    from datetime import date

    from veerkracht.report.atlas.sources import Source
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.report.runs import Run
    from veerkracht.signalering.verhaal import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPanel:
    """Everything that is known of one area, in one language.

    Attributes:
        subject: the gemeente that it lies in.
        inquiry: the values.
        told: its story, with the outlook.
        until: the year until which figures count.
        sources: of the figures.
    """

    subject: Subject
    inquiry: AreaInquiry
    told: Section
    until: int
    sources: tuple[Source, ...]

    def section(self) -> Section:
        """Return the panel as a part of a report, for any writer."""
        return panel_section(self.subject, self.inquiry, told=self.told, sources=self.sources)

    def document(self, day: date) -> Document:
        """Return the panel as a report of its own, made on a day."""
        subject, inquiry = self.subject, self.inquiry
        return Document(
            title=inquiry.name,
            subtitle=inquiry.gemeente or subject.name,
            language=subject.taal,
            date=day,
            sections=(self.section(),),
            sources=tuple(source.provenance for source in self.sources),
            fictitious=subject.fictitious,
            data_version=subject.data_version,
            place=inquiry.name,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the panel as JSON can hold it."""
        subject, inquiry = self.subject, self.inquiry
        return {
            "version": subject.data_version,
            "taal": subject.taal,
            "until": self.until,
            "area": {
                "code": inquiry.code,
                "name": inquiry.name,
                "level": inquiry.level.value,
                "gemeente": inquiry.gemeente,
                "wijk": inquiry.wijk,
                "inhabitants": None if not np.isfinite(inquiry.residents) else round(inquiry.residents),
                "fictitious": subject.fictitious,
            },
            "story": story_texts(self.told),
            "classes": [class_json(one) for one in inquiry.classes],
            "indicators": [figure_json(subject, one) for one in inquiry.figures],
            "trends": [trend_json(subject, one) for one in inquiry.trends],
            "peers": [_alike_json(subject, one, code=inquiry.code) for one in inquiry.alike],
            "place": _place_json(inquiry.place),
            "missing": [{"what": what, "why": why} for what, why in inquiry.missing],
            "sources": [source.to_json() for source in self.sources],
        }


def story_texts(told: Section) -> list[dict[str, Any]]:
    """Return the words of a story, paragraph by paragraph; its figures stand in the trends."""
    found: list[dict[str, Any]] = []
    for block in told.blocks:
        if isinstance(block, Paragraph):
            found.append({"kind": "paragraph", "text": block.text})
        elif isinstance(block, Bullets):
            found.append({"kind": "list", "items": [_text(item) for item in block.items]})
        elif isinstance(block, Figure):
            found.append({"kind": "answer", "question": block.question, "text": block.answer})
    return found


def _text(runs: tuple[Run, ...]) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in runs)


def class_json(one: AreaClass) -> dict[str, Any]:
    """Return what a map says of an area as JSON can hold it."""
    drawn = one.drawn
    return {
        "map": one.number,
        "title": one.title,
        "level": None if one.level is None else one.level.value,
        "period": one.period,
        "class": None
        if drawn is None
        else {
            "code": drawn.code,
            "name": drawn.label,
            "explanation": one.explanation,
            "colour": drawn.fill,
            "pattern": drawn.pattern.value,
        },
        "chance": hundredths(one.chance),
        "probabilities": [{"name": name, "chance": hundredths(chance)} for name, chance in one.probabilities],
        "unsure": one.is_unsure,
        "reason": one.reason or None,
    }


def figure_json(subject: Subject, one: AreaFigure) -> dict[str, Any]:
    """Return a figure with its interval and what it may be laid beside as JSON can hold it."""
    indicator = subject.catalogue[one.indicator]
    low, high = level_bounds(one.value, error=one.error, indicator=indicator)
    return {
        "code": one.indicator,
        "name": subject.called(one.indicator),
        "explanation": indicator.explanation.say(subject.taal),
        "unit": unit_of(subject, one.indicator),
        "decimals": one.decimals,
        "better": indicator.better.value,
        "period": str(one.period),
        "value": plain(one.value),
        "low": plain(low),
        "high": plain(high),
        "coverage": COVERAGE,
        "reason": None if one.reason is Reason.PRESENT else REASON_WORDS[one.reason].say(subject.taal),
        "gemeente": plain(one.gemeente),
        "country": plain(one.country),
        "higher_than": hundredths(one.exceeds),
        "modelled": indicator.modelled,
        "source": "; ".join(dict.fromkeys(source.cite() for source in one.sources)),
    }


def unit_of(subject: Subject, code: str) -> str:
    """Return the unit of a figure as it stands behind a value or above a column."""
    indicator = subject.catalogue[code]
    if indicator.kind is Kind.PERCENTAGE:
        return "%"
    return plain_text(indicator.unit.say(subject.taal), taal=subject.taal)


def trend_json(subject: Subject, one: AreaTrend) -> dict[str, Any]:
    """Return a figure through the years as JSON can hold it."""
    ahead = one.ahead
    return {
        "code": one.indicator,
        "name": subject.called(one.indicator),
        "unit": unit_of(subject, one.indicator),
        "decimals": one.decimals,
        "better": subject.catalogue[one.indicator].better.value,
        "coverage": COVERAGE,
        "points": [
            {
                "year": point.period.year,
                "value": plain(point.value),
                "level": plain(point.level),
                "low": plain(point.low),
                "high": plain(point.high),
                "reason": None if point.reason is Reason.PRESENT else REASON_WORDS[point.reason].say(subject.taal),
            }
            for point in one.points
        ],
        "chance_higher": hundredths(one.p_rose),
        "answer": trend_answer(subject, one),
        "forecast": None
        if ahead is None
        else {
            "year": ahead.period.year,
            "value": plain(ahead.value),
            "low80": plain(ahead.low80),
            "high80": plain(ahead.high80),
            "low90": plain(ahead.low90),
            "high90": plain(ahead.high90),
        },
        "source": "; ".join(dict.fromkeys(source.cite() for source in one.sources)),
    }


def _alike_json(subject: Subject, one: Alike, *, code: str) -> dict[str, Any]:
    if one.peers is None:
        return {
            "where": one.where.say(subject.taal),
            "reason": "" if one.absent is None else one.absent.say(subject.taal),
        }
    position = one.position
    return {
        "where": one.where.say(subject.taal),
        "reason": None,
        "alike_on": [subject.called(used) for used in one.peers.alike_on],
        "figures": [
            {"code": used, "name": subject.called(used), "unit": unit_of(subject, used)}
            for used in dict.fromkeys(key for values in one.values.values() for key in values)
        ],
        "own": {used: plain(value) for used, value in one.values.get(code, {}).items()},
        "areas": [
            {
                "code": peer,
                "name": one.names[peer],
                "distance": plain(distance, digits=2),
                "values": {used: plain(value) for used, value in one.values.get(peer, {}).items()},
            }
            for peer, distance in zip(one.peers.peers, one.peers.distances, strict=True)
        ],
        "position": None
        if position is None
        else {
            "code": position.indicator,
            "period": str(position.period),
            "rank": position.rank,
            "low": position.rank_low,
            "high": position.rank_high,
            "of": position.of,
        },
    }


def _place_json(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "place": place.rank,
        "low": place.low,
        "high": place.high,
        "of": place.of,
        "top": place.top,
        "in_top": hundredths(place.in_top),
    }
