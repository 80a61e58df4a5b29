"""The best mix: one package for each area, under budgets and floors.

Parts of packages give a bound and a price for each limit; the areas about which these prices say little are then chosen
whole (the core: Balas and Zemel 1980), and every package whose price rules it out is dropped for good (fixing by
reduced costs: Dantzig, Fulkerson and Johnson 1954), after which what is left is small enough to be solved to the end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.optimise import WholePackagesError
from veerkracht.optimise.hull import along_hull
from veerkracht.optimise.infeasible import refuse_out_of_reach
from veerkracht.optimise.problem import Mix, MixProblem, mix_of
from veerkracht.optimise.programme import Programme, Relaxed, programme_of, relaxed, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_CORE: Final = 120  # packages beside the best of each area in the first try; four times as many at each next one
_PART: Final = 1e-6  # what counts as a part of a package
_FEW: Final = 100  # packages beside the best of each area that can still be solved to the end
_NODES: Final = 40  # of the search tree for the core
_NODES_LAST: Final = 300  # of the search tree for what is left
_GAP: Final = 1e-7  # part of the value that the last step may leave
_EVERYTHING: Final = 1_000_000  # nodes for the yardstick


def choose(problem: MixProblem, *, earlier: Iterable[Mix] = ()) -> Mix:
    """Return the best mix that was found, with a bound on what any mix could bring.

    More budget never brings less. With one budget and no floors this holds for each answer by itself (see
    `along_hull`). Otherwise it holds where `is_proven`, for then the mix is the best there is; and where it is not, no
    mix of `earlier` that fits is better than what comes back, so that who hands over the answers for smaller budgets
    (as `frontier` does) cannot lose.

    Args:
        problem: what to choose from.
        earlier: mixes found before, for other budgets or floors.

    Raises:
        FloorOutOfReachError: if a floor cannot be reached; says which one and what would free it.
        WholePackagesError: if only parts of packages would meet the floors.
    """
    known = [one.package for one in earlier if len(one.package) == len(problem.areas)]
    if len(problem.budgets) == 1 and not problem.floors:
        mix = along_hull(problem)
        best = _best(problem, [mix.package, *known])
        return mix if best is None or best is mix.package else mix_of(problem, best, bound=mix.bound, is_proven=False)
    programme = programme_of(problem)
    loose = relaxed(programme)
    if loose is None:
        refuse_out_of_reach(problem)
        raise WholePackagesError(problem.floors[0].name)
    core = in_core(problem, programme, loose)
    first = _best(problem, known if core is None else [*known, core])
    if first is None:
        raise WholePackagesError(_tightest(problem, loose))
    value = problem.total(problem.gain, first)
    # A package that costs the bound more than what separates the bound from a known mix is in no better mix.
    open_to = loose.loss <= (loose.value - value) * (1 + 1e-9) + 1e-9 * abs(loose.value)
    open_to[np.arange(len(first)), first] = True
    if open_to.sum() - len(first) > _FEW:
        return mix_of(problem, first, bound=loose.value, is_proven=False)
    found, is_proven, _ = whole(programme, open_to=open_to, gap=_GAP, nodes=_NODES_LAST)
    is_proven = is_proven and (found is None or problem.allows(found))
    last = _best(problem, [first] if found is None else [first, found])
    chosen = first if last is None else last
    value = problem.total(problem.gain, chosen)
    bound = value if is_proven else max(loose.value, value)
    return mix_of(problem, chosen, bound=bound, is_proven=is_proven)


def exact(problem: MixProblem, *, gap: float = 0.0) -> Mix:
    """Return the best mix by branch and bound over all packages; slow, and the yardstick of the others.

    Raises:
        FloorOutOfReachError: if a floor cannot be reached; says which one and what would free it.
        WholePackagesError: if only parts of packages would meet the floors.
    """
    programme = programme_of(problem)
    found, is_proven, bound = whole(programme, open_to=problem.possible, gap=gap, nodes=_EVERYTHING)
    if found is None:
        refuse_out_of_reach(problem)
        raise WholePackagesError(problem.floors[0].name)
    value = problem.total(problem.gain, found)
    return mix_of(problem, found, bound=max(bound, value), is_proven=is_proven)


def frontier(problem: MixProblem, *, factors: Sequence[float]) -> list[Mix]:
    """Return the best mix for each size of the budgets, from small to large, each at least as good as the last.

    Args:
        problem: what to choose from.
        factors: by which all budgets are multiplied, rising.

    Raises:
        FloorOutOfReachError: if a floor cannot be reached with the smallest budgets.
        WholePackagesError: if only parts of packages would meet the floors there.
        BudgetTooSmallError: if the smallest budgets do not pay for the cheapest packages.
    """
    mixes: list[Mix] = []
    for factor in factors:
        budgets = tuple(replace(one, limit=one.limit * factor) for one in problem.budgets)
        mixes.append(choose(replace(problem, budgets=budgets), earlier=mixes[-1:]))
    return mixes


def in_core(problem: MixProblem, programme: Programme, loose: Relaxed) -> NDArray[np.intp] | None:
    """Return a mix in which most areas take what the prices say and the rest is chosen whole; None if none was found.

    Args:
        problem: budgets and floors that the mix must keep.
        programme: what to maximise.
        loose: its best in parts of packages.
    """
    order = np.sort(loose.loss[problem.possible])
    size = len(problem.areas) + _CORE
    while True:
        most = order[min(size, len(order)) - 1]
        open_to = (loose.loss <= most) | (loose.parts > _PART)
        found, _, _ = whole(programme, open_to=open_to, gap=1e-5, nodes=_NODES)
        if found is not None and problem.allows(found):
            return found
        if size >= len(order):
            return None
        size *= 4


def _best(problem: MixProblem, candidates: Iterable[NDArray[np.intp]]) -> NDArray[np.intp] | None:
    """Return the best candidate that fits; the first of equals."""
    fitting = [one for one in candidates if problem.allows(one)]
    return max(fitting, key=lambda one: problem.total(problem.gain, one), default=None)


def _tightest(problem: MixProblem, loose: Relaxed) -> str:
    """Return the name of the floor that the parts of packages meet with the least to spare."""
    over = [
        float((loose.parts * np.where(problem.possible, one.counts, 0.0)).sum()) - one.least for one in problem.floors
    ]
    return problem.floors[int(np.argmin(over))].name
