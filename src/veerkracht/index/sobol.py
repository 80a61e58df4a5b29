"""Sobol shares: which part of the variance of an outcome each group of uncertain inputs brings in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import DesignValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Reals = NDArray[np.float64] | NDArray[np.float32]

# Ends of the 95% interval over resamples, of which half the width is given.
_ENDS = (0.025, 0.975)
_RESAMPLES = 200
# For many outcomes: a deviation is known from fewer resamples than an end of an interval; 1.96 of them reach as far.
_FEW_RESAMPLES, _REACH = 60, 1.96
# Outcomes whose resampled shares are held at once.
_STRIPE = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of variance and how sure it is.

    Attributes:
        value: near 0 for an input that does nothing; a first-order estimate may fall a little below 0.
        half_width: half of the 95% bootstrap interval.
    """

    value: float
    half_width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SobolShares:
    """First-order and total share per group of inputs.

    Attributes:
        first: what the group does by itself; these add up to one if no groups work together.
        total: what the group does by itself and together with others; they add up to one or more.
        variance: of the outcome (the sum over outcomes).
        samples: pairs of base draws.
    """

    first: Mapping[str, Share]
    total: Mapping[str, Share]
    variance: float
    samples: int


def sobol_shares(base: Floats, other: Floats, *, mixed: Mapping[str, Floats], rng: np.random.Generator) -> SobolShares:
    """Return the Sobol shares of one outcome, or of many outcomes together, weighed by their variance.

    Args:
        base: shape (samples,) or (samples, outcomes), outcomes with inputs A.
        other: same shape, with inputs B, drawn independently of A.
        mixed: per group of inputs, same shape, with inputs A of which that group is taken from B.
        rng: the source of chance of the bootstrap.

    Raises:
        DesignValueError: if there are fewer than two samples, or the outcome never differs.

    Source:
        First order: Janon, Klein, Lagnoux, Nodet & Prieur (2014), ESAIM: P&S 18, 342-364 (after Monod 2006), the
        estimator of least variance on this sample; total: Jansen (1999), Computer Physics Communications 117, 35-43;
        sample: Saltelli et al. (2010), Computer Physics Communications 181, 259-270; outcomes together: Gamboa,
        Janon, Klein & Lagnoux (2014), Electronic Journal of Statistics 8, 575-603.

    Examples:
        >>> rng = np.random.default_rng(1)
        >>> a, b = rng.random((2, 2000)), rng.random((2, 2000))
        >>> found = sobol_shares(a[0] + 2 * a[1], b[0] + 2 * b[1],
        ...     mixed={"x": b[0] + 2 * a[1], "y": a[0] + 2 * b[1]}, rng=rng)
        >>> [round(found.total[name].value, 1) for name in ("x", "y")]
        [0.2, 0.8]
    """
    a, b = (one.reshape(len(one), -1).astype(np.float64) for one in (base, other))
    mean = (a.mean(axis=0) + b.mean(axis=0)) / 2
    a, b = a - mean, b - mean
    spread = ((a**2 + b**2) / 2).sum(axis=1)
    if len(a) < 2 or spread.sum() <= 0:
        raise DesignValueError(
            "samples",
            value=len(a),
            where="sobol_shares",
            right_en="at least 2, with an outcome that differs between draws",
            right_nl="minstens 2, met een uitkomst die tussen trekkingen verschilt",
        )
    times = rng.multinomial(len(a), np.full(len(a), 1 / len(a)), size=_RESAMPLES).astype(np.float64)
    first: dict[str, Share] = {}
    total: dict[str, Share] = {}
    for group, outcome in mixed.items():
        m = outcome.reshape(len(a), -1) - mean
        # Centred on its own pairs, as Janon has it; that is what makes the estimator efficient.
        middle = (b.mean(axis=0) + m.mean(axis=0)) / 2
        together = ((b - middle) * (m - middle)).sum(axis=1)
        own = (((b - middle) ** 2 + (m - middle) ** 2) / 2).sum(axis=1)
        first[group] = _share(together, own, times)
        total[group] = _share(((a - m) ** 2).sum(axis=1) / 2, spread, times)
    return SobolShares(first=first, total=total, variance=float(spread.mean()), samples=len(a))


def shares_each(
    base: Reals, other: Reals, *, mixed: Mapping[str, Reals], rng: np.random.Generator
) -> dict[str, tuple[Floats, Floats, Floats, Floats]]:
    """Return the Sobol shares of each of many outcomes by itself.

    Args:
        base: shape (samples, outcomes); `other` and `mixed` as for `sobol_shares`.
        other: same shape.
        mixed: per group, same shape.
        rng: the source of chance of the bootstrap.

    Returns:
        Per group four arrays of shape (outcomes,): first-order share and its half-width, total share and its
        half-width; NaN for an outcome that never differs.
    """
    samples, outcomes = base.shape
    times = rng.multinomial(samples, np.full(samples, 1 / samples), size=_FEW_RESAMPLES).astype(np.float32)
    found = {group: tuple(np.full(outcomes, np.nan) for _ in range(4)) for group in mixed}
    for start in range(0, outcomes, _STRIPE):
        some = slice(start, start + _STRIPE)
        a, b = base[:, some].astype(np.float32), other[:, some].astype(np.float32)
        mean = (a.mean(axis=0) + b.mean(axis=0)) / 2
        a, b = a - mean, b - mean
        spread = (a**2 + b**2) / 2
        for group, outcome in mixed.items():
            m = outcome[:, some].astype(np.float32) - mean
            pairs = ((b * m, (b**2 + m**2) / 2), ((a - m) ** 2 / 2, spread))
            for place, (above, below) in enumerate(pairs):
                with np.errstate(divide="ignore", invalid="ignore"):
                    found[group][2 * place][some] = above.sum(axis=0) / below.sum(axis=0)
                    drawn = (times @ above) / (times @ below)
                found[group][2 * place + 1][some] = _REACH * drawn.std(axis=0, ddof=1)
    return {group: (one[0], one[1], one[2], one[3]) for group, one in found.items()}


def _share(above: Floats, below: Floats, times: Floats) -> Share:
    """Return the ratio of two sums over samples, and half of its bootstrap interval."""
    drawn = (times @ above) / (times @ below)
    low, high = np.quantile(drawn, _ENDS)
    return Share(value=float(above.sum() / below.sum()), half_width=float((high - low) / 2))
