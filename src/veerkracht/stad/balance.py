"""Is the city still in balance? One answer from the runs of a policy and of its baseline, beside what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.stad.balance_areas import area_change, receiving_of, worsened_by_policy
from veerkracht.stad.balance_ledger import exports_of, ledger_of
from veerkracht.stad.balance_measures import measures_of
from veerkracht.stad.balance_people import displaced_of, homes_of, success_of
from veerkracht.stad.concentration import concentration
from veerkracht.stad.contract import judge_all
from veerkracht.stad.outlook import Skill, liveability_outlook, vrager_shares
from veerkracht.stad.outlook_classes import cross_maps, cross_score
from veerkracht.stad.runs import require_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from veerkracht.stad.balance_areas import AreaChange, Receiving
    from veerkracht.stad.balance_costs import Spending
    from veerkracht.stad.balance_ledger import Export, Ledger
    from veerkracht.stad.balance_people import Displaced, Homes, Success
    from veerkracht.stad.concentration import Concentration
    from veerkracht.stad.contract import Measure, Tolerance, Verdict
    from veerkracht.stad.outlook import LiveabilityOutlook, OutlookIndex
    from veerkracht.stad.outlook_classes import Chance, Crossing, FocusMaps
    from veerkracht.stad.runs import Runs

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountableBalance:
    """What can be counted of the balance.

    Attributes:
        ledger: where households stand, policy less baseline.
        exports: what goes to and comes from each place outside the city.
        success: how searching for a home goes, by income.
        displaced: what becomes of urgent households.
        receiving: what each area takes of them.
        homes: won and lost per segment.
        spending: per actor; empty where no costs were given.
    """

    ledger: Ledger
    exports: tuple[Export, ...]
    success: Success
    displaced: Displaced
    receiving: Receiving
    homes: Homes
    spending: tuple[Spending, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveabilityBalance:
    """What is uncertain of the balance: it rests on scores, or on who is a vrager.

    Attributes:
        outlook: of the policy.
        score: change of the top score per area, in its points.
        vragers: change of the share of vragers per area, 0 to 1; more is called worse.
        crossing: of the classes of the top score, between the start and the last year of the policy.
        focus: of the classes of the focuskaart; None where its maps were not given.
        worsened: in how large a part of the runs an area ends in a worse class than in the baseline.
        concentration: of vragers in the last year of the policy.
        concentration_baseline: the same if nothing is done.
        skill: whether the past showed any; stands beside every statement on liveability.
    """

    outlook: LiveabilityOutlook
    score: AreaChange
    vragers: AreaChange
    crossing: Crossing
    focus: Crossing | None
    worsened: Chance
    concentration: Concentration
    concentration_baseline: Concentration
    skill: Skill


@dataclass(frozen=True, slots=True, kw_only=True)
class CityBalance:
    """The answer.

    Attributes:
        countable: what can be counted.
        liveability: what is uncertain.
        measures: what a contract can be about, whether agreed on or not.
        verdict: on the whole contract.
        verdicts: on each tolerance, in the order of the contract.
    """

    countable: CountableBalance
    liveability: LiveabilityBalance
    measures: tuple[Measure, ...]
    verdict: Verdict
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the balance is asked of, beside the runs.

    Attributes:
        index: of phase 1, of the areas of the city.
        borders: of the classes of the top score; see `outlook_classes.score_borders`.
        names: of the areas.
        region: names of the gemeenten around.
        first_year: of the start.
        score_by: a difference in the top score that counts, in its points.
        vragers_by: a difference in the share of vragers that counts, 0 to 1.
        firm: how likely the class of each area at the start is, shape (areas,); None if that is not known.
        maps: of phase 1 that make the focuskaart, of the areas of the city; None to leave it out.
        skill: what the backcast showed.
        spending: per actor.
    """

    index: OutlookIndex
    borders: Floats
    names: tuple[str, ...]
    region: tuple[str, ...]
    first_year: int
    score_by: float
    vragers_by: float
    firm: Floats | None = None
    maps: FocusMaps | None = None
    skill: Skill = Skill.NOT_BETTER
    spending: tuple[Spending, ...] = ()


def city_balance(
    policy: Runs, baseline: Runs, *, question: Question, contract: Sequence[Tolerance] = ()
) -> CityBalance:
    """Return whether a city stays in balance under a policy.

    Args:
        policy: its runs.
        baseline: the runs in which nothing is done, with the same seeds.
        question: what is asked.
        contract: the tolerances that were agreed; without any, nothing is called in balance.

    Raises:
        UnequalRunsError: if the runs do not pair.
        DifferentStartError: if the two do not begin with the same households.
        BooksError: if households appear or disappear.
        OutlookAreasError: if the index is of other areas.
        UnknownMeasureError: if a tolerance is about something that is not measured.
        NoLinkError: if a map was made of a figure that no simulation moves.
    """
    require_pairs(policy, baseline)
    countable = CountableBalance(
        ledger=ledger_of(policy, baseline, areas=question.names, region=question.region),
        exports=exports_of(policy, baseline, region=question.region),
        success=success_of(policy, baseline),
        displaced=displaced_of(policy),
        receiving=receiving_of(policy, baseline),
        homes=homes_of(policy, baseline),
        spending=question.spending,
    )
    liveability = _liveability(policy, baseline, question=question)
    measures = measures_of(
        policy,
        baseline,
        worsened=liveability.worsened,
        score=liveability.score,
        over_eur=[one.over_eur for one in question.spending if one.over_eur is not None],
    )
    verdict, verdicts = judge_all(measures, contract, skill=question.skill)
    return CityBalance(
        countable=countable, liveability=liveability, measures=measures, verdict=verdict, verdicts=verdicts
    )


def _liveability(policy: Runs, baseline: Runs, *, question: Question) -> LiveabilityBalance:
    root = question.index.held.design.root
    outlooks = [
        liveability_outlook(question.index, runs, first_year=question.first_year, skill=question.skill)
        for runs in (policy, baseline)
    ]
    scores = [outlook.scores[root] for outlook in outlooks]
    return LiveabilityBalance(
        outlook=outlooks[0],
        score=area_change(*scores, by=question.score_by, more_is_better=True),
        vragers=area_change(
            vrager_shares(policy), vrager_shares(baseline), by=question.vragers_by, more_is_better=False
        ),
        crossing=cross_score(scores[0], borders=question.borders, firm=question.firm),
        focus=None
        if question.maps is None
        else cross_maps(question.maps, policy, deviations=question.index.deviations),
        worsened=worsened_by_policy(*scores, borders=question.borders),
        concentration=concentration(policy),
        concentration_baseline=concentration(baseline),
        skill=question.skill,
    )
