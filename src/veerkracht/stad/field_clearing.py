"""The market of a year in the mean field: slices of searchers, one after the other, until the year is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.field_market import (
    ROWS,
    SLICES,
    Slice,
    arrive,
    ask,
    choose,
    open_homes,
    ration,
    reach,
)
from veerkracht.stad.households import GROUPS, SEGMENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

_CLOSING = 4  # how often the opening of segments is found anew in a slice
_CLOSED = 1e-6


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
class Clearing:
    """What a market ends with.

    Attributes:
        arrived: who came, shape (groups, homes).
        found_inside: searchers in homes who found another, shape (groups, homes).
        found_outside: searchers in pools who found a home, shape (groups, pools).
        vacant: homes that are free, shape (homes,).
        slices: what each slice began with.
    """

    arrived: Grid
    found_inside: Grid
    found_outside: Grid
    vacant: Grid
    slices: tuple[Slice, ...]


@dataclass(slots=True, kw_only=True)
class Room:
    """Arrays that are filled again in each slice."""

    small: NDArray[np.float32]
    total: Grid
    reached: Grid
    flow: Grid
    given: Grid
    drawn: NDArray[np.float32]
    found_inside: Grid
    found_outside: Grid
    inflow: Grid
    wanted: Grid

    @classmethod
    def of(cls, *, areas: int, pools: int) -> Room:
        """Return room for a city."""
        homes = SEGMENTS * areas
        return cls(
            small=np.zeros((ROWS, areas), dtype=np.float32),
            total=np.zeros(ROWS),
            reached=np.zeros((ROWS, areas + pools)),
            flow=np.zeros((SEGMENTS + 1, SEGMENTS)),
            given=np.ones(SEGMENTS),
            drawn=np.zeros((ROWS, areas + pools), dtype=np.float32),
            found_inside=np.zeros((GROUPS, homes)),
            found_outside=np.zeros((GROUPS, pools)),
            inflow=np.zeros((GROUPS, homes)),
            wanted=np.zeros(homes),
        )


def clear(offer: Offer, *, near: NDArray[np.float32], far: Grid, room: Room, slices: int = SLICES) -> Clearing:
    """Return who got which home.

    Args:
        offer: what the market begins with.
        near: nearness of areas and pools (rows) to areas, shape (areas + pools, areas).
        far: share of searchers who do not mind distance, shape (segments,).
        room: arrays to work in.
        slices: in how many parts the searchers come.
    """
    vacant = offer.vacant.copy()
    arrived = np.zeros(offer.inside.shape)
    found_inside, found_outside = np.zeros(offer.inside.shape), np.zeros(offer.outside.shape)
    late_inside, late_outside = np.zeros(offer.inside.shape), np.zeros(offer.outside.shape)
    kept: list[Slice] = []
    for _ in range(slices):
        part = Slice(vacant, offer.inside / slices + late_inside, offer.outside / slices + late_outside)
        kept.append(part)
        came, vacant = one_slice(part, offer=offer, near=near, far=far, room=room)
        arrived += came
        found_inside += room.found_inside
        found_outside += room.found_outside
        late_inside = part.inside - room.found_inside
        late_outside = part.outside - room.found_outside
    return Clearing(
        arrived=arrived,
        found_inside=found_inside,
        found_outside=found_outside,
        vacant=vacant,
        slices=tuple(kept),
    )


def one_slice(part: Slice, *, offer: Offer, near: NDArray[np.float32], far: Grid, room: Room) -> tuple[Grid, Grid]:
    """Let one slice of the searchers choose; return who came and what is then free.

    `room.found_inside` and `room.found_outside` hold who found a home.
    """
    open_homes(offer.weight, part.vacant, offer.supply, room.small, room.total)
    reach(room.total, room.small @ near.T, far, room.reached)
    spare = np.maximum(part.vacant.reshape(SEGMENTS, -1).sum(axis=1) - offer.reserve, 0.0)
    opening = find_opening(part, spare=spare, room=room)
    choose(
        room.reached,
        opening,
        room.given,
        part.inside,
        part.outside,
        room.drawn,
        room.found_inside,
        room.found_outside,
    )
    drawn_total = room.drawn.sum(axis=1, dtype=np.float64)
    arrive(room.small, room.drawn @ near, drawn_total, far, room.inflow, room.wanted)
    free = np.maximum(part.vacant, 0.0) + room.found_inside.sum(axis=0)
    came = room.inflow * np.minimum(free / np.maximum(room.wanted, 1e-12), 1.0)
    # What a full home turns away searches again; groups, not places, are kept apart in that.
    success = came.sum(axis=1) / np.maximum(room.inflow.sum(axis=1), 1e-12)
    room.found_inside *= success[:, None]
    room.found_outside *= success[:, None]
    found = room.found_inside.sum(axis=1) + room.found_outside.sum(axis=1)
    came *= (found / np.maximum(came.sum(axis=1), 1e-12))[:, None]
    vacant = part.vacant + room.found_inside.sum(axis=0) - came.sum(axis=0)
    return came, vacant


def find_opening(part: Slice, *, spare: Grid, room: Room) -> Grid:
    """Return for what share of a slice each segment is open to those from outside it; `room.given` is what is left.

    A segment is open as long as it has more than its reserve. Who finds it closed chooses among the others, which then
    close sooner: found by repeating. Shape (segments,).
    """
    opening = np.ones(SEGMENTS)
    for _ in range(_CLOSING):
        ask(room.reached, opening, part.inside, part.outside, room.flow)
        there = spare + room.flow[:SEGMENTS].sum(axis=1)
        opening = np.clip(opening * there / np.maximum(room.flow.sum(axis=0), 1e-9), _CLOSED, 1.0)
    ask(room.reached, opening, part.inside, part.outside, room.flow)
    ration(room.flow, spare, room.given)
    return opening
