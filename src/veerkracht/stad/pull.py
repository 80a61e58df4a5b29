"""How strongly a home pulls a group of households: read from who lives where now, not from a survey.

The pull is a constant per group, segment and area such that in a year without change the homes that fall vacant are
taken in the proportions of who lives there now (alternative-specific constants, Train 2009, Discrete Choice Methods
with Simulation, section 3.5.1; balanced by iterative proportional fitting). Counts of small areas are drawn towards the
mean of their segment, so that a handful of households does not decide who may come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.events import by_group
from veerkracht.stad.households import GROUP_INCOME, GROUPS, SEGMENTS, Pool, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.city import City
    from veerkracht.stad.coefficients import Coefficients

    Grid = NDArray[np.float64]

_DRAWN_BY = 15.0  # households of the mean of the segment that are added to an area: a choice of ours
_ROUNDS = 40
_RESTS = 1e-12  # no weight changes by more of the largest of its group in a round: it rests


def nearness(city: City, *, near_km: float) -> Grid:
    """Return exp(-distance / near) from areas, pools and temporary housing to areas; 1 where a place lies nowhere.

    From a gemeente of the region it is relative to its nearest area. Shape (areas + pools + areas, areas).
    """
    between = _distances(city.centres, city.centres)
    near = np.exp(-between / near_km)
    pools = np.ones((city.pools, city.areas))
    known = np.isfinite(city.region_centres).all(axis=1)
    if known.any():
        away = _distances(city.region_centres[known], city.centres)
        pools[Pool.REGION :][known] = np.exp(-(away - away.min(axis=1, keepdims=True)) / near_km)
    return np.concatenate([near, pools, near])


def _distances(one: Grid, other: Grid) -> Grid:
    return np.asarray(np.sqrt(((one[:, None] - other[None]) ** 2).sum(axis=2)))


def allowed(coefficients: Coefficients) -> Grid:
    """Return the weight of each group in each segment under the rules of letting; shape (groups, segments)."""
    rules = np.ones((GROUPS, SEGMENTS))
    rules[:, Segment.CHEAP] = np.array(coefficients.allowed_cheap)[GROUP_INCOME]
    rules[:, Segment.DEAR] = np.array(coefficients.allowed_dear)[GROUP_INCOME]
    return rules


def pull_of(city: City, coefficients: Coefficients, *, searching: Grid, offered: Grid, near: Grid) -> tuple[Grid, Grid]:
    """Return the pull of a home on each group, and that of a new home.

    Args:
        city: who lives where now.
        coefficients: the rules of letting and the share that does not mind distance.
        searching: by group and place, shape (groups, areas + pools).
        offered: homes that fall vacant in a year, shape (segments, areas).
        near: nearness, shape (areas + pools + areas, areas).

    Returns:
        The pull, shape (groups, segments, areas), at most 1 in each group; its mean, shape (groups, segments). Where
        an area has no home of a segment, a first one pulls like the mean; where the city has none, like the mean of
        all others as far as the rules of letting allow: choices of ours.
    """
    live = by_group(city.households.astype(np.float64))
    mean = live.sum(axis=2, keepdims=True) / np.maximum(live.sum(axis=(0, 2), keepdims=True), 1.0)
    wanted = (live + _DRAWN_BY * mean) * allowed(coefficients)[:, :, None]
    wanted /= np.maximum(wanted.sum(axis=0, keepdims=True), 1e-12)
    wanted *= offered[None]
    rows, columns = searching.sum(axis=1), offered * min(1.0, searching.sum() / max(offered.sum(), 1e-9))
    rows = rows * columns.sum() / max(rows.sum(), 1e-9)
    for _ in range(_ROUNDS):
        rise = rows / np.maximum(wanted.sum(axis=(1, 2)), 1e-12)
        wanted *= rise[:, None, None]
        wanted *= columns / np.maximum(wanted.sum(axis=0), 1e-12)
        if np.abs(rise - 1.0)[rows > 0].max(initial=0.0) < _RESTS:
            break
    weight = _undo_distance(wanted, coefficients=coefficients, searching=searching, near=near[: searching.shape[1]])
    pull = np.divide(weight, offered, out=np.zeros_like(weight), where=offered > 0)
    pull /= np.maximum(pull.max(axis=(1, 2), keepdims=True), 1e-300)
    total = offered.sum(axis=1)
    mean_pull = (pull * offered).sum(axis=2) / np.maximum(total, 1e-9)
    # What the city has not yet, its rules allow: else nobody would ever live in the first home of a segment.
    anywhere = (mean_pull @ total / max(total.sum(), 1e-9))[:, None] * allowed(coefficients)
    mean_pull = np.where(total > 0, mean_pull, anywhere)
    return np.where(offered > 0, pull, mean_pull[:, :, None]), mean_pull


def _undo_distance(wanted: Grid, *, coefficients: Coefficients, searching: Grid, near: Grid) -> Grid:
    """Return the weights that give the wanted moves once people prefer what is near."""
    far = np.array(coefficients.far)
    weight = wanted.copy()
    for _ in range(_ROUNDS):
        everywhere = (weight * far[:, None]).sum(axis=(1, 2))
        nearby = (weight * (1.0 - far)[:, None]).sum(axis=1)
        found = searching / np.maximum(everywhere[:, None] + nearby @ near.T, 1e-300)
        drawn = far[:, None] * found.sum(axis=1)[:, None, None] + (1.0 - far)[:, None] * (found @ near)[:, None, :]
        before = weight
        # Weight times drawn is who would move; only the parts of a group matter, so that the number may be another.
        weight = np.divide(wanted, drawn, out=np.zeros_like(wanted), where=(weight > 0) & (drawn > 0))
        weight /= np.maximum(weight.sum(axis=(1, 2), keepdims=True), 1e-300)
        largest = np.maximum(weight.max(axis=(1, 2), keepdims=True), 1e-300)
        if (np.abs(weight - before) / largest).max(initial=0.0) < _RESTS:
            break
    return weight
