"""Read delimited text (CSV): which delimiter, where the header is, and every row of equal length."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from veerkracht.errors.files import (
    BrokenFileError,
    HugeCellError,
    NoRowsError,
    NotAreaDataError,
    RaggedRowError,
)
from veerkracht.sources.files.sheet import Sheet

DELIMITERS = (";", ",", "\t", "|")
_FOOTERS = ("bron:", "source:", "©", "bron ", "copyright")


def read_delimited(text: str, *, file: str) -> Sheet:
    """Return the table in a text, its line numbers kept.

    A title above the header and source lines below the table, as StatLine writes them, are passed over.

    Raises:
        RaggedRowError: if a row has another number of cells than the header.
        HugeCellError, BrokenFileError: if a quotation mark is missing.
        NoRowsError: if there is only a header.
        NotAreaDataError: if it is running text.
    """
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter=delimiter, file=file)
    title, (line, header) = _header(rows, file=file)
    width = len(header)
    if width < 2:
        raise NotAreaDataError(file=file, found_nl="tekst zonder kolommen", found_en="text without columns")
    body: list[list[str]] = []
    lines: list[int] = []
    footer = 0
    for line, row in rows:
        if not any(row):
            continue
        if len(row) != width:
            if row[0].strip().lower().startswith(_FOOTERS) and not any(row[1:]):
                footer += 1
                continue
            if len(row) < width or any(row[width:]):
                raise RaggedRowError(file=file, line=line, found=len(row), expected=width, delimiter=delimiter)
        body.append(row)
        lines.append(line)
    if not body:
        raise NoRowsError(file=file)
    columns = tuple(tuple(column) for column in zip(*body, strict=False))[:width]
    names = tuple(name.strip().strip("\ufeff") for name in header)
    return Sheet(file=file, header=_named(names), columns=columns, lines=lines, title=title, footer=footer)


def peek_header(text: str, *, file: str) -> tuple[str, ...]:
    """Return the column names only, for a layout that is recognised but not read.

    Raises:
        NotAreaDataError: if it is running text.
    """
    _, (_, header) = _header(_rows(text[:262144], delimiter=_delimiter(text), file=file), file=file)
    return _named(tuple(name.strip() for name in header))


def _named(header: tuple[str, ...]) -> tuple[str, ...]:
    """Return the header with a name for the nameless row-number columns that R writes."""
    return tuple(name or f"#{i}" for i, name in enumerate(header))


def _delimiter(text: str) -> str:
    """Return the delimiter that gives the same, largest number of cells in most of the first lines."""
    sample = [line for line in text[:65536].splitlines() if line.strip()][:20]
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter)]
        except csv.Error:
            continue
        width = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
        score = (widths.count(width) if width > 1 else 0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(text: str, *, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise HugeCellError(file=file, line=reader.line_num, limit=csv.field_size_limit()) from error
            raise BrokenFileError(file=file, kind="CSV", detail=f"regel/line {reader.line_num}: {error}") from error
        yield reader.line_num, row


def _header(rows: Iterator[tuple[int, list[str]]], *, file: str) -> tuple[str, tuple[int, list[str]]]:
    """Return the title above the table and the header: the first row that is not a single cell."""
    title: list[str] = []
    for line, row in rows:
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1:
            return " ".join(title), (line, row)
        title.extend(filled)
        if len(title) > 10:
            break
    raise NotAreaDataError(file=file, found_nl="tekst zonder kolommen", found_en="text without columns")
