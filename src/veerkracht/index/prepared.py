"""Figures of many areas prepared indicator by indicator, so that a design with changes only computes what is new."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import ReferencePeriodError
from veerkracht.index.build import IndexResult, Leaves, join_leaves, reference_periods
from veerkracht.index.design import Frozen
from veerkracht.index.distribution import known
from veerkracht.index.prepare import screen
from veerkracht.index.recent import Recent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.index.columns import Columns, Filled
    from veerkracht.index.design import IndexDesign, IndicatorChoice
    from veerkracht.index.distribution import Fitted

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Rows = NDArray[np.intp]

# What is remembered of scales: a scale by place in the country keeps all its figures, the others two numbers.
_MOST_BYTES = 32_000_000
_MOST_SCREENS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """Which areas take part in a choice of indicators; `key` is the same for the same areas and periods."""

    out: Mask
    key: bytes


class Prepared:
    """The figures of all areas, prepared once; indices of designs on them, of all areas or of some.

    What it answers is what `build_index` answers on `Columns.table_of` the same design; only the work is divided
    otherwise. Scales are learned of all areas and of all periods of the reference, whichever rows are asked for.
    """

    def __init__(self, columns: Columns) -> None:
        """Take the columns; scales and screens are remembered as they are needed."""
        self.columns = columns
        self.table = columns.table
        self._fits: Recent[tuple[Fitted, Fitted]] = Recent(most=_MOST_BYTES)
        self._screens: Recent[Screened] = Recent(most=_MOST_SCREENS)

    def result(self, design: IndexDesign, *, at: Rows, rows: Rows | None = None) -> IndexResult:
        """Return the index of a design in some periods.

        Args:
            design: with scales that are still to be learned.
            at: places of the periods in the table.
            rows: of the areas; None for all.

        Raises:
            DesignError: as for `build_index`.
        """
        leaves, frozen = self.leaves(design, at=at, rows=rows)
        return self.join(leaves, frozen, design=design, at=at, rows=rows)

    def join(
        self, leaves: Leaves, frozen: Frozen, *, design: IndexDesign, at: Rows, rows: Rows | None = None
    ) -> IndexResult:
        """Return the index from leaves; they serve any design that differs in weights and aggregation only."""
        weights = None
        if any(node.weighting not in {"given", "equal"} for node in design.nodes):
            weights = self._found_weights(design)
        return join_leaves(
            leaves,
            design=design,
            areas=self.table.areas if rows is None else self.table.areas.take(rows),
            periods=tuple(self.table.periods[int(place)] for place in at),
            frozen=frozen,
            reference=slice(None),
            weights=weights,
        )

    def leaves(self, design: IndexDesign, *, at: Rows, rows: Rows | None = None) -> tuple[Leaves, Frozen]:
        """Return the figures of a design on their scales, and those scales; arguments and errors as for `result`."""
        choices = in_order(design)
        columns = [self.columns.column(choice, design=design) for choice in choices]
        out = self.screened(design)
        treat: dict[str, Fitted] = {}
        normalise: dict[str, Fitted] = {}
        some = np.arange(len(self.table.areas)) if rows is None else rows
        block = np.ix_(some, at)
        gone = out.out[block]
        treated = np.full((len(choices), *gone.shape), np.nan)
        normalised = treated.copy()
        for place, (choice, column) in enumerate(zip(choices, columns, strict=True)):
            treat[choice.code], normalise[choice.code] = self.fitted(choice, design=design)
            if not normalise[choice.code]:
                continue
            values = np.where(gone, np.nan, column.values[block])
            treated[place] = choice.treat.apply(values, fitted=treat[choice.code])
            normalised[place] = choice.normalise.apply(choice.sign * treated[place], fitted=normalise[choice.code])
        measured = np.stack([column.measured[block] for column in columns])
        available = np.stack([column.available[block] for column in columns])
        return Leaves(treated, normalised, measured, available), Frozen(treat=treat, normalise=normalise, weights={})

    def screened(self, design: IndexDesign) -> Screened:
        """Return which areas have too few of the indicators of a design."""

        def make() -> Screened:
            available = [self.columns.column(choice, design=design).available for choice in design.indicators]
            out = screen(np.stack(available), minimum=design.minimum_measured)
            return Screened(out=out, key=hashlib.blake2b(np.packbits(out).tobytes(), digest_size=16).digest())

        codes = frozenset((one.code, one.denominator, one.impute) for one in design.indicators)
        return self._screens.get((codes, design.minimum_measured), make)

    def fitted(self, choice: IndicatorChoice, *, design: IndexDesign) -> tuple[Fitted, Fitted]:
        """Return what treatment and normaliser learn of the reference; nothing for an indicator without figures.

        Raises:
            ReferencePeriodError: if it has figures, but none in the reference.
            NoSpreadError: if it is the same everywhere.
        """
        out, column = self.screened(design), self.columns.column(choice, design=design)

        def make() -> tuple[Fitted, Fitted]:
            # From low to high: sorted already, which the search for a quantile likes.
            kept = column.order[~out.out.ravel()[column.order]]
            if not kept.size:
                # A source that is absent altogether: nothing to learn, nothing to score; availability decides.
                return {}, {}
            when = reference_periods(self.table.periods, design=design)
            if design.reference == "all":
                values = column.values.ravel()[kept]
            else:
                values = known(np.where(out.out[:, when], np.nan, column.values[:, when]))
            if not values.size:
                raise ReferencePeriodError(
                    design.reference, indicator=choice.code, available=self._periods_with(column, out)
                )
            treat = choice.treat.fit(values)
            treated = choice.sign * choice.treat.apply(values, fitted=treat)
            return treat, choice.normalise.fit(treated, sign=choice.sign, name=choice.code)

        key = (choice.code, choice.denominator, choice.impute, choice.treat, choice.normalise, choice.sign)
        return self._fits.get((*key, design.reference, out.key), make, weigh=_bytes)

    def _periods_with(self, column: Filled, out: Screened) -> list[str]:
        held = np.any(~np.isnan(column.values) & ~out.out, axis=0).tolist()
        return [str(period) for period, there in zip(self.table.periods, held, strict=True) if there]

    def references(self, design: IndexDesign) -> tuple[Period, ...]:
        """Return the periods in which every indicator that has figures at all has some, so that scales can be set."""
        columns = [self.columns.column(choice, design=design) for choice in design.indicators]
        out = self.screened(design).out
        held = [np.any(~np.isnan(column.values) & ~out, axis=0) for column in columns if column.order.size]
        there = np.all(held, axis=0).tolist() if held else []
        return tuple(period for period, known in zip(self.table.periods, there, strict=False) if known)

    def _found_weights(self, design: IndexDesign) -> dict[str, Floats]:
        """Return the weights of all nodes, those that follow from the data found in the whole reference."""
        when = reference_periods(self.table.periods, design=design)
        at = np.arange(len(self.table.periods))[when]
        leaves, frozen = self.leaves(design, at=at)
        found = join_leaves(
            leaves,
            design=design,
            areas=self.table.areas,
            periods=self.table.periods[when],
            frozen=frozen,
            reference=slice(None),
        )
        return {code: np.array(row) for code, row in found.parameters.weights.items()}


def in_order(design: IndexDesign) -> list[IndicatorChoice]:
    """Return the indicators in the order of the tree."""
    choices = {choice.code: choice for choice in design.indicators}
    return [choices[code] for code in design.leaves(design.root)]


def _bytes(fitted: tuple[Fitted, Fitted]) -> int:
    """Return about how much a scale weighs in memory."""
    return 500 + sum(array.nbytes for one in fitted for array in one.values())
