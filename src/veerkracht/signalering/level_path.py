"""One figure through the years in every area: as published, and the level without chance with its band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.comparable import comparable_waves, groups_of, is_comparable
from veerkracht.signalering.latent import latent
from veerkracht.signalering.measure import observe
from veerkracht.signalering.ontwikkeling import Fitted, fit
from veerkracht.signalering.spans import held_periods

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable

COVERAGE = 0.9
_REACH = float(ndtri(0.5 + COVERAGE / 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPath:
    """One figure through the years, in its own unit.

    Attributes:
        indicator: code.
        periods: the waves that may be laid beside the latest.
        seen: shape (areas, waves), as published; NaN where missing.
        reasons: shape (areas, waves), `Reason` of what is missing.
        level: shape (areas, waves), without chance; NaN for an area that was never seen, and with a single wave.
        low, high: shape (areas, waves), the band that holds the level with a chance of 90%.
        p_rose: shape (areas,), probability that the last level is higher than the first; NaN where unknown. The bands
            do not tell it: levels of one area go together, so that bands may overlap where the change is sure.
    """

    indicator: str
    periods: tuple[Period, ...]
    seen: NDArray[np.float64]
    reasons: NDArray[np.uint8]
    level: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p_rose: NDArray[np.float64]


def level_path(
    table: AreaTable,
    code: str,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
) -> LevelPath | None:
    """Return one figure through the years, or None if the table holds no year of it.

    Args:
        table: the areas to show.
        code: of the indicator.
        catalogue: holds the code.
        choices: thresholds.
        reference: the same figures for all of the Netherlands, to measure the noise; None uses `table`.
        fitted: models fitted before on the reference; it is added to.

    Raises:
        MissingIndicatorError: if the catalogue does not hold `code`.
    """
    held = [p for p in held_periods(table, code, share=choices.least_share) if p.months == 12]
    if not held:
        return None
    waves = tuple(p for p in held if is_comparable(catalogue, code, first=p, last=held[-1]))
    at = [table.period_position(p) for p in waves]
    seen, reasons = table.values[:, at, table.position(code)], table.reasons[:, at, table.position(code)]
    level = low = high = np.full(seen.shape, np.nan)
    rose = level[:, 0]
    if len(waves) >= 2:
        level, low, high, rose = _without_chance(
            table, code, waves=waves, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted
        )
    known = np.asarray(np.isfinite(seen).any(axis=1, keepdims=True))
    return LevelPath(
        indicator=code,
        periods=waves,
        seen=seen,
        reasons=reasons,
        level=np.where(known, level, np.nan),
        low=np.where(known, np.maximum(low, catalogue[code].low), np.nan),
        high=np.where(known, np.minimum(high, catalogue[code].high), np.nan),
        p_rose=np.where(known[:, 0], rose, np.nan),
    )


def _without_chance(
    table: AreaTable,
    code: str,
    *,
    waves: tuple[Period, ...],
    catalogue: Catalogue,
    choices: KaartChoices,
    reference: AreaTable | None,
    fitted: Fitted | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the level in these waves and the ends of its band, shape (areas, waves), and the chance that it rose."""
    first, last = waves[0], waves[-1]
    holds = reference is not None and code in reference and {first, last} <= set(reference.periods)
    source = reference if reference is not None and holds else table
    # Models in `fitted` are of the reference, so that a model of the table itself may not be put among them.
    known = fitted if reference is None or source is reference else None
    model = fit(source, code, first=first, last=last, catalogue=catalogue, choices=choices, fitted=known)
    used = comparable_waves(table, code, first=first, last=last, catalogue=catalogue)
    seen = observe(table, code, periods=used, catalogue=catalogue, choices=choices)
    found = latent(seen.panel(groups_of(table.areas)), model=model)
    at = [used.index(wave) for wave in waves]
    level, reach = found.level[:, at], _REACH * found.level_error[:, at]
    rose = found.p_up(at[0], last=at[-1])
    return seen.in_unit(level), seen.in_unit(level - reach), seen.in_unit(level + reach), rose
