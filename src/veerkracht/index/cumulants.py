"""Cumulants: mean, variance and third cumulant of each normalised figure when its error moves it.

Cumulants of independent figures add up, so that a weighted mean of a hundred noisy figures needs three products
of matrices instead of a hundred random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.index.lottery import Sheet
    from veerkracht.index.quasi import Bend

    Singles = NDArray[np.float32]
    Mask = NDArray[np.bool_]
    Places = NDArray[np.intp]

# Points of the curve that a normalised figure follows under noise; 64 kB, so that it stays in the cache.
_POINTS = 16_384
# The trapezium rule on a normal density: exact to 1e-9 for smooth curves, within 3% of the error of the figure
# where the curve has a corner (the edge of a clip).
_STEPS = np.arange(-3.2, 3.21, 0.8)
_SHARES = np.exp(-0.5 * _STEPS**2)
_SHARES /= _SHARES.sum()
_STEPS /= np.sqrt(_SHARES @ _STEPS**2)
_FAR = float(_STEPS[-1]) + 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulants:
    """What noise does to the normalised and curved figures of some indicators.

    Attributes:
        mean: shape (indicators, areas); 0 for a missing figure.
        there: same shape, 1 for a figure and 0 for a missing one; None if nothing is missing.
        variances, thirds: per source of uncertainty, same shape.
        low, high: the ends within which all figures stay.
    """

    mean: Singles
    there: Singles | None
    variances: tuple[Singles, ...]
    thirds: tuple[Singles, ...]
    low: float
    high: float

    @property
    def finite(self) -> bool:
        """Whether the curve could take every figure."""
        return bool(np.isfinite(self.mean).all() and np.isfinite([self.low, self.high]).all())


def cumulants_of(
    sheet: Sheet, rows: list[int], *, which: int, bends: Mapping[int, Bend], sources: tuple[tuple[str, ...], ...]
) -> dict[int, Cumulants]:
    """Return the cumulants of some indicators for each way of joining them.

    Args:
        sheet: the figures and their errors.
        rows: which indicators.
        which: number of the scale.
        bends: per number of the way of joining, the curve of the aggregation that the indicators go into.
        sources: for each source to be drawn apart, the errors that it is made of.
    """
    figures = sheet.leaves[which][rows].astype(np.float32)
    missing = np.isnan(figures)
    there = None if not missing.any() else (~missing).astype(np.float32)
    quiet = {how: np.where(missing, np.float32(0.0), bend.forward(figures)) for how, bend in bends.items()}
    moved = {how: _Moved(mean, missing, sources=len(sources)) for how, mean in quiet.items()}
    for place, row in enumerate(rows):
        if not any(sheet.errors[one][row].any() for source in sources for one in source):
            continue
        errors = np.stack([np.sum([sheet.errors[one][row] for one in source], axis=0) for source in sources])
        moving = np.flatnonzero((errors.sum(axis=0) > 0) & ~missing[place])
        curve, left, share = _curve(sheet, row, which=which, moving=moving, errors=errors[:, moving].sum(axis=0))
        for how, bend in bends.items():
            curved = bend.forward(np.maximum(curve, sheet.floors[how][row])).astype(np.float32)
            moved[how].fill(place, moving, curved, (left, share), own=errors[:, moving] > 0)
    return {how: one.cumulants(there) for how, one in moved.items()}


class _Moved:
    """Cumulants in the making, indicator by indicator."""

    def __init__(self, mean: Singles, missing: Mask, *, sources: int) -> None:
        known = mean[~missing]
        self.mean = mean
        # Not finite as soon as the curve cannot take a figure; then these cumulants are of no use.
        self.ends = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        self.variances = tuple(np.zeros_like(mean) for _ in range(sources))
        self.thirds = tuple(np.zeros_like(mean) for _ in range(sources))

    def fill(
        self, row: int, moving: Places, curve: Singles, at: tuple[NDArray[np.int32], Singles], *, own: Mask
    ) -> None:
        """Put in the cumulants of one indicator, read from its curve."""
        self.ends = (min(self.ends[0], float(curve.min())), max(self.ends[1], float(curve.max())))
        if not np.isfinite(self.ends).all():
            return
        self.mean[row, moving], variance, third = _spread(curve, *at)
        for number, mask in enumerate(own):
            self.variances[number][row, moving] = np.where(mask, variance, np.float32(0.0))
            self.thirds[number][row, moving] = np.where(mask, third, np.float32(0.0))

    def cumulants(self, there: Singles | None) -> Cumulants:
        """Return what was made."""
        return Cumulants(
            mean=self.mean,
            there=there,
            variances=self.variances,
            thirds=self.thirds,
            low=self.ends[0],
            high=self.ends[1],
        )


def _curve(
    sheet: Sheet, row: int, *, which: int, moving: Places, errors: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int32], Singles]:
    """Return the curve of one indicator on evenly spaced figures, and where on it each figure comes when moved.

    Returns:
        Shape (points,), and twice (steps, areas): the point to the left, and the share of the way to the next.
    """
    values = sheet.values[row, moving]
    low, high = float((values - _FAR * errors).min()), float((values + _FAR * errors).max())
    step = (high - low) / (_POINTS - 1)
    grid = low + step * np.arange(_POINTS, dtype=np.float64)
    at, width = ((values - low) / step).astype(np.float32), (errors / step).astype(np.float32)
    share = at + _STEPS.astype(np.float32)[:, np.newaxis] * width
    left = share.astype(np.int32)
    np.clip(left, 0, _POINTS - 2, out=left)
    share -= left
    return sheet.scales[which].put(grid, code=sheet.codes[row]), left, share


def _spread(curve: Singles, left: NDArray[np.int32], share: Singles) -> tuple[Singles, Singles, Singles]:
    """Return mean, variance and third cumulant of what a curve gives for normal errors; shape (areas,) each."""
    weights = _SHARES.astype(np.float32)
    found = curve[left]
    found += np.diff(curve)[left] * share
    mean = weights @ found
    found -= mean
    square = found * found
    variance = weights @ square
    square *= found
    return mean, variance, weights @ square
