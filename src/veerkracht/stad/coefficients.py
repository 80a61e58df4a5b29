"""The numbers of the yearly equations: one draw from the distributions in `parameters`."""

from __future__ import annotations

from dataclasses import dataclass

Stages = tuple[float, float, float, float]  # young, family, midlife, senior
Segments = tuple[float, float, float, float]  # owned, cheap, dear, private
Reliances = tuple[float, float, float]  # drager, between, vrager
Incomes = tuple[float, float, float, float, float]  # quintiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """One set of numbers for the equations of a year. All rates are probabilities a year of one household.

    What is known of each number, with its source and range, stands in `data/stad/parameters.toml`.

    Attributes:
        dissolve: households that end (death, moving in together), by stage.
        to_family: young households that become families.
        to_midlife: young and family households that come to live without children, by stage.
        to_senior: family and midlife households that pass 65, a year.
        income_up: one quintile up, by stage.
        income_down: one quintile down, by stage.
        reliance_up: vrager to between, and between to drager.
        reliance_down: drager to between, and between to vrager.
        up_per_support: log odds of going up per unit of the stock of social support.
        up_per_cohesion: log odds of going up per standard deviation of cohesion above that at the start.
        down_per_nuisance: log odds of going down per standard deviation of nuisance above that at the start.
        move: hazard of moving house of a settled household, by stage.
        move_segment: factor on that by segment.
        move_recent: factor on that in the first years in a home.
        settle: recent households that become settled.
        move_per_nuisance: log factor per standard deviation of nuisance above the start, for a household in between.
        move_reliance: how much of that holds for a drager, in between, and a vrager.
        move_per_mismatch: log factor per quintile between the own income and the median of the area.
        leave: share of movers who leave the city, by stage.
        leave_region: share of those who leave who stay in the region.
        region_distance: power of the distance that divides how many go to a gemeente or region (see `region`).
        give_up: waiting households that leave the city, a year.
        pressure: households that search from outside the city for each one that replaces a household that leaves,
            in a city where nobody waits; where somebody does it follows from who waits (see `waiting`).
        avoid_nuisance: log weight of a home per standard deviation of nuisance above the start.
        near: distance in km at which the pull of nearness falls to 1/e.
        far: share of searchers who do not mind distance, by segment searched.
        urgent_far: the same for households that must move because of demolition.
        return_share: of those, the share that waits in temporary housing for a new home in the old area.
        starters_from_outside: share of the young households that replace others who come from elsewhere.
        allowed_cheap: weight of an income group on cheap homes of corporations, by income (passend toewijzen).
        allowed_dear: the same on dearer homes of corporations.
        nuisance_stays: share of a deviation of nuisance that is still there a year later.
        nuisance_per_vragers: standard deviations of nuisance per unit of the share of vragers, in the long run.
        nuisance_per_dragers: the same per unit of the share of dragers, which lowers it.
        nuisance_per_cohesion: standard deviations that a standard deviation of cohesion takes away, in the long run.
        nuisance_per_quality: the same for quality.
        nuisance_per_works: standard deviations in a year in which all homes of an area would be built or demolished.
        nuisance_per_safety: standard deviations that a unit of the stock of safety takes away, in the long run.
        nuisance_noise: standard deviation of what else happens to an area in a year.
        cohesion_stays: share of a deviation of cohesion that is still there a year later.
        cohesion_per_dragers: standard deviations per unit of the share of dragers, in the long run.
        cohesion_per_turnover: the same per unit of yearly turnover above that at the start, which lowers it.
        cohesion_per_meeting: standard deviations per unit of the stock of meeting, in the long run.
        quality_per_effort: standard deviations per unit of the stock of quality.
        support_stays, safety_stays, meeting_stays, quality_stays: share of a stock of effort left a year later.
        tipping_share: share of vragers above which others move out faster; 1 switches tipping off.
        tipping_push: log factor on the moves of dragers and households in between above that share.
    """

    dissolve: Stages
    to_family: float
    to_midlife: tuple[float, float]
    to_senior: tuple[float, float]
    income_up: Stages
    income_down: Stages
    reliance_up: tuple[float, float]
    reliance_down: tuple[float, float]
    up_per_support: float
    up_per_cohesion: float
    down_per_nuisance: float
    move: Stages
    move_segment: Segments
    move_recent: float
    settle: float
    move_per_nuisance: float
    move_reliance: Reliances
    move_per_mismatch: float
    leave: Stages
    leave_region: float
    region_distance: float
    give_up: float
    pressure: float
    avoid_nuisance: float
    near: float
    far: Segments
    urgent_far: float
    return_share: float
    starters_from_outside: float
    allowed_cheap: Incomes
    allowed_dear: Incomes
    nuisance_stays: float
    nuisance_per_vragers: float
    nuisance_per_dragers: float
    nuisance_per_cohesion: float
    nuisance_per_quality: float
    nuisance_per_works: float
    nuisance_per_safety: float
    nuisance_noise: float
    cohesion_stays: float
    cohesion_per_dragers: float
    cohesion_per_turnover: float
    cohesion_per_meeting: float
    quality_per_effort: float
    support_stays: float
    safety_stays: float
    meeting_stays: float
    quality_stays: float
    tipping_share: float
    tipping_push: float
