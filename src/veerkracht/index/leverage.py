"""What each part of an index really weighs: the weight as meant beside what it does to the scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.index.trace import influence_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.index.build import IndexResult

    Floats = NDArray[np.float64]

# Areas per bin of the correlation ratio at least, and bins at most: enough to follow a bend, few enough to be steady.
_FEWEST_IN_BIN, _MOST_BINS = 10, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """One node or indicator: what it was meant to weigh in the top score, and what it weighs.

    Attributes:
        code, parent: in the design.
        weight: as written, in proportion to its siblings.
        within: share of the weight below its parent, 0 to 1.
        share: share of the weight of the whole index, 0 to 1; of an indicator the product along its branch.
        influence: share of the differences between areas that it brings in; all indicators add up to one. Below zero it
            works against the others. NaN where it has no figures or nothing differs.
        main_effect: the part of the differences in the top score that is known from this part alone, 0 to 1: the
            first-order Sobol share. NaN for too few areas.
        known: share of the areas that have this score or figure.
    """

    code: str
    parent: str
    weight: float
    within: float
    share: float
    influence: float
    main_effect: float
    known: float


def leverages(result: IndexResult) -> tuple[Leverage, ...]:
    """Return the leverage of every node below the top and every indicator in the last period, in design order."""
    design, at = result.design, len(result.periods) - 1
    top = result.scores[:, at, result.nodes.index(design.root)]
    influence = influence_of(result)
    shares = dict(zip(result.indicators, result.effective_weights[result.nodes.index(design.root)], strict=True))
    total = sum(shares.values()) or 1.0
    within = {
        child: weight / (sum(row) or 1.0)
        for node, row in result.parameters.weights.items()
        for child, weight in zip(design.children(node), row, strict=True)
    }
    found = []
    for item in design.items:
        if not item.parent:
            continue
        is_node = item.code in result.nodes
        below = design.leaves(item.code) if is_node else (item.code,)
        values = (
            result.scores[:, at, result.nodes.index(item.code)]
            if is_node
            else result.normalised[:, at, result.indicators.index(item.code)]
        )
        there = ~np.isnan(values) if is_node else result.available[:, at, result.indicators.index(item.code)]
        told = [influence[code] for code in below if not np.isnan(influence[code])]
        found.append(
            Leverage(
                code=item.code,
                parent=item.parent,
                weight=item.weight,
                within=within[item.code],
                share=sum(float(shares[code]) for code in below) / total,
                influence=sum(told) if told else float("nan"),
                main_effect=correlation_ratio(values, top),
                known=float(there.mean()) if there.size else 0.0,
            )
        )
    return tuple(found)


def correlation_ratio(values: Floats, scores: Floats) -> float:
    """Return which part of the variance of scores is known from one figure, whatever the form of their relation.

    Areas are put in bins by their figure, as many areas in each; what remains within bins is not known. Equal figures
    stay in one bin, and the share is freed of what chance alone would give to so many bins.

    Args:
        values: shape (areas,); NaN for missing.
        scores: shape (areas,); NaN for none.

    Returns:
        0 (nothing) to 1 (everything); NaN for fewer than 20 areas or scores that are all the same.

    Source:
        Paruolo, Saisana & Saltelli (2013), JRSS A 176(3), 609-634: the correlation ratio (Pearson 1905) as main effect;
        freed of chance as in Kelley (1935), PNAS 21(9), 554-559.

    Examples:
        >>> x = np.arange(1000.0)
        >>> round(correlation_ratio(x, (x - 500) ** 2), 2)
        0.99
    """
    there = ~np.isnan(values) & ~np.isnan(scores)
    figures, outcome = values[there], scores[there]
    bins = min(_MOST_BINS, outcome.size // _FEWEST_IN_BIN)
    if bins < 2:
        return float("nan")
    away = outcome - outcome.mean()
    total = float(away @ away)
    if total <= 1e-12 * max(1.0, float(np.abs(outcome).max()) ** 2):
        return float("nan")
    ends = np.unique(np.quantile(figures, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(ends, figures, side="right")
    count = np.bincount(place, minlength=ends.size + 1)
    sums = np.bincount(place, weights=away, minlength=ends.size + 1)
    filled = count > 0
    groups = int(filled.sum())
    if groups < 2:
        return 0.0
    between = float((sums[filled] ** 2 / count[filled]).sum())
    within = max(1.0 - between / total, 0.0)
    return float(np.clip(1.0 - within * (outcome.size - 1) / (outcome.size - groups), 0.0, 1.0))
