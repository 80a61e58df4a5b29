"""Read Excel: one header row, one value per cell, no formulas without a result."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from veerkracht.errors.files import (
    BrokenFileError,
    EncryptedFileError,
    FormulaError,
    MergedCellsError,
    NoRowsError,
)
from veerkracht.sources.files.archive import guard
from veerkracht.sources.files.opening import Opened
from veerkracht.sources.files.sheet import Cell, Sheet

_FORMULA_WITHOUT_RESULT = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*><f[^>]*>[^<]*</f>(?:<v/>|<v></v>)?</c>')


# calamine gives an error such as #DIV/0! as an empty cell; that would be a missing value without a reason.
_ERROR_VALUE = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>')


def read_workbook(opened: Opened) -> list[Sheet]:
    """Return each filled sheet of a workbook.

    Raises:
        EncryptedFileError: if it asks for a password.
        BrokenFileError: if it is damaged.
        MergedCellsError: if cells are merged in or below the header.
        FormulaError: if a cell holds a formula that was never calculated.
        NoRowsError: if no sheet has rows.
    """
    if opened.payload[:2] == b"PK":
        _check_parts(opened)
    elif "EncryptedPackage".encode("utf-16-le") in opened.payload:
        raise EncryptedFileError(file=opened.name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(opened.payload))
        sheets = [_sheet(book.get_sheet_by_name(name), name=name, file=opened.name) for name in book.sheet_names]
    except PasswordError as error:
        raise EncryptedFileError(file=opened.name) from error
    except CalamineError as error:
        raise BrokenFileError(file=opened.name, kind="Excel", detail=str(error)[:80]) from error
    filled = [sheet for sheet in sheets if sheet is not None]
    if not filled:
        raise NoRowsError(file=opened.name)
    return filled


def _check_parts(opened: Opened) -> None:
    """Refuse an unsafe zip and formulas that no spreadsheet program has calculated."""
    try:
        with zipfile.ZipFile(io.BytesIO(opened.payload)) as parts:
            guard(parts, file=opened.name, nested=True)
            for part in parts.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    _check_cells(parts.read(part), file=opened.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise BrokenFileError(file=opened.name, kind="Excel", detail=str(error)[:80]) from error


def _check_cells(xml: bytes, *, file: str) -> None:
    """Refuse formulas without a result and error values; most sheets have neither and are done at once."""
    found = _FORMULA_WITHOUT_RESULT.search(xml) if b"<f" in xml else None
    if found:
        raise FormulaError(file=file, line=int(found[2]), column=found[1].decode(), value="")
    found = _ERROR_VALUE.search(xml) if b't="e"' in xml else None
    if found:
        raise FormulaError(file=file, line=int(found[2]), column=found[1].decode(), value=found[3].decode())


def _sheet(raw: Any, *, name: str, file: str) -> Sheet | None:
    rows: list[list[Cell]] = raw.to_python(skip_empty_area=False)
    top = next((i for i, row in enumerate(rows) if sum(cell not in {"", None} for cell in row) > 1), None)
    if top is None:
        return None
    for (first_row, first_column), (last_row, last_column) in raw.merged_cell_ranges or []:
        if last_row >= top:
            cells = f"{_letters(first_column)}{first_row + 1}:{_letters(last_column)}{last_row + 1}"
            raise MergedCellsError(file=file, sheet=name, cells=cells)
    header = [str(cell).strip() if cell is not None else "" for cell in rows[top]]
    while header and not header[-1]:
        header.pop()
    body = [(i + 1, row) for i, row in enumerate(rows) if i > top and any(cell not in {"", None} for cell in row)]
    if not body:
        raise NoRowsError(file=file)
    columns = tuple(tuple(row[i] for _, row in body) for i in range(len(header)))
    return Sheet(
        file=file,
        header=tuple(column or f"#{i}" for i, column in enumerate(header)),
        columns=columns,
        lines=[line for line, _ in body],
        title=" ".join([name, *(str(cell) for row in rows[:top] for cell in row if cell)]),
    )


def _letters(column: int) -> str:
    """Return the letters of a column number that starts at 0.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
