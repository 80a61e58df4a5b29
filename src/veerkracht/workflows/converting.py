"""Convert a file of figures to other boundaries with a link table, and write it as CSV."""

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

from veerkracht.errors.bridging import ConvertedFormatError, NoLinkError, NothingLinkedError
from veerkracht.errors.files import LeftOutError, NotAreaDataError
from veerkracht.facts.conversion import convert
from veerkracht.facts.crosswalk import CodeLinks, Crosswalk, Fate, from_links
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.sources.files import Layout, read
from veerkracht.sources.files.links import COLUMNS
from veerkracht.writers.atomic import write_whole

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The account of a conversion.

    Attributes:
        table: the figures on the new areas.
        crosswalk: that carried them.
        unlinked: codes of the table that the link table does not know.
        refused: how many new areas have no figure that may be compared, in any column.
    """

    table: AreaTable
    crosswalk: Crosswalk
    unlinked: tuple[str, ...]
    refused: int

    def fates(self) -> dict[Fate, int]:
        """Return how many new areas came about in each way, the ways that occur only."""
        return dict(Counter(self.crosswalk.fates()))


def convert_file(
    path: Path, *, link: Path, out: Path, catalogue: Catalogue, retrieved: date, mapping: Layout | None = None
) -> tuple[Conversion, ...]:
    """Write the figures of a file on the new areas of a link table; return what became of them, one for each level.

    Args:
        path: the file with figures; any that `veerkracht data import` takes.
        link: the link table.
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
    links = _links(link, catalogue=catalogue, retrieved=retrieved)
    tables = read(path, catalogue, retrieved=retrieved, mapping=mapping).tables
    if not tables:
        raise NotAreaDataError(file=str(path), found_nl="geen cijfers", found_en="no figures")
    found = tuple(one for table in tables if (one := _converted(table, links, catalogue=catalogue)) is not None)
    if not found:
        codes = tables[-1].areas.codes
        raise NothingLinkedError(str(path), count=len(codes), example=codes[0], linked=links[0].old[0])
    write_whole(out, to_csv([one.table for one in found]).encode("utf-8-sig"))
    return found


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


def _converted(table: AreaTable, links: Sequence[CodeLinks], *, catalogue: Catalogue) -> Conversion | None:
    """Return a table on new areas by the first links that know its areas, or None."""
    for one in links:
        known = set(one.old)
        if one.level is table.areas.level and not known.isdisjoint(table.areas.codes):
            walk = from_links(one)
            after = convert(table, walk, catalogue=catalogue)
            lost = (after.reasons == Reason.NOT_COMPARABLE).all(axis=(1, 2))
            return Conversion(
                table=after,
                crosswalk=walk,
                unlinked=tuple(code for code in table.areas.codes if code not in known),
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
