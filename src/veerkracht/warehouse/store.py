"""The warehouse: everything that was fetched or imported, at rest in one folder.

Parquet files with a manifest, read through DuckDB; written all or nothing.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.warehouse import DamagedFileError, NoBoundariesError
from veerkracht.facts.boundaries import Boundaries, Contiguity
from veerkracht.warehouse.manifest import Kind
from veerkracht.warehouse.neighbours import cached_contiguity
from veerkracht.warehouse.places import stored_areas, stored_years
from veerkracht.warehouse.query import assemble
from veerkracht.warehouse.reading import Reader
from veerkracht.warehouse.united import figures_beside
from veerkracht.warehouse.writing import Batch, batch_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.areas import Areas, Level
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.warehouse.manifest import Part

FOLDER = "warehouse"


class Warehouse:
    """The stored data of one user or one organisation.

    Examples:
        >>> import tempfile
        >>> from veerkracht.facts.areas import Areas, Level
        >>> from veerkracht.facts.periods import Period
        >>> from veerkracht.facts.tables import AreaTable, Column
        >>> areas = Areas(level=Level.WIJK, year=2024, codes=("WK034401",), names=("West",))
        >>> column = Column.of(np.array([12.5]))
        >>> with tempfile.TemporaryDirectory() as home:
        ...     warehouse = Warehouse(Path(home))
        ...     with warehouse.writing() as batch:
        ...         batch.add_table("voorbeeld", AreaTable.of(areas, {("eenzaam", Period(2022)): column}))
        ...     warehouse.table(Level.WIJK).values.tolist()
        [[[12.5]]]
    """

    def __init__(self, home: Path) -> None:
        """Open the warehouse of a home folder; nothing is made before something is written."""
        self._reader = Reader(home / FOLDER)

    @property
    def folder(self) -> Path:
        """The folder with the manifest and the files."""
        return self._reader.folder

    @property
    def derived(self) -> Path:
        """The folder for what can be computed again from the files."""
        return self._reader.derived

    def writing(self) -> AbstractContextManager[Batch]:
        """Give a batch to add datasets to: stored as a whole at the end of the block, or not at all.

        A part (one dataset, kind, level and year of boundaries) replaces the stored part of the same
        key; other parts of the same dataset stay.

        Raises:
            WarehouseBusyError: if another process is writing.
            WarehouseWriteError: if the disk does not take it.
        """
        return batch_in(self.folder)

    def remove(self, dataset_id: str) -> None:
        """Remove a dataset: its figures and its polygons.

        Raises:
            UnknownDatasetError: if there is no such dataset.
            WarehouseBusyError: if another process is writing.
            WarehouseWriteError: if the disk does not take it.
        """
        with self.writing() as batch:
            batch.remove(dataset_id)

    def datasets(self) -> tuple[Part, ...]:
        """Return what is stored, a part per dataset, kind, level and year of boundaries, in that order.

        Raises:
            ManifestError: if the list of contents cannot be read.
        """
        return self._reader.manifest().parts

    def version(self) -> str:
        """Return twelve characters that differ whenever the stored data differ."""
        return self._reader.manifest().version()

    def stamp(self) -> object:
        """Return what differs as soon as anything was written: in microseconds, for this machine only."""
        return self._reader.stamp()

    def verify(self) -> None:
        """Compare every stored file with its checksum.

        Raises:
            DamagedFileError: if files are gone or are not what was written; it names them all.
        """
        damaged = self._reader.damaged()
        if damaged:
            raise DamagedFileError(damaged, folder=str(self.folder))

    def years(self, level: Level) -> tuple[int, ...]:
        """Return the years of boundaries on which something is stored at a level, ascending."""
        return stored_years(self._reader.parts(level))

    def areas(self, level: Level, *, year: int | None = None, within: Sequence[str] | None = None) -> Areas:
        """Return all stored areas of a level, in order of code.

        Args:
            level: of the areas.
            year: of the boundaries; None for the latest with polygons that is not much emptier than
                the fullest year and holds all gemeenten asked for.
            within: codes of gemeenten to stay within; None for the whole country.

        Raises:
            NothingStoredError: if nothing is stored at this level.
            UnknownYearError: if nothing is stored on the boundaries of `year`.
            NoHierarchyError: if `within` is given for areas that do not lie in a gemeente.
            UnknownAreaError: if a gemeente has no areas here.
        """
        return stored_areas(self._reader, level, year=year, within=None if within is None else tuple(within))

    def table(
        self,
        level: Level,
        *,
        year: int | None = None,
        within: Sequence[str] | None = None,
        indicators: Sequence[str] | None = None,
        periods: Sequence[Period] | None = None,
        catalogue: Catalogue | None = None,
    ) -> AreaTable:
        """Return the figures about the areas that `areas` gives, from all datasets of their level.

        Figures counted on other boundaries are taken over where the area is the same (see
        `facts.bridging`) or a stored link table says what became of it (`facts.conversion`); otherwise
        they are NOT_COMPARABLE. A cell is OUTSIDE where the dataset has no
        such area, and NOT_LOADED where no dataset holds the indicator in that period.

        Args:
            level: of the areas.
            year: of the boundaries, as for `areas`.
            within: codes of gemeenten to stay within.
            indicators: codes to take; None for all. What is not stored is left out.
            periods: to take; None for all. What is not stored is left out.
            catalogue: says how figures of merged or cut areas are carried over; without it they are not.

        Raises:
            NothingStoredError, UnknownYearError, NoHierarchyError, UnknownAreaError: as for `areas`.
            MissingPeriodError: if periods are asked for and none of them is stored.
            DamagedFileError: if a file is not what was written.
        """
        areas = self.areas(level, year=year, within=within)
        return assemble(
            self._reader,
            areas,
            wanted=None if within is None else frozenset(areas.codes),
            indicators=indicators,
            periods=periods,
            catalogue=catalogue,
        )

    def figures_of(self, other: Warehouse, areas: Areas, *, catalogue: Catalogue) -> AreaTable | None:
        """Return the figures of another warehouse about areas of this one, or None if it has none of their level.

        What this one knows of polygons and old codes carries the other's figures over, as in `table`.

        Args:
            other: holds the figures; may hold nothing else.
            areas: as `areas` gives them.
            catalogue: says how figures of merged or cut areas are carried over.

        Raises:
            DamagedFileError: if a file is not what was written.
        """
        return figures_beside(self._reader, other._reader, areas, wanted=frozenset(areas.codes), catalogue=catalogue)

    def boundaries(self, level: Level, *, year: int | None = None, within: Sequence[str] | None = None) -> Boundaries:
        """Return the polygons of the areas that `areas` gives; None for an area that has none.

        Raises:
            NothingStoredError, UnknownYearError, NoHierarchyError, UnknownAreaError: as for `areas`.
            NoBoundariesError: if no polygons are stored for that year.
            DamagedFileError: if a file is not what was written.
        """
        areas = self.areas(level, year=year, within=within)
        drawn = self._reader.parts(level, kind=Kind.BOUNDARIES)
        parts = sorted((part for part in drawn if part.year == areas.year), key=_retrieved)
        if not parts:
            raise NoBoundariesError(level=level.value, year=areas.year, available=stored_years(drawn))
        geometry = np.full(len(areas), None, dtype=object)
        wanted = None if within is None else frozenset(areas.codes)
        for part in parts:
            for code, shape in self._reader.shapes(part, wanted=wanted).items():
                if shape is not None:
                    geometry[areas.row(code)] = shape
        return Boundaries(areas=areas, geometry=geometry, provenance=parts[-1].origin)

    def contiguity(self, level: Level, *, year: int | None = None, within: Sequence[str] | None = None) -> Contiguity:
        """Return which areas of `areas` share a border; kept on disk beside the polygons.

        Raises:
            NothingStoredError, UnknownYearError, NoHierarchyError, UnknownAreaError: as for `areas`.
            NoBoundariesError: if no polygons are stored for that year.
            DamagedFileError: if a file is not what was written.
        """
        areas = self.areas(level, year=year, within=within)
        drawn = self._reader.parts(level, kind=Kind.BOUNDARIES)
        key = [*(part.file.sha256 for part in drawn if part.year == areas.year), *areas.codes]
        return cached_contiguity(
            self._reader.derived,
            key="\n".join(key),
            boundaries=lambda: self.boundaries(level, year=areas.year, within=within),
        )


def _retrieved(part: Part) -> tuple[str, str]:
    """Return when polygons were taken in and of which dataset: the last of this order wins."""
    day = part.origin.retrieved if part.origin is not None else None
    return ("" if day is None else day.isoformat(), part.dataset)
