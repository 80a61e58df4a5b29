"""Sums of moments: what a node is made of before it is drawn, and how one level adds up to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.index.quasi import Bend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Singles = NDArray[np.float32]

# Beyond this skewness the correction would turn the order of draws around.
_STEEPEST = 1.0
_STRAIGHT = Bend(kind="straight")


@dataclass(slots=True, kw_only=True)
class Level:
    """The scores of one node in some draws on a bend, as sums that still await division by the weight that is there.

    Attributes:
        bend: the curve on which the scores stand.
        total: shape (draws, 1) or (draws, areas), the weight that is there.
        sums: shape (draws, areas), weighted sums without noise.
        variances, thirds: per source of noise, weighted sums of second and third cumulants; none if drawn already.
        low, high: the ends within which a score on the curve stays.
        factor: by which the straightened score is multiplied (the sum of weights of a weighted sum).
    """

    bend: Bend
    total: Singles
    sums: Singles
    variances: list[Singles]
    thirds: list[Singles]
    low: float
    high: float
    factor: float = 1.0


def empty_level(shape: tuple[int, int], *, bend: Bend) -> Level:
    """Return sums of nothing, shape (draws, areas)."""
    nothing = np.zeros(shape, dtype=np.float32)
    return Level(
        bend=bend,
        total=np.zeros((shape[0], 1), dtype=np.float32),
        sums=nothing,
        variances=[],
        thirds=[],
        low=np.inf,
        high=-np.inf,
    )


def mean_level(scores: Singles, *, bend: Bend = _STRAIGHT, ends: tuple[float, float] = (-np.inf, np.inf)) -> Level:
    """Return scores that have been drawn as a level without noise."""
    return Level(
        bend=bend,
        total=np.ones((len(scores), 1), dtype=np.float32),
        sums=scores,
        variances=[],
        thirds=[],
        low=ends[0],
        high=ends[1],
    )


def add(level: Level, below: Level, *, weight: Singles, present: NDArray[np.bool_]) -> None:
    """Add a child to the sums of its parent, in place.

    Args:
        level: the parent.
        below: the child, on the same curve.
        weight: of the child, shape (draws, 1).
        present: shape (areas,), which areas have the child's score.
    """
    share = weight / _safe(below.total)
    part = weight
    if not present.all():
        share, part = share * present, weight * present
    level.sums += share * below.sums
    power = share
    for own, others in ((level.variances, below.variances), (level.thirds, below.thirds)):
        power = power * share
        for number, other in enumerate(others):
            moved = power * other
            if number < len(own):
                own[number] += moved
            else:
                own.append(moved)
    level.total = np.asarray(level.total + part, dtype=np.float32)
    level.low, level.high = min(level.low, below.low), max(level.high, below.high)


def straighten(level: Level, chance: Sequence[Singles]) -> Singles:
    """Return the scores drawn from their moments, no longer curved.

    Args:
        level: the moments.
        chance: for each source of noise, standard normal numbers, shape (draws, areas).

    Returns:
        Shape (draws, areas); 0 or the like where nothing is there.

    Source:
        Cornish & Fisher (1938), Revue de l'Institut International de Statistique 5(4), first term, brought back
        to the same variance.
    """
    inverse = np.float32(1.0) / _safe(level.total)
    drawn = level.sums * inverse
    for normal, variance, third in zip(chance, level.variances, level.thirds, strict=True):
        deviation = np.sqrt(variance)
        bow = third / np.where(deviation > 0, deviation * variance, np.float32(1.0)) / np.float32(6.0)
        np.clip(bow, -_STEEPEST / 6, _STEEPEST / 6, out=bow)
        deviation *= inverse / np.sqrt(1 + 2 * bow * bow)
        bow *= normal * normal - 1
        bow += normal
        bow *= deviation
        drawn += bow
    if level.variances:
        np.clip(drawn, level.low, level.high, out=drawn)
    straight = level.bend.backward(drawn)
    return straight if level.factor == 1.0 else straight * np.float32(level.factor)


def _safe(total: Singles) -> Singles:
    """Return the weight that is there, 1 where there is none; no copy if none is missing."""
    return total if total.min() > 0 else np.where(total > 0, total, np.float32(1.0))
