"""One budget, no floors: the best steps first, in milliseconds; more budget never brings less.

The efficient packages of an area lie on the concave hull of gain over cost; taking the steps of all hulls in order of
gain per euro gives, at the cost of each step, the best mix of that cost (Sinha and Zoltners 1979, The
multiple-choice knapsack problem; Zemel 1980).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.optimise.problem import Mix, MixProblem, mix_of, room

if TYPE_CHECKING:
    from numpy.typing import NDArray


_MOST_KEPT: Final = 100_000  # partial mixes held at a time in the search to the end


@dataclass(frozen=True, slots=True, kw_only=True)
class _Path:
    """All steps in order. State k is the mix after k steps; state 0 takes the cheapest package everywhere.

    Attributes:
        cost: of each state, rising; shape (steps + 1,).
        gain: of each state, rising; shape (steps + 1,).
        start: package of each area in state 0; shape (areas,).
        area, package: what a step changes and into what; shape (steps,).
    """

    cost: NDArray[np.float64]
    gain: NDArray[np.float64]
    start: NDArray[np.intp]
    area: NDArray[np.intp]
    package: NDArray[np.intp]

    def state(self, steps: int) -> NDArray[np.intp]:
        """Return the packages after a number of steps; shape (areas,)."""
        chosen = self.start.copy()
        # The steps of one area come in order, so that the last one stands.
        chosen[self.area[:steps]] = self.package[:steps]
        return chosen


def along_hull(problem: MixProblem) -> Mix:
    """Return the best mix for a problem with one budget and no floors.

    First the best of all mixes that are a state of the hull path with the package of at most one area exchanged for
    any other. Which mixes these are does not depend on the budget; the budget only says which can be paid. So a larger
    budget chooses from more, and never brings less. Then, if memory allows, the best mix of all (`_to_the_end`), which
    obeys the same law by being the best. If memory does not allow it, `is_proven` is false and `bound` is the value of
    the linear relaxation; only between a proven mix and one for more money that is not proven does the law not hold
    by itself (hand the first to `portfolio.choose` as `earlier`).
    """
    budget = problem.budgets[0]
    path = _path(problem, budget.cost)
    limit = room(budget)
    at = int(np.searchsorted(path.cost, limit, side="right")) - 1
    bound = _relaxed(path, at, limit)
    chosen = _one_exchanged(problem, path, at=at, limit=limit)
    price = 0.0
    if at < len(path.area):
        price = float((path.gain[at + 1] - path.gain[at]) / (path.cost[at + 1] - path.cost[at]))
    better, is_proven = _to_the_end(problem, chosen, bound=bound, price=price, limit=limit)
    gain = problem.total(problem.gain, better)
    return mix_of(problem, better, bound=gain if is_proven else max(bound, gain), is_proven=is_proven)


def _one_exchanged(problem: MixProblem, path: _Path, *, at: int, limit: float) -> NDArray[np.intp]:
    """Return the best state of the path with at most one area changed, within the limit."""
    cost = problem.budgets[0].cost
    area, package, first, last = _held(path, areas=len(problem.areas))
    # For each stay of an area on one package (from state `first` up to `last`) and each package it could have instead:
    # the latest state that leaves enough money is the best.
    left = limit + cost[area, package][:, None] - cost[area]
    states = np.minimum(np.searchsorted(path.cost, left, side="right") - 1, last[:, None])
    value = np.where(
        problem.possible[area] & (states >= first[:, None]),
        path.gain[states] - problem.gain[area, package][:, None] + problem.gain[area],
        -np.inf,
    )
    row, other = np.unravel_index(int(np.argmax(value)), value.shape)
    if value[row, other] <= path.gain[at]:
        return path.state(at)
    chosen = path.state(int(states[row, other]))
    chosen[area[row]] = other
    return chosen


def _to_the_end(
    problem: MixProblem, chosen: NDArray[np.intp], *, bound: float, price: float, limit: float
) -> tuple[NDArray[np.intp], bool]:
    """Return the best mix and whether it is proven: all that could still be better, without what is worse and dearer.

    At the price of the budget, each package loses something against the best of its area; a mix whose losses exceed
    what separates the bound from a known mix is no better than that mix. What is left is listed area by area, and a
    list keeps only what is cheaper or better than the others (Nemhauser and Ullmann 1969).
    """
    cost = problem.budgets[0].cost
    worth = np.where(problem.possible, problem.gain - price * cost, -np.inf)
    loss = worth.max(axis=1, keepdims=True) - worth
    known = problem.total(problem.gain, chosen)
    most = (bound - known) * (1 + 1e-9) + 1e-12 * max(abs(bound), abs(known))
    open_to = loss <= most
    several = np.flatnonzero(open_to.sum(axis=1) > 1)
    said = open_to.argmax(axis=1)
    alone = np.setdiff1d(np.arange(len(said)), several)
    spent = np.array([cost[alone, said[alone]].sum()])
    gained, lost = np.array([problem.gain[alone, said[alone]].sum()]), np.zeros(1)
    later = np.append(np.cumsum([np.min(cost[a][open_to[a]]) for a in several][::-1])[::-1], 0.0)
    trail: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    for k, area in enumerate(several):
        options = np.flatnonzero(open_to[area])
        spent, gained, lost = (
            (old[:, None] + new[area, options]).ravel()
            for old, new in ((spent, cost), (gained, problem.gain), (lost, loss))
        )
        keep = np.flatnonzero((lost <= most) & (spent + later[k + 1] <= limit))
        order = keep[np.lexsort((-gained[keep], spent[keep]))]
        kept = order[np.append(np.inf, -np.maximum.accumulate(gained[order])[:-1])[: len(order)] > -gained[order]]
        if not 0 < len(kept) <= _MOST_KEPT:
            return chosen, not len(kept)
        trail.append((kept // len(options), options[kept % len(options)]))
        spent, gained, lost = spent[kept], gained[kept], lost[kept]
    at = int(np.argmax(gained))
    found = said.copy()
    for area, (came_from, option) in zip(several[::-1], trail[::-1], strict=True):
        found[area], at = option[at], came_from[at]
    return (found if problem.allows(found) and problem.total(problem.gain, found) > known else chosen), True


def _relaxed(path: _Path, at: int, limit: float) -> float:
    """Return the gain if the next step could be taken in part."""
    if at + 1 == len(path.cost):
        return float(path.gain[at])
    share = max(limit - path.cost[at], 0.0) / (path.cost[at + 1] - path.cost[at])
    return float(path.gain[at] + share * (path.gain[at + 1] - path.gain[at]))


def _path(problem: MixProblem, cost: NDArray[np.float64]) -> _Path:
    start = np.empty(len(problem.areas), dtype=np.intp)
    steps: list[tuple[float, int, int, float, float]] = []
    for area in range(len(start)):
        hull = _hull(cost[area], problem.gain[area], possible=problem.possible[area])
        start[area] = hull[0]
        for before, after in itertools.pairwise(hull):
            dearer = float(cost[area, after] - cost[area, before])
            better = float(problem.gain[area, after] - problem.gain[area, before])
            steps.append((-better / dearer, area, after, dearer, better))
    # Sorting is stable: equal steps keep the order of areas, and those of one area their own.
    steps.sort(key=lambda step: step[0])
    everywhere = np.arange(len(start))
    dearer_by = np.array([step[3] for step in steps])
    better_by = np.array([step[4] for step in steps])
    return _Path(
        cost=np.cumsum(np.concatenate([[cost[everywhere, start].sum()], dearer_by])),
        gain=np.cumsum(np.concatenate([[problem.gain[everywhere, start].sum()], better_by])),
        start=start,
        area=np.array([step[1] for step in steps], dtype=np.intp),
        package=np.array([step[2] for step in steps], dtype=np.intp),
    )


def _hull(cost: NDArray[np.float64], gain: NDArray[np.float64], *, possible: NDArray[np.bool_]) -> list[int]:
    """Return the packages on the concave hull from the cheapest on, each dearer and better than the one before."""
    order = sorted(np.flatnonzero(possible).tolist(), key=lambda j: (cost[j], -gain[j], j))
    hull: list[int] = order[:1]
    for j in order[1:]:
        if gain[j] <= gain[hull[-1]] or cost[j] == cost[hull[-1]]:
            continue
        while len(hull) > 1 and _bends_up(cost, gain, hull[-2], hull[-1], j):
            hull.pop()
        hull.append(j)
    return hull


def _bends_up(cost: NDArray[np.float64], gain: NDArray[np.float64], a: int, b: int, c: int) -> bool:
    """Return whether b lies on or below the line from a to c."""
    return bool((gain[c] - gain[b]) * (cost[b] - cost[a]) >= (gain[b] - gain[a]) * (cost[c] - cost[b]))


def _held(path: _Path, *, areas: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return every stay of an area on a package: the area, the package, and its first and last state."""
    steps = len(path.area)
    area = np.concatenate([np.arange(areas), path.area])
    package = np.concatenate([path.start, path.package])
    first = np.concatenate([np.zeros(areas, dtype=np.intp), np.arange(1, steps + 1)])
    order = np.lexsort((first, area))
    area, package, first = area[order], package[order], first[order]
    goes_on = np.append(area[1:] == area[:-1], False)
    last = np.where(goes_on, np.append(first[1:], 0) - 1, steps)
    return area, package, first, last
