"""The way back through the choices of searchers: what each step of `field_market` does to the gradient.

Each function takes how much a value counts for what comes out of it (its derivative, `..._by`), and adds how much it
counts for what went in: the reverse mode of differentiation by hand (Griewank and Walther 2008, Evaluating Derivatives,
chapter 3). Where a step has a kink (a segment just open, everything just given) the side that does not move is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.field_market import CLOSED, CLOSING, FEW, ROUNDS, TINY, Slice, some_open
from veerkracht.stad.households import GROUPS, SEGMENTS
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]
    Real = NDArray[np.floating]


class Choices(NamedTuple):
    """How much what a slice of choices begins with counts; added to.

    Attributes:
        reached: shape (groups x segments, areas + pools).
        inside: shape (groups, homes).
        outside: shape (groups, pools).
        opening: at each round, shape (rounds + 1, segments).
        spare: shape (segments,).
    """

    reached: Grid
    inside: Grid
    outside: Grid
    opening: Grid
    spare: Grid


@summing
def some_open_back(opening: Grid, some_by: float, opening_by: Grid) -> None:
    """Go back through `some_open`."""
    for segment in range(SEGMENTS):
        others = 1.0
        for other in range(SEGMENTS):
            if other != segment:
                others *= 1.0 - opening[other]
        opening_by[segment] += some_by * others


@summing
def ask_back(part: Slice, step: int, flow_by: Grid, back: Choices) -> None:
    """Go back through `ask` of one round.

    Args:
        part: what the slice knows.
        step: of which round.
        flow_by: how much each flow counts, shape (segments + 1, segments); 0 within a segment.
        back: added to.
    """
    opening, flow, opening_by = part.opening[step], part.flow[step], back.opening[step]
    areas, pools = part.inside.shape[1] // SEGMENTS, part.outside.shape[1]
    some, some_by = some_open(opening), 0.0
    counts = np.empty((SEGMENTS + 1, SEGMENTS))
    for own in range(SEGMENTS + 1):
        for segment in range(SEGMENTS):
            counts[own, segment] = flow_by[own, segment] * opening[segment]
            opening_by[segment] += flow_by[own, segment] * flow[own, segment] / opening[segment]
    every, every_by = np.empty(areas), np.empty(areas)
    for group in range(GROUPS):
        _ask_inside_back(part, group, opening, counts, every, every_by, back, opening_by)
        row = group * SEGMENTS
        for pool in range(areas, areas + pools):
            options, each_by = TINY, 0.0
            for segment in range(SEGMENTS):
                options += opening[segment] * part.reached[row + segment, pool]
                each_by += counts[SEGMENTS, segment] * part.reached[row + segment, pool]
            one = part.outside[group, pool - areas] / options
            back.outside[group, pool - areas] += each_by * some / options
            some_by += each_by * one
            options_by = -each_by * one * some / options
            for segment in range(SEGMENTS):
                reached = part.reached[row + segment, pool]
                back.reached[row + segment, pool] += counts[SEGMENTS, segment] * one * some
                back.reached[row + segment, pool] += options_by * opening[segment]
                opening_by[segment] += options_by * reached
    some_open_back(opening, some_by, opening_by)


@summing
def _ask_inside_back(
    part: Slice,
    group: int,
    opening: Grid,
    counts: Grid,
    every: Grid,
    every_by: Grid,
    back: Choices,
    opening_by: Grid,
) -> None:
    """Go back through what the searchers in homes of one group ask."""
    areas, row = every.size, group * SEGMENTS
    owned, cheap, dear, private = part.reached[row], part.reached[row + 1], part.reached[row + 2], part.reached[row + 3]
    to_owned, to_cheap = back.reached[row], back.reached[row + 1]
    to_dear, to_private = back.reached[row + 2], back.reached[row + 3]
    for area in range(areas):
        some = opening[0] * owned[area] + opening[1] * cheap[area]
        every[area] = some + opening[2] * dear[area] + opening[3] * private[area] + TINY
        every_by[area] = 0.0
    for own in range(SEGMENTS):
        first, last, more = own * areas, (own + 1) * areas, 1.0 - opening[own]
        searchers, searchers_by = part.inside[group, first:last], back.inside[group, first:last]
        here, here_by = part.reached[row + own], back.reached[row + own]
        by_owned, by_cheap, by_dear, by_private = counts[own, 0], counts[own, 1], counts[own, 2], counts[own, 3]
        closed_by = 0.0
        for area in range(areas):
            one = 1.0 / (every[area] + more * here[area])
            each = searchers[area] * one
            each_by = (
                by_owned * owned[area] + by_cheap * cheap[area] + by_dear * dear[area] + by_private * private[area]
            )
            to_owned[area] += by_owned * each
            to_cheap[area] += by_cheap * each
            to_dear[area] += by_dear * each
            to_private[area] += by_private * each
            searchers_by[area] += each_by * one
            options_by = -each_by * each * one
            every_by[area] += options_by
            here_by[area] += options_by * more
            closed_by += options_by * here[area]
        opening_by[own] -= closed_by
    for segment in range(SEGMENTS):
        here, here_by, share = part.reached[row + segment], back.reached[row + segment], opening[segment]
        total = 0.0
        for area in range(areas):
            here_by[area] += every_by[area] * share
            total += every_by[area] * here[area]
        opening_by[segment] += total


@summing
def ration_back(flow: Grid, spare: Grid, given_by: Grid, flow_by: Grid, spare_by: Grid) -> None:
    """Go back through `ration`; `given_by` is used up, the others are added to."""
    given = np.empty((ROUNDS * SEGMENTS + 1, SEGMENTS))
    given[0, :] = 1.0
    for turn in range(ROUNDS * SEGMENTS):
        segment = turn % SEGMENTS
        given[turn + 1] = given[turn]
        asked, there = flow[SEGMENTS, segment], spare[segment]
        for other in range(SEGMENTS):
            asked += flow[other, segment]
            there += flow[segment, other] * given[turn, other]
        given[turn + 1, segment] = min(1.0, there / max(asked, FEW))
    for turn in range(ROUNDS * SEGMENTS - 1, -1, -1):
        segment = turn % SEGMENTS
        share, share_by = given[turn + 1, segment], given_by[segment]
        given_by[segment] = 0.0
        if share >= 1.0 or share_by == 0.0:
            continue
        asked = flow[SEGMENTS, segment]
        for other in range(SEGMENTS):
            asked += flow[other, segment]
        there_by = share_by / max(asked, FEW)
        asked_by = -share_by * share / asked if asked > FEW else 0.0
        spare_by[segment] += there_by
        flow_by[SEGMENTS, segment] += asked_by
        for other in range(SEGMENTS):
            flow_by[other, segment] += asked_by
            flow_by[segment, other] += there_by * given[turn, other]
            given_by[other] += there_by * flow[segment, other]


@summing
def find_opening_back(part: Slice, spare: Grid, given_by: Grid, back: Choices) -> None:
    """Go back through `find_opening`.

    Args:
        part: what the slice knows.
        spare: what a segment has above its reserve, shape (segments,).
        given_by: how much what is given counts, shape (segments,); used up.
        back: added to; how much the last opening counts is in it.
    """
    flow_by = np.zeros((SEGMENTS + 1, SEGMENTS))
    ration_back(part.flow[CLOSING], spare, given_by, flow_by, back.spare)
    for step in range(CLOSING, -1, -1):
        if step < CLOSING:
            flow_by[:] = 0.0
            _share_back(part, step, spare, flow_by, back)
        for segment in range(SEGMENTS):
            flow_by[segment, segment] = 0.0
        if np.abs(flow_by).max() > 0.0:
            ask_back(part, step, flow_by, back)


@summing
def _share_back(part: Slice, step: int, spare: Grid, flow_by: Grid, back: Choices) -> None:
    """Go back through how the opening of a round follows from that of the round before."""
    flow = part.flow[step]
    for segment in range(SEGMENTS):
        asked, there = flow[SEGMENTS, segment], spare[segment]
        for other in range(SEGMENTS):
            asked += flow[other, segment]
            there += flow[segment, other]
        share, by = part.opening[step, segment] * there / max(asked, FEW), back.opening[step + 1, segment]
        if share <= CLOSED or share >= 1.0 or by == 0.0:
            continue
        there_by = by * part.opening[step, segment] / max(asked, FEW)
        asked_by = -by * share / asked if asked > FEW else 0.0
        back.opening[step, segment] += by * there / max(asked, FEW)
        back.spare[segment] += there_by
        flow_by[SEGMENTS, segment] += asked_by
        for other in range(SEGMENTS):
            flow_by[other, segment] += asked_by
            flow_by[segment, other] += there_by


@summing
def choose_back(part: Slice, drawn_by: Real, inside_by: Grid, outside_by: Grid, given_by: Grid, back: Choices) -> None:
    """Go back through `choose`.

    Args:
        part: what the slice knows.
        drawn_by: how much what is drawn counts, shape (groups x segments, areas + pools).
        inside_by: how much who finds a home from a home counts, shape (groups, homes).
        outside_by: the same from pools, shape (groups, pools).
        given_by: added to, shape (segments,).
        back: added to.
    """
    opening, given = part.opening[CLOSING], part.given
    areas, pools = part.inside.shape[1] // SEGMENTS, part.outside.shape[1]
    some, some_by = some_open(opening), 0.0
    opening_by, both_by = back.opening[CLOSING], np.zeros(SEGMENTS)
    work = np.empty((5, areas))
    for group in range(GROUPS):
        _choose_inside_back(part, group, drawn_by, inside_by, work, back, both_by, given_by)
        row = group * SEGMENTS
        for pool in range(areas, areas + pools):
            options = TINY
            for segment in range(SEGMENTS):
                options += opening[segment] * part.reached[row + segment, pool]
            one, found_by, each_by = part.outside[group, pool - areas] / options, outside_by[group, pool - areas], 0.0
            for segment in range(SEGMENTS):
                reached, both = part.reached[row + segment, pool], opening[segment] * given[segment]
                share_by = drawn_by[row + segment, pool] + found_by * reached
                back.reached[row + segment, pool] += found_by * one * some * both
                each_by += share_by * both
                both_by[segment] += share_by * one * some
            back.outside[group, pool - areas] += each_by * some / options
            some_by += each_by * one
            options_by = -each_by * one * some / options
            for segment in range(SEGMENTS):
                back.reached[row + segment, pool] += options_by * opening[segment]
                opening_by[segment] += options_by * part.reached[row + segment, pool]
    for segment in range(SEGMENTS):
        opening_by[segment] += both_by[segment] * given[segment]
        given_by[segment] += both_by[segment] * opening[segment]
    some_open_back(opening, some_by, opening_by)


@summing
def _shared_back(
    part: Slice, group: int, drawn_by: Real, spread: Grid, work: Grid, back: Choices, both_by: Grid, given_by: Grid
) -> None:
    """Go back through what the choices of all homes of a group have in common; `work` as in `_choose_inside_back`."""
    every_by, get_by = work[3], work[4]
    opening, given, opening_by = part.opening[CLOSING], part.given, back.opening[CLOSING]
    areas, row = spread.size, group * SEGMENTS
    for segment in range(SEGMENTS):
        here, here_by, drawn = part.reached[row + segment], back.reached[row + segment], drawn_by[row + segment]
        share, part_given = opening[segment], given[segment]
        drawn_total, every_total, get_total = 0.0, 0.0, 0.0
        for area in range(areas):
            here_by[area] += (every_by[area] + get_by[area] * part_given) * share
            drawn_total += drawn[area] * spread[area]
            every_total += every_by[area] * here[area]
            get_total += get_by[area] * here[area]
        both_by[segment] += drawn_total
        opening_by[segment] += every_total + get_total * part_given
        given_by[segment] += get_total * share


@summing
def _choose_inside_back(
    part: Slice,
    group: int,
    drawn_by: Real,
    inside_by: Grid,
    work: Grid,
    back: Choices,
    both_by: Grid,
    given_by: Grid,
) -> None:
    """Go back through the choices of the searchers in homes of one group; `both` is opening x given."""
    every, get, spread_by, every_by, get_by = work[0], work[1], work[2], work[3], work[4]
    opening, given, opening_by = part.opening[CLOSING], part.given, back.opening[CLOSING]
    areas, row = every.size, group * SEGMENTS
    spread = np.zeros(areas)
    every[:], get[:], spread_by[:], every_by[:], get_by[:] = TINY, 0.0, 0.0, 0.0, 0.0
    for segment in range(SEGMENTS):
        share, both = opening[segment], opening[segment] * given[segment]
        reached, drawn = part.reached[row + segment], drawn_by[row + segment]
        for area in range(areas):
            every[area] += share * reached[area]
            get[area] += both * reached[area]
            spread_by[area] += both * drawn[area]
    for own in range(SEGMENTS):
        first, last = own * areas, (own + 1) * areas
        closed, more = 1.0 - opening[own], 1.0 - opening[own] * given[own]
        here, here_by, drawn = part.reached[row + own], back.reached[row + own], drawn_by[row + own]
        searchers, found_by = part.inside[group, first:last], inside_by[group, first:last]
        searchers_by = back.inside[group, first:last]
        more_by, closed_by = 0.0, 0.0
        for area in range(areas):
            one = 1.0 / (every[area] + closed * here[area])
            each = searchers[area] * one
            each_by = found_by[area] * (get[area] + more * here[area]) + drawn[area] * more + spread_by[area]
            whole_by, options_by = found_by[area] * each, -each_by * each * one
            spread[area] += each
            get_by[area] += whole_by
            every_by[area] += options_by
            searchers_by[area] += each_by * one
            here_by[area] += whole_by * more + options_by * closed
            more_by += whole_by * here[area] + drawn[area] * each
            closed_by += options_by * here[area]
        both_by[own] -= more_by
        opening_by[own] -= closed_by
    _shared_back(part, group, drawn_by, spread, work, back, both_by, given_by)


@summing
def weigh_homes_back(
    weight_by: Grid,
    supply: Grid,
    pull: Grid,
    pull_mean: Grid,
    fresh: Grid,
    factor: Grid,
    reliance: NDArray[np.int64],
    supply_by: Grid,
    factor_by: Grid,
    fresh_by: Grid,
) -> None:
    """Go back through `weigh_homes`; the last three are added to, shapes as those of what they count for."""
    areas = supply.size // SEGMENTS
    for group in range(GROUPS):
        for segment in range(SEGMENTS):
            first, last, mean = segment * areas, (segment + 1) * areas, pull_mean[group, segment]
            by, own, new = weight_by[group, first:last], pull[group, first:last], fresh[first:last]
            free, here = supply[first:last], factor[reliance[group], first:last]
            free_by, here_by = supply_by[first:last], factor_by[reliance[group], first:last]
            new_by = fresh_by[first:last]
            for area in range(areas):
                mixed = own[area] + new[area] * (mean - own[area])
                free_by[area] += by[area] * here[area] * mixed
                here_by[area] += by[area] * free[area] * mixed
                new_by[area] += by[area] * free[area] * here[area] * (mean - own[area])
