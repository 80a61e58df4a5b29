"""Two versions of an index side by side: who enters and leaves the end of the list, who moves most, and by what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.stats import rankdata

from veerkracht.index.aggregate import Arithmetic
from veerkracht.index.rank import rank
from veerkracht.index.trace import trace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.index.build import IndexResult

    Floats = NDArray[np.float64]

# Areas that are looked at first: as many as the list of a QuickScan.
WORST = 10
# Reasons that are told of one area; a third hardly ever decides.
_REASONS = 2


How = Literal["in", "out", "heavier", "lighter", "scale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """An indicator that moved an area.

    Attributes:
        code: of the indicator.
        effect: how far, in standard deviations of the score; above zero towards the worse end.
        how: it counts now (`in`) or no longer (`out`), it weighs more (`heavier`) or less (`lighter`) in this area, or
            only its scale is otherwise (`scale`).
    """

    code: str
    effect: float
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """An area that has another place.

    Attributes:
        row: of the area.
        before, after: its place from the worst up in each version, among all with a score there; NaN without a score.
        moved: places towards the worse end (below zero: away from it), counted among the areas that have both scores,
            so that areas that come or go do not move the others.
        reasons: the indicators that moved it most.
    """

    row: int
    before: float
    after: float
    moved: float
    reasons: tuple[Push, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Versus:
    """What one version of an index says otherwise than another, in one period.

    Attributes:
        worst: how many areas count as the worst.
        entered, left: areas that are among the worst only in the second, or only in the first.
        stayed: how many are among the worst in both.
        correlation: rank correlation of the areas with both scores; NaN for fewer than three or no differences.
        mean_shift: mean of the absolute moves, in places.
        moved: how many areas have another place.
        both: how many areas have a score in both.
        gained, lost: rows that have a score only in the second, or only in the first.
        movers: areas that moved, farthest first.
    """

    worst: int
    entered: tuple[Mover, ...]
    left: tuple[Mover, ...]
    stayed: int
    correlation: float
    mean_shift: float
    moved: int
    both: int
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    movers: tuple[Mover, ...]


def versus(first: IndexResult, second: IndexResult, *, worst: int = WORST, most: int = 10) -> Versus:
    """Return what the second version says otherwise than the first; both of the same areas, in their last period.

    A reason is how far an indicator moved an area against all others: its weight in that area times how far its figure
    is from the mean of all areas, in standard deviations of the score, so that other scales compare too. For other ways
    of joining than a mean it is what a mean with the same weights would have. There the contributions of `trace` would
    mislead: in a geometric mean those of every indicator sink when a single one does.

    Args:
        first: the version to compare with.
        second: the version that is looked at.
        worst: how many areas count as the worst.
        most: how many movers are told.

    Source:
        Rank correlation of Spearman (1904), equal scores sharing their mean rank.
    """
    low_is_worse = (_signed(first), _signed(second))
    places = tuple(rank(scores, first="lowest") for scores in low_is_worse)
    known = tuple(~np.isnan(scores) for scores in low_is_worse)
    both = known[0] & known[1]
    shared = tuple(np.where(both, scores, np.nan) for scores in low_is_worse)
    moved = rank(shared[0], first="lowest") - rank(shared[1], first="lowest")
    codes, before, after = _sides(first, second, both)

    def mover(row: int) -> Mover:
        return Mover(
            row=row,
            before=float(places[0][row]),
            after=float(places[1][row]),
            moved=float(moved[row]),
            reasons=_pushes(codes, before, after, row=row, moved=float(moved[row])),
        )

    among_worst = tuple(np.nan_to_num(place, nan=np.inf) <= worst for place in places)
    order = np.argsort(-np.abs(np.where(both, moved, 0.0)), kind="stable")
    movers = [mover(int(row)) for row in order[:most] if both[row] and moved[row] != 0]
    return Versus(
        worst=worst,
        entered=tuple(mover(row) for row in _by_place(places[1], among_worst[1] & ~among_worst[0])),
        left=tuple(mover(row) for row in _by_place(places[0], among_worst[0] & ~among_worst[1])),
        stayed=int((among_worst[0] & among_worst[1]).sum()),
        correlation=spearman(*shared),
        mean_shift=float(np.abs(moved[both]).mean()) if both.any() else float("nan"),
        moved=int((np.nan_to_num(moved) != 0).sum()),
        both=int(both.sum()),
        gained=tuple(int(row) for row in np.flatnonzero(known[1] & ~known[0])),
        lost=tuple(int(row) for row in np.flatnonzero(known[0] & ~known[1])),
        movers=tuple(movers),
    )


def worst_first(result: IndexResult) -> Floats:
    """Return the place of each area from the worst up, 1 for the worst; NaN without a score."""
    return rank(_signed(result), first="lowest")


def spearman(one: Floats, other: Floats) -> float:
    """Return the rank correlation over what both have; NaN for fewer than three or no differences.

    >>> spearman(np.array([1.0, 2.0, 3.0, np.nan]), np.array([10.0, 30.0, 20.0, 1.0])).__round__(3)
    0.5
    """
    both = ~np.isnan(one) & ~np.isnan(other)
    if both.sum() < 3:
        return float("nan")
    first, second = rankdata(one[both]), rankdata(other[both])
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def _signed(result: IndexResult) -> Floats:
    """Return the top scores of the last period, of which a low one is the worse."""
    return result.score() if result.design.worse == "low" else -result.score()


def _by_place(places: Floats, chosen: NDArray[np.bool_]) -> list[int]:
    rows = np.flatnonzero(chosen)
    return [int(row) for row in rows[np.argsort(places[rows], kind="stable")]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """What each indicator does in one version: weights per area, and pushes to the worse end, (areas, indicators)."""

    weights: Floats
    pushes: Floats


def _sides(first: IndexResult, second: IndexResult, both: NDArray[np.bool_]) -> tuple[tuple[str, ...], _Side, _Side]:
    """Return the indicators of either version, and what each does in both."""
    codes = tuple(dict.fromkeys((*first.indicators, *second.indicators)))
    return codes, _side(first, both, codes=codes), _side(second, both, codes=codes)


def _side(result: IndexResult, both: NDArray[np.bool_], *, codes: tuple[str, ...]) -> _Side:
    figures = result.normalised[:, -1]
    own = _own_weights(result)
    known = ~np.isnan(figures) & both[:, np.newaxis]
    means = np.where(known, figures, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    parts = own * np.nan_to_num(figures - means)
    spread = float(parts[both].sum(axis=1).std()) if both.any() else 0.0
    towards = (-1.0 if result.design.worse == "low" else 1.0) / (spread if spread > 0 else np.inf)
    weights, pushes = np.zeros((both.size, len(codes))), np.zeros((both.size, len(codes)))
    columns = [codes.index(code) for code in result.indicators]
    weights[:, columns], pushes[:, columns] = own, towards * parts
    return _Side(weights=weights, pushes=pushes)


def _own_weights(result: IndexResult) -> Floats:
    """Return the weight of each indicator in each area as a mean of means has it; what has no score weighs nothing.

    Returns:
        Shape (areas, indicators); a row with a score adds up to one.
    """
    design = result.design
    means = replace(design, nodes=tuple(replace(node, aggregate=Arithmetic()) for node in design.nodes))
    # The contributions of figures that are all 1 are the weights themselves.
    ones = np.where(np.isnan(result.normalised), np.nan, 1.0)
    return np.nan_to_num(trace(replace(result, design=means, normalised=ones)).contributions)


def _pushes(codes: tuple[str, ...], before: _Side, after: _Side, *, row: int, moved: float) -> tuple[Push, ...]:
    """Return the indicators that moved an area most in the direction in which it went."""
    if np.isnan(moved) or moved == 0:
        return ()
    effects = after.pushes[row] - before.pushes[row]
    order = np.argsort(-effects * np.sign(moved), kind="stable")[:_REASONS]
    return tuple(
        Push(code=codes[at], effect=float(effects[at]), how=_how(before.weights[row, at], after.weights[row, at]))
        for at in order
        if effects[at] * np.sign(moved) > 1e-9
    )


def _how(before: float, after: float) -> How:
    if before == 0 or after == 0:
        return "in" if after > 0 else "out"
    if abs(after - before) <= 1e-9:
        return "scale"
    return "heavier" if after > before else "lighter"
