"""The parts of an uploaded workbook, all looked at before a spreadsheet reader sees them.

The reader makes a full rectangle of every sheet and a text of every cell. One cell in the far corner, or one long text
that a million cells share, would fill the memory of the machine; so each part is first walked through, element by
element, and what it would become is counted.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers import expat

from veerkracht.errors.files import BrokenFileError, EncryptedFileError, HugeCellError
from veerkracht.errors.own_tables import UnsafeWorkbookError, UploadSizeError
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files.upload import Upload, UploadKind

LIMIT_PARTS = 500
LIMIT_UNPACKED = 250 * 1024 * 1024
# Sheets pack 5 to 30 times; above 10 MB nothing real packs 200 times.
LIMIT_RATIO, _SMALL = 200, 10 * 1024 * 1024
LIMIT_ROWS, LIMIT_COLUMNS, LIMIT_CELLS = 200_000, 1_000, 3_000_000
LIMIT_CELL_TEXT, LIMIT_TEXT = 5_000, 64_000_000
_CHUNK = 1 << 16
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

_MACROS = Bilingual("een macro", "a macro")
_LINKS = Bilingual("een koppeling met een ander bestand of een database", "a link to another file or a database")
_WITHIN = Bilingual("een bestand in het bestand", "a file within the file")
_ENTITY = Bilingual("een XML-definitie (DOCTYPE of entiteit)", "an XML definition (DOCTYPE or entity)")
_PATH = Bilingual("een onderdeel met een vreemd pad", "a part with an odd path")
_BOMB = Bilingual("veel te veel uitgepakte gegevens (zipbom)", "far too much data once unpacked (zip bomb)")
_NAMED = (
    (re.compile(r"vbaproject|(^|/)(basic|scripts)/|macrosheets/|(^|/)vbadata", re.IGNORECASE), _MACROS),
    (re.compile(r"externallinks?/|connections\.xml$|querytables?/|(^|/)webextensions?/", re.IGNORECASE), _LINKS),
    (re.compile(r"embeddings?/|\.(zip|7z|rar|gz|tar|exe|dll|js|vbs|jar)$", re.IGNORECASE), _WITHIN),
)
_LINKING = frozenset({"table-source", "database-source-sql", "database-source-table", "dde-source", "dde-link"})


@dataclass(slots=True)
class Extent:
    """What one sheet holds, counted before it is read.

    Attributes:
        rows, columns: the corner of the last filled cell.
        text: characters of all its texts, a text counted as often as it is used.
        wrong: by (row, column), both from 1: error values, and formulas that were never calculated.
    """

    rows: int = 0
    columns: int = 0
    text: int = 0
    wrong: dict[tuple[int, int], str] = field(default_factory=dict)


def look_through(upload: Upload) -> Mapping[str, Extent]:
    """Return what each sheet of a workbook will become, or refuse the workbook.

    Returns:
        By name of the part (.xlsx) or of the table (.ods).

    Raises:
        UnsafeWorkbookError: macros, links, files within, odd paths, entities, a zip bomb.
        UploadSizeError: more parts, rows, columns, cells or text than a table has.
        HugeCellError: if one cell holds more text than `LIMIT_CELL_TEXT`.
        EncryptedFileError: if it asks for a password.
        BrokenFileError: if it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(upload.payload)) as archive:
            _check_contents(archive, upload.name)
            return _walk(archive, upload)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError),
        *(ValueError, UnicodeError, expat.ExpatError),
    ) as error:
        raise BrokenFileError(file=upload.name, kind=upload.kind.value, detail=str(error)[:80]) from error


def _check_contents(archive: zipfile.ZipFile, file: str) -> None:
    """Look at the table of contents only: nothing is unpacked yet."""
    members = archive.infolist()
    total, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members) or 1
    if len(members) > LIMIT_PARTS:
        found = Bilingual(f"{len(members)} onderdelen in de werkmap", f"{len(members)} parts in the workbook")
        raise UploadSizeError(file, found=found, limit=_both(LIMIT_PARTS))
    if total > LIMIT_UNPACKED or (total > _SMALL and total / packed > LIMIT_RATIO):
        raise UnsafeWorkbookError(file, found=_BOMB)
    if len({one.filename for one in members}) < len(members):
        raise UnsafeWorkbookError(file, found=_PATH)
    for one in members:
        path = PurePosixPath(one.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in one.filename:
            raise UnsafeWorkbookError(file, found=_PATH)
        if one.flag_bits & 1:
            raise EncryptedFileError(file=file)
        for pattern, found in _NAMED:
            if pattern.search(one.filename):
                raise UnsafeWorkbookError(file, found=found)


def _walk(archive: zipfile.ZipFile, upload: Upload) -> dict[str, Extent]:
    """Walk through every part that may be XML, whatever its name: the workbook itself says which are sheets."""
    extents: dict[str, Extent] = {}
    texts: list[int] = []
    unpacked = 0
    # Texts first: a sheet refers to them by number.
    for member in sorted(archive.infolist(), key=lambda one: "sharedstrings" not in one.filename.lower()):
        if member.is_dir():
            continue
        walker: _Walker | None = None
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > LIMIT_UNPACKED:
                    raise UnsafeWorkbookError(upload.name, found=_BOMB)
                if walker is None:
                    if chunk.startswith((b"PK\x03\x04", b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0")):
                        raise UnsafeWorkbookError(upload.name, found=_WITHIN)
                    if not chunk.lstrip(b"\xef\xbb\xbf\xff\xfe\x00\r\n\t ").startswith(b"<"):
                        break
                    walker = _Walker(upload, member.filename, texts)
                walker.feed(chunk)
        if walker is not None:
            walker.close()
            extents.update(walker.extents)
    return extents


class _Walker:
    """Walks through one part of a workbook and counts; keeps nothing of it."""

    def __init__(self, upload: Upload, part: str, texts: list[int]) -> None:
        self.upload, self.part, self.texts = upload, part, texts
        self.extents: dict[str, Extent] = {}
        self._sheet = Extent()
        self._row, self._column, self._length = 0, 0, 0
        self._type, self._value = "", ""
        self._filled = self._has_formula = self._in_shared = self._in_value = False
        self._repeated_rows = self._repeated_columns = 1
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_entity
        self._parser.EntityDeclHandler = self._refuse_entity
        is_ods = upload.kind is UploadKind.ODS
        self._parser.StartElementHandler = self._start_ods if is_ods else self._start_xlsx
        self._parser.EndElementHandler = self._end_ods if is_ods else self._end_xlsx
        self._parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk)

    def close(self) -> None:
        self._parser.Parse(b"", True)  # noqa: FBT003  # takes no name

    def _refuse_entity(self, *_: object) -> None:
        raise UnsafeWorkbookError(self.upload.name, found=_ENTITY)

    def _text(self, text: str) -> None:
        self._length += len(text)
        if self._in_value and len(self._value) < 40:
            self._value += text
        if self._length > LIMIT_CELL_TEXT and (self._column or self._in_shared):
            raise HugeCellError(file=self.upload.name, line=self._row, limit=LIMIT_CELL_TEXT)

    def _start_xlsx(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "sheetData":
            self._sheet = self.extents.setdefault(self.part, Extent())
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif name == "c":
            self._column = self._place(attributes["r"]) if "r" in attributes else self._column + 1
            self._type, self._value, self._length = attributes.get("t", ""), "", 0
            self._filled = self._has_formula = False
        elif name in {"v", "t", "is"}:
            # Also an empty value makes a cell for the reader, and so counts.
            self._in_value, self._value, self._filled = True, "", True
        elif name == "f":
            self._has_formula = True
        elif name == "si":
            self._in_shared, self._length = True, 0

    def _place(self, reference: str) -> int:
        """Return the column of a cell; one written in another way than spreadsheet programs do is refused.

        The reader takes more ways than we do, and would see another corner.
        """
        found = _REFERENCE.fullmatch(reference)
        if found is None or int(found[2]) != self._row:
            raise ValueError(reference[:20])
        return _number(found[1])

    def _end_xlsx(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.texts.append(self._length)
            self._in_shared = False
        elif name in {"v", "t"}:
            self._in_value = False
        elif name == "c":
            self._cell_xlsx()

    def _cell_xlsx(self) -> None:
        if self._filled:
            length = self._length
            if self._type == "s" and self._value.isdecimal() and int(self._value) < len(self.texts):
                length = self.texts[int(self._value)]
            self._count(self._row, self._column, length)
        if self._type == "e" or (self._has_formula and not self._value):
            self._mark(self._row, self._column, self._value or "=...")

    def _start_ods(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if local in _LINKING:
            raise UnsafeWorkbookError(self.upload.name, found=_LINKS)
        if local == "encryption-data":
            raise EncryptedFileError(file=self.upload.name)
        if local == "table" and prefix == "table":
            self._sheet = self.extents.setdefault(attributes.get("name", ""), Extent())
            self._row = 0
        elif local == "table-row":
            self._repeated_rows = int(attributes.get("number-rows-repeated", 1))
            self._row, self._column = self._row + 1, 0
        elif local in {"table-cell", "covered-table-cell"}:
            self._repeated_columns = int(attributes.get("number-columns-repeated", 1))
            self._column, self._length = self._column + 1, len(attributes.get("string-value", ""))
            self._type = "e" if attributes.get("value-type") == "error" else attributes.get("value-type", "")
            self._filled = "value-type" in attributes or "formula" in attributes
            self._in_value, self._value = True, ""

    def _end_ods(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in {"table-cell", "covered-table-cell"}:
            last = self._column + self._repeated_columns - 1
            if self._filled or self._length:
                self._count(self._row + self._repeated_rows - 1, last, self._length * self._repeated_columns)
                self._sheet.text += self._length * self._repeated_columns * (self._repeated_rows - 1)
            if self._type == "e" or self._value.startswith(("Err:", "#")):
                self._mark(self._row, self._column, self._value)
            self._column, self._in_value, self._length = last, False, 0
        elif local == "table-row":
            self._row += self._repeated_rows - 1
            self._column = 0

    def _mark(self, row: int, column: int, value: str) -> None:
        if len(self._sheet.wrong) < LIMIT_ROWS:
            self._sheet.wrong[row, column] = value if value.startswith(("#", "=")) else f"#{value}"

    def _count(self, row: int, column: int, length: int) -> None:
        sheet = self._sheet
        if self._length > LIMIT_CELL_TEXT:
            raise HugeCellError(file=self.upload.name, line=self._row, limit=LIMIT_CELL_TEXT)
        sheet.rows, sheet.columns, sheet.text = max(sheet.rows, row), max(sheet.columns, column), sheet.text + length
        check_extent(self.upload.name, rows=sheet.rows, columns=sheet.columns, text=sheet.text)


def check_extent(file: str, *, rows: int, columns: int, text: int = 0) -> None:
    """Refuse what is larger than any table of areas.

    Raises:
        UploadSizeError: if there are more rows, columns, cells or characters than are taken.
    """
    for count, limit, nl, en in (
        (rows, LIMIT_ROWS, "rijen", "rows"),
        (columns, LIMIT_COLUMNS, "kolommen", "columns"),
        (rows * columns, LIMIT_CELLS, "cellen", "cells"),
        (text, LIMIT_TEXT, "tekens tekst", "characters of text"),
    ):
        if count > limit:
            found = Bilingual(f"er zijn meer dan {_thousands(limit)} {nl}", f"there are more than {limit:,} {en}")
            raise UploadSizeError(file, found=found, limit=Bilingual(_thousands(limit), f"{limit:,}"))


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _both(number: int) -> Bilingual:
    return Bilingual(_thousands(number), f"{number:,}")


def _number(letters: str) -> int:
    """Return the number of a column from 1.

    >>> _number("A"), _number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
