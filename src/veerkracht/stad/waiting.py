"""Who waits for a home and who searches from outside, so that in a year without change as many wait as before.

How many households search from outside a city is counted nowhere. It follows from how many wait in it: beside so many
who search does it happen that only as many find a home as begin to look for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.events import by_group
from veerkracht.stad.field_clearing import Clearing, Offer, Room, Space, clear
from veerkracht.stad.field_market import Slice
from veerkracht.stad.households import GROUP, SEGMENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.coefficients import Coefficients
    from veerkracht.stad.events import Events

    Grid = NDArray[np.float64]

MOST_PRESSURE = 10.0  # a bound of ours: beside starters who hardly find anything, the whole country would search
_YEARS = 12  # in which the mix of who waits comes to rest; what is asked of them moves less than 1% after it
_BOUNDS = (0.2, 3.0)  # how far the searchers from outside may differ from what equal success would ask: ours
_PUSH = 1.5  # of a step: who waits finds fewer homes by about two thirds of the share by which others search more
_ROUNDS = 200
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Who begins and who stops to wait in a year without change.

    Attributes:
        waiting: who waits at the start, shape (types,).
        new: who begins to wait in a year, shape (types,).
        given_up: who stops waiting and leaves, same shape.
        found: how many of them find a home.
        pressure: searchers from outside for each one who is needed, if they succeed as often as who waits.
        is_known: whether anybody waits; else the pressure is a number of its own.
    """

    waiting: Grid
    new: Grid
    given_up: Grid
    found: float
    pressure: float
    is_known: bool


def queue_of(waiting: NDArray[np.int64], coefficients: Coefficients, *, events: Events, starters: Grid) -> Queue:
    """Return a queue that keeps its length.

    Whoever stops waiting without a home (gives up, or ends) is replaced by a new one; and of waiting + starters who
    search, as many as the starters find a home. From outside as many search for each one who is needed as in the city.

    Args:
        waiting: households without a home at the start, shape (types,).
        coefficients: one draw.
        events: of a year.
        starters: households of the city who find a first home in a year without change, shape (types,).
    """
    after = events.matrix @ waiting
    given_up = coefficients.give_up * after
    replaced = waiting - after + given_up
    number, new = float(starters.sum() + replaced.sum()), np.maximum(starters + replaced, 0.0)
    total, found = float(waiting.sum()), float(starters.sum())
    is_known = total > 0.0 and found > 0.0
    return Queue(
        waiting=waiting.astype(np.float64),
        new=new * (number / max(float(new.sum()), _LEAST)),
        given_up=given_up,
        found=found,
        pressure=min(1.0 + total / found, MOST_PRESSURE) if is_known else coefficients.pressure,
        is_known=is_known,
    )


def resting_pool(least: Grid, *, events: Events, gain: Grid) -> Grid:
    """Return the smallest pool outside the city that keeps its number of every type, shape (types,).

    Of each type it holds `least`, and new households replace what it loses; or, of a type of which it gets more by
    growing older and by who leaves the city than it loses, so many more that as many end or change as come. Where
    hardly anybody ends that would be without end: of no type it holds more than `least` of all types together, a bound
    of ours.

    Args:
        least: households of each type, shape (types,).
        events: of a year.
        gain: who comes from the city less who goes there, in a year, shape (types,).

    Source:
        A linear complementarity problem with an M-matrix, of which this iteration rises to the least solution (Cottle,
        Pang & Stone 1992, The Linear Complementarity Problem, section 5.2: projected Gauss-Seidel).
    """
    stay = np.diag(events.matrix)
    into = events.matrix - np.diag(stay)
    held, most = least, float(least.sum())
    for _ in range(_ROUNDS):
        more = np.clip((into @ held + gain) / np.maximum(1.0 - stay, _LEAST), least, most)
        if np.abs(more - held).sum() < 1e-3:
            break
        held = more
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The market of a year without change, of the city as one area.

    Attributes:
        weight: of homes for groups, shape (groups, segments).
        supply: homes that are or may come free, shape (segments,).
        reserve: empty homes that are not for who comes from outside the segment, shape (segments,).
        inside: searchers in homes by group and segment, shape (groups, segments).
        outside: searchers from outside, by group, shape (groups,).
    """

    weight: Grid
    supply: Grid
    reserve: Grid
    inside: Grid
    outside: Grid


def fewer_outside(market: Market, queue: Queue, *, give_up: float, events: Events) -> float:
    """Return by what factor the searchers from outside differ from what equal success asks, so that the queue keeps its
    length.

    Success is not equal: who waits mostly has a low income, and for them fewer homes are open. The market of the city
    as one area is held year after year, until the mix of who waits rests, with its number kept. Where nobody waits
    there is nothing to keep: 1.

    Args:
        market: of a year.
        queue: who waits.
        give_up: share of those who wait that leaves in a year.
        events: of a year.
    """
    if not queue.is_known:
        return 1.0
    space = Space(near=np.ones((3, 1)), back=np.ones((1, 3)), far=np.ones(SEGMENTS))
    room, end = Room.empty(areas=1, pools=2, dtype=np.float64), Clearing.empty(areas=1, pools=2)
    parts = (Slice.empty(areas=1, pools=2, dtype=np.float64),) * 2
    vacant = market.supply - market.inside.sum(axis=0)
    waiting, factor, total = queue.waiting, 1.0, float(queue.waiting.sum())
    for _ in range(_YEARS):
        searching = (1.0 - give_up) * (events.matrix @ waiting) + queue.new
        asked = by_group(searching)
        offer = Offer(
            weight=market.weight,
            supply=market.supply,
            vacant=vacant,
            reserve=market.reserve,
            inside=market.inside,
            outside=np.stack([asked, factor * market.outside], axis=1),
        )
        clear(offer, space=space, room=room, parts=parts[:1], end=end)
        got = end.found_outside[:, 0]
        factor *= (max(float(got.sum()), _LEAST) / queue.found) ** _PUSH
        factor = min(max(factor, _BOUNDS[0]), _BOUNDS[1])
        left = searching * (1.0 - np.divide(got, asked, out=np.zeros_like(got), where=asked > 0)[GROUP])
        waiting = left * (total / max(float(left.sum()), _LEAST))
    return factor
