"""The slaagkans, and to whom corporations let their homes, from the runs of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report.stad.people import IncomeRow, LettingIncome, LettingRow
from veerkracht.report.stad.values import UNKNOWN, Compared, compared, spread_of
from veerkracht.stad.balance_measures import LOW_INCOMES
from veerkracht.stad.balance_people import INCOME_NAMES, LETTING_NAMES, MARKET, letting_chance
from veerkracht.stad.households import Letting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.runs import Runs

    Floats = NDArray[np.float64]

_NOTHING = Compared(start=UNKNOWN, policy=UNKNOWN, baseline=UNKNOWN, change=UNKNOWN)


def success_rows(policy: Runs, baseline: Runs) -> tuple[IncomeRow, ...]:
    """Return the slaagkans of each income group, over all who look for a home beside all others."""
    chances = [letting_chance(runs) for runs in (policy, baseline)]
    waits = [_over((runs.searched - runs.found)[:, -1], runs.found[:, -1]) for runs in (policy, baseline)]
    return tuple(
        IncomeRow(
            income=income,
            name=name,
            policy=spread_of(chances[0][:, income]),
            baseline=spread_of(chances[1][:, income]),
            change=spread_of((chances[0] - chances[1])[:, income]),
            wait_years=spread_of(waits[0][:, income]),
            wait_change=spread_of((waits[0] - waits[1])[:, income]),
        )
        for income, name in enumerate(INCOME_NAMES)
    )


def letting_rows(policy: Runs, baseline: Runs) -> tuple[LettingRow, ...]:
    """Return to whom corporations let, by kind and by income."""
    return tuple(_row(policy, baseline, to=to) for to in Letting)


def _row(policy: Runs, baseline: Runs, *, to: Letting) -> LettingRow:
    both = (policy, baseline)
    homes = [runs.let_to[:, :, to].mean(axis=1) for runs in both]
    is_market = to in MARKET
    each = [letting_chance(runs, kinds=(to,)) for runs in both] if is_market else []
    low = [letting_chance(runs, kinds=(to,), incomes=LOW_INCOMES) for runs in both] if is_market else []
    return LettingRow(
        to=to.name.lower(),
        name=LETTING_NAMES[to],
        homes=compared(*(values.sum(axis=-1) for values in homes)),
        chance=compared(*low) if is_market else _NOTHING,
        incomes=tuple(
            LettingIncome(
                income=income,
                homes=compared(*(values[:, income] for values in homes)),
                chance=compared(*(values[:, income] for values in each)) if is_market else _NOTHING,
            )
            for income in range(len(INCOME_NAMES))
        ),
    )


def _over(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0))
