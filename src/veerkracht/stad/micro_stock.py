"""Homes that are built, demolished or change segment in a year, and the households that must move for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import SEGMENTS, Segment
from veerkracht.stad.kernel import kernel
from veerkracht.stad.levers import CONVERSIONS
from veerkracht.stad.people import URGENT
from veerkracht.stad.rng import mix, uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.micro_market import Market
    from veerkracht.stad.people import People

CONVERTS = {
    "sale_cheap": (Segment.CHEAP, Segment.OWNED),
    "sale_dear": (Segment.DEAR, Segment.OWNED),
    "dearer": (Segment.CHEAP, Segment.DEAR),
    "cheaper": (Segment.DEAR, Segment.CHEAP),
}


@kernel
def residents(
    records: NDArray[np.void], used: int, wanted: NDArray[np.bool_], start: np.uint64
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Return the households in the wanted homes: their record, home and lot. `wanted` has shape (homes,)."""
    areas = wanted.size // SEGMENTS
    total = 0
    for number in range(used):
        person = records[number]
        place = np.int64(person["place"])
        if place < areas and wanted[np.int64(person["segment"]) * areas + place]:
            total += 1
    numbers, homes, lots = np.empty(total, np.int64), np.empty(total, np.int64), np.empty(total, np.uint64)
    found = 0
    for number in range(used):
        person = records[number]
        place = np.int64(person["place"])
        if place < areas:
            home = np.int64(person["segment"]) * areas + place
            if wanted[home]:
                numbers[found], homes[found], lots[found] = number, home, mix(start + np.uint64(number))
                found += 1
    return numbers, homes, lots


@kernel
def at_place(records: NDArray[np.void], used: int, place: int) -> NDArray[np.int64]:
    """Return the numbers of the households in a place that is not an area."""
    numbers = np.empty(used, np.int64)
    found = 0
    for number in range(used):
        if np.int64(records[number]["place"]) == place:
            numbers[found] = number
            found += 1
    return numbers[:found]


def first_by_lot(
    numbers: NDArray[np.int64], homes: NDArray[np.int64], lots: NDArray[np.uint64], *, take: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return so many households of each home as `take` says, shape (homes,), those with the lowest lots."""
    order = np.lexsort((lots, homes))
    homes = homes[order]
    rank = np.arange(len(homes)) - np.searchsorted(homes, homes)
    return numbers[order][rank < take[homes]]


def conversions(
    share: NDArray[np.float64], *, vacated: NDArray[np.float64], vacant: NDArray[np.int64], start: np.uint64
) -> NDArray[np.int64]:
    """Return homes that change segment, shape (conversions, areas): a share of those left, if they stand empty.

    Args:
        share: of homes left, shape (conversions, areas).
        vacated: homes left since a year, shape (segments, areas).
        vacant: empty homes, shape (segments, areas).
        start: of the lots that round a part of a home up or down.
    """
    done = np.zeros(share.shape, dtype=np.int64)
    left = vacant.copy()
    areas = share.shape[1]
    for place, name in enumerate(CONVERSIONS):
        source, target = CONVERTS[name]
        lots = uniforms(start, np.arange(place * areas, (place + 1) * areas, dtype=np.uint64))
        asked = np.floor(share[place] * vacated[source] + lots).astype(np.int64)
        done[place] = np.minimum(asked, np.maximum(left[source], 0))
        left[source] -= done[place]
        left[target] += done[place]
    return done


@kernel
def displace(
    records: NDArray[np.void],
    numbers: NDArray[np.int64],
    occupied: NDArray[np.int64],
    left: NDArray[np.int64],
    pools: int,
    areas: int,
) -> None:
    """Put households whose home is demolished in temporary housing; they keep the segment that they rented in."""
    for turn in range(numbers.size):
        person = records[numbers[turn]]
        place = np.int64(person["place"])
        home = np.int64(person["segment"]) * areas + place
        occupied[home] -= 1
        left[home] += 1
        person["origin"] = place
        person["place"] = areas + pools + place
        person["flags"] = URGENT


def convert(market: Market, done: NDArray[np.int64]) -> None:
    """Let homes change segment; `done` has shape (conversions, areas)."""
    dwellings = market.dwellings.reshape(SEGMENTS, -1)
    for place, name in enumerate(CONVERSIONS):
        source, target = CONVERTS[name]
        dwellings[source] -= done[place]
        dwellings[target] += done[place]


def demolish(
    people: People, *, market: Market, demolished: NDArray[np.int64], pools: int, start: np.uint64
) -> NDArray[np.int64]:
    """Demolish homes, the empty ones first; return the households that lose theirs.

    Args:
        people: all households.
        market: the homes.
        demolished: shape (segments, areas).
        pools: the number of pools.
        start: of the lots that decide whose home goes first.
    """
    wanted = demolished.reshape(-1)
    lose = np.maximum(wanted - (market.dwellings - market.occupied), 0)
    gone = np.zeros(0, dtype=np.int64)
    if lose.any():
        numbers, homes, lots = residents(people.records, int(people.sizes[0]), lose > 0, start)
        gone = first_by_lot(numbers, homes, lots, take=lose)
        displace(people.records, gone, market.occupied, market.left, pools, demolished.shape[1])
    market.dwellings[:] -= wanted
    return gone
