"""The market of a year in the mean field: slices of searchers, one after the other, until the year is over."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.field_market import ROWS, TINY, Slice, choose, find_opening, open_homes, reach
from veerkracht.stad.households import GROUPS, SEGMENTS
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Grid = NDArray[np.float64]
    Real = NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a market begins with.

    Attributes:
        weight: of homes for groups, shape (groups, homes).
        supply: homes that are or may come free, shape (homes,).
        vacant: homes that are free, shape (homes,).
        reserve: empty homes that are not for who comes from outside the segment, shape (segments,).
        inside: searchers in homes, shape (groups, homes).
        outside: searchers in pools, shape (groups, pools).
    """

    weight: Grid
    supply: Grid
    vacant: Grid
    reserve: Grid
    inside: Grid
    outside: Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Where the market is: the same in every year.

    Attributes:
        near: nearness of areas and pools to areas, shape (areas + pools, areas).
        back: the same turned over, shape (areas, areas + pools).
        far: share of searchers who do not mind distance, shape (segments,).
    """

    near: Real
    back: Real
    far: Grid


class Clearing(NamedTuple):
    """What a market ends with; filled.

    Attributes:
        arrived: who came, shape (groups, homes).
        found_inside: searchers in homes who found another, shape (groups, homes).
        found_outside: searchers in pools who found a home, shape (groups, pools).
        let_outside: of those, who found one of a corporation, shape (groups, pools).
        vacant: homes that are free, shape (homes,).
        squeezed: see `make_fit`, shape (2, homes).
    """

    arrived: Grid
    found_inside: Grid
    found_outside: Grid
    let_outside: Grid
    vacant: Grid
    squeezed: Grid

    @classmethod
    def empty(cls, *, areas: int, pools: int) -> Clearing:
        """Return room for the end of a market."""
        homes = SEGMENTS * areas
        return cls(
            arrived=np.empty((GROUPS, homes)),
            found_inside=np.empty((GROUPS, homes)),
            found_outside=np.empty((GROUPS, pools)),
            let_outside=np.empty((GROUPS, pools)),
            vacant=np.empty(homes),
            squeezed=np.empty((2, homes)),
        )


class Room(NamedTuple):
    """Arrays that are filled again in each slice.

    Attributes:
        small: weight of what is free, shape (groups x segments, areas).
        total: sum of it, shape (groups x segments,).
        nearby: what searchers find near, shape (groups x segments, areas + pools).
        drawn: how strongly searchers draw, same shape.
        inflow: who wants each home, shape (groups, homes).
        ratio: what part of them it can take, shape (homes,).
        found_inside: who would find a home if none ran out, shape (groups, homes).
        found_outside: the same from pools, shape (groups, pools).
        late_inside: who found nothing in the last slice, shape (groups, homes).
        late_outside: the same in pools, shape (groups, pools).
    """

    small: Real
    total: Grid
    nearby: Real
    drawn: Real
    inflow: Grid
    ratio: Grid
    found_inside: Grid
    found_outside: Grid
    late_inside: Grid
    late_outside: Grid

    @classmethod
    def empty(cls, *, areas: int, pools: int, dtype: type[np.floating]) -> Room:
        """Return room for a city."""
        homes, places = SEGMENTS * areas, areas + pools
        return cls(
            small=np.empty((ROWS, areas), dtype=dtype),
            total=np.empty(ROWS),
            nearby=np.empty((ROWS, places), dtype=dtype),
            drawn=np.empty((ROWS, places), dtype=dtype),
            inflow=np.empty((GROUPS, homes)),
            ratio=np.empty(homes),
            found_inside=np.empty((GROUPS, homes)),
            found_outside=np.empty((GROUPS, pools)),
            late_inside=np.empty((GROUPS, homes)),
            late_outside=np.empty((GROUPS, pools)),
        )


def clear(offer: Offer, *, space: Space, room: Room, parts: Sequence[Slice], end: Clearing) -> None:
    """Fill who got which home.

    Args:
        offer: what the market begins with.
        space: nearness of places.
        room: arrays to work in.
        parts: one per slice, filled; two in turns if nobody looks back.
        end: filled.
    """
    parts[0].vacant[:] = offer.vacant
    np.divide(offer.inside, len(parts), out=parts[0].inside)
    np.divide(offer.outside, len(parts), out=parts[0].outside)
    for array in (end.arrived, end.found_inside, end.found_outside, end.let_outside):
        array[:] = 0.0
    last = parts[-1]._replace(vacant=end.vacant, inside=room.late_inside, outside=room.late_outside)
    for part, following in pairwise((*parts, last)):
        choices_of(part, offer=offer, space=space, room=room)
        want(part, room, space.far)
        hand_out(part, room, end, offer.inside, offer.outside, len(parts), following)
    make_fit(end.arrived, end.vacant, end.squeezed)


def choices_of(part: Slice, *, offer: Offer, space: Space, room: Room) -> None:
    """Let one slice of the searchers choose among what is free; fills `room`, and what `part` learns."""
    open_homes(offer.weight, part.vacant, offer.supply, room.small, room.total)
    np.matmul(room.small, space.back, out=room.nearby)
    reach(room.total, room.nearby, space.far, part.reached)
    spare = np.maximum(part.vacant.reshape(SEGMENTS, -1).sum(axis=1) - offer.reserve, 0.0)
    find_opening(part, spare)
    choose(part, room.drawn, room.found_inside, room.found_outside)
    np.matmul(room.drawn, space.near, out=part.pulled)


@summing
def want(part: Slice, room: Room, far: Grid) -> None:
    """Fill who wants each home and what part of them it can take: what is free now, and what its households leave."""
    areas = room.small.shape[1]
    wanted = np.zeros(room.ratio.size)
    room.ratio[:] = 0.0
    for row in range(ROWS):
        group, segment = row // SEGMENTS, row % SEGMENTS
        first, last, share = segment * areas, (segment + 1) * areas, far[segment]
        flow, found = room.inflow[group, first:last], room.found_inside[group, first:last]
        asked, free = wanted[first:last], room.ratio[first:last]
        small, pulled, anywhere = room.small[row], part.pulled[row], share * part.drawn[row]
        for area in range(areas):
            flow[area] = small[area] * (anywhere + (1.0 - share) * pulled[area])
            asked[area] += flow[area]
            free[area] += found[area]
    for home in range(wanted.size):
        free = max(part.vacant[home], 0.0) + room.ratio[home]
        room.ratio[home] = min(free / max(wanted[home], TINY), 1.0)


@summing
def hand_out(
    part: Slice, room: Room, end: Clearing, inside: Grid, outside: Grid, slices: int, following: Slice
) -> None:
    """Give homes to who wants them, and let who is turned away search again in the next slice.

    Groups, not places, are kept apart among those who are turned away.

    Args:
        part: this slice.
        room: who wants what.
        end: who came and who found a home are added to it.
        inside: searchers of the whole year in homes, shape (groups, homes).
        outside: the same in pools, shape (groups, pools).
        slices: in how many parts they come.
        following: what the next slice begins with is filled.
    """
    homes = room.ratio.size
    following.vacant[:] = part.vacant
    for group in range(GROUPS):
        flow, found = room.inflow[group], room.found_inside[group]
        asked, met, moved = 0.0, 0.0, 0.0
        for home in range(homes):
            asked += flow[home]
            met += flow[home] * room.ratio[home]
            moved += found[home]
        success = met / max(asked, TINY)
        for pool in range(outside.shape[1]):
            moved += room.found_outside[group, pool]
            got = room.found_outside[group, pool] * success
            end.found_outside[group, pool] += got
            following.outside[group, pool] = outside[group, pool] / slices + part.outside[group, pool] - got
        keep = moved * success / max(met, TINY)
        for segment in (1, 2):  # cheap and dear: of corporations
            row, first = group * SEGMENTS + segment, segment * (homes // SEGMENTS)
            asked, met = 0.0, 0.0
            for home in range(first, first + homes // SEGMENTS):
                asked += flow[home]
                met += flow[home] * room.ratio[home]
            for pool in range(outside.shape[1]):
                place = homes // SEGMENTS + pool
                mine = room.drawn[row, place] * part.reached[row, place]
                end.let_outside[group, pool] += mine * met / max(asked, TINY) * keep
        for home in range(homes):
            came, gone = flow[home] * room.ratio[home] * keep, found[home] * success
            end.arrived[group, home] += came
            end.found_inside[group, home] += gone
            following.inside[group, home] = inside[group, home] / slices + part.inside[group, home] - gone
            following.vacant[home] += gone - came


@summing
def make_fit(arrived: Grid, vacant: Grid, squeezed: Grid) -> None:
    """Let a home hold one household: who came to a home that was full goes to free homes of that segment.

    In a slice as many come as there is room for if all who chose another home leave; some of those find nothing and
    stay. In most years it is nothing; where very many are sent to a few areas, about a home in each.

    Args:
        arrived: who came, shape (groups, homes); changed.
        vacant: homes that are free, shape (homes,), below 0 where more came than there was room; changed.
        squeezed: filled for the way back: what part of who came goes elsewhere, and what was free; shape (2, homes).
    """
    areas = vacant.size // SEGMENTS
    part, free = squeezed[0], squeezed[1]
    free[:] = vacant
    for home in range(vacant.size):
        came = 0.0
        for group in range(GROUPS):
            came += arrived[group, home]
        part[home] = min(-vacant[home] / max(came, TINY), 1.0) if vacant[home] < 0.0 else 0.0
    for segment in range(SEGMENTS):
        first, last = segment * areas, (segment + 1) * areas
        there, short = room_of(free[first:last])
        if short <= 0.0:
            continue
        fits = min(there / short, 1.0)
        for home in range(first, last):
            part[home] *= fits
        for group in range(GROUPS):
            moved = 0.0
            for home in range(first, last):
                moved += arrived[group, home] * part[home]
            for home in range(first, last):
                more = moved * max(free[home], 0.0) / max(there, TINY) - arrived[group, home] * part[home]
                arrived[group, home] += more
                vacant[home] -= more


@summing
def room_of(free: Grid) -> tuple[float, float]:
    """Return how many homes are free, and how many are short."""
    there, short = 0.0, 0.0
    for home in range(free.size):
        there += max(free[home], 0.0)
        short -= min(free[home], 0.0)
    return there, short
