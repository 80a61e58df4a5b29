from __future__ import annotations

import pickle
from dataclasses import fields, replace

import numpy as np
import pytest

from ensemble_city import small_city, some_levers
from veerkracht.stad.city_model import Around, CityModel
from veerkracht.stad.ensemble import CENTRAL, Draws
from veerkracht.stad.levers import nothing
from veerkracht.workflows.scenario_files import load_parameters


class Drawn:
    """Gives a city in which chance moves one household in ten of each kind to vrager."""

    def __init__(self, city):
        self.city = city

    def draw(self, rng):
        households = self.city.households.copy()
        moved = rng.binomial(households[:20], 0.1)
        households[:20] -= moved
        households[40:] += moved
        return replace(self.city, households=households)


@pytest.fixture(scope="module")
def model():
    city = small_city()
    return CityModel(
        city, parameters=load_parameters(), levers=(nothing(years=2, areas=3), some_levers()), drawn=Drawn(city)
    )


def first(model, draws, seed=1):
    return next(model.trajectories(draws, seed=seed))


def equal(one, other):
    return all(np.array_equal(getattr(one, item.name), getattr(other, item.name)) for item in fields(one))


def test_the_same_draws_give_the_same_run_whatever_was_run_before(model):
    draws = Draws(parameters=1, latent=2, chance=3)
    before = first(model, draws)
    first(model, Draws(parameters=4, latent=4, chance=4))
    assert equal(first(model, draws), before)
    assert equal(first(pickle.loads(pickle.dumps(model)), draws), before)


@pytest.mark.parametrize("source", ["parameters", "latent", "chance"])
def test_each_source_of_doubt_moves_the_run_by_itself(model, source):
    draws = Draws(parameters=1, latent=1, chance=1)
    assert not equal(first(model, draws), first(model, replace(draws, **{source: 2})))


def test_another_seed_is_another_run_of_every_source_but_the_central_values(model):
    central = Draws(parameters=CENTRAL, latent=CENTRAL, chance=1)
    start = [first(model, central, seed=seed) for seed in (1, 2)]
    assert np.array_equal(start[0].reliance[0], start[1].reliance[0])
    assert not equal(*start)
    drawn = [first(model, replace(central, latent=1), seed=seed) for seed in (1, 2)]
    assert not np.array_equal(drawn[0].reliance[0], drawn[1].reliance[0])


def test_all_arms_begin_with_the_same_city(model):
    none, some = model.trajectories(Draws(parameters=1, latent=1, chance=1), seed=1)
    assert np.array_equal(none.reliance[0], some.reliance[0])
    assert np.array_equal(none.nuisance[0], some.nuisance[0])
    assert not equal(none, some)


def test_another_city_or_other_people_around_it_have_another_fingerprint(model):
    def made(city, **changes):
        given = {"drawn": Drawn(city), **changes}
        return CityModel(city, parameters=model.parameters, levers=model.levers, **given).city_print()

    city = small_city()
    assert made(city) == model.city_print()
    others = (
        made(city, around=Around(growth=0.01)),
        made(city, drawn=None),
        made(replace(city, nuisance=city.nuisance + 1)),
    )
    assert len({model.city_print(), *others}) == 4
