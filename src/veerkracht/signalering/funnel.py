"""Funnel plots: which areas differ more from all areas than chance and ordinary differences allow.

A list of percentages puts small areas at both ends, because chance is large there. A funnel draws limits around the
common level that narrow as areas grow; an area inside them is not shown to differ. Where areas differ more than chance
alone allows (they always do), the limits are widened by the ordinary differences between areas.

Source: Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24, 1185-1202
(limits: appendix A.1; overdispersion, winsorising and the random-effects form: sections 4.2 and 4.3); DerSimonian and
Laird (1986), Meta-analysis in clinical trials, for the variance between areas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats
from scipy.special import ndtri

from veerkracht.errors.signalering import ChoiceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Spiegelhalter's limits: about two and three standard deviations.
NEAR, FAR = 0.95, 0.998
# The share at each end that is brought back to its border before the overdispersion is measured, as in section 4.2.
WINSORISED = 0.1


class Counting(StrEnum):
    """How the figure of an area is counted."""

    SHARE = "share"
    RATE = "rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The areas of one figure against their size, with limits.

    Attributes:
        counting: a share of a known number, or a rate of events.
        values: shape (areas,), count over size, times `per`; NaN where missing.
        size: shape (areas,), what it is a share or rate of.
        per: 100 for a percentage, 1000 for a rate per thousand.
        target: the common level: all counts over all sizes, times `per`.
        phi: how much larger the squared deviations are than chance alone gives, after winsorising; 1 is chance alone.
        tau: standard deviation of the ordinary differences between areas, in the unit of `values`; 0 if there are none.
        z: shape (areas,), deviation from the target in standard deviations, ordinary differences included.
        place: shape (areas,), -2 and -1 below the far and near limit, 0 inside, 1 and 2 above; 0 where missing.
    """

    counting: Counting
    values: NDArray[np.float64]
    size: NDArray[np.float64]
    per: float
    target: float
    phi: float
    tau: float
    z: NDArray[np.float64]
    place: NDArray[np.int8]

    def limits(
        self, size: NDArray[np.float64], *, coverage: float = NEAR
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the limits around the target at these sizes, ordinary differences included; shape (sizes,) each."""
        low, high = exact_limits(self.target / self.per, size=size, counting=self.counting, coverage=coverage)
        if self.tau == 0.0:
            return low * self.per, high * self.per
        reach = float(ndtri(0.5 + coverage / 2.0))
        wide = reach * np.sqrt(
            _chance_variance(self.target / self.per, size, self.counting) * self.per**2 + self.tau**2
        )
        top = self.per if self.counting is Counting.SHARE else np.inf
        return np.maximum(self.target - wide, 0.0), np.minimum(self.target + wide, top)

    @property
    def outside(self) -> int:
        """How many areas lie beyond the far limits."""
        return int((np.abs(self.place) == 2).sum())


def exact_limits(
    target: float, *, size: NDArray[np.float64], counting: Counting, coverage: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the exact limits of a share or rate under chance alone, interpolated between whole counts.

    With r the smallest count of which the chance P(R <= r) exceeds p, the limit is (r - a) / n with
    a = (P(R <= r) - p) / P(R = r), so that limits run smoothly with the size of an area.

    Args:
        target: the common share (0 to 1) or rate (events per unit of size).
        size: shape (sizes,), of the areas; above 0.
        counting: binomial for a share, Poisson for a rate.
        coverage: chance that an ordinary area lies inside, 0 to 1.

    Raises:
        ChoiceError: if the target or the coverage cannot be.

    Source:
        Spiegelhalter (2005), appendix A.1.1.

    Examples:
        >>> low, high = exact_limits(0.5, size=np.array([1e6]), counting=Counting.SHARE, coverage=0.95)
        >>> round(float(low[0]), 5), round(float(high[0]), 5)
        (0.49902, 0.50098)
    """
    top = 1.0 if counting is Counting.SHARE else np.inf
    if not 0.0 < target < top:
        raise ChoiceError("target", value=target, right_en="between 0 and 1", right_nl="tussen 0 en 1")
    if not 0.0 < coverage < 1.0:
        raise ChoiceError("coverage", value=coverage, right_en="between 0 and 1", right_nl="tussen 0 en 1")
    n = np.asarray(size, dtype=np.float64)
    law = stats.binom(np.round(n), target) if counting is Counting.SHARE else stats.poisson(n * target)
    ends = []
    for p in (0.5 - coverage / 2.0, 0.5 + coverage / 2.0):
        r = law.ppf(p)
        here = law.pmf(r)
        part = np.where(here > 0, (law.cdf(r) - p) / np.where(here > 0, here, 1.0), 0.0)
        ends.append((r - np.clip(part, 0.0, 1.0)) / n)
    return np.maximum(ends[0], 0.0), ends[1]


def make_funnel(
    counts: NDArray[np.float64],
    *,
    size: NDArray[np.float64],
    counting: Counting,
    per: float = 1.0,
    target: float | None = None,
    winsorised: float = WINSORISED,
) -> Funnel | None:
    """Return the funnel of counts against sizes, or None if fewer than ten areas have both.

    The deviations are winsorised before the overdispersion is measured, so that the areas that the funnel should find
    do not widen its limits.

    Args:
        counts: shape (areas,); NaN where missing.
        size: shape (areas,), residents or dwellings; areas of 0 are left out.
        counting: a share of `size`, or events per unit of it.
        per: 100 for a percentage, 1000 for a rate per thousand.
        target: the common level in the unit of the result; None takes that of all areas together.
        winsorised: share at each end that is brought back; 0 leaves all as they are.
    """
    use = np.isfinite(counts) & (size > 0)
    whole = float(counts[use].sum() / size[use].sum()) if use.any() else 0.0
    common = whole if target is None else target / per
    if use.sum() < 10 or not 0.0 < common < (1.0 if counting is Counting.SHARE else np.inf):
        return None
    values = np.where(use, counts / np.where(use, size, 1.0), np.nan)
    variance = np.where(use, _chance_variance(common, np.where(use, size, 1.0), counting), np.nan)
    # Deviations on the scale on which chance is most nearly normal, as Spiegelhalter advises for small counts.
    naive = _deviations(values[use], target=common, size=size[use], counting=counting)
    calm = np.clip(naive, *np.quantile(naive, [winsorised, 1.0 - winsorised])) if winsorised > 0 else naive
    phi = float(np.mean(calm**2)) / winsorised_variance(winsorised)
    tau2 = between_variance(phi, weights=1.0 / variance[use])
    z = (values - common) / np.sqrt(variance + tau2)
    if tau2 == 0.0:
        z[use] = naive
    found = Funnel(
        counting=counting,
        values=values * per,
        size=np.where(use, size, np.nan),
        per=per,
        target=common * per,
        phi=phi,
        tau=float(np.sqrt(tau2)) * per,
        z=z,
        place=np.zeros(len(values), dtype=np.int8),
    )
    return replace(found, place=_places(found, use=use))


def _places(found: Funnel, *, use: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return on which side of which limits each area lies, so that picture and count say the same."""
    place = np.zeros(len(found.values), dtype=np.int8)
    for coverage in (NEAR, FAR):
        low, high = found.limits(found.size[use], coverage=coverage)
        place[use] += (found.values[use] > high).astype(np.int8) - (found.values[use] < low).astype(np.int8)
    return place


def winsorised_variance(share: float) -> float:
    """Return the variance that is left of a standard normal value after winsorising this share at each end.

    Spiegelhalter leaves it out; without it, limits that must hold 99.8% of ordinary areas hold fewer than 98%.

    >>> round(winsorised_variance(0.1), 4), winsorised_variance(0.0)
    (0.6787, 1.0)
    """
    if share <= 0.0:
        return 1.0
    q = float(ndtri(1.0 - share))
    density = float(np.exp(-0.5 * q * q) / np.sqrt(2.0 * np.pi))
    return 2.0 * share * q * q + (1.0 - 2.0 * share) - 2.0 * q * density


def between_variance(phi: float, *, weights: NDArray[np.float64]) -> float:
    """Return the variance of ordinary differences between areas from the overdispersion; never below 0.

    Args:
        phi: mean of the squared standardised deviations.
        weights: shape (areas,), one over the variance of each value under chance alone.

    Source:
        DerSimonian and Laird (1986); in this form Spiegelhalter (2005), section 4.3.
    """
    count = len(weights)
    spare = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max((count * phi - (count - 1.0)) / spare, 0.0) if spare > 0 else 0.0


def _chance_variance(target: float, size: NDArray[np.float64], counting: Counting) -> NDArray[np.float64]:
    """Return the variance of a share or rate under chance alone."""
    return np.asarray((target * (1.0 - target) if counting is Counting.SHARE else target) / size)


def _deviations(
    values: NDArray[np.float64], *, target: float, size: NDArray[np.float64], counting: Counting
) -> NDArray[np.float64]:
    """Return deviations from the target in standard deviations under chance, on a scale that steadies the variance.

    The arcsine of the root for a share, the root for a rate: Spiegelhalter (2005), section 4.1 (Freeman and Tukey).
    """
    if counting is Counting.SHARE:
        return np.asarray(
            2.0 * np.sqrt(size) * (np.arcsin(np.sqrt(np.clip(values, 0, 1))) - np.arcsin(np.sqrt(target)))
        )
    return np.asarray(2.0 * (np.sqrt(values * size) - np.sqrt(target * size)))
