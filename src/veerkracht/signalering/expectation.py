"""Which level of problems belongs to a load: a robust, rising curve, with the noise in the load itself allowed for.

    problems[a,t] = wave[t] + curve(load[a,t]) + structure[a] @ slopes + residual[a,t]

The load (the concentration of low self-reliance) is measured with noise too. A regression on a noisy load comes out
too flat, so that every area with a large load would seem to do worse than expected, and every area with a small one
better. So the load is first replaced by what it is expected to be given its figure (regression calibration), and what
remains unknown of it counts as noise of the residual.

Source: Carroll, Ruppert, Stefanski and Crainiceanu (2006), Measurement Error in Nonlinear Models, ch. 4 (regression
calibration); Huber (1964), Robust estimation of a location parameter; Liang and Zeger (1986) for the errors of
coefficients from areas that were measured several times.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import lsq_linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The curve bends at these quantiles of the load: enough to follow a curve, few enough to stay calm where areas are few.
_BENDS = (0.25, 0.5, 0.75, 0.95)
# Huber's constant: residuals within 1.345 standard deviations count fully (95% efficiency if they are normal).
_HUBER = 1.345
_ROUNDS = 12
_LEAST_AREAS = 20
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The load without the part of its noise that a regression trips over.

    Attributes:
        expected: shape (areas, waves), the load given its figure and the structure; NaN where unknown.
        variance: same shape, of what remains unknown of it.
    """

    expected: NDArray[np.float64]
    variance: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadModel:
    """What a load is expected to be before its figure is seen, fitted once and used for any area.

    Attributes:
        coefficients: shape (1 + terms, waves), of a constant and the structure.
        real: shape (waves,), variance of real loads around that.
        reliability: share of the variance of the figures, given the structure, that is real; 0 to 1.
    """

    coefficients: NDArray[np.float64]
    real: NDArray[np.float64]
    reliability: float

    def given(self, figure: NDArray[np.float64], *, noise: NDArray[np.float64], structure: NDArray[np.float64]) -> Load:
        """Return the load of each area and wave given its figure, its noise and its structure; see `fit_load`."""
        prior = np.column_stack([np.ones(len(figure)), structure]) @ self.coefficients
        noise = np.nan_to_num(noise)
        share = self.real / (self.real + noise)
        expected = prior + share * (figure - prior)
        return Load(expected=expected, variance=np.where(np.isfinite(expected), share * noise, np.nan))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """The curve, fitted once (on all of the Netherlands where the data are) and used for any of its areas.

    Attributes:
        waves: shape (waves,), the level of each wave.
        bends: loads at which the curve bends, ascending.
        slopes: shape (bends + 1,), of the parts between the bends; never below 0.
        structure: shape (terms,), coefficients of the structural terms.
        middle, scale: shape (terms,) each, by which the structural terms were centred and divided.
        covariance: of all coefficients, in this order; robust, areas being the units.
        spread: standard deviation of the residuals, the noise included.
        areas: number of areas on which it was fitted.
    """

    waves: NDArray[np.float64]
    bends: tuple[float, ...]
    slopes: NDArray[np.float64]
    structure: NDArray[np.float64]
    middle: NDArray[np.float64]
    scale: NDArray[np.float64]
    covariance: NDArray[np.float64]
    spread: float
    areas: int

    def at(self, load: NDArray[np.float64], *, structure: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the expected level of problems; shape (areas, waves), NaN where the load or a term is unknown.

        Args:
            load: shape (areas, waves), as `Load.expected`.
            structure: shape (areas, terms), as it was fitted.
        """
        fixed = _ramps(load, bends=self.bends) @ self.slopes
        return np.asarray(fixed + (self._centred(structure) @ self.structure)[:, None] + self.waves)

    def slope(self, load: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how steep the curve is at each load; same shape."""
        part = np.searchsorted(np.array(self.bends), np.nan_to_num(load))
        return np.asarray(np.where(np.isfinite(load), self.slopes[part], np.nan))

    def variance(self, load: NDArray[np.float64], *, structure: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the variance of the expected level, the waves taken together; shape (areas,)."""
        count = len(self.waves)
        share = np.full((len(load), count), 1.0 / count)
        design = np.hstack([share, _ramps(load, bends=self.bends).mean(axis=1), self._centred(structure)])
        return np.asarray(np.einsum("ai,ij,aj->a", design, self.covariance, design))

    def _centred(self, structure: NDArray[np.float64]) -> NDArray[np.float64]:
        return (structure - self.middle) / self.scale


def fit_load(figure: NDArray[np.float64], *, noise: NDArray[np.float64], structure: NDArray[np.float64]) -> LoadModel:
    """Return how far figures of the load are to be drawn to those of areas of the same structure.

    Args:
        figure: shape (areas, waves), the published load; NaN where missing.
        noise: same shape, variance of its noise; 0 or NaN where it is known exactly.
        structure: shape (areas, terms), figures without noise; terms may be 0 in number.

    Examples:
        Half of the variance of these figures is noise, so that each goes half the way to their mean:

        >>> figures = np.array([[4.0], [8.0], [12.0], [16.0]])
        >>> model = fit_load(figures, noise=np.full((4, 1), 40 / 3), structure=np.empty((4, 0)))
        >>> found = model.given(figures, noise=np.full((4, 1), 40 / 3), structure=np.empty((4, 0)))
        >>> [round(float(one), 2) for one in found.expected[:, 0]], round(model.reliability, 2)
        ([7.0, 9.0, 11.0, 13.0], 0.5)
    """
    design = np.column_stack([np.ones(len(figure)), structure])
    coefficients = np.zeros((design.shape[1], figure.shape[1]))
    real, total = np.full(figure.shape[1], _TINY), np.full(figure.shape[1], _TINY)
    for t in range(figure.shape[1]):
        use = np.isfinite(figure[:, t]) & np.isfinite(design).all(axis=1)
        if use.sum() <= design.shape[1]:
            continue
        coefficients[:, t] = np.linalg.lstsq(design[use], figure[use, t], rcond=None)[0]
        rest = figure[use, t] - design[use] @ coefficients[:, t]
        total[t] = max(float((rest**2).sum()) / (len(rest) - design.shape[1]), _TINY)
        real[t] = max(total[t] - float(np.nan_to_num(noise[use, t]).mean()), 0.02 * total[t])
    return LoadModel(coefficients=coefficients, real=real, reliability=float(np.mean(real / total)))


def fit_expectation(
    problems: NDArray[np.float64],
    *,
    noise: NDArray[np.float64],
    load: Load,
    structure: NDArray[np.float64],
) -> Expectation | None:
    """Return the curve of problems on load, or None with fewer than twenty areas.

    The curve never falls as the load rises; areas far off weigh less (Huber), so that a station or a festival ground
    does not bend it.

    Args:
        problems: shape (areas, waves), more is worse; NaN where missing.
        noise: same shape, variance of its noise.
        load: of the same areas.
        structure: shape (areas, terms), for example the logarithm of the number of residents.
    """
    whole = np.asarray(np.isfinite(structure).all(axis=1))
    use = np.isfinite(problems) & np.isfinite(load.expected) & whole[:, None]
    rows, waves = np.nonzero(use)
    inside = np.unique(rows)
    if len(inside) < _LEAST_AREAS:
        return None
    bends = tuple(float(q) for q in np.unique(np.quantile(load.expected[use], _BENDS)))
    middle, scale = structure[inside].mean(axis=0), np.maximum(structure[inside].std(axis=0), _TINY)
    terms = ((structure - middle) / scale)[rows]
    design = np.hstack([np.eye(problems.shape[1])[waves], _ramps(load.expected[use], bends=bends), terms])
    first = problems.shape[1]
    rising = slice(first, first + len(bends) + 1)
    target, known_noise = problems[use], np.nan_to_num(noise[use])
    coefficients, weight, spread = _robust(design, target, known_noise, rising=rising)
    free = _free(coefficients, rising=rising)
    covariance = np.zeros((len(coefficients), len(coefficients)))
    covariance[np.ix_(free, free)] = _sandwich(
        design[:, free], residual=target - design @ coefficients, weight=weight, areas=rows
    )
    return Expectation(
        waves=coefficients[:first],
        bends=bends,
        slopes=coefficients[rising],
        structure=coefficients[rising.stop :],
        middle=middle,
        scale=scale,
        covariance=covariance,
        spread=spread,
        areas=len(inside),
    )


def _ramps(load: NDArray[np.float64], *, bends: tuple[float, ...]) -> NDArray[np.float64]:
    """Return how far each load reaches into each part of the curve; the shape of the loads and (bends + 1).

    >>> _ramps(np.array([1.0, 5.0, 9.0]), bends=(2.0, 6.0)).tolist()
    [[-1.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 4.0, 3.0]]
    """
    edges = np.array(bends)
    below = np.minimum(load - edges[0], 0.0)
    between = [np.clip(load - low, 0.0, high - low) for low, high in pairwise(edges)]
    return np.stack([below, *between, np.maximum(load - edges[-1], 0.0)], axis=-1)


def _robust(
    design: NDArray[np.float64], target: NDArray[np.float64], noise: NDArray[np.float64], *, rising: slice
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return coefficients, weights and spread by Huber's method; coefficients in `rising` are at least 0."""
    low = np.full(design.shape[1], -np.inf)
    low[rising] = 0.0
    weight, beyond = np.ones(len(target)), 0.0
    coefficients = np.zeros(design.shape[1])
    spread = 1.0
    for _ in range(_ROUNDS):
        root = np.sqrt(weight)
        found = _rising_least_squares(design * root[:, None], target * root, low=low)
        residual = target - design @ found
        spread = max(1.4826 * float(np.median(np.abs(residual))), _TINY)
        beyond = max(spread**2 - float(np.median(noise)), 0.05 * spread**2)
        deviation = np.sqrt(beyond + noise)
        calm = np.minimum(1.0, _HUBER * deviation / np.maximum(np.abs(residual), _TINY))
        weight = calm * (float(np.mean(deviation**2)) / deviation**2)
        if np.allclose(found, coefficients, rtol=1e-6, atol=1e-9):
            break
        coefficients = found
    return found, weight, spread


def _rising_least_squares(
    design: NDArray[np.float64], target: NDArray[np.float64], *, low: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the coefficients of least squares that are at least `low`.

    The Cholesky triangle of the products of the columns, each brought to length 1, holds all that is needed, at the
    size of the coefficients; a column without any observation gets 0.
    """
    length = np.sqrt((design**2).sum(axis=0))
    length = np.where(length > 0, length, 1.0)
    scaled = design / length
    products = scaled.T @ scaled + 1e-10 * np.eye(design.shape[1])
    triangle = np.linalg.cholesky(products)
    right = np.linalg.solve(triangle, scaled.T @ target)
    return np.asarray(lsq_linear(triangle.T, right, bounds=(low, np.inf)).x / length)


def _free(coefficients: NDArray[np.float64], *, rising: slice) -> NDArray[np.intp]:
    """Return the places of the coefficients that do not lie on their border."""
    free = np.ones(len(coefficients), dtype=np.bool_)
    free[rising] = coefficients[rising] > 1e-10 * max(float(np.abs(coefficients).max()), _TINY)
    return np.flatnonzero(free)


def _sandwich(
    design: NDArray[np.float64],
    *,
    residual: NDArray[np.float64],
    weight: NDArray[np.float64],
    areas: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return the robust covariance of coefficients, the waves of one area being taken together."""
    bread = np.linalg.pinv(design.T @ (design * weight[:, None]))
    score = design * (weight * residual)[:, None]
    _, place = np.unique(areas, return_inverse=True)
    total = np.zeros((int(place.max()) + 1, design.shape[1]))
    np.add.at(total, place, score)
    count = len(total)
    correction = count / max(count - design.shape[1], 1)
    return np.asarray(correction * bread @ (total.T @ total) @ bread)
