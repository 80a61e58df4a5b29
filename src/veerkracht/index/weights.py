"""Weights that follow from the data: equal, principal component, CRITIC, entropy and equal influence.

Each takes the scores of the children of one node over complete areas and returns weights that add up to one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import AggregationDomainError, NoSpreadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Equal influence is found by cyclic descent on a strictly convex problem; these ends are never near in practice.
_SWEEPS = 10_000
_TOLERANCE = 1e-13


def equal_weights(values: Floats, *, node: str) -> Floats:
    """Return one over the number of children, each."""
    del node
    return np.full(values.shape[0], 1.0 / values.shape[0])


def pca_weights(values: Floats, *, node: str) -> Floats:
    """Return the squared loadings of the first principal component of the correlations.

    Args:
        values: shape (children, areas), complete.
        node: for messages.

    Raises:
        NoSpreadError: if a child is the same everywhere.

    Source:
        OECD/JRC (2008), step 6 (squared factor loadings as weights; Nicoletti, Scarpetta & Boylaud 2000).
    """
    _, vectors = np.linalg.eigh(_correlation(values, node=node, method="pca"))
    return np.asarray(vectors[:, -1] ** 2)


def critic_weights(values: Floats, *, node: str) -> Floats:
    """Return weights by contrast and conflict: deviation times the sum of (1 - correlation).

    Raises:
        NoSpreadError: if a child is the same everywhere, or all say exactly the same.

    Source:
        Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7), 763-770.
    """
    conflict = (1.0 - _correlation(values, node=node, method="critic")).sum(axis=1)
    spread = values.max(axis=1) - values.min(axis=1)
    information = values.std(axis=1, ddof=1) / spread * np.maximum(conflict, 0.0)
    if information.sum() <= 0:
        raise NoSpreadError(node, value=0.0, method="critic (all children say the same)")
    return np.asarray(information / information.sum())


def entropy_weights(values: Floats, *, node: str) -> Floats:
    """Return weights by how unevenly each child is spread over the areas (Shannon entropy).

    Raises:
        AggregationDomainError: if a value is negative.
        NoSpreadError: if no child differs between areas.

    Source:
        Zeleny (1982), Multiple Criteria Decision Making, ch. 7.
    """
    if (values < 0).any():
        raise AggregationDomainError(
            "entropy",
            value=float(values.min()),
            right_en="values of at least zero",
            right_nl="waarden van nul of hoger",
            node=node,
        )
    totals = values.sum(axis=1, keepdims=True)
    shares = values / np.where(totals > 0, totals, 1.0)
    terms = np.where(shares > 0, shares * np.log(np.where(shares > 0, shares, 1.0)), 0.0)
    divergence = np.maximum(1.0 + terms.sum(axis=1) / np.log(values.shape[1]), 0.0)
    if divergence.sum() <= 1e-15:
        raise NoSpreadError(node, value=float(values.flat[0]), method="entropy")
    return np.asarray(divergence / divergence.sum())


def equal_influence_weights(values: Floats, *, node: str) -> Floats:
    """Return the weights with which every child explains the same share of the variance of the node.

    Weights are not importance: of two children with equal weight the one that varies more, or that moves
    along with the others, decides. Here w_i (C w)_i / w'Cw is equal for all children.

    Args:
        values: shape (children, areas), complete.
        node: for messages.

    Raises:
        NoSpreadError: if a child is the same everywhere.

    Source:
        Aim: Becker, Saisana, Paruolo & Vandecasteele (2017), Ecological Indicators 80, 12-22. Solution that
        always exists: Maillard, Roncalli & Teïletche (2010); cyclic descent of Griveau-Billion et al. (2013).
    """
    _correlation(values, node=node, method="optimised")
    covariance = np.atleast_2d(np.cov(values))
    deviations = np.sqrt(np.diag(covariance))
    # A ridge of 1e-10 keeps children that say exactly the same from making the problem singular.
    scaled = covariance / np.outer(deviations, deviations) + 1e-10 * np.eye(len(deviations))
    budget = 1.0 / len(deviations)
    weights = np.full(len(deviations), np.sqrt(budget))
    for _ in range(_SWEEPS):
        before = weights.copy()
        for child in range(weights.size):
            rest = scaled[child] @ weights - scaled[child, child] * weights[child]
            root = np.sqrt(rest**2 + 4 * scaled[child, child] * budget)
            weights[child] = (root - rest) / (2 * scaled[child, child])
        if np.abs(weights - before).max() < _TOLERANCE:
            break
    unscaled = weights / deviations
    return np.asarray(unscaled / unscaled.sum())


WEIGHTINGS: dict[str, Callable[..., Floats]] = {
    "equal": equal_weights,
    "pca": pca_weights,
    "critic": critic_weights,
    "entropy": entropy_weights,
    "optimised": equal_influence_weights,
}


def influence(values: Floats, *, weights: Floats) -> Floats:
    """Return the share of the variance of the weighted mean that each child brings in; adds up to one.

    Covariances are taken over the areas that have both children; a child without any spread has no influence.

    Args:
        values: shape (children, areas); NaN for missing.
        weights: shape (children,).

    Returns:
        Shape (children,); a share below zero means that the child goes against the others; NaN for a child that
        no area has, and everywhere if there is no spread at all.

    Source:
        Paruolo, Saisana & Saltelli (2013), JRSS A 176(3), 609-634: nominal weight is not influence.
    """
    present = ~np.isnan(values)
    count = present.sum(axis=1, keepdims=True)
    mean = np.where(present, values, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    away = np.where(present, values - mean, 0.0)
    together = present.astype(np.float64) @ present.T.astype(np.float64)
    covariance = (away @ away.T) / np.maximum(together - 1.0, 1.0)
    parts = weights * (covariance @ weights)
    total = parts.sum()
    shares = parts / total if total > 0 else np.full(len(weights), np.nan)
    return np.where(count[:, 0] > 0, shares, np.nan)


def _correlation(values: Floats, *, node: str, method: str) -> Floats:
    flat = np.flatnonzero(values.max(axis=1) == values.min(axis=1)) if values.shape[1] else np.arange(1)
    if flat.size:
        value = float(values[flat[0], 0]) if values.shape[1] else float("nan")
        raise NoSpreadError(f"{node}[{flat[0]}]", value=value, method=method)
    return np.atleast_2d(np.corrcoef(values))
