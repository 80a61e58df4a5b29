"""From a scenario to levers: codes become places, years become rows, euros become units of effort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.stad.households import Segment
from veerkracht.stad.levers import CONVERSIONS, Levers, nothing
from veerkracht.stad.scenario_areas import Places
from veerkracht.stad.scenario_checks import check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.city import City
    from veerkracht.stad.scenario import Quota, Scenario

EURO_PER_UNIT: Final = 100.0  # the unit of effort of `Levers`


def to_levers(scenario: Scenario, city: City) -> Levers:
    """Return the levers of a scenario on the areas of a city, after checking it.

    Raises:
        ScenarioError: as `check` does.
    """
    check(scenario, city)
    places = Places(city)
    levers = nothing(years=scenario.years, areas=city.areas)
    for effort in scenario.efforts:
        rows = places.all_rows(effort.areas, where="[[effort]]", line=effort.line)
        grid = getattr(levers, effort.kind)
        grid[_span(scenario, effort.first, effort.last), rows] += effort.euro / EURO_PER_UNIT
    for homes in scenario.homes:
        row = places.row(homes.area, where="[[homes]]", line=homes.line)
        year = homes.year - scenario.first
        for segment, number in homes.built.items():
            levers.built[year, segment, row] += number
        for segment, number in homes.demolished.items():
            levers.demolished[year, segment, row] += number
    for change in scenario.conversions:
        rows = places.all_rows(change.areas, where="[[conversion]]", line=change.line)
        kind = CONVERSIONS.index(change.kind)
        levers.conversion[_span(scenario, change.first, change.last), kind, rows] += change.share
    for steer in scenario.steers:
        rows = places.all_rows(steer.areas, where="[[steer]]", line=steer.line)
        for reliance, weight in steer.weights.items():
            levers.steer[_span(scenario, steer.first, steer.last), reliance, rows] += weight
    if scenario.quota:
        levers.quota[:] = scenario.quota.households
        levers.quota_weight[:] = _quota_weight(scenario.quota, city, places)
    return levers


def _span(scenario: Scenario, first: int, last: int) -> NDArray[np.int64]:
    """Return the rows of the years, as a column so that it crosses with areas."""
    return np.arange(first - scenario.first, last - scenario.first + 1)[:, None]


def _quota_weight(quota: Quota, city: City, places: Places) -> NDArray[np.float64]:
    """Return the weight of each area for households from institutions; zeros where the scenario says nothing.

    A share of a wijk is divided over its buurten by their cheap homes, and what is left of the whole goes to the areas
    that were not named, by their cheap homes: a choice of ours.
    """
    weight = np.zeros(city.areas)
    cheap = city.dwellings[Segment.CHEAP].astype(np.float64)
    named = np.zeros(city.areas, dtype=np.bool_)
    for code, share in quota.spread.items():
        rows = list(places.rows(code, where="[quota], spread", line=quota.line))
        homes = cheap[rows]
        parts = homes / homes.sum() if homes.sum() > 0 else np.full(len(rows), 1.0 / len(rows))
        weight[rows] += share * parts
        named[rows] = True
    left = 1.0 - sum(quota.spread.values())
    others = np.where(named, 0.0, cheap)
    if quota.spread and left > 1e-9 and others.sum() > 0:
        weight += left * others / others.sum()
    return weight
