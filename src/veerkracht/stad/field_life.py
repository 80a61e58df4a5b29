"""The mean field, first half of a year: events, moves and leavers as expected numbers. Twin of `micro_life`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import GROUP, INCOME, RELIANCE, SEGMENTS, TYPES
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

_INCOME = INCOME.astype(np.int64)
_RELIANCE = RELIANCE.astype(np.int64)
_STEP = TYPES // 3
_BLOCK = 128  # places at a time, so that all types of them stay in the cache
_GROUP = GROUP.astype(np.int64)


@summing
def live(
    before: Grid,
    chance: Grid,
    target: NDArray[np.int64],
    up: Grid,
    down: Grid,
    after: Grid,
) -> None:
    """Let the events of a year happen; `after` is filled.

    Args:
        before: households by type and place, shape (types, places).
        chance: of events, shape (types, events).
        target: type after an event, -1 for the end, shape (types, events).
        up: chance of becoming more self-reliant, shape (reliances, places).
        down: chance of becoming less self-reliant, shape (reliances, places).
        after: shape (types, places); who ends is in none of them.
    """
    places = before.shape[1]
    after[:] = 0.0
    for first in range(0, places, _BLOCK):
        last = min(first + _BLOCK, places)
        for kind in range(TYPES):
            reliance = _RELIANCE[kind]
            stay = 1.0
            for event in range(chance.shape[1]):
                rate = chance[kind, event]
                stay -= rate
                end = target[kind, event]
                if rate > 0.0 and end >= 0:
                    for place in range(first, last):
                        after[end, place] += rate * before[kind, place]
            for place in range(first, last):
                after[kind, place] += (stay - up[reliance, place] - down[reliance, place]) * before[kind, place]
            if reliance > 0:
                for place in range(first, last):
                    after[kind - _STEP, place] += up[reliance, place] * before[kind, place]
            if reliance < 2:
                for place in range(first, last):
                    after[kind + _STEP, place] += down[reliance, place] * before[kind, place]


@summing
def start_moving(
    homes: Grid,
    move: Grid,
    push: Grid,
    mismatch: Grid,
    leave: Grid,
    limit: float,
    settle: float,
    searching: Grid,
    left: Grid,
) -> None:
    """Take movers out of their homes; `homes` keeps who stays, and has who settles moved along.

    Args:
        homes: shape (2, types, homes), recent and settled; changed in place.
        move: chance to want to move, shape (2, types, segments).
        push: factor by reliance, shape (reliances, areas).
        mismatch: factor by income, shape (incomes, areas).
        leave: share of movers that leaves, shape (types,).
        limit: largest chance.
        settle: share of the recent that becomes settled.
        searching: filled: who searches, shape (2, types, homes).
        left: filled: who leaves the city, shape (types, homes).
    """
    areas = push.shape[1]
    for kind in range(TYPES):
        for segment in range(SEGMENTS):
            for area in range(areas):
                home = segment * areas + area
                factor = push[_RELIANCE[kind], area] * mismatch[_INCOME[kind], area]
                going = 0.0
                for settled in range(2):
                    chance = min(move[settled, kind, segment] * factor, limit)
                    movers = chance * homes[settled, kind, home]
                    homes[settled, kind, home] -= movers
                    searching[settled, kind, home] = (1.0 - leave[kind]) * movers
                    going += movers
                left[kind, home] = leave[kind] * going
                change = settle * homes[0, kind, home]
                homes[0, kind, home] -= change
                homes[1, kind, home] += change


@summing
def by_group_and_home(searching: Grid, inside: Grid) -> None:
    """Fill searchers by group, shape (groups, homes), from those by duration and type, shape (2, types, homes)."""
    inside[:] = 0.0
    for kind in range(TYPES):
        for home in range(searching.shape[2]):
            inside[_GROUP[kind], home] += searching[0, kind, home] + searching[1, kind, home]


@summing
def found_by_type(searching: Grid, moved: Grid, outside: Grid, came: Grid, found: Grid) -> None:
    """Fill how many of each type find a home, shape (types, 2): from homes, and from pools.

    Args:
        searching: shape (2, types, homes).
        moved: share that finds a home, shape (groups, homes).
        outside: shape (types, pools).
        came: share that finds a home, shape (groups, pools).
        found: filled.
    """
    for kind in range(TYPES):
        group = _GROUP[kind]
        total = 0.0
        for home in range(searching.shape[2]):
            total += (searching[0, kind, home] + searching[1, kind, home]) * moved[group, home]
        found[kind, 0] = total
        total = 0.0
        for pool in range(outside.shape[1]):
            total += outside[kind, pool] * came[group, pool]
        found[kind, 1] = total


@summing
def settle(
    homes: Grid, searching: Grid, moved: Grid, arrived: Grid, part: NDArray[np.float64], first: Grid, counted: Grid
) -> None:
    """Put searchers back or in their new home, and count.

    Args:
        homes: who stayed, shape (2, types, homes); who is there at the end of the year after this.
        searching: shape (2, types, homes).
        moved: share of searchers that found a home, shape (groups, homes).
        arrived: who came, shape (groups, homes).
        part: share of each type in those of its group who found a home, shape (types,).
        first: who was housed before all others, shape (types, homes).
        counted: filled: households by type and area, shape (types, areas).
    """
    areas = counted.shape[1]
    for kind in range(TYPES):
        group = _GROUP[kind]
        counted[kind, :] = 0.0
        for segment in range(SEGMENTS):
            for area in range(areas):
                home = segment * areas + area
                stay = 1.0 - moved[group, home]
                came = part[kind] * arrived[group, home] + first[kind, home]
                recent = homes[0, kind, home] + searching[0, kind, home] * stay + came
                settled = homes[1, kind, home] + searching[1, kind, home] * stay
                homes[0, kind, home] = recent
                homes[1, kind, home] = settled
                counted[kind, area] += recent + settled
