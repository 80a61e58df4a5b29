"""Import files: walk folders, read every file, and store each one whole or not at all."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.files import (
    FileAccessError,
    FileMissingError,
    FolderLoopError,
    LeftOutError,
    NotAreaDataError,
    NothingFoundError,
)
from veerkracht.facts.indicators import Catalogue
from veerkracht.sources.files import SUFFIXES, FileReport, Intake, Layout, read
from veerkracht.warehouse import Warehouse


class Outcome(StrEnum):
    """What happened to a file."""

    TAKEN = "taken"
    LEFT_OUT = "left out"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportItem:
    """One file of an import.

    Attributes:
        file: path as the user gave it, with what is below it.
        outcome: what happened.
        reports: the accounts of the file, or of each file in a zip; empty if it was not read.
        error: why it was left out or failed; None if it was taken.
        datasets: names under which it stands in the warehouse.
    """

    file: str
    outcome: Outcome
    reports: tuple[FileReport, ...] = ()
    error: VeerkrachtError | None = None
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The account of an import, in the order of the files."""

    items: tuple[ImportItem, ...]

    def of(self, outcome: Outcome) -> tuple[ImportItem, ...]:
        """Return the files with one outcome."""
        return tuple(item for item in self.items if item.outcome is outcome)

    @property
    def rows_taken(self) -> int:
        """Rows and features that are in the warehouse now."""
        return sum(report.rows_taken for item in self.of(Outcome.TAKEN) for report in item.reports)

    @property
    def exit_code(self) -> int:
        """0 if every file was taken or rightly passed over, 2 if one failed."""
        return 2 if self.of(Outcome.FAILED) else 0


def import_files(
    paths: Sequence[Path],
    *,
    warehouse: Warehouse,
    catalogue: Catalogue,
    retrieved: date,
    progress: Callable[[ImportItem], None] | None = None,
    mapping: Layout | None = None,
) -> ImportReport:
    """Read files and folders into the warehouse; one broken file does not stop the others.

    A file that holds nothing for us is passed over when it was found in a folder, and an error
    when the user named it. Reading the same file again replaces what it gave before.

    Args:
        paths: files and folders.
        warehouse: takes each file in a transaction of its own.
        catalogue: says which columns are indicators.
        retrieved: day to write in the provenance.
        progress: is told of each file when it is done.
        mapping: what the columns of an own table mean.
    """
    items: list[ImportItem] = []
    used: dict[str, str] = {}
    stored = {part.dataset for part in warehouse.datasets()}
    for path in paths:
        for found in _walk(path):
            if isinstance(found, ImportItem):
                item = found
            else:
                item = _import_one(
                    found,
                    warehouse=warehouse,
                    catalogue=catalogue,
                    retrieved=retrieved,
                    mapping=mapping,
                    used=used,
                    stored=stored,
                )
                stored.update(item.datasets)
                if item.outcome is Outcome.LEFT_OUT and found == path and item.error is not None:
                    item = ImportItem(file=item.file, outcome=Outcome.FAILED, error=item.error)
            items.append(item)
            if progress is not None:
                progress(item)
    return ImportReport(items=tuple(items))


def _import_one(
    path: Path,
    *,
    warehouse: Warehouse,
    catalogue: Catalogue,
    retrieved: date,
    mapping: Layout | None,
    used: dict[str, str],
    stored: Set[str],
) -> ImportItem:
    try:
        intake = read(path, catalogue, retrieved=retrieved, mapping=mapping)
        datasets = _store(intake, warehouse=warehouse, used=used, stored=stored)
    except LeftOutError as error:
        return ImportItem(file=str(path), outcome=Outcome.LEFT_OUT, error=error)
    except VeerkrachtError as error:
        return ImportItem(file=str(path), outcome=Outcome.FAILED, error=error)
    reports = tuple(member.report for member in intake.members) or (intake.report,)
    outcome = Outcome.TAKEN if datasets else Outcome.LEFT_OUT
    return ImportItem(file=str(path), outcome=outcome, reports=reports, datasets=datasets)


def _store(intake: Intake, *, warehouse: Warehouse, used: dict[str, str], stored: Set[str]) -> tuple[str, ...]:
    """Store everything of one file in one transaction; return the names of its datasets."""
    members = [member for member in intake.members or (intake,) if _holds(member)]
    if not members:
        return ()
    names: list[str] = []
    with warehouse.writing() as batch:
        for member in members:
            seen: dict[tuple[str, int | None], int] = {}
            name = dataset_name(member.report, used=used)
            for table in member.tables:
                key = (table.areas.level.value, table.areas.year)
                seen[key] = seen.get(key, 0) + 1
                # The crime table gives one table for each kind of crime.
                own = name if seen[key] == 1 else f"{name}-{seen[key]}"
                if own in stored and own not in names:
                    batch.remove(own)
                batch.add_table(own, table)
                names.append(own)
            for boundaries in member.boundaries:
                if name in stored and name not in names:
                    batch.remove(name)
                batch.add_boundaries(name, boundaries)
                names.append(name)
            for links in member.links:
                own = f"{name}-koppeling-{links.old_year}-{links.new_year}"
                if own in stored and own not in names:
                    batch.remove(own)
                batch.add_links(own, links)
                names.append(own)
    return tuple(dict.fromkeys(names))


def _holds(intake: Intake) -> bool:
    return bool(intake.tables or intake.boundaries or intake.links)


def dataset_name(report: FileReport, *, used: dict[str, str]) -> str:
    """Return the name of a dataset: table and file name, the same for the same file every time.

    Two files of one name with different content in one import get part of their checksum added.

    Args:
        report: the account of the file.
        used: checksums by name in this import; is added to.

    >>> from veerkracht.facts.language import Bilingual
    >>> report = FileReport(file="map/Mijn tabel.csv", what=Bilingual("", ""), table="85984NED")
    >>> dataset_name(report, used={})
    'import-85984ned-mijn-tabel'
    """
    stem = Path(report.file.rpartition("!")[2]).stem
    parts = [report.table, stem] if report.table.lower() not in stem.lower() else [stem]
    name = f"import-{_slug('-'.join(parts))}"[:100]
    if used.setdefault(name, report.checksum) != report.checksum:
        name = f"{name}-{report.checksum[:8]}"
        used[name] = report.checksum
    return name


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "bestand"


def _walk(path: Path) -> Iterator[Path | ImportItem]:
    """Give the files below a path in order, and what in it cannot be read."""
    try:
        is_folder = path.is_dir()
    except OSError as error:
        yield _failed(path, FileAccessError(file=str(path), cause=error.strerror or type(error).__name__))
        return
    if not is_folder:
        yield path
        return
    found = False
    for item in _walk_folder(path, above=(os.path.realpath(path),)):
        found = True
        yield item
    if not found:
        yield _failed(path, NothingFoundError(file=str(path)))


def _walk_folder(folder: Path, *, above: tuple[str, ...]) -> Iterator[Path | ImportItem]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield _failed(folder, FileAccessError(file=str(folder), cause=error.strerror or type(error).__name__))
        return
    for entry in entries:
        real = os.path.realpath(entry)
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir():
            if real in above:
                yield _failed(entry, FolderLoopError(file=str(entry)))
            else:
                yield from _walk_folder(entry, above=(*above, real))
        elif not entry.exists():
            kind = FolderLoopError if entry.is_symlink() and real == str(entry) else FileMissingError
            yield _failed(entry, kind(file=str(entry)))
        elif entry.suffix.lower() in SUFFIXES:
            yield entry
        else:
            words = {"found_nl": f"soort {entry.suffix or 'zonder achtervoegsel'}", "found_en": f"kind {entry.suffix}"}
            other = NotAreaDataError(file=str(entry), **words)
            yield ImportItem(file=str(entry), outcome=Outcome.LEFT_OUT, error=other)


def _failed(path: Path, error: VeerkrachtError) -> ImportItem:
    return ImportItem(file=str(path), outcome=Outcome.FAILED, error=error)
