"""Filling of holes: an estimate where a figure is missing, with how sure it is, and never across a break.

Each imputation is a value with `fill`. What is filled stays marked as filled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np

from veerkracht.errors.design import DesignColumnError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an imputation may look at beside the values themselves.

    Attributes:
        years: shape (periods,), start of each period in years, ascending.
        segments: shape (periods,), equal numbers between which no break in the definition lies.
        groups: for each grouping, shape (areas,), the name of each area's group; "" where unknown.
        design: code of the design, for messages.
    """

    years: NDArray[np.float64]
    segments: NDArray[np.int64]
    groups: Mapping[str, NDArray[np.str_]]
    design: str = ""


class Imputation(Protocol):
    """How the holes of one indicator are filled.

    Attributes:
        own_figure: True if what is filled in is an earlier figure of the same area; only that counts for
            the availability rule. An estimate from other areas never does.
    """

    own_figure: ClassVar[bool]

    def fill(
        self, values: NDArray[np.float64], *, around: Surroundings
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the values without the holes it can fill, and the standard deviation of each estimate.

        Args:
            values: shape (areas, periods); NaN for missing.
            around: years, breaks and groups.

        Returns:
            Two arrays, shape (areas, periods): filled values, NaN where no estimate is possible; and the
            standard deviation of each filled cell, NaN for a cell that was not filled.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class NoImputation:
    """Missing stays missing."""

    own_figure: ClassVar[bool] = False

    def fill(
        self, values: NDArray[np.float64], *, around: Surroundings
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the values as they are."""
        del around
        return values, np.full_like(values, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMean:
    """The mean of the areas of the same group in the same period.

    Attributes:
        group: name of the grouping, a text column of the table.

    Source:
        COINr, `i_mean_grp`.
    """

    group: str

    own_figure: ClassVar[bool] = False

    def fill(
        self, values: NDArray[np.float64], *, around: Surroundings
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the values filled with group means; the standard deviation is that of the group.

        Raises:
            DesignColumnError: if there is no grouping of that name.
        """
        if self.group not in around.groups:
            raise DesignColumnError(
                self.group,
                design=around.design,
                role_en="groups for the imputation",
                role_nl="groepen voor het aanvullen",
                available=around.groups,
            )
        labels = around.groups[self.group]
        filled, deviation = values.copy(), np.full_like(values, np.nan)
        for label in np.unique(labels[labels != ""]):
            rows = labels == label
            filled[rows], deviation[rows] = _fill_with_mean(values[rows])
        return filled, deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of all areas in the same period."""

    own_figure: ClassVar[bool] = False

    def fill(
        self, values: NDArray[np.float64], *, around: Surroundings
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the values filled with means; the standard deviation is that between areas."""
        del around
        return _fill_with_mean(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastKnown:
    """The last measured value of the same area, if it is recent and no break lies between.

    Attributes:
        years: how old it may be.
    """

    years: float

    own_figure: ClassVar[bool] = True

    def fill(
        self, values: NDArray[np.float64], *, around: Surroundings
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the values carried forward; the standard deviation grows with the root of the age."""
        before, _ = _neighbours(values)
        columns = np.arange(values.shape[1])
        source = np.where(before < 0, 0, before)
        age = around.years[columns] - around.years[source]
        usable = (before >= 0) & (age <= self.years) & (around.segments[source] == around.segments[columns])
        holes = np.isnan(values) & usable
        filled = np.where(holes, np.take_along_axis(values, source, axis=1), values)
        deviation = np.where(holes, _yearly_step(values, around) * np.sqrt(np.maximum(age, 0.0)), np.nan)
        return filled, deviation


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpolate:
    """The straight line between the measured values before and after, if no break lies between.

    Attributes:
        years: how far those two may lie apart.
    """

    years: float

    own_figure: ClassVar[bool] = True

    def fill(
        self, values: NDArray[np.float64], *, around: Surroundings
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the values interpolated; the standard deviation is that of a bridge between two points."""
        before, after = _neighbours(values)
        last = values.shape[1] - 1
        left, right = np.maximum(before, 0), np.minimum(after, last)
        start, end = around.years[left], around.years[right]
        gap = np.where(end > start, end - start, np.nan)
        usable = (before >= 0) & (after <= last) & (end - start <= self.years)
        usable &= around.segments[left] == around.segments[right]
        holes = np.isnan(values) & usable
        share = (around.years[np.newaxis, :] - start) / gap
        first, second = np.take_along_axis(values, left, axis=1), np.take_along_axis(values, right, axis=1)
        filled = np.where(holes, first + share * (second - first), values)
        # Variance of a Brownian bridge: step^2 * t (T - t) / T.
        inside = np.where(holes, share * (1 - share) * gap, 0.0)
        return filled, np.where(holes, _yearly_step(values, around) * np.sqrt(inside), np.nan)


IMPUTATIONS: dict[str, type[Imputation]] = {
    "none": NoImputation,
    "group_mean": GroupMean,
    "mean": Mean,
    "last_known": LastKnown,
    "interpolate": Interpolate,
}


def _fill_with_mean(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return values with holes filled by the mean of each period, and the deviation between the known ones."""
    present = ~np.isnan(values)
    count = present.sum(axis=0)
    safe = np.maximum(count, 1)
    mean = np.where(count > 0, np.where(present, values, 0.0).sum(axis=0) / safe, np.nan)
    square = np.where(present, (values - mean) ** 2, 0.0).sum(axis=0)
    deviation = np.where(count > 1, np.sqrt(square / np.maximum(count - 1, 1)), np.nan)
    filled = np.where(present, values, mean)
    return filled, np.where(present, np.nan, deviation)


def _neighbours(values: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each cell the last column up to it and the first from it on that is known; -1 and n if none."""
    columns = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    present = ~np.isnan(values)
    before = np.maximum.accumulate(np.where(present, columns, -1), axis=1)
    after = np.minimum.accumulate(np.where(present, columns, values.shape[1])[:, ::-1], axis=1)[:, ::-1]
    return before.astype(np.intp), after.astype(np.intp)


def _yearly_step(values: NDArray[np.float64], around: Surroundings) -> float:
    """Return how much a value of one area typically moves in a year, as a standard deviation; NaN if unknown."""
    gaps = np.diff(around.years)
    same = np.diff(around.segments) == 0
    if not same.any():
        return float("nan")
    steps = np.diff(values, axis=1)[:, same] / np.sqrt(gaps[same])
    known = steps[~np.isnan(steps)]
    return float(np.sqrt((known**2).mean())) if known.size else float("nan")
