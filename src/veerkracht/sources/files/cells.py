"""Cells to numbers: which decimal mark a column uses, and which of the many marks for "missing" a cell holds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors.files import DecimalError, FormulaError, InfiniteNumberError, NumberError
from veerkracht.facts.tables import Reason
from veerkracht.sources.files.sheet import Cell

# Source: CBS, Verklaring van tekens (. unknown, unreliable or secret; x secret; blank cannot occur); a lone comma is
# how the KWB files sometimes write the point. Numbers: CBS/Kadaster, Toelichting Wijk- en Buurtkaart, and the PDOK
# features of 2024, where -99995 fills whole columns that have not been published and -99997 single cells.
MISSING_MARKS: Mapping[str, Reason] = {
    "": Reason.NOT_MEASURED,
    ".": Reason.SUPPRESSED,
    ",": Reason.SUPPRESSED,
    "..": Reason.SUPPRESSED,
    "x": Reason.SUPPRESSED,
    "*": Reason.SUPPRESSED,
    "geheim": Reason.SUPPRESSED,
    "-": Reason.NOT_MEASURED,
    "–": Reason.NOT_MEASURED,
    "na": Reason.NOT_MEASURED,
    "n/a": Reason.NOT_MEASURED,
    "nan": Reason.NOT_MEASURED,
    "nb": Reason.NOT_MEASURED,
    "n.b.": Reason.NOT_MEASURED,
    "null": Reason.NOT_MEASURED,
    "none": Reason.NOT_MEASURED,
    "onbekend": Reason.NOT_MEASURED,
}
SENTINELS: Mapping[float, Reason] = {
    -99995.0: Reason.NOT_YET_PUBLISHED,
    -99996.0: Reason.NOT_MEASURED,
    -99997.0: Reason.SUPPRESSED,
    -99998.0: Reason.NOT_MEASURED,
    -99999.0: Reason.NOT_MEASURED,
    -99999997.0: Reason.SUPPRESSED,
    -99999998.0: Reason.NOT_MEASURED,
    -99999999.0: Reason.NOT_MEASURED,
}
_POINT = re.compile(r"[+-]?(\d+\.\d*|\.\d+)([eE][+-]?\d+)?|[+-]?\d+[eE][+-]?\d+")
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)")
_WHOLE = re.compile(r"[+-]?\d+")
# 1.234 or 1,234 or 12.345.678: may be thousands, or a decimal fraction of three digits.
_UNSURE = re.compile(r"[+-]?\d{1,3}([.,])\d{3}")
_THOUSANDS_POINT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")
_THOUSANDS_COMMA = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}")
_THOUSANDS_SPACE = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+(,\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """One column as numbers.

    Attributes:
        values: shape (rows,), NaN where missing.
        reasons: shape (rows,), `Reason` as uint8.
    """

    values: NDArray[np.float64]
    reasons: NDArray[np.uint8]


def to_numbers(
    cells: Sequence[Cell], *, file: str, column: str, lines: Sequence[int], null: Reason, blank: Reason
) -> Numbers:
    """Return the numbers in a column; every missing one with its reason.

    Each different text is understood once, which makes 17,000 rows of 40 columns a matter of a second.

    Args:
        cells: texts or typed values.
        file: how messages name the file.
        column: how messages name the column.
        lines: line number of each cell.
        null: the reason of a typed null.
        blank: the reason of an empty text.

    Raises:
        NumberError: if a text is no number and no mark for missing.
        InfiniteNumberError: if a number is too large.
        DecimalError: if comma and point are used in contradicting ways.
        FormulaError: if an Excel cell holds an error such as #N/B.

    Examples:
        >>> found = to_numbers(["1,5", " .", ""], file="a.csv", column="p", lines=[2, 3, 4],
        ...                    null=Reason.SUPPRESSED, blank=Reason.NOT_MEASURED)
        >>> found.values.tolist(), found.reasons.tolist()
        ([1.5, nan, nan], [0, 1, 2])
    """
    distinct = set(cells)
    texts = {cell for cell in distinct if isinstance(cell, str)}
    where = _Where(file=file, column=column, cells=cells, lines=lines)
    # Only a comma, a space inside or two points can make a number doubtful; most columns have none of these.
    is_plain = not any("," in text or text.count(".") > 1 or " " in text.strip() for text in texts)
    parse = _plain_number if is_plain else _parser(texts, where)
    known: dict[Cell, tuple[float, Reason]] = {}
    for cell in distinct:
        known[cell] = _one(cell, parse=parse, where=where, null=null, blank=blank)
    pairs = [known[cell] for cell in cells]
    values = np.array([pair[0] for pair in pairs], dtype=np.float64)
    reasons = np.array([pair[1] for pair in pairs], dtype=np.uint8)
    return Numbers(values=values, reasons=reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    file: str
    column: str
    cells: Sequence[Cell]
    lines: Sequence[int]

    def line(self, cell: Cell) -> int:
        """Return the first line that holds this cell."""
        return self.lines[self.cells.index(cell)]


def _one(
    cell: Cell, *, parse: Callable[[str], float], where: _Where, null: Reason, blank: Reason
) -> tuple[float, Reason]:
    """Return the value and reason of one cell."""
    if cell is None:
        return math.nan, null
    if isinstance(cell, str):
        text = cell.strip()
        if not text:
            return math.nan, blank
        reason = MISSING_MARKS.get(text.lower())
        if reason is not None:
            return math.nan, reason
        if text.startswith("#"):
            raise FormulaError(file=where.file, line=where.line(cell), column=where.column, value=text)
        try:
            value = parse(text)
        except ValueError:
            raise NumberError(file=where.file, line=where.line(cell), column=where.column, value=text[:60]) from None
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        value = float(cell)
        if math.isnan(value):
            return math.nan, null
    else:
        raise NumberError(file=where.file, line=where.line(cell), column=where.column, value=str(cell)[:60])
    if math.isinf(value) or abs(value) > 1e15:
        raise InfiniteNumberError(file=where.file, line=where.line(cell), column=where.column, value=str(cell).strip())
    sentinel = SENTINELS.get(value)
    return (math.nan, sentinel) if sentinel is not None else (value, Reason.PRESENT)


def _parser(texts: Iterable[str], where: _Where) -> Callable[[str], float]:
    """Return the function that reads the numbers of this column.

    A column may write 12,5 in one row and 12.5 in the next (KWB does): both are plain. Only where
    three digits follow a single mark does the rest of the column decide what the mark means.
    """
    fraction: dict[str, str] = {}
    thousands: dict[str, str] = {}
    unsure: dict[str, str] = {}
    for raw in texts:
        text = raw.strip()
        found = _UNSURE.fullmatch(text)
        if found:
            # 0.125 and 0,125 can only be fractions: no thousands start with a zero.
            leading = text.lstrip("+-")
            (fraction if leading.startswith("0") else unsure).setdefault(found[1], raw)
        elif _THOUSANDS_POINT.fullmatch(text):
            thousands["."] = raw
            if "," in text:
                fraction.setdefault(",", raw)
        elif _THOUSANDS_COMMA.fullmatch(text):
            thousands[","] = raw
            if "." in text:
                fraction.setdefault(".", raw)
        elif _POINT.fullmatch(text):
            fraction.setdefault(".", raw)
        elif _COMMA.fullmatch(text):
            fraction.setdefault(",", raw)
    _check_marks(fraction, thousands, unsure, where)
    return lambda text: _number(text, thousands)


def _check_marks(
    fraction: Mapping[str, str], thousands: Mapping[str, str], unsure: Mapping[str, str], where: _Where
) -> None:
    """Refuse a column in which one mark must mean two things, or might."""
    clashes = [(fraction[mark], thousands[mark]) for mark in fraction if mark in thousands]
    # 1.234 beside 12,5: a thousand or one and a quarter; nobody can tell.
    for mark, raw in unsure.items():
        other = "," if mark == "." else "."
        if mark in thousands:
            continue
        if other in fraction or other in unsure:
            clashes.append((raw, fraction.get(other) or unsure[other]))
    for value, other_value in clashes:
        raise DecimalError(
            file=where.file,
            column=where.column,
            value=value.strip(),
            line=where.line(value),
            other=other_value.strip(),
            other_line=where.line(other_value),
        )


def _plain_number(text: str) -> float:
    """Return the number in a text without commas, or raise ValueError; Python also takes `1_000` and `inf`."""
    if not text[-1].isdigit() and not text.endswith("."):
        raise ValueError(text)
    if "_" in text:
        raise ValueError(text)
    return float(text)


def _number(text: str, thousands: Mapping[str, str]) -> float:
    """Return the number in a text, or raise ValueError."""
    if _THOUSANDS_SPACE.fullmatch(text):
        text = re.sub(r"[ \u00a0\u202f]", "", text)
    for mark in thousands:
        text = text.replace(mark, "")
    if _COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    if _WHOLE.fullmatch(text) or _POINT.fullmatch(text):
        return float(text)
    raise ValueError(text)
