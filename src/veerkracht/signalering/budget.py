"""Budget curve: how many residents, and how many of those with low self-reliance, the first areas of a list reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.prioriteiten import Priorities


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetCurve:
    """What the first k areas of a list hold, for every k.

    Attributes:
        areas: shape (k,), 1, 2, ... up to all areas that are listed and of which the residents are known.
        residents: shape (k,), residents of the first k areas.
        of_residents: shape (k,), the same as a part of the residents of all of them, 0 to 1.
        reached: shape (k,), part of the residents with low self-reliance that lives in the first k areas, 0 to 1.
        low, high: shape (k,), 90% interval of `reached` over chance in the figures and over weights.
        in_any_order: shape (k,), what a list drawn by lot would reach on average, k over all areas.
        total: residents with low self-reliance in all listed areas.
        left_out: listed areas of which the number of residents is unknown.
    """

    areas: NDArray[np.int64]
    residents: NDArray[np.float64]
    of_residents: NDArray[np.float64]
    reached: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    in_any_order: NDArray[np.float64]
    total: float
    left_out: int

    def at(self, k: int) -> int:
        """Return the place of the first `k` areas on the curve, or of all of them if there are fewer."""
        return min(k, len(self.areas)) - 1


def budget_curve(
    found: Priorities,
    *,
    residents: NDArray[np.float64],
    share: NDArray[np.float64],
    errors: NDArray[np.float64],
    rng: np.random.Generator,
) -> BudgetCurve | None:
    """Return what the first areas of a list reach, or None if no residents are known.

    The interval answers two doubts at once: each draw takes the list that other weights would have given, and counts
    residents on shares drawn within their errors. Lists and counts are drawn apart, so that a list does not profit from
    the chance in the figure by which it is judged.

    Args:
        found: the list, with the lists that other weights give.
        residents: shape (areas,), of each area; NaN or 0 where unknown.
        share: shape (areas,), percentage of the residents with low self-reliance, 0 to 100.
        errors: shape (areas,), standard error of `share`; NaN where unknown, which counts as 0.
        rng: for the draws.
    """
    listed = found.rank > 0
    counted = (residents > 0) & np.isfinite(share)
    rows = np.array([row for row in found.order if counted[row]], dtype=np.intp)
    if not len(rows):
        return None
    people = residents[rows]
    drawn = found.lists.by_weights[:, np.searchsorted(found.lists.rows, rows)]
    shares = share[rows] + np.nan_to_num(errors[rows]) * rng.standard_normal(drawn.shape)
    bands = np.take_along_axis(people * np.clip(shares, 0.0, 100.0), np.argsort(drawn, axis=1, kind="stable"), axis=1)
    parts = _cumulated(bands)
    low, high = np.quantile(parts, [0.05, 0.95], axis=0) if len(parts) else (np.full(len(rows), np.nan),) * 2
    reached = _cumulated((people * share[rows])[None])[0]
    return BudgetCurve(
        areas=np.arange(1, len(rows) + 1),
        residents=np.cumsum(people),
        of_residents=np.cumsum(people) / people.sum(),
        reached=reached,
        low=np.minimum(low, reached),
        high=np.maximum(high, reached),
        in_any_order=np.arange(1, len(rows) + 1) / len(rows),
        total=float((people * share[rows]).sum() / 100.0),
        left_out=int((listed & ~counted).sum()),
    )


def _cumulated(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the running part of the whole of each row, 0 to 1."""
    running = np.cumsum(weight, axis=1)
    return np.asarray(running / np.maximum(running[:, -1:], 1e-300))
