"""Homes that are built and demolished in a year of a run, and who is housed before all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.households import SEGMENTS, SOCIAL, Pool, Segment
from veerkracht.stad.micro_stock import at_place, conversions, convert, demolish
from veerkracht.stad.micro_urgent import house_at, house_urgent, quota_homes
from veerkracht.stad.people import URGENT
from veerkracht.stad.rng import Purpose, mix_all, uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.micro_market import Counts
    from veerkracht.stad.micro_run import Run
    from veerkracht.stad.recorder import Book

    Numbers = NDArray[np.int64]


def change_stock(
    state: Run, year: int, *, lots: dict[Purpose, np.uint64], book: Book
) -> tuple[Numbers, dict[int, Numbers]]:
    """Convert, demolish and build; return who needs a home at once, and per area who waits for a new one there."""
    levers, market, city = state.levers, state.market, state.base.city
    if levers.conversion[year].any():
        vacant = (market.dwellings - market.occupied).reshape(SEGMENTS, -1)
        lot = lots[Purpose.CONVERSION]
        convert(market, conversions(levers.conversion[year], vacated=state.vacated, vacant=vacant, start=lot))
    gone = np.zeros(0, dtype=np.int64)
    if levers.demolished[year].any():
        # What was sold or made dearer this year or before cannot be demolished as what it was.
        standing = market.dwellings.reshape(SEGMENTS, -1)
        asked = np.minimum(levers.demolished[year].astype(np.int64), standing)
        lot = lots[Purpose.DEMOLITION]
        room = np.maximum(asked.reshape(-1) - (market.dwellings - market.occupied), 0)
        state.moving *= 1.0 - room / np.maximum(market.occupied, 1)
        gone = demolish(state.people, market=market, demolished=asked, pools=city.pools, start=lot)
        book.flows["displaced"] = float(len(gone))
        state.fresh = np.minimum(state.fresh, market.dwellings.reshape(SEGMENTS, -1))
    market.dwellings[:] += levers.built[year].astype(np.int64).reshape(-1)
    state.fresh = state.fresh + levers.built[year]
    return _who_waits(state, year, gone=gone, lot=lots[Purpose.RETURN])


def _who_waits(state: Run, year: int, *, gone: Numbers, lot: np.uint64) -> tuple[Numbers, dict[int, Numbers]]:
    levers, records, city = state.levers, state.people.records, state.base.city
    returning: dict[int, Numbers] = {}
    if not len(gone) and not state.waiting_back.any():
        return gone, returning
    social = levers.built[:, SOCIAL].sum(axis=1)
    later = social[year + 1 :].sum(axis=0) > 0
    origin = records["origin"][gone]
    rented = np.isin(records["segment"][gone], SOCIAL)
    wait = uniforms(lot, gone.astype(np.uint64)) < state.base.coefficients.return_share
    urgent = [gone[~(wait & rented & later[origin])]]
    for area in np.flatnonzero((social[: year + 1].sum(axis=0) > 0) & (state.waiting_back > 0)):
        there = at_place(records, int(state.people.sizes[0]), city.areas + city.pools + int(area))
        there = np.setdiff1d(there, gone)
        there = there[np.argsort(mix_all(lot, there.astype(np.uint64)), kind="stable")]
        room = int(social[year, area])
        returning[int(area)] = there[:room]
        if not later[area]:
            urgent.append(there[room:])
    np.add.at(state.waiting_back, origin[wait & rented & later[origin]], 1)
    return np.concatenate(urgent), returning


def house_first(
    state: Run,
    year: int,
    *,
    urgent: Numbers,
    returning: dict[int, Numbers],
    counts: Counts,
    book: Book,
    lots: dict[Purpose, np.uint64],
) -> Numbers:
    """House who returns, then urgents, then the quota of the year; return the urgents who found nothing."""
    records, market, city = state.people.records, state.market, state.base.city
    for area, numbers in returning.items():
        homes = [segment * city.areas + area for segment in SOCIAL]
        room = [int(min(state.levers.built[year, segment, area], _room(state, segment, area))) for segment in SOCIAL]
        target = np.repeat(np.array(homes), room)[: len(numbers)]
        house_at(records, numbers[: len(target)], target, market, counts)
        state.waiting_back[area] -= len(target)
        book.flows["returned"] += float(len(target))
        urgent = np.concatenate([urgent, numbers[len(target) :]])
    order = urgent[np.argsort(mix_all(lots[Purpose.URGENT], urgent.astype(np.uint64)), kind="stable")]
    if len(order):
        far = np.full(SEGMENTS, round(state.base.coefficients.urgent_far * 256.0), dtype=np.int64)
        house_urgent(records, order, market, state.choice, lots[Purpose.URGENT], far, counts)
        _write_displaced(state, order, book=book)
    quota = int(state.levers.quota[year])
    if quota:
        there = at_place(records, int(state.people.sizes[0]), city.areas + Pool.INSTITUTION)
        there = there[np.argsort(mix_all(lots[Purpose.QUOTA], there.astype(np.uint64)), kind="stable")][:quota]
        weight = state.levers.quota_weight
        target = quota_homes(market, number=len(there), weight=weight, start=lots[Purpose.QUOTA])
        house_at(records, there[: len(target)], target, market, counts)
        np.add.at(book.quota_to, target - Segment.CHEAP * city.areas, 1.0)
    return order[records["place"][order] >= city.areas]


def without_displaced(records: NDArray[np.void], searching: NDArray[np.int32], searches: int) -> int:
    """Take who was displaced out of those who search, in place, and return how many are left: urgents go first."""
    still = searching[:searches]
    kept = still[records["flags"][still] & URGENT == 0]
    searching[: len(kept)] = kept
    return len(kept)


def _room(state: Run, segment: int, area: int) -> int:
    home = segment * state.base.city.areas + area
    return int(state.market.dwellings[home] - state.market.occupied[home])


def _write_displaced(state: Run, numbers: Numbers, *, book: Book) -> None:
    records, city = state.people.records[numbers], state.base.city
    housed = records[records["place"] < city.areas]
    there, here = housed["place"].astype(np.int64), housed["origin"].astype(np.int64)
    np.add.at(book.urgent_to, there, 1.0)
    away = np.sqrt(((city.centres[there] - city.centres[here]) ** 2).sum(axis=1))
    book.distance += [away.sum(), len(housed)]
    book.flows["into_waiting"] += float(len(records) - len(housed))
