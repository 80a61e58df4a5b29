"""The equations of an area in a year: nuisance, cohesion and quality, and what they do to households.

Everything is told as a deviation from the start: what an area is like without a change is in its data already, and only
what changes has an effect. Both engines use these functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import RELIANCES, Reliance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.levers import Levers

    Grid = NDArray[np.float64]

LARGEST_RATE = 0.9  # a chance in a year never exceeds this


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """How an area is, beside who lives there; shape (areas,) each.

    Attributes:
        nuisance, cohesion, quality: as in `City`.
        support, safety, meeting, fabric: stocks of effort, in 100 euro a household a year; fabric is that of quality.
    """

    nuisance: Grid
    cohesion: Grid
    quality: Grid
    support: Grid
    safety: Grid
    meeting: Grid
    fabric: Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What the climate does to households in a year.

    Attributes:
        push: factor on the chance to move, by reliance; shape (reliances, areas).
        mismatch: factor on the chance to move, by income; shape (incomes, areas).
        up: chance of becoming more self-reliant, by reliance (0 for dragers); shape (reliances, areas).
        down: chance of becoming less self-reliant, by reliance (0 for vragers); shape (reliances, areas).
        avoid: factor on the pull of a home, by reliance; shape (reliances, areas).
    """

    push: Grid
    mismatch: Grid
    up: Grid
    down: Grid
    avoid: Grid


def climate_at_start(base: Base) -> Climate:
    """Return the areas as the city gives them, before any effort."""
    city, none = base.city, np.zeros(base.city.areas)
    return Climate(
        nuisance=city.nuisance.copy(),
        cohesion=city.cohesion.copy(),
        quality=city.quality.copy(),
        support=none,
        safety=none,
        meeting=none,
        fabric=none,
    )


def with_effort(base: Base, climate: Climate, *, levers: Levers, year: int) -> Climate:
    """Return the areas with the effort of a year added to what is left of earlier years."""
    c = base.coefficients
    return Climate(
        nuisance=climate.nuisance,
        cohesion=climate.cohesion,
        quality=climate.quality,
        support=c.support_stays * climate.support + levers.support[year],
        safety=c.safety_stays * climate.safety + levers.safety[year],
        meeting=c.meeting_stays * climate.meeting + levers.meeting[year],
        fabric=c.quality_stays * climate.fabric + levers.quality[year],
    )


def factors_of(base: Base, climate: Climate, *, income: Grid, vragers: Grid) -> Factors:
    """Return what the climate does to households.

    Args:
        base: the city at the start.
        climate: of this year, effort included.
        income: mean quintile per area now, shape (areas,).
        vragers: share of vragers per area now, shape (areas,).
    """
    c = base.coefficients
    nuisance = climate.nuisance - base.city.nuisance
    cohesion = climate.cohesion - base.city.cohesion
    care = np.array(c.move_reliance)[:, None]
    crowd = c.tipping_push * np.maximum(vragers - c.tipping_share, 0.0)
    fleeing = np.array([1.0, 1.0, 0.0])[:, None] * crowd
    quintile = np.arange(5)[:, None]
    apart = np.abs(quintile - income) - np.abs(quintile - base.income)
    up = np.exp(c.up_per_support * climate.support + c.up_per_cohesion * cohesion)
    down = np.exp(c.down_per_nuisance * nuisance)
    rates_up = np.zeros((RELIANCES, len(nuisance)))
    rates_up[Reliance.VRAGER], rates_up[Reliance.BETWEEN] = c.reliance_up[0] * up, c.reliance_up[1] * up
    rates_down = np.zeros((RELIANCES, len(nuisance)))
    rates_down[Reliance.DRAGER], rates_down[Reliance.BETWEEN] = c.reliance_down[0] * down, c.reliance_down[1] * down
    return Factors(
        push=np.exp(c.move_per_nuisance * care * nuisance + fleeing),
        mismatch=np.exp(c.move_per_mismatch * apart),
        up=np.minimum(rates_up, 0.4),
        down=np.minimum(rates_down, 0.4),
        avoid=np.exp(-c.avoid_nuisance * care * nuisance),
    )


def next_climate(base: Base, climate: Climate, *, shares: Grid, turnover: Grid, works: Grid, luck: Grid) -> Climate:
    """Return the areas a year later.

    Args:
        base: the city at the start.
        climate: of this year, effort included.
        shares: by reliance at the end of the year, shape (reliances, areas).
        turnover: share of homes left during the year, shape (areas,); where most of an area is demolished more
            households leave than homes are left, which binds people no less than if all had gone.
        works: share of homes built or demolished during the year, shape (areas,).
        luck: what else happens to nuisance, in standard deviations; zeros in the mean field. Shape (areas,).
    """
    c, city = base.coefficients, base.city
    more = shares - base.shares
    quality = city.quality + c.quality_per_effort * climate.fabric
    cohesion_pull = (
        c.cohesion_per_dragers * more[Reliance.DRAGER]
        - c.cohesion_per_turnover * (np.minimum(turnover, 1.0) - base.turnover)
        + c.cohesion_per_meeting * climate.meeting
    )
    cohesion = c.cohesion_stays * (climate.cohesion - city.cohesion) + (1.0 - c.cohesion_stays) * cohesion_pull
    nuisance_pull = (
        c.nuisance_per_vragers * more[Reliance.VRAGER]
        - c.nuisance_per_dragers * more[Reliance.DRAGER]
        - c.nuisance_per_cohesion * (climate.cohesion - city.cohesion)
        - c.nuisance_per_quality * (quality - city.quality)
        - c.nuisance_per_safety * climate.safety
    )
    nuisance = c.nuisance_stays * (climate.nuisance - city.nuisance) + (1.0 - c.nuisance_stays) * nuisance_pull
    return Climate(
        nuisance=city.nuisance + nuisance + c.nuisance_per_works * works + c.nuisance_noise * luck,
        cohesion=city.cohesion + cohesion,
        quality=quality,
        support=climate.support,
        safety=climate.safety,
        meeting=climate.meeting,
        fabric=climate.fabric,
    )
