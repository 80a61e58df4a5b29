"""Many runs of one policy laid on top of each other: the arrays of a trajectory with the runs as first axis."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.balance import NoRunsError, UnequalRunsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.trajectory import Trajectory

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """The runs of one policy, or its mean field as a single run; each array as in `Trajectory`, with runs before it.

    Attributes:
        reliance: shape (runs, years + 1, reliances, areas).
        incomes: shape (runs, years + 1, incomes, areas).
        occupied: shape (runs, years + 1, segments, areas).
        dwellings: shape (runs, years + 1, segments, areas).
        nuisance: shape (runs, years + 1, areas).
        cohesion: shape (runs, years + 1, areas).
        quality: shape (runs, years + 1, areas).
        turnover: shape (runs, years, areas).
        pools: shape (runs, years + 1, reliances, pools).
        temporary: shape (runs, years + 1, reliances, areas).
        flows: shape (runs, years, flows).
        left_to: shape (runs, years, reliances, pools).
        arrived_from: shape (runs, years, reliances, pools).
        urgent_to: shape (runs, years, areas).
        quota_to: shape (runs, years, areas).
        housed_to: shape (runs, years, areas).
        searched: shape (runs, years, incomes).
        found: shape (runs, years, incomes).
        seekers: shape (runs, years, lettings, incomes).
        let_to: shape (runs, years, lettings, incomes).
        rehoused_in: shape (runs, years, segments).
        distance: shape (runs, years, 2).
    """

    reliance: Floats
    incomes: Floats
    occupied: Floats
    dwellings: Floats
    nuisance: Floats
    cohesion: Floats
    quality: Floats
    turnover: Floats
    pools: Floats
    temporary: Floats
    flows: Floats
    left_to: Floats
    arrived_from: Floats
    urgent_to: Floats
    quota_to: Floats
    housed_to: Floats
    searched: Floats
    found: Floats
    seekers: Floats
    let_to: Floats
    rehoused_in: Floats
    distance: Floats

    @property
    def number(self) -> int:
        """How many runs."""
        return len(self.reliance)

    @property
    def years(self) -> int:
        """How many years after the start."""
        return int(self.turnover.shape[1])

    @property
    def areas(self) -> int:
        """How many areas."""
        return int(self.reliance.shape[-1])

    @property
    def households(self) -> Floats:
        """Households in homes, shape (runs, years + 1, areas)."""
        return np.asarray(self.reliance.sum(axis=-2))

    @property
    def first_to(self) -> Floats:
        """Households housed in an area before all others, displaced or of a quota; shape (runs, years, areas)."""
        return self.urgent_to + self.quota_to


def stack(trajectories: Sequence[Trajectory]) -> Runs:
    """Return runs of one policy as one; the moves from place to place are left out.

    Raises:
        NoRunsError: if there are none.
        UnequalRunsError: if they differ in years, areas or pools.
    """
    if not trajectories:
        raise NoRunsError
    arrays = {}
    for item in fields(Runs):
        parts = [getattr(one, item.name) for one in trajectories]
        for number, part in enumerate(parts):
            if part.shape != parts[0].shape:
                raise UnequalRunsError(item.name, one=parts[0].shape, other=part.shape, run=number)
        arrays[item.name] = np.stack(parts).astype(np.float64, copy=False)
    return Runs(**arrays)


def require_pairs(policy: Runs, baseline: Runs) -> None:
    """Refuse a policy and a baseline that cannot be compared run by run.

    Raises:
        UnequalRunsError: if they differ in runs, years, areas or pools.
    """
    for item in fields(Runs):
        one, other = getattr(policy, item.name), getattr(baseline, item.name)
        if one.shape != other.shape:
            raise UnequalRunsError(item.name, one=one.shape, other=other.shape, run=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A quantity over runs: its median and the ends between which nine in ten runs lie.

    Attributes:
        low: 5% of the runs lie below it, any shape, in the unit of the quantity.
        middle: the median.
        high: 5% lie above it.
    """

    low: Floats
    middle: Floats
    high: Floats


def band_of(values: Floats) -> Band:
    """Return the 90% band over the first axis; NaN where any run has none.

    Of few runs the ends are those of the sample (Hyndman & Fan 1996, type 7): with fewer than twenty they are about the
    outermost runs.

    >>> band = band_of(np.arange(101.0))
    >>> float(band.low), float(band.middle), float(band.high)
    (5.0, 50.0, 95.0)
    """
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), axis=0)
    return Band(low=low, middle=middle, high=high)
