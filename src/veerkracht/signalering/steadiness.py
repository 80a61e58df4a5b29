"""How steady a residual is over the waves: what of doing better than expected stays, and what was one lucky wave.

    residual[a,t] = real[a,t] + noise[a,t]
    Cov(real[a,s], real[a,t]) = steady + passing * exp(-|years between s and t| / memory)

`steady` is what an area keeps, `passing` what it has for a while. Both follow from how residuals of different waves go
together over all areas (their noise is independent); no area is believed on one wave. Given these, the real residuals
of an area are normal (empirical Bayes).

Source: Laird and Ware (1982), Random-effects models for longitudinal data; Diggle, Heagerty, Liang and Zeger (2002),
Analysis of Longitudinal Data, 5.2 (random intercept plus serial correlation); Efron and Morris (1975).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import nnls
from scipy.special import log_ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Memories of the passing part that are tried, in years; the one that fits the waves best is used. Two waves cannot
# tell: then 4, so that half is forgotten in about three years.
_MEMORIES = (0.5, 2.0, 4.0, 8.0)
# Residuals beyond six robust standard deviations count as six in the moments, as in `level_model`.
_CLIP = 6.0
# Areas per stratum of size in which the spread of the real residuals is measured apart.
_STRATA, _LEAST_IN_STRATUM = 5, 200
# What a stratum says is drawn to what all areas say as if that were this many areas.
_PRIOR = 100.0
_CHUNK = 4096
_ABSENT = 1e9
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """How the real residuals of one wave go together with those of another, fitted once and used for any area.

    Attributes:
        steady: variance of what an area keeps.
        passing: variance of what it has for a while.
        memory: years after which e^-1 of the passing part is left.
        sizes: upper borders of the strata of size, ascending, the last one infinite.
        factors: for each stratum, what both variances are multiplied by.
        areas: number of areas on which it was fitted.
    """

    steady: float
    passing: float
    memory: float
    sizes: tuple[float, ...]
    factors: tuple[float, ...]
    areas: int

    def covariance(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the covariance of the real residuals between waves; shape (waves, waves)."""
        years = np.abs(times[:, None] - times[None, :])
        return np.asarray(self.steady + self.passing * np.exp(-years / self.memory))

    def factor(self, size: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the covariance is multiplied by for areas of these sizes; shape (areas,)."""
        return np.asarray(self.factors)[np.searchsorted(np.asarray(self.sizes[:-1]), size, side="right")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RealResiduals:
    """The residuals without noise, given all waves of an area.

    Attributes:
        wave: shape (areas, waves), NaN where an area has no wave at all.
        covariance: shape (areas, waves, waves).
        observed: shape (areas, waves), which waves the area has.
    """

    wave: NDArray[np.float64]
    covariance: NDArray[np.float64]
    observed: NDArray[np.bool_]

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean over the waves; shape (areas,)."""
        return np.asarray(self.wave.mean(axis=1))

    @property
    def error(self) -> NDArray[np.float64]:
        """The standard error of the mean over the waves; shape (areas,)."""
        return np.asarray(np.sqrt(np.maximum(self.covariance.mean(axis=(1, 2)), 0.0)))


def fit_steadiness(
    residual: NDArray[np.float64],
    *,
    noise: NDArray[np.float64],
    shared: NDArray[np.float64],
    times: NDArray[np.float64],
    size: NDArray[np.float64],
) -> Steadiness:
    """Return what stays and what passes of the residuals, from their products within and between waves.

    Args:
        residual: shape (areas, waves), NaN where missing.
        noise: same shape, variance of the noise of each wave.
        shared: shape (areas,), variance of an error that all waves of an area have in common (of its load).
        times: shape (waves,), in years.
        size: shape (areas,), residents; the spread of real residuals may differ by size.
    """
    clipped = _clipped(residual)
    strata, sizes = _strata(size, here=np.asarray(np.isfinite(residual).any(axis=1)))
    waves = residual.shape[1]
    apart: dict[float, list[NDArray[np.float64]]] = {}
    for s in range(waves):
        for t in range(s, waves):
            product = clipped[:, s] * clipped[:, t] - shared - (noise[:, s] if s == t else 0.0)
            apart.setdefault(round(abs(float(times[t] - times[s])), 6), []).append(product)
    years = np.array(sorted(apart))
    products = [np.stack(apart[gap], axis=1) for gap in sorted(apart)]
    counts = np.array([float(np.isfinite(p).sum()) for p in products])
    means = np.array([_positive_mean(p) for p in products])
    steady, passing, memory = _parts(years, means, weights=np.sqrt(counts))
    draft = Steadiness(
        steady=steady, passing=passing, memory=memory, sizes=sizes, factors=(1.0,) * len(sizes), areas=len(residual)
    )
    return Steadiness(
        steady=steady,
        passing=passing,
        memory=memory,
        sizes=sizes,
        factors=_factors(draft, years=years, products=products, strata=strata),
        areas=int(np.isfinite(residual).any(axis=1).sum()),
    )


def real_residuals(
    residual: NDArray[np.float64],
    model: Steadiness,
    *,
    noise: NDArray[np.float64],
    shared: NDArray[np.float64],
    times: NDArray[np.float64],
    size: NDArray[np.float64],
) -> RealResiduals:
    """Return the residuals without noise of every area and wave, given all its waves; see `fit_steadiness`.

    A wave that an area lacks is filled from its others; an area without any is NaN. The variances are multiplied by
    1 + 60 / areas, because the variances of the model are estimates themselves; set by simulation (see the tests).
    """
    prior = model.covariance(times)
    factor = model.factor(size)
    inflation = 1.0 + 60.0 / max(model.areas, 1)
    observed = np.isfinite(residual)
    waves = residual.shape[1]
    mean = np.full(residual.shape, np.nan)
    covariance = np.full((*residual.shape, waves), np.nan)
    usable = np.flatnonzero(observed.any(axis=1) & np.isfinite(shared))
    for start in range(0, len(usable), _CHUNK):
        rows = usable[start : start + _CHUNK]
        k = factor[rows, None, None] * prior
        wave_noise = np.where(observed[rows], np.nan_to_num(noise[rows]), _ABSENT * (prior[0, 0] + 1.0))
        total = k + shared[rows, None, None] + wave_noise[:, :, None] * np.eye(waves)
        gain = np.swapaxes(np.linalg.solve(total, k), 1, 2)
        mean[rows] = np.einsum("aij,aj->ai", gain, np.nan_to_num(residual[rows]))
        covariance[rows] = inflation * (k - gain @ k)
    return RealResiduals(wave=mean, covariance=covariance, observed=observed)


def chances(
    found: RealResiduals, *, least: float, rng: np.random.Generator, draws: int = 1000
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how likely it is that an area did steadily better, and steadily worse, than expected.

    Steadily better: better in every wave, and by more than `least` on average. Both of shape (areas,), NaN where no
    wave is known.

    Args:
        found: the residuals, more is worse.
        least: a smaller mean residual counts as expected.
        rng: for the draws; the same draws serve every area, so that areas alike get chances alike.
        draws: number of draws, used with both signs.
    """
    count, waves = found.wave.shape
    half = rng.standard_normal((max(draws // 2, 1), waves))
    normal = np.concatenate([half, -half])
    better, worse = np.full(count, np.nan), np.full(count, np.nan)
    rows = np.flatnonzero(np.isfinite(found.wave).all(axis=1))
    for start in range(0, len(rows), 512):
        here = rows[start : start + 512]
        root = _root(found.covariance[here])
        drawn = found.wave[here][:, None, :] + np.einsum("aij,dj->adi", root, normal)
        mean = drawn.mean(axis=2)
        better[here] = ((drawn < 0).all(axis=2) & (mean < -least)).mean(axis=1)
        worse[here] = ((drawn > 0).all(axis=2) & (mean > least)).mean(axis=1)
    return better, worse


def _root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a square root of each covariance; also of one that has no full rank."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :])


def _clipped(residual: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the residuals, those beyond six robust standard deviations of their wave brought back to six."""
    out = residual.copy()
    for t in range(residual.shape[1]):
        here = residual[np.isfinite(residual[:, t]), t]
        if here.size:
            reach = _CLIP * 1.4826 * float(np.median(np.abs(here - np.median(here))))
            out[:, t] = np.clip(residual[:, t], -reach, reach) if reach > 0 else residual[:, t]
    return out


def _positive_mean(products: NDArray[np.float64]) -> float:
    """Return the mean of products, given that the variance behind them is not negative; 0 where there are none.

    The mean of few areas may fall to 0 or below by chance; to believe that would make the model sure of itself. So the
    mean of a normal cut off at 0 is used (a flat prior on the variance), which hardly differs where areas are many.
    """
    each = products[np.isfinite(products).any(axis=1)]
    if len(each) < 2:
        return 0.0
    own = np.nanmean(each, axis=1)
    mean, error = float(np.nanmean(each)), max(float(own.std(ddof=1)) / float(np.sqrt(len(own))), _TINY)
    z = float(np.clip(mean / error, -5.0, None))
    return mean + error * float(np.exp(-0.5 * z * z - log_ndtr(z)) / np.sqrt(2.0 * np.pi)) if z > -5.0 else 0.1 * error


def _parts(
    years: NDArray[np.float64], means: NDArray[np.float64], *, weights: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Return what stays, what passes and its memory: the fit of the mean products against the years between waves."""
    memories = _MEMORIES if len(years) > 2 else (_MEMORIES[2],)
    best = (np.inf, 0.0, 0.0, memories[0])
    for memory in memories:
        design = np.column_stack([np.ones(len(years)), np.exp(-years / memory)])
        found, miss = nnls(design * weights[:, None], means * weights)
        if miss < best[0] * (1.0 - 1e-9):
            best = (float(miss), float(found[0]), float(found[1]), memory)
    return best[1:]


def _strata(size: NDArray[np.float64], *, here: NDArray[np.bool_]) -> tuple[NDArray[np.intp], tuple[float, ...]]:
    """Return the stratum of size of each area and the upper border of each stratum."""
    number = min(_STRATA, int(here.sum()) // _LEAST_IN_STRATUM)
    if number < 2:
        return np.zeros(len(size), dtype=np.intp), (float("inf"),)
    borders = np.unique(np.quantile(size[here], np.linspace(0, 1, number + 1)[1:-1]))
    return np.searchsorted(borders, size, side="right"), (*(float(b) for b in borders), float("inf"))


def _factors(
    draft: Steadiness,
    *,
    years: NDArray[np.float64],
    products: list[NDArray[np.float64]],
    strata: NDArray[np.intp],
) -> tuple[float, ...]:
    """Return for each stratum how much larger its products are than the model says, drawn to 1 where areas are few."""
    expected = draft.steady + draft.passing * np.exp(-years / draft.memory)
    found = []
    for s in range(len(draft.sizes)):
        here = strata == s
        mine = [p[here] for p in products]
        number = np.array([float(np.isfinite(p).sum()) for p in mine])
        top = sum(float(np.nansum(p)) * e for p, e in zip(mine, expected, strict=True))
        bottom = float((number * expected**2).sum())
        areas = float(here.sum())
        own = max(top / bottom, 0.0) if bottom > 0 else 1.0
        found.append((areas * own + _PRIOR) / (areas + _PRIOR))
    return tuple(found)
