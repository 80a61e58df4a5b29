"""Opinion groups as Polis looks for them: two main components, k-means, and as many groups as fit best.

Whether there are groups at all is another question; see `grouping_test`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.wijkschets.votes import Votes

# Polis groups who voted on seven statements, or on all if there are fewer; in a room with fewer than fifteen such
# people it adds those who voted most (Small et al. 2021, and math/src/polismath/math/conversation.clj, `in-conv`).
LEAST_VOTES, FEW_PEOPLE = 7, 15
# Two to five groups (Small et al. 2021), and no more than one for every twelve people beside the first two.
MOST_GROUPS, PEOPLE_A_GROUP = 5, 12
# Fewer people than this are no group: they could be recognised, and one odd person would else be a group of one.
LEAST_MEMBERS = 3
# How far people with few votes are moved from the middle: (statements / seen) ** REACH. Polis writes 0.5 but counts
# every statement that was moderated out as seen by all, which moves them less; without such statements a quarter
# comes nearest to what it shows (from 0.15 to 0.35 makes no difference of note).
REACH = 0.25
_STARTS, _ROUNDS = 24, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """The plane of the two main components.

    Attributes:
        center: mean vote of each statement, shape (statements,).
        axes: shape (statements, 2), of length 1; zeros where there is no second direction.
    """

    center: NDArray[np.float64]
    axes: NDArray[np.float64]

    def place(self, values: NDArray[np.float64], *, seen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return where people stand on the plane, shape (people, 2), those with few votes moved outwards."""
        flat = np.where(seen, values - self.center, 0.0) @ self.axes
        reach: NDArray[np.float64] = (seen.shape[1] / np.maximum(seen.sum(axis=1), 1)) ** REACH
        return np.asarray(flat * reach[:, None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """People in groups.

    Attributes:
        rows: the people that take part, as rows of the votes.
        labels: group of each of them, from 0, the largest first; shape (rows,).
        points: where they stand, shape (rows, 2).
        silhouette: how well the groups lie apart, from -1 to 1.
    """

    rows: NDArray[np.intp]
    labels: NDArray[np.intp]
    points: NDArray[np.float64]
    silhouette: float

    @property
    def number(self) -> int:
        """How many groups there are."""
        return int(self.labels.max()) + 1

    def members(self) -> list[NDArray[np.intp]]:
        """Return the rows of each group."""
        return [self.rows[self.labels == group] for group in range(self.number)]


def taking_part(votes: Votes) -> NDArray[np.intp]:
    """Return the rows of people who voted enough to be placed in a group.

    Source:
        Polis, `in-conv`: at least min(7, statements) votes; below fifteen people the most active are added.
    """
    counts = votes.counts
    enough = counts >= min(LEAST_VOTES, max(1, len(votes.statements)))
    if enough.sum() < FEW_PEOPLE:
        most = np.argsort(-counts, kind="stable")
        extra = [row for row in most if not enough[row] and counts[row] > 0]
        enough[extra[: FEW_PEOPLE - int(enough.sum())]] = True
    return np.flatnonzero(enough)


def groupings(votes: Votes, *, generator: np.random.Generator) -> list[Grouping]:
    """Return the best grouping for each number of groups, the one that fits best first; none where none can be made.

    Source:
        Small, C., Bjorkegren, M., Erkkilä, T., Shaw, L., Megill, C. (2021). Polis: Scaling deliberation by mapping
        high dimensional opinion spaces. Recerca 26(2). K-means from Lloyd (1982) with the starts of Arthur and
        Vassilvitskii (2007); silhouette from Rousseeuw (1987).
    """
    rows = taking_part(votes)
    values, seen = votes.values[rows].astype(np.float64), votes.seen[rows]
    if len(rows) < 2 * LEAST_MEMBERS or not seen.any():
        return []
    points = plane(values, seen=seen).place(values, seen=seen)
    found = []
    for number in range(2, min(MOST_GROUPS, 2 + len(rows) // PEOPLE_A_GROUP) + 1):
        labels = cluster(points, number=number, generator=generator)
        if labels is not None:
            fit = silhouette(points, labels=labels)
            found.append(Grouping(rows=rows, labels=labels, points=points, silhouette=fit))
    return sorted(found, key=lambda one: -one.silhouette)


def centered(values: NDArray[np.float64], *, seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return votes less the mean of their statement; a vote that was not seen becomes that mean, so 0."""
    return np.where(seen, values - means(values, seen=seen), 0.0)


def means(values: NDArray[np.float64], *, seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the mean vote of each statement, 0 where nobody voted; shape (statements,)."""
    return np.asarray(np.where(seen, values, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1))


def plane(values: NDArray[np.float64], *, seen: NDArray[np.bool_]) -> Plane:
    """Return the two main components of votes, shape (people, statements); what is not `seen` is not used."""
    center, spread = means(values, seen=seen), centered(values, seen=seen)
    size, width = spread.shape
    if size < width:
        _, vectors = np.linalg.eigh(spread @ spread.T)
        axes = spread.T @ vectors[:, : -min(3, size + 1) : -1]
        lengths = np.linalg.norm(axes, axis=0)
        axes = np.divide(axes, lengths, out=np.zeros_like(axes), where=lengths > 1e-9)
    else:
        _, vectors = np.linalg.eigh(spread.T @ spread)
        axes = vectors[:, : -min(3, width + 1) : -1]
    # An axis has no direction of itself: its largest weight is made positive.
    signs = np.sign(axes[np.abs(axes).round(9).argmax(axis=0), np.arange(axes.shape[1])])
    full = np.zeros((width, 2))
    full[:, : axes.shape[1]] = axes * np.where(signs == 0, 1.0, signs)
    return Plane(center=center, axes=full)


def cluster(
    points: NDArray[np.float64],
    *,
    number: int,
    generator: np.random.Generator,
    least: int = LEAST_MEMBERS,
    starts: int = _STARTS,
) -> NDArray[np.intp] | None:
    """Return the group of each point, the largest group first, or None if none has `least` members in each.

    Of several starts the tightest grouping wins in which each group has enough members.
    """
    if len(np.unique(points.round(9), axis=0)) < number:
        return None
    first = np.stack([_spread_start(points, number=number, generator=generator) for _ in range(starts)])
    labels, tightness = _lloyd(points, first)
    sizes = np.stack([np.bincount(one, minlength=number) for one in labels])
    tightness[sizes.min(axis=1) < least] = np.inf
    if not np.isfinite(tightness.min()):
        return None
    chosen = labels[int(tightness.round(9).argmin())]
    size = np.bincount(chosen, minlength=number)
    # The largest first; of equal ones the one that holds the first person.
    seen_first = np.array([int(np.argmax(chosen == group)) for group in range(number)])
    order = np.lexsort((seen_first, -size))
    placed: NDArray[np.intp] = np.argsort(order)[chosen]
    return placed


def _spread_start(points: NDArray[np.float64], *, number: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Return starting centres that lie apart, shape (number, 2): k-means++."""
    picks = [int(generator.integers(len(points)))]
    nearest = ((points - points[picks[0]]) ** 2).sum(axis=1)
    for _ in range(number - 1):
        ladder = np.cumsum(nearest)
        at = int(np.searchsorted(ladder, generator.random() * ladder[-1], side="right"))
        picks.append(min(at, len(points) - 1))
        nearest = np.minimum(nearest, ((points - points[picks[-1]]) ** 2).sum(axis=1))
    return points[picks]


def _lloyd(points: NDArray[np.float64], centers: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return labels, shape (starts, points), and sums of squares, shape (starts,), of k-means from each start."""
    number = centers.shape[1]
    labels = _nearest(points, centers)
    for _ in range(_ROUNDS):
        belongs = (labels[:, :, None] == np.arange(number)).astype(np.float64)
        sizes = belongs.sum(axis=1)
        sums = np.einsum("spk,pd->skd", belongs, points, optimize=True)
        centers = np.where(sizes[:, :, None] > 0, sums / np.maximum(sizes, 1)[:, :, None], centers)
        moved = _nearest(points, centers)
        if (moved == labels).all():
            break
        labels = moved
    own = np.take_along_axis(centers, labels[:, :, None], axis=1)
    return labels, ((points[None] - own) ** 2).sum(axis=(1, 2))


def _nearest(points: NDArray[np.float64], centers: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the nearest centre of each point for each start, shape (starts, points)."""
    cross = np.einsum("pd,skd->spk", points, centers, optimize=True)
    return np.asarray(((centers**2).sum(axis=2)[:, None, :] - 2.0 * cross).argmin(axis=2))


def silhouette(points: NDArray[np.float64], *, labels: NDArray[np.intp], block: int = 512) -> float:
    """Return how much nearer people stand to their own group than to the next: 1 far apart, below 0 mixed up.

    Source:
        Rousseeuw (1987), Silhouettes. The distances of `block` people at a time are in memory.
    """
    number = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=number)
    belongs = (labels[:, None] == np.arange(number)).astype(np.float64)
    total = 0.0
    for start in range(0, len(points), block):
        part = points[start : start + block]
        distances = np.sqrt(((part[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)) @ belongs
        own = labels[start : start + block]
        at = np.arange(len(part))
        inside = distances[at, own] / np.maximum(sizes[own] - 1, 1)
        outside = distances / sizes
        outside[at, own] = np.inf
        nearest = outside.min(axis=1)
        widest = np.maximum(inside, nearest)
        total += float(
            np.where((sizes[own] > 1) & (widest > 0), (nearest - inside) / np.where(widest > 0, widest, 1), 0.0).sum()
        )
    return total / len(points)
