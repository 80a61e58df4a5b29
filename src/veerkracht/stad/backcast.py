"""How good a simulation was on the past: do its bands hold, and is it better than saying that nothing changes?

The scores are those of the forecasts of phase 1 (`signalering.verwachting.scoring`), so that both can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.backcast import BackcastShapeError, TooFewMeasuredError, TooFewRunsError
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.scoring import crps_each, loss_skill_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# Evenly spread, as in the tests on the future of phase 1; the first and the last need 39 runs.
CHANCES: Final[NDArray[np.float64]] = np.linspace(0.025, 0.975, 20)
BAND: Final = 0.9
GOOD_COVERAGE: Final = (0.85, 0.95)  # what the design of the simulation promises of a band of 90%
LEAST_RUNS: Final = 39
LEAST_AREAS: Final = 10
NO_CHANGE: Final = "no_change"
TREND: Final = "trend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """What a simulation adds to a simple rule: 1 - its score / that of the rule. 0 is nothing, 1 is perfect.

    Attributes:
        crps: the mean score of the rule, in the unit of the figure; lower is better.
        skill: of the simulation against it.
        low, high: 90% interval of the skill, from a bootstrap of whole gemeenten (of areas if there are fewer than 10).
    """

    crps: float
    skill: float
    low: float
    high: float

    @property
    def is_beaten(self) -> bool:
        """Whether the simulation is better beyond doubt; in doubt it is not."""
        return self.low > 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backcast:
    """How a simulation did on waves that it did not know.

    Attributes:
        areas: number of areas that were measured at least once.
        measured: number of measured values.
        coverage: share of them inside the bands of 90%.
        crps: mean score of the simulation, in the unit of the figure.
        against: each simple rule by name; `no_change` is always there.
    """

    areas: int
    measured: int
    coverage: float
    crps: float
    against: Mapping[str, Skill]

    @property
    def bands_hold(self) -> bool:
        """Whether the bands of 90% hold 85% to 95%."""
        return GOOD_COVERAGE[0] <= self.coverage <= GOOD_COVERAGE[1]

    @property
    def is_better(self) -> bool:
        """Whether the simulation is better than no change, beyond doubt."""
        return self.against[NO_CHANGE].is_beaten

    def verdict(self) -> Bilingual:
        """Return the sentence that stands in an answer of the simulation."""
        if not self.is_better:
            return Bilingual("Niet beter dan geen verandering.", "Not better than no change.")
        trend = self.against.get(TREND)
        if trend is not None and not trend.is_beaten:
            return Bilingual(
                "Beter dan geen verandering, maar niet beter dan de trend doortrekken.",
                "Better than no change, but not better than drawing on the trend.",
            )
        return Bilingual("Beter dan geen verandering.", "Better than no change.")

    def explanation(self) -> Bilingual:
        """Return the verdict with the figures behind it."""
        skill, what = self.against[NO_CHANGE], self.verdict()
        low, middle, high = (round(100.0 * value) for value in (skill.low, skill.skill, skill.high))
        share, good = round(100.0 * self.coverage), self.bands_hold
        closer = ("dichter bij", "closer to") if middle >= 0 else ("verder van", "further from")
        return Bilingual(
            f"{what.nl} In {self.areas} gebieden zat de simulatie {abs(middle)}% {closer[0]} de meting dan "
            f"‘geen verandering’ (winst met 90% zekerheid tussen {low}% en {high}%). De marges van 90% bevatten "
            f"{share}% van de metingen; dat is {'goed' if good else 'niet goed'} (85 tot 95%).",
            f"{what.en} In {self.areas} areas the simulation was {abs(middle)}% {closer[1]} what was measured than "
            f"'no change' (gain with 90% confidence between {low}% and {high}%). The bands of 90% hold {share}% of "
            f"what was measured; that is {'good' if good else 'not good'} (85 to 95%).",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How much wider bands of 90% must be to hold 90% of what was measured.

    Attributes:
        as_simulated: share of what was measured inside the bands as they came out of the simulation.
        factor: by which each end must be moved away from the middle; below 1 where bands are too wide.
        held_out: share inside bands widened by a factor that was learnt in other gemeenten: half of them tells it of
            the other half, both ways.
    """

    as_simulated: float
    factor: float
    held_out: float


def stretch_of(runs: NDArray[np.float64], measured: NDArray[np.float64], *, groups: NDArray[np.intp]) -> Stretch:
    """Return how much wider the bands of runs must be.

    The factor is the 90% point of how far a measurement lies from the middle, in units of the distance to the end of
    the band on its side, taken so high that a new area lies inside with a chance of at least 90%.

    Args:
        runs: as for `judge`.
        measured: as for `judge`.
        groups: as for `judge`; areas of one gemeente stay in one half. Of one gemeente the areas are halved.

    Raises:
        TooFewRunsError: with fewer than 39 runs.
        TooFewMeasuredError: with fewer than 10 areas that were measured.

    Source:
        Lei, G'Sell, Rinaldo, Tibshirani & Wasserman (2018), Distribution-free predictive inference for regression,
        JASA 113, 1094-1111; scaled by the band itself as in their section 5.2.
    """
    if len(runs) < LEAST_RUNS:
        raise TooFewRunsError(runs=len(runs), least=LEAST_RUNS)
    low, middle, high = (runs_quantile(runs, chance) for chance in ((1 - BAND) / 2, 0.5, (1 + BAND) / 2))
    above = measured >= middle
    reach = np.where(above, high - middle, middle - low)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(reach > 0, np.abs(measured - middle) / reach, np.where(measured == middle, 0.0, np.inf))
    far = np.where(np.isfinite(measured), far, np.nan)
    seen = np.isfinite(measured).any(axis=0)
    if seen.sum() < LEAST_AREAS:
        raise TooFewMeasuredError(areas=int(seen.sum()), least=LEAST_AREAS)
    halves = groups % 2 if np.unique(groups[seen]).size > 1 else np.arange(len(groups)) % 2
    inside = [_known(far[:, halves == half]) <= _factor(far[:, halves != half]) for half in (0, 1)]
    return Stretch(
        as_simulated=float((_known(far) <= 1.0).mean()),
        factor=_factor(far),
        held_out=float(np.concatenate(inside).mean()),
    )


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[~np.isnan(values)]


def _factor(far: NDArray[np.float64]) -> float:
    """Return the distance within which nine in ten lie, with one more than there are (Lei e.a. 2018)."""
    known = np.sort(_known(far))
    return float(known[min(int(np.ceil(BAND * (known.size + 1))), known.size) - 1])


def judge(
    runs: NDArray[np.float64],
    measured: NDArray[np.float64],
    *,
    rules: Mapping[str, NDArray[np.float64]],
    groups: NDArray[np.intp],
    seed: int,
) -> Backcast:
    """Return how simulated bands did.

    Args:
        runs: simulated values of later waves, each run equally likely; shape (runs, waves, areas).
        measured: what came, NaN where not measured; shape (waves, areas).
        rules: quantiles of simple rules at `CHANCES`, made with earlier waves only, `no_change` among them;
            shape (waves, areas, 20). NaN where a rule cannot speak: there nobody is judged.
        groups: number of the gemeente of each area, from 0; shape (areas,).
        seed: of the bootstrap.

    Raises:
        BackcastShapeError: if the arrays are not about the same waves and areas, or `no_change` is not there.
        TooFewRunsError: with fewer than 39 runs.
        TooFewMeasuredError: with fewer than 10 areas that were measured.
    """
    _check(runs, measured, rules=rules, groups=groups)
    said = quantiles_of(runs)
    seen = np.isfinite(measured) & np.isfinite(said).all(axis=2)
    for quantiles in rules.values():
        seen &= np.isfinite(quantiles).all(axis=2)
    areas = seen.any(axis=0)
    if areas.sum() < LEAST_AREAS:
        raise TooFewMeasuredError(areas=int(areas.sum()), least=LEAST_AREAS)
    low, high = (runs_quantile(runs, chance) for chance in ((1 - BAND) / 2, (1 + BAND) / 2))
    inside = ((low <= measured) & (measured <= high))[seen]
    ours = _loss(said, measured, seen=seen)
    known = np.unique(groups[areas], return_inverse=True)[1]
    against = {}
    for name, quantiles in rules.items():
        theirs = _loss(quantiles, measured, seen=seen)
        against[name] = _skill(ours[areas], theirs[areas], groups=known, measured=int(seen.sum()), seed=seed)
    return Backcast(
        areas=int(areas.sum()),
        measured=int(seen.sum()),
        coverage=float(inside.mean()),
        crps=float(ours.sum() / seen.sum()),
        against=against,
    )


def _skill(
    ours: NDArray[np.float64], theirs: NDArray[np.float64], *, groups: NDArray[np.intp], measured: int, seed: int
) -> Skill:
    low, high = loss_skill_interval(ours, theirs, groups=groups, seed=seed)
    skill = 1.0 - ours.sum() / max(theirs.sum(), 1e-300)
    return Skill(crps=float(theirs.sum() / measured), skill=float(skill), low=low, high=high)


def quantiles_of(runs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quantiles of runs at `CHANCES`; shape (waves, areas, 20)."""
    return np.moveaxis(np.quantile(runs, CHANCES, axis=0, method="weibull"), 0, -1)


def runs_quantile(runs: NDArray[np.float64], chance: float) -> NDArray[np.float64]:
    """Return the value below which a new run lies with this chance; shape (waves, areas).

    The k-th of n runs has chance k / (n + 1) (Weibull 1939; `method="weibull"`). The usual interpolation would make
    bands of 64 runs hold 87% where they promise 90%.
    """
    return np.asarray(np.quantile(runs, chance, axis=0, method="weibull"), dtype=np.float64)


def _loss(
    quantiles: NDArray[np.float64], measured: NDArray[np.float64], *, seen: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the summed score of each area over the waves where it was measured; shape (areas,)."""
    found = np.zeros(measured.shape)
    found[seen] = crps_each(quantiles[seen], CHANCES, measured[seen])
    return np.asarray(found.sum(axis=0), dtype=np.float64)


def _check(
    runs: NDArray[np.float64],
    measured: NDArray[np.float64],
    *,
    rules: Mapping[str, NDArray[np.float64]],
    groups: NDArray[np.intp],
) -> None:
    if runs.ndim != 3 or runs.shape[1:] != measured.shape:
        raise BackcastShapeError("runs", found=runs.shape, wanted=("runs", *measured.shape))
    if groups.shape != measured.shape[1:]:
        raise BackcastShapeError("groups", found=groups.shape, wanted=measured.shape[1:])
    wanted = (*measured.shape, len(CHANCES))
    if NO_CHANGE not in rules:
        raise BackcastShapeError(NO_CHANGE, found=None, wanted=wanted)
    for name, quantiles in rules.items():
        if quantiles.shape != wanted:
            raise BackcastShapeError(name, found=quantiles.shape, wanted=wanted)
    if len(runs) < LEAST_RUNS:
        raise TooFewRunsError(runs=len(runs), least=LEAST_RUNS)
