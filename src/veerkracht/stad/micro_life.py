"""The first pass over all households in a year: what happens to them, and who starts to look for a home."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.households import GONE, INCOME, RELIANCE, TYPES, Pool
from veerkracht.stad.kernel import inlined, kernel
from veerkracht.stad.people import SETTLED
from veerkracht.stad.rng import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.areas import Factors
    from veerkracht.stad.base import Base
    from veerkracht.stad.kernel import Whole

_WHOLE = 4294967296.0  # 2 ** 32
_FINE = 16777216.0  # 2 ** 24: the chance to move is compared in 24 bits
_MOST = 1e30  # any chance is at most 0.9, so that a factor need not be larger than fits
_LOW = np.uint64(0xFFFFFFFF)
_STEP = TYPES // 3  # between the types of two levels of self-reliance

_INCOME = INCOME.astype(np.int64)
_RELIANCE = RELIANCE.astype(np.int64)


class LifeTables(NamedTuple):
    """Chances of a year in whole numbers, so that a draw is one comparison.

    Attributes:
        until: cumulative chance of the events, of 2^32; shape (types, events), uint64.
        target: type after the event, -1 for the end; shape (types, events).
        up: chance to become more self-reliant, of 2^32; shape (reliances, places), uint64.
        down: the same of less; shape (reliances, places), uint64.
        move: chance to want to move, of 2^24; shape (2, types, segments), float32.
        push: factor on that by reliance; shape (reliances, areas), float32.
        mismatch: factor on that by income; shape (incomes, areas), float32.
        leave: chance that a mover leaves, of 2^32; shape (types,), uint64.
        arrive: chance that a household of a pool searches, of 2^24; shape (types, pools), float32.
        give_up: chance that a waiting household leaves, of 2^24.
        early, late: draws that may be an event lie below early or above late; shape (types,), uint64.
        settle: chance that a recent household becomes settled, of 2^8.
        limit: largest chance to move, of 2^24.
    """

    until: NDArray[np.uint64]
    target: NDArray[np.int64]
    up: NDArray[np.uint64]
    down: NDArray[np.uint64]
    move: NDArray[np.float32]
    push: NDArray[np.float32]
    mismatch: NDArray[np.float32]
    leave: NDArray[np.uint64]
    arrive: NDArray[np.float32]
    give_up: np.float32
    early: NDArray[np.uint64]
    late: NDArray[np.uint64]
    settle: np.uint64
    limit: np.float32


def life_tables(base: Base, factors: Factors) -> LifeTables:
    """Return the chances of a year for the first pass."""
    c, areas = base.coefficients, base.city.areas
    places = areas + base.city.pools + areas
    up, down = np.zeros((3, places)), np.zeros((3, places))
    up[:, areas:] = np.array([0.0, c.reliance_up[1], c.reliance_up[0]])[:, None]
    down[:, areas:] = np.array([c.reliance_down[0], c.reliance_down[1], 0.0])[:, None]
    up[:, :areas], down[:, :areas] = factors.up, factors.down
    until = np.floor(np.cumsum(base.events.chance, axis=1) * _WHOLE).astype(np.uint64)
    down_most = np.ceil(down.max(axis=1) * _WHOLE).astype(np.uint64)
    up_most = np.ceil(up.max(axis=1) * _WHOLE).astype(np.uint64)
    return LifeTables(
        until=until,
        target=base.events.target,
        up=np.floor(up * _WHOLE).astype(np.uint64),
        down=np.floor(down * _WHOLE).astype(np.uint64),
        move=(base.move * _FINE).astype(np.float32),
        push=np.minimum(factors.push, _MOST).astype(np.float32),
        mismatch=factors.mismatch.astype(np.float32),
        leave=np.floor(base.leave * _WHOLE).astype(np.uint64),
        arrive=(base.arrive * _FINE).astype(np.float32),
        give_up=np.float32(c.give_up * _FINE),
        early=until[:, -1] + down_most[RELIANCE],
        late=_LOW - up_most[RELIANCE],
        settle=np.uint64(round(c.settle * 256)),
        limit=np.float32(0.9 * _FINE),
    )


@kernel
def _after(kind: Whole, place: Whole, draw: np.uint64, tables: LifeTables) -> np.int64:
    """Return the type after the year, or -1 for a household that ends."""
    events = tables.until.shape[1]
    if draw < tables.until[kind, events - 1]:
        event = 0
        while draw >= tables.until[kind, event]:
            event += 1
        return np.int64(tables.target[kind, event])
    reliance = _RELIANCE[kind]
    if draw - tables.until[kind, events - 1] < tables.down[reliance, place]:
        return np.int64(kind + _STEP)
    if draw + tables.up[reliance, place] > _LOW:
        return np.int64(kind - _STEP)
    return np.int64(kind)


@inlined
def _note(lists: NDArray[np.int64], sizes: NDArray[np.int64], row: int, number: int) -> None:
    lists[row, sizes[row]] = number
    sizes[row] += 1


@kernel
def live_a_year(
    records: NDArray[np.void],
    words: NDArray[np.uint64],
    used: int,
    areas: int,
    start: np.uint64,
    tables: LifeTables,
    lists: NDArray[np.int64],
    moving: NDArray[np.float64],
) -> tuple[int, int, int]:
    """Let a year pass for all households; return how many ended, leave the city, and search.

    The numbers of the records stand in the rows of `lists`, in that order; homes are not yet freed. `words` are the
    records as whole numbers, one to read for each household; `moving` counts those who search in a home, (homes,).
    """
    sizes = np.zeros(3, np.int64)
    for number in range(used):
        word = words[number]
        place = np.int64((word >> np.uint64(16)) & np.uint64(0xFFFF))
        if place == GONE:
            continue
        bits = mix(start + np.uint64(number))
        kind = np.int64(word & np.uint64(0xFF))
        draw = bits & _LOW
        # Two questions at once where neither answer can be foreseen: a wrong guess of the processor costs more.
        if (draw < tables.early[kind]) | (draw > tables.late[kind]):
            kind = _after(kind, place, draw, tables)
            if kind < 0:
                _note(lists, sizes, 0, number)
                continue
            records[number]["type"] = kind
        fine, leaves_city = np.float32(np.int64(bits >> np.uint64(40))), False
        if place < areas:
            segment = np.int64((word >> np.uint64(8)) & np.uint64(0xFF))
            settled = np.int64(word >> np.uint64(48)) & SETTLED
            chance = tables.move[settled, kind, segment] * tables.push[_RELIANCE[kind], place]
            if fine >= min(chance * tables.mismatch[_INCOME[kind], place], tables.limit):
                if (settled == 0) & ((bits >> np.uint64(32)) & np.uint64(255) < tables.settle):
                    records[number]["flags"] = SETTLED
                continue
            leaves_city = bool(mix(bits) & _LOW < tables.leave[kind])
            moving[segment * areas + place] += 0.0 if leaves_city else 1.0
        elif place == areas + Pool.WAITING:
            leaves_city = bool(fine < tables.give_up)
        elif place - areas >= tables.arrive.shape[1] or fine >= tables.arrive[kind, place - areas]:
            continue
        _note(lists, sizes, 1 if leaves_city else 2, number)
    return sizes[0], sizes[1], sizes[2]
