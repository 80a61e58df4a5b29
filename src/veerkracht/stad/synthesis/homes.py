"""Margins of homes: how many stand in an area, who owns them, and where households live for whom there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from veerkracht.errors.synthesis import ShareRangeError, StockAreaError, StockSizeError
from veerkracht.stad.households import SEGMENTS, Segment
from veerkracht.stad.synthesis.account import Ledger, Margin, Why
from veerkracht.stad.synthesis.figures import mean_of
from veerkracht.stad.synthesis.rounding import largest_remainder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from veerkracht.stad.synthesis.assumptions import Assumptions
    from veerkracht.stad.synthesis.figures import Figures

    Values = NDArray[np.float64]
    Cells = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Column = Callable[[str], Values]

WITHOUT = SEGMENTS
"""Place of households without a home of their own, after the segments."""

_PLACES = SEGMENTS + 1
_WHOLE_PERCENT = 0.015  # three percentages rounded to whole ones differ from 100 by at most one and a half
_POINTS = 0.02  # a difference in empty homes that is worth a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Homes, and the households that live in them.

    Attributes:
        dwellings: homes and rooms by segment; shape (areas, segments).
        rooms: of those, rooms and shared homes that no one counts as homes; they stand with private landlords.
        places: households by segment, and without a home of their own; shape (areas, segments + 1).
    """

    dwellings: Cells
    rooms: Cells
    places: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What an organisation knows of homes of corporations, in the place of an assumption.

    Attributes:
        cheap: share of those homes with a rent up to the aftoppingsgrens, by code of an area.
        stock: cheap and dear homes that it has itself, by code of an area; stands above `cheap`.
    """

    cheap: Mapping[str, float] = field(default_factory=dict)
    stock: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def homes(
    figures: Figures,
    total: Cells,
    *,
    own: Own,
    assumptions: Assumptions,
    ledger: Ledger,
) -> Homes:
    """Return homes by segment and where the households live; no more households than homes in any segment.

    Args:
        figures: what is published.
        total: households; shape (areas,).
        own: what is known of homes of corporations; the assumption elsewhere.
        assumptions: for what is not published.
        ledger: is told of every adjustment.

    Raises:
        ShareRangeError: if a share of cheap homes is not from 0 to 1.
        StockAreaError, StockSizeError: if own homes stand in no area, or are more than all homes there.
    """
    stock = _stock(figures, total, assumptions=assumptions, ledger=ledger)
    shares = _tenure(figures, stock, assumptions=assumptions, ledger=ledger)
    by_owner = largest_remainder(stock, shares)
    known = _known_stock(figures, stock, own=own)
    by_owner = _with_known(by_owner, known.sum(axis=1))
    part = _cheap(figures, by_owner[:, 1], cheap=own.cheap, assumptions=assumptions, ledger=ledger)
    rest = by_owner[:, 1] - known.sum(axis=1)
    corporation = known + largest_remainder(rest, np.stack([part, 1.0 - part], axis=1))
    if own.stock:
        _say_stock(figures, known, corporation, own=own, ledger=ledger)
    dwellings = np.stack([by_owner[:, 0], corporation[:, 0], corporation[:, 1], by_owner[:, 2]], axis=1)
    return _housed(figures, total, dwellings, assumptions=assumptions, ledger=ledger)


def _stock(figures: Figures, total: Cells, *, assumptions: Assumptions, ledger: Ledger) -> Cells:
    """Return the number of homes; homes per household of the wijk, the gemeente or the city where it is unknown."""
    found = figures.find("woningen")
    ledger.note(found.other_year(figures.year), margin=Margin.HOMES, why=Why.EARLIER, used=found.values)
    values = found.values.copy()
    count = total.astype(np.float64)
    ratio = figures.homes_per_household()
    fill = np.isnan(values) & ~np.isnan(ratio)
    values[fill] = (ratio * count)[fill]
    ledger.note(fill & (total > 0), margin=Margin.HOMES, why=Why.ABOVE, used=np.round(values))
    usual = mean_of(found.values / np.where(count > 0, count, np.nan), count)
    rest = np.isnan(values)
    assumed = 1.0 / (1.0 - assumptions.empty.central)
    values[rest] = count[rest] * (assumed if np.isnan(usual) else usual)
    why = Why.ASSUMED if np.isnan(usual) else Why.CITY
    ledger.note(rest & (total > 0), margin=Margin.HOMES, why=why, used=np.round(values))
    return np.round(values).astype(np.int64)


def _shares_in(column: Column) -> tuple[Values, Values, Values]:
    """Return the shares owned, of corporations and of other landlords of one year, the third from the other two."""
    owned, rented = column("koopwoningen") / 100.0, column("huurwoningen") / 100.0
    corporation, private = column("corporatiewoningen") / 100.0, column("overige_verhuurders") / 100.0
    owned = np.where(np.isnan(owned), 1.0 - rented, owned)
    owned = np.where(np.isnan(owned), np.maximum(1.0 - corporation - private, 0.0), owned)
    corporation = np.where(np.isnan(corporation), np.maximum(1.0 - owned - private, 0.0), corporation)
    private = np.where(np.isnan(private), np.maximum(1.0 - owned - corporation, 0.0), private)
    return owned, corporation, private


def _owned_in(column: Column) -> Values:
    owned, corporation, private = _shares_in(column)
    known = owned + corporation + private
    # An unknown owner is one of the three, in proportion; without the other two the share is taken as it stands.
    return np.where(np.isnan(known) | (known <= 0), owned, owned / np.where(known > 0, known, 1.0))


def _of_corporation_in(column: Column) -> Values:
    """Return the share of rented homes that a corporation owns."""
    _, corporation, private = _shares_in(column)
    return corporation / np.where(corporation + private > 0, corporation + private, np.nan)


def _tenure(figures: Figures, stock: Cells, *, assumptions: Assumptions, ledger: Ledger) -> Values:
    """Return the shares owned, of corporations and of other landlords; shape (areas, 3)."""
    there = stock > 0
    weights = stock.astype(np.float64)
    found = figures.make(_owned_in)
    owned = found.values.copy()
    ledger.note(found.other_year(figures.year) & there, margin=Margin.OWNED, why=Why.EARLIER, used=owned)
    above = figures.higher(_owned_in).values
    fill = np.isnan(owned) & ~np.isnan(above)
    owned[fill] = above[fill]
    ledger.note(fill & there, margin=Margin.OWNED, why=Why.ABOVE, used=owned)
    usual, rest = mean_of(owned, weights), np.isnan(owned)
    owned[rest] = assumptions.owned.central if np.isnan(usual) else usual
    ledger.note(rest & there, margin=Margin.OWNED, why=Why.ASSUMED if np.isnan(usual) else Why.CITY, used=owned)
    _say_sums(figures, there, ledger)
    part = _of_corporation(figures, (1.0 - owned) * weights, assumptions=assumptions, ledger=ledger)
    shares = np.stack([owned, (1.0 - owned) * part, (1.0 - owned) * (1.0 - part)], axis=1)
    return np.clip(shares, 0.0, 1.0)


def _say_sums(figures: Figures, there: Mask, ledger: Ledger) -> None:
    """Tell where the three shares of the areas do not add up to the whole."""
    three = (figures.find("koopwoningen"), figures.find("corporatiewoningen"), figures.find("overige_verhuurders"))
    same = (three[0].years == three[1].years) & (three[1].years == three[2].years)
    sums = np.where(same, sum(one.values for one in three) / 100.0, np.nan)
    published, ones = three[0].values / 100.0, np.where(sums > 0, sums, 1.0)
    off = there & ~np.isnan(sums) & (np.abs(sums - 1.0) > 1e-9)
    kinds = (
        (Why.ROUNDED, np.abs(sums - 1.0) <= _WHOLE_PERCENT),
        (Why.UNKNOWN_OWNER, sums < 1.0 - _WHOLE_PERCENT),
        (Why.CONTRADICTION, sums > 1.0 + _WHOLE_PERCENT),
    )
    for why, rows in kinds:
        ledger.note(off & rows, margin=Margin.OWNED, why=why, used=published / ones, published=published)


def _of_corporation(figures: Figures, rented: Values, *, assumptions: Assumptions, ledger: Ledger) -> Values:
    """Return the share of rented homes that a corporation owns.

    Where only the share of rent is known, corporations own more of it where more residents live on bijstand; the level
    is that of the rest of the city, or of the country.
    """
    found = figures.make(_of_corporation_in)
    values, there = found.values.copy(), rented > 0
    ledger.note(found.other_year(figures.year) & there, margin=Margin.CORPORATION, why=Why.EARLIER, used=values)
    above = figures.higher(_of_corporation_in).values
    fill = np.isnan(values) & ~np.isnan(above)
    values[fill] = above[fill]
    ledger.note(fill & there, margin=Margin.CORPORATION, why=Why.ABOVE, used=values)
    rest = np.isnan(values)
    if rest.any():
        usual = mean_of(values, rented)
        target = assumptions.rented_from_corporation.central if np.isnan(usual) else usual
        slope = assumptions.corporation_per_benefit.central
        benefits = figures.make(benefit_share).values
        values[rest] = _leaning(benefits[rest], rented[rest], target=target, slope=slope)
        told = rest & there & ~np.isnan(benefits)
        ledger.note(told, margin=Margin.CORPORATION, why=Why.RELATED, used=values)
        why = Why.ASSUMED if np.isnan(usual) else Why.CITY
        ledger.note(rest & there & ~told, margin=Margin.CORPORATION, why=why, used=values)
        if np.isnan(usual):
            for one in (assumptions.rented_from_corporation, assumptions.corporation_per_benefit):
                ledger.assume(one)
    return values


def benefit_share(column: Column) -> Values:
    """Return residents on bijstand per 100 residents of 15 to 65, published or made of counts of one year."""
    adults = column("inwoners_15_25") + column("inwoners_25_45") + column("inwoners_45_65")
    made = 100.0 * column("bijstand") / np.where(adults >= 50, adults, np.nan)  # as the catalogue: at least 50
    return np.where(np.isnan(column("aandeel_bijstand")), made, column("aandeel_bijstand"))


def _leaning(benefits: Values, weights: Values, *, target: float, slope: float) -> Values:
    """Return shares whose weighted mean is `target` and whose log odds rise by `slope` per unit of `benefits`."""
    usual = mean_of(benefits, np.maximum(weights, 1e-9))
    lean = slope * np.where(np.isnan(benefits), 0.0, benefits - (0.0 if np.isnan(usual) else usual))
    level = float(logit(target))
    if weights.sum() > 0 and 0.0 < target < 1.0:
        reach = float(np.abs(lean).max()) + 1.0

        def short(at: float) -> float:
            return float(np.average(expit(at + lean), weights=weights)) - target

        level = float(brentq(short, level - reach, level + reach))
    return np.asarray(expit(level + lean), dtype=np.float64)


def _cheap(
    figures: Figures, corporation: Cells, *, cheap: Mapping[str, float], assumptions: Assumptions, ledger: Ledger
) -> Values:
    """Return the share of homes of corporations with a rent up to the aftoppingsgrens."""
    assumed = assumptions.cheap
    for code, value in cheap.items():
        if not 0.0 <= value <= 1.0:
            raise ShareRangeError("cheap", value=value, area=code)
    own = np.array([cheap.get(code, np.nan) for code in figures.table.areas.codes])
    known = mean_of(own, corporation.astype(np.float64))
    values = np.where(np.isnan(own), assumed.central if np.isnan(known) else known, own)
    lacking = np.isnan(own) & (corporation > 0)
    ledger.note(lacking, margin=Margin.CHEAP, why=Why.ASSUMED if np.isnan(known) else Why.CITY, used=values)
    if lacking.any() and np.isnan(known):
        ledger.assume(assumed)
    return values


def _known_stock(figures: Figures, stock: Cells, *, own: Own) -> Cells:
    """Return the cheap and dear homes that an organisation has; shape (areas, 2)."""
    known = np.zeros((len(stock), 2), dtype=np.int64)
    codes = figures.table.areas.codes
    for code, counts in own.stock.items():
        if code not in codes:
            raise StockAreaError(code, codes=codes, names=figures.table.areas.names)
        row = codes.index(code)
        known[row] = counts
        if known[row].sum() > stock[row]:
            name = f"{code} ({figures.table.areas.names[row]})"
            raise StockSizeError(name, own=int(known[row].sum()), homes=int(stock[row]))
    return known


def _with_known(by_owner: Cells, known: Cells) -> Cells:
    """Return homes by owner with at least as many of corporations as one of them has; others then have fewer."""
    more = np.maximum(known - by_owner[:, 1], 0)
    others = by_owner[:, [0, 2]] - largest_remainder(more, by_owner[:, [0, 2]].astype(np.float64))
    return np.stack([others[:, 0], by_owner[:, 1] + more, others[:, 1]], axis=1)


def _say_stock(figures: Figures, known: Cells, corporation: Cells, *, own: Own, ledger: Ledger) -> None:
    rows = np.isin(np.array(figures.table.areas.codes), list(own.stock))
    share = corporation[:, 0] / np.maximum(corporation.sum(axis=1), 1)
    ledger.note(rows, margin=Margin.CHEAP, why=Why.OWN, used=share)
    cheap, dear = (int(number) for number in known.sum(axis=0))
    ledger.say(
        f"Eigen opgave van de organisatie: {cheap} goedkope en {dear} duurdere corporatiewoningen in {int(rows.sum())} "
        "gebieden.",
        f"Told by the organisation itself: {cheap} cheap and {dear} dearer homes of corporations in {int(rows.sum())} "
        "areas.",
    )


def _housed(figures: Figures, total: Cells, dwellings: Cells, *, assumptions: Assumptions, ledger: Ledger) -> Homes:
    """Return where the households live: in homes, then without one up to the shortage, the others in rooms."""
    stock = dwellings.sum(axis=1)
    offered = np.floor((1.0 - assumptions.moving_room.central) * stock + 1e-9).astype(np.int64)
    excess = np.maximum(total - offered, 0)
    without = np.minimum(excess, np.round(assumptions.shortage.central * stock).astype(np.int64))
    rooms = excess - without
    in_homes = largest_remainder(total - excess, dwellings.astype(np.float64))
    places = np.zeros((len(total), _PLACES), dtype=np.int64)
    places[:, :SEGMENTS] = in_homes
    places[:, Segment.PRIVATE] += rooms
    places[:, WITHOUT] = without
    with_rooms = dwellings.copy()
    with_rooms[:, Segment.PRIVATE] += rooms
    ledger.note(without > 0, margin=Margin.WAITING, why=Why.NO_ROOM, used=without)
    ledger.note(rooms > 0, margin=Margin.ROOMS, why=Why.NO_ROOM, used=rooms)
    empty = figures.find("leegstand").values / 100.0
    used = 1.0 - in_homes.sum(axis=1) / np.maximum(stock, 1)
    differs = (np.abs(empty - used) > _POINTS) & (stock > 0)
    ledger.note(differs, margin=Margin.EMPTY, why=Why.CONTRADICTION, used=used, published=empty)
    if excess.any():
        for one in (assumptions.shortage, assumptions.moving_room):
            ledger.assume(one)
    return Homes(dwellings=with_rooms, rooms=rooms, places=places)
