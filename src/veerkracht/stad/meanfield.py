"""The engine of expected numbers: one deterministic answer for a whole city in milliseconds.

The same equations as `micro`, with counts that are not whole. What it leaves out is said in docs/explanation/stad.md:
the stages of life of those who move to an area are those of all movers of their group; homes run out in expectation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.areas import Climate, Factors, climate_at_start, factors_of, next_climate, with_effort
from veerkracht.stad.events import by_group, by_reliance
from veerkracht.stad.field_clearing import Clearing, Offer, Room, Space, clear
from veerkracht.stad.field_life import (
    Life,
    Moving,
    Settled,
    factor_of,
    found_by_type,
    life_of,
    settle,
    start_year,
)
from veerkracht.stad.field_market import SLICES, Slice, weigh_homes
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
    from collections.abc import Sequence

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
        occupied: households by home, shape (homes,).
        pools: shape (types, pools).
        temporary: by the area of origin, shape (types, areas).
        urgent: households that lost their home this year, of corporations (0) and others (1), (2, types, areas).
        dwellings: shape (homes,).
        fresh: homes built since the start, shape (homes,).
        vacated: homes left in the year before, shape (homes,).
        climate: of the areas.
        life: events and moves.
        space: nearness of places.
        room: arrays to work in, for the market.
    """

    homes: Grid
    counted: Grid
    occupied: Grid
    pools: Grid
    temporary: Grid
    urgent: Grid
    dwellings: Grid
    fresh: Grid
    vacated: Grid
    climate: Climate
    life: Life
    space: Space
    room: Room


@dataclass(slots=True, kw_only=True)
class Year:
    """What is worked out in a year and needed on the way back of the gradient; filled.

    For 300 areas 4.5 MB (of which the two arrays by type and home take half); for 1,000 areas 15 MB.

    Attributes:
        moving: who stays and who moves; `stay` becomes who is there at the end of the year.
        weight: of homes for groups, shape (groups, homes).
        parts: the slices of the market; all the same if nobody looks back.
        end: who got which home.
    """

    moving: Moving
    weight: Grid
    parts: tuple[Slice, ...]
    end: Clearing

    @classmethod
    def empty(cls, base: Base, *, looks_back: bool, dtype: type[np.floating]) -> Year:
        """Return room for a year."""
        areas, pools = base.city.areas, base.city.pools
        homes = SEGMENTS * areas
        slices = [Slice.empty(areas=areas, pools=pools, dtype=dtype) for _ in range(SLICES if looks_back else 1)]
        return cls(
            moving=Moving(
                stay=np.empty((2, TYPES, homes)),
                searching=np.empty((2, TYPES, homes)),
                inside=np.empty((GROUPS, homes)),
                occupied=np.empty(homes),
                kept=np.empty(homes),
                leaving=np.empty(TYPES),
            ),
            weight=np.empty((GROUPS, homes)),
            parts=tuple(slices if looks_back else slices * SLICES),
            end=Clearing.empty(areas=areas, pools=pools),
        )


def simulate(base: Base, levers: Levers, *, dtype: type[np.floating] = np.float32) -> Trajectory:
    """Return the expected path of the city.

    Args:
        base: the city with one draw of the coefficients.
        levers: the policy, one row a year.
        dtype: of the numbers in which the distances between areas are worked out; float32 is seven figures.
    """
    state = start_field(base, dtype=dtype)
    years = [Year.empty(base, looks_back=False, dtype=dtype) for _ in range(2)]
    # Two are used in turns: who is there at the end of a year stands in the arrays of that year.
    years[1].parts, years[1].end, years[1].weight = years[0].parts, years[0].end, years[0].weight
    years[1].moving = years[0].moving._replace(stay=years[1].moving.stay)
    return run(base, levers, state=state, years=[years[year % 2] for year in range(levers.years)])


def run(base: Base, levers: Levers, *, state: Field, years: Sequence[Year]) -> Trajectory:
    """Return the path of the city from a state, working in the arrays of `years`, one a year."""
    recorder = Recorder(pools=base.city.pools)
    recorder.write(told(base, state, np.zeros(base.city.areas)))
    for number, year in enumerate(years):
        book = one_year(base, state, levers, number=number, year=year)
        homes = state.dwellings.reshape(SEGMENTS, -1).sum(axis=0)
        left = state.vacated.reshape(SEGMENTS, -1).sum(axis=0) / np.maximum(homes, 1.0)
        recorder.write(told(base, state, left), book)
    return recorder.trajectory(moves=None)


def start_field(base: Base, *, dtype: type[np.floating] = np.float32) -> Field:
    """Return the city in the first year."""
    city = base.city
    near = base.nearness[: city.areas + city.pools].astype(dtype)
    homes = np.stack([city.households - base.settled, base.settled]).astype(np.float64)
    return Field(
        homes=homes.reshape(2, TYPES, -1),
        counted=city.households.sum(axis=1).astype(np.float64),
        occupied=city.households.sum(axis=0).reshape(-1).astype(np.float64),
        pools=base.pools.astype(np.float64),
        temporary=np.zeros((TYPES, city.areas)),
        urgent=np.zeros((2, TYPES, city.areas)),
        dwellings=city.dwellings.reshape(-1).astype(np.float64),
        fresh=np.zeros(SEGMENTS * city.areas),
        vacated=base.vacated.reshape(-1).copy(),
        climate=climate_at_start(base),
        life=life_of(base),
        space=Space(near=near, back=np.ascontiguousarray(near.T), far=np.array(base.coefficients.far)),
        room=Room.empty(areas=city.areas, pools=city.pools, dtype=dtype),
    )


def one_year(base: Base, state: Field, levers: Levers, *, number: int, year: Year) -> Book:
    """Let a year pass; `state` is changed in place, what happened is returned."""
    book = Book.of(base)
    state.climate = with_effort(base, state.climate, levers=levers, year=number)
    share, income = shares(state.counted)
    factors = factors_of(base, state.climate, income=income, vragers=share[Reliance.VRAGER])
    outside, left = _live(base, state, factors, year=year, book=book)
    left = build_and_demolish(base, state, levers, number=number, year=year, left=left, book=book)
    vacant = state.dwellings - year.moving.kept - year.moving.inside.sum(axis=0)
    supply = state.dwellings - year.moving.kept
    _weigh(base, state, levers, factors=factors, supply=supply, number=number, weight=year.weight)
    vacant, first = house_first(base, state, levers, year=number, weight=year.weight, vacant=vacant, book=book)
    offer = Offer(
        weight=year.weight,
        supply=supply,
        vacant=vacant,
        reserve=(base.city.dwellings - base.city.households.sum(axis=0)).sum(axis=1).astype(np.float64),
        inside=year.moving.inside,
        outside=by_group(outside),
    )
    clear(offer, space=state.space, room=state.room, parts=year.parts, end=year.end)
    _settle(state, year, offer=offer, outside=outside, first=first, book=book)
    state.vacated = left + year.end.found_inside.sum(axis=0)
    _next_climate(base, state, levers, year=number)
    return book


def _live(base: Base, state: Field, factors: Factors, *, year: Year, book: Book) -> tuple[Grid, Grid]:
    """Let the events and moves of a year begin; return who searches in pools, and what homes were left."""
    moving, before = year.moving, state.pools.sum() + state.temporary.sum()
    factor = np.empty((GROUPS, base.city.areas))
    factor_of(factors.push, factors.mismatch, factor)
    start_year(state.homes, state.life, factors.up, factors.down, factor, moving)
    state.homes = moving.stay
    state.pools, state.temporary = state.life.usual @ state.pools, state.life.usual @ state.temporary
    left = moving.occupied - moving.kept - moving.inside.sum(axis=0)
    ended = left.sum() - moving.leaving.sum()
    book.flows["dissolved"] = float(ended + before - state.pools.sum() - state.temporary.sum())
    return _outside(base, state, moving.leaving, book=book), left


def _outside(base: Base, state: Field, leaving: Grid, *, book: Book) -> Grid:
    """Let leavers and new households into the pools; return who of them searches, shape (types, pools)."""
    c = base.coefficients
    share = c.leave_region * base.region_share
    share[Pool.COUNTRY] = 1.0 - c.leave_region
    giving_up = c.give_up * state.pools[:, Pool.WAITING]
    going = leaving + giving_up
    searching = base.arrive * state.pools
    searching[:, Pool.WAITING] = state.pools[:, Pool.WAITING] - giving_up + base.formed[:, Pool.WAITING]
    state.pools[:, Pool.WAITING] -= giving_up
    state.pools += going[:, None] * share + base.formed
    book.left_to += by_reliance(going[:, None] * share)
    book.flows["left"] = float(going.sum())
    book.flows["formed"] = float(base.formed.sum())
    book.flows["into_waiting"] = float(base.formed[:, Pool.WAITING].sum())
    return searching


def _weigh(
    base: Base, state: Field, levers: Levers, *, factors: Factors, supply: Grid, number: int, weight: Grid
) -> None:
    factor = np.repeat(factors.avoid[:, None, :], SEGMENTS, axis=1)
    factor[:, SOCIAL] *= np.exp(levers.steer[number])[:, None, :]
    fresh = np.divide(state.fresh, state.dwellings, out=np.zeros_like(state.fresh), where=state.dwellings > 0)
    weigh_homes(
        supply,
        base.pull.reshape(GROUPS, -1),
        base.pull_mean,
        np.minimum(fresh, 1.0),
        factor.reshape(RELIANCES, -1),
        GROUP_RELIANCE,
        weight,
    )


def _settle(state: Field, year: Year, *, offer: Offer, outside: Grid, first: Grid, book: Book) -> None:
    """Put who found a home there, and the others back."""
    cleared = year.end
    moved = cleared.found_inside / np.maximum(offer.inside, 1e-12)
    came = cleared.found_outside / np.maximum(offer.outside, 1e-12)
    found = np.empty((TYPES, 2))
    found_by_type(year.moving.searching, moved, outside, came, found)
    kinds = found.sum(axis=1)
    part = kinds / np.maximum(by_group(kinds)[GROUP], 1e-12)
    settled = Settled(homes=state.homes, counted=state.counted, occupied=state.occupied)
    settle(year.moving.searching, moved, cleared.arrived, part, first, settled)
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


def told(base: Base, state: Field, turnover: Grid) -> State:
    """Return what is recorded of a state; `turnover` is the share of homes left in the year, shape (areas,)."""
    return State(
        homes=state.counted.copy(),
        occupied=state.occupied.reshape(SEGMENTS, -1).copy(),
        dwellings=state.dwellings.reshape(SEGMENTS, -1).copy(),
        outside=np.concatenate([state.pools, state.temporary], axis=1),
        climate=state.climate,
        turnover=turnover,
    )
