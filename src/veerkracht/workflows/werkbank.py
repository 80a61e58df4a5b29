"""The werkbank: choose and weigh indicators, and see at once what that does to the ranking of the areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.errors.design import DesignError
from veerkracht.errors.werkbank import ChangeValueError, NothingToRankError
from veerkracht.facts.indicators import Kind
from veerkracht.index.adjusted import adjusted
from veerkracht.index.adjustments import Changes
from veerkracht.index.area_trace import AreaTrace, trace_area
from veerkracht.index.cautions import Caution, cautions
from veerkracht.index.leverage import Leverage, leverages
from veerkracht.index.prepared_draws import lottery_of
from veerkracht.index.recent import Recent
from veerkracht.index.tickets import draw_tickets
from veerkracht.index.uncertainty import IndexDraws, RankIntervals
from veerkracht.index.versus import Versus, versus
from veerkracht.report.werkbank import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.indicators import Catalogue, Indicator
    from veerkracht.facts.language import Taal
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.index.build import IndexResult, Leaves
    from veerkracht.index.design import Frozen, IndexDesign
    from veerkracht.index.prepared import Prepared
    from veerkracht.index.uncertainty import Engine

    Rows = NDArray[np.intp]

# Enough for ends of an interval to about one in twenty areas, and within a second for the whole country.
QUICK_DRAWS = 100
# As many as a report that is published.
FULL_DRAWS = 1_000
# Joining by comparing each area with each other takes the square of this many steps.
MOST_COMPARED = 500
# Rankings, and figures on their scales, that are kept to answer again: what somebody goes back and forth between.
_KEPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What a choice of indicators and weights says of the areas in one period.

    Attributes:
        changes: what was asked for.
        result: the index of that period, with its design; places are those among these areas.
        base: the design as it was, for names of what was taken out.
    """

    changes: Changes
    result: IndexResult
    base: IndexDesign

    @property
    def period(self) -> Period:
        """Of which period."""
        return self.result.periods[-1]

    @property
    def scored(self) -> int:
        """How many areas have a score."""
        return int((~np.isnan(self.result.score())).sum())

    def to_json(self, taal: Taal, *, nodes: Sequence[str] = ()) -> dict[str, Any]:
        """Return scores and places for a page, areas in the order of the werkbank; see `report.werkbank.tree`."""
        return tree.ranking_json(self.result, changes=self.changes, taal=taal, nodes=nodes)


@dataclass(slots=True, kw_only=True, eq=False)
class Werkbank:
    """An index on the table of somebody who tries what other choices would say; opened once, asked many times.

    Figures are read and prepared once, for all areas of the country; scales are set by all of them. Places are those
    among the areas of the werkbank. It may be asked by several threads at once.

    Attributes:
        prepared: the figures of the country, which werkbanken of other gemeenten share.
        base: the design that changes are made in.
        catalogue: what may be added.
        rows: the areas that are ranked, rows of the prepared table; None for all.

    Raises:
        NothingToRankError: on opening, if no area has enough figures for the design.
    """

    prepared: Prepared = field(repr=False)
    base: IndexDesign = field(repr=False)
    catalogue: Catalogue = field(repr=False)
    rows: Rows | None = field(repr=False)
    _areas: Areas = field(init=False, repr=False)
    _periods: tuple[Period, ...] = field(init=False)
    _leaves: Recent[tuple[Leaves, Frozen]] = field(init=False, repr=False)
    _rankings: Recent[Ranking] = field(init=False, repr=False)
    _parts: Recent[tuple[Leverage, ...]] = field(init=False, repr=False)
    _cautions: Recent[tuple[Caution, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        areas = self.prepared.table.areas
        self._areas = areas if self.rows is None else areas.take(self.rows)
        self._leaves, self._rankings = Recent(most=_KEPT), Recent(most=_KEPT)
        self._parts, self._cautions = Recent(most=_KEPT), Recent(most=_KEPT)
        self._periods = _with_scores(self.prepared, self.base, self.rows)
        if not self._periods:
            raise NothingToRankError(self.base.code)

    @property
    def areas(self) -> Areas:
        """The areas, in the order of every answer."""
        return self._areas

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods in which any of the areas has a score in the design as it was, ascending."""
        return self._periods

    @property
    def memory(self) -> int:
        """Bytes that the figures take beside the table of the country; werkbanken of one country share them."""
        return self.prepared.columns.memory

    def design(self, changes: Changes) -> IndexDesign:
        """Return the design with changes made in it.

        Raises:
            WerkbankError, DesignError: if they cannot be made; the message names the node or indicator.
        """
        design = adjusted(self.base, changes, catalogue=self.catalogue)
        slow = [node.code for node in design.nodes if node.aggregate.compares_areas]
        if slow and len(self._areas) > MOST_COMPARED:
            raise ChangeValueError(
                f"aggregate.{slow[0]}",
                value=type(design.node(slow[0]).aggregate).__name__,
                right_en=f"another way: this one compares each area with each other, at most {MOST_COMPARED}",
                right_nl=f"anders: deze manier vergelijkt elk gebied met elk ander, bij hoogstens {MOST_COMPARED}",
            )
        return design

    def table(self, changes: Changes) -> AreaTable:
        """Return the figures of the country on which the changed design works, as `build_index` takes them."""
        return self.prepared.columns.table_of(self.design(changes))

    def rank(self, changes: Changes | None = None, *, period: Period | None = None) -> Ranking:
        """Return scores and places with changes made, in one period (the last with scores if None).

        Raises:
            WerkbankError: if the changes cannot be made.
            DesignError: if the design that comes out cannot be carried out on these figures.
            MissingPeriodError: if the figures do not hold the period.
        """
        asked = changes or Changes()
        at = self.prepared.table.period_position(self._periods[-1] if period is None else period)
        return self._rankings.get((asked.key, at), lambda: self._rank(asked, at))

    def parts(self, ranking: Ranking) -> tuple[Leverage, ...]:
        """Return what each node and indicator was meant to weigh, and what it weighs."""
        return self._parts.get((ranking.changes.key, ranking.period), lambda: leverages(ranking.result))

    def trace(self, ranking: Ranking, area: str, *, node: str = "") -> AreaTrace:
        """Return the score of one area taken apart; the parts add up to it exactly.

        Raises:
            UnknownAreaError, TreeError: if there is no such area or node.
            NotAdditiveError: if a way of joining counts wins between areas.
        """
        return trace_area(ranking.result, area, node=node)

    def versus(self, ranking: Ranking) -> Versus:
        """Return what the changes say otherwise than the design as it was, in the same period.

        Raises:
            DesignError: if the design as it was cannot be carried out on these figures.
        """
        return versus(self.rank(period=ranking.period).result, ranking.result)

    def cautions(self, ranking: Ranking) -> tuple[Caution, ...]:
        """Return what to be careful about before relying on a ranking."""

        def find() -> tuple[Caution, ...]:
            before = self._before(ranking.period)
            return cautions(
                ranking.result,
                parts=self.parts(ranking),
                catalogue=self.catalogue,
                scored_before=0 if before is None else before.scored,
            )

        return self._cautions.get((ranking.changes.key, ranking.period), find)

    def quick_intervals(self, ranking: Ranking, *, seed: int = 1) -> RankIntervals:
        """Return how far places can move, by moments: within a second for the whole country.

        Raises:
            AggregationDomainError: if a scale or way of joining that the design calls fair too cannot take a value.
        """
        return _drawn(self, ranking, draws=QUICK_DRAWS, seed=seed, engine="moments")

    def full_intervals(self, ranking: Ranking, *, draws: int = FULL_DRAWS, seed: int = 1) -> RankIntervals:
        """Return how far places can move, every figure of every draw moved, scaled and joined anew.

        A second for a city; for the country about half a minute, so that is work for a job.

        Raises:
            AggregationDomainError: as for `quick_intervals`.
            DesignValueError: if there are no draws.
        """
        return _drawn(self, ranking, draws=draws, seed=seed, engine="full")

    def candidates(self) -> tuple[Indicator, ...]:
        """Return the indicators of the catalogue that can be added: not in the design yet, and no bare counts."""
        own = {item.code for item in self.base.items}
        level = self._areas.level
        bare = {Kind.COUNT, Kind.CLASS}
        return tuple(
            one for one in self.catalogue if one.code not in own and one.kind not in bare and level in one.levels
        )

    def to_json(self, taal: Taal) -> dict[str, Any]:
        """Return what a page needs to open: the design, its tree, what can be added, periods and areas."""
        return tree.werkbank_json(
            self.base,
            areas=self._areas,
            periods=self._periods,
            references=self.prepared.references(self.base),
            candidates=self.candidates(),
            taal=taal,
        )

    def answer_json(self, changes: Changes, *, taal: Taal, period: Period | None = None) -> dict[str, Any]:
        """Return everything about some changes at once but the intervals, for a page.

        `versus` is null where the design as it was cannot be carried out on these figures.

        Raises:
            WerkbankError, DesignError, MissingPeriodError: as for `rank`.
        """
        ranking = self.rank(changes, period=period)
        before = self._before(ranking.period)
        names = tree.names_of(self.base, ranking.result.design, taal=taal)
        return {
            "ranking": ranking.to_json(taal),
            "parts": tree.parts_json(self.parts(ranking), names=names),
            "versus": None
            if before is None
            else tree.versus_json(self.versus(ranking), areas=self._areas, names=names, taal=taal),
            "cautions": tree.cautions_json(
                self.cautions(ranking),
                before=() if before is None else self.cautions(before),
                names=names,
                taal=taal,
            ),
        }

    def _before(self, period: Period) -> Ranking | None:
        """Return the ranking of the design as it was; None if it cannot be carried out on these figures."""
        try:
            return self.rank(period=period)
        except DesignError:
            return None

    def _rank(self, changes: Changes, at: int) -> Ranking:
        design, when = self.design(changes), np.array([at])

        def put() -> tuple[Leaves, Frozen]:
            return self.prepared.leaves(design, at=when, rows=self.rows)

        leaves, frozen = self._leaves.get((*_kept_for(design), at), put)
        result = self.prepared.join(leaves, frozen, design=design, at=when, rows=self.rows)
        return Ranking(changes=changes, result=result, base=self.base)


def _with_scores(prepared: Prepared, base: IndexDesign, rows: Rows | None) -> tuple[Period, ...]:
    """Return the periods with scores; those with any figure if the design cannot be carried out as it is.

    Then the werkbank opens all the same: `rank` says what is wrong, and the indicator in question can be put off.
    """
    table = prepared.table
    try:
        every = prepared.result(base, at=np.arange(len(table.periods)), rows=rows)
    except DesignError:
        held = [prepared.columns.column(leaf, design=base).available for leaf in base.indicators]
        there = np.any(held, axis=(0, 1))
    else:
        there = np.any(~np.isnan(every.scores[:, :, every.nodes.index(base.root)]), axis=0)
    return tuple(period for period, known in zip(table.periods, there.tolist(), strict=True) if known)


def _kept_for(design: IndexDesign) -> tuple[object, ...]:
    """Return everything that the figures on their scales depend on; weights and joining come after."""
    choices = {one.code: one for one in design.indicators}
    leaves = (choices[code] for code in design.leaves(design.root))
    kept = tuple((one.code, one.denominator, one.impute, one.treat, one.normalise, one.sign) for one in leaves)
    return (kept, design.minimum_measured, design.reference)


def _drawn(bank: Werkbank, ranking: Ranking, *, draws: int, seed: int, engine: Engine) -> RankIntervals:
    """Return the intervals of a ranking; the same seed gives the same to the bit."""
    at = bank.prepared.table.period_position(ranking.period)
    lottery = lottery_of(bank.prepared, ranking.result, at=at, rows=bank.rows)
    rng = np.random.default_rng(seed)
    tickets = draw_tickets(ranking.result.design, weights=lottery.weights, draws=draws, rng=rng)
    key = tuple(int(part) for part in rng.integers(2**32, size=4))
    return IndexDraws(lottery=lottery, tickets=tickets, key=key, engine=engine).intervals()
