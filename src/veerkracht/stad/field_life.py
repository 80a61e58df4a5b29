"""The mean field, first half of a year: events, moves and leavers as expected numbers. Twin of `micro_life`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.stad.areas import LARGEST_RATE
from veerkracht.stad.households import GROUP, GROUPS, INCOME, RELIANCE, RELIANCES, SEGMENTS, TYPES
from veerkracht.stad.kernel import summing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base

    Grid = NDArray[np.float64]

INCOME_OF = INCOME.astype(np.int64)
RELIANCE_OF = RELIANCE.astype(np.int64)
GROUP_OF = GROUP.astype(np.int64)
STEP = TYPES // RELIANCES  # from a type to the same with one step less self-reliance
BLOCK = 320  # homes at a time: fewer cost a start of each loop again, more do not stay in the cache of the processor


class Life(NamedTuple):
    """What happens to households in a year whatever the area, told by where they end.

    Attributes:
        stay: chance that no event happens, shape (types,).
        source: types that become this one by an event, shape (types, sources).
        rate: with what chance; 0 where there is no such type. Same shape.
        move: chance to want to move, recent (0) and settled (1), shape (2, types, segments).
        leave: share of movers that leaves the city, shape (types,).
        settle: share of the recent that becomes settled, in parts of 256 as in `micro`.
        usual: types a year later by what they were, outside homes, where no area matters; shape (types, types).
    """

    stay: Grid
    source: NDArray[np.int64]
    rate: Grid
    move: Grid
    leave: Grid
    settle: float
    usual: Grid


class Moving(NamedTuple):
    """Who stays and who moves in a year; filled by `start_year`.

    Attributes:
        stay: shape (2, types, homes), recent and settled.
        searching: the same of who looks for another home in the city.
        inside: that by group, shape (groups, homes).
        asked: that of all groups, shape (homes,).
        kept: households that stay, shape (homes,).
        leaving: households that leave the city, shape (types,).
    """

    stay: Grid
    searching: Grid
    inside: Grid
    asked: Grid
    kept: Grid
    leaving: Grid


def life_of(base: Base) -> Life:
    """Return the events and moves of a year as `start_year` reads them."""
    c, chance, target = base.coefficients, base.events.chance, base.events.target
    into: list[list[tuple[int, float]]] = [[] for _ in range(TYPES)]
    for kind, event in np.argwhere((chance > 0.0) & (target >= 0)):
        into[target[kind, event]].append((int(kind), float(chance[kind, event])))
    most = max(1, *(len(sources) for sources in into))
    padded = np.array([sources + [(0, 0.0)] * (most - len(sources)) for sources in into])
    usual = base.events.matrix.copy()
    for rates, step in (((0.0, c.reliance_up[1], c.reliance_up[0]), -STEP), ((*c.reliance_down, 0.0), STEP)):
        rate = np.array(rates)[RELIANCE]
        usual -= np.diag(rate)
        changing = np.flatnonzero(rate > 0.0)
        usual[changing + step, changing] += rate[changing]
    return Life(
        stay=1.0 - chance.sum(axis=1),
        source=np.ascontiguousarray(padded[:, :, 0]).astype(np.int64),
        rate=np.ascontiguousarray(padded[:, :, 1]),
        move=base.move,
        leave=base.leave,
        settle=round(c.settle * 256) / 256,
        usual=usual,
    )


@summing
def live(homes: Grid, first: int, size: int, area: int, life: Life, up: Grid, down: Grid, after: Grid) -> None:
    """Let the events of a year happen to a block of homes of one segment.

    Args:
        homes: households by type and home, shape (types, homes).
        first: home with which the block begins.
        size: number of homes.
        area: in which the first stands; the others follow.
        life: events.
        up: chance of becoming more self-reliant, shape (reliances, areas); 0 for dragers.
        down: chance of becoming less self-reliant, shape (reliances, areas); 0 for vragers.
        after: filled, shape (types, block); who ends is in none of them.
    """
    # Rows are cut to the block first: the compiler then knows that no index is negative, and takes several at a time.
    # What a type becomes is gathered from several others in one go over the block; where there is none, by a rate of 0.
    last, end = first + size, area + size
    none, sources = np.zeros(size), life.source.shape[1]
    for kind in range(TYPES):
        reliance = RELIANCE_OF[kind]
        row, before, stay = after[kind, :size], homes[kind, first:last], life.stay[kind]
        rise, fall = up[reliance, area:end], down[reliance, area:end]
        lower, higher, rising, falling = before, before, none, none
        if reliance < RELIANCES - 1:
            lower, rising = homes[kind + STEP, first:last], up[reliance + 1, area:end]
        if reliance > 0:
            higher, falling = homes[kind - STEP, first:last], down[reliance - 1, area:end]
        for n in range(size):
            row[n] = (stay - rise[n] - fall[n]) * before[n] + rising[n] * lower[n] + falling[n] * higher[n]
        for event in range(0, sources, 2):
            rate, more = life.rate[kind, event], life.rate[kind, event + 1] if event + 1 < sources else 0.0
            if rate > 0.0 or more > 0.0:
                other = homes[life.source[kind, event], first:last]
                next_to = homes[life.source[kind, min(event + 1, sources - 1)], first:last]
                for n in range(size):
                    row[n] += rate * other[n] + more * next_to[n]


@summing
def move(first: int, size: int, area: int, life: Life, factor: Grid, new: Grid, old: Grid, moving: Moving) -> None:
    """Take movers out of a block of homes of one segment, and let who stays settle.

    Args:
        first: home with which the block begins.
        size: number of homes.
        area: in which the first stands; the others follow.
        life: moves.
        factor: of the climate on the chance to move, by group, shape (groups, areas).
        new: recent households after the events of the year, shape (types, block).
        old: settled households, same shape.
        moving: filled for this block, but for `asked`.
    """
    segment, last = first // factor.shape[1], first + size
    settle, kept = life.settle, moving.kept[first:last]
    for kind in range(TYPES):
        group = GROUP_OF[kind]
        stirred, inside, go = (
            factor[group, area : area + size],
            moving.inside[group, first:last],
            1.0 - life.leave[kind],
        )
        recent, settled = moving.stay[0, kind, first:last], moving.stay[1, kind, first:last]
        seek_new, seek_old = moving.searching[0, kind, first:last], moving.searching[1, kind, first:last]
        easy, hard = life.move[0, kind, segment], life.move[1, kind, segment]
        young, long = new[kind, :size], old[kind, :size]
        going = 0.0
        for n in range(size):
            move_new = min(easy * stirred[n], LARGEST_RATE) * young[n]
            move_old = min(hard * stirred[n], LARGEST_RATE) * long[n]
            going += move_new + move_old
            change = settle * (young[n] - move_new)
            recent[n] = young[n] - move_new - change
            settled[n] = long[n] - move_old + change
            seek_new[n] = go * move_new
            seek_old[n] = go * move_old
        for n in range(size):
            inside[n] += seek_new[n] + seek_old[n]
            kept[n] += recent[n] + settled[n]
        moving.leaving[kind] += life.leave[kind] * going


@summing
def factor_of(push: Grid, mismatch: Grid, factor: Grid) -> None:
    """Fill the factor of the climate on the chance to move by group, from that by reliance and that by income."""
    incomes = mismatch.shape[0]
    for group in range(GROUPS):
        for area in range(push.shape[1]):
            factor[group, area] = push[group // incomes, area] * mismatch[group % incomes, area]


@summing
def start_year(homes: Grid, life: Life, up: Grid, down: Grid, factor: Grid, moving: Moving) -> None:
    """Let events and moves of a year begin, block by block.

    Args:
        homes: who is there, shape (2, types, homes), recent and settled.
        life: events and moves.
        up: chance of becoming more self-reliant, shape (reliances, areas).
        down: chance of becoming less self-reliant, shape (reliances, areas).
        factor: of the climate on the chance to move, by group, shape (groups, areas).
        moving: filled.
    """
    areas = factor.shape[1]
    new, old = np.empty((TYPES, BLOCK)), np.empty((TYPES, BLOCK))
    moving.inside[:] = 0.0
    moving.asked[:] = 0.0
    moving.kept[:] = 0.0
    moving.leaving[:] = 0.0
    for segment in range(SEGMENTS):
        for area in range(0, areas, BLOCK):
            first, size = segment * areas + area, min(BLOCK, areas - area)
            live(homes[0], first, size, area, life, up, down, new)
            live(homes[1], first, size, area, life, up, down, old)
            move(first, size, area, life, factor, new, old, moving)
    for group in range(GROUPS):
        for home in range(moving.asked.size):
            moving.asked[home] += moving.inside[group, home]


@summing
def part_of(found: Grid, searched: Grid, part: Grid) -> None:
    """Fill what part of who searched found a home; 0 where nobody searched. Any two shapes that are the same."""
    for group in range(found.shape[0]):
        here, there, told = found[group], searched[group], part[group]
        for place in range(here.size):
            told[place] = here[place] / max(there[place], 1e-12)


@summing
def found_by_type(searching: Grid, moved: Grid, outside: Grid, came: Grid, found: Grid, part: Grid) -> None:
    """Fill how many of each type find a home, and what part of their group that is.

    Args:
        searching: shape (2, types, homes).
        moved: share that finds a home, shape (groups, homes).
        outside: shape (types, pools).
        came: share that finds a home, shape (groups, pools).
        found: filled, shape (2, types): from homes, and from pools.
        part: filled, shape (types,).
    """
    groups = np.zeros(GROUPS)
    for kind in range(TYPES):
        new, old, share = searching[0, kind], searching[1, kind], moved[GROUP_OF[kind]]
        total = 0.0
        for home in range(share.size):
            total += (new[home] + old[home]) * share[home]
        found[0, kind] = total
        total = 0.0
        for pool in range(outside.shape[1]):
            total += outside[kind, pool] * came[GROUP_OF[kind], pool]
        found[1, kind] = total
        groups[GROUP_OF[kind]] += found[0, kind] + found[1, kind]
    for kind in range(TYPES):
        part[kind] = (found[0, kind] + found[1, kind]) / max(groups[GROUP_OF[kind]], 1e-12)


@summing
def share_of(counted: Grid, share: Grid, income: Grid) -> None:
    """Fill shares by reliance, shape (reliances, areas), and the mean quintile, shape (areas,): `recorder.shares`."""
    areas = counted.shape[1]
    total = np.zeros(areas)
    share[:] = 0.0
    income[:] = 0.0
    for kind in range(TYPES):
        row, own, quintile = counted[kind], share[RELIANCE_OF[kind]], np.float64(INCOME_OF[kind])
        for area in range(areas):
            own[area] += row[area]
            income[area] += quintile * row[area]
            total[area] += row[area]
    for area in range(areas):
        there = max(total[area], 1e-9)
        income[area] /= there
        for reliance in range(RELIANCES):
            share[reliance, area] /= there


class Settled(NamedTuple):
    """What `settle` fills.

    Attributes:
        homes: who stayed; who is there at the end of the year after it, shape (2, types, homes).
        counted: households by type and area, shape (types, areas).
        occupied: households by home, shape (homes,).
    """

    homes: Grid
    counted: Grid
    occupied: Grid


@summing
def settle(searching: Grid, moved: Grid, arrived: Grid, part: Grid, first: Grid, settled: Settled) -> None:
    """Put searchers back or in their new home, and count.

    Args:
        searching: shape (2, types, homes).
        moved: share of searchers that found a home, shape (groups, homes).
        arrived: who came, shape (groups, homes).
        part: share of each type in those of its group who found a home, shape (types,).
        first: who was housed before all others, shape (types, homes); of no types at all if there were none.
        settled: filled.
    """
    areas = settled.counted.shape[1]
    settled.occupied[:] = 0.0
    for kind in range(TYPES):
        group, share = GROUP_OF[kind], part[kind]
        gone, came, counted = moved[group], arrived[group], settled.counted[kind]
        new, old = settled.homes[0, kind], settled.homes[1, kind]
        seek_new, seek_old = searching[0, kind], searching[1, kind]
        counted[:] = 0.0
        if first.shape[0] == TYPES:
            for home in range(gone.size):
                new[home] += first[kind, home]
        for home in range(gone.size):
            new[home] += seek_new[home] * (1.0 - gone[home]) + share * came[home]
            old[home] += seek_old[home] * (1.0 - gone[home])
            settled.occupied[home] += new[home] + old[home]
        for segment in range(SEGMENTS):
            here, there = new[segment * areas : (segment + 1) * areas], old[segment * areas : (segment + 1) * areas]
            for area in range(areas):
                counted[area] += here[area] + there[area]
