"""One document tree, from which PDF, web page, Word file and JSON are made.

Everything needed to make a report can be imported from here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from veerkracht.errors.report import DuplicateAnchorError, HeadingDepthError, MissingHeadingError, UnknownAnchorError
from veerkracht.facts.language import Taal
from veerkracht.facts.provenance import Provenance
from veerkracht.report.blocks import (
    CALLOUT_WORDS,
    Block,
    Bullets,
    Callout,
    CalloutKind,
    Column,
    Figure,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paragraph,
    Section,
    SideBySide,
    Table,
    bullets,
    figures_column,
    in_pairs,
    lead,
    paragraph,
    steps,
)
from veerkracht.report.runs import Cell, Emphasis, Footnote, Link, Missing, Number, Run, Strong

__all__ = [
    "CALLOUT_WORDS",
    "Block",
    "Bullets",
    "Callout",
    "CalloutKind",
    "Cell",
    "Column",
    "Document",
    "Emphasis",
    "Figure",
    "Footnote",
    "KeyFigure",
    "KeyFigures",
    "Link",
    "Missing",
    "Number",
    "PageBreak",
    "Paragraph",
    "Run",
    "Section",
    "SideBySide",
    "Strong",
    "Table",
    "anchors",
    "bullets",
    "date_in_full",
    "figures",
    "figures_column",
    "in_pairs",
    "lead",
    "numbers",
    "paragraph",
    "steps",
    "tables",
    "walk",
]

DEEPEST = 3
"""Sections within sections; with the title that makes headings of level 1 to 4."""

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report as a tree: a one-page answer first, then sections, then sources.

    Attributes:
        title: for example "QuickScan Veerkracht Utrecht".
        subtitle: what it is about, one line.
        language: `nl` or `en`; all texts in the tree are in this language.
        date: the day on which it was made, shown in full.
        summary: the one-page answer, on the first page under the title.
        sections: the chapters.
        sources: where the figures come from; every writer makes the last chapter of them.
        authors, keywords: for the properties of the file.
        fictitious: True if the data are invented; every page then says so.
        data_version: short name of the stored data that were used; empty if unknown.
        place: what the report is about, in the header of each page; the title if empty.

    Raises:
        MissingHeadingError: without a title.
        HeadingDepthError: if sections are nested more than three deep.
        DuplicateAnchorError: if two parts ask for the same anchor.
        UnknownAnchorError: if a link inside the report leads to nothing.
    """

    title: str
    subtitle: str
    language: Taal
    date: date
    summary: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Provenance, ...] = ()
    authors: tuple[str, ...] = ("Veerkracht",)
    keywords: tuple[str, ...] = ()
    fictitious: bool = False
    data_version: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise MissingHeadingError("document")
        asked: set[str] = set()
        for depth, part in walk(self):
            if isinstance(part, Section) and depth > DEEPEST:
                raise HeadingDepthError(part.heading, depth=depth, limit=DEEPEST)
            # A table shared by several figures is one table; only sections and figures must differ.
            anchor = part.anchor if isinstance(part, Section | Figure) else ""
            if anchor and anchor in asked:
                raise DuplicateAnchorError(anchor)
            asked.add(anchor)
        there = set(anchors(self).values())
        for _, part in walk(self):
            for run in _inside(part):
                if isinstance(run, Link) and run.address.startswith("#") and run.address[1:] not in there:
                    raise UnknownAnchorError(run.address[1:], available=there)

    @property
    def date_text(self) -> str:
        """The date in full, in the language of the report."""
        return date_in_full(self.date, language=self.language)


def date_in_full(day: date, *, language: Taal) -> str:
    """Return a date as a reader says it.

    >>> date_in_full(date(2026, 11, 22), language="nl")
    '22 november 2026'
    """
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def walk(document: Document) -> Iterator[tuple[int, Block | Section]]:
    """Yield every part in reading order with the number of sections it lies in (a section counts itself)."""
    yield from _parts(document.summary, depth=0)
    yield from _parts(document.sections, depth=0)


def _parts(blocks: tuple[Block | Section, ...], *, depth: int) -> Iterator[tuple[int, Block | Section]]:
    for block in blocks:
        below = depth + 1 if isinstance(block, Section) else depth
        yield below, block
        if isinstance(block, Section):
            yield from _parts(block.blocks, depth=below)
        elif isinstance(block, SideBySide):
            yield from _parts((*block.left, *block.right), depth=below)
        elif isinstance(block, Callout):
            yield from _parts(block.blocks, depth=below)


def figures(document: Document) -> tuple[Figure, ...]:
    """Return every figure in reading order."""
    return tuple(part for _, part in walk(document) if isinstance(part, Figure))


def tables(document: Document) -> tuple[Table, ...]:
    """Return every table that stands in the text, in reading order (not those behind figures)."""
    return tuple(part for _, part in walk(document) if isinstance(part, Table))


def numbers(document: Document) -> tuple[Number, ...]:
    """Return every figure that the report says, shows or tabulates, in reading order, each once."""
    found: dict[Number, None] = {}
    for _, part in walk(document):
        found.update(dict.fromkeys(one for one in _inside(part) if isinstance(one, Number)))
    return tuple(found)


def _inside(part: Block | Section) -> Iterator[Run | Cell]:
    """Yield the runs and cells of one part, not those of the parts in it."""
    match part:
        case Paragraph():
            yield from part.runs
        case Bullets():
            for item in part.items:
                yield from item
        case Table():
            for row in part.rows:
                yield from row
        case Figure():
            for row in part.table.rows:
                yield from row
        case KeyFigures():
            yield from (item.number for item in part.items)
        case _:
            return


def slug(text: str) -> str:
    """Return a text as an anchor: lower case, hyphens, no marks.

    >>> slug("Groeien de verschillen? (2014–2024)")
    'groeien-de-verschillen-2014-2024'
    """
    plain = unicodedata.normalize("NFKD", text.replace("–", "-")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "deel"


def anchors(document: Document) -> dict[int, str]:
    """Return a unique anchor for every section, figure and table, by `id()` of the part.

    Parts that ask for an anchor get it; the others get one from their title, numbered where it is taken.
    """
    named = {part.anchor for _, part in walk(document) if isinstance(part, Section | Figure | Table) and part.anchor}
    taken, made = set(named), {}
    for _, part in walk(document):
        for one in (part, part.table) if isinstance(part, Figure) else (part,):
            if not isinstance(one, Section | Figure | Table) or id(one) in made:
                continue
            made[id(one)] = one.anchor or _free(slug(_title(one)), taken)
            taken.add(made[id(one)])
    return made


def _title(part: Section | Figure | Table) -> str:
    match part:
        case Section():
            return part.heading
        case Figure():
            return part.question
        case _:
            return part.caption


def _free(wish: str, taken: set[str]) -> str:
    """Return the wish, with a number behind it if it is taken."""
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish}-{number}"
    return name
