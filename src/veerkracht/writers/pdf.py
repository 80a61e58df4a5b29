"""A report as PDF: PDF/A-2a for the archive and PDF/UA-1 for every reader, in one file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from veerkracht.errors.report import WriteReportError
from veerkracht.report import palette
from veerkracht.report.document import Document, Figure
from veerkracht.report.palette import Pattern
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.columns import column_widths, is_slim
from veerkracht.writers.plain import clean
from veerkracht.writers.svg.drawing import Words, draw, width_of
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.svg.legend import PATTERN_INK
from veerkracht.writers.tree import Node, Tree
from veerkracht.writers.typesetting import fonts, one_file, shipped_text, showable
from veerkracht.writers.words import words_in

PAGE, GUTTER, TABLE_SIZE, SMALL_SIZE = 470.0, 22.0, 9.5, 8.5
"""Width of the text, the room between two columns, and the sizes of tables in the text and behind figures (points)."""

LONG = 24
"""A table with more rows than this is set smaller and closer."""

COLOURS = {
    "ink": palette.INK,
    "paper": palette.PAPER,
    "muted": palette.MUTED,
    "accent": palette.ACCENT,
    "line": palette.LINE,
    "stamp": "#A63A17",
    "uncertain": "#8C5A00",
    "missing": "#472C7A",
    "answer_wash": palette.mix(palette.ACCENT, palette.PAPER, 0.91),
    "uncertain_wash": palette.mix(palette.ANDERE_OORZAAK, palette.PAPER, 0.84),
    "missing_wash": palette.mix("#472C7A", palette.PAPER, 0.92),
    "method_wash": palette.mix(palette.LINE, palette.PAPER, 0.6),
    "dots": PATTERN_INK[Pattern.DOTS],
    "hatch": PATTERN_INK[Pattern.HATCH],
}


def render_pdf(document: Document) -> bytes:
    """Return the report as one tagged PDF; equal input gives equal bytes.

    The content goes to the typesetter as data, so that no name or text can act as markup.

    Raises:
        WriteReportError: if the typesetter refuses the document.
    """
    grounds, language = Grounds(), document.language

    def drawn(figure: Figure, share: float, number: int) -> Node:
        words = Words(title=clean(figure.question), description=clean(figure.alt), language=language)
        return {
            "svg": draw(figure.picture, words=words, prefix=f"f{number}", grounds=grounds, width=width_of(share)).svg
        }

    tree = Tree(document, draw=drawn)
    node = {**tree.node(), "appendix": tree.appendix(), "words": words_in(language), "colours": COLOURS}
    _set_widths(node)
    made = datetime.combine(document.date, time(12), tzinfo=UTC)
    try:
        compiler = typst.Compiler(
            shipped_text("report.typ").encode(),
            font_paths=fonts(),
            sys_inputs={"report": json.dumps(_showable(node), ensure_ascii=False, allow_nan=False)},
        )
        return one_file(compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=made))
    except typst.TypstError as error:
        raise WriteReportError("pdf", why=str(error).splitlines()[0]) from error


def write_pdf(document: Document, path: Path) -> None:
    """Write the report as PDF/A-2a and PDF/UA-1, whole or not at all.

    Raises:
        WriteReportError: if the typesetter refuses the document or the file cannot be written.
    """
    write_whole(path, render_pdf(document))


def _set_widths(node: Any) -> None:
    """Give every table the widths of its columns, and whether two of it fit side by side."""
    if isinstance(node, list):
        for one in node:
            _set_widths(one)
    elif isinstance(node, dict):
        if "columns" in node and "rows" in node:
            half = (PAGE - GUTTER) / 2 * TABLE_SIZE / SMALL_SIZE
            node["slim"] = is_slim(node, page=half, size=TABLE_SIZE)
            # A long table is set in smaller letters, so that more fits its columns.
            size = SMALL_SIZE if len(node["rows"]) > LONG else TABLE_SIZE
            node["long"] = len(node["rows"]) > LONG
            node["widths"] = column_widths(node, page=PAGE * TABLE_SIZE / size, size=TABLE_SIZE)
            node["slim_widths"] = column_widths(node, page=half, size=TABLE_SIZE)
        for value in node.values():
            _set_widths(value)


def _showable(node: Any) -> Any:
    """Return the tree with every text made of characters that the fonts hold."""
    if isinstance(node, str):
        return showable(node)
    if isinstance(node, list):
        return [_showable(one) for one in node]
    if isinstance(node, dict):
        return {name: _showable(value) for name, value in node.items()}
    return node
