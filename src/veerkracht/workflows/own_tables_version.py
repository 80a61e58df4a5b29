"""One kept version of an own table: a folder with the file as sent, its mapping, its account and its figures."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from veerkracht.errors.own_tables import OwnStoreError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import AreaTable
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.own_tables_checked import Checked, ComplexRow
from veerkracht.workflows.own_tables_mapping import TableKind

ORIGINAL, MAPPING, REPORT, VERSION, COMPLEXES = (
    *("original", "mapping.json", "report.csv"),
    *("version.json", "complexes.parquet"),
)
READ, WRITE = Bilingual("lezen", "read"), Bilingual("schrijven", "written")


class Accept(StrEnum):
    """What is to happen to rows with a fault."""

    ALL = "all"
    WITHOUT_FAULTS = "without faults"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One file that was taken in.

    Attributes:
        number: within the organisation, from 1.
        table: short name of the table; title: what people read.
        kind: city monitor or stock.
        file: its name as it was sent.
        sha256: of the file.
        by, at: who took it in and when.
        rows, accepted, faulty: number of rows, and how many were used and had a fault.
        accept: what was chosen for rows with a fault.
        levels, periods: of the figures.
        indicators: codes of the figures that are stored.
        warnings: what the check said of what was accepted.
    """

    number: int
    table: str
    title: str
    kind: TableKind
    file: str
    sha256: str
    by: str
    at: datetime
    rows: int
    accepted: int
    faulty: int
    accept: Accept
    levels: tuple[str, ...]
    periods: tuple[str, ...]
    indicators: tuple[str, ...]
    warnings: tuple[Bilingual, ...]


def version_of(checked: Checked, *, number: int, by: str, at: datetime, accept: Accept) -> Version:
    """Return what is to be known of a checked table once it is kept."""
    periods = sorted({period for table in checked.tables for period in table.periods})
    return Version(
        number=number,
        table=checked.mapping.table,
        title=checked.mapping.title or checked.mapping.table,
        kind=checked.mapping.kind,
        file=checked.name,
        sha256=checked.sha256,
        by=by,
        at=at,
        rows=checked.rows,
        accepted=checked.accepted,
        faulty=checked.faulty,
        accept=accept,
        levels=tuple(dict.fromkeys(table.areas.level.value for table in checked.tables)),
        periods=tuple(str(period) for period in periods),
        indicators=tuple(dict.fromkeys(code for table in checked.tables for code in table.indicators)),
        warnings=checked.warnings,
    )


def read_version(raw: Mapping[str, Any]) -> Version:
    """Return a version from JSON."""
    lists = {key: tuple(raw[key]) for key in ("levels", "periods", "indicators")}
    words = tuple(Bilingual(one["nl"], one["en"]) for one in raw["warnings"])
    kinds = {"kind": TableKind(raw["kind"]), "accept": Accept(raw["accept"]), "at": when(raw["at"])}
    return Version(**{**raw, **lists, **kinds, "warnings": words})


def write_version(folder: Path, checked: Checked, version: Version, *, owner: str) -> None:
    """Write a version into a folder of its own.

    Raises:
        OSError, WarehouseWriteError: if the disk does not take it.
    """
    folder.mkdir(parents=True)
    write(folder / ORIGINAL, checked.content)
    write(folder / MAPPING, checked.mapping.to_json().encode("utf-8"))
    write(folder / REPORT, checked.report_csv().encode("utf-8"))
    write(folder / VERSION, json.dumps({**asdict(version), "at": version.at.isoformat()}).encode("utf-8"))
    if checked.complexes:
        _write_complexes(folder / COMPLEXES, checked.complexes)
    note = f"{version.faulty} rijen met een fout zijn overgeslagen" if version.faulty else ""
    with Warehouse(folder).writing() as batch:
        for table in checked.tables:
            batch.add_table(f"eigen-{owner[:8]}-{version.table}", _dated(table, version, note=note))
    sync(folder)


def _write_complexes(file: Path, complexes: tuple[ComplexRow, ...]) -> None:
    """Write the complexes as Parquet, allocations as JSON: each table has groups of its own."""
    import pyarrow as pa  # noqa: PLC0415  # half a second that reading the history need not pay
    import pyarrow.parquet as pq  # noqa: PLC0415

    rows = [{**asdict(one), "level": one.level.value, "allocations": json.dumps(one.allocations)} for one in complexes]
    kinds = {"row": pa.int32(), "year": pa.int32(), "dwellings": pa.int32(), "turnover": pa.int32()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in rows[0]])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file, compression="zstd")


def read_complexes(file: Path) -> tuple[ComplexRow, ...]:
    """Return the complexes in a file; none if there is no file.

    Raises:
        OSError, ValueError: if it cannot be read.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    if not file.exists():
        return ()
    return tuple(
        ComplexRow(**{**one, "level": Level(one["level"]), "allocations": json.loads(one["allocations"])})
        for one in pq.read_table(file).to_pylist()
    )


def _dated(table: AreaTable, version: Version, *, note: str) -> AreaTable:
    """Return the table with the day on which it was taken in, and what must be said, in its sources."""
    day = version.at.date()
    sources = {
        key: tuple(replace(one, retrieved=day, note=note) for one in found) for key, found in table.provenance.items()
    }
    return replace(table, provenance=sources)


def when(text: str) -> datetime:
    """Return a moment from its ISO form."""
    return datetime.fromisoformat(text)


def write(file: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with file.open("wb") as sink:
        sink.write(content)
        sink.flush()
        os.fsync(sink.fileno())


def sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def disk(act: Bilingual) -> Iterator[None]:
    """Make what the disk refuses, or gives back in another form than was written, an error of ours."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)[:80]
        raise OwnStoreError(act=act, reason=reason) from error
