"""Spread: how far the areas of a gemeente lie apart in one figure, and whether that grows.

A wave with more noise spreads areas too, so a growing spread of figures is no growing difference. Two ways take the
noise out, each with a weakness of its own:

- what two successive waves have in common (their covariance): free of noise whatever its size, but it also loses
  differences that pass between the waves, the more so the further they lie apart;
- the variance of a wave minus that of its noise: keeps those, but trusts that the noise of each wave is known.

Differences are said to grow only as far as both agree.

Source: the covariance of repeated measurements as estimate of the variance without error: Fuller (1987), Measurement
Error Models, 1.1; bootstrap over areas: Efron (1979); Theil (1967), Economics and Information Theory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.comparable import is_comparable
from veerkracht.signalering.measure import nearest
from veerkracht.signalering.spans import held_periods
from veerkracht.signalering.wave_errors import wave_errors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.ontwikkeling import Fitted

LEAST_AREAS = 10
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far the areas of a gemeente lie apart in one figure, over time.

    Attributes:
        indicator: code of the figure.
        periods: the periods.
        spread: shape (periods,), standard deviation between areas, weighted by residents, the noise taken out; from
            three periods on, of the differences that last from one wave to the next.
        low, high: shape (periods,), 90% interval over the choice of areas.
        p90_p10: shape (periods,), how far the 10% of residents in the highest areas lie above the 10% in the lowest,
            the noise taken out.
        inequality: shape (periods,), Theil index of the same; NaN for figures that can be 0 or less.
        growth: spread of the last period over that of the first; NaN if the first is 0.
        growth_low, growth_high: 90% interval of it.
        areas: number of areas, the same in every period.
        p_grows: probability that the areas lay further apart in the last period than in the first.
    """

    indicator: str
    periods: tuple[Period, ...]
    spread: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p90_p10: NDArray[np.float64]
    inequality: NDArray[np.float64]
    growth: float
    growth_low: float
    growth_high: float
    areas: int
    p_grows: float


def differences(
    table: AreaTable,
    indicator: str,
    *,
    catalogue: Catalogue,
    rng: np.random.Generator,
    choices: KaartChoices = STANDARD,
    draws: int = 1000,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
) -> Spread | None:
    """Return how far the areas of one gemeente lie apart over time, or None if fewer than ten can be compared.

    The same areas count in every period. Intervals by drawing areas again.

    Args:
        table: the areas of one gemeente.
        indicator: code of the figure.
        catalogue: holds `indicator`.
        rng: for the bootstrap.
        choices: codes and thresholds.
        draws: number of bootstrap draws.
        reference: all areas of the country, from which the noise is measured; None for those of `table`.
        fitted: models of the same that were fitted before, and where a new one is kept.
    """
    held = held_periods(table, indicator, share=choices.least_share)
    periods = tuple(
        p for p in held if p.months == held[-1].months and is_comparable(catalogue, indicator, first=p, last=held[-1])
    )
    if len(periods) < 2:
        return None
    columns = [table.column(indicator, p) for p in periods]
    complete = np.all([c.present for c in columns], axis=0)
    if complete.sum() < LEAST_AREAS:
        return None
    values = np.stack([c.values for c in columns], axis=1)[complete]
    known = {} if fitted is None else fitted
    noise = partial(wave_errors, catalogue=catalogue, choices=choices, reference=reference, fitted=known)
    weight = _residents(table, period=periods[-1], choices=choices)[complete]
    return spread_of(
        values,
        noise=np.stack([noise(table, indicator, period=p) for p in periods], axis=1)[complete] ** 2,
        weight=weight,
        indicator=indicator,
        periods=periods,
        rng=rng,
        draws=draws,
    )


def spread_of(
    values: NDArray[np.float64],
    *,
    noise: NDArray[np.float64],
    weight: NDArray[np.float64],
    indicator: str,
    periods: tuple[Period, ...],
    rng: np.random.Generator,
    draws: int = 1000,
) -> Spread:
    """Return the spread of plain figures over time; see `differences`.

    Args:
        values: shape (areas, periods), none missing.
        noise: same shape, variance of the noise; NaN where unknown.
        weight: shape (areas,), residents.
        indicator: code of the figure.
        periods: two or more.
        rng: for the bootstrap.
        draws: number of bootstrap draws.
    """
    known = np.isfinite(noise).all()
    noise = np.nan_to_num(noise)
    every = np.arange(len(values))[None]
    chosen = np.concatenate([every, rng.integers(0, len(values), size=(draws, len(values)))])
    common, apart, total = _variances(values[chosen], noise=noise[chosen], weight=weight[chosen])
    shown = common if len(periods) > 2 else apart
    spread = np.sqrt(shown)
    low, high = np.quantile(spread[1:], [_LOW, _HIGH], axis=0)
    matched = _matched(values, weight=weight, shrink=np.sqrt(shown[0] / np.maximum(total[0], 1e-300)))
    ratio = spread[1:, -1] / np.maximum(spread[1:, 0], 1e-300)
    growth_low, growth_high = np.quantile(ratio, [_LOW, _HIGH])
    return Spread(
        indicator=indicator,
        periods=periods,
        spread=spread[0],
        low=np.minimum(low, spread[0]),
        high=np.maximum(high, spread[0]),
        p90_p10=_weighted_quantiles(matched, weight=weight, at=(0.1, 0.9)),
        inequality=_inequality(matched, weight=weight),
        growth=float(spread[0, -1] / spread[0, 0]) if spread[0, 0] > 0 else float("nan"),
        growth_low=float(growth_low),
        growth_high=float(growth_high),
        areas=len(values),
        p_grows=_p_grows(common[1:], apart[1:], waves=len(periods), is_known=bool(known)),
    )


def _p_grows(common: NDArray[np.float64], apart: NDArray[np.float64], *, waves: int, is_known: bool) -> float:
    """Return the probability that the last spread is larger than the first: the more careful one of the two ways.

    Where the ways point to different sides, it is a half. With two waves only the second way is there; where that does
    not know the noise, it is a half too.
    """
    second = _above(apart)
    first = _above(common) if waves > 2 else (second if is_known else 0.5)
    low, high = sorted((first, second))
    if low > 0.5:
        return low
    return high if high < 0.5 else 0.5


def _above(variance: NDArray[np.float64]) -> float:
    """Return in which part of the draws the last variance exceeds the first; where they are equal, half counts."""
    return float(np.mean((np.sign(variance[:, -1] - variance[:, 0]) + 1.0) / 2.0))


def _variances(
    values: NDArray[np.float64], *, noise: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return of each draw and period the variance that waves have in common, that without noise, and that of figures.

    Each of shape (draws, periods); the first of a period is the mean of what it shares with the waves beside it.
    """
    w = (weight / weight.sum(axis=1, keepdims=True))[:, :, None]
    centred = values - (w * values).sum(axis=1, keepdims=True)
    total = (w * centred**2).sum(axis=1)
    apart = np.maximum(total - (w * noise).sum(axis=1), 0.0)
    pairs = np.maximum((w * centred[:, :, :-1] * centred[:, :, 1:]).sum(axis=1), 0.0)
    common = np.concatenate([pairs[:, :1], (pairs[:, :-1] + pairs[:, 1:]) / 2.0, pairs[:, -1:]], axis=1)
    return common, apart, total


def _matched(
    values: NDArray[np.float64], *, weight: NDArray[np.float64], shrink: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return figures drawn to their mean until they lie as far apart as the areas really do.

    Source: Louis (1984), Estimating a population of parameter values using Bayes and empirical Bayes methods.
    """
    w = (weight / weight.sum())[:, None]
    mean = (w * values).sum(axis=0)
    return np.asarray(mean + np.minimum(shrink, 1.0) * (values - mean))


def _weighted_quantiles(
    values: NDArray[np.float64], *, weight: NDArray[np.float64], at: tuple[float, float]
) -> NDArray[np.float64]:
    """Return how far two weighted quantiles lie apart in each period; shape (periods,)."""
    order = np.argsort(values, axis=0, kind="stable")
    found = np.empty(values.shape[1])
    for t in range(values.shape[1]):
        running = np.cumsum(weight[order[:, t]])
        middle = (running - weight[order[:, t]] / 2.0) / running[-1]
        low, high = np.interp(at, middle, values[order[:, t], t])
        found[t] = high - low
    return found


def _inequality(values: NDArray[np.float64], *, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Theil index in each period; NaN where a value is 0 or less."""
    w = (weight / weight.sum())[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = values / (w * values).sum(axis=0)
        found = (w * part * np.log(part)).sum(axis=0)
    return np.asarray(np.where((values > 0).all(axis=0), found, np.nan))


def _residents(table: AreaTable, *, period: Period, choices: KaartChoices) -> NDArray[np.float64]:
    """Return the weight of each area: its residents, or the median of all where they are unknown."""
    residents = nearest(table, (choices.residents,), periods=(period,))[:, 0]
    known = np.isfinite(residents) & (residents > 0)
    return np.where(known, residents, float(np.median(residents[known])) if known.any() else 1.0)
