"""Who goes first: households back from temporary housing, those whose home is demolished, and quotas.

The order is that of the law on letting (Huisvestingswet 2014, article 12: urgents; the Woningwet for the rest): first
the right to return, then urgents, then the quotas that a city has agreed on, and only then all others by lot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.field_priority import quota_of
from veerkracht.stad.households import GROUP, INCOMES, NO_SEGMENT, SEGMENTS, SOCIAL, Pool, Segment
from veerkracht.stad.kernel import kernel
from veerkracht.stad.micro_market import Counts, Market, from_list, letting_of, occupy
from veerkracht.stad.rng import mix, uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.micro_choice import Choice

_GROUP = GROUP.astype(np.int64)
_SOCIAL = np.isin(np.arange(SEGMENTS), SOCIAL)


@kernel
def _house(records: NDArray[np.void], number: int, home: int, market: Market, counts: Counts) -> None:
    person = records[number]
    areas = market.near.shape[1]
    place = np.int64(person["place"])
    kind = np.int64(person["type"])
    occupy(market, home)
    area = np.int64(market.area[home])
    person["place"] = area
    person["segment"] = market.segment[home]
    person["flags"] = 0
    last, segment = counts.moves.shape[1] - 1, np.int64(market.segment[home])
    if segment in (Segment.CHEAP, Segment.DEAR):
        counts.let_to[letting_of(place, areas, last), kind % INCOMES] += 1
    if place >= last:
        counts.rehoused_in[segment] += 1
    counts.from_pool[kind // 20, place - areas] += 1
    counts.to_area[area] += 1
    counts.moves[kind // 20, min(place, last), area] += 1


@kernel
def house_urgent(
    records: NDArray[np.void],
    order: NDArray[np.int64],
    market: Market,
    choice: Choice,
    start: np.uint64,
    far: NDArray[np.int64],
    counts: Counts,
) -> None:
    """Let households that must move choose, near where they lived; they stand in temporary housing until they do.

    Who rented from a corporation chooses among its homes; others from all homes. Who finds nothing goes to waiting.
    """
    areas = market.near.shape[1]
    everything = np.ones(SEGMENTS, np.bool_)
    for turn in range(order.size):
        number = order[turn]
        person = records[number]
        group = _GROUP[np.int64(person["type"])]
        rented = person["segment"] == Segment.CHEAP or person["segment"] == Segment.DEAR
        segments = _SOCIAL if rented else everything
        place = np.int64(person["place"])
        home = from_list(market, choice.weight[group], place, mix(start + np.uint64(number)), segments, far)
        if home < 0:
            person["place"] = areas + Pool.WAITING
            person["segment"] = NO_SEGMENT
            person["flags"] = 0
        else:
            _house(records, number, home, market, counts)


@kernel
def house_at(
    records: NDArray[np.void],
    order: NDArray[np.int64],
    homes: NDArray[np.int64],
    market: Market,
    counts: Counts,
) -> None:
    """Let households move into the homes given, one each; every home has room."""
    for turn in range(order.size):
        _house(records, order[turn], homes[turn], market, counts)


def quota_homes(market: Market, *, number: int, weight: NDArray[np.float64], start: np.uint64) -> NDArray[np.int64]:
    """Return cheap homes for a quota, spread over areas in proportion to `weight` as far as there is room.

    Args:
        market: what is free.
        number: of households to house.
        weight: per area, shape (areas,); all zero means in proportion to the cheap homes that are free.
        start: of the lot that decides which areas round up.
    """
    areas = len(weight)
    cheap = slice(Segment.CHEAP * areas, (Segment.CHEAP + 1) * areas)
    room = (market.dwellings[cheap] - market.occupied[cheap]).astype(np.float64)
    shares = quota_of(min(float(number), room.sum()), asked=weight if weight.any() else room, room=room)
    # Systematic rounding (Madow 1949): each area gets its share or the whole number on either side, so that it gets its
    # share over the years. Taking the largest remainders would leave the same areas short every year.
    lot = uniforms(start, np.zeros(1, dtype=np.uint64))[0]
    given = np.diff(np.floor(np.round(np.cumsum(shares), 9) + lot), prepend=np.floor(lot))
    return np.repeat(np.arange(areas) + Segment.CHEAP * areas, given.astype(np.int64))
