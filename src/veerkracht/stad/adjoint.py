"""The gradient of what comes out of the mean field over all levers at once, in a few times the time of one run.

The mean field runs once and keeps what its steps began with; then the years are gone through backwards, and each step
says how much what it began with counts for the outcome: the reverse mode of differentiation (Griewank and Walther 2008,
Evaluating Derivatives, chapter 3), written by hand beside each step. What it costs does not depend on how many levers
there are.

What goes by jumps has no slope and is held as it was: homes that stand in a year at all, areas that are just full, a
segment that just opens. There the slope of the side that does not move is taken. Levers that are whole numbers of
homes have the slope of a part of a home.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.gradient import TapeYearsError
from veerkracht.stad.adjoint_year import no_way, year_back
from veerkracht.stad.field_market import SLICES
from veerkracht.stad.field_state import Field, Memory, Year, memory_of, start_field
from veerkracht.stad.households import INCOME, RELIANCE
from veerkracht.stad.levers import Levers
from veerkracht.stad.meanfield import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.adjoint_year import Way
    from veerkracht.stad.base import Base
    from veerkracht.stad.trajectory import Trajectory

    Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryGradient:
    """How much each number of a trajectory counts for an objective; names and shapes as in `Trajectory`.

    Index 0 of the years is the start, which no lever changes: what stands there is not looked at.
    """

    reliance: Grid
    incomes: Grid
    occupied: Grid
    dwellings: Grid
    nuisance: Grid
    cohesion: Grid
    quality: Grid
    pools: Grid

    @classmethod
    def of(cls, trajectory: Trajectory, **known: Grid) -> TrajectoryGradient:
        """Return the gradient with what is known of it; all other numbers count for nothing."""
        names = [item.name for item in fields(cls)]
        return cls(**{name: known.get(name, np.zeros(getattr(trajectory, name).shape)) for name in names})


Objective = Callable[["Trajectory"], tuple[float, TrajectoryGradient]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gradient:
    """What a policy is worth and how that changes with it.

    Attributes:
        value: of the objective.
        levers: how much the objective changes per unit of each lever, in the shape of the policy.
        trajectory: the path on which that was found.
    """

    value: float
    levers: Levers
    trajectory: Trajectory


def tape(base: Base, *, years: int, dtype: type[np.floating] = np.float32, slices: int = SLICES) -> Memory:
    """Return the memory that a gradient works in; it may be used again for the same city, draw and number of years.

    About 17 kB per area and year: 75 MB for 300 areas and 15 years, and 165 MB at most with all that is on the way.
    """
    return memory_of(base, dtype=dtype, slices=slices, looks_back=years)


def gradient(
    base: Base,
    levers: Levers,
    objective: Objective,
    *,
    memory: Memory | None = None,
    dtype: type[np.floating] = np.float32,
) -> Gradient:
    """Return the value of an objective and its slope over all levers.

    Args:
        base: the city with one draw of the coefficients.
        levers: the policy at which the slope is taken.
        objective: of a trajectory, its value and how much each number in it counts.
        memory: to work in (see `tape`); without it, it is made.
        dtype: of the numbers in which distances are worked out; that of the memory, if given.

    Raises:
        TapeYearsError: if the memory is for another number of years.
    """
    memory = memory or tape(base, years=levers.years, dtype=dtype)
    if len(memory.years) != levers.years:
        raise TapeYearsError(found=len(memory.years), wanted=levers.years)
    state = start_field(base, memory)
    trajectory = run(base, levers, state=state, years=memory.years)
    value, told = objective(trajectory)
    by = _back(base, levers, told, state=state, years=memory.years)
    return Gradient(value=value, levers=by, trajectory=trajectory)


def _back(base: Base, levers: Levers, told: TrajectoryGradient, *, state: Field, years: Sequence[Year]) -> Levers:
    """Go back through all years."""
    way = no_way(base, levers, state=state)
    for number in range(levers.years - 1, -1, -1):
        _add_told(way, told, number=number + 1)
        way.base = base.in_year(number)
        year_back(way, years[number], number=number)
    return way.by


def _add_told(way: Way, told: TrajectoryGradient, *, number: int) -> None:
    """Add how much what is told of the end of a year counts."""
    way.counted = way.counted + told.reliance[number][RELIANCE] + told.incomes[number][INCOME]
    way.occupied = np.array(told.occupied[number].reshape(-1), dtype=np.float64)
    way.field.pools = way.field.pools + told.pools[number][RELIANCE]
    way.field.dwellings = way.field.dwellings + told.dwellings[number].reshape(-1)
    way.climate.nuisance = way.climate.nuisance + told.nuisance[number]
    way.climate.cohesion = way.climate.cohesion + told.cohesion[number]
    way.climate.quality = way.climate.quality + told.quality[number]
