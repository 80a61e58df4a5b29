"""A panel: one figure of many areas over a few waves, and what else is known of those areas.

Plain arrays, so that any table can be forecast, from any country; `from_table` makes one of an AreaTable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period

Worse = Literal["low", "high"]


class Kind(StrEnum):
    """What a value is; it decides the scale on which is computed and the noise that is known."""

    SCORE = "score"
    COUNT = "count"
    PERCENTAGE = "percentage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariates:
    """What else is known of the areas, per period or for all time.

    Attributes:
        names: of the columns.
        themes: of each column, the word under which it is explained, for example "wonen"; the name itself if none.
        periods: the periods of the second axis, in order; empty when the figures have no period.
        values: shape (areas, max(1, periods), names), NaN where unknown.
    """

    names: tuple[str, ...]
    themes: tuple[str, ...]
    periods: tuple[Period, ...]
    values: NDArray[np.float64]

    def known_at(self, period: Period) -> NDArray[np.float64]:
        """Return the last known value at `period` or before, never a later one; shape (areas, names)."""
        if not self.periods:
            return self.values[:, 0]
        usable = [k for k, p in enumerate(self.periods) if p <= period]
        found = np.full((self.values.shape[0], len(self.names)), np.nan)
        for k in usable:
            found = np.where(np.isfinite(self.values[:, k]), self.values[:, k], found)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Values of one figure in many areas and waves.

    Attributes:
        areas: codes, unique.
        groups: shape (areas,), number of the gemeente of each area, from 0; all 0 when unknown.
        periods: the waves, in order; they may be irregular.
        values: shape (areas, waves), NaN where missing; counts are whole persons or events.
        size: shape (areas, waves), persons behind a score or percentage; NaN where unknown.
        error: shape (areas, waves), standard error of a value as published, in its unit; NaN where unknown.
        exposure: shape (areas, waves), what a count is counted over (residents); NaN where unknown; ones if none.
        kind: of the values.
        worse: whether a low or a high value is worse.
        covariates: what else is known, or None.
    """

    areas: tuple[str, ...]
    groups: NDArray[np.intp]
    periods: tuple[Period, ...]
    values: NDArray[np.float64]
    size: NDArray[np.float64]
    error: NDArray[np.float64]
    exposure: NDArray[np.float64]
    kind: Kind
    worse: Worse
    covariates: Covariates | None = None

    @property
    def sign(self) -> float:
        """+1 where a higher value is worse, -1 where a lower one is."""
        return 1.0 if self.worse == "high" else -1.0

    def times(self) -> NDArray[np.float64]:
        """Return the waves as years, shape (waves,)."""
        return np.array([p.years_since(self.periods[0]) + self.periods[0].year for p in self.periods])

    def until(self, period: Period) -> Panel:
        """Return what was known at `period`: no later wave, and no covariate of a later period."""
        last = sum(p <= period for p in self.periods)
        covariates = self.covariates
        if covariates is not None and covariates.periods:
            known = sum(p <= period for p in covariates.periods)
            covariates = replace(covariates, periods=covariates.periods[:known], values=covariates.values[:, :known])
            covariates = covariates if known else None
        return replace(
            self,
            periods=self.periods[:last],
            values=self.values[:, :last],
            size=self.size[:, :last],
            error=self.error[:, :last],
            exposure=self.exposure[:, :last],
            covariates=covariates,
        )

    def last_exposure(self) -> NDArray[np.float64]:
        """Return the last known exposure of each area, shape (areas,); NaN where it was never known."""
        return last_known(self.exposure)

    def last_values(self) -> NDArray[np.float64]:
        """Return the last known value of each area at the last wave's exposure, shape (areas,)."""
        return last_known(self.values)


def row_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of the finite values of each row; shape (areas,), NaN where there is none.

    >>> row_mean(np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]]))
    array([ 2., nan])
    """
    known = np.isfinite(values)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)


def last_known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the last finite value of each row; shape (areas,), NaN where there is none.

    >>> last_known(np.array([[1.0, np.nan], [np.nan, np.nan]]))
    array([ 1., nan])
    """
    found = np.full(len(values), np.nan)
    for column in values.T:
        found = np.where(np.isfinite(column), column, found)
    return found
