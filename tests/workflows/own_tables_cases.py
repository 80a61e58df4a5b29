"""Files that an organisation might send, good and bad, made for the tests of own tables."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random

import openpyxl

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ORGANISATION = "0b9f3c1e-5a77-4c7e-9f0e-1f6f3f0f6a11"
OTHER = "7d1c2f6a-93b4-4d0e-8a55-2b9a4c1d3e22"
SHEET_START = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Buurtcode</t></is></c></row>'
)
SHEET_END = "</sheetData></worksheet>"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def csv_of(header: Sequence[str], rows: Sequence[Sequence[object]], *, delimiter: str = ";") -> bytes:
    """Return a CSV."""
    lines = [delimiter.join(map(str, row)) for row in (header, *rows)]
    return "\n".join(lines).encode()


def xlsx_of(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook as Excel writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def repacked(content: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """Return a workbook with parts replaced or added."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, text in parts.items():
            after.writestr(name, text)
    return sink.getvalue()


def xlsx_with(cells: str) -> bytes:
    """Return a workbook whose only sheet holds this XML below its header."""
    plain = xlsx_of({"Blad1": [["Buurtcode"]]})
    return repacked(plain, {"xl/worksheets/sheet1.xml": SHEET_START + cells + SHEET_END})


def ods_of(table: str, *, extra: Mapping[str, str] | None = None) -> bytes:
    """Return an OpenDocument sheet that holds these rows."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Blad1">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/></manifest:manifest>'
    )
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS_TYPE)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
        for name, text in (extra or {}).items():
            archive.writestr(name, text)
    return sink.getvalue()


def ods_row(*texts: str) -> str:
    """Return a row of an OpenDocument sheet; numbers as numbers."""
    cells = [
        f'<table:table-cell office:value-type="float" office:value="{text}"><text:p>{text}</text:p></table:table-cell>'
        if text.replace(".", "").isdigit()
        else f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    ]
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


STOCK_HEADER = (
    *("complexnummer", "buurtcode", "aantal woningen", "huurklasse", "energielabel", "mutaties"),
    *("toewijzingen laagste inkomens", "toewijzingen hogere inkomens", "toewijzingen urgent"),
)


def stock_rows(buurten: Sequence[str], *, count: int, seed: int = 1) -> list[list[object]]:
    """Return complexes as a corporation lists them, spread over buurten."""
    rng = Random(seed)  # noqa: S311  # nothing secret
    rows: list[list[object]] = []
    for number in range(count):
        dwellings = rng.randint(10, 80)
        rent = rng.choice(["Goedkoop", "Betaalbaar", "Duur", "Vrije sector", ""])
        label = rng.choice(["A++", "B", "C", "D", "E", "F", "G", ""])
        income = [rng.randint(0, 4), rng.randint(0, 3)]
        moved = rng.randint(0, dwellings // 5)
        rows.append([f"C{number}", rng.choice(buurten), dwellings, rent, label, moved, *income, rng.randint(0, 2)])
    return rows
