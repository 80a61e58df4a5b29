"""Leefbaarometer: all scores of the country in one zip, the published classes by WFS.

Source:
    BZK, www.leefbaarometer.nl/page/Opendata: the zip holds one CSV per level with every measurement on
    the newest division; geo.leefbaarometer.nl/lbm3 has a layer per level and measurement.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from veerkracht.errors.answers import NoRowsError, ServiceFaultError, UnexpectedAnswerError, ZipMemberError
from veerkracht.errors.sources import NotThereError
from veerkracht.facts.areas import Level
from veerkracht.sources import wfs
from veerkracht.sources.columns import Record, area_of, build
from veerkracht.sources.download import download
from veerkracht.sources.question import Fetched, Missing, Origin, Question, gone, missing_everywhere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from veerkracht.facts.tables import AreaTable
    from veerkracht.sources.http import Answer, Http

_PREFIXES = {Level.BUURT: "bu", Level.WIJK: "wk", Level.GEMEENTE: "gm"}
_LEVEL_WORDS = {Level.BUURT: "buurten", Level.WIJK: "wijken", Level.GEMEENTE: "gemeenten"}
# The real zip of 2024 is some 60 MB with CSV files of at most 100 MB; far above that is no Leefbaarometer.
_LARGEST_MEMBER = 500_000_000
_LARGEST_RATIO = 100
_SCORES = frozenset({"lbm", "afw", "fys", "onv", "soc", "vrz", "won"})


def scores_only(question: Question) -> frozenset[str]:
    """Return the indicators of a question that stand in the zip: the scores."""
    return _indicators(question, of_scores=True)


def classes_only(question: Question) -> frozenset[str]:
    """Return the indicators of a question that only the WFS has: the published classes."""
    return _indicators(question, of_scores=False)


def _indicators(question: Question, *, of_scores: bool) -> frozenset[str]:
    return frozenset(
        indicator.code
        for year in question.years
        for stem, (indicator, _) in question.wanted(year).items()
        if (stem in _SCORES) is of_scores
    )


def fetch_scores(
    http: Http, question: Question, *, base: str, progress: Callable[[int, int], None] | None = None
) -> Fetched:
    """Return the scores of all buurten, wijken and gemeenten, or of those in one gemeente.

    Args:
        http: the caller.
        question: `table` is the measurement, for example `meting-2024`.
        base: `https://www.leefbaarometer.nl`.
        progress: told how many bytes are there, of how many.

    Raises:
        TableGoneError: if there is no zip of this measurement.
        ZipMemberError: if the zip is broken, dangerous or lacks the scores.
        SourceError: if it cannot be had.
    """
    name = f"open-data-leefbaarometer-{question.table}.zip"
    address = f"{base.rstrip('/')}/resources/{name}"
    try:
        file = download(http, address, name=name, progress=progress)
    except NotThereError:
        raise gone(question, address=base) from None
    origin = Origin(address=address, retrieved=file.retrieved, checksum=file.checksum, closed=True)
    tables: list[AreaTable] = []
    missing: list[tuple[Missing, ...]] = []
    try:
        with zipfile.ZipFile(file.path) as archive:
            for level in _PREFIXES:
                records, names, columns = _read_csv(archive, address, level=level, question=question)
                if records:
                    keys = {stem: stem for stem in columns}
                    found, lacking = build(records, question=question, origin=origin, keys=keys, names=names)
                    tables.extend(found)
                    missing.append(lacking)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError):
        raise ZipMemberError(address, what_en="it is damaged", what_nl="het is beschadigd") from None
    if not tables:
        raise NoRowsError(question.table, gemeente=question.gemeente or "NL")
    return Fetched(tables=tuple(tables), missing=missing_everywhere(missing))


def _read_csv(
    archive: zipfile.ZipFile, address: str, *, level: Level, question: Question
) -> tuple[list[Record], dict[str, str], set[str]]:
    """Return the rows of one level, the names of the areas and the columns of scores."""
    member = _member(archive, address, level=level)
    prefix = _PREFIXES[level]
    records: list[Record] = []
    names: dict[str, str] = {}
    with archive.open(member) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="") as text:
        head = text.readline()
        delimiter = ";" if head.count(";") > head.count(",") else ","
        header = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
        if f"{prefix}_code" not in header or "jaar" not in header:
            raise ZipMemberError(
                address,
                what_en=f"{member.filename} has no columns {prefix}_code and jaar",
                what_nl=f"{member.filename} heeft geen kolommen {prefix}_code en jaar",
            )
        columns = set(header) & {stem for year in question.years for stem in question.wanted(year)}
        for row in _rows(text, header, delimiter=delimiter):
            area = area_of(row.get(f"{prefix}_code"))
            year = row.get("jaar", "").strip()
            if area is None or not year.isdigit() or int(year) not in question.years:
                continue
            if question.gemeente and area[1][2:6] != question.digits:
                continue
            cells = {name: row[name] for name in columns if name in row}
            records.append(Record(area=area[1], level=area[0], year=int(year), cells=cells))
            names[area[1]] = (row.get(f"{prefix}_naam") or area[1]).strip()
    return records, names, columns


def _rows(text: io.TextIOWrapper, header: list[str], *, delimiter: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(text, fieldnames=header, delimiter=delimiter)


def _member(archive: zipfile.ZipFile, address: str, *, level: Level) -> zipfile.ZipInfo:
    """Return the CSV with the scores of a level; the folder and the years in its name do not matter.

    Raises:
        ZipMemberError: if it is not there, or would unpack to something absurd.
    """
    start = f"leefbaarometer-scores {_LEVEL_WORDS[level]}"
    for info in archive.infolist():
        name = PurePosixPath(info.filename).name.lower()
        if name.startswith(start) and name.endswith(".csv"):
            ratio = info.file_size / max(info.compress_size, 1)
            if info.file_size > _LARGEST_MEMBER or (ratio > _LARGEST_RATIO and info.file_size > 10_000_000):
                raise ZipMemberError(
                    address,
                    what_en=f"{info.filename} would unpack to {info.file_size / 1e6:.0f} MB",
                    what_nl=f"{info.filename} wordt uitgepakt {info.file_size / 1e6:.0f} MB groot",
                )
            return info
    raise ZipMemberError(
        address,
        what_en=f"it holds no file with the scores of {_LEVEL_WORDS[level]}",
        what_nl=f"er zit geen bestand in met de scores van {_LEVEL_WORDS[level]}",
    )


def fetch_classes(http: Http, question: Question, *, base: str, page: int = wfs.PAGE) -> Fetched:
    """Return the published classes (1-9) of a gemeente, from the layers of the map service.

    The classes are taken as published: their boundaries are not public, so they cannot be computed.

    Args:
        http: the caller.
        question: which measurements and gemeente.
        base: `https://geo.leefbaarometer.nl/lbm3/ows`.
        page: features a page.

    Raises:
        TableGoneError: if none of the layers exists.
        NoRowsError: if the layers hold nothing of the gemeente.
        SourceError: if the service fails.
    """
    records: list[Record] = []
    names: dict[str, str] = {}
    origin: Origin | None = None
    for year in question.years:
        for level in _PREFIXES:
            answer = _layer(http, question, base=base, level=level, year=year, page=page)
            if answer is None:
                continue
            origin = origin or Origin(
                address=answer.address, retrieved=answer.retrieved, checksum=answer.checksum, closed=True
            )
            for code, cells in _cells(answer, level=level):
                records.append(Record(area=code, level=level, year=year, cells=cells))
                names[code] = str(cells.get("name") or code).strip()
    if origin is None:
        raise gone(question, address=base)
    if not records:
        raise NoRowsError(question.table, gemeente=question.gemeente or "NL")
    there = {name for record in records for name in record.cells}
    keys = {stem: stem for year in question.years for stem in question.wanted(year) if stem in there}
    tables, missing = build(records, question=question, origin=origin, keys=keys, names=names)
    return Fetched(tables=tables, missing=missing)


def _layer(
    http: Http, question: Question, *, base: str, level: Level, year: int, page: int
) -> Answer[list[dict[str, Any]]] | None:
    """Return the features of one layer, without their polygons; None if there is no such layer."""
    more = {"propertyName": ",".join(["id", "name", *sorted(question.wanted(year))])}
    if question.gemeente:
        more["CQL_FILTER"] = f"id LIKE '{_PREFIXES[level].upper()}{question.digits}%'"
    try:
        return wfs.features(http, base, layer=f"lbm3:{level.value}score{year % 100:02d}", more=more, size=page)
    except ServiceFaultError as fault:
        if wfs.is_unknown_layer(fault):
            return None
        raise
    except NotThereError:
        raise gone(question, address=base) from None


def _cells(answer: Answer[list[dict[str, Any]]], *, level: Level) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the code and the attributes of each feature of a level; a cell of the grid is none."""
    for feature in answer.value:
        cells = feature.get("properties")
        if not isinstance(cells, dict):
            raise UnexpectedAnswerError(answer.address, part="properties")
        area = area_of(cells.get("id"))
        if area is not None and area[0] is level:
            yield area[1], cells
