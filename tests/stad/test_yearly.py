"""What happens anyway may differ by year: growth and arrivals as a list, in both engines and in a scenario."""

from __future__ import annotations

import numpy as np
import pytest
from scenes import PLAUSIBLE, make_scene

from veerkracht.errors.scenario import ScenarioValueError
from veerkracht.sources.shipped import shipped_text
from veerkracht.stad import meanfield, micro
from veerkracht.stad.base import prepare
from veerkracht.stad.levers import nothing
from veerkracht.stad.scenario_text import scenario_text
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.stad.trajectory import FLOWS

FORMED = FLOWS.index("formed")
EXAMPLE = shipped_text("stad/scenarios/social_first.toml")


@pytest.fixture(scope="module")
def city():
    return make_scene(households=6000, areas=4).base.city


def both(city, **around):
    base, levers = prepare(city, PLAUSIBLE, **around), nothing(years=3, areas=city.areas)
    return meanfield.simulate(base, levers), micro.simulate(base, levers, seed=1, run=0)


def test_a_list_of_the_same_number_is_that_number(city):
    for one, other in zip(
        both(city, growth=0.01, arrivals=1.3), both(city, growth=(0.01,) * 3, arrivals=(1.3,) * 3), strict=True
    ):
        assert one.reliance.tobytes() == other.reliance.tobytes()
        assert one.flows.tobytes() == other.flows.tobytes()


def test_households_are_formed_in_the_year_that_says_so(city):
    households = city.households.sum()
    for plain, grown in zip(both(city), both(city, growth=(0.0, 0.05, 0.0)), strict=True):
        more = grown.flows[:, FORMED] - plain.flows[:, FORMED]
        assert more[0] == 0
        assert more[1] == pytest.approx(0.05 * households, rel=0.05)
        assert abs(more[2]) <= 60  # one of each type, by rounding to whole households


def test_the_books_close_whatever_the_years(city):
    for path in both(city, growth=(0.03, -0.02, 0.01), arrivals=(1.0, 2.0, 0.5)):
        everyone = sum(getattr(path, name).sum(axis=(1, 2)) for name in ("reliance", "pools", "temporary"))
        assert np.allclose(np.diff(everyone), path.flows[:, 0] - path.flows[:, 1], atol=1e-6)


def test_fewer_arrivals_in_a_year_are_fewer_searchers_in_that_year(city):
    for plain, fewer in zip(both(city), both(city, arrivals=(1.0, 0.5, 1.0)), strict=True):
        searched = fewer.seekers[:, 1].sum(axis=1) / plain.seekers[:, 1].sum(axis=1)
        assert searched[0] == 1.0
        assert searched[1] == pytest.approx(0.5, abs=0.08)
        assert searched[2] > 0.9


def test_a_scenario_tells_a_number_for_each_year():
    years = [0.01] * 5 + [0.0] * 10
    scenario = parse_scenario(EXAMPLE.replace("growth = 0.0\n", f"growth = {years}\n"))
    assert scenario.exogenous.growth_years == tuple(years)
    assert scenario.exogenous.growth == pytest.approx(0.05 / 15)
    assert parse_scenario(scenario_text(scenario)) == scenario


@pytest.mark.parametrize("value", ["[0.01, 0.02]", "[]", "'veel'", f"{[0.5] * 15}"])
def test_a_list_of_another_length_or_out_of_range_is_refused(value):
    with pytest.raises(ScenarioValueError):
        parse_scenario(EXAMPLE.replace("growth = 0.0\n", f"growth = {value}\n"))
