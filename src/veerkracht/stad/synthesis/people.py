"""Margins of people: how many households an area has, in which stage of life and with what income."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from veerkracht.stad.synthesis.account import Ledger, Margin, Why
from veerkracht.stad.synthesis.figures import mean_of
from veerkracht.stad.synthesis.rounding import largest_remainder

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veerkracht.stad.synthesis.assumptions import Assumptions
    from veerkracht.stad.synthesis.figures import Figures, Found

    Values = NDArray[np.float64]
    Cells = NDArray[np.int64]
    Column = Callable[[str], Values]

_AGES = ("inwoners_15_25", "inwoners_25_45", "inwoners_45_65", "inwoners_65_plus")
# Where the quintiles of the country end on the scale of a standard normal distribution.
_CUTS = ndtri(np.array([0.2, 0.4, 0.6, 0.8]))
_EDGE = 0.002  # a share of 0 or 1 of the households lies at no finite place on that scale
_ENOUGH = 10  # areas that know both figures, before one is derived from the other
_FIVES = 20  # four figures rounded at random to fives differ from their total by less


def households(figures: Figures, ledger: Ledger) -> Values:
    """Return the households of each area; NaN where neither they nor residents are known.

    Of another year, or residents over the mean size of a household, where they are unknown in the year of the start.
    """
    found = figures.find("huishoudens")
    ledger.note(found.other_year(figures.year), margin=Margin.HOUSEHOLDS, why=Why.EARLIER, used=found.values)
    size = figures.find("huishoudensgrootte").values
    residents = figures.find("inwoners").values
    usual = mean_of(residents / np.where(found.values > 0, found.values, np.nan), found.values)
    # Without households nobody knows how large they are: 2.2, of CBS 84799NED, Nederland 2020 (17,407,585 / 7,997,800).
    usual = 2.18 if np.isnan(usual) else usual
    made = residents / np.where(np.isnan(size) | (size < 1.0), usual, size)
    lacking = ~found.known & ~np.isnan(made)
    ledger.note(lacking, margin=Margin.HOUSEHOLDS, why=Why.RELATED, used=np.round(made))
    return np.asarray(np.round(np.where(found.known, found.values, made)), dtype=np.float64)


def stages(figures: Figures, total: Cells, *, assumptions: Assumptions, ledger: Ledger) -> Cells:
    """Return households by life stage, shape (areas, stages).

    Families are published. Households without children are divided by age with households per resident of each age,
    which is an assumption: no open table of buurten has households by age.
    """
    family = _families(figures, total, ledger)
    ages = np.stack([figures.find(code).values for code in _AGES], axis=1)
    ages[ages.sum(axis=1) <= 0] = np.nan  # households without residents of 15 and over: no ages to go by
    unknown = np.isnan(ages).any(axis=1) & (total > 0)
    above = np.stack([figures.above_of(code).values for code in _AGES], axis=1)
    # Shares, not counts: only how ages divide the households of an area is used.
    shares = ages / np.maximum(ages.sum(axis=1, keepdims=True), 1e-9)
    shares_above = above / np.maximum(above.sum(axis=1, keepdims=True), 1e-9)
    from_above = unknown & ~np.isnan(shares_above).any(axis=1)
    shares[from_above] = shares_above[from_above]
    ledger.note(from_above, margin=Margin.AGES, why=Why.ABOVE, used=np.full(len(total), np.nan))
    rest = np.isnan(shares).any(axis=1)
    usual = np.array([mean_of(shares[:, one], total.astype(np.float64)) for one in range(4)])
    # CBS 84799NED, Nederland 2020: residents of 15-25, 25-45, 45-65 and 65 and over.
    country = np.array([2_143_743.0, 4_308_904.0, 4_836_284.0, 3_392_555.0])
    shares[rest] = country / country.sum() if np.isnan(usual).any() else usual
    why = Why.ASSUMED if np.isnan(usual).any() else Why.CITY
    ledger.note(rest & (total > 0), margin=Margin.AGES, why=why, used=np.full(len(total), np.nan))
    few = assumptions
    heads = shares * np.array(
        [
            few.households_15_25.central,
            few.households_25_45.central,
            few.households_45_65.central,
            few.households_65_plus.central,
        ]
    )
    below_35 = few.young_25_45.central * heads[:, 1]
    weights = np.stack([heads[:, 0] + below_35, heads[:, 1] - below_35 + heads[:, 2], heads[:, 3]], axis=1)
    childless = largest_remainder(total - family, weights)
    return np.stack([childless[:, 0], family, childless[:, 1], childless[:, 2]], axis=1)


def _families(figures: Figures, total: Cells, ledger: Ledger) -> Cells:
    """Return households with children; where composition and total agree, exactly as published."""

    def share(column: Column) -> Values:
        whole, family = column("huishoudens"), column("huishoudens_met_kinderen")
        alone, couples = column("eenpersoonshuishoudens"), column("huishoudens_zonder_kinderen")
        parts = alone + couples + family
        # Without the other two, the total of that year is what it is a share of; without itself, it is what is left.
        family = np.where(np.isnan(family), np.maximum(whole - alone - couples, 0.0), family)
        below = np.where(np.isnan(parts), whole, parts)
        return np.where(below > 0, np.minimum(family / np.where(below > 0, below, 1.0), 1.0), np.nan)

    found = figures.make(share)
    published = figures.find("huishoudens_met_kinderen")
    used = _shares_of(figures, found, total=total, recipe=share, margin=Margin.FAMILIES, ledger=ledger, nation=0.327)
    counts = np.round(used * total).astype(np.int64)
    same_year = found.known & (found.years == figures.year) & (published.years == figures.year)
    # A share of a total that is itself rounded gives back the published count where the parts add up.
    differs = same_year & (np.abs(counts - published.values) >= 0.5)
    small = np.abs(counts - published.values) <= _FIVES
    for why, rows in ((Why.ROUNDED, differs & small), (Why.CONTRADICTION, differs & ~small)):
        ledger.note(rows, margin=Margin.FAMILIES, why=why, used=counts, published=published.values)
    return counts


def _shares_of(
    figures: Figures,
    found: Found,
    *,
    total: Cells,
    recipe: Callable[[Column], Values],
    margin: Margin,
    ledger: Ledger,
    nation: float,
) -> Values:
    """Return a share of each area: its own, that of the wijk or gemeente, of the city, or of the country."""
    ledger.note(found.other_year(figures.year) & (total > 0), margin=margin, why=Why.EARLIER, used=found.values)
    values = found.values.copy()
    above = figures.higher(recipe).values
    fill = np.isnan(values) & ~np.isnan(above) & (total > 0)
    values[fill] = above[fill]
    ledger.note(fill, margin=margin, why=Why.ABOVE, used=values)
    usual = mean_of(values, total.astype(np.float64))
    rest = np.isnan(values) & (total > 0)
    values[np.isnan(values)] = nation if np.isnan(usual) else usual
    ledger.note(rest, margin=margin, why=Why.ASSUMED if np.isnan(usual) else Why.CITY, used=values)
    return values


def incomes(figures: Figures, total: Cells, ledger: Ledger) -> Cells:
    """Return households by income quintile of the country, shape (areas, quintiles).

    CBS publishes the lowest 40% and the highest 20%. The other borders follow from the normal distribution over the
    places of the country that gives those two: an assumption of shape only, that fits both published shares exactly.
    """
    low = figures.find("lage_inkomens")
    high = figures.find("hoge_inkomens")
    low_share, high_share = low.values / 100.0, high.values / 100.0
    both = low.known & high.known
    for one, margin in ((low, Margin.LOW_INCOMES), (high, Margin.HIGH_INCOMES)):
        ledger.note(one.other_year(figures.year) & (total > 0), margin=margin, why=Why.EARLIER, used=one.values / 100.0)
    over = both & (low_share + high_share > 1.0)
    scale = np.where(over, low_share + high_share, 1.0)
    ledger.note(over, margin=Margin.LOW_INCOMES, why=Why.CONTRADICTION, used=low_share / scale, published=low_share)
    low_share, high_share = low_share / scale, high_share / scale
    middle, spread = _places(low_share, high_share)
    for one, other, margin in ((low, high, Margin.LOW_INCOMES), (high, low, Margin.HIGH_INCOMES)):
        lacking = ~one.known & other.known & (total > 0)
        cut = _CUTS[1] if margin is Margin.LOW_INCOMES else _CUTS[3]
        below = ndtr((cut - middle) / spread)
        ledger.note(
            lacking, margin=margin, why=Why.RELATED, used=below if margin is Margin.LOW_INCOMES else 1.0 - below
        )
    middle, spread = _filled(figures, middle, spread, total=total, ledger=ledger)
    shares = np.diff(ndtr((_CUTS - middle[:, None]) / spread[:, None]), axis=1, prepend=0.0, append=1.0)
    lowest, highest = shares[:, :2].sum(axis=1), shares[:, 4]
    lowest = np.where(low.known, low_share, lowest)
    highest = np.where(high.known, high_share, highest)
    three = np.stack([lowest, np.maximum(1.0 - lowest - highest, 0.0), highest], axis=1)
    parts = largest_remainder(total, three)
    first, second = largest_remainder(parts[:, 0], shares[:, :2]), largest_remainder(parts[:, 1], shares[:, 2:4])
    return np.concatenate([first, second, parts[:, 2:]], axis=1)


def _places(low: Values, high: Values) -> tuple[Values, Values]:
    """Return mean and spread of the normal distribution with these shares below the 40% and above the 80% border."""
    lower = ndtri(np.clip(low, _EDGE, 1.0 - 2 * _EDGE))
    upper = ndtri(1.0 - np.clip(high, _EDGE, 1.0 - 2 * _EDGE))
    spread = (_CUTS[3] - _CUTS[1]) / np.maximum(upper - lower, 0.05)
    # With one of the two, the spread is that of the other areas, else that of the country, which is 1.
    known = ~np.isnan(spread)
    spread = np.where(known, spread, np.median(spread[known]) if known.any() else 1.0)
    middle = np.where(np.isnan(lower), _CUTS[3] - upper * spread, _CUTS[1] - lower * spread)
    return middle, spread


def _filled(figures: Figures, middle: Values, spread: Values, *, total: Cells, ledger: Ledger) -> tuple[Values, Values]:
    """Return means and spreads in which areas without shares got those of a related figure, of above or of the city."""
    known, weights = ~np.isnan(middle), total.astype(np.float64)
    usual_spread = float(np.median(spread[known])) if known.any() else 1.0
    spread = np.where(known, spread, usual_spread)
    for code in ("gestandaardiseerd_inkomen", "inkomen_per_inwoner"):
        made = _related(figures, code, middle=middle, known=known, weights=weights)
        fill = np.isnan(middle) & ~np.isnan(made)
        middle = np.where(fill, made, middle)
        _say_incomes(fill & (total > 0), why=Why.RELATED, middle=middle, spread=spread, ledger=ledger)
    low, high = figures.above_of("lage_inkomens").values / 100.0, figures.above_of("hoge_inkomens").values / 100.0
    middle_above, spread_above = _places(low, high)
    fill = np.isnan(middle) & ~np.isnan(middle_above)
    middle, spread = np.where(fill, middle_above, middle), np.where(fill, spread_above, spread)
    _say_incomes(fill & (total > 0), why=Why.ABOVE, middle=middle, spread=spread, ledger=ledger)
    usual = mean_of(middle, weights)
    rest = np.isnan(middle)
    # The distribution of the whole country has mean 0 and spread 1, by the meaning of quintiles.
    middle = np.where(rest, 0.0 if np.isnan(usual) else usual, middle)
    spread = np.where(rest & np.isnan(usual), 1.0, spread)
    why = Why.ASSUMED if np.isnan(usual) else Why.CITY
    _say_incomes(rest & (total > 0), why=why, middle=middle, spread=spread, ledger=ledger)
    return middle, spread


def _related(figures: Figures, code: str, *, middle: Values, known: NDArray[np.bool_], weights: Values) -> Values:
    """Return the means that a straight line through the logarithm of another figure gives; NaN where it cannot.

    A line for each year of that figure: incomes of one year in euro are not those of another.
    """
    found = figures.find(code)
    made = np.full(len(middle), np.nan)
    for year in np.unique(found.years[found.known]):
        then = figures.of_year(code, int(year))
        log = np.log(np.where(then > 0, then, np.nan))
        pairs = known & ~np.isnan(log) & (weights > 0)
        if pairs.sum() < _ENOUGH or float(np.std(log[pairs])) < 1e-6:
            continue
        slope, level = np.polyfit(log[pairs], middle[pairs], 1, w=np.sqrt(weights[pairs]))
        made = np.where(found.known & (found.years == year), level + slope * log, made)
    return made


def _say_incomes(rows: NDArray[np.bool_], *, why: Why, middle: Values, spread: Values, ledger: Ledger) -> None:
    ledger.note(rows, margin=Margin.LOW_INCOMES, why=why, used=ndtr((_CUTS[1] - middle) / spread))
    ledger.note(rows, margin=Margin.HIGH_INCOMES, why=why, used=1.0 - ndtr((_CUTS[3] - middle) / spread))
