"""Does a mix reach what the wijkschets calls success? The chance of it, or that a simulation cannot say, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.perspectief import PathShapeError
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One line of the definition of success, as a wijkschets gives it.

    Attributes:
        key: short name of the line.
        indicator: code of the figure; empty where someone will measure it anew.
        baseline: the figure now; None if not known.
        target: the figure aimed at; None if nobody chose it.
        year: when; 0 if nobody chose it.
        is_higher_better: which way is good, where baseline and target do not tell; None if nobody knows.
    """

    key: str
    indicator: str
    baseline: float | None
    target: float | None
    year: int
    is_higher_better: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedBand:
    """What a simulation says of a figure of one area, as quantiles.

    Attributes:
        first: year of the first column.
        levels: of the quantiles, rising, between 0 and 1; shape (levels,).
        values: the figure, shape (levels, years).
        caution: what must be said with any chance; None if nothing.
        unproven: why no chance may be told of it at all, as a clause; None where it may.
    """

    first: int
    levels: Floats
    values: Floats
    caution: Bilingual | None = None
    unproven: Bilingual | None = None

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[0] != len(self.levels) or len(self.levels) < 2:
            raise PathShapeError("values", found=self.values.shape, wanted=f"({len(self.levels)} >= 2, years)")
        if np.any(np.diff(self.levels) <= 0) or self.levels[0] < 0 or self.levels[-1] > 1:
            raise PathShapeError("levels", found=self.levels.tolist(), wanted="rising, from 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whether a line of the definition of success is reached.

    Attributes:
        key: of the line.
        low, high: bounds of the chance, 0 to 1; equal where it can be told. None where it cannot be told at all.
        why: why it cannot be told; None where it can.
        caution: what must be said with it; None if nothing.
    """

    key: str
    low: float | None
    high: float | None
    why: Bilingual | None
    caution: Bilingual | None

    @property
    def said(self) -> Bilingual:
        """The outcome in a sentence."""
        if self.low is None or self.high is None:
            why = self.why or Bilingual("", "")
            return Bilingual(f"Dat kan de simulatie niet zeggen: {why.nl}.", f"The simulation cannot say: {why.en}.")
        nl, en = _chance(self.low, self.high)
        more = self.caution or Bilingual("", "")
        return Bilingual(
            f"De kans dat dit doel wordt gehaald is {nl}. {more.nl}".strip(),
            f"The chance that this goal is reached is {en}. {more.en}".strip(),
        )


def reach(target: Target, bands: Mapping[str, SimulatedBand]) -> Reach:
    """Return the chance that a goal is reached in its year, within what the bands can tell.

    Between two quantiles the chance is interpolated in a straight line; beyond the outermost only a bound is known.

    Args:
        target: the goal.
        bands: of the area, by code of the indicator; only what the simulation moves.
    """
    why = _why_not(target, bands)
    if why is not None:
        return Reach(key=target.key, low=None, high=None, why=why, caution=None)
    band, aim = bands[target.indicator], target.target
    is_up = _is_up(target)
    values = band.values[:, target.year - band.first]
    under = _chance_under(float(aim or 0.0), values, levels=band.levels, is_strict=bool(is_up))
    low, high = (1.0 - under[1], 1.0 - under[0]) if is_up else under
    return Reach(key=target.key, low=low, high=high, why=None, caution=band.caution)


def _why_not(target: Target, bands: Mapping[str, SimulatedBand]) -> Bilingual | None:
    if not target.indicator:
        return Bilingual("dit wordt apart gemeten en niet gesimuleerd", "this is measured apart and not simulated")
    if target.target is None or not target.year:
        return Bilingual("er is nog geen doel of jaar gekozen", "no target or year was chosen yet")
    band = bands.get(target.indicator)
    if band is None:
        return Bilingual("de simulatie beweegt dit cijfer niet", "the simulation does not move this figure")
    if band.unproven is not None:
        return band.unproven
    last = band.first + band.values.shape[1] - 1
    if not band.first <= target.year <= last:
        return Bilingual(
            f"{target.year} valt buiten de doorkijk ({band.first} tot en met {last})",
            f"{target.year} lies outside the run ({band.first} to {last})",
        )
    if not np.isfinite(band.values[:, target.year - band.first]).all():
        return Bilingual("het cijfer van deze buurt ontbreekt", "the figure of this area is missing")
    if _is_up(target) is None:
        return Bilingual("het is niet duidelijk welke kant op goed is", "it is not clear which way is good")
    return None


def _is_up(target: Target) -> bool | None:
    if target.baseline is None or target.target is None or target.baseline == target.target:
        return target.is_higher_better
    return target.target > target.baseline


def _chance_under(aim: float, values: Floats, *, levels: Floats, is_strict: bool) -> tuple[float, float]:
    """Return bounds of the chance of a value under `aim`; with `is_strict` a value equal to it does not count."""
    place = int(np.searchsorted(values, aim, side="left" if is_strict else "right"))
    if place == 0:
        return 0.0, float(levels[0])
    if place == len(values):
        return float(levels[-1]), 1.0
    before, after = float(values[place - 1]), float(values[place])
    share = (aim - before) / (after - before) if after > before else 0.0
    at = float(levels[place - 1] + share * (levels[place] - levels[place - 1]))
    return at, at


def _chance(low: float, high: float) -> tuple[str, str]:
    if low == high:
        return f"ongeveer {low:.0%}", f"about {low:.0%}"
    if low <= 0.0:
        return f"hoogstens {high:.0%}", f"at most {high:.0%}"
    if high >= 1.0:
        return f"ten minste {low:.0%}", f"at least {low:.0%}"
    return f"{low:.0%} tot {high:.0%}", f"{low:.0%} to {high:.0%}"
