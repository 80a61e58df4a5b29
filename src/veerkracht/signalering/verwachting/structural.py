"""The structural forecast: a level that walks, seen with noise, drawn to the mean of the gemeente.

    y[a,t] = wave[t] + gemeente[g] + u[a] + w[a,t] + e[a,t]

with u ~ N(0, tau), w a random walk with variance (q0 + q1 x[a]) per year and e ~ N(0, r0 + r1 x[a]), where x is what
the noise goes with (`scale.noise_driver`). The forecast is the best linear one (Henderson 1975); the variances are the
mode of the posterior: Gaussian likelihood of all waves with a vague level (as in restricted likelihood, so that only
changes speak), and a weak prior on which share of the change is noise, which matters with two waves only, when the
data cannot tell. Source of the model: Harvey (1989), Forecasting, Structural Time Series Models, 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from veerkracht.signalering.verwachting.panel import row_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Share of the variance of a change that is noise, before seeing more than two waves: a third of what all areas have
# alike, four fifths of what goes with smallness. Measured for onv per wijk 2014-2020 and crime 2021-2024 (docs).
_NOISE_SHARE = (0.35, 0.8)
_PRIOR_WIDTH = 0.8
_SAMPLE = 3000
# Changes beyond five robust standard deviations count as five.
_CLIP = 5.0
# So vague, in variances of a change, that thousands of areas learn nothing from their levels; a hundred was not enough:
# with two waves it pushed the share of noise from 0.35 to 0.2.
_VAGUE = 1e4
# Step of the search: long enough for the rounding of so vague a level to drop out, or the order of areas would matter.
_STEP = 1e-4
# Degrees of freedom of the Student t that lets an area be more or less restless than its driver says.
_FREEDOM = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Structural:
    """The variances, on the modelled scale.

    Attributes:
        between: variance of the level between areas of one gemeente (tau).
        walk: variance of real change per year: what all areas have, and what goes with the driver.
        noise: the same for the noise of one wave.
        group_between: variance between gemeenten.
    """

    between: float
    walk: tuple[float, float]
    noise: tuple[float, float]
    group_between: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the structural model expects, on the modelled scale, wave means taken off; each of shape (areas,).

    Attributes:
        mean: of the next value.
        deviation: its standard deviation, noise of the next wave included.
        group: level of the gemeente to which areas are drawn.
    """

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    group: NDArray[np.float64]


def fit_structural(
    centred: NDArray[np.float64], *, times: NDArray[np.float64], driver: NDArray[np.float64], groups: NDArray[np.intp]
) -> Structural:
    """Return the variances that fit a panel.

    Args:
        centred: shape (areas, waves), wave means taken off, NaN where missing.
        times: shape (waves,), in years.
        driver: shape (areas,), see `scale.noise_driver`.
        groups: shape (areas,), number of the gemeente.
    """
    level = row_mean(centred)
    between, group_between = _levels(level, groups=groups)
    seen = np.isfinite(centred).sum(axis=1) > 1
    if seen.sum() < 3:
        total = 0.05 * between
        return Structural(between=between, walk=(total / 2, 0.0), noise=(total / 4, 0.0), group_between=group_between)
    rows = np.flatnonzero(seen)
    # Evenly over the levels, so that the order of the areas does not matter.
    rows = rows[np.argsort(level[rows], kind="stable")]
    rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), _SAMPLE)).astype(np.intp)]
    y, x = _clipped(centred[rows]), driver[rows]
    gap = float(np.median(np.diff(times)))
    change = float(np.nanvar(np.diff(y, axis=1))) + 1e-12
    start = np.array([np.log(change), np.log(change * 0.5), *logit(_NOISE_SHARE)])
    has_driver = bool(np.any(driver > 0))
    bounds = [(start[0] - 12, start[0] + 4), (start[1] - 12, start[1] + 4), (-6, 6), (-6, 6)]
    if not has_driver:
        bounds[1], bounds[3] = (start[1], start[1]), (start[3], start[3])

    def loss(p: NDArray[np.float64]) -> float:
        walk, noise = _variances(p, gap=gap, has_driver=has_driver)
        prior = float((((p[2:] - logit(_NOISE_SHARE)) / _PRIOR_WIDTH) ** 2).sum() / 2.0)
        return _minus_loglik(y, times=times, x=x, walk=walk, noise=noise, between=_VAGUE * change) + prior

    best = minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"eps": _STEP})
    walk, noise = _variances(best.x, gap=gap, has_driver=has_driver)
    return Structural(between=between, walk=walk, noise=noise, group_between=group_between)


def predict(
    model: Structural,
    centred: NDArray[np.float64],
    *,
    times: NDArray[np.float64],
    driver: NDArray[np.float64],
    groups: NDArray[np.intp],
    target: float,
) -> Prediction:
    """Return what is expected at `target` (years) given the waves of `centred`, shape (areas, waves).

    An area without any value is expected at the level of its gemeente, with all its uncertainty.
    """
    group = group_levels(row_mean(centred), groups=groups, model=model)
    rest = centred - group[:, None]
    known = np.isfinite(rest)
    full = _covariance(np.append(times, target), x=driver, walk=model.walk, noise=model.noise, between=model.between)
    waves = len(times)
    k, c = _masked(full[:, :waves, :waves], known), np.where(known, full[:, :waves, waves], 0.0)
    weight = np.linalg.solve(k, c[:, :, None])[:, :, 0]
    mean = group + (weight * np.where(known, rest, 0.0)).sum(axis=1)
    variance = full[:, waves, waves] - (weight * c).sum(axis=1)
    variance = np.maximum(variance, 1e-12) * _unrest(rest, known, full[:, :waves, :waves])
    return Prediction(mean=mean, deviation=np.sqrt(variance), group=group)


def _unrest(
    rest: NDArray[np.float64], known: NDArray[np.bool_], covariance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what the variance of an area is multiplied by because its own changes were large or small; (areas,).

    The predictive variance of a multivariate Student t with 12 degrees of freedom: (nu + d^2) / (nu + n), with d the
    Mahalanobis distance of the n changes of the area (its level is left out, as vague). Source: Ding (2016), On the
    conditional distribution of the multivariate t distribution, The American Statistician 70.
    """
    vague = covariance + _VAGUE * float(np.median(covariance[:, 0, 0]))
    solved = np.linalg.solve(_masked(vague, known), np.where(known, rest, 0.0)[:, :, None])[:, :, 0]
    distance: NDArray[np.float64] = (solved * np.where(known, rest, 0.0)).sum(axis=1)
    changes = np.maximum(known.sum(axis=1) - 1, 0)
    found: NDArray[np.float64] = (_FREEDOM + np.where(changes > 0, distance, 0.0)) / (_FREEDOM + changes)
    return found


def group_levels(level: NDArray[np.float64], *, groups: NDArray[np.intp], model: Structural) -> NDArray[np.float64]:
    """Return the mean level of each area's gemeente, drawn to the mean of all; shape (areas,)."""
    known = np.isfinite(level)
    count = np.bincount(groups, weights=known.astype(float))
    total = np.bincount(groups, weights=np.where(known, level, 0.0))
    shrunk: NDArray[np.float64] = total / (count + model.between / max(model.group_between, 1e-12))
    return shrunk[groups]


def _levels(level: NDArray[np.float64], *, groups: NDArray[np.intp]) -> tuple[float, float]:
    """Return the variance of the level within and between gemeenten (analysis of variance, moments)."""
    known = np.isfinite(level)
    x, g = level[known], groups[known]
    total = float(np.var(x)) + 1e-12 if len(x) else 1e-12
    count = np.bincount(g)
    used = count > 0
    number = int(used.sum())
    if number < 5 or len(x) - number < 5:
        return total, 1e-9 * total
    mean = np.bincount(g, weights=x)[used] / count[used]
    within = float((np.bincount(g, weights=x**2)[used] - count[used] * mean**2).sum() / (len(x) - number))
    size = (len(x) - float((count[used] ** 2).sum()) / len(x)) / (number - 1)
    across = float((count[used] * (mean - x.mean()) ** 2).sum() / (number - 1))
    return max(within, 1e-12), max((across - within) / size, 1e-9 * total)


def _variances(
    p: NDArray[np.float64], *, gap: float, has_driver: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return variance of the walk per year and of the noise, from log totals and logit shares of noise."""
    total = np.exp(p[:2]) * np.array([1.0, 1.0 if has_driver else 0.0])
    share = expit(p[2:])
    walk, noise = (1.0 - share) * total / max(gap, 0.25), share * total / 2.0
    return (float(walk[0]), float(walk[1])), (float(noise[0]), float(noise[1]))


def _covariance(
    times: NDArray[np.float64],
    *,
    x: NDArray[np.float64],
    walk: tuple[float, float],
    noise: tuple[float, float],
    between: float,
) -> NDArray[np.float64]:
    """Return the covariance of all waves of each area; shape (areas, waves, waves)."""
    since = times - times[0]
    steps = np.minimum(since[:, None], since[None, :])
    found: NDArray[np.float64] = between + (walk[0] + walk[1] * x)[:, None, None] * steps
    at = np.arange(len(times))
    # A billionth of the level on top, so that a panel in which nothing changes can be solved too.
    found[:, at, at] += (noise[0] + noise[1] * x)[:, None] + 1e-9 * between
    return found


def _masked(full: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the covariance in which a missing wave is independent with variance 1, so that it says nothing."""
    found = np.where(known[:, :, None] & known[:, None, :], full, 0.0)
    at = np.arange(full.shape[1])
    found[:, at, at] = np.where(known, found[:, at, at], 1.0)
    return found


def _minus_loglik(
    y: NDArray[np.float64],
    *,
    times: NDArray[np.float64],
    x: NDArray[np.float64],
    walk: tuple[float, float],
    noise: tuple[float, float],
    between: float,
) -> float:
    known = np.isfinite(y)
    root = np.linalg.cholesky(_masked(_covariance(times, x=x, walk=walk, noise=noise, between=between), known))
    scaled = np.linalg.solve(root, np.where(known, y, 0.0)[:, :, None])[:, :, 0]
    at = np.arange(y.shape[1])
    return float(0.5 * (scaled**2).sum() + np.log(root[:, at, at]).sum())


def _clipped(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the waves with extreme changes drawn in, the first known wave kept."""
    found = y.copy()
    change = np.diff(y, axis=1)
    known = change[np.isfinite(change)]
    if not len(known):
        return found
    reach = _CLIP * 1.4826 * float(np.median(np.abs(known - np.median(known)))) + 1e-12
    cut = np.where(np.isfinite(change), change - np.clip(change, -reach, reach), 0.0)
    found[:, 1:] -= np.cumsum(cut, axis=1)
    return found
