"""What a simulation must beat, and what it may know: rules and noise learnt from waves before its start only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.backcast import NoEarlierChangeError
from veerkracht.signalering.verwachting.baselines import rules
from veerkracht.signalering.verwachting.correction import examples
from veerkracht.signalering.verwachting.features import know, state
from veerkracht.signalering.verwachting.scale import Change
from veerkracht.stad.backcast import CHANCES, NO_CHANGE, TREND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.panel import Panel

# The rules of phase 1 that a simulation is laid beside, under the names used here.
_NAMES: Final = {"no_change": NO_CHANGE, "last_change": TREND, "shrunk": "shrunk"}


def simple_rules(panel: Panel, *, last: Period, targets: Sequence[Period]) -> dict[str, NDArray[np.float64]]:
    """Return the quantiles of the simple rules of phase 1 for later waves; each of shape (waves, areas, 20).

    - no_change: the last value, as wide as areas changed before;
    - trend: the last value plus a learnt part of the last change (only if there are two changes to learn it from);
    - shrunk: the last value drawn to the mean, as far as earlier waves teach.

    The panel is cut at `last` first. Waves lie unevenly in time; how wide a rule is grows with the root of the years,
    so that what was learnt over four years is not held against a simulation of two (a random walk: Bachelier 1900).

    Raises:
        NoEarlierChangeError: if there are not two waves until `last`.
    """
    known_panel = panel.until(last)
    if len(known_panel.periods) < 2:
        raise NoEarlierChangeError(last=last, waves=len(known_panel.periods))
    known = know(known_panel)
    times = known_panel.times()
    now = state(known, waves=len(times), target=float(times[-1]) + 1.0)
    found: dict[str, list[NDArray[np.float64]]] = {}
    for target in targets:
        ahead = target.years_since(last)
        taught = examples(known, horizon=ahead) or examples(known, horizon=float(np.diff(times).max()))
        over = float(np.mean([_reached(times, one.waves, ahead=ahead) for one in taught])) if taught else ahead
        for name, rule in rules(known, taught, now, change=Change.VALUE).items():
            if name not in _NAMES or rule.predictive is None or (name == "last_change" and len(times) < 3):
                continue
            wide = replace(rule.predictive, reach=rule.predictive.reach * np.sqrt(ahead / over))
            found.setdefault(_NAMES[name], []).append(wide.quantiles(CHANCES))
    return {name: np.stack(quantiles) for name, quantiles in found.items()}


def _reached(times: NDArray[np.float64], waves: int, *, ahead: float) -> float:
    """Return how many years lie between an origin and the wave that `examples` takes as its answer."""
    later = times[waves:] - times[waves - 1]
    return float(later[int(np.argmin(np.abs(np.log(later / ahead))))])


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseFit:
    """How much nuisance moves by itself, from earlier waves.

    Attributes:
        stays: share of a deviation that is still there a year later; as given if `is_stays_fitted` is false.
        noise: standard deviation of what else happens to an area in a year, in the unit of the values.
        is_stays_fitted: whether the waves could tell `stays`: it takes two changes.
    """

    stays: float
    noise: float
    is_stays_fitted: bool


def fit_noise(values: NDArray[np.float64], times: NDArray[np.float64], *, stays: float) -> NoiseFit:
    """Return the noise of the nuisance equation without policy, d(t + 1) = stays x d(t) + noise x luck.

    d is the deviation from the start, here the first wave, as in `areas.next_climate`. After n years its variance is
    noise^2 x (1 - stays^2n) / (1 - stays^2); that of the first change, over n years, gives the noise. A later deviation
    is stays^m times the one m years before, and chance: that slope gives stays. The mean over all areas is taken off
    each wave. Spread is the middle half of the changes over that of a normal distribution (1.349), so that a few
    redrawn areas do not set it.

    Args:
        values: waves until the start of the test, shape (areas, waves), NaN where missing.
        times: in years, shape (waves,).
        stays: what is taken when it cannot be fitted, below 1.
    """
    centred = values - np.nanmean(values, axis=0)
    gone, years = centred[:, 1:] - centred[:, :1], np.diff(times)
    fitted = gone.shape[1] >= 2
    if fitted:
        known = gone[np.isfinite(gone).all(axis=1)]
        slopes = (known[:, :-1] * known[:, 1:]).sum(axis=0) / (known[:, :-1] ** 2).sum(axis=0)
        stays = float(np.clip(np.mean(np.maximum(slopes, 1e-6) ** (1.0 / years[1:])), 0.0, 0.99))
    low, high = np.nanquantile(gone[:, 0], [0.25, 0.75])
    spread = (high - low) / 1.349
    growth = (1.0 - stays ** (2.0 * years[0])) / (1.0 - stays**2)
    return NoiseFit(stays=stays, noise=float(spread / np.sqrt(growth)), is_stays_fitted=fitted)
