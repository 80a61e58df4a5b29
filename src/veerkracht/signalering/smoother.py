"""Levels and trends given all waves: an area's own figures, its neighbours, its gemeente and the whole, weighed.

    level of an area = course of all + course of its gemeente + own course;   observation = level + noise

Every part is normal with covariances from `kernels`; what is known of each part follows by conditioning, from the
areas up to the whole and back. A jump that no variance explains (a merger, a festival) widens the margins of that area.

Source: Rao and Molina (2015), Small Area Estimation, ch. 4 and 8 (time-series and spatial area level models); Harvey,
Koopman and Penzer (1998), Messy time series (jumps and outliers from auxiliary residuals).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from veerkracht.signalering.kernels import Variances, drift, drift_of_trend, walk
from veerkracht.signalering.panel import relinearised

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.panel import Panel

# A jump or an outlier of more than this many standard deviations is not explained by the variances: in 14,500 areas of
# twelve waves, 11 are expected.
_UNEXPLAINED = 4.0
# An explanation that fits worse by this much (in z squared; a likelihood ratio of 20) is left out.
_CLEARLY = 6.0
# Rounds in which unexplained jumps get a variance of their own.
_ROUNDS = 2
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Which part of what happens to an area it shares with others.

    Attributes:
        gemeente_level, gemeente_step: part of the variance of the level and of its changes that is its gemeente's.
        near_level, near_step: part of what is left that it shares with the areas around it.
        whole: variance per year of the course of all areas together, in parts of the variance of a step.
    """

    gemeente_level: float = 0.2
    gemeente_step: float = 0.1
    near_level: float = 0.0
    near_step: float = 0.0
    whole: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """Levels and trends of every area in every wave.

    Attributes:
        level: shape (areas, waves).
        covariance: shape (areas, waves, waves), of the levels of an area.
        trend: shape (areas, waves), per year; 0 without a trend.
        trend_error: same shape, standard error.
    """

    level: NDArray[np.float64]
    covariance: NDArray[np.float64]
    trend: NDArray[np.float64]
    trend_error: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """Covariances of the parts of the levels: shapes (waves, waves), `own` (areas, waves, waves)."""

    own: NDArray[np.float64]
    near: NDArray[np.float64]
    gemeente: NDArray[np.float64]
    whole: NDArray[np.float64]
    trend: NDArray[np.float64]


def smooth(panel: Panel, *, variances: Variances, shares: Shares, near: sparse.csr_array | None) -> Smoothed:
    """Return levels and trends given these variances.

    Args:
        panel: the observations.
        variances: of steps, trend and level.
        shares: which part of each is shared with whom.
        near: shape (areas, areas), 1 where two areas border on each other; None leaves neighbours out.
    """
    parts = _parts(panel, variances=variances, shares=shares)
    noise, own = variances.noise(panel), parts.own
    gain = _gain(own, noise, seen=panel.seen)
    for _ in range(_ROUNDS):
        middle, _, _ = _upwards(panel, gain, parts=parts)
        odd = _widen(panel, gain, own=own, noise=noise, mean=middle)
        if not len(odd):
            break
        gain[odd] = _gain(own[odd], noise[odd], seen=panel.seen[odd])
    middle, unsure, _ = _upwards(panel, gain, parts=parts)
    if near is not None and (shares.near_level > 0 or shares.near_step > 0):
        local, spare = _sideways(panel, noise, own=own, parts=parts, mean=middle, near=near)
        middle, own = middle + local, own - parts.near + spare
        gain = _gain(own, noise, seen=panel.seen)
    pull = np.einsum("aij,aj->ai", gain, np.where(panel.seen, panel.values - middle, 0.0))
    weight = own @ gain
    rest = np.eye(len(panel.times)) - weight
    covariance = own - weight @ own + rest @ unsure[panel.groups] @ np.swapaxes(rest, 1, 2)
    level = middle + np.einsum("aij,aj->ai", own, pull)
    trend, trend_error = _trend(panel, variances, parts=parts, level=level, covariance=covariance)
    return Smoothed(level=level, covariance=covariance, trend=trend, trend_error=trend_error)


def at_its_levels(panel: Panel, *, variances: Variances, shares: Shares) -> tuple[Panel, NDArray[np.float64]]:
    """Return a panel of counts with its chance taken at the levels that it itself leads to, and the course of all."""
    parts = _parts(panel, variances=variances, shares=shares)
    gain = _gain(parts.own, variances.noise(panel), seen=panel.seen)
    middle, unsure, (course, _) = _upwards(panel, gain, parts=parts)
    pull = np.einsum("aij,aj->ai", gain, np.where(panel.seen, panel.values - middle, 0.0))
    level = middle + np.einsum("aij,aj->ai", parts.own, pull)
    weight = parts.own @ gain
    rest = np.eye(len(panel.times)) - weight
    variance = np.einsum("aii->ai", parts.own) - np.einsum("aij,aij->ai", weight, parts.own)
    variance += np.einsum("aij,aij->ai", rest @ unsure[panel.groups], rest)
    return relinearised(panel, level, variance=np.maximum(variance, 0.0)), course


def gemeente_score(panel: Panel, *, variances: Variances, shares: Shares) -> tuple[float, NDArray[np.float64]]:
    """Return the logarithm of the likelihood of the whole panel given the course of all, and that course."""
    parts = _parts(panel, variances=variances, shares=shares)
    noise = variances.noise(panel)
    gain = _gain(parts.own, noise, seen=panel.seen)
    _, _, (course, score) = _upwards(panel, gain, parts=parts)
    root = np.where(panel.seen, 1.0 / np.sqrt(noise), 0.0)
    inner = np.eye(len(panel.times)) + root[:, :, None] * parts.own * root[:, None, :]
    determinant = 2.0 * np.log(np.einsum("aii->ai", np.linalg.cholesky(inner))).sum()
    return float(score.sum() - 0.5 * determinant), course


def _parts(panel: Panel, *, variances: Variances, shares: Shares) -> _Parts:
    """Return the covariance of each part; what is shared does not depend on the size of an area."""
    ones = np.ones((len(panel.times), len(panel.times)))
    moved = variances.walk(panel.times)
    fades = variances.trend * drift(panel.times)
    step = variances.step.at(panel.size)
    least = float(step.min()) if len(step) else 0.0
    level, gone = shares.gemeente_level, shares.gemeente_step
    gemeente = level * variances.spread * ones + gone * (least * moved + fades)
    near = shares.near_level * (1.0 - level) * variances.spread * ones
    near = near + shares.near_step * (1.0 - gone) * (least * moved + fades)
    own = (step - gone * least)[:, None, None] * moved + (1.0 - level) * variances.spread * ones + (1.0 - gone) * fades
    usual = float(np.median(step)) if len(step) else 1.0
    plain = walk(panel.times - panel.times[0])
    middle = float(np.median(panel.values[panel.seen])) if panel.seen.any() else 0.0
    whole = 1e3 * (variances.spread + middle**2) * ones + shares.whole * usual * plain + fades
    at = np.arange(len(panel.times))
    for part in (own, near, gemeente, whole):
        part[..., at, at] += _TINY * max(variances.spread, 1e-6)
    return _Parts(own=own, near=near, gemeente=gemeente, whole=whole, trend=fades)


def _gain(prior: NDArray[np.float64], noise: NDArray[np.float64], *, seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the inverse of prior + noise over what was seen, 0 elsewhere; shape (areas, waves, waves)."""
    root = np.where(seen, 1.0 / np.sqrt(noise), 0.0)
    inner = root[:, :, None] * prior
    inner *= root[:, None, :]
    at = np.arange(seen.shape[1])
    inner[:, at, at] += 1.0
    gain = np.linalg.inv(inner)
    gain *= root[:, :, None]
    gain *= root[:, None, :]
    return np.asarray(gain, dtype=np.float64)


def _updated(prior: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the covariance after measurements of this weight (inverse covariance); all of shape (waves, waves).

    By roots, not as the inverse of a sum of inverses: the prior may be all but singular, and a thousand times as large
    as what was measured. Its root times the weight has no eigenvalue below 0, so that what is inverted has none below
    1; where rounding says otherwise, 1 it is.
    """
    sizes, axes = np.linalg.eigh((prior + prior.T) / 2.0)
    root = axes * np.sqrt(np.maximum(sizes, 0.0))
    told = root.T @ ((weight + weight.T) / 2.0) @ root
    gains, turned = np.linalg.eigh((told + told.T) / 2.0)
    half = root @ turned
    return np.asarray((half / (1.0 + np.maximum(gains, 0.0))) @ half.T, dtype=np.float64)


def _upwards(
    panel: Panel, gain: NDArray[np.float64], *, parts: _Parts
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return what gemeente and whole say: mean of each area, covariance of each gemeente, and (course, score)."""
    number = int(panel.groups.max()) + 1 if len(panel.groups) else 0
    waves = len(panel.times)
    filled = np.where(panel.seen, panel.values, 0.0)
    pulled = np.einsum("aij,aj->ai", gain, filled)
    members = sparse.csr_array(
        (np.ones(len(filled)), (panel.groups, np.arange(len(filled)))), shape=(number, len(filled))
    )
    weight = np.asarray(members @ gain.reshape(len(filled), -1)).reshape(number, waves, waves)
    pull = np.asarray(members @ pulled)
    eye = np.eye(waves)
    inner = np.linalg.inv(eye + weight @ parts.gemeente)
    marginal = inner @ weight
    unsure_whole = _updated(parts.whole, marginal.sum(axis=0))
    course = unsure_whole @ np.einsum("gij,gj->i", inner, pull)
    left = pull - weight @ course
    unsure = parts.gemeente @ inner
    own = np.einsum("gij,gj->gi", unsure, left)
    carried = eye - unsure @ weight
    unsure = unsure + carried @ unsure_whole @ np.swapaxes(carried, 1, 2)
    centred = np.where(panel.seen, filled - course, 0.0)
    square = np.einsum("ai,aij,aj->a", centred, gain, centred)
    score = -0.5 * np.bincount(panel.groups, weights=square, minlength=number)
    score += 0.5 * (np.einsum("gi,gi->g", left, own) + np.linalg.slogdet(inner)[1])
    mean = np.asarray((course + own)[panel.groups], dtype=np.float64)
    return (
        mean,
        np.asarray(unsure, dtype=np.float64),
        (np.asarray(course, dtype=np.float64), np.asarray(score, dtype=np.float64)),
    )


def _sideways(
    panel: Panel,
    noise: NDArray[np.float64],
    *,
    own: NDArray[np.float64],
    parts: _Parts,
    mean: NDArray[np.float64],
    near: sparse.csr_array,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what the areas around say of what each area shares with them: mean and covariance."""
    areas, waves = panel.values.shape
    gain = _gain(own - parts.near, noise, seen=panel.seen)
    pull = np.einsum("aij,aj->ai", gain, np.where(panel.seen, panel.values - mean, 0.0))
    weight = np.asarray(near @ gain.reshape(areas, -1)).reshape(areas, waves, waves)
    unsure = np.asarray(parts.near @ np.linalg.inv(np.eye(waves) + weight @ parts.near))
    unsure = 0.5 * (unsure + np.swapaxes(unsure, 1, 2))
    return np.einsum("aij,aj->ai", unsure, np.asarray(near @ pull)), unsure


def _widen(
    panel: Panel,
    gain: NDArray[np.float64],
    *,
    own: NDArray[np.float64],
    noise: NDArray[np.float64],
    mean: NDArray[np.float64],
) -> NDArray[np.intp]:
    """Add a variance, in place, where a jump or an outlier is not explained; return the rows of those areas.

    The added variance is the likeliest one, (z^2 - 1) / information. Where a last wave jumps, jump and outlier fit
    equally well and each gets the part that it has in other changes, until the next wave tells.
    """
    waves = len(panel.times)
    pull = np.einsum("aij,aj->ai", gain, np.where(panel.seen, panel.values - mean, 0.0))
    later = np.triu(np.ones((waves, waves)))[1:]
    kinds = np.concatenate([np.eye(waves), later])
    information = np.concatenate([np.einsum("aii->ai", gain), np.einsum("akj,kj->ak", later @ gain, later)], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        odd = np.where(information > _TINY, (pull @ kinds.T) ** 2 / information, 0.0)
    rows = np.flatnonzero(odd.max(axis=1) > _UNEXPLAINED**2)
    usual = np.concatenate([noise, _steps(own)], axis=1)
    for row in rows:
        best = odd[row].max()
        fits = usual[row] * np.exp(0.5 * (odd[row] - best)) * (odd[row] > best - _CLEARLY)
        for kind in np.flatnonzero(fits):
            added = fits[kind] / fits.sum() * max(odd[row, kind] - 1.0, 0.0) / information[row, kind]
            if kind < waves:
                noise[row, kind] += added
            else:
                own[row] += added * np.outer(kinds[kind], kinds[kind])
    return rows


def _steps(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance of the change of level from each wave to the next; shape (areas, waves - 1)."""
    at = np.einsum("aii->ai", own)
    return np.asarray(at[:, 1:] + at[:, :-1] - 2.0 * np.einsum("aii->ai", own[:, 1:, :-1]), dtype=np.float64)


def _trend(
    panel: Panel,
    variances: Variances,
    *,
    parts: _Parts,
    level: NDArray[np.float64],
    covariance: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the trend of each area in each wave and its error, 0 where the model has no trend.

    Given the path of the levels, the trend no longer depends on the figures: E[trend] = C D^-1 path.
    """
    if variances.trend <= 0.0:
        return np.zeros_like(level), np.zeros_like(level)
    tie = variances.trend * drift_of_trend(panel.times)
    step = variances.step.at(panel.size)
    path = step[:, None, None] * variances.walk(panel.times) + parts.trend
    inner = path[:, 1:, 1:]
    weight = tie[:, 1:] @ np.linalg.inv(inner)
    moved = level[:, 1:] - level[:, :1]
    turn = covariance[:, 1:, 1:] - covariance[:, :1, 1:] - covariance[:, 1:, :1] + covariance[:, :1, :1]
    trend = np.einsum("aij,aj->ai", weight, moved)
    known = np.einsum("aij,aij->ai", weight, np.broadcast_to(tie[:, 1:], weight.shape))
    unsure = np.einsum("aij,ajk,aik->ai", weight, turn, weight)
    return trend, np.sqrt(np.maximum(variances.trend - known + unsure, 0.0))
