"""Latent: level and trend of every area in every wave without noise, with an error for every cell.

The door to the level model for whoever has arrays rather than an `AreaTable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from veerkracht.signalering.level_model import LevelModel, fit_level_model
from veerkracht.signalering.smoother import Smoothed, at_its_levels, smooth
from veerkracht.signalering.spatial.around import links

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from veerkracht.facts.boundaries import Contiguity
    from veerkracht.signalering.kernels import Variances
    from veerkracht.signalering.panel import Panel
    from veerkracht.signalering.size_law import SizeLaw

# Three quarters of the differences are chance where nothing tells; see `KaartChoices.assumed_noise`.
ASSUMED_NOISE = 0.75
# Rounds in which the chance in counts is taken at the levels just found, when the variances are given.
_ROUNDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """Levels and trends without noise, on the scale of the panel (the logarithm of the rate for counts).

    Attributes:
        times: shape (waves,), in years.
        level: shape (areas, waves); also where an area was not seen.
        covariance: shape (areas, waves, waves), of the levels of an area.
        trend: shape (areas, waves), expected change per year from that wave on; 0 where `model.has_trend` is not.
        trend_error: same shape, standard error.
        model: the variances, and what areas borrow from each other.
    """

    times: NDArray[np.float64]
    level: NDArray[np.float64]
    covariance: NDArray[np.float64]
    trend: NDArray[np.float64]
    trend_error: NDArray[np.float64]
    model: LevelModel

    @property
    def level_error(self) -> NDArray[np.float64]:
        """Standard error of every level; shape (areas, waves)."""
        return np.asarray(np.sqrt(np.maximum(np.einsum("aii->ai", self.covariance), 0.0)), dtype=np.float64)

    def change(self, first: int, *, last: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the change of level between two waves (by position) and its standard error, each of shape (areas,)."""
        c = self.covariance
        variance = c[:, first, first] + c[:, last, last] - 2.0 * c[:, first, last]
        return self.level[:, last] - self.level[:, first], np.sqrt(np.maximum(variance, 1e-300))

    def p_up(self, first: int, *, last: int, least: float = 0.0) -> NDArray[np.float64]:
        """Return the probability that the level rose by more than `least` between two waves; shape (areas,)."""
        moved, error = self.change(first, last=last)
        return np.asarray(ndtr((moved - least) / error), dtype=np.float64)

    def p_down(self, first: int, *, last: int, least: float = 0.0) -> NDArray[np.float64]:
        """Return the probability that the level fell by more than `least` between two waves; shape (areas,)."""
        moved, error = self.change(first, last=last)
        return np.asarray(ndtr((-least - moved) / error), dtype=np.float64)


def latent(
    panel: Panel,
    *,
    contiguity: Contiguity | None = None,
    model: LevelModel | None = None,
    assumed_noise: float = ASSUMED_NOISE,
    wave_noise: SizeLaw | None = None,
) -> Latent:
    """Return level and trend of every area in every wave, without noise, with an error for every cell.

    A wave (column) without any value is predicted from the others: hide the last wave to predict it.

    Args:
        panel: the observations, from `panel_of_scores`, `panel_of_percentages` or `panel_of_counts`.
        contiguity: who borders on whom, in the order of the panel; None uses no neighbours.
        model: variances fitted before (on more areas, say); None fits them here.
        assumed_noise: share of the variance of a change that is noise where nothing tells.
        wave_noise: the noise of a wave as measured elsewhere.

    Examples:
        >>> rng = np.random.default_rng(1)
        >>> truth = rng.normal(0, 1, (300, 1)) + np.cumsum(rng.normal(0, 0.1, (300, 4)), axis=1)
        >>> from veerkracht.signalering.panel import panel_of_scores
        >>> seen = panel_of_scores(truth + rng.normal(0, 0.3, (300, 4)), times=np.arange(4.0))
        >>> found = latent(seen)
        >>> bool(np.std(found.level - truth) < 0.25)
        True
    """
    near = None if contiguity is None else links(contiguity)
    model = model or fit_level_model(panel, assumed_noise=assumed_noise, wave_noise=wave_noise, near=near)
    near = near if model.borrowing.uses_near else None
    if panel.counts is not None:
        for _ in range(_ROUNDS):
            panel, _ = at_its_levels(panel, variances=model.variances, shares=model.borrowing.shares)
    return _averaged(panel, model, near=near)


def _once(panel: Panel, variances: Variances, *, model: LevelModel, near: sparse.csr_array | None) -> Smoothed:
    return smooth(panel, variances=variances, shares=model.borrowing.shares, near=near)


def _averaged(panel: Panel, model: LevelModel, *, near: sparse.csr_array | None) -> Latent:
    """Return levels and trends, averaged over the variances that the data leave open."""
    shape = panel.values.shape
    level, trend = np.zeros(shape), np.zeros(shape)
    square, trend_square = np.zeros((*shape, len(panel.times))), np.zeros(shape)
    offset, weight = np.zeros(shape), 1.0 / len(model.points)
    for place, variances in enumerate(model.points):
        one = _once(panel, variances, model=model, near=near)
        offset = one.level if place == 0 else offset
        away = one.level - offset
        level += weight * away
        trend += weight * one.trend
        square += weight * (one.covariance + away[:, :, None] * away[:, None, :])
        trend_square += weight * (one.trend_error**2 + one.trend**2)
    return Latent(
        times=panel.times,
        level=offset + level,
        covariance=square - level[:, :, None] * level[:, None, :],
        trend=trend,
        trend_error=np.sqrt(np.maximum(trend_square - trend**2, 0.0)),
        model=model,
    )
