"""Draws by their moments: the chance of a score without drawing each of its figures.

Where a node is a mean (or a mean in disguise, such as the geometric one), the noise of its figures adds up to a
noise whose mean, variance and skewness follow from three products of matrices; one random number an area then does
the work of all figures below. Only where two levels bend differently is each node in between drawn by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from veerkracht.index.aggregate import WeightedSum
from veerkracht.index.cumulants import Cumulants, cumulants_of
from veerkracht.index.levels import Level, add, empty_level, mean_level, straighten
from veerkracht.index.quasi import bend_of
from veerkracht.index.tickets import stream
from veerkracht.index.tree import combine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from veerkracht.index.aggregate import Aggregation
    from veerkracht.index.lottery import Sheet
    from veerkracht.index.quasi import Bend
    from veerkracht.index.tickets import Tickets

    Singles = NDArray[np.float32]
    Places = NDArray[np.intp]

# Draws taken at once; with 2,048 areas abreast that is 128 kB, so that all sums of a node stay in the cache of the
# processor. More rows would make the products of matrices faster and everything else slower.
_TOGETHER = 16
_ROWS = 8


@dataclass(slots=True, kw_only=True)
class Hand:
    """A few draws with one scale and one way of joining.

    Attributes:
        tickets: of all draws.
        some: which draws.
        which, how: numbers of the scale and of the way of joining.
        columns: which areas, of those of the sheet.
        weights: per node, shape (draws, children).
        chance: per node and source, standard normal numbers, shape (draws, all areas).
        entries: per source, what `Leafwise` needs.
    """

    tickets: Tickets
    some: Places
    which: int
    how: int
    columns: slice
    weights: dict[str, Singles]
    chance: dict[tuple[str, int], Singles] = field(default_factory=dict)
    entries: dict[int, NDArray[np.int64]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Moments:
    """The draws of one node in one period by their moments.

    Attributes:
        sheet: figures, errors and scales.
        key: of the chance.
        sources: for each stream of noise, the errors that it moves: all in one, or noise and imputation apart.
    """

    abreast: ClassVar[int] = 2048
    sheet: Sheet
    key: tuple[int, ...]
    sources: tuple[tuple[str, ...], ...]
    _known: dict[tuple[str, int], dict[int, Cumulants]] = field(default_factory=dict)

    def suits(self, *, which: int, how: int) -> bool:
        """Return whether moments can carry out one scale and one way of joining; otherwise it must be done in full.

        They cannot where figures go straight into an aggregation that is no mean in disguise (Mazziotta-Pareto), where
        areas are compared (Copeland, benefit of the doubt), or where a curve cannot take a figure (log of 0).

        Args:
            which: number of the scale.
            how: number of the way of joining.
        """
        for code in self._below(self.sheet.node):
            chosen, leaves = self._aggregate(code, how), self._leaves(code)
            if chosen.compares_areas or (leaves and bend_of(chosen) is None):
                return False
            if leaves and not self._cumulants(code, which=which)[how].finite:
                return False
        return True

    def draw(self, tickets: Tickets, *, rows: Places) -> Iterator[tuple[Places, Singles]]:
        """Yield the scores of some draws with one scale and one way of joining, a few at a time.

        Args:
            tickets: of all draws.
            rows: which draws; all with the same `normalisation` and `aggregation`.

        Yields:
            Which draws, and their scores, shape (draws, areas).
        """
        areas = self.sheet.rows.size
        for start in range(0, rows.size, _TOGETHER):
            drawn = rows[start : start + _TOGETHER]
            # Products of a few rows round otherwise than products of many; filled up to eights, they never do.
            some = np.pad(drawn, (0, -drawn.size % _ROWS), mode="edge")
            hand = Hand(
                tickets=tickets,
                some=some,
                which=int(tickets.normalisation[some[0]]),
                how=int(tickets.aggregation[some[0]]),
                columns=slice(0, 0),
                weights={code: weights[some].astype(np.float32) for code, weights in tickets.weights.items()},
            )
            scores = np.empty((some.size, areas), dtype=np.float32)
            for left in range(0, areas, self.abreast):
                hand.columns = slice(left, min(left + self.abreast, areas))
                scores[:, hand.columns] = self._score(self.sheet.node, hand)
            yield drawn, scores[: drawn.size]

    def _below(self, code: str) -> list[str]:
        """Return the nodes from one down."""
        nodes = {node.code for node in self.sheet.design.nodes}
        found = [code]
        for one in found:
            found.extend(child for child in self.sheet.design.children(one) if child in nodes)
        return found

    def _leaves(self, code: str) -> list[int]:
        """Return the rows of the indicators directly below a node."""
        codes = self.sheet.codes
        return [codes.index(child) for child in self.sheet.design.children(code) if child in codes]

    def own_columns(self, code: str) -> list[int]:
        """Return which children of a node are indicators."""
        return [at for at, child in enumerate(self.sheet.design.children(code)) if child in self.sheet.codes]

    def _aggregate(self, code: str, how: int) -> Aggregation:
        """Return how a node is joined: the n-th alternative, or as the design has it for 0."""
        return self.sheet.design.uncertainty.aggregate[how - 1] if how else self.sheet.design.node(code).aggregate

    def _cumulants(self, code: str, *, which: int) -> dict[int, Cumulants]:
        """Return the cumulants of the indicators directly below a node for each way of joining."""
        if (code, which) not in self._known:
            bends = {how: bend_of(self._aggregate(code, how)) for how in range(len(self.sheet.floors))}
            self._known[code, which] = cumulants_of(
                self.sheet,
                self._leaves(code),
                which=which,
                bends={how: bend for how, bend in bends.items() if bend is not None},
                sources=self.sources,
            )
        return self._known[code, which]

    def _score(self, code: str, hand: Hand) -> Singles:
        """Return the scores of a node, drawn and straight."""
        level = self._climb(code, hand)
        chance = [self._chance(code, number, hand)[:, hand.columns] for number in range(len(level.variances))]
        return straighten(level, chance)

    def _chance(self, code: str, number: int, hand: Hand) -> Singles:
        """Return standard normal numbers, shape (draws, all areas)."""
        if (code, number) not in hand.chance:
            source = self.sources[number][0]
            tickets = hand.tickets.noise if source == "noise" else hand.tickets.imputation
            place = 1 + [node.code for node in self.sheet.design.nodes].index(code)
            found = np.empty((hand.some.size, self.sheet.rows.size), dtype=np.float32)
            for row, ticket in enumerate(tickets[hand.some]):
                own = stream(self.key, source=source, period=self.sheet.at, number=int(ticket), place=place)
                own.standard_normal(dtype=np.float32, out=found[row])
            hand.chance[code, number] = found
        return hand.chance[code, number]

    def _climb(self, code: str, hand: Hand) -> Level:
        """Return the scores of a node in some draws, as moments."""
        chosen = self._aggregate(code, hand.how)
        bend = bend_of(chosen)
        if bend is None:
            return self._join(code, hand)
        level = self._leaf_sums(code, hand, bend=bend)
        for column, child in enumerate(self.sheet.design.children(code)):
            if child in self.sheet.codes:
                continue
            below = self._climb(child, hand)
            if below.bend != bend or below.factor != 1.0:
                below = self._curved(below, child, hand, bend=bend)
            present = self.sheet.present[child][hand.columns]
            add(level, below, weight=hand.weights[code][:, column : column + 1], present=present)
        if isinstance(chosen, WeightedSum):
            level.factor = float(hand.tickets.weights[code][hand.some[0]].sum())
        return level

    def _curved(self, below: Level, child: str, hand: Hand, *, bend: Bend) -> Level:
        """Return the scores of a child drawn, on the curve of its parent."""
        ends = sorted(below.factor * below.bend.backward(np.array([below.low, below.high])))
        low, high = sorted(bend.forward(np.array(ends)))
        return mean_level(bend.forward(self._score(child, hand)), bend=bend, ends=(float(low), float(high)))

    def _leaf_sums(self, code: str, hand: Hand, *, bend: Bend) -> Level:
        """Return the weighted sums of the indicators directly below a node."""
        columns = self.own_columns(code)
        if not columns:
            return empty_level((hand.some.size, hand.columns.stop - hand.columns.start), bend=bend)
        known = self._cumulants(code, which=hand.which)[hand.how]
        own = np.ascontiguousarray(hand.weights[code][:, columns])
        total = own.sum(axis=1, keepdims=True)
        return Level(
            bend=bend,
            total=total if known.there is None else own @ known.there[:, hand.columns],
            sums=own @ known.mean[:, hand.columns],
            variances=[own**2 @ one[:, hand.columns] for one in known.variances],
            thirds=[own**3 @ one[:, hand.columns] for one in known.thirds],
            low=known.low,
            high=known.high,
        )

    def _join(self, code: str, hand: Hand) -> Level:
        """Return the scores of a node that is no mean in disguise, from its children drawn one by one."""
        parts = [
            np.where(self.sheet.present[child][hand.columns], self._score(child, hand), np.float32(np.nan))
            for child in self.sheet.design.children(code)
        ]
        values = np.stack(parts, axis=1).astype(np.float64)
        chosen, weights = self._aggregate(code, hand.how), hand.tickets.weights[code][hand.some]
        scores = [
            combine(one[:, :, np.newaxis], aggregate=chosen, weights=own, node=code)[:, 0]
            for one, own in zip(values, weights, strict=True)
        ]
        return mean_level(np.nan_to_num(np.stack(scores)).astype(np.float32))
