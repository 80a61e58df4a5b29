"""Normalisers: from the unit of an indicator to one scale on which more is more of what the index says.

Each normaliser is a value with `fit` (learn on the reference) and `apply` (use on any period). Both get
*signed* values: an indicator of which a low value should score high has been multiplied by -1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from veerkracht.errors.design import NoSpreadError
from veerkracht.index.distribution import count_below, count_up_to, known

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.index.distribution import Fitted

Beyond = Literal["clip", "extend"]
Spread = Literal["sample", "population"]


class Normaliser(Protocol):
    """How one indicator is put on the common scale."""

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return what must be known of the reference: signed values, any shape, NaN for missing.

        Args:
            values: signed reference values.
            sign: 1 or -1, with which the values were multiplied.
            name: of the indicator, for messages.
        """

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return signed values on the common scale, same shape, NaN stays NaN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinMax:
    """The lowest value of the reference scores `low`, the highest `high`.

    Attributes:
        low, high: the ends of the scale.
        beyond: what a value outside the reference does: `clip` or `extend`.

    Source:
        OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.
    """

    low: float
    high: float
    beyond: Beyond

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return `range`: lowest and highest signed value.

        Raises:
            NoSpreadError: if all values are the same.
        """
        numbers = _spread_out(values, sign=sign, name=name, method="min_max")
        return {"range": np.array([numbers.min(), numbers.max()])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the scores, clipped or not."""
        return _between(values, ends=fitted["range"], low=self.low, high=self.high, beyond=self.beyond)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goalposts:
    """Fixed values in the indicator's own unit score `low` and `high`, whatever the data.

    Attributes:
        worst, best: in the unit of the indicator as treated; `worst` scores `low`, `best` scores `high`.
        low, high: the ends of the scale.
        beyond: what a value outside the goalposts does: `clip` or `extend`.

    Source:
        UNDP, Human Development Report technical notes; OECD/JRC (2008), step 5.
    """

    worst: float
    best: float
    low: float
    high: float
    beyond: Beyond

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return `range`: the signed goalposts, not learned from the data.

        Raises:
            NoSpreadError: if the goalposts are the same or stand the wrong way round for the direction.
        """
        del values
        if sign * self.worst >= sign * self.best:
            raise NoSpreadError(name, value=self.worst, method="goalposts (worst and best the wrong way round)")
        return {"range": np.array([sign * self.worst, sign * self.best])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the scores, clipped or not."""
        return _between(values, ends=fitted["range"], low=self.low, high=self.high, beyond=self.beyond)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRange:
    """A reference value scores the middle; one full range of the reference data spans `low` to `high`.

    Attributes:
        reference: in the unit of the indicator; scores halfway.
        low, high: 70 and 130 in the adjusted Mazziotta-Pareto index.

    Source:
        Mazziotta & Pareto (2016), Social Indicators Research 127(3), 983-1003.
    """

    reference: float
    low: float
    high: float

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return `range`: the reference minus and plus half the range of the data.

        Raises:
            NoSpreadError: if all values are the same.
        """
        numbers = _spread_out(values, sign=sign, name=name, method="reference_range")
        half = (numbers.max() - numbers.min()) / 2
        return {"range": np.array([sign * self.reference - half, sign * self.reference + half])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the scores; beyond the range they go on."""
        return _between(values, ends=fitted["range"], low=self.low, high=self.high, beyond="extend")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZScore:
    """The number of standard deviations from the mean of the reference, moved and stretched.

    Attributes:
        mean, deviation: of the scores in the reference; 0 and 1, or 100 and 10 (Mazziotta-Pareto).
        spread: `sample` (n - 1) or `population` (n).

    Source:
        OECD/JRC (2008), step 5.
    """

    mean: float
    deviation: float
    spread: Spread

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return `moments`: mean and standard deviation of the signed values.

        Raises:
            NoSpreadError: if all values are the same.
        """
        numbers = _spread_out(values, sign=sign, name=name, method="z_score")
        return {"moments": np.array([numbers.mean(), numbers.std(ddof=1 if self.spread == "sample" else 0)])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the scores."""
        mean, deviation = fitted["moments"]
        return np.asarray((values - mean) * (self.deviation / deviation) + self.mean, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceToTarget:
    """The share of the way from the lowest value of the reference to a target.

    Attributes:
        target: in the unit of the indicator; scores 1.
        beyond: `clip` (never above 1) or `extend`.

    Source:
        OECD/JRC (2008), step 5; COINr, `n_dist2targ` and `n_dist2ref`.
    """

    target: float
    beyond: Beyond

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return `range`: lowest signed value and the signed target.

        Raises:
            NoSpreadError: if the target is not above the lowest value.
        """
        ends = np.array([known(values).min(), sign * self.target])
        if ends[0] >= ends[1]:
            raise NoSpreadError(name, value=self.target, method="distance_to_target (no area is behind the target)")
        return {"range": ends}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the share of the way."""
        return _between(values, ends=fitted["range"], low=0.0, high=1.0, beyond=self.beyond)


@dataclass(frozen=True, slots=True, kw_only=True)
class FractionOfMaximum:
    """The value as a share of the highest of the reference; for indicators of which high is good.

    Source:
        COINr, `n_fracmax`.
    """

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return `maximum`.

        Raises:
            NoSpreadError: if the maximum is not above zero (so also where a low value should score high).
        """
        highest = known(values).max()
        if highest <= 0:
            raise NoSpreadError(name, value=sign * highest, method="fraction_of_maximum (needs values above zero)")
        return {"maximum": np.array([highest])}

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the share."""
        return np.asarray(values / fitted["maximum"][0], dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ordered:
    """What the normalisers by place in the reference have in common: the ordered reference."""

    def fit(self, values: NDArray[np.float64], *, sign: float, name: str) -> Fitted:
        """Return `ordered`: the signed reference values, ascending."""
        del sign, name
        return {"ordered": np.sort(known(values))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(_Ordered):
    """One plus the number of reference areas with a lower value; equal values share the lowest rank."""

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the ranks, 1 for the lowest."""
        return count_below(values, ordered=fitted["ordered"]) + 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentileRank(_Ordered):
    """The share of the other reference areas with a lower value: 0 for the lowest, 1 for a sole highest.

    Source:
        COINr, `n_prank`: (rank - 1) / (n - 1).
    """

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the shares, at most 1."""
        others = max(fitted["ordered"].size - 1, 1)
        return np.minimum(count_below(values, ordered=fitted["ordered"]) / others, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmpiricalQuantile(_Ordered):
    """The middle of the place of a value in the reference distribution; equal values share it.

    Source:
        Hazen (1914) plotting position (r - 0.5) / n, mid-ranks for ties.
    """

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the quantiles, between 0 and 1."""
        ordered = fitted["ordered"]
        return (count_below(values, ordered=ordered) + count_up_to(values, ordered=ordered)) / (2 * ordered.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential(_Ordered):
    """The exponential of the rank: only the top end scores high, so that a good domain hides no bad one.

    Attributes:
        scale: 23 in the English Indices of Deprivation: the top tenth spans half of the scale.
        high: the score of the highest area, 100.

    Source:
        MHCLG (2019), The English Indices of Deprivation 2019 Technical Report, appendix E:
        E = -23 ln(1 - R (1 - exp(-100 / 23))), R = (N - rank + 1) / N, rank 1 = most deprived.
    """

    scale: float
    high: float

    def apply(self, values: NDArray[np.float64], *, fitted: Fitted) -> NDArray[np.float64]:
        """Return the scores, between 0 and `high`."""
        ordered = fitted["ordered"]
        share = count_up_to(values, ordered=ordered) / ordered.size
        return np.asarray(-self.scale * np.log1p(share * np.expm1(-self.high / self.scale)), dtype=np.float64)


NORMALISERS: dict[str, type[Normaliser]] = {
    "min_max": MinMax,
    "goalposts": Goalposts,
    "reference_range": ReferenceRange,
    "z_score": ZScore,
    "distance_to_target": DistanceToTarget,
    "fraction_of_maximum": FractionOfMaximum,
    "rank": Rank,
    "percentile_rank": PercentileRank,
    "empirical_quantile": EmpiricalQuantile,
    "exponential": Exponential,
}


def _spread_out(values: NDArray[np.float64], *, sign: float, name: str, method: str) -> NDArray[np.float64]:
    """Return the measured values, refusing a column that is the same everywhere."""
    numbers = known(values)
    if numbers.min() == numbers.max():
        raise NoSpreadError(name, value=sign * float(numbers[0]), method=method)
    return numbers


def _between(
    values: NDArray[np.float64], *, ends: NDArray[np.float64], low: float, high: float, beyond: Beyond
) -> NDArray[np.float64]:
    first, last = ends
    scores = (values - first) / (last - first) * (high - low) + low
    return np.asarray(np.clip(scores, low, high) if beyond == "clip" else scores, dtype=np.float64)
