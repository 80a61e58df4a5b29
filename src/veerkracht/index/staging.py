"""An index between two editions: figures of the one with the method of the other and the weights of either."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.index.build import build_index, normalise_again
from veerkracht.index.prepare import prepare, with_all_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.build import IndexResult
    from veerkracht.index.design import IndexDesign

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An index as it was made at some moment: figures, design and the period that is looked at.

    Attributes:
        table: the figures.
        design: the choices; its scales are learned of this table unless they are frozen.
        period: when; must be in the table.
        groups, breaks: as for `build_index`.
    """

    table: AreaTable
    design: IndexDesign
    period: Period
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    breaks: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def build(self) -> IndexResult:
        """Return the index of this edition."""
        return build_index(self.table, self.design, groups=self.groups, breaks=self.breaks)


class Stage(NamedTuple):
    """Where an index stands between two editions.

    Attributes:
        figures: 0 as they were, 1 on the new boundaries, 2 as known now, 3 of the new period.
        method, weights: 0 of the earlier edition, 1 of the later.
    """

    figures: int
    method: int
    weights: int


@dataclass(slots=True, kw_only=True)
class Staging:
    """Scores of the same areas at any stage between two editions.

    Attributes:
        codes: of the areas.
        designs: of the earlier and the later edition.
        nodes: code of the score in each.
        leaves: per (figures, method), shape (indicators of that design, areas), normalised.
        there: same keys and shape, whether a figure counts for the availability rules.
        weights: per (method, weights) and node, shape (children,).
        indicators: codes of the indicators below the node in either design.
    """

    codes: tuple[str, ...]
    designs: tuple[IndexDesign, IndexDesign]
    nodes: tuple[str, str]
    leaves: Mapping[tuple[int, int], Floats]
    there: Mapping[tuple[int, int], Mask]
    weights: Mapping[tuple[int, int], Mapping[str, Floats]]
    indicators: tuple[str, ...]
    _scores: dict[Stage, Floats] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        figures: Sequence[Edition],
        editions: tuple[Edition, Edition],
        *,
        results: tuple[IndexResult, IndexResult],
        codes: tuple[str, ...],
        nodes: tuple[str, str],
    ) -> Staging:
        """Return the staging of two editions.

        Args:
            figures: the four stages of the figures.
            editions: the earlier and the later edition, for their designs.
            results: their indices, for what was learned.
            codes: of the areas that both hold.
            nodes: code of the score in each design.
        """
        designs = (editions[0].design, editions[1].design)
        found = {
            (stage, method): _leaves(edition, designs[method], result=results[method], codes=codes)
            for stage, edition in enumerate(figures)
            for method in (0, 1)
        }
        for method in (0, 1):
            _carry([found[stage, method] for stage in range(len(figures))], designs, method=method)
        weights = {
            (method, other): _weights(designs[method], results[method], designs[other], results[other])
            for method in (0, 1)
            for other in (0, 1)
        }
        below = (*designs[0].leaves(nodes[0]), *designs[1].leaves(nodes[1]))
        return cls(
            codes=codes,
            designs=designs,
            nodes=nodes,
            leaves={key: leaves for key, (leaves, _) in found.items()},
            there={key: there for key, (_, there) in found.items()},
            weights=weights,
            indicators=tuple(dict.fromkeys(below)),
        )

    def score(self, stage: Stage) -> Floats:
        """Return the scores at a stage, shape (areas,); NaN where nothing is there at all."""
        if stage not in self._scores:
            climb = _Climb(self, stage)
            self._scores[stage] = climb.scores[self.nodes[stage.method]]
        return self._scores[stage]

    def apart(self, first: Stage, second: Stage) -> Floats:
        """Return what each indicator changes between two stages that differ in their figures.

        Returns:
            Shape (areas, indicators), the mean of replacing from the first to the last and the other way round.
        """
        below = self.designs[first.method].leaves(self.nodes[first.method])
        found = np.zeros((len(self.codes), len(self.indicators)))
        later = (self.leaves[second.figures, second.method], self.there[second.figures, second.method])
        rows = [self.designs[first.method].leaves(self.designs[first.method].root).index(code) for code in below]
        gone = np.isnan(later[0][rows]).astype(np.int8) - np.isnan(self.leaves[first.figures, first.method][rows])
        for order in (range(len(below)), range(len(below) - 1, -1, -1)):
            climb = _Climb(self, first)
            # First what appears and last what disappears, so that a score never rests on nothing in between.
            for turn in (-1, 0, 1):
                for at in order:
                    moved = climb.replaced(below[at], later, where=gone[at] == turn)
                    found[:, self.indicators.index(below[at])] += moved / 2
        return found


class _Climb:
    """Scores of all nodes at a stage, in which one indicator after another can be replaced."""

    def __init__(self, staging: Staging, stage: Stage) -> None:
        self.design = staging.designs[stage.method]
        self.top = staging.nodes[stage.method]
        self.weights = staging.weights[stage.method, stage.weights]
        self.rows = {code: row for row, code in enumerate(self.design.leaves(self.design.root))}
        self.leaves = staging.leaves[stage.figures, stage.method].copy()
        self.there = staging.there[stage.figures, stage.method].copy()
        self.scores: dict[str, Floats] = {}
        for node in self.design.upwards():
            self._join(node.code)

    def replaced(self, code: str, later: tuple[Floats, Mask], *, where: Mask) -> Floats:
        """Replace one indicator in some areas, and return how far their scores moved, shape (areas,)."""
        row = self.rows[code]
        same = np.array_equal(self.leaves[row][where], later[0][row][where], equal_nan=True)
        if same and np.array_equal(self.there[row][where], later[1][row][where]):
            return np.zeros(where.size)
        before = self.scores[self.top]
        self.leaves[row] = np.where(where, later[0][row], self.leaves[row])
        self.there[row] = np.where(where, later[1][row], self.there[row])
        above = next(choice.parent for choice in self.design.indicators if choice.code == code)
        while above:
            self._join(above)
            above = "" if above == self.top else self.design.node(above).parent
        return self.scores[self.top] - before

    def _join(self, code: str) -> None:
        node, rows, weights = self.design.node(code), self.rows, self.weights[code]
        children = self.design.children(code)
        values = np.stack([self.leaves[rows[child]] if child in rows else self.scores[child] for child in children])
        score = node.aggregate.combine(values, weights=weights, node=code)
        if code != self.top:
            known = [self.there[rows[child]] if child in rows else ~np.isnan(self.scores[child]) for child in children]
            score[weights @ np.stack(known) < (node.minimum_share - 1e-12) * weights.sum()] = np.nan
        self.scores[code] = score


def _carry(stages: Sequence[tuple[Floats, Mask]], designs: tuple[IndexDesign, IndexDesign], *, method: int) -> None:
    """Fill what a stage of the figures does not know from its neighbour, in place.

    A figure without a counterpart on the new boundaries or in the later table stays as it was. An indicator that only
    one design has does not change with the figures: its coming or going is a matter of method.

    Args:
        stages: four pairs of figures and whether they count, shape (indicators of the design, areas).
        designs: of the earlier and the later edition.
        method: which design the arrays are of.
    """
    others = set(designs[1 - method].leaves(designs[1 - method].root))
    own = designs[method].leaves(designs[method].root)
    alone = np.array([code not in others for code in own])[:, np.newaxis]
    if method:
        for stage, later in ((2, 3), (1, 2), (0, 1)):
            _fill(stages[stage], stages[later], where=alone)
    for stage, earlier in ((1, 0), (2, 1), (3, 2)):
        _fill(stages[stage], stages[earlier], where=alone | (stage < len(stages) - 1))


def _fill(gaps: tuple[Floats, Mask], neighbour: tuple[Floats, Mask], *, where: Mask) -> None:
    """Fill what is missing from a neighbouring stage, in place."""
    missing = np.isnan(gaps[0]) & where
    for own, other in zip(gaps, neighbour, strict=True):
        own[missing] = other[missing]


def _leaves(
    edition: Edition, design: IndexDesign, *, result: IndexResult, codes: tuple[str, ...]
) -> tuple[Floats, Mask]:
    """Return the figures of an edition under the method of a design, and whether they count."""
    # Whether an area has a score at all was decided by the editions themselves, not in between.
    open_design = replace(design, minimum_measured=0.0)
    table = with_all_columns(edition.table, design=open_design)
    groups = {name: edition.groups.get(name, [""] * len(table.areas)) for name in design.groups}
    block = prepare(table, design=open_design, groups=groups, breaks=edition.breaks)
    at = (slice(None), table.areas.rows(codes), table.period_position(edition.period))
    values, there = block.values[at], block.available[at]
    choices = {choice.code: choice for choice in design.indicators}
    leaves = np.stack(
        [
            normalise_again(row, choice=choices[code], frozen=result.parameters)
            if result.parameters.normalise.get(code)
            else np.full(row.shape, np.nan)
            for row, code in zip(values, block.codes, strict=True)
        ]
    )
    return leaves, there


def _weights(design: IndexDesign, result: IndexResult, other: IndexDesign, others: IndexResult) -> dict[str, Floats]:
    """Return the weights of the other edition wherever it weighs the same child in the same node."""
    theirs = {
        (node.code, child): weight
        for node in other.nodes
        for child, weight in zip(other.children(node.code), others.parameters.weights[node.code], strict=True)
    }
    return {
        node.code: np.array(
            [
                theirs.get((node.code, child), own)
                for child, own in zip(design.children(node.code), result.parameters.weights[node.code], strict=True)
            ]
        )
        for node in design.nodes
    }
