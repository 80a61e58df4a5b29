"""Why no mix fits: which floor binds, with which others it clashes, and what would free it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.optimise import FloorOutOfReachError
from veerkracht.optimise.problem import TOLERANCE
from veerkracht.optimise.programme import programme_of, relaxed

if TYPE_CHECKING:
    from veerkracht.optimise.problem import Budget, Floor, MixProblem


def refuse_out_of_reach(problem: MixProblem) -> None:
    """See to it that the floors can be reached, if need be with parts of packages.

    Raises:
        FloorOutOfReachError: if not. It names a floor, and the fewest others with which it clashes (a floor is taken
            out, and left out if the rest still clashes: the deletion filter of Chinneck and Dravnieks 1991).
    """
    if _fits(problem, problem.floors):
        return
    clash = list(problem.floors)
    for floor in problem.floors:
        rest = [one for one in clash if one is not floor]
        if rest and not _fits(problem, tuple(rest)):
            clash = rest
    # The last one asked is the one to speak of: those before it were wished for first.
    binding, others = clash[-1], tuple(clash[:-1])
    raise FloorOutOfReachError(
        binding.name,
        asked=binding.least,
        most=_most(problem, binding, others=others),
        factor=_factor(problem, (*others, binding)),
        others=tuple(one.name for one in others),
    )


def _fits(problem: MixProblem, floors: tuple[Floor, ...]) -> bool:
    return relaxed(programme_of(replace(problem, floors=floors))) is not None


def _most(problem: MixProblem, floor: Floor, *, others: tuple[Floor, ...]) -> float:
    """Return the most of a floor that parts of packages can reach within the budgets, the others kept."""
    found = relaxed(programme_of(replace(problem, gain=floor.counts, floors=others)))
    return float("nan") if found is None else found.value


def _factor(problem: MixProblem, floors: tuple[Floor, ...]) -> float | None:
    """Return by how much all budgets must be multiplied to reach the floors; None if no money helps."""
    free = replace(problem, budgets=())
    if not problem.budgets or not _fits(free, floors):
        return None
    low, high = 1.0, 2.0
    while not _fits(replace(problem, budgets=_times(problem.budgets, high)), floors):
        low, high = high, high * 2
        if high > 2**40:
            return None  # a budget of zero does not grow by multiplying
    while high / low > 1 + 1e-4:
        middle = float(np.sqrt(low * high))
        if _fits(replace(problem, budgets=_times(problem.budgets, middle)), floors):
            high = middle
        else:
            low = middle
    return float(np.ceil(high * 100 * (1 - TOLERANCE)) / 100)


def _times(budgets: tuple[Budget, ...], factor: float) -> tuple[Budget, ...]:
    return tuple(replace(one, limit=one.limit * factor) for one in budgets)
