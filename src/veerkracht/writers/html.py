"""A report as one web page: no script, no request, readable by everyone (WCAG 2.2 AA), light and dark."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from veerkracht.report.document import Document, Figure
from veerkracht.report.figures import MapSeriesSpec, MapSpec
from veerkracht.writers.atomic import write_whole
from veerkracht.writers.plain import clean
from veerkracht.writers.svg.drawing import (
    NARROW,
    WIDE,
    Words,
    draw_bare,
    draw_chip,
    draw_grid,
    draw_swatch,
    shared_patterns,
    width_of,
)
from veerkracht.writers.svg.ground import Grounds
from veerkracht.writers.svg.legend import legend_items
from veerkracht.writers.tree import Node, Tree
from veerkracht.writers.typesetting import shipped_text
from veerkracht.writers.webfonts import font_faces
from veerkracht.writers.words import words_in

SIGNS = {"answer": "→", "uncertain": "≈", "missing": "?", "method": "i"}


def render_html(document: Document) -> bytes:
    """Return the report as one UTF-8 page; equal input gives equal bytes.

    Every text goes through the template's escaping, so that no name or text can act as markup,
    and the page's own policy refuses scripts and requests altogether.
    """
    style = font_faces(document.title) + shipped_text("report.css")
    style_hash = f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"
    return _render(document, "report.html.j2", style=style, style_hash=style_hash).encode()


def render_fragment(document: Document) -> str:
    """Return what the report says without a page around it: for a page with its own head, fonts and policy.

    It holds no style element and no style attribute; the page styles it by its classes.
    """
    return _render(document, "fragment.html.j2")


def _render(document: Document, template: str, **beside: str) -> str:
    drawings = _Drawings(language=document.language)
    node = Tree(document, draw=drawings.of).node()
    _share_tables(node)
    environment = Environment(
        loader=FunctionLoader(shipped_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(
        d=node,
        w=words_in(document.language),
        notes=_numbered_notes(node),
        signs=SIGNS,
        patterns=Markup(shared_patterns()),  # noqa: S704 - our own drawing, no text of the report
        swatch=lambda cell: Markup(draw_chip(cell["fill"], cell["pattern"])),  # noqa: S704
        **beside,
    )


def write_html(document: Document, path: Path) -> None:
    """Write the report as one web page, whole or not at all.

    Raises:
        WriteReportError: if the file cannot be written.
    """
    write_whole(path, render_html(document))


class _Drawings:
    """Draws the figures of one page and keeps the polygons that they share."""

    def __init__(self, *, language: str) -> None:
        self._language = language
        self._grounds = Grounds()

    def of(self, figure: Figure, share: float, number: int) -> Node:
        """Return the drawing of a figure for wide and narrow screens, and its legend."""
        picture = figure.picture
        words = Words(title=clean(figure.question), description=clean(figure.alt), language=self._language)
        width = width_of(share)
        wide = draw_bare(picture, words=words, prefix=f"f{number}", grounds=self._grounds, width=width).svg
        narrow = ""
        if not isinstance(picture, MapSpec) and width == WIDE:
            narrow = draw_bare(picture, words=words, prefix=f"n{number}", grounds=self._grounds, width=NARROW).svg
        legend: Node | None = None
        if isinstance(picture, MapSpec):
            legend = self._legend(picture, picture.legend, words=words, number=number)
        elif isinstance(picture, MapSeriesSpec):
            legend = self._legend(picture.maps[-1], picture.legend, words=words, number=number)
        return {"svg": wide, "narrow": narrow, "legend": legend, "inline_table": True}

    def _legend(self, spec: MapSpec, sentence: str, *, words: Words, number: int) -> Node:
        entries = [
            {"label": clean(item.label), "count": item.count, "swatch": draw_swatch(item, prefix=f"s{number}-{row}")}
            for row, item in enumerate(legend_items(spec))
        ]
        grid = draw_grid(spec, words=words, prefix=f"g{number}")
        return {"sentence": clean(sentence), "entries": entries, "grid": grid}


def _nodes(node: Any) -> Iterator[Node]:
    """Yield every dict of a tree in reading order."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for one in node:
            yield from _nodes(one)


def _content(node: Node) -> list[Any]:
    return [node["summary"], node["sections"]]


def _share_tables(node: Node) -> None:
    """Let only the first figure show a table that several share, and none that stands in the text."""
    shown = {one["anchor"] for one in _nodes(_content(node)) if one.get("type") == "table"}
    for one in _nodes(_content(node)):
        if one.get("type") == "figure":
            one["inline_table"] = one["table"]["anchor"] not in shown
            shown.add(one["table"]["anchor"])


def _numbered_notes(node: Node) -> list[Node]:
    """Return the footnotes in reading order, each given its number."""
    notes = [one for one in _nodes(_content(node)) if one.get("type") == "footnote"]
    for number, note in enumerate(notes, start=1):
        note["number"] = number
    return notes
