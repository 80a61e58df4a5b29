"""Why a score changed: new figures, revised figures, other boundaries, other weights or another method."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Literal

import numpy as np

from veerkracht.errors.design import NotAdditiveError
from veerkracht.index.aggregate import AGGREGATIONS
from veerkracht.index.staging import Edition, Stage, Staging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign

    Floats = NDArray[np.float64]

Cause = Literal["boundary", "revision", "indicators", "method", "weights"]
# The figures change in this order: to the new boundaries, to what is known now, to the new period.
FIGURES: tuple[Cause, ...] = ("boundary", "revision", "indicators")
CAUSES: tuple[Cause, ...] = (*FIGURES, "method", "weights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change of one score, taken apart.

    Attributes:
        codes: of the areas that both editions hold, in the order of the later one.
        before, after: shape (areas,), the scores; NaN for no score.
        causes: per cause, shape (areas,), in points of the score; together they are `after - before`.
        indicators: codes of the indicators of either design.
        details: per cause of `FIGURES`, shape (areas, indicators); a row adds up to the cause.
    """

    codes: tuple[str, ...]
    before: Floats
    after: Floats
    causes: Mapping[Cause, Floats]
    indicators: tuple[str, ...]
    details: Mapping[Cause, Floats]

    @property
    def total(self) -> Floats:
        """The change, shape (areas,)."""
        return self.after - self.before


def index_change(before: Edition, after: Edition, *, rebased: AreaTable | None = None, node: str = "") -> Change:
    """Return why the score of each area differs between two editions of an index.

    The figures go to the new boundaries, then to what the later table knows of the earlier period (revision), then
    to the later period. Method (denominators, filling, treatment, scales, joining, the tree) and weights can change
    before, between or after. Each cause gets the mean of what it changes over the twenty orders that keep the figures
    in theirs: a Shapley value under precedence, which closes exactly. Within the figures, each indicator gets the
    mean of what it changes when they are replaced one by one, forwards and backwards.

    Args:
        before: the earlier edition.
        after: the later one.
        rebased: the figures of the earlier edition on the boundaries of the later one; None if they are the same.
        node: code of the score in both designs; the top of each if empty.

    Returns:
        NaN in every cause for an area that lacks a score in either edition, or for which the figures of the one
        edition leave the method of the other nothing to score.

    Raises:
        NotAdditiveError: if a node compares areas with each other (Copeland, benefit of the doubt).
        MissingPeriodError: if a table does not hold its period.
        DesignError: as for `build_index`.

    Source:
        Shapley (1953); under precedence: Faigle & Kern (1992), International Journal of Game Theory 21, 249-266.
    """
    _require_separate(before.design)
    _require_separate(after.design)
    results = (before.build(), after.build())
    earlier = set(before.table.areas.codes)
    codes = tuple(code for code in after.table.areas.codes if code in earlier)
    nodes, editions = _tops(before, after, node), (before, after)
    staging = Staging.of(_figures(before, after, rebased), editions, results=results, codes=codes, nodes=nodes)
    ends = [
        result.score(top, period=edition.period)[result.areas.rows(codes)]
        for result, edition, top in zip(results, editions, nodes, strict=True)
    ]
    causes, details = _split(staging)
    parts = (*ends, *causes.values(), *(part.sum(axis=1) for part in details.values()))
    unknown = np.isnan(parts).any(axis=0)
    for part in (*causes.values(), *details.values()):
        part[unknown] = np.nan
    indicators = staging.indicators
    return Change(codes=codes, before=ends[0], after=ends[1], causes=causes, indicators=indicators, details=details)


def _require_separate(design: IndexDesign) -> None:
    for node in design.nodes:
        if node.aggregate.compares_areas:
            name = next(name for name, kind in AGGREGATIONS.items() if isinstance(node.aggregate, kind))
            raise NotAdditiveError(node.code, method=name)


def _tops(before: Edition, after: Edition, node: str) -> tuple[str, str]:
    return (before.design.node(node or before.design.root).code, after.design.node(node or after.design.root).code)


def _figures(before: Edition, after: Edition, rebased: AreaTable | None) -> tuple[Edition, ...]:
    """Return what the figures are at each of four stages, as editions (their designs do not count)."""
    moved = before if rebased is None else replace(before, table=rebased)
    known = replace(after, period=before.period) if before.period in after.table.periods else moved
    return (before, moved, known, after)


def _split(staging: Staging) -> tuple[dict[Cause, Floats], dict[Cause, Floats]]:
    """Return the causes, and for the figures the part of each indicator."""
    size = (len(staging.codes), len(staging.indicators))
    causes: dict[Cause, Floats] = {cause: np.zeros(size[0]) for cause in CAUSES}
    details: dict[Cause, Floats] = {cause: np.zeros(size) for cause in FIGURES}
    orders = [order for order in permutations(CAUSES) if _keeps_figures_in_order(order)]
    steps = [pair for order in orders for pair in pairwise(_stages(order))]
    # The same step lies on many orders; each is computed once.
    for step in dict.fromkeys(steps):
        share = steps.count(step) / len(orders)
        first, second = step
        difference = staging.score(second) - staging.score(first)
        if first.figures != second.figures:
            cause = FIGURES[first.figures]
            apart = staging.apart(first, second)
            details[cause] += share * apart
            causes[cause] += share * difference
        else:
            causes["method" if first.method != second.method else "weights"] += share * difference
    return causes, details


def _keeps_figures_in_order(order: tuple[Cause, ...]) -> bool:
    return [cause for cause in order if cause in FIGURES] == list(FIGURES)


def _stages(order: tuple[Cause, ...]) -> list[Stage]:
    """Return the stages from the earlier edition to the later one, one cause at a time."""
    stages = [Stage(figures=0, method=0, weights=0)]
    for cause in order:
        last = stages[-1]
        if cause in FIGURES:
            stages.append(last._replace(figures=last.figures + 1))
        else:
            stages.append(last._replace(**{cause: 1}))
    return stages
