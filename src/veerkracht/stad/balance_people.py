"""What a policy does to people who look for a home or lose one, and which homes are won and lost: all of it counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.stad.households import Letting, Pool
from veerkracht.stad.runs import band_of, require_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.runs import Band, Runs

    Floats = NDArray[np.float64]

TOP = 3
"""Displaced households come together in few areas: 40 to 60% of them in three buurten nearby (van Kempen e.a.)."""

SEGMENT_NAMES = (
    Bilingual("koopwoningen", "owner-occupied homes"),
    Bilingual("goedkope corporatiewoningen", "cheap homes of corporations"),
    Bilingual("duurdere corporatiewoningen", "dearer homes of corporations"),
    Bilingual("particuliere huurwoningen", "private rented homes"),
)
"""In the order of `Segment`."""

INCOME_NAMES = (
    Bilingual("de laagste 20% van de inkomens", "the lowest 20% of incomes"),
    Bilingual("de 20% daarboven", "the next 20%"),
    Bilingual("de middelste 20%", "the middle 20%"),
    Bilingual("de 20% onder de hoogste", "the 20% below the highest"),
    Bilingual("de hoogste 20% van de inkomens", "the highest 20% of incomes"),
)


LETTING_NAMES = (
    Bilingual("wie nog geen eigen woning heeft", "who has no home of their own yet"),
    Bilingual("wie van buiten de stad komt", "who comes from outside the city"),
    Bilingual("wie in de stad doorstroomt", "who moves on within the city"),
    Bilingual("wie weg moet door sloop", "who must move because of demolition"),
    Bilingual("de taakstelling (uit instellingen)", "the quota (from institutions)"),
)
"""In the order of `Letting`."""

MARKET = (Letting.WAITING, Letting.OUTSIDE, Letting.MOVER)
"""Who looks for a home beside all others; the others are housed before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """How searching for a home of a corporation goes, by income, over all years; shape (incomes,) each.

    The slaagkans of a letting agency is homes let over who reacts at least once in a year. Here it is homes let by
    corporations over the households that look for any home in the city in a year. So its changes may be compared with
    those of an agency and its height may not: whoever reacts without a need to move now is in the one and not in the
    other.

    Attributes:
        policy: slaagkans, homes let by corporations over the households that searched, 0 to 1.
        baseline: the same if nothing is done.
        change: policy less baseline.
        years: how long those who did not find any home yet wait, in years, in the last year of the policy: their number
            over how many find a home in a year.
        years_change: the same, policy less baseline.
    """

    policy: Band
    baseline: Band
    change: Band
    years: Band
    years_change: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced:
    """What becomes of households that must move, and where those of the quota come to live, in the runs of the policy.

    Attributes:
        housed: how many displaced households were housed as urgent, over all years.
        distance: mean distance of displaced households in km; NaN in a run in which nobody was displaced.
        top_share: part of them that came to live in the three areas that took most, 0 to 1.
        even_share: what that part would be if they spread as all who found a home; NaN if nobody did.
        segments: part of the displaced that got a home for good in each segment; shape (runs, segments).
        quota: households from institutions that were housed, over all years.
        quota_top_share: part of those in the three areas that took most.
    """

    housed: Floats
    distance: Floats
    top_share: Floats
    even_share: Floats
    segments: Floats
    quota: Floats
    quota_top_share: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Homes won and lost per segment, policy less baseline in the last year; shape (runs, segments) each.

    Attributes:
        won: in areas where there are more.
        lost: in areas where there are fewer, as a positive number.
    """

    won: Floats
    lost: Floats

    @property
    def change(self) -> Floats:
        """Won less lost: the change in the whole city."""
        return self.won - self.lost


def success_of(policy: Runs, baseline: Runs) -> Success:
    """Return how searching for a home of a corporation goes, by income.

    Waiting time is the number of those who wait over how many find in a year; it holds as long as both stay as they
    are.

    Raises:
        UnequalRunsError: if the runs do not pair.

    Source:
        Little (1961), A proof for the queuing formula L = lambda W, Operations Research 9(3), 383-387.
    """
    require_pairs(policy, baseline)
    chances = [letting_chance(runs) for runs in (policy, baseline)]
    waits = [_over(runs.searched[:, -1] - runs.found[:, -1], runs.found[:, -1]) for runs in (policy, baseline)]
    return Success(
        policy=band_of(chances[0]),
        baseline=band_of(chances[1]),
        change=band_of(chances[0] - chances[1]),
        years=band_of(waits[0]),
        years_change=band_of(waits[0] - waits[1]),
    )


def success_change(policy: Runs, baseline: Runs, *, incomes: tuple[int, ...]) -> Floats:
    """Return by how much the slaagkans of some incomes together differs from the baseline, shape (runs,), 0 to 1."""
    return np.asarray(letting_chance(policy, incomes=incomes) - letting_chance(baseline, incomes=incomes))


def letting_chance(
    runs: Runs, *, kinds: tuple[Letting, ...] = MARKET, incomes: tuple[int, ...] | None = None
) -> Floats:
    """Return homes let by corporations over who searched, 0 to 1: shape (runs, incomes), or (runs,) of some together.

    Args:
        runs: of a policy.
        kinds: who: of `MARKET`, for the others do not search beside all others.
        incomes: of these together; each apart if None.
    """
    let, seekers = (values[:, :, list(kinds)].sum(axis=(1, 2)) for values in (runs.let_to, runs.seekers))
    if incomes is not None:
        let, seekers = (values[:, list(incomes)].sum(axis=-1) for values in (let, seekers))
    return _over(let, seekers)


def displaced_of(runs: Runs) -> Displaced:
    """Return what becomes of displaced households, and of those of the quota, over all years."""
    urgent, quota, housed = (values.sum(axis=1) for values in (runs.urgent_to, runs.quota_to, runs.housed_to))
    moved, segments = runs.distance.sum(axis=1), runs.rehoused_in.sum(axis=1)
    top = np.sort(urgent, axis=-1)[:, -TOP:].sum(axis=-1)
    largest = np.sort(housed, axis=-1)[:, -TOP:].sum(axis=-1)
    return Displaced(
        housed=urgent.sum(axis=-1),
        distance=_over(moved[:, 0], moved[:, 1]),
        top_share=_over(top, urgent.sum(axis=-1)),
        even_share=_over(largest, housed.sum(axis=-1)),
        segments=_over(segments, np.broadcast_to(segments.sum(axis=-1, keepdims=True), segments.shape)),
        quota=quota.sum(axis=-1),
        quota_top_share=_over(np.sort(quota, axis=-1)[:, -TOP:].sum(axis=-1), quota.sum(axis=-1)),
    )


def homes_of(policy: Runs, baseline: Runs) -> Homes:
    """Return the homes won and lost per segment.

    Raises:
        UnequalRunsError: if the runs do not pair.
    """
    require_pairs(policy, baseline)
    change = policy.dwellings[:, -1] - baseline.dwellings[:, -1]
    return Homes(won=np.maximum(change, 0.0).sum(axis=-1), lost=np.maximum(-change, 0.0).sum(axis=-1))


def waiting_of(runs: Runs) -> Floats:
    """Return how many households have no home of their own in the last year: looking for one or housed temporarily.

    Returns:
        Shape (runs,).
    """
    return np.asarray(runs.pools[:, -1, :, Pool.WAITING].sum(axis=-1) + runs.temporary[:, -1].sum(axis=(-2, -1)))


def _over(part: Floats, whole: Floats) -> Floats:
    """Return part over whole; NaN where there is no whole, for a rate over nobody does not exist."""
    return np.asarray(np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0))
