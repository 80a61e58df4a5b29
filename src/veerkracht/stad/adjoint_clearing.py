"""The way back through the market of a year: what `field_clearing` does to the gradient, last slice first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.adjoint_market import Choices, choose_back, find_opening_back
from veerkracht.stad.field_clearing import Clearing, Offer, Room, Space, room_of, want
from veerkracht.stad.field_market import CLOSING, ROWS, SPECK, THIN, TINY, Slice, choose, open_homes
from veerkracht.stad.households import GROUPS, SEGMENTS
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Grid = NDArray[np.float64]
    Real = NDArray[np.floating]


class Given(NamedTuple):
    """How much what a market ends with counts.

    Attributes:
        arrived: shape (groups, homes).
        found_inside: shape (groups, homes).
        found_outside: shape (groups, pools).
    """

    arrived: Grid
    found_inside: Grid
    found_outside: Grid


class Asked(NamedTuple):
    """How much what a market begins with counts; filled.

    Attributes:
        weight: shape (groups, homes).
        supply: shape (homes,).
        vacant: shape (homes,).
        inside: shape (groups, homes).
        outside: shape (groups, pools).
    """

    weight: Grid
    supply: Grid
    vacant: Grid
    inside: Grid
    outside: Grid


class BackRoom(NamedTuple):
    """Arrays that are filled again in each slice on the way back; shapes as in `Room`, of how much it counts.

    Attributes:
        choices: how much what a slice of choices begins with counts.
        found_inside: who would find a home from a home, shape (groups, homes).
        found_outside: the same from pools, shape (groups, pools).
        small: weight of what is free, shape (groups x segments, areas).
        pulled: shape (groups x segments, areas).
        anywhere: what is drawn from everywhere, shape (groups x segments,).
        drawn: shape (groups x segments, areas + pools).
        nearby: shape (groups x segments, areas + pools).
        total: shape (groups x segments,).
        nearer: weight of what is free, by who is near, shape (groups x segments, areas).
    """

    choices: Choices
    found_inside: Grid
    found_outside: Grid
    small: Grid
    pulled: Real
    anywhere: Grid
    drawn: Real
    nearby: Real
    total: Grid
    nearer: Real

    @classmethod
    def empty(cls, *, areas: int, pools: int, dtype: type[np.floating]) -> BackRoom:
        """Return room for a city."""
        homes, places = SEGMENTS * areas, areas + pools
        return cls(
            choices=Choices(
                reached=np.zeros((ROWS, places)),
                inside=np.zeros((GROUPS, homes)),
                outside=np.zeros((GROUPS, pools)),
                opening=np.zeros((CLOSING + 1, SEGMENTS)),
                spare=np.zeros(SEGMENTS),
            ),
            found_inside=np.empty((GROUPS, homes)),
            found_outside=np.empty((GROUPS, pools)),
            small=np.empty((ROWS, areas)),
            pulled=np.empty((ROWS, areas), dtype=dtype),
            anywhere=np.empty(ROWS),
            drawn=np.empty((ROWS, places), dtype=dtype),
            nearby=np.empty((ROWS, places), dtype=dtype),
            total=np.empty(ROWS),
            nearer=np.empty((ROWS, areas), dtype=dtype),
        )


def clear_back(
    offer: Offer,
    *,
    space: Space,
    parts: Sequence[Slice],
    end: Clearing,
    given: Given,
    rooms: tuple[Room, BackRoom],
) -> Asked:
    """Return how much what the market began with counts.

    Args:
        offer: what it began with.
        space: nearness of places.
        parts: what each slice knew.
        end: what it ended with.
        given: how much that counts; what is vacant at the end counts for nothing. Changed.
        rooms: arrays to work in.
    """
    room, back = rooms
    homes = len(offer.supply)
    asked = Asked(
        weight=np.zeros((GROUPS, homes)),
        supply=np.zeros(homes),
        vacant=np.zeros(homes),
        inside=np.zeros((GROUPS, homes)),
        outside=np.zeros(offer.outside.shape),
    )
    choices = back.choices
    choices.inside[:], choices.outside[:] = 0.0, 0.0
    make_fit_back(end.arrived, end.squeezed, given.arrived, asked.vacant)
    for part in reversed(parts):
        choices.reached[:], choices.opening[:], choices.spare[:] = 0.0, 0.0, 0.0
        open_homes(offer.weight, part.vacant, offer.supply, room.small, room.total)
        choose(part, room.drawn, room.found_inside, room.found_outside)
        want(part, room, space.far)
        hand_out_back(part, room, given, space.far, asked.vacant, back)
        np.matmul(back.pulled, space.back, out=back.drawn)
        given_by = np.zeros(SEGMENTS)
        spare = part.vacant.reshape(SEGMENTS, -1).sum(axis=1) - offer.reserve
        add_rows(back.drawn, back.anywhere)
        choose_back(part, back.drawn, back.found_inside, back.found_outside, given_by, choices)
        find_opening_back(part, np.maximum(spare, 0.0), given_by, choices)
        reach_back(choices.reached, space.far, back.nearby, back.total)
        np.matmul(back.nearby, space.near, out=back.nearer)
        choices.spare[spare <= 0.0] = 0.0
        open_homes_back(offer.weight, part.vacant, offer.supply, back, asked)
        np.add(asked.inside, choices.inside / len(parts), out=asked.inside)
        np.add(asked.outside, choices.outside / len(parts), out=asked.outside)
    return asked


@summing
def make_fit_back(arrived: Grid, squeezed: Grid, arrived_by: Grid, vacant_by: Grid) -> None:
    """Go back through `make_fit`.

    Args:
        arrived: who came in the end, shape (groups, homes).
        squeezed: what part of who came went elsewhere, and what was free; shape (2, homes).
        arrived_by: how much who came in the end counts; then, who came at first.
        vacant_by: filled where homes were free or short; shape (homes,).
    """
    part, free = squeezed[0], squeezed[1]
    areas = free.size // SEGMENTS
    moved, moved_by = np.empty(GROUPS), np.empty(GROUPS)
    for segment in range(SEGMENTS):
        first, last = segment * areas, (segment + 1) * areas
        there, short = room_of(free[first:last])
        if short <= 0.0 or there <= 0.0:
            continue
        for group in range(GROUPS):
            moved[group], moved_by[group] = 0.0, 0.0
            for home in range(first, last):
                moved[group] += arrived[group, home] * part[home] / max(1.0 - part[home], TINY)
                moved_by[group] += arrived_by[group, home] * max(free[home], 0.0) / there
        for home in range(first, last):
            by, came = 0.0, 0.0
            if free[home] >= 0.0:
                for group in range(GROUPS):
                    by += moved[group] * (arrived_by[group, home] - moved_by[group])
                vacant_by[home] = by / there if free[home] > 0.0 else 0.0
                continue
            for group in range(GROUPS):
                before = arrived[group, home] / max(1.0 - part[home], TINY)
                by += (moved_by[group] - arrived_by[group, home]) * before
                came += before
            for group in range(GROUPS):
                arrived_by[group, home] += part[home] * (
                    moved_by[group] - arrived_by[group, home] - by / max(came, TINY)
                )
            vacant_by[home] = -by / max(came, TINY)


@summing
def add_rows(drawn: Real, more: Grid) -> None:
    """Add a number to each row."""
    for row in range(ROWS):
        for place in range(drawn.shape[1]):
            drawn[row, place] += more[row]


@summing
def hand_out_back(part: Slice, room: Room, given: Given, far: Grid, vacant_by: Grid, back: BackRoom) -> None:
    """Go back through `hand_out` and `want`.

    Args:
        part: what the slice knew.
        room: who wanted what, worked out again.
        given: how much what the market ended with counts.
        far: share of searchers who do not mind distance, shape (segments,).
        vacant_by: how much what was free at the end of the slice counts; then, what was free at its begin.
        back: how much late searchers count stands in `choices`; the rest is filled.
    """
    areas, homes = room.small.shape[1], room.ratio.size
    wanted, ratio_by, free_by = np.zeros(homes), np.zeros(homes), np.zeros(homes)
    inflow_by = np.empty((GROUPS, homes))
    for group in range(GROUPS):
        _hand_group_back(room, group, given, vacant_by, back, inflow_by[group], wanted, ratio_by)
    for home in range(homes):
        wanted_by = 0.0
        if room.ratio[home] < 1.0 and wanted[home] > TINY:
            free_by[home] = ratio_by[home] / wanted[home]
            wanted_by = -free_by[home] * room.ratio[home]
        if part.vacant[home] > 0.0:
            vacant_by[home] += free_by[home]
        wanted[home] = wanted_by
    for row in range(ROWS):
        group, segment = row // SEGMENTS, row % SEGMENTS
        first, last, share = segment * areas, (segment + 1) * areas, far[segment]
        flow_by, found_by = inflow_by[group, first:last], back.found_inside[group, first:last]
        small, pulled, anywhere = room.small[row], part.pulled[row], share * part.drawn[row]
        small_by, pulled_by = back.small[row], back.pulled[row]
        more, free = wanted[first:last], free_by[first:last]
        total = 0.0
        for area in range(areas):
            by = flow_by[area] + more[area]
            found_by[area] += free[area]
            small_by[area] = by * (anywhere + (1.0 - share) * pulled[area])
            pulled_by[area] = by * small[area] * (1.0 - share)
            total += by * small[area]
        back.anywhere[row] = share * total


@summing
def _hand_group_back(
    room: Room, group: int, given: Given, vacant_by: Grid, back: BackRoom, flow_by: Grid, wanted: Grid, ratio_by: Grid
) -> None:
    """Go back through what one group was given; `wanted` and `ratio_by` are added to."""
    homes, ratio = room.ratio.size, room.ratio
    flow, found = room.inflow[group], room.found_inside[group]
    arrived, gone, late = given.arrived[group], given.found_inside[group], back.choices.inside[group]
    asked, met, moved, keep_by, success_by = 0.0, 0.0, 0.0, 0.0, 0.0
    for home in range(homes):
        got = flow[home] * ratio[home]
        asked += flow[home]
        met += got
        moved += found[home]
        keep_by += (arrived[home] - vacant_by[home]) * got
        success_by += (gone[home] + vacant_by[home] - late[home]) * found[home]
        wanted[home] += flow[home]
    for pool in range(room.found_outside.shape[1]):
        moved += room.found_outside[group, pool]
        by = given.found_outside[group, pool] - back.choices.outside[group, pool]
        success_by += by * room.found_outside[group, pool]
    success = met / max(asked, TINY)
    keep = moved * success / max(met, TINY)
    moved_by = keep_by * success / max(met, TINY)
    success_by += keep_by * moved / max(met, TINY)
    met_by = success_by / max(asked, TINY) - (keep_by * keep / met if met > TINY else 0.0)
    asked_by = -success_by * success / asked if asked > TINY else 0.0
    found_by = back.found_inside[group]
    for home in range(homes):
        by = (arrived[home] - vacant_by[home]) * keep + met_by
        found_by[home] = (gone[home] + vacant_by[home] - late[home]) * success + moved_by
        flow_by[home] = by * ratio[home] + asked_by
        ratio_by[home] += by * flow[home]
    for pool in range(room.found_outside.shape[1]):
        by = given.found_outside[group, pool] - back.choices.outside[group, pool]
        back.found_outside[group, pool] = by * success + moved_by


@summing
def reach_back(reached_by: Grid, far: Grid, nearby_by: Real, total_by: Grid) -> None:
    """Go back through `reach`; the last two are filled."""
    for row in range(ROWS):
        share = far[row % SEGMENTS]
        total = 0.0
        for place in range(reached_by.shape[1]):
            total += reached_by[row, place]
            nearby_by[row, place] = (1.0 - share) * reached_by[row, place]
        total_by[row] = share * total


@summing
def open_homes_back(weight: Grid, vacant: Grid, supply: Grid, back: BackRoom, asked: Asked) -> None:
    """Go back through `open_homes` and what is spare in a segment; `asked` is added to."""
    areas, homes = back.small.shape[1], vacant.size
    free, free_by = np.empty(homes), np.zeros(homes)
    for home in range(homes):
        there = vacant[home] if vacant[home] > SPECK else 0.0
        free[home] = there / (there + THIN * supply[home] + TINY)
    for row in range(ROWS):
        group, first, last = row // SEGMENTS, row % SEGMENTS * areas, (row % SEGMENTS + 1) * areas
        heavy, heavy_by = weight[group, first:last], asked.weight[group, first:last]
        share, share_by = free[first:last], free_by[first:last]
        one, other, both = back.small[row], back.nearer[row], back.total[row]
        for area in range(areas):
            by = one[area] + other[area] + both
            heavy_by[area] += by * share[area]
            share_by[area] += by * heavy[area]
    for home in range(homes):
        there = vacant[home] if vacant[home] > SPECK else 0.0
        thin = THIN * supply[home] + TINY
        slope = free_by[home] / (there + thin) ** 2
        asked.supply[home] -= slope * there * THIN
        if vacant[home] > SPECK:
            asked.vacant[home] += slope * thin
        asked.vacant[home] += back.choices.spare[home // areas]
