"""The outlook on a real gemeente: at the start it says what phase 1 says, on the scales of the country."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.facts.areas import Level
from veerkracht.facts.derive import derive
from veerkracht.index.held import hold_index
from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.balance import Question, city_balance
from veerkracht.stad.base import prepare
from veerkracht.stad.contract import Light, contract_of
from veerkracht.stad.households import Segment
from veerkracht.stad.levers import nothing
from veerkracht.stad.meanfield import simulate
from veerkracht.stad.outlook import Skill, outlook_index, outlook_scores
from veerkracht.stad.outlook_classes import score_borders
from veerkracht.stad.outlook_links import deviations_of
from veerkracht.stad.parameters import central
from veerkracht.stad.runs import stack
from veerkracht.stad.scenario_levers import to_levers
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.quickscan_indices import country_index
from veerkracht.workflows.scenario_city import demo_starting_city, starting_city
from veerkracht.workflows.scenario_files import example_text, load_parameters


@pytest.mark.slow
@pytest.mark.shared_data
def test_of_utrecht_the_outlook_begins_at_the_scores_of_phase_1(real_warehouse, real_country):
    city = starting_city(real_warehouse, "GM0344", catalogue=load_catalogue()).city
    country = real_country.table(Level.BUURT, year=real_warehouse.areas(Level.BUURT, within=["GM0344"]).year)
    found = country_index(country)
    held = hold_index(found.result, found.table, codes=city.codes, breaks=found.breaks)
    index = outlook_index(held, deviations=deviations_of(country, year=city.year))
    trajectory = simulate(prepare(city, central(load_parameters())), nothing(years=3, areas=city.areas))
    nodes = [node.code for node in held.design.nodes]
    rows = found.result.areas.rows(city.codes)
    lived_in = trajectory.reliance[0].sum(axis=0) > 0
    for code, scores in outlook_scores(index, trajectory, nodes=nodes).items():
        built = found.result.score(code, period=held.period)[rows]
        np.testing.assert_allclose(scores[0][lived_in], built[lived_in], rtol=0, atol=1e-12)
    top = outlook_scores(index, trajectory)["veerkracht"]
    assert np.isfinite(top[0]).sum() > 90, str(held.period)
    assert (np.isfinite(top[0]) == np.isfinite(top[3])).all()


CONTRACT = contract_of({"cheap_loss": 0.5, "success_drop": 0.5, "worse_chance": 1.0})


@cache
def demo_balance():
    """Return the demo city under a policy, by the one central path of the mean field."""
    city, parameters = demo_starting_city().city, central(load_parameters())
    levers = to_levers(parse_scenario(example_text("demolish_and_build")), city)
    base = prepare(city, parameters)
    none = nothing(years=levers.years, areas=city.areas)
    policy, baseline = (stack([simulate(base, what)]) for what in (levers, none))
    table = derive(make_demo_city(np.random.default_rng(DEMO_SEED)).tables[Level.BUURT], load_catalogue())
    found = country_index(table)
    held = hold_index(found.result, found.table, codes=city.codes, breaks=found.breaks)
    question = Question(
        index=outlook_index(held, deviations=deviations_of(table, year=city.year)),
        borders=score_borders(held.scores["veerkracht"]),
        names=city.names,
        region=city.region,
        first_year=city.year,
        score_by=0.02,
        vragers_by=0.02,
        skill=Skill.BETTER,
    )
    return city, levers, city_balance(policy, baseline, question=question, contract=CONTRACT)


def test_a_scenario_of_the_demo_city_keeps_its_books_and_loses_the_homes_that_it_demolishes():
    city, levers, balance = demo_balance()
    np.testing.assert_allclose(
        balance.countable.ledger.change.sum(axis=(1, 2)), balance.countable.ledger.formed, atol=1e-6
    )
    built, gone = levers.built.sum(), levers.demolished.sum()
    assert gone > 0
    np.testing.assert_allclose(balance.countable.homes.change.sum(), built - gone, atol=1e-6)
    assert balance.countable.homes.lost[0, Segment.CHEAP] > 0
    treated = levers.demolished.sum(axis=(0, 1)) > 0
    moved = np.abs(np.nan_to_num(balance.liveability.vragers.change.middle))
    assert moved[treated].mean() > 3 * moved[~treated].mean()
    assert len(balance.countable.ledger.places) == city.areas + 4 + len(city.region)


def test_one_central_path_has_no_band_and_so_no_colour():
    balance = demo_balance()[2]
    assert len(balance.verdicts) == 3
    assert {verdict.light for verdict in balance.verdicts} == {Light.NOT_KNOWN}
    assert all("te weinig voor een marge" in verdict.reason.nl for verdict in balance.verdicts)


def test_a_deviation_is_the_one_by_which_the_city_was_standardised():
    city = demo_starting_city().city
    table = make_demo_city(np.random.default_rng(DEMO_SEED)).tables[Level.BUURT]
    deviations = deviations_of(table, year=city.year)
    for code, values in (("onv", -city.nuisance), ("soc", city.cohesion), ("fys", city.quality)):
        wave = table.periods_of(code)[-1]
        points = table.column(code, wave).values[table.areas.rows(city.codes)]
        known = np.isfinite(points)
        np.testing.assert_allclose(np.ptp(points[known]), deviations[code] * np.ptp(values[known]))
        shift = points[known] - deviations[code] * values[known]
        np.testing.assert_allclose(shift, shift[0], atol=1e-12)
