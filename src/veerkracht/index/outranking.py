"""Outranking: counting in how many pairs an area wins from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Areas compared at once; bounds memory to about block x areas x 8 bytes.
_BLOCK = 256


def copeland_scores(values: NDArray[np.float64], *, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each area the number of areas it outranks minus the number that outrank it.

    Area a outranks b if the weight of the children on which a is higher exceeds the weight of those on
    which b is higher. Children that are missing in either area do not count.

    Args:
        values: shape (children, areas); NaN for missing.
        weights: shape (children,).

    Returns:
        Shape (areas,), from -(areas - 1) to areas - 1; NaN for an area without any child.

    Source:
        Copeland (1951); OECD/JRC (2008), step 6.

    Examples:
        >>> copeland_scores(np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 0.0]]), weights=np.array([2.0, 1.0]))
        array([ 2.,  0., -2.])
    """
    children, areas = values.shape
    scores = np.empty(areas)
    for start in range(0, areas, _BLOCK):
        stop = min(start + _BLOCK, areas)
        balance = np.zeros((stop - start, areas))
        for child in range(children):
            row = values[child]
            difference = np.sign(row[start:stop, np.newaxis] - row[np.newaxis, :])
            balance += weights[child] * np.nan_to_num(difference)
        scores[start:stop] = np.sign(np.where(np.abs(balance) < 1e-12, 0.0, balance)).sum(axis=1)
    return np.where(np.isnan(values).all(axis=0), np.nan, scores)
