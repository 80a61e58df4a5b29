"""Does a mix reach what a wijkschets calls success? Its goals beside a simulation, with the mix and without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.perspectief.reaches import Reach, reach
from veerkracht.stad.base import prepare
from veerkracht.stad.city_model import Around
from veerkracht.stad.held_city import hold_city
from veerkracht.stad.mix_outcome import bands_in, carrying_in, homes_moved
from veerkracht.stad.outlook import moved_figures
from veerkracht.stad.parameters import draw
from veerkracht.stad.widening import widened
from veerkracht.workflows.mixes import target_of
from veerkracht.workflows.opening import shipped_catalogue
from veerkracht.workflows.scenario_answer import scores_of
from veerkracht.workflows.scenario_files import load_track_record
from veerkracht.workflows.scenario_start import city_of, in_institutions, start_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from veerkracht.perspectief.carrying import CarryingPath
    from veerkracht.perspectief.reaches import SimulatedBand
    from veerkracht.stad.base import Base
    from veerkracht.stad.runs import Runs
    from veerkracht.wijkschets.schets import Goal, Wijkschets
    from veerkracht.workflows.mixes import CheckedMix
    from veerkracht.workflows.scenario_run import Start

DRAWS: Final = 32
"""Draws of the mean field: enough for both ends of a band of 90%; as a quick answer of the scenario page."""
NOT_ONE_BUURT: Final = Bilingual(
    "de doorkijk gaat per buurt, en deze wijkschets over een groter gebied",
    "the run is per buurt, and this wijkschets is about a larger area",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTold:
    """One line of the definition of success.

    Attributes:
        goal: as the wijkschets has it.
        mix: whether it is reached with the mix.
        today: whether it is reached without.
    """

    goal: Goal
    mix: Reach
    today: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class MixOutcome:
    """What a simulation says of a mix in the area of a wijkschets.

    Attributes:
        goals: in the order of the wijkschets.
        carrying: dragers and vragers with the mix; None where the area is not one buurt.
        today: the same without.
        first: year of the start.
        draws: how many were computed; chance is not in them, so bands are too narrow.
    """

    goals: tuple[GoalTold, ...]
    carrying: CarryingPath | None
    today: CarryingPath | None
    first: int
    draws: int


def quick_outcome(checked: CheckedMix, schets: Wijkschets, *, home: Path, draws: int = DRAWS) -> MixOutcome:
    """Return what a simulation says of the goals of a wijkschets, by the mean field under draws.

    Args:
        checked: the mix.
        schets: gives the area and the goals.
        home: folder of the stored data; the fictitious city needs none.
        draws: how many.

    Raises:
        ScenarioError: if the mix asks what cannot be.
        NoScoresError, SynthesisError, WarehouseError: if the city, or its index, cannot be made of the stored data.
    """
    scenario = checked.scenario
    made = city_of(scenario.gemeente, home=home, institutions=in_institutions(scenario))
    start = start_with(scenario, made, text=checked.text)
    policy, baseline = _draws(start, number=draws)
    record = load_track_record()
    index = scores_of(start.city, gemeente=scenario.gemeente, home=home).index
    wide = widened(policy, baseline, factor=record.stretch)
    at = start.city.codes.index(schets.area) if schets.area in start.city.codes else None
    bands: list[Mapping[str, SimulatedBand]] = [{}, {}]
    if at is not None:
        bands = [
            bands_in(homes_moved(runs) | moved_figures(index, runs), at=at, first=start.city.year, skill=record.skill)
            for runs in wide
        ]
    return MixOutcome(
        goals=tuple(_told(goal, bands, is_buurt=at is not None) for goal in schets.goals),
        carrying=None if at is None else carrying_in(policy.reliance, at=at),
        today=None if at is None else carrying_in(baseline.reliance, at=at),
        first=start.city.year,
        draws=draws,
    )


def _told(goal: Goal, bands: list[Mapping[str, SimulatedBand]], *, is_buurt: bool) -> GoalTold:
    target = target_of(goal, catalogue=shipped_catalogue())
    if target.indicator and not is_buurt:
        none = Reach(key=goal.key, low=None, high=None, why=NOT_ONE_BUURT, caution=None)
        return GoalTold(goal=goal, mix=none, today=none)
    mix, today = (reach(target, each) for each in bands)
    return GoalTold(goal=goal, mix=mix, today=today)


def _draws(start: Start, *, number: int) -> tuple[Runs, Runs]:
    """Return the runs of the mix and of 'as today' under the same draws."""
    around = start.around or Around()

    def bases() -> Iterator[Base]:
        for one in range(number):
            city = start.drawn.draw(np.random.default_rng([start.seed, one])) if start.drawn else start.city
            drawn = draw(start.parameters, seed=start.seed, run=one)
            yield prepare(city, drawn, growth=around.growth, arrivals=around.arrivals)

    held = hold_city(bases(), start.baseline)
    return held.runs(start.levers), held.baseline
