"""Read one file: what is it, which tables and boundaries are in it, and what was left out and why."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from veerkracht.errors.files import (
    ErrorAnswerError,
    LeftOutError,
    NotAreaDataError,
    TwoCodeColumnsError,
    UnknownLayoutError,
)
from veerkracht.facts.indicators import Catalogue
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files import archive, own
from veerkracht.sources.files.delimited import peek_header, read_delimited
from veerkracht.sources.files.documents import json_sheet, parquet_sheet
from veerkracht.sources.files.geometry import geopackage_sheet
from veerkracht.sources.files.intake import FileReport, Intake, LeftOut
from veerkracht.sources.files.layouts import Layout, find_layout
from veerkracht.sources.files.links import take_links, with_links
from veerkracht.sources.files.opening import SUFFIXES, Content, Opened, decode, open_file
from veerkracht.sources.files.sheet import Sheet
from veerkracht.sources.files.taking import take
from veerkracht.sources.files.workbook import read_workbook

_ZIP = Bilingual("zipbestand", "zip file")


def recognise(path: Path) -> Layout:
    """Return what kind of file this is.

    Raises:
        UnknownLayoutError: if it holds areas in a layout that is not known.
        NotAreaDataError: if it holds no areas.
        FileError: if it cannot be read.
    """
    opened = open_file(path)
    if opened.content is Content.ZIP:
        return Layout(code="zip", name=_ZIP)
    return _layout(_sheets(opened)[0])


def read(path: Path, catalogue: Catalogue, *, retrieved: date | None = None, mapping: Layout | None = None) -> Intake:
    """Return everything in one file that Veerkracht can use, and an account of the rest.

    Args:
        path: a file; not a folder.
        catalogue: says which columns are indicators.
        retrieved: day to write in the provenance.
        mapping: what the columns of an own table mean; see `own.read_mapping`.

    Raises:
        LeftOutError: if the file is sound, but not for us.
        FileError: if anything in it is wrong; nothing of the file is taken then.
    """
    opened = open_file(path)
    if opened.content is Content.ZIP:
        return _read_zip(opened, catalogue, retrieved=retrieved, mapping=mapping)
    return _read_opened(opened, catalogue, retrieved=retrieved, mapping=mapping)


def _read_zip(opened: Opened, catalogue: Catalogue, *, retrieved: date | None, mapping: Layout | None) -> Intake:
    members: list[Intake] = []
    for member in archive.members(opened):
        try:
            suffix = Path(member.name).suffix.lower()
            if suffix not in SUFFIXES:
                raise NotAreaDataError(file=member.name, found_nl=f"soort {suffix}", found_en=f"kind {suffix}")
            members.append(_read_opened(member, catalogue, retrieved=retrieved, mapping=mapping))
        except LeftOutError as error:
            what = Bilingual(error.message("nl"), error.message("en"))
            members.append(Intake(report=FileReport(file=member.name, what=what, checksum=member.checksum)))
    if not any(member.tables or member.boundaries or member.links for member in members):
        raise NotAreaDataError(
            file=opened.name, found_nl="zip zonder tabellen van gebieden", found_en="zip without tables of areas"
        )
    return Intake(
        tables=tuple(table for member in members for table in member.tables),
        boundaries=tuple(item for member in members for item in member.boundaries),
        links=tuple(item for member in members for item in member.links),
        report=FileReport(
            file=opened.name,
            what=_ZIP,
            rows_read=sum(member.report.rows_read for member in members),
            rows_taken=sum(member.report.rows_taken for member in members),
            checksum=opened.checksum,
        ),
        members=tuple(members),
    )


def _read_opened(opened: Opened, catalogue: Catalogue, *, retrieved: date | None, mapping: Layout | None) -> Intake:
    found: list[Intake] = []
    refused: LeftOutError | None = None
    passed = _passed_by_header(opened) if mapping is None else None
    if passed is not None:
        return passed
    for sheet in _sheets(opened):
        try:
            layout = _layout(sheet) if mapping is None else _mapped(sheet, mapping)
        except LeftOutError as error:
            refused = refused or error
            continue
        if layout.outcome == "links":
            found.append(take_links(sheet, layout=layout, opened=opened, retrieved=retrieved))
        elif layout.outcome == "take":
            taken = take(sheet, layout=layout, opened=opened, catalogue=catalogue, retrieved=retrieved)
            found.append(with_links(taken, sheet, layout=layout, opened=opened, retrieved=retrieved))
        else:
            found.append(_account(opened, layout=layout, count=len(sheet)))
    if not found:
        raise refused or NotAreaDataError(file=opened.name, found_nl="leeg", found_en="empty")
    first = found[0]
    return replace(
        first,
        tables=tuple(table for intake in found for table in intake.tables),
        boundaries=tuple(item for intake in found for item in intake.boundaries),
        links=tuple(item for intake in found for item in intake.links),
    )


def _passed_by_header(opened: Opened) -> Intake | None:
    """Return the account of a text file of a kind that is not taken; its rows need not be sound."""
    if opened.content is not Content.TEXT:
        return None
    text = decode(opened.payload, file=opened.name)
    _refuse_messages(text, file=opened.name)
    layout = find_layout(peek_header(text, file=opened.name))
    if layout is None or layout.outcome in {"take", "links"}:
        return None
    count = max(len(text.splitlines()) - 1, 0)
    return _account(opened, layout=layout, count=count)


def _sheets(opened: Opened) -> list[Sheet]:
    """Return the tables in a file, not yet understood."""
    if opened.content is Content.EXCEL:
        return read_workbook(opened)
    if opened.content is Content.PARQUET:
        return [parquet_sheet(opened)]
    if opened.content is Content.GEOPACKAGE:
        return [geopackage_sheet(opened)]
    if opened.content is Content.JSON:
        return [json_sheet(opened)]
    text = decode(opened.payload, file=opened.name)
    _refuse_messages(text, file=opened.name)
    return [read_delimited(text, file=opened.name)]


def _refuse_messages(text: str, *, file: str) -> None:
    """Refuse a saved message of a service."""
    if "ExceptionReport" in text[:1000]:
        raise ErrorAnswerError(file=file, service="PDOK (ExceptionReport)", detail=_plain(text))
    if text.startswith("Error getting "):
        raise ErrorAnswerError(file=file, service="CBS", detail=_plain(text))
    if text.lstrip().startswith("<"):
        raise NotAreaDataError(file=file, found_nl="XML", found_en="XML")


def _plain(text: str) -> str:
    """Return the first words of a message, without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:120]


def _layout(sheet: Sheet) -> Layout:
    layout = find_layout(sheet.header, has_geometry=sheet.geometry is not None)
    if layout is not None:
        return layout
    codes = own.code_columns(sheet)
    if not codes:
        columns = ", ".join(name for name in sheet.header[:6] if not name.startswith("#"))
        raise NotAreaDataError(
            file=sheet.file,
            found_nl=f"geen kolom met gebiedscodes; wel: {columns}",
            found_en=f"no column with area codes; there are: {columns}",
        )
    proposal = own.propose_mapping(sheet, code=codes[0])
    if len(codes) > 1:
        raise TwoCodeColumnsError(file=sheet.file, columns=", ".join(map(repr, codes)), proposal=proposal)
    raise UnknownLayoutError(file=sheet.file, code=codes[0], proposal=proposal)


def _mapped(sheet: Sheet, mapping: Layout) -> Layout:
    own.check_columns(mapping, sheet, file="--mapping")
    return mapping


def _account(opened: Opened, *, layout: Layout, count: int) -> Intake:
    """Return the account of a file that is known and holds nothing for us."""
    return Intake(
        report=FileReport(
            file=opened.name,
            what=layout.name,
            rows_read=count,
            rows_left_out=(LeftOut(reason=layout.reason, count=count),),
            checksum=opened.checksum,
        )
    )
