"""The way back from a score to its indicators: contributions that add up to the score exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import NotAdditiveError
from veerkracht.index.aggregate import AGGREGATIONS, Arithmetic, WeightedSum
from veerkracht.index.weights import influence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.index.build import IndexResult

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A score, taken apart.

    Attributes:
        node: code of the score.
        period: when.
        indicators: codes of the indicators below the node.
        contributions: shape (areas, indicators), in points of the score; 0 for a missing indicator, NaN
            where the area has no score. A row adds up to the score.
        scores: shape (areas,).
        method: `weights` if every step is a mean or a sum, so that a contribution is weight x value;
            `euler` if a step is not: a contribution is then value x how fast the score moves with it.
    """

    node: str
    period: Period
    indicators: tuple[str, ...]
    contributions: Floats
    scores: Floats
    method: str


def trace(result: IndexResult, *, node: str = "", period: Period | None = None) -> Trace:
    """Return the contribution of every indicator to a score.

    Where all steps are means, a contribution is the weight times the normalised value. Geometric, harmonic
    and power means and Mazziotta-Pareto are homogeneous of degree one, so that the score is exactly the
    sum of value times partial derivative (Euler); what an offset leaves over goes by weight.

    Args:
        result: an index.
        node: code of the score; the top if empty.
        period: when; the last if None.

    Raises:
        NotAdditiveError: if a step counts wins between areas (Copeland).

    Source:
        Euler's theorem on homogeneous functions, as used for risk contributions (Tasche 1999).
    """
    top = node or result.design.root
    when = result.periods[-1] if period is None else period
    at = result.periods.index(when)
    contributions = _take_apart(result, top, at)
    scores = result.score(top, period=when)
    contributions[:, np.isnan(scores)] = np.nan
    linear = all(
        isinstance(result.design.node(code).aggregate, Arithmetic | WeightedSum) for code in _nodes_below(result, top)
    )
    return Trace(
        node=top,
        period=when,
        indicators=result.design.leaves(top),
        contributions=contributions.T,
        scores=scores,
        method="weights" if linear else "euler",
    )


def influence_of(result: IndexResult, *, node: str = "", period: Period | None = None) -> dict[str, float]:
    """Return the share of the differences in a score that each indicator brings in; they add up to one.

    Effective weight is what was meant, influence what came out: an indicator that hardly varies decides
    little, whatever its weight. NaN for an indicator that no area has.

    Exact for means; for other aggregations what a mean with the same weights would have.

    Source:
        Paruolo, Saisana & Saltelli (2013), JRSS A 176(3), 609-634.
    """
    top = node or result.design.root
    at = len(result.periods) - 1 if period is None else result.periods.index(period)
    codes = result.design.leaves(top)
    places = [result.indicators.index(code) for code in codes]
    values = result.normalised[:, at, places].T
    weights = result.effective_weights[result.nodes.index(top), places]
    return dict(zip(codes, influence(values, weights=weights).tolist(), strict=True))


def _nodes_below(result: IndexResult, top: str) -> list[str]:
    codes = {node.code for node in result.design.nodes}
    found = [top]
    for code in found:
        found.extend(child for child in result.design.children(code) if child in codes)
    return found


def _take_apart(result: IndexResult, code: str, at: int) -> Floats:
    """Return the contributions to one node, shape (indicators below it, areas)."""
    children = result.design.children(code)
    is_node = [child in result.nodes for child in children]
    values = np.stack(
        [
            result.scores[:, at, result.nodes.index(child)]
            if below
            else result.normalised[:, at, result.indicators.index(child)]
            for child, below in zip(children, is_node, strict=True)
        ]
    )
    aggregate = result.design.node(code).aggregate
    scores = result.scores[:, at, result.nodes.index(code)]
    weights = np.array(result.parameters.weights[code])
    split = aggregate.slope(values, weights=weights, scores=scores)
    if split is None:
        name = next(name for name, kind in AGGREGATIONS.items() if isinstance(aggregate, kind))
        raise NotAdditiveError(code, method=name)
    slope, rest = split
    parts: list[Floats] = []
    for row, (child, below) in enumerate(zip(children, is_node, strict=True)):
        if below:
            inside = _take_apart(result, child, at)
            parts.append(np.nan_to_num(slope[row] * inside) + rest[row] * _present_weights(result, child, at))
        else:
            parts.append((slope[row] * np.nan_to_num(values[row]) + rest[row])[np.newaxis])
    return np.concatenate(parts)


def _present_weights(result: IndexResult, code: str, at: int) -> Floats:
    """Return the share of each present indicator in the weight below a node, shape (indicators, areas)."""
    places = [result.indicators.index(leaf) for leaf in result.design.leaves(code)]
    weights = result.effective_weights[result.nodes.index(code), places]
    present = ~np.isnan(result.normalised[:, at, places]).T
    inside = weights[:, np.newaxis] * present
    total = inside.sum(axis=0)
    return np.asarray(inside / np.where(total > 0, total, 1.0))
