"""What is learned from a panel: the structural level, a boosted correction, and how to state chances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.verwachting.correction import Correction, Examples, examples, fit_correction
from veerkracht.signalering.verwachting.distribution import WORST, Predictive, Shape, shape_of
from veerkracht.signalering.verwachting.features import Known, State, know, state
from veerkracht.signalering.verwachting.scale import Change, scale_of
from veerkracht.signalering.verwachting.scoring import slope_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.panel import Panel

# How much of the learned correction is believed before any test on a later origin, and how many tests that equals.
_STRENGTH, _STRENGTH_WEIGHT = 0.5, 2.0
_INFLATION_WEIGHT, _SLOPE_WEIGHT = 1.0, 1.0
# Before any test on a later origin chances are drawn to the base rate a little, and more when the examples had one
# wave only, so that nothing could be learned from the course of an area.
_SLOPE, _SLOPE_WITHOUT_COURSE = 0.95, 0.65
# Common changes so far are drawn to 0.3 of the middle deviation of an area as if that were one change.
_COMMON, _COMMON_WEIGHT = 0.3, 1.0
# These weights were set on the panels of docs/explanation/verwachting.md, so that the figures there flatter a little.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """All that was learned from a panel for one horizon.

    Attributes:
        known: the panel with its variances.
        horizon: years ahead.
        correction: of the structural forecast.
        strength: how much of it is believed.
        shape: of what remains.
        slope: of the chances of the worst tenth, on the logit scale.
        stated: chances that were given at an earlier origin of the panel, shape (n,), for probability intervals.
        came: whether it came true, shape (n,).
    """

    known: Known
    horizon: float
    correction: Correction
    strength: float
    shape: Shape
    slope: float
    stated: NDArray[np.float64]
    came: NDArray[np.bool_]


def fit(panel: Panel, *, target: Period, change: Change = Change.VALUE, seed: int = 1) -> Fitted:
    """Learn from all waves of a panel what is needed to forecast `target`.

    Args:
        panel: two waves or more.
        target: a period after the last wave.
        change: what the worst tenth is the worst tenth of.
        seed: of the folds; the same seed gives the same forecast to the bit.
    """
    known = know(panel)
    horizon = target.years_since(panel.periods[-1])
    taught = examples(known, horizon=horizon)
    trial = _trial(known, taught, change=change, seed=seed)
    correction, rest = fit_correction(taught, groups=panel.groups, strength=trial.strength, seed=seed)
    return Fitted(
        known=known,
        horizon=horizon,
        correction=correction,
        strength=trial.strength,
        shape=shape_of(rest, inflation=trial.inflation),
        slope=trial.slope,
        stated=trial.stated,
        came=trial.came,
    )


def predictive(fitted: Fitted) -> tuple[State, Predictive, float]:
    """Return the state of the areas now, the chances of their next value, and the common change in those."""
    panel = fitted.known.panel
    times = panel.times()
    now = state(fitted.known, waves=len(times), target=float(times[-1]) + fitted.horizon)
    drift, common = drift_of(fitted.known, horizon=fitted.horizon, deviation=float(np.median(now.deviation)))
    middle = now.mean + fitted.strength * fitted.correction.shift(now.columns) * now.deviation
    chances = Predictive(
        scale=scale_of(panel),
        middle=now.centre + drift + middle,
        reach=np.hypot(fitted.correction.reach(now.columns) * now.deviation, _size_doubt(fitted)),
        common=common,
        shape=fitted.shape,
        sign=panel.sign,
    )
    return now, chances, drift


def _size_doubt(fitted: Fitted) -> NDArray[np.float64]:
    """Return the mean absolute size effect that the next wave may bring, on the modelled scale; shape (areas,)."""
    known, gaps = fitted.known, np.diff(fitted.known.panel.times())
    yearly = float((known.by_size[1:] ** 2).sum() / gaps.sum())
    return float(np.sqrt(2.0 / np.pi * yearly * fitted.horizon)) * np.abs(known.size)


def drift_of(known: Known, *, horizon: float, deviation: float) -> tuple[float, float]:
    """Return the common change to expect over `horizon` years and its standard deviation, on the modelled scale.

    The mean yearly change so far, drawn to none by the positive-part rule of James and Stein (1961): only when it is
    larger than its own uncertainty, and only with three changes or more.

    Args:
        known: the panel.
        horizon: years ahead.
        deviation: middle standard deviation of the next value of an area by itself.
    """
    gaps = np.diff(known.panel.times())
    yearly = np.diff(known.common) / gaps
    prior = (_COMMON * deviation) ** 2 / horizon
    number = len(yearly)
    if not number:
        return 0.0, _COMMON * deviation
    mean, sure = 0.0, 0.0
    if number >= 3:
        mean = float((yearly * gaps).sum() / gaps.sum())
    spread = (float((gaps * (yearly - mean) ** 2).sum()) + _COMMON_WEIGHT * prior) / (
        number - (number >= 3) + _COMMON_WEIGHT
    )
    if mean:
        sure = max(0.0, 1.0 - (spread / gaps.sum()) / mean**2)
    doubt = spread / gaps.sum() * horizon**2 if sure else 0.0
    return sure * mean * horizon, float(np.sqrt(spread * horizon + doubt))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """What forecasts made at earlier origins of the panel taught about forecasting."""

    strength: float
    inflation: float
    slope: float
    stated: NDArray[np.float64]
    came: NDArray[np.bool_]


def _trial(known: Known, taught: list[Examples], *, change: Change, seed: int) -> _Trial:
    """Forecast the later of the examples from the earlier ones, and see how strong, how wide and how steep."""
    strengths, widths, slopes = [], [], []
    stated: list[NDArray[np.float64]] = []
    came: list[NDArray[np.bool_]] = []
    for at in range(1, len(taught)):
        correction, rest = fit_correction(taught[:at], groups=known.panel.groups, strength=_STRENGTH, seed=seed)
        now = taught[at]
        shift, reach = correction.shift(now.state.columns), correction.reach(now.state.columns)
        seen = np.isfinite(now.surprise)
        if seen.sum() < 20:
            continue
        surprise = np.clip(now.surprise[seen], -4, 4)
        power = float((shift[seen] ** 2).sum())
        if power > 0:
            strengths.append(float(np.clip((shift[seen] * surprise).sum() / power, 0.0, 1.0)))
        left = np.abs(now.surprise - _STRENGTH * shift)[seen] / reach[seen]
        expected_width = max(float(np.quantile(np.abs(rest), 0.9)), 1e-9)
        widths.append(float(np.log(max(float(np.quantile(left, 0.9)), 1e-9) / expected_width)))
        p, event = _stated(known, now, shift=shift, reach=reach, shape=shape_of(rest), change=change)
        stated.append(p)
        came.append(event)
        slopes.append(slope_of(p, event))
    if not stated:
        return _Trial(
            strength=_STRENGTH if len(taught) else 0.0,
            inflation=1.0,
            slope=_untested_slope(known, taught),
            stated=np.empty(0),
            came=np.empty(0, dtype=np.bool_),
        )
    number = len(widths)
    return _Trial(
        strength=(_STRENGTH * _STRENGTH_WEIGHT + sum(strengths)) / (_STRENGTH_WEIGHT + len(strengths)),
        inflation=float(np.clip(np.exp(sum(widths) / (number + _INFLATION_WEIGHT)), 0.8, 1.5)),
        slope=float(np.clip((_SLOPE * _SLOPE_WEIGHT + sum(slopes)) / (_SLOPE_WEIGHT + number), 0.4, 1.2)),
        stated=np.concatenate(stated),
        came=np.concatenate(came),
    )


def _untested_slope(known: Known, taught: list[Examples]) -> float:
    """Return how steep chances are when no earlier origin could test them.

    They are drawn to the base rate when nothing tells areas apart: no course yet, and no size.
    """
    tells = bool(taught) and (taught[-1].waves > 1 or bool(np.any(known.driver > 0)))
    return _SLOPE if tells else _SLOPE_WITHOUT_COURSE


def _stated(
    known: Known,
    now: Examples,
    *,
    shift: NDArray[np.float64],
    reach: NDArray[np.float64],
    shape: Shape,
    change: Change,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the chances of the worst tenth that would have been given at an earlier origin, and what came."""
    s, panel = now.state, known.panel
    base = Predictive(
        scale=scale_of(panel),
        middle=s.centre + s.mean + _STRENGTH * shift * s.deviation,
        reach=reach * s.deviation,
        common=0.0,
        shape=shape,
        sign=panel.sign,
    )
    last = base.scale.unit(s.centre + s.last)
    after = base.scale.unit(s.centre + s.mean + now.surprise * s.deviation)
    seen = np.isfinite(last) & np.isfinite(after)
    p = base.worst(np.where(seen, last, np.nan), of=change)
    return p[seen], worst_tenth(panel, last=last, after=after, change=change)[seen]


def worst_tenth(
    panel: Panel, *, last: NDArray[np.float64], after: NDArray[np.float64], change: Change
) -> NDArray[np.bool_]:
    """Return which areas were among the tenth with the worst change; shape (areas,), in the unit of the panel."""
    scale = scale_of(panel)
    if change is Change.RATIO:
        found = scale.model(after) - scale.model(last)
    elif change is Change.RATE:
        found = (after - last) / scale.exposure
    else:
        found = after - last
    found = panel.sign * found
    seen = np.isfinite(found)
    worst = np.zeros(len(found), dtype=np.bool_)
    if seen.any():
        # Equal changes stand or fall together: rounding on the way from the modelled scale does not part them.
        worst[seen] = found[seen] >= np.quantile(found[seen], 1.0 - WORST) - _ROUNDING * float(np.ptp(found[seen]))
    return worst
