"""Convert a file of figures to other boundaries, with a link table or two maps, and write it as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.bridging import (
    BridgeChoiceError,
    ConvertedFormatError,
    NoLinkError,
    NoPolygonsError,
    NothingLinkedError,
)
from veerkracht.errors.files import LeftOutError, NotAreaDataError
from veerkracht.facts.conversion import convert
from veerkracht.facts.crosswalk import CodeLinks, Crosswalk, Fate, by_overlap, from_links
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.sources.files import Layout, read
from veerkracht.sources.files.links import COLUMNS
from veerkracht.writers.atomic import write_whole

if TYPE_CHECKING:
    from veerkracht.facts.areas import Level
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.indicators import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The account of a conversion.

    Attributes:
        table: the figures on the new areas.
        crosswalk: that carried them.
        unlinked: codes of the table that the link table or the old map does not know.
        refused: how many new areas have no figure that may be compared, in any column.
    """

    table: AreaTable
    crosswalk: Crosswalk
    unlinked: tuple[str, ...]
    refused: int

    def fates(self) -> dict[Fate, int]:
        """Return how many new areas came about in each way, the ways that occur only."""
        return dict(Counter(self.crosswalk.fates()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """By what figures are carried over: a link table, or two maps.

    Attributes:
        link: the link table.
        old, new: files with the polygons of the old and the new areas.
    """

    link: Path | None = None
    old: Path | None = None
    new: Path | None = None

    def __post_init__(self) -> None:
        if (self.link is None) is (self.old is None or self.new is None) or (self.old is None) is not (
            self.new is None
        ):
            raise BridgeChoiceError


def convert_file(
    path: Path, *, bridge: Bridge, out: Path, catalogue: Catalogue, retrieved: date, mapping: Layout | None = None
) -> tuple[Conversion, ...]:
    """Write the figures of a file on new areas; return what became of them, one for each level.

    Args:
        path: the file with figures; any that `veerkracht data import` takes.
        bridge: the link table or the two maps.
        out: the CSV to write.
        catalogue: says which columns are indicators, and of what kind.
        retrieved: the day.
        mapping: what the columns of an own table mean.

    Raises:
        FileError: if one of the files cannot be read.
        BridgingError: if they cannot be brought together, or `out` is no CSV.
        WriteReportError: if the disk does not take it.
    """
    if out.suffix.lower() != ".csv":
        raise ConvertedFormatError(str(out))
    tables = read(path, catalogue, retrieved=retrieved, mapping=mapping).tables
    if not tables:
        raise NotAreaDataError(file=str(path), found_nl="geen cijfers", found_en="no figures")
    walks = _walks(bridge, tables, catalogue=catalogue, retrieved=retrieved)
    found = tuple(one for table in tables if (one := _converted(table, walks, catalogue=catalogue)) is not None)
    if not found:
        codes = tables[-1].areas.codes
        raise NothingLinkedError(str(path), count=len(codes), example=codes[0], linked=walks[0].source.codes[0])
    write_whole(out, to_csv([one.table for one in found]).encode("utf-8-sig"))
    return found


def _walks(
    bridge: Bridge, tables: Sequence[AreaTable], *, catalogue: Catalogue, retrieved: date
) -> tuple[Crosswalk, ...]:
    """Return the crosswalks of a bridge, one for each level."""
    if bridge.link is not None:
        return tuple(from_links(one) for one in _links(bridge.link, catalogue=catalogue, retrieved=retrieved))
    maps = [_maps(file, catalogue=catalogue, retrieved=retrieved) for file in (bridge.old, bridge.new) if file]
    levels = [level for level in dict.fromkeys(table.areas.level for table in tables) if level in maps[0]]
    for file, held in zip((bridge.old, bridge.new), maps, strict=True):
        for level in levels or [tables[-1].areas.level]:
            if level not in held:
                raise NoPolygonsError(str(file), level=level.value)
    return tuple(by_overlap(maps[0][level], maps[1][level]) for level in levels)


def _maps(path: Path, *, catalogue: Catalogue, retrieved: date) -> dict[Level, Boundaries]:
    """Return the polygons in a file by level."""
    return {one.areas.level: one for one in read(path, catalogue, retrieved=retrieved).boundaries}


def _links(path: Path, *, catalogue: Catalogue, retrieved: date) -> tuple[CodeLinks, ...]:
    """Return the links in a file.

    Raises:
        NoLinkError: if it can be read, but holds none.
    """
    try:
        links = read(path, catalogue, retrieved=retrieved).links
    except LeftOutError as error:
        raise NoLinkError(str(path), columns=COLUMNS) from error
    if not links:
        raise NoLinkError(str(path), columns=COLUMNS)
    return links


def _converted(table: AreaTable, walks: Sequence[Crosswalk], *, catalogue: Catalogue) -> Conversion | None:
    """Return a table on new areas by the first crosswalk that knows its areas, or None."""
    for walk in walks:
        if walk.source.level is table.areas.level and any(code in walk.source for code in table.areas.codes):
            after = convert(table, walk, catalogue=catalogue)
            lost = (after.reasons == Reason.NOT_COMPARABLE).all(axis=(1, 2))
            return Conversion(
                table=after,
                crosswalk=walk,
                unlinked=tuple(code for code in table.areas.codes if code not in walk.source),
                refused=int(lost.sum()),
            )
    return None


def to_csv(tables: Sequence[AreaTable]) -> str:
    """Return tables as CSV: a row for each area and period, and for each figure its value, error and reason.

    A missing value is empty, with its reason (`SUPPRESSED`, `NOT_COMPARABLE` and so on) in the column `<code>_reden`;
    a standard error stands in `<code>_se`.
    """
    sink = io.StringIO()
    codes = tuple(dict.fromkeys(code for table in tables for code in table.indicators))
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(["code", "naam", "periode", *(f"{code}{end}" for code in codes for end in ("", "_se", "_reden"))])
    for table in tables:
        for at, period in enumerate(table.periods):
            for row, (code, name) in enumerate(zip(table.areas.codes, table.areas.names, strict=True)):
                cells = [cell for figure in codes for cell in _cells(table, figure, row=row, period=at)]
                writer.writerow([code, name, str(period), *cells])
    return sink.getvalue()


def _cells(table: AreaTable, code: str, *, row: int, period: int) -> tuple[str, str, str]:
    if code not in table:
        return "", "", Reason.NOT_LOADED.name
    at = (row, period, table.position(code))
    error = np.nan if table.errors is None else table.errors[at]
    reason = Reason(int(table.reasons[at]))
    value = f"{table.values[at]:.10g}" if reason is Reason.PRESENT else ""
    return value, "" if np.isnan(error) else f"{error:.6g}", "" if reason is Reason.PRESENT else reason.name
