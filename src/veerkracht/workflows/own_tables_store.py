"""What is kept of an organisation's own tables: every version that was taken in, and which of them is in use.

A version is a folder with the file as it was sent, the mapping, the account of the check and a warehouse of its own.
It is written aside and moved to its place as a whole; only then a line in the history makes it the one in use. Undo is
another line in the history. Nothing is ever changed or removed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from veerkracht.errors.own_tables import (
    FaultyRowsError,
    NothingAcceptedError,
    NothingToUndoError,
    OrganisationIdError,
    OwnCodeError,
    UnknownTableError,
)
from veerkracht.facts.indicators import Indicator
from veerkracht.facts.language import Bilingual
from veerkracht.warehouse import Warehouse
from veerkracht.warehouse.locking import only_writer
from veerkracht.workflows.own_tables_check import own_indicators
from veerkracht.workflows.own_tables_checked import Checked, ComplexRow
from veerkracht.workflows.own_tables_mapping import OwnMapping, TableKind
from veerkracht.workflows.own_tables_stock_figures import partitions
from veerkracht.workflows.own_tables_version import (
    COMPLEXES,
    MAPPING,
    ORIGINAL,
    READ,
    REPORT,
    VERSION,
    WRITE,
    Accept,
    Version,
    disk,
    read_complexes,
    read_version,
    sync,
    version_of,
    when,
    write,
    write_version,
)

HISTORY, VERSIONS, LOCK = "history.json", "versions", "writing.lock"


class Act(StrEnum):
    """What a line of the history did."""

    COMMIT = "commit"
    UNDO = "undo"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of the history.

    Attributes:
        act: what was done.
        table: short name of the table.
        version: number of the version in use after it; None if none was left.
        by: who did it.
        at: when, with the zone.
    """

    act: Act
    table: str
    version: int | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTable:
    """A table in use, as `open_country_with` takes it.

    Attributes:
        owner: id of the organisation.
        version: which version of the table is in use.
        warehouse: its figures.
        indicators: its figures that the catalogue does not know, those made from others included.
        partitions: counts and the counts that make them up.
    """

    owner: str
    version: Version
    warehouse: Warehouse
    indicators: tuple[Indicator, ...]
    partitions: tuple[tuple[str, tuple[str, ...]], ...]


class OwnStore:
    """The own tables of one organisation."""

    def __init__(self, home: Path, organisation_id: str | uuid.UUID) -> None:
        """Open the own tables of an organisation; nothing is made before something is kept.

        Raises:
            OrganisationIdError: if the id is not a UUID.
        """
        try:
            self.owner = str(uuid.UUID(str(organisation_id)))
        except ValueError as error:
            raise OrganisationIdError(organisation_id) from error
        self.folder = home / "organisations" / self.owner

    def commit(self, checked: Checked, *, by: str, at: datetime, accept: Accept = Accept.ALL) -> Version:
        """Keep a checked table as a new version, which is in use from now on; all of it or nothing.

        Args:
            checked: what `check` gave.
            by: who does it, as the audit names people.
            at: when; its day stands in the sources of the figures.
            accept: `Accept.WITHOUT_FAULTS` to leave out rows with a fault, which the sources then say.

        Raises:
            FaultyRowsError: if rows have a fault and nobody chose to leave them out.
            NothingAcceptedError: if no row can be used.
            OwnCodeError: if another table has one of the codes for another figure.
            WarehouseBusyError: if another process is writing for this organisation.
            OwnStoreError, WarehouseWriteError: if the disk does not take it.
        """
        first = checked.faults[0].say() if checked.faults else Bilingual("", "")
        if not checked.accepted or not checked.tables:
            raise NothingAcceptedError(rows=checked.rows, first=first)
        if checked.faults and accept is Accept.ALL:
            raise FaultyRowsError(faulty=checked.faulty, rows=checked.rows, first=first)
        with self._writing():
            _check_codes(checked, self.current())
            numbers = [int(one.name) for one in (self.folder / VERSIONS).iterdir() if one.name.isdecimal()]
            version = version_of(checked, number=max(numbers, default=0) + 1, by=by, at=at, accept=accept)
            fresh = self.folder / VERSIONS / f".new-{uuid.uuid4().hex}"
            try:
                write_version(fresh, checked, version, owner=self.owner)
                fresh.replace(self._place(version.number))
                sync(fresh.parent)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
            _append(
                self.folder,
                self.history(),
                Event(act=Act.COMMIT, table=version.table, version=version.number, by=by, at=at),
            )
        return version

    def undo(self, table: str, *, by: str, at: datetime) -> Version | None:
        """Put the version before the present one back in use, and return it; None if there was none before.

        Raises:
            UnknownTableError: if there is no such table.
            NothingToUndoError: if no version is in use any more.
            WarehouseBusyError: if another process is writing for this organisation.
            OwnStoreError: if the disk does not take it.
        """
        with self._writing():
            stack = self._known(table)
            if not stack:
                raise NothingToUndoError(table)
            before = stack[-2] if len(stack) > 1 else None
            _append(self.folder, self.history(), Event(act=Act.UNDO, table=table, version=before, by=by, at=at))
        return None if before is None else self.version(before)

    def restore(self, table: str, number: int, *, by: str, at: datetime) -> Version:
        """Put a kept version of a table in use again, and return it.

        Raises:
            UnknownTableError: if there is no such table, or it has no such version.
            WarehouseBusyError: if another process is writing for this organisation.
            OwnStoreError: if the disk does not take it.
        """
        with self._writing():
            self._known(table)
            kept = {str(one.number): one for one in self.versions(table)}
            if str(number) not in kept:
                raise UnknownTableError(f"{table} {number}", available=[f"{table} {one}" for one in kept])
            _append(self.folder, self.history(), Event(act=Act.RESTORE, table=table, version=number, by=by, at=at))
        return kept[str(number)]

    def history(self, table: str | None = None) -> tuple[Event, ...]:
        """Return what was done, first to last: with one table or with all of them.

        Raises:
            OwnStoreError: if the history cannot be read.
        """
        events = _events(self.folder)
        return tuple(one for one in events if table is None or one.table == table)

    def tables(self) -> tuple[str, ...]:
        """Return the names of all tables that ever were, in order of name."""
        return tuple(sorted({one.table for one in self.history()}))

    def versions(self, table: str) -> tuple[Version, ...]:
        """Return every kept version of a table, first to last.

        Raises:
            OwnStoreError: if one cannot be read.
        """
        numbers = [one.version for one in self.history(table) if one.act is Act.COMMIT and one.version is not None]
        return tuple(self.version(number) for number in numbers)

    def current(self) -> tuple[OwnTable, ...]:
        """Return the tables in use, in order of name; this is what `open_country_with` takes.

        Raises:
            OwnStoreError: if one cannot be read.
        """
        found = []
        for _, stack in sorted(_stacks(self.history()).items()):
            if stack:
                mapping = self.mapping(stack[-1])
                own = OwnTable(
                    owner=self.owner,
                    version=self.version(stack[-1]),
                    warehouse=Warehouse(self._place(stack[-1])),
                    indicators=own_indicators(mapping),
                    partitions=partitions(mapping) if mapping.kind is TableKind.STOCK else (),
                )
                found.append(own)
        return tuple(found)

    def version(self, number: int) -> Version:
        """Return what is known of a version.

        Raises:
            OwnStoreError: if it is not there or cannot be read.
        """
        with disk(READ):
            raw = json.loads((self._place(number) / VERSION).read_text("utf-8"))
            return read_version(raw)

    def mapping(self, number: int) -> OwnMapping:
        """Return the mapping of a version, for instance as the template of the next one.

        Raises:
            OwnStoreError: if it is not there or cannot be read.
        """
        with disk(READ):
            return OwnMapping.from_json((self._place(number) / MAPPING).read_text("utf-8"))

    def original(self, number: int) -> bytes:
        """Return the file of a version as it was sent.

        Raises:
            OwnStoreError: if it is not there, or is not what was sent.
        """
        with disk(READ):
            content = (self._place(number) / ORIGINAL).read_bytes()
            if hashlib.sha256(content).hexdigest() != self.version(number).sha256:
                raise ValueError("sha256")
        return content

    def report(self, number: int) -> str:
        """Return the account of the check of a version as CSV, in Dutch.

        Raises:
            OwnStoreError: if it is not there or cannot be read.
        """
        with disk(READ):
            return (self._place(number) / REPORT).read_text("utf-8")

    def complexes(self, number: int) -> tuple[ComplexRow, ...]:
        """Return the complexes of a version; none if it is no stock.

        Raises:
            OwnStoreError: if they cannot be read.
        """
        with disk(READ):
            return read_complexes(self._place(number) / COMPLEXES)

    def _place(self, number: int) -> Path:
        return self.folder / VERSIONS / f"{number:06d}"

    def _known(self, table: str) -> list[int]:
        stacks = _stacks(self.history())
        if table not in stacks:
            raise UnknownTableError(table, available=stacks)
        return stacks[table]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the only pen of this organisation."""
        with disk(WRITE):
            (self.folder / VERSIONS).mkdir(parents=True, exist_ok=True)
            lock = only_writer(self.folder / LOCK)
            lock.__enter__()
        try:
            with disk(WRITE):
                yield
        finally:
            lock.__exit__(None, None, None)


def _events(folder: Path) -> tuple[Event, ...]:
    with disk(READ):
        try:
            raw = json.loads((folder / HISTORY).read_text("utf-8"))
        except FileNotFoundError:
            return ()
        return tuple(
            Event(act=Act(one["act"]), table=one["table"], version=one["version"], by=one["by"], at=when(one["at"]))
            for one in raw["events"]
        )


def _check_codes(checked: Checked, others: Sequence[OwnTable]) -> None:
    """Refuse a code that stands for another figure in another table."""
    fresh = {one.code: one for one in checked.indicators}
    for other in others:
        for one in other.indicators:
            mine = fresh.get(one.code)
            if other.version.table != checked.mapping.table and mine is not None and not _alike(mine, one):
                was = Bilingual(f"{one.name.nl}, {one.unit.nl}", f"{one.name.en}, {one.unit.en}")
                raise OwnCodeError(one.code, table=other.version.table, was=was)


def _append(folder: Path, before: Sequence[Event], event: Event) -> None:
    """Add a line to the history: the file is replaced in one step, so that it is never half written."""
    lines = [{**asdict(one), "at": one.at.isoformat()} for one in (*before, event)]
    fresh = folder / f"{HISTORY}.new"
    write(fresh, json.dumps({"events": lines}, indent=1).encode("utf-8"))
    fresh.replace(folder / HISTORY)
    sync(folder)


def _stacks(events: Sequence[Event]) -> dict[str, list[int]]:
    """Return of each table the versions that undo goes back through; the last is in use."""
    stacks: dict[str, list[int]] = {}
    for one in events:
        stack = stacks.setdefault(one.table, [])
        if one.act is Act.UNDO:
            del stack[-1:]
        elif one.version is not None:
            stack.append(one.version)
    return stacks


def _alike(first: Indicator, second: Indicator) -> bool:
    return (first.kind, first.unit.nl, first.better) == (second.kind, second.unit.nl, second.better)
