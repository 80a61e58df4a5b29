"""What must be right about a scenario and its city before anything runs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.scenario import (
    BudgetExceededError,
    ContradictionError,
    DemolitionError,
    MissingMarginsError,
    ScenarioCityError,
    ShareError,
)
from veerkracht.facts.areas import gemeente_code
from veerkracht.facts.language import Bilingual
from veerkracht.stad.parameters import replaced, switched
from veerkracht.stad.scenario import CONVERTED_FROM, SEGMENT_NAMES
from veerkracht.stad.scenario_areas import Places
from veerkracht.stad.scenario_costs import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.stad.city import City
    from veerkracht.stad.parameters import ParameterSet
    from veerkracht.stad.scenario import Scenario

_FIELDS = (
    ("nuisance", "de score voor overlast", "the score of nuisance"),
    ("cohesion", "de score voor samenhang", "the score of cohesion"),
    ("quality", "de score voor de leefomgeving", "the score of the surroundings"),
)
# What may be said once: subject, place, year, and who or which it is about.
_Said = dict[tuple[str, int, int, str], tuple[str, int]]


def check(scenario: Scenario, city: City) -> None:
    """Check that a scenario fits a city and does not contradict itself.

    Raises:
        ScenarioCityError: if it is about another city or year.
        MissingMarginsError: if something that is needed is not known of an area.
        ScenarioAreaError: if it names an area that the city does not have.
        ContradictionError: if it says two things about one area, year and subject.
        DemolitionError: if more homes are demolished than stand.
        ShareError: if shares of the same homes, or of the quota, pass 100%.
        BudgetExceededError: if the costs that are known pass a budget.
    """
    _check_city(scenario, city)
    places = Places(city)
    _check_margins(scenario, city, places)
    _check_contradictions(scenario, city, places)
    _check_demolition(scenario, city, places)
    _check_shares(scenario, city, places)
    _check_budgets(scenario, city)


def cautions(scenario: Scenario, city: City) -> tuple[Bilingual, ...]:
    """Return what is no error but must be said with the answer, each a sentence in both languages."""
    found = []
    yearly = scenario.exogenous.institutions
    if scenario.quota and yearly is not None:
        asked, known = sum(scenario.quota.households), round(yearly * scenario.years)
        if asked > known:
            found.append(
                Bilingual(
                    f"De taakstelling vraagt {asked} huishoudens; er komen er {known} uit instellingen. "
                    "De rest wordt niet gehuisvest. Verhoog 'institutions' onder [exogenous], of laat het weg.",
                    f"The quota asks for {asked} households; {known} come out of institutions. "
                    "The rest is not housed. Raise 'institutions' under [exogenous], or leave it out.",
                )
            )
    for line in account(scenario, city).unknown:
        why = line.why or Bilingual("", "")
        found.append(
            Bilingual(
                f"Kosten onbekend ({line.actor.value}): {line.name.nl}; {why.nl}.",
                f"Costs unknown ({line.actor.value}): {line.name.en}; {why.en}.",
            )
        )
    return tuple(found)


def parameters_for(scenario: Scenario, parameters: ParameterSet) -> ParameterSet:
    """Return the parameters with what the scenario replaces or switches.

    Raises:
        ParameterNameError: if it names a parameter or switch that does not exist.
        ParameterRangeError: if a distribution cannot be.
    """
    found = switched(parameters, scenario.switches)
    for name, override in scenario.overrides.items():
        found = replaced(found, name, override.distribution, reason=override.reason, line=override.line)
    return found


def _check_city(scenario: Scenario, city: City) -> None:
    codes = {gemeente_code(code) or scenario.gemeente for code in city.codes}
    if scenario.gemeente not in codes or scenario.start != city.year:
        found = f"{', '.join(sorted(codes))} ({city.year})"
        raise ScenarioCityError(f"{scenario.gemeente} ({scenario.start})", found=found)


def _check_margins(scenario: Scenario, city: City, places: Places) -> None:
    for name, nl, en in _FIELDS:
        missing = np.flatnonzero(~np.isfinite(getattr(city, name)))
        if len(missing):
            raise MissingMarginsError(
                _name(city, int(missing[0])), what_en=f"{en} is", what_nl=f"is {nl}", where="[scenario]"
            )
    people = city.households.sum(axis=(0, 1))
    for where, line, codes in _named_areas(scenario):
        for code in codes:
            rows = places.rows(code, where=where, line=line)
            if len(rows) == 1 and code in city.codes and not people[rows[0]]:
                raise MissingMarginsError(
                    _name(city, rows[0]),
                    what_en="the number of households is",
                    what_nl="is het aantal huishoudens",
                    where=where,
                    line=line,
                )


def _named_areas(scenario: Scenario) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield where areas are named whose households or homes must be known."""
    for number, effort in enumerate(scenario.efforts, start=1):
        yield f"[[effort]] {number}", effort.line, effort.areas
    for number, conversion in enumerate(scenario.conversions, start=1):
        yield f"[[conversion]] {number}", conversion.line, conversion.areas
    for number, steer in enumerate(scenario.steers, start=1):
        yield f"[[steer]] {number}", steer.line, steer.areas


def _check_contradictions(scenario: Scenario, city: City, places: Places) -> None:
    said: _Said = {}
    for what, which, where, line, rows, years in _statements(scenario, places):
        for row in rows:
            for year in years:
                key = (what, row, year, which)
                if key in said:
                    other, other_line = said[key]
                    raise ContradictionError(
                        f"{what} ({which})",
                        area=_name(city, row),
                        year=year,
                        where=where,
                        line=line,
                        other=other,
                        other_line=other_line,
                    )
                said[key] = (where, line)


def _statements(scenario: Scenario, places: Places) -> Iterator[tuple[str, str, str, int, list[int], range]]:
    """Yield everything that is said about areas and years: subject, which, where, line, places and years."""
    for number, effort in enumerate(scenario.efforts, start=1):
        where = f"[[effort]] {number}"
        rows = places.all_rows(effort.areas, where=where, line=effort.line)
        years = range(effort.first, effort.last + 1)
        yield f"effort {effort.kind}", effort.actor.value, where, effort.line, rows, years
    for number, homes in enumerate(scenario.homes, start=1):
        where = f"[[homes]] {number}"
        row = places.row(homes.area, where=where, line=homes.line)
        for what, counts in (("built", homes.built), ("demolished", homes.demolished)):
            for segment in counts:
                yield what, segment.name.lower(), where, homes.line, [row], range(homes.year, homes.year + 1)
    for number, change in enumerate(scenario.conversions, start=1):
        where = f"[[conversion]] {number}"
        rows = places.all_rows(change.areas, where=where, line=change.line)
        yield "conversion", change.kind, where, change.line, rows, range(change.first, change.last + 1)
    for number, steer in enumerate(scenario.steers, start=1):
        where = f"[[steer]] {number}"
        rows = places.all_rows(steer.areas, where=where, line=steer.line)
        for reliance in steer.weights:
            name = reliance.name.lower()
            yield "steer", name, where, steer.line, rows, range(steer.first, steer.last + 1)


def _check_demolition(scenario: Scenario, city: City, places: Places) -> None:
    stands = city.dwellings.copy()
    numbered = list(enumerate(scenario.homes, start=1))
    for year in sorted({homes.year for homes in scenario.homes}):
        now = [(number, homes) for number, homes in numbered if homes.year == year]
        for number, homes in now:
            where = f"[[homes]] {number}"
            row = places.row(homes.area, where=where, line=homes.line)
            for segment, wanted in homes.demolished.items():
                if wanted > stands[segment, row]:
                    raise DemolitionError(
                        _name(city, row),
                        segment=SEGMENT_NAMES[segment],
                        year=year,
                        wanted=wanted,
                        stands=int(stands[segment, row]),
                        where=where,
                        line=homes.line,
                    )
                stands[segment, row] -= wanted
        for number, homes in now:
            row = places.row(homes.area, where=f"[[homes]] {number}", line=homes.line)
            for segment, built in homes.built.items():
                stands[segment, row] += built


def _check_shares(scenario: Scenario, city: City, places: Places) -> None:
    totals: defaultdict[tuple[int, int, int], float] = defaultdict(float)
    for number, change in enumerate(scenario.conversions, start=1):
        where = f"[[conversion]] {number}"
        source = CONVERTED_FROM[change.kind]
        for row in places.all_rows(change.areas, where=where, line=change.line):
            for year in range(change.first, change.last + 1):
                totals[source, row, year] += change.share
                if totals[source, row, year] > 1.0 + 1e-9:
                    raise ShareError(
                        totals[source, row, year],
                        area=_name(city, row),
                        year=year,
                        what_en=f"the shares of vacated homes of segment {SEGMENT_NAMES[source]}",
                        what_nl=f"de aandelen van vrijgekomen woningen van segment {SEGMENT_NAMES[source]}",
                        where=where,
                        line=change.line,
                    )
    if scenario.quota:
        for code in scenario.quota.spread:
            places.rows(code, where="[quota], spread", line=scenario.quota.line)
        total = sum(scenario.quota.spread.values())
        if total > 1.0 + 1e-9:
            raise ShareError(
                total,
                area=scenario.gemeente,
                year=scenario.first,
                what_en="the shares of the quota",
                what_nl="de aandelen van de taakstelling",
                where="[quota], spread",
                line=scenario.quota.line,
            )


def _check_budgets(scenario: Scenario, city: City) -> None:
    spent = account(scenario, city).per_actor()
    for actor, budget in scenario.budgets.items():
        yearly = spent.get(actor, np.zeros(scenario.years))
        if budget.total is not None and yearly.sum() > budget.total + 0.5:
            raise BudgetExceededError(actor.value, cost=float(yearly.sum()), budget=budget.total)
        if budget.yearly is not None and yearly.max() > budget.yearly + 0.5:
            year = scenario.first + int(yearly.argmax())
            raise BudgetExceededError(actor.value, cost=float(yearly.max()), budget=budget.yearly, year=year)


def _name(city: City, row: int) -> str:
    return f"{city.codes[row]} ({city.names[row]})"
