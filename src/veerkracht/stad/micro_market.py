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

from veerkracht.stad.alias import build_alias
from veerkracht.stad.households import GROUP, GROUP_RELIANCE, GROUPS, INCOMES, SEGMENTS, Pool
from veerkracht.stad.kernel import inlined, kernel
from veerkracht.stad.rng import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TRIES = 40
_SEGMENT_BITS = np.uint64(0xFFFFF)  # 20 bits choose the segment
_PLACE_BITS = np.uint64(44)  # 44 bits choose the area, and what is left of them between area and alias
_REST = np.uint64((1 << 44) - 1)
_KEEP = np.uint64(0xFFFFFFFF00000000)
_NUMBER = np.uint64(0xFFFFFFFF)
_BUCKETS = 2048
_GROUP = GROUP.astype(np.int64)
_GROUP_RELIANCE = GROUP_RELIANCE.astype(np.int64)


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


class Choice(NamedTuple):
    """Weights of homes for a group, and the tables to draw from them.

    Attributes:
        weight: shape (groups, homes); 0 for what a group may not have.
        threshold, alias: tables of the alias method within a segment, shape (groups x segments, areas).
        share: weight of the homes of a segment together; shape (groups, segments).
    """

    weight: NDArray[np.float64]
    threshold: NDArray[np.uint32]
    alias: NDArray[np.uint16]
    share: NDArray[np.float64]


class Counts(NamedTuple):
    """What a year counts: found by income, from pools by reliance, moves inside, to areas, and all moves ever."""

    found: NDArray[np.int64]
    from_pool: NDArray[np.int64]
    moved: NDArray[np.int64]
    to_area: NDArray[np.int64]
    moves: NDArray[np.int32]


@inlined
def release(market: Market, home: int) -> None:
    """One household leaves a home."""
    market.vacant[np.int64(market.segment[home])] += 1
    market.occupied[home] -= 1
    market.left[home] += 1


@inlined
def occupy(market: Market, home: int) -> None:
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
def weigh(
    choice: Choice,
    supply: NDArray[np.float64],
    pull: NDArray[np.float64],
    pull_mean: NDArray[np.float64],
    fresh: NDArray[np.float64],
    factor: NDArray[np.float64],
) -> None:
    """Fill the weights and the tables of a year.

    Args:
        choice: filled in place.
        supply: homes free now or when their household finds another; shape (homes,).
        pull: per home offered, shape (groups, homes).
        pull_mean: of a new home, shape (groups, segments).
        fresh: share of the homes that is new since the start, shape (homes,).
        factor: what climate and steering do, by reliance; shape (reliances, homes).
    """
    homes = supply.size
    areas = homes // SEGMENTS
    for group in range(GROUPS):
        reliance = _GROUP_RELIANCE[group]
        for segment in range(SEGMENTS):
            total = 0.0
            mean = pull_mean[group, segment]
            for home in range(segment * areas, (segment + 1) * areas):
                value = supply[home] * factor[reliance, home]
                value *= pull[group, home] + fresh[home] * (mean - pull[group, home])
                choice.weight[group, home] = value
                total += value
            choice.share[group, segment] = total
    build_alias(choice.weight.reshape(GROUPS * SEGMENTS, areas), choice.threshold, choice.alias)


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
            bucket = np.int64((key[place] >> shift) & np.uint64(_BUCKETS - 1))
            spare[tally[bucket]] = key[place]
            tally[bucket] += 1
        key, spare = spare, key
    for place in range(size):
        numbers[place] = np.int64(key[place] & _NUMBER)


@inlined
def _limit(market: Market, far: int, home: int, origin: int) -> int:
    """Return the chance, of 256, that distance is no objection, where `far` of 256 never object."""
    step = np.int64(market.near[origin, np.int64(market.area[home])]) + 1
    return far + (((256 - far) * step) >> 8)


@kernel
def from_list(
    market: Market,
    weight: NDArray[np.float64],
    origin: int,
    bits: np.uint64,
    allowed: NDArray[np.bool_],
    far: NDArray[np.int64],
) -> int:
    """Return a home drawn from the full list of what is free in the allowed segments, or -1."""
    total = 0.0
    homes = weight.size
    for home in range(homes):
        if market.occupied[home] < market.dwellings[home] and allowed[np.int64(market.segment[home])]:
            total += weight[home] * _limit(market, far[np.int64(market.segment[home])], home, origin)
    if total <= 0.0:
        return -1
    target = np.float64(bits >> np.uint64(11)) * 2.0**-53 * total
    last = -1
    for home in range(homes):
        if market.occupied[home] < market.dwellings[home] and allowed[np.int64(market.segment[home])]:
            part = weight[home] * _limit(market, far[np.int64(market.segment[home])], home, origin)
            if part > 0.0:
                last = home
                target -= part
                if target < 0.0:
                    return home
    return last


@inlined
def find_home(
    market: Market,
    choice: Choice,
    group: int,
    own: int,
    origin: int,
    start: np.uint64,
    until: NDArray[np.float64],
) -> int:
    """Return the home that a searcher chooses, or -1 where nothing that it may have is free.

    `own` is the segment it lives in, 255 without a home; `until` is room for the weights of segments, (segments,).
    """
    total = 0.0
    for segment in range(SEGMENTS):
        if market.vacant[segment] > (0 if segment == own else market.reserve[segment]):
            total += choice.share[group, segment]
        until[segment] = total
    if total <= 0.0:
        return -1
    areas = market.near.shape[1]
    for attempt in range(_TRIES):
        bits = mix(start + np.uint64(attempt))
        target = np.float64(bits & _SEGMENT_BITS) * (1.0 / 1048576.0) * total
        segment = 0
        while until[segment] <= target:
            segment += 1
        product = (bits >> np.uint64(20)) * np.uint64(areas)
        area = np.int64(product >> _PLACE_BITS)
        row = group * SEGMENTS + segment
        if np.uint32((product & _REST) >> np.uint64(12)) >= choice.threshold[row, area]:
            area = np.int64(choice.alias[row, area])
        home = segment * areas + area
        if market.occupied[home] >= market.dwellings[home]:
            continue
        if np.int64(mix(bits) >> np.uint64(56)) < _limit(market, market.far[segment], home, origin):
            return home
    allowed = np.empty(SEGMENTS, np.bool_)
    for segment in range(SEGMENTS):
        allowed[segment] = market.vacant[segment] > (0 if segment == own else market.reserve[segment])
    return from_list(market, choice.weight[group], origin, mix(start + np.uint64(_TRIES)), allowed, market.far)


@inlined
def _house(
    records: NDArray[np.void],
    number: int,
    market: Market,
    choice: Choice,
    start: np.uint64,
    counts: Counts,
    until: NDArray[np.float64],
) -> None:
    """Let one searcher choose; who finds nothing stays where it is."""
    areas = counts.to_area.size
    person = records[number]
    kind = np.int64(person["type"])
    place = np.int64(person["place"])
    own = np.int64(person["segment"])
    home = find_home(market, choice, _GROUP[kind], own, place, start + np.uint64(number) * np.uint64(64), until)
    if home >= 0:
        if place < areas:
            release(market, own * areas + place)
            counts.moved[0] += 1
        else:
            counts.from_pool[kind // 20, place - areas] += 1
        occupy(market, home)
        area = np.int64(market.area[home])
        person["place"] = area
        person["segment"] = market.segment[home]
        person["flags"] = 0
        counts.found[kind % INCOMES] += 1
        counts.to_area[area] += 1
        counts.moves[kind // 20, min(place, counts.moves.shape[1] - 1), area] += 1


@kernel
def house_searchers(
    records: NDArray[np.void],
    order: NDArray[np.int64],
    size: int,
    market: Market,
    choice: Choice,
    start: np.uint64,
    counts: Counts,
) -> None:
    """Let searchers choose, in the order given, and then once more who still waits.

    What fell empty after their turn may be theirs after all. One time is enough: who waits leaves no home behind, so
    that nobody after them has more to choose from.
    """
    until = np.empty(SEGMENTS)
    for turn in range(size):
        _house(records, order[turn], market, choice, start, counts, until)
    if (market.vacant > market.reserve).any():
        waiting = counts.to_area.size + Pool.WAITING
        for turn in range(size):
            if np.int64(records[order[turn]]["place"]) == waiting:
                _house(records, order[turn], market, choice, start, counts, until)
