"""Quantiles of many runs in little memory: counts on a fixed grid, which add up to the same in whatever order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ACCURACY: Final = 0.005  # a quantile is at most 0.5% off; chosen, far below the spread of any outcome over runs
SMALLEST: Final = 1e-6  # what is nearer to zero counts as zero: far below one household, or one standard deviation
# Sums are kept in whole numbers of this unit, so that their order does not matter. They hold up to 8.7 million (all
# households of the Netherlands) in each of a million runs: 2^63 units.
MEAN_UNIT: Final = 2.0**-20

_GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
_STEP = math.log(_GAMMA)
_MIDDLE = 1 << 15  # the bin of zero
_MISSING = (1 << 16) - 1
_BINS = 1 << 16
_FURTHEST = _MIDDLE - 2
_AT_ONCE = 1 << 20  # numbers that are put on the grid at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """How often each column had a value in each bin; bins in which nothing fell are not kept.

    Attributes:
        keys: column x 65,536 + bin, rising, int64; shape (entries,).
        counts: of runs, int64; shape (entries,).
        sums: of all values that are not missing, in units of `MEAN_UNIT`, int64; shape (columns,).
        runs: that were counted.
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    sums: NDArray[np.int64]
    runs: int

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.sums)


def sketch_of(values: NDArray[np.float32] | Floats) -> Sketch:
    """Return the sketch of some runs.

    Args:
        values: shape (runs, columns); NaN is missing.

    Source:
        The grid of DDSketch, Masson, Rim & Lee (2019), Proceedings of the VLDB Endowment 12(12), 2195-2205: bins that
        grow by (1 + a) / (1 - a) hold every quantile within a share a. Here no bins are ever collapsed.
    """
    runs, columns = values.shape
    keys, counts, sums = [], [], np.zeros(columns, dtype=np.int64)
    width = max(1, _AT_ONCE // runs)
    for start in range(0, columns, width):
        some = values[:, start : start + width].astype(np.float64)
        numbers = np.arange(start, start + some.shape[1], dtype=np.int64)
        found, times = np.unique(numbers * _BINS + _bins(some), return_counts=True)
        keys.append(found)
        counts.append(times.astype(np.int64))
        sums[start : start + width] = np.rint(np.nan_to_num(some, nan=0.0) / MEAN_UNIT).astype(np.int64).sum(axis=0)
    return Sketch(keys=_joined(keys), counts=_joined(counts), sums=sums, runs=runs)


def merged(sketches: Iterable[Sketch]) -> Sketch:
    """Return one sketch of the runs of all; the same to the bit in whatever order and however they were cut.

    Examples:
        >>> one, other = sketch_of(np.array([[1.0]])), sketch_of(np.array([[3.0]]))
        >>> merged([one, other]).counts.tolist()
        [1, 1]
    """
    every = tuple(sketches)
    keys, place = np.unique(np.concatenate([one.keys for one in every]), return_inverse=True)
    counts = np.zeros(len(keys), dtype=np.int64)
    np.add.at(counts, place, np.concatenate([one.counts for one in every]))
    sums = np.stack([one.sums for one in every]).sum(axis=0)
    return Sketch(keys=keys, counts=counts, sums=sums, runs=sum(one.runs for one in every))


def mean(sketch: Sketch) -> Floats:
    """Return the mean over runs, at most `MEAN_UNIT` / 2 off; NaN where a run is missing. Shape (columns,)."""
    found: Floats = sketch.sums.astype(np.float64) * (MEAN_UNIT / sketch.runs)
    found[_with_missing(sketch)] = np.nan
    return found


def quantiles(sketch: Sketch, probabilities: tuple[float, ...]) -> Floats:
    """Return quantiles over runs; shape (probabilities, columns).

    The value at a probability q is that of the run at place floor(q (runs - 1)), counted from the lowest, at most
    `ACCURACY` of that value off, or `SMALLEST`. NaN where a run is missing.
    """
    columns, bins = np.divmod(sketch.keys, _BINS)
    upto = np.cumsum(sketch.counts)
    starts = np.searchsorted(columns, np.arange(sketch.columns))
    before = np.concatenate([[0], upto])[starts]
    found = np.empty((len(probabilities), sketch.columns))
    for place, probability in enumerate(probabilities):
        wanted = before + math.floor(probability * (sketch.runs - 1))
        found[place] = _values(bins[np.searchsorted(upto, wanted, side="right")])
    found[:, _with_missing(sketch)] = np.nan
    return found


def _joined(pieces: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)


def _with_missing(sketch: Sketch) -> NDArray[np.int64]:
    found: NDArray[np.int64] = sketch.keys[sketch.keys % _BINS == _MISSING] // _BINS
    return found


def _bins(values: Floats) -> NDArray[np.int64]:
    size = np.abs(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.ceil(np.log(size / SMALLEST) / _STEP)
    steps = np.where(size <= SMALLEST, 0.0, np.minimum(steps, _FURTHEST))
    return np.where(np.isnan(values), _MISSING, _MIDDLE + np.sign(values) * steps).astype(np.int64)


def _values(bins: NDArray[np.int64]) -> Floats:
    """Return the value of each bin that is nearest, in share, to both its ends."""
    steps = bins - _MIDDLE
    return np.sign(steps) * SMALLEST * np.exp(np.abs(steps) * _STEP) * (2 / (1 + _GAMMA))
