"""Draws figure by figure from their moments: for shares of variance, in which the same noise meets other weights.

One random number for all figures of a node would make noise and weights never work together, and give noise too much
of the variance. So each figure gets its own, from a pool that is made once and entered at a random place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from veerkracht.index.levels import Level, empty_level
from veerkracht.index.moments import Moments
from veerkracht.index.tickets import stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from veerkracht.index.moments import Hand
    from veerkracht.index.quasi import Bend

    Singles = NDArray[np.float32]

# Two draws enter the pool at the same place for the same indicator once in four million times.
_POOL = 2**22


@dataclass(slots=True, kw_only=True)
class Leafwise(Moments):
    """As `Moments`, but every figure is drawn: its mean plus its deviation times a standard normal number."""

    abreast: ClassVar[int] = 8192
    _pools: dict[str, Singles] = field(default_factory=dict)
    _deviations: dict[tuple[str, int, int], list[Singles]] = field(default_factory=dict)

    def _leaf_sums(self, code: str, hand: Hand, *, bend: Bend) -> Level:
        """Return the weighted sums of the indicators directly below a node, each moved by its own noise."""
        columns = self.own_columns(code)
        if not columns:
            return empty_level((hand.some.size, hand.columns.stop - hand.columns.start), bend=bend)
        known = self._cumulants(code, which=hand.which)[hand.how]
        own = np.ascontiguousarray(hand.weights[code][:, columns])
        total = own.sum(axis=1, keepdims=True)
        if known.there is not None:
            total = own @ known.there[:, hand.columns]
        sums = own @ known.mean[:, hand.columns]
        for number, deviations in enumerate(self._spreads(code, hand)):
            for row, moved in enumerate(self._moved(code, hand, number=number, deviations=deviations)):
                # Not `@`: OpenBLAS would wake its threads for each row, which costs more than the sum.
                sums[row] += np.einsum("k,ka->a", own[row], moved)
        np.clip(sums, known.low * total, known.high * total, out=sums)
        return Level(bend=bend, total=total, sums=sums, variances=[], thirds=[], low=known.low, high=known.high)

    def _spreads(self, code: str, hand: Hand) -> list[Singles]:
        """Return per source the standard deviation of each figure directly below a node, shape (indicators, areas)."""
        key = (code, hand.which, hand.how)
        if key not in self._deviations:
            known = self._cumulants(code, which=hand.which)[hand.how]
            self._deviations[key] = [np.sqrt(one) for one in known.variances]
        return self._deviations[key]

    def _moved(self, code: str, hand: Hand, *, number: int, deviations: Singles) -> Iterator[Singles]:
        """Yield for each draw how far each figure is moved by one source; one array, filled again each time."""
        pool, leaves, columns = self._pool(number), self._leaves(code), hand.columns
        width = columns.stop - columns.start
        moved = np.empty((len(leaves), width), dtype=np.float32)
        for entries in self._entries(number, hand):
            for place, leaf in enumerate(leaves):
                start = entries[leaf] + columns.start
                np.multiply(deviations[place, columns], pool[start : start + width], out=moved[place])
            yield moved

    def _pool(self, number: int) -> Singles:
        """Return the standard normal numbers of one source."""
        source = self.sources[number][0]
        if source not in self._pools:
            chance = stream(self.key, source=source, period=self.sheet.at, number=0, place=0)
            self._pools[source] = chance.standard_normal(_POOL + self.sheet.rows.size, dtype=np.float32)
        return self._pools[source]

    def _entries(self, number: int, hand: Hand) -> NDArray[np.int64]:
        """Return where each draw enters the pool for each indicator, shape (draws, indicators)."""
        if number not in hand.entries:
            source = self.sources[number][0]
            tickets = hand.tickets.noise if source == "noise" else hand.tickets.imputation
            hand.entries[number] = np.stack(
                [
                    stream(self.key, source=source, period=self.sheet.at, number=int(one), place=1).integers(
                        _POOL, size=len(self.sheet.codes)
                    )
                    for one in tickets[hand.some]
                ]
            )
        return hand.entries[number]
