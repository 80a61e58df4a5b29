"""A small city that was simulated, made by hand: books that close, whatever the draw."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.facts.areas import Level
from veerkracht.facts.derive import derive
from veerkracht.index.build import build_index
from veerkracht.index.held import HeldIndex, hold_index
from veerkracht.index.prepare import with_all_columns
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.households import INCOMES, LETTINGS, RELIANCES, SEGMENTS, Letting
from veerkracht.stad.runs import Runs
from veerkracht.stad.trajectory import FLOWS
from veerkracht.workflows.indexing import catalogue_breaks, load_design

POOLS = 5  # waiting, institutions, the country and two gemeenten
DEVIATIONS = {"onv": 0.08, "soc": 0.05, "fys": 0.06}


def simulated(*, runs: int, years: int, areas: int, seed: int, same_start: bool = True) -> Runs:
    """Return runs in which households move at random between areas and pools, are formed and end."""
    rng = np.random.default_rng(seed)
    first = rng.integers(20, 400, size=(1, RELIANCES, areas))
    begin = np.repeat(first, runs, axis=0) if same_start else rng.integers(20, 400, size=(runs, RELIANCES, areas))
    reliance = _walk(begin, years=years, rng=rng)
    pools = _walk(np.repeat(rng.integers(50, 900, size=(1, RELIANCES, POOLS)), runs, axis=0), years=years, rng=rng)
    temporary = rng.integers(0, 5, size=(runs, years + 1, RELIANCES, areas)).astype(float)
    everyone = reliance.sum(axis=(2, 3)) + pools.sum(axis=(2, 3)) + temporary.sum(axis=(2, 3))
    flows = np.zeros((runs, years, len(FLOWS)))
    more = np.diff(everyone, axis=1)
    flows[..., FLOWS.index("formed")] = np.maximum(more, 0) + 10
    flows[..., FLOWS.index("dissolved")] = np.maximum(-more, 0) + 10
    homes = reliance.sum(axis=2)
    searched = rng.integers(50, 100, size=(runs, years, INCOMES)).astype(float)
    housed = rng.integers(5, 60, size=(runs, years, areas)).astype(float)
    return Runs(
        reliance=reliance,
        incomes=_spread(homes, groups=INCOMES, rng=rng),
        occupied=_spread(homes, groups=SEGMENTS, rng=rng),
        dwellings=_spread(homes, groups=SEGMENTS, rng=rng) + 5.0,
        nuisance=_wander((runs, years, areas), rng=rng),
        cohesion=_wander((runs, years, areas), rng=rng),
        quality=_wander((runs, years, areas), rng=rng),
        turnover=rng.uniform(0.02, 0.2, size=(runs, years, areas)),
        pools=pools,
        temporary=temporary,
        flows=flows,
        left_to=rng.integers(0, 30, size=(runs, years, RELIANCES, POOLS)).astype(float),
        arrived_from=rng.integers(0, 30, size=(runs, years, RELIANCES, POOLS)).astype(float),
        urgent_to=np.floor(housed * rng.uniform(0, 1, size=housed.shape)),
        quota_to=np.zeros(housed.shape),
        housed_to=housed,
        searched=searched,
        found=np.floor(searched * rng.uniform(0.1, 0.9, size=searched.shape)),
        distance=np.stack([rng.uniform(5, 50, size=(runs, years)), np.full((runs, years), 10.0)], axis=-1),
        **_letting(searched, runs=runs, years=years),
    )


def _letting(searched: np.ndarray, *, runs: int, years: int) -> dict[str, np.ndarray]:
    """Return who searched and to whom corporations let: a third of each income waits, comes from outside and moves."""
    market = np.arange(LETTINGS) <= Letting.MOVER
    seekers = market[:, None] * searched[:, :, None, :] / market.sum()
    return {"seekers": seekers, "let_to": np.floor(0.25 * seekers), "rehoused_in": np.ones((runs, years, SEGMENTS))}


def standing_still(runs: Runs) -> Runs:
    """Return the runs with the start in every year: nothing ever happens."""
    names = ("reliance", "incomes", "occupied", "dwellings", "nuisance", "cohesion", "quality", "pools", "temporary")
    still = {name: np.repeat(getattr(runs, name)[:, :1], runs.years + 1, axis=1) for name in names}
    return replace(runs, **still, flows=np.zeros_like(runs.flows))


@cache
def demo_index(name: str = "veerkracht") -> HeldIndex:
    """Return the index of the buurten of the demo city by a shipped design."""
    design = load_design(name)
    table = derive(make_demo_city(np.random.default_rng(DEMO_SEED)).tables[Level.BUURT], load_catalogue())
    table = with_all_columns(table.select(indicators=[c for c in design.columns if c in table]), design=design)
    breaks = catalogue_breaks(design)
    return hold_index(build_index(table, design, breaks=breaks), table, breaks=breaks)


def _walk(begin, *, years: int, rng: np.random.Generator):
    steps = rng.integers(-8, 9, size=(begin.shape[0], years, *begin.shape[1:]))
    walk = np.concatenate([begin[:, None], begin[:, None] + np.cumsum(steps, axis=1)], axis=1)
    return np.maximum(walk, 1).astype(float)


def _wander(shape: tuple[int, int, int], *, rng: np.random.Generator):
    runs, years, areas = shape
    first = np.repeat(rng.normal(size=(1, 1, areas)), runs, axis=0)
    return np.concatenate([first, first + np.cumsum(rng.normal(0, 0.1, size=(runs, years, areas)), axis=1)], axis=1)


def _spread(whole, *, groups: int, rng: np.random.Generator):
    """Return households over groups: whole numbers that add up to the whole, the same way in every year."""
    shares = rng.dirichlet(np.full(groups, 2.0), size=whole.shape[-1])
    parts = np.floor(whole[:, :, None, :] * shares.T)
    parts[:, :, 0] += whole - parts.sum(axis=2)
    return parts
