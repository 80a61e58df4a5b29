"""How wide the columns of a table are on a page, from the words that stand in them."""

from __future__ import annotations

from typing import Any

from veerkracht.writers.svg.canvas import text_width

PADDING = 12.0
CHIP = 17.0
"""Room for the coloured square before the name of a class, in points."""
WRAPS = 150.0
"""A column of words wider than this may wrap, in points."""


def column_widths(table: dict[str, Any], *, page: float, size: float) -> list[float]:
    """Return the width of each column in points; together at most the page.

    Figures and classes get the room that they need; columns of words share what is left, each at
    least as wide as its longest word.

    Args:
        table: a table of the plain tree.
        page: width of the text on the page, in points.
        size: of the letters, in points.
    """
    natural = [_natural(table, number, size=size) for number in range(len(table["columns"]))]
    least = [_least(table, number, size=size) for number in range(len(table["columns"]))]
    over = sum(natural) - page
    if over <= 0:
        return natural
    loose = [one - few for one, few in zip(natural, least, strict=True)]
    if sum(loose) < over:
        return [few * page / sum(least) for few in least]
    return [one - over * room / sum(loose) for one, room in zip(natural, loose, strict=True)]


def _natural(table: dict[str, Any], number: int, *, size: float) -> float:
    """Return the width at which no figure wraps and words wrap only when they are long."""
    cells = max((_cell_width(row[number], size=size) for row in table["rows"]), default=0.0)
    column = table["columns"][number]
    widest = WRAPS * max(float(column["share"]), 1.0)
    return PADDING + max(min(cells, widest), _heading(column, size=size))


def _least(table: dict[str, Any], number: int, *, size: float) -> float:
    """Return the width at which no word is broken."""
    column = table["columns"][number]
    if column["align"] == "right":
        return _natural(table, number, size=size)
    words = [
        text_width(word, size=size) + (CHIP if row[number]["type"] == "class" else 0.0)
        for row in table["rows"]
        for word in _words(row[number]).split()
    ]
    return PADDING + max([*words, _heading(column, size=size)])


def _heading(column: dict[str, Any], *, size: float) -> float:
    lines = (*column["lines"], column["unit"]) if column["align"] == "right" else column["heading"].split()
    return max(text_width(line, size=size, weight=600) for line in lines)


def _cell_width(cell: dict[str, Any], *, size: float) -> float:
    return text_width(_words(cell), size=size) + (CHIP if cell["type"] == "class" else 0.0)


def _words(cell: dict[str, Any]) -> str:
    return str(cell.get("reason") or cell["text"])
