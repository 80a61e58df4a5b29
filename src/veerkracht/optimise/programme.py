"""The choice as a linear programme, with HiGHS: parts of packages for a bound and prices, whole packages for a mix.

HiGHS: Huangfu and Hall (2018), Parallelizing the dual revised simplex method; here on one thread, without a clock, so
that the same question has the same answer. HiGHS 1.8 to 1.12 may print a line of its own ("transformNewInteger...") to
the standard output, which no option silences (jump-dev/HiGHS.jl issue 312).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from veerkracht.optimise.problem import room

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.optimise.problem import MixProblem

# HiGHS stops when a better answer could be worth less than 1e-6 (its `mip_abs_gap`): gains are scaled to this bound.
_SCALE: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Maximise `worth @ columns`; columns are the packages of all areas (area by area), then what else is needed.

    Attributes:
        worth: of each column; shape (columns,).
        rows: `rows @ columns <= limits`; the budgets, the floors with their sign turned, then what else is needed.
        limits: shape (rows,).
        low, high: bounds of the columns that are no packages; shape (others,).
        possible: shape (areas, packages).
    """

    worth: NDArray[np.float64]
    rows: sparse.csr_array
    limits: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    possible: NDArray[np.bool_]

    @property
    def packages(self) -> int:
        """The number of columns that are packages."""
        return int(self.possible.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The best of parts of packages.

    Attributes:
        value: no mix of whole packages has more.
        parts: shape (areas, packages), 0 to 1.
        loss: by how much the bound falls if an area must take this package, at the prices of the limits;
            shape (areas, packages), 0 or more, infinite where not possible.
    """

    value: float
    parts: NDArray[np.float64]
    loss: NDArray[np.float64]


def programme_of(problem: MixProblem) -> Programme:
    """Return the programme that maximises the sum of the gains."""
    tables = [one.cost for one in problem.budgets] + [-one.counts for one in problem.floors]
    limits = [one.limit for one in problem.budgets] + [-one.least for one in problem.floors]
    size = problem.possible.size
    blank = np.where(problem.possible, 0.0, np.nan)
    rows = [np.nan_to_num(table + blank, nan=0.0).ravel() for table in tables]
    matrix = sparse.csr_array(np.array(rows)) if rows else sparse.csr_array((0, size))
    # Rows in parts of their limit: HiGHS holds every row to the same absolute tolerance.
    scale = np.array(
        [max(abs(limit), float(np.abs(row).max()), 1e-12) for limit, row in zip(limits, rows, strict=True)]
    )
    return Programme(
        worth=np.where(problem.possible, problem.gain, 0.0).ravel(),
        rows=sparse.csr_array(sparse.diags_array(1.0 / scale) @ matrix) if rows else matrix,
        limits=np.array(limits) / scale if rows else np.empty(0),
        low=np.empty(0),
        high=np.empty(0),
        possible=problem.possible,
    )


def relaxed(programme: Programme) -> Relaxed | None:
    """Return the best of parts of packages, at a corner (dual simplex), or None if nothing fits."""
    one = _one_each(programme)
    found = linprog(
        -programme.worth / _unit(programme),
        A_ub=programme.rows if len(programme.limits) else None,
        b_ub=programme.limits if len(programme.limits) else None,
        A_eq=one,
        b_eq=np.ones(one.shape[0]),
        bounds=np.column_stack(_bounds(programme)),
        method="highs-ds",
    )
    if found.status != 0:
        return None
    size = programme.packages
    priced = programme.worth[:size] / _unit(programme)
    if len(programme.limits):
        priced = priced + (programme.rows.T @ found.ineqlin.marginals)[:size]
    priced = np.where(programme.possible, priced.reshape(programme.possible.shape), -np.inf)
    return Relaxed(
        value=float(-found.fun * _unit(programme)),
        parts=found.x[:size].reshape(programme.possible.shape),
        loss=(priced.max(axis=1, keepdims=True) - priced) * _unit(programme),
    )


def whole(
    programme: Programme, *, open_to: NDArray[np.bool_], gap: float, nodes: int
) -> tuple[NDArray[np.intp] | None, bool, float]:
    """Return the best of whole packages among those that are open, whether that is proven, and the bound.

    Args:
        programme: what to maximise.
        open_to: the packages to choose from; shape (areas, packages). Where one is open, it is taken.
        gap: part of the value that may be left.
        nodes: of the search tree at most; not a time, so that a slower machine finds the same.
    """
    columns = np.concatenate([(open_to & programme.possible).ravel(), np.ones(len(programme.low), dtype=bool)])
    low, high = (bound[columns] for bound in _bounds(programme))
    packages = int(columns[: programme.packages].sum())
    constraints = [LinearConstraint(_one_each(programme)[:, columns], 1.0, 1.0)]
    if len(programme.limits):
        constraints.append(LinearConstraint(programme.rows[:, columns], -np.inf, programme.limits))
    found = milp(
        -programme.worth[columns] / _unit(programme),
        constraints=constraints,
        integrality=np.concatenate([np.ones(packages), np.zeros(len(programme.low))]),
        bounds=Bounds(low, high),
        options={"mip_rel_gap": gap, "node_limit": nodes},
    )
    if found.x is None:
        return None, found.status == 2, np.nan
    taken = np.zeros(programme.packages)
    taken[np.flatnonzero(columns[: programme.packages])] = found.x[:packages]
    chosen = np.asarray(taken.reshape(programme.possible.shape).argmax(axis=1), dtype=np.intp)
    return chosen, found.status == 0, float(-found.mip_dual_bound * _unit(programme))


def within(problem: MixProblem, package: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return what is left of each budget and above each floor; negative where a limit is passed."""
    left = [room(one) - problem.total(one.cost, package) for one in problem.budgets]
    above = [problem.total(one.counts, package) - one.least for one in problem.floors]
    return np.array(left + above)


def _one_each(programme: Programme) -> sparse.csr_array:
    areas, packages = programme.possible.shape
    ones = sparse.kron(sparse.eye_array(areas), np.ones((1, packages)))
    return sparse.csr_array(sparse.hstack([ones, sparse.csr_array((areas, len(programme.low)))]))


def _bounds(programme: Programme) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (
        np.concatenate([np.zeros(programme.packages), programme.low]),
        np.concatenate([programme.possible.ravel().astype(float), programme.high]),
    )


def _unit(programme: Programme) -> float:
    """Return the size of a gain of 1 in the eyes of HiGHS, so that its fixed tolerances mean the same for all units."""
    size = programme.packages
    most = np.where(programme.possible, np.abs(programme.worth[:size].reshape(programme.possible.shape)), 0.0)
    total = float(most.max(axis=1).sum()) if most.any() else float(np.abs(programme.worth).max())
    return max(total, 1e-300) / _SCALE
