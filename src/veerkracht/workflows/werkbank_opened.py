"""Werkbanken opened from the stored data: what gemeenten of one country share is read and prepared once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from veerkracht.errors.data import AreaCodeError
from veerkracht.facts.areas import Level, parse_code
from veerkracht.index.columns import Columns
from veerkracht.index.prepared import Prepared
from veerkracht.workflows.indexing import load_design
from veerkracht.workflows.quickscan_indices import DESIGN
from veerkracht.workflows.werkbank import Werkbank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign
    from veerkracht.workflows.quickscan_country import Country


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The werkbanken of one country; like it, it stands for the data as they were when it was opened.

    Attributes:
        country: the national figures.
    """

    country: Country = field(repr=False)
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

    def _figures(self, level: Level, *, year: int | None) -> Prepared:
        if (level, year) not in self._prepared:
            catalogue = self.country.catalogue
            table = self._table(level, year=year)

            def breaks(code: str) -> Sequence[int]:
                return [one.year for one in catalogue[code].breaks] if code in catalogue else []

            def further(code: str) -> AreaTable | None:
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
    return {
        higher.value: [code or "" for code in table.areas.parents(higher)]
        for higher in above.get(table.areas.level, ())
    }
