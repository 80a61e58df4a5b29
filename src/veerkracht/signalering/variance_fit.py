"""The variances of noise and of real change, by likelihood, with how sure we are of them.

The likelihood is that of all waves of an area together, areas taken as independent (a composite likelihood: what
areas of a gemeente share stays in the variance, and is split off in `borrowing`). Weak priors keep few areas from
being sure of anything; with thousands of areas they weigh nothing.

Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, 5.4.1 (gradient of the likelihood);
Varin, Reid and Firth (2011), An overview of composite likelihood methods; Rue, Martino and Chopin (2009), Approximate
Bayesian inference using integrated nested Laplace approximations (integration over the variances).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from veerkracht.signalering.kernels import Variances, drift
from veerkracht.signalering.size_law import LEAST_SIZE, SizeLaw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.signalering.panel import Panel

# The likelihood of a missing wave is that of a wave with a noise of a million times the variance of a change.
_MISSING = 1e6
# Standard deviations of the priors, on log or logit scale: of a variance by a factor of 4.5 either way; of the part
# that falls with size; of how much faster than usual levels changed in one interval (a factor 1.6).
_WIDE, _PART, _FASTER = 1.5, 1.5, 0.5
# What was measured elsewhere holds here by a factor of 1.4 either way.
_ELSEWHERE = 0.35
# Of a noise that is neither known nor seen in three waves: a logit of the assumed share, one unit either way.
_ASSUMED = 0.7
# With this many waves a panel tells noise from change.
_TELLING = 3
_HARMLESS = 1e-12
# A variance of a hundredth of what is thought before looking is nearly nothing.
_NEARLY_NOTHING = float(np.log(100.0))
# A change varies at least this part of how levels vary.
_LEAST_CHANGE = 1e-6
# A frame of more values than this is searched on a part of its areas first.
_LARGE = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the likelihood is written in: data in units of the usual change, and the meaning of each parameter.

    Attributes:
        values: shape (areas, waves), centred on the common course, in units of `unit`; 0 where missing.
        known: shape (areas, waves), known noise in units of `unit` squared; 0 where missing or unknown.
        seen: shape (areas, waves).
        times: shape (waves,), in years.
        smaller: shape (areas,), `middle` over the size of each area.
        unit: one usual change, on the modelled scale.
        middle: size of an area at which the law of size has its mean.
        least_factor: least part of the known noise.
        names: of the parameters, in order.
        centre, deviation: of their normal priors.
    """

    values: NDArray[np.float64]
    known: NDArray[np.float64]
    seen: NDArray[np.bool_]
    times: NDArray[np.float64]
    smaller: NDArray[np.float64]
    unit: float
    middle: float
    least_factor: float
    names: tuple[str, ...]
    centre: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def at(self, name: str) -> int:
        """Return the place of a parameter, -1 if there is none."""
        return self.names.index(name) if name in self.names else -1

    def every(self, number: int) -> Frame:
        """Return the frame of one in `number` of its areas."""
        rows = slice(None, None, number)
        parts = {name: getattr(self, name)[rows] for name in ("values", "known", "seen", "smaller")}
        return replace(self, **parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The likeliest parameters of a frame.

    Attributes:
        mode: shape (parameters,).
        likelihood: logarithm of the likelihood at the mode, without the prior.
    """

    mode: NDArray[np.float64]
    likelihood: float


def maximise(frame: Frame, *, start: Mapping[str, float] | None = None) -> Draft:
    """Return the likeliest parameters given data and priors, searched from `start` where it names a parameter.

    A large frame is searched on one in six of its areas first, which costs little and leaves little to search.
    """
    from_here = dict(zip(frame.names, frame.centre, strict=True)) | dict(start or {})
    if frame.values.size > _LARGE and start is None:
        small = maximise(frame.every(6))
        from_here = dict(zip(frame.names, small.mode, strict=True))
    bounds = [(c - 6.0 * d, c + 6.0 * d) for c, d in zip(frame.centre, frame.deviation, strict=True)]
    found = minimize(
        lambda p: cost(frame, p),
        np.array([from_here[name] for name in frame.names]),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 60, "ftol": 3e-6},
    )
    mode = np.asarray(found.x, dtype=np.float64)
    away = (mode - frame.centre) / frame.deviation
    return Draft(mode=mode, likelihood=0.5 * float(away @ away) - float(found.fun))


def rises_with(frame: Frame, name: str, *, others: Mapping[str, float]) -> bool:
    """Return whether the likelihood rises when a variance grows from (nearly) nothing, the others as given."""
    start = {**others, name: float(frame.centre[frame.at(name)]) - _NEARLY_NOTHING}
    slope = _likelihood(frame, np.array([start[one] for one in frame.names]))[1]
    return bool(slope[frame.at(name)] > 0)


def uncertainty(frame: Frame, draft: Draft) -> NDArray[np.float64]:
    """Return the covariance of the parameters: the normal approximation of their posterior at the mode.

    How much faster than usual levels changed in one interval counts as known here; the rest carries what matters.
    """
    free = [i for i, name in enumerate(frame.names) if not name.startswith("faster")]
    curvature = np.empty((len(free), len(free)))
    for row, i in enumerate(free):
        off = np.zeros(len(draft.mode))
        off[i] = 0.05 * min(frame.deviation[i], 1.0)
        slope = cost(frame, draft.mode + off)[1] - cost(frame, draft.mode - off)[1]
        curvature[row] = slope[free] / (2.0 * off[i])
    values, vectors = np.linalg.eigh(0.5 * (curvature + curvature.T))
    # Nothing is less sure than its prior.
    values = np.maximum(values, 1.0 / frame.deviation.max() ** 2)
    covariance = np.zeros((len(draft.mode), len(draft.mode)))
    covariance[np.ix_(free, free)] = (vectors / values) @ vectors.T
    return covariance


def cost(frame: Frame, p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Return minus the logarithm of the posterior, and its gradient."""
    value, slope = _likelihood(frame, p)
    away = (p - frame.centre) / frame.deviation
    return 0.5 * float(away @ away) - value, away / frame.deviation - slope


def variances_at(frame: Frame, p: NDArray[np.float64]) -> Variances:
    """Return the variances that a point of parameters means, on the modelled scale."""
    one = frame.unit**2
    intervals = len(frame.times) - 1
    faster = np.array([np.exp(p[i]) if (i := frame.at(f"faster_{k}")) >= 0 else 1.0 for k in range(intervals)])
    trend = frame.at("trend")
    return Variances(
        factor=_factor(frame, p),
        extra=_law(p, level=frame.at("extra"), part=frame.at("extra_part"), frame=frame).times(one),
        step=_law(p, level=frame.at("step"), part=frame.at("step_part"), frame=frame).times(one),
        ends=frame.times,
        multipliers=faster,
        trend=one * float(np.exp(p[trend])) if trend >= 0 else 0.0,
        spread=one * float(np.exp(p[frame.at("spread")])),
    )


def frame_of(
    panel: Panel, *, course: NDArray[np.float64], assumed_noise: float, wave_noise: SizeLaw | None, trend: float
) -> Frame:
    """Return the frame of a panel: its unit, and the priors on its scale.

    Args:
        panel: the observations.
        course: shape (waves,), the common course that is taken off.
        assumed_noise: share of the variance of a change that is thought to be noise before looking.
        wave_noise: the noise of a wave as measured elsewhere, or None.
        trend: prior guess of the variance of the trend in units of the variance of a change per year; 0 leaves it out.
    """
    seen = panel.seen
    has_known = bool(np.isfinite(panel.known[seen]).any())
    known = np.where(seen, panel.filled, 0.0)
    values = np.where(seen, panel.values - course, 0.0)
    change, years = _typical_change(np.where(seen, values, np.nan), times=panel.times)
    waves = int(seen.any(axis=0).sum())
    # Three waves or more speak for themselves; what is thought before looking is then in the middle.
    chance = assumed_noise if waves < _TELLING else 0.5
    size = np.maximum(panel.size, LEAST_SIZE)
    middle = 1.0 / float(np.mean(1.0 / size)) if size.size else 1.0
    # Figures that all move alike leave no change to measure by; then the noise or the spread of levels sets the scale.
    least = _LEAST_CHANGE * float(np.var(values[seen])) if seen.any() else 0.0
    change = max(change, least, 0.2 * float(np.median(known[seen])) if has_known else 0.0)
    level = float(np.var(values[seen])) / change if seen.any() else 1.0
    priors = _noise_priors(
        has_known=has_known,
        is_count=panel.counts is not None,
        least_factor=panel.least_factor,
        assumed_noise=chance,
        noise_elsewhere=None if wave_noise is None else float(wave_noise.at(np.array([middle]))[0]) / change,
        waves=waves,
    )
    known_part = 2.0 * float(np.median(known[seen])) / change if has_known else chance
    real = max(1.0 - known_part, 0.1) / years
    priors["step"] = (float(np.log(real)), _WIDE if has_known or waves >= _TELLING else _ASSUMED)
    priors["step_part"] = (-1.0, _PART)
    if trend > 0:
        priors["trend"] = (float(np.log(trend * real)), _WIDE)
    priors["spread"] = (float(np.log(max(level, 0.1))), 2.0)
    if len(panel.times) > 2:
        priors |= {f"faster_{i}": (0.0, _FASTER) for i in range(len(panel.times) - 1)}
    return _framed(panel, priors, values=values, known=known, change=change, smaller=middle / size, middle=middle)


def _framed(
    panel: Panel,
    priors: Mapping[str, tuple[float, float]],
    *,
    values: NDArray[np.float64],
    known: NDArray[np.float64],
    change: float,
    smaller: NDArray[np.float64],
    middle: float,
) -> Frame:
    """Return the frame in units of the variance of a change."""
    return Frame(
        values=values / np.sqrt(change),
        known=known / change,
        seen=panel.seen,
        times=panel.times,
        smaller=smaller,
        unit=float(np.sqrt(change)),
        middle=middle,
        least_factor=panel.least_factor,
        names=tuple(priors),
        centre=np.array([c for c, _ in priors.values()]),
        deviation=np.array([d for _, d in priors.values()]),
    )


def _typical_change(values: NDArray[np.float64], *, times: NDArray[np.float64]) -> tuple[float, float]:
    """Return the robust variance of a change between waves as observed, and over how many years such changes are."""
    found, years = [], []
    last, when = values[:, 0].copy(), np.where(np.isfinite(values[:, 0]), times[0], np.nan)
    for t in range(1, values.shape[1]):
        here = np.isfinite(values[:, t])
        both = here & np.isfinite(last)
        found.append(values[both, t] - last[both])
        years.append(times[t] - when[both])
        last, when = np.where(here, values[:, t], last), np.where(here, times[t], when)
    changes = np.concatenate(found) if found else np.empty(0)
    if not changes.size:
        present = values[np.isfinite(values)]
        return max(float(np.var(present)) * 0.1 if present.size else 1.0, _HARMLESS), 1.0
    middle = changes - np.median(changes)
    spread = 1.4826 * float(np.median(np.abs(middle))) or float(np.std(middle))
    return max(spread**2, _HARMLESS), float(np.mean(np.concatenate(years)))


def _noise_priors(
    *,
    has_known: bool,
    is_count: bool,
    least_factor: float,
    assumed_noise: float,
    noise_elsewhere: float | None,
    waves: int,
) -> dict[str, tuple[float, float]]:
    """Return centre and deviation of the priors of the noise, in units of the variance of a change."""
    if has_known:
        found = {"extra": (float(np.log(0.05)), _WIDE)}
        if is_count:
            return {**found, "beyond": (float(np.log(0.1)), _WIDE)}
        return found if least_factor >= 1.0 else {**found, "factor": (0.0, _PART)}
    if noise_elsewhere is not None and waves >= _TELLING:
        return {"extra": (float(np.log(max(noise_elsewhere, 1e-4))), _ELSEWHERE), "extra_part": (2.0, _PART)}
    return {
        "extra": (float(np.log(assumed_noise / 2.0)), _WIDE if waves >= _TELLING else _ASSUMED),
        "extra_part": (0.0, _PART),
    }


def _likelihood(frame: Frame, p: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Return the logarithm of the likelihood at a point of parameters, and its gradient."""
    waves = len(frame.times)
    one = variances_at(replace(frame, unit=1.0), p)
    size = frame.middle / frame.smaller
    step, extra = one.step.at(size), one.extra.at(size)
    moved = one.walk(frame.times)
    shared = one.spread + (one.trend * drift(frame.times) if one.trend else 0.0)
    total = step[:, None, None] * moved + shared
    at = np.arange(waves)
    noise = np.where(frame.seen, one.factor * frame.known + extra[:, None], _MISSING)
    total[:, at, at] += np.maximum(noise, 1e-9 * max(one.spread, 1.0))
    factor = np.linalg.cholesky(total)
    inverse = np.linalg.inv(total)
    pull = np.einsum("aij,aj->ai", inverse, frame.values)
    value = -0.5 * float((pull * frame.values).sum()) - float(np.log(factor[:, at, at]).sum())
    value += 0.5 * float((~frame.seen).sum()) * float(np.log(_MISSING))
    score = 0.5 * (pull[:, :, None] * pull[:, None, :] - inverse)
    own = np.where(frame.seen, score[:, at, at], 0.0)
    return value, _gradient(frame, p, one=one, score=score, own=own, step=step, extra=extra)


def _gradient(
    frame: Frame,
    p: NDArray[np.float64],
    *,
    one: Variances,
    score: NDArray[np.float64],
    own: NDArray[np.float64],
    step: NDArray[np.float64],
    extra: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the gradient of the likelihood, from its derivative to each covariance (`score`, halved)."""
    slope = np.zeros(len(p))
    noisy = own.sum(axis=1)
    walked = np.einsum("aij,ij->a", score, one.walk(frame.times))
    _add_law(slope, p, "extra", frame=frame, pull=noisy, law=extra)
    _add_law(slope, p, "step", frame=frame, pull=walked, law=step)
    if (i := frame.at("factor")) >= 0:
        share = expit(p[i])
        slope[i] = (1.0 - frame.least_factor) * share * (1.0 - share) * float((own * frame.known).sum())
    if (i := frame.at("beyond")) >= 0:
        slope[i] = float(np.exp(p[i])) * float((own * frame.known).sum())
    slope[frame.at("spread")] = one.spread * float(score.sum())
    if (i := frame.at("trend")) >= 0:
        slope[i] = one.trend * float(np.einsum("aij,ij->", score, drift(frame.times)))
    weighted = np.einsum("a,aij->ij", step, score)
    lengths = one.multipliers * np.diff(frame.times)
    for k, length in enumerate(lengths):
        if (i := frame.at(f"faster_{k}")) >= 0:
            slope[i] = float(length * weighted[k + 1 :, k + 1 :].sum())
    return slope


def _add_law(
    slope: NDArray[np.float64],
    p: NDArray[np.float64],
    name: str,
    *,
    frame: Frame,
    pull: NDArray[np.float64],
    law: NDArray[np.float64],
) -> None:
    """Add the gradient to the two parameters of a law of size, in place."""
    slope[frame.at(name)] = float((pull * law).sum())
    if (i := frame.at(f"{name}_part")) >= 0:
        part = expit(p[i])
        slope[i] = float(np.exp(p[frame.at(name)]) * part * (1.0 - part) * (pull * (frame.smaller - 1.0)).sum())


def _law(p: NDArray[np.float64], *, level: int, part: int, frame: Frame) -> SizeLaw:
    """Return the law of size whose mean and part that falls with size these parameters are."""
    mean = float(np.exp(p[level]))
    falls = float(expit(p[part])) if part >= 0 else 0.0
    return SizeLaw(base=mean * (1.0 - falls), per_resident=mean * falls * frame.middle)


def _factor(frame: Frame, p: NDArray[np.float64]) -> float:
    if (i := frame.at("beyond")) >= 0:
        return 1.0 + float(np.exp(p[i]))
    i = frame.at("factor")
    return 1.0 if i < 0 else frame.least_factor + (1.0 - frame.least_factor) * float(expit(p[i]))
