"""The runs of many blocks put together in order: means, bands, and the difference a policy makes run by run."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import reduce
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.ensemble import MissingRunsError, UnknownArmError, UnknownQuantityError
from veerkracht.stad import sketch as grid
from veerkracht.stad.ensemble import DIFFERENCE, BlockResult, EnsembleSpec
from veerkracht.stad.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Kept = NDArray[np.float32] | NDArray[np.float64]

PROBABILITIES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)  # the band of 90% that the answers show, and its middle
_AT_ONCE = 1 << 23  # numbers that are held at once: 64 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """What runs say together of one quantity of one arm, or of its difference with the first arm.

    Attributes:
        mean: over runs; shape (...), as in `Trajectory`.
        quantiles: shape (probabilities, ...), in the order of `PROBABILITIES`.
        is_exact: of all runs; if not, at most 0.5% off (`sketch.ACCURACY`).
    """

    mean: Floats
    quantiles: Floats
    is_exact: bool


class Merged:
    """The blocks of an ensemble, in order of runs, whatever the order in which they came. Computes when asked."""

    def __init__(self, spec: EnsembleSpec, blocks: Sequence[BlockResult]) -> None:
        """Take the blocks.

        Args:
            spec: of the ensemble.
            blocks: in any order; their arrays may lie on disk and are read a stripe at a time.

        Raises:
            MissingRunsError: if a run is missing, stands twice, or is not of this ensemble.
        """
        self.spec = spec
        self._blocks = sorted(blocks, key=lambda one: one.block)
        last = max([spec.runs, *(one.block.stop for one in blocks)])
        times = np.zeros(last, dtype=np.int64)
        for one in blocks:
            times[one.block.start : one.block.stop] += 1
        wrong = np.flatnonzero(times != (np.arange(last) < spec.runs))
        if len(wrong):
            raise MissingRunsError(wrong.tolist(), asked=spec.runs)

    def shape(self, quantity: str, *, arm: str) -> tuple[int, ...]:
        """Return the shape of a quantity in one run."""
        return self._blocks[0].shapes[self._name(quantity, arm=arm)]

    def values(self, quantity: str, *, arm: str) -> NDArray[np.float32]:
        """Return every run of a quantity that was kept; shape (runs, ...).

        Raises:
            UnknownArmError: if the arm was not simulated.
            UnknownQuantityError: if not every run of it was kept.
        """
        return np.concatenate(list(self.pieces(quantity, arm=arm)))

    def pieces(self, quantity: str, *, arm: str) -> Iterator[NDArray[np.float32]]:
        """Return every run of a quantity that was kept, block by block in order; raises as `values` does."""
        name = self._name(quantity, arm=arm, among=self.spec.kept)
        return (one.kept[name] for one in self._blocks)

    def difference(self, quantity: str, *, arm: str) -> NDArray[np.float32]:
        """Return every run of a quantity minus the same run of the first arm; shape (runs, ...).

        Both runs met the same chance, so most of it falls out: common random numbers, Law (2015), Simulation Modeling
        and Analysis, 11.2.
        """
        return self.values(quantity, arm=arm) - self.values(quantity, arm=self.spec.arms[0])

    def total(self, quantity: str, *, arm: str) -> NDArray[np.int64]:
        """Return the sum over all runs, in whole numbers."""
        name = self._name(quantity, arm=arm, among=self.spec.totals)
        found = np.zeros(self.shape(quantity, arm=arm), dtype=np.int64)
        for one in self._blocks:
            found += one.totals[name]
        return found

    def bands(self, quantity: str, *, arm: str, versus_first: bool = False) -> Bands:
        """Return mean and quantiles over runs.

        Quantiles of kept runs are those of Hyndman & Fan (1996), The American Statistician 50, 361-365, type 7; a
        quantity with a missing value in a run is missing.

        Args:
            quantity: as in `Trajectory`.
            arm: of what was simulated.
            versus_first: of the difference with the first arm, run by run.
        """
        name = self._name(quantity, arm=arm, among=(*self.spec.kept, *self.spec.sketched))
        if quantity in self.spec.sketched:
            return self._of_sketch(f"{DIFFERENCE}:{name}" if versus_first else name)
        first = self._name(quantity, arm=self.spec.arms[0]) if versus_first else ""
        shape = self._blocks[0].shapes[name]
        columns = int(np.prod(shape))
        mean, quantiles = np.empty(columns), np.empty((len(PROBABILITIES), columns))
        # The mean adds rows in order, whatever the width of a stripe; so the stripes leave no trace.
        width = max(1, _AT_ONCE // self.spec.runs)
        for start in range(0, columns, width):
            some = slice(start, min(start + width, columns))
            values: Kept = self._stripe(name, some)
            if first:
                values = values.astype(np.float64) - self._stripe(first, some)
            mean[some] = _mean(values)
            quantiles[:, some] = _quantiles(values)
        return Bands(mean=mean.reshape(shape), quantiles=quantiles.reshape(-1, *shape), is_exact=True)

    def runs(self, *, arm: str) -> Runs:
        """Return all runs of an arm on top of each other, as the city balance takes them; raises as `values` does."""
        arrays = {item.name: self.values(item.name, arm=arm).astype(np.float64) for item in fields(Runs)}
        return Runs(**arrays)

    def _stripe(self, name: str, some: slice) -> NDArray[np.float32]:
        return np.concatenate([one.kept[name].reshape(len(one.block.runs), -1)[:, some] for one in self._blocks])

    def _of_sketch(self, name: str) -> Bands:
        shape = self._blocks[0].shapes[name]
        # Two at a time: what is held grows with the bins that are in use, not with the number of blocks.
        found = reduce(lambda one, other: grid.merged((one, other)), (one.sketched[name] for one in self._blocks))
        quantiles = grid.quantiles(found, PROBABILITIES)
        return Bands(mean=grid.mean(found).reshape(shape), quantiles=quantiles.reshape(-1, *shape), is_exact=False)

    def _name(self, quantity: str, *, arm: str, among: tuple[str, ...] | None = None) -> str:
        if arm not in self.spec.arms:
            raise UnknownArmError(arm, available=self.spec.arms)
        if among is not None and quantity not in among:
            raise UnknownQuantityError(quantity, available=among)
        return f"{arm}/{quantity}"


def _quantiles(values: Kept) -> Floats:
    """Return the quantiles over rows: what `numpy.quantile` gives of the same numbers as float64, to the last bit.

    By sorting in the precision in which they are kept: for a country of 100 runs that saves minutes.
    """
    laid = np.sort(np.ascontiguousarray(values.T), axis=1)
    last = laid.shape[1] - 1
    found = np.empty((len(PROBABILITIES), len(laid)))
    for row, probability in enumerate(PROBABILITIES):
        place = probability * last
        below = int(place)
        share = place - below
        low, high = (laid[:, each].astype(np.float64) for each in (below, min(below + 1, last)))
        found[row] = high - (high - low) * (1.0 - share) if share >= 0.5 else low + (high - low) * share
    found[:, np.isnan(laid[:, last])] = np.nan  # missing values are sorted to the end
    return found


def _mean(values: Kept) -> Floats:
    """Return the mean over rows, added one after the other from the first."""
    total = np.zeros(values.shape[1])
    for row in values:
        total += row
    return total / len(values)
