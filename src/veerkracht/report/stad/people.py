"""What the answer of a scenario tells of people who look for a home, get one of a corporation, or must move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.language import Bilingual
    from veerkracht.report.stad.values import Compared, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeRow:
    """How searching for a home goes for one income group.

    `policy`, `baseline` and `change` are the slaagkans: homes let by corporations over who looks for a home in a year.
    `wait_years` and `wait_change` are about who did not find any home: how long they wait.
    """

    income: int
    name: Bilingual
    policy: Spread
    baseline: Spread
    change: Spread
    wait_years: Spread
    wait_change: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class LettingIncome:
    """Homes let a year to one income group of a kind of households, and their chance of one; unknown with priority."""

    income: int
    homes: Compared
    chance: Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class LettingRow:
    """Homes that corporations let to one kind of households.

    Attributes:
        to: key: waiting, outside, mover, urgent or institution.
        name: for people.
        homes: a year, the mean over all years.
        chance: homes let over who searched, 0 to 1, of the lowest two incomes, for whom these homes are meant; unknown
            of who is housed before all others.
        incomes: by income.
    """

    to: str
    name: Bilingual
    homes: Compared
    chance: Compared
    incomes: tuple[LettingIncome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of households that had to move, over all years.

    Attributes:
        demolished: homes demolished; those that fall vacant in their year are demolished first.
        displaced: households that lost their home by demolition.
        rehoused: times that one of them got a home, for good.
        returned: of those, to a new home in the old area.
        temporary: still in temporary housing in the last year.
        distance_km: mean distance to the old area.
        quota_asked: households from institutions that the policy asks to house, over all years.
        quota_housed: of those, housed.
        quota_today: housed in the baseline.
        urgent: displaced households that were housed with priority; not those who came back to a new home.
        top_share: part of `urgent` in the three areas that took most.
        even_share: what that part would be if they spread as all who found a home.
        segments: by segment (key), the part of the displaced that lives there for good.
        quota_top_share: part of the households of the quota in the three areas that took most of them.
    """

    demolished: float
    displaced: Spread
    rehoused: Spread
    returned: Spread
    temporary: Spread
    distance_km: Spread
    quota_asked: float
    quota_housed: Spread
    quota_today: Spread
    urgent: Spread
    top_share: Spread
    even_share: Spread
    segments: Mapping[str, Spread]
    quota_top_share: Spread
