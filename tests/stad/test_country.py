"""A country of regions keeps its books: every household is somewhere, once; who leaves one region enters another."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from scenes import PLAUSIBLE, city_of, coefficients_of, policy_of

from veerkracht.stad import country_flows
from veerkracht.stad.country import Country, country_of
from veerkracht.stad.country_flows import GOING, ON_THE_WAY, Regions, carry_over, flows_of, in_balance, sent
from veerkracht.stad.country_run import simulate_country
from veerkracht.stad.households import RELIANCES, Pool
from veerkracht.stad.levers import Levers, nothing
from veerkracht.stad.micro import begin, pass_year
from veerkracht.stad.trajectory import FLOWS, Trajectory

YEARS, AREAS = 4, 18


def country(seed: int = 3, *, households: int = 6000) -> Country:
    city = city_of(households, areas=AREAS, rng=np.random.default_rng(seed))
    return country_of(city, gemeenten=[f"GM{area // 3:04d}" for area in range(AREAS)], most=7)


def regions_of(made: Country, *, seed: int = 3) -> Regions:
    drawn = coefficients_of(np.random.default_rng(seed), width=0.2)
    return in_balance(made.regions(), drawn, centres=made.city.region_centres)


@cache
def told(seed: int = 3, *, policy: bool = True) -> tuple[Country, Trajectory]:
    made = country(seed)
    rng = np.random.default_rng(seed)
    levers = nothing(years=YEARS, areas=AREAS)
    if policy:
        levers = policy_of(made.city, ("demolish", "build", "quota", "steer"), years=YEARS, rng=rng, everything=False)
    return made, simulate_country(made, regions_of(made), made.levers(levers), seed=seed, run=1)


def everyone(run: Trajectory) -> np.ndarray:
    return run.reliance.sum(axis=(1, 2)) + run.pools.sum(axis=(1, 2)) + run.temporary.sum(axis=(1, 2))


def test_every_area_is_in_one_region_with_the_rest_of_its_gemeente():
    made = country()
    assert sorted(np.concatenate(made.rows).tolist()) == list(range(AREAS))
    assert len(made.rows) > 2
    for rows in made.rows:
        assert len(rows) <= 7
        assert {row // 3 for row in rows.tolist()} == {row // 3 for row in range(AREAS) if row in set(rows.tolist())}
        assert all(first in rows for first in (rows // 3) * 3)


def test_the_regions_hold_all_households_and_homes_of_the_country_and_no_more():
    made = country()
    parts = made.regions()
    for name in ("households", "dwellings", "waiting", "institutions"):
        assert sum(int(getattr(part, name).sum()) for part in parts) == int(getattr(made.city, name).sum())
    assert np.array_equal(sum(part.waiting for part in parts), made.city.waiting)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_households_of_the_country_are_those_of_before_plus_who_began_minus_who_ended(seed):
    _, run = told(seed)
    flows = dict(zip(FLOWS, run.flows.T, strict=True))
    assert np.array_equal(np.diff(everyone(run)), flows["formed"] - flows["dissolved"])


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_homes_of_the_country_are_those_of_before_plus_built_minus_demolished_and_never_over_full(seed):
    made, run = told(seed)
    levers = policy_of(
        made.city,
        ("demolish", "build", "quota", "steer"),
        years=YEARS,
        rng=np.random.default_rng(seed),
        everything=False,
    )
    assert np.array_equal(
        np.diff(run.dwellings, axis=0).sum(axis=(1, 2)), (levers.built - levers.demolished).sum(axis=(1, 2))
    )
    assert (run.occupied <= run.dwellings).all()
    assert np.array_equal(run.occupied.sum(axis=1), run.reliance.sum(axis=1))


def test_who_leaves_one_region_is_on_the_way_to_another_in_the_same_year():
    _, run = told()
    flows = dict(zip(FLOWS, run.flows.T, strict=True))
    assert np.array_equal(run.left_to.sum(axis=(1, 2)), flows["left"])
    assert np.array_equal(run.arrived_from.sum(axis=(1, 2)), flows["arrived"])
    assert flows["arrived"].sum() > 0
    assert not run.pools[:, :, Pool.COUNTRY].any()


def test_a_quota_of_the_country_is_divided_over_its_regions_to_the_last_household():
    made = country()
    levers = replace(nothing(years=YEARS, areas=AREAS), quota=np.array([10.0, 3.0, 0.0, 1.0]))
    assert np.array_equal(sum(part.quota for part in made.levers(levers)), levers.quota)
    there = np.arange(AREAS) == 4
    aimed = made.levers(replace(levers, quota_weight=there.astype(float)))
    assert [part.quota.sum() for part in aimed] == [14.0 if 4 in rows else 0.0 for rows in made.rows]


def test_the_same_seed_gives_the_same_country_and_another_another():
    made = country()
    levers = made.levers(nothing(years=2, areas=AREAS))
    one, again, other = (simulate_country(made, regions_of(made), levers, seed=seed, run=0) for seed in (1, 1, 2))
    for item in fields(Trajectory):
        assert item.name == "moves" or np.array_equal(getattr(one, item.name), getattr(again, item.name))
    assert not np.array_equal(one.reliance, other.reliance)


def test_two_regions_that_are_alike_do_not_have_the_same_luck():
    half = city_of(800, areas=4, rng=np.random.default_rng(1), regions=1)
    codes = (*half.codes, *(f"{code[:-1]}X" for code in half.codes))
    twice = replace(
        half,
        codes=codes,
        names=codes,
        households=np.concatenate([half.households] * 2, axis=2),
        dwellings=np.concatenate([half.dwellings] * 2, axis=1),
        **{name: np.concatenate([getattr(half, name)] * 2) for name in ("nuisance", "cohesion", "quality", "centres")},
    )
    made = country_of(twice, gemeenten=["GM0001"] * 4 + ["GM0002"] * 4, most=4)
    run = simulate_country(made, regions_of(made), made.levers(nothing(years=1, areas=8)), seed=1, run=0)
    assert not np.array_equal(run.reliance[1, :, :4], run.reliance[1, :, 4:])


def test_flows_between_regions_meet_what_each_sends_and_takes_and_the_nearer_share_more():
    going, coming = np.array([100.0, 50.0, 80.0, 70.0]), np.array([60.0, 90.0, 75.0, 75.0])
    centres = np.array([[0.0, 0.0], [10.0, 0.0], [60.0, 0.0], [60.0, 15.0]])
    share = flows_of(going=going, coming=coming, centres=centres, friction=1.5)
    assert share.sum(axis=1) == pytest.approx(1.0)
    assert not share.diagonal().any()
    assert going @ share == pytest.approx(coming, rel=1e-3)
    even = flows_of(going=going, coming=coming, centres=centres, friction=0.0)
    assert share[0, 1] > even[0, 1]
    assert share[2, 3] > even[2, 3]


def test_without_places_flows_go_by_what_each_region_takes():
    share = flows_of(going=np.ones(3), coming=np.array([1.0, 1.0, 1.0]), centres=np.full((3, 2), np.nan), friction=2.0)
    assert share[0] == pytest.approx([0.0, 0.5, 0.5])


def test_whole_households_are_sent_all_of_them_and_in_proportion():
    rng = np.random.default_rng(2)
    leaving = rng.integers(0, 40, (60, 3))
    share = np.array([[0.0, 0.7, 0.3], [0.5, 0.0, 0.5], [1.0, 0.0, 0.0]])
    found = sent(leaving, share, rng.random((60, 3)))
    assert np.array_equal(found.sum(axis=2), leaving)
    assert (np.abs(found - leaving[:, :, None] * share) < 1.0 + 1e-9).all()


def test_more_households_may_come_than_there_was_room_for():
    made = country()
    regions = regions_of(made)
    state = begin(regions.bases[0], nothing(years=2, areas=len(made.rows[0])))
    pass_year(state, 0, seed=1, run=0)
    areas = len(made.rows[0])
    before, capacity = state.counted.copy(), len(state.people.records)
    coming = np.full(60, capacity // 30)
    carry_over(state, coming)
    assert len(state.people.records) > capacity
    assert np.array_equal(state.counted[:, areas + ON_THE_WAY], before[:, areas + ON_THE_WAY] + coming)
    records = state.people.records["place"]
    assert int((records == areas + ON_THE_WAY).sum()) == int(state.counted[:, areas + ON_THE_WAY].sum())
    assert not (records == areas + GOING).any()
    pass_year(state, 1, seed=1, run=0)  # and life goes on


@pytest.mark.parametrize("seed", [3, 8])
def test_a_country_in_which_nothing_is_done_keeps_its_number_of_households(seed):
    made = country(seed, households=20_000)
    central = in_balance(made.regions(), PLAUSIBLE, centres=made.city.region_centres)
    run = simulate_country(made, central, made.levers(nothing(years=10, areas=AREAS)), seed=seed, run=0)
    found = everyone(run)
    assert found[-1] == pytest.approx(found[0], rel=0.03)


def test_a_country_of_one_region_sends_who_leaves_back_to_it():
    whole = country_of(country().city, gemeenten=["GM0001"] * AREAS)
    assert len(whole.rows) == 1
    run = simulate_country(whole, regions_of(whole), whole.levers(nothing(years=2, areas=AREAS)), seed=1, run=0)
    flows = dict(zip(FLOWS, run.flows.T, strict=True))
    assert np.array_equal(np.diff(everyone(run)), flows["formed"] - flows["dissolved"])


def test_levers_of_regions_are_those_of_their_areas():
    made = country()
    rng = np.random.default_rng(1)
    levers: Levers = replace(nothing(years=2, areas=AREAS), steer=rng.normal(size=(2, RELIANCES, AREAS)))
    for rows, part in zip(made.rows, made.levers(levers), strict=True):
        assert np.array_equal(part.steer, levers.steer[..., rows])
    assert country_flows.GOING == Pool.REGION
