"""A city made ready for a run: rates, the pull of every home on every group, and the pools around it, all in balance.

The baseline is "no change": the homes that fall vacant are taken by the groups that live there now, and who comes and
is formed replaces who leaves and ends. What moves a run away from it is a policy, the exogenous scenario, or chance.
This is a choice: the data that we have cannot tell the trend of a buurt from noise (see docs/explanation/stad.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.events import Events, by_group, by_income, by_reliance, events_of
from veerkracht.stad.households import INCOMES, STAGE, TYPES, Pool, Segment, Stage
from veerkracht.stad.pull import nearness, pull_of
from veerkracht.stad.region import region_weights
from veerkracht.stad.waiting import Market, Queue, fewer_outside, queue_of, resting_pool

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.city import City
    from veerkracht.stad.coefficients import Coefficients

    Grid = NDArray[np.float64]

Yearly = float | tuple[float, ...]
"""One number for every year, or one for each."""

_POOL_YEARS = 2.0  # a pool holds at least who comes to search, or goes, in so many years: a choice of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Everything that both engines need and that no policy changes.

    Attributes:
        city: the start.
        coefficients: one draw of the numbers.
        events: what happens to households anyway.
        settled: households at the start that live there longer; shape (types, segments, areas), int64.
        move: chance of wanting to move in a year, recent (0) and settled (1); shape (2, types, segments).
        leave: share of movers that leaves the city; shape (types,).
        pools: households outside homes at the start; shape (types, pools), int64.
        arrive: chance that a household of a pool searches in the city in a year; shape (types, pools).
        formed: new households a year, by the pool in which they begin; shape (types, pools).
        coming: households from outside that replace those who leave, in a year without change; shape (types,).
        going: households that leave the city in such a year; shape (types,).
        region_share: where those who leave go; shape (pools,), sums to 1 over the gemeenten of the region.
        nearness: 0 to 1, from any place (areas, pools, temporary) to an area; shape (areas + pools + areas, areas).
        pull: weight of a home on a group, per home offered; shape (groups, segments, areas), at most 1.
        pull_mean: the same of a new home: the mean of the segment in the city; shape (groups, segments).
        shares: of drager, in between and vrager per area at the start, of the city where nobody lives;
            shape (reliances, areas).
        income: mean quintile per area at the start, of the city where nobody lives; shape (areas,).
        vacated: homes left in a year at the start; shape (segments, areas).
        turnover: the same as a share of all homes, of the city where there are none; shape (areas,).
        growth: new households above what keeps their number, as a share of it: of every year, or one for each.
        arrivals: households that search from outside, relative to what keeps the balance: of every year, or of each.
        grown: who begins to wait a year for a growth of 1, shape (types,).
        year: that `arrive` and `formed` are of, 0 for the first.
    """

    city: City
    coefficients: Coefficients
    events: Events
    settled: NDArray[np.int64]
    move: Grid
    leave: Grid
    pools: NDArray[np.int64]
    arrive: Grid
    formed: Grid
    coming: Grid
    going: Grid
    region_share: Grid
    nearness: Grid
    pull: Grid
    pull_mean: Grid
    shares: Grid
    income: Grid
    vacated: Grid
    turnover: Grid
    growth: tuple[float, ...] = (0.0,)
    arrivals: tuple[float, ...] = (1.0,)
    grown: Grid = field(default_factory=lambda: np.zeros(TYPES))
    year: int = 0

    def in_year(self, year: int) -> Base:
        """Return the base with who is formed and who searches in another year; past the last as in the last."""
        (was, now), (before, after) = (
            [values[min(at, len(values) - 1)] for at in (self.year, year)] for values in (self.growth, self.arrivals)
        )
        if was == now and before == after:
            return self
        formed = self.formed.copy()
        formed[:, Pool.WAITING] = np.maximum(formed[:, Pool.WAITING] + (now - was) * self.grown, 0.0)
        arrive = np.clip(self.arrive * (after / before), 0.0, 1.0)
        return replace(self, formed=formed, arrive=arrive, year=year)


def prepare(city: City, coefficients: Coefficients, *, growth: Yearly = 0.0, arrivals: Yearly = 1.0) -> Base:
    """Return a city ready to be simulated with one draw of the coefficients.

    Args:
        city: the start.
        coefficients: one draw.
        growth: new households a year above what keeps their number, as a share of it; or one for each year.
        arrivals: households that search from outside, relative to what keeps the balance; or one a year, above 0.
    """
    c, grows, arrives = coefficients, _each(growth), _each(arrivals)
    events = events_of(c)
    move = _moving(c)
    homes = city.households.astype(np.float64)
    recent_share = move[1] / np.maximum(move[1] + c.settle, 1e-12)
    settled = np.floor(homes * (1.0 - recent_share[:, :, None]) + 0.5).astype(np.int64)
    movers = move[1][:, :, None] * settled + move[0][:, :, None] * (homes - settled)
    demand = _balance(city, coefficients, events=events, movers=movers, growth=grows[0])
    near = nearness(city, near_km=c.near)
    out = np.einsum("k,kta->ta", events.dissolve, homes) + movers.sum(axis=0)
    offered = city.dwellings - homes.sum(axis=0) + out
    searching = _searching(movers, demand=demand, city=city)
    pull, pull_mean = pull_of(city, coefficients, searching=searching, offered=offered, near=near)
    market = _market(city, movers=movers, demand=demand, pull=pull, offered=offered)
    factor = fewer_outside(market, demand.queue, give_up=c.give_up, events=events)
    live = _or_city(homes.sum(axis=1), known=homes.sum(axis=(0, 1)) > 0)
    total = np.maximum(live.sum(axis=0), 1e-9)
    return Base(
        city=city,
        coefficients=coefficients,
        events=events,
        settled=settled,
        move=move,
        leave=demand.leave,
        pools=demand.pools,
        arrive=np.clip(demand.arrive * factor * arrives[0], 0.0, 1.0),
        formed=demand.formed,
        coming=demand.coming,
        going=demand.going,
        region_share=_region_share(city, friction=c.region_distance),
        nearness=near,
        pull=pull,
        pull_mean=pull_mean,
        shares=by_reliance(live) / total,
        income=(by_income(live) * np.arange(INCOMES)[:, None]).sum(axis=0) / total,
        vacated=out,
        turnover=_turnover(city, out),
        growth=grows,
        arrivals=arrives,
        grown=demand.grown,
    )


def _turnover(city: City, out: Grid) -> Grid:
    """Return homes left in a year as a share of all homes, of the city where there are none; shape (areas,)."""
    standing = city.dwellings.astype(np.float64)
    left, left_of = (_or_city(counts, known=standing.sum(axis=0) > 0) for counts in (out, standing))
    return np.asarray(left.sum(axis=0) / np.maximum(left_of.sum(axis=0), 1.0))


def _moving(coefficients: Coefficients) -> Grid:
    """Return the chance of wanting to move in a year, recent (0) and settled (1); shape (2, types, segments)."""
    settled = np.array(coefficients.move)[STAGE][:, None] * np.array(coefficients.move_segment)[None, :]
    return np.asarray(np.clip(np.stack([settled * coefficients.move_recent, settled]), 0.0, 0.9))


def _each(values: Yearly) -> tuple[float, ...]:
    return values if isinstance(values, tuple) else (values,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demand:
    """Who leaves, arrives and is formed, so that each type keeps its number; fields as in `Base`."""

    leave: Grid
    pools: NDArray[np.int64]
    arrive: Grid
    formed: Grid
    coming: Grid
    going: Grid
    queue: Queue
    grown: Grid


def _balance(city: City, coefficients: Coefficients, *, events: Events, movers: Grid, growth: float) -> _Demand:
    c = coefficients
    now = city.households.sum(axis=(1, 2)).astype(np.float64)
    moving = movers.sum(axis=(1, 2))
    leave = np.array(c.leave)[STAGE]
    # Starters: what young households lose by growing older and moving away, in the types that young households have.
    survive = events.matrix @ now
    lost = now - survive + leave * moving
    young = STAGE == Stage.YOUNG
    starters = np.where(young, np.maximum(lost, 0.0), 0.0) * (1.0 - c.starters_from_outside)
    queue = queue_of(city.waiting, c, events=events, starters=starters)
    # Who gets a home out of an institution each year has its place in a year without change, as starters have.
    short = lost - starters - city.housed_yearly
    coming = np.maximum(short, 0.0)
    # A type that grows by itself more than it loses leaves the city faster: the pool takes what is too many.
    extra = np.divide(np.maximum(-short, 0.0), moving, out=np.zeros_like(moving), where=moving > 0)
    leave = np.clip(leave + extra, 0.0, 0.95)
    share = np.zeros(city.pools)
    share[Pool.COUNTRY] = 1.0 - c.leave_region
    share[Pool.REGION :] = c.leave_region * region_weights(city, friction=c.region_distance)
    going = leave * moving + queue.given_up
    most = np.maximum(coming * queue.pressure, going)
    outside = resting_pool(most * _POOL_YEARS, events=events, gain=going - coming)
    held = np.floor(outside[:, None] * share + 0.5).astype(np.int64)
    held[:, Pool.WAITING] = city.waiting
    held[:, Pool.INSTITUTION] = city.institutions
    arrive = np.zeros(held.shape)
    np.divide(coming[:, None] * share, held, out=arrive, where=(held > 0) & (share > 0))
    # What is below nought here is the rounding of `held` to whole households.
    formed = np.maximum(held - events.matrix @ held + arrive * held - going[:, None] * share, 0.0)
    grown = now.sum() * starters / max(starters.sum(), 1.0)
    formed[:, Pool.WAITING] = np.maximum(queue.new + growth * grown, 0.0)
    formed[:, Pool.INSTITUTION] = city.institutions - np.minimum(events.matrix @ city.institutions, city.institutions)
    return _Demand(
        leave=leave,
        pools=held,
        arrive=np.clip(arrive * queue.pressure, 0.0, 1.0),
        formed=formed,
        coming=coming,
        going=going,
        queue=queue,
        grown=grown,
    )


def _market(city: City, *, movers: Grid, demand: _Demand, pull: Grid, offered: Grid) -> Market:
    homes = city.households.sum(axis=0).astype(np.float64)
    return Market(
        weight=np.ascontiguousarray((pull * offered).sum(axis=2)),
        supply=offered.sum(axis=1) - _first(city, offered=offered),
        reserve=(city.dwellings - homes).sum(axis=1),
        inside=by_group((movers * (1.0 - demand.leave)[:, None, None]).sum(axis=2)),
        outside=by_group((demand.arrive * demand.pools)[:, Pool.COUNTRY :].sum(axis=1)),
    )


def _first(city: City, *, offered: Grid) -> Grid:
    """Return homes that go to households from institutions in a year without change, before all others; by segment."""
    taken = np.zeros(len(offered))
    taken[Segment.CHEAP] = min(float(city.housed_yearly.sum()), 0.5 * float(offered[Segment.CHEAP].sum()))
    return taken


def _searching(movers: Grid, *, demand: _Demand, city: City) -> Grid:
    """Return who looks for a home in the first year, by group and place (areas, then pools)."""
    inside = by_group((movers * (1.0 - demand.leave)[:, None, None]).sum(axis=1))
    outside = demand.arrive * demand.pools
    outside[:, Pool.WAITING] = city.waiting + demand.formed[:, Pool.WAITING]
    return np.concatenate([inside, by_group(outside)], axis=1)


def _or_city(counts: Grid, *, known: NDArray[np.bool_]) -> Grid:
    """Return counts by area (last axis), and those of the whole city where nothing is known: a choice of ours.

    What changes there is told as a change from the start, and a start without people would be one without vragers.
    """
    return np.where(known, counts, counts.sum(axis=1, keepdims=True))


def _region_share(city: City, *, friction: float) -> Grid:
    share = np.zeros(city.pools)
    share[Pool.REGION :] = region_weights(city, friction=friction)
    return share
