"""The households of a run, one record of eight bytes each; a household outside the city keeps its record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.households import GONE, NO_SEGMENT, SEGMENTS, TYPES
from veerkracht.stad.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base

SETTLED = 1  # flag: lives there longer than the first years
URGENT = 2  # flag: must move because the home is demolished

# `origin` is the area from which a household was displaced, for the ledger.
PERSON = np.dtype(
    [("type", "u1"), ("segment", "u1"), ("place", "u2"), ("origin", "u2"), ("flags", "u1"), ("spare", "u1")]
)
STAYS = np.uint64(0x0000FFFF000000FF)  # what stays of a record when it moves, read as a whole number: type, origin


class People(NamedTuple):
    """All households of a run.

    Attributes:
        records: shape (capacity,), of `PERSON`; a record is the identity of a household.
        free: numbers of records that are not in use, the first to be used again last; shape (capacity,).
        sizes: (records ever used, records that are free); shape (2,).
    """

    records: NDArray[np.void]
    free: NDArray[np.int64]
    sizes: NDArray[np.int64]


def people_of(base: Base, *, years: int) -> People:
    """Return the households at the start: those in homes by area, then those in pools; with room for all to come."""
    city = base.city
    homes = np.concatenate([base.settled, city.households - base.settled], axis=1).transpose(2, 1, 0)
    area, place, kind = np.nonzero(homes)
    times = homes[area, place, kind]
    pool, pool_kind = np.nonzero(base.pools.T)
    pool_times = base.pools.T[pool, pool_kind]
    number = int(times.sum() + pool_times.sum())
    most = max(float(base.in_year(year).formed.sum()) for year in range(years + 1))
    coming = int(np.ceil(most * (years + 1))) + TYPES * city.pools
    records = np.zeros(number + coming, dtype=PERSON)
    records["place"] = GONE
    housed = int(times.sum())
    records["type"][:housed] = np.repeat(kind, times)
    records["segment"][:housed] = np.repeat(place % SEGMENTS, times)
    records["place"][:housed] = np.repeat(area, times)
    records["flags"][:housed] = np.repeat(np.where(place < SEGMENTS, SETTLED, 0), times)
    records["type"][housed:number] = np.repeat(pool_kind, pool_times)
    records["segment"][housed:number] = NO_SEGMENT
    records["place"][housed:number] = np.repeat(city.areas + pool, pool_times)
    return People(
        records=records,
        free=np.empty(len(records), dtype=np.int64),
        sizes=np.array([number, 0], dtype=np.int64),
    )


@kernel
def count_types(words: NDArray[np.uint64], places: int) -> NDArray[np.int64]:
    """Return how many households of each type are in each place (areas, pools, temporary), shape (types, places).

    `words` are the records as whole numbers. They are counted in turn in two tables, for two neighbours are often of
    one type, and a number that was just written is slow to read.
    """
    tables, nowhere = np.zeros((2, places + 1, 64), np.int32), np.uint64(places)
    for number in range(words.size):
        word = words[number]
        tables[number & 1, min((word >> np.uint64(16)) & np.uint64(0xFFFF), nowhere), word & np.uint64(63)] += 1
    counts = np.empty((TYPES, places), np.int64)
    for kind in range(TYPES):
        for place in range(places):
            counts[kind, place] = tables[0, place, kind] + tables[1, place, kind]
    return counts
