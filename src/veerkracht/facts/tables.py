"""AreaTable: figures of areas x periods x indicators, in which nothing is missing without a reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import (
    DifferentAreasError,
    MissingIndicatorError,
    MissingPeriodError,
    ReasonError,
    TableShapeError,
)
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance


class Reason(IntEnum):
    """Why a value is missing; `PRESENT` is the only one that goes with a number."""

    PRESENT = 0
    SUPPRESSED = 1
    NOT_MEASURED = 2
    NOT_YET_PUBLISHED = 3
    OUTSIDE = 4
    NOT_COMPARABLE = 5
    NOT_LOADED = 6


REASON_WORDS = {
    Reason.PRESENT: Bilingual("bekend", "known"),
    Reason.SUPPRESSED: Bilingual("geheim: te weinig bewoners of woningen", "withheld: too few residents or dwellings"),
    Reason.NOT_MEASURED: Bilingual("niet gemeten", "not measured"),
    Reason.NOT_YET_PUBLISHED: Bilingual("nog niet gepubliceerd", "not yet published"),
    Reason.OUTSIDE: Bilingual("valt buiten deze bron", "outside this source"),
    Reason.NOT_COMPARABLE: Bilingual("niet vergelijkbaar", "not comparable"),
    Reason.NOT_LOADED: Bilingual("niet ingelezen", "not loaded"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One indicator in one period for all areas of a table.

    Attributes:
        values: shape (areas,), in the unit of the indicator; NaN where missing.
        reasons: shape (areas,), `Reason` as uint8; PRESENT exactly where `values` is a number.
        errors: shape (areas,), standard error in the same unit, NaN where unknown; None if unknown for all.
        provenance: the sources that the column was taken from; empty for a derived column without one.
    """

    values: NDArray[np.float64]
    reasons: NDArray[np.uint8]
    errors: NDArray[np.float64] | None = None
    provenance: tuple[Provenance, ...] = ()

    @classmethod
    def of(
        cls,
        values: NDArray[np.float64],
        *,
        missing: Reason = Reason.NOT_MEASURED,
        errors: NDArray[np.float64] | None = None,
        provenance: tuple[Provenance, ...] = (),
    ) -> Column:
        """Return a column in which every NaN has the one reason `missing`."""
        numbers = np.asarray(values, dtype=np.float64)
        reasons = np.where(np.isnan(numbers), missing, Reason.PRESENT).astype(np.uint8)
        return cls(values=numbers, reasons=reasons, errors=errors, provenance=provenance)

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which areas have a value; shape (areas,)."""
        return np.equal(self.reasons, Reason.PRESENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaTable:
    """Figures of one set of areas: a block of areas x periods x indicators.

    Attributes:
        areas: the rows.
        periods: ascending and unique.
        indicators: codes of the catalogue (or of the user's own table), unique.
        values: shape (areas, periods, indicators), each in its indicator's unit; NaN where missing.
        reasons: same shape, `Reason` as uint8; PRESENT exactly where `values` is a number.
        errors: same shape, standard errors, NaN where unknown; None if no column has any.
        provenance: the sources of each (indicator, period); a key may lack if there is no value at all.
    """

    areas: Areas
    periods: tuple[Period, ...]
    indicators: tuple[str, ...]
    values: NDArray[np.float64]
    reasons: NDArray[np.uint8]
    errors: NDArray[np.float64] | None = None
    provenance: Mapping[tuple[str, Period], tuple[Provenance, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        expected = (len(self.areas), len(self.periods), len(self.indicators))
        for name, array in (("values", self.values), ("reasons", self.reasons), ("errors", self.errors)):
            if array is not None and array.shape != expected:
                raise TableShapeError(name, shape=array.shape, expected=expected)
        wrong = np.isnan(self.values) == (self.reasons == Reason.PRESENT)
        if wrong.any():
            area, period, indicator = (int(axis[0]) for axis in np.nonzero(wrong))
            raise ReasonError(
                count=int(wrong.sum()),
                area=self.areas.codes[area],
                indicator=self.indicators[indicator],
                period=self.periods[period],
            )

    @classmethod
    def of(cls, areas: Areas, columns: Mapping[tuple[str, Period], Column]) -> AreaTable:
        """Return the table that holds these columns; what no column fills is NOT_LOADED.

        Raises:
            TableShapeError: if a column has another number of rows than there are areas.
            ReasonError: if a missing value has no reason.
        """
        periods = tuple(sorted({period for _, period in columns}))
        indicators = tuple(dict.fromkeys(code for code, _ in columns))
        shape = (len(areas), len(periods), len(indicators))
        values = np.full(shape, np.nan)
        reasons = np.full(shape, Reason.NOT_LOADED, dtype=np.uint8)
        has_errors = any(column.errors is not None for column in columns.values())
        errors = np.full(shape, np.nan) if has_errors else None
        for (code, period), column in columns.items():
            if column.values.shape != (len(areas),):
                raise TableShapeError(code, shape=column.values.shape, expected=(len(areas),))
            at = (slice(None), periods.index(period), indicators.index(code))
            values[at], reasons[at] = column.values, column.reasons
            if errors is not None and column.errors is not None:
                errors[at] = column.errors
        return cls(
            areas=areas,
            periods=periods,
            indicators=indicators,
            values=values,
            reasons=reasons,
            errors=errors,
            provenance={key: column.provenance for key, column in columns.items() if column.provenance},
        )

    def __contains__(self, code: object) -> bool:
        return code in self.indicators

    def position(self, code: str) -> int:
        """Return the place of an indicator on the last axis.

        Raises:
            MissingIndicatorError: if the table does not hold it.
        """
        try:
            return self.indicators.index(code)
        except ValueError:
            raise MissingIndicatorError(code, available=self.indicators) from None

    def period_position(self, period: Period) -> int:
        """Return the place of a period on the middle axis.

        Raises:
            MissingPeriodError: if the table does not hold it.
        """
        try:
            return self.periods.index(period)
        except ValueError:
            raise MissingPeriodError(period, available=self.periods) from None

    def column(self, code: str, period: Period) -> Column:
        """Return one indicator in one period.

        Raises:
            MissingIndicatorError: if the table does not hold the indicator.
            MissingPeriodError: if the table does not hold the period.
        """
        at = (slice(None), self.period_position(period), self.position(code))
        return Column(
            values=self.values[at],
            reasons=self.reasons[at],
            errors=None if self.errors is None else self.errors[at],
            provenance=self.provenance.get((code, period), ()),
        )

    def columns(self) -> dict[tuple[str, Period], Column]:
        """Return all columns by (indicator, period), the whole table taken apart."""
        return {(code, period): self.column(code, period) for code in self.indicators for period in self.periods}

    def periods_of(self, code: str, *, share: float = 0.0) -> tuple[Period, ...]:
        """Return the periods in which more than `share` of the areas have a value, ascending.

        Raises:
            MissingIndicatorError: if the table does not hold the indicator.
        """
        known = (self.reasons[:, :, self.position(code)] == Reason.PRESENT).mean(axis=0)
        return tuple(period for period, found in zip(self.periods, known, strict=True) if found > share)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> AreaTable:
        """Return the table of these areas only (row numbers or a mask)."""
        return replace(
            self,
            areas=self.areas.take(rows),
            values=self.values[rows],
            reasons=self.reasons[rows],
            errors=None if self.errors is None else self.errors[rows],
        )

    def select(self, *, indicators: Sequence[str] | None = None, periods: Sequence[Period] | None = None) -> AreaTable:
        """Return the table with these indicators and periods only, in the order given.

        Raises:
            MissingIndicatorError: if the table does not hold an indicator.
            MissingPeriodError: if the table does not hold a period.
        """
        codes = self.indicators if indicators is None else tuple(indicators)
        when = self.periods if periods is None else tuple(sorted(periods))
        block = np.ix_(
            np.arange(len(self.areas)),
            np.array([self.period_position(p) for p in when], dtype=np.intp),
            np.array([self.position(c) for c in codes], dtype=np.intp),
        )
        return AreaTable(
            areas=self.areas,
            periods=when,
            indicators=codes,
            values=self.values[block],
            reasons=self.reasons[block],
            errors=None if self.errors is None else self.errors[block],
            provenance={(c, p): s for (c, p), s in self.provenance.items() if c in codes and p in when},
        )

    def join(self, other: AreaTable) -> AreaTable:
        """Return both tables in one; where both have a column, a present value beats a missing one, ours theirs.

        Raises:
            DifferentAreasError: if the tables do not have the same areas in the same order.
        """
        if self.areas.codes != other.areas.codes or self.areas.year != other.areas.year:
            raise DifferentAreasError(str(self.areas), str(other.areas))
        columns = self.columns()
        for key, theirs in other.columns().items():
            columns[key] = _first_present(columns[key], theirs) if key in columns else theirs
        return AreaTable.of(self.areas, columns)


def _first_present(ours: Column, theirs: Column) -> Column:
    """Return our column, its holes filled with what theirs knows."""
    fill = ~ours.present & (theirs.present | (ours.reasons == Reason.NOT_LOADED))
    errors = ours.errors
    if ours.errors is not None or theirs.errors is not None:
        unknown = np.full(ours.values.shape, np.nan)
        errors = np.where(
            fill,
            unknown if theirs.errors is None else theirs.errors,
            unknown if ours.errors is None else ours.errors,
        )
    used = bool((fill & theirs.present).any())
    return Column(
        values=np.where(fill, theirs.values, ours.values),
        reasons=np.where(fill, theirs.reasons, ours.reasons).astype(np.uint8),
        errors=errors,
        provenance=tuple(dict.fromkeys(ours.provenance + (theirs.provenance if used else ()))),
    )
