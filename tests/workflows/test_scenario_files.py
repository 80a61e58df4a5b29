"""The scenarios that are shipped fit the demo city, and a new one fits the city it was made for."""

from __future__ import annotations

import pytest

from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.levers import nothing, same
from veerkracht.stad.scenario_checks import cautions
from veerkracht.stad.scenario_costs import account
from veerkracht.stad.scenario_levers import to_levers
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.scenario_city import demo_starting_city, starting_city
from veerkracht.workflows.scenario_files import EXAMPLES, example_text, new_scenario


@pytest.fixture(scope="module")
def demo():
    return demo_starting_city().city


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_shipped_example_fits_the_demo_city_and_its_budgets(demo, name):
    scenario = parse_scenario(example_text(name))
    levers = to_levers(scenario, demo)
    assert not same(levers, nothing(years=levers.years, areas=levers.support.shape[1]))
    assert account(scenario, demo).per_actor()


def test_social_first_houses_its_quota_out_of_institutions_that_can_give_it(demo):
    said = cautions(parse_scenario(example_text("social_first")), demo)
    assert not any("quota asks" in caution.en for caution in said)


def test_what_demolition_costs_is_unknown_in_the_example_and_says_so(demo):
    said = cautions(parse_scenario(example_text("demolish_and_build")), demo)
    assert any("gesloopte woningen (corporatie, goedkoop); het scenario geeft" in caution.nl for caution in said)


def test_a_new_scenario_fits_the_demo_city(demo):
    assert not to_levers(parse_scenario(new_scenario(demo, name="Vloedstede")), demo).built.any()


@pytest.mark.shared_data
def test_a_new_scenario_fits_a_real_gemeente(real_warehouse):
    city = starting_city(real_warehouse, "GM0344", catalogue=load_catalogue()).city
    levers = to_levers(parse_scenario(new_scenario(city, name="Utrecht")), city)
    assert same(levers, nothing(years=15, areas=city.areas))
