"""Two designs side by side: what counts in one and not in the other, and what weighs otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.index.design_text import method_table
from veerkracht.report.werkbank.words import AGGREGATION_WORDS, NORMALISER_WORDS
from veerkracht.report.wording import figure

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.index.design import IndexDesign, IndicatorChoice, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One node or indicator in two designs.

    Attributes:
        shares: of the weight of all that counts below the same node, as people read it; empty where it does not count.
        ways: scale or way of joining in each; empty where these are the same.
        is_same: whether nothing differs.
    """

    name: str
    is_node: bool
    shares: tuple[str, str]
    ways: tuple[str, str]
    is_same: bool


def differences(one: IndexDesign, other: IndexDesign, *, taal: Taal) -> list[Difference]:
    """Return every node and indicator of two designs, what differs first."""
    first, second = ({item.code: item for item in design.items} for design in (one, other))
    found = []
    for code in dict.fromkeys([*first, *second]):
        pair = (first.get(code), second.get(code))
        there = next(item for item in pair if item is not None)
        shares = (_share(one, pair[0], taal=taal), _share(other, pair[1], taal=taal))
        ways = (_way(pair[0], taal=taal), _way(pair[1], taal=taal))
        same = shares[0] == shares[1] and ways[0] == ways[1]
        found.append(
            Difference(
                name=there.name.say(taal),
                is_node=not hasattr(there, "normalise"),
                shares=shares,
                ways=ways if ways[0] != ways[1] and all(pair) else ("", ""),
                is_same=same,
            )
        )
    return sorted(found, key=lambda line: line.is_same)


def _share(design: IndexDesign, item: Node | IndicatorChoice | None, *, taal: Taal) -> str:
    if item is None:
        return ""
    if not item.parent:
        return "100%"
    weights = dict(zip(design.children(item.parent), design.weights(item.parent), strict=True))
    return f"{figure(100 * weights[item.code] / (sum(weights.values()) or 1), decimals=0, taal=taal)}%"


def _way(item: Node | IndicatorChoice | None, *, taal: Taal) -> str:
    if item is None:
        return ""
    words = NORMALISER_WORDS if hasattr(item, "normalise") else AGGREGATION_WORDS
    method = item.normalise if hasattr(item, "normalise") else item.aggregate
    return words[str(method_table(method)["method"])].say(taal)
