"""The mean field, second half of a year: who gets which home, in slices of the searchers. Twin of `micro_market`.

In the engine of households searchers come one by one. Here a year is cut in a few slices; in each, a part of them
chooses among what is then free. A segment that is scarce for those from outside it is open to them for a part of the
time, and what that part is follows from slice to slice from what they ask and what there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.households import GROUPS, SEGMENTS, SOCIAL
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]
    Real = NDArray[np.floating]

SLICES = 4
FINE = 8  # in so many parts the slaagkans too is the mean of the runs (law 8); in four it is some tenths of a point off
ROWS = GROUPS * SEGMENTS
CLOSING = 4  # how often the opening of segments is found anew in a slice
CLOSED = 1e-6  # the least that a segment opens
THIN = 0.02  # of the homes that may come free in a year: below this a home is often gone when somebody comes
TINY = 1e-12
FEW = 1e-9  # households: what is asked is never taken to be less
SPECK = 1e-6  # homes: fewer are none. Else, where all is full, the rounding of nothing decides who moves.
ROUNDS = 20
_IS_SOCIAL = np.isin(np.arange(SEGMENTS), SOCIAL)


class Slice(NamedTuple):
    """What one slice knows; kept for the way back of the gradient.

    Attributes:
        vacant: empty homes when it begins, shape (homes,).
        inside: searchers in homes, shape (groups, homes).
        outside: searchers in pools, shape (groups, pools).
        reached: what searchers find from each place, shape (groups x segments, areas + pools).
        pulled: what draws on homes from nearby, shape (groups x segments, areas).
        drawn: the same from everywhere, shape (groups x segments,).
        opening: of segments for who comes from outside them, after each round, shape (rounds + 1, segments).
        flow: what is asked at each of those, by segment (the pools last), shape (rounds + 1, segments + 1, segments).
        given: share of what is asked that they get, shape (segments,).
    """

    vacant: Grid
    inside: Grid
    outside: Grid
    reached: Grid
    pulled: Real
    drawn: Grid
    opening: Grid
    flow: Grid
    given: Grid

    @classmethod
    def empty(cls, *, areas: int, pools: int, dtype: type[np.floating]) -> Slice:
        """Return room for a slice in numbers that are near (float32) or nearer (float64)."""
        return cls(
            vacant=np.empty(SEGMENTS * areas),
            inside=np.empty((GROUPS, SEGMENTS * areas)),
            outside=np.empty((GROUPS, pools)),
            reached=np.empty((ROWS, areas + pools)),
            pulled=np.empty((ROWS, areas), dtype=dtype),
            drawn=np.empty(ROWS),
            opening=np.empty((CLOSING + 1, SEGMENTS)),
            flow=np.empty((CLOSING + 1, SEGMENTS + 1, SEGMENTS)),
            given=np.empty(SEGMENTS),
        )


@summing
def weigh_homes(
    stock: tuple[Grid, Grid, Grid],
    pull: Grid,
    pull_mean: Grid,
    avoid: Grid,
    steer: Grid,
    reliance: NDArray[np.int64],
    weight: Grid,
) -> None:
    """Fill the weight of homes for each group, as `micro_market.weigh` does.

    Args:
        stock: homes that may come free, all homes, and those of them built since the start; shape (homes,) each.
        pull: of homes, shape (groups, homes).
        pull_mean: of new homes, shape (groups, segments).
        avoid: factor of nuisance, shape (reliances, areas).
        steer: factor of how corporations let their homes, same shape.
        reliance: of groups, shape (groups,).
        weight: filled, shape (groups, homes).
    """
    supply, dwellings, fresh = stock
    areas = avoid.shape[1]
    new, factor = np.zeros(supply.size), np.empty(areas)
    for home in range(supply.size):
        if dwellings[home] > 0.0:
            new[home] = min(fresh[home] / dwellings[home], 1.0)
    for group in range(GROUPS):
        factor[:] = avoid[reliance[group]]
        for segment in range(SEGMENTS):
            first, last, mean = segment * areas, (segment + 1) * areas, pull_mean[group, segment]
            own, built, free = pull[group, first:last], new[first:last], supply[first:last]
            made, steered = weight[group, first:last], steer[reliance[group]]
            for area in range(areas):
                made[area] = free[area] * factor[area] * (own[area] + built[area] * (mean - own[area]))
            if _IS_SOCIAL[segment]:
                for area in range(areas):
                    made[area] *= steered[area]


@summing
def open_homes(weight: Grid, vacant: Grid, supply: Grid, small: Real, total: Grid) -> None:
    """Weigh only what is free: fill `small`, shape (groups x segments, areas), and its sums over areas."""
    areas = small.shape[1]
    free = np.empty(vacant.size)
    for home in range(vacant.size):
        there = vacant[home] if vacant[home] > SPECK else 0.0
        free[home] = there / (there + THIN * supply[home] + TINY)
    for row in range(ROWS):
        first, last = row % SEGMENTS * areas, (row % SEGMENTS + 1) * areas
        heavy, there_is = weight[row // SEGMENTS, first:last], free[first:last]
        some = 0.0
        for area in range(areas):
            value = heavy[area] * there_is[area]
            small[row, area] = value
            some += value
        total[row] = some


@summing
def reach(total: Grid, near: Real, far: Grid, reached: Grid) -> None:
    """Fill what searchers find from each place: shape (groups x segments, places); `near` is the weight nearby."""
    for row in range(ROWS):
        share = far[row % SEGMENTS]
        anywhere = share * total[row]
        for place in range(near.shape[1]):
            reached[row, place] = anywhere + (1.0 - share) * near[row, place]


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
            some_of_all = opening[0] * owned[area] + opening[1] * cheap[area]
            every[area] = some_of_all + opening[2] * dear[area] + opening[3] * private[area] + TINY
        for own in range(SEGMENTS):
            here, more = reached[row + own], 1.0 - opening[own]
            searchers = inside[group, own * areas : (own + 1) * areas]
            to_owned, to_cheap, to_dear, to_private = 0.0, 0.0, 0.0, 0.0
            for area in range(areas):
                each = searchers[area] / (every[area] + more * here[area])
                to_owned += each * owned[area]
                to_cheap += each * cheap[area]
                to_dear += each * dear[area]
                to_private += each * private[area]
            flow[own, 0] += opening[0] * to_owned
            flow[own, 1] += opening[1] * to_cheap
            flow[own, 2] += opening[2] * to_dear
            flow[own, 3] += opening[3] * to_private
        for pool in range(outside.shape[1]):
            options = TINY
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
    for _ in range(ROUNDS):
        for segment in range(SEGMENTS):
            asked, there = flow[SEGMENTS, segment], spare[segment]
            for other in range(SEGMENTS):
                asked += flow[other, segment]
                there += flow[segment, other] * given[other]
            given[segment] = min(1.0, there / max(asked, FEW))


@summing
def find_opening(part: Slice, spare: Grid) -> None:
    """Fill for what share of a slice each segment is open to those from outside it, and what is given in the end.

    A segment is open as long as it has more than its reserve. Who finds it closed chooses among the others, which then
    close sooner: found by repeating.

    Args:
        part: its `opening`, `flow` and `given` are filled.
        spare: what a segment has above its reserve, shape (segments,).
    """
    opening, flow = part.opening, part.flow
    opening[0, :] = 1.0
    for step in range(CLOSING):
        ask(part.reached, opening[step], part.inside, part.outside, flow[step])
        for segment in range(SEGMENTS):
            asked, there = flow[step, SEGMENTS, segment], spare[segment]
            for other in range(SEGMENTS):
                asked += flow[step, other, segment]
                there += flow[step, segment, other]
            share = opening[step, segment] * there / max(asked, FEW)
            opening[step + 1, segment] = min(max(share, CLOSED), 1.0)
    ask(part.reached, opening[CLOSING], part.inside, part.outside, flow[CLOSING])
    ration(flow[CLOSING], spare, part.given)


@summing
def total_of(drawn: Real, totals: Grid) -> None:
    """Fill the sums of rows."""
    for row in range(ROWS):
        total = 0.0
        for place in range(drawn.shape[1]):
            total += drawn[row, place]
        totals[row] = total


@summing
def choose(part: Slice, drawn: Real, found_inside: Grid, found_outside: Grid) -> None:
    """Fill how strongly searchers draw on what they reach, and how many find a home before homes run out.

    Args:
        part: what is reached, what is open and what is given; its `drawn` is filled.
        drawn: filled, shape (groups x segments, areas + pools).
        found_inside: filled, shape (groups, homes).
        found_outside: filled, shape (groups, pools).
    """
    reached, inside, outside, given = part.reached, part.inside, part.outside, part.given
    opening = part.opening[CLOSING]
    areas = inside.shape[1] // SEGMENTS
    some = some_open(opening)
    every, get, spread = np.empty(areas), np.empty(areas), np.empty(areas)
    for group in range(GROUPS):
        row = group * SEGMENTS
        every[:], get[:], spread[:] = TINY, 0.0, 0.0
        for segment in range(SEGMENTS):
            for area in range(areas):
                share = opening[segment] * reached[row + segment, area]
                every[area] += share
                get[area] += share * given[segment]
        for own in range(SEGMENTS):
            closed, more = 1.0 - opening[own], 1.0 - opening[own] * given[own]
            first, last = own * areas, (own + 1) * areas
            near, searchers, found_here = reached[row + own], inside[group, first:last], found_inside[group, first:last]
            for area in range(areas):
                each = searchers[area] / (every[area] + closed * near[area])
                found_here[area] = each * (get[area] + more * near[area])
                drawn[row + own, area] = each * more
                spread[area] += each
        for segment in range(SEGMENTS):
            for area in range(areas):
                drawn[row + segment, area] += spread[area] * opening[segment] * given[segment]
        for pool in range(outside.shape[1]):
            options = TINY
            for segment in range(SEGMENTS):
                options += opening[segment] * reached[row + segment, areas + pool]
            each = outside[group, pool] / options * some
            found = 0.0
            for segment in range(SEGMENTS):
                share = each * opening[segment] * given[segment]
                drawn[row + segment, areas + pool] = share
                found += share * reached[row + segment, areas + pool]
            found_outside[group, pool] = found
    total_of(drawn, part.drawn)
