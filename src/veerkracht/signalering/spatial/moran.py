"""Moran's I: whether areas that are alike lie together, against what chance would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.spatial import TooFewNeighboursError
from veerkracht.signalering.spatial.around import mean_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Contiguity

LEAST_AREAS: Final = 12
"""Fewer areas than this with a neighbour say nothing about a pattern: our choice.

Of twelve areas in a row, the 95% range of Moran's I by chance is about -0.5 to 0.4; below that it spans most of its
scale.
"""

_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moran:
    """Moran's I of one figure.

    Attributes:
        value: about -1 (unlike next to unlike) over 0 to 1 (alike next to alike).
        expected: what chance gives on average, -1 / (n - 1).
        low, high: between which chance gives 95% of all values.
        p: chance to find this value or a higher one if the figures were dealt out over the areas at random.
        areas: how many areas took part.
    """

    value: float
    expected: float
    low: float
    high: float
    p: float
    areas: int


def moran(
    values: NDArray[np.float64], contiguity: Contiguity, *, rng: np.random.Generator, permutations: int = 9999
) -> Moran:
    """Return Moran's I with row-standardised weights and its reference distribution by permutation.

    Args:
        values: shape (areas,), without NaN.
        contiguity: of these areas; an area without a neighbour counts in the mean only.
        rng: deals the figures out.
        permutations: how often.

    Raises:
        TooFewNeighboursError: if fewer than `LEAST_AREAS` areas have a neighbour, or all have one value.

    Source:
        Moran (1950), Notes on continuous stochastic phenomena, Biometrika 37; Cliff and Ord (1981), Spatial Processes.
        Checked on HR8893 of St Louis (PySAL): 0.2436558.
    """
    connected = contiguity.degree() > 0
    deviation = values - values.mean()
    squares = float(deviation @ deviation)
    if connected.sum() < LEAST_AREAS or squares <= 0:
        raise TooFewNeighboursError(areas=int(connected.sum()), least=LEAST_AREAS)
    scale = len(values) / (connected.sum() * squares)

    def found(dealt: NDArray[np.float64]) -> NDArray[np.float64]:
        around = np.nan_to_num(mean_around(dealt, contiguity))
        return np.asarray(scale * (dealt * around).sum(axis=0), dtype=np.float64)

    value = float(found(deviation))
    step = max(1, _BLOCK // len(values))
    chance = np.concatenate(
        [
            found(rng.permuted(np.repeat(deviation[:, None], min(step, permutations - start), axis=1), axis=0))
            for start in range(0, permutations, step)
        ]
    )
    low, high = np.quantile(chance, [0.025, 0.975])
    return Moran(
        value=value,
        expected=-1.0 / (len(values) - 1),
        low=float(low),
        high=float(high),
        p=float((np.sum(chance >= value - 1e-12) + 1) / (permutations + 1)),
        areas=len(values),
    )
