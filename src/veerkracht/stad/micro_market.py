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

from veerkracht.stad.households import GROUP, INCOMES, SEGMENTS, Letting, Pool, Segment
from veerkracht.stad.kernel import inlined, kernel
from veerkracht.stad.rng import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.kernel import Whole
    from veerkracht.stad.micro_choice import Choice

_TRIES = 40
_UNLUCKY = -2  # not -1: something may be free
_SEGMENT_BITS = np.uint64(0xFFFFF)  # 20 bits choose the segment
_PLACE_BITS = np.uint64(44)  # 44 bits choose the area, and what is left of them between area and alias
_REST = np.uint64((1 << 44) - 1)
_SEGMENT_STEP = 2.0**-20
_BYTE, _PLACE = np.uint64(0xFF), np.uint64(0xFFFF)
_STAYS = np.uint64(0x0000FFFF000000FF)  # what stays of a record: type and origin, not segment, place and flags
_KEEP = np.uint64(0xFFFFFFFF00000000)
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
def release(market: Market, home: Whole) -> None:
    """One household leaves a home."""
    market.vacant[np.int64(market.segment[home])] += 1
    market.occupied[home] -= 1
    market.left[home] += 1


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
def by_lot(numbers: NDArray[np.int64], size: int, start: np.uint64) -> None:
    """Put the first `size` numbers in an order by lot; two runs give a household the same lot."""
    key, spare = np.empty(size, np.uint64), np.empty(size, np.uint64)
    for place in range(size):
        number = np.uint64(numbers[place])
        key[place] = (mix(start + number) & _KEEP) | number
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
        numbers[place] = np.int64(key[place] & _NUMBER)


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
def _until(
    share: NDArray[np.float64], group: Whole, own: Whole, vacant: NDArray[np.int64], reserve: NDArray[np.int64]
) -> tuple[float, float, float, float]:
    """Return the weights of the segments added up, with 0 for those that are closed to who lives in segment `own`."""
    first = share[group, 0] if vacant[0] > (0 if own == 0 else reserve[0]) else 0.0
    second = first + (share[group, 1] if vacant[1] > (0 if own == 1 else reserve[1]) else 0.0)
    third = second + (share[group, 2] if vacant[2] > (0 if own == 2 else reserve[2]) else 0.0)
    return first, second, third, third + (share[group, 3] if vacant[3] > (0 if own == 3 else reserve[3]) else 0.0)


@inlined
def _draw(
    bits: np.uint64,
    until: tuple[float, float, float, float],
    row: Whole,
    threshold: NDArray[np.uint32],
    alias: NDArray[np.uint16],
) -> Whole:
    """Return a home drawn as usual; `until` adds up the weights of the segments, `row` is that of the first."""
    areas = alias.shape[1]
    target = np.float64(bits & _SEGMENT_BITS) * _SEGMENT_STEP * until[3]
    segment = np.int64(until[0] <= target) + np.int64(until[1] <= target) + np.int64(until[2] <= target)
    return np.int64(segment * areas + _in_row(bits, row + segment, threshold, alias))


@inlined
def _in_row(bits: np.uint64, row: Whole, threshold: NDArray[np.uint32], alias: NDArray[np.uint16]) -> Whole:
    """Return an area drawn from a row of tables."""
    product = (bits >> np.uint64(20)) * np.uint64(alias.shape[1])
    area = np.int64(product >> _PLACE_BITS)
    other = np.int64(alias[row, area])
    if np.uint32((product & _REST) >> np.uint64(12)) >= threshold[row, area]:
        area = other
    return area


@kernel
def _from_open(market: Market, choice: Choice, group: Whole, own: Whole, origin: Whole, bits: np.uint64) -> Whole:
    """Return a home from the full list of the segments that are open to who lives in segment `own`, or -1."""
    allowed = np.empty(SEGMENTS, np.bool_)
    for segment in range(SEGMENTS):
        allowed[segment] = market.vacant[segment] > (0 if segment == own else market.reserve[segment])
    return from_list(market, choice.weight[group], origin, bits, allowed, market.far)


@kernel
def house_searchers(
    words: NDArray[np.uint64],
    order: NDArray[np.int64],
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
    # Arrays are named once: asking a tuple for one inside the loop counts its users, at four times the cost.
    dwellings, occupied, vacant, reserve, _, _, near, far, left = market
    share, tables = choice.share, (choice.usual_threshold, choice.usual_alias, choice.keep, *choice[-2:])
    found, from_pool, moved, to_area, moves, seekers, let_to, _ = counts
    areas, last = to_area.size, moves.shape[1] - 1
    for look in range(2):
        if look == 1 and not (vacant > reserve).any():
            break
        told = _read(words, order, size)
        for turn in range(size):
            word = told[turn]
            kind, own = np.int64(word & _BYTE), np.int64((word >> np.uint64(8)) & _BYTE)
            place = np.int64((word >> np.uint64(16)) & _PLACE)
            if look == 1 and place != areas + Pool.WAITING:
                continue
            group, letting = _GROUP[kind], letting_of(place, areas, last)
            seekers[letting, kind % INCOMES] += 1 - look
            luck = start + np.uint64(order[turn]) * np.uint64(64)
            until = _until(share, group, own, vacant, reserve)
            home = _find(luck, until, group, place, dwellings, occupied, near, far, tables)
            if home == _UNLUCKY:
                home = _from_open(market, choice, group, own, place, mix(luck + np.uint64(_TRIES)))
            if home < 0:
                continue
            if place < areas:
                vacant[own], moved[0] = vacant[own] + 1, moved[0] + 1
                occupied[own * areas + place] -= 1
                left[own * areas + place] += 1
            else:
                from_pool[kind // 20, place - areas] += 1
            segment, area = home // areas, home % areas
            vacant[segment] -= 1
            occupied[home] += 1
            words[order[turn]] = (word & _STAYS) | np.uint64(segment) << np.uint64(8) | np.uint64(area) << np.uint64(16)
            found[kind % INCOMES] += 1
            let_to[letting, kind % INCOMES] += (segment == Segment.CHEAP) | (segment == Segment.DEAR)
            to_area[area] += 1
            moves[kind // 20, min(place, last), area] += 1


@inlined
def _find(
    luck: np.uint64,
    until: tuple[float, float, float, float],
    group: Whole,
    origin: Whole,
    dwellings: NDArray[np.int64],
    occupied: NDArray[np.int64],
    near: NDArray[np.uint8],
    far: NDArray[np.int64],
    tables: tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint16]],
) -> Whole:
    """Return the home chosen, -1 where nothing is open, or _UNLUCKY after many homes that are not free or too far."""
    usual_threshold, usual_alias, keep, threshold, alias = tables
    areas = alias.shape[1]
    home = np.int64(-1)
    if until[3] > 0.0:
        home = np.int64(_UNLUCKY)
        for attempt in range(_TRIES):
            bits = mix(luck + np.uint64(attempt))
            drawn = _draw(bits, until, group * SEGMENTS, usual_threshold, usual_alias)
            segment, more_bits = drawn // areas, mix(bits)
            row = group * SEGMENTS + segment
            if (more_bits & _NUMBER) >> np.uint64(1) >= keep[row, drawn - segment * areas]:
                drawn = segment * areas + _in_row(mix(more_bits), row, threshold, alias)
            limit = _limit(far[segment], near[origin, drawn - segment * areas])
            # One question instead of two: which of them says no cannot be foreseen, and a wrong guess costs more.
            if (occupied[drawn] < dwellings[drawn]) & (np.int64(more_bits >> np.uint64(56)) < limit):
                home = np.int64(drawn)
                break
    return home


@kernel
def _read(words: NDArray[np.uint64], order: NDArray[np.int64], size: int) -> NDArray[np.uint64]:
    """Return the records in the order given, all read at once, for they lie scattered."""
    told = np.empty(size, np.uint64)
    for turn in range(size):
        told[turn] = words[order[turn]]
    return told
