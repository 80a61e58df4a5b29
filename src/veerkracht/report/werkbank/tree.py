"""Trees of plain values for the page of the werkbank: JSON without NaN, areas as rows in the order they were opened."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.index.aggregate import AGGREGATIONS
from veerkracht.index.design_text import method_table
from veerkracht.index.normalise import NORMALISERS
from veerkracht.index.versus import worst_first
from veerkracht.report.werkbank.words import (
    AGGREGATION_WORDS,
    NORMALISER_WORDS,
    caution_text,
    mover_text,
    versus_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.indicators import Indicator
    from veerkracht.facts.language import Taal
    from veerkracht.facts.periods import Period
    from veerkracht.index.adjustments import Changes
    from veerkracht.index.area_trace import AreaTrace
    from veerkracht.index.build import IndexResult
    from veerkracht.index.cautions import Caution
    from veerkracht.index.design import Choice, IndexDesign, IndicatorChoice, Node
    from veerkracht.index.leverage import Leverage
    from veerkracht.index.uncertainty import RankIntervals
    from veerkracht.index.versus import Mover, Versus

# Scores run from 0 to 1 or 0 to 100: six significant digits are more than any of them carries.
_DIGITS = 6


def names_of(*designs: IndexDesign, taal: Taal) -> dict[str, str]:
    """Return the names of all nodes and indicators of some designs by code."""
    return {item.code: item.name.say(taal) for design in designs for item in design.items}


def werkbank_json(
    design: IndexDesign,
    *,
    areas: Areas,
    periods: Sequence[Period],
    references: Sequence[Period],
    candidates: Sequence[Indicator],
    taal: Taal,
) -> dict[str, Any]:
    """Return what a page needs to open a werkbank.

    Returns:
        `design`, `nodes` and `indicators` (the tree), `candidates` (what can be added), `methods` with a line of
        explanation each, `periods` to rank, `references` to set scales on, and `areas` with parallel lists `codes` and
        `names`.
    """
    return {
        "design": _head(design, taal=taal),
        "nodes": [_node(node, taal=taal) for node in design.nodes],
        "indicators": [_indicator(leaf, taal=taal) for leaf in design.indicators],
        "candidates": [_candidate(one, taal=taal) for one in candidates],
        "methods": {
            "normalise": {name: NORMALISER_WORDS[name].say(taal) for name in NORMALISERS},
            "aggregate": {name: AGGREGATION_WORDS[name].say(taal) for name in AGGREGATIONS},
        },
        "periods": [str(period) for period in periods],
        "period": str(periods[-1]),
        "references": ["all", *(str(period) for period in references)],
        "areas": {
            "level": areas.level.value,
            "year": areas.year,
            "codes": list(areas.codes),
            "names": list(areas.names),
        },
    }


def _head(design: IndexDesign, *, taal: Taal) -> dict[str, Any]:
    version = design.version
    return {
        "code": design.code,
        "name": design.name.say(taal),
        "explanation": design.explanation.say(taal),
        "first": design.first,
        "worse": design.worse,
        "reference": design.reference,
        "version": None
        if version is None
        else {"name": version.name, "based_on": version.based_on, "reason": version.reason},
    }


def _node(node: Node, *, taal: Taal) -> dict[str, Any]:
    return {
        "code": node.code,
        "name": node.name.say(taal),
        "parent": node.parent or None,
        "weight": node.weight,
        "weighting": node.weighting,
        "aggregate": method_table(node.aggregate),
        **_why(node.why, taal=taal),
    }


def _indicator(leaf: IndicatorChoice, *, taal: Taal) -> dict[str, Any]:
    return {
        "code": leaf.code,
        "name": leaf.name.say(taal),
        "parent": leaf.parent,
        "weight": leaf.weight,
        "direction": leaf.direction,
        "normalise": method_table(leaf.normalise),
        "modelled": leaf.modelled,
        **_why(leaf.why, taal=taal),
    }


def _candidate(one: Indicator, *, taal: Taal) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name.say(taal),
        "theme": one.theme.value,
        "unit": one.unit.say(taal),
        "better": one.better.value,
        "modelled": one.modelled,
        "explanation": one.explanation.say(taal),
    }


def ranking_json(result: IndexResult, *, changes: Changes, taal: Taal, nodes: Sequence[str] = ()) -> dict[str, Any]:
    """Return scores and places of all areas in the last period.

    Args:
        result: the index.
        changes: what was asked for.
        taal: of the name.
        nodes: codes of parts whose scores are wanted too.

    Returns:
        Parallel lists, null for no score: `score`; `rank` (1 as the design counts); `place` (1 for the worst);
        `measured`, on how many of the `expected` indicators each score rests; `nodes`, scores per part.
    """
    at, top = len(result.periods) - 1, result.nodes.index(result.design.root)
    return {
        "changes": changes.to_json(),
        "period": str(result.periods[-1]),
        "reference": result.design.reference,
        "name": result.design.name.say(taal),
        "areas": len(result.areas),
        "scored": int((~np.isnan(result.score())).sum()),
        "score": numbers(result.score()),
        "rank": whole_numbers(result.rank()),
        "place": whole_numbers(worst_first(result)),
        "measured": result.measured[:, at, top].tolist(),
        "expected": int(result.expected[top]),
        "nodes": {code: numbers(result.score(code)) for code in nodes},
    }


def parts_json(parts: Sequence[Leverage], *, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what each part was meant to weigh and what it weighs; null where it cannot be told."""
    return [
        {
            "code": part.code,
            "name": names.get(part.code, part.code),
            "parent": part.parent,
            "weight": number(part.weight),
            "within": number(part.within),
            "share": number(part.share),
            "influence": number(part.influence),
            "main_effect": number(part.main_effect),
            "known": number(part.known),
        }
        for part in parts
    ]


def trace_json(found: AreaTrace, *, areas: Areas, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the score of one area taken apart."""
    return {
        "area": found.area,
        "name": areas.name(found.area),
        "node": found.node,
        "period": str(found.period),
        "score": number(found.score),
        "mean": number(found.mean),
        "method": found.method,
        "parts": [
            {
                "code": part.code,
                "name": names.get(part.code, part.code),
                "state": part.state,
                "value": number(part.value),
                "normalised": number(part.normalised),
                "share": number(part.share),
                # In full, for these add up to the score.
                "contribution": part.contribution if math.isfinite(part.contribution) else None,
                "difference": part.difference if math.isfinite(part.difference) else None,
            }
            for part in found.parts
        ],
    }


def versus_json(found: Versus, *, areas: Areas, names: Mapping[str, str], taal: Taal) -> dict[str, Any]:
    """Return what a choice changes: who enters and leaves the end of the list, who moves and by what."""

    def movers(some: Sequence[Mover]) -> list[dict[str, Any]]:
        return [
            {
                "code": areas.codes[one.row],
                "name": areas.names[one.row],
                "row": one.row,
                "before": _place(one.before),
                "after": _place(one.after),
                "moved": _place(one.moved),
                "reasons": [
                    {
                        "code": why.code,
                        "name": names.get(why.code, why.code),
                        "effect": number(why.effect),
                        "how": why.how,
                    }
                    for why in one.reasons
                ],
                "text": mover_text(one, areas=areas, names=names, taal=taal),
            }
            for one in some
        ]

    return {
        "text": versus_text(found, areas=areas, taal=taal),
        "worst": found.worst,
        "entered": movers(found.entered),
        "left": movers(found.left),
        "stayed": found.stayed,
        "correlation": number(found.correlation),
        "mean_shift": number(found.mean_shift),
        "moved": found.moved,
        "both": found.both,
        "gained": len(found.gained),
        "lost": len(found.lost),
        "movers": movers(found.movers),
    }


def cautions_json(
    found: Sequence[Caution], *, before: Sequence[Caution], names: Mapping[str, str], taal: Taal
) -> list[dict[str, Any]]:
    """Return what to be careful about, with the sentence for the page.

    Args:
        found: of the changed design.
        before: of the design as it was; what is not among these is `new`.
        names: of indicators and nodes by code.
        taal: the language.
    """
    known = {(one.kind, one.codes) for one in before}
    return [
        {
            "kind": one.kind,
            "codes": list(one.codes),
            "value": number(one.value),
            "new": (one.kind, one.codes) not in known,
            "text": caution_text(one, names=names, taal=taal),
        }
        for one in found
    ]


def intervals_json(found: RankIntervals) -> dict[str, Any]:
    """Return how far places and scores can move (90%), parallel to the areas; `rank` as the design counts."""
    return {
        "period": str(found.period),
        "draws": found.draws,
        "in_full": found.in_full,
        "coverage": 0.9,
        "rank": whole_numbers(found.rank),
        "rank_low": whole_numbers(found.rank_low),
        "rank_high": whole_numbers(found.rank_high),
        "score_low": numbers(found.score_low),
        "score_high": numbers(found.score_high),
        "probability_worst": numbers(np.round(found.probability_worst, 3)),
    }


def number(value: float) -> float | None:
    """Return a number with as many digits as it carries; None for one that there is not.

    >>> number(0.123456789), number(float("nan"))
    (0.123457, None)
    """
    if not math.isfinite(value):
        return None
    return float(f"{value:.{_DIGITS}g}")


def numbers(values: NDArray[np.float64]) -> list[float | None]:
    """Return numbers with five decimals (scores from 0 to 1) or fewer (larger scales); None for NaN; quick.

    >>> numbers(np.array([0.1234567, np.nan]))
    [0.12346, None]
    """
    known = values[np.isfinite(values)]
    reach = float(np.abs(known).max()) if known.size else 1.0
    decimals = max(0, _DIGITS - 1 - max(0, math.ceil(math.log10(reach)) if reach > 1 else 0))
    listed = np.round(values, decimals).tolist()
    if known.size == values.size:
        return list(listed)
    return [one if math.isfinite(one) else None for one in listed]


def whole_numbers(values: NDArray[np.float64]) -> list[int | None]:
    """Return whole numbers, None for NaN.

    >>> whole_numbers(np.array([3.0, np.nan]))
    [3, None]
    """
    there = np.isfinite(values)
    listed = np.where(there, values, 0).astype(np.int64).tolist()
    if there.all():
        return list(listed)
    return [one if known else None for one, known in zip(listed, there.tolist(), strict=True)]


def _place(value: float) -> int | None:
    return round(value) if math.isfinite(value) else None


def _why(choice: Choice, *, taal: Taal) -> dict[str, str]:
    return {"reason": choice.reason.say(taal), "source": choice.source}
