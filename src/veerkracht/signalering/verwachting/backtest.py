"""Tests on the future: forecasts made at earlier waves with only what was known then, against what came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.verwachting import LeakError, TellingCovariateError
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.baselines import Rule, rules
from veerkracht.signalering.verwachting.correction import examples
from veerkracht.signalering.verwachting.fairness import coverage_rows, fair_rows
from veerkracht.signalering.verwachting.forecast import HALF, LEAST_AREAS, Raw, raw_forecast
from veerkracht.signalering.verwachting.learning import worst_tenth
from veerkracht.signalering.verwachting.outcome import Backtest, Origin
from veerkracht.signalering.verwachting.panel import Kind
from veerkracht.signalering.verwachting.scale import Change, modelled
from veerkracht.signalering.verwachting.scoring import (
    average_precision,
    brier,
    crps,
    precision_at,
    reliability,
    skill_interval,
    slope_of,
)
from veerkracht.signalering.verwachting.stability import top_overlap
from veerkracht.signalering.verwachting.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.panel import Panel

_CHANCES = np.linspace(0.025, 0.975, 20)
_LISTS = (10, 25, 50, 100, 250, 500, 1000)

# A covariate without a period that goes with the coming change this closely was not known beforehand.
_TELLS = 0.9
_ROUNDING = 1e-9


@one_thread
def honest(panel: Panel, *, last: Period, target: Period, change: Change, seed: int) -> Raw:
    """Return the forecast of `target` that could have been made at `last`: the panel is cut there first."""
    return raw_forecast(panel.until(last), target=target, change=change, seed=seed)


@one_thread
def backtest(
    panel: Panel,
    *,
    horizon: float,
    change: Change = Change.VALUE,
    seed: int = 1,
    forecaster: Callable[..., Raw] = honest,
) -> Backtest:
    """Return the tests on the future that a panel allows.

    At each wave from the second on, the panel is cut there, everything is learned anew from what is left, and the
    later wave nearest to the horizon is forecast. The first of these forecasts is made twice, the second time with all
    later waves drawn anew from the areas: a difference is a leak.

    Args:
        panel: three waves or more for at least one test.
        horizon: years ahead.
        change: what the worst tenth is the worst tenth of.
        seed: of folds, bootstrap and shuffling.
        forecaster: makes a `Raw` of (panel, last=, target=, change=, seed=); replaced only to test the test.

    Raises:
        LeakError: if a forecast depends on a wave after its origin.
        TellingCovariateError: if a covariate without a period tells the coming change almost exactly.
    """
    times = panel.times()
    origins: list[Origin] = []
    for waves in range(2, len(times)):
        ahead = times[waves:] - times[waves - 1]
        nearest = int(np.argmin(np.abs(np.log(ahead / horizon))))
        if not 0.5 <= ahead[nearest] / horizon <= 2.5:
            continue
        last, target = panel.periods[waves - 1], panel.periods[waves + nearest]
        refuse_telling_covariates(panel, last=last, target=target)
        raw = forecaster(panel, last=last, target=target, change=change, seed=seed)
        if not origins:
            refuse_leak(raw, panel, last=last, target=target, change=change, seed=seed, forecaster=forecaster)
        found = _origin(raw, panel, target=target, change=change, seed=seed)
        if found is not None:
            origins.append(found)
    return Backtest(panel=panel, horizon=horizon, origins=tuple(origins), notes=_notes(panel))


def refuse_leak(
    raw: Raw,
    panel: Panel,
    *,
    last: Period,
    target: Period,
    change: Change,
    seed: int,
    forecaster: Callable[..., Raw],
) -> None:
    """See to it that a forecast made at `last` stays the same to the bit when what came later is something else.

    Raises:
        LeakError: if it does not.
    """
    other = _another_future(panel, after=last, rng=np.random.default_rng(seed))
    again = forecaster(other, last=last, target=target, change=change, seed=seed)
    same = np.isclose(_said(raw), _said(again), rtol=0.0, atol=0.0, equal_nan=True)
    if not same.all():
        raise LeakError(last=last, areas=int((~same).any(axis=1).sum()))


def _another_future(panel: Panel, *, after: Period, rng: np.random.Generator) -> Panel:
    """Return the panel with each later wave drawn anew from the areas, with replacement.

    So their mean and spread change too: a shuffle would not show who knows only those.
    """
    names = ("values", "size", "error", "exposure")
    waves = {name: getattr(panel, name).copy() for name in names}
    for column in (k for k, p in enumerate(panel.periods) if p > after):
        drawn = rng.integers(0, len(panel.areas), len(panel.areas))
        for block in waves.values():
            block[:, column] = block[drawn, column]
    covariates = panel.covariates
    if covariates is not None and covariates.periods:
        mixed = covariates.values.copy()
        for column in (k for k, p in enumerate(covariates.periods) if p > after):
            mixed[:, column] = mixed[rng.integers(0, len(mixed), len(mixed)), column]
        covariates = replace(covariates, values=mixed)
    return replace(panel, **waves, covariates=covariates)


def _said(raw: Raw) -> NDArray[np.float64]:
    """Return all that a test judges of a forecast; shape (areas, 5)."""
    return np.stack([raw.chances.middle, *raw.chances.interval(0.9), raw.p_worse, raw.p_worst10], axis=1)


def refuse_telling_covariates(panel: Panel, *, last: Period, target: Period) -> None:
    """See to it that no covariate without a period holds the answer.

    Raises:
        TellingCovariateError: if one correlates above 0.9 with the coming change, given the last value.
    """
    covariates = panel.covariates
    if covariates is None or covariates.periods:
        return
    values = modelled(panel)
    before, after = (values[:, panel.periods.index(p)] for p in (last, target))
    for k, name in enumerate(covariates.names):
        column = covariates.values[:, 0, k]
        seen = np.isfinite(column) & np.isfinite(before) & np.isfinite(after)
        if seen.sum() < LEAST_AREAS:
            continue
        left = [_without(x[seen], before[seen]) for x in (column, after - before)]
        spread = float(np.std(left[0]) * np.std(left[1]))
        told = abs(float(np.mean(left[0] * left[1]))) / spread if spread > 0 else 0.0
        if told > _TELLS:
            raise TellingCovariateError(name, last=last, target=target, correlation=told)


def _without(y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return y with its straight line on x taken off."""
    x = x - x.mean()
    y = y - y.mean()
    power = float((x**2).sum())
    return y - (float((x * y).sum()) / power if power > 0 else 0.0) * x


def _origin(raw: Raw, panel: Panel, *, target: Period, change: Change, seed: int) -> Origin | None:
    """Return how a forecast did, over the areas with a last and a next value."""
    at = panel.periods.index(target)
    exposure = panel.exposure[:, at]
    after = panel.values[:, at]
    if panel.kind is Kind.COUNT:
        # As if the exposure had stayed what it was: the forecast does not know of new residents.
        after = raw.chances.scale.unit(modelled(panel)[:, at])
    seen = np.isfinite(after) & np.isfinite(raw.last) & np.isfinite(exposure)
    if seen.sum() < LEAST_AREAS:
        return None
    known = raw.fitted.known
    last = np.where(seen, raw.last, np.nan)
    came = worst_tenth(known.panel, last=last, after=after, change=change)[seen]
    chances = raw.p_worst10[seen]
    simple = rules(known, examples(known, horizon=raw.fitted.horizon), raw.now, change=change)
    given = {"model": chances} | {name: rule.chances[seen] for name, rule in simple.items()}
    scores = {name: brier(p, came) for name, p in given.items()}
    best = min(simple, key=scores.__getitem__)
    groups = np.unique(panel.groups[seen], return_inverse=True)[1]
    low, high = skill_interval(chances, given[best], came, groups=groups, seed=seed)
    truth = raw.chances.scale.model(after)[seen]
    precision, reach = precision_at(chances, came, numbers=_LISTS)
    worse = _worse(panel, raw.last, after=after)[seen]
    return Origin(
        last=known.panel.periods[-1],
        target=target,
        areas=int(seen.sum()),
        rmse=_errors(raw, simple, truth=truth, seen=seen),
        brier=scores,
        skill={name: 1.0 - scores["model"] / scores[name] for name in simple},
        skill_low=low,
        skill_high=high,
        crps=_crps(raw, simple, truth=truth, seen=seen),
        reliability=reliability(chances, came),
        coverage=coverage_rows(raw, truth=truth, seen=seen),
        precision=precision,
        reach=reach,
        average_precision=average_precision(chances, came),
        top_overlap=top_overlap(raw, change=change, seed=seed),
        fairness=fair_rows(raw, after=after, came=came, chances=chances, seen=seen),
        direction_skill=1.0 - brier(raw.p_worse[seen], worse) / 0.25,
        direction_slope=slope_of(raw.p_worse[seen], worse),
    )


def _worse(panel: Panel, last: NDArray[np.float64], *, after: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where what came is worse than the last value; an equal value is not, whatever rounding made of it."""
    least = HALF if panel.kind is Kind.COUNT else _ROUNDING * float(np.nanmax(np.abs(last)))
    return np.asarray(panel.sign * (after - last) > least)


def _errors(
    raw: Raw, simple: dict[str, Rule], *, truth: NDArray[np.float64], seen: NDArray[np.bool_]
) -> dict[str, float]:
    """Return the root mean square error of the model and of every rule that names a value, on the modelled scale."""
    found = {"model": _rms(truth - raw.chances.middle[seen])}
    for name, rule in simple.items():
        if rule.expected is not None:
            found[name] = _rms(truth - (raw.now.centre + rule.expected)[seen])
    return found


def _crps(
    raw: Raw, simple: dict[str, Rule], *, truth: NDArray[np.float64], seen: NDArray[np.bool_]
) -> dict[str, float]:
    found = {"model": crps(raw.chances.quantiles(_CHANCES)[seen], _CHANCES, truth)}
    for name, rule in simple.items():
        if rule.predictive is not None:
            found[name] = crps(rule.predictive.quantiles(_CHANCES)[seen], _CHANCES, truth)
    return found


def _rms(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(known**2))) if len(known) else float("nan")


def _notes(panel: Panel) -> tuple[Bilingual, ...]:
    if panel.covariates is None or panel.covariates.periods:
        return ()
    return (
        Bilingual(
            "De kenmerken hebben geen periode. We kunnen niet zien of ze op het moment van elke toets al bekend waren; "
            "de toets kan daardoor te gunstig zijn.",
            "The covariates have no period. We cannot see whether they were known at the time of each test, "
            "so the test may be too favourable.",
        ),
    )
