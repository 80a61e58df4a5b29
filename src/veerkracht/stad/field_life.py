"""The mean field, first half of a year: events, moves and leavers as expected numbers. Twin of `micro_life`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import INCOME, RELIANCE, SEGMENTS, TYPES
from veerkracht.stad.kernel import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

_INCOME = INCOME.astype(np.int64)
_RELIANCE = RELIANCE.astype(np.int64)
_STEP = TYPES // 3


@kernel
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
    for kind in range(TYPES):
        reliance = _RELIANCE[kind]
        stay = 1.0
        for event in range(chance.shape[1]):
            rate = chance[kind, event]
            stay -= rate
            end = target[kind, event]
            if rate > 0.0 and end >= 0:
                for place in range(places):
                    after[end, place] += rate * before[kind, place]
        for place in range(places):
            after[kind, place] += (stay - up[reliance, place] - down[reliance, place]) * before[kind, place]
        if reliance > 0:
            for place in range(places):
                after[kind - _STEP, place] += up[reliance, place] * before[kind, place]
        if reliance < 2:
            for place in range(places):
                after[kind + _STEP, place] += down[reliance, place] * before[kind, place]


@kernel
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
