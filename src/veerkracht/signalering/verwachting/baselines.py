"""What a forecast must beat: simple rules that anyone could apply, with chances of their own.

Each rule gives a next value; its chances follow from how far the same rule missed at earlier origins of the panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.verwachting.distribution import WORST, Predictive, shape_of
from veerkracht.signalering.verwachting.features import RECENT
from veerkracht.signalering.verwachting.learning import worst_tenth
from veerkracht.signalering.verwachting.panel import row_mean
from veerkracht.signalering.verwachting.scale import Change, scale_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veerkracht.signalering.verwachting.correction import Examples
    from veerkracht.signalering.verwachting.features import Known, State

RULES = ("no_change", "own_mean", "shrunk", "last_change")
NAMES = ("climatology", *RULES, "markov")
_CLASSES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a simple rule says.

    Attributes:
        expected: shape (areas,), wave means taken off, on the modelled scale; None for rules that give chances only.
        chances: of the worst tenth, shape (areas,).
        predictive: the chances of the next value, or None.
    """

    expected: NDArray[np.float64] | None
    chances: NDArray[np.float64]
    predictive: Predictive | None


def rules(known: Known, taught: list[Examples], now: State, *, change: Change) -> dict[str, Rule]:
    """Return every baseline for the areas in state `now`.

    - climatology: every area has the same chance.
    - no_change: the next value is the last.
    - own_mean: the mean of at most four last waves of the area.
    - shrunk: the last value drawn to the mean of all; how much is learned from earlier origins.
    - last_change: the last value plus a learned part of the last change (negative when changes reverse).
    - markov: how often areas of the same fifth of level, in a gemeente of the same third, were among the worst
      (spatial Markov: Rey 2001).
    """
    found = {
        "climatology": Rule(expected=None, chances=np.where(np.isfinite(now.last), WORST, np.nan), predictive=None)
    }
    for name in RULES:
        found[name] = _rule(name, known, taught, now, change=change)
    found["markov"] = Rule(expected=None, chances=_markov(known, taught, now, change=change), predictive=None)
    return found


def _rule(name: str, known: Known, taught: list[Examples], now: State, *, change: Change) -> Rule:
    point = _points(name, known, taught)
    missed = np.concatenate([_after(one) - point(one.state, one.waves) for one in taught] or [np.empty(0)])
    missed = missed[np.isfinite(missed)]
    reach = max(float(np.mean(np.abs(missed))), 1e-9) if len(missed) else float(np.median(now.deviation)) * 0.8
    waves = known.values.shape[1]
    expected = point(now, waves)
    chances = Predictive(
        scale=scale_of(known.panel),
        middle=now.centre + expected,
        reach=np.full(len(expected), reach),
        common=0.0,
        shape=shape_of(missed / reach),
        sign=known.panel.sign,
    )
    last = chances.scale.unit(now.centre + now.last)
    return Rule(expected=expected, chances=chances.worst(last, of=change), predictive=chances)


def _points(name: str, known: Known, taught: list[Examples]) -> Callable[[State, int], NDArray[np.float64]]:
    """Return the rule as a function of a state and the number of waves known."""
    if name == "no_change":
        return lambda state, _: state.last
    if name == "own_mean":
        centred = known.values - known.means
        return lambda _, waves: row_mean(centred[:, max(0, waves - RECENT) : waves])
    if name == "shrunk":
        slope = _slope([(one.state.last, _after(one) - one.state.last) for one in taught])
        return lambda state, _: state.last + slope * state.last
    course = _slope([(_last_change(known, one.waves), _after(one) - one.state.last) for one in taught])
    return lambda state, waves: state.last + course * np.nan_to_num(_last_change(known, waves))


def _last_change(known: Known, waves: int) -> NDArray[np.float64]:
    centred = known.values[:, :waves] - known.means[:, :waves]
    if waves < 2:
        return np.full(len(centred), np.nan)
    return centred[:, -1] - centred[:, -2]


def _after(one: Examples) -> NDArray[np.float64]:
    """Return what came after an origin, wave means taken off; shape (areas,)."""
    return one.state.mean + one.surprise * one.state.deviation


def _slope(pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> float:
    """Return the least squares slope through the origin of y on x over all pairs of arrays."""
    if not pairs:
        return 0.0
    x, y = (np.concatenate([pair[k] for pair in pairs]) for k in (0, 1))
    seen = np.isfinite(x) & np.isfinite(y)
    power = float((x[seen] ** 2).sum())
    return float((x[seen] * y[seen]).sum() / power) if power > 0 else 0.0


def _markov(known: Known, taught: list[Examples], now: State, *, change: Change) -> NDArray[np.float64]:
    scale = scale_of(known.panel)
    hits, counts = np.zeros((_CLASSES, 3)), np.zeros((_CLASSES, 3))
    for one in taught:
        s = one.state
        last, after = scale.unit(s.centre + s.last), scale.unit(s.centre + _after(one))
        seen = np.isfinite(last) & np.isfinite(after)
        came = worst_tenth(known.panel, last=np.where(seen, last, np.nan), after=after, change=change)
        cell = _cells(s)
        np.add.at(hits, (cell[0][seen], cell[1][seen]), came[seen])
        np.add.at(counts, (cell[0][seen], cell[1][seen]), 1.0)
    # Drawn to the base rate as if every cell had seen fifty more areas.
    rate = (hits + 50.0 * WORST) / (counts + 50.0)
    cell = _cells(now)
    found = rate[cell[0], cell[1]]
    seen = np.isfinite(now.last)
    found = found * WORST / max(float(found[seen].mean()), 1e-9) if seen.any() else found
    return np.where(seen, np.clip(found, 0.0, 1.0), np.nan)


def _cells(state: State) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the fifth of the level of each area and the third of its gemeente; each of shape (areas,)."""
    group = state.columns[:, state.names.index("group")]
    return _quantile_class(state.last, _CLASSES), _quantile_class(group, 3)


def _quantile_class(values: NDArray[np.float64], number: int) -> NDArray[np.intp]:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.zeros(len(values), dtype=np.intp)
    edges = np.quantile(finite, np.linspace(0, 1, number + 1)[1:-1])
    return np.searchsorted(edges, np.nan_to_num(values))
