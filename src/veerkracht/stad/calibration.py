"""Few coefficients fitted to what a city has, and which of them its figures cannot tell.

Level one fits on the mean field: Gauss-Newton with what is believed beforehand as a soft pull (Tarantola 2005, Inverse
problem theory, ch. 3), damped where a step would not help (Levenberg 1944; Marquardt 1963). Level two lays runs of the
engine with households beside the fitted mean field (`agreement`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.backcast import BackcastShapeError, PriorError, TooFewMeasuredError
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.coefficients import Coefficients

    Values = NDArray[np.float64]

# A parameter is told by the data if they halve its spread: then they weigh three times what was believed beforehand.
# A choice of ours.
TOLD: Final = 0.5
_STEP: Final = (
    0.02  # of the spread beforehand, to both sides: small against it, large against rounding in the mean field
)
_MOST_ROUNDS: Final = 30
_ENOUGH: Final = 1e-6  # part of the misfit that a round must still win


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed of a coefficient before the figures of a city are seen.

    Attributes:
        name: a field of `Coefficients`. If that is a tuple, all its elements get one factor, and middle is about 1.
        middle: central value.
        spread: standard deviation, above 0.
        low, high: what it may be at all.
    """

    name: str
    middle: float
    spread: float
    low: float = 0.0
    high: float = np.inf

    def __post_init__(self) -> None:
        if not (np.isfinite(self.middle) and np.isfinite(self.spread) and self.spread > 0):
            raise PriorError(self.name, middle=self.middle, spread=self.spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Fitted coefficients with what is left of the doubt.

    Attributes:
        names: shape (parameters,).
        values: shape (parameters,).
        spread: standard deviation afterwards, shape (parameters,).
        narrowed: that divided by the spread beforehand: 1 is nothing learnt, 0 is known exactly; shape (parameters,).
        covariance: shape (parameters, parameters).
        misfit: mean square of (simulated - measured) / spread of the measurement; about 1 if the spreads are right.
        has_settled: whether the last round won next to nothing.
    """

    names: tuple[str, ...]
    values: Values
    spread: Values
    narrowed: Values
    covariance: Values
    misfit: float
    has_settled: bool

    @property
    def untold(self) -> tuple[str, ...]:
        """The coefficients that the figures cannot tell: their spread is at least half of what it was."""
        return tuple(name for name, share in zip(self.names, self.narrowed, strict=True) if share > TOLD)

    def entangled(self, *, beyond: float = 0.9) -> tuple[tuple[str, str], ...]:
        """Return pairs that the figures tell only together: their errors correlate more than `beyond`."""
        scale = np.sqrt(np.diag(self.covariance))
        correlation = np.abs(self.covariance / np.outer(scale, scale))
        pairs = np.argwhere(np.triu(correlation > beyond, k=1))
        return tuple((self.names[a], self.names[b]) for a, b in pairs)

    def caution(self) -> Bilingual | None:
        """Return the sentence that goes with each answer, or None if the figures tell all coefficients."""
        if not self.untold:
            return None
        names = ", ".join(self.untold)
        return Bilingual(
            f"De cijfers van deze stad kunnen niet zeggen hoe groot dit is: {names}. "
            "De uitkomst steunt daar op een aanname; lees vooral de marges.",
            f"The figures of this city cannot tell how large this is: {names}. "
            "There the answer rests on an assumption; read the bands above all.",
        )


def with_values(coefficients: Coefficients, names: Sequence[str], values: Values) -> Coefficients:
    """Return coefficients with some replaced; a tuple is multiplied by its value."""
    changes: dict[str, float | tuple[float, ...]] = {}
    for name, value in zip(names, values, strict=True):
        old = getattr(coefficients, name)
        changes[name] = tuple(one * float(value) for one in old) if isinstance(old, tuple) else float(value)
    return replace(coefficients, **changes)  # type: ignore[arg-type]  # the fields were read from it by name


def calibrate(
    simulate: Callable[[Values], Values], measured: Values, *, error: Values, priors: Sequence[Prior]
) -> Calibration:
    """Return the coefficients that fit best to what was measured and to what was believed.

    Args:
        simulate: from coefficients, in the order of `priors`, to what would be measured; smooth, as the mean field is.
        measured: NaN where not measured; any shape that `simulate` gives too.
        error: standard deviation of measurement, chance and model together, of the same shape, or one for all.
        priors: what is believed beforehand.

    Raises:
        BackcastShapeError: if what is simulated has another shape than what was measured.
        TooFewMeasuredError: if nothing was measured.
    """
    seen = np.isfinite(measured)
    if not seen.any():
        raise TooFewMeasuredError(areas=0, least=1)
    scale = np.broadcast_to(error, measured.shape)[seen]
    middle, spread = (np.array([getattr(one, what) for one in priors]) for what in ("middle", "spread"))
    low, high = (np.array([getattr(one, what) for one in priors]) for what in ("low", "high"))

    def missed(values: Values) -> Values:
        found = simulate(values)
        if found.shape != measured.shape:
            raise BackcastShapeError("simulate", found=found.shape, wanted=measured.shape)
        return np.asarray((found[seen] - measured[seen]) / scale, dtype=np.float64)

    values, has_settled = np.clip(middle, low, high), False
    left = missed(values)
    damping, slope = 1e-3, _slopes(missed, values, spread=spread, low=low, high=high)
    for _ in range(_MOST_ROUNDS):
        values, left, won, damping = _one_round(
            missed, values, left, slope=slope, middle=middle, spread=spread, bounds=(low, high), damping=damping
        )
        slope = _slopes(missed, values, spread=spread, low=low, high=high)
        if won <= _ENOUGH:
            has_settled = True
            break
    return _told(priors, values, slope=slope, spread=spread, misfit=float(np.mean(left**2)), has_settled=has_settled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """What figures would tell of coefficients, before anything is fitted.

    Attributes:
        names: shape (parameters,).
        alone: what is left of the spread beforehand if all others were known: 1 is nothing told, 0 is all.
        together: the same with all of them unknown; at least `alone`. The gap is what the figures confuse.
    """

    names: tuple[str, ...]
    alone: Values
    together: Values

    @property
    def told(self) -> tuple[str, ...]:
        """The coefficients that the figures would tell: they at least halve the spread."""
        return tuple(name for name, left in zip(self.names, self.together, strict=True) if left <= TOLD)


def information(simulate: Callable[[Values], Values], *, error: Values, priors: Sequence[Prior]) -> Information:
    """Return what figures would tell of coefficients around what is believed of them.

    Fisher information of independent normal errors: the slopes of the figures, in units of their error (Fisher 1925,
    Theory of statistical estimation); with what is believed beforehand beside it (Tarantola 2005, ch. 3).

    Args:
        simulate: as for `calibrate`.
        error: as for `calibrate`.
        priors: as for `calibrate`.
    """
    middle, spread, low, high = (
        np.array([getattr(one, what) for one in priors]) for what in ("middle", "spread", "low", "high")
    )
    known = np.isfinite(simulate(middle))
    scale = np.broadcast_to(error, known.shape)[known]
    slope = _slopes(lambda values: simulate(values)[known] / scale, middle, spread=spread, low=low, high=high) * spread
    power = slope.T @ slope
    return Information(
        names=tuple(one.name for one in priors),
        alone=1.0 / np.sqrt(np.diag(power) + 1.0),
        together=np.sqrt(np.diag(np.linalg.inv(power + np.eye(len(priors))))),
    )


def _told(
    priors: Sequence[Prior], values: Values, *, slope: Values, spread: Values, misfit: float, has_settled: bool
) -> Calibration:
    # In units of the spread beforehand, so that a parameter in percents and one in homes weigh alike.
    own = slope * spread
    covariance = np.linalg.inv(own.T @ own + np.eye(len(values))) * np.outer(spread, spread)
    after = np.sqrt(np.diag(covariance))
    return Calibration(
        names=tuple(one.name for one in priors),
        values=values,
        spread=after,
        narrowed=after / spread,
        covariance=covariance,
        misfit=misfit,
        has_settled=has_settled,
    )


def _one_round(
    missed: Callable[[Values], Values],
    values: Values,
    left: Values,
    *,
    slope: Values,
    middle: Values,
    spread: Values,
    bounds: tuple[Values, Values],
    damping: float,
) -> tuple[Values, Values, float, float]:
    """Return values and misses after a step that helps, the part of the misfit it won, and the damping it took."""
    now = float(left @ left + (((values - middle) / spread) ** 2).sum())
    own, pull = slope * spread, (values - middle) / spread
    curve, downhill = own.T @ own + np.eye(len(values)), own.T @ left + pull
    for _ in range(8):
        step = np.linalg.solve(curve + damping * np.diag(np.diag(curve)), downhill) * spread
        tried = np.clip(values - step, *bounds)
        there = missed(tried)
        then = float(there @ there + (((tried - middle) / spread) ** 2).sum())
        if then < now:
            return tried, there, (now - then) / now, max(damping / 10.0, 1e-9)
        damping *= 10.0
    return values, left, 0.0, damping


def _slopes(missed: Callable[[Values], Values], values: Values, *, spread: Values, low: Values, high: Values) -> Values:
    """Return what a coefficient does to each miss, by differences to both sides; shape (measured, parameters)."""
    columns = []
    for k, size in enumerate(spread * _STEP):
        up, down = values.copy(), values.copy()
        up[k], down[k] = min(values[k] + size, high[k]), max(values[k] - size, low[k])
        columns.append((missed(up) - missed(down)) / (up[k] - down[k]))
    return np.stack(columns, axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Whether the mean of runs is where the mean field says.

    Attributes:
        share: of the values within three standard errors of the mean of the runs; law 8 asks 95%.
        furthest: the largest distance, in standard deviations of a single run.
    """

    share: float
    furthest: float

    @property
    def holds(self) -> bool:
        """Whether a calibration on the mean field may be used for runs."""
        return self.share >= 0.95


def agreement(mean_field: Values, runs: Values) -> Agreement:
    """Return how the mean field and runs agree; where all runs are the same, the mean field must be there too.

    Args:
        mean_field: any shape.
        runs: shape (runs, *shape of the mean field), 2 runs or more.

    Raises:
        BackcastShapeError: if the shapes differ, or there is one run only.
    """
    if len(runs) < 2 or runs.shape[1:] != mean_field.shape:
        raise BackcastShapeError("runs", found=runs.shape, wanted=("2 or more", *mean_field.shape))
    apart = np.abs(mean_field - runs.mean(axis=0))
    spread = runs.std(axis=0, ddof=1)
    within = apart <= 3.0 * spread / np.sqrt(len(runs)) + 1e-9 * np.maximum(np.abs(mean_field), 1.0)
    furthest = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0)
    return Agreement(share=float(within.mean()), furthest=float(furthest.max()))
