"""A version of a scenario, opened: read, on its city, with the names that the pages need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from veerkracht.errors.data import DataError
from veerkracht.errors.stad import StadError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.web.scenario.cities import city_for, data_version_of, wijk_names
from veerkracht.web.scenario.models import ScenarioVersion
from veerkracht.workflows.scenario_page import checked, names_of, require_gemeente

if TYPE_CHECKING:
    from veerkracht.stad.city import City
    from veerkracht.stad.scenario import Scenario as Read
    from veerkracht.web.scenario.models import Scenario

CANNOT = (StadError, WarehouseError, DataError)
"""What a page says to people instead of showing what they asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A version of a scenario on its city.

    Attributes:
        scenario: of which.
        version: what was opened.
        text: TOML; that of the version, or with amounts that were turned and not saved.
        read: what the text says.
        city: at its start.
        wijken: names of wijken by code.
    """

    scenario: Scenario
    version: ScenarioVersion
    text: str
    read: Read
    city: City
    wijken: dict[str, str]

    @property
    def names(self) -> dict[str, str]:
        """Names of areas and wijken by code."""
        return names_of(self.city, self.wijken)

    @property
    def is_stale(self) -> bool:
        """Whether the stored data are others than when this version was saved."""
        return self.version.data_version != data_version_of(self.scenario.trajectory)


def version_of(scenario: Scenario, number: int | None = None) -> ScenarioVersion:
    """Return a version; the last without a number.

    Raises:
        Http404: if there is none of that number.
    """
    wanted = scenario.number if number is None else number
    found = scenario.versions.select_related("by").filter(number=wanted).first()
    if found is None:
        raise Http404
    return found


def open_version(version: ScenarioVersion, *, scenario: Scenario, text: str = "") -> Opened:
    """Return a version on its city.

    Args:
        version: which.
        scenario: of which it is.
        text: instead of that of the version; empty for its own.

    Raises:
        ScenarioError: if the text is no scenario, or no longer fits the city.
        NoScoresError, SynthesisError, WarehouseError: if the city cannot be made of the stored data.
    """
    trajectory = scenario.trajectory
    wanted = text or version.text
    asked = parse_scenario(wanted)
    require_gemeente(asked, trajectory.gemeenten)
    city = city_for(trajectory, asked)
    read = checked(wanted, city=city, gemeenten=trajectory.gemeenten)
    return Opened(scenario=scenario, version=version, text=wanted, read=read, city=city, wijken=wijk_names(trajectory))
