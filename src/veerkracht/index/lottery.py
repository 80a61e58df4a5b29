"""The lottery of an index: figures, errors and fair scales, ready to be drawn; and one draw done in full."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.index.build import normalise_again, reference_periods, scale
from veerkracht.index.design import Frozen
from veerkracht.index.prepare import prepare, standard_errors
from veerkracht.index.quasi import floors
from veerkracht.index.tickets import stream
from veerkracht.index.tree import climb, combine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.aggregate import Aggregation
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.distribution import Fitted
    from veerkracht.index.normalise import Normaliser
    from veerkracht.index.prepare import Block
    from veerkracht.index.tickets import Tickets

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A fair way to put the figures on one scale.

    Attributes:
        design: the design with these normalisers.
        frozen: what treatments and normalisers learned of the reference.
    """

    design: IndexDesign
    frozen: Frozen

    def put(self, values: Floats, *, code: str) -> Floats:
        """Return figures of one indicator, any shape, treated and normalised."""
        choice = next(choice for choice in self.design.indicators if choice.code == code)
        if not self.frozen.normalise.get(code):
            return np.full(values.shape, np.nan)
        return normalise_again(values, choice=choice, frozen=self.frozen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """Everything the draws need, computed once for all periods.

    Attributes:
        table: the figures with their errors.
        design: the design.
        block: the figures, filled.
        scales: the chosen scale, then each other fair one.
        normalised: shape (indicators, areas, periods), on the chosen scale, without noise.
        weights: per node, as the design has them.
        nominal: per node, the scores of the design, shape (areas, periods).
    """

    table: AreaTable
    design: IndexDesign
    block: Block
    scales: tuple[Scale, ...]
    normalised: Floats
    weights: Mapping[str, Floats]
    nominal: Mapping[str, Floats]

    @classmethod
    def of(
        cls,
        table: AreaTable,
        design: IndexDesign,
        *,
        groups: Mapping[str, Sequence[str]],
        breaks: Mapping[str, Sequence[int]],
    ) -> Lottery:
        """Return the lottery of a table; arguments and errors as for `build_index`."""
        block = prepare(table, design=design, groups=groups, breaks=breaks)
        reference = reference_periods(table.periods, design=design)
        treated, normalised, frozen = scale(block, design=design, reference=reference, periods=table.periods)
        given = None
        if design.frozen is not None:
            given = {code: np.array(row) for code, row in design.frozen.weights.items()}
        climbed = climb(
            normalised,
            measured=block.measured,
            available=block.available,
            design=design,
            reference=reference,
            weights=given,
        )
        others = (
            _other_scale(treated, other, codes=block.codes, scale=Scale(design=design, frozen=frozen), when=reference)
            for other in design.uncertainty.normalise
        )
        return cls(
            table=table,
            design=design,
            block=block,
            scales=(Scale(design=design, frozen=frozen), *others),
            normalised=normalised,
            weights=climbed.weights,
            nominal=climbed.scores,
        )

    def sheet(self, *, node: str, at: int) -> Sheet:
        """Return what is drawn of one node in one period, only for the areas that have that score."""
        rows = np.flatnonzero(~np.isnan(self.nominal[node][:, at]))
        values = np.ascontiguousarray(self.block.values[:, rows, at])
        errors = {"noise": np.zeros_like(values), "imputation": np.zeros_like(values)}
        if self.design.uncertainty.noise == "standard_errors":
            known = ~np.isnan(values)
            errors["noise"] = np.where(known, standard_errors(self.table, design=self.design, period=at)[:, rows], 0.0)
            if self.block.deviations is not None:
                errors["imputation"] = np.nan_to_num(self.block.deviations[:, rows, at])
        others = [
            np.stack([other.put(row, code=code) for row, code in zip(values, self.block.codes, strict=True)])
            for other in self.scales[1:]
        ]
        return Sheet(
            design=self.design,
            node=node,
            at=at,
            rows=rows,
            codes=self.block.codes,
            values=values,
            errors=errors,
            scales=self.scales,
            leaves=(np.ascontiguousarray(self.normalised[:, rows, at]), *others),
            present={code: ~np.isnan(scores[rows, at]) for code, scores in self.nominal.items()},
            floors=tuple(floors(self.design, aggregate=how) for how in (None, *self.design.uncertainty.aggregate)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One node in one period, ready to be drawn.

    Attributes:
        design, node, at: of what, and the place of the period in the table.
        rows: shape (areas,), which rows of the table have the score; all arrays below are of these.
        codes: of the indicators.
        values: shape (indicators, areas), figures; NaN for missing.
        errors: standard error of each figure by source (`noise` measured, `imputation` filled); 0 for none.
        scales, leaves: the fair scales, and on each the figures without noise, shape (indicators, areas).
        present: per node, shape (areas,), whether the area has that score.
        floors: for each way of joining, shape (indicators,), see `quasi.floors`.
    """

    design: IndexDesign
    node: str
    at: int
    rows: NDArray[np.intp]
    codes: tuple[str, ...]
    values: Floats
    errors: Mapping[str, Floats]
    scales: tuple[Scale, ...]
    leaves: tuple[Floats, ...]
    present: Mapping[str, Mask]
    floors: tuple[Floats, ...]

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The sources of uncertainty that move any figure."""
        return tuple(source for source, errors in self.errors.items() if errors.any())

    def draw(self, tickets: Tickets, *, at: int, key: tuple[int, ...]) -> Floats:
        """Return the scores of one draw in full: every figure moved, treated, normalised and joined anew.

        Args:
            tickets: of all draws.
            at: which draw.
            key: of the chance.

        Returns:
            Shape (areas,).
        """
        leaves = self._leaves(tickets, at=at, key=key)
        others = (None, *self.design.uncertainty.aggregate)
        return self.join(
            leaves,
            aggregate=others[int(tickets.aggregation[at])],
            weights={code: weights[at] for code, weights in tickets.weights.items()},
        )

    def join(self, leaves: Floats, *, aggregate: Aggregation | None, weights: Mapping[str, Floats]) -> Floats:
        """Return the scores from normalised figures, with one aggregation for all nodes if it is not None."""
        rows = {code: row for row, code in enumerate(self.codes)}
        scores: dict[str, Floats] = {}
        for one in self.design.upwards():
            children = self.design.children(one.code)
            values = np.stack([leaves[rows[child]] if child in rows else scores[child] for child in children])
            made = combine(
                values[:, :, np.newaxis],
                aggregate=aggregate or one.aggregate,
                weights=weights[one.code],
                node=one.code,
            )[:, 0]
            scores[one.code] = np.where(self.present[one.code], made, np.nan)
            if one.code == self.node:
                break
        return scores[self.node]

    def _leaves(self, tickets: Tickets, *, at: int, key: tuple[int, ...]) -> Floats:
        """Return the normalised figures of one draw, shape (indicators, areas)."""
        which = int(tickets.normalisation[at])
        moved = np.zeros_like(self.values)
        for source in self.uncertain:
            number = int((tickets.noise if source == "noise" else tickets.imputation)[at])
            chance = stream(key, source=source, period=self.at, number=number, place=0)
            moved += chance.standard_normal(self.values.shape) * self.errors[source]
        leaves = self.leaves[which].copy()
        for row in np.flatnonzero(moved.any(axis=1)):
            put = self.scales[which].put(self.values[row] + moved[row], code=self.codes[row])
            leaves[row] = np.maximum(put, self.floors[int(tickets.aggregation[at])][row])
        return leaves


def _other_scale(treated: Floats, other: Normaliser, *, codes: tuple[str, ...], scale: Scale, when: slice) -> Scale:
    """Return the scale with another normaliser, learned of the reference.

    Args:
        treated: shape (indicators, areas, periods), as the chosen treatments left them.
        other: for all indicators.
        codes: of the indicators, in the order of `treated`.
        scale: as chosen.
        when: the reference periods.
    """
    changed = tuple(replace(choice, normalise=other) for choice in scale.design.indicators)
    learned: dict[str, Fitted] = {}
    signs = {choice.code: choice.sign for choice in scale.design.indicators}
    for row, code in enumerate(codes):
        signed = signs[code] * treated[row]
        if not np.isnan(signed).all():
            learned[code] = other.fit(signed[:, when], sign=signs[code], name=code)
    return Scale(
        design=replace(scale.design, indicators=changed, frozen=None),
        frozen=Frozen(treat=scale.frozen.treat, normalise=learned, weights={}),
    )
