"""How steady the list of areas with the highest chances is when it is learned from other gemeenten."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.verwachting.correction import Examples, examples, fit_correction
from veerkracht.signalering.verwachting.distribution import WORST, shape_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.verwachting.forecast import Raw
    from veerkracht.signalering.verwachting.scale import Change


def top_overlap(raw: Raw, *, change: Change, seed: int) -> float:
    """Return which share of the top tenth stays when the forecast is learned from the other half of the gemeenten.

    1 is the same list, 0.1 is chance.
    """
    known, fitted = raw.fitted.known, raw.fitted
    taught = examples(known, horizon=fitted.horizon)
    seen = np.isfinite(raw.last)
    number = round(WORST * float(seen.sum()))
    if not taught or number == 0:
        return float("nan")
    lists = []
    for half in _halves(known.panel.groups, seed=seed):
        part = [_only(one, half) for one in taught]
        correction, rest = fit_correction(part, groups=known.panel.groups, strength=fitted.strength, seed=seed)
        columns, deviation = raw.now.columns, raw.now.deviation
        centre = raw.chances.middle - fitted.strength * fitted.correction.shift(columns) * deviation
        chances = replace(
            raw.chances,
            middle=centre + fitted.strength * correction.shift(columns) * deviation,
            reach=correction.reach(columns) * deviation,
            shape=shape_of(rest),
        ).worst(raw.last, of=change)
        lists.append(set(np.argsort(-np.where(seen, chances, -1.0), kind="stable")[:number].tolist()))
    return len(lists[0] & lists[1]) / number


def _halves(groups: NDArray[np.intp], *, seed: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    number = int(groups.max()) + 1
    side = rng.permutation(number)[groups] % 2 if number >= 4 else rng.permutation(len(groups)) % 2
    return side == 0, side == 1


def _only(one: Examples, use: NDArray[np.bool_]) -> Examples:
    return replace(one, surprise=np.where(use, one.surprise, np.nan))
