"""How sure a rank is: the index drawn again and again over everything that could fairly have been otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import MissingPeriodError
from veerkracht.errors.design import DesignValueError
from veerkracht.index.build import normalise_again, reference_periods, scale
from veerkracht.index.design import Frozen
from veerkracht.index.prepare import prepare, standard_errors
from veerkracht.index.rank import rank
from veerkracht.index.tree import climb, combine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.distribution import Fitted
    from veerkracht.index.normalise import Normaliser
    from veerkracht.index.prepare import Block
    from veerkracht.index.rank import First

    Floats = NDArray[np.float64]

# The share of areas that counts as "worst": the tenth, as in the signaleringskaart.
WORST_SHARE = 0.10
# Ends of the 90% interval.
_LOW, _HIGH = 0.05, 0.95
# Points of the curve that an indicator's normalised value follows under noise.
_POINTS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class RankIntervals:
    """How far scores and ranks of one node can move.

    Attributes:
        areas, node, period: of what.
        draws: how many times the index was drawn.
        score, rank: as the design has it, shape (areas,); NaN for no score.
        score_low, score_high: 5% and 95% over the draws on the scale of the design, shape (areas,).
        rank_low, rank_median, rank_high: 5%, 50% and 95% of the ranks over all draws, shape (areas,).
        probability_worst: shape (areas,), share of draws in which the area is among the worst tenth.
        drawn: shape (draws, areas), float32; the scores drawn, high on every scale meaning the same.
    """

    areas: Areas
    node: str
    period: Period
    draws: int
    score: Floats
    rank: Floats
    score_low: Floats
    score_high: Floats
    rank_low: Floats
    rank_median: Floats
    rank_high: Floats
    probability_worst: Floats
    drawn: NDArray[np.float32]

    def probability_below(self, area: str, other: str) -> float:
        """Return the share of draws in which `area` scores below `other`; equal scores count half.

        Raises:
            UnknownAreaError: if either is not there.
        """
        first, second = self.drawn[:, self.areas.row(area)], self.drawn[:, self.areas.row(other)]
        if np.isnan(first).any() or np.isnan(second).any():
            return float("nan")
        return float(((first < second) + 0.5 * (first == second)).mean())


def rank_intervals(
    table: AreaTable,
    design: IndexDesign,
    *,
    draws: int,
    rng: np.random.Generator,
    node: str = "",
    period: Period | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    breaks: Mapping[str, Sequence[int]] | None = None,
) -> RankIntervals:
    """Return how far the ranks of one node move when noise, weights, scales and aggregation are drawn.

    Each draw adds noise to every figure with a standard error (measured or filled), draws weights with the
    spreads of the design, and takes one of the fair normalisers and aggregations. Scales are those of the
    reference, and which areas have a score is decided once, so that draws differ only in what is doubted.

    Args:
        table: the figures, with standard errors where known.
        design: the choices and the doubts.
        draws: how many times; 200 gives ends of a rank interval to about 1 in 30 areas, 1,000 for publication.
        rng: the source of chance; the same state gives the same result to the bit.
        node: code of the score; the top if empty.
        period: when; the last if None.
        groups: as for `build_index`.
        breaks: as for `build_index`.

    Raises:
        DesignValueError: if `draws` is below 1.
        MissingPeriodError: if the table does not hold the period.
        DesignError: as for `build_index`.

    Source:
        Saisana, Saltelli & Tarantola (2005), JRSS A 168(2), 307-323; OECD/JRC (2008), step 7.
    """
    if draws < 1:
        raise DesignValueError(
            "draws", value=draws, where="rank_intervals", right_en="at least 1", right_nl="minstens 1"
        )
    block, at = prepare(table, design=design, groups=groups or {}, breaks=breaks or {}), len(table.periods) - 1
    if period is not None:
        if period not in table.periods:
            raise MissingPeriodError(period, available=table.periods)
        at = table.periods.index(period)
    top = design.node(node or design.root).code
    lottery = _Lottery.prepare(block, design=design, table=table, at=at)
    nominal = lottery.nominal[top]
    drawn = np.empty((draws, len(table.areas)), dtype=np.float32)
    places = np.empty_like(drawn)
    on_scale = np.empty(draws, dtype=np.bool_)
    worst = np.zeros(len(table.areas))
    worst_first: First = "highest" if design.worse == "high" else "lowest"
    scored = int(np.count_nonzero(~np.isnan(nominal)))
    for draw in range(draws):
        scores, on_scale[draw] = lottery.draw(rng, node=top)
        drawn[draw] = scores
        places[draw] = ranked = rank(scores, first=design.first)
        from_worst = ranked if design.first == worst_first else rank(scores, first=worst_first)
        worst += from_worst <= np.ceil(WORST_SHARE * scored)
    return RankIntervals(
        areas=table.areas,
        node=top,
        period=table.periods[at],
        draws=draws,
        score=nominal,
        rank=rank(nominal, first=design.first),
        **_ends(drawn, places, on_scale),
        probability_worst=np.where(np.isnan(nominal), np.nan, worst / draws),
        drawn=drawn,
    )


def _ends(drawn: NDArray[np.float32], places: NDArray[np.float32], on_scale: NDArray[np.bool_]) -> dict[str, Floats]:
    """Return the ends of the intervals; the score only over draws on the scale of the design."""
    out = np.isnan(drawn[0])
    ends: dict[str, Floats] = {
        name: np.full(out.size, np.nan) for name in ("score_low", "score_high", "rank_low", "rank_median", "rank_high")
    }
    if out.all():
        return ends
    # The outer observed rank at each end, so that an interval is never narrower than what was drawn.
    for name, share, method in (
        ("rank_low", _LOW, "lower"),
        ("rank_median", 0.5, "lower"),
        ("rank_high", _HIGH, "higher"),
    ):
        ends[name][~out] = np.quantile(places[:, ~out], share, axis=0, method=method)  # type: ignore[call-overload]
    if on_scale.any():
        same = drawn[np.ix_(on_scale, ~out)].astype(np.float64)
        ends["score_low"][~out], ends["score_high"][~out] = np.quantile(same, [_LOW, _HIGH], axis=0)
    return ends


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lottery:
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
    curves: tuple[_Curves, ...]
    weights: Mapping[str, Floats]
    nominal: Mapping[str, Floats]

    @classmethod
    def prepare(cls, block: Block, *, design: IndexDesign, table: AreaTable, at: int) -> _Lottery:
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
                _Curves.of(values, errors, design=one, frozen=learned) for one, learned, _ in every if errors.any()
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
class _Curves:
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
    def of(cls, values: Floats, errors: Floats, *, design: IndexDesign, frozen: Frozen) -> _Curves:
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
