"""The effect of a policy on areas that were chosen because they were worst, without the luck that goes by itself.

Areas that measure worst are partly unlucky; without any policy they measure better next time (regression to the mean:
Galton 1886). So a treated area is laid beside what untreated areas with the same earlier measurements did (analysis
of covariance: Fisher 1932; for choice by an earlier measurement: Senn 2006, Change from baseline and analysis of
covariance revisited). The interval is one of 95%, wider than the bands of a simulation: who says that a policy worked
should seldom be wrong, and then no effect lies within it in 90% of cases also where tails are heavy (law 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import t as student

from veerkracht.errors.backcast import BackcastShapeError, TooFewMeasuredError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COVERAGE: Final = 0.95
_SPARE: Final = 10  # untreated areas beyond the number of earlier waves: fewer cannot tell the spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A mean effect on the treated areas, in the unit of the figure, with its 95% interval."""

    effect: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether no effect at all lies within the interval."""
        return self.low <= 0.0 <= self.high


def worst(before: NDArray[np.float64], *, number: int) -> NDArray[np.bool_]:
    """Return which areas have the highest values; shape (areas,). Missing values are never among them."""
    order = np.argsort(np.where(np.isfinite(before), -before, np.inf), kind="stable")
    found = np.zeros(len(before), dtype=bool)
    found[order[: min(number, int(np.isfinite(before).sum()))]] = True
    return found


def effect_beside_alike(
    before: NDArray[np.float64], after: NDArray[np.float64], *, treated: NDArray[np.bool_]
) -> Effect:
    """Return the mean of what treated areas did beyond untreated areas with the same earlier measurements.

    What comes after is a straight line in all earlier waves, fitted on the untreated areas; the interval knows the
    spread around that line and that the treated lie at its end. It does not know whether the line bends there.

    Args:
        before: waves until the policy, the ones by which areas were chosen among them; shape (areas, waves).
        after: a wave after it, shape (areas,).
        treated: shape (areas,).

    Raises:
        BackcastShapeError: if the arrays are not about the same areas.
        TooFewMeasuredError: if too few untreated areas, or no treated area, were measured in all waves.
    """
    if before.shape[:1] != after.shape or treated.shape != after.shape:
        raise BackcastShapeError("before", found=before.shape, wanted=(*after.shape, "waves"))
    seen = np.isfinite(after) & np.isfinite(before).all(axis=1)
    line = np.column_stack([np.ones(len(after)), before])
    others, own = seen & ~treated, seen & treated
    least = line.shape[1] + _SPARE
    if others.sum() < least or not own.any():
        raise TooFewMeasuredError(areas=int(others.sum()) if own.any() else 0, least=least)
    solved = np.linalg.lstsq(line[others], after[others], rcond=None)[0]
    free = int(others.sum()) - line.shape[1]
    variance = float(((after[others] - line[others] @ solved) ** 2).sum()) / free
    middle = line[own].mean(axis=0)
    at_end = float(middle @ np.linalg.pinv(line[others].T @ line[others]) @ middle)
    effect = float((after[own] - line[own] @ solved).mean())
    half = float(student.ppf((1.0 + _COVERAGE) / 2.0, free)) * np.sqrt(variance * (1.0 / own.sum() + at_end))
    return Effect(effect=effect, low=effect - half, high=effect + half)
