"""What was sent: its sheets, where each header stands, what each column looks like, and a guess of the mapping."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from veerkracht.errors.own_tables import MappingFaultError
from veerkracht.facts.indicators import Catalogue
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files.grid import DELIMITERS, read_upload
from veerkracht.sources.files.upload import open_upload
from veerkracht.workflows.own_tables_mapping import OwnMapping, fault
from veerkracht.workflows.own_tables_sheet import SheetView, decimal_mark, view
from veerkracht.workflows.own_tables_suggest import suggest


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was sent, looked at but not yet understood.

    Attributes:
        name: of the file.
        kind: `xlsx`, `ods` or `csv`.
        size: in bytes.
        sha256: of the content, hexadecimal.
        encoding, delimiter: of a CSV; empty for a workbook.
        sheets: those that hold a table, in the order of the file.
        decimal: the decimal mark that the texts show, `,` if they show none.
        suggestion: a mapping to start from; parts that could not be guessed are empty.
        doubts: what the guess of the mapping is not sure of.
        content: the file itself, to be kept when it is taken in.
    """

    name: str
    kind: str
    size: int
    sha256: str
    encoding: str
    delimiter: str
    sheets: tuple[SheetView, ...]
    decimal: str
    suggestion: OwnMapping
    doubts: tuple[Bilingual, ...]
    content: bytes = field(repr=False, compare=False)

    def sheet(self, mapping: OwnMapping) -> SheetView:
        """Return the sheet that a mapping speaks of, with the header where it says.

        Raises:
            MappingFaultError: if there is no such sheet, row or column.
        """
        found = next((one for one in self.sheets if one.name == mapping.sheet), None)
        if found is None:
            known = ", ".join(repr(one.name) for one in self.sheets)
            raise fault("sheet", mapping.sheet, "is er niet", "is not there", f"een van {known}", f"one of {known}")
        if mapping.header_row != found.header_row:
            found = view(found.grid, header_row=mapping.header_row)
        for column in mapping.columns():
            if column not in found.header:
                raise _no_column(column, found.header)
        return found

    def summary(self) -> Bilingual:
        """Return in one sentence what was sent."""
        rows = sum(sheet.rows for sheet in self.sheets)
        cut = DELIMITERS.get(self.delimiter, Bilingual("", ""))
        nl = f"CSV ({self.encoding}, gescheiden door {cut.nl})" if self.kind == "csv" else f"werkmap (.{self.kind})"
        en = f"CSV ({self.encoding}, separated by {cut.en})" if self.kind == "csv" else f"workbook (.{self.kind})"
        return Bilingual(
            f"{nl}, {len(self.sheets)} blad(en), {rows} rijen", f"{en}, {len(self.sheets)} sheet(s), {rows} rows"
        )


def inspect_upload(name: str, content: bytes | Path, *, catalogue: Catalogue) -> Inspection:
    """Return what was sent: its sheets, columns, first rows and a suggested mapping.

    Nothing is stored. A file that may do harm, or that is larger than a table of areas is, is refused before it is
    unpacked or read as a whole.

    Args:
        name: of the file as the sender calls it.
        content: its bytes, or a path to them.
        catalogue: in which the names of columns are looked up.

    Raises:
        UploadError: if the file is of a wrong kind, unsafe or too large.
        FileError: if it is empty, damaged, locked, in an unknown encoding or without rows.
    """
    upload = open_upload(name, content)
    read = read_upload(upload)
    sheets = tuple(view(grid, header_row=None) for grid in read.grids)
    decimal = decimal_mark(sheets, delimiter=read.delimiter)
    suggestion, doubts = suggest(sheets, name=name, decimal=decimal, catalogue=catalogue)
    return Inspection(
        name=name,
        kind=upload.kind.value,
        size=len(upload.payload),
        sha256=hashlib.sha256(upload.payload).hexdigest(),
        encoding=read.encoding,
        delimiter=read.delimiter,
        sheets=sheets,
        decimal=decimal,
        suggestion=suggestion,
        doubts=doubts,
        content=upload.payload,
    )


def _no_column(column: str, header: Sequence[str]) -> MappingFaultError:
    known = ", ".join(repr(name) for name in header[:12])
    return fault(
        "kolom", column, "staat niet in de tabel", "is not in the table", f"een van {known}", f"one of {known}"
    )
