"""How good stated chances and intervals were: proper scores and what an alderman asks.

Sources: Brier (1950); Gneiting and Raftery (2007), Strictly proper scoring rules; Cox (1958) for the slope; expected
calibration error over bins of equal number (Nixon et al. 2019, adaptive); Wilson (1927) for the interval of a share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from veerkracht.signalering.verwachting.outcome import Reliability

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BINS = 10
_Z90 = 1.6448536269514722


def brier(chances: NDArray[np.float64], came: NDArray[np.bool_]) -> float:
    """Return the mean squared distance between chance and outcome.

    >>> brier(np.array([0.0, 1.0]), np.array([False, True]))
    0.0
    """
    return float(np.mean((chances - came) ** 2))


def slope_of(chances: NDArray[np.float64], came: NDArray[np.bool_]) -> float:
    """Return the slope of the logistic recalibration of stated chances; 1 where it cannot be known."""
    if came.all() or not came.any() or np.ptp(chances) < 1e-9:
        return 1.0
    x = logit(np.clip(chances, 1e-4, 1 - 1e-4))[:, None]
    return float(LogisticRegression(C=100.0).fit(x, came).coef_[0, 0])


def reliability(chances: NDArray[np.float64], came: NDArray[np.bool_]) -> Reliability:
    """Return the reliability diagram over ten bins of equal number."""
    edges = np.unique(np.quantile(chances, np.linspace(0, 1, _BINS + 1)[1:-1]))
    at = np.searchsorted(edges, chances, side="right")
    count = np.bincount(at, minlength=len(edges) + 1)
    used = count > 0
    said = np.bincount(at, weights=chances, minlength=len(count))[used] / count[used]
    seen = np.bincount(at, weights=came.astype(float), minlength=len(count))[used] / count[used]
    low, high = wilson(said, count[used])
    return Reliability(
        said=said,
        seen=seen,
        low=low,
        high=high,
        count=count[used],
        slope=slope_of(chances, came),
        ece=float((count[used] * np.abs(seen - said)).sum() / len(chances)),
    )


def wilson(share: NDArray[np.float64], count: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 90% interval of a share of `count`; each of the shape of `share`."""
    n = count.astype(np.float64)
    middle = (share + _Z90**2 / (2 * n)) / (1 + _Z90**2 / n)
    half = _Z90 * np.sqrt(share * (1 - share) / n + _Z90**2 / (4 * n**2)) / (1 + _Z90**2 / n)
    return middle - half, middle + half


def crps(quantiles: NDArray[np.float64], chances: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Return the mean continuous ranked probability score, from quantiles.

    Twice the mean pinball loss over evenly spread chances.

    Args:
        quantiles: shape (areas, k).
        chances: shape (k,), evenly spread over 0 to 1.
        truth: shape (areas,).
    """
    return float(2.0 * np.mean(_pinball(quantiles, chances, truth)))


def crps_each(
    quantiles: NDArray[np.float64], chances: NDArray[np.float64], truth: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the same score of every area; shape (areas,)."""
    return np.asarray(2.0 * np.mean(_pinball(quantiles, chances, truth), axis=1), dtype=np.float64)


def _pinball(
    quantiles: NDArray[np.float64], chances: NDArray[np.float64], truth: NDArray[np.float64]
) -> NDArray[np.float64]:
    miss = truth[:, None] - quantiles
    return np.asarray(np.maximum(chances * miss, (chances - 1.0) * miss), dtype=np.float64)


def precision_at(
    chances: NDArray[np.float64], came: NDArray[np.bool_], *, numbers: tuple[int, ...]
) -> tuple[dict[int, float], dict[int, float]]:
    """Return, of the k areas with the highest chance, the share that came true, and the share of all that came true."""
    order = np.argsort(-chances, kind="stable")
    hits = np.cumsum(came[order])
    total = max(int(came.sum()), 1)
    used = [k for k in numbers if k <= len(chances)]
    return {k: float(hits[k - 1] / k) for k in used}, {k: float(hits[k - 1] / total) for k in used}


def average_precision(chances: NDArray[np.float64], came: NDArray[np.bool_]) -> float:
    """Return the area under the precision-recall curve; NaN when nothing came true."""
    return float(average_precision_score(came, chances)) if came.any() else float("nan")


def skill_interval(
    model: NDArray[np.float64],
    baseline: NDArray[np.float64],
    came: NDArray[np.bool_],
    *,
    groups: NDArray[np.intp],
    seed: int,
    draws: int = 500,
) -> tuple[float, float]:
    """Return the 90% interval of the Brier skill of `model` against `baseline`: a bootstrap of whole gemeenten."""
    return loss_skill_interval((model - came) ** 2, (baseline - came) ** 2, groups=groups, seed=seed, draws=draws)


def loss_skill_interval(
    ours: NDArray[np.float64],
    theirs: NDArray[np.float64],
    *,
    groups: NDArray[np.intp],
    seed: int,
    draws: int = 500,
) -> tuple[float, float]:
    """Return the 90% interval of 1 - sum of our losses / sum of theirs: a bootstrap of whole gemeenten.

    With fewer than ten gemeenten, of areas.

    Args:
        ours: loss of each area under a proper score, shape (areas,).
        theirs: the same of what must be beaten.
        groups: number of the gemeente of each area, from 0.
        seed: of the draws.
        draws: how many.
    """
    number = int(groups.max()) + 1
    if len(np.unique(groups)) < 10:
        groups, number = np.arange(len(ours)), len(ours)
    sums = np.stack([np.bincount(groups, weights=w, minlength=number) for w in (ours, theirs)])
    rng = np.random.default_rng(seed)
    drawn = np.array([sums[:, rng.integers(0, number, number)].sum(axis=1) for _ in range(draws)])
    skill = 1.0 - drawn[:, 0] / np.maximum(drawn[:, 1], 1e-300)
    return float(np.quantile(skill, 0.05)), float(np.quantile(skill, 0.95))
