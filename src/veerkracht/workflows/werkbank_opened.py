"""Werkbanken opened from the stored data: what gemeenten of one country share is read and prepared once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from veerkracht.errors.data import AreaCodeError
from veerkracht.facts.areas import Level, code_at, parse_code
from veerkracht.index.columns import Columns
from veerkracht.index.prepared import Prepared
from veerkracht.workflows.indexing import load_design
from veerkracht.workflows.quickscan_indices import DESIGN
from veerkracht.workflows.werkbank import Werkbank
from veerkracht.workflows.werkbank_kept import is_kept, is_small, kept_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign
    from veerkracht.workflows.quickscan_country import Country

_START = {Level.WIJK: 8, Level.GEMEENTE: 6}
"""So many characters of the code of a buurt or wijk say in which wijk or gemeente it lies: BU0344 01 11."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The werkbanken of one country; like it, it stands for the data as they were when it was opened.

    Attributes:
        country: the national figures.
        folder: where figures are kept on disk, so that the next server need not prepare them; None for nowhere. Only
            for those who may see this country: own tables lie in it too.
    """

    country: Country = field(repr=False)
    folder: Path | None = None
    _prepared: dict[tuple[Level, int | None], Prepared] = field(default_factory=dict, repr=False)

    def open(self, level: Level, *, gemeente: str = "", design: IndexDesign | None = None) -> Werkbank:
        """Return a werkbank for the areas of a level.

        A design with frozen scales is measured anew: at the werkbank scales are those of the country as it is stored.

        Args:
            level: of the areas.
            gemeente: code of the gemeente whose areas are ranked; empty for all areas of the country.
            design: to begin with; the shipped design of veerkracht if None.

        Raises:
            AreaCodeError: if the code is not that of a gemeente.
            UnknownAreaError: if the gemeente has no areas here.
            NothingStoredError: if nothing is stored at this level.
            NothingToRankError: if no area has enough figures for the design.
            WarehouseError: if the stored data cannot be read.
        """
        if gemeente and parse_code(gemeente)[0] is not Level.GEMEENTE:
            raise AreaCodeError(gemeente)
        inside = self.country.warehouse.areas(level, within=[gemeente] if gemeente else None)
        prepared = self._figures(level, year=inside.year)
        rows = prepared.table.areas.rows(inside.codes) if gemeente else None
        begun = load_design(DESIGN) if design is None else design
        return Werkbank(
            prepared=prepared,
            base=replace(begun, frozen=None),
            catalogue=self.country.catalogue,
            rows=None if rows is None else rows[rows >= 0],
        )

    def is_ready(self, level: Level) -> bool:
        """Return whether a werkbank of a level opens without reading and deriving the figures of the country.

        Raises:
            WarehouseError: if the stored data cannot be read.
        """
        if any(held is level for held, _year in self._prepared) or self.folder is None or is_small(self.country):
            return True
        return is_kept(self.folder, self.country, level=level)

    def keep(self, level: Level, *, gemeente: str = "") -> None:
        """Put the figures on disk that werkbanken of a level need.

        Raises:
            As for `open`.
        """
        inside = self.country.warehouse.areas(level, within=[gemeente] if gemeente else None)
        self._kept(level, year=inside.year)

    def _kept(self, level: Level, *, year: int | None) -> AreaTable:
        if self.folder is None or is_small(self.country):
            return self._table(level, year=year)
        return kept_table(self.folder, self.country, level=level, year=year, make=lambda: self._table(level, year=year))

    def _figures(self, level: Level, *, year: int | None) -> Prepared:
        if (level, year) not in self._prepared:
            catalogue = self.country.catalogue
            # Of gemeenten the table holds what maps show; what else the index needs is read one by one, of few rows.
            sought = frozenset(() if level is Level.GEMEENTE else self.country.codes())
            table = self._kept(level, year=year)

            def breaks(code: str) -> Sequence[int]:
                return [one.year for one in catalogue[code].breaks] if code in catalogue else []

            def further(code: str) -> AreaTable | None:
                if code in sought:
                    return None  # looked for already: it is not stored
                if code not in catalogue or level not in catalogue[code].levels:
                    return None
                found = self.country.further([code], level=level, year=year)
                rows = found.areas.rows(table.areas.codes)
                return found.take(rows) if (rows >= 0).all() else None

            self._prepared[level, year] = Prepared(
                Columns(table, breaks=breaks, groups=_groups(table), further=further)
            )
        return self._prepared[level, year]

    def _table(self, level: Level, *, year: int | None) -> AreaTable:
        """Return the figures of a level; of gemeenten also the counts that are only published for buurten."""
        whole = self.country.whole(level) if level is Level.GEMEENTE else None
        return self.country.table(level, year=year) if whole is None else whole.country


def _groups(table: AreaTable) -> dict[str, list[str]]:
    """Return the wijk and the gemeente of each area, for imputations that fill with the mean of either."""
    above = {Level.BUURT: (Level.WIJK, Level.GEMEENTE), Level.WIJK: (Level.GEMEENTE,)}
    return {higher.value: _parents(table.areas.codes, higher) for higher in above.get(table.areas.level, ())}


def _parents(codes: Sequence[str], level: Level) -> list[str]:
    """Return the area above each; codes that begin alike lie in the same one, so that each is looked up once."""
    known: dict[str, str] = {}
    found = []
    for code in codes:
        start = code[: _START[level]]
        if start not in known:
            known[start] = code_at(code, level) or ""
        found.append(known[start])
    return found
