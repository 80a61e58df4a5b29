"""What is to be checked, and what becomes of each row: shared by the kinds of own tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.indicators import Catalogue, Indicator
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.files.grid import GridCell
from veerkracht.sources.files.intake import LeftOut
from veerkracht.workflows.own_tables_cells import AreaReader, Number, RowFaults
from veerkracht.workflows.own_tables_checked import Checked, ComplexRow
from veerkracht.workflows.own_tables_inspect import Inspection
from veerkracht.workflows.own_tables_mapping import OwnMapping
from veerkracht.workflows.own_tables_sheet import SheetView, shown

if TYPE_CHECKING:
    from veerkracht.warehouse import Warehouse

EMPTY = Bilingual("lege rij", "empty row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be checked, and against what."""

    inspection: Inspection
    mapping: OwnMapping
    sheet: SheetView
    catalogue: Catalogue
    warehouse: Warehouse | None

    def rows(self, *, also: Collection[str] = ()) -> Iterator[tuple[int, Mapping[str, GridCell]]]:
        """Give the row number and the cells of each row below the header, by name of the column.

        Args:
            also: columns beside those of the mapping.
        """
        wanted = {*self.mapping.columns(), *also}
        header = {name: at for at, name in enumerate(self.sheet.header) if name in wanted}
        grid = self.sheet.grid
        for line, row in zip(grid.lines, grid.rows, strict=True):
            if line > self.sheet.header_row:
                yield line, {name: row[at] if at < len(row) else None for name, at in header.items()}

    def boundary_year(self, period: Period) -> int:
        """Return the year of the area codes."""
        return self.mapping.boundary_year or period.year

    def provenance(self, column: str, *, boundary_year: int) -> Provenance:
        """Return where a column comes from; the day is added when it is kept."""
        return Provenance(
            publisher=self.mapping.publisher or "eigen gegevens",
            table=self.mapping.title or self.mapping.table,
            column=column,
            licence=self.mapping.licence,
            checksum=self.inspection.sha256,
            boundary_year=boundary_year,
            own=True,
        )

    def warnings(self, areas: AreaReader) -> list[Bilingual]:
        """Return what could not be checked about the areas."""
        years = sorted({str(year) for _, year in areas.unchecked})
        if not years:
            return []
        listed = ", ".join(years)
        return [
            Bilingual(
                f"Of de gebieden bestaan is niet nagegaan voor {listed}: die indeling is niet ingelezen.",
                f"Whether the areas exist was not checked for {listed}: that division has not been taken in.",
            )
        ]


Cells = dict[tuple[Level, int], dict[tuple[str, Period], dict[str, Number]]]
"""Values by level and year of boundaries, then by indicator and period, then by area."""


def build_tables(cells: Cells, *, sources: Mapping[str, str], task: Task) -> tuple[AreaTable, ...]:
    """Return the tables that hold collected values; an area without a value was not measured.

    Args:
        cells: the values.
        sources: name of the column in the file by indicator.
        task: says where the file comes from.
    """
    tables = []
    for (level, year), columns in sorted(cells.items(), key=lambda item: (item[0][0].value, item[0][1])):
        codes = tuple(sorted({code for values in columns.values() for code in values}))
        areas = Areas(level=level, year=year, codes=codes, names=codes)
        nothing = Number(np.nan, Reason.NOT_MEASURED)
        filled = {}
        for (indicator, period), values in columns.items():
            numbers = [values.get(code, nothing) for code in codes]
            filled[indicator, period] = Column(
                values=np.array([one.value for one in numbers]),
                reasons=np.array([one.reason for one in numbers], dtype=np.uint8),
                provenance=(task.provenance(sources.get(indicator, ""), boundary_year=year),),
            )
        tables.append(AreaTable.of(areas, filled))
    return tuple(tables)


@dataclass(slots=True)
class Account:
    """What became of each row of a table; every row is counted once."""

    rows: int = 0
    accepted: int = 0
    left_out: Counter[Bilingual] = field(default_factory=Counter)
    faults: RowFaults = field(default_factory=RowFaults)

    def passes_over(self, row: Mapping[str, GridCell], *, why: Bilingual | None) -> bool:
        """Count a row, and return whether it is no row of figures: empty, or left out for a reason."""
        self.rows += 1
        reason = why if any(shown(cell) for cell in row.values()) else EMPTY
        if reason is not None:
            self.left_out[reason] += 1
        return reason is not None

    def accepts(self, line: int) -> bool:
        """Return whether a row has no fault, and count it if so."""
        good = not self.faults.found or self.faults.found[-1].row != line
        self.accepted += good
        return good

    def checked(
        self,
        task: Task,
        *,
        tables: tuple[AreaTable, ...],
        indicators: tuple[Indicator, ...],
        warnings: tuple[Bilingual, ...],
        complexes: tuple[ComplexRow, ...] = (),
    ) -> Checked:
        """Return the outcome of the check."""
        return Checked(
            name=task.inspection.name,
            sha256=task.inspection.sha256,
            mapping=task.mapping,
            rows=self.rows,
            accepted=self.accepted,
            left_out=tuple(LeftOut(reason=reason, count=count) for reason, count in self.left_out.items()),
            faults=tuple(self.faults.found),
            tables=tables,
            indicators=indicators,
            complexes=complexes,
            warnings=warnings,
            content=task.inspection.content,
        )
