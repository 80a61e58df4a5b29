"""The way back through homes that are built and demolished, and who is housed first: what `field_priority` does.

What goes by whole steps is held as it was: whether homes are still to be built in an area (and so who may wait for
one), and whether a home is open to urgents at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.events import by_group
from veerkracht.stad.field_priority import FEW, ROUNDS, open_to, quota_of, reachable_of, urgent_round
from veerkracht.stad.households import GROUP, SEGMENTS, SOCIAL, TYPES, Pool, Segment
from veerkracht.stad.levers import CONVERSIONS
from veerkracht.stad.micro_stock import CONVERTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.field_state import Notes
    from veerkracht.stad.levers import Levers

    Grid = NDArray[np.float64]

_LEAST = 1e-12


@dataclass(slots=True, kw_only=True)
class FieldBack:
    """How much the state of the mean field counts; names and shapes as in `Field`, changed in place.

    `first` is how much who is housed before all others counts, shape (types, homes); `vacant` how much what is then
    free counts, shape (homes,); `outside` how much searchers in pools count, shape (types, pools).
    """

    homes: Grid
    pools: Grid
    temporary: Grid
    urgent: Grid
    dwellings: Grid
    fresh: Grid
    vacated: Grid
    outside: Grid
    weight: Grid
    vacant: Grid
    first: Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingBack:
    """How much who moves counts; arrays changed in place.

    Attributes:
        searching: by type and home but for what groups count, shape (2, types, homes); of no types at all in a year
            without demolition, in which it follows from how much who stays counts.
        inside: by group, shape (groups, homes).
        kept: households that stay, shape (homes,).
    """

    searching: Grid
    inside: Grid
    kept: Grid


def house_first_back(
    base: Base, levers: Levers, levers_by: Levers, *, year: int, notes: Notes, near: NDArray[np.floating], by: FieldBack
) -> None:
    """Go back through `house_first`; `by` is changed in place."""
    by.urgent = np.zeros((2, TYPES, base.city.areas))
    if not notes.is_first:
        return
    weight = notes.market().weight
    came_by = by.first - by.vacant
    urgent, temporary = notes.urgent[0].copy(), notes.urgent[1]
    came, going = _returning(levers, temporary, year=year)
    done = levers.built[year + 1 :, SOCIAL].sum(axis=(0, 1)) == 0
    urgent[0] += (temporary - sum(going)) * done
    free = np.maximum(notes.vacant - came, 0.0)
    reachable = reachable_of(base, near)
    rounds = []
    for _ in range(ROUNDS if urgent.any() else 0):
        if urgent.sum() < FEW:
            break
        got, share = urgent_round(urgent, free=free, weight=weight, reachable=reachable)
        rounds.append((urgent, free))
        came = came + got.sum(axis=0)
        free = free - got.sum(axis=0)
        urgent = urgent * (1.0 - np.minimum(share, 1.0)[None, :, None])
    if levers.quota[year] > 0:
        taken_by = _quota_back(
            levers, levers_by, year=year, notes=notes, vacant=notes.vacant - came, came_by=came_by, by=by
        )
        by.vacant += taken_by
        came_by = came_by - taken_by
    if rounds:
        by.urgent += (by.pools[:, Pool.WAITING] + by.outside[:, Pool.WAITING])[None, :, None]
        free_by = np.zeros(len(free))
        for people, there in reversed(rounds):
            free_by = _round_back(
                people, there, weight=weight, reachable=reachable, came_by=came_by, free_by=free_by, by=by
            )
        free_by *= rounds[0][1] > 0.0
        by.vacant += free_by
        came_by = came_by - free_by
    _return_back(levers, levers_by, year=year, temporary=temporary, came_by=came_by, done=done, by=by)


def _returning(levers: Levers, temporary: Grid, *, year: int) -> tuple[Grid, list[Grid]]:
    """Return how many came back to each home, shape (homes,), and who, per segment."""
    areas = temporary.shape[1]
    came, going = np.zeros(SEGMENTS * areas), []
    for segment in SOCIAL:
        there = temporary.sum(axis=0)
        number = np.minimum(there, levers.built[year, segment])
        going.append(temporary * (number / np.maximum(there, _LEAST)))
        came[segment * areas : (segment + 1) * areas] += going[-1].sum(axis=0)
        temporary = temporary - going[-1]
    return came, going


def _return_back(
    levers: Levers,
    levers_by: Levers,
    *,
    year: int,
    temporary: Grid,
    came_by: Grid,
    done: NDArray[np.bool_],
    by: FieldBack,
) -> None:
    areas = temporary.shape[1]
    _, going = _returning(levers, temporary, year=year)
    left_by = np.where(done, by.urgent[0], by.temporary)
    left = temporary - sum(going)
    for segment, gone in zip(reversed(SOCIAL), reversed(going), strict=True):
        left = left + gone
        there = left.sum(axis=0)
        there_is = there > _LEAST
        built = levers.built[year, segment]
        share = np.minimum(there, built) / np.maximum(there, _LEAST)
        gone_by = came_by[:, segment * areas : (segment + 1) * areas] - left_by
        share_by = (gone_by * left).sum(axis=0)
        number_by = np.where(there_is, share_by / np.maximum(there, _LEAST), 0.0)
        left_by = left_by + gone_by * share - number_by * share
        levers_by.built[year, segment] += np.where(built < there, number_by, 0.0)
        left_by = left_by + np.where(built < there, 0.0, number_by)
    by.temporary = left_by


def _round_back(
    people: Grid, free: Grid, *, weight: Grid, reachable: Grid, came_by: Grid, free_by: Grid, by: FieldBack
) -> Grid:
    """Go back through a round of urgents; `by.urgent` and `by.weight` are changed, what `free` counts is returned."""
    _, share = urgent_round(people, free=free, weight=weight, reachable=reachable)
    everyone = people.sum(axis=(0, 2))
    kept = np.minimum(share, 1.0)
    kept_by = -(by.urgent * people).sum(axis=(0, 2))
    share_by = np.where((share < 1.0) & (everyone > _LEAST), kept_by / np.maximum(everyone, _LEAST), 0.0)
    got_by = came_by - free_by + share_by[:, None]
    people_by = by.urgent * (1.0 - kept)[None, :, None] - (share_by * share)[None, :, None]
    masks = open_to(free)
    parts = [_choose(one, weight=weight * mask, reachable=reachable) for one, mask in zip(people, masks, strict=True)]
    wanted = parts[0].wanted + parts[1].wanted
    asked = wanted.sum(axis=0)
    keep = np.minimum(free / np.maximum(asked, _LEAST), 1.0)
    full = (keep < 1.0) & (asked > _LEAST)
    slope = np.where(full, (got_by * wanted).sum(axis=0) / np.maximum(asked, _LEAST), 0.0)
    wanted_by = got_by * keep - slope * keep
    for kind, (part, mask) in enumerate(zip(parts, masks, strict=True)):
        one_by, weight_by = _choice_back(part, wanted_by=wanted_by, weight=weight * mask, reachable=reachable)
        people_by[kind] += one_by
        by.weight += weight_by * mask
    by.urgent = people_by
    return free_by + slope


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The steps of `choice_of`: who wants which home, and what that came from."""

    wanted: Grid
    where: Grid
    reached: Grid
    drawn: Grid
    kinds: Grid


def _choose(people: Grid, *, weight: Grid, reachable: Grid) -> _Chosen:
    where = by_group(people)
    reached = weight.reshape(len(where), SEGMENTS, -1).sum(axis=1) @ reachable.T
    drawn = (where / np.maximum(reached, _LEAST)) @ reachable
    kinds = people.sum(axis=1) / np.maximum(where.sum(axis=1), _LEAST)[GROUP]
    wanted = kinds[:, None] * (weight * np.tile(drawn, SEGMENTS))[GROUP]
    return _Chosen(wanted=wanted, where=where, reached=reached, drawn=drawn, kinds=kinds)


def _choice_back(part: _Chosen, *, wanted_by: Grid, weight: Grid, reachable: Grid) -> tuple[Grid, Grid]:
    """Go back through `choice_of`: how much people, shape (types, areas), and weights, (groups, homes), count."""
    everywhere = np.tile(part.drawn, SEGMENTS)
    moved_by = by_group(wanted_by * part.kinds[:, None])
    kinds_by = (wanted_by * (weight * everywhere)[GROUP]).sum(axis=1)
    drawn_by = (moved_by * weight).reshape(len(weight), SEGMENTS, -1).sum(axis=1)
    share_by = drawn_by @ reachable.T
    reached = np.maximum(part.reached, _LEAST)
    where_by = share_by / reached
    reached_by = np.where(part.reached > _LEAST, -share_by * part.where / reached**2, 0.0)
    weight_by = moved_by * everywhere + np.tile(reached_by @ reachable, SEGMENTS)
    number = part.where.sum(axis=1)
    some = np.maximum(number, _LEAST)
    where_by = where_by - np.where(number > _LEAST, by_group(kinds_by * part.kinds) / some, 0.0)[:, None]
    return (kinds_by / some[GROUP])[:, None] + where_by[GROUP], weight_by


def _quota_back(
    levers: Levers, levers_by: Levers, *, year: int, notes: Notes, vacant: Grid, came_by: Grid, by: FieldBack
) -> Grid:
    """Go back through the quota; what is vacant counts so much, shape (homes,).

    Who is housed where is as asked up to what there is room for: given = min(share x asked, room).
    """
    areas = len(vacant) // SEGMENTS
    cheap = slice(Segment.CHEAP * areas, (Segment.CHEAP + 1) * areas)
    room, there = np.maximum(vacant[cheap], 0.0), notes.institution
    is_asked = bool(levers.quota_weight.any())
    asked = levers.quota_weight if is_asked else room
    everyone = float(there.sum())
    number = min(float(levers.quota[year]), everyone)
    given = quota_of(number, asked=asked, room=room)
    kinds = there / max(everyone, _LEAST)
    left_by = by.pools[:, Pool.INSTITUTION]
    kinds_by = came_by[:, cheap] @ given - left_by * given.sum()
    given_by = kinds @ came_by[:, cheap] - float(left_by @ kinds)
    there_by = left_by.copy()
    if everyone > _LEAST:
        there_by += kinds_by / everyone - float(kinds_by @ there) / everyone**2
    is_open = (given < room - 1e-9) & (asked > 0.0)
    weight = float(asked[is_open].sum())
    room_by = np.where(is_open | (asked <= 0.0), 0.0, given_by)
    if weight > 0.0:
        number_by = float(given_by[is_open] @ asked[is_open]) / weight
        room_by = np.where(is_open | (asked <= 0.0), 0.0, given_by - number_by)
        asked_by = np.where(is_open, float(given[is_open].sum()) / weight * (given_by - number_by), 0.0)
        if is_asked:
            levers_by.quota_weight[:] += asked_by
        else:
            room_by += asked_by
        if levers.quota[year] < everyone:
            levers_by.quota[year] += number_by
        else:
            there_by += number_by
    by.pools[:, Pool.INSTITUTION] = there_by
    vacant_by = np.zeros(len(vacant))
    vacant_by[cheap] = np.where(vacant[cheap] > 0.0, room_by, 0.0)
    return vacant_by


def stock_back(
    base: Base,
    levers: Levers,
    levers_by: Levers,
    *,
    year: int,
    notes: Notes,
    moving: MovingBack,
    left_by: Grid,
    by: FieldBack,
) -> None:
    """Go back through `build_and_demolish`.

    Args:
        base: the city.
        levers: the policy.
        levers_by: how much it counts, added to.
        year: of the policy.
        notes: what the steps of the year began with.
        moving: how much who moves counts: `searching`, `inside` and `kept`, changed in place.
        left_by: how much homes that were left count, shape (homes,).
        by: changed in place; `homes` is how much who stays counts.
    """
    levers_by.built[year] += (by.dwellings + by.fresh).reshape(SEGMENTS, -1)
    if notes.demolition is not None:
        _demolition_back(base, levers, levers_by, year=year, notes=notes, moving=moving, left_by=left_by, by=by)
    by.vacated = np.zeros(len(left_by))
    if notes.conversion is not None:
        _conversion_back(levers, levers_by, year=year, notes=notes, moving=moving, by=by)


def _demolition_back(
    base: Base,
    levers: Levers,
    levers_by: Levers,
    *,
    year: int,
    notes: Notes,
    moving: MovingBack,
    left_by: Grid,
    by: FieldBack,
) -> None:
    if notes.demolition is None:
        return
    dwellings, fresh, before = notes.demolition
    asked = levers.demolished[year].reshape(-1)
    demolished = np.minimum(asked, dwellings)
    occupied = before.kept + before.inside.sum(axis=0)
    lose = np.maximum(demolished - (dwellings - occupied), 0.0)
    part = lose / np.maximum(occupied, _LEAST)
    gone_by = _displace_back(base, levers, year=year, by=by)
    people = before.stay.sum(axis=0) + before.searching.sum(axis=0)
    part_by = (gone_by * people).sum(axis=0)
    part_by -= (by.homes * before.stay).sum(axis=(0, 1)) + (moving.searching * before.searching).sum(axis=(0, 1))
    part_by -= (moving.inside * before.inside).sum(axis=0) + moving.kept * before.kept
    for array in (by.homes, moving.searching, moving.inside, moving.kept):
        np.multiply(array, 1.0 - part, out=array)
    by.homes += gone_by * part
    moving.searching[:] += gone_by * part
    some = occupied > _LEAST
    lose_by = left_by + np.where(some, part_by / np.maximum(occupied, _LEAST), 0.0)
    occupied_by = -np.where(some, part_by * part / np.maximum(occupied, _LEAST), 0.0)
    lose_by = np.where(demolished > dwellings - occupied, lose_by, 0.0)
    occupied_by += lose_by
    is_old = fresh <= dwellings - demolished
    by.dwellings = by.dwellings + np.where(is_old, 0.0, by.fresh)
    by.fresh = np.where(is_old, by.fresh, 0.0)
    demolished_by = lose_by - by.dwellings
    by.dwellings = by.dwellings - lose_by + np.where(asked <= dwellings, 0.0, demolished_by)
    levers_by.demolished[year] += np.where(asked <= dwellings, demolished_by, 0.0).reshape(SEGMENTS, -1)
    moving.kept[:] += occupied_by
    moving.inside[:] += occupied_by


def _displace_back(base: Base, levers: Levers, *, year: int, by: FieldBack) -> Grid:
    later = levers.built[year + 1 :, SOCIAL].sum(axis=(0, 1)) > 0
    back = base.coefficients.return_share * later
    gone_by = np.empty((TYPES, SEGMENTS, base.city.areas))
    gone_by[:] = by.urgent[1][:, None]
    gone_by[:, SOCIAL] = (by.temporary * back + by.urgent[0] * (1.0 - back))[:, None]
    return gone_by.reshape(TYPES, -1)


def _conversion_back(
    levers: Levers, levers_by: Levers, *, year: int, notes: Notes, moving: MovingBack, by: FieldBack
) -> None:
    if notes.conversion is None:
        return
    vacated, dwellings, occupied = (array.reshape(SEGMENTS, -1) for array in notes.conversion)
    share = levers.conversion[year]
    left = np.maximum(dwellings - occupied, 0.0)
    is_limited = []
    for place, name in enumerate(CONVERSIONS):
        source, target = CONVERTS[name]
        is_limited.append(share[place] * vacated[source] > left[source])
        done = np.minimum(share[place] * vacated[source], left[source])
        left[source] -= done
        left[target] += done
    dwellings_by, left_by = by.dwellings.reshape(SEGMENTS, -1).copy(), np.zeros(left.shape)
    vacated_by = by.vacated.reshape(SEGMENTS, -1)
    for place, name in reversed(tuple(enumerate(CONVERSIONS))):
        source, target = CONVERTS[name]
        done_by = left_by[target] - left_by[source] + dwellings_by[target] - dwellings_by[source]
        free_by = np.where(is_limited[place], 0.0, done_by)
        levers_by.conversion[year, place] += free_by * vacated[source]
        vacated_by[source] += free_by * share[place]
        left_by[source] += done_by - free_by
    left_by = np.where(dwellings > occupied, left_by, 0.0)
    by.dwellings = (dwellings_by + left_by).reshape(-1)
    moving.kept[:] -= left_by.reshape(-1)
    moving.inside[:] -= left_by.reshape(-1)
