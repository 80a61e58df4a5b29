"""Scenarios and parameters as files: what is shipped, what a user wrote, and a new one to begin with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from veerkracht.errors.scenario import ScenarioSizeError
from veerkracht.sources.shipped import shipped_text
from veerkracht.stad.parameters_toml import parse_parameters
from veerkracht.stad.scenario_template import filled_template
from veerkracht.stad.scenario_toml import MOST_BYTES, parse_scenario
from veerkracht.stad.track_record_toml import parse_track_record

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.stad.city import City
    from veerkracht.stad.parameters import ParameterSet
    from veerkracht.stad.scenario import Scenario
    from veerkracht.stad.track_record import TrackRecord

EXAMPLES: Final = ("social_first", "demolish_and_build")
"""Scenarios for the demo city, under `data/stad/scenarios`."""


@lru_cache(maxsize=1)
def load_parameters() -> ParameterSet:
    """Return the shipped parameters, read once.

    Raises:
        ScenarioError: if the shipped text contradicts itself, which is a fault of the build.
    """
    return parse_parameters(shipped_text("stad/parameters.toml"))


@lru_cache(maxsize=1)
def load_track_record() -> TrackRecord:
    """Return what tests of the simulation on the past found, read once; `workflows.track_record` makes it again.

    Raises:
        ScenarioError, NoTestError: if the shipped text contradicts itself, which is a fault of the build.
    """
    return parse_track_record(shipped_text("stad/track_record.toml"))


def example_text(name: str) -> str:
    """Return the text of one of `EXAMPLES`."""
    return shipped_text(f"stad/scenarios/{name}.toml")


def new_scenario(city: City, *, name: str) -> str:
    """Return the text of a new scenario for a city: nothing changes yet, and comments explain every part."""
    return filled_template(shipped_text("stad/template.toml"), city, name=name)


def read_scenario(path: Path) -> Scenario:
    """Return the scenario in a file.

    Raises:
        ScenarioError: if the file is too large, is not UTF-8 or not TOML, or says what cannot be.
        OSError: if the file cannot be read.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ScenarioSizeError(size, most=MOST_BYTES)
    return parse_scenario(path.read_bytes())
