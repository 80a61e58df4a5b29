"""From a mix to a scenario: what people chose as entries of a scenario, and what did not enter and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.perspectief.coherence_homes import TAKEN_FROM
from veerkracht.perspectief.interventions import CONVERSIONS, EFFORTS, Lever, Unit
from veerkracht.perspectief.mix import placed, spread_whole
from veerkracht.perspectief.money import money_of
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.mix_costs import actor_of, unit_costs
from veerkracht.stad.scenario import Actor, Conversion, Effort, Homes, Quota, Steer
from veerkracht.stad.scenario_areas import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from veerkracht.perspectief.interventions import Catalogue
    from veerkracht.perspectief.mix import Placed, Plan
    from veerkracht.stad.city import City
    from veerkracht.stad.scenario import Scenario, UnitCost

_DESCRIPTION: Final = "Gemaakt van een mix met {items} maatregelen. Niet of niet helemaal in de simulatie: {left}."
OUTSIDE: Final = Bilingual(
    "de jaren vallen buiten de doorkijk ({first} tot en met {last})",
    "the years lie outside the run ({first} to {last})",
)
PARTLY: Final = Bilingual(
    "alleen {first} tot en met {last} telt mee; de andere jaren vallen buiten de doorkijk",
    "only {first} to {last} counts; the other years lie outside the run",
)
NO_PEOPLE: Final = Bilingual("hier wonen geen huishoudens", "no households live here")
NO_TURNOVER: Final = Bilingual(
    "hoeveel woningen vrijkomen is niet bekend, dus welk deel dit is ook niet",
    "how many homes fall vacant is not known, so neither is which share this is",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An item, or a part of it, that the simulation does not reckon with.

    Attributes:
        area: code.
        item: its key.
        euro: the known money of the part that does not enter; None where the money is unknown too.
        why: a clause for people.
    """

    area: str
    item: str
    euro: float | None
    why: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A plan as entries of a scenario.

    Attributes:
        efforts, homes, conversions, steers, quota, costs: as in `Scenario`.
        left_out: what did not enter, and why.
    """

    efforts: tuple[Effort, ...]
    homes: tuple[Homes, ...]
    conversions: tuple[Conversion, ...]
    steers: tuple[Steer, ...]
    quota: Quota | None
    costs: tuple[UnitCost, ...]
    left_out: tuple[LeftOut, ...]


def scenario_of(
    plan: Plan, catalogue: Catalogue, city: City, *, base: Scenario
) -> tuple[Scenario, tuple[LeftOut, ...]]:
    """Return a scenario with the policy of a plan, and what did not enter.

    Args:
        plan: the mixes.
        catalogue: of the interventions.
        city: at the start.
        base: gives the years, the seed, what happens anyway and the contract; its own policy is replaced.

    Raises:
        UnknownInterventionError, MixItemError: as `mix.placed` does.
        ScenarioAreaError: if the city lacks an area of the plan.
    """
    made = entries_of(plan, catalogue, city, first=base.first, last=base.last)
    policy = replace(
        base,
        title=plan.title,
        description=_DESCRIPTION.format(
            items=sum(len(mix.items) for mix in plan.mixes), left=len({left.item for left in made.left_out})
        ),
        exogenous=replace(base.exogenous, price_level=plan.price_level),
        efforts=made.efforts,
        homes=made.homes,
        conversions=made.conversions,
        steers=made.steers,
        quota=made.quota,
        costs=made.costs,
    )
    return policy, made.left_out


def entries_of(plan: Plan, catalogue: Catalogue, city: City, *, first: int, last: int) -> Entries:
    """Return the entries of a scenario that a plan means.

    Money is turned into euro a household by the households at the start, as the account of a scenario turns it back.
    Items on the same lever, area, year and actor are added up, for a scenario says each thing once.

    Args:
        plan: the mixes.
        catalogue: of the interventions.
        city: at the start.
        first: first year of the run.
        last: last year of the run.

    Raises:
        UnknownInterventionError, MixItemError: as `mix.placed` does.
        ScenarioAreaError: if the city lacks an area of the plan.
    """
    items = placed(plan, catalogue)
    places = Places(city)
    for one in items:
        places.rows(one.area, where=f"item {one.item.key}", line=one.item.line)
    span = range(first, last + 1)
    left_out: list[LeftOut] = []
    efforts = _efforts(items, plan, city, places=places, span=span, left_out=left_out)
    homes = _homes(items, city, places=places, span=span)
    conversions = _conversions(items, city, places=places, span=span, vacated=plan.vacated_by_area(), left_out=left_out)
    steers = _steers(items, city, places=places, span=span)
    quota = _quota(items, span=span)
    left_out += _not_entered(items, plan, span=span)
    costs = unit_costs(items, plan, span=span)
    return Entries(
        efforts=efforts,
        homes=homes,
        conversions=conversions,
        steers=steers,
        quota=quota,
        costs=costs,
        left_out=tuple(left_out),
    )


def _efforts(
    items: Sequence[Placed],
    plan: Plan,
    city: City,
    *,
    places: Places,
    span: range,
    left_out: list[LeftOut],
) -> tuple[Effort, ...]:
    people = city.households.sum(axis=(0, 1))
    cells: dict[tuple[str, Actor], _Cells] = {}
    for one in items:
        if one.lever not in EFFORTS:
            continue
        rows = [row for row in places.rows(one.area, where=one.item.key, line=one.item.line) if people[row] > 0]
        households = float(people[rows].sum())
        for line in money_of(one, plan):
            if line.yearly is None:
                continue
            if not rows:
                left_out.append(LeftOut(area=one.area, item=one.item.key, euro=line.total, why=NO_PEOPLE))
                continue
            grid = cells.setdefault((one.lever.value, actor_of(one.item.actor)), _Cells())
            for year, euro in line.yearly.items():
                grid.add(rows, year, euro / households, span=span)
    return tuple(
        Effort(
            kind=kind,
            areas=tuple(city.codes[row] for row in rows),
            euro=euro,
            first=first,
            last=last,
            actor=actor,
        )
        for (kind, actor), grid in cells.items()
        for rows, first, last, euro in grid.blocks()
        if euro > 0.0
    )


def _conversions(
    items: Sequence[Placed],
    city: City,
    *,
    places: Places,
    span: range,
    vacated: Mapping[str, Mapping[str, float]],
    left_out: list[LeftOut],
) -> tuple[Conversion, ...]:
    cells: dict[str, _Cells] = {}
    doers: dict[str, Actor] = {}
    for one in items:
        if one.lever is None or one.lever not in CONVERSIONS:
            continue
        share = _share(one, vacated.get(one.area, {}))
        if share is None:
            left_out.append(LeftOut(area=one.area, item=one.item.key, euro=None, why=NO_TURNOVER))
            continue
        rows = places.rows(one.area, where=one.item.key, line=one.item.line)
        doers.setdefault(one.lever.value, actor_of(one.item.actor))
        grid = cells.setdefault(one.lever.value, _Cells())
        for year in one.item.span:
            grid.add(rows, year, share, span=span)
    return tuple(
        Conversion(
            kind=kind,
            areas=tuple(city.codes[row] for row in rows),
            share=share,
            first=first,
            last=last,
            actor=doers[kind],
        )
        for kind, grid in cells.items()
        for rows, first, last, share in grid.blocks()
        if share > 0.0
    )


def _share(one: Placed, vacated: Mapping[str, float]) -> float | None:
    """Return a dose of a conversion as a share of what falls vacant; None where that is not known."""
    if one.item.unit is Unit.SHARE or one.lever is None:
        return one.item.dose
    free = vacated.get(TAKEN_FROM[one.lever])
    return one.item.dose / free if free else None


def _steers(items: Sequence[Placed], city: City, *, places: Places, span: range) -> tuple[Steer, ...]:
    cells = {reliance: _Cells() for reliance in Reliance}
    for one in items:
        if one.lever is Lever.STEER:
            rows = places.rows(one.area, where=one.item.key, line=one.item.line)
            for name, weight in one.item.weights.items():
                for year in one.item.span:
                    cells[Reliance[name.upper()]].add(rows, year, weight, span=span)
    found: defaultdict[tuple[tuple[int, ...], int, int], dict[Reliance, float]] = defaultdict(dict)
    for reliance, grid in cells.items():
        for rows, first, last, weight in grid.blocks():
            if weight:
                found[rows, first, last][reliance] = weight
    return tuple(
        Steer(areas=tuple(city.codes[row] for row in rows), weights=weights, first=first, last=last)
        for (rows, first, last), weights in found.items()
    )


def _homes(items: Sequence[Placed], city: City, *, places: Places, span: range) -> tuple[Homes, ...]:
    counts: defaultdict[tuple[int, int, str, Segment], int] = defaultdict(int)
    doers: dict[tuple[int, int, str, Segment], Actor] = {}
    lines: dict[tuple[int, int], int] = {}  # of the mix, so that a message about homes names the item
    for one in items:
        if one.lever is not Lever.HOMES:
            continue
        row = places.row(one.area, where=one.item.key, line=one.item.line)
        for what, homes in (("built", one.item.built), ("demolished", one.item.demolished)):
            for name, number in homes.items():
                for year, part in zip(one.item.span, spread_whole(number, one.item.years), strict=True):
                    if part and year in span:
                        key = (row, year, what, Segment[name.upper()])
                        counts[key] += part
                        doers.setdefault(key, actor_of(one.item.actor))
                        lines.setdefault((row, year), one.item.line)
    grouped: defaultdict[tuple[int, int, Actor], dict[str, dict[Segment, int]]] = defaultdict(
        lambda: {"built": {}, "demolished": {}}
    )
    for (row, year, what, segment), number in counts.items():
        grouped[row, year, doers[row, year, what, segment]][what][segment] = number
    return tuple(
        Homes(
            area=city.codes[row],
            year=year,
            built=found["built"],
            demolished=found["demolished"],
            actor=actor,
            line=lines[row, year],
        )
        for (row, year, actor), found in sorted(grouped.items(), key=lambda each: each[0])
    )


def _quota(items: Sequence[Placed], *, span: range) -> Quota | None:
    """Return the quota of all areas together; its spread is that of all years, for a scenario has one spread."""
    yearly: defaultdict[int, int] = defaultdict(int)
    areas: defaultdict[str, int] = defaultdict(int)
    for one in items:
        if one.lever is Lever.QUOTA:
            for year in one.item.span:
                if year in span:
                    yearly[year] += int(one.item.dose)
                    areas[one.area] += int(one.item.dose)
    total = sum(areas.values())
    if not total:
        return None
    return Quota(
        households=tuple(yearly[year] for year in span),
        spread={area: number / total for area, number in areas.items() if number},
    )


def _not_entered(items: Sequence[Placed], plan: Plan, *, span: range) -> Iterator[LeftOut]:
    """Yield what has no lever, no known money where money is the lever, or years outside the run."""
    for one in items:
        key = {"area": one.area, "item": one.item.key}
        lines = money_of(one, plan)
        known = [line.yearly for line in lines if line.yearly is not None]
        if one.lever is None:
            euro = sum(sum(yearly.values()) for yearly in known) if known else None
            yield LeftOut(**key, euro=euro, why=one.intervention.simulation)
            continue
        for line in lines:
            if line.each is None and line.why is not None and one.lever in EFFORTS:
                yield LeftOut(**key, euro=None, why=line.why)
        outside = [year for year in one.item.span if year not in span]
        if outside:
            euro = sum(yearly.get(year, 0.0) for yearly in known for year in outside) if known else None
            inside = [year for year in one.item.span if year in span]
            said = PARTLY if inside else OUTSIDE
            ends = {"first": inside[0], "last": inside[-1]} if inside else {"first": span[0], "last": span[-1]}
            yield LeftOut(**key, euro=euro, why=Bilingual(said.nl.format(**ends), said.en.format(**ends)))


class _Cells:
    """Amounts by area and year, added up, and given back as blocks of areas and years with one amount."""

    def __init__(self) -> None:
        self._values: defaultdict[int, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))

    def add(self, rows: Iterable[int], year: int, value: float, *, span: range) -> None:
        """Add an amount to areas in a year; a year outside the run is passed over."""
        if year in span:
            for row in rows:
                self._values[row][year] += value

    def blocks(self) -> Iterator[tuple[tuple[int, ...], int, int, float]]:
        """Yield areas that share an amount in the same unbroken years, with these years and the amount."""
        found: defaultdict[tuple[int, int, float], list[int]] = defaultdict(list)
        for row in sorted(self._values):
            for first, last, value in _runs(self._values[row]):
                found[first, last, value].append(row)
        for (first, last, value), rows in sorted(found.items()):
            yield tuple(rows), first, last, value


def _runs(yearly: Mapping[int, float]) -> Iterator[tuple[int, int, float]]:
    """Yield unbroken years with one amount: first, last and amount."""
    numbered = enumerate(sorted(yearly.items()))
    for (_, value), group in groupby(numbered, key=lambda each: (each[1][0] - each[0], each[1][1])):
        years = [year for _, (year, _) in group]
        yield years[0], years[-1], value
