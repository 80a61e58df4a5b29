"""Grids: the rows of an uploaded table as they stand in the file, before anything is understood."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.parsers import expat

from veerkracht.errors.files import (
    BrokenFileError,
    EncodingError,
    EncryptedFileError,
    HugeCellError,
    NoRowsError,
    NulByteError,
)
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files.opening import decode
from veerkracht.sources.files.sheets_apart import LIMIT_SECONDS
from veerkracht.sources.files.upload import Upload, UploadKind
from veerkracht.sources.files.upload_parts import (
    LIMIT_CELL_TEXT,
    LIMIT_COLUMNS,
    Extent,
    check_extent,
    look_through,
)

GridCell = str | float | int | bool | date | None
DELIMITERS = {
    ";": Bilingual("puntkomma", "semicolon"),
    ",": Bilingual("komma", "comma"),
    "\t": Bilingual("tab", "tab"),
    "|": Bilingual("streepje", "bar"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet of a file, or a whole CSV.

    Attributes:
        name: of the sheet; empty for a CSV.
        lines: row number in the file of each row, from 1, shape (rows,).
        rows: the rows that are not empty; not all of the same length.
    """

    name: str
    lines: Sequence[int]
    rows: Sequence[Sequence[GridCell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Everything in an uploaded file.

    Attributes:
        grids: the sheets that hold something, in the order of the file.
        encoding: of a CSV: `utf-8`, `utf-16` or `windows-1252`; empty for a workbook.
        delimiter: of a CSV; empty for a workbook.
    """

    grids: tuple[Grid, ...]
    encoding: str = ""
    delimiter: str = ""


def read_upload(upload: Upload) -> Read:
    """Return the rows of an uploaded file.

    Raises:
        UploadError: if it holds more than a table does, or something that may do harm.
        FileError: if it is damaged, locked, empty or no text.
    """
    return _read_csv(upload) if upload.kind is UploadKind.CSV else _read_workbook(upload)


def _read_workbook(upload: Upload) -> Read:
    extents = look_through(upload)
    sheets = _sheets(upload)
    parts = _parts(upload, [name for name, _ in sheets])
    grids = [_sheet(name, raw, extents.get(parts.get(name, name), Extent())) for name, raw in sheets]
    filled = tuple(grid for grid in grids if grid.rows)
    if not filled:
        raise NoRowsError(file=upload.name)
    return Read(grids=filled)


def _sheets(upload: Upload) -> list[tuple[str, list[list[Any]]]]:
    """Return the cells of each sheet, read by a process of its own: whatever breaks there, breaks nothing here."""
    script = Path(__file__).with_name("sheets_apart.py")
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and script, no shell
            [sys.executable, "-I", str(script)],
            input=upload.payload,
            capture_output=True,
            check=True,
            timeout=2 * LIMIT_SECONDS,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise BrokenFileError(
            file=upload.name, kind=upload.kind.value, detail="niet te lezen / cannot be read"
        ) from error
    if "locked" in answer:
        raise EncryptedFileError(file=upload.name)
    if "broken" in answer:
        raise BrokenFileError(file=upload.name, kind=upload.kind.value, detail=answer["broken"])
    return [(name, rows) for name, rows in answer["sheets"]]


def _sheet(name: str, raw: list[list[Any]], extent: Extent) -> Grid:
    for (row, column), value in extent.wrong.items():
        # The reader gives an error value as an empty cell, which would be a missing figure without a reason.
        if row <= len(raw) and column <= len(raw[row - 1]):
            raw[row - 1][column - 1] = value
    filled = [
        (i + 1, [_cell(cell) for cell in row]) for i, row in enumerate(raw) if any(c not in ("", None) for c in row)
    ]
    return Grid(name=name, lines=[line for line, _ in filled], rows=[row for _, row in filled])


def _cell(cell: Any) -> GridCell:
    found: GridCell = date.fromisoformat(cell[0]) if isinstance(cell, list) else cell
    return found


def _parts(upload: Upload, names: Sequence[str]) -> Mapping[str, str]:
    """Return the part in which each sheet of an .xlsx stands; a table of an .ods goes by its own name."""
    if upload.kind is not UploadKind.XLSX:
        return {}
    with zipfile.ZipFile(io.BytesIO(upload.payload)) as archive:
        try:
            sheets = _attributes(archive.read("xl/workbook.xml"), "sheet")
            targets = _attributes(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
        except (KeyError, expat.ExpatError, OSError, EOFError, zipfile.BadZipFile):
            return {}
    by_id = {one.get("Id", ""): one.get("Target", "") for one in targets}
    found = {one.get("name", ""): by_id.get(one.get("id", ""), "") for one in sheets}
    return {
        name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        for name, target in found.items()
        if name in names
    }


def _attributes(xml: bytes, element: str) -> list[dict[str, str]]:
    """Return the attributes of every element of one name, without prefixes; the part was walked through before."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == element:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)  # noqa: FBT003  # takes no name
    return found


def _read_csv(upload: Upload) -> Read:
    try:
        text = decode(upload.payload, file=upload.name)
    except UnicodeError as error:
        raise EncodingError(file=upload.name, line=1, byte=upload.payload[0]) from error
    if "\x00" in text:
        raise NulByteError(file=upload.name, line=text[: text.index("\x00")].count("\n") + 1)
    delimiter = _delimiter(text)
    lines: list[int] = []
    rows: list[list[str]] = []
    width = letters = 0
    for line, row in _records(text, delimiter=delimiter, file=upload.name):
        if not any(cell.strip() for cell in row):
            continue
        rows.append(row)
        lines.append(line)
        width, letters = max(width, len(row)), letters + sum(map(len, row))
        check_extent(upload.name, rows=len(rows), columns=width, text=letters)
    if not rows:
        raise NoRowsError(file=upload.name)
    return Read(grids=(Grid(name="", lines=lines, rows=rows),), encoding=_encoding(upload.payload), delimiter=delimiter)


def _records(text: str, *, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record with the number of its first line; nothing wider than a table is ever made into a list."""
    reader = csv.reader(_narrow(text, delimiter=delimiter, file=file), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise HugeCellError(file=file, line=start, limit=LIMIT_CELL_TEXT) from error
            raise BrokenFileError(file=file, kind="CSV", detail=f"regel/line {start}: {error}") from error
        if any(len(cell) > LIMIT_CELL_TEXT for cell in row):
            raise HugeCellError(file=file, line=start, limit=LIMIT_CELL_TEXT)
        yield start, row
        start = reader.line_num + 1


def _narrow(text: str, *, delimiter: str, file: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        # Delimiters between quotation marks count too; a text with a thousand commas is no cell either.
        check_extent(file, rows=1, columns=line.count(delimiter) + 1)
        yield line


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first lines in the same, largest number of cells."""
    sample = [line[:20_000] for line in text[:65_536].splitlines() if line.strip()][:20]
    best, best_score = ";", (0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = [min(len(row), LIMIT_COLUMNS + 1) for row in csv.reader(sample, delimiter=delimiter)]
        except csv.Error:
            continue
        width = max(set(widths), key=lambda one: (widths.count(one), one), default=1)
        score = (widths.count(width) if width > 1 else 0, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _encoding(payload: bytes) -> str:
    if payload[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
