"""The score of one area, taken apart: what each indicator brings in, and how that differs from other areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from veerkracht.index.trace import trace

if TYPE_CHECKING:
    from veerkracht.facts.periods import Period
    from veerkracht.index.build import IndexResult

State = Literal["measured", "filled", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePart:
    """What one indicator does in the score of one area.

    Attributes:
        code: of the indicator.
        state: `measured` in the period, `filled` with an earlier figure or an estimate, or `missing`.
        value: as treated, in the unit of the indicator; NaN if missing.
        normalised: on the common scale; NaN if missing.
        share: of the weight of the whole index as meant, 0 to 1.
        contribution: points of the score; all parts add up to it. 0 for a missing indicator.
        difference: contribution minus the mean contribution over all areas with a score; these add up to how far the
            score is from the mean score.
    """

    code: str
    state: State
    value: float
    normalised: float
    share: float
    contribution: float
    difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaTrace:
    """The score of one area, taken apart.

    Attributes:
        area: code of the area.
        node: code of the score.
        period: when.
        score: NaN if there is none; then contributions are NaN too.
        mean: of the scores of all areas that have one.
        method: `weights` or `euler`, see `trace.Trace`.
        parts: the indicators below the node, in the order of the tree.
    """

    area: str
    node: str
    period: Period
    score: float
    mean: float
    method: str
    parts: tuple[TracePart, ...]


def trace_area(result: IndexResult, area: str, *, node: str = "") -> AreaTrace:
    """Return the score of one area in the last period, taken apart.

    Args:
        result: an index.
        area: code of the area.
        node: code of the score; the top if empty.

    Raises:
        UnknownAreaError: if the index does not hold the area.
        TreeError: if there is no such node.
        NotAdditiveError: if a step counts wins between areas.
    """
    row, at = result.areas.row(area), len(result.periods) - 1
    apart = trace(result, node=result.design.node(node or result.design.root).code)
    scored = ~np.isnan(apart.scores)
    means = apart.contributions[scored].mean(axis=0) if scored.any() else np.full(len(apart.indicators), np.nan)
    shares = result.effective_weights[result.nodes.index(apart.node)]
    parts = []
    for place, code in enumerate(apart.indicators):
        column = result.indicators.index(code)
        value = float(result.treated[row, at, column])
        measured: State = "measured" if result.was_measured[row, at, column] else "filled"
        parts.append(
            TracePart(
                code=code,
                state="missing" if np.isnan(value) else measured,
                value=value,
                normalised=float(result.normalised[row, at, column]),
                share=float(shares[column]),
                contribution=float(apart.contributions[row, place]),
                difference=float(apart.contributions[row, place] - means[place]),
            )
        )
    return AreaTrace(
        area=area,
        node=apart.node,
        period=apart.period,
        score=float(apart.scores[row]),
        mean=float(apart.scores[scored].mean()) if scored.any() else float("nan"),
        method=apart.method,
        parts=tuple(parts),
    )
