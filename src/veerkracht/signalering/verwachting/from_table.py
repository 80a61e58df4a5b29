"""From an AreaTable to a panel that can be forecast: comparable waves, known noise, and what else is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.denominators import fill_denominators
from veerkracht.facts.indicators import Better
from veerkracht.facts.indicators import Kind as Nature
from veerkracht.facts.periods import Period
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.comparable import groups_of, is_comparable
from veerkracht.signalering.measure import nearest
from veerkracht.signalering.spans import held_periods
from veerkracht.signalering.verwachting.panel import Covariates, Kind, Panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue, Indicator
    from veerkracht.facts.tables import AreaTable

# CBS rounds counts of wijken and buurten to multiples of 5, so that a count is off by 2 on average (variance 2).
# Source: CBS, Toelichting Kerncijfers wijken en buurten.
_ROUNDED_TO_5 = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastChoices:
    """What a forecast is made of, beside the choices of the maps.

    Attributes:
        covariates: codes of what else may tell where things go, with the theme under which each is explained. Only
            counted figures: a figure that a model made shares its inputs with the others.
        least_waves: fewer comparable waves than this tell no change from noise, so that there is no forecast.
        most_years: a forecast looks at most this far ahead, in years; signalering.md sets horizons of 1-4 years.
        least_areas: with fewer areas than this nothing can be learned.
        least_known: a covariate that fewer than this share of the areas has in a period is left out of that period.
        most_waves: older waves than so many are left out: they say little, and each costs a test on the past.
    """

    covariates: Mapping[str, str] = field(
        default_factory=lambda: {
            "minder_zelfredzaam": "bewoners",
            "aandeel_bijstand": "bewoners",
            "sociaal_minimum": "inkomen",
            "lage_inkomens": "inkomen",
            "corporatiewoningen": "wonen",
            "woz_waarde": "wonen",
            "omgevingsadressendichtheid": "omgeving",
            "stedelijkheid": "omgeving",
            "aandeel_15_25": "leeftijd",
            "inwoners": "omvang",
        }
    )
    least_waves: int = 3
    most_years: float = 4.0
    least_areas: int = 30
    least_known: float = 0.25
    most_waves: int = 6


AHEAD = ForecastChoices()
"""The choices of the shipped forecast."""


def forecast_waves(
    table: AreaTable, code: str, *, catalogue: Catalogue, choices: KaartChoices = STANDARD
) -> tuple[Period, ...]:
    """Return the periods that may be laid beside the latest: of the same length, no break between, enough areas."""
    held = held_periods(table, code, share=choices.least_share)
    if not held:
        return ()
    last = held[-1]
    return tuple(p for p in held if p.months == last.months and is_comparable(catalogue, code, first=p, last=last))


def next_period(waves: Sequence[Period], *, most_years: float = AHEAD.most_years) -> Period:
    """Return when the next wave is due: as long after the last as the last after the one before, four years at most.

    >>> str(next_period([Period(2014), Period(2018), Period(2020)]))
    '2022'
    """
    last = waves[-1]
    gap = min(last.years_since(waves[-2]) if len(waves) > 1 else 1.0, most_years)
    months = last.year * 12 + last.month - 1 + round(gap * 12)
    return Period(months // 12, months % 12 + 1, last.months)


def panel_of(
    table: AreaTable,
    code: str,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    ahead: ForecastChoices = AHEAD,
) -> Panel:
    """Return one indicator of a table as a panel of its comparable waves.

    A rate becomes its count with the residents it is counted over (a year without a count of residents is drawn between
    those around it), a share keeps the number of persons behind it, and a score its published error. Areas with fewer
    residents than `choices.least_residents` have no rate.

    Args:
        table: areas of one level; the more, the better.
        code: of the indicator; its `better` says which way is worse, and where that is `neither` high counts as worse.
        catalogue: holds the code.
        choices: thresholds and the code of the residents.
        ahead: the covariates.

    Raises:
        MissingIndicatorError: if the catalogue does not hold `code`.
    """
    indicator = catalogue[code]
    waves = forecast_waves(table, code, catalogue=catalogue, choices=choices)[-ahead.most_waves :]
    shape = (len(table.areas), len(waves))
    at = [table.period_position(p) for p in waves]
    values = table.values[:, at, table.position(code)] if waves else np.full(shape, np.nan)
    unknown, ones = np.full(shape, np.nan), np.ones(shape)
    residents = nearest(table, (choices.residents,), periods=waves)
    error, size, exposure, kind = _error(table, code, at=at, shape=shape), residents, ones, Kind.SCORE
    if waves and indicator.kind is Nature.RATE and _is_counted(table, indicator):
        values, exposure = _counts(table, indicator, waves=waves, catalogue=catalogue, least=choices.least_residents)
        size, error, kind = unknown, unknown, Kind.COUNT
    elif indicator.kind is Nature.PERCENTAGE:
        counted = nearest(table, _wholes(indicator), periods=waves)
        size, kind = np.where(np.isfinite(counted), counted, residents), Kind.PERCENTAGE
    return Panel(
        areas=table.areas.codes,
        groups=groups_of(table.areas),
        periods=waves,
        values=values,
        size=size,
        error=error,
        exposure=exposure,
        kind=kind,
        worse="low" if indicator.better is Better.HIGH else "high",
        covariates=_covariates(table, indicator, last=waves[-1] if waves else None, catalogue=catalogue, ahead=ahead),
    )


def _wholes(indicator: Indicator) -> tuple[str, ...]:
    """Return the counts that an indicator is a part of."""
    if indicator.derivation is not None:
        return indicator.derivation.wholes
    return (indicator.denominator,) if indicator.denominator else ()


def _is_counted(table: AreaTable, indicator: Indicator) -> bool:
    """Return whether the table holds the count below the line of a rate."""
    wholes = _wholes(indicator)
    return bool(wholes) and all(whole in table for whole in wholes)


def _error(table: AreaTable, code: str, *, at: list[int], shape: tuple[int, int]) -> NDArray[np.float64]:
    if table.errors is None or not at:
        return np.full(shape, np.nan)
    return np.asarray(table.errors[:, at, table.position(code)])


def _counts(
    table: AreaTable, indicator: Indicator, *, waves: tuple[Period, ...], catalogue: Catalogue, least: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the events above the line and the count below it of a rate, both of shape (areas, waves).

    Where either is missing, or there are fewer than `least` below the line, both are NaN.
    """
    at = [table.period_position(p) for p in waves]
    rates = table.values[:, at, table.position(indicator.code)]
    derivation = indicator.derivation
    parts = derivation.parts if derivation is not None else ()
    per = derivation.per if derivation is not None else 1000.0
    wholes = _wholes(indicator)
    below = table.values[:, :, [table.position(w) for w in wholes]].sum(axis=2)
    filled = fill_denominators(
        below,
        variances=np.full(below.shape, _ROUNDED_TO_5 * len(wholes)),
        periods=table.periods,
        wanted=np.ones(below.shape, dtype=np.bool_),
        breaks=[one.year for w in wholes if w in catalogue for one in catalogue[w].breaks],
    ).values[:, at]
    held = all(part in table for part in parts) and bool(parts)
    events = table.values[:, at][:, :, [table.position(p) for p in parts]].sum(axis=2) if held else rates * filled / per
    known = np.isfinite(events) & np.isfinite(rates) & (filled >= least)
    return np.where(known, np.round(events), np.nan), np.where(known, filled, np.nan)


def _covariates(
    table: AreaTable, indicator: Indicator, *, last: Period | None, catalogue: Catalogue, ahead: ForecastChoices
) -> Covariates | None:
    """Return what else is known until the last wave, or None if nothing is.

    Left out are the indicator itself and what it is made of, figures of a model, and, if the indicator itself is a
    model's estimate from characteristics of residents, everything: it would be forecast from its own inputs.
    """
    if last is None or _made_of_residents(indicator):
        return None
    own = {
        indicator.code,
        *((*indicator.derivation.parts, *indicator.derivation.wholes) if indicator.derivation else ()),
    }
    periods = tuple(p for p in table.periods if p <= last)
    names = []
    for code in ahead.covariates:
        if code in own or code not in table or code not in catalogue or catalogue[code].modelled:
            continue
        if _overlaps(catalogue[code], indicator):
            continue
        known = np.mean(np.isfinite(table.values[:, : len(periods), table.position(code)]), axis=0)
        if np.any(known >= ahead.least_known):
            names.append(code)
    if not names:
        return None
    block = table.values[:, : len(periods), [table.position(code) for code in names]]
    # A year in which only one city has the figure would teach what holds in that city.
    block = np.where(np.mean(np.isfinite(block), axis=0) >= ahead.least_known, block, np.nan)
    used = np.flatnonzero(np.isfinite(block).any(axis=(0, 2)))
    return Covariates(
        names=tuple(names),
        themes=tuple(ahead.covariates[code] for code in names),
        periods=tuple(periods[at] for at in used),
        values=block[:, used],
    )


def _overlaps(one: Indicator, other: Indicator) -> bool:
    """Return whether two shares count the same people, such as bijstand and all without work."""
    parts = [set(i.derivation.parts) if i.derivation is not None else set() for i in (one, other)]
    return bool(parts[0] & parts[1])


def _made_of_residents(indicator: Indicator) -> bool:
    """Return whether a model made the figure from characteristics of residents, as RIVM does, not of the place."""
    return indicator.modelled and indicator.kind is Nature.PERCENTAGE
