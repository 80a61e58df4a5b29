"""How the levels of one area at its waves hang together: a random walk, and a trend that fades.

    level(t) = level(t0) + walk(t) + integral of trend from t0 to t
    walk:  variance of a step = step(size) * years * multiplier of that interval
    trend: stationary, variance `trend`, correlation exp(-fade * years)   (level per year)

Written as covariances between waves, so that irregular and missing waves need nothing special.

Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, 2.3 and 8.3 (local level and
trend in continuous time); Gardner and McKenzie (1985), Forecasting trends in time series (trends that fade).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.panel import Panel
    from veerkracht.signalering.size_law import SizeLaw

# After a year, 70% of a trend is left: between the 0.8 to 0.98 per period that Gardner and McKenzie find for series of
# months and quarters, and none. On four to twelve waves a free value cannot be told from the variance of the trend.
FADE = float(-np.log(0.7))

# No noise is exactly nothing; this part of the variance between areas keeps the sums well-conditioned.
_LEAST_NOISE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """The variances of one indicator on its modelled scale.

    Attributes:
        factor: what the known noise is multiplied by.
        extra: variance of the noise of a wave beyond the known noise.
        step: variance of a real change per year.
        ends: shape (intervals + 1,), the waves (in years) between which the multipliers hold.
        multipliers: shape (intervals,), how much faster than usual levels changed; 1 outside `ends`.
        trend: variance of the trend per year between areas; 0 if there is none.
        spread: variance of the level between areas at the first wave.
    """

    factor: float
    extra: SizeLaw
    step: SizeLaw
    ends: NDArray[np.float64]
    multipliers: NDArray[np.float64]
    trend: float
    spread: float

    def noise(self, panel: Panel) -> NDArray[np.float64]:
        """Return the variance of the noise of every value of a panel; shape (areas, waves)."""
        found = self.factor * panel.filled + self.extra.at(panel.size)[:, None]
        least = _LEAST_NOISE * max(self.spread, _LEAST_NOISE)
        return np.asarray(np.maximum(found, least), dtype=np.float64)

    def walk(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the covariance of a walk of variance 1 per year, 0 at the first wave; shape (waves, waves)."""
        return walk(clock(times, ends=self.ends, multipliers=self.multipliers))


def clock(
    times: NDArray[np.float64], *, ends: NDArray[np.float64], multipliers: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the time passed since the first of `times` on a clock that runs faster where levels changed faster.

    >>> clock(np.array([0.0, 2.0, 5.0]), ends=np.array([0.0, 2.0]), multipliers=np.array([3.0]))
    array([0., 6., 9.])
    """
    if not len(multipliers):
        return np.asarray(times - times[0], dtype=np.float64)
    knots = np.concatenate([[0.0], np.cumsum(multipliers * np.diff(ends))])
    before, after = np.minimum(times - ends[0], 0.0), np.maximum(times - ends[-1], 0.0)
    passed = np.interp(times, ends, knots) + before + after
    return np.asarray(passed - passed[0], dtype=np.float64)


def walk(passed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance of a random walk of variance 1 per unit of time; shape (waves, waves)."""
    return np.asarray(np.minimum(passed[:, None], passed[None, :]), dtype=np.float64)


def drift(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance of what a trend of variance 1 has added to the level since the first wave.

    Shape (waves, waves); the integrated Ornstein-Uhlenbeck process started in its stationary state.
    """
    t = times - times[0]
    decay = np.exp(-FADE * t)
    between = np.exp(-FADE * np.abs(t[:, None] - t[None, :]))
    found = 2.0 * FADE * walk(t) - 1.0 + decay[:, None] + decay[None, :] - between
    return np.asarray(found / FADE**2, dtype=np.float64)


def drift_of_trend(times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance of the trend at each wave (rows) with what it has added to each level (columns)."""
    t = times - times[0]
    late, early = t[:, None], t[None, :]
    past = np.exp(-FADE * np.maximum(late - early, 0.0)) - np.exp(-FADE * late)
    future = 1.0 - np.exp(-FADE * np.maximum(early - late, 0.0))
    return np.asarray((past + future) / FADE, dtype=np.float64)
