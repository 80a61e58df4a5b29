"""One draw of an index: noise on the figures, other weights, another fair scale, another way of joining."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.index.build import normalise_again, reference_periods, scale
from veerkracht.index.design import Frozen
from veerkracht.index.prepare import standard_errors
from veerkracht.index.tree import climb, combine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.distribution import Fitted
    from veerkracht.index.normalise import Normaliser
    from veerkracht.index.prepare import Block

    Floats = NDArray[np.float64]

# Points of the curve that an indicator's normalised value follows under noise.
_POINTS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """Everything a draw needs, computed once.

    Attributes:
        design: the design.
        leaves: for the design and for each other normaliser, shape (indicators, areas), without noise.
        curves: for each of these, how the indicators answer to noise; empty without noise.
        weights: per node, as the design has them.
        nominal: per node, the scores of the design, shape (areas,).
    """

    design: IndexDesign
    leaves: tuple[Floats, ...]
    curves: tuple[Curves, ...]
    weights: Mapping[str, Floats]
    nominal: Mapping[str, Floats]

    @classmethod
    def prepare(cls, block: Block, *, design: IndexDesign, table: AreaTable, at: int) -> Lottery:
        """Return the lottery of one period."""
        reference = reference_periods(table.periods, design=design)
        treated, normalised, frozen = scale(block, design=design, reference=reference, periods=table.periods)
        others = [
            _other_scale(treated, other, codes=block.codes, design=design, frozen=frozen, where=(reference, at))
            for other in design.uncertainty.normalise
        ]
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
        values = np.ascontiguousarray(block.values[:, :, at])
        errors = np.zeros_like(values)
        if design.uncertainty.noise == "standard_errors":
            errors = standard_errors(table, design=design, period=at)
            if block.deviations is not None:
                errors += np.nan_to_num(block.deviations[:, :, at])
        every = [(design, frozen, np.ascontiguousarray(normalised[:, :, at])), *others]
        return cls(
            design=design,
            leaves=tuple(leaves for _, _, leaves in every),
            curves=tuple(
                Curves.of(values, errors, design=one, frozen=learned) for one, learned, _ in every if errors.any()
            ),
            weights=climbed.weights,
            nominal={code: scores[:, at] for code, scores in climbed.scores.items()},
        )

    def draw(self, rng: np.random.Generator, *, node: str) -> tuple[Floats, bool]:
        """Return the scores of one draw, and whether they are on the scale of the design."""
        which = int(rng.integers(len(self.leaves)))
        aggregations = (None, *self.design.uncertainty.aggregate)
        aggregate = aggregations[int(rng.integers(len(aggregations)))]
        weights = self._draw_weights(rng)
        leaves = self.curves[which].draw(rng, quiet=self.leaves[which]) if self.curves else self.leaves[which]
        rows = {code: row for row, code in enumerate(self.design.leaves(self.design.root))}
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
            scores[one.code] = np.where(np.isnan(self.nominal[one.code]), np.nan, made)
            if one.code == node:
                break
        return scores[node], which == 0

    def _draw_weights(self, rng: np.random.Generator) -> dict[str, Floats]:
        """Return the weights of one draw: gamma with the mean and spread of the design, for weights as given."""
        if self.design.uncertainty.weights == "none":
            return dict(self.weights)
        spreads = {item.code: item.spread for item in self.design.items}
        drawn: dict[str, Floats] = {}
        for code, weights in self.weights.items():
            spread = np.array([spreads[child] for child in self.design.children(code)])
            moving = (spread > 0) & (weights > 0)
            if self.design.node(code).weighting != "given" or not moving.any():
                drawn[code] = weights
                continue
            mean = np.where(moving, weights, 1.0)
            width = np.where(moving, spread, 1.0)
            gamma = rng.gamma((mean / width) ** 2, width**2 / mean)
            mixed = np.where(moving, gamma, weights)
            drawn[code] = mixed / mixed.sum() * weights.sum()
        return drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """How each indicator's normalised value answers to its figure: points on a line, read by interpolation.

    Treating and normalising every drawn figure anew takes seconds a draw where the scale is a rank; reading
    the same curve takes milliseconds. The steps of a rank become slopes of at most one part in `_POINTS`.

    Attributes:
        points: shape (indicators, _POINTS), normalised.
        place: shape (indicators, areas), where on its curve each figure stands, in points; NaN for missing.
        spread: same shape, standard error in points; 0 for no noise.
    """

    points: NDArray[np.float32]
    place: NDArray[np.float32]
    spread: NDArray[np.float32]

    @classmethod
    def of(cls, values: Floats, errors: Floats, *, design: IndexDesign, frozen: Frozen) -> Curves:
        """Return the curves over all figures and four standard errors beyond; shapes (indicators, areas)."""
        choices = {choice.code: choice for choice in design.indicators}
        known = ~np.isnan(values)
        far = np.where(known, 4.0 * errors, 0.0)
        low = np.where(known, values - far, np.inf).min(axis=1, keepdims=True)
        high = np.where(known, values + far, -np.inf).max(axis=1, keepdims=True)
        low, high = np.where(np.isfinite(low), low, 0.0), np.where(np.isfinite(high), high, 0.0)
        step = np.where(low < high, (high - low) / (_POINTS - 1), 1.0)
        points = np.full((len(values), _POINTS), np.nan)
        for row, code in enumerate(design.leaves(design.root)):
            if known[row].any():
                grid = low[row] + step[row] * np.arange(_POINTS)
                points[row] = normalise_again(grid, choice=choices[code], frozen=frozen)
        return cls(
            points=points.astype(np.float32),
            place=((values - low) / step).astype(np.float32),
            spread=np.where(known, errors / step, 0.0).astype(np.float32),
        )

    def draw(self, rng: np.random.Generator, *, quiet: Floats) -> Floats:
        """Return the normalised indicators with noise, shape (indicators, areas); NaN stays NaN.

        Args:
            rng: the source of chance.
            quiet: same shape, the values without noise, for indicators of which no error is known.
        """
        leaves = quiet.copy()
        # Indicator by indicator, so that everything stays in the processor's cache.
        for row in np.flatnonzero(self.spread.any(axis=1)):
            place = rng.standard_normal(self.place.shape[1], dtype=np.float32)
            place *= self.spread[row]
            place += self.place[row]
            np.clip(place, 0.0, _POINTS - 1.001, out=place)
            missing = np.isnan(place)
            place[missing] = 0.0
            left = place.astype(np.int32)
            place -= left
            curve = self.points[row]
            start = curve[left]
            leaves[row] = start + (curve[left + 1] - start) * place
            leaves[row][missing] = np.nan
        return leaves


def _other_scale(
    treated: Floats,
    other: Normaliser,
    *,
    codes: tuple[str, ...],
    design: IndexDesign,
    frozen: Frozen,
    where: tuple[slice, int],
) -> tuple[IndexDesign, Frozen, Floats]:
    """Return the design with another normaliser, what that learns of the reference, and its values in one period.

    Args:
        treated: shape (indicators, areas, periods).
        other: for all indicators.
        codes: of the indicators, in the order of `treated`.
        design: as chosen.
        frozen: what the chosen treatments learned.
        where: the reference periods, and the place of the one period.
    """
    changed = _with_normaliser(design, other)
    reference, at = where
    learned: dict[str, Fitted] = {}
    leaves = np.full(treated.shape[:2], np.nan)
    signs = {choice.code: choice.sign for choice in design.indicators}
    for row, code in enumerate(codes):
        signed = signs[code] * treated[row]
        if np.isnan(signed).all():
            continue
        learned[code] = other.fit(signed[:, reference], sign=signs[code], name=code)
        leaves[row] = other.apply(signed[:, at], fitted=learned[code])
    return changed, Frozen(treat=frozen.treat, normalise=learned, weights={}), leaves


def _with_normaliser(design: IndexDesign, other: Normaliser) -> IndexDesign:
    """Return the design with one normaliser for all indicators, its scales to be learned anew."""
    changed = tuple(replace(choice, normalise=other) for choice in design.indicators)
    return replace(design, indicators=changed, frozen=None)
