"""The parts of a report: paragraphs, lists, callouts, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from veerkracht.errors.report import (
    MissingAltTextError,
    MissingDataTableError,
    MissingHeadingError,
    MissingSourceError,
    ReportTableError,
)
from veerkracht.facts.language import Bilingual
from veerkracht.report.figures import Picture
from veerkracht.report.runs import Cell, Number, Run


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    runs: tuple[Run, ...]
    lead: bool = False

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


def paragraph(*runs: Run) -> Paragraph:
    """Return a paragraph of these runs; words between them bring their own spaces.

    >>> paragraph("In ", "Zuilen").text
    'In Zuilen'
    """
    return Paragraph(runs)


def lead(*runs: Run) -> Paragraph:
    """Return the paragraph that opens a chapter, set a little larger."""
    return Paragraph(runs, lead=True)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a few runs."""

    items: tuple[tuple[Run, ...], ...]
    numbered: bool = False


def bullets(*items: str | tuple[Run, ...]) -> Bullets:
    """Return a list with a dot for each item; an item is words or a tuple of runs."""
    return Bullets(tuple((item,) if isinstance(item, str) else item for item in items))


def steps(*items: str | tuple[Run, ...]) -> Bullets:
    """Return a list in which the order counts."""
    return Bullets(bullets(*items).items, numbered=True)


class CalloutKind(StrEnum):
    """What a callout tells; said with a word and a sign, never with colour alone."""

    ANSWER = "answer"
    UNCERTAIN = "uncertain"
    MISSING = "missing"
    METHOD = "method"


CALLOUT_WORDS = {
    CalloutKind.ANSWER: Bilingual("Het antwoord", "The answer"),
    CalloutKind.UNCERTAIN: Bilingual("Hoe zeker is dit?", "How sure is this?"),
    CalloutKind.MISSING: Bilingual("Wat we niet weten", "What we do not know"),
    CalloutKind.METHOD: Bilingual("Zo is het berekend", "How it was computed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """A few sentences set apart; without a title the kind gives it."""

    kind: CalloutKind
    blocks: tuple[Paragraph | Bullets, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        heading: what stands above it.
        unit: below the heading, small; empty if it speaks for itself.
        align: `right` for figures, so that their digits stand under one another.
        share: width relative to the other columns; 0 fits the contents.
    """

    heading: str
    unit: str = ""
    align: Literal["left", "right"] = "left"
    share: float = 0.0

    def __post_init__(self) -> None:
        if not self.heading.strip():
            raise MissingHeadingError("column")


def figures_column(heading: str, *, unit: str = "") -> Column:
    """Return a column for figures, set to the right."""
    return Column(heading=heading, unit=unit, align="right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first cell of each row is its header.

    Attributes:
        caption: what the table answers or holds.
        columns: at least one.
        rows: a cell for each column.
        source: publisher, table and year.
        note: what a reader must know; empty if nothing.
        anchor: by which links find it; made from the caption if empty.

    Raises:
        MissingHeadingError: without a caption or columns.
        MissingSourceError: without a source.
        ReportTableError: if a row has too few or too many cells.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str
    note: str = ""
    anchor: str = ""

    def __post_init__(self) -> None:
        if not self.caption.strip() or not self.columns:
            raise MissingHeadingError("table")
        if not self.source.strip():
            raise MissingSourceError(self.caption, lacks="source")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ReportTableError(self.caption, row=number, cells=len(row), columns=len(self.columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A map or chart with everything that it needs to be read by all.

    Attributes:
        question: stands as its title: "Groeien de verschillen?"
        answer: the subtitle, one sentence.
        alt: what the picture shows, for those who cannot see it; not a copy of the question.
        picture: the map or chart.
        table: the figures that it shows. Figures may share a table; print shows it once.
        source: publisher, table and year.
        note: what a reader must know; empty if nothing.
        anchor: by which links find it; made from the question if empty.

    Raises:
        MissingHeadingError: without a question.
        MissingAltTextError: without an alternative text.
        MissingDataTableError: without a table, or with an empty one.
        MissingSourceError: without a source.
    """

    question: str
    answer: str
    alt: str
    picture: Picture
    table: Table
    source: str
    note: str = ""
    anchor: str = ""

    def __post_init__(self) -> None:
        if not self.question.strip():
            raise MissingHeadingError("figure")
        if not self.alt or not self.alt.strip() or self.alt.strip() == self.question.strip():
            raise MissingAltTextError(self.question)
        if not isinstance(self.table, Table) or not self.table.rows:
            raise MissingDataTableError(self.question)
        if not self.source.strip():
            raise MissingSourceError(self.question, lacks="source")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One large figure, the words that explain it and how sure it is ("90% zeker tussen 9 en 14")."""

    number: Number
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Two to five large figures in a row."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two columns; read left first. On a narrow screen and in Word they follow one another."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page of print."""


Block = Paragraph | Bullets | Callout | Table | Figure | KeyFigures | SideBySide | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with what stands under it; its level is how deep it is nested, so none can be skipped.

    Attributes:
        heading: its title.
        blocks: parts and subsections, in reading order.
        anchor: by which links find it; made from the heading if empty.
        new_page: True if it starts on a new page of print.
    """

    heading: str
    blocks: tuple[Block | Section, ...] = ()
    anchor: str = ""
    new_page: bool = False

    def __post_init__(self) -> None:
        if not self.heading.strip():
            raise MissingHeadingError("section")


def in_pairs(blocks: Sequence[Figure | Callout]) -> tuple[SideBySide, ...]:
    """Return parts two by two, so that they stay small; an odd one keeps the size of the others."""
    return tuple(
        SideBySide(left=(blocks[at],), right=tuple(blocks[at + 1 : at + 2])) for at in range(0, len(blocks), 2)
    )
