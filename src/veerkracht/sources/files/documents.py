"""Read JSON documents and Parquet: answers of CBS and PDOK, series of one gemeente, and what is none of these."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from veerkracht.errors.files import BrokenFileError, ErrorAnswerError, NoRowsError, NotAreaDataError
from veerkracht.sources.files.geometry import features_sheet
from veerkracht.sources.files.opening import Opened, decode
from veerkracht.sources.files.sheet import Cell, Sheet


def parquet_sheet(opened: Opened) -> Sheet:
    """Return a Parquet file as a sheet.

    Raises:
        BrokenFileError: if it is damaged or cut off.
        NoRowsError: if it holds no rows.
    """
    try:
        table = pq.read_table(io.BytesIO(opened.payload))
        columns = tuple(tuple(column.to_pylist()) for column in table.columns)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise BrokenFileError(file=opened.name, kind="Parquet", detail=str(error)[:80]) from error
    if not table.num_rows:
        raise NoRowsError(file=opened.name)
    return Sheet(
        file=opened.name,
        header=tuple(name.strip() for name in table.schema.names),
        columns=columns,
        lines=range(1, table.num_rows + 1),
        typed=True,
    )


def json_sheet(opened: Opened) -> Sheet:
    """Return the table in a JSON document.

    Raises:
        BrokenFileError: if the JSON is cut off or malformed.
        ErrorAnswerError: if it is a saved error message.
        NotAreaDataError: if it holds no table.
        NoRowsError: if the table is empty.
    """
    text = decode(opened.payload, file=opened.name)
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise BrokenFileError(file=opened.name, kind="JSON", detail=f"regel/line {line}: {error}") from error
    if isinstance(document, Mapping):
        if document.get("type") == "FeatureCollection":
            return features_sheet(document, file=opened.name)
        if "odata.error" in document or "error" in document:
            raise ErrorAnswerError(file=opened.name, service="CBS", detail=text[:120])
        if isinstance(document.get("value"), list):
            return _records(document["value"], file=opened.name, title=_context(document))
        if "buurten" in document and "gemeente" in document:
            return _series(document, file=opened.name)
        if {"Identifier", "Title"} <= document.keys():
            raise NotAreaDataError(
                file=opened.name, found_nl="beschrijving van een CBS-tabel", found_en="description of a CBS table"
            )
    elif isinstance(document, list) and document and isinstance(document[0], Mapping):
        return _records(document, file=opened.name, title="")
    raise NotAreaDataError(file=opened.name, found_nl="JSON zonder tabel", found_en="JSON without a table")


def _context(document: Mapping[str, Any]) -> str:
    """Return the address in which CBS names the table of an answer."""
    address = str(document.get("odata.metadata") or document.get("@odata.context") or "")
    found = re.search(r"/(?:OData|CBS)/(\w+)/", address, re.IGNORECASE)
    return found[1] if found else address


def _records(records: Sequence[Any], *, file: str, title: str) -> Sheet:
    if not records:
        raise NoRowsError(file=file)
    if not all(isinstance(record, Mapping) for record in records):
        raise NotAreaDataError(file=file, found_nl="JSON zonder tabel", found_en="JSON without a table")
    header = tuple(dict.fromkeys(name for record in records for name in record))
    columns = tuple(tuple(_cell(record.get(name)) for record in records) for name in header)
    return Sheet(file=file, header=header, columns=columns, lines=range(1, len(records) + 1), title=title, typed=True)


def _cell(value: Any) -> Cell:
    return value if value is None or isinstance(value, (str, int, float)) else json.dumps(value)[:200]


def _series(document: Mapping[str, Any], *, file: str) -> Sheet:
    """Return series per buurt (`tijdreeksen`: indicator, year, value) as one row per area and year.

    A year that a series lacks becomes an empty text, a year with null stays null: the one is not in the file,
    the other is withheld or still to come.
    """
    areas: list[tuple[str, Mapping[str, Any]]] = []
    try:
        gemeente = document["gemeente"]
        areas.append((gemeente["code"], gemeente))
        areas.extend(document["buurten"].items())
        names = tuple(dict.fromkeys(name for _, area in areas for name in area["tijdreeksen"]))
        rows: list[tuple[Cell, ...]] = []
        for code, area in areas:
            series = area["tijdreeksen"]
            rows.extend(
                (code, area["naam"], year, "", *(series.get(name, {}).get(year, "") for name in names))
                for year in sorted({year for values in series.values() for year in values})
            )
    except (KeyError, TypeError, AttributeError) as error:
        raise NotAreaDataError(file=file, found_nl=f"JSON zonder {error}", found_en=f"JSON without {error}") from error
    if not rows:
        raise NoRowsError(file=file)
    return Sheet(
        file=file,
        header=("code", "naam", "jaar", "tijdreeksen", *names),
        columns=tuple(zip(*rows, strict=True)),
        lines=range(1, len(rows) + 1),
        typed=True,
    )
