"""From a table and a design to an index: scores, ranks, and on how much each score rests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from veerkracht.errors.design import MissingKeyError, ReferencePeriodError
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.index.design import Frozen
from veerkracht.index.distribution import known
from veerkracht.index.prepare import prepare
from veerkracht.index.rank import rank
from veerkracht.index.tree import climb, effective_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.index.design import IndexDesign, IndicatorChoice
    from veerkracht.index.distribution import Fitted
    from veerkracht.index.prepare import Block
    from veerkracht.index.tree import Climb

    Floats = NDArray[np.float64]


class Leaves(NamedTuple):
    """The figures of the indicators, ready to be joined; four arrays of shape (indicators, areas, periods).

    Attributes:
        treated: in the unit of each indicator, divided, filled and treated.
        normalised: on the common scale.
        measured: True where a value was measured, not filled.
        available: True where a value counts for the availability rules.
    """

    treated: Floats
    normalised: Floats
    measured: NDArray[np.bool_]
    available: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexResult:
    """An index, with everything needed to explain and to repeat it.

    Attributes:
        design: the choices.
        areas, periods: of which areas and when.
        nodes: codes of the scores, in the order of the design.
        indicators: codes of the leaves, in the order of the tree.
        scores: shape (areas, periods, nodes); NaN where too little is measured.
        ranks: same shape; equal scores share the lowest number; NaN for no score.
        measured: same shape, how many indicators below the node were measured.
        expected: shape (nodes,), how many there are ("on 3 of 5 indicators").
        shares: shape (areas, periods, nodes), share of the children's weight that is there.
        treated: shape (areas, periods, indicators), in the unit of each indicator, divided, filled and treated.
        normalised: same shape, on the common scale.
        was_measured: same shape; False for a missing and for a filled value.
        available: same shape; True where a value counts for the availability rules.
        effective_weights: shape (nodes, indicators), see `tree.effective_weights`.
        parameters: scales and weights used; put into `design.frozen`, they measure another table alike.
    """

    design: IndexDesign
    areas: Areas
    periods: tuple[Period, ...]
    nodes: tuple[str, ...]
    indicators: tuple[str, ...]
    scores: Floats
    ranks: Floats
    measured: NDArray[np.uint16]
    expected: NDArray[np.int64]
    shares: Floats
    treated: Floats
    normalised: Floats
    was_measured: NDArray[np.bool_]
    available: NDArray[np.bool_]
    effective_weights: Floats
    parameters: Frozen

    def score(self, node: str = "", *, period: Period | None = None) -> Floats:
        """Return the scores of one node (the top if empty) in one period (the last if None); shape (areas,)."""
        return self.scores[:, self._when(period), self._which(node)]

    def rank(self, node: str = "", *, period: Period | None = None) -> Floats:
        """Return the ranks of one node (the top if empty) in one period (the last if None); shape (areas,)."""
        return self.ranks[:, self._when(period), self._which(node)]

    def frozen_design(self) -> IndexDesign:
        """Return the design with the scales and weights of this run, to score other years or areas alike."""
        return replace(self.design, frozen=self.parameters)

    def as_table(self) -> AreaTable:
        """Return the scores as a table with the nodes for indicators; no score is `NOT_MEASURED`."""
        columns = {
            (code, period): Column.of(self.scores[:, when, which].copy(), missing=Reason.NOT_MEASURED)
            for which, code in enumerate(self.nodes)
            for when, period in enumerate(self.periods)
        }
        return AreaTable.of(self.areas, columns)

    def _which(self, node: str) -> int:
        return self.nodes.index(self.design.node(node or self.design.root).code)

    def _when(self, period: Period | None) -> int:
        return len(self.periods) - 1 if period is None else self.periods.index(period)


def build_index(
    table: AreaTable,
    design: IndexDesign,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    breaks: Mapping[str, Sequence[int]] | None = None,
) -> IndexResult:
    """Return the index of a table.

    Args:
        table: the figures; columns that the design does not use are left alone.
        design: the choices.
        groups: for each grouping that an imputation uses, the group of each area in the order of the table.
        breaks: for each indicator, the years at which its definition changed; nothing is filled across them.

    Raises:
        DesignColumnError: if the table lacks a column or a grouping of the design.
        ReferencePeriodError: if an indicator has no value in the reference.
        NoSpreadError: if an indicator is the same everywhere and its normaliser needs a spread.
        AggregationDomainError: if an aggregation cannot take a value.
    """
    block = prepare(table, design=design, groups=groups or {}, breaks=breaks or {})
    reference = reference_periods(table.periods, design=design)
    treated, normalised, frozen = scale(block, design=design, reference=reference, periods=table.periods)
    weights = None
    if design.frozen is not None:
        weights = {code: np.array(row) for code, row in design.frozen.weights.items()}
    return join_leaves(
        Leaves(treated, normalised, block.measured, block.available),
        design=design,
        areas=table.areas,
        periods=table.periods,
        frozen=frozen,
        reference=reference,
        weights=weights,
    )


def join_leaves(
    leaves: Leaves,
    *,
    design: IndexDesign,
    areas: Areas,
    periods: tuple[Period, ...],
    frozen: Frozen,
    reference: slice,
    weights: Mapping[str, Floats] | None = None,
) -> IndexResult:
    """Return the index from the figures of its indicators on the common scale.

    Args:
        leaves: in the order of the tree.
        design: the tree.
        areas: the rows.
        periods: of the leaves.
        frozen: the scales that were used.
        reference: the periods on which data-driven weights are found.
        weights: per node, weights to use instead of those of the design.

    Raises:
        AggregationDomainError: if an aggregation cannot take a value.
    """
    climbed = climb(
        leaves.normalised,
        measured=leaves.measured,
        available=leaves.available,
        design=design,
        reference=reference,
        weights=weights,
    )
    return _result(climbed, design=design, areas=areas, periods=periods, leaves=leaves, frozen=frozen)


def reweight(result: IndexResult, weights: Mapping[str, float], *, period: Period | None = None) -> IndexResult:
    """Return the index with other weights, from the scores of the indicators as they are; fast.

    Weights of nodes whose weighting is found in the data stay as found.

    Args:
        result: an index.
        weights: for some nodes or indicators, the new weight in proportion to its siblings.
        period: only this period; None for all.

    Raises:
        TreeError: if a code is not in the design.
    """
    design = result.design.reweighted(weights)
    when = slice(None)
    if period is not None:
        at = result.periods.index(period)
        when = slice(at, at + 1)
    used = {
        node.code: np.array(
            design.weights(node.code) if node.weighting == "given" else result.parameters.weights[node.code]
        )
        for node in design.nodes
    }
    treated, normalised = (
        np.ascontiguousarray(np.moveaxis(one[:, when], 2, 0)) for one in (result.treated, result.normalised)
    )
    measured, available = (
        np.ascontiguousarray(np.moveaxis(one[:, when], 2, 0)) for one in (result.was_measured, result.available)
    )
    return join_leaves(
        Leaves(treated, normalised, measured, available),
        design=design,
        areas=result.areas,
        periods=result.periods[when],
        frozen=result.parameters,
        reference=slice(None),
        weights=used,
    )


def reference_periods(periods: tuple[Period, ...], *, design: IndexDesign) -> slice:
    """Return where the reference of a design stands among the periods; all of them if scales are frozen.

    Raises:
        ReferencePeriodError: if the table does not hold the reference.
    """
    if design.reference == "all" or design.frozen is not None:
        return slice(None)
    labels = [str(period) for period in periods]
    if design.reference not in labels:
        raise ReferencePeriodError(design.reference, indicator=design.root, available=labels)
    at = labels.index(design.reference)
    return slice(at, at + 1)


def scale(
    block: Block, *, design: IndexDesign, reference: slice, periods: tuple[Period, ...]
) -> tuple[Floats, Floats, Frozen]:
    """Return the treated and the normalised block, and what was learned of the reference.

    Returns:
        Two arrays of shape (indicators, areas, periods), and the parameters, still without weights.

    Raises:
        ReferencePeriodError: if an indicator has no value in the reference.
        NoSpreadError: if an indicator is the same everywhere.
    """
    choices = {choice.code: choice for choice in design.indicators}
    treated, normalised = np.empty_like(block.values), np.empty_like(block.values)
    treat: dict[str, Fitted] = {}
    normalise: dict[str, Fitted] = {}
    for row, code in enumerate(block.codes):
        choice, values = choices[code], block.values[row]
        if np.isnan(values).all():
            # A source that is absent altogether: nothing to learn, nothing to score; availability decides.
            treated[row], normalised[row] = np.nan, np.nan
            treat[code], normalise[code] = {}, {}
            continue
        if design.frozen is None and not known(values[:, reference]).size:
            raise ReferencePeriodError(design.reference, indicator=code, available=periods)
        treat[code] = _learned(design, code, "treat") or choice.treat.fit(values[:, reference])
        treated[row] = choice.treat.apply(values, fitted=treat[code])
        normalise[code] = _learned(design, code, "normalise") or choice.normalise.fit(
            choice.sign * treated[row][:, reference], sign=choice.sign, name=code
        )
        normalised[row] = choice.normalise.apply(choice.sign * treated[row], fitted=normalise[code])
    return treated, normalised, Frozen(treat=treat, normalise=normalise, weights={})


def normalise_again(values: Floats, *, choice: IndicatorChoice, frozen: Frozen) -> Floats:
    """Return figures of one indicator treated and normalised with parameters learned before; any shape."""
    treated = choice.treat.apply(values, fitted=frozen.treat[choice.code])
    return choice.normalise.apply(choice.sign * treated, fitted=frozen.normalise[choice.code])


def _learned(design: IndexDesign, code: str, step: str) -> Fitted | None:
    """Return what an earlier run learned, None if there was none.

    Raises:
        MissingKeyError: if there was one, but it did not know this indicator.
    """
    if design.frozen is None:
        return None
    known_then: Mapping[str, Fitted] = getattr(design.frozen, step)
    if code not in known_then:
        raise MissingKeyError(code, where=f"[frozen.{step}]")
    return known_then[code]


def _result(
    climbed: Climb,
    *,
    design: IndexDesign,
    areas: Areas,
    periods: tuple[Period, ...],
    leaves: Leaves,
    frozen: Frozen,
) -> IndexResult:
    """Return the result with ranks, axes turned to (areas, periods, ...)."""
    codes = tuple(node.code for node in design.nodes)
    scores = np.stack([climbed.scores[code] for code in codes], axis=2)
    ranks = np.empty_like(scores)
    for which, code in enumerate(codes):
        for when in range(len(periods)):
            ranks[:, when, which] = rank(climbed.scores[code][:, when], first=design.first)
    return IndexResult(
        design=design,
        areas=areas,
        periods=periods,
        nodes=codes,
        indicators=design.leaves(design.root),
        scores=scores,
        ranks=ranks,
        measured=np.stack([climbed.counts[code] for code in codes], axis=2),
        expected=np.array([len(design.leaves(code)) for code in codes]),
        shares=np.stack([climbed.shares[code] for code in codes], axis=2),
        treated=np.moveaxis(leaves.treated, 0, 2),
        normalised=np.moveaxis(leaves.normalised, 0, 2),
        was_measured=np.moveaxis(leaves.measured, 0, 2),
        available=np.moveaxis(leaves.available, 0, 2),
        effective_weights=effective_weights(design, weights=climbed.weights),
        parameters=replace(frozen, weights={code: tuple(row.tolist()) for code, row in climbed.weights.items()}),
    )
