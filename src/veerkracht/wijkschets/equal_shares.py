"""The method of equal shares: dividing a budget so that every group of people decides over its part of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.wijkschets import BudgetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

# Floats within this of each other, relatively, are compared as fractions; a float of a fraction is right to 1e-15.
_NEAR = 1e-9


class Completion(StrEnum):
    """What to do with money that is left, because too few share a wish that it would pay.

    Attributes:
        NONE: leave it.
        ADD1: give everyone one unit more and divide anew, as long as the outcome costs no more than the budget.
        ADD1U: the same, and then the most wanted projects that still fit.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1U = "add1u"


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A divided budget.

    Attributes:
        chosen: the projects, in the order in which they were chosen.
        cost: what they cost together.
        budget: what there was.
        completion: the rule for what was left; it belongs in the record.
        rounds: how often one unit a person was added.
        added: projects of `chosen` that came from the completion by most votes.
    """

    chosen: tuple[str, ...]
    cost: int
    budget: int
    completion: Completion
    rounds: int
    added: tuple[str, ...]


def equal_shares(
    costs: Mapping[str, int],
    *,
    ballots: Iterable[Iterable[str]],
    budget: int,
    completion: Completion = Completion.ADD1U,
) -> Division:
    """Divide a budget over projects by the method of equal shares, with exact numbers.

    Everyone gets an equal part of the budget. A project can be bought by those who want it, who pay as equally as
    they can. Bought is what costs them least for each unit of cost: the project of which most can share the price.
    Of equals the one with most votes is bought, then the cheapest, then the first by name.

    Args:
        costs: cost of each project, whole units above 0.
        ballots: for each person the projects that they want; one who wants nothing counts in the parts.
        budget: whole units, above 0.
        completion: what happens with money left.

    Raises:
        BudgetError: if a cost or the budget is not above 0, or a ballot names another project.

    Source:
        Peters, D., Pierczyński, G., Skowron, P. (2021), Proportional participatory budgeting with additive
        utilities, NeurIPS 34; completion as on equalshares.net and in pabutools (`mes`, "add1", "add1u").
    """
    people = [frozenset(ballot) for ballot in ballots]
    _check(costs, people=people, budget=budget)
    if not people:
        return Division(chosen=(), cost=0, budget=budget, completion=completion, rounds=0, added=())
    room = _Room(costs=dict(costs), people=people)
    chosen, rounds = room.buy(Fraction(budget, len(people))), 0
    if completion is not Completion.NONE:
        while len(chosen) < len(room.supporters):
            more = room.buy(Fraction(budget, len(people)) + rounds + 1)
            if sum(costs[name] for name in more) > budget:
                break
            chosen, rounds = more, rounds + 1
    left = budget - sum(costs[name] for name in chosen)
    added = room.most_wanted(left, chosen=chosen) if completion is Completion.ADD1U else []
    every = (*chosen, *added)
    return Division(
        chosen=every,
        cost=sum(costs[name] for name in every),
        budget=budget,
        completion=completion,
        rounds=rounds,
        added=tuple(added),
    )


def _check(costs: Mapping[str, int], *, people: list[frozenset[str]], budget: int) -> None:
    if budget <= 0 or int(budget) != budget:
        raise BudgetError(
            what_en=f"the budget is {budget}, but must be a whole number above 0",
            what_nl=f"het budget is {budget}, maar moet een heel getal boven 0 zijn",
        )
    for name, cost in costs.items():
        if cost <= 0 or int(cost) != cost:
            raise BudgetError(
                what_en=f"project {name!r} costs {cost}, but a cost is a whole number above 0",
                what_nl=f"project {name!r} kost {cost}, maar kosten zijn een heel getal boven 0",
            )
    for place, ballot in enumerate(people, start=1):
        for name in sorted(ballot - costs.keys()):
            raise BudgetError(
                what_en=f"ballot {place} names project {name!r}, which is not on the list",
                what_nl=f"stembiljet {place} noemt project {name!r}, dat niet op de lijst staat",
            )


class _Room:
    """People with the same ballot are one: what they have left is always the same."""

    def __init__(self, *, costs: dict[str, int], people: list[frozenset[str]]) -> None:
        ballots: dict[frozenset[str], int] = {}
        for ballot in people:
            ballots[ballot] = ballots.get(ballot, 0) + 1
        self.costs = costs
        self.sizes = list(ballots.values())
        self.supporters: dict[str, list[int]] = {}
        for place, ballot in enumerate(ballots):
            for name in ballot:
                self.supporters.setdefault(name, []).append(place)
        self._places = {name: np.array(places, dtype=np.intp) for name, places in self.supporters.items()}
        self._sizes = np.array(self.sizes, dtype=np.float64)
        self.votes = {name: sum(self.sizes[at] for at in places) for name, places in self.supporters.items()}
        self._ranks = {name: rank for rank, name in enumerate(sorted(self.supporters, key=self.order))}

    def order(self, name: str) -> tuple[int, int, str]:
        """Return what orders projects that are equal otherwise: most votes, then the cheapest, then by name."""
        return -self.votes[name], self.costs[name], name

    def most_wanted(self, left: int, *, chosen: list[str]) -> list[str]:
        """Return the projects with most votes that can be paid from `left` one after another."""
        added = []
        for name in self._ranks:
            if name not in chosen and self.costs[name] <= left:
                added.append(name)
                left -= self.costs[name]
        return added

    def buy(self, part: Fraction) -> list[str]:
        """Return what is bought when everyone has `part`, in order."""
        purse = _Purse(left=[part] * len(self.sizes), near=np.full(len(self.sizes), float(part)))
        # What a project costs its payers for each unit of cost can only rise, so an old price is a lower bound.
        waiting = [(1.0 / self.votes[name], name) for name in self._ranks]
        heapify(waiting)
        chosen: list[str] = []
        while waiting:
            _, name = heappop(waiting)
            price = self._near_price(name, purse)
            if price is None:
                continue
            if waiting and price > waiting[0][0] * (1 + _NEAR):
                heappush(waiting, (price, name))
                continue
            rivals = [name, *self._rivals(waiting, purse, below=price * (1 + _NEAR))]
            name = rivals[0]
            if len(rivals) > 1:
                name = min(rivals, key=lambda one: (self._price(one, purse.left), self._ranks[one]))
            for one in rivals:
                if one != name:
                    heappush(waiting, (price * (1 - _NEAR), one))
            purse.pay(self.supporters[name], most=self._price(name, purse.left) * self.costs[name])
            chosen.append(name)
        return chosen

    def _rivals(self, waiting: list[tuple[float, str]], purse: _Purse, *, below: float) -> list[str]:
        """Take the projects that may be as cheap as the cheapest off the queue."""
        rivals = []
        while waiting and waiting[0][0] <= below:
            _, name = heappop(waiting)
            price = self._near_price(name, purse)
            if price is not None and price <= below:
                rivals.append(name)
            elif price is not None:
                heappush(waiting, (price, name))
        return rivals

    def _near_price(self, name: str, purse: _Purse) -> float | None:
        """Return `_price` to twelve digits or so, or None if supporters surely or exactly have too little."""
        places = self._places[name]
        money, sizes = purse.near[places], self._sizes[places]
        cost = self.costs[name]
        if (total := float(money @ sizes)) < cost * (1 - _NEAR):
            return None
        if total < cost * (1 + _NEAR) and sum(purse.left[at] * self.sizes[at] for at in places) < cost:
            return None
        order = np.argsort(money, kind="stable")
        money, sizes = money[order], sizes[order]
        paid, payers = np.cumsum(money * sizes) - money * sizes, np.cumsum(sizes[::-1])[::-1]
        each = (cost - paid) / payers
        return float(each[int(np.argmax(money * (1 + _NEAR) >= each))] / cost)

    def _price(self, name: str, left: list[Fraction]) -> Fraction:
        """Return the most that anyone pays, as a share of the cost; supporters have enough."""
        cost, number = Fraction(self.costs[name]), self.votes[name]
        for at in sorted(self.supporters[name], key=left.__getitem__):
            if left[at] * number >= cost:
                break
            cost -= left[at] * self.sizes[at]
            number -= self.sizes[at]
        return cost / number / self.costs[name]


@dataclass(slots=True, kw_only=True)
class _Purse:
    """What everyone has left: exactly, and as floats to find the few projects that must be compared exactly."""

    left: list[Fraction]
    near: NDArray[np.float64]

    def pay(self, places: list[int], *, most: Fraction) -> None:
        for at in places:
            self.left[at] = max(self.left[at] - most, Fraction(0))
            self.near[at] = float(self.left[at])
