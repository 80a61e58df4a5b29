"""The document tree as plain data (dicts, lists, texts), from which each writer makes its own form.

The shape is the schema of the JSON report; it is described in `data/report/report.schema.json`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from veerkracht.facts.language import Bilingual
from veerkracht.facts.provenance import Provenance
from veerkracht.report.diagrams import ReliabilitySpec
from veerkracht.report.document import (
    CALLOUT_WORDS,
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Document,
    Emphasis,
    Figure,
    Footnote,
    KeyFigures,
    Link,
    Missing,
    Number,
    PageBreak,
    Paragraph,
    Run,
    Section,
    SideBySide,
    Strong,
    Table,
    anchors,
    date_in_full,
    figures,
    numbers,
    tables,
)
from veerkracht.report.figures import (
    BarSpec,
    DotSpec,
    FunnelSpec,
    MapClass,
    MapSeriesSpec,
    MapSpec,
    SmallMultiplesSpec,
    TrendSpec,
)
from veerkracht.report.path_figure import PathSpec
from veerkracht.writers.plain import clean
from veerkracht.writers.words import words_in

SCHEMA = "veerkracht-report/1"

Node = dict[str, Any]
DrawFigure = Callable[[Figure, float, int], Node]
"""From a figure, the share of the page's width that it gets and its number to its drawing."""

_KINDS = {
    MapSpec: "map",
    MapSeriesSpec: "map-series",
    TrendSpec: "trend",
    SmallMultiplesSpec: "small-multiples",
    DotSpec: "dots",
    BarSpec: "bars",
    FunnelSpec: "funnel",
    ReliabilitySpec: "reliability",
    PathSpec: "path",
}
_SHORT, _UNIT = 13, 20
"""So many characters stand on a line of the heading above a column of figures, and of the unit below it."""


class Tree:
    """Turns one document into plain data.

    Attributes:
        document: what is written.
        anchors: of sections, figures and tables, by `id()`.
    """

    def __init__(self, document: Document, *, draw: DrawFigure | None = None) -> None:
        self.document = document
        self.anchors = anchors(document)
        self._draw = draw
        self._share = 1.0
        self._figure_numbers = {id(figure): number for number, figure in enumerate(figures(document), start=1)}
        shown = tables(document)
        every = (*shown, *(figure.table for figure in figures(document)))
        first = {table: table for table in reversed(every)}
        # Equal tables are one table; comparing them once, by value, keeps the rest of the work by identity.
        self._same = {id(table): first[table] for table in every}
        self._numbers = {
            id(table): number for number, table in enumerate(dict.fromkeys(map(self._one, every)), start=1)
        }
        in_text = {id(self._one(table)) for table in shown}
        self._appendix = [table for table in dict.fromkeys(map(self._one, every)) if id(table) not in in_text]
        self._tables: dict[int, Node] = {}

    def _one(self, table: Table) -> Table:
        """Return the table that stands for this one and all tables equal to it."""
        return self._same[id(table)]

    def node(self) -> Node:
        """Return the whole document."""
        document = self.document
        return {
            "schema": SCHEMA,
            "title": clean(document.title),
            "subtitle": clean(document.subtitle),
            "place": clean(document.place or document.title),
            "language": document.language,
            "date": document.date.isoformat(),
            "date_text": document.date_text,
            "authors": [clean(author) for author in document.authors],
            "keywords": [clean(keyword) for keyword in document.keywords],
            "fictitious": document.fictitious,
            "data_version": clean(document.data_version),
            "summary": self._blocks(document.summary, level=0),
            "sections": self._blocks(document.sections, level=0),
            "sources": self._sources(),
            "numbers": [number_node(number) for number in numbers(document)],
        }

    def appendix(self) -> list[Node]:
        """Return the tables behind figures that do not stand in the text, each once."""
        return [self._table(table) for table in self._appendix]

    def _blocks(self, blocks: tuple[Block | Section, ...], *, level: int) -> list[Node]:
        return [self._block(block, level=level) for block in blocks]

    def _block(self, block: Block | Section, *, level: int) -> Node:
        match block:
            case Section():
                return self._section(block, level=level + 1)
            case Callout():
                return self._callout(block, level=level)
            case SideBySide():
                self._share = 0.5
                left, right = self._blocks(block.left, level=level), self._blocks(block.right, level=level)
                self._share = 1.0
                return {"type": "side-by-side", "left": left, "right": right}
            case Table():
                return {"type": "table", **self._table(block)}
            case Figure():
                return self._figure(block)
            case _:
                return _leaf(block)

    def _section(self, section: Section, *, level: int) -> Node:
        return {
            "type": "section",
            "level": level,
            "heading": clean(section.heading),
            "anchor": self.anchors[id(section)],
            "new_page": section.new_page,
            "blocks": self._blocks(section.blocks, level=level),
        }

    def _callout(self, block: Callout, *, level: int) -> Node:
        word: Bilingual = CALLOUT_WORDS[block.kind]
        return {
            "type": "callout",
            "kind": block.kind.value,
            "title": clean(block.title) or word.say(self.document.language),
            "blocks": self._blocks(block.blocks, level=level),
        }

    def _table(self, given: Table) -> Node:
        table = self._one(given)
        if id(table) not in self._tables:
            self._tables[id(table)] = {
                "number": self._numbers[id(table)],
                "anchor": self.anchors[id(table)],
                "caption": clean(table.caption),
                "columns": [_column_node(column) for column in table.columns],
                "rows": [[cell_node(cell) for cell in row] for row in table.rows],
                "source": clean(table.source),
                "note": clean(table.note),
            }
        return self._tables[id(table)]

    def _figure(self, figure: Figure) -> Node:
        number, anchor = self._figure_numbers[id(figure)], self.anchors[id(figure)]
        return {
            "type": "figure",
            "kind": _KINDS[type(figure.picture)],
            "number": number,
            "anchor": anchor,
            "question": clean(figure.question),
            "answer": clean(figure.answer),
            "alt": clean(figure.alt),
            "source": clean(figure.source),
            "note": clean(figure.note),
            "table": self._table(figure.table),
            **(self._draw(figure, self._share, number) if self._draw else {}),
        }

    def _sources(self) -> list[Node]:
        """Return each publisher's table once, with the columns that were used."""
        columns: dict[Provenance, dict[str, None]] = {}
        for source in self.document.sources:
            columns.setdefault(replace(source, column="", checksum=""), {})[source.column] = None
        return [self._source(source, [name for name in names if name]) for source, names in columns.items()]

    def _source(self, source: Provenance, columns: list[str]) -> Node:
        words, language = words_in(self.document.language), self.document.language
        remarks = [
            words["modelled"] if source.modelled else "",
            words["provisional"] if source.provisional else "",
            words["invented"] if source.fictitious else "",
            f"{words['boundaries']} {source.boundary_year}" if source.boundary_year else "",
            source.note,
        ]
        retrieved = source.retrieved
        return {
            "cite": clean(source.cite()),
            "publisher": clean(source.publisher),
            "table": clean(source.table),
            "columns": [clean(column) for column in columns],
            "licence": clean(source.licence),
            "retrieved": retrieved.isoformat() if retrieved else None,
            "retrieved_text": date_in_full(retrieved, language=language) if retrieved else "",
            "address": source.address if source.address.startswith(("https://", "http://")) else "",
            "remarks": clean("; ".join(remark for remark in remarks if remark)),
        }


def _leaf(block: Paragraph | Bullets | KeyFigures | PageBreak) -> Node:
    """Return a part that holds no other parts."""
    match block:
        case Paragraph():
            return {"type": "paragraph", "lead": block.lead, "runs": runs_nodes(block.runs)}
        case Bullets():
            return {"type": "list", "numbered": block.numbered, "items": [runs_nodes(item) for item in block.items]}
        case KeyFigures():
            items = [
                {"number": number_node(one.number), "label": clean(one.label), "detail": clean(one.detail)}
                for one in block.items
            ]
            return {"type": "key-figures", "items": items}
        case PageBreak():
            return {"type": "page-break"}


def number_node(number: Number) -> Node:
    """Return a figure with its source, year, level and interval."""
    return {
        "type": "number",
        "text": clean(number.text),
        "value": number.value,
        "unit": clean(number.unit),
        "source": clean(number.source),
        "year": clean(number.year),
        "level": clean(number.level),
        "area": clean(number.area),
        "indicator": clean(number.indicator),
        "low": number.low,
        "high": number.high,
        "coverage": number.coverage,
    }


def runs_nodes(runs: tuple[Run, ...]) -> list[Node]:
    """Return what stands inside a sentence."""
    return [_run_node(run) for run in runs]


def _run_node(run: Run) -> Node:
    match run:
        case str():
            return {"type": "text", "text": clean(run)}
        case Number():
            return number_node(run)
        case Strong():
            return {"type": "strong", "text": clean(run.text)}
        case Emphasis():
            return {"type": "emphasis", "text": clean(run.text)}
        case Link():
            return {"type": "link", "text": clean(run.text), "address": clean(run.address)}
        case Footnote():
            return {"type": "footnote", "text": clean(run.text)}


def cell_node(cell: Cell) -> Node:
    """Return what stands in a cell; a missing value says why."""
    match cell:
        case Missing():
            return {"type": "missing", "text": "–", "reason": clean(cell.reason)}
        case MapClass():
            return {
                "type": "class",
                "text": clean(cell.label),
                "code": cell.code,
                "fill": cell.fill,
                "pattern": cell.pattern.value,
            }
        case _:
            return _run_node(cell)


def _column_node(column: Column) -> Node:
    return {
        "heading": clean(column.heading),
        "lines": _heading_lines(clean(column.heading)) if column.align == "right" else [clean(column.heading)],
        "unit": clean(column.unit),
        "unit_lines": _heading_lines(clean(column.unit), longest=_UNIT),
        "align": column.align,
        "share": column.share,
    }


def _heading_lines(heading: str, *, longest: int = _SHORT) -> list[str]:
    """Return the heading of a column of figures in short lines, so that it is not wider than its figures need."""
    lines: list[str] = []
    for word in heading.split():
        if lines and len(lines[-1]) + len(word) < longest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
