"""Clusters: local Moran's I (LISA), with conditional permutation and a limit on false discoveries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.signalering.spatial.around import mean_around, sorted_neighbours
from veerkracht.signalering.spatial.discovery import discovered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Contiguity

FALSE_DISCOVERIES: Final = 0.05
"""On average at most one in twenty of the areas named is chance; the usual limit, and a choice."""

PERMUTATIONS: Final = 9999
"""So many that the smallest p-value, 1 in 5,000 two-sided, can pass the limit in a city of 250 areas on its own."""


class Cluster(IntEnum):
    """How an area lies among its neighbours; `UNCLEAR` where chance can explain it."""

    UNCLEAR = 0
    HIGH_HIGH = 1
    LOW_LOW = 2
    HIGH_LOW = 3
    LOW_HIGH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """What the areas of one figure show.

    Attributes:
        local: shape (areas,), local Moran's I; NaN for an island.
        p: shape (areas,), two-sided chance to find so strong a value with the same own figure and other neighbours.
        kinds: shape (areas,), `Cluster` as uint8 after the limit on false discoveries; the first word is the area, the
            second its neighbours.
        rate: the limit.
    """

    local: NDArray[np.float64]
    p: NDArray[np.float64]
    kinds: NDArray[np.uint8]
    rate: float


def local_clusters(
    values: NDArray[np.float64],
    contiguity: Contiguity,
    *,
    rng: np.random.Generator,
    permutations: int = PERMUTATIONS,
    rate: float = FALSE_DISCOVERIES,
) -> Clusters:
    """Return the areas that lie among areas alike, or among areas unlike, beyond chance.

    The figure of an area stays, those of all others are dealt out over its neighbours. The p-value counts both tails:
    a one-sided one, as is usual, names twice as many areas by chance as it says.

    Args:
        values: shape (areas,), without NaN; without noise where that can be had, for noise hides clusters.
        contiguity: of these areas.
        rng: deals the figures out.
        permutations: how often.
        rate: largest part of the areas named that may be chance.

    Source:
        Anselin (1995), Local indicators of spatial association, Geographical Analysis 27; Caldas de Castro and Singer
        (2006), Controlling the false discovery rate, Geographical Analysis 38. Checked against esda 2.9.
    """
    deviation = values - values.mean()
    around = mean_around(deviation, contiguity)
    moment = float(deviation @ deviation) / len(values)
    local = deviation * around / (moment if moment > 0 else np.nan)
    p = _conditional(deviation, contiguity, around=around, rng=rng, permutations=permutations)
    believed = discovered(p, rate=rate)
    kinds = np.select(
        [deviation >= 0, deviation < 0],
        [
            np.where(around >= 0, Cluster.HIGH_HIGH, Cluster.HIGH_LOW),
            np.where(around >= 0, Cluster.LOW_HIGH, Cluster.LOW_LOW),
        ],
    )
    kinds = np.where(believed, kinds, Cluster.UNCLEAR).astype(np.uint8)
    return Clusters(local=local, p=p, kinds=kinds, rate=rate)


def _conditional(
    deviation: NDArray[np.float64],
    contiguity: Contiguity,
    *,
    around: NDArray[np.float64],
    rng: np.random.Generator,
    permutations: int,
) -> NDArray[np.float64]:
    """Return the two-sided p-value of each area, NaN for an island; shape (areas,).

    All areas share the same draws of places, which costs nothing in the p-value of one area.
    """
    count, degree = contiguity.count, contiguity.degree()
    widest = int(degree.max(initial=0))
    p = np.full(count, np.nan)
    if widest == 0 or count <= widest:
        return p
    places = _places(count - 1, widest, rng=rng, permutations=permutations)
    others, last = deviation.copy(), deviation[-1]
    starts, _ = sorted_neighbours(contiguity)
    for area in np.flatnonzero(np.diff(starts) > 0):
        # The last figure takes the place of its own, so that the first count - 1 places hold all others.
        others[area] = last
        dealt = others[places[: degree[area]]].mean(axis=0)
        others[area] = deviation[area]
        above = int(np.count_nonzero(dealt >= around[area] - 1e-12))
        below = int(np.count_nonzero(dealt <= around[area] + 1e-12))
        p[area] = min(1.0, 2.0 * (min(above, below) + 1) / (permutations + 1))
    return p


def _places(count: int, width: int, *, rng: np.random.Generator, permutations: int) -> NDArray[np.intp]:
    """Return draws of `width` different places out of `count`, shape (width, permutations).

    Draws that hold a place twice are drawn again: fewer than one in ten where the places are many.
    """
    if width * width > count:
        deals = rng.permuted(np.tile(np.arange(count), (permutations, 1)), axis=1)
        return np.ascontiguousarray(deals[:, :width].T)
    places = rng.integers(count, size=(permutations, width))
    while True:
        ordered = np.sort(places, axis=1)
        double = np.flatnonzero((np.diff(ordered, axis=1) == 0).any(axis=1))
        if not len(double):
            return np.ascontiguousarray(places.T)
        places[double] = rng.integers(count, size=(len(double), width))
