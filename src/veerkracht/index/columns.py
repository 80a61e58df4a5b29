"""Columns of many areas, one indicator at a time: read when first needed, divided and filled once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.index.prepare import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.index.design import IndexDesign, IndicatorChoice

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One indicator over all areas and periods, divided and filled but not screened.

    Attributes:
        values: shape (areas, periods).
        measured, available: same shape, as in `Block`.
        deviations: same shape; None if nothing was estimated.
        order: shape (known values,), places in `values` laid flat, from the lowest value to the highest.
    """

    values: Floats
    measured: Mask
    available: Mask
    deviations: Floats | None
    order: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        estimates = 0 if self.deviations is None else self.deviations.nbytes
        return self.values.nbytes + self.measured.nbytes + self.available.nbytes + self.order.nbytes + estimates


class Columns:
    """The figures of a table, and of further tables for what it lacks, prepared one indicator at a time."""

    def __init__(
        self,
        table: AreaTable,
        *,
        breaks: Callable[[str], Sequence[int]] = lambda _: (),
        groups: Mapping[str, Sequence[str]] | None = None,
        further: Callable[[str], AreaTable | None] = lambda _: None,
    ) -> None:
        """Take the figures.

        Args:
            table: its areas and periods are those of everything.
            breaks: the years at which an indicator changed its definition.
            groups: for each grouping that an imputation uses, the group of each area.
            further: a table of the same areas with a figure that `table` lacks; None if there is none.
        """
        self.table = table
        self._breaks = breaks
        self._groups = groups or {}
        self._further = further
        self._sources: dict[str, AreaTable] = {}
        self._filled: dict[Hashable, Filled] = {}

    @property
    def memory(self) -> int:
        """Bytes held beside the table itself."""
        held = sum(one.nbytes for one in self._filled.values())
        tables = [one for one in self._sources.values() if one is not self.table]
        return held + sum(one.values.nbytes * 2 + one.reasons.nbytes for one in tables)

    def column(self, choice: IndicatorChoice, *, design: IndexDesign) -> Filled:
        """Return one indicator, divided and filled."""
        key = (choice.code, choice.denominator, choice.impute)
        if key not in self._filled:
            self._filled[key] = self._fill(choice, design=design)
        return self._filled[key]

    def _fill(self, choice: IndicatorChoice, *, design: IndexDesign) -> Filled:
        alone = _alone(choice, design=design)
        block = fill(
            self.table_of(alone), design=alone, groups=self._groups, breaks={choice.code: self._breaks(choice.code)}
        )
        flat = block.values[0].ravel()
        order = np.argsort(flat)[: int((~np.isnan(flat)).sum())].astype(np.int32)
        return Filled(
            values=block.values[0],
            measured=block.measured[0],
            available=block.available[0],
            deviations=None if block.deviations is None else block.deviations[0],
            order=order,
        )

    def table_of(self, design: IndexDesign, *, at: Sequence[int] | None = None, rows: Rows | None = None) -> AreaTable:
        """Return the table that a design works on: its columns of these periods and areas; all if None."""
        places = list(range(len(self.table.periods))) if at is None else list(at)
        some = np.arange(len(self.table.areas)) if rows is None else rows
        columns = [self._cells(code) for code in design.columns]
        block = np.ix_(some, np.array(places))
        return AreaTable(
            areas=self.table.areas if rows is None else self.table.areas.take(rows),
            periods=tuple(self.table.periods[place] for place in places),
            indicators=design.columns,
            values=np.stack([one[0][block] for one in columns], axis=2),
            reasons=np.stack([one[1][block] for one in columns], axis=2),
            errors=np.stack([one[2][block] for one in columns], axis=2),
        )

    def _cells(self, code: str) -> tuple[Floats, NDArray[np.uint8], Floats]:
        """Return values, reasons and errors of one figure on the periods of the table, shape (areas, periods) each."""
        if code not in self._sources:
            found = self.table if code in self.table else self._further(code)
            self._sources[code] = self.table if found is None else found
        source = self._sources[code]
        shape = (len(self.table.areas), len(self.table.periods))
        values, errors = np.full(shape, np.nan), np.full(shape, np.nan)
        reasons = np.full(shape, Reason.NOT_LOADED, dtype=np.uint8)
        if code not in source:
            return values, reasons, errors
        here, there, which = self.table.periods, source.periods, source.position(code)
        own = [place for place, period in enumerate(here) if period in there]
        theirs = [there.index(here[place]) for place in own]
        values[:, own], reasons[:, own] = source.values[:, theirs, which], source.reasons[:, theirs, which]
        if source.errors is not None:
            errors[:, own] = source.errors[:, theirs, which]
        return values, reasons, errors


def _alone(choice: IndicatorChoice, *, design: IndexDesign) -> IndexDesign:
    """Return the design with one indicator straight below the top."""
    top = design.node(design.root)
    return replace(design, nodes=(top,), indicators=(replace(choice, parent=top.code, weight=1.0),), frozen=None)
