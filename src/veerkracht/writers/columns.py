"""How wide the columns of a table are on a page, from the words that stand in them."""

from __future__ import annotations

from typing import Any

from veerkracht.writers.svg.canvas import text_width

PADDING = 12.0
CHIP = 17.0
"""Room for the coloured square before the name of a class, in points."""
UNIT = 0.88
"""Size of the unit below a heading, as part of that of the heading."""
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


def is_slim(table: dict[str, Any], *, page: float, size: float) -> bool:
    """Return whether a table fits a column of this width without breaking a word or a figure."""
    return sum(_least(table, number, size=size) for number in range(len(table["columns"]))) <= page


def _natural(table: dict[str, Any], number: int, *, size: float) -> float:
    """Return the width at which no figure wraps and words wrap only when they are long."""
    cells = max((_cell_width(row[number], size=size) for row in table["rows"]), default=0.0)
    column = table["columns"][number]
    widest = WRAPS * max(float(column["share"]), 1.0)
    return PADDING + max(min(cells, widest), _heading(column, size=size))


def _least(table: dict[str, Any], number: int, *, size: float) -> float:
    """Return the width at which no word and no figure is broken."""
    column = table["columns"][number]
    cells = (
        text_width(word, size=size) + (CHIP if row[number]["type"] == "class" else 0.0)
        for row in table["rows"]
        for word in _unbroken(row[number])
    )
    return PADDING + max([*cells, _heading(column, size=size)])


def _heading(column: dict[str, Any], *, size: float) -> float:
    """Return the width of the heading over a few short lines, its unit below it likewise."""
    lines = column["lines"] if column["align"] == "right" else str(column["heading"]).split()
    units = column["unit_lines"]
    return max(
        *(text_width(line, size=size, weight=600) for line in lines),
        *(text_width(line, size=size * UNIT) for line in units),
        0.0,
    )


def _unbroken(cell: dict[str, Any]) -> list[str]:
    """Return the parts of a cell that stay on one line: a figure whole, of a reason or a name each word."""
    words = _words(cell)
    # Not `split()`: that would also part at the space that does not break.
    return [words] if cell["type"] == "number" else [word for word in words.split(" ") if word]


def _cell_width(cell: dict[str, Any], *, size: float) -> float:
    if cell["type"] == "missing":
        return max(text_width(word, size=size) for word in _unbroken(cell))
    return text_width(_words(cell), size=size) + (CHIP if cell["type"] == "class" else 0.0)


def _words(cell: dict[str, Any]) -> str:
    return str(cell.get("reason") or cell["text"])
