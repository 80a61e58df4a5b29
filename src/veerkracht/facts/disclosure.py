"""Disclosure rules for an organisation's own figures: small counts never leave.

Published tables are already protected by who publishes them; these rules are for what a
corporation, gemeente or care provider brings along.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import DisclosureMinimumError
from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Kind
from veerkracht.facts.tables import AreaTable, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.indicators import Catalogue

_LEVELS_ABOVE = {Level.BUURT: (Level.WIJK, Level.GEMEENTE), Level.WIJK: (Level.GEMEENTE,)}
_PER = {Kind.PERCENTAGE: 100.0, Kind.RATE: 1000.0}


def protect(table: AreaTable, catalogue: Catalogue, *, minimum: int = 10) -> AreaTable:
    """Return the table without figures that could tell of a few people.

    1. A count of 1 up to `minimum - 1` is hidden. A nought stays: that nobody is counted tells of nobody.
    2. Of each wijk and each gemeente the total is taken to be known. So where one buurt is hidden, the
       smallest other one is hidden too, until at least two are and their sum, which anyone can work
       out, is not small. The same goes for a count that is the sum of others.
    3. A percentage or rate is hidden where the count below the line is below `minimum` or not in the
       table, where the count above it would be small, and where a count that it is made of is hidden. A mean
       or score is hidden where the table says that it is of fewer than `minimum`.

    An indicator that the catalogue does not know is taken for a count if its values are whole numbers.
    Protect the finest level first and add up the coarser ones *before* that; a coarser table that is
    protected by itself may hide a wijk whose buurten are all shown.

    Args:
        table: figures of an organisation, of one level.
        catalogue: says which are counts and of what a percentage is a share.
        minimum: the smallest count, from 1 to N people, that may be shown.

    Returns:
        The same table, what is hidden with reason SUPPRESSED.

    Raises:
        DisclosureMinimumError: if `minimum` is below 2, which would protect nobody.

    Source:
        The threshold rule and secondary suppression of Hundepool et al. (2012), Statistical Disclosure
        Control, 4.2-4.4; ten is the minimum of Vektis (Gemeentezorgspiegel), CBS uses eight for care.
    """
    if minimum < 2:
        raise DisclosureMinimumError(minimum)
    shield = _Shield(table=table, catalogue=catalogue, minimum=minimum, hidden=table.reasons == Reason.SUPPRESSED)
    shield.hide_small_counts()
    groups = list(_groups(table.areas))
    while shield.hide_beside_totals(groups) or shield.hide_beside_sums():
        pass
    shield.hide_shares()
    return _without(table, shield.hidden)


def protect_own(table: AreaTable, catalogue: Catalogue, *, minimum: int = 10) -> AreaTable:
    """Return the table with `protect` applied to the columns of an organisation itself, the others as they are.

    Published columns were protected by their publisher; they serve here as totals and denominators only.

    Raises:
        DisclosureMinimumError: if `minimum` is below 2, which would protect nobody.
    """
    own = np.zeros(table.values.shape, dtype=np.bool_)
    for (code, period), sources in table.provenance.items():
        if any(source.own for source in sources):
            own[:, table.period_position(period), table.position(code)] = True
    if not own.any():
        return table
    hidden = own & (protect(table, catalogue, minimum=minimum).reasons == Reason.SUPPRESSED)
    return _without(table, hidden)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shield:
    """What is hidden so far of one table; `hidden` has its shape and only ever grows."""

    table: AreaTable
    catalogue: Catalogue
    minimum: int
    hidden: NDArray[np.bool_]

    def counts(self) -> list[int]:
        """Return the places of the counts on the last axis."""
        return [place for place, code in enumerate(self.table.indicators) if self._is_count(code, place)]

    def _is_count(self, code: str, place: int) -> bool:
        if code in self.catalogue:
            return self.catalogue[code].kind is Kind.COUNT
        values = self.table.values[:, :, place]
        return bool(np.all(np.isnan(values) | (values == np.round(values))))

    def hide_small_counts(self) -> None:
        for place in self.counts():
            values = self.table.values[:, :, place]
            self.hidden[:, :, place] |= (values > 0) & (values < self.minimum)

    def hide_beside_totals(self, groups: list[NDArray[np.intp]]) -> bool:
        """Hide a second area where the total of a group would give the first away; return whether any was."""
        grew = False
        for place in self.counts():
            for period in range(len(self.table.periods)):
                for rows in groups:
                    grew |= self._complete(rows, period, place)
        return grew

    def _complete(self, rows: NDArray[np.intp], period: int, place: int) -> bool:
        values = self.table.values[rows, period, place]
        hidden = self.hidden[rows, period, place]
        sum_hidden = float(np.nansum(values[hidden]))
        number = int(hidden.sum())
        grew = False
        # Noughts come last: to hide one protects the least.
        order = np.lexsort((values, values == 0))
        for at in order:
            if number == 0 or (number > 1 and self._is_safe(values[hidden], sum_hidden)):
                return grew
            if hidden[at] or np.isnan(values[at]):
                continue
            hidden[at] = self.hidden[rows[at], period, place] = grew = True
            sum_hidden, number = sum_hidden + values[at], number + 1
        return grew

    def _is_safe(self, hidden: NDArray[np.float64], total: float) -> bool:
        """Return whether a known sum of hidden counts tells little; one withheld by its source counts as unknown."""
        return bool(np.isnan(hidden).any()) or total >= self.minimum

    def hide_beside_sums(self) -> bool:
        """Hide a sum, or the smallest of its parts, where just one of them all is hidden; return whether any was."""
        grew = False
        for places in self._sums():
            hidden, values = self.hidden[:, :, places], self.table.values[:, :, places]
            alone = hidden.sum(axis=2) == 1
            cost = np.where(hidden | np.isnan(values), np.inf, values)
            cost[:, :, -1] = np.where(np.isfinite(cost[:, :, -1]), -1.0, np.inf)
            second = np.argmin(cost, axis=2)
            for area, period in zip(*np.nonzero(alone & np.isfinite(cost).any(axis=2)), strict=True):
                self.hidden[area, period, places[second[area, period]]] = grew = True
        return grew

    def _sums(self) -> Iterator[list[int]]:
        """Yield the places of the parts of each sum that the table holds, and of the sum itself last."""
        for code in self.table.indicators:
            made = self.catalogue[code].derivation if code in self.catalogue else None
            if made is not None and not made.wholes and all(part in self.table for part in made.parts):
                yield [self.table.position(part) for part in (*made.parts, code)]

    def hide_shares(self) -> None:
        for place, code in enumerate(self.table.indicators):
            indicator = self.catalogue.indicators.get(code)
            if indicator is None:
                continue
            shares = self.table.values[:, :, place]
            if indicator.kind not in _PER:
                if indicator.kind is not Kind.COUNT and indicator.denominator in self.table:
                    number = self.table.values[:, :, self.table.position(indicator.denominator)]
                    self.hidden[:, :, place] |= ~(number >= self.minimum) & ~np.isnan(shares)
                continue
            if indicator.denominator not in self.table:
                self.hidden[:, :, place] |= ~np.isnan(shares)
                continue
            below = self.table.position(indicator.denominator)
            whole = self.table.values[:, :, below]
            above = np.round(shares * whole / _PER[indicator.kind])
            few = ~(whole >= self.minimum) | ((above > 0) & (above < self.minimum)) | self.hidden[:, :, below]
            made = () if indicator.derivation is None else indicator.derivation.parts + indicator.derivation.wholes
            for part in (one for one in made if one in self.table):
                few |= self.hidden[:, :, self.table.position(part)]
            self.hidden[:, :, place] |= few & ~np.isnan(shares)


def _groups(areas: Areas) -> Iterator[NDArray[np.intp]]:
    """Yield the rows of every group of which the total is known; a lone area is left to the level above."""
    levels = _LEVELS_ABOVE.get(areas.level, ())
    for level in levels:
        parents = np.array([parent or "" for parent in areas.parents(level)])
        for parent in np.unique(parents):
            rows = np.flatnonzero(parents == parent)
            if len(rows) > 1:
                yield rows
    if not levels and len(areas) > 1:
        yield np.arange(len(areas))


def _without(table: AreaTable, hidden: NDArray[np.bool_]) -> AreaTable:
    gone = hidden & (table.reasons == Reason.PRESENT)
    return replace(
        table,
        values=np.where(gone, np.nan, table.values),
        reasons=np.where(gone, Reason.SUPPRESSED, table.reasons).astype(np.uint8),
        errors=None if table.errors is None else np.where(gone, np.nan, table.errors),
    )
