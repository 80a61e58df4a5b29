"""Cities kept ready for scenarios: draws of the numbers, the baseline and the scores, so that a change answers at once.

What is kept is only a cache of what the scenario and the stored data say: two processes that each keep their own give
the same answer, and one that kept nothing gives it too, later.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.stad.bands import QUICK_SLICES
from veerkracht.stad.base import prepare
from veerkracht.stad.city_model import Around
from veerkracht.stad.field_market import SLICES
from veerkracht.stad.fingerprint import fingerprint
from veerkracht.stad.held_city import HeldCity, hold_city
from veerkracht.stad.levers import same
from veerkracht.stad.parameters import draw
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.scenario_answer import answer_of_draws, scores_of
from veerkracht.workflows.scenario_start import city_of, in_institutions, start_with

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.report.stad.answer import Answer
    from veerkracht.stad.base import Base
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.runs import Runs
    from veerkracht.stad.scenario import Scenario
    from veerkracht.stad.synthesis.synthesise import Synthesis
    from veerkracht.workflows.scenario_answer import Scores
    from veerkracht.workflows.scenario_run import Start

DRAWS: Final = 32
"""Draws behind a quick answer: enough for both ends of a band of 90% (`contract.LEAST_RUNS`), few enough to be quick.
Our choice."""
MOST_EXACT: Final = 150
"""Up to so many areas the searchers of a year come in as many parts as in the central answer, and not in one."""
MOST_CITIES: Final = 6
"""Cities (a gemeente with a number of households in institutions) that are kept; some MB each. Our choice."""
THREADS: Final = 2
"""Draws that are run at the same time: as many as a held city has desks."""
MOST_ANSWERS: Final = 24
"""Answers that are kept: a page that is opened again, or by others, needs no reckoning. Our choice."""
MOST_DRAWN: Final = 3
"""Sets of draws that are kept: about 4 MB a draw for 300 areas, so some 400 MB at most. Our choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A city held ready under draws of the numbers.

    Attributes:
        held: the draws and their baseline.
        today: levers of that baseline.
    """

    held: HeldCity
    today: Levers


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city at the start, with its scores."""

    made: Synthesis
    scores: Scores


@dataclass(slots=True, kw_only=True)
class HeldCities:
    """Cities and draws that were asked last; for all threads of one process.

    Attributes:
        draws: how many draws a quick answer has.
        cities: by data, gemeente and number of households in institutions.
        drawn: by the city and all that changes what a draw is.
        answers: by data and text.
    """

    draws: int = DRAWS
    cities: OrderedDict[str, Place] = field(default_factory=OrderedDict)
    drawn: OrderedDict[str, Drawn] = field(default_factory=OrderedDict)
    answers: OrderedDict[str, Answer] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def city(self, scenario: Scenario, *, home: Path, version: str) -> Place:
        """Return the city of a scenario.

        Args:
            scenario: what is done.
            home: folder of the stored data.
            version: of the stored data; another version is another city.

        Raises:
            NoScoresError: if there is no index of the city.
            SynthesisError, WarehouseError: if the city cannot be made of the stored data.
        """
        with self._lock:
            return self._city(scenario, home=home, version=version)

    def start(self, text: str, *, home: Path, version: str) -> Start:
        """Return what a scenario stands on, checked.

        Raises:
            ScenarioError: if the text is no scenario, or does not fit the city.
            NoScoresError, SynthesisError, WarehouseError: as for `city`.
        """
        scenario = parse_scenario(text)
        return start_with(scenario, self.city(scenario, home=home, version=version).made, text=text)

    def answer(self, text: str, *, home: Path, version: str) -> Answer:
        """Return the quick answer of a scenario: the mean field under draws, beside its baseline.

        Raises:
            ScenarioError, NoScoresError, SynthesisError, WarehouseError: as for `start`.
        """
        asked = f"{home} {version} {text}"
        with self._lock:
            if (known := self.answers.get(asked)) is not None:
                self.answers.move_to_end(asked)
                return known
        scenario = parse_scenario(text)
        with self._lock:
            place = self._city(scenario, home=home, version=version)
            start = start_with(scenario, place.made, text=text)
            drawn = self._drawn(start, key=_key(scenario, home=home, version=version))
        # Without a lock: a city that is held may be asked by several threads at the same time.
        baseline = drawn.held.baseline
        policy = baseline if same(start.levers, drawn.today) else _at_once(drawn.held, start.levers)
        made = answer_of_draws(start, (policy, baseline), home=home, scores=place.scores)
        with self._lock:
            self.answers[asked] = made
            while len(self.answers) > MOST_ANSWERS:
                self.answers.popitem(last=False)
        return made

    def _city(self, scenario: Scenario, *, home: Path, version: str) -> Place:
        key = _key(scenario, home=home, version=version)
        found = self.cities.get(key)
        if found is None:
            made = city_of(
                scenario.gemeente,
                home=home,
                institutions=in_institutions(scenario),
                years=scenario.years,
                flows=scenario.exogenous.flows,
                stock=scenario.stock.homes if scenario.stock else None,
            )
            found = Place(made=made, scores=scores_of(made.city, gemeente=scenario.gemeente, home=home))
            self.cities[key] = found
        _keep_last(self.cities, key, most=MOST_CITIES)
        return found

    def _drawn(self, start: Start, *, key: str) -> Drawn:
        around = start.around or Around()
        changes = fingerprint((start.parameters, start.baseline, around.growth, around.arrivals, start.seed))
        place = f"{key} {changes}"
        found = self.drawn.get(place)
        if found is None:
            while len(self.drawn) >= MOST_DRAWN:
                self.drawn.popitem(last=False)  # before the new ones are made, so that memory never holds one more
            found = self.drawn[place] = _draw(start, around=around, draws=self.draws)
        _keep_last(self.drawn, place, most=MOST_DRAWN)
        return found


def _at_once(held: HeldCity, levers: Levers) -> Runs:
    """Return the runs of a policy, two draws at the same time: the same bytes as one by one."""
    with ThreadPoolExecutor(THREADS) as pool:
        return held.runs(levers, together=pool.map)


def _key(scenario: Scenario, *, home: Path, version: str) -> str:
    own = sorted(scenario.stock.homes.items()) if scenario.stock else ()
    around = sorted(scenario.exogenous.flows.items())
    return f"{home} {version} {scenario.gemeente} {in_institutions(scenario)} {scenario.years} {around} {own}"


def _keep_last(kept: OrderedDict[str, Place] | OrderedDict[str, Drawn], key: str, *, most: int) -> None:
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)


def _draw(start: Start, *, around: Around, draws: int) -> Drawn:
    slices = SLICES if start.city.areas <= MOST_EXACT else QUICK_SLICES
    bases = (_base(start, around, number) for number in range(draws))
    return Drawn(held=hold_city(bases, start.baseline, slices=slices), today=start.baseline)


def _base(start: Start, around: Around, number: int) -> Base:
    city = start.drawn.draw(np.random.default_rng([start.seed, number])) if start.drawn else start.city
    return prepare(
        city, draw(start.parameters, seed=start.seed, run=number), growth=around.growth, arrivals=around.arrivals
    )
