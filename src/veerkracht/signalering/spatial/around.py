"""Around: the mean of the neighbours of each area, from who shares a border with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from veerkracht.facts.boundaries import Contiguity

if TYPE_CHECKING:
    from numpy.typing import NDArray


def among(contiguity: Contiguity, *, kept: NDArray[np.bool_]) -> Contiguity:
    """Return who neighbours whom among some areas only, renumbered in their order.

    Args:
        contiguity: of all areas.
        kept: shape (areas,), which to keep, for example those with a figure.

    Examples:
        >>> row = Contiguity(focal=np.array([0, 1, 1, 2]), neighbour=np.array([1, 0, 2, 1]), count=3)
        >>> among(row, kept=np.array([False, True, True])).neighbour.tolist()
        [1, 0]
    """
    place = np.cumsum(kept) - 1
    stay = kept[contiguity.focal] & kept[contiguity.neighbour]
    return Contiguity(
        focal=place[contiguity.focal[stay]].astype(np.int32),
        neighbour=place[contiguity.neighbour[stay]].astype(np.int32),
        count=int(kept.sum()),
    )


def mean_around(values: NDArray[np.float64], contiguity: Contiguity) -> NDArray[np.float64]:
    """Return the mean of the neighbours of each area, every neighbour the same weight; NaN for an island.

    Args:
        values: shape (areas,) or (areas, columns), without NaN.
        contiguity: of these areas.

    Examples:
        >>> row = Contiguity(focal=np.array([0, 1, 1, 2]), neighbour=np.array([1, 0, 2, 1]), count=3)
        >>> mean_around(np.array([1.0, 2.0, 5.0]), row).tolist()
        [2.0, 3.0, 2.0]
    """
    degree = contiguity.degree().astype(np.float64)
    degree[degree == 0] = np.nan
    total = links(contiguity) @ values
    found: NDArray[np.float64] = total / (degree if values.ndim == 1 else degree[:, None])
    return found


def links(contiguity: Contiguity) -> csr_array:
    """Return a contiguity as a matrix of areas by areas, 1 where two areas share a border."""
    ones = np.ones(len(contiguity.focal))
    return csr_array((ones, (contiguity.focal, contiguity.neighbour)), shape=(contiguity.count, contiguity.count))


def sorted_neighbours(contiguity: Contiguity) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where the neighbours of each area begin, shape (areas + 1,), and the neighbours, shape (links,)."""
    order = np.argsort(contiguity.focal, kind="stable")
    starts = np.concatenate([[0], np.cumsum(contiguity.degree())]).astype(np.intp)
    return starts, contiguity.neighbour[order].astype(np.intp)
