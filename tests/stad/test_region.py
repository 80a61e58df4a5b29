"""Who goes to the region goes more to a larger and to a nearer gemeente, as far as those are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import PLAUSIBLE, city_of

from veerkracht.errors.stad import CityShapeError
from veerkracht.stad.base import prepare
from veerkracht.stad.households import Pool
from veerkracht.stad.region import region_is_known, region_weights

CITY = city_of(900, areas=3, rng=np.random.default_rng(1), regions=3)
MIDDLE = np.average(CITY.centres, axis=0, weights=CITY.households.sum(axis=(0, 1)))


def city(households, *, km):
    places = MIDDLE + np.stack([np.asarray(km, dtype=float), np.zeros(3)], axis=1)
    return replace(CITY, region_households=np.asarray(households, dtype=float), region_centres=places)


def test_of_two_as_near_the_larger_gets_in_proportion_to_its_households():
    found = region_weights(city([1000, 3000, 1000], km=[8, 8, 8]), friction=1.7)
    assert found == pytest.approx([0.2, 0.6, 0.2])


def test_of_two_as_large_the_one_twice_as_far_gets_two_to_the_power_less():
    found = region_weights(city([1000, 1000, 1000], km=[5, 10, 10]), friction=2.0)
    assert found[0] / found[1] == pytest.approx(4.0)


@pytest.mark.parametrize("households", [[1000.0, np.nan, 10.0], [0.0, 0.0, 0.0]])
def test_where_households_are_not_known_the_parts_are_equal(households):
    there = city(households, km=[5, 10, 20])
    assert not region_is_known(there)
    assert region_weights(there, friction=2.0) == pytest.approx([1 / 3] * 3)


def test_where_a_place_is_not_known_the_parts_are_equal():
    assert region_weights(city([1, 2, 3], km=[5, np.nan, 9]), friction=2.0) == pytest.approx([1 / 3] * 3)


@given(
    households=st.lists(st.floats(1.0, 1e6), min_size=3, max_size=3),
    km=st.lists(st.floats(0.0, 200.0), min_size=3, max_size=3),
    friction=st.floats(0.0, 4.0),
)
def test_shares_add_up_whatever_lies_around(households, km, friction):
    found = region_weights(city(households, km=km), friction=friction)
    assert found.sum() == pytest.approx(1.0)
    assert (found >= 0.0).all()


def test_who_comes_from_the_region_comes_in_the_same_proportions_as_who_goes():
    base = prepare(city([1000, 4000, 1000], km=[5, 5, 5]), replace(PLAUSIBLE, region_distance=1.0))
    assert base.region_share[Pool.REGION :] == pytest.approx([1 / 6, 4 / 6, 1 / 6])
    held = base.pools[:, Pool.REGION :].sum(axis=0)
    assert held / held.sum() == pytest.approx([1 / 6, 4 / 6, 1 / 6], abs=0.02)


def test_households_of_another_number_of_gemeenten_are_refused():
    with pytest.raises(CityShapeError, match="region_households"):
        replace(CITY, region_households=np.ones(2))
