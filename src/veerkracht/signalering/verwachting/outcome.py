"""What a forecast and a backtest say: plain arrays, in the unit of the panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.language import Bilingual
    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.panel import Panel


_BEATS = 0.01


class Outlook(StrEnum):
    """What we say of one area. The words on screen are in `wording`; these codes stand in files."""

    GROWS = "verslechtering_waarschijnlijk"
    AT_RISK = "verhoogde_kans"
    IMPROVES = "verbetering_waarschijnlijk"
    UNCERTAIN = "onzeker"
    UNKNOWN = "onbekend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verwachting:
    """The forecast of one figure for one period. All arrays have shape (areas,), NaN where nothing can be said.

    Attributes:
        panel: what it was made from.
        target: the period that is forecast.
        expected: the middle of what is likely, as probably too low as too high; a count at the last exposure.
        low80: lower end of the interval that holds the next value with a chance of 80%; `high80` the upper end.
        low90: the same for 90%; `high90` the upper end.
        p_worse: chance that the next value is worse than the last.
        p_worst10: chance to be among the tenth of all areas with the worst change, in what `scale.Change` was asked
            for: the unit of the panel unless said otherwise.
        p_worst10_low: lower end of the Venn-Abers interval of `p_worst10`; `p_worst10_high` the upper end.
        outlook: codes of `Outlook`, shape (areas,).
        contributions: of each theme, what it adds to the expected change from the last value; on the modelled scale.
            They add up to the expected change.
        trusted: whether the chances of the worst tenth beat the best baseline in the backtest; if not, no area is
            called at risk.
        notes: what a reader must know.
        direction_trusted: whether the chances of being worse beat a coin in the backtest; if not, no area is called
            likely to get worse or better.
    """

    panel: Panel
    target: Period
    expected: NDArray[np.float64]
    low80: NDArray[np.float64]
    high80: NDArray[np.float64]
    low90: NDArray[np.float64]
    high90: NDArray[np.float64]
    p_worse: NDArray[np.float64]
    p_worst10: NDArray[np.float64]
    p_worst10_low: NDArray[np.float64]
    p_worst10_high: NDArray[np.float64]
    outlook: NDArray[np.str_]
    contributions: Mapping[str, NDArray[np.float64]]
    trusted: bool
    notes: tuple[Bilingual, ...]
    direction_trusted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """The reliability diagram of `p_worst10`: of what was called likely, how much came true.

    Attributes:
        said: mean stated chance per bin, shape (bins,).
        seen: share in which it happened, shape (bins,).
        low: lower end of the 90% interval of `seen` if the stated chances were right (Wilson); `high` the upper end.
        count: areas per bin.
        slope: of the logistic recalibration line (1 is right; below 1 is too sure).
        ece: expected calibration error, over bins of equal number.
    """

    said: NDArray[np.float64]
    seen: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    count: NDArray[np.intp]
    slope: float
    ece: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often the truth lay within the interval, in one stratum of areas.

    Attributes:
        stratum: for example Bilingual("de 20% kleinste gebieden", "the smallest 20% of areas").
        areas: how many.
        covered80: share within the 80% interval.
        covered90: share within the 90% interval.
    """

    stratum: Bilingual
    areas: int
    covered80: float
    covered90: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FairRow:
    """One stratum of the fairness table: are mistakes spread evenly over kinds of areas?

    Attributes:
        stratum: by size, level or stock, for example Bilingual("20-40% op corporatiewoningen", ...).
        areas: how many.
        said: mean stated chance of the worst tenth.
        seen: share that was among the worst tenth.
        flagged: share that was called at risk.
        false_alarms: of those flagged, the share that was not among the worst tenth.
        missed: of those among the worst tenth, the share that was not flagged.
        bias: mean of expected minus true, in the unit of the panel.
    """

    stratum: Bilingual
    areas: int
    said: float
    seen: float
    flagged: float
    false_alarms: float
    missed: float
    bias: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One test on the future: what was forecast with only the waves until `last`, against what came.

    Attributes:
        last: the last wave that the forecast knew.
        target: the wave that was forecast.
        areas: how many areas had both.
        rmse: root mean square error on the modelled scale, per forecaster ("model" and the baselines).
        brier: Brier score of the event "worst tenth", per forecaster.
        skill: Brier skill of the model against each baseline, 1 - brier / brier of the baseline.
        skill_low: lower end of the 90% interval of the skill against the best baseline (bootstrap by gemeente);
            `skill_high` the upper end.
        crps: mean continuous ranked probability score on the modelled scale, model and baselines with an interval.
        reliability: the diagram.
        coverage: pooled first, then per stratum.
        precision: of the k areas with the highest chance, the share that was among the worst tenth; by k.
        reach: share of all events among the first k; by k.
        average_precision: area under the precision-recall curve.
        top_overlap: share of the top list (a tenth) that stays when it is learned from the other half of the gemeenten.
        fairness: rows by size and by stock.
        direction_skill: Brier skill of `p_worse` against a chance of one half.
        direction_slope: of its logistic recalibration.
    """

    last: Period
    target: Period
    areas: int
    rmse: Mapping[str, float]
    brier: Mapping[str, float]
    skill: Mapping[str, float]
    skill_low: float
    skill_high: float
    crps: Mapping[str, float]
    reliability: Reliability
    coverage: tuple[Coverage, ...]
    precision: Mapping[int, float]
    reach: Mapping[int, float]
    average_precision: float
    top_overlap: float
    fairness: tuple[FairRow, ...]
    direction_skill: float = 0.0
    direction_slope: float = 1.0

    @property
    def best_baseline(self) -> str:
        """The baseline with the lowest Brier score."""
        return min((name for name in self.brier if name != "model"), key=self.brier.__getitem__)

    @property
    def gain(self) -> float:
        """How much lower the error of the model is than that of no change, as a share; NaN where nothing changed."""
        if self.rmse["no_change"] == 0.0:
            return float("nan")
        return 1.0 - self.rmse["model"] / self.rmse["no_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """All tests on the future that a panel allows.

    Attributes:
        panel: what was tested.
        horizon: years ahead that was aimed at.
        origins: in order of time; empty when the panel is too short.
        notes: what a reader must know, for example covariates without a period.
    """

    panel: Panel
    horizon: float
    origins: tuple[Origin, ...]
    notes: tuple[Bilingual, ...]

    @property
    def beats_baselines(self) -> bool:
        """Whether the last origin beat the best baseline and no origin was worse than it by more than chance."""
        return bool(self.origins) and self.origins[-1].skill_low > 0.0 and all(o.skill_high > 0.0 for o in self.origins)

    @property
    def beats_coin(self) -> bool:
        """Whether the chances of being worse beat one half by more than 1%, at the last origin and on average."""
        skills = [o.direction_skill for o in self.origins]
        return bool(skills) and skills[-1] > _BEATS and float(np.mean(skills)) > _BEATS

    def reliability(self) -> Reliability | None:
        """Return the diagram of the last origin, or None without one."""
        return self.origins[-1].reliability if self.origins else None
