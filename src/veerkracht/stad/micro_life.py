"""The first pass over all households in a year: what happens to them, and who starts to look for a home.

The households go by in blocks. All are asked first, without a branch, whether anything may happen to them: to three in
four nothing does, and a processor that guesses wrong loses more time than the question takes. Only then are the others
looked at, each kind of them in a list of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.areas import LARGEST_RATE
from veerkracht.stad.households import GONE, INCOMES, NO_SEGMENT, RELIANCE, SEGMENTS, TYPES, Pool
from veerkracht.stad.kernel import kernel
from veerkracht.stad.people import SETTLED, STAYS
from veerkracht.stad.rng import mix, mix_block

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.areas import Factors
    from veerkracht.stad.base import Base
    from veerkracht.stad.kernel import Whole
    from veerkracht.stad.micro_market import Market

_WHOLE = 4294967296.0  # 2 ** 32
_FINE = 16777216.0  # 2 ** 24: the chance to move is compared in 24 bits
_MOST = 1e30  # any chance is at most 0.9, so that a factor need not be larger than fits
_BLOCK = 1024  # households; their draws and lists stay in the nearest memory of the processor
_WIDTH = 64  # of a row with a number for each type, so that rows begin at whole lines of that memory
_LOW = np.uint64(0xFFFFFFFF)
_BYTE, _PLACE = np.uint64(0xFF), np.uint64(0xFFFF)
_STEP = TYPES // 3  # between the types of two levels of self-reliance
_STATES = 16  # what a record says of a home: the last three bits of its segment, and 8 where settled
_OUTSIDE = NO_SEGMENT & 7  # the state of who has no home
_LONGER = np.uint64(SETTLED << 48)
_RELIANCE = RELIANCE.astype(np.int64)


class LifeTables(NamedTuple):
    """Chances of a year in whole numbers, so that a draw is one comparison.

    Attributes:
        until: cumulative chance of the events, of 2^32; shape (types, events), uint64.
        target: type after the event, -1 for the end; shape (types, events).
        up: chance to become more self-reliant, of 2^32; shape (reliances, places), uint64.
        down: the same of less; shape (reliances, places), uint64.
        span: draws that may be an event are the lowest and the highest. How many of the highest (in the upper half),
            and how many together; shape (types,), uint64.
        search: chance to look for a home, of 2^24; shape (types, states), float32.
        factor: on that by place; the last place is nowhere. Shape (places + 1, 64), the types first, float32.
        limit: largest chance to look for a home, of 2^24; shape (states,), float32.
        settle: chance that a recent household becomes settled, of 2^8; shape (states,), uint64.
        leave: chance that who searches leaves, of 2^32: from a home, from waiting, from a pool; shape (3, types).
        region: chances that who leaves stays in the region, by its gemeenten, added up; shape (region,).
    """

    until: NDArray[np.uint64]
    target: NDArray[np.int64]
    up: NDArray[np.uint64]
    down: NDArray[np.uint64]
    span: NDArray[np.uint64]
    search: NDArray[np.float32]
    factor: NDArray[np.float32]
    limit: NDArray[np.float32]
    settle: NDArray[np.uint64]
    leave: NDArray[np.uint64]
    region: NDArray[np.float64]


def life_tables(base: Base, factors: Factors) -> LifeTables:
    """Return the chances of a year for the first pass."""
    c, areas, pools = base.coefficients, base.city.areas, base.city.pools
    places = areas + pools + areas
    up, down = np.zeros((3, places)), np.zeros((3, places))
    up[:, areas:] = np.array([0.0, c.reliance_up[1], c.reliance_up[0]])[:, None]
    down[:, areas:] = np.array([c.reliance_down[0], c.reliance_down[1], 0.0])[:, None]
    up[:, :areas], down[:, :areas] = factors.up, factors.down
    until = np.floor(np.cumsum(base.events.chance, axis=1) * _WHOLE).astype(np.uint64)
    factor = np.zeros((places + 1, _WIDTH), dtype=np.float32)
    _fill(factor, np.minimum(factors.push, _MOST), factors.mismatch)
    factor[areas : areas + pools, :TYPES] = base.arrive.T * _FINE
    factor[areas + Pool.WAITING] = _FINE
    leave = np.stack([base.leave, np.full(TYPES, c.give_up), np.zeros(TYPES)])
    return LifeTables(
        until=until,
        target=base.events.target,
        up=np.floor(up * _WHOLE).astype(np.uint64),
        down=np.floor(down * _WHOLE).astype(np.uint64),
        span=spans(until, up=up.max(axis=1), down=down.max(axis=1)),
        search=_by_state(base.move * _FINE),
        factor=factor,
        limit=np.where(np.arange(_STATES) == _OUTSIDE, _FINE, LARGEST_RATE * _FINE).astype(np.float32),
        settle=np.where(np.arange(_STATES) < SEGMENTS, round(c.settle * 256), 0).astype(np.uint64),
        leave=np.floor(leave * _WHOLE).astype(np.uint64),
        region=np.cumsum(base.region_share[Pool.REGION :]) * c.leave_region,
    )


@kernel
def _fill(factor: NDArray[np.float32], push: NDArray[np.float64], mismatch: NDArray[np.float64]) -> None:
    """Fill the factors on the chance to move in areas; push by reliance and mismatch by income, shape (.., areas)."""
    for area in range(push.shape[1]):
        for kind in range(TYPES):
            factor[area, kind] = push[kind // _STEP, area] * mismatch[kind % INCOMES, area]


def spans(until: NDArray[np.uint64], *, up: NDArray[np.float64], down: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return which draws may be an event, as in `LifeTables`, for the largest chances to go up and down."""
    highest = np.minimum(np.ceil(up * _WHOLE), _LOW).astype(np.uint64)[RELIANCE]
    lowest = until[:, -1] + np.ceil(down * _WHOLE).astype(np.uint64)[RELIANCE]
    return np.asarray((highest << np.uint64(32)) | np.minimum(lowest + highest, _LOW))


def _by_state(move: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return chances by state of those by recent or settled, type and segment; who has no home has chance 1."""
    search = np.zeros((TYPES, _STATES), dtype=np.float32)
    search[:, :SEGMENTS], search[:, 8 : 8 + SEGMENTS] = move
    search[:, _OUTSIDE] = 1.0
    return search


@kernel
def _ask(
    words: NDArray[np.uint64],
    bits: NDArray[np.uint64],
    tables: LifeTables,
    events: NDArray[np.int64],
    others: NDArray[np.int64],
) -> tuple[Whole, Whole]:
    """Write which households of a block have an event and which of the others move or settle; return how many.

    Nothing is known for sure of those with an event. Of the others it is: 4 times the place in the block, 1 more who
    looks for a home, 2 more who becomes settled. No question is a branch.
    """
    _, _, _, _, span, search, factor, limit, settle, _, _ = tables
    changed, told, nowhere = np.int64(0), np.int64(0), np.uint64(factor.shape[0] - 1)
    for turn in range(words.size):
        word, draw = words[turn], bits[turn]
        kind, place = word & _BYTE, min((word >> np.uint64(16)) & _PLACE, nowhere)
        state = ((word >> np.uint64(8)) & np.uint64(7)) | ((word >> np.uint64(45)) & np.uint64(8))
        event = np.int64((draw + (span[kind] >> np.uint64(32))) & _LOW < span[kind] & _LOW)
        chance = min(search[kind, state] * factor[place, kind], limit[state])
        what = np.int64(np.float32(np.int64(draw >> np.uint64(40))) < chance)
        what |= np.int64((draw >> np.uint64(32)) & _BYTE < settle[state]) << 1
        events[changed] = turn
        changed += event
        others[told] = turn << 2 | what
        told += np.int64(what > 0) & (1 - event)
    return changed, told


@kernel
def _change(
    words: NDArray[np.uint64],
    bits: NDArray[np.uint64],
    tables: LifeTables,
    events: NDArray[np.int64],
    others: NDArray[np.int64],
    told: Whole,
) -> tuple[Whole, Whole]:
    """Let events happen, and ask those who stay what they do then; return how many ended and what `_ask` returns.

    The places in the block of who ended stand in `events` instead.
    """
    until, target, up, down, _, search, factor, limit, settle, _, _ = tables
    ends, last, nowhere = 0, until.shape[1] - 1, np.uint64(factor.shape[0] - 1)
    for turn in events:
        word, draw = words[turn], bits[turn] & _LOW
        kind, place = np.int64(word & _BYTE), (word >> np.uint64(16)) & _PLACE
        if place >= nowhere:
            continue
        if draw < until[kind, last]:
            event = np.int64(0)
            for other in range(last):
                event += np.int64(draw >= until[kind, other])
            kind = target[kind, event]
            if kind < 0:
                events[ends] = turn
                ends += 1
                continue
        else:
            reliance = _RELIANCE[kind]
            falls = draw - until[kind, last] < down[reliance, place]
            kind += _STEP * (np.int64(falls) - np.int64((draw + up[reliance, place] > _LOW) & (not falls)))
        words[turn] = (word & ~_BYTE) | np.uint64(kind)
        state = ((word >> np.uint64(8)) & np.uint64(7)) | ((word >> np.uint64(45)) & np.uint64(8))
        chance = min(search[kind, state] * factor[place, kind], limit[state])
        what = np.int64(np.float32(np.int64(bits[turn] >> np.uint64(40))) < chance)
        what |= np.int64((bits[turn] >> np.uint64(32)) & _BYTE < settle[state]) << 1
        others[told] = turn << 2 | what
        told += np.int64(what > 0)
    return ends, told


@kernel
def _leave_homes(
    block: NDArray[np.uint64], turns: NDArray[np.int64], places: NDArray[np.int64], market: Market
) -> None:
    """Put households of a block in places that are no areas, out of their homes if they have one."""
    _, occupied, _, _, _, _, near, _, left = market
    areas, nowhere = near.shape[1], np.uint64(NO_SEGMENT << 8)
    for one in range(turns.size):
        word = block[turns[one]]
        place, segment = np.int64((word >> np.uint64(16)) & _PLACE), np.int64((word >> np.uint64(8)) & _BYTE)
        housed = np.int64(place < areas)
        occupied[(segment * areas + place) * housed] -= housed
        left[(segment * areas + place) * housed] += housed
        block[turns[one]] = (word & STAYS) | nowhere | np.uint64(places[one]) << np.uint64(16)


@kernel
def _pools(
    block: NDArray[np.uint64],
    turns: NDArray[np.int64],
    start: np.uint64,
    until: NDArray[np.float64],
    left_to: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return to which pool households of a block go that leave the city, and count them by reliance and pool.

    `until` are the chances of the pools of the region added up; who is above them goes to the rest of the country.
    """
    pools = np.empty(turns.size, np.int64)
    for one in range(turns.size):
        luck = np.float64(mix(start + np.uint64(turns[one])) >> np.uint64(11)) * 2.0**-53
        above = 0
        for region in range(until.size):
            above += luck >= until[region]
        pools[one] = Pool.COUNTRY if above == until.size else Pool.REGION + above
        left_to[_RELIANCE[np.int64(block[turns[one]] & _BYTE)], pools[one]] += 1.0
    return pools


@kernel
def live_a_year(
    words: NDArray[np.uint64],
    market: Market,
    start: np.uint64,
    start_leave: np.uint64,
    tables: LifeTables,
    lists: NDArray[np.int32],
    moving: NDArray[np.float64],
    left_to: NDArray[np.float64],
) -> tuple[Whole, Whole, Whole]:
    """Let a year pass for all households; return how many ended, left the city, and search.

    Their numbers stand in the rows of `lists`, in that order. Who ended or left is out of its home; who searches keeps
    it. `words` are the records as whole numbers; `moving` counts who searches in a home, (homes,); `left_to` who left,
    by reliance and pool.
    """
    leave, until, areas = tables.leave, tables.region, market.near.shape[1]
    ended, left, searches, bits = np.int64(0), np.int64(0), np.int64(0), np.empty(_BLOCK, np.uint64)
    events, others = np.empty(_BLOCK + 1, np.int64), np.empty(2 * _BLOCK + 1, np.int64)
    nowhere = np.full(_BLOCK, GONE, np.int64)
    for first in range(0, words.size, _BLOCK):
        block = words[first : first + _BLOCK]
        mix_block(start + np.uint64(first), bits[: block.size])
        changed, told = _ask(block, bits, tables, events, others)
        ends, told = _change(block, bits, tables, events[:changed], others, told)
        for turn in events[:ends]:
            lists[0, ended] = first + turn
            ended += 1
        _leave_homes(block, events[:ends], nowhere[:ends], market)
        going = np.int64(0)
        for one in others[:told]:
            turn, looks = one >> 2, one & 1
            word = block[turn]
            place, segment = np.int64((word >> np.uint64(16)) & _PLACE), np.int64((word >> np.uint64(8)) & _BYTE)
            housed = np.int64(place < areas)
            block[turn] = word | (np.uint64((one >> 1) & ~looks & housed) << np.uint64(48))
            since = np.int64(place >= areas) + np.int64(place > areas)  # a home, waiting, or a pool
            away = looks & np.int64(mix(bits[turn]) & _LOW < leave[since, np.int64(word & _BYTE)])
            events[going] = turn
            lists[1, left] = lists[2, searches] = first + turn
            going += away
            left += away
            searches += looks - away
            moving[(segment * areas + place) * housed] += np.float64((looks - away) * housed)
        pools = _pools(block, events[:going], start_leave + np.uint64(first), until, left_to)
        _leave_homes(block, events[:going], areas + pools, market)
    return ended, left, searches
