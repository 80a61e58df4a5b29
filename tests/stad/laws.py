"""The laws of a simulation, each a function that complains about a scene in which it is broken."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
from scenes import FROZEN, LASTING, Scene

from veerkracht.stad import micro
from veerkracht.stad.households import GONE, GROUP, NO_SEGMENT, SEGMENTS, TYPES, Letting, Pool
from veerkracht.stad.levers import Levers
from veerkracht.stad.micro import simulate
from veerkracht.stad.people import URGENT
from veerkracht.stad.rng import Purpose, key
from veerkracht.stad.trajectory import FLOWS, Trajectory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from veerkracht.stad.micro import Run
    from veerkracht.stad.recorder import Book

EPSILON = 1e-9  # of numbers that are not counts


def run_of(scene: Scene) -> Trajectory:
    """Return the run of a scene."""
    return simulate(scene.base, scene.levers, seed=scene.seed, run=scene.run)


def same_bytes(one: Trajectory, other: Trajectory) -> bool:
    """Return whether two runs are the same to the last bit."""
    pairs = ((getattr(one, item.name), getattr(other, item.name)) for item in fields(Trajectory))
    return all(a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in pairs)


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year of a run, looked at from inside: the records before and after, the state after, and its book."""

    number: int
    before: NDArray[np.void]
    after: NDArray[np.void]
    state: Run
    book: Book


def years_of(scene: Scene) -> Iterator[Year]:
    """Yield the years of a run as the engine makes them."""
    state = micro.begin(scene.base, scene.levers)
    for year in range(scene.levers.years):
        before = state.people.records.copy()
        lots = {purpose: key(scene.seed, run=scene.run, year=year, purpose=purpose) for purpose in Purpose}
        book = micro._one_year(state, year, lots=lots)
        yield Year(number=year, before=before, after=state.people.records, state=state, book=book)


def everyone(run: Trajectory) -> NDArray[np.float64]:
    """Return all households by year and reliance: in homes, pools and temporary housing."""
    return run.reliance.sum(axis=2) + run.pools.sum(axis=2) + run.temporary.sum(axis=2)


def flow(run: Trajectory, name: str) -> NDArray[np.float64]:
    """Return one flow of the ledger by year."""
    return run.flows[:, FLOWS.index(name)]


def households_are_kept(scene: Scene) -> None:
    """Law 1: next year's households are this year's, and those formed, less those that ended."""
    run = run_of(scene)
    growth = np.diff(everyone(run).sum(axis=1))
    assert np.array_equal(growth, flow(run, "formed") - flow(run, "dissolved"))
    assert np.array_equal(run.reliance.sum(axis=1), run.incomes.sum(axis=1))
    assert np.array_equal(run.reliance.sum(axis=1), run.occupied.sum(axis=1))
    assert min(run.reliance.min(), run.pools.min(), run.temporary.min(), run.flows.min()) >= 0


def every_flow_is_in_the_states(scene: Scene) -> None:
    """Law 1, per flow: where nobody ends or changes, the ledger is what the states say."""
    run = run_of(scene.told(**LASTING))
    got_a_home = run.arrived_from[:, :, Pool.COUNTRY :].sum(axis=2)
    assert np.array_equal(got_a_home.sum(axis=1), flow(run, "arrived"))
    assert np.array_equal(run.left_to.sum(axis=(1, 2)), flow(run, "left"))
    waiting = flow(run, "into_waiting") - flow(run, "waiting_housed")
    institution = -flow(run, "quota_housed")
    outside = np.diff(run.pools.sum(axis=1), axis=0)
    # Who is formed in an institution or outside the city is known; who leaves the city may have been waiting.
    base = scene.told(**LASTING).base
    for year in range(len(outside)):
        formed = np.floor(base.formed * (year + 1) + 0.5) - np.floor(base.formed * year + 0.5)
        formed = formed.sum(axis=0)
        gave_up = waiting[year] - outside[year, Pool.WAITING]
        assert 0 <= gave_up <= flow(run, "left")[year]
        assert outside[year, Pool.INSTITUTION] == institution[year] + formed[Pool.INSTITUTION]
        moved = run.left_to[year].sum(axis=0) - run.arrived_from[year].sum(axis=0)
        assert np.array_equal(outside[year, Pool.COUNTRY :], (moved + formed)[Pool.COUNTRY :])
        homes = run.occupied[year + 1].sum() - run.occupied[year].sum()
        into = sum(flow(run, name)[year] for name in ("arrived", "waiting_housed", "quota_housed", "rehoused"))
        out = flow(run, "left")[year] - gave_up + flow(run, "displaced")[year]
        assert homes == into - out
    assert np.array_equal(run.housed_to.sum(axis=1), flow(run, "moved") + _came(run))
    assert run.moves is not None
    assert np.array_equal(run.moves.sum(axis=(0, 1)), run.housed_to.sum(axis=0))


def _came(run: Trajectory) -> NDArray[np.float64]:
    return np.asarray(sum(flow(run, name) for name in ("arrived", "waiting_housed", "quota_housed", "rehoused")))


def dwellings_are_kept(scene: Scene) -> None:
    """Law 2: homes are built and demolished, never lost; a sale moves one from segment to segment."""
    run = run_of(scene)
    levers = scene.levers
    assert (run.dwellings >= 0).all()
    assert (run.occupied >= 0).all()
    assert (run.occupied <= run.dwellings).all()
    change = np.diff(run.dwellings, axis=0)
    asked = levers.built - levers.demolished
    if not levers.conversion.any():
        assert np.array_equal(change, asked)
        return
    # What was sold before the demolition cannot be demolished as what it was: then less is, until nothing is left.
    spared = change.sum(axis=1) - asked.sum(axis=1)
    nothing_left = (run.dwellings[1:] == levers.built) & (levers.demolished > 0)
    assert (spared >= 0).all()
    assert (nothing_left.any(axis=1) | (spared == 0)).all()


def only_housing_moves_nobody_up_or_down(scene: Scene) -> None:
    """Law 3: with self-reliance frozen no policy changes how many vragers there are in the country."""
    frozen = scene.told(**FROZEN)
    assert np.array_equal(everyone(run_of(frozen)), everyone(run_of(frozen.without())))


def composition_changes_by_moves_only(scene: Scene) -> None:
    """Law 4: with self-reliance frozen an area changes by no more than the homes that were left and taken."""
    run = run_of(scene.told(**FROZEN))
    changed = np.abs(np.diff(run.reliance, axis=0)).sum(axis=1)
    left = run.turnover * np.maximum(run.dwellings[:-1].sum(axis=1), 1.0)
    assert (changed <= left + run.housed_to + EPSILON * (1.0 + left)).all()
    fewer = run.occupied[:-1].sum(axis=1) + run.housed_to - run.occupied[1:].sum(axis=1)
    assert np.allclose(fewer, left)
    # Nobody gets a home that was not empty, was not left, and was not built.
    free = run.dwellings[:-1].sum(axis=1) - run.occupied[:-1].sum(axis=1) + scene.levers.built.sum(axis=1)
    assert (run.housed_to <= free + left + EPSILON * (1.0 + left)).all()


def nobody_waits_while_a_home_stands_empty(scene: Scene) -> None:
    """Law 5: at the end of a year nobody waits who may have a home that is empty beyond what stays empty."""
    for year in years_of(scene):
        assert missed_homes(year) == []


def missed_homes(year: Year) -> list[tuple[int, int]]:
    """Return groups that wait and homes that they may have, empty beyond the reserve of the segment."""
    market, choice = year.state.market, year.state.choice
    areas = year.state.base.city.areas
    used = int(year.state.people.sizes[0])
    waiting = year.after[:used][year.after["place"][:used] == areas + Pool.WAITING]
    # New starters search at once; who is displaced and found nothing searches next year.
    open_segments = market.vacant > market.reserve
    vacant = (market.dwellings > market.occupied) & open_segments[market.segment]
    found = []
    for group in np.unique(GROUP[waiting["type"]]):
        found += [(int(group), int(home)) for home in np.flatnonzero(vacant & (choice.weight[group] > 0))]
    return found


def nothing_done_is_the_baseline(scene: Scene) -> None:
    """Law 6: a policy of zeros, however written, is the baseline to the last bit; so is one before it begins."""
    without = scene.without()
    baseline = run_of(without)
    zeros = replace(without.levers, steer=-without.levers.steer, quota_weight=scene.levers.quota_weight)
    assert same_bytes(run_of(replace(scene, levers=zeros)), baseline)
    late = Levers(**{item.name: _a_year_later(getattr(scene.levers, item.name)) for item in fields(Levers)})
    run, first = run_of(replace(scene, levers=late)), slice(0, 2)
    for item in fields(Trajectory):
        if item.name != "moves":
            assert getattr(run, item.name)[first][:1].tobytes() == getattr(baseline, item.name)[first][:1].tobytes()
    assert np.array_equal(run.reliance[1], baseline.reliance[1])
    assert np.array_equal(run.pools[1], baseline.pools[1])


def _a_year_later(lever: NDArray[np.float64]) -> NDArray[np.float64]:
    if lever.ndim == 1 and len(lever) == 0:
        return lever
    later = np.zeros_like(lever)
    later[1:] = lever[:-1]
    return later


def the_same_seed_gives_the_same_bytes(scene: Scene) -> None:
    """Law 10: a run depends on its own seed and number, not on what else was run."""
    first = run_of(scene)
    run_of(replace(scene, run=scene.run + 1))
    assert same_bytes(run_of(scene), first)


def records_are_sound(scene: Scene) -> None:
    """Every household is in one place, of one type, and in a home just when its place is an area."""
    areas, pools = scene.base.city.areas, scene.base.city.pools
    for year in years_of(scene):
        used, free = (int(size) for size in year.state.people.sizes)
        people = year.after[:used]
        place = people["place"].astype(int)
        gone = place == GONE
        assert (year.after["place"][used:] == GONE).all()
        again = year.state.people.free[:free]
        assert sorted(again) == np.flatnonzero(gone).tolist()
        there = people[~gone]
        assert (there["type"] < TYPES).all()
        at = there["place"].astype(int)
        assert (at < areas + pools + areas).all()
        home = at < areas
        assert (there["segment"][home] < SEGMENTS).all()
        temporary = at >= areas + pools
        assert ((there["flags"] & URGENT > 0) == temporary).all()
        assert (there["segment"][~home & ~temporary] == NO_SEGMENT).all()
        assert (there["segment"][temporary] < SEGMENTS).all()
        occupied = np.bincount(there["segment"][home].astype(int) * areas + at[home], minlength=SEGMENTS * areas)
        assert np.array_equal(occupied, year.state.market.occupied)
        vacant = (year.state.market.dwellings - occupied).reshape(SEGMENTS, -1).sum(axis=1)
        assert np.array_equal(vacant, year.state.market.vacant)


def who_finds_has_searched(scene: Scene) -> None:
    """The slaagkans is a share, and a quota houses no more than there are to house and homes to house them in."""
    run = run_of(scene)
    assert (run.found >= 0).all()
    assert (run.found <= run.searched).all()
    assert (flow(run, "quota_housed") <= scene.levers.quota).all()
    assert (flow(run, "returned") <= flow(run, "rehoused")).all()
    assert np.array_equal(run.seekers.sum(axis=1), run.searched)
    market = slice(Letting.WAITING, Letting.MOVER + 1)
    assert (run.let_to[:, market] <= run.seekers[:, market]).all(), "more let to somebody than looked for a home"
    assert np.array_equal(run.urgent_to.sum(axis=1) + flow(run, "returned"), flow(run, "rehoused"))
    assert np.array_equal(run.quota_to.sum(axis=1), flow(run, "quota_housed"))
    assert np.array_equal(run.rehoused_in.sum(axis=1), flow(run, "rehoused"))
    assert np.array_equal(run.let_to[:, Letting.INSTITUTION].sum(axis=1), flow(run, "quota_housed"))
    assert (run.let_to.sum(axis=(1, 2)) <= run.housed_to.sum(axis=1)).all()
    assert np.isfinite(run.nuisance).all()


def turnover_is_a_share_of_the_homes_that_stood(scene: Scene) -> None:
    """No more homes are left in a year than there were when it began, also where most of them are demolished."""
    run = run_of(scene)
    assert ((run.turnover >= 0) & (run.turnover <= 1)).all()


LAWS = (
    households_are_kept,
    every_flow_is_in_the_states,
    dwellings_are_kept,
    only_housing_moves_nobody_up_or_down,
    composition_changes_by_moves_only,
    nobody_waits_while_a_home_stands_empty,
    nothing_done_is_the_baseline,
    the_same_seed_gives_the_same_bytes,
    records_are_sound,
    who_finds_has_searched,
    turnover_is_a_share_of_the_homes_that_stood,
)
