"""The engine of expected numbers: one deterministic answer for a whole city in milliseconds.

The same equations as `micro`, with counts that are not whole. What it leaves out is said in docs/explanation/stad.md:
the stages of life of those who move to an area are those of all movers of their group; homes run out in expectation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.areas import (
    LARGEST_RATE,
    Climate,
    Factors,
    climate_at_start,
    factors_of,
    next_climate,
    with_effort,
)
from veerkracht.stad.events import by_group, by_reliance
from veerkracht.stad.field_clearing import Clearing, Offer, Room, clear
from veerkracht.stad.field_life import by_group_and_home, found_by_type, live, settle, start_moving
from veerkracht.stad.field_market import weigh_homes
from veerkracht.stad.field_priority import build_and_demolish, house_first
from veerkracht.stad.households import (
    GROUP,
    GROUP_RELIANCE,
    GROUPS,
    INCOME,
    INCOMES,
    RELIANCES,
    SEGMENTS,
    SOCIAL,
    TYPES,
    Pool,
    Reliance,
)
from veerkracht.stad.recorder import Book, Recorder, State, shares, works_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.trajectory import Trajectory

    Grid = NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class Field:
    """What the mean field holds between years; filled in place.

    Attributes:
        homes: households, recent and settled, shape (2, types, homes).
        counted: the same by area, shape (types, areas).
        pools: shape (types, pools).
        temporary: by the area of origin, shape (types, areas).
        urgent: households that lost their home this year, of corporations (0) and others (1), (2, types, areas).
        dwellings: shape (homes,).
        fresh: homes built since the start, shape (homes,).
        vacated: homes left in the year before, shape (homes,).
        climate: of the areas.
        near: nearness of areas and pools to areas, shape (areas + pools, areas).
        room: arrays to work in, for the market.
        other: room for the homes after the events of a year, shape (2, types, homes).
        searching: who searches from a home, shape (2, types, homes).
        leaving: who leaves the city from a home, shape (types, homes).
        weight: of homes for groups, shape (groups, homes).
    """

    homes: Grid
    counted: Grid
    pools: Grid
    temporary: Grid
    urgent: Grid
    dwellings: Grid
    fresh: Grid
    vacated: Grid
    climate: Climate
    near: NDArray[np.float32]
    room: Room
    other: Grid
    searching: Grid
    leaving: Grid
    weight: Grid


def simulate(base: Base, levers: Levers) -> Trajectory:
    """Return the expected path of the city.

    Args:
        base: the city with one draw of the coefficients.
        levers: the policy, one row a year.
    """
    state = start_field(base)
    recorder = Recorder(pools=base.city.pools)
    recorder.write(_told(base, state, np.zeros(base.city.areas)))
    for year in range(levers.years):
        book = one_year(base, state, levers, year=year)
        homes = state.dwellings.reshape(SEGMENTS, -1).sum(axis=0)
        left = state.vacated.reshape(SEGMENTS, -1).sum(axis=0) / np.maximum(homes, 1.0)
        recorder.write(_told(base, state, left), book)
    return recorder.trajectory(moves=None)


def start_field(base: Base) -> Field:
    """Return the city in the first year."""
    city = base.city
    homes = np.stack([city.households - base.settled, base.settled]).astype(np.float64)
    return Field(
        homes=homes.reshape(2, TYPES, -1),
        counted=city.households.sum(axis=1).astype(np.float64),
        pools=base.pools.astype(np.float64),
        temporary=np.zeros((TYPES, city.areas)),
        urgent=np.zeros((2, TYPES, city.areas)),
        dwellings=city.dwellings.reshape(-1).astype(np.float64),
        fresh=np.zeros(SEGMENTS * city.areas),
        vacated=base.vacated.reshape(-1).copy(),
        climate=climate_at_start(base),
        near=base.nearness[: city.areas + city.pools].astype(np.float32),
        room=Room.of(areas=city.areas, pools=city.pools),
        other=np.empty((2, TYPES, SEGMENTS * city.areas)),
        searching=np.empty((2, TYPES, SEGMENTS * city.areas)),
        leaving=np.empty((TYPES, SEGMENTS * city.areas)),
        weight=np.empty((GROUPS, SEGMENTS * city.areas)),
    )


def one_year(base: Base, state: Field, levers: Levers, *, year: int) -> Book:
    """Let a year pass; `state` is changed in place, what happened is returned."""
    book = Book.of(base)
    state.climate = with_effort(base, state.climate, levers=levers, year=year)
    share, income = shares(state.counted)
    factors = factors_of(base, state.climate, income=income, vragers=share[Reliance.VRAGER])
    searching, outside, left = _live(base, state, factors, book=book)
    searching, left = build_and_demolish(base, state, levers, year=year, searching=searching, left=left, book=book)
    inside = np.empty((GROUPS, len(state.dwellings)))
    by_group_and_home(searching, inside)
    moving = inside.sum(axis=0)
    vacant = state.dwellings - state.homes.sum(axis=(0, 1)) - moving
    supply = vacant + moving
    weight = _weigh(base, state, levers, factors=factors, supply=supply, year=year)
    vacant, urgent = house_first(base, state, levers, year=year, weight=weight, vacant=vacant, book=book)
    offer = Offer(
        weight=weight,
        supply=supply,
        vacant=vacant,
        reserve=(base.city.dwellings - base.city.households.sum(axis=0)).sum(axis=1).astype(np.float64),
        inside=inside,
        outside=by_group(outside),
    )
    cleared = clear(offer, near=state.near, far=np.array(base.coefficients.far), room=state.room)
    _settle(base, state, cleared, offer=offer, searching=searching, outside=outside, first=urgent, book=book)
    state.vacated = left + cleared.found_inside.sum(axis=0)
    _next_climate(base, state, levers, year=year)
    return book


def _live(base: Base, state: Field, factors: Factors, *, book: Book) -> tuple[Grid, Grid, Grid]:
    """Let the events and moves of a year begin; return who searches in homes and pools, and what homes were left."""
    c, areas = base.coefficients, base.city.areas
    events = base.events
    before = state.homes.sum() + state.pools.sum() + state.temporary.sum()
    up, down = np.tile(factors.up, SEGMENTS), np.tile(factors.down, SEGMENTS)
    occupied = state.homes.sum(axis=(0, 1))
    for settled in range(2):
        live(state.homes[settled], events.chance, events.target, up, down, state.other[settled])
    state.homes, state.other = state.other, state.homes
    usual_up, usual_down = _usual(base, base.city.pools + areas)
    outside = np.concatenate([state.pools, state.temporary], axis=1)
    after = np.empty_like(outside)
    live(outside, events.chance, events.target, usual_up, usual_down, after)
    state.pools, state.temporary = after[:, : base.city.pools].copy(), after[:, base.city.pools :].copy()
    book.flows["dissolved"] = float(before - state.homes.sum() - after.sum())
    searching, leaving = state.searching, state.leaving
    settle = round(c.settle * 256) / 256
    start_moving(
        state.homes,
        base.move,
        factors.push,
        factors.mismatch,
        base.leave,
        LARGEST_RATE,
        settle,
        searching,
        leaving,
    )
    left = occupied - state.homes.sum(axis=(0, 1)) - searching.sum(axis=(0, 1))
    return searching, _outside(base, state, leaving, book=book), left


def _usual(base: Base, places: int) -> tuple[Grid, Grid]:
    c = base.coefficients
    up = np.repeat(np.array([0.0, c.reliance_up[1], c.reliance_up[0]])[:, None], places, axis=1)
    down = np.repeat(np.array([c.reliance_down[0], c.reliance_down[1], 0.0])[:, None], places, axis=1)
    return up, down


def _outside(base: Base, state: Field, leaving: Grid, *, book: Book) -> Grid:
    """Let leavers and new households into the pools; return who of them searches, shape (types, pools)."""
    c = base.coefficients
    share = c.leave_region * base.region_share
    share[Pool.COUNTRY] = 1.0 - c.leave_region
    giving_up = c.give_up * state.pools[:, Pool.WAITING]
    going = leaving.sum(axis=1) + giving_up
    searching = base.arrive * state.pools
    searching[:, Pool.WAITING] = state.pools[:, Pool.WAITING] - giving_up + base.formed[:, Pool.WAITING]
    state.pools[:, Pool.WAITING] -= giving_up
    state.pools += going[:, None] * share + base.formed
    book.left_to += by_reliance(going[:, None] * share)
    book.flows["left"] = float(going.sum())
    book.flows["formed"] = float(base.formed.sum())
    book.flows["into_waiting"] = float(base.formed[:, Pool.WAITING].sum())
    return searching


def _weigh(base: Base, state: Field, levers: Levers, *, factors: Factors, supply: Grid, year: int) -> Grid:
    factor = np.repeat(factors.avoid[:, None, :], SEGMENTS, axis=1)
    factor[:, SOCIAL] *= np.exp(levers.steer[year])[:, None, :]
    fresh = np.divide(state.fresh, state.dwellings, out=np.zeros_like(state.fresh), where=state.dwellings > 0)
    weigh_homes(
        supply,
        base.pull.reshape(GROUPS, -1),
        base.pull_mean,
        np.minimum(fresh, 1.0),
        factor.reshape(RELIANCES, -1),
        GROUP_RELIANCE,
        state.weight,
    )
    return state.weight


def _settle(
    base: Base,
    state: Field,
    cleared: Clearing,
    *,
    offer: Offer,
    searching: Grid,
    outside: Grid,
    first: Grid,
    book: Book,
) -> None:
    """Put who found a home there, and the others back."""
    moved = cleared.found_inside / np.maximum(offer.inside, 1e-12)
    came = cleared.found_outside / np.maximum(offer.outside, 1e-12)
    found = np.empty((TYPES, 2))
    found_by_type(searching, moved, outside, came, found)
    kinds = found.sum(axis=1)
    part = kinds / np.maximum(by_group(kinds)[GROUP], 1e-12)
    settle(state.homes, searching, moved, cleared.arrived, part, first, state.counted)
    found_outside = outside * came[GROUP]
    state.pools -= found_outside
    from_pool = by_reliance(found_outside)
    book.arrived_from[:, Pool.COUNTRY :] = from_pool[:, Pool.COUNTRY :]
    book.flows["arrived"] = float(from_pool[:, Pool.COUNTRY :].sum())
    book.flows["waiting_housed"] = float(from_pool[:, Pool.WAITING].sum())
    book.flows["moved"] = float(found[:, 0].sum())
    book.housed_to += cleared.arrived.sum(axis=0).reshape(SEGMENTS, -1).sum(axis=0)
    searched = offer.inside.sum(axis=1) + offer.outside.sum(axis=1)
    book.searched += searched.reshape(RELIANCES, INCOMES).sum(axis=0)
    book.found += np.bincount(INCOME, weights=kinds, minlength=INCOMES)


def _next_climate(base: Base, state: Field, levers: Levers, *, year: int) -> None:
    homes = state.dwellings.reshape(SEGMENTS, -1).sum(axis=0)
    state.climate = next_climate(
        base,
        state.climate,
        shares=shares(state.counted)[0],
        turnover=state.vacated.reshape(SEGMENTS, -1).sum(axis=0) / np.maximum(homes, 1.0),
        works=works_of(levers.built[year], levers.demolished[year], dwellings=base.city.dwellings.astype(np.float64)),
        luck=np.zeros(base.city.areas),
    )


def _told(base: Base, state: Field, turnover: Grid) -> State:
    return State(
        homes=state.counted.copy(),
        occupied=state.homes.sum(axis=(0, 1)).reshape(SEGMENTS, -1),
        dwellings=state.dwellings.reshape(SEGMENTS, -1).copy(),
        outside=np.concatenate([state.pools, state.temporary], axis=1),
        climate=state.climate,
        turnover=turnover,
    )
