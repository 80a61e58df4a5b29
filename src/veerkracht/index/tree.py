"""The climb up the tree: scores of nodes from the scores of indicators, with what each score rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import ReferencePeriodError
from veerkracht.index.aggregate import WeightedSum
from veerkracht.index.weights import WEIGHTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.index.aggregate import Aggregation
    from veerkracht.index.design import IndexDesign, Node

    Floats = NDArray[np.float64]

# A correlation or covariance over fewer complete areas says nothing.
_FEWEST_AREAS = 3
# Area-periods taken at once: ten children of this length stay in the processor's cache.
_STRIPE = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """The scores of all nodes.

    Attributes:
        scores: per node, shape (areas, periods); NaN where too little is measured.
        shares: per node, shape (areas, periods), share of the children's weight that is there.
        counts: per node, shape (areas, periods), how many indicators below it were measured.
        weights: per node, shape (children,), the weights used.
    """

    scores: Mapping[str, Floats]
    shares: Mapping[str, Floats]
    counts: Mapping[str, NDArray[np.uint16]]
    weights: Mapping[str, Floats]


def climb(
    leaves: Floats,
    *,
    measured: NDArray[np.bool_],
    available: NDArray[np.bool_],
    design: IndexDesign,
    reference: slice,
    weights: Mapping[str, Floats] | None = None,
) -> Climb:
    """Return the scores of all nodes of a design.

    Args:
        leaves: shape (indicators, areas, periods), normalised, in the order of the tree.
        measured: same shape; True where a value was measured; for the counts.
        available: same shape; True where a value counts for the availability rules.
        design: the tree.
        reference: the periods on which data-driven weights are found.
        weights: per node, weights to use instead of those of the design.
    """
    rows = {code: row for row, code in enumerate(design.leaves(design.root))}
    scores: dict[str, Floats] = {}
    shares: dict[str, Floats] = {}
    counts: dict[str, NDArray[np.uint16]] = {}
    used: dict[str, Floats] = {}
    for node in design.upwards():
        children = design.children(node.code)
        below = [leaves[rows[child]] if child in rows else scores[child] for child in children]
        there = [available[rows[child]] if child in rows else ~np.isnan(scores[child]) for child in children]
        own = weights.get(node.code) if weights is not None else None
        if own is None:
            own = find_weights([values[:, reference] for values in below], node=node, design=design)
        scores[node.code], shares[node.code] = _climb_one(below, there, node=node, weights=own)
        counts[node.code] = np.zeros(leaves.shape[1:], dtype=np.uint16)
        for child in children:
            counts[node.code] += measured[rows[child]] if child in rows else counts[child]
        used[node.code] = own
    return Climb(scores=scores, shares=shares, counts=counts, weights=used)


def combine(values: Floats, *, aggregate: Aggregation, weights: Floats, node: str) -> Floats:
    """Return the score of one node, shape (areas, periods), from its children, shape (children, areas, periods).

    An aggregation that compares areas with each other compares them within a period.
    """
    if aggregate.compares_areas:
        columns = [
            aggregate.combine(values[:, :, period], weights=weights, node=node) for period in range(values.shape[2])
        ]
        return np.stack(columns, axis=1)
    flat = aggregate.combine(values.reshape(values.shape[0], -1), weights=weights, node=node)
    return flat.reshape(values.shape[1:])


def _climb_one(
    below: Sequence[Floats], there: Sequence[NDArray[np.bool_]], *, node: Node, weights: Floats
) -> tuple[Floats, Floats]:
    """Return the score of a node and the share of weight that is there, shape (areas, periods) each."""
    shape = below[0].shape
    if node.aggregate.compares_areas:
        share = np.tensordot(weights, np.stack(there).astype(np.float64), axes=1)
        score = combine(np.stack(below), aggregate=node.aggregate, weights=weights, node=node.code)
    else:
        share, score = np.empty(shape), np.empty(shape)
        flat_share, flat_score = share.reshape(-1), score.reshape(-1)
        values, known = [one.reshape(-1) for one in below], [one.reshape(-1) for one in there]
        for start in range(0, flat_score.size, _STRIPE):
            part = slice(start, start + _STRIPE)
            flat_share[part] = weights @ np.stack([one[part] for one in known]).astype(np.float64)
            stripe = np.stack([one[part] for one in values])
            flat_score[part] = node.aggregate.combine(stripe, weights=weights, node=node.code)
    share /= weights.sum()
    score[share < node.minimum_share - 1e-12] = np.nan
    return score, share


def find_weights(values: Sequence[Floats], *, node: Node, design: IndexDesign) -> Floats:
    """Return the weights of the children of a node: as written, or found in the reference.

    Args:
        values: for each child, shape (areas, periods) of the reference.
        node: whose children they are.
        design: where the weights as written stand.

    Raises:
        ReferencePeriodError: if data-driven weights find fewer than three complete areas.
        NoSpreadError: if a rule finds no difference between areas.
    """
    if node.weighting == "given":
        return np.array(design.weights(node.code))
    flat = np.stack(values).reshape(len(values), -1)
    complete = flat[:, ~np.isnan(flat).any(axis=0)]
    if node.weighting != "equal" and complete.shape[1] < _FEWEST_AREAS:
        raise ReferencePeriodError(design.reference, indicator=node.code, available=[design.reference])
    return WEIGHTINGS[node.weighting](complete, node=node.code)


def effective_weights(design: IndexDesign, *, weights: Mapping[str, Floats]) -> Floats:
    """Return what each indicator weighs in each node, the product of the weights along its branch.

    Args:
        design: the tree.
        weights: per node, the weights of its children as used.

    Returns:
        Shape (nodes, indicators), nodes in the order of the design and indicators in that of the tree; a row
        adds up to one (to the sum as written for a weighted sum); 0 for an indicator elsewhere.
    """
    codes = design.leaves(design.root)
    table: dict[str, Floats] = dict(zip(codes, np.eye(len(codes)), strict=True))
    for node in design.upwards():
        own = weights[node.code]
        total = 1.0 if isinstance(node.aggregate, WeightedSum) else own.sum()
        rows = np.array([table[child] for child in design.children(node.code)])
        table[node.code] = (own / total) @ rows
    return np.array([table[node.code] for node in design.nodes])
