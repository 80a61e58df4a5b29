"""The best mix where areas are not apart: choose on slopes, simulate what was chosen, take the slopes there, repeat.

What is done in one area comes back in another (the waterbed), so that gains do not add up. Slopes hold near a mix only;
how many areas may change in a round grows where the simulation keeps what the slopes promised and shrinks where it does
not (trust region: Fletcher 1987, Practical methods of optimization, ch. 5; for zero-one choices: Fischetti and Lodi
2003, Local branching).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.optimise import FloorOutOfReachError, WholePackagesError
from veerkracht.optimise.portfolio import choose
from veerkracht.optimise.problem import Floor, Mix, MixProblem, mix_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

_KEPT_WELL, _KEPT_BADLY = 0.75, 0.25  # Fletcher 1987, algorithm 5.1.6
_ENOUGH: Final = 1e-4  # part of the gain that a round must still win


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round.

    Attributes:
        promised: gain of the mix by the slopes of the mix before.
        simulated: gain of the mix by the simulation.
        is_taken: whether it was better than what was there.
    """

    promised: float
    simulated: float
    is_taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A mix that was simulated, and how it was found.

    Attributes:
        mix: its `gain` is the simulated one; `bound` and `is_proven` are unknown for a simulation: infinite and false.
        rounds: in order; the first is what the slopes at the start would have chosen for all areas at once.
    """

    mix: Mix
    rounds: tuple[Round, ...]

    @property
    def first_kept(self) -> float:
        """What was left, when simulated, of what the first round promised (1 is all); NaN if it promised nothing."""
        first = self.rounds[0]
        return first.simulated / first.promised if first.promised > 0 else float("nan")

    @property
    def last_kept(self) -> float:
        """What there is, when simulated, of the best that the last round still promised near this mix; 1 if nothing.

        A last round that was not taken did not keep its promise; the mix is then the one before it, and what was
        promised is told of that one.
        """
        last = self.rounds[-1]
        return min(self.mix.gain / last.promised, 1.0) if last.promised > 0 else 1.0


def in_rounds(
    problem: MixProblem,
    *,
    start: NDArray[np.intp],
    simulate: Callable[[NDArray[np.intp]], float],
    slopes: Callable[[NDArray[np.intp]], NDArray[np.float64]],
    most: int = 8,
) -> Simulated:
    """Return a mix whose simulated gain is at least that of the start and of what the slopes there would choose.

    Args:
        problem: budgets and floors; its gain is not read.
        start: a mix from which gains are counted, for example doing nothing; shape (areas,). It need not meet floors.
        simulate: gain of a mix over the start, simulated with the luck of the start.
        slopes: what each package would add to the gain in place of the one that a mix has there, if nothing else
            changed; shape (areas, packages), 0 for the package that it has.
        most: rounds.

    Raises:
        FloorOutOfReachError: if a floor cannot be reached.
        WholePackagesError: if only parts of packages would meet the floors.
    """
    allowed = problem.allows(start)
    now, gain = start, simulate(start) if allowed else -np.inf
    rounds: list[Round] = []
    share = 1.0
    while len(rounds) < most and share * len(now) >= 1.0:
        table = slopes(now)
        try:
            tried = choose(_near(replace(problem, gain=table), now, share=share)).package
        except (FloorOutOfReachError, WholePackagesError):
            if not rounds:
                raise
            break
        if np.array_equal(tried, now):
            break
        known = gain if np.isfinite(gain) else 0.0
        promised = known + problem.total(table, tried) - problem.total(table, now)
        simulated = simulate(tried)
        rounds.append(Round(promised=promised, simulated=simulated, is_taken=simulated > gain))
        if np.isfinite(gain):
            share = _next_share(share, kept=(simulated - gain) / max(promised - gain, 1e-300))
        if simulated > gain:
            won, now, gain = simulated - gain, tried, simulated
            if won <= _ENOUGH * abs(gain):
                break
    mix = replace(mix_of(replace(problem, gain=slopes(now)), now, bound=np.inf, is_proven=False), gain=gain)
    return Simulated(mix=mix, rounds=tuple(rounds) or (Round(promised=gain, simulated=gain, is_taken=False),))


def in_rounds_by_budget(
    problems: Iterable[MixProblem],
    *,
    start: NDArray[np.intp],
    simulate: Callable[[NDArray[np.intp]], float],
    slopes: Callable[[NDArray[np.intp]], NDArray[np.float64]],
    most: int = 8,
) -> tuple[Simulated, ...]:
    """Return a mix for each of several budgets, such that more budget never lowers the simulated gain.

    One search alone cannot promise that: rounds end in a mix that no round near it improves, and with more budget that
    may be a poorer one. Here a search also begins at the best mix of the budget before, which it may keep; the better
    of both is returned.

    Args:
        problems: the same choice under budgets that rise; each allows all that the one before it allows.
        start: a mix from which gains are counted; shape (areas,).
        simulate: as for `in_rounds`.
        slopes: as for `in_rounds`.
        most: rounds per search.

    Raises:
        FloorOutOfReachError: if a floor cannot be reached.
        WholePackagesError: if only parts of packages would meet the floors.
    """
    found: list[Simulated] = []
    for problem in problems:
        begins = [start, *(one.mix.package for one in found[-1:])]
        tried = [in_rounds(problem, start=one, simulate=simulate, slopes=slopes, most=most) for one in begins]
        found.append(max(tried, key=lambda one: one.mix.gain))
    return tuple(found)


def _next_share(share: float, *, kept: float) -> float:
    """Return how many areas may change in the next round."""
    if kept > _KEPT_WELL:
        return min(1.0, 2.0 * share)
    return share / 4.0 if kept < _KEPT_BADLY else share / 2.0


def _near(problem: MixProblem, now: NDArray[np.intp], *, share: float) -> MixProblem:
    """Return the problem in which at most this share of the areas may change."""
    if share >= 1.0:
        return problem
    same = np.zeros(problem.gain.shape)
    same[np.arange(len(now)), now] = 1.0
    stays = Floor(name="gelijk", least=float(np.ceil((1.0 - share) * len(now))), counts=same)
    return replace(problem, floors=(*problem.floors, stays))
