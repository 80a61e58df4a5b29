"""Whether the mean field may be trusted for a city and policy: it must be the mean of the runs of single households.

Law 8 of the simulation: within three standard errors of the mean of the runs in at least 95% of the areas, or else
bands come from runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.balance import NoRunsError
from veerkracht.stad.runs import Runs, require_pairs, stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.trajectory import Trajectory

    Floats = NDArray[np.float64]

ERRORS: Final = 3.0
SHARE: Final = 0.95
# Where all runs tell the same (all homes are full) the standard error is nothing, and the mean field, which knows no
# whole households, would be refused for a part of one: half a household is let pass. An assumption of ours.
PART_OF_ONE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """How the mean field tells one quantity beside the runs; the year of the start is left out.

    Attributes:
        within: whether it lies within three standard errors; shape (years, ..., areas), for the slaagkans (years,
            incomes).
        apart: mean field less the mean of the runs, same shape.
        error: standard error of that mean, same shape.
    """

    within: NDArray[np.bool_]
    apart: Floats
    error: Floats

    @property
    def share(self) -> float:
        """The share of places and years in which the mean field is the mean of the runs."""
        return float(self.within.mean())

    @property
    def is_trusted(self) -> bool:
        """Whether the law holds for this quantity."""
        return self.share >= SHARE


def trustworthy(mean_field: Trajectory, runs: Sequence[Trajectory]) -> dict[str, Twin]:
    """Return, per quantity, where the mean field is the mean of the runs and where it is not.

    Args:
        mean_field: of a city under a policy.
        runs: of the same; thirty or more tell something.

    Returns:
        `reliance`, shares of households, shape (years, reliances, areas); `income`, mean quintile, and `nuisance`,
        shape (years, areas); `occupied`, homes, shape (years, segments, areas); `found`, slaagkans, shape (years,
        incomes).

    Raises:
        NoRunsError: if there are fewer runs than two: one has no standard error.
        UnequalRunsError: if they differ in years, areas or pools.
    """
    if len(runs) < 2:
        raise NoRunsError
    many = stack(runs)
    one = stack([mean_field])
    require_pairs(stack(runs[:1]), one)
    there = np.maximum(one.reliance[0].sum(axis=1), 1.0)[1:]
    slack = {"reliance": PART_OF_ONE / there[:, None], "income": PART_OF_ONE / there, "occupied": PART_OF_ONE}
    told, wanted = _quantities(one), _quantities(many)
    return {name: _twin(told[name][0], wanted[name], slack=slack.get(name, 0.0)) for name in told}


def _quantities(runs: Runs) -> dict[str, Floats]:
    households = np.maximum(runs.reliance.sum(axis=2, keepdims=True), 1e-9)[:, 1:]
    quintile = np.arange(runs.incomes.shape[2])[:, None]
    return {
        "reliance": runs.reliance[:, 1:] / households,
        "income": (runs.incomes[:, 1:] * quintile).sum(axis=2) / households[:, :, 0],
        "nuisance": runs.nuisance[:, 1:],
        "occupied": runs.occupied[:, 1:],
        "found": runs.found / np.maximum(runs.searched, 1e-9),
    }


def _twin(told: Floats, wanted: Floats, *, slack: Floats | float) -> Twin:
    error = wanted.std(axis=0, ddof=1) / np.sqrt(len(wanted))
    apart = told - wanted.mean(axis=0)
    return Twin(within=np.abs(apart) <= ERRORS * error + slack, apart=apart, error=error)
