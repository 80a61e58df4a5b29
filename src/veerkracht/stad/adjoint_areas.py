"""The way back through the equations of an area: what `areas` and `recorder.shares` do to the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import INCOME, INCOMES, RELIANCE, RELIANCES, Reliance
from veerkracht.stad.recorder import shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.areas import Climate, Factors
    from veerkracht.stad.base import Base

    Grid = NDArray[np.float64]

_LARGEST_CHANGE = 0.4  # of the chance to become more or less self-reliant, as in `areas.factors_of`


@dataclass(slots=True, kw_only=True)
class ClimateBack:
    """How much the climate counts; names and shapes as in `Climate`, added to in place."""

    nuisance: Grid
    cohesion: Grid
    quality: Grid
    support: Grid
    safety: Grid
    meeting: Grid
    fabric: Grid

    @classmethod
    def zeros(cls, areas: int) -> ClimateBack:
        """Return what counts for nothing."""
        return cls(**{name: np.zeros(areas) for name in cls.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorsBack:
    """How much the factors of a year count; names and shapes as in `Factors`."""

    push: Grid
    mismatch: Grid
    up: Grid
    down: Grid
    avoid: Grid


def next_climate_back(base: Base, after: ClimateBack) -> tuple[ClimateBack, Grid, Grid, Grid]:
    """Go back through `next_climate`; it is linear.

    Args:
        base: the city.
        after: how much the climate a year later counts.

    Returns:
        How much these count: the climate of the year, the shares by reliance at its end, shape (reliances, areas),
        the turnover, and the works, shape (areas,) each.
    """
    c = base.coefficients
    pull = (1.0 - c.nuisance_stays) * after.nuisance
    quality = after.quality - c.nuisance_per_quality * pull
    binding = (1.0 - c.cohesion_stays) * after.cohesion
    by_shares = np.zeros((RELIANCES, base.city.areas))
    by_shares[Reliance.VRAGER] = c.nuisance_per_vragers * pull
    by_shares[Reliance.DRAGER] = c.cohesion_per_dragers * binding - c.nuisance_per_dragers * pull
    before = ClimateBack(
        nuisance=c.nuisance_stays * after.nuisance,
        cohesion=c.cohesion_stays * after.cohesion - c.nuisance_per_cohesion * pull,
        quality=np.zeros(base.city.areas),  # it is worked out anew each year, from the stock of effort
        support=after.support.copy(),
        safety=after.safety - c.nuisance_per_safety * pull,
        meeting=after.meeting + c.cohesion_per_meeting * binding,
        fabric=after.fabric + c.quality_per_effort * quality,
    )
    return before, by_shares, -c.cohesion_per_turnover * binding, c.nuisance_per_works * after.nuisance


def factors_back(
    base: Base, climate: Climate, factors: Factors, *, told: FactorsBack, vragers: Grid, income: Grid, by: ClimateBack
) -> tuple[Grid, Grid]:
    """Go back through `factors_of`.

    At a quintile that is exactly the mean of an area, and where a chance is at its largest, the slope is taken to be 0.

    Args:
        base: the city.
        climate: of the year, effort included.
        factors: what it did to households.
        told: how much that counts.
        vragers: share of vragers per area, shape (areas,).
        income: mean quintile per area, shape (areas,).
        by: how much the climate counts, added to.

    Returns:
        How much the mean quintile and the share of vragers of an area count, shape (areas,) each.
    """
    c = base.coefficients
    care = np.array(c.move_reliance)[:, None]
    pushed = told.push * factors.push
    by.nuisance += c.move_per_nuisance * (care * pushed).sum(axis=0)
    by.nuisance -= c.avoid_nuisance * (care * told.avoid * factors.avoid).sum(axis=0)
    by_vragers = c.tipping_push * pushed[: Reliance.VRAGER].sum(axis=0) * (vragers > c.tipping_share)
    apart = c.move_per_mismatch * told.mismatch * factors.mismatch
    by_income = -(np.sign(np.arange(INCOMES)[:, None] - income) * apart).sum(axis=0)
    rising = (told.up * factors.up * (factors.up < _LARGEST_CHANGE)).sum(axis=0)
    by.support += c.up_per_support * rising
    by.cohesion += c.up_per_cohesion * rising
    falling = (told.down * factors.down * (factors.down < _LARGEST_CHANGE)).sum(axis=0)
    by.nuisance += c.down_per_nuisance * falling
    return by_income, by_vragers


def shares_back(counted: Grid, *, by_shares: Grid, by_income: Grid) -> Grid:
    """Go back through `shares`: return how much households by type and area count.

    Args:
        counted: households, shape (types, areas).
        by_shares: how much shares by reliance count, shape (reliances, areas).
        by_income: how much the mean quintile counts, shape (areas,).
    """
    share, income = shares(counted)
    total = counted.sum(axis=0)
    slope = by_shares[RELIANCE] - (by_shares * share).sum(axis=0) + by_income * (INCOME[:, None] - income)
    return np.where(total > 1e-9, slope / np.maximum(total, 1e-9), 0.0)
