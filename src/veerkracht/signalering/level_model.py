"""The local level model: how much of an observed change is noise, and what remains without it.

    y[a,t]   = level[a,t] + noise[a,t]            noise ~ N(0, R[a,t])
    level[a,t+1] = level[a,t] + shift[g,t] + step  step  ~ N(0, Q[t])

with a common shift of the gemeente g. The noise follows from successive changes: with
d[t] = y[t+1] - y[t] and independent steps, Cov(d[t], d[t+1]) = -R[t+1]; and Var(d[t]) = Q[t] + R[t] + R[t+1].

Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, 2.4.1 and 4.1.2 (local
level model and its autocovariance); Durbin and Koopman (2012), Time Series Analysis by State Space Methods, ch. 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import nnls

from veerkracht.signalering.size_law import LEAST_SIZE, SizeLaw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.signalering.measure import Observations

# The moments are taken in at most eight strata of size of at least 60 areas each.
_STRATA, _LEAST_IN_STRATUM = 8, 60
# What few areas say is drawn to what was known or assumed beforehand as if that were 30 observations.
_PRIOR = 30.0
# The real change of one step is drawn to that of all steps (per year) as if that were 200 areas.
_POOL = 200.0
# At least 5% of the variance of a change is noise and at least 1% is real: with less the model would be
# sure of everything or of nothing on the strength of one sample.
_LEAST_NOISE, _LEAST_STEP = 0.05, 0.01
# Changes beyond six robust standard deviations of their stratum count as six, so that one merger of buurten or
# one festival does not set the noise of all.
_CLIP = 6.0
_TINY = 1e-12
_CHUNK = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelModel:
    """The variances of one indicator, fitted once (nationally where the data are) and used for any of its areas.

    Attributes:
        factor: what the known noise is multiplied by.
        extra: variance of the noise of a wave beyond the known noise.
        least_noise: the noise is at least this.
        per_year: variance of a real change per year.
        steps: variance of a real change between two successive waves.
        inflation: what every posterior variance is multiplied by, because variances from few changes are uncertain
            themselves: 1 + 30 / number of pairs of changes, so that intervals from 40 areas keep their coverage; see
            `_inflation` where the noise is assumed.
        is_measured: whether the noise was measured from three waves or more, rather than known or assumed.
        is_assumed: whether the noise is merely assumed: neither measured nor known.
        spread: standard deviation of the level between areas.
        areas: number of areas with two waves or more on which it was fitted.
    """

    factor: float
    extra: SizeLaw
    least_noise: SizeLaw
    per_year: SizeLaw
    steps: Mapping[tuple[Period, Period], SizeLaw]
    inflation: float
    is_measured: bool
    is_assumed: bool
    spread: float
    areas: int

    def noise(self, seen: Observations) -> NDArray[np.float64]:
        """Return the variance of the noise of every observation; shape (areas, waves)."""
        size = seen.size[:, None]
        found = self.factor * _filled(seen.known) + self.extra.at(size)
        return np.maximum(np.maximum(found, self.least_noise.at(size)), _TINY)

    def step(self, seen: Observations) -> NDArray[np.float64]:
        """Return the variance of the real change between successive waves; shape (areas, waves - 1)."""
        found = []
        for a, b in zip(seen.periods, seen.periods[1:], strict=False):
            law = self.steps.get((a, b))
            years = max(b.years_since(a), 0.25)
            found.append(self.per_year.at(seen.size) * years if law is None else law.at(seen.size))
        return np.maximum(np.stack(found, axis=1), _TINY) if found else np.empty((len(seen.size), 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Levels without noise at the two ends of a span, given everything observed.

    Attributes:
        mean: shape (areas, 2), at the first and at the last wave.
        covariance: shape (areas, 2, 2).
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    def change(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the expected change and its variance, each of shape (areas,)."""
        c = self.covariance
        return self.mean[:, 1] - self.mean[:, 0], np.maximum(c[:, 0, 0] + c[:, 1, 1] - 2.0 * c[:, 0, 1], 0.0)


def fit_level_model(
    seen: Observations, *, groups: NDArray[np.intp], assumed_noise: float, wave_noise: SizeLaw | None = None
) -> LevelModel:
    """Return the variances of noise and of real change, from the moments of successive changes.

    Args:
        seen: the observations; the more areas and waves the better.
        groups: shape (areas,), number of the gemeente of each area, from 0.
        assumed_noise: share of the variance of a change that is noise where it can be neither known nor measured.
        wave_noise: variance of the noise of one wave as measured elsewhere, for tables of few areas; None if unknown.
    """
    strata = _strata(seen)
    centred = _clipped(np.diff(seen.values, axis=1) - shifts(seen, groups=groups)[0], strata=strata)
    total = _law(centred**2, seen=seen, strata=strata)
    has_known = bool(np.isfinite(seen.known).any())
    product = -centred[:, :-1] * centred[:, 1:]
    known = np.where(np.isfinite(product), _filled(seen.known)[:, 1:-1], np.nan)
    count = int(np.isfinite(product).sum())
    # Two waves alone cannot show that a noise measured elsewhere holds here too: then the careful assumption stands.
    elsewhere = wave_noise if count else None
    prior = elsewhere or total.times(assumed_noise / 2.0)
    factor = _factor(product, known=known) if has_known else 1.0
    rest = product - factor * known if count else product
    is_assumed = count < _PRIOR and not has_known and elsewhere is None
    draft = LevelModel(
        factor=factor,
        extra=_law(rest, seen=seen, strata=strata, prior=SizeLaw(base=0.0) if has_known else prior),
        least_noise=SizeLaw(base=_LEAST_NOISE / 2.0 * total.base, per_resident=_LEAST_NOISE / 2.0 * total.per_resident),
        per_year=SizeLaw(base=_TINY),
        steps={},
        inflation=_inflation(count, is_assumed=is_assumed, assumed_noise=assumed_noise),
        is_measured=count >= _PRIOR,
        is_assumed=is_assumed,
        spread=_spread(seen.values),
        areas=int((np.isfinite(seen.values).sum(axis=1) > 1).sum()),
    )
    return _with_steps(draft, centred, seen=seen, strata=strata)


def shifts(seen: Observations, *, groups: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the common change of each area's gemeente and its variance; each of shape (areas, waves - 1).

    A mean of few areas is drawn to the mean of all (a random effect of the gemeente, moments of DerSimonian and
    Laird 1986), so that a gemeente of three buurten does not take its own noise for a trend.
    """
    steps = np.diff(seen.values, axis=1)
    weight = _weights(seen)
    mean, variance = np.zeros_like(steps), np.zeros_like(steps)
    for t in range(steps.shape[1]):
        mean[:, t], variance[:, t] = _group_means(steps[:, t], groups=groups, weight=weight)
    return mean, variance


def levels(seen: Observations, model: LevelModel, *, groups: NDArray[np.intp], first: Period, last: Period) -> Levels:
    """Return the levels at both ends of a span given all waves: the exact smoother of the local level model.

    Solved from the tridiagonal precision matrix of all waves of an area at once, for thousands of areas at a time.

    Returns:
        Levels that are NaN where one of the two ends was not observed.
    """
    waves = len(seen.periods)
    ends = (seen.periods.index(first), seen.periods.index(last))
    noise, step = model.noise(seen), model.step(seen)
    shift, shift_variance = shifts(seen, groups=groups)
    observed = np.isfinite(seen.values)
    weight = np.where(observed, 1.0 / noise, 0.0)
    tie = 1.0 / (step + shift_variance)
    mean = np.full((len(seen.values), 2), np.nan)
    covariance = np.full((len(seen.values), 2, 2), np.nan)
    usable = np.flatnonzero(observed[:, ends[0]] & observed[:, ends[1]])
    right = np.zeros((waves, 3))
    right[ends[0], 1] = right[ends[1], 2] = 1.0
    for start in range(0, len(usable), _CHUNK):
        rows = usable[start : start + _CHUNK]
        precision = _precision(weight[rows], tie[rows])
        sides = np.broadcast_to(right, (len(rows), waves, 3)).copy()
        sides[:, :, 0] = np.where(observed[rows], weight[rows] * np.nan_to_num(seen.values[rows]), 0.0)
        pull = tie[rows] * shift[rows]
        sides[:, 1:, 0] += pull
        sides[:, :-1, 0] -= pull
        solved = np.linalg.solve(precision, sides)[:, list(ends), :]
        mean[rows], covariance[rows] = solved[:, :, 0], model.inflation * solved[:, :, 1:]
    return Levels(mean=mean, covariance=covariance)


def _precision(weight: NDArray[np.float64], tie: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the precision matrix of the levels of each area; shape (areas, waves, waves)."""
    waves = weight.shape[1]
    precision = np.zeros((len(weight), waves, waves))
    diagonal = weight.copy()
    diagonal[:, 1:] += tie
    diagonal[:, :-1] += tie
    at = np.arange(waves)
    precision[:, at, at] = diagonal
    precision[:, at[1:], at[:-1]] = precision[:, at[:-1], at[1:]] = -tie
    return precision


def _with_steps(
    draft: LevelModel, centred: NDArray[np.float64], *, seen: Observations, strata: NDArray[np.intp]
) -> LevelModel:
    """Return the model with the variance of real change: what the noise leaves of the observed variance."""
    noise = draft.noise(seen)
    rest = centred**2 - noise[:, :-1] - noise[:, 1:]
    pairs = list(zip(seen.periods, seen.periods[1:], strict=False))
    if not pairs:
        return draft
    length = np.array([max(b.years_since(a), 0.25) for a, b in pairs])
    pooled = _law(rest / length, seen=seen, strata=strata)
    pooled = replace(pooled, base=max(pooled.base, _TINY))
    steps: dict[tuple[Period, Period], SizeLaw] = {}
    for t, pair in enumerate(pairs):
        own = _law(rest[:, t : t + 1], seen=seen, strata=strata)
        present = np.isfinite(centred[:, t])
        least = _LEAST_STEP * float(np.mean(centred[present, t] ** 2)) if present.any() else _TINY
        weight = float(present.sum()) / (float(present.sum()) + _POOL)
        base = weight * own.base + (1.0 - weight) * pooled.base * length[t]
        per_resident = weight * own.per_resident + (1.0 - weight) * pooled.per_resident * length[t]
        steps[pair] = SizeLaw(base=max(base, least, _TINY), per_resident=per_resident)
    return replace(draft, steps=steps, per_year=pooled)


def _inflation(count: int, *, is_assumed: bool, assumed_noise: float) -> float:
    """Return what posterior variances are multiplied by for not knowing the variances themselves.

    With a share s of noise in the variance V of a change, the change has posterior variance s (1 - s) V. Where s is
    only assumed, the largest that any s can give (V / 4) is used.
    """
    if is_assumed:
        return 0.25 / (assumed_noise * (1.0 - assumed_noise))
    return 1.0 + _PRIOR / count if count else 1.0


def _factor(product: NDArray[np.float64], *, known: NDArray[np.float64]) -> float:
    """Return what the known noise must be multiplied by so that it is not more than was measured, 0.1 to 1.

    Counts of a register change less than independent draws would (the same persons stay), so the binomial noise of a
    share is an upper bound; the panel says how much of it shows.
    """
    use = np.isfinite(product) & np.isfinite(known)
    if not use.any():
        return 1.0
    w = 1.0 / (known[use] + float(np.median(known[use]))) ** 2
    count, expected = float(use.sum()), float((w * known[use]).sum() / w.sum())
    measured = float((w * product[use]).sum() / w.sum())
    return float(np.clip((count * measured / expected + _PRIOR) / (count + _PRIOR), 0.1, 1.0))


def _law(
    values: NDArray[np.float64],
    *,
    seen: Observations,
    strata: NDArray[np.intp],
    prior: SizeLaw | None = None,
) -> SizeLaw:
    """Return the law of size through the means of `values` (areas, k) in each stratum, by non-negative least squares.

    A stratum weighs as much as its number of observations over the square of its spread; `prior` joins as 30
    observations of the middle stratum, and stands alone where there are none.
    """
    use = np.isfinite(values)
    if not use.any():
        return prior or SizeLaw(base=0.0)
    number = int(strata.max()) + 1
    rows, means, weights = [], [], []
    for s in range(number):
        here = use & (strata == s)[:, None]
        if not here.any():
            continue
        found = values[here]
        size = np.broadcast_to(np.maximum(seen.size, LEAST_SIZE)[:, None], values.shape)[here]
        rows.append([1.0, float(np.mean(1.0 / size))])
        means.append(float(found.mean()))
        weights.append(np.sqrt(len(found)) / (float(np.abs(found).mean()) + _TINY))
    if prior is not None:
        middle = len(rows) // 2
        scale = weights[middle] * np.sqrt(_PRIOR / max(float(use.sum()) / len(rows), 1.0))
        rows.append(rows[middle])
        means.append(prior.base + prior.per_resident * rows[middle][1])
        weights.append(scale)
    design, target, w = np.array(rows), np.array(means), np.array(weights)
    if number == 1:
        return SizeLaw(base=max(float((w**2 * target).sum() / (w**2).sum()), 0.0))
    unit = design[:, 1].mean()
    solution, _ = nnls(design / np.array([1.0, unit]) * w[:, None], target * w)
    return SizeLaw(base=float(solution[0]), per_resident=float(solution[1] / unit))


def _strata(seen: Observations) -> NDArray[np.intp]:
    """Return the stratum of size of each area, from 0; shape (areas,)."""
    used = seen.size[np.isfinite(seen.values).any(axis=1)]
    number = min(_STRATA, len(used) // _LEAST_IN_STRATUM)
    if number < 2 or len(np.unique(used)) < number:
        return np.zeros(len(seen.size), dtype=np.intp)
    edges = np.unique(np.quantile(used, np.linspace(0, 1, number + 1)[1:-1]))
    return np.searchsorted(edges, seen.size)


def _weights(seen: Observations) -> NDArray[np.float64]:
    """Return the weight of each area: less where its known noise is large; shape (areas,)."""
    known = _filled(seen.known)
    own = known.mean(axis=1)
    middle = float(np.median(own)) if len(own) else 0.0
    return 1.0 / (own + middle) if middle > 0 else np.ones(len(own))


def _filled(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the known noise, holes filled with the area's own mean, else with the median of all, else 0."""
    present = np.isfinite(known)
    if not present.any():
        return np.zeros_like(known)
    count = present.sum(axis=1, keepdims=True)
    own = np.where(present, known, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    own = np.where(count > 0, own, float(np.median(known[present])))
    return np.where(present, known, own)


def _group_means(
    change: NDArray[np.float64], *, groups: NDArray[np.intp], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each area the shrunken mean change of its group and the variance of that mean."""
    use = np.isfinite(change)
    if not use.any():
        return np.zeros(len(change)), np.zeros(len(change))
    middle = float(np.median(change[use]))
    one = np.zeros(len(change), dtype=np.intp)
    clipped = middle + _clipped((change - middle)[:, None], strata=one)[:, 0]
    w = np.where(use, weight, 0.0)
    v = np.where(use, clipped, 0.0)
    size = int(groups.max()) + 1
    sums = np.bincount(groups, weights=w, minlength=size)
    squares = np.bincount(groups, weights=w**2, minlength=size)
    means = np.bincount(groups, weights=w * v, minlength=size) / np.maximum(sums, 1e-300)
    effective = np.where(sums > 0, sums**2 / np.maximum(squares, 1e-300), 0.0)
    grand = float((w * v).sum() / w.sum())
    within = float((w * (v - means[groups]) ** 2).sum() / w.sum())
    filled = effective > 0
    degrees = max(float(effective.sum()) - float((effective**2).sum()) / float(effective.sum()), 1e-9)
    q = float((effective * (means - grand) ** 2)[filled].sum())
    between = max((q - (int(filled.sum()) - 1) * within) / degrees, 0.0) if filled.sum() > 1 else 0.0
    error = within / np.maximum(effective, 1e-9)
    share = between / (between + error) if between > 0 else np.zeros(size)
    grand_error = within / max(float(effective.sum()), 1.0)
    means = np.where(filled, grand + share * (means - grand), grand)
    return means[groups], (share * error + (1 - share) ** 2 * grand_error)[groups]


def _clipped(centred: NDArray[np.float64], *, strata: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the changes, those beyond six robust standard deviations of their stratum brought back to six."""
    out = centred.copy()
    for t in range(centred.shape[1]):
        for s in np.unique(strata):
            here = (strata == s) & np.isfinite(centred[:, t])
            if here.any():
                spread = 1.4826 * float(np.median(np.abs(centred[here, t])))
                out[here, t] = (
                    np.clip(centred[here, t], -_CLIP * spread, _CLIP * spread) if spread > 0 else out[here, t]
                )
    return out


def _spread(values: NDArray[np.float64]) -> float:
    """Return the median over the waves of the standard deviation between areas."""
    found = [float(np.std(v[np.isfinite(v)])) for v in values.T if np.isfinite(v).sum() > 1]
    return float(np.median(found)) if found else 0.0
