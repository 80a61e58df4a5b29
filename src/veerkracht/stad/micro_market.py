"""Who gets which home: searchers in an order by lot, each choosing among the homes that stand empty at that moment.

A searcher with a home leaves it only for another: no chain of moves begins with a household on the street. A segment
keeps as many homes empty as stood empty at the start (between two tenants, for sale): who comes from outside the
segment gets a home there only while more than those are empty, and that is where waiting begins. The choice is a
multinomial logit over homes (McFadden 1978): a draw from tables over all homes that may come free this year, rejected
where none is free now or where the distance says no, and drawn again; by independence of irrelevant alternatives that
is the logit over what is free. Who is unlucky many times chooses from a full list: nobody waits while an eligible home
stands empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.alias import ALIAS_BITS, THRESHOLD_BITS
from veerkracht.stad.households import GROUP, INCOMES, RELIANCES, SEGMENTS, TYPES, Letting, Pool, Segment
from veerkracht.stad.kernel import inlined, kernel
from veerkracht.stad.micro_choice import KEEP_BITS
from veerkracht.stad.people import STAYS
from veerkracht.stad.rng import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.kernel import Whole
    from veerkracht.stad.micro_choice import Choice

_TRIES = 40
_UNLUCKY = -2  # not -1: something may be free
_COUNTERS = np.uint64(128)  # of a household: two a try, and the last for the full list
_LAST = np.uint64(127)
_A_RELIANCE = TYPES // RELIANCES
_SEGMENT_BITS = np.uint64(0xFFFFF)  # 20 bits choose the segment
_SEGMENT_STEP = 2.0**-20
_PLACE_BITS = np.uint64(44)  # 44 bits choose the area, and what is left of them between area and alias
_REST = np.uint64(44 - THRESHOLD_BITS)
_THRESHOLD = np.uint64((1 << THRESHOLD_BITS) - 1)
_HIGH = np.uint64(64 - THRESHOLD_BITS)
_KEEP, _ALIAS = np.uint64((1 << KEEP_BITS) - 1), np.uint64(ALIAS_BITS)
_BYTE, _PLACE = np.uint64(0xFF), np.uint64(0xFFFF)
_LOT = np.uint64(0xFFFFFFFF00000000)
_NUMBER = np.uint64(0xFFFFFFFF)
_BUCKETS = 2048
_GROUP = GROUP.astype(np.int64)


class Market(NamedTuple):
    """Homes in a run; `home` runs over segments, then areas.

    Attributes:
        dwellings: shape (homes,), int64.
        occupied: shape (homes,), int64; never above `dwellings` when a year ends.
        vacant: empty homes of a segment; shape (segments,), int64.
        reserve: of those, how many stay empty for who comes from outside the segment; shape (segments,), int64.
        area: the area of a home; shape (homes,), uint16.
        segment: the segment of a home; shape (homes,), uint8.
        near: nearness in 256 steps; shape (places, areas), uint8.
        far: share of searchers without regard for distance, of 256; shape (segments,), int64.
        left: homes that a household left since the year began; shape (homes,), int64.
    """

    dwellings: NDArray[np.int64]
    occupied: NDArray[np.int64]
    vacant: NDArray[np.int64]
    reserve: NDArray[np.int64]
    area: NDArray[np.uint16]
    segment: NDArray[np.uint8]
    near: NDArray[np.uint8]
    far: NDArray[np.int64]
    left: NDArray[np.int64]


class Counts(NamedTuple):
    """What a year counts: found by income, from pools by reliance, moves inside, to areas, and all moves ever.

    And who searched, to whom corporations let, both by `Letting` and income, and in what segment the displaced live.
    """

    found: NDArray[np.int64]
    from_pool: NDArray[np.int64]
    moved: NDArray[np.int64]
    to_area: NDArray[np.int64]
    moves: NDArray[np.int32]
    seekers: NDArray[np.int64]
    let_to: NDArray[np.int64]
    rehoused_in: NDArray[np.int64]


@inlined
def letting_of(place: Whole, areas: Whole, last: Whole) -> Whole:
    """Return as what a household at a place gets a home (`Letting`); from place `last` on is temporary housing."""
    if place < areas:
        return np.int64(Letting.MOVER)
    if place >= last:
        return np.int64(Letting.URGENT)
    if place == areas + Pool.INSTITUTION:
        return np.int64(Letting.INSTITUTION)
    return np.int64(Letting.WAITING) if place == areas + Pool.WAITING else np.int64(Letting.OUTSIDE)


@inlined
def occupy(market: Market, home: Whole) -> None:
    """One household enters a home."""
    market.vacant[np.int64(market.segment[home])] -= 1
    market.occupied[home] += 1


@kernel
def count_vacant(market: Market) -> None:
    """Count the empty homes anew, after building or demolition."""
    market.vacant[:] = 0
    for home in range(market.dwellings.size):
        market.vacant[np.int64(market.segment[home])] += market.dwellings[home] - market.occupied[home]


@kernel
def by_lot(numbers: NDArray[np.int32], size: int, start: np.uint64) -> None:
    """Put the first `size` numbers in an order by lot; two runs give a household the same lot."""
    key, spare = np.empty(size, np.uint64), np.empty(size, np.uint64)
    for place in range(size):
        number = np.uint64(numbers[place])
        key[place] = (mix(start + number) & _LOT) | number
    for shift in (np.uint64(42), np.uint64(53)):
        tally = np.zeros(_BUCKETS + 1, np.int64)
        for place in range(size):
            tally[np.int64((key[place] >> shift) & np.uint64(_BUCKETS - 1)) + 1] += 1
        for bucket in range(_BUCKETS):
            tally[bucket + 1] += tally[bucket]
        for place in range(size):
            mine = np.int64((key[place] >> shift) & np.uint64(_BUCKETS - 1))
            spare[tally[mine]] = key[place]
            tally[mine] += 1
        key, spare = spare, key
    for place in range(size):
        numbers[place] = np.int32(key[place] & _NUMBER)


@inlined
def _limit(far: Whole, near: Whole) -> Whole:
    """Return the chance, of 256, that distance is no objection, where `far` of 256 never object."""
    return far + (((256 - far) * (np.int64(near) + 1)) >> 8)


@kernel
def from_list(
    market: Market,
    weight: NDArray[np.float64],
    origin: Whole,
    bits: np.uint64,
    allowed: NDArray[np.bool_],
    far: NDArray[np.int64],
) -> int:
    """Return a home drawn from the full list of what is free in the allowed segments, or -1."""
    total = 0.0
    homes = weight.size
    for home in range(homes):
        if market.occupied[home] < market.dwellings[home] and allowed[np.int64(market.segment[home])]:
            near = market.near[origin, np.int64(market.area[home])]
            total += weight[home] * _limit(far[np.int64(market.segment[home])], near)
    if total <= 0.0:
        return -1
    target = np.float64(bits >> np.uint64(11)) * 2.0**-53 * total
    last = -1
    for home in range(homes):
        if market.occupied[home] < market.dwellings[home] and allowed[np.int64(market.segment[home])]:
            near = market.near[origin, np.int64(market.area[home])]
            part = weight[home] * _limit(far[np.int64(market.segment[home])], near)
            if part > 0.0:
                last = home
                target -= part
                if target < 0.0:
                    return home
    return last


@inlined
def _draw(bits: np.uint64, row: Whole, table: NDArray[np.uint64]) -> Whole:
    """Return an area drawn from a row of a table."""
    product = (bits >> np.uint64(20)) * np.uint64(table.shape[1])
    area = product >> _PLACE_BITS
    entry = table[row, area]
    other = np.uint64((product >> _REST) & _THRESHOLD >= entry >> _HIGH)
    return np.int64(area + other * ((entry & _PLACE) - area))


@inlined
def _until(
    share: NDArray[np.float64], group: Whole, vacant: NDArray[np.int64], closed: NDArray[np.int64], own: Whole
) -> tuple[float, float, float, float]:
    """Return the weights of the segments added up, with 0 for those that are closed to who lives in segment `own`."""
    first = share[group, 0] * (vacant[0] > closed[own, 0])
    second = first + share[group, 1] * (vacant[1] > closed[own, 1])
    third = second + share[group, 2] * (vacant[2] > closed[own, 2])
    return first, second, third, third + share[group, 3] * (vacant[3] > closed[own, 3])


@kernel
def _from_open(
    market: Market,
    choice: Choice,
    group: Whole,
    origin: Whole,
    vacant: NDArray[np.int64],
    closed: NDArray[np.int64],
    free: NDArray[np.int64],
    bits: np.uint64,
) -> np.int64:
    """Return a home from the full list of the segments that are open, or -1; `closed` has shape (segments,)."""
    market.occupied[:] = market.dwellings - free[: market.dwellings.size]
    allowed = vacant[:SEGMENTS] > closed
    return np.int64(from_list(market, choice.weight[group], origin, bits, allowed, market.far))


@kernel
def _closed(reserve: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return with how many empty homes a segment is closed, by the segment in which who searches lives, if any."""
    closed = np.empty((SEGMENTS + 1, SEGMENTS), np.int64)
    for own in range(SEGMENTS + 1):
        for segment in range(SEGMENTS):
            closed[own, segment] = 0 if segment == own else reserve[segment]
    return closed


@kernel
def _read(words: NDArray[np.uint64], order: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Return the records in the order given, all read at once, for they lie scattered."""
    told = np.empty(order.size, np.uint64)
    for turn in range(order.size):
        told[turn] = words[order[turn]]
    return told


@kernel
def _choose(
    told: NDArray[np.uint64], order: NDArray[np.int32], market: Market, choice: Choice, start: np.uint64
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Let searchers choose one after the other; return the turns of who found a home, and those homes.

    Their records stand in `told`.
    """
    # Arrays are named once: asking a tuple for one inside the loop counts its users, at four times the cost.
    dwellings, occupied, _, reserve, _, _, near, far, _ = market
    share, drawn, above = choice.share, choice.drawn, choice.above
    areas, homes, closed = near.shape[1], dwellings.size, _closed(reserve)
    # Who has no home leaves the last one, which is nobody's: to ask whether there is one costs more.
    free, vacant = np.zeros(homes + 1, np.int64), np.zeros(SEGMENTS + 1, np.int64)
    found, turns, chosen = 0, np.empty(told.size, np.int32), np.empty(told.size, np.int32)
    free[:homes], vacant[:SEGMENTS] = dwellings - occupied, market.vacant
    for turn in range(told.size):
        word, luck, home = told[turn], start + np.uint64(order[turn]) * _COUNTERS, np.int64(-1)
        group, place = _GROUP[np.int64(word & _BYTE)], np.int64((word >> np.uint64(16)) & _PLACE)
        own = min(np.int64((word >> np.uint64(8)) & _BYTE) + SEGMENTS * (place >= areas), SEGMENTS)
        first, second, third, total = _until(share, group, vacant, closed, own)
        if total > 0.0:
            home = np.int64(_UNLUCKY)
            for attempt in range(_TRIES):
                bits, more = mix(luck + np.uint64(2 * attempt)), mix(luck + np.uint64(2 * attempt + 1))
                target = np.float64(np.int64(bits & _SEGMENT_BITS)) * _SEGMENT_STEP * total
                segment = np.int64(first <= target) + np.int64(second <= target) + np.int64(third <= target)
                area = _draw(bits, group * SEGMENTS + segment, drawn)
                if more & _KEEP >= (drawn[group * SEGMENTS + segment, area] >> _ALIAS) & _KEEP:
                    area = _draw(mix(more), group * SEGMENTS + segment, above)
                limit = _limit(far[segment], near[place, area])
                # One question instead of two: which says no cannot be foreseen, and a wrong guess costs more.
                if (free[segment * areas + area] > 0) & (np.int64(more >> np.uint64(56)) < limit):
                    home = segment * areas + area
                    break
        if home == _UNLUCKY:
            home = _from_open(market, choice, group, place, vacant, closed[own], free, mix(luck + _LAST))
        if home >= 0:
            vacant[own] += 1
            free[min(own * areas + place, homes)] += 1
            vacant[home // areas] -= 1
            free[home] -= 1
            turns[found], chosen[found] = turn, home
            found += 1
    occupied[:], market.vacant[:] = dwellings - free[:homes], vacant[:SEGMENTS]
    return turns[:found], chosen[:found]


@kernel
def _seek(told: NDArray[np.uint64], letting: NDArray[np.int64], seekers: NDArray[np.int64]) -> None:
    """Count who searches."""
    for word in told:
        place = np.int64((word >> np.uint64(16)) & _PLACE)
        seekers[letting[place], np.int64(word & _BYTE) % INCOMES] += 1


@kernel
def _settle(
    words: NDArray[np.uint64],
    order: NDArray[np.int32],
    told: NDArray[np.uint64],
    turns: NDArray[np.int32],
    chosen: NDArray[np.int32],
    letting: NDArray[np.int64],
    market: Market,
    counts: Counts,
) -> None:
    """Put who found a home in it, and count what they left and what they found. No question is a branch."""
    found, from_pool, moved, to_area, moves, _, let_to, _ = counts
    left, areas, last = market.left, market.near.shape[1], moves.shape[1] - 1
    came = np.zeros((RELIANCES, areas + from_pool.shape[1]), np.int64)
    for one in range(turns.size):
        word, segment, area = told[turns[one]], np.int64(chosen[one] // areas), np.int64(chosen[one] % areas)
        there = np.uint64(segment) << np.uint64(8) | np.uint64(area) << np.uint64(16)
        words[order[turns[one]]] = (word & STAYS) | there
        kind, place = np.int64(word & _BYTE), np.int64((word >> np.uint64(16)) & _PLACE)
        housed = np.int64(place < areas)
        left[(np.int64((word >> np.uint64(8)) & _BYTE) * areas + place) * housed] += housed
        found[kind % INCOMES] += 1
        let_to[letting[place], kind % INCOMES] += (segment == Segment.CHEAP) | (segment == Segment.DEAR)
        came[kind // _A_RELIANCE, place] += 1
        to_area[area] += 1
        moves[kind // _A_RELIANCE, min(place, last), area] += 1
    moved[0] += came[:, :areas].sum()
    from_pool[:] += came[:, areas:]


@kernel
def house_searchers(
    words: NDArray[np.uint64],
    order: NDArray[np.int32],
    size: int,
    market: Market,
    choice: Choice,
    start: np.uint64,
    counts: Counts,
) -> None:
    """Let searchers choose, in the order given, and then once more who still waits.

    What fell empty after their turn may be theirs after all. One time is enough: who waits leaves no home behind, so
    that nobody after them has more to choose from. `words` are the records as whole numbers.
    """
    areas, last = market.near.shape[1], counts.moves.shape[1] - 1
    letting = np.empty(areas + counts.from_pool.shape[1], np.int64)
    for origin in range(letting.size):
        letting[origin] = letting_of(origin, areas, last)
    for look in range(2):
        if look == 1:
            if not (market.vacant > market.reserve).any():
                break
            size = _who_waits(words, order[:size], np.uint64(areas + Pool.WAITING))
        told = _read(words, order[:size])
        if look == 0:
            _seek(told, letting, counts.seekers)
        turns, chosen = _choose(told, order[:size], market, choice, start)
        _settle(words, order, told, turns, chosen, letting, market, counts)


@kernel
def _who_waits(words: NDArray[np.uint64], order: NDArray[np.int32], waiting: np.uint64) -> int:
    """Put those who still wait in front, in the same order, and return how many they are."""
    number = 0
    for turn in range(order.size):
        one = order[turn]
        if (words[one] >> np.uint64(16)) & _PLACE == waiting:
            order[turn], order[number] = order[number], one
            number += 1
    return number
