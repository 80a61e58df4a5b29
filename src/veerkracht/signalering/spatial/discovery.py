"""Discovery: which of many tests to believe, so that few of those believed are chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def discovered(p: NDArray[np.float64], *, rate: float) -> NDArray[np.bool_]:
    """Return which tests to believe so that on average at most `rate` of those believed are chance.

    Args:
        p: shape (tests,), two-sided p-values; NaN takes no part.
        rate: the false discovery rate, 0-1.

    Source:
        Benjamini and Hochberg (1995), Controlling the false discovery rate, JRSS B 57. It also holds for tests that
        lean the same way (Benjamini and Yekutieli 2001), as those of neighbours do; our tests simulate it.

    Examples:
        >>> discovered(np.array([0.001, 0.02, 0.03, 0.6, np.nan]), rate=0.05).tolist()
        [True, True, True, False, False]
    """
    known = np.isfinite(p)
    ordered = np.sort(p[known])
    passing = np.flatnonzero(ordered <= rate * np.arange(1, len(ordered) + 1) / max(len(ordered), 1))
    if not len(passing):
        return np.zeros(p.shape, dtype=np.bool_)
    return np.asarray(known & (np.nan_to_num(p, nan=np.inf) <= ordered[passing[-1]]), dtype=np.bool_)
