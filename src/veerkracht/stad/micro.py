"""The engine that keeps every household: one run of a city under a policy, whole numbers throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.areas import Factors, climate_at_start, factors_of, next_climate, with_effort
from veerkracht.stad.households import GROUPS, INCOMES, LETTINGS, RELIANCES, SEGMENTS, SOCIAL, Pool, Reliance
from veerkracht.stad.micro_choice import choice_of, weigh
from veerkracht.stad.micro_life import life_tables, live_a_year
from veerkracht.stad.micro_market import Counts, Market, by_lot, count_vacant, house_searchers
from veerkracht.stad.micro_moves import end, form
from veerkracht.stad.micro_priority import change_stock, house_first, without_displaced
from veerkracht.stad.micro_run import Run
from veerkracht.stad.people import People, count_types, people_of
from veerkracht.stad.recorder import Book, Recorder, State, shares, works_of
from veerkracht.stad.rng import Purpose, key, normals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.trajectory import Trajectory

    Grid = NDArray[np.float64]


def simulate(base: Base, levers: Levers, *, seed: int, run: int) -> Trajectory:
    """Return one run of the city.

    Args:
        base: the city with one draw of the coefficients.
        levers: the policy, one row a year.
        seed: of the whole ensemble; policy and baseline share it.
        run: the number of this run; it decides all luck together with the seed.
    """
    state = begin(base, levers)
    recorder = Recorder(pools=base.city.pools)
    recorder.write(told(state, np.zeros(base.city.areas)))
    for year in range(levers.years):
        book = pass_year(state, year, seed=seed, run=run)
        recorder.write(told(state, left_of(state)), book)
    return recorder.trajectory(moves=state.moves.astype(np.float64))


def pass_year(state: Run, year: int, *, seed: int, run: int) -> Book:
    """Let one year pass, filled in place, and return its books; arguments as `simulate`."""
    lots = {purpose: key(seed, run=run, year=year, purpose=purpose) for purpose in Purpose}
    state.base = state.base.in_year(year)
    return _one_year(state, year, lots=lots)


def left_of(state: Run) -> Grid:
    """Return the homes left during the year that has passed, shape (areas,)."""
    return np.asarray(state.vacated.sum(axis=0))


def begin(base: Base, levers: Levers) -> Run:
    """Return a run before its first year."""
    city = base.city
    people = people_of(base, years=levers.years)
    size, homes = len(people.records), SEGMENTS * city.areas
    return Run(
        base=base,
        levers=levers,
        people=people,
        market=Market(
            dwellings=city.dwellings.reshape(homes).copy(),
            occupied=city.households.sum(axis=0).reshape(homes).astype(np.int64),
            vacant=np.zeros(SEGMENTS, dtype=np.int64),
            reserve=(city.dwellings - city.households.sum(axis=0)).sum(axis=1),
            area=np.tile(np.arange(city.areas, dtype=np.uint16), SEGMENTS),
            segment=np.repeat(np.arange(SEGMENTS, dtype=np.uint8), city.areas),
            near=np.clip(np.round(base.nearness * 256.0) - 1.0, 0, 255).astype(np.uint8),
            far=np.round(np.array(base.coefficients.far) * 256.0).astype(np.int64),
            left=np.zeros(homes, dtype=np.int64),
        ),
        choice=choice_of(
            (base.pull * (city.dwellings - city.households.sum(axis=0) + base.vacated)).reshape(GROUPS, -1)
        ),
        climate=climate_at_start(base),
        counted=_count(base, people),
        moving=np.zeros(homes),
        fresh=np.zeros((SEGMENTS, city.areas)),
        vacated=base.vacated.copy(),
        waiting_back=np.zeros(city.areas, dtype=np.int64),
        moves=np.zeros((RELIANCES, city.areas + city.pools + 1, city.areas), dtype=np.int32),
        lists=np.empty((3, size), dtype=np.int32),
        codes=np.array([int.from_bytes(code.encode()[-7:], "big") for code in city.codes], dtype=np.uint64),
    )


def _count(base: Base, people: People) -> Grid:
    places = base.city.areas + base.city.pools + base.city.areas
    return count_types(people.records.view(np.uint64)[: int(people.sizes[0])], places).astype(np.float64)


def _one_year(state: Run, year: int, *, lots: dict[Purpose, np.uint64]) -> Book:
    base, market, people = state.base, state.market, state.people
    book = Book.of(base)
    state.climate = with_effort(base, state.climate, levers=state.levers, year=year)
    share, income = shares(state.counted[:, : base.city.areas])
    factors = factors_of(base, state.climate, income=income, vragers=share[Reliance.VRAGER])
    market.left[:] = 0
    searching, searches = _live(state, factors, book=book, lots=lots, year=year)
    urgent, returning = change_stock(state, year, lots=lots, book=book)
    count_vacant(market)
    _weigh(state, factors, year=year)
    counts = _no_counts(state)
    if book.flows["displaced"]:
        searches = without_displaced(people.records, searching, searches)
    found_nothing = house_first(state, year, urgent=urgent, returning=returning, counts=counts, book=book, lots=lots)
    searching[searches : searches + len(found_nothing)] = found_nothing
    searches += len(found_nothing)
    by_lot(searching, searches, lots[Purpose.ORDER])
    words = people.records.view(np.uint64)
    house_searchers(words, searching, searches, market, state.choice, lots[Purpose.CHOICE], counts)
    _close(state, counts=counts, book=book)
    works = works_of(
        state.levers.built[year], state.levers.demolished[year], dwellings=base.city.dwellings.astype(np.float64)
    )
    homes = market.dwellings.reshape(SEGMENTS, -1).sum(axis=0)
    state.climate = next_climate(
        base,
        state.climate,
        shares=shares(state.counted[:, : base.city.areas])[0],
        turnover=state.vacated.sum(axis=0) / np.maximum(homes, 1),
        works=works,
        luck=normals(lots[Purpose.NOISE], state.codes),
    )
    return book


def _live(
    state: Run, factors: Factors, *, book: Book, lots: dict[Purpose, np.uint64], year: int
) -> tuple[NDArray[np.int32], int]:
    """Let the year pass for all households; return who searches, and how many."""
    people, base = state.people, state.base
    ended, _, searching = state.lists
    tables = life_tables(base, factors)
    state.moving[:] = 0.0
    words = people.records.view(np.uint64)[: int(people.sizes[0])]
    year_lot, leave_lot = lots[Purpose.YEAR], lots[Purpose.LEAVE]
    ends, left, searches = live_a_year(
        words, state.market, year_lot, leave_lot, tables, state.lists, state.moving, book.left_to
    )
    end(people, ended[:ends], book=book)
    book.flows["left"] = float(left)
    return searching, form(people, base=base, year=year, searching=searching, searches=int(searches), book=book)


def _weigh(state: Run, factors: Factors, *, year: int) -> None:
    """Fill the tables of the year: what homes weigh for each group, given what may come free."""
    base, market = state.base, state.market
    factor = np.repeat(factors.avoid[:, None, :], SEGMENTS, axis=1)
    factor[:, SOCIAL] *= np.exp(state.levers.steer[year])[:, None, :]
    fresh = np.divide(
        state.fresh.reshape(-1), market.dwellings, out=np.zeros(len(state.moving)), where=market.dwellings > 0
    )
    weigh(
        state.choice,
        (market.dwellings - market.occupied + state.moving).astype(np.float64),
        base.pull.reshape(GROUPS, -1),
        base.pull_mean,
        np.minimum(fresh, 1.0),
        factor.reshape(RELIANCES, -1),
    )


def _no_counts(state: Run) -> Counts:
    city = state.base.city
    return Counts(
        found=np.zeros(INCOMES, np.int64),
        seekers=np.zeros((LETTINGS, INCOMES), np.int64),
        let_to=np.zeros((LETTINGS, INCOMES), np.int64),
        rehoused_in=np.zeros(SEGMENTS, np.int64),
        from_pool=np.zeros((RELIANCES, city.pools + city.areas), np.int64),
        moved=np.zeros(1, np.int64),
        to_area=np.zeros(city.areas, np.int64),
        moves=state.moves,
    )


def _close(state: Run, *, counts: Counts, book: Book) -> None:
    """Write the books of the year and count who lives where."""
    city = state.base.city
    pools = counts.from_pool[:, : city.pools]
    book.arrived_from[:, Pool.COUNTRY :] = pools[:, Pool.COUNTRY :]
    book.flows["arrived"] = float(pools[:, Pool.COUNTRY :].sum())
    book.flows["waiting_housed"] = float(pools[:, Pool.WAITING].sum())
    book.flows["quota_housed"] = float(pools[:, Pool.INSTITUTION].sum())
    book.flows["rehoused"] = float(counts.from_pool[:, city.pools :].sum())
    book.flows["moved"] = float(counts.moved[0])
    book.found += counts.found
    book.seekers += counts.seekers
    book.let_to += counts.let_to
    book.rehoused_in += counts.rehoused_in
    book.searched += counts.seekers.sum(axis=0)
    book.housed_to += counts.to_area
    state.vacated = state.market.left.reshape(SEGMENTS, -1).astype(np.float64)
    state.counted = _count(state.base, state.people)


def told(state: Run, left: Grid) -> State:
    """Return the city as it stands, for the books; `left` are the homes left in the year, shape (areas,)."""
    areas = state.base.city.areas
    return State(
        homes=state.counted[:, :areas],
        occupied=state.market.occupied.reshape(SEGMENTS, -1).astype(np.float64),
        dwellings=state.market.dwellings.reshape(SEGMENTS, -1).astype(np.float64),
        outside=state.counted[:, areas:],
        climate=state.climate,
        left=left,
    )
