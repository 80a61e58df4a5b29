"""A scenario file made ready to run: its city, levers and parameters, all checked before anything is computed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.demo.plan import CITY
from veerkracht.stad.city_model import Around
from veerkracht.stad.levers import nothing
from veerkracht.stad.scenario_checks import parameters_for
from veerkracht.stad.scenario_levers import to_levers
from veerkracht.stad.synthesis.assumptions import STANDARD
from veerkracht.stad.synthesis.synthesise import Options
from veerkracht.workflows.opening import shipped_catalogue, warehouse_at
from veerkracht.workflows.scenario_city import demo_starting_city, starting_city
from veerkracht.workflows.scenario_files import load_parameters, read_scenario
from veerkracht.workflows.scenario_run import Start

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from veerkracht.stad.levers import Levers
    from veerkracht.stad.scenario import Scenario
    from veerkracht.stad.synthesis.synthesise import Synthesis


def read_start(file: Path, *, home: Path) -> Start:
    """Return what a scenario stands on.

    Args:
        file: of the scenario.
        home: folder of the stored data; the fictitious city needs none.

    Raises:
        ScenarioError: if the file cannot be read as a scenario, or does not fit the city.
        SynthesisError, WarehouseError: if the city cannot be made of the stored data.
        OSError: if the file cannot be read.
    """
    scenario = read_scenario(file)
    own = scenario.stock.homes if scenario.stock else {}
    made = city_of(
        scenario.gemeente,
        home=home,
        institutions=in_institutions(scenario),
        years=scenario.years,
        flows=scenario.exogenous.flows,
        stock=own,
    )
    return start_with(scenario, made, text=file.read_text("utf-8-sig"))


def start_with(scenario: Scenario, made: Synthesis, *, text: str) -> Start:
    """Return what a scenario stands on, on a city that is at hand.

    Args:
        scenario: what is done.
        made: the city, with as many households in institutions as `in_institutions` says.
        text: of the scenario.

    Raises:
        ScenarioError: if the scenario does not fit the city.
    """
    levers = to_levers(scenario, made.city)
    today = as_today(scenario, levers)
    return Start(
        city=made.city,
        levers=levers if scenario.quota else replace(levers, quota=today.quota),
        today=today,
        parameters=parameters_for(scenario, load_parameters()),
        seed=scenario.seed,
        text=text,
        around=around_of(scenario),
        drawn=made,
    )


def around_of(scenario: Scenario) -> Around:
    """Return what happens whatever the city does, year by year where the scenario tells it so."""
    told = scenario.exogenous
    return Around(growth=told.growth_years or told.growth, arrivals=told.arrivals_years or told.arrivals)


def in_institutions(scenario: Scenario) -> int:
    """Return how many households in institutions come to need a home in all years of a scenario.

    They stand in the institutions from the start, as no source tells when each of them is ready to leave. Without a
    number in the scenario it is as many as its quota houses.

    >>> in_institutions(parse_scenario(text))  # doctest: +SKIP
    900
    """
    yearly = scenario.exogenous.institutions
    if yearly is not None:
        return round(yearly * scenario.years)
    return sum(scenario.quota.households) if scenario.quota else 0


def as_today(scenario: Scenario, levers: Levers) -> Levers:
    """Return what is done without the policy: the households that come out of institutions are housed, wherever cheap
    homes are free.

    To house them is no choice but a duty of each gemeente (Huisvestingswet 2014, art. 28, for statushouders); a policy
    is where, and how many more or fewer. So the effect of a policy never holds that of the duty itself.

    Args:
        scenario: says how many come; without a number as many as its quota.
        levers: of the policy.
    """
    none = nothing(years=levers.years, areas=levers.support.shape[1])
    yearly = scenario.exogenous.institutions
    if yearly is None:
        return replace(none, quota=levers.quota)
    return replace(none, quota=np.diff(np.rint(yearly * np.arange(levers.years + 1))))


def city_of(
    gemeente: str,
    *,
    home: Path,
    institutions: int = 0,
    years: int = 1,
    flows: Mapping[str, float] | None = None,
    stock: Mapping[str, tuple[int, int]] | None = None,
) -> Synthesis:
    """Return a gemeente at the start; the code of the fictitious city gives that one.

    Args:
        gemeente: code.
        home: folder of the stored data.
        institutions: households in institutions that will need a home, over all years.
        years: how many; as many of them get a home each year.
        flows: where they come from (`synthesis.institutions`).
        stock: own cheap and dear homes by code of a buurt, in the place of an assumption.

    Raises:
        SynthesisError, WarehouseError: as `starting_city` does.
    """
    options = Options(
        stock=stock or {},
        institutions=institutions,
        housed_yearly=institutions / years,
        flows=flows or {},
        waiting=STANDARD.shortage.central,
    )
    if gemeente == CITY:
        return demo_starting_city(options=options)
    return starting_city(warehouse_at(home), gemeente, catalogue=shipped_catalogue(), options=options)
