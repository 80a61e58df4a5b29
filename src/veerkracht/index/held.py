"""An index of one period held as it was built, and asked again with other figures of some indicators.

Treatment, scales and weights stay those of the table it was built on, so that a change in one area leaves the scores of
all others alone and scores of several years or runs compare. What `build_index` on a table with the new figures and
`IndexResult.frozen_design` answers, this answers for many versions of the figures at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import NotAdditiveError
from veerkracht.errors.outlook import HeldAreasError, HeldIndicatorError, NoSlopeError
from veerkracht.index.aggregate import AGGREGATIONS
from veerkracht.index.build import normalise_again
from veerkracht.index.normalise import EmpiricalQuantile, Exponential, PercentileRank, Rank
from veerkracht.index.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.build import IndexResult
    from veerkracht.index.design import Frozen, IndexDesign, Node

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

# Figures taken at once: the children of a node stay in the processor's cache.
_STRIPE = 8192
# Half of the step of a secant, as a share of the spread of an indicator: exact on straight pieces, and for a curve
# far below what rounding leaves of a score.
_STEP = 1e-6
_STEPPED = (Rank, PercentileRank, EmpiricalQuantile, Exponential)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldIndex:
    """An index of one period, with all that is needed to score other figures of its areas alike.

    Attributes:
        design: the choices.
        areas: of which areas.
        period: when.
        indicators: codes of the leaves, in the order of the tree.
        figures: shape (indicators, areas), in the unit of each indicator, divided and filled but not treated; NaN
            where missing, or where too little was measured for a score.
        available: same shape; True where a figure counts for the availability rules.
        normalised: same shape, on the common scale.
        scores: per node, shape (areas,), as built.
        frozen: scales and weights of the run.
        weights: shape (nodes, indicators), what each indicator weighs in each node; nodes in the order of the design.
    """

    design: IndexDesign
    areas: Areas
    period: Period
    indicators: tuple[str, ...]
    figures: Floats
    available: Mask
    normalised: Floats
    scores: Mapping[str, Floats]
    frozen: Frozen
    weights: Floats

    def figure(self, code: str) -> Floats:
        """Return the figures of one indicator as built, shape (areas,).

        Raises:
            HeldIndicatorError: if the index has no such indicator.
        """
        if code not in self.indicators:
            raise HeldIndicatorError(code, design=self.design.code, available=self.indicators)
        return np.asarray(self.figures[self.indicators.index(code)])

    def weight(self, code: str, *, node: str = "") -> float:
        """Return what an indicator weighs in a node (the top if empty); the indicators together weigh 1.

        Where a step is not a mean this is the weight as meant, not the influence.
        """
        row = [one.code for one in self.design.nodes].index(self.design.node(node or self.design.root).code)
        return float(self.weights[row, self.indicators.index(code)])


def hold_index(
    result: IndexResult,
    table: AreaTable,
    *,
    codes: Sequence[str] | None = None,
    period: Period | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    breaks: Mapping[str, Sequence[int]] | None = None,
) -> HeldIndex:
    """Return an index held as it was built.

    Args:
        result: as `build_index` gave it.
        table: that it was built from; `groups` and `breaks` must be the same too.
        codes: of the areas to keep, in this order; None for all. Scales stay those of the whole table.
        period: when; the last in which any of these areas has a score if None.
        groups: as for `build_index`.
        breaks: as for `build_index`.

    Raises:
        HeldAreasError: if the index lacks an area.
        NotAdditiveError: if a node compares areas with each other (Copeland, benefit of the doubt): then no area can
            be scored alone.
    """
    for node in result.design.nodes:
        if node.aggregate.compares_areas:
            name = next(name for name, kind in AGGREGATIONS.items() if isinstance(node.aggregate, kind))
            raise NotAdditiveError(node.code, method=name)
    rows = np.arange(len(result.areas)) if codes is None else result.areas.rows(codes)
    if codes is not None and (rows < 0).any():
        raise HeldAreasError(
            tuple(code for code, row in zip(codes, rows, strict=True) if row < 0), held=len(result.areas)
        )
    at = _last_scored(result, rows) if period is None else result.periods.index(period)
    block = prepare(table, design=result.design, groups=groups or {}, breaks=breaks or {})
    return HeldIndex(
        design=result.design,
        areas=result.areas.take(rows),
        period=result.periods[at],
        indicators=result.indicators,
        figures=np.ascontiguousarray(block.values[:, rows, at]),
        available=np.ascontiguousarray(result.available[rows, at].T),
        normalised=np.ascontiguousarray(result.normalised[rows, at].T),
        scores={code: result.scores[rows, at, place] for place, code in enumerate(result.nodes)},
        frozen=result.parameters,
        weights=result.effective_weights,
    )


def score_again(held: HeldIndex, figures: Mapping[str, Floats], *, nodes: Sequence[str] = ()) -> dict[str, Floats]:
    """Return the scores with other figures of some indicators; the others keep theirs.

    Where an indicator was missing it stays missing, whatever figure is given. A figure that is NaN where one was known
    is missing from now on, and the availability rules of the design decide.

    Args:
        held: the index.
        figures: per indicator, shape (..., areas), in its unit after division by its denominator; all broadcast.
        nodes: codes of the scores wanted; the top only if empty.

    Returns:
        Per node, shape (..., areas); NaN for no score.

    Raises:
        HeldIndicatorError: if the index lacks an indicator.
        HeldAreasError: if the last axis is not that of the areas.
        AggregationDomainError: if an aggregation cannot take a value.
    """
    wanted = [held.design.node(code).code for code in nodes] or [held.design.root]
    moved, shape = _flat(held, figures)
    found = {code: np.empty((int(np.prod(shape[:-1], dtype=np.int64)), shape[-1])) for code in wanted}
    versions, step = len(found[wanted[0]]), max(1, _STRIPE // max(shape[-1], 1))
    for start in range(0, versions, step):
        part = slice(start, start + step)
        leaves = {code: _normalised(held, code, values[part]) for code, values in moved.items()}
        scores = _climb(held, leaves)
        for code in wanted:
            found[code][part] = scores[code]
    return {code: scores.reshape(shape) for code, scores in found.items()}


def slope_again(held: HeldIndex, figures: Mapping[str, Floats], *, node: str = "") -> dict[str, Floats]:
    """Return how fast a score moves with each figure that is given: the partial derivatives.

    Means, power means and Mazziotta-Pareto tell their own slope (`Aggregation.slope`, by Euler's theorem on
    homogeneous functions the partial derivative); the chain rule does the rest. Zero beyond the limits of a treatment
    or scale; exactly at such a limit, the mean of both sides.

    Args:
        held: the index.
        figures: as for `score_again`.
        node: of which score; the top if empty.

    Returns:
        Per indicator given, shape (..., areas), in points of the score per unit of the indicator; 0 where the
        indicator or the score is missing.

    Raises:
        NoSlopeError: if a scale of one of these indicators goes by steps (ranks, quantiles).
        HeldIndicatorError, HeldAreasError, AggregationDomainError: as for `score_again`.
    """
    moved, shape = _flat(held, figures)
    leaves = {code: _normalised(held, code, values) for code, values in moved.items()}
    scores = _climb(held, leaves)
    top = held.design.node(node or held.design.root).code
    passed: dict[str, Floats] = {top: np.ones_like(scores[top])}
    for one in reversed(tuple(held.design.upwards())):
        if one.code not in passed:
            continue
        children, values = _children(held, one, leaves=leaves, scores=scores)
        size = values.shape[1:]
        split = one.aggregate.slope(
            values.reshape(len(children), -1), weights=_weights(held, one), scores=_full(scores[one.code], size).ravel()
        )
        if split is None:
            raise NotAdditiveError(one.code, method=type(one.aggregate).__name__)
        for child, slope in zip(children, split[0], strict=True):
            passed[child] = passed[one.code] * slope.reshape(size)
    known = ~np.isnan(scores[top])
    found = {}
    for code, values in moved.items():
        steep = passed.get(code, np.zeros(1)) * _steepness(held, code, values)
        found[code] = np.where(known & np.isfinite(steep), steep, 0.0).reshape(shape)
    return found


def _last_scored(result: IndexResult, rows: NDArray[np.intp]) -> int:
    """Return the place of the last period in which any of some areas has a score; of the last one if none ever has."""
    top = result.scores[rows, :, result.nodes.index(result.design.root)]
    scored = np.flatnonzero(np.isfinite(top).any(axis=0))
    return int(scored[-1]) if scored.size else len(result.periods) - 1


def _flat(held: HeldIndex, figures: Mapping[str, Floats]) -> tuple[dict[str, Floats], tuple[int, ...]]:
    """Return the figures as (versions, areas), missing where the index missed them, and their shape before."""
    number = len(held.areas)
    for code, values in figures.items():
        held.figure(code)
        if values.shape[-1:] != (number,):
            raise HeldAreasError((), held=number, given=values.shape[-1] if values.ndim else 0)
    shape = np.broadcast_shapes((number,), *(values.shape for values in figures.values()))
    flat = {}
    for code, values in figures.items():
        missing = np.isnan(held.figure(code))
        whole = np.broadcast_to(values, shape).reshape(-1, number)
        flat[code] = np.where(missing, np.nan, whole) if missing.any() else whole
    return flat, shape


def _normalised(held: HeldIndex, code: str, values: Floats) -> Floats:
    """Return figures of one indicator on the common scale, by what was learned when the index was built."""
    if not held.frozen.normalise[code]:
        return np.full_like(values, np.nan)
    choice = next(choice for choice in held.design.indicators if choice.code == code)
    return normalise_again(values, choice=choice, frozen=held.frozen)


def _climb(held: HeldIndex, leaves: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the scores of all nodes: shape (versions, areas), or (areas,) where nothing below the node moves."""
    lost = any(
        (np.isnan(values) & held.available[held.indicators.index(code)]).any() for code, values in leaves.items()
    )
    scores: dict[str, Floats] = {}
    for node in held.design.upwards():
        below = held.design.children(node.code)
        if not any(child in leaves or scores.get(child, _NOTHING).ndim == 2 for child in below):
            scores[node.code] = held.scores[node.code]
            continue
        children, values = _children(held, node, leaves=leaves, scores=scores)
        weights = _weights(held, node)
        flat = node.aggregate.combine(values.reshape(len(children), -1), weights=weights, node=node.code)
        score = flat.reshape(values.shape[1:])
        there = _there(held, children, values=values if lost else values[:, :1])
        share = np.tensordot(weights, there.astype(np.float64), axes=1) / weights.sum()
        short = share < node.minimum_share - 1e-12
        if short.any():
            score = np.where(short, np.nan, score)
        scores[node.code] = score
    return scores


_NOTHING = np.empty(0)


def _children(
    held: HeldIndex, node: Node, *, leaves: Mapping[str, Floats], scores: Mapping[str, Floats]
) -> tuple[tuple[str, ...], Floats]:
    """Return the children of a node and their values, shape (children, versions, areas)."""
    children = held.design.children(node.code)
    parts = []
    for child in children:
        if child in leaves:
            parts.append(leaves[child])
        elif child in scores:
            parts.append(scores[child])
        else:
            parts.append(held.normalised[held.indicators.index(child)])
    size = np.broadcast_shapes((1, len(held.areas)), *(part.shape for part in parts))
    values = np.empty((len(children), *size))
    for place, part in enumerate(parts):
        values[place] = part
    return children, values


def _there(held: HeldIndex, children: tuple[str, ...], *, values: Floats) -> Mask:
    """Return which children count for the availability rule, shape as `values`."""
    there = ~np.isnan(values)
    for place, child in enumerate(children):
        if child in held.indicators:
            there[place] &= held.available[held.indicators.index(child)]
    return there


def _weights(held: HeldIndex, node: Node) -> Floats:
    return np.array(held.frozen.weights[node.code])


def _full(values: Floats, size: tuple[int, ...]) -> Floats:
    return np.broadcast_to(values, size)


def _steepness(held: HeldIndex, code: str, values: Floats) -> Floats:
    """Return how fast one indicator moves on the common scale with its figure, by a secant of a very small step."""
    choice = next(choice for choice in held.design.indicators if choice.code == code)
    if isinstance(choice.normalise, _STEPPED):
        raise NoSlopeError(code, scale=type(choice.normalise).__name__)
    known = held.figure(code)[~np.isnan(held.figure(code))]
    step = _STEP * (float(np.ptp(known)) or 1.0) if known.size else _STEP
    above, below = values + step, values - step
    rise = _normalised(held, code, above) - _normalised(held, code, below)
    return np.asarray(rise / (above - below))
