"""Segregation: how far two groups of residents live apart, without what small numbers add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.spatial import NoGroupError
from veerkracht.signalering.spatial.steady import variance_between

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

DRAWS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Segregation:
    """One index of segregation.

    Attributes:
        raw: as the numbers give it.
        by_chance: what it would be on average if residents were spread at random over areas of this size.
        value: without the bias of small numbers.
        low, high: 90% interval of `value`.
    """

    raw: float
    by_chance: float
    value: float
    low: float
    high: float


def dissimilarity(group: NDArray[np.float64], total: NDArray[np.float64]) -> float:
    """Return the part of a group that would have to move for an even spread, 0-1.

    Args:
        group: shape (areas,), residents or households of the group.
        total: shape (areas,), all of them.

    Source:
        Duncan and Duncan (1955), A methodological analysis of segregation indexes, American Sociological Review 20.

    Examples:
        >>> dissimilarity(np.array([10.0, 0.0]), np.array([10.0, 10.0]))
        1.0
    """
    rest = total - group
    return float(0.5 * np.abs(group / group.sum() - rest / rest.sum()).sum())


def isolation(group: NDArray[np.float64], total: NDArray[np.float64]) -> float:
    """Return how large a part of the area of the average member belongs to the group too, 0-1.

    Source:
        Lieberson (1981), An asymmetrical approach to segregation.

    Examples:
        >>> isolation(np.array([5.0, 5.0]), np.array([10.0, 10.0]))
        0.5
    """
    inside = total > 0
    return float((group[inside] / group.sum() * (group[inside] / total[inside])).sum())


def carrington_troske(raw: float, *, by_chance: float) -> float:
    """Return an index as the part of the way from chance to complete segregation.

    Source:
        Carrington and Troske (1997), On measuring segregation in samples with small units, Journal of Business and
        Economic Statistics 15.

    Examples:
        >>> carrington_troske(0.4, by_chance=0.2)
        0.25
    """
    return (raw - by_chance) / (1.0 - by_chance) if raw >= by_chance else (raw - by_chance) / max(by_chance, 1e-12)


def segregation(
    group: NDArray[np.float64],
    total: NDArray[np.float64],
    *,
    index: Callable[[NDArray[np.float64], NDArray[np.float64]], float] = dissimilarity,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> Segregation:
    """Return an index of segregation without the bias of small numbers, with its interval.

    In small areas chance alone makes groups uneven, so that the raw index is too high. Numbers are drawn from shares as
    uneven as the real ones must be (`_shares`); by how much their index is off then, so is the raw one.

    Args:
        group: shape (areas,), residents or households of the group.
        total: shape (areas,), all of them; the same areas.
        index: `dissimilarity` or `isolation`.
        rng: draws the numbers.
        draws: how often.

    Raises:
        NoGroupError: if there are fewer than two areas, or nobody in the group or outside it.

    Source:
        Allen, Burgess, Davidson and Windmeijer (2015), More reliable inference for the dissimilarity index of
        segregation, Econometrics Journal 18: bootstrap correction and basic interval. Theirs draws from the shares as
        found, which leaves half of the bias where nobody lives apart; ours from shares without their noise.
    """
    people = np.rint(total).astype(np.int64)
    kept = people > 0
    people, members = people[kept], np.asarray(group, dtype=np.float64)[kept]
    if len(people) < 2 or members.sum() <= 0 or (people - members).sum() <= 0:
        raise NoGroupError(areas=len(people))
    whole = people.astype(np.float64)
    members = np.minimum(members, whole)
    share, even = members / whole, float(members.sum() / whole.sum())
    raw = index(members, whole)
    likely = _shares(share, people=whole, even=even)
    off = np.array([index(_some(rng.binomial(people, likely)), whole) for _ in range(draws)])
    off -= index(likely * whole, whole)
    chance = [index(_some(rng.binomial(people, even)), whole) for _ in range(max(draws // 5, 50))]
    value, low, high = np.clip(raw - np.array([off.mean(), *np.quantile(off, [0.95, 0.05])]), 0.0, 1.0)
    return Segregation(raw=raw, by_chance=float(np.mean(chance)), value=float(value), low=float(low), high=float(high))


def _shares(share: NDArray[np.float64], *, people: NDArray[np.float64], even: float) -> NDArray[np.float64]:
    """Return shares that differ as much as the real ones, without what chance adds to the differences found.

    Source:
        Louis (1984), Estimating a population of parameter values using Bayes and empirical Bayes methods, JASA 79.
    """
    noise = even * (1.0 - even) / people
    between = variance_between(share, noise=noise)
    return np.asarray(np.clip(even + np.sqrt(between / (between + noise)) * (share - even), 0.0, 1.0))


def _some(drawn: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return drawn numbers with at least one member of the group, so that an index can be had."""
    found = drawn.astype(np.float64)
    if found.sum() == 0:
        found[0] = 1.0
    return found
