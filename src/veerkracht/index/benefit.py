"""Benefit of the doubt: for each area the weights that put it in the best light, by linear programming."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

from veerkracht.errors.design import DesignValueError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def best_weights(
    values: NDArray[np.float64], *, low_share: float = 0.0, high_share: float = 1.0
) -> NDArray[np.float64]:
    """Return the weights with which each area scores highest while no area scores above 1.

    For area c: maximise sum of w_i x_ci subject to sum of w_i x_ji <= 1 for every area j, w >= 0, and
    low_share * score <= w_i x_ci <= high_share * score.

    Args:
        values: shape (children, areas), not negative; areas with a missing child get no weights.
        low_share: least share of each child in the area's own score, between 0 and 1.
        high_share: greatest share of each child in the area's own score, between 0 and 1.

    Returns:
        Shape (children, areas); NaN for areas with a missing child.

    Raises:
        DesignValueError: if the bounds leave no room.

    Source:
        Cherchye et al. (2007), Social Indicators Research 82, 111-145; solved with HiGHS.
    """
    children, areas = values.shape
    if not 0 <= low_share * children <= 1 <= high_share * children:
        raise DesignValueError(
            "low_share, high_share",
            value=(low_share, high_share),
            where="benefit_of_the_doubt",
            right_en=f"bounds around 1/{children}, as there are {children} children",
            right_nl=f"grenzen aan weerszijden van 1/{children}, want er zijn {children} onderdelen",
        )
    complete = ~np.isnan(values).any(axis=0)
    chosen = np.full((children, areas), np.nan)
    frontier = _undominated(values[:, complete].T)
    for area in np.flatnonzero(complete):
        chosen[:, area] = _best_for(values[:, area], frontier, low_share, high_share)
    return chosen


def _best_for(
    own: NDArray[np.float64], frontier: NDArray[np.float64], low_share: float, high_share: float
) -> NDArray[np.float64]:
    """Return the weights of one area; zero where it has nothing to weigh."""
    children = own.size
    identity = np.eye(children)
    bounds = [(low_share - identity) * own] if low_share > 0 else []
    if high_share < 1:
        bounds.append((identity - high_share) * own)
    limits = np.vstack([frontier, *bounds])
    right = np.concatenate([np.ones(len(frontier)), np.zeros(len(limits) - len(frontier))])
    solution = linprog(-own, A_ub=limits, b_ub=right, bounds=(0, None), method="highs")
    if solution.status == 0:
        return np.asarray(solution.x, dtype=np.float64)
    # Unbounded only if every area has 0 on a child with weight: then that child says nothing.
    return np.zeros(children)


def _undominated(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points that no other point beats on every child; only these can bind."""
    distinct = np.unique(points, axis=0)
    remaining = distinct[np.argsort(-distinct.sum(axis=1), kind="stable")]
    kept: list[NDArray[np.float64]] = []
    while len(remaining):
        best = remaining[0]
        kept.append(best)
        remaining = remaining[1:][(remaining[1:] > best).any(axis=1)]
    return np.array(kept) if kept else points
