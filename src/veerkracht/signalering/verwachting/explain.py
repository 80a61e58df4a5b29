"""Why a forecast is what it is, per theme; it describes the computation, it does not claim causes."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.signalering.verwachting.features import COURSE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.verwachting.features import State
    from veerkracht.signalering.verwachting.learning import Fitted

COMMON, REST = "gemeenschappelijk", "overig"
# Exact Shapley values need 2^themes predictions; beyond seven themes the smaller ones are taken together.
_MOST = 7


def contributions(fitted: Fitted, now: State, *, drift: float) -> dict[str, NDArray[np.float64]]:
    """Return what each theme adds to the expected change since the last value, on the modelled scale; (areas,).

    They add up to expected - last exactly. What an area's own course says (return to its earlier level, less chance)
    comes from the structural forecast; the correction is divided over the themes of its columns by Shapley values
    (Shapley 1953; Lundberg and Lee 2017) against an area with the median of everything.
    """
    scale = fitted.strength * now.deviation
    themes = _themes(now)
    shares, base = _shapley(fitted, now, themes=themes)
    found = {COMMON: drift + scale * base}
    for theme, share in shares.items():
        found[theme] = scale * share
    found[COURSE] = found.get(COURSE, np.zeros(len(now.last))) + now.mean - now.last
    return found


def _themes(now: State) -> dict[str, NDArray[np.intp]]:
    """Return the columns of each theme, the smallest together when there are too many."""
    found: dict[str, list[int]] = {}
    for k, theme in enumerate(now.themes):
        found.setdefault(theme, []).append(k)
    if len(found) > _MOST:
        own = list(dict.fromkeys(now.themes))
        kept = own[: _MOST - 1]
        found = {theme: found[theme] for theme in kept} | {
            REST: [k for theme in own[_MOST - 1 :] for k in found[theme]]
        }
    return {theme: np.array(columns, dtype=np.intp) for theme, columns in found.items()}


def _shapley(
    fitted: Fitted, now: State, *, themes: dict[str, NDArray[np.intp]]
) -> tuple[dict[str, NDArray[np.float64]], float]:
    """Return the Shapley value of each theme, shape (areas,), and what the median area gets."""
    middle = np.array([_median(column) for column in now.columns.T])
    names = tuple(themes)
    worth: dict[frozenset[str], NDArray[np.float64]] = {}
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            columns = np.broadcast_to(middle, now.columns.shape).copy()
            for theme in chosen:
                columns[:, themes[theme]] = now.columns[:, themes[theme]]
            worth[frozenset(chosen)] = fitted.correction.shift(columns)
    number = len(names)
    found = {}
    for theme in names:
        others = [name for name in names if name != theme]
        total = np.zeros(len(now.last))
        for size in range(number):
            weight = factorial(size) * factorial(number - size - 1) / factorial(number)
            for chosen in combinations(others, size):
                without = frozenset(chosen)
                total += weight * (worth[without | {theme}] - worth[without])
        found[theme] = total
    return found, float(worth[frozenset()][0])


def _median(column: NDArray[np.float64]) -> float:
    finite = column[np.isfinite(column)]
    return float(np.median(finite)) if len(finite) else np.nan
