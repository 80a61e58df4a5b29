"""What a mix costs, per perspective, actor and year; what nobody knows is named and never counted as nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.perspectief.interventions import CONVERSIONS, Lever, Period, Priced, Unit
from veerkracht.perspectief.mix import spread_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from veerkracht.facts.quadrants import Quadrant
    from veerkracht.perspectief.interventions import Actor
    from veerkracht.perspectief.mix import Placed, Plan

NO_PRICE: Final = Bilingual(
    "niemand gaf een prijs, en de catalogus kent er geen", "nobody gave a price, and the catalogue knows none"
)
AFTER_A_RUN: Final = Bilingual("het aantal volgt pas uit een doorkijk", "the number only follows from a run")
_SALES: Final = (Lever.SALE_CHEAP, Lever.SALE_DEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """One kind of cost of one item.

    Attributes:
        placed: the item.
        priced: what is paid for.
        each: euro for one, at the price level of the plan; None where unknown.
        low, high: the range of `each`; equal to it where nobody knows how much it varies.
        yearly: euro by year; None where the amount is unknown, or the number follows from a run.
        why: why it is unknown; None where it is known.
        source: where the price comes from.
    """

    placed: Placed
    priced: Priced
    each: float | None
    low: float | None
    high: float | None
    yearly: Mapping[int, float] | None
    why: Bilingual | None
    source: str

    @property
    def total(self) -> float | None:
        """Euro over all years; None where unknown."""
        return None if self.yearly is None else sum(self.yearly.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The known money of a plan, and the lines that are not in it.

    Attributes:
        per_quadrant, per_actor, per_year: euro; each adds up to `total`.
        per_actor_year: euro by actor and year.
        total: euro over all items and years.
        unknown: lines without an amount; the total without them is not the whole.
    """

    per_quadrant: Mapping[Quadrant, float]
    per_actor: Mapping[Actor, float]
    per_year: Mapping[int, float]
    per_actor_year: Mapping[tuple[Actor, int], float]
    total: float
    unknown: tuple[MoneyLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Price:
    each: float | None
    low: float | None
    high: float | None
    period: Period
    why: Bilingual | None
    source: str


def money_of(one: Placed, plan: Plan) -> tuple[MoneyLine, ...]:
    """Return what an item costs, a line for each thing that has a price.

    A cost that is made once is spread evenly over the years of the item: a choice of ours, as no source says when.

    Args:
        one: the item.
        plan: gives the price level and factors for prices of other years.
    """
    return tuple(_line(one, priced, numbers, plan=plan) for priced, numbers in _counted(one))


def totals(lines: Iterable[MoneyLine]) -> Totals:
    """Return the sums of all known money, and what is not in them."""
    quadrants: defaultdict[Quadrant, float] = defaultdict(float)
    cells: defaultdict[tuple[Actor, int], float] = defaultdict(float)
    unknown = []
    for line in lines:
        if line.yearly is None:
            unknown.append(line)
            continue
        for year, euro in line.yearly.items():
            quadrants[line.placed.intervention.quadrant] += euro
            cells[line.placed.item.actor, year] += euro
    actors: defaultdict[Actor, float] = defaultdict(float)
    years: defaultdict[int, float] = defaultdict(float)
    for (actor, year), euro in cells.items():
        actors[actor] += euro
        years[year] += euro
    return Totals(
        per_quadrant=dict(quadrants),
        per_actor=dict(actors),
        per_year=dict(sorted(years.items())),
        per_actor_year=dict(cells),
        total=sum(cells.values()),
        unknown=tuple(unknown),
    )


def _counted(one: Placed) -> Iterator[tuple[Priced, Mapping[int, float] | None]]:
    """Yield what of an item has a price, and how many of it each year; None where a run must tell."""
    item = one.item
    if one.lever is Lever.HOMES:
        for priced, homes in ((Priced.BUILT, item.built), (Priced.DEMOLISHED, item.demolished)):
            if any(homes.values()):
                parts = [spread_whole(number, item.years) for number in homes.values()]
                yield priced, {year: float(sum(part[at] for part in parts)) for at, year in enumerate(item.span)}
        if any(item.demolished.values()):
            yield Priced.REHOUSED, None
    elif one.lever in CONVERSIONS:
        yield (Priced.SOLD if one.lever in _SALES else Priced.RELET), None
    else:
        priced = Priced.QUOTA if one.lever is Lever.QUOTA else Priced.UNIT
        yield priced, dict.fromkeys(item.span, item.dose)


def _line(one: Placed, priced: Priced, numbers: Mapping[int, float] | None, *, plan: Plan) -> MoneyLine:
    price = _price(one, priced, plan=plan)
    yearly, why = None, price.why
    if price.each is not None and numbers is None:
        why = AFTER_A_RUN
    elif price.each is not None and numbers is not None:
        share = 1.0 / one.item.years if price.period is Period.ONCE and priced is Priced.UNIT else 1.0
        yearly = {year: number * price.each * share for year, number in numbers.items()}
    return MoneyLine(
        placed=one,
        priced=priced,
        each=price.each,
        low=price.low,
        high=price.high,
        yearly=yearly,
        why=why,
        source=price.source,
    )


def _price(one: Placed, priced: Priced, *, plan: Plan) -> _Price:
    """Return the price that people gave, else that of the catalogue in prices of the plan, else why there is none."""
    item = one.item
    cost = one.intervention.cost_of(priced, unit=item.unit if priced is Priced.UNIT else None)
    period = item.period or (cost.period if cost else Period.YEAR)
    if priced in item.prices:
        euro = item.prices[priced]
        return _Price(each=euro, low=euro, high=euro, period=period, why=None, source=item.price_source)
    if priced is Priced.UNIT and item.unit is Unit.EURO:
        return _Price(each=1.0, low=1.0, high=1.0, period=Period.YEAR, why=None, source=item.price_source)
    factor = plan.factor(cost.price_year) if cost else None
    if cost is None:
        return _Price(each=None, low=None, high=None, period=period, why=NO_PRICE, source="")
    if factor is None:
        year, level = cost.price_year, plan.price_level
        why = Bilingual(
            f"de prijs is van {year}; geef met [[index]] een factor naar {level}, of een eigen prijs",
            f"the price is of {year}; give a factor to {level} with [[index]], or a price of your own",
        )
        return _Price(each=None, low=None, high=None, period=period, why=why, source=cost.source.title)
    each, low, high = (euro * factor for euro in (cost.middle, cost.low, cost.high))
    return _Price(each=each, low=low, high=high, period=period, why=None, source=cost.source.title)
