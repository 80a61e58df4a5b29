"""Who ends, who leaves and who is new in a year: the households that come from and go outside the homes of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import GONE, NO_SEGMENT, RELIANCE, Pool
from veerkracht.stad.kernel import kernel
from veerkracht.stad.micro_market import Market, release
from veerkracht.stad.rng import uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.people import People
    from veerkracht.stad.recorder import Book


@kernel
def _put(records: NDArray[np.void], numbers: NDArray[np.int64], places: NDArray[np.int64], market: Market) -> None:
    """Take households out of their homes, if they have one, to places that are no areas."""
    areas = market.near.shape[1]
    for turn in range(numbers.size):
        person = records[numbers[turn]]
        place = np.int64(person["place"])
        if place < areas:
            release(market, np.int64(person["segment"]) * areas + place)
        person["place"] = places[turn]
        person["segment"] = NO_SEGMENT
        person["flags"] = 0


def end(people: People, numbers: NDArray[np.int64], *, market: Market, book: Book) -> None:
    """Let households end; their records are used again for new ones, in the order of their numbers."""
    _put(people.records, numbers, np.full(len(numbers), GONE), market)
    free = int(people.sizes[1])
    # The last one freed is used first; the order does not depend on the policy, for who ends does not.
    people.free[free : free + len(numbers)] = numbers
    people.sizes[1] = free + len(numbers)
    book.flows["dissolved"] = float(len(numbers))


def send_away(
    people: People, numbers: NDArray[np.int64], *, base: Base, market: Market, book: Book, start: np.uint64
) -> None:
    """Let households leave the city, for the region or the rest of the country."""
    c, areas = base.coefficients, base.city.areas
    luck = uniforms(start, numbers.astype(np.uint64))
    regions = Pool.REGION + np.searchsorted(
        np.cumsum(base.region_share[Pool.REGION :]), luck / max(c.leave_region, 1e-12)
    )
    pool = np.where(luck < c.leave_region, np.minimum(regions, base.city.pools - 1), int(Pool.COUNTRY))
    left = RELIANCE[people.records["type"][numbers]] * base.city.pools + pool
    book.left_to += np.bincount(left, minlength=book.left_to.size).reshape(book.left_to.shape)
    book.flows["left"] = float(len(numbers))
    _put(people.records, numbers, areas + pool, market)


def new_households(base: Base, *, year: int) -> NDArray[np.int64]:
    """Return whole numbers of new households by type and pool; over the years they add up to what was asked."""
    return np.asarray(np.floor(base.formed * (year + 1) + 0.5) - np.floor(base.formed * year + 0.5), dtype=np.int64)


def form(people: People, *, base: Base, year: int, searching: NDArray[np.int32], searches: int, book: Book) -> int:
    """Add new households to the pools; starters search at once. Return how many search now."""
    new = new_households(base, year=year)
    pool, kind = np.nonzero(new.T)
    times = new.T[pool, kind]
    pools, kinds = np.repeat(pool, times), np.repeat(kind, times)
    count = len(kinds)
    used, free = (int(size) for size in people.sizes)
    again = min(free, count)
    numbers = np.concatenate([people.free[free - again : free][::-1], np.arange(used, used + count - again)])
    people.sizes[:] = used + count - again, free - again
    records = people.records
    records["type"][numbers] = kinds
    records["segment"][numbers] = NO_SEGMENT
    records["place"][numbers] = base.city.areas + pools
    records["flags"][numbers] = 0
    starters = numbers[pools == Pool.WAITING]
    searching[searches : searches + len(starters)] = starters
    book.flows["formed"] = float(count)
    book.flows["into_waiting"] += float(len(starters))
    return searches + len(starters)
