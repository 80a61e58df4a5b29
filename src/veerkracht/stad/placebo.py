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
_ALIKE: Final = 60  # untreated areas, nearest in what is expected of them, that tell the spread
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
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    *,
    treated: NDArray[np.bool_],
    groups: NDArray[np.intp] | None = None,
) -> Effect:
    """Return the mean of what treated areas did beyond untreated areas with the same earlier measurements.

    What comes after is a straight line in all earlier waves, fitted on the untreated areas. The interval takes its
    spread from the sixty untreated areas that are most like the treated: the worst areas vary more than others (in
    the Leefbaarometer almost twice as much). It knows that the treated lie at the end of the line (White 1980) and
    that areas of one gemeente share luck (design effect: Kish 1965). It does not know whether the line bends there.

    Args:
        before: waves until the policy, the ones by which areas were chosen among them; shape (areas, waves).
        after: a wave after it, shape (areas,).
        treated: shape (areas,).
        groups: number of the gemeente of each area, from 0; None if all lie in one, whose luck then cannot be told.

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
    expected, free = line @ solved, int(others.sum()) - line.shape[1]
    left = (after - expected)[others] * np.sqrt(others.sum() / free)
    middle = line[own].mean(axis=0)
    apart = np.argsort(np.abs(expected[others] - expected[own].mean()), kind="stable")
    alike = left[apart[:_ALIKE]]
    shared = 0.0 if groups is None else _shared(left, groups[others])
    together = 1.0 / own.sum() if groups is None else float(((np.bincount(groups[own]) / own.sum()) ** 2).sum())
    at_end = line[others] @ np.linalg.pinv(line[others].T @ line[others]) @ middle
    variance = float(np.mean(alike**2)) * ((1.0 - shared) / own.sum() + shared * together)
    variance += float(((at_end * left) ** 2).sum())
    effect = float((after - expected)[own].mean())
    half = float(student.ppf((1.0 + _COVERAGE) / 2.0, min(free, len(alike)))) * np.sqrt(variance)
    return Effect(effect=effect, low=effect - half, high=effect + half)


def _shared(left: NDArray[np.float64], groups: NDArray[np.intp]) -> float:
    """Return the correlation of areas of one gemeente: the mean product of pairs over the mean square; 0 to 1."""
    sums, squares = np.bincount(groups, weights=left), np.bincount(groups, weights=left**2)
    number = np.bincount(groups).astype(np.float64)
    pairs, power = float((number * (number - 1.0)).sum()), float(np.mean(left**2))
    if pairs == 0 or power == 0:
        return 0.0
    return float(np.clip((sums**2 - squares).sum() / pairs / power, 0.0, 1.0))
