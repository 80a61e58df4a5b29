"""Cities at the edge of what can be: empty, without homes of a kind, demolished to the last home."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from laws import LAWS, run_of
from scenes import LASTING, PLAUSIBLE, Scene, city_of, make_scene

from veerkracht.stad.base import prepare
from veerkracht.stad.households import SEGMENTS, Pool, Segment
from veerkracht.stad.levers import nothing
from veerkracht.stad.trajectory import FLOWS

EDGES = {
    "one area": make_scene(areas=1, levers=("build", "demolish", "quota")),
    "nobody": make_scene(households=0, levers=("build", "convert", "quota")),
    "one household": make_scene(households=1, areas=3, levers=("build", "demolish")),
    "no home of a corporation": make_scene(missing=(1, 2), levers=("quota", "steer", "convert", "build")),
    "homes of corporations only": make_scene(missing=(0, 3), levers=("convert", "quota", "demolish")),
    "no empty home": make_scene(empty=0.0, levers=("convert", "quota")),
    "everything demolished": make_scene(levers=("demolish",), everything=True),
    "everything demolished and rebuilt": make_scene(levers=("rebuild",), everything=True, years=4),
    "everything sold while it is demolished": make_scene(levers=("convert", "demolish"), everything=True),
    "every lever at its end": make_scene(
        levers=("build", "convert", "demolish", "quota", "rebuild", "steer", "support"), everything=True, years=4
    ),
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("edge", EDGES)
def test_the_laws_hold_at_the_edge(law, edge):
    law(EDGES[edge])


def with_homes(scene: Scene, **levers: np.ndarray) -> Scene:
    """Return a scene with some levers replaced."""
    return replace(scene, levers=replace(scene.levers, **levers))


def test_after_everything_is_demolished_nobody_lives_there_and_nobody_is_lost():
    run = run_of(make_scene(levers=("demolish",), everything=True, years=1).told(**LASTING))
    assert run.occupied[1].sum() == 0
    assert run.dwellings[1].sum() == 0
    start, end = (run.pools[year].sum() + run.reliance[year].sum() for year in (0, 1))
    assert end - start == run.flows[0, FLOWS.index("formed")]


def test_a_quota_larger_than_the_institutions_houses_who_is_there():
    scene = make_scene(empty=0.3, years=1).told(**LASTING)
    run = run_of(with_homes(scene, quota=np.array([1e6])))
    there = scene.base.city.institutions.sum()
    assert run.flows[0, FLOWS.index("quota_housed")] == there
    formed = np.floor(scene.base.formed[:, Pool.INSTITUTION] + 0.5).sum()
    assert run.pools[1, :, Pool.INSTITUTION].sum() == formed


@pytest.mark.parametrize("quota", [1, 7, 23])
def test_a_quota_is_met_where_there_are_homes_and_households(quota):
    scene = make_scene(empty=0.3, households=6000, years=1)
    assert scene.base.city.institutions.sum() >= quota
    run = run_of(with_homes(scene, quota=np.array([float(quota)])))
    assert run.flows[0, FLOWS.index("quota_housed")] == quota


def test_a_quota_is_spread_as_the_policy_says_while_there_is_room():
    scene = make_scene(empty=0.3, households=6000, years=1, areas=4)
    weight = np.array([3.0, 0.0, 1.0, 0.0])
    run = run_of(with_homes(scene, quota=np.array([8.0]), quota_weight=weight))
    assert run.quota_to[0].tolist() == [6.0, 0.0, 2.0, 0.0]
    assert not run.urgent_to.any(), "nobody was displaced"


def test_no_home_of_a_corporation_means_no_quota():
    run = run_of(with_homes(make_scene(missing=(1, 2), years=2), quota=np.array([5.0, 5.0])))
    assert run.flows[:, FLOWS.index("quota_housed")].sum() == 0


@pytest.mark.parametrize("segment", list(Segment))
def test_people_come_to_live_in_homes_built_where_nobody_lived(segment):
    rng = np.random.default_rng(2)
    city = city_of(3000, areas=5, rng=rng)
    households, dwellings = city.households.copy(), city.dwellings.copy()
    households[:, :, 0] = 0
    dwellings[:, 0] = 0
    base = prepare(replace(city, households=households, dwellings=dwellings), PLAUSIBLE)
    built = np.zeros((3, SEGMENTS, 5))
    built[0, segment, 0] = 60
    run = run_of(Scene(base=base, levers=replace(nothing(years=3, areas=5), built=built), seed=1))
    assert run.occupied[3, segment, 0] > 40


@pytest.mark.parametrize("segment", list(Segment))
def test_people_come_to_live_in_the_first_homes_of_a_kind_that_a_city_never_had(segment):
    scene = make_scene(missing=(int(segment),), households=3000, areas=5)
    built = np.zeros_like(scene.levers.built)
    built[0, segment] = 12
    assert run_of(with_homes(scene, built=built)).occupied[3, segment].sum() > 40


def test_an_area_is_not_worse_for_building_than_one_that_is_built_from_end_to_end():
    """The first homes of an area without homes are all of it, not sixty times all of it."""
    city = city_of(3000, areas=5, rng=np.random.default_rng(2))
    households, dwellings = city.households.copy(), city.dwellings.copy()
    households[:, :, 0] = 0
    dwellings[:, 0] = 0
    base = prepare(replace(city, households=households, dwellings=dwellings), replace(PLAUSIBLE, nuisance_noise=0.0))
    built = np.zeros((1, SEGMENTS, 5))
    built[0, Segment.OWNED, 0] = 60
    run = run_of(Scene(base=base, levers=replace(nothing(years=1, areas=5), built=built), seed=1))
    worse = run.nuisance[1] - run.nuisance[0]
    assert worse[0] - worse[1:].max() <= PLAUSIBLE.nuisance_per_works + 0.2
    assert np.allclose(
        base.shares[:, 0], base.city.households.sum(axis=(1, 2)).reshape(3, 20).sum(axis=1) / households.sum()
    )


def test_homes_that_become_of_a_kind_that_the_area_had_not_are_lived_in():
    rng = np.random.default_rng(4)
    city = city_of(4000, areas=4, rng=rng)
    households, dwellings = city.households.copy(), city.dwellings.copy()
    households[:, Segment.OWNED, 0] = 0
    dwellings[Segment.OWNED, 0] = 0
    base = prepare(replace(city, households=households, dwellings=dwellings), PLAUSIBLE)
    conversion = np.zeros((4, 4, 4))
    conversion[:, 0, 0] = 1.0
    run = run_of(Scene(base=base, levers=replace(nothing(years=4, areas=4), conversion=conversion), seed=1))
    sold = run.dwellings[4, Segment.OWNED, 0]
    assert sold > 5
    assert run.occupied[4, Segment.OWNED, 0] > sold / 3
