"""Writing: a batch of datasets that is stored as a whole or not at all.

New files are written aside and synced, moved to their place under a name that holds their
checksum, and only then the manifest is replaced in one step. Whoever crashes before that step has
changed nothing; files that no manifest names are cleaned up by the next writer.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from veerkracht.errors.warehouse import (
    DatasetNameError,
    DuplicatePartError,
    EmptyDatasetError,
    UnknownDatasetError,
    WarehouseWriteError,
)
from veerkracht.facts.areas import Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.crosswalk import CodeLinks
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable
from veerkracht.warehouse import parquet
from veerkracht.warehouse.locking import only_writer
from veerkracht.warehouse.manifest import MANIFEST, Kind, Manifest, Part, StoredFile, read_manifest

PARTS, STAGING, DERIVED, LOCK = "parts", "staging", "derived", "writing.lock"


class Batch:
    """Datasets on their way in; see `Warehouse.writing`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._added: dict[tuple[str, str, str, int], Part] = {}
        self._removed: set[str] = set()

    def add_table(self, dataset_id: str, table: AreaTable) -> None:
        """Add figures; they replace those of the same dataset, level and year of boundaries.

        Raises:
            DatasetNameError: if `dataset_id` cannot be a name.
            EmptyDatasetError: if the table has no areas, periods or indicators.
            IndicatorNameError: if an indicator code cannot be the name of a column.
            DuplicatePartError: if this batch already holds the same part.
            WarehouseWriteError: if the disk does not take it.
        """
        parquet.check_table(dataset_id, table)
        with _staged(self._folder) as file:
            parquet.write_table(file, table)
            part = Part(
                dataset=_checked(dataset_id),
                kind=Kind.TABLE,
                level=table.areas.level,
                year=table.areas.year,
                areas=len(table.areas),
                gemeenten=parquet.gemeenten_of(table.areas.codes),
                periods=table.periods,
                indicators=table.indicators,
                with_errors=parquet.with_errors(table),
                provenance=dict(table.provenance),
                file=_stored(file, dataset=dataset_id, level=table.areas.level, year=table.areas.year),
            )
            self._keep(file, part)

    def add_boundaries(self, dataset_id: str, boundaries: Boundaries) -> None:
        """Add polygons; they replace those of the same dataset, level and year of boundaries.

        Raises:
            DatasetNameError: if `dataset_id` cannot be a name.
            EmptyDatasetError: if there is no area.
            DuplicatePartError: if this batch already holds the same part.
            WarehouseWriteError: if the disk does not take it.
        """
        areas = boundaries.areas
        if not len(areas):
            raise EmptyDatasetError(dataset_id, areas=0, periods=0, indicators=0)
        drawn = [code for code, shape in zip(areas.codes, boundaries.geometry, strict=True) if shape is not None]
        with _staged(self._folder) as file:
            parquet.write_boundaries(file, boundaries)
            part = Part(
                dataset=_checked(dataset_id),
                kind=Kind.BOUNDARIES,
                level=areas.level,
                year=areas.year,
                areas=len(areas),
                gemeenten=parquet.gemeenten_of(drawn),
                origin=boundaries.provenance,
                file=_stored(file, dataset=dataset_id, level=areas.level, year=areas.year),
            )
            self._keep(file, part)

    def add_links(self, dataset_id: str, links: CodeLinks) -> None:
        """Add links between the codes of two years; they replace those of the same dataset, level and new year.

        Raises:
            DatasetNameError: if `dataset_id` cannot be a name.
            EmptyDatasetError: if there is no link.
            DuplicatePartError: if this batch already holds the same part.
            WarehouseWriteError: if the disk does not take it.
        """
        if not links.new:
            raise EmptyDatasetError(dataset_id, areas=0, periods=0, indicators=0)
        with _staged(self._folder) as file:
            parquet.write_links(file, links)
            part = Part(
                dataset=_checked(dataset_id),
                kind=Kind.LINKS,
                level=links.level,
                year=links.new_year,
                areas=len(links.new),
                gemeenten=parquet.gemeenten_of(tuple(dict.fromkeys(links.new))),
                periods=(Period(links.old_year),),
                origin=links.provenance,
                file=_stored(file, dataset=dataset_id, level=links.level, year=links.new_year),
            )
            self._keep(file, part)

    def remove(self, dataset_id: str) -> None:
        """Remove all parts of a dataset that were stored before this batch.

        Raises:
            UnknownDatasetError: if there is no such dataset.
        """
        names = {part.dataset for part in read_manifest(self._folder).parts}
        if dataset_id not in names:
            raise UnknownDatasetError(dataset_id, available=names)
        self._removed.add(dataset_id)

    def commit(self) -> None:
        """Store the batch: move the files to their place, then replace the manifest in one step."""
        before = read_manifest(self._folder)
        after = before.with_parts(tuple(self._added.values()), removed=frozenset(self._removed))
        if after == before:
            return
        parts = self._folder / PARTS
        parts.mkdir(exist_ok=True)
        for part in self._added.values():
            (self._folder / STAGING / part.file.name).replace(parts / part.file.name)
        _sync(parts)
        staged = self._folder / STAGING / MANIFEST
        with staged.open("w", encoding="ascii") as sink:
            sink.write(after.to_json())
            sink.flush()
            os.fsync(sink.fileno())
        staged.replace(self._folder / MANIFEST)
        _sync(self._folder)
        if _drawn(before) != _drawn(after):
            shutil.rmtree(self._folder / DERIVED, ignore_errors=True)

    def _keep(self, file: Path, part: Part) -> None:
        if part.key in self._added:
            raise DuplicatePartError(part.dataset, kind=part.kind.value, level=part.level.value, year=part.year)
        file.replace(file.with_name(part.file.name))
        self._added[part.key] = part


@contextmanager
def batch_in(folder: Path) -> Iterator[Batch]:
    """Give a batch that is stored when the block ends well, and forgotten when it raises.

    Raises:
        WarehouseBusyError: if another process is writing.
        WarehouseWriteError: if the disk does not take it.
    """
    with _disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _lock(folder):
        with _disk(folder):
            _clean(folder)
            (folder / STAGING).mkdir()
        batch = Batch(folder)
        try:
            yield batch
            with _disk(folder):
                batch.commit()
        finally:
            shutil.rmtree(folder / STAGING, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    lock = only_writer(folder / LOCK)
    with _disk(folder):
        lock.__enter__()
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _clean(folder: Path) -> None:
    """Remove what earlier writers left behind: staged files, and parts that the manifest does not name.

    Parts that the last batch replaced stay until now, so that whoever was reading them could go on.
    """
    shutil.rmtree(folder / STAGING, ignore_errors=True)
    named = {part.file.name for part in read_manifest(folder).parts}
    if (folder / PARTS).is_dir():
        for file in (folder / PARTS).iterdir():
            if file.name not in named:
                file.unlink(missing_ok=True)


def _checked(dataset_id: str) -> str:
    if not 0 < len(dataset_id) <= 120 or not dataset_id.isprintable():
        raise DatasetNameError(dataset_id)
    return dataset_id


def _stored(file: Path, *, dataset: str, level: Level, year: int | None) -> StoredFile:
    with file.open("rb") as source:
        checksum = hashlib.file_digest(source, "sha256").hexdigest()
    readable = re.sub(r"[^a-z0-9]+", "-", f"{dataset} {level.value} {year or ''}".lower()).strip("-")
    # The key is part of the name: two datasets may hold the same bytes, and one of them may go.
    owner = hashlib.sha256(dataset.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return StoredFile(
        name=f"{readable[:60]}-{owner}-{checksum[:16]}.parquet", sha256=checksum, size=file.stat().st_size
    )


def _drawn(manifest: Manifest) -> list[str]:
    return [part.file.sha256 for part in manifest.parts if part.kind is Kind.BOUNDARIES]


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """Give a file to write to; the disk's refusals become our error."""
    with _disk(folder):
        file = folder / STAGING / "new.parquet"
        try:
            yield file
        finally:
            file.unlink(missing_ok=True)


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WarehouseWriteError(str(folder), reason=error.strerror or str(error)) from error


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
