"""Where a figure of an area comes from: the year of the start, another year, or the wijk or gemeente above."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import parent_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.tables import AreaTable

    Values = NDArray[np.float64]
    Mask = NDArray[np.bool_]

_CHANGED = 2.0  # a choice: a buurt that doubled is not the one that was measured

COUNTRY_READ = (
    *("inwoners", "inwoners_0_15", "inwoners_15_25", "inwoners_25_45", "inwoners_45_65"),
    *("minder_zelfredzaam", "bijstand", "arbeidsongeschikt"),
    *("jeugdzorg", "aandeel_jeugdzorg", "wmo", "wmo_per_1000"),
    *("onv", "soc", "fys"),
)
"""Figures of which the whole country is needed, to say how far an area is from the mean."""

READ = (
    *COUNTRY_READ,
    *("huishoudens", "huishoudensgrootte", "inwoners_65_plus", "aandeel_bijstand"),
    *("eenpersoonshuishoudens", "huishoudens_zonder_kinderen", "huishoudens_met_kinderen"),
    *("lage_inkomens", "hoge_inkomens", "gestandaardiseerd_inkomen", "inkomen_per_inwoner"),
    *("woningen", "leegstand", "koopwoningen", "huurwoningen", "corporatiewoningen", "overige_verhuurders"),
)
"""Every figure that a synthesis looks at. Where people or their parents were born is not among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One figure of each area.

    Attributes:
        values: NaN where unknown; shape (areas,).
        years: in which it was measured, 0 where unknown; shape (areas,).
    """

    values: Values
    years: NDArray[np.int64]

    @property
    def known(self) -> Mask:
        """Which areas have a value."""
        return np.asarray(~np.isnan(self.values), dtype=np.bool_)

    def other_year(self, year: int) -> Mask:
        """Return which areas have a value of another year."""
        return np.logical_and(self.known, np.not_equal(self.years, year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The published figures of a city, and of what its areas lie in.

    Attributes:
        table: of the areas.
        above: tables of wijken and gemeenten, the nearest level first.
        year: of the start.
        links: for each table above, the row in which each area lies, -1 where in none; shape (areas,) each.
    """

    table: AreaTable
    above: tuple[AreaTable, ...]
    year: int
    links: tuple[NDArray[np.intp], ...]

    @classmethod
    def of(cls, table: AreaTable, *, above: Sequence[AreaTable], year: int) -> Figures:
        """Return the figures of areas and of what they lie in, the nearest level of `above` first."""
        first = [parent_code(code) or "" for code in table.areas.codes]
        second = [parent_code(code) or "" for code in first]
        links = [(one.areas.rows(first), one.areas.rows(second)) for one in above]
        rows = tuple(np.where(near >= 0, near, far) for near, far in links)
        return cls(table=table, above=tuple(above), year=year, links=rows)

    def take(self, rows: Mask) -> Figures:
        """Return the figures of these areas only."""
        return replace(self, table=self.table.take(rows), links=tuple(one[rows] for one in self.links))

    def __len__(self) -> int:
        return len(self.table.areas)

    def find(self, code: str) -> Found:
        """Return a figure of each area, in the year of the start or the nearest before it, else the nearest after."""
        return nearest(self.table, self.year, lambda values: values(code))

    def of_year(self, code: str, year: int) -> Values:
        """Return a figure of exactly this year; NaN where unknown."""
        places = [place for place, one in enumerate(self.table.periods) if one.months == 12 and one.year == year]
        return _columns(self.table, places[0])(code) if places else np.full(len(self), np.nan)

    def make(self, recipe: Callable[[Callable[[str], Values]], Values]) -> Found:
        """Return what a recipe makes of figures of one year, of the nearest year for which that can be done."""
        return nearest(self.table, self.year, recipe)

    def higher(self, recipe: Callable[[Callable[[str], Values]], Values]) -> Found:
        """Return the same of the wijk in which each area lies, or of the gemeente; NaN where neither has it."""
        return self._from_above(lambda table: nearest(table, self.year, recipe))

    def _from_above(self, read: Callable[[AreaTable], Found]) -> Found:
        values, years = np.full(len(self), np.nan), np.zeros(len(self), dtype=np.int64)
        for table, rows in zip(self.above, self.links, strict=True):
            found = read(table)
            fill = (rows >= 0) & np.isnan(values)
            values[fill], years[fill] = found.values[rows[fill]], found.years[rows[fill]]
        return Found(values=values, years=years)

    def homes_per_household(self) -> Values:
        """Return homes per household of the wijk in which each area lies, or of the gemeente; NaN where unknown.

        Homes and households are often known of different years: households of the year of the homes are interpolated,
        for in a city that grows those of a later year would make homes look scarcer than they are.
        """
        return self._from_above(_homes_per_household).values

    def above_of(self, code: str) -> Found:
        """Return a figure of the wijk in which each area lies, or of the gemeente."""
        return self.higher(lambda values: values(code))


def nearest(table: AreaTable, year: int, recipe: Callable[[Callable[[str], Values]], Values]) -> Found:
    """Return what a recipe makes of figures of one year: of `year`, else of the last year before, else the first after.

    A recipe asks for the columns it needs; one that is not there is NaN, whatever the reason. A buurt with more than
    twice or less than half the residents it has at the start was built or cleared since: that year says nothing of it.
    """
    values, years = np.full(len(table.areas), np.nan), np.zeros(len(table.areas), dtype=np.int64)
    whole = [place for place, period in enumerate(table.periods) if period.months == 12]
    whole.sort(key=lambda place: (table.periods[place].year > year, abs(table.periods[place].year - year)))
    now = _columns(table, whole[0])("inwoners") if whole and table.periods[whole[0]].year == year else None
    for place in whole:
        lacking = np.isnan(values)
        if not lacking.any():
            break
        column = _columns(table, place)
        made = recipe(column)
        fill = lacking & ~np.isnan(made)
        if now is not None and fill.any():
            then = column("inwoners")
            fill &= ~((then > _CHANGED * now) | (_CHANGED * then < now))
        values[fill], years[fill] = made[fill], table.periods[place].year
    return Found(values=values, years=years)


def _homes_per_household(table: AreaTable) -> Found:
    whole = [place for place, period in enumerate(table.periods) if period.months == 12]
    years = np.array([table.periods[place].year for place in whole], dtype=np.float64)
    ratios, found = np.full(len(table.areas), np.nan), np.zeros(len(table.areas), dtype=np.int64)
    if not whole:
        return Found(values=ratios, years=found)
    homes = np.stack([_columns(table, place)("woningen") for place in whole], axis=1)
    households = np.stack([_columns(table, place)("huishoudens") for place in whole], axis=1)
    last = len(whole) - 1 - np.argmax(~np.isnan(homes[:, ::-1]), axis=1)
    for area in np.flatnonzero(~np.isnan(homes).all(axis=1) & ~np.isnan(households).all(axis=1)):
        at, known = last[area], ~np.isnan(households[area])
        below = float(np.interp(years[at], years[known], households[area][known]))
        if below > 0:
            ratios[area], found[area] = homes[area, at] / below, int(years[at])
    return Found(values=ratios, years=found)


def _columns(table: AreaTable, place: int) -> Callable[[str], Values]:
    def column(code: str) -> Values:
        if code not in READ:
            raise KeyError(code)  # a fault of this package, not of the user
        if code not in table:
            return np.full(len(table.areas), np.nan)
        # An `AreaTable` holds NaN wherever a value is missing, whatever the reason.
        return table.values[:, place, table.position(code)]

    return column


def start_year(table: AreaTable) -> int:
    """Return the latest year in which at least half of the areas that ever had households have them; 0 if none do."""
    best = {
        period.year: int(np.sum(~np.isnan(_columns(table, place)("huishoudens"))))
        for place, period in enumerate(table.periods)
        if period.months == 12 and "huishoudens" in table
    }
    most = max(best.values(), default=0)
    return max((year for year, known in best.items() if known and 2 * known >= most), default=0)


def mean_of(values: Values, weights: Values) -> float:
    """Return the weighted mean of what is known; NaN if that is less than half of the weight.

    The few that are known are not a sample: figures of the centre say little of the villages around.
    """
    use = ~np.isnan(values) & (weights > 0)
    if not use.any() or 2.0 * weights[use].sum() < np.maximum(weights, 0.0).sum():
        return float("nan")
    return float(np.average(values[use], weights=weights[use]))
