"""The scale on which is computed, and what makes a value noisy.

A score and a percentage stay as they are; a count becomes the logarithm of its rate, log((count + 1) / exposure),
so that twice as many is as large a step in a small area as in a large one, and zero stays possible.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.verwachting.panel import Kind, Panel, last_known, row_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The count that is added so that the logarithm of zero exists (Bartlett 1947 used 1 for log(x + 1)).
_ONE = 1.0


class Change(StrEnum):
    """Between what two values a change is measured when the worst tenth is chosen."""

    VALUE = "value"
    RATE = "rate"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How values become what is modelled, and back.

    Attributes:
        kind: of the values.
        exposure: shape (areas,), the last exposure; ones where there is none.
    """

    kind: Kind
    exposure: NDArray[np.float64]

    def model(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values at the last exposure, shape (areas,), on the modelled scale."""
        if self.kind is not Kind.COUNT:
            return value
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(np.maximum(value + _ONE, 1e-9) / self.exposure)

    def unit(self, modelled: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return modelled values, shape (areas,), in the unit of the panel at the last exposure, within its bounds."""
        if self.kind is Kind.COUNT:
            return np.maximum(np.exp(modelled) * self.exposure - _ONE, 0.0)
        return np.clip(modelled, 0.0, 100.0) if self.kind is Kind.PERCENTAGE else modelled

    def threshold(self, last: NDArray[np.float64], change: float, *, of: Change) -> NDArray[np.float64]:
        """Return where `last` (in the unit) comes after `change`, on the modelled scale; shape (areas,).

        A change of a value is in its unit, of a rate in that unit per exposure, of a ratio in natural logarithms.
        """
        if self.kind is not Kind.COUNT or of is Change.VALUE:
            return self.model(last + change)
        if of is Change.RATE:
            return self.model(last + change * self.exposure)
        return self.model(last) + change


def scale_of(panel: Panel) -> Scale:
    """Return the scale of a panel."""
    return Scale(kind=panel.kind, exposure=panel.last_exposure())


def modelled(panel: Panel) -> NDArray[np.float64]:
    """Return all values on the modelled scale, each at its own exposure; shape (areas, waves)."""
    if panel.kind is not Kind.COUNT:
        return panel.values
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log((panel.values + _ONE) / panel.exposure)
    return np.where(np.isfinite(found), found, np.nan)


def noise_driver(panel: Panel) -> NDArray[np.float64]:
    """Return what the variance of the noise of an area goes with, shape (areas,); median 1, all 0 where unknown.

    The published error squared; else for counts 1 / (mean count + 1), the Poisson variance of a logarithm; else for
    percentages p (1 - p) / n; else for scores 1 / n. An area that lacks it gets the median.
    """
    found = _raw_driver(panel)
    known = np.isfinite(found) & (found > 0)
    if known.sum() < max(3, 0.2 * len(found)):
        return np.zeros(len(found))
    middle = float(np.median(found[known]))
    low, high = np.quantile(found[known], [0.005, 0.995])
    return np.where(known, np.clip(found, low, high), middle) / middle


def _raw_driver(panel: Panel) -> NDArray[np.float64]:
    error = row_mean(panel.error**2)
    if np.isfinite(error).any():
        return error
    if panel.kind is Kind.COUNT:
        return 1.0 / (row_mean(panel.values) + _ONE)
    size = last_known(panel.size)
    size = np.where(size > 0, size, np.nan)
    if panel.kind is Kind.PERCENTAGE:
        share = np.clip(row_mean(panel.values) / 100.0, 0.01, 0.99)
        return share * (1.0 - share) / size
    return 1.0 / size
