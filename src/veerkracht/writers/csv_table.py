"""A table as CSV for Excel in the Netherlands, in which no name can act as a formula.

A byte order mark, because without it Excel reads "Curaçao" as "CuraÃ§ao". Semicolons, because a Dutch
Excel parts columns at those. In Dutch a decimal comma, because that Excel takes 0.5 for a text, or for
the fifth of a month; in English a point. Python reads it with
`pandas.read_csv(file, sep=";", decimal=",", encoding="utf-8-sig")`.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from veerkracht.writers.plain import clean

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal

Cell = str | float | int | bool | None

# What a spreadsheet takes for a formula, wide signs of East Asian keyboards included.
_ACTING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, taal: Taal) -> bytes:
    """Return a table as CSV; equal input gives equal bytes.

    Args:
        columns: headings.
        rows: each with a cell for every column; None and what is not a number become empty.
        taal: decides the sign for decimals.
    """
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(one) for one in columns])
    writer.writerows([[_written(cell, taal=taal) for cell in row] for row in rows])
    return sink.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs: one that starts like a formula gets an apostrophe.

    Source:
        OWASP, CSV Injection.

    Examples:
        >>> harmless("=cmd|' /C calc'!A0"), harmless("'s-Gravenhage"), harmless("Zuilen")
        ("'=cmd|' /C calc'!A0", "'s-Gravenhage", 'Zuilen')
    """
    tidy = clean(text)
    return f"'{tidy}" if text.startswith(_ACTING) or tidy.lstrip().startswith(_ACTING) else tidy


def _written(cell: Cell, *, taal: Taal) -> str:
    """Return a cell as text: a figure in full, with the sign for decimals of the language."""
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    text = f"{cell:.12g}" if isinstance(cell, float) else str(cell)
    return text.replace(".", ",") if taal == "nl" else text
