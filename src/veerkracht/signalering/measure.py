"""Observations of one indicator on the scale on which it is modelled, with what is known of their noise.

A rate of counts is modelled as a logarithm, because its noise and its changes are relative to its
level; everything else in its own unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.denominators import fill_denominators
from veerkracht.facts.indicators import Kind, Theme
from veerkracht.facts.tables import Reason
from veerkracht.signalering.panel import (
    HALF,
    LEAST_REGISTER_NOISE,
    Panel,
    binomial_variance,
    panel_of_counts,
    row_mean,
    sizes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue, Indicator
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.choices import KaartChoices

# CBS rounds counts of wijken and buurten to multiples of 5; an error spread evenly over 5 whole
# numbers has variance (5^2 - 1)/12 = 2. Source: CBS, Toelichting Kerncijfers wijken en buurten.
_ROUNDED_TO_5 = 2.0
_ROUNDED_TO_1 = 1.0 / 12.0


class Scale(StrEnum):
    """On which scale changes are modelled."""

    IDENTITY = "identity"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """One indicator in all its waves, ready for the level model.

    Attributes:
        periods: the waves.
        scale: of `values` and `known`.
        values: shape (areas, waves); NaN where missing or left out.
        known: shape (areas, waves), variance of the noise as far as it is known beforehand; NaN where it is not.
        raw: shape (areas, waves), the published values in the unit of the indicator.
        size: shape (areas,), number of residents, NaN where unknown.
        reasons: shape (areas, waves), `Reason`.
        exposure: same shape, what a rate is per, in units of its `per`; None on the identity scale.
        unsure: same shape, variance of the exposure over its square; None on the identity scale.
    """

    periods: tuple[Period, ...]
    scale: Scale
    values: NDArray[np.float64]
    known: NDArray[np.float64]
    raw: NDArray[np.float64]
    size: NDArray[np.float64]
    reasons: NDArray[np.uint8]
    exposure: NDArray[np.float64] | None = None
    unsure: NDArray[np.float64] | None = None

    def panel(self, groups: NDArray[np.intp]) -> Panel:
        """Return the observations as the panel that the level model reads; `groups` has shape (areas,)."""
        times = np.array([p.years_since(self.periods[0]) for p in self.periods])
        if self.exposure is not None and self.unsure is not None:
            there = np.isfinite(self.values)
            counts = np.where(there, self.raw * self.exposure, np.nan)
            return panel_of_counts(
                counts,
                times=times,
                exposure=self.exposure,
                noise=self.unsure * (counts + HALF) ** 2,
                size=self.size,
                groups=groups,
            )
        return Panel(
            values=self.values,
            times=times,
            known=self.known,
            size=sizes(self.size, areas=len(self.values)),
            groups=groups,
            least_factor=LEAST_REGISTER_NOISE,
        )

    def in_unit(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values of the modelled scale in the unit of the indicator."""
        return np.exp(values) if self.scale is Scale.LOG else values


def observe(
    table: AreaTable, code: str, *, periods: tuple[Period, ...], catalogue: Catalogue, choices: KaartChoices
) -> Observations:
    """Return the observations of one indicator in these waves, with their known noise.

    Raises:
        MissingIndicatorError: if the table or the catalogue does not hold `code`.
        MissingPeriodError: if the table does not hold a period.
    """
    indicator = catalogue[code]
    at = [table.period_position(p) for p in periods]
    raw = table.values[:, at, table.position(code)]
    reasons = table.reasons[:, at, table.position(code)].copy()
    errors = None if table.errors is None else table.errors[:, at, table.position(code)]
    size = nearest(table, (choices.residents,), periods=periods)
    scale, values = Scale.IDENTITY, raw.copy()
    if indicator.kind is Kind.RATE:
        wholes = indicator.derivation.wholes if indicator.derivation else ()
        exposure, uncertain = _exposure(table, wholes, periods=periods, catalogue=catalogue)
        exposure = np.where(np.isnan(exposure), size, exposure)
        if np.isfinite(exposure).any():
            per = indicator.derivation.per if indicator.derivation else 1000.0
            return _rates(
                raw,
                reasons,
                exposure=exposure,
                uncertain=uncertain,
                per=per,
                periods=periods,
                size=size,
                least=choices.least_residents,
            )
    known = _known(table, indicator, raw=raw, errors=errors, periods=periods)
    return Observations(
        periods=periods,
        scale=scale,
        values=values,
        known=known,
        raw=raw,
        size=row_mean(size),
        reasons=reasons,
    )


def _rates(
    raw: NDArray[np.float64],
    reasons: NDArray[np.uint8],
    *,
    exposure: NDArray[np.float64],
    uncertain: NDArray[np.float64],
    per: float,
    periods: tuple[Period, ...],
    size: NDArray[np.float64],
    least: float,
) -> Observations:
    """Return rates of counts on a log scale with Poisson noise and that of the exposure (its variance `uncertain`)."""
    small = ~(exposure >= least)
    why = np.where(np.isnan(exposure), Reason.NOT_MEASURED, Reason.SUPPRESSED)
    reasons = np.where((reasons == Reason.PRESENT) & small, why, reasons).astype(np.uint8)
    usable = ~small & np.isfinite(raw)
    n = np.where(usable, exposure, np.nan)
    count = raw * n / per
    pooled = np.nansum(count) / np.nansum(n) if usable.any() and np.nansum(count) > 0 else 1.0
    added = HALF / pooled
    rate = (count + HALF) / (n + added)
    with np.errstate(invalid="ignore"):
        total, years = np.nansum(count, axis=1, keepdims=True), np.nansum(n, axis=1, keepdims=True)
        expected = (total + HALF) / (years + added) * n
        known = 1.0 / (expected + HALF) + uncertain / n**2
    values = np.log(rate * per)
    return Observations(
        periods=periods,
        scale=Scale.LOG,
        values=values,
        known=known,
        raw=raw,
        size=row_mean(size if np.isfinite(size).any() else exposure),
        reasons=reasons,
        exposure=n / per,
        unsure=uncertain / n**2,
    )


def _exposure(
    table: AreaTable, codes: tuple[str, ...], *, periods: tuple[Period, ...], catalogue: Catalogue
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the count below the line in each period and its variance, from the counts around where it has none.

    Both of shape (areas, periods); beyond the reach of `facts.denominators` the nearest count stands, and NaN where an
    area has none.
    """
    counts = nearest(table, codes, periods=periods)
    variances = np.full(counts.shape, _ROUNDED_TO_5 * max(len(codes), 1))
    if not codes or any(code not in table for code in codes):
        return counts, variances
    known = table.values[:, :, [table.position(code) for code in codes]].sum(axis=2)
    found = fill_denominators(
        known,
        variances=np.full(known.shape, _ROUNDED_TO_5 * len(codes)),
        periods=table.periods,
        wanted=np.ones(known.shape, dtype=np.bool_),
        breaks=[one.year for code in codes if code in catalogue for one in catalogue[code].breaks],
    )
    at = [table.period_position(p) for p in periods]
    near = np.isfinite(found.values[:, at])
    return np.where(near, found.values[:, at], counts), np.where(near, found.variances[:, at], variances)


def _known(
    table: AreaTable,
    indicator: Indicator,
    *,
    raw: NDArray[np.float64],
    errors: NDArray[np.float64] | None,
    periods: tuple[Period, ...],
) -> NDArray[np.float64]:
    """Return the variance known beforehand: from the table, or of a share of a known number.

    People fall into a share by chance (binomial); dwellings are counted, so that only rounding remains of theirs.
    """
    known = np.full(raw.shape, np.nan)
    if indicator.kind is Kind.PERCENTAGE and not indicator.modelled:
        wholes = indicator.derivation.wholes if indicator.derivation else (indicator.denominator,)
        n = nearest(table, tuple(w for w in wholes if w), periods=periods)
        n = np.where(n > 0, n, np.nan)
        whole = indicator.derivation is None and _whole_numbers(raw)
        rounding = _ROUNDED_TO_1 if whole else _ROUNDED_TO_5 * (100.0 / n) ** 2
        chance = 0.0 if indicator.theme is Theme.WONINGVOORRAAD else 1.0
        known = chance * binomial_variance(raw, of=n) + rounding
    if errors is not None:
        known = np.where(np.isfinite(errors), errors**2, known)
    return known


def _whole_numbers(values: NDArray[np.float64]) -> bool:
    present = values[np.isfinite(values)]
    return bool(present.size and np.equal(np.round(present), present).all())


def nearest(table: AreaTable, codes: tuple[str, ...], *, periods: tuple[Period, ...]) -> NDArray[np.float64]:
    """Return the sum of counts in each period, or in the period nearest to it that has them; shape (areas, periods).

    Numbers of residents change slowly; a count of one or a few years away is nearer to the truth than none.
    NaN where an area has no such count in any period, and everywhere if the table lacks a code.
    """
    shape = (len(table.areas), len(periods))
    if not codes or any(code not in table for code in codes):
        return np.full(shape, np.nan)
    block = table.values[:, :, [table.position(code) for code in codes]].sum(axis=2)
    found = np.full(shape, np.nan)
    for column, period in enumerate(periods):
        order = np.argsort([abs(period.years_since(p)) for p in table.periods], kind="stable")
        for candidate in order:
            hole = np.isnan(found[:, column])
            if not hole.any():
                break
            found[hole, column] = block[hole, candidate]
    return found
