"""The engine of expected numbers: one deterministic answer for a whole city in milliseconds.

The same equations as `micro`, with counts that are not whole. What it leaves out is said in docs/explanation/stad.md:
the stages of life of those who move to an area are those of all movers of their group; homes run out in expectation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.areas import Factors, factors_of, next_climate, with_effort
from veerkracht.stad.events import by_group, by_reliance
from veerkracht.stad.field_clearing import Offer, clear
from veerkracht.stad.field_life import Settled, factor_of, found_by_type, part_of, settle, share_of, start_year
from veerkracht.stad.field_market import weigh_homes
from veerkracht.stad.field_priority import build_and_demolish, house_first
from veerkracht.stad.field_state import Field, Memory, Year, memory_of, start_field
from veerkracht.stad.households import (
    GROUP,
    GROUP_RELIANCE,
    GROUPS,
    INCOME,
    INCOMES,
    LETTINGS,
    RELIANCES,
    SEGMENTS,
    SOCIAL,
    TYPES,
    Letting,
    Pool,
    Reliance,
)
from veerkracht.stad.recorder import Book, Recorder, State, works_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.trajectory import Trajectory

    Grid = NDArray[np.float64]


def simulate(
    base: Base, levers: Levers, *, dtype: type[np.floating] = np.float32, memory: Memory | None = None
) -> Trajectory:
    """Return the expected path of the city.

    Args:
        base: the city with one draw of the coefficients.
        levers: the policy, one row a year.
        dtype: of the numbers in which the distances between areas are worked out; float32 is seven figures.
        memory: of this city and draw, if it is at hand (see `memory_of`; it has its own `dtype`).
    """
    memory = memory or memory_of(base, dtype=dtype)
    return run(base, levers, state=start_field(base, memory), years=memory.years)


def run(base: Base, levers: Levers, *, state: Field, years: Sequence[Year]) -> Trajectory:
    """Return the path of the city from a state, working in the arrays of `years` in turns."""
    recorder = Recorder(pools=base.city.pools)
    recorder.write(told(base, state, np.zeros(base.city.areas)))
    for number in range(levers.years):
        book = one_year(base.in_year(number), state, levers, number=number, year=years[number % len(years)])
        recorder.write(told(base, state, state.vacated.reshape(SEGMENTS, -1).sum(axis=0)), book)
    return recorder.trajectory(moves=None)


def one_year(base: Base, state: Field, levers: Levers, *, number: int, year: Year) -> Book:
    """Let a year pass; `state` is changed in place, what happened is returned."""
    book, notes = Book.of(base), year.notes
    state.climate = with_effort(base, state.climate, levers=levers, year=number)
    share, income = state.shares
    factors = factors_of(base, state.climate, income=income, vragers=share[Reliance.VRAGER])
    if notes:
        notes.homes, notes.counted = state.homes, state.counted.copy()
        notes.climate, notes.factors = state.climate, factors
    outside, left = _live(base, state, factors, year=year, book=book)
    left = build_and_demolish(base, state, levers, number=number, year=year, left=left, book=book)
    supply = state.dwellings - year.moving.kept
    vacant = supply - year.moving.asked
    _weigh(base, state, levers, factors=factors, supply=supply, number=number, weight=year.weight)
    if notes:
        notes.stock = (state.dwellings.copy(), state.fresh.copy())
        notes.outside, notes.vacant = outside, vacant
        notes.urgent, notes.institution = (
            (state.urgent.copy(), state.temporary.copy()),
            state.pools[:, Pool.INSTITUTION].copy(),
        )
    vacant, first = house_first(
        base, state, levers, number=number, year=year, vacant=vacant, outside=outside, book=book
    )
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
    if notes:
        notes.offer, notes.vacated, notes.is_first = offer, state.vacated, len(first) == TYPES
        notes.after = (state.counted.copy(), state.dwellings.copy())
    return book


def _live(base: Base, state: Field, factors: Factors, *, year: Year, book: Book) -> tuple[Grid, Grid]:
    """Let the events and moves of a year begin; return who searches in pools, and what homes were left."""
    moving, before = year.moving, state.pools.sum() + state.temporary.sum()
    factor = np.empty((GROUPS, base.city.areas))
    factor_of(factors.push, factors.mismatch, factor)
    start_year(state.homes, state.life, factors.up, factors.down, factor, moving)
    state.homes = moving.stay
    state.pools = state.life.usual @ state.pools
    if state.temporary.any():
        state.temporary = state.life.usual @ state.temporary
    left = state.occupied - moving.kept - moving.asked
    ended = left.sum() - moving.leaving.sum()
    book.flows["dissolved"] = float(ended + before - state.pools.sum() - state.temporary.sum())
    return _outside(base, state, moving.leaving, book=book), left


def leaving_share(base: Base) -> Grid:
    """Return where those who leave the city go, shape (pools,)."""
    share = base.coefficients.leave_region * base.region_share
    share[Pool.COUNTRY] = 1.0 - base.coefficients.leave_region
    return share


def _outside(base: Base, state: Field, leaving: Grid, *, book: Book) -> Grid:
    """Let leavers and new households into the pools; return who of them searches, shape (types, pools)."""
    c = base.coefficients
    share = leaving_share(base)
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
    weigh_homes(
        (supply, state.dwellings, state.fresh),
        base.pull.reshape(GROUPS, -1),
        base.pull_mean,
        factors.avoid,
        np.exp(levers.steer[number]),
        GROUP_RELIANCE,
        weight,
    )


def _settle(state: Field, year: Year, *, offer: Offer, outside: Grid, first: Grid, book: Book) -> None:
    """Put who found a home there, and the others back."""
    cleared = year.end
    moved, came = np.empty(offer.inside.shape), np.empty(offer.outside.shape)
    part_of(cleared.found_inside, offer.inside, moved)
    part_of(cleared.found_outside, offer.outside, came)
    found, part = np.empty((2, TYPES)), np.empty(TYPES)
    found_by_type(year.moving.searching, moved, outside, came, found, part)
    kinds = found.sum(axis=0)
    if year.notes:
        year.notes.part, year.notes.kinds = part, kinds
    settled = Settled(homes=state.homes, counted=state.counted, occupied=state.occupied)
    settle(year.moving.searching, moved, cleared.arrived, part, first, settled)
    found_outside = outside * came[GROUP]
    state.pools -= found_outside
    from_pool = by_reliance(found_outside)
    book.arrived_from[:, Pool.COUNTRY :] = from_pool[:, Pool.COUNTRY :]
    book.flows["arrived"] = float(from_pool[:, Pool.COUNTRY :].sum())
    book.flows["waiting_housed"] = float(from_pool[:, Pool.WAITING].sum())
    book.flows["moved"] = float(found[0].sum())
    book.housed_to += cleared.arrived.sum(axis=0).reshape(SEGMENTS, -1).sum(axis=0)
    book.seekers += by_letting(offer.outside, inside=offer.inside.sum(axis=1))
    book.searched += book.seekers.sum(axis=0)
    social = cleared.arrived.reshape(GROUPS, SEGMENTS, -1)[:, SOCIAL].sum(axis=(1, 2))
    book.let_to += by_letting(cleared.let_outside, inside=social - cleared.let_outside.sum(axis=1))
    book.found += np.bincount(INCOME, weights=kinds, minlength=INCOMES)


def by_letting(outside: Grid, *, inside: Grid) -> Grid:
    """Return households by who they are and income, shape (lettings, incomes).

    Args:
        outside: by group and pool, shape (groups, pools).
        inside: in homes, by group, shape (groups,).
    """
    told = np.zeros((LETTINGS, GROUPS))
    told[Letting.WAITING] = outside[:, Pool.WAITING]
    told[Letting.OUTSIDE] = outside[:, Pool.COUNTRY :].sum(axis=1)
    told[Letting.MOVER] = inside
    return np.asarray(told.reshape(LETTINGS, RELIANCES, INCOMES).sum(axis=1))


def _next_climate(base: Base, state: Field, levers: Levers, *, year: int) -> None:
    homes = state.dwellings.reshape(SEGMENTS, -1).sum(axis=0)
    state.shares = np.empty((RELIANCES, base.city.areas)), np.empty(base.city.areas)
    share_of(state.counted, *state.shares)
    state.climate = next_climate(
        base,
        state.climate,
        shares=state.shares[0],
        turnover=state.vacated.reshape(SEGMENTS, -1).sum(axis=0) / np.maximum(homes, 1.0),
        works=works_of(levers.built[year], levers.demolished[year], dwellings=base.city.dwellings.astype(np.float64)),
        luck=np.zeros(base.city.areas),
    )


def told(base: Base, state: Field, left: Grid) -> State:
    """Return what is recorded of a state; `left` are the homes left in the year, shape (areas,)."""
    return State(
        homes=state.counted.copy(),
        occupied=state.occupied.reshape(SEGMENTS, -1).copy(),
        dwellings=state.dwellings.reshape(SEGMENTS, -1).copy(),
        outside=np.concatenate([state.pools, state.temporary], axis=1),
        climate=state.climate,
        left=left,
    )
