"""Sobol shares: which part of the variance of an outcome each group of uncertain inputs brings in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from veerkracht.errors.design import DesignValueError, NothingMovesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Reals = NDArray[np.float64] | NDArray[np.float32]

Number = TypeVar("Number", np.float32, np.float64)

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


def sobol_shares(base: Reals, other: Reals, *, mixed: Mapping[str, Reals], rng: np.random.Generator) -> SobolShares:
    """Return the Sobol shares of one outcome, or of many outcomes together, weighed by their variance.

    Args:
        base: shape (samples,) or (samples, outcomes), outcomes with inputs A.
        other: same shape, with inputs B, drawn independently of A.
        mixed: per group of inputs, same shape, with inputs A of which that group is taken from B.
        rng: the source of chance of the bootstrap.

    Raises:
        DesignValueError: if there are fewer than two samples.
        NothingMovesError: if the outcome never differs.

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
        kind = DesignValueError if len(a) < 2 else NothingMovesError
        raise kind(
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
        together, own = _pairs(b, m)
        first[group] = _share(together.sum(axis=1), own.sum(axis=1), times)
        total[group] = _share(((a - m) ** 2).sum(axis=1) / 2, spread, times)
    return SobolShares(first=first, total=total, variance=float(spread.mean()), samples=len(a))


def shares_each(
    base: Reals, other: Reals, *, mixed: Mapping[str, Reals], rng: np.random.Generator
) -> dict[str, tuple[Floats, Floats, Floats, Floats]]:
    """Return the Sobol shares of each of many outcomes by itself; estimators as in `sobol_shares`.

    Args:
        base: shape (samples, outcomes); `other` and `mixed` as for `sobol_shares`.
        other: same shape.
        mixed: per group, same shape.
        rng: the source of chance of the bootstrap.

    Returns:
        Per group four arrays of shape (outcomes,): first-order share and its half-width, total share and its
        half-width; NaN for an outcome that never differs, and for a half-width that too few resamples tell of.
    """
    samples, outcomes = base.shape
    times = rng.multinomial(samples, np.full(samples, 1 / samples), size=_FEW_RESAMPLES).astype(np.float32)
    found = {group: tuple(np.full(outcomes, np.nan) for _ in range(4)) for group in mixed}
    for start in range(0, outcomes, _STRIPE):
        some = slice(start, start + _STRIPE)
        # Counted from the first draw, an outcome that never differs is zero to the bit, whatever single precision does.
        a, b = ((one[:, some] - base[0, some]).astype(np.float32) for one in (base, other))
        mean = (a.mean(axis=0) + b.mean(axis=0)) / 2
        a, b = a - mean, b - mean
        spread = (a**2 + b**2) / 2
        for group, outcome in mixed.items():
            m = (outcome[:, some] - base[0, some]).astype(np.float32) - mean
            for place, (above, below) in enumerate((_pairs(b, m), ((a - m) ** 2 / 2, spread))):
                found[group][2 * place][some] = _ratio(above.sum(axis=0), below.sum(axis=0))
                found[group][2 * place + 1][some] = _REACH * _deviation(_ratio(times @ above, times @ below))
    return {group: (one[0], one[1], one[2], one[3]) for group, one in found.items()}


def _share(above: Floats, below: Floats, times: Floats) -> Share:
    """Return the ratio of two sums over samples, and half of its bootstrap interval."""
    drawn = _ratio(times @ above, times @ below)
    known = drawn[~np.isnan(drawn)]
    low, high = np.quantile(known, _ENDS) if known.size else (np.nan, np.nan)
    return Share(value=float(_ratio(above.sum(), below.sum())), half_width=float((high - low) / 2))


def _pairs(other: NDArray[Number], mixed: NDArray[Number]) -> tuple[NDArray[Number], NDArray[Number]]:
    """Return product and mean square of the pairs that share one group of inputs, shape (samples, outcomes).

    Centred on these pairs themselves, as Janon has it; that is what makes the estimator efficient.
    """
    middle = (other.mean(axis=0) + mixed.mean(axis=0)) / 2
    one, two = other - middle, mixed - middle
    return one * two, (one**2 + two**2) / 2


def _ratio(above: NDArray[Number], below: NDArray[Number]) -> NDArray[Number]:
    """Return a share of variance; NaN where there is none to share, as in a resample without the draws that differ."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _deviation(drawn: NDArray[Number]) -> NDArray[Number]:
    """Return the standard deviation of each column over the resamples that tell it; NaN for fewer than two."""
    known = ~np.isnan(drawn)
    count = np.count_nonzero(known, axis=0)
    mean = drawn.sum(axis=0, where=known) / np.maximum(count, 1)
    squares = ((drawn - mean) ** 2).sum(axis=0, where=known)
    return np.where(count > 1, np.sqrt(squares / np.maximum(count - 1, 1)), np.nan).astype(drawn.dtype)
