"""Households between the regions of a country: who leaves one is on the way to another, and searches there.

Flows follow the doubly constrained model of spatial interaction (Wilson 1967, Transportation Research 1, 253-269): in a
year without change each region sends out and takes in what its own balance asks, and among those the nearer ones share
more. Households that leave are carried over at the end of the year, type by type. Within a type they are alike, so that
one that leaves a region may stand for one that comes there: only what is more or less goes across.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.base import prepare
from veerkracht.stad.households import GONE, NO_SEGMENT, TYPES, Pool
from veerkracht.stad.kernel import kernel
from veerkracht.stad.people import People
from veerkracht.stad.region import NEAREST_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.base import Base, Yearly
    from veerkracht.stad.city import City
    from veerkracht.stad.coefficients import Coefficients
    from veerkracht.stad.micro_run import Run

    Grid = NDArray[np.float64]
    Cells = NDArray[np.int64]

ON_THE_WAY = Pool.COUNTRY  # in a region of a country: those who come from another and have no home there yet
GOING = Pool.REGION  # those who left during the year; empty when the year is closed
_YEARS = 2.0  # of what comes in a year, how much is on the way at least: a choice of ours, for no source counts it
_ROUNDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The regions of a country in balance with each other.

    Attributes:
        bases: of each region; who leaves goes to `GOING`, who comes is `ON_THE_WAY`.
        share: of who leaves a region (row), to which other (column); shape (regions, regions), rows sum to 1.
    """

    bases: tuple[Base, ...]
    share: Grid


def in_balance(
    cities: Sequence[City],
    coefficients: Coefficients,
    *,
    centres: Grid,
    growth: Yearly = 0.0,
    arrivals: Yearly = 1.0,
) -> Regions:
    """Return regions that exchange what leaves, and a country that keeps its number of households.

    Who leaves a gemeente for its own region stays in the same region of the country, so that share of the leavers
    does not leave here (`leave_region`). A city may send away who is too many of a kind; a country may not. So as many
    households begin in it as end, in a year without change: fewer starters, or more from abroad. It does age.

    Args:
        cities: of each region.
        coefficients: one draw.
        centres: x and y in km, shape (regions, 2); NaN where unknown.
        growth: as in `prepare`.
        arrivals: as in `prepare`.
    """
    c = coefficients
    first, second, third, fourth = (share * (1.0 - c.leave_region) for share in c.leave)
    here = replace(c, leave=(first, second, third, fourth), leave_region=1.0)
    made = [prepare(city, here, growth=growth, arrivals=arrivals) for city in cities]
    going = np.stack([_leaving(base) for base in made], axis=1)
    ended, starters = (np.array([count(base) for base in made]) for count in (_ended, _begun))
    starters -= made[0].growth[0] * np.array([base.city.households.sum() for base in made])
    fewer = min(1.0, float(ended.sum() / max(starters.sum(), 1e-9)))
    coming = np.maximum(going.sum(axis=0) + ended - fewer * starters, 0.0)
    abroad = max(float(ended.sum() - starters.sum()), 0.0) * coming / max(float(coming.sum()), 1e-9)
    share = flows_of(going=going.sum(axis=0), coming=coming, centres=centres, friction=c.region_distance)
    inflow = going @ share
    opened = (
        _open(base, inflow[:, place], abroad=abroad[place], fewer=(1.0 - fewer) * starters[place])
        for place, base in enumerate(made)
    )
    return Regions(bases=tuple(opened), share=share)


def _leaving(base: Base) -> Grid:
    """Return the households that leave in the first year, or give up waiting, by type."""
    movers = base.move[1][:, :, None] * base.settled + base.move[0][:, :, None] * (base.city.households - base.settled)
    return np.asarray(base.leave * movers.sum(axis=(1, 2)) + base.coefficients.give_up * base.city.waiting)


def _ended(base: Base) -> float:
    """Return the households in homes or waiting that end in the first year."""
    return float(base.events.dissolve @ (base.city.households.sum(axis=(1, 2)) + base.city.waiting))


def _begun(base: Base) -> float:
    """Return the households that begin in the first year."""
    return float(base.formed[:, Pool.WAITING].sum())


def flows_of(*, going: Grid, coming: Grid, centres: Grid, friction: float) -> Grid:
    """Return which share of who leaves a region goes to each other, shape (regions, regions).

    Args:
        going: households that leave, shape (regions,).
        coming: households that each region takes, shape (regions,).
        centres: x and y in km, shape (regions, 2).
        friction: power of the distance that divides a flow.
    """
    number = len(going)
    if number == 1:
        return np.ones((1, 1))
    away = np.sqrt(((centres[:, None] - centres[None]) ** 2).sum(axis=2))
    known = np.isfinite(away)
    weight = np.where(known, np.maximum(away, NEAREST_KM), np.nan) ** -friction
    others = ~np.eye(number, dtype=np.bool_)
    found = weight[known & others]
    flow = np.where(known, weight, found.mean() if len(found) else 1.0) * others
    rows, columns = np.maximum(going, 1e-9), np.maximum(coming, 1e-9)
    columns = columns * rows.sum() / columns.sum()
    for _ in range(_ROUNDS):
        flow *= columns / flow.sum(axis=0)
        flow *= (rows / flow.sum(axis=1))[:, None]
    return np.asarray(flow / flow.sum(axis=1, keepdims=True))


def _open(base: Base, inflow: Grid, *, abroad: float, fewer: float) -> Base:
    """Return a region of which the pool outside is those on the way to it, and no longer a country by itself.

    All who are on the way search alike, whatever their type: none of them has a home elsewhere to stay in.

    Args:
        base: of a city with a country around it.
        inflow: households that other regions send in a year without change, shape (types,).
        abroad: households from abroad in such a year.
        fewer: starters fewer than of the city by itself.
    """
    searching = float((base.arrive * base.pools)[:, Pool.COUNTRY :].sum())
    pressure = searching / max(float(base.coming.sum()), 1e-9) if base.coming.any() else 1.0
    years = max(_YEARS, pressure)
    pools, arrive, formed = base.pools.copy(), base.arrive.copy(), base.formed.copy()
    for column in (pools, arrive, formed):
        column[:, Pool.COUNTRY :] = 0
    mix = base.coming if base.coming.any() else np.ones(len(inflow))
    foreign = abroad * mix / mix.sum()
    pools[:, ON_THE_WAY] = np.floor((inflow + foreign) * years + 0.5).astype(np.int64)
    arrive[:, ON_THE_WAY] = pressure / years
    formed[:, ON_THE_WAY] = foreign + base.events.dissolve * pools[:, ON_THE_WAY]
    formed[:, Pool.WAITING] *= 1.0 - fewer / max(float(formed[:, Pool.WAITING].sum()), 1e-9)
    return replace(base, pools=pools, arrive=arrive, formed=formed)


def sent(leaving: Cells, share: Grid, lots: Grid) -> Cells:
    """Return how many households of each type go from each region to each other, whole numbers that add up.

    Args:
        leaving: by type and region, shape (types, regions).
        share: shape (regions, regions).
        lots: from 0 to 1, which shares round up (systematic sampling, Madow 1949); shape (types, regions).

    Returns:
        Shape (types, regions from, regions to).
    """
    upto = np.cumsum(leaving[:, :, None] * share[None], axis=2)
    upto[:, :, -1] = leaving
    found = np.diff(np.floor(np.round(upto, 9) + lots[:, :, None]), axis=2, prepend=np.floor(lots)[:, :, None])
    return np.asarray(found, dtype=np.int64)


def carry_over(state: Run, coming: Cells) -> None:
    """Let who left a region be gone, and who comes be on the way; in place.

    Args:
        state: of the region, at the end of a year.
        coming: from other regions by type, shape (types,).
    """
    areas = state.base.city.areas
    going = state.counted[:, areas + GOING]
    wanted = coming.astype(np.int64)
    fresh = int(np.maximum(wanted - going.astype(np.int64), 0).sum())
    _make_room(state, fresh)
    people = state.people
    _stand_in(people.records, people.free, people.sizes, np.array([areas + GOING, areas + ON_THE_WAY]), wanted)
    _enter(people.records, people.free, people.sizes, areas + ON_THE_WAY, wanted)
    state.counted[:, areas + ON_THE_WAY] += coming
    state.counted[:, areas + GOING] = 0.0


def _make_room(state: Run, fresh: int) -> None:
    """Make the arrays longer if more households come than there is room for."""
    people = state.people
    used, free = (int(size) for size in people.sizes)
    short = used + fresh - free - len(people.records)
    if short <= 0:
        return
    more = short + len(people.records) // 8
    records = np.zeros(more, dtype=people.records.dtype)
    records["place"] = GONE
    state.people = People(
        records=np.concatenate([people.records, records]),
        free=np.concatenate([people.free, np.empty(more, dtype=people.free.dtype)]),
        sizes=people.sizes,
    )
    state.lists = np.empty((len(state.lists), len(people.records) + more), dtype=state.lists.dtype)


@kernel
def _stand_in(records: NDArray[np.void], free: Cells, sizes: Cells, places: Cells, wanted: Cells) -> None:
    """Let who goes stand for who comes, type by type, as far as asked; the others are gone. `wanted` keeps the rest."""
    for number in range(sizes[0]):
        if np.int64(records[number]["place"]) == places[0]:
            kind = np.int64(records[number]["type"])
            if wanted[kind] > 0:
                wanted[kind] -= 1
                records[number]["place"] = places[1]
            else:
                records[number]["place"] = GONE
                free[sizes[1]] = number
                sizes[1] += 1


@kernel
def _enter(records: NDArray[np.void], free: Cells, sizes: Cells, place: int, wanted: Cells) -> None:
    """Add households of each type at a place that is no area, in records that are free."""
    for kind in range(TYPES):
        for _ in range(wanted[kind]):
            if sizes[1] > 0:
                sizes[1] -= 1
                number = free[sizes[1]]
            else:
                number = sizes[0]
                sizes[0] += 1
            records[number]["type"] = kind
            records[number]["segment"] = NO_SEGMENT
            records[number]["place"] = place
            records[number]["flags"] = 0
