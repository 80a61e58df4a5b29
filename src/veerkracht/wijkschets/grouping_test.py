"""Whether there are opinion groups at all: a permutation test and a bootstrap, before anything is told.

K-means always finds groups: of thirty people who answer twenty statements at random it makes two or three. So groups
are told only if answers hang together more than chance can make them, and if another draw of people would have come
to the same groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.wijkschets.grouping import LEAST_MEMBERS, centered, cluster
from veerkracht.wijkschets.yes_model import rooms_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from veerkracht.wijkschets.grouping import Grouping
    from veerkracht.wijkschets.votes import Votes

# Rounds of taking out the means of people and of statements in turn; with blanks one is not enough.
_SWEEPS = 4
# How much the first direction may be "says yes to everything", as the cosine of the two, before what is left after
# that must differ from chance as well. Two camps on a quarter of the statements reach 0.5, yea-sayers 0.8 and more.
YES_DIRECTION = 0.6
# Cells of permuted votes in memory at a time: 32 MB.
_BLOCK_CELLS = 4_000_000
_STARTS = 6
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """How much of the differences between people lies in two directions, beside what chance gives.

    Attributes:
        share: of the variance that the first two components hold, from 0 to 1.
        p_value: chance of so much if no answers hang together: `p_people` too if people mostly differ in saying yes.
        p_statements: chance of such a share with each statement shuffled over those who answered it.
        p_people: chance of such a first component, of what is left after how often each person says yes, if people
            differ in nothing else.
    """

    share: float
    p_value: float
    p_statements: float
    p_people: float


def structure(votes: Votes, *, rows: NDArray[np.intp], permutations: int, generator: np.random.Generator) -> Structure:
    """Test whether answers hang together more than chance can make them.

    1. Every statement is shuffled over the people who answered it. That keeps how often each statement gets a yes
       and who saw what, and breaks every tie between statements.
    2. People who say yes to everything, beside people who never do, are a tie between statements too, but no
       opinion groups. So where the first component is mostly that, it must also hold for what is left after the
       mean of each person has been taken out: more than in made-up rooms in which people differ in nothing else.

    Args:
        votes: of everyone.
        rows: the people who take part.
        permutations: how often to shuffle, at least 99 for a test at 5%.
        generator: for the shuffles.

    Source:
        Horn (1965), parallel analysis, with permutations after Buja and Eyuboglu (1992); the p value counts the
        observed one in, Phipson and Smyth (2010). The made-up rooms are a parametric bootstrap, Davison and Hinkley
        (1997), 4.2, of the model of Rasch (1960).
    """
    seen = votes.seen[rows]
    plain = centered(votes.values[rows].astype(np.float64), seen=seen)
    share, axis = float(_shares(plain[None], components=2)[0]), _first_axis(plain)
    if share == 0.0:
        return Structure(share=0.0, p_value=1.0, p_statements=1.0, p_people=1.0)
    shuffled = [_shares(block, components=2) for block in _shuffles(plain, seen, permutations, generator)]
    p_statements = _p_value(share, np.concatenate(shuffled))
    rest = _without_people(plain, seen)
    left = float(_shares(rest[None], components=1)[0])
    p_people = _p_value(left, _yes_only(votes.values[rows], seen, permutations, generator)) if left > 0 else 1.0
    towards_yes = abs(float(axis.sum())) / np.sqrt(len(axis))
    p_value = max(p_statements, p_people) if towards_yes > YES_DIRECTION else p_statements
    return Structure(share=share, p_value=p_value, p_statements=p_statements, p_people=p_people)


def stabilities(found: Sequence[Grouping], *, draws: int, generator: np.random.Generator) -> list[float]:
    """Return for each grouping how much of it comes back if other people of the same kind had come, at most 1.

    People are drawn with replacement and groups are made anew; of those who were drawn, the old and new groups are
    compared, and the mean of the adjusted Rand index is returned. The plane on which they stand is kept: whether that
    is more than chance is what `structure` tests.

    Args:
        found: groupings of the same people into different numbers of groups.
        draws: how often people are drawn.
        generator: for the draws.

    Source:
        Hennig (2007), Cluster-wise assessment of cluster stability; Hubert and Arabie (1985) for the index.
    """
    if not found:
        return []
    points = found[0].points
    agreements = np.zeros((len(found), draws))
    for draw in range(draws):
        people = np.sort(generator.integers(len(points), size=len(points)))
        for place, grouping in enumerate(found):
            labels = cluster(
                points[people], number=grouping.number, generator=generator, least=LEAST_MEMBERS, starts=_STARTS
            )
            if labels is not None:
                here, first = np.unique(people, return_index=True)
                agreements[place, draw] = adjusted_rand(grouping.labels[here], labels[first])
    return [float(mean) for mean in agreements.mean(axis=1)]


def adjusted_rand(first: NDArray[np.intp], second: NDArray[np.intp]) -> float:
    """Return how alike two groupings of the same people are: 1 the same, 0 as alike as chance.

    Source:
        Hubert and Arabie (1985), Comparing partitions, Journal of Classification 2.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    width = int(second.max()) + 1
    table = np.bincount(first * width + second, minlength=(int(first.max()) + 1) * width).reshape(-1, width)
    both, one, other, every = (
        float((counts * (counts - 1) // 2).sum())
        for counts in (table, table.sum(axis=1), table.sum(axis=0), np.array([len(first)]))
    )
    expected = one * other / every if every else 0.0
    most = (one + other) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _yes_only(
    values: NDArray[np.int8], seen: NDArray[np.bool_], number: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Return the share of the first component in rooms of people who differ only in how soon they say yes."""
    at_once = max(1, min(number, _BLOCK_CELLS // max(1, values.size)))
    said, found = seen & (values != 0), []
    for start in range(0, number, at_once):
        made = rooms_like(values, said=said, number=min(at_once, number - start), generator=generator)
        found.append(_shares(_without_people(made, seen), components=1))
    return np.concatenate(found)


def _p_value(observed: float, chance: NDArray[np.float64]) -> float:
    return float((1 + (chance >= observed - _NOTHING).sum()) / (1 + len(chance)))


def _shuffles(
    votes: NDArray[np.float64], seen: NDArray[np.bool_], permutations: int, generator: np.random.Generator
) -> Iterator[NDArray[np.float64]]:
    """Yield votes with every column shuffled over what was seen, shape (some, people, statements)."""
    at_once = max(1, min(permutations, _BLOCK_CELLS // max(1, votes.size)))
    places = [np.flatnonzero(column) for column in seen.T]
    for start in range(0, permutations, at_once):
        number = min(at_once, permutations - start)
        block = np.zeros((number, *votes.shape))
        for column, rows in enumerate(places):
            given = np.broadcast_to(votes[rows, column], (number, len(rows)))
            block[:, rows, column] = generator.permuted(given, axis=1)
        yield block


def _shares(spread: NDArray[np.float64], *, components: int) -> NDArray[np.float64]:
    """Return the share of the variance in the first components, shape (rooms,), of rooms of people by statements."""
    across = spread.transpose(0, 2, 1)
    products = spread @ across if spread.shape[1] < spread.shape[2] else across @ spread
    powers = np.linalg.eigvalsh(products)
    total = np.trace(products, axis1=1, axis2=2)
    first = powers[:, -components:].sum(axis=1)
    return np.asarray(np.divide(first, total, out=np.zeros_like(total), where=total > _NOTHING))


def _first_axis(spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first component as weights of statements, of length 1."""
    if spread.shape[0] < spread.shape[1]:
        axis = spread.T @ np.linalg.eigh(spread @ spread.T)[1][:, -1]
        return np.asarray(axis / max(float(np.linalg.norm(axis)), _NOTHING))
    return np.asarray(np.linalg.eigh(spread.T @ spread)[1][:, -1])


def _without_people(spread: NDArray[np.float64], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return votes without the means of people and of statements; shape (..., people, statements)."""
    people, statements = np.maximum(seen.sum(axis=1), 1)[:, None], np.maximum(seen.sum(axis=0), 1)
    for _ in range(_SWEEPS):
        spread = np.where(seen, spread - spread.sum(axis=-1, keepdims=True) / people, 0.0)
        spread = np.where(seen, spread - spread.sum(axis=-2, keepdims=True) / statements, 0.0)
    return spread
