"""What comes out of one run: counts and scores per year, and a ledger in which every household is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FLOWS = (
    "formed",  # new households: starters, from abroad, out of other households
    "dissolved",
    "moved",  # from home to home inside the city
    "left",  # from a home, or from waiting, to the region or the country
    "arrived",  # from the region or the country to a home
    "displaced",  # by demolition
    "rehoused",  # displaced or back from temporary housing, to a home
    "returned",  # of those, to a new home in the old area
    "waiting_housed",  # from waiting to a home
    "quota_housed",  # from an institution to a home
    "into_waiting",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """One run, or the mean field. Index 0 of the years is the start; counts of the mean field are not whole.

    Attributes:
        reliance: households by self-reliance; shape (years + 1, reliances, areas).
        incomes: households by income; shape (years + 1, incomes, areas).
        occupied: occupied homes; shape (years + 1, segments, areas).
        dwellings: all homes; shape (years + 1, segments, areas).
        nuisance, cohesion, quality: shape (years + 1, areas), as in `City`.
        turnover: share of the homes at the start of a year whose household left in it; shape (years, areas).
        pools: households by self-reliance outside homes of the city: waiting, institutions, country, region...;
            shape (years + 1, reliances, pools).
        temporary: households by self-reliance in temporary housing, by the area they came from;
            shape (years + 1, reliances, areas).
        flows: the ledger, in the order of `FLOWS`; shape (years, flows).
        left_to: households that left to each pool, by self-reliance; shape (years, reliances, pools).
        arrived_from: the same of those who came; shape (years, reliances, pools).
        urgent_to: displaced households housed in an area before all others; shape (years, areas).
        quota_to: households from institutions housed in an area under the quota; shape (years, areas).
        housed_to: all households that got a home in an area; shape (years, areas).
        searched: households that looked for a home, by income; shape (years, incomes).
        found: of those, who found one, in any segment; shape (years, incomes).
        seekers: households that looked for a home on the market, by who they are (the first three of `Letting`; the
            others are 0) and by income; shape (years, lettings, incomes). Over the lettings it is `searched`.
        let_to: homes let by corporations, by to whom (`Letting`) and by income; same shape.
        rehoused_in: displaced households that got a home for good, by its segment; shape (years, segments).
        moves: from area (or pool, or temporary housing of all areas as the last row) to area, all years together,
            by self-reliance; shape (reliances, areas + pools + 1, areas). None in the mean field.
        distance: sum of km that displaced households moved, and how many; shape (years, 2).
    """

    reliance: NDArray[np.float64]
    incomes: NDArray[np.float64]
    occupied: NDArray[np.float64]
    dwellings: NDArray[np.float64]
    nuisance: NDArray[np.float64]
    cohesion: NDArray[np.float64]
    quality: NDArray[np.float64]
    turnover: NDArray[np.float64]
    pools: NDArray[np.float64]
    temporary: NDArray[np.float64]
    flows: NDArray[np.float64]
    left_to: NDArray[np.float64]
    arrived_from: NDArray[np.float64]
    urgent_to: NDArray[np.float64]
    quota_to: NDArray[np.float64]
    housed_to: NDArray[np.float64]
    searched: NDArray[np.float64]
    found: NDArray[np.float64]
    seekers: NDArray[np.float64]
    let_to: NDArray[np.float64]
    rehoused_in: NDArray[np.float64]
    moves: NDArray[np.float64] | None
    distance: NDArray[np.float64]
