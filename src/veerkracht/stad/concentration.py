"""How unevenly vragers live over the areas of a city, before and after: two published indices of segregation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.spatial.segregation import dissimilarity
from veerkracht.stad.households import Reliance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.runs import Runs

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """How unevenly vragers live in one year, in every run.

    Small areas make an index too high by chance alone. That holds for a policy and its baseline alike, so that only the
    difference between them says something.

    Attributes:
        dissimilarity: the part of the vragers that would have to move for an even spread, 0 to 1, shape (runs,).
        unevenness: the Gini index: 0 where they live evenly, 1 where they live wholly apart, shape (runs,).
    """

    dissimilarity: Floats
    unevenness: Floats


def concentration(runs: Runs, *, year: int = -1) -> Concentration:
    """Return how unevenly vragers live in a year; NaN in a run without vragers, or with nobody else."""
    groups, totals = runs.reliance[:, year, Reliance.VRAGER], runs.reliance[:, year].sum(axis=1)
    pairs = list(zip(groups, totals, strict=True))
    mixed = [0.0 < group.sum() < total.sum() for group, total in pairs]
    return Concentration(
        dissimilarity=np.array(
            [dissimilarity(*pair) if both else np.nan for pair, both in zip(pairs, mixed, strict=True)]
        ),
        unevenness=np.array([unevenness(*pair) if both else np.nan for pair, both in zip(pairs, mixed, strict=True)]),
    )


def unevenness(group: Floats, total: Floats) -> float:
    """Return the Gini index of segregation of a group over areas, 0 to 1.

    The mean difference in share between all pairs of residents, as a part of the largest that could be:
    sum over i, j of t_i t_j |p_i - p_j| / (2 T^2 P (1 - P)). Computed over the areas in the order of their shares.

    Args:
        group: shape (areas,), households of the group.
        total: shape (areas,), all of them.

    Source:
        Massey & Denton (1988), The dimensions of residential segregation, Social Forces 67(2), 281-315.

    Examples:
        >>> unevenness(np.array([10.0, 0.0]), np.array([10.0, 10.0]))
        1.0
        >>> unevenness(np.array([5.0, 10.0]), np.array([10.0, 20.0]))
        0.0
    """
    inside = total > 0
    people, share = total[inside], group[inside] / total[inside]
    order = np.argsort(share, kind="stable")
    people, share = people[order], share[order]
    before = np.cumsum(people) - people
    held = np.cumsum(people * share) - people * share
    even, whole = float(people @ share / people.sum()), float(people.sum())
    differences = 2.0 * float(people @ (share * before - held))
    return differences / (2.0 * whole**2 * even * (1.0 - even))
