"""The way back through the lives of households: what `field_life` does to the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.areas import LARGEST_RATE
from veerkracht.stad.field_life import BLOCK, GROUP_OF, RELIANCE_OF, STEP, Life, live
from veerkracht.stad.households import RELIANCES, SEGMENTS, TYPES
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]


class Searched(NamedTuple):
    """How much who searches and who stays counts, but for the homes themselves.

    Attributes:
        moved: share of searchers that finds a home (not how much it counts), shape (groups, homes).
        kinds: how much those of a type who find a home count, shape (types,).
        searching: how much who searches counts by type and home but for what groups count, shape (2, types, homes); of
            no types at all where that follows from how much who stays counts.
        inside: how much searchers by group count, shape (groups, homes).
        kept: how much households that stay count, shape (homes,).
        occupied: how much households before the year began count, shape (homes,).
        leaving: how much households that leave the city count, shape (types,).
    """

    moved: Grid
    kinds: Grid
    searching: Grid
    inside: Grid
    kept: Grid
    occupied: Grid
    leaving: Grid


class Rates(NamedTuple):
    """How much the rates of a year count; filled.

    Attributes:
        up: chance of becoming more self-reliant, shape (reliances, areas).
        down: chance of becoming less self-reliant, shape (reliances, areas).
        factor: on the chance to move, by group, shape (groups, areas).
    """

    up: Grid
    down: Grid
    factor: Grid


@summing
def settle_back(
    homes_by: Grid, searching: Grid, arrived: Grid, part: Grid, part_by: Grid, arrived_by: Grid, moved_by: Grid
) -> None:
    """Go back through `settle`, but for who searched and who stayed (see `start_year_back`).

    Args:
        homes_by: how much who is there at the end counts, shape (2, types, homes).
        searching: shape (2, types, homes).
        arrived: who came, shape (groups, homes).
        part: share of each type in those of its group who found a home, shape (types,).
        part_by: filled.
        arrived_by: filled.
        moved_by: filled: how much the share of searchers that finds a home counts, shape (groups, homes).
    """
    arrived_by[:] = 0.0
    moved_by[:] = 0.0
    for kind in range(TYPES):
        group, share = GROUP_OF[kind], part[kind]
        came, came_by, gone_by = arrived[group], arrived_by[group], moved_by[group]
        new_by, old_by, new, old = homes_by[0, kind], homes_by[1, kind], searching[0, kind], searching[1, kind]
        total = 0.0
        for home in range(came.size):
            total += new_by[home] * came[home]
            came_by[home] += share * new_by[home]
            gone_by[home] -= new_by[home] * new[home] + old_by[home] * old[home]
        part_by[kind] = total


@summing
def found_back(searching: Grid, kinds_by: Grid, moved_by: Grid) -> None:
    """Go back through `found_by_type` for homes; `moved_by` is added to."""
    for kind in range(TYPES):
        gone_by, by, new, old = moved_by[GROUP_OF[kind]], kinds_by[kind], searching[0, kind], searching[1, kind]
        for home in range(gone_by.size):
            gone_by[home] += by * (new[home] + old[home])


@summing
def add_counted(homes_by: Grid, counted_by: Grid, occupied_by: Grid) -> None:
    """Add how much households by area and by home count to how much they do by type and home."""
    areas = counted_by.shape[1]
    for settled in range(2):
        for kind in range(TYPES):
            counted = counted_by[kind]
            for segment in range(SEGMENTS):
                first, last = segment * areas, (segment + 1) * areas
                row, occupied = homes_by[settled, kind, first:last], occupied_by[first:last]
                for area in range(areas):
                    row[area] += counted[area] + occupied[area]


@summing
def start_year_back(
    homes: Grid, life: Life, up: Grid, down: Grid, factor: Grid, searched: Searched, homes_by: Grid, rates: Rates
) -> None:
    """Go back through `start_year` and what `settle` took from it.

    Args:
        homes: who was there when the year began, shape (2, types, homes).
        life: events and moves.
        up: chance of becoming more self-reliant, shape (reliances, areas).
        down: chance of becoming less self-reliant, shape (reliances, areas).
        factor: on the chance to move, by group, shape (groups, areas).
        searched: how much else counts.
        homes_by: how much who stays counts; then, who was there when the year began. Shape (2, types, homes).
        rates: filled.
    """
    areas = factor.shape[1]
    new, old = np.empty((TYPES, BLOCK)), np.empty((TYPES, BLOCK))
    new_by, old_by = np.empty((TYPES, BLOCK)), np.empty((TYPES, BLOCK))
    rates.up[:] = 0.0
    rates.down[:] = 0.0
    rates.factor[:] = 0.0
    for segment in range(SEGMENTS):
        for area in range(0, areas, BLOCK):
            first, size = segment * areas + area, min(BLOCK, areas - area)
            live(homes[0], first, size, area, life, up, down, new)
            live(homes[1], first, size, area, life, up, down, old)
            _move_back(first, size, area, life, factor, new, old, searched, homes_by, new_by, old_by, rates.factor)
            _live_back(homes[0], first, size, area, life, up, down, new_by, searched.occupied, homes_by[0], rates)
            _live_back(homes[1], first, size, area, life, up, down, old_by, searched.occupied, homes_by[1], rates)


@summing
def _move_back(
    first: int,
    size: int,
    area: int,
    life: Life,
    factor: Grid,
    new: Grid,
    old: Grid,
    searched: Searched,
    homes_by: Grid,
    new_by: Grid,
    old_by: Grid,
    factor_by: Grid,
) -> None:
    """Go back through `move` for a block of homes; `new_by` and `old_by` are filled, `factor_by` is added to."""
    segment, last = first // factor.shape[1], first + size
    stays, kept_by = life.settle, searched.kept[first:last]
    seek_new, seek_old = np.empty(BLOCK), np.empty(BLOCK)
    for kind in range(TYPES):
        group = GROUP_OF[kind]
        stirred, stirred_by = factor[group, area : area + size], factor_by[group, area : area + size]
        gone, inside_by = searched.moved[group, first:last], searched.inside[group, first:last]
        easy, hard = life.move[0, kind, segment], life.move[1, kind, segment]
        young, long, young_by, long_by = new[kind, :size], old[kind, :size], new_by[kind, :size], old_by[kind, :size]
        recent_by, settled_by = homes_by[0, kind, first:last], homes_by[1, kind, first:last]
        go, out, found_by = 1.0 - life.leave[kind], life.leave[kind] * searched.leaving[kind], searched.kinds[kind]
        if searched.searching.shape[1] == TYPES:
            new_told, old_told = searched.searching[0, kind, first:last], searched.searching[1, kind, first:last]
            for n in range(size):
                seek_new[n], seek_old[n] = new_told[n] + inside_by[n], old_told[n] + inside_by[n]
        else:
            for n in range(size):
                common = found_by * gone[n] + inside_by[n]
                seek_new[n] = recent_by[n] * (1.0 - gone[n]) + common
                seek_old[n] = settled_by[n] * (1.0 - gone[n]) + common
        for n in range(size):
            chance_new, chance_old = min(easy * stirred[n], LARGEST_RATE), min(hard * stirred[n], LARGEST_RATE)
            stay_new = (1.0 - stays) * recent_by[n] + stays * settled_by[n] + kept_by[n]
            stay_old = settled_by[n] + kept_by[n]
            going_new, going_old = go * seek_new[n] + out - stay_new, go * seek_old[n] + out - stay_old
            young_by[n] = stay_new + chance_new * going_new
            long_by[n] = stay_old + chance_old * going_old
            by_new = easy * going_new * young[n] if chance_new < LARGEST_RATE else 0.0
            by_old = hard * going_old * long[n] if chance_old < LARGEST_RATE else 0.0
            stirred_by[n] += by_new + by_old


@summing
def _live_back(
    homes: Grid,
    first: int,
    size: int,
    area: int,
    life: Life,
    up: Grid,
    down: Grid,
    after_by: Grid,
    occupied_by: Grid,
    homes_by: Grid,
    rates: Rates,
) -> None:
    """Go back through `live` for a block of homes; `homes_by` is filled, `rates` is added to."""
    last, end = first + size, area + size
    for kind in range(TYPES):
        reliance, stay = RELIANCE_OF[kind], life.stay[kind]
        row, before, own = homes_by[kind, first:last], homes[kind, first:last], after_by[kind, :size]
        rise, fall, occupied = up[reliance, area:end], down[reliance, area:end], occupied_by[first:last]
        for n in range(size):
            row[n] = occupied[n] + (stay - rise[n] - fall[n]) * own[n]
        if reliance > 0:
            other, by = after_by[kind - STEP, :size], rates.up[reliance, area:end]
            for n in range(size):
                row[n] += rise[n] * other[n]
                by[n] += before[n] * (other[n] - own[n])
        if reliance < RELIANCES - 1:
            other, by = after_by[kind + STEP, :size], rates.down[reliance, area:end]
            for n in range(size):
                row[n] += fall[n] * other[n]
                by[n] += before[n] * (other[n] - own[n])
    for kind in range(TYPES):
        own = after_by[kind, :size]
        for event in range(life.source.shape[1]):
            rate = life.rate[kind, event]
            if rate > 0.0:
                row = homes_by[life.source[kind, event], first:last]
                for n in range(size):
                    row[n] += rate * own[n]
