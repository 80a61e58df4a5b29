"""What the audit of an index counts: holes, shapes, correlations, consistency, weights and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.index.distribution import kurtosis, skewness
from veerkracht.index.trace import influence_of
from veerkracht.index.tree import combine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.index.build import IndexResult

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts:
    """One indicator in one period.

    Attributes:
        code: of the indicator.
        measured, filled: shares of the areas, 0 to 1.
        skewness, kurtosis: as treated; NaN for fewer than four values.
        at_limit: share of the known areas at the highest or lowest treated value, where treatment or data put them.
        weight, influence: shares of the top score as meant and as it came out.
        link: correlation of the normalised figure with the top score.
        modelled: whether the figure comes from a model.
    """

    code: str
    measured: float
    filled: float
    skewness: float
    kurtosis: float
    at_limit: float
    weight: float
    influence: float
    link: float
    modelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFacts:
    """How well the children of one node belong together.

    Attributes:
        code: of the node.
        children: how many.
        complete: how many areas have all children.
        alpha: Cronbach's alpha; NaN for one child.
        first_component: share of the variance that the first principal component holds.
        mean_correlation: between the children.
    """

    code: str
    children: int
    complete: int
    alpha: float
    first_component: float
    mean_correlation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two indicators and how they move together; `together` if they share a node."""

    first: str
    second: str
    correlation: float
    together: bool


def correlations(values: Floats) -> Floats:
    """Return the correlation of each pair of rows over the areas that have both.

    Args:
        values: shape (rows, areas); NaN for missing.

    Returns:
        Shape (rows, rows); NaN for fewer than three common areas or no spread.

    Examples:
        >>> correlations(np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]))[0, 1].round(6)
        np.float64(1.0)
    """
    there = (~np.isnan(values)).astype(np.float64)
    count = there.sum(axis=1)
    middle = np.where(there > 0, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    known = np.where(there > 0, values - middle[:, np.newaxis], 0.0)
    common = there @ there.T
    sums, squares = known @ there.T, known**2 @ there.T
    safe = np.maximum(common, 1)
    together = known @ known.T - sums * sums.T / safe
    spread = squares - sums**2 / safe
    with np.errstate(divide="ignore", invalid="ignore"):
        found = together / np.sqrt(spread * spread.T)
    return np.where((common >= 3) & (spread > 1e-12) & (spread.T > 1e-12), np.clip(found, -1, 1), np.nan)


def cronbach_alpha(values: Floats) -> float:
    """Return how consistent some scores are, from 0 (nothing in common) to 1 (the same).

    Args:
        values: shape (children, areas), complete.

    Source:
        Cronbach (1951), Psychometrika 16(3), 297-334; OECD/JRC (2008), step 4.

    Examples:
        >>> round(cronbach_alpha(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])), 6)
        1.0
    """
    children = len(values)
    whole = values.sum(axis=0).var(ddof=1) if values.shape[1] > 1 else 0.0
    if children < 2 or whole <= 0:
        return float("nan")
    return float(children / (children - 1) * (1 - values.var(axis=1, ddof=1).sum() / whole))


def indicator_facts(result: IndexResult, *, period: Period) -> tuple[IndicatorFacts, ...]:
    """Return the facts of every indicator, in the order of the tree."""
    at, top = result.periods.index(period), result.nodes.index(result.design.root)
    influence = influence_of(result, period=period)
    score = result.scores[:, at, top]
    choices = {choice.code: choice for choice in result.design.indicators}
    found = []
    for column, code in enumerate(result.indicators):
        treated, normalised = result.treated[:, at, column], result.normalised[:, at, column]
        measured = result.was_measured[:, at, column]
        known = treated[~np.isnan(treated)]
        edges = (known == known.max()).sum() + (known == known.min()).sum() if known.size else 0
        found.append(
            IndicatorFacts(
                code=code,
                measured=float(measured.mean()),
                filled=float((~measured & ~np.isnan(treated)).mean()),
                skewness=skewness(treated),
                kurtosis=kurtosis(treated),
                at_limit=float(edges / known.size) if known.size else float("nan"),
                weight=float(result.effective_weights[top, column]),
                influence=influence[code],
                link=float(correlations(np.stack([normalised, score]))[0, 1]),
                modelled=choices[code].modelled,
            )
        )
    return tuple(found)


def node_facts(result: IndexResult, *, period: Period) -> tuple[NodeFacts, ...]:
    """Return the facts of every node, in the order of the design."""
    at = result.periods.index(period)
    found = []
    for code in result.nodes:
        children = result.design.children(code)
        values = np.stack([_values(result, child, at) for child in children])
        complete = values[:, ~np.isnan(values).any(axis=0)]
        between = correlations(complete) if complete.shape[1] > 2 else np.full((len(children),) * 2, np.nan)
        upper = between[np.triu_indices(len(children), 1)]
        usable = not np.isnan(between).any()
        found.append(
            NodeFacts(
                code=code,
                children=len(children),
                complete=complete.shape[1],
                alpha=cronbach_alpha(complete),
                first_component=float(np.linalg.eigvalsh(between)[-1] / len(children)) if usable else float("nan"),
                mean_correlation=float(np.nanmean(upper)) if (~np.isnan(upper)).any() else float("nan"),
            )
        )
    return tuple(found)


def pairs(result: IndexResult, *, period: Period) -> tuple[Pair, ...]:
    """Return every pair of indicators with their correlation on the normalised scale, strongest first."""
    values = result.normalised[:, result.periods.index(period)].T
    between = correlations(values)
    parents = {choice.code: choice.parent for choice in result.design.indicators}
    rows, columns = np.triu_indices(len(result.indicators), 1)
    found = [
        Pair(
            first=result.indicators[row],
            second=result.indicators[column],
            correlation=float(between[row, column]),
            together=parents[result.indicators[row]] == parents[result.indicators[column]],
        )
        for row, column in zip(rows, columns, strict=True)
        if not np.isnan(between[row, column])
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair.correlation)))


def without_each(result: IndexResult, *, period: Period) -> dict[str, float]:
    """Return how far ranks move on average, in places, if a child of the top is left out.

    Source:
        OECD/JRC (2008), step 8: take the index apart and see what drives it.
    """
    at, top = result.periods.index(period), result.design.root
    children = result.design.children(top)
    if len(children) < 2:
        return {}
    values = np.stack([_values(result, child, at) for child in children])
    weights = np.array(result.parameters.weights[top])
    ranks = result.ranks[:, at, result.nodes.index(top)]
    scored = ~np.isnan(ranks)
    found: dict[str, float] = {}
    for row, child in enumerate(children):
        rest = np.delete(np.arange(len(children)), row)
        if weights[rest].sum() <= 0 or not scored.any():
            continue
        scores = combine(
            values[rest][:, :, np.newaxis],
            aggregate=result.design.node(top).aggregate,
            weights=weights[rest],
            node=top,
        )[:, 0]
        both = scored & ~np.isnan(scores)
        found[child] = _mean_shift(scores[both], ranks[both], highest=result.design.first == "highest")
    return found


def _mean_shift(scores: Floats, ranks: Floats, *, highest: bool) -> float:
    """Return the mean difference between the order of scores and that of ranks, both among these areas."""
    if not scores.size:
        return float("nan")
    new = np.argsort(np.argsort(-scores if highest else scores, kind="stable"), kind="stable")
    old = np.argsort(np.argsort(ranks, kind="stable"), kind="stable")
    return float(np.abs(new - old).mean())


def _values(result: IndexResult, code: str, at: int) -> Floats:
    """Return the scores of a node or the normalised figures of an indicator, shape (areas,)."""
    if code in result.nodes:
        return result.scores[:, at, result.nodes.index(code)]
    return result.normalised[:, at, result.indicators.index(code)]
