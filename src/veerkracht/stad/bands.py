"""Bands around a change of levers at the table: the mean field under many draws of the coefficients.

A draw is made ready once (`ready`): the city is balanced under it and the baseline runs. A change of levers then costs
one run per draw (`level_of`), and the draws are put together (`merge`). Draws do not know of each other: whoever calls
may run them at the same time (`engines.draws` does).

What these bands hold is what the parameters do not tell. Chance, and the self-reliance that no register holds, are in
the runs of single households alone (`micro`), and where the mean field is not to be trusted (`twins`) so are the bands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from veerkracht.errors.balance import NoRunsError
from veerkracht.stad.field_state import Memory, memory_of
from veerkracht.stad.households import Pool
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.runs import Band, require_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.runs import Runs
    from veerkracht.stad.trajectory import Trajectory

    Small = NDArray[np.float32]

Figures: TypeAlias = "Mapping[str, Small]"

# Fewer parts than the central answer has: the effect of a policy then differs by about 1% of its size for shares and
# nuisance (benchmarks/stad_answer.py prints it).
QUICK_SLICES: Final = 1
# But the slaagkans is 1 to 2 percentage points too low, and the effect on it a fifth off: who is turned away in the
# only part does not look again. In 2 parts it is 0.3 to 0.5 points off, in 4 less than 0.2 in the mean over years and
# 0.6 in single years of a large policy; in `field_market.FINE` parts it is the mean of the runs (tests of the twins).
# Whoever shows it says so; the runs of single households are right.
ROUGH: Final = ("found",)
# The 5th and 95th percentile, as `runs.band_of`.
ENDS: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """One draw of the coefficients, ready for any change of levers; about 4 MB for 300 areas.

    Draws that share a desk are not asked at the same time, nor is one draw asked twice at the same time.

    Attributes:
        base: the city with the draw.
        memory: that its runs work in.
        baseline: what is looked at, in the baseline (see `looked_at`).
    """

    base: Base
    memory: Memory
    baseline: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """What all draws tell: nine in ten lie within; names and shapes as in `looked_at`.

    Attributes:
        level: under the policy.
        change: what the policy adds to the baseline, draw by draw.
        draws: how many there were.
    """

    level: Mapping[str, Band]
    change: Mapping[str, Band]
    draws: int


def looked_at(trajectory: Trajectory | Runs) -> dict[str, Small]:
    """Return what bands are made of, in numbers of seven figures; of runs with the runs as first axis.

    Returns:
        `reliance`: shares of households by self-reliance, shape (years + 1, reliances, areas), 0 where nobody lives;
        `nuisance` and `cohesion`, shape (years + 1, areas); `occupied`: homes, shape (years + 1, segments, areas);
        `found`: slaagkans by income, shape (years, incomes), 0 where nobody searches; `waiting`: households without a
        home, shape (years + 1,).
    """
    there = np.maximum(trajectory.reliance.sum(axis=-2, keepdims=True), 1e-9)
    told = {
        "reliance": trajectory.reliance / there,
        "nuisance": trajectory.nuisance,
        "cohesion": trajectory.cohesion,
        "occupied": trajectory.occupied,
        "found": trajectory.found / np.maximum(trajectory.searched, 1e-9),
        "waiting": trajectory.pools[..., Pool.WAITING].sum(axis=-1),
    }
    return {name: values.astype(np.float32) for name, values in told.items()}


def ready(base: Base, baseline: Levers, *, slices: int = QUICK_SLICES, desk: Ready | None = None) -> Ready:
    """Return a draw made ready: its baseline is run.

    Args:
        base: the city with the draw (see `base.prepare`).
        baseline: levers without the policy.
        slices: in how many parts the searchers of a year come.
        desk: another draw for the same city, in whose arrays this one works too.
    """
    memory = memory_of(base, slices=slices, desk=desk.memory if desk else None)
    return Ready(base=base, memory=memory, baseline=looked_at(simulate(base, baseline, memory=memory)))


def level_of(draw: Ready, levers: Levers) -> Figures:
    """Return what one draw tells of a policy (see `looked_at`)."""
    return looked_at(simulate(draw.base, levers, memory=draw.memory))


def merge(policy: Sequence[Figures], baseline: Sequence[Figures]) -> Bands:
    """Return the 90% bands over draws (Hyndman & Fan 1996, type 7, as `runs.band_of`).

    Args:
        policy: what each draw tells of the policy.
        baseline: what the same draw tells of the baseline, in the same order.

    Raises:
        NoRunsError: if there are none.
    """
    if not policy:
        raise NoRunsError
    one = {name: np.stack([each[name] for each in policy]) for name in policy[0]}
    other = {name: np.stack([each[name] for each in baseline]) for name in policy[0]}
    return _bands(one, other)


def merge_runs(policy: Runs, baseline: Runs) -> Bands:
    """Return the 90% bands over draws that lie on top of each other, as `merge` does.

    Raises:
        UnequalRunsError: if the two differ in draws, years, areas or pools.
    """
    require_pairs(policy, baseline)
    return _bands(looked_at(policy), looked_at(baseline))


def _bands(policy: Figures, baseline: Figures) -> Bands:
    """Return the bands of figures with the draws as first axis."""
    return Bands(
        level={name: _band(policy[name]) for name in policy},
        change={name: _band(policy[name] - baseline[name]) for name in policy},
        draws=len(next(iter(policy.values()))),
    )


def _band(values: Small) -> Band:
    """Return the band of one quantity; sorting goes faster with the draws side by side in memory."""
    rows = np.ascontiguousarray(values.reshape(len(values), -1).T)
    rows.sort(axis=1)
    ends = []
    for share in ENDS:
        place = share * (len(values) - 1)
        below = int(place)
        above = min(below + 1, len(values) - 1)
        between = rows[:, below] + np.float32(place - below) * (rows[:, above] - rows[:, below])
        ends.append(between.reshape(values[0].shape).astype(np.float64))
    return Band(low=ends[0], middle=ends[1], high=ends[2])
