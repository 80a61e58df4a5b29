"""Probability intervals: how sure a chance itself is.

Source: Vovk and Petej (2014), Venn-Abers predictors; the fast inductive form of Vovk, Petej and Fedorova (2015),
Large-scale probabilistic predictors with and without guarantees of validity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.isotonic import IsotonicRegression

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_TESTED = 200
_POINTS, _BINS = 200, 500


def probability_interval(
    chances: NDArray[np.float64], *, stated: NDArray[np.float64], came: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper probability of each chance, given chances stated before and what came of them.

    Each chance joins the earlier ones once as if it came true and once as if it did not, and isotonic regression says
    both times how often such chances came true. Computed at 200 points and interpolated between.

    Args:
        chances: shape (areas,), NaN where unknown.
        stated: shape (n,), chances given earlier.
        came: shape (n,), whether it came true.

    Returns:
        Two arrays of shape (areas,); NaN where the chance is, or everywhere with fewer than 200 earlier chances.
    """
    nothing = np.full(len(chances), np.nan)
    known = np.isfinite(chances)
    if len(stated) < LEAST_TESTED or not known.any():
        return nothing, nothing.copy()
    points = np.unique(np.quantile(chances[known], np.linspace(0, 1, _POINTS)))
    binned = _binned(stated, came)
    ends = np.array([_both(point, binned=binned) for point in points])
    low, high = nothing.copy(), nothing.copy()
    low[known] = np.interp(chances[known], points, ends[:, 0])
    high[known] = np.interp(chances[known], points, ends[:, 1])
    return low, high


def _binned(stated: NDArray[np.float64], came: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return mean chance, share that came true and number, over at most 500 bins of equal number; shape (3, bins)."""
    edges = np.unique(np.quantile(stated, np.linspace(0, 1, _BINS + 1)[1:-1]))
    at = np.searchsorted(edges, stated, side="right")
    count = np.bincount(at, minlength=len(edges) + 1).astype(np.float64)
    sums = np.stack([np.bincount(at, weights=w, minlength=len(count)) for w in (stated, came.astype(np.float64))])
    used = count > 0
    return np.concatenate([sums[:, used] / count[used], count[None, used]])


def _both(point: float, *, binned: NDArray[np.float64]) -> tuple[float, float]:
    """Return how often a chance of `point` comes true if it now does not, and if it does."""
    x, weight = np.append(binned[0], point), np.append(binned[2], 1.0)
    found = []
    for outcome in (0.0, 1.0):
        model = IsotonicRegression(out_of_bounds="clip").fit(x, np.append(binned[1], outcome), sample_weight=weight)
        found.append(float(model.predict([point])[0]))
    return found[0], found[1]
