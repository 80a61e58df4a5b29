"""Steady: levels with the noise of small areas taken out, without looking at the neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def steady(values: NDArray[np.float64], *, errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return levels drawn to their common mean, the more so the larger their error.

    Never to the mean of the neighbours: that would make the very pattern that is looked for.

    Args:
        values: shape (areas,), without NaN.
        errors: shape (areas,), standard errors in the same unit; an unknown one (NaN) counts as the middle of the
            known ones. If none is known the values come back as they are.

    Source:
        Fay and Herriot (1979), JASA 74, without covariates; the variance between areas after Paule and Mandel (1982),
        Journal of Research of the NBS 87.

    Examples:
        >>> steady(np.array([0.0, 10.0, 20.0]), errors=np.array([0.1, 0.1, 10.0])).round(1).tolist()
        [0.0, 10.0, 12.2]
    """
    known = np.isfinite(errors)
    if not known.any() or len(values) < 3:
        return values.copy()
    noise = np.where(known, errors, np.median(errors[known])) ** 2
    between = variance_between(values, noise=noise)
    weight = 1.0 / np.maximum(between + noise, 1e-300)
    mean = float(weight @ values / weight.sum())
    return np.asarray(mean + between / np.maximum(between + noise, 1e-300) * (values - mean), dtype=np.float64)


def variance_between(values: NDArray[np.float64], *, noise: NDArray[np.float64]) -> float:
    """Return the variance of the levels themselves: that at which the weighted squares are what they should be, n - 1.

    Args:
        values: shape (areas,), levels with noise.
        noise: shape (areas,), variance of the noise of each.
    """

    def excess(between: float) -> float:
        weight = 1.0 / (between + noise)
        mean = weight @ values / weight.sum()
        return float(weight @ (values - mean) ** 2) - (len(values) - 1)

    tiny = 1e-9 * max(float(values.var()), 1e-30)
    low, high = tiny, max(float(values.var(ddof=1)), tiny) * 2.0
    if excess(low) <= 0:
        return 0.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return 0.5 * (low + high)
