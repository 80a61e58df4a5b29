"""How stable a list is: how much of its top comes back when chance or the weights had been otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How much a top list has in common with lists that might have been.

    Attributes:
        top: length of the list.
        overlap: expected number of areas of our list that stand in another, 0 to `top`.
        low, high: 90% interval of that number.
        jaccard: expected size of what both hold over what either holds, 0 to 1.
        average_overlap: the same agreement with the first places counting more, 0 to 1.
    """

    top: int
    overlap: float
    low: int
    high: int
    jaccard: float
    average_overlap: float


def ranks_of(pressure: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the rank of every area in every draw, 1 being the most pressure; shape (draws, areas).

    >>> ranks_of(np.array([[0.2, 0.9, 0.5]])).tolist()
    [[3, 1, 2]]
    """
    order = np.argsort(-pressure, axis=1, kind="stable")
    ranks = np.empty(pressure.shape, dtype=np.int32)
    np.put_along_axis(ranks, order, np.arange(1, pressure.shape[1] + 1, dtype=np.int32)[None, :], axis=1)
    return ranks


def agreement(rank: NDArray[np.int32], *, drawn: NDArray[np.int32], top: int) -> Agreement | None:
    """Return how much of the first `top` areas comes back in drawn lists, or None without areas or draws.

    Args:
        rank: shape (areas,), the rank of each area in our list, from 1.
        drawn: shape (draws, areas), the rank of the same areas in each drawn list.
        top: length of the list; no more than there are areas.

    Source:
        Webber, Moffat and Zobel (2010), A similarity measure for indefinite rankings, ACM TOIS 28(4), eq. 1, for the
        average overlap: the mean over depths 1 to `top` of the part that both lists share.

    Examples:
        >>> ours = np.array([1, 2, 3, 4], dtype=np.int32)
        >>> other = np.array([[1, 3, 2, 4]], dtype=np.int32)
        >>> found = agreement(ours, drawn=other, top=2)
        >>> found.overlap, round(found.jaccard, 3), found.average_overlap
        (1.0, 0.333, 0.75)
    """
    top = min(top, drawn.shape[1])
    if not top or not len(drawn):
        return None
    shared = ((drawn <= top) & (rank <= top)).sum(axis=1)
    depths = [((drawn <= d) & (rank <= d)).sum(axis=1) / d for d in range(1, top + 1)]
    low, high = np.quantile(shared, [0.05, 0.95], method="nearest")
    return Agreement(
        top=top,
        overlap=float(shared.mean()),
        low=int(low),
        high=int(high),
        jaccard=float((shared / (2 * top - shared)).mean()),
        average_overlap=float(np.mean(depths)),
    )
