"""What a contract can be about: one number per measure and run, of which more is worse, beside the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.stad.balance_areas import largest_urgent_share
from veerkracht.stad.balance_people import displaced_of, homes_of, success_change, waiting_of
from veerkracht.stad.concentration import concentration
from veerkracht.stad.contract import Ground, Measure
from veerkracht.stad.households import Pool, Reliance, Segment
from veerkracht.stad.runs import Band
from veerkracht.stad.trajectory import FLOWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.balance_areas import AreaChange
    from veerkracht.stad.outlook_classes import Chance
    from veerkracht.stad.runs import Runs

    Floats = NDArray[np.float64]

LOW_INCOMES: Final = (0, 1)
"""The incomes of `success_drop`: the lowest 40% of the country, about those for whom social homes are meant."""

_PERCENT = Bilingual("%", "%")
_POINTS = Bilingual("procentpunt", "percentage points")
_HOUSEHOLDS = Bilingual("huishoudens", "households")


def measures_of(
    policy: Runs, baseline: Runs, *, worsened: Chance, score: AreaChange, over_eur: Sequence[float] = ()
) -> tuple[Measure, ...]:
    """Return all that a contract can be about; the tolerances of a scenario file are among them.

    Args:
        policy: its runs.
        baseline: the runs in which nothing is done, with the same seeds.
        worsened: chance of a worse class because of the policy, per area.
        score: change of the top score, per area.
        over_eur: how much each actor spends above what was agreed; empty where nothing was.

    Raises:
        UnequalRunsError: if the runs do not pair.
    """
    return (
        _worse_chance(worsened, runs=policy.number),
        *_of_vragers(policy, baseline),
        *_of_homes(policy, baseline),
        *_of_displaced(policy),
        _receiving_areas(score, runs=policy.number),
        _budget(over_eur),
    )


def _worse_chance(worsened: Chance, *, runs: int) -> Measure:
    """Return the largest chance of any area; the largest of many is on the high side, which is the careful side."""
    known = np.isfinite(worsened.share)
    at = int(np.argmax(np.where(known, worsened.share, -1.0)))
    ends = [np.asarray(one[at]) for one in (worsened.low, worsened.share, worsened.high)]
    return Measure(
        code="worse_chance",
        name=Bilingual(
            "De grootste kans dat een gebied door het beleid een klasse zakt",
            "The largest chance that an area falls a class because of the policy",
        ),
        unit=_PERCENT,
        factor=100.0,
        digits=0,
        ground=Ground.SCORED,
        values=np.full(runs, ends[1]),
        interval=Band(low=ends[0], middle=ends[1], high=ends[2]),
    )


def _of_vragers(policy: Runs, baseline: Runs) -> tuple[Measure, ...]:
    here, there = concentration(policy), concentration(baseline)
    out = (policy.left_to - baseline.left_to) - (policy.arrived_from - baseline.arrived_from)
    exported = out[:, :, Reliance.VRAGER, Pool.REGION :].sum(axis=(1, 2))
    vragers = policy.reliance[:, 0, Reliance.VRAGER].sum(axis=-1)
    share = np.divide(exported, vragers, out=np.full(exported.shape, np.nan), where=vragers > 0)
    return (
        _measure(
            "concentration",
            nl="Toename van de ongelijke verdeling van vragers over de gebieden (dissimilariteit)",
            en="Rise of how unevenly vragers live over the areas (dissimilarity)",
            values=here.dissimilarity - there.dissimilarity,
            ground=Ground.ESTIMATED,
            unit=_POINTS,
            factor=100.0,
        ),
        _measure(
            "gini",
            nl="Toename van de ongelijke verdeling van vragers over de gebieden (Gini)",
            en="Rise of how unevenly vragers live over the areas (Gini)",
            values=here.unevenness - there.unevenness,
            ground=Ground.ESTIMATED,
            unit=_POINTS,
            factor=100.0,
        ),
        _measure(
            "export",
            nl="Vragers die door het beleid extra naar andere gemeenten gaan, als deel van alle vragers in de stad",
            en="Extra vragers who go to other gemeenten because of the policy, as a part of all in the city",
            values=share,
            ground=Ground.ESTIMATED,
            unit=_PERCENT,
            factor=100.0,
        ),
    )


def _of_homes(policy: Runs, baseline: Runs) -> tuple[Measure, ...]:
    homes, stock = homes_of(policy, baseline), policy.dwellings[:, 0].sum(axis=-1)
    cheap = stock[:, Segment.CHEAP]
    loss = np.divide(-homes.change[:, Segment.CHEAP], cheap, out=np.full(cheap.shape, np.nan), where=cheap > 0)
    return (
        _measure(
            "cheap_loss",
            nl="Verlies van goedkope corporatiewoningen, als deel van alle goedkope aan het begin",
            en="Loss of cheap homes of corporations, as a part of all cheap ones at the start",
            values=loss,
            ground=Ground.COUNTED,
            unit=_PERCENT,
            factor=100.0,
        ),
        _measure(
            "success_drop",
            nl="Daling van de slaagkans op een corporatiewoning van de laagste twee inkomensgroepen",
            en="Fall of the chance of a home of a corporation of the lowest two income groups",
            values=-success_change(policy, baseline, incomes=LOW_INCOMES),
            ground=Ground.COUNTED,
            unit=_POINTS,
            factor=100.0,
        ),
        _measure(
            "waiting",
            nl="Toename van het aantal huishoudens zonder eigen woning",
            en="Rise of the number of households without a home of their own",
            values=waiting_of(policy) - waiting_of(baseline),
            ground=Ground.COUNTED,
            unit=_HOUSEHOLDS,
            digits=0,
        ),
    )


def _of_displaced(policy: Runs) -> tuple[Measure, ...]:
    found = displaced_of(policy)
    moved = policy.flows[..., FLOWS.index("displaced")].sum(axis=1) > 0
    return (
        _measure(
            "urgent_share",
            nl="Het grootste aandeel met voorrang (sloop, taakstelling) onder wie in één jaar in één gebied een woning "
            "kreeg",
            en="The largest share with priority (demolition and quota) among those housed in one area in one year",
            values=largest_urgent_share(policy),
            ground=Ground.COUNTED,
            unit=_PERCENT,
            factor=100.0,
        ),
        _measure(
            "displaced_km",
            nl="Gemiddelde afstand tot het oude gebied van wie weg moest",
            en="Mean distance to the old area of those who had to move",
            # Nobody displaced is nobody far away: the tolerance holds. Of a mean field no distance is known.
            values=np.where(moved, found.distance, 0.0),
            ground=Ground.COUNTED,
            unit=Bilingual("km", "km"),
        ),
        _measure(
            "top_share",
            nl="Deel van wie weg moest door sloop dat in de drie meest ontvangende gebieden komt",
            en="Part of those who had to move because of demolition that comes to the three areas that take most",
            values=np.where(found.housed > 0, found.top_share, 0.0),
            ground=Ground.COUNTED,
            unit=_PERCENT,
            factor=100.0,
        ),
    )


def _receiving_areas(score: AreaChange, *, runs: int) -> Measure:
    """Return how many areas more likely than not get worse; once for all runs, with the ends of the chances."""
    counts = [float((one > 0.5).sum()) for one in (score.worse.low, score.worse.share, score.worse.high)]
    low, middle, high = (np.asarray(one) for one in counts)
    return Measure(
        code="receiving_areas",
        name=Bilingual(
            "Gebieden die er door het beleid waarschijnlijk op achteruitgaan",
            "Areas that probably get worse because of the policy",
        ),
        unit=Bilingual("gebieden", "areas"),
        factor=1.0,
        digits=0,
        ground=Ground.SCORED,
        values=np.full(runs, middle),
        interval=Band(low=low, middle=middle, high=high),
    )


def _budget(over_eur: Sequence[float]) -> Measure:
    return Measure(
        code="budget",
        name=Bilingual("De grootste overschrijding van een budget", "The largest overrun of a budget"),
        unit=Bilingual("euro", "euro"),
        factor=1.0,
        digits=0,
        ground=Ground.COUNTED,
        values=np.array([max(over_eur) if over_eur and np.isfinite(over_eur).all() else np.nan]),
        is_certain=True,
    )


def _measure(
    code: str,
    *,
    nl: str,
    en: str,
    values: Floats,
    ground: Ground,
    unit: Bilingual,
    factor: float = 1.0,
    digits: int = 1,
) -> Measure:
    return Measure(
        code=code,
        name=Bilingual(nl, en),
        unit=unit,
        factor=factor,
        digits=digits,
        ground=ground,
        values=np.asarray(values, dtype=np.float64),
    )
