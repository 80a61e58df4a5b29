"""Which periods the data hold for each indicator, and which two developments are of the same period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.periods import label
from veerkracht.facts.tables import Reason
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.comparable import is_comparable

if TYPE_CHECKING:
    from veerkracht.facts.areas import Level
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Two periods between which one indicator may be compared.

    Attributes:
        code: of the indicator.
        level: of the areas.
        first, last: the two ends.
        share: part of the areas that has a value at both ends, 0 to 1.
        is_provisional: whether an end is provisional.
    """

    code: str
    level: Level
    first: Period
    last: Period
    share: float
    is_provisional: bool = False

    def __str__(self) -> str:
        return label((self.first, self.last))

    @property
    def years(self) -> float:
        """How many years it covers."""
        return self.last.years_since(self.first)

    def overlap(self, other: Span) -> float:
        """Return the years that both cover over the years that either covers, 0 to 1."""
        start, end = max(self.first, other.first), min(self.last, other.last)
        shared = max(end.years_since(start), 0.0)
        return shared / (self.years + other.years - shared)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanPair:
    """A development of the concentration and one of the problems, over the same years as far as the data allow."""

    concentration: Span
    problems: Span

    @property
    def overlap(self) -> float:
        """The part of the years that the two share, 0 to 1."""
        return self.concentration.overlap(self.problems)


def held_periods(table: AreaTable, code: str, *, share: float) -> tuple[Period, ...]:
    """Return the periods in which more than `share` of the areas have this indicator; empty if the table lacks it."""
    return table.periods_of(code, share=share) if code in table else ()


def available_spans(
    table: AreaTable, code: str, *, catalogue: Catalogue, choices: KaartChoices = STANDARD
) -> tuple[Span, ...]:
    """Return every pair of periods between which the table can tell a development of this indicator.

    No break in the definition lies between the ends, both are of the same length, and more than
    `choices.least_share` of the areas have a value at both. The latest comes first, then the longest.
    """
    held = held_periods(table, code, share=choices.least_share)
    found = []
    for first, last in combinations(held, 2):
        if first.months != last.months or last.years_since(first) < choices.least_years:
            continue
        if not is_comparable(catalogue, code, first=first, last=last):
            continue
        ends = [table.period_position(first), table.period_position(last)]
        share = float(np.mean((table.reasons[:, ends, table.position(code)] == Reason.PRESENT).all(axis=1)))
        if share > choices.least_share:
            sources = [s for p in (first, last) for s in table.provenance.get((code, p), ())]
            found.append(
                Span(
                    code=code,
                    level=table.areas.level,
                    first=first,
                    last=last,
                    share=share,
                    is_provisional=any(s.provisional for s in sources),
                )
            )
    return tuple(sorted(found, key=lambda s: (s.last, s.years), reverse=True))


def best_span(
    table: AreaTable, codes: Sequence[str], *, catalogue: Catalogue, choices: KaartChoices = STANDARD
) -> Span | None:
    """Return the latest and longest span of the first code that has one, or None."""
    for code in codes:
        if code in catalogue:
            found = available_spans(table, code, catalogue=catalogue, choices=choices)
            if found:
                return found[0]
    return None


def best_pair(table: AreaTable, *, catalogue: Catalogue, choices: KaartChoices = STANDARD) -> SpanPair | None:
    """Return the two spans that the veerkrachtkaart is best made of, or None if there are none.

    The nearest proxies come first (the order of `choices`, concentration and problems together), then the latest pair
    of spans that share at least `choices.least_overlap` of their years, then the greatest overlap, then the longest.
    """
    spans: dict[str, tuple[Span, ...]] = {}
    near = sorted(
        ((i + j, i), x, y) for i, x in enumerate(choices.concentration) for j, y in enumerate(choices.problems)
    )
    for _, *codes in near:
        for code in codes:
            if code in catalogue and code not in spans:
                spans[code] = available_spans(table, code, catalogue=catalogue, choices=choices)
        found = [
            SpanPair(concentration=x, problems=y)
            for x in spans.get(codes[0], ())
            for y in spans.get(codes[1], ())
            if x.overlap(y) >= choices.least_overlap
        ]
        # No pair of figures further from the first choice can win, so that the others need not be looked at.
        if found:
            return max(found, key=_preference)
    return None


def _preference(pair: SpanPair) -> tuple[Period, float, float]:
    """Return what makes one pair of spans better than another: late, of the same years, long."""
    x, y = pair.concentration, pair.problems
    return min(x.last, y.last), round(pair.overlap, 2), x.years + y.years
