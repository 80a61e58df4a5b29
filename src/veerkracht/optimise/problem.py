"""What is to be chosen, and what was chosen: one package of measures for each area, under budgets and floors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.optimise import (
    BudgetTooSmallError,
    MixShapeError,
    MixValueError,
    NegativeLimitError,
    NoPackageError,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Table = NDArray[np.float64]

# A limit is kept when it is passed by no more than this part of itself: sums of hundreds of costs round so.
TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What one actor can spend in one year, or in all years together.

    Attributes:
        name: for people, such as "corporatie 2027".
        limit: the most that may be spent, 0 or more, in the unit of `cost`.
        cost: what each package asks of this budget; shape (areas, packages), 0 or more.
    """

    name: str
    limit: float
    cost: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a mix must at least hold: money or areas for one handelingsperspectief, gain for one wijk, homes, ...

    Attributes:
        name: for people, such as "sociale aanpak".
        least: the least that must be reached, in the unit of `counts`.
        counts: what each package adds; shape (areas, packages).
    """

    name: str
    least: float
    counts: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class MixProblem:
    """A choice of one package for each area.

    Attributes:
        areas: names, for people.
        gain: what each package brings, more is better; shape (areas, packages). Read only where possible.
        possible: whether the package can be chosen there; shape (areas, packages).
        budgets: none, one, or several; a package may ask of more than one.
        floors: none or several.
    """

    areas: tuple[str, ...]
    gain: Table
    possible: NDArray[np.bool_]
    budgets: tuple[Budget, ...] = ()
    floors: tuple[Floor, ...] = ()

    def __post_init__(self) -> None:
        wanted = (len(self.areas), self.gain.shape[-1])
        tables = [("gain", self.gain), ("possible", self.possible)]
        tables += [(budget.name, budget.cost) for budget in self.budgets]
        tables += [(floor.name, floor.counts) for floor in self.floors]
        for name, table in tables:
            if table.shape != wanted:
                raise MixShapeError(name, found=table.shape, wanted=wanted)
        without = np.flatnonzero(~self.possible.any(axis=1))
        if len(without):
            raise NoPackageError(self.areas[without[0]])
        self._refuse_unknown("gain", self.gain, may_be_negative=True)
        for floor in self.floors:
            self._refuse_unknown(floor.name, floor.counts, may_be_negative=True)
            if not np.isfinite(floor.least):
                raise NegativeLimitError(floor.name, value=floor.least)
        for budget in self.budgets:
            self._refuse_unknown(budget.name, budget.cost)
            if not 0 <= budget.limit < np.inf:
                raise NegativeLimitError(budget.name, value=budget.limit)
            needed = float(np.where(self.possible, budget.cost, np.inf).min(axis=1).sum())
            if needed > room(budget):
                raise BudgetTooSmallError(budget.name, limit=budget.limit, needed=needed)

    def _refuse_unknown(self, name: str, table: Table, *, may_be_negative: bool = False) -> None:
        wrong = ~np.isfinite(table) if may_be_negative else ~(np.isfinite(table) & (table >= 0))
        for area, package in np.argwhere(wrong & self.possible)[:1]:
            raise MixValueError(
                name,
                value=float(table[area, package]),
                area=self.areas[area],
                package=int(package),
                may_be_negative=may_be_negative,
            )

    def total(self, table: Table, package: NDArray[np.intp]) -> float:
        """Return the sum over areas of the figures of the chosen packages."""
        return float(table[np.arange(len(self.areas)), package].sum())

    def allows(self, package: NDArray[np.intp]) -> bool:
        """Return whether a choice is possible in every area, within the budgets and above the floors."""
        return (
            bool(self.possible[np.arange(len(self.areas)), package].all())
            and all(self.total(one.cost, package) <= room(one) for one in self.budgets)
            and all(self.total(one.counts, package) >= bottom(one) for one in self.floors)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """A choice, and how good it can be at all.

    Attributes:
        package: chosen package of each area, shape (areas,).
        gain: the sum of the gains.
        spent: of each budget, in the order of the problem.
        reached: of each floor, in the order of the problem.
        bound: no mix under these budgets and floors brings more than this.
        is_proven: whether no better mix exists (to one millionth of the bound).
    """

    package: NDArray[np.intp]
    gain: float
    spent: tuple[float, ...]
    reached: tuple[float, ...]
    bound: float
    is_proven: bool


def mix_of(problem: MixProblem, package: NDArray[np.intp], *, bound: float, is_proven: bool) -> Mix:
    """Return a choice with its sums."""
    return Mix(
        package=package,
        gain=problem.total(problem.gain, package),
        spent=tuple(problem.total(one.cost, package) for one in problem.budgets),
        reached=tuple(problem.total(one.counts, package) for one in problem.floors),
        bound=bound,
        is_proven=is_proven,
    )


def room(budget: Budget) -> float:
    """Return the limit with the rounding of sums allowed for."""
    return budget.limit + TOLERANCE * max(budget.limit, 1e-12)


def bottom(floor: Floor) -> float:
    """Return the floor with the rounding of sums allowed for."""
    return floor.least - TOLERANCE * max(abs(floor.least), 1e-12)
