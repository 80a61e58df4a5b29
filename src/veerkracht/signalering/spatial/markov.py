"""Markov: how areas move between classes over time, and whether that depends on their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import chi2

from veerkracht.signalering.spatial.around import mean_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Contiguity


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Moves of areas between classes from one wave to the next.

    Attributes:
        counts: shape (classes, classes), from row to column.
        chances: same shape, of each move given the class before; NaN in a class that no area was in.
    """

    counts: NDArray[np.int64]
    chances: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpatialMoves:
    """Moves by the class of the neighbours before the move.

    Attributes:
        all: moves of all areas together.
        by_neighbours: one for each class of the neighbours.
        q: Pearson's statistic that the moves do not depend on the neighbours.
        freedom: its degrees of freedom.
        p: chance of this `q` or a larger one if they do not.
    """

    all: Moves
    by_neighbours: tuple[Moves, ...]
    q: float
    freedom: int
    p: float


def quantile_classes(values: NDArray[np.float64], *, classes: int) -> NDArray[np.int64]:
    """Return the quantile class of each value of each wave by itself; shape as `values`, NaN gives -1.

    Args:
        values: shape (areas, waves).
        classes: how many.

    Examples:
        >>> quantile_classes(np.array([[1.0], [2.0], [3.0], [4.0]]), classes=2).ravel().tolist()
        [0, 0, 1, 1]
    """
    found = np.full(values.shape, -1, dtype=np.int64)
    for wave in range(values.shape[1]):
        column = values[:, wave]
        borders = np.nanquantile(column, np.arange(1, classes) / classes)
        found[:, wave] = np.where(np.isnan(column), -1, np.searchsorted(borders, column, side="left"))
    return found


def moves(classes: NDArray[np.int64], *, count: int) -> Moves:
    """Return the moves of a classic Markov chain: one step, the same at every time.

    Args:
        classes: shape (areas, waves), 0 to `count` - 1; -1 where unknown, and a move from or to it is left out.
        count: number of classes.

    Source:
        Anderson and Goodman (1957), Annals of Mathematical Statistics 28. Checked on incomes of the states of the USA
        (PySAL): .910112, .088639, .001248, 0, 0 in the first row.

    Examples:
        >>> moves(np.array([[0, 1], [0, 0]]), count=2).chances[0].tolist()
        [0.5, 0.5]
    """
    before, after = classes[:, :-1].ravel(), classes[:, 1:].ravel()
    known = (before >= 0) & (after >= 0)
    return _moves(before[known], after[known], count=count)


def spatial_moves(values: NDArray[np.float64], contiguity: Contiguity, *, classes: int = 5) -> SpatialMoves:
    """Return the moves between classes of the pooled values, by the class of the neighbours before each move.

    Args:
        values: shape (areas, waves), without NaN, comparable over waves (for example relative to the mean of each).
        contiguity: of these areas; an area without neighbours takes part in `all` only.
        classes: quantiles of all values together, and of all means around together.

    Source:
        Rey (2001), Spatial empirics for economic growth and convergence, Geographical Analysis 33; the test after
        Bickenbach and Bode (2003), International Regional Science Review 26. Checked on the same states: Q 200.6237.
    """
    around = mean_around(values, contiguity)
    own, near = _pooled(values, classes=classes), _pooled(around, classes=classes)
    before, after, beside = own[:, :-1].ravel(), own[:, 1:].ravel(), near[:, :-1].ravel()
    parts = tuple(_moves(before[beside == side], after[beside == side], count=classes) for side in range(classes))
    together = _moves(before[beside >= 0], after[beside >= 0], count=classes)
    q, freedom = _homogeneity(together, parts)
    return SpatialMoves(
        all=_moves(before, after, count=classes),
        by_neighbours=parts,
        q=q,
        freedom=freedom,
        p=float(chi2.sf(q, freedom)) if freedom else 1.0,
    )


def _pooled(values: NDArray[np.float64], *, classes: int) -> NDArray[np.int64]:
    borders = np.nanquantile(values, np.arange(1, classes) / classes)
    return np.where(np.isnan(values), -1, np.searchsorted(borders, values, side="left"))


def _moves(before: NDArray[np.int64], after: NDArray[np.int64], *, count: int) -> Moves:
    counts = np.bincount(before * count + after, minlength=count * count).reshape(count, count)
    total = counts.sum(axis=1, keepdims=True)
    return Moves(counts=counts, chances=np.where(total > 0, counts / np.maximum(total, 1), np.nan))


def _homogeneity(together: Moves, parts: tuple[Moves, ...]) -> tuple[float, int]:
    """Return Q and its degrees of freedom: classes that a part never was in, and moves nobody made, do not count."""
    q, freedom = 0.0, 0
    possible = together.counts > 0
    for row in range(len(possible)):
        alive = [part for part in parts if part.counts[row].sum() > 0]
        chances = together.chances[row][possible[row]]
        for part in alive:
            away = part.chances[row][possible[row]] - chances
            q += float(part.counts[row].sum() * (away**2 / chances).sum())
        freedom += max(len(alive) - 1, 0) * max(int(possible[row].sum()) - 1, 0)
    return q, freedom
