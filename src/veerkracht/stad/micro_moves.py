"""Who is new in a year, and whose record they take over: the households that come from outside the homes of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import NO_SEGMENT, Pool

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.people import People
    from veerkracht.stad.recorder import Book


def end(people: People, numbers: NDArray[np.int32], *, book: Book) -> None:
    """Let the records of households that ended be used again for new ones, in the order of their numbers."""
    free = int(people.sizes[1])
    # The last one freed is used first; the order does not depend on the policy, for who ends does not.
    people.free[free : free + len(numbers)] = numbers
    people.sizes[1] = free + len(numbers)
    book.flows["dissolved"] = float(len(numbers))


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
    there = (base.city.areas + pools) << 16 | NO_SEGMENT << 8 | kinds
    people.records.view(np.uint64)[numbers] = there.astype(np.uint64)
    starters = numbers[pools == Pool.WAITING]
    searching[searches : searches + len(starters)] = starters
    book.flows["formed"] = float(count)
    book.flows["into_waiting"] += float(len(starters))
    return searches + len(starters)
