"""A file with mixes, checked against the catalogue and a city, and turned into a scenario."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.facts.areas import parent_code
from veerkracht.facts.indicators import Better
from veerkracht.perspectief.coherence import concerns
from veerkracht.perspectief.mix import placed
from veerkracht.perspectief.mix_toml import parse_plan
from veerkracht.perspectief.money import money_of, totals
from veerkracht.perspectief.reaches import Target
from veerkracht.perspectief.wishes import Wish
from veerkracht.stad.households import SOCIAL
from veerkracht.stad.mix_levers import scenario_of
from veerkracht.stad.scenario_checks import check
from veerkracht.stad.scenario_text import scenario_text
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.interventions import interventions_with
from veerkracht.workflows.scenario_files import new_scenario
from veerkracht.workflows.scenario_start import city_of

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.facts.indicators import Catalogue as Indicators
    from veerkracht.perspectief.concerns import Concern
    from veerkracht.perspectief.mix import Placed, Plan
    from veerkracht.perspectief.money import Totals
    from veerkracht.stad.city import City
    from veerkracht.stad.mix_levers import LeftOut
    from veerkracht.stad.scenario import Scenario
    from veerkracht.wijkschets.schets import Goal, Wijkschets


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedMix:
    """What is known of a plan before anything is simulated.

    Attributes:
        plan: as written.
        items: with their interventions.
        money: the known money, and what is unknown.
        concerns: what may not, cannot or was never tested.
        scenario: the same plan as a scenario.
        left_out: what did not enter the scenario, and why.
    """

    plan: Plan
    items: tuple[Placed, ...]
    money: Totals
    concerns: tuple[Concern, ...]
    scenario: Scenario
    left_out: tuple[LeftOut, ...]

    @property
    def text(self) -> str:
        """The scenario as TOML."""
        return scenario_text(self.scenario)


def check_mix(file: Path, *, home: Path, own: Path | None = None) -> CheckedMix:
    """Return what is known of a file with mixes.

    Args:
        file: of the mixes.
        home: folder of the stored data; the fictitious city needs none.
        own: catalogue of the organisation; None for the shipped one alone.

    Raises:
        PerspectiefError: if a file cannot be read, or an item does not fit its intervention.
        ScenarioError: if the city lacks an area, or the plan asks what cannot be (more demolished than stands, ...).
        SynthesisError, WarehouseError: if the city cannot be made of the stored data.
        OSError: if a file cannot be read.
    """
    plan = parse_plan(file.read_bytes(), document=file.name)
    catalogue = interventions_with(own)
    items = placed(plan, catalogue)
    city = city_of(plan.gemeente, home=home).city
    base = parse_scenario(new_scenario(city, name=plan.gemeente))
    scenario, left_out = scenario_of(plan, catalogue, city, base=base)
    check(scenario, city)
    return CheckedMix(
        plan=plan,
        items=items,
        money=totals(line for one in items for line in money_of(one, plan)),
        concerns=concerns(items, plan, figures=_figures(city)),
        scenario=scenario,
        left_out=left_out,
    )


def wishes_of(schets: Wijkschets) -> tuple[Wish, ...]:
    """Return the first mix of a wijkschets, to lay beside a mix."""
    return tuple(Wish(key=step.sentence.key, quadrant=step.quadrant, text=step.sentence.text) for step in schets.mix)


def target_of(goal: Goal, *, catalogue: Indicators) -> Target:
    """Return one line of the definition of success of a wijkschets, to lay beside a simulation.

    Args:
        goal: the line.
        catalogue: of the indicators; tells which way is good where baseline and target do not.
    """
    better = catalogue[goal.indicator].better if goal.indicator in catalogue else Better.NEITHER
    return Target(
        key=goal.key,
        indicator=goal.indicator,
        baseline=goal.baseline,
        target=goal.target,
        year=goal.target_year,
        is_higher_better=None if better is Better.NEITHER else better is Better.HIGH,
    )


def _figures(city: City) -> dict[str, dict[str, float | None]]:
    """Return the share of corporation homes of every buurt and wijk; other figures count as missing."""
    homes, social = city.dwellings.sum(axis=0), city.dwellings[list(SOCIAL)].sum(axis=0)
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row, code in enumerate(city.codes):
        for area in {code, (parent_code(code) if code.startswith("BU") else None) or code}:
            counts[area][0] += int(social[row])
            counts[area][1] += int(homes[row])
    return {
        area: {"corporatiewoningen": 100.0 * part / whole if whole else None} for area, (part, whole) in counts.items()
    }
