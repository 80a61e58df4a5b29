"""Files in the same folder that complete a table: names of areas, and codes for a StatLine file without codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from veerkracht.errors.files import FileError
from veerkracht.sources.files.delimited import read_delimited
from veerkracht.sources.files.documents import parquet_sheet
from veerkracht.sources.files.headers import Writing, stems, writing
from veerkracht.sources.files.layouts import keys_of
from veerkracht.sources.files.opening import Content, Opened, decode, open_file
from veerkracht.sources.files.rows import text_of
from veerkracht.sources.files.sheet import Cell, Sheet

_MAXIMUM_FILES = 40
_MAXIMUM_BYTES = 16 * 1024**2


def area_names(opened: Opened) -> dict[str, str]:
    """Return names by area code from code lists or StatLine files beside a table."""
    found: dict[str, str] = {}
    for sheet in _siblings(opened):
        code = next((name for name in ("Key", "Identifier") if name in sheet.header), None)
        keys = keys_of(sheet.header)
        if code and "Title" in sheet.header and "Unit" not in sheet.header:
            pairs = zip(sheet.column(code), sheet.column("Title"), strict=True)
        elif writing(sheet.header) is not Writing.PLAIN and "Codering" in keys:
            pairs = zip(
                sheet.columns[keys.index("Codering")], sheet.columns[keys.index("WijkenEnBuurten")], strict=True
            )
        else:
            continue
        for key, title in pairs:
            found.setdefault(text_of(key), text_of(title))
    return found


def area_codes(opened: Opened, sheet: Sheet) -> tuple[Cell, ...] | None:
    """Return the codes of a StatLine file that has only names, from a file beside it with the same rows.

    Names are not unique, so nothing is looked up by name: the other file must have the same name, gemeente
    and number of residents on every single row, in the same order.
    """
    own = _fingerprint(sheet)
    if own is None:
        return None
    for other in _siblings(opened):
        keys = stems(other.header, known=())
        if "Codering" in keys and len(other) == len(sheet) and _fingerprint(other) == own:
            return tuple(other.columns[keys.index("Codering")])
    return None


def _fingerprint(sheet: Sheet) -> list[tuple[str, ...]] | None:
    keys = stems(sheet.header, known=())
    wanted = ("WijkenEnBuurten", "Gemeentenaam", "AantalInwoners")
    if not all(name in keys for name in wanted):
        return None
    columns = [sheet.columns[keys.index(name)] for name in wanted]
    return [tuple(text_of(cell) for cell in row) for row in zip(*columns, strict=True)]


def _siblings(opened: Opened) -> Iterator[Sheet]:
    """Give the readable small tables in the same folder; one that cannot be read is no companion."""
    if opened.folder is None:
        return
    own = Path(opened.name).name
    for path in sorted(opened.folder.iterdir())[:_MAXIMUM_FILES]:
        if path.name == own or path.suffix.lower() not in {".csv", ".parquet"}:
            continue
        try:
            if path.stat().st_size > _MAXIMUM_BYTES:
                continue
            other = open_file(path)
            if other.content is Content.PARQUET:
                yield parquet_sheet(other)
            elif other.content is Content.TEXT:
                yield read_delimited(decode(other.payload, file=other.name), file=other.name)
        except (FileError, OSError):
            continue
