"""A city held ready under many draws of the coefficients, which answers one change of levers after another.

What no lever changes is worked out once per draw (`hold_city`). An answer is then a run of the mean field per draw, and
what all draws tell together. The draws do not know of each other, so that they may be run at the same time: whoever
asks says how (`together`). The numbers are the same however that is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from veerkracht.errors.balance import NoRunsError
from veerkracht.stad.bands import QUICK_SLICES, ROUGH, Bands, merge_runs
from veerkracht.stad.field_life import life_of
from veerkracht.stad.field_market import FINE
from veerkracht.stad.field_state import Memory, homes_of, memory_of, space_of
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.runs import Runs, stack

if TYPE_CHECKING:
    from veerkracht.stad.base import Base
    from veerkracht.stad.field_clearing import Space
    from veerkracht.stad.field_life import Life
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.trajectory import Trajectory

One = TypeVar("One")
Other = TypeVar("Other")


class Together(Protocol):
    """How draws are run: `map` takes one after the other, the `map` of a pool of threads several at the same time.

    What it gives must be in the order of what it was given.
    """

    def __call__(self, function: Callable[[One], Other], each: Iterable[One], /) -> Iterable[Other]:
        """Return what the function gives for each."""
        ...


def one_by_one(function: Callable[[One], Other], each: Iterable[One], /) -> Iterable[Other]:
    """Return what the function gives for each, one after the other."""
    return map(function, each)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldDraw:
    """One draw of the coefficients, held ready.

    Attributes:
        base: the city with the draw, but for its nearness.
        life: its events and moves.
        space: its nearness.
    """

    base: Base
    life: Life
    space: Space


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCity:
    """A city held ready under some draws; it may be asked by several threads at the same time.

    Attributes:
        draws: of the coefficients, and of who is a vrager if the city was drawn too.
        baseline: what each draw tells without the policy, in the order of the draws.
        rough: what of `answer`, by the names of `bands.looked_at`, is only roughly right (see `bands.ROUGH`); in an
            answer to people that is said, or those figures come from the runs of single households.
        desks: arrays that runs work in, one run at a time; who finds none waits. Their number is that of the runs that
            go on at the same time.
    """

    draws: tuple[HeldDraw, ...]
    baseline: Runs
    rough: tuple[str, ...]
    desks: SimpleQueue[Memory]

    def runs(self, levers: Levers, *, together: Together = one_by_one) -> Runs:
        """Return what each draw tells of a policy, in the order of `baseline`: what a city balance is made of.

        Args:
            levers: the policy; as many years as the baseline.
            together: how draws are run.
        """
        return stack(list(together(partial(_path, self.desks, levers), self.draws)))

    def answer(self, levers: Levers, *, together: Together = one_by_one) -> Bands:
        """Return the 90% bands of a policy, and of what it adds to the baseline draw by draw.

        Args:
            levers: the policy; as many years as the baseline.
            together: how draws are run.
        """
        return merge_runs(self.runs(levers, together=together), self.baseline)

    def beside(self, baseline: Levers, *, together: Together = one_by_one) -> HeldCity:
        """Return the same city beside another baseline; the two share all else."""
        return replace(self, baseline=self.runs(baseline, together=together))


def hold_city(
    bases: Iterable[Base],
    baseline: Levers,
    *,
    desks: int = 2,
    slices: int = QUICK_SLICES,
    together: Together = one_by_one,
) -> HeldCity:
    """Return a city held ready: its baseline is run under every draw.

    Args:
        bases: the city with each draw (see `base.prepare`), all with the same areas and region. They are taken one by
            one, so that they need not all be there at once.
        baseline: levers without the policy.
        desks: how many runs may go on at the same time: as many as there are processors to run them.
        slices: in how many parts the searchers of a year come: with `field_market.SLICES` it is some tenths of a
            point off, in half as much time again; with `field_market.FINE` nothing is `rough`.
        together: how draws are run.

    Raises:
        NoRunsError: if there are no draws.
        UnequalRunsError: if the draws differ in areas or region.
    """
    rooms: SimpleQueue[Memory] = SimpleQueue()
    draws = []
    for base in bases:
        draws.append(_held(base))
        if len(draws) == 1:
            for _ in range(desks):
                rooms.put(memory_of(base, slices=slices))
    if not draws:
        raise NoRunsError
    begun = partial(_path, rooms, baseline)
    return HeldCity(
        draws=tuple(draws),
        baseline=stack(list(together(begun, draws))),
        rough=ROUGH if slices < FINE else (),
        desks=rooms,
    )


def _held(base: Base) -> HeldDraw:
    """Return a draw with what a run of the mean field reads of it; nearness is kept as single numbers only."""
    none = np.empty((0, base.city.areas))
    return HeldDraw(base=replace(base, nearness=none), life=life_of(base), space=space_of(base))


def _path(desks: SimpleQueue[Memory], levers: Levers, draw: HeldDraw) -> Trajectory:
    """Return the path of the city under a policy in one draw."""
    desk = desks.get()
    try:
        memory = replace(desk, homes=homes_of(draw.base), life=draw.life, space=draw.space)
        return simulate(draw.base, levers, memory=memory)
    finally:
        desks.put(desk)
