"""The mean field, second half of a year: who gets which home, in slices of the searchers. Twin of `micro_market`.

In the engine of households searchers come one by one. Here a year is cut in a few slices; in each, a part of them
chooses among what is then free. A segment that is scarce for those from outside it is open to them for a part of the
time, and what that part is follows from slice to slice from what they ask and what there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.households import GROUPS, SEGMENTS
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]
    Small = NDArray[np.float32]

SLICES = 4
ROWS = GROUPS * SEGMENTS
THIN = 0.02  # of the homes that may come free in a year: below this a home is often gone when somebody comes
_TINY = 1e-12
_ROUNDS = 20


class Slice(NamedTuple):
    """What one slice knows; kept for the way back of the gradient.

    Attributes:
        vacant: empty homes when it begins, shape (homes,).
        inside: searchers in homes, shape (groups, homes).
        outside: searchers in pools, shape (groups, pools).
    """

    vacant: Grid
    inside: Grid
    outside: Grid


@summing
def weigh_homes(
    supply: Grid, pull: Grid, pull_mean: Grid, fresh: Grid, factor: Grid, reliance: NDArray[np.int64], weight: Grid
) -> None:
    """Fill the weight of homes for each group, as `micro_market.weigh` does; shapes as there."""
    homes = supply.size
    areas = homes // SEGMENTS
    for group in range(GROUPS):
        for home in range(homes):
            here = pull[group, home]
            here += fresh[home] * (pull_mean[group, home // areas] - here)
            weight[group, home] = supply[home] * factor[reliance[group], home] * here


@summing
def open_homes(weight: Grid, vacant: Grid, supply: Grid, small: Small, total: Grid) -> None:
    """Weigh only what is free: fill `small`, shape (groups x segments, areas), and its sums over areas."""
    areas = small.shape[1]
    for group in range(GROUPS):
        for segment in range(SEGMENTS):
            row = group * SEGMENTS + segment
            total[row] = 0.0
            for area in range(areas):
                home = segment * areas + area
                free = max(vacant[home], 0.0)
                value = weight[group, home] * free / (free + THIN * supply[home] + _TINY)
                small[row, area] = np.float32(value)
                total[row] += value


@summing
def reach(total: Grid, near: Small, far: Grid, reached: Grid) -> None:
    """Fill what searchers find from each place: shape (groups x segments, places); `near` is the weight nearby."""
    for row in range(ROWS):
        share = far[row % SEGMENTS]
        for place in range(near.shape[1]):
            reached[row, place] = share * total[row] + (1.0 - share) * near[row, place]


@summing
def some_open(opening: Grid) -> float:
    """Return the chance that who has no home finds any segment open: segments close and open on their own."""
    closed = 1.0
    for segment in range(SEGMENTS):
        closed *= 1.0 - opening[segment]
    return 1.0 - closed


@summing
def ask(reached: Grid, opening: Grid, inside: Grid, outside: Grid, flow: Grid) -> None:
    """Fill what each segment is asked by those from outside it: shape (segments + 1, segments), from and to.

    Args:
        reached: shape (groups x segments, areas + pools).
        opening: shape (segments,).
        inside: searchers in homes, shape (groups, homes).
        outside: searchers in pools, shape (groups, pools); they stand in the last row of `flow`.
        flow: filled.
    """
    areas = inside.shape[1] // SEGMENTS
    some = some_open(opening)
    flow[:] = 0.0
    every = np.empty(areas)
    for group in range(GROUPS):
        row = group * SEGMENTS
        # The four segments are written out and areas run last, so that the processor takes several at a time.
        owned, cheap, dear, private = reached[row], reached[row + 1], reached[row + 2], reached[row + 3]
        for area in range(areas):
            every[area] = opening[0] * owned[area] + opening[1] * cheap[area]
            every[area] += opening[2] * dear[area] + opening[3] * private[area] + _TINY
        for own in range(SEGMENTS):
            here = reached[row + own]
            searchers = inside[group, own * areas : (own + 1) * areas]
            to_owned, to_cheap, to_dear, to_private = 0.0, 0.0, 0.0, 0.0
            for area in range(areas):
                each = searchers[area] / (every[area] + (1.0 - opening[own]) * here[area])
                to_owned += each * owned[area]
                to_cheap += each * cheap[area]
                to_dear += each * dear[area]
                to_private += each * private[area]
            flow[own, 0] += opening[0] * to_owned
            flow[own, 1] += opening[1] * to_cheap
            flow[own, 2] += opening[2] * to_dear
            flow[own, 3] += opening[3] * to_private
        for pool in range(outside.shape[1]):
            options = _TINY
            for segment in range(SEGMENTS):
                options += opening[segment] * reached[row + segment, areas + pool]
            each = outside[group, pool] / options * some
            for segment in range(SEGMENTS):
                flow[SEGMENTS, segment] += each * opening[segment] * reached[row + segment, areas + pool]
    for segment in range(SEGMENTS):
        flow[segment, segment] = 0.0


@summing
def ration(flow: Grid, spare: Grid, given: Grid) -> None:
    """Fill the share of what those from outside a segment ask that they get, shape (segments,).

    What a segment has for them is what is spare and what its own households leave for other segments, and that depends
    in turn on what those give: repeated until it rests.
    """
    given[:] = 1.0
    for _ in range(_ROUNDS):
        for segment in range(SEGMENTS):
            asked, there = flow[SEGMENTS, segment], spare[segment]
            for other in range(SEGMENTS):
                asked += flow[other, segment]
                there += flow[segment, other] * given[other]
            given[segment] = min(1.0, there / max(asked, 1e-9))


@summing
def choose(
    reached: Grid,
    opening: Grid,
    given: Grid,
    inside: Grid,
    outside: Grid,
    drawn: Small,
    found_inside: Grid,
    found_outside: Grid,
) -> None:
    """Fill how strongly searchers draw on what they reach, and how many find a home before homes run out.

    Args:
        reached: shape (groups x segments, areas + pools).
        opening: shape (segments,).
        given: share of what those from outside a segment ask that they get, shape (segments,).
        inside: shape (groups, homes).
        outside: shape (groups, pools).
        drawn: filled, shape (groups x segments, areas + pools).
        found_inside: filled, shape (groups, homes).
        found_outside: filled, shape (groups, pools).
    """
    areas = inside.shape[1] // SEGMENTS
    some = some_open(opening)
    every, get, spread = np.empty(areas), np.empty(areas), np.empty(areas)
    for group in range(GROUPS):
        row = group * SEGMENTS
        every[:], get[:], spread[:] = _TINY, 0.0, 0.0
        for segment in range(SEGMENTS):
            for area in range(areas):
                part = opening[segment] * reached[row + segment, area]
                every[area] += part
                get[area] += part * given[segment]
        for own in range(SEGMENTS):
            more = 1.0 - opening[own] * given[own]
            for area in range(areas):
                here = reached[row + own, area]
                home = own * areas + area
                each = inside[group, home] / (every[area] + (1.0 - opening[own]) * here)
                found_inside[group, home] = each * (get[area] + more * here)
                drawn[row + own, area] = np.float32(each * more)
                spread[area] += each
        for segment in range(SEGMENTS):
            for area in range(areas):
                drawn[row + segment, area] += np.float32(spread[area] * opening[segment] * given[segment])
        for pool in range(outside.shape[1]):
            options = _TINY
            for segment in range(SEGMENTS):
                options += opening[segment] * reached[row + segment, areas + pool]
            each = outside[group, pool] / options * some
            found = 0.0
            for segment in range(SEGMENTS):
                part = each * opening[segment] * given[segment]
                drawn[row + segment, areas + pool] = np.float32(part)
                found += part * reached[row + segment, areas + pool]
            found_outside[group, pool] = found


@summing
def arrive(small: Small, pulled: Small, drawn_total: Grid, far: Grid, inflow: Grid, asked: Grid) -> None:
    """Fill who wants each home, shape (groups, homes), and the sum over groups, shape (homes,)."""
    areas = small.shape[1]
    asked[:] = 0.0
    for group in range(GROUPS):
        for segment in range(SEGMENTS):
            row = group * SEGMENTS + segment
            share = far[segment]
            for area in range(areas):
                value = small[row, area] * (share * drawn_total[row] + (1.0 - share) * pulled[row, area])
                inflow[group, segment * areas + area] = value
                asked[segment * areas + area] += value
