"""Two versions of an index side by side: who enters and leaves the end of the list, who moves most, and by what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """An area that has another place.

    Attributes:
        row: of the area.
        before, after: its place from the worst up in each version, among all with a score there; NaN without a score.
        moved: places towards the worse end (below zero: away from it), counted among the areas that have both scores,
            so that areas that come or go do not move the others.
        reasons: the indicators that moved it most, and how far in standard deviations of the score.
    """

    row: int
    before: float
    after: float
    moved: float
    reasons: tuple[tuple[str, float], ...] = ()


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

    A reason is how far an indicator moved an area against all others: its weight times its figure around the mean of
    all areas, in standard deviations of the score, so that other scales compare too. Exact for means; for other ways
    of joining what a mean with the same weights would have. There the contributions of `trace` would mislead: in a
    geometric mean those of every indicator sink when a single one does.

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
    apart = _reasons(first, second, both)

    def mover(row: int) -> Mover:
        return Mover(
            row=row,
            before=float(places[0][row]),
            after=float(places[1][row]),
            moved=float(moved[row]),
            reasons=_of_area(apart, row, moved=float(moved[row])),
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


def _reasons(first: IndexResult, second: IndexResult, both: NDArray[np.bool_]) -> tuple[tuple[str, ...], Floats]:
    """Return the indicators of either, and how far each moved each area, shape (areas, indicators)."""
    codes = tuple(dict.fromkeys((*first.indicators, *second.indicators)))
    found = np.zeros((both.size, len(codes)))
    for sign, result in ((-1.0, first), (1.0, second)):
        parts = _weighted(result)
        spread = float(parts[both].sum(axis=1).std()) if both.any() else 0.0
        if spread > 0:
            towards = -1.0 if result.design.worse == "low" else 1.0
            columns = [codes.index(code) for code in result.indicators]
            found[:, columns] += sign * towards * (parts - parts[both].mean(axis=0)) / spread
    return codes, found


def _weighted(result: IndexResult) -> Floats:
    """Return weight times figure as a mean of means has it, parts without a score left out; (areas, indicators)."""
    design = result.design
    means = replace(design, nodes=tuple(replace(node, aggregate=Arithmetic()) for node in design.nodes))
    return trace(replace(result, design=means)).contributions


def _of_area(apart: tuple[tuple[str, ...], Floats], row: int, *, moved: float) -> tuple[tuple[str, float], ...]:
    """Return the indicators that moved an area most in the direction in which it went."""
    if np.isnan(moved) or moved == 0:
        return ()
    codes, found = apart
    pushed = found[row] * np.sign(moved)
    order = np.argsort(-pushed, kind="stable")[:_REASONS]
    return tuple((codes[at], float(found[row, at])) for at in order if pushed[at] > 1e-9)
