"""What a scenario costs in its runs, per actor, beside what was agreed; what has no unit cost stays unknown."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.answer import ActorRow, CostRow, Money
from veerkracht.report.stad.values import UNKNOWN, spread_of
from veerkracht.stad.runs import Runs
from veerkracht.stad.scenario import Actor
from veerkracht.stad.scenario_costs import account, counted_of
from veerkracht.stad.trajectory import Trajectory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.stad.balance_costs import Spending
    from veerkracht.stad.city import City
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.scenario import Scenario
    from veerkracht.stad.scenario_costs import Account

ACTOR_NAMES = {
    Actor.GEMEENTE: Bilingual("gemeente", "gemeente"),
    Actor.CORPORATION: Bilingual("corporaties", "housing corporations"),
    Actor.OTHER: Bilingual("anderen", "others"),
}


def accounts_of(scenario: Scenario, runs: Runs, *, city: City, levers: Levers) -> tuple[Account, ...]:
    """Return what the scenario costs in each run.

    Raises:
        ScenarioAreaError: if the scenario names an area that the city does not have.
    """
    names = [item.name for item in fields(Runs)]
    each = (
        Trajectory(**{name: getattr(runs, name)[number] for name in names}, moves=None) for number in range(runs.number)
    )
    return tuple(account(scenario, city, counted=counted_of(one, levers)) for one in each)


def mean_account(accounts: Sequence[Account]) -> Account:
    """Return the account of the mean of all runs; the accounts hold the same lines in each run."""
    lines = []
    for each in zip(*(one.lines for one in accounts), strict=True):
        known = [line.euro for line in each if line.euro is not None]
        lines.append(replace(each[0], euro=np.mean(known, axis=0) if len(known) == len(each) else None))
    return replace(accounts[0], lines=tuple(lines))


def money_of(scenario: Scenario, accounts: Sequence[Account], *, spending: Sequence[Spending]) -> Money:
    """Return what the scenario costs over all its runs; the accounts hold the same lines in each run."""
    return Money(
        price_level=scenario.exogenous.price_level,
        actors=tuple(_actor_row(one, accounts) for one in spending),
        costs=tuple(_cost_row(accounts, at) for at in range(len(accounts[0].lines))),
    )


def _actor_row(spending: Spending, accounts: Sequence[Account]) -> ActorRow:
    actor = Actor(spending.actor)
    years = len(spending.cost_eur)
    costs = np.array([one.per_actor().get(actor, np.zeros(years)) for one in accounts])
    return ActorRow(
        actor=actor.value,
        name=ACTOR_NAMES[actor],
        total_eur=spread_of(costs.sum(axis=1)),
        dearest_year_eur=spread_of(costs.max(axis=1)),
        has_known=any(line.actor is actor and line.euro is not None for line in accounts[0].lines),
        is_whole=bool(np.isfinite(spending.cost_eur).all()),
        most_eur=spending.most_eur,
        most_yearly_eur=spending.most_yearly_eur,
        over_eur=spending.over_eur,
    )


def _cost_row(accounts: Sequence[Account], at: int) -> CostRow:
    first = accounts[0].lines[at]
    known = [line.euro.sum() for one in accounts if (line := one.lines[at]).euro is not None]
    return CostRow(
        actor=first.actor.value,
        name=first.name,
        total_eur=spread_of(known) if known else UNKNOWN,
        why=first.why,
        source=first.source,
    )
