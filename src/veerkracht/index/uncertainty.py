"""How sure a rank is: the index drawn again and again over everything that could fairly have been otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import DesignValueError
from veerkracht.index.lottery import Lottery
from veerkracht.index.prepare import prepare
from veerkracht.index.rank import rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.rank import First

    Floats = NDArray[np.float64]

# The share of areas that counts as "worst": the tenth, as in the signaleringskaart.
WORST_SHARE = 0.10
# Ends of the 90% interval.
_LOW, _HIGH = 0.05, 0.95


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
    at = len(table.periods) - 1 if period is None else table.period_position(period)
    block = prepare(table, design=design, groups=groups or {}, breaks=breaks or {})
    top = design.node(node or design.root).code
    lottery = Lottery.prepare(block, design=design, table=table, at=at)
    return _hold(lottery, rng, draws=draws, table=table, at=at, node=top)


def _hold(
    lottery: Lottery, rng: np.random.Generator, *, draws: int, table: AreaTable, at: int, node: str
) -> RankIntervals:
    """Return what all draws together say of one node in one period."""
    design, nominal = lottery.design, lottery.nominal[node]
    worst_first: First = "highest" if design.worse == "high" else "lowest"
    drawn = np.empty((draws, len(table.areas)), dtype=np.float32)
    places = np.empty_like(drawn)
    on_scale = np.empty(draws, dtype=np.bool_)
    worst = np.zeros(len(table.areas))
    scored = int(np.count_nonzero(~np.isnan(nominal)))
    for draw in range(draws):
        scores, on_scale[draw] = lottery.draw(rng, node=node)
        drawn[draw] = scores
        places[draw] = ranked = rank(scores, first=design.first)
        from_worst = ranked if design.first == worst_first else rank(scores, first=worst_first)
        worst += from_worst <= np.ceil(WORST_SHARE * scored)
    return RankIntervals(
        areas=table.areas,
        node=node,
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
