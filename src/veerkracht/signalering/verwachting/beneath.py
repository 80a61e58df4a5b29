"""The level of each area in each wave without chance, in the unit in which people read it: the line under the dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.latent import Latent, latent
from veerkracht.signalering.panel import panel_of_counts, panel_of_percentages, panel_of_scores
from veerkracht.signalering.verwachting.panel import Kind, Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.size_law import SizeLaw

# CBS rounds counts to multiples of 5; see `from_table`.
_ROUNDED_TO_5 = 2.0


def levels_beneath(
    panel: Panel, *, per: float = 1.0, wave_noise: SizeLaw | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the level without chance and its standard error, each of shape (areas, waves); NaN where never measured.

    Args:
        panel: the figure; a count gives a rate per `per` of its exposure, its error by the delta method.
        per: a rate is given per so many.
        wave_noise: the noise of a score of which it is not known otherwise.

    Source: `signalering.latent`.
    """
    times = panel.times()
    if panel.kind is Kind.COUNT:
        found = latent(panel_of_counts(panel.values, times=times, exposure=panel.exposure, groups=panel.groups))
    elif panel.kind is Kind.PERCENTAGE:
        of = np.where(panel.size > 0, panel.size, np.nan)
        found = latent(
            panel_of_percentages(panel.values, times=times, of=of, rounding=_ROUNDED_TO_5, groups=panel.groups)
        )
    else:
        size = np.nanmean(panel.size, axis=1) if np.isfinite(panel.size).all() else None
        scores = panel_of_scores(panel.values, times=times, errors=panel.error, size=size, groups=panel.groups)
        found = latent(scores, wave_noise=wave_noise)
    return _in_unit(panel, found, per=per)


def _in_unit(panel: Panel, found: Latent, *, per: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    level, error = found.level, found.level_error
    if panel.kind is Kind.COUNT:
        level = per * np.exp(level)
        error = level * error
    seen = np.any(np.isfinite(panel.values), axis=1, keepdims=True)
    return np.where(seen, level, np.nan), np.where(seen, error, np.nan)
