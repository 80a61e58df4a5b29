"""The chances of a next value: intervals, being worse, being among the worst tenth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import t as student

from veerkracht.signalering.verwachting.scale import Change, Scale

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

WORST = 0.1
_GRID = np.concatenate([[0.0005, 0.001, 0.0025, 0.005], np.linspace(0.01, 0.99, 197), [0.995, 0.9975, 0.999, 0.9995]])
# What few surprises say is drawn to a Student t with five degrees of freedom as if that were 300 of them.
_PRIOR = 300.0
_T5_MEAN_ABS = 0.9490  # mean |t| of Student t with 5 degrees of freedom
_NORMAL_MEAN_ABS = 0.7979  # mean |x| of a normal distribution in standard deviations: sqrt(2 / pi)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The distribution of remaining surprises over their expected size.

    Attributes:
        chances: of the quantiles, increasing.
        quantiles: increasing.
    """

    chances: NDArray[np.float64]
    quantiles: NDArray[np.float64]

    def at(self, chance: float) -> float:
        """Return the quantile of `chance`."""
        return float(np.interp(chance, self.chances, self.quantiles))

    def below(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the chance of a value below `x`; tails as of a Student t with 3 degrees of freedom."""
        inner = np.interp(x, self.quantiles, self.chances)
        low, high = self.quantiles[0], self.quantiles[-1]
        with np.errstate(divide="ignore", invalid="ignore"):
            under = self.chances[0] * (low / np.minimum(x, low)) ** 3
            over = (1.0 - self.chances[-1]) * (high / np.maximum(x, high)) ** 3
        return np.where(x < low, under, np.where(x > high, 1.0 - over, inner))


def shape_of(surprises: NDArray[np.float64], *, inflation: float = 1.0) -> Shape:
    """Return the distribution of `surprises`, drawn to a Student t when they are few.

    Args:
        surprises: shape (n,), finite.
        inflation: what all quantiles are multiplied by, because the future differs more than other places do.
    """
    prior = student.ppf(_GRID, 5) / _T5_MEAN_ABS
    if len(surprises) < 10:
        return Shape(chances=_GRID, quantiles=inflation * prior)
    weight = len(surprises) / (len(surprises) + _PRIOR)
    found = weight * np.quantile(surprises, _GRID) + (1.0 - weight) * prior * float(np.mean(np.abs(surprises)))
    quantiles = np.maximum.accumulate(found + 1e-9 * np.arange(len(found)))
    return Shape(chances=_GRID, quantiles=inflation * quantiles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictive:
    """The next value of every area, on the modelled scale.

    Attributes:
        scale: to and from the unit.
        middle: shape (areas,), the expected value.
        reach: shape (areas,), expected absolute miss of an area by itself.
        common: standard deviation of what all areas have in common.
        shape: of the misses over their reach.
        sign: +1 where high is worse.
    """

    scale: Scale
    middle: NDArray[np.float64]
    reach: NDArray[np.float64]
    common: float
    shape: Shape
    sign: float

    def interval(self, coverage: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return both ends of the central interval, on the modelled scale; each of shape (areas,)."""
        wide = self._wide()
        tail = (1.0 - coverage) / 2.0
        return self.middle + self.shape.at(tail) * wide, self.middle + self.shape.at(1.0 - tail) * wide

    def quantiles(self, chances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values below which the next one lies with these chances; shape (areas, chances)."""
        shape = np.interp(chances, self.shape.chances, self.shape.quantiles)
        return self.middle[:, None] + self._wide()[:, None] * shape[None, :]

    def worse_than(self, threshold: NDArray[np.float64], *, alike: bool) -> NDArray[np.float64]:
        """Return the chance of a value worse than `threshold` (modelled scale); shape (areas,).

        Args:
            threshold: shape (areas,).
            alike: leave out what all areas have in common: for comparisons between areas.
        """
        wide = self.reach if alike else self._wide()
        below = self.shape.below((threshold - self.middle) / wide)
        return 1.0 - below if self.sign > 0 else below

    def worst(self, last: NDArray[np.float64], *, of: Change, share: float = WORST) -> NDArray[np.float64]:
        """Return the chance to be among the `share` of areas with the worst change since `last` (in the unit).

        The size of change that marks the worst is the one for which the chances add up to `share` of the areas, so
        that the base rate cannot drift.
        """
        known = np.isfinite(last) & np.isfinite(self.middle)
        if not known.any():
            return np.full(len(last), np.nan)

        def chances(change: float) -> NDArray[np.float64]:
            return self.worse_than(self.scale.threshold(last, self.sign * change, of=of), alike=True)

        def excess(change: float) -> float:
            found = chances(change)[known]
            return float(np.mean(np.where(np.isfinite(found), found, 1.0 if self.sign > 0 else 0.0))) - share

        low, high = _bracket(excess, start=float(np.nanmedian(self.reach[known])))
        if not excess(low) > 0 > excess(high):
            # So wide that no size of change marks a tenth: then nobody can be told from another.
            return np.where(known, share, np.nan)
        found = chances(float(brentq(excess, low, high, xtol=1e-10)))
        return np.where(known, found, np.nan)

    def _wide(self) -> NDArray[np.float64]:
        """Return the expected absolute miss with what all areas have in common; shape (areas,)."""
        return np.hypot(self.reach, self.common * _NORMAL_MEAN_ABS)


def with_slope(chances: NDArray[np.float64], *, slope: float, share: float = WORST) -> NDArray[np.float64]:
    """Return chances drawn together on the logit scale by `slope`, with the same mean `share`.

    Source: Cox (1958), Two further applications of a model for binary regression (recalibration of slope).
    """
    known = np.isfinite(chances)
    if not known.any():
        return chances
    line = slope * logit(np.clip(chances[known], 1e-6, 1 - 1e-6))
    level = brentq(lambda a: float(expit(line + a).mean()) - share, -40.0, 40.0)
    found = np.full(len(chances), np.nan)
    found[known] = expit(line + level)
    return found


def _bracket(excess: Callable[[float], float], *, start: float) -> tuple[float, float]:
    """Return two changes between which `excess`, which falls as the change grows, changes sign."""
    low, high = -max(start, 1e-9), max(start, 1e-9)
    for _ in range(200):
        if excess(low) > 0 > excess(high):
            break
        low, high = low * 1.5, high * 1.5
    return low, high
