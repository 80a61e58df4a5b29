"""The mix: what people choose to do in a buurt, how much, when and by whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from veerkracht.errors.perspectief import MixItemError
from veerkracht.perspectief.interventions import CONVERSIONS, Lever, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veerkracht.perspectief.interventions import Actor, Catalogue, Intervention, Legal, Period, Priced

SEGMENTS: Final = ("owned", "cheap", "dear", "private")
"""The segments of homes, as a scenario names them."""
RELIANCES: Final = ("drager", "between", "vrager")
"""The degrees of self-reliance, as a scenario names them."""
_UNIT_OF: Final = {
    Lever.HOMES: (Unit.HOME,),
    Lever.STEER: (Unit.WEIGHT,),
    Lever.QUOTA: (Unit.HOUSEHOLD,),
    **dict.fromkeys(CONVERSIONS, (Unit.SHARE, Unit.HOME)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is done in one buurt.

    Attributes:
        key: short name, unlike that of any other item of the plan.
        intervention: its code.
        version: of the intervention; 0 for the newest.
        owner: whose catalogue; empty for the last that has it.
        actor: who does it and pays.
        first: first year.
        years: how many, 1 or more.
        dose: how much, in `unit`; a year for money, fte, households and homes that are sold or let otherwise, in all
            for homes that are built or demolished.
        unit: of the dose.
        lever: which lever of the intervention; None where it has one, or none.
        built, demolished: homes by segment, over all years.
        weights: of a letting rule, by self-reliance: log weight, 0 as today.
        prices: euro each, at the price level of the plan; what is not given comes from the catalogue.
        period: how often a price of a unit is paid; None as in the catalogue, else each year.
        price_source: where the prices come from.
        decisions: of those that the law asks for, the ones that were taken.
        note: for people.
        sentence: key of the sentence of the wijkschets that it comes from; empty for none.
        line: in the file, for messages.
    """

    key: str
    intervention: str
    version: int
    owner: str
    actor: Actor
    first: int
    years: int
    dose: float
    unit: Unit
    lever: Lever | None = None
    built: Mapping[str, int] = field(default_factory=dict)
    demolished: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[Priced, float] = field(default_factory=dict)
    period: Period | None = None
    price_source: str = ""
    decisions: tuple[Legal, ...] = ()
    note: str = ""
    sentence: str = ""
    line: int = field(default=0, compare=False)

    @property
    def last(self) -> int:
        """The last year."""
        return self.first + self.years - 1

    @property
    def span(self) -> range:
        """Its years."""
        return range(self.first, self.first + self.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """All that is done in one buurt or wijk.

    Attributes:
        area: code.
        items: in the order in which people wrote them.
    """

    area: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What an actor can do in a year.

    Attributes:
        actor: who.
        unit: in what; euro for money.
        yearly: how much.
    """

    actor: Actor
    unit: Unit
    yearly: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceIndex:
    """What a euro of one year is in prices of the plan.

    Attributes:
        year: of the old prices.
        factor: what to multiply them by.
        source: where the factor comes from.
    """

    year: int
    factor: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacated:
    """How many homes fall vacant in a buurt each year.

    Attributes:
        area: code.
        homes: a year, by segment; a segment that is absent is unknown.
        source: who says so.
    """

    area: str
    homes: Mapping[str, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The mixes of a city together.

    Attributes:
        title: for people.
        gemeente: code.
        price_level: year whose prices all money has.
        indexes: factors for prices of other years; without one a price of another year is not used.
        decisions: those that the law asks for and that hold for all items.
        capacities: what actors can do in a year.
        vacated: what falls vacant; an area that is absent is unknown.
        mixes: one an area.
    """

    title: str
    gemeente: str
    price_level: int
    indexes: tuple[PriceIndex, ...] = ()
    decisions: tuple[Legal, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    vacated: tuple[Vacated, ...] = ()
    mixes: tuple[Mix, ...] = ()

    def factor(self, year: int) -> float | None:
        """Return what turns prices of a year into those of the plan; None if nobody gave it."""
        if year == self.price_level:
            return 1.0
        return next((one.factor for one in self.indexes if one.year == year), None)

    def vacated_by_area(self) -> dict[str, Mapping[str, float]]:
        """Return the homes that fall vacant a year, by area and segment."""
        return {one.area: one.homes for one in self.vacated}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An item with its area and what the catalogue says of it.

    Attributes:
        area: code.
        item: as people wrote it.
        intervention: the version that it means.
        lever: how it enters the simulation; None if it does not.
    """

    area: str
    item: Item
    intervention: Intervention
    lever: Lever | None

    @property
    def decisions(self) -> tuple[Legal, ...]:
        """The decisions that the law asks for; demolition asks for them only where homes go."""
        return self.intervention.legal


def placed(plan: Plan, catalogue: Catalogue) -> tuple[Placed, ...]:
    """Return every item of a plan with its intervention and lever, in order.

    Raises:
        UnknownInterventionError: if an item names an intervention or version that is not there.
        MixItemError: if a key stands twice, a unit or lever is not one of the intervention, or what a lever needs is
            missing.
    """
    found = []
    seen: set[str] = set()
    for mix in plan.mixes:
        for item in mix.items:
            one = catalogue.find(
                item.intervention, version=item.version, owner=item.owner, where=f"item {item.key}", line=item.line
            )
            if item.key in seen:
                raise _fault(item, "key", item.key, "a key that no other item has", "een sleutel die niemand heeft")
            seen.add(item.key)
            lever = _lever(item, one)
            _check_dose(item, one, lever=lever)
            found.append(Placed(area=mix.area, item=item, intervention=one, lever=lever))
    return tuple(found)


def spread_whole(total: int, years: int) -> tuple[int, ...]:
    """Return a whole number divided over years as evenly as whole numbers go; the parts add up to it.

    >>> spread_whole(10, 4)
    (2, 3, 2, 3)
    """
    edges = [total * year // years for year in range(years + 1)]
    return tuple(after - before for before, after in pairwise(edges))


def _lever(item: Item, one: Intervention) -> Lever | None:
    if item.lever is not None and item.lever not in one.levers:
        right = " | ".join(one.levers) or "-"
        raise _fault(item, "lever", item.lever.value, right, right)
    if item.lever is None and len(one.levers) > 1:
        right = " | ".join(one.levers)
        raise _fault(item, "lever", "-", f"one of {right}", f"een van {right}")
    return item.lever or (one.levers[0] if one.levers else None)


def _check_dose(item: Item, one: Intervention, *, lever: Lever | None) -> None:
    units = [unit for unit in one.units if lever not in _UNIT_OF or unit in _UNIT_OF[lever]]
    if item.unit not in units:
        right = " | ".join(units)
        raise _fault(item, "unit", item.unit.value, right, right)
    for what_en, what_nl, is_wrong in _missing(item, lever=lever):
        if is_wrong:
            raise _fault(item, "dose", f"{item.dose:g}", what_en, what_nl)


def _missing(item: Item, *, lever: Lever | None) -> Iterator[tuple[str, str, bool]]:
    """Yield what a lever asks of a dose, and whether it is not there."""
    homes = any((*item.built.values(), *item.demolished.values()))
    is_homes, is_steer = lever is Lever.HOMES, lever is Lever.STEER
    yield (
        "'built' or 'demolished' with numbers of homes",
        "'built' of 'demolished' met aantallen",
        is_homes and not homes,
    )
    yield "no 'built' and 'demolished' here", "hier geen 'built' en 'demolished'", homes and not is_homes
    weights = any(item.weights.values())
    yield (
        "'weights' for drager, between or vrager",
        "'weights' voor drager, between of vrager",
        is_steer and not weights,
    )
    yield "no 'weights' here", "hier geen 'weights'", weights and not is_steer
    segments = {*item.built, *item.demolished} <= set(SEGMENTS)
    yield " | ".join(SEGMENTS), " | ".join(SEGMENTS), not segments
    yield " | ".join(RELIANCES), " | ".join(RELIANCES), not set(item.weights) <= set(RELIANCES)
    least = min((0, *item.built.values(), *item.demolished.values()))
    yield "0 homes or more", "0 woningen of meer", least < 0
    yield "1 year or more", "1 jaar of meer", item.years < 1
    count = sum((*item.built.values(), *item.demolished.values()))
    yield f"{count}: all homes together", f"{count}: alle woningen samen", is_homes and item.dose != count
    is_share = item.unit is Unit.SHARE
    yield "a share from 0 to 1", "een deel van 0 tot 1", is_share and not 0.0 <= item.dose <= 1.0
    yield "0 or more", "0 of meer", item.dose < 0.0
    is_whole = lever is Lever.QUOTA and item.dose != round(item.dose)
    yield "a whole number of households", "een heel aantal huishoudens", is_whole


def _fault(item: Item, key: str, value: object, right_en: str, right_nl: str) -> MixItemError:
    return MixItemError(
        item.key,
        what=key,
        value=value,
        intervention=item.intervention,
        right_en=right_en,
        right_nl=right_nl,
        line=item.line,
    )
