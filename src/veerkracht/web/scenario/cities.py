"""Cities kept ready in this process for the scenario pages, and where their data stand.

Only open data are in them: everyone in a trajectory sees the same answer. What is kept is a cache: a process without it
gives the same answer, later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.web.datasets.reading import open_country_of
from veerkracht.web.workspace.homes import home_of
from veerkracht.workflows import places
from veerkracht.workflows.scenario_files import EXAMPLES, example_text
from veerkracht.workflows.scenario_held import HeldCities
from veerkracht.workflows.settings import read_settings

if TYPE_CHECKING:
    from veerkracht.report.stad.answer import Answer
    from veerkracht.stad.city import City
    from veerkracht.stad.scenario import Scenario
    from veerkracht.web.workspace.models import Trajectory

HELD = HeldCities()
_VERSION_DIGITS = 60


def data_version_of(trajectory: Trajectory) -> str:
    """Return the version of the open data that a trajectory works with.

    Raises:
        WarehouseError: if the list of what is stored cannot be read.
    """
    return open_country_of(trajectory.organisation).version[:_VERSION_DIGITS]


def city_for(trajectory: Trajectory, scenario: Scenario) -> City:
    """Return the city of a scenario at its start.

    Raises:
        NoScoresError, SynthesisError, WarehouseError: as for `HeldCities.city`.
    """
    home, version = home_of(trajectory.organisation), data_version_of(trajectory)
    return HELD.city(scenario, home=home, version=version).made.city


def answer_for(trajectory: Trajectory, text: str) -> Answer:
    """Return the quick answer of a scenario.

    Raises:
        ScenarioError, NoScoresError, SynthesisError, WarehouseError: as for `HeldCities.answer`.
    """
    return HELD.answer(text, home=home_of(trajectory.organisation), version=data_version_of(trajectory))


def wijk_names(trajectory: Trajectory) -> dict[str, str]:
    """Return the names of wijken by code."""
    every = places.places_in(tuple(trajectory.gemeenten), home_of(trajectory.organisation))
    return {one.code: one.name for one in every if one.code.startswith("WK")}


def compile_loops() -> None:
    """Answer an example once, so that the compiled loops are on disk when somebody opens the first scenario.

    The fictitious city needs no stored data, so that this works on an empty installation too.
    """
    HeldCities(draws=1).answer(example_text(EXAMPLES[0]), home=read_settings().home, version="")
