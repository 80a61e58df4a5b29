"""The way back through one year of the mean field: each step of `meanfield.one_year`, the last one first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.gradient import YearNotRunError
from veerkracht.stad.adjoint_areas import ClimateBack, FactorsBack, factors_back, next_climate_back, shares_back
from veerkracht.stad.adjoint_clearing import Asked, BackRoom, Given, clear_back
from veerkracht.stad.adjoint_life import Rates, Searched, add_counted, found_back, settle_back, start_year_back
from veerkracht.stad.adjoint_market import weigh_homes_back
from veerkracht.stad.adjoint_priority import FieldBack, MovingBack, house_first_back, stock_back
from veerkracht.stad.events import by_group
from veerkracht.stad.field_life import factor_of
from veerkracht.stad.households import (
    GROUP,
    GROUP_RELIANCE,
    GROUPS,
    INCOMES,
    RELIANCES,
    SEGMENTS,
    SOCIAL,
    TYPES,
    Pool,
    Reliance,
)
from veerkracht.stad.levers import Levers, nothing
from veerkracht.stad.meanfield import leaving_share
from veerkracht.stad.recorder import shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.field_state import Field, Notes, Year

    Grid = NDArray[np.float64]

_LEAST = 1e-12


@dataclass(slots=True, kw_only=True)
class Way:
    """The way back: what stays the same, and how much the state at the end of a year counts.

    Attributes:
        base, levers, state: of the run.
        by: how much the levers count, added to.
        room: arrays to work in.
        field: how much the state counts.
        counted: how much households by type and area count, shape (types, areas).
        occupied: how much households by home count, shape (homes,).
        climate: how much the climate counts.
    """

    base: Base
    levers: Levers
    state: Field
    by: Levers
    room: BackRoom
    field: FieldBack
    counted: Grid
    occupied: Grid
    climate: ClimateBack


def no_way(base: Base, levers: Levers, *, state: Field) -> Way:
    """Return the way back on which nothing counts yet."""
    areas, pools, homes = base.city.areas, base.city.pools, SEGMENTS * base.city.areas
    return Way(
        base=base,
        levers=levers,
        state=state,
        by=nothing(years=levers.years, areas=areas),
        room=BackRoom.empty(areas=areas, pools=pools, dtype=state.space.near.dtype.type),
        field=FieldBack(
            homes=np.zeros((2, TYPES, homes)),
            pools=np.zeros((TYPES, pools)),
            temporary=np.zeros((TYPES, areas)),
            urgent=np.zeros((2, TYPES, areas)),
            dwellings=np.zeros(homes),
            fresh=np.zeros(homes),
            vacated=np.zeros(homes),
            outside=np.zeros((TYPES, pools)),
            weight=np.zeros((GROUPS, homes)),
            vacant=np.zeros(homes),
            first=np.zeros((0, homes)),
        ),
        counted=np.zeros((TYPES, areas)),
        occupied=np.zeros(homes),
        climate=ClimateBack.zeros(areas),
    )


def year_back(way: Way, year: Year, *, number: int) -> None:
    """Go back through a year: from how much its end counts to how much its begin does.

    Raises:
        YearNotRunError: if the year was not run with a memory.
    """
    notes, by = year.notes, way.field
    if notes is None or notes.offer is None:
        raise YearNotRunError
    _end_back(way, notes, number=number)
    add_counted(by.homes, way.counted, way.occupied)
    left_by = by.vacated
    searched, asked = _market_back(way, year, notes)
    by.vacant, by.weight = asked.vacant, asked.weight
    house_first_back(way.base, way.levers, way.by, year=number, notes=notes, near=way.state.space.near, by=by)
    avoid_by = _weigh_back(way, notes, supply_by=asked.supply, number=number)
    supply_by = asked.supply + by.vacant
    by.dwellings = by.dwellings + supply_by
    moving = MovingBack(
        searching=_searching_by(by.homes, searched) if notes.demolition else np.zeros((2, 0, len(supply_by))),
        inside=asked.inside - by.vacant,
        kept=-supply_by,
    )
    stock_back(way.base, way.levers, way.by, year=number, notes=notes, moving=moving, left_by=left_by, by=by)
    leaving_by = _outside_back(way)
    by.pools, by.temporary = way.state.life.usual.T @ by.pools, way.state.life.usual.T @ by.temporary
    searched = searched._replace(
        searching=moving.searching,
        inside=moving.inside - left_by,
        kept=moving.kept - left_by,
        occupied=left_by,
        leaving=leaving_by,
    )
    _begin_back(way, notes, searched=searched, avoid_by=avoid_by, number=number)


def _end_back(way: Way, notes: Notes, *, number: int) -> None:
    """Go back through how the areas are a year later."""
    base, by = way.base, way.field
    counted, dwellings = notes.after
    way.climate, by_shares, turnover_by, works_by = next_climate_back(base, way.climate)
    way.counted = way.counted + shares_back(counted, by_shares=by_shares, by_income=np.zeros(base.city.areas))
    homes = dwellings.reshape(SEGMENTS, -1).sum(axis=0)
    vacated = notes.vacated.reshape(SEGMENTS, -1).sum(axis=0)
    some = np.maximum(homes, 1.0)
    turnover_by = np.where(vacated < some, turnover_by, 0.0)  # more than all homes counts as all
    by.vacated = by.vacated + np.tile(turnover_by / some, SEGMENTS)
    by.dwellings = by.dwellings - np.tile(np.where(homes > 1.0, turnover_by * vacated / some**2, 0.0), SEGMENTS)
    standing = np.maximum(base.city.dwellings.sum(axis=0), 1.0)
    works = (way.levers.built[number] + way.levers.demolished[number]).sum(axis=0)
    per_home = np.where(works < standing, works_by / standing, 0.0)
    way.by.built[number] += per_home
    way.by.demolished[number] += per_home


def _market_back(way: Way, year: Year, notes: Notes) -> tuple[Searched, Asked]:
    """Go back through who found a home: how much the offer counts, and what more is needed of who searched."""
    offer, end, by, searching = notes.market(), year.end, way.field, year.moving.searching
    part_by, arrived_by, moved_by = np.empty(TYPES), np.empty(end.arrived.shape), np.empty(end.arrived.shape)
    settle_back(by.homes, searching, end.arrived, notes.part, part_by, arrived_by, moved_by)
    some = by_group(notes.kinds)[GROUP]
    apart = part_by - by_group(part_by * notes.part)[GROUP]
    kinds_by = np.where(some > _LEAST, apart / np.maximum(some, _LEAST), 0.0)
    found_back(searching, kinds_by, moved_by)
    inside, outside = np.maximum(offer.inside, _LEAST), np.maximum(offer.outside, _LEAST)
    moved, came = end.found_inside / inside, end.found_outside / outside
    moved_by = np.where(offer.inside > _LEAST, moved_by / inside, 0.0)
    found_by = kinds_by[:, None] - by.pools
    came_by = np.where(offer.outside > _LEAST, by_group(found_by * notes.outside) / outside, 0.0)
    given = Given(arrived=arrived_by, found_inside=moved_by + by.vacated, found_outside=came_by)
    rooms = (way.state.room, way.room)
    asked = clear_back(offer, space=way.state.space, parts=year.parts, end=end, given=given, rooms=rooms)
    asked.inside[:] -= moved_by * moved
    by.outside = found_by * came[GROUP] + (asked.outside - came_by * came)[GROUP]
    by.first = by.homes[0] if notes.is_first else np.zeros((0, len(offer.supply)))
    nothing_yet = np.zeros(0)
    searched = Searched(
        moved=moved,
        kinds=kinds_by,
        searching=np.zeros((2, 0, 0)),
        inside=asked.inside,
        kept=nothing_yet,
        occupied=nothing_yet,
        leaving=nothing_yet,
    )
    return searched, asked


def _searching_by(homes_by: Grid, searched: Searched) -> Grid:
    """Return how much who searches counts by type and home, but for what groups count; shape (2, types, homes)."""
    moved = searched.moved[GROUP]
    return np.asarray(homes_by * (1.0 - moved) + searched.kinds[:, None] * moved)


def _weigh_back(way: Way, notes: Notes, *, supply_by: Grid, number: int) -> Grid:
    """Go back through the weight of homes; return how much the factor of nuisance on it counts, (reliances, areas)."""
    base, by, (dwellings, fresh) = way.base, way.field, notes.stock
    steer = way.levers.steer[number]
    avoid = notes.begin()[1].avoid
    factor_by, fresh_by = np.zeros((RELIANCES, len(dwellings))), np.zeros(len(dwellings))
    share = _fresh_share(fresh, dwellings)
    weigh_homes_back(
        by.weight,
        notes.market().supply,
        base.pull.reshape(GROUPS, -1),
        base.pull_mean,
        share,
        _home_factor(avoid, steer),
        GROUP_RELIANCE,
        supply_by,
        factor_by,
        fresh_by,
    )
    inner = (fresh < dwellings) & (dwellings > 0.0)
    slope = np.where(inner, fresh_by / np.maximum(dwellings, _LEAST), 0.0)
    by.fresh = by.fresh + slope
    by.dwellings = by.dwellings - slope * share
    per_segment = factor_by.reshape(RELIANCES, SEGMENTS, -1)
    per_segment[:, SOCIAL] *= np.exp(steer)[:, None]
    way.by.steer[number] += per_segment[:, SOCIAL].sum(axis=1) * avoid
    return np.asarray(per_segment.sum(axis=1))


def _home_factor(avoid: Grid, steer: Grid) -> Grid:
    """Return the factor on the weight of homes, shape (reliances, homes): of nuisance, and of letting by corporations.

    Args:
        avoid: factor of nuisance, shape (reliances, areas).
        steer: log weight in the letting of homes of corporations, same shape.
    """
    factor = np.repeat(avoid[:, None, :], SEGMENTS, axis=1)
    factor[:, SOCIAL] *= np.exp(steer)[:, None, :]
    return factor.reshape(RELIANCES, -1)


def _fresh_share(fresh: Grid, dwellings: Grid) -> Grid:
    """Return the share of homes that was built since the start; 0 where there are none."""
    return np.minimum(np.divide(fresh, dwellings, out=np.zeros_like(fresh), where=dwellings > 0), 1.0)


def _outside_back(way: Way) -> Grid:
    """Go back through who leaves and who is new; return how much who leaves counts, shape (types,)."""
    base, by = way.base, way.field
    going_by = by.pools @ leaving_share(base)
    giving_by = going_by - by.pools[:, Pool.WAITING] - by.outside[:, Pool.WAITING]
    pools_by = by.pools + base.arrive * by.outside
    pools_by[:, Pool.WAITING] = by.pools[:, Pool.WAITING] + by.outside[:, Pool.WAITING]
    pools_by[:, Pool.WAITING] += base.coefficients.give_up * giving_by
    by.pools = pools_by
    return np.asarray(going_by)


def _begin_back(way: Way, notes: Notes, *, searched: Searched, avoid_by: Grid, number: int) -> None:
    """Go back through events and moves, what the climate does to them, and the effort of the year."""
    base, areas, (climate, factors) = way.base, way.base.city.areas, notes.begin()
    factor = np.empty((GROUPS, areas))
    factor_of(factors.push, factors.mismatch, factor)
    rates = Rates(np.empty((RELIANCES, areas)), np.empty((RELIANCES, areas)), np.empty((GROUPS, areas)))
    start_year_back(notes.homes, way.state.life, factors.up, factors.down, factor, searched, way.field.homes, rates)
    by_group_of = rates.factor.reshape(RELIANCES, INCOMES, areas)
    told = FactorsBack(
        push=(by_group_of * factors.mismatch).sum(axis=1),
        mismatch=(by_group_of * factors.push[:, None]).sum(axis=0),
        up=rates.up,
        down=rates.down,
        avoid=avoid_by,
    )
    share, income = shares(notes.counted)
    vragers = share[Reliance.VRAGER]
    by_income, by_vragers = factors_back(
        base, climate, factors, told=told, vragers=vragers, income=income, by=way.climate
    )
    by_shares = np.zeros((RELIANCES, areas))
    by_shares[Reliance.VRAGER] = by_vragers
    way.counted = shares_back(notes.counted, by_shares=by_shares, by_income=by_income)
    _effort_back(way, number=number)


def _effort_back(way: Way, *, number: int) -> None:
    """Go back through `with_effort`."""
    c, climate, by = way.base.coefficients, way.climate, way.by
    by.support[number] += climate.support
    by.safety[number] += climate.safety
    by.meeting[number] += climate.meeting
    by.quality[number] += climate.fabric
    climate.support = c.support_stays * climate.support
    climate.safety = c.safety_stays * climate.safety
    climate.meeting = c.meeting_stays * climate.meeting
    climate.fabric = c.quality_stays * climate.fabric
