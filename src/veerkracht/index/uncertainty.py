"""How sure a rank is: the index drawn again and again over everything that could fairly have been otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from veerkracht.errors.design import DesignValueError
from veerkracht.index.leafwise import Leafwise
from veerkracht.index.lottery import Lottery
from veerkracht.index.moments import Moments
from veerkracht.index.rank import places, rank
from veerkracht.index.tickets import draw_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.lottery import Sheet
    from veerkracht.index.tickets import Tickets

    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Places = NDArray[np.intp]

Engine = Literal["fitting", "full", "moments", "leaves"]
# The share of areas that counts as "worst": the tenth, as in the signaleringskaart.
WORST_SHARE = 0.10
# Ends of the 90% interval.
_LOW, _HIGH = 0.05, 0.95
# Up to this many figures to draw, every draw is done in full: a few seconds on one core.
FULL_UP_TO = 40_000_000
# Areas whose quantiles are taken at once.
_STRIPE = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class RankIntervals:
    """How far scores and ranks of one node can move.

    Attributes:
        areas, node, period: of what.
        draws: how many times the index was drawn.
        in_full: how many of these moved, normalised and joined every figure; the others went by their moments.
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
    in_full: int
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

    def probability_before_next(self, *, first: Literal["highest", "lowest"]) -> Floats:
        """Return the chance that each area really comes before the next in rank; equal scores count half.

        Near one half the order of two neighbours on the list says nothing.

        Args:
            first: which score has rank 1, as in the design.

        Returns:
            Shape (areas,); NaN for the last in rank and without a score.
        """
        scored = np.flatnonzero(~np.isnan(self.rank))
        order = scored[np.argsort(self.rank[scored], kind="stable")]
        chance = np.full(self.rank.shape, np.nan)
        for start in range(0, order.size - 1, _STRIPE):
            some = order[start : start + _STRIPE + 1]
            one, other = self.drawn[:, some[:-1]], self.drawn[:, some[1:]]
            before = one > other if first == "highest" else one < other
            chance[some[:-1]] = before.mean(axis=0) + 0.5 * (one == other).mean(axis=0)
        return chance


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDraws:
    """A lottery with its tickets: the same draws of weights, scales and joining for every node and period.

    Attributes:
        lottery: figures, errors and scales.
        tickets: what each draw is made with.
        key: of the chance of noise and imputation.
        engine: `full` to move, normalise and join every figure in every draw, `moments` to draw by moments what can
            be, `leaves` to draw each figure by its moments, `fitting` for full on small tables and moments on large
            ones.
    """

    lottery: Lottery
    tickets: Tickets
    key: tuple[int, ...]
    engine: Engine

    def intervals(self, *, node: str = "", period: Period | None = None) -> RankIntervals:
        """Return how far one node can move in one period; needs nothing of other periods, so they can run side by side.

        Args:
            node: code of the score; the top if empty.
            period: when; the last if None.

        Raises:
            TreeError: if there is no such node.
            MissingPeriodError: if the table does not hold the period.
            AggregationDomainError: if a fair alternative cannot take a value.
        """
        table, design = self.lottery.table, self.lottery.design
        at = len(table.periods) - 1 if period is None else table.period_position(period)
        code = design.node(node or design.root).code
        sheet = self.lottery.sheet(node=code, at=at)
        return _hold(self, sheet, areas=table.areas, period=table.periods[at])

    def scores(
        self, sheet: Sheet, *, sources: tuple[tuple[str, ...], ...]
    ) -> Iterator[tuple[Places, Singles | Floats, bool]]:
        """Yield which draws, their scores of shape (draws, areas) and whether they were done in full.

        Args:
            sheet: of one node and period.
            sources: streams of noise to draw apart, and the errors that each moves.
        """
        kind = Leafwise if self.engine == "leaves" else Moments
        moments = kind(sheet=sheet, key=self.key, sources=sources)
        spent = len(self.tickets) * sheet.values.size
        by_moments = self.engine in {"moments", "leaves"} or (self.engine == "fitting" and spent > FULL_UP_TO)
        for which in range(len(sheet.leaves)):
            for how in range(1 + len(self.lottery.design.uncertainty.aggregate)):
                rows = np.flatnonzero((self.tickets.normalisation == which) & (self.tickets.aggregation == how))
                if not rows.size:
                    continue
                if by_moments and moments.suits(which=which, how=how):
                    for some, scores in moments.draw(self.tickets, rows=rows):
                        yield some, scores, False
                else:
                    for row in rows:
                        yield np.array([row]), sheet.draw(self.tickets, at=int(row), key=self.key)[np.newaxis], True


def draw_index(
    table: AreaTable,
    design: IndexDesign,
    *,
    draws: int,
    rng: np.random.Generator,
    groups: Mapping[str, Sequence[str]] | None = None,
    breaks: Mapping[str, Sequence[int]] | None = None,
    engine: Engine = "fitting",
) -> IndexDraws:
    """Return an index ready to be drawn, for any node and period of it.

    Each draw adds noise to every figure with a standard error (measured or filled), draws weights with the
    spreads of the design, and takes one of the fair normalisers and aggregations. Scales are those of the
    reference, and which areas have a score is decided once, so that draws differ only in what is doubted.

    Args:
        table: the figures, with standard errors where known.
        design: the choices and the doubts.
        draws: how many times; 200 gives ends of a rank interval to about 1 in 30 areas, 1,000 for publication.
        rng: the source of chance; the same state gives the same result to the bit.
        groups: as for `build_index`.
        breaks: as for `build_index`.
        engine: see `IndexDraws`.

    Raises:
        DesignValueError: if `draws` is below 1.
        DesignError: as for `build_index`.

    Source:
        Saisana, Saltelli & Tarantola (2005), JRSS A 168(2), 307-323; OECD/JRC (2008), step 7.
    """
    if draws < 1:
        raise DesignValueError("draws", value=draws, where="draw_index", right_en="at least 1", right_nl="minstens 1")
    lottery = Lottery.of(table, design, groups=groups or {}, breaks=breaks or {})
    tickets = draw_tickets(design, weights=lottery.weights, draws=draws, rng=rng)
    key = tuple(int(part) for part in rng.integers(2**32, size=4))
    return IndexDraws(lottery=lottery, tickets=tickets, key=key, engine=engine)


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
    engine: Engine = "fitting",
) -> RankIntervals:
    """Return how far the ranks of one node move in one period.

    Args:
        table: as for `draw_index`.
        design: as for `draw_index`.
        draws: as for `draw_index`.
        rng: as for `draw_index`.
        node: code of the score; the top if empty.
        period: when; the last if None.
        groups: as for `build_index`.
        breaks: as for `build_index`.
        engine: as for `draw_index`.

    Raises:
        MissingPeriodError: if the table does not hold the period.
        DesignError: as for `draw_index`.
    """
    drawn = draw_index(table, design, draws=draws, rng=rng, groups=groups, breaks=breaks, engine=engine)
    return drawn.intervals(node=node, period=period)


def _hold(index: IndexDraws, sheet: Sheet, *, areas: Areas, period: Period) -> RankIntervals:
    """Return what all draws together say of one node in one period."""
    design, draws, scored = index.lottery.design, len(index.tickets), sheet.rows.size
    drawn = np.full((draws, len(areas)), np.nan, dtype=np.float32)
    ranks = np.empty((draws, scored), dtype=np.uint16 if scored < 2**16 else np.uint32)
    worst, in_full = np.zeros(scored), 0
    sources = (sheet.uncertain,) if sheet.uncertain else ()
    for some, scores, full in index.scores(sheet, sources=sources):
        in_full += some.size * full
        drawn[np.ix_(some, sheet.rows)] = scores
        for row, one in zip(some, scores, strict=True):
            ranks[row], is_worst = rank_once(one, design=design)
            worst += is_worst
    nominal = index.lottery.nominal[sheet.node][:, sheet.at]
    return RankIntervals(
        areas=areas,
        node=sheet.node,
        period=period,
        draws=draws,
        in_full=in_full,
        score=nominal,
        rank=rank(nominal, first=design.first),
        **_ends(drawn, ranks, rows=sheet.rows, on_scale=index.tickets.normalisation == 0),
        probability_worst=_spread_out(worst / draws, rows=sheet.rows, size=len(areas)),
        drawn=drawn,
    )


def rank_once(scores: Singles | Floats, *, design: IndexDesign) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the ranks of one draw, and which areas are among the worst tenth; shape (areas,), all with a score."""
    fewest = int(np.ceil(WORST_SHARE * scores.size))
    if not fewest:
        return np.zeros(0), np.zeros(0, dtype=np.bool_)
    ranks: NDArray[Any]
    if scores.dtype == np.float32:
        ranks, order = places(scores.astype(np.float32, copy=False), first=design.first)
    else:
        exact = scores.astype(np.float64, copy=False)
        ranks, order = rank(exact, first=design.first), np.argsort(exact if design.first == "lowest" else -exact)
    # Equal scores at the border are all among the worst, as they share the better place.
    worst_last = (design.first == "highest") == (design.worse == "low")
    border = scores[order[-fewest if worst_last else fewest - 1]]
    return ranks, scores <= border if design.worse == "low" else scores >= border


def _spread_out(values: Floats, *, rows: Places, size: int) -> Floats:
    """Return values of some areas in the order of all, NaN for the others."""
    found = np.full(size, np.nan)
    found[rows] = values
    return found


def _ends(
    drawn: NDArray[np.float32], ranks: NDArray[np.uint32], *, rows: Places, on_scale: NDArray[np.bool_]
) -> dict[str, Floats]:
    """Return the ends of the intervals; the score only over draws on the scale of the design."""
    names = ("score_low", "score_high", "rank_low", "rank_median", "rank_high")
    ends: dict[str, Floats] = {name: np.full(drawn.shape[1], np.nan) for name in names}
    last = len(ranks) - 1
    # The outer observed rank at each end, so that an interval is never narrower than what was drawn.
    at = {"rank_low": int(_LOW * last), "rank_median": int(0.5 * last), "rank_high": int(np.ceil(_HIGH * last))}
    for start in range(0, rows.size, _STRIPE):
        some = slice(start, start + _STRIPE)
        ordered = np.partition(np.ascontiguousarray(ranks[:, some].T), sorted(set(at.values())), axis=1)
        for name, place in at.items():
            ends[name][rows[some]] = ordered[:, place]
        if on_scale.any():
            same = np.ascontiguousarray(drawn[np.ix_(on_scale, rows[some])].T).astype(np.float64)
            ends["score_low"][rows[some]], ends["score_high"][rows[some]] = np.quantile(same, [_LOW, _HIGH], axis=1)
    return ends
