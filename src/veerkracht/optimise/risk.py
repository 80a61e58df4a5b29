"""The best mix when scenarios differ: good in the worst of them (CVaR), or never far from the best (regret).

Source of the linear form of CVaR: Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk; of the
greatest regret: Savage (1951), The theory of statistical decision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from veerkracht.errors.optimise import MixShapeError, WholePackagesError, WorstShareError
from veerkracht.optimise.infeasible import refuse_out_of_reach
from veerkracht.optimise.portfolio import choose, in_core
from veerkracht.optimise.problem import Mix, MixProblem, mix_of
from veerkracht.optimise.programme import Programme, programme_of, relaxed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Cautious:
    """A mix chosen with an eye to the scenarios in which it does badly.

    Attributes:
        mix: with the mean gain over the scenarios; its `bound` and `is_proven` say nothing more than that.
        value: the mean gain in the worst scenarios, or the greatest regret.
        bound: no mix has a better value: not above this mean, or not below this regret.
    """

    mix: Mix
    value: float
    bound: float


def worst_mean(gains: NDArray[np.float64], *, worst_share: float) -> float:
    """Return the mean of the worst share of scenarios (conditional value at risk); the last one counts in part.

    >>> worst_mean(np.array([4.0, 1.0, 2.0, 3.0]), worst_share=0.5)
    1.5

    Args:
        gains: of each scenario, equally likely; shape (scenarios,).
        worst_share: above 0, at most 1.

    Raises:
        WorstShareError: if the share is not above 0 and at most 1.
    """
    _refuse_share(worst_share)
    number = worst_share * len(gains)
    weights = np.clip(number - np.arange(len(gains)), 0.0, 1.0)
    return float(np.sort(gains) @ weights / number)


def best_in_the_worst(problem: MixProblem, gains: NDArray[np.float64], *, worst_share: float) -> Cautious:
    """Return the mix with the best mean gain over the worst scenarios.

    Args:
        problem: budgets and floors; its gain is not read.
        gains: in each scenario, equally likely; shape (scenarios, areas, packages).
        worst_share: of the scenarios, above 0, at most 1; 1 is the mean of all.

    Raises:
        WorstShareError: if the share is not above 0 and at most 1.
        MixShapeError: if the gains do not fit the problem.
        FloorOutOfReachError: if a floor cannot be reached.
        WholePackagesError: if only parts of packages would meet the floors.
    """
    _refuse_share(worst_share)
    problem = _with_mean(problem, gains)
    number = len(gains)
    # Maximise t - sum(short) / (share x scenarios), where short[s] >= t - gain in s and short[s] >= 0.
    programme = _with_scenarios(
        programme_of(problem),
        gains,
        worth=np.concatenate([[1.0], np.full(number, -1.0 / (worst_share * number))]),
        columns=np.hstack([np.ones((number, 1)), -np.eye(number)]),
        limits=np.zeros(number),
        low=np.concatenate([[-np.inf], np.zeros(number)]),
    )
    return _chosen(problem, programme, lambda x: worst_mean(_by_scenario(gains, x), worst_share=worst_share), sign=1.0)


def least_regret(problem: MixProblem, gains: NDArray[np.float64]) -> Cautious:
    """Return the mix whose gain is, in the scenario where that is worst, least below the best mix of that scenario.

    Args:
        problem: budgets and floors; its gain is not read.
        gains: in each scenario; shape (scenarios, areas, packages).

    Raises:
        MixShapeError: if the gains do not fit the problem.
        FloorOutOfReachError: if a floor cannot be reached.
        WholePackagesError: if only parts of packages would meet the floors.
    """
    problem = _with_mean(problem, gains)
    best = np.array([choose(replace(problem, gain=one)).gain for one in gains])
    programme = _with_scenarios(
        programme_of(problem),
        gains,
        worth=np.array([-1.0]),
        columns=-np.ones((len(gains), 1)),
        limits=-best,
        low=np.array([-np.inf]),
    )
    return _chosen(problem, programme, lambda x: -float(np.max(best - _by_scenario(gains, x))), sign=-1.0)


def _chosen(
    problem: MixProblem, programme: Programme, value: Callable[[NDArray[np.intp]], float], *, sign: float
) -> Cautious:
    loose = relaxed(programme)
    if loose is None:
        refuse_out_of_reach(problem)
        raise WholePackagesError(problem.floors[0].name)
    found = in_core(problem, programme, loose)
    if found is None:
        raise WholePackagesError(problem.floors[0].name)
    mix = mix_of(problem, found, bound=problem.total(problem.gain, found), is_proven=False)
    best = value(found)
    return Cautious(mix=mix, value=sign * best, bound=sign * max(loose.value, best))


def _with_scenarios(
    programme: Programme,
    gains: NDArray[np.float64],
    *,
    worth: NDArray[np.float64],
    columns: NDArray[np.float64],
    limits: NDArray[np.float64],
    low: NDArray[np.float64],
) -> Programme:
    """Return a programme of more columns that maximises these, with a row a scenario: columns - gains <= limits."""
    # In parts of the largest gain: HiGHS holds every row to the same absolute tolerance.
    scale = max(float(np.abs(np.where(programme.possible, gains, 0.0)).max()), 1e-300)
    own = np.where(programme.possible, gains, 0.0).reshape(len(gains), -1)
    return Programme(
        worth=np.concatenate([np.zeros(programme.packages), worth * scale]),
        rows=sparse.csr_array(
            sparse.block_array(
                [
                    [programme.rows, sparse.csr_array((len(programme.limits), len(worth)))],
                    [sparse.csr_array(-own / scale), sparse.csr_array(columns)],
                ]
            )
        ),
        limits=np.concatenate([programme.limits, limits / scale]),
        low=low,
        high=np.full(len(worth), np.inf),
        possible=programme.possible,
    )


def _with_mean(problem: MixProblem, gains: NDArray[np.float64]) -> MixProblem:
    if gains.shape[1:] != problem.gain.shape or not len(gains):
        raise MixShapeError("gains", found=gains.shape, wanted=("scenarios", *problem.gain.shape))
    return replace(problem, gain=gains.mean(axis=0))


def _by_scenario(gains: NDArray[np.float64], package: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.asarray(gains[:, np.arange(len(package)), package].sum(axis=1), dtype=np.float64)


def _refuse_share(share: float) -> None:
    if not 0 < share <= 1:
        raise WorstShareError(share)
