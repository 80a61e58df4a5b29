"""Treatment of outliers: what to do with an indicator whose few extremes would drown all other areas.

Each treatment is a value with `fit` (learn its limits on the reference) and `apply` (use them on any
period), so that the same limits hold in every year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from veerkracht.index.distribution import known, kurtosis, skewness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.index.distribution import Fitted

# Offset of the logarithm as a share of the range: COINr, `log_CT` (Becker et al., 2022).
_LOG_OFFSET = 0.01


class Treatment(Protocol):
    """How the extremes of one indicator are handled."""

    def fit(self, values: NDArray[np.float64]) -> Fitted:
        """Return the limits learned on the reference values, any shape, NaN for missing."""

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the values treated with those limits, same shape, NaN stays NaN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTreatment:
    """The values as they are."""

    def fit(self, values: NDArray[np.float64]) -> Fitted:
        """Return nothing: there is nothing to learn."""
        del values
        return {}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the values themselves."""
        del fitted
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Values beyond two quantiles of the reference are set to those quantiles.

    Attributes:
        low, high: shares between 0 and 1, `low` below `high`.
    """

    low: float
    high: float

    def fit(self, values: NDArray[np.float64]) -> Fitted:
        """Return `limits`: the two quantiles."""
        return {"limits": np.quantile(known(values), [self.low, self.high])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the values within the limits."""
        return _within(values, fitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Winsorise:
    """The most extreme points are set to the next value until the shape is acceptable.

    Acceptable: |skewness| below `skewness` or kurtosis below `kurtosis`.

    Attributes:
        skewness, kurtosis: bounds of an acceptable shape; 2 and 3.5 in the handbook.
        points: at most this many points are changed.

    Source:
        OECD/JRC (2008), Handbook on Constructing Composite Indicators; COINr, `winsorise`.
    """

    skewness: float
    kurtosis: float
    points: int

    def fit(self, values: NDArray[np.float64]) -> Fitted:
        """Return `limits` (lowest and highest kept value) and `changed` (points at the low and the high end)."""
        limits, changed, _ = _winsorise(
            known(values), skew_bound=self.skewness, kurt_bound=self.kurtosis, points=self.points
        )
        return {"limits": limits, "changed": changed}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the values within the limits."""
        return _within(values, fitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class WinsoriseOrLog:
    """Winsorise; where that does not mend the shape, take the logarithm of the untreated values.

    Attributes:
        skewness, kurtosis, points: as in `Winsorise`.

    Source:
        COINr, `qTreat`: winsorise first, `log_CT` where the check still fails.
    """

    skewness: float
    kurtosis: float
    points: int

    def fit(self, values: NDArray[np.float64]) -> Fitted:
        """Return the limits of `Winsorise`, or those of `Log` where winsorising does not suffice."""
        limits, changed, acceptable = _winsorise(
            known(values), skew_bound=self.skewness, kurt_bound=self.kurtosis, points=self.points
        )
        return {"limits": limits, "changed": changed} if acceptable else Log().fit(values)

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the values within the limits, or their logarithm."""
        return _logarithm(values, fitted) if "range" in fitted else _within(values, fitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The logarithm of the distance to the lowest reference value plus 1% of the range.

    Source:
        COINr, `log_CT`. Values below the lowest of the reference count as the lowest.
    """

    def fit(self, values: NDArray[np.float64]) -> Fitted:
        """Return `range`: lowest and highest value of the reference."""
        numbers = known(values)
        return {"range": np.array([numbers.min(), numbers.max()])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the logarithms."""
        return _logarithm(values, fitted)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxCox:
    """The Box-Cox transformation of the distance to the lowest reference value plus one.

    Attributes:
        power: lambda; 0 is the logarithm, 1 changes nothing but the origin.

    Source:
        Box & Cox (1964); shifted as COINr's `boxCox(x, makepos = TRUE)`.
    """

    power: float

    def fit(self, values: NDArray[np.float64]) -> Fitted:
        """Return `lowest`: the lowest value of the reference."""
        return {"lowest": np.array([known(values).min()])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the transformed values; below the lowest reference value counts as that value."""
        shifted = np.maximum(values - fitted["lowest"][0], 0.0) + 1.0
        if self.power == 0.0:
            return np.asarray(np.log(shifted), dtype=np.float64)
        return np.asarray((shifted**self.power - 1.0) / self.power, dtype=np.float64)


TREATMENTS: dict[str, type[Treatment]] = {
    "none": NoTreatment,
    "clip": Clip,
    "winsorise": Winsorise,
    "winsorise_or_log": WinsoriseOrLog,
    "log": Log,
    "box_cox": BoxCox,
}


def shape_is_acceptable(values: NDArray[np.float64], *, skew_bound: float, kurt_bound: float) -> bool:
    """Return whether a distribution is fit for aggregation: |skewness| or kurtosis within its bound.

    Source:
        OECD/JRC practice after Kim (2013); COINr, `check_SkewKurt`.
    """
    skew, kurt = skewness(values), kurtosis(values)
    # Too few values to judge the shape: leave them alone.
    if np.isnan(skew) or np.isnan(kurt):
        return True
    return abs(skew) < skew_bound or kurt < kurt_bound


def _winsorise(
    numbers: NDArray[np.float64], *, skew_bound: float, kurt_bound: float, points: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    """Return the limits, how many points each end lost, and whether the shape is acceptable then."""
    ordered = np.sort(numbers)
    low, high = 0, ordered.size - 1
    current = ordered
    acceptable = shape_is_acceptable(current, skew_bound=skew_bound, kurt_bound=kurt_bound)
    while not acceptable and low + (ordered.size - 1 - high) < points and low + 1 < high:
        if skewness(current) > 0:
            high -= 1
        else:
            low += 1
        current = np.clip(ordered, ordered[low], ordered[high])
        acceptable = shape_is_acceptable(current, skew_bound=skew_bound, kurt_bound=kurt_bound)
    changed = np.array([low, ordered.size - 1 - high], dtype=np.float64)
    return np.array([ordered[low], ordered[high]]), changed, acceptable


def _within(values: NDArray[np.float64], fitted: Fitted) -> NDArray[np.float64]:
    low, high = fitted["limits"]
    return np.clip(values, low, high)


def _logarithm(values: NDArray[np.float64], fitted: Fitted) -> NDArray[np.float64]:
    low, high = fitted["range"]
    offset = _LOG_OFFSET * (high - low) or 1.0
    return np.asarray(np.log(np.maximum(values - low, 0.0) + offset), dtype=np.float64)
