"""A sheet of an own table: where its header stands, what its columns are called and what they look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from veerkracht.errors.data import AreaCodeError
from veerkracht.facts.areas import Level, parse_code
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files.cells import MISSING_MARKS
from veerkracht.sources.files.grid import Grid, GridCell
from veerkracht.workflows.own_tables_mapping import fault

PREVIEW_ROWS = 20
_SAMPLE = 500
_LONG = 200
_NUMBER = re.compile(r"[+-]?[0-9][0-9., \u00a0]*%?|[+-]?[.,][0-9]+")
_YEAR = re.compile(r"(19|20)[0-9]{2}(JJ00)?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),(\d{1,2}|\d{4,})%?|[+-]?0,\d+")
_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)\.(\d{1,2}|\d{4,})%?|[+-]?0\.\d+")


class ColumnType(StrEnum):
    """What the cells of a column look like."""

    AREA = "area"
    YEAR = "year"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """One column of a sheet.

    Attributes:
        name: as the header writes it; `#3` for the third column if it has no name.
        type: what its cells look like.
        filled: number of cells that hold something.
        examples: the first different values, at most three.
    """

    name: str
    type: ColumnType
    filled: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """One sheet, with the row that we take for its header.

    Attributes:
        name: of the sheet; empty for a CSV.
        header_row: row number in the file, from 1.
        columns: from left to right.
        rows: number of filled rows below the header.
        preview: the first rows below the header as texts, with their row numbers first.
        remarks: what the reader should know, such as columns without a name.
    """

    name: str
    header_row: int
    columns: tuple[ColumnView, ...]
    rows: int
    preview: tuple[tuple[int, tuple[str, ...]], ...]
    remarks: tuple[Bilingual, ...]
    grid: Grid = field(repr=False, compare=False)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def of_type(self, *types: ColumnType) -> list[ColumnView]:
        """Return the columns that look like one of these."""
        return [column for column in self.columns if column.type in types]


def view(grid: Grid, *, header_row: int | None) -> SheetView:
    """Return a sheet with its header in a row, or in the row that looks most like one.

    Raises:
        MappingFaultError: if the file has nothing in that row.
    """
    at = _header_at(grid) if header_row is None else _row_at(grid, header_row)
    width = max(len(row) for row in grid.rows[at:])
    names, remarks = _names([shown(cell) for cell in grid.rows[at]], width)
    body = grid.rows[at + 1 :]
    columns = tuple(_column(name, [row[i] if i < len(row) else None for row in body]) for i, name in enumerate(names))
    preview = tuple(
        (line, tuple(shown(row[i] if i < len(row) else None)[:_LONG] for i in range(width)))
        for line, row in zip(grid.lines[at + 1 :], body[:PREVIEW_ROWS], strict=False)
    )
    return SheetView(
        name=grid.name,
        header_row=grid.lines[at],
        columns=columns,
        rows=len(body),
        preview=preview,
        remarks=remarks,
        grid=grid,
    )


def shown(cell: GridCell) -> str:
    """Return a cell as a person sees it.

    >>> shown(2024.0), shown(None), shown(date(2024, 1, 31))
    ('2024', '', '2024-01-31')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _header_at(grid: Grid) -> int:
    """Return the place of the row that looks like a header: widest in texts, with rows as wide below it."""
    best, best_score = 0, -1.0
    for at, row in enumerate(grid.rows[:30]):
        texts = [shown(cell) for cell in row if shown(cell)]
        named = [text for text in texts if not _NUMBER.fullmatch(text) or _YEAR.fullmatch(text)]
        below = grid.rows[at + 1 : at + 6]
        if not below or not texts:
            continue
        width = sum(sum(bool(shown(cell)) for cell in one) for one in below) / len(below)
        score = min(len(set(named)), width) - (len(texts) - len(named)) - 0.01 * at
        if score > best_score:
            best, best_score = at, score
    return best


def _row_at(grid: Grid, header_row: int) -> int:
    if header_row in grid.lines:
        return grid.lines.index(header_row)
    text = ("is een lege rij", "is an empty row", "het nummer van de rij met kolomnamen", "the row with column names")
    raise fault("header_row", header_row, *text)


def _names(header: Sequence[str], width: int) -> tuple[list[str], tuple[Bilingual, ...]]:
    """Return a name of its own for each column, and what had to be made up."""
    names: list[str] = []
    unnamed, twice = 0, []
    for i in range(width):
        name = " ".join((header[i] if i < len(header) else "").split())[:_LONG]
        if not name:
            unnamed, name = unnamed + 1, f"#{i + 1}"
        if name in names:
            twice.append(name)
            name = f"{name} ({sum(one == name or one.startswith(f'{name} (') for one in names) + 1})"
        names.append(name)
    remarks = []
    if unnamed:
        remarks.append(Bilingual(f"{unnamed} kolommen zonder naam", f"{unnamed} columns without a name"))
    if twice:
        listed = ", ".join(dict.fromkeys(twice))
        remarks.append(Bilingual(f"dezelfde naam meer dan eens: {listed}", f"the same name more than once: {listed}"))
    return names, tuple(remarks)


def _column(name: str, cells: Sequence[GridCell]) -> ColumnView:
    filled = [cell for cell in cells if shown(cell)]
    sample = [cell for cell in filled[:_SAMPLE] if shown(cell).lower() not in MISSING_MARKS]
    examples = tuple(dict.fromkeys(shown(cell)[:40] for cell in sample[:50]))[:3]
    return ColumnView(name=name, type=_type(name, sample), filled=len(filled), examples=examples)


def _type(name: str, sample: Sequence[GridCell]) -> ColumnType:
    if not sample:
        return ColumnType.EMPTY
    texts = [shown(cell) for cell in sample]
    most = 0.9 * len(texts)
    if sum(is_area_code(text, column=name) for text in texts) >= most:
        return ColumnType.AREA
    if sum(isinstance(cell, date) for cell in sample) >= most:
        return ColumnType.DAY
    if sum(_YEAR.fullmatch(text) is not None for text in texts) >= most:
        return ColumnType.YEAR
    if sum(_NUMBER.fullmatch(text) is not None for text in texts) < most:
        return ColumnType.TEXT
    whole = all(re.fullmatch(r"[+-]?\d+|[+-]?\d{1,3}([., \u00a0]\d{3})+", text) for text in texts)
    return ColumnType.WHOLE if whole else ColumnType.NUMBER


def is_area_code(text: str, *, column: str) -> bool:
    """Return whether a text is the code of a gemeente, wijk or buurt; digits alone only where the column says so.

    >>> is_area_code("BU03440111", column="x"), is_area_code("3440111", column="buurtcode")
    (True, True)
    """
    if text.isdigit() and len(text) >= 3:
        return (
            level_of_column(column) is not None
            and len(text) <= 8
            and re.search("code|nr|num", column.lower()) is not None
        )
    try:
        return parse_code(text)[0] in {Level.GEMEENTE, Level.WIJK, Level.BUURT}
    except AreaCodeError:
        return False


def level_of_column(column: str) -> Level | None:
    """Return the level that the name of a column speaks of."""
    text = column.lower()
    return next((level for level in (Level.BUURT, Level.WIJK, Level.GEMEENTE) if level.value in text), None)


def decimal_mark(sheets: Sequence[SheetView], *, delimiter: str) -> str:
    """Return the mark before decimals that most texts show; a comma where none does, unless commas cut the columns."""
    commas = points = 0
    for sheet in sheets:
        for row in sheet.grid.rows[:2000]:
            for cell in row:
                if isinstance(cell, str) and 1 < len(cell) < 20:
                    commas += _COMMA.fullmatch(cell.strip()) is not None
                    points += _POINT.fullmatch(cell.strip()) is not None
    if commas == points:
        return "." if delimiter == "," else ","
    return "," if commas > points else "."
