"""What each actor spends under a policy, beside what was agreed; an unknown cost stays unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.stad.scenario import Actor, Budget
    from veerkracht.stad.scenario_costs import Account

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What one actor spends, and may spend.

    Attributes:
        actor: who.
        cost_eur: per year, shape (years,), at the price level of the scenario; NaN where a cost is unknown.
        known_eur: the same without the costs that are unknown: it is at least this, unless those are a yield.
        most_eur: over all years; None where nothing was agreed.
        most_yearly_eur: in each year; None where nothing was agreed.
    """

    actor: str
    cost_eur: Floats
    known_eur: Floats
    most_eur: float | None = None
    most_yearly_eur: float | None = None

    @property
    def over_eur(self) -> float | None:
        """How much more than agreed, over all years or in the dearest one; below 0 for what is left.

        None where nothing was agreed, NaN where a cost is unknown.
        """
        room = [] if self.most_eur is None else [float(self.cost_eur.sum()) - self.most_eur]
        if self.most_yearly_eur is not None:
            room.append(float((self.cost_eur - self.most_yearly_eur).max()))
        return max(room) if room else None


def spending_of(account: Account, budgets: Mapping[Actor, Budget], *, years: int) -> tuple[Spending, ...]:
    """Return what each actor spends, of the costs of a scenario and its budgets.

    Args:
        account: the costs.
        budgets: by actor; one who spends nothing may have one too.
        years: of the scenario.
    """
    actors = dict.fromkeys([*(line.actor for line in account.lines), *budgets])
    found = []
    for actor in actors:
        own = [line.euro for line in account.lines if line.actor == actor]
        known = np.sum([np.zeros(years), *(euro for euro in own if euro is not None)], axis=0)
        budget = budgets.get(actor)
        found.append(
            Spending(
                actor=actor.value,
                cost_eur=known if all(euro is not None for euro in own) else np.full(years, np.nan),
                known_eur=known,
                most_eur=None if budget is None else budget.total,
                most_yearly_eur=None if budget is None else budget.yearly,
            )
        )
    return tuple(found)
