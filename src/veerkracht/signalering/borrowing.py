"""Borrowing strength: what areas share with their gemeente and with the areas around them, as far as that helps.

The gemeente: the likelihood of the whole panel says which part of the level and of its changes is shared. Neighbours:
they are used only where they make the prediction of the last waves from the waves before better on the own panel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from veerkracht.signalering.smoother import Shares, at_its_levels, gemeente_score, smooth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.kernels import Variances
    from veerkracht.signalering.panel import Panel

# So many areas, in whole gemeenten, are enough to choose from.
_ENOUGH = 1500
# Rounds in which the chance in counts is taken at the levels just found.
_ROUNDS = 2
# Fewer gemeenten than this cannot show what is shared within one.
_LEAST_GEMEENTEN = 5
_STEP_PARTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7)
_LEVEL_PARTS = (0.0, 0.1, 0.3, 0.5, 0.7)
_NEAR_PARTS = ((0.3, 0.0), (0.6, 0.0), (0.0, 0.3), (0.3, 0.3), (0.6, 0.6))
# The gain in prediction must be two standard errors above nothing.
_SURE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowing:
    """What an indicator borrows, and why.

    Attributes:
        shares: what is shared with whom.
        near_gain: by how much neighbours lower the mean squared error of the last waves predicted from the waves
            before, 0 to 1; NaN where it was not tried (no contiguity, or fewer than three waves).
        near_error: standard error of that gain.
        uses_near: whether the gain was sure enough to use neighbours.
    """

    shares: Shares
    near_gain: float
    near_error: float
    uses_near: bool


def choose_borrowing(panel: Panel, *, variances: Variances, near: sparse.csr_array | None) -> Borrowing:
    """Return what to share with gemeente and neighbours.

    Args:
        panel: the observations.
        variances: of steps, trend and level.
        near: shape (areas, areas), 1 where areas border on each other; None tries no neighbours.
    """
    rows = _whole_gemeenten(panel)
    part = _renumbered(panel.take(rows))
    for _ in range(_ROUNDS if panel.counts is not None else 0):
        part, _ = at_its_levels(part, variances=variances, shares=Shares())
    shares = _with_gemeente(part, variances=variances)
    if near is None or panel.seen.any(axis=0).sum() < 3:
        return Borrowing(shares=shares, near_gain=np.nan, near_error=np.nan, uses_near=False)
    links_here = sparse.csr_array(near[rows][:, rows])
    return _with_neighbours(part, variances=variances, shares=shares, near=links_here)


def _with_gemeente(panel: Panel, *, variances: Variances) -> Shares:
    """Return the likeliest parts of level and step that are the gemeente's, and how fast the whole moves."""
    none = Shares(gemeente_level=0.0, gemeente_step=0.0, whole=100.0)
    _, course = gemeente_score(panel, variances=variances, shares=none)
    usual = float(np.median(variances.step.at(panel.size))) * np.diff(panel.times)
    both = np.atleast_1d(panel.seen.any(axis=0))
    steps = (np.diff(course) ** 2 / usual)[both[1:] & both[:-1]]
    # One step of the size of that of an area is what is thought before looking.
    whole = float((1.0 + steps.sum()) / (1.0 + len(steps)))
    found = replace(none, whole=whole)
    if len(np.unique(panel.groups)) < _LEAST_GEMEENTEN:
        return found

    def score(shares: Shares) -> float:
        return gemeente_score(panel, variances=variances, shares=shares)[0]

    start = replace(found, gemeente_level=0.2)
    found = max((replace(start, gemeente_step=part) for part in _STEP_PARTS), key=score)
    return max((replace(found, gemeente_level=part) for part in _LEVEL_PARTS), key=score)


def _with_neighbours(panel: Panel, *, variances: Variances, shares: Shares, near: sparse.csr_array) -> Borrowing:
    """Return the shares with neighbours if they predict the last waves better, else without."""
    waves = np.flatnonzero(panel.seen.any(axis=0))
    origins = waves[-2:] if len(waves) > 3 else waves[-1:]
    base = _errors(panel, variances=variances, shares=shares, near=None, origins=origins)
    best, gain, error = shares, 0.0, np.nan
    for level, step in _NEAR_PARTS:
        tried = replace(shares, near_level=level, near_step=step)
        missed = _errors(panel, variances=variances, shares=tried, near=near, origins=origins)
        better = base - missed
        better = better[np.isfinite(better)]
        found = float(better.sum() / np.nansum(base)) if better.size else 0.0
        unsure = float(np.std(better) * np.sqrt(better.size) / np.nansum(base)) if better.size else np.nan
        if found > gain:
            best, gain, error = tried, found, unsure
    if gain > _SURE * error:
        return Borrowing(shares=best, near_gain=gain, near_error=error, uses_near=True)
    return Borrowing(shares=shares, near_gain=gain, near_error=error, uses_near=False)


def _errors(
    panel: Panel,
    *,
    variances: Variances,
    shares: Shares,
    near: sparse.csr_array | None,
    origins: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return the squared errors of the last waves from the waves before, in units of their usual noise; one row each.

    What all areas have in common is taken off: nobody can know that beforehand, with or without neighbours.
    """
    found, noise = [], variances.noise(panel)
    for origin in origins:
        hidden = np.zeros_like(panel.seen)
        hidden[:, origin:] = True
        past = panel.without(hidden)
        known = past.seen.any(axis=1) & panel.seen[:, origin]
        said = smooth(past, variances=variances, shares=shares, near=near)
        missed = np.where(known, panel.values[:, origin] - said.level[:, origin], np.nan)
        missed = missed - np.nanmedian(missed) if known.any() else missed
        spread = np.sqrt(noise[:, origin] + variances.step.at(panel.size))
        found.append(np.clip(missed / spread, -5.0, 5.0) ** 2)
    return np.concatenate(found)


def _whole_gemeenten(panel: Panel) -> NDArray[np.intp]:
    """Return the rows of so many gemeenten, spread evenly over their number, that there are areas enough."""
    if len(panel.groups) <= _ENOUGH:
        return np.arange(len(panel.groups))
    every = int(np.ceil(len(panel.groups) / _ENOUGH))
    return np.flatnonzero(panel.groups % every == 0)


def _renumbered(panel: Panel) -> Panel:
    return replace(panel, groups=np.unique(panel.groups, return_inverse=True)[1].astype(np.intp))
