"""Prices of a mix as unit costs of a scenario, so that the known money of both is the same."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from veerkracht.perspectief.interventions import Lever, Priced
from veerkracht.perspectief.mix import spread_whole
from veerkracht.perspectief.money import money_of
from veerkracht.stad.households import Segment
from veerkracht.stad.scenario import Actor, UnitCost
from veerkracht.stad.scenario import Priced as ScenarioPriced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veerkracht.perspectief.interventions import Actor as Party
    from veerkracht.perspectief.mix import Placed, Plan
    from veerkracht.perspectief.money import MoneyLine

_Key = tuple[Priced, Segment | None]
_NO_SOURCE: Final = "mix"


def actor_of(party: Party) -> Actor:
    """Return who of a scenario an actor is: gemeente and corporatie have budgets, all others are one.

    >>> actor_of(Party("politie"))  # doctest: +SKIP
    <Actor.OTHER: 'other'>
    """
    return Actor(party.value) if party.value in set(Actor) else Actor.OTHER


def unit_costs(items: Sequence[Placed], plan: Plan, *, span: range) -> tuple[UnitCost, ...]:
    """Return what one of something costs, by segment and actor.

    A scenario has one price for all homes of a segment. Where items differ, it is their mean weighted by numbers, so
    that the total over all years is that of the mix; the money of a single year can differ.

    Args:
        items: of the plan.
        plan: gives the price level.
        span: years of the run; homes outside it do not count.
    """
    numbers: defaultdict[_Key, float] = defaultdict(float)
    money: defaultdict[tuple[_Key, Actor], float] = defaultdict(float)
    sources: defaultdict[tuple[_Key, Actor], dict[str, None]] = defaultdict(dict)
    for one in items:
        for line in money_of(one, plan):
            for key, number in _numbers(line, span=span):
                numbers[key] += number
                if line.each is not None:
                    payer = (key, actor_of(one.item.actor))
                    money[payer] += number * line.each
                    sources[payer][line.source or _NO_SOURCE] = None
    return tuple(
        UnitCost(
            item=ScenarioPriced(key[0].value),
            segments=() if key[1] is None else (key[1],),
            euro=euro / numbers[key],
            actor=actor,
            source="; ".join(sources[key, actor]),
        )
        for (key, actor), euro in money.items()
        if numbers[key] > 0
    )


def _numbers(line: MoneyLine, *, span: range) -> Iterator[tuple[_Key, float]]:
    """Yield how many of what a price holds for; the dose weighs prices where only a run can tell."""
    item = line.placed.item
    if line.priced is Priced.UNIT:
        return
    if line.placed.lever is Lever.HOMES:
        homes = item.built if line.priced is Priced.BUILT else item.demolished
        for name, number in _inside(homes, item.span, span=span):
            yield (line.priced, None if line.priced is Priced.REHOUSED else Segment[name.upper()]), number
        return
    years = sum(year in span for year in item.span)
    yield (line.priced, None), item.dose * years


def _inside(homes: Mapping[str, int], years: range, *, span: range) -> Iterator[tuple[str, float]]:
    for name, number in homes.items():
        parts = zip(years, spread_whole(number, len(years)), strict=True)
        yield name, float(sum(part for year, part in parts if year in span))
