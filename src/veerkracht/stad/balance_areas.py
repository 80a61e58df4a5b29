"""What a policy changes per area beside the baseline, and which areas receive: who gets worse, who takes the urgent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.stad.outlook_classes import chance_of, known_in_all_runs
from veerkracht.stad.runs import band_of, require_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.outlook_classes import Chance
    from veerkracht.stad.runs import Band, Runs

    Floats = NDArray[np.float64]

LEAST_HOUSED: Final = 20.0
"""Of fewer housed in an area and year no share is told: one would be more than five points of it. Our choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaChange:
    """What a policy changes in one quantity of every area, beside the baseline run with the same chance.

    Attributes:
        change: policy less baseline, in the unit of the quantity; shape (areas,) each.
        worse: in how large a part of the runs an area gets worse by more than `by`.
        better: in how large a part it gets better by more than `by`.
        by: what counts as a real difference, in the unit of the quantity; the user sets it.
    """

    change: Band
    worse: Chance
    better: Chance
    by: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """What an area takes of households that must move or come from an institution, over all years.

    Attributes:
        share: their share of all households that got a home there, 0 to 1; NaN where fewer than `LEAST_HOUSED` did.
        extra: how many more of them than in the baseline.
    """

    share: Band
    extra: Band


def area_change(policy: Floats, baseline: Floats, *, by: float, more_is_better: bool, year: int = -1) -> AreaChange:
    """Return what a policy changes per area in a year.

    Args:
        policy: a quantity, shape (runs, years + 1, areas).
        baseline: the same quantity if nothing is done, run by run with the same seed.
        by: a smaller difference is none.
        more_is_better: whether a rise is good for residents.
        year: place of the year.
    """
    difference = policy[:, year] - baseline[:, year]
    known = known_in_all_runs(difference)
    gain = difference if more_is_better else -difference
    return AreaChange(
        change=band_of(difference),
        worse=chance_of(gain < -by, known=known),
        better=chance_of(gain > by, known=known),
        by=by,
    )


def receiving_of(policy: Runs, baseline: Runs) -> Receiving:
    """Return what each area takes of urgent households.

    Raises:
        UnequalRunsError: if the runs do not pair.
    """
    require_pairs(policy, baseline)
    urgent, housed = policy.first_to.sum(axis=1), policy.housed_to.sum(axis=1)
    share = np.divide(urgent, housed, out=np.full(urgent.shape, np.nan), where=housed >= LEAST_HOUSED)
    return Receiving(share=band_of(share), extra=band_of(urgent - baseline.first_to.sum(axis=1)))


def largest_urgent_share(runs: Runs) -> Floats:
    """Return the largest share of urgent households among those housed in one area and year, shape (runs,).

    NaN in a run in which `LEAST_HOUSED` were never housed in an area and year.
    """
    enough = runs.housed_to >= LEAST_HOUSED
    share = np.divide(runs.first_to, runs.housed_to, out=np.full(runs.housed_to.shape, -1.0), where=enough)
    largest = share.max(axis=(1, 2))
    return np.where(largest < 0.0, np.nan, largest)


def worsened_by_policy(policy: Floats, baseline: Floats, *, borders: Floats, year: int = -1) -> Chance:
    """Return in how large a part of the runs an area ends in a worse class than in the baseline run of the same chance.

    So an area that stands near a border is not called worsened for what would have happened anyway.

    Args:
        policy: a score of which more is better, shape (runs, years + 1, areas).
        baseline: the same score if nothing is done.
        borders: of the classes; see `score_borders`.
        year: place of the year.
    """
    one, other = (np.searchsorted(borders, scores[:, year], side="right") for scores in (policy, baseline))
    known = known_in_all_runs(policy[:, year], baseline[:, year])
    return chance_of(one < other, known=known)
