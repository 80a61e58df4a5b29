"""From published margins to a city: figures in, whole households in homes out, with an account of every adjustment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.synthesis import NoHouseholdsKnownError
from veerkracht.facts.areas import gemeente_code
from veerkracht.stad.city import City
from veerkracht.stad.households import SEGMENTS, TYPES
from veerkracht.stad.synthesis import homes as of_homes
from veerkracht.stad.synthesis import people, places
from veerkracht.stad.synthesis.account import Account, Ledger, Margin, Why
from veerkracht.stad.synthesis.assumptions import SEED, STANDARD, Assumptions
from veerkracht.stad.synthesis.figures import Figures, mean_of, start_year
from veerkracht.stad.synthesis.fitting import fit_counts
from veerkracht.stad.synthesis.institutions import mix_of
from veerkracht.stad.synthesis.reliance import (
    COUNTRY_BENEFITS,
    STANDARD_RELIANCE,
    RelianceAssumptions,
    Signals,
    central_coefficients,
    chances,
    draw_reliance,
    expected_reliance,
)
from veerkracht.stad.synthesis.rounding import largest_remainder

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.tables import AreaTable
    from veerkracht.stad.synthesis.homes import Homes

    Values = NDArray[np.float64]
    Cells = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be chosen in a synthesis.

    Attributes:
        year: of the start; None for the latest year in which most areas have households.
        cheap: share (0-1) of homes of corporations with a rent up to the aftoppingsgrens, by code of an area.
        stock: cheap and dear homes of corporations that an organisation has, by code of an area; others may have more.
        institutions: households in institutions that will need a home; unknown to all open sources.
        housed_yearly: of those, how many get a home in a year without change.
        flows: where they come from, as `institutions.mix_of` reads it.
        waiting: households without a home of their own who look for one, at least, as a share of the homes of the city.
            Where the figures hold fewer, the others live in with somebody: no register counts them as households.
        assumptions: for what is not published.
        reliance: ranges of the coefficients of self-reliance.
    """

    year: int | None = None
    cheap: Mapping[str, float] = field(default_factory=dict)
    stock: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    institutions: int = 0
    housed_yearly: float = 0.0
    flows: Mapping[str, float] = field(default_factory=dict)
    waiting: float = 0.0
    assumptions: Assumptions = STANDARD
    reliance: RelianceAssumptions = STANDARD_RELIANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The whole margins that the households meet exactly.

    Attributes:
        stages: shape (areas, stages).
        incomes: shape (areas, quintiles).
        places: by segment, and without a home of their own; shape (areas, segments + 1).
        rooms: of the homes of private landlords, rooms and shared homes; shape (areas,).
    """

    stages: Cells
    incomes: Cells
    places: Cells
    rooms: Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesis:
    """A city out of published margins.

    Attributes:
        city: with the expected self-reliance, whole and without chance.
        account: what was adjusted, and the assumptions behind it.
        margins: that the households meet.
        counts: households by stage, income and place, whatever their reliance; shape (areas, stages, incomes, places).
        living_in: households that live in with another and look for a home, in no margin; shape as `counts`.
        signals: of the areas, for self-reliance.
        reliance: ranges of its coefficients.
    """

    city: City
    account: Account
    margins: Margins
    counts: Cells
    living_in: Cells
    signals: Signals
    reliance: RelianceAssumptions

    def draw(self, rng: np.random.Generator) -> City:
        """Return the same city with self-reliance drawn: its coefficients and each household."""
        split = draw_reliance(self.counts + self.living_in, signals=self.signals, rng=rng, assumptions=self.reliance)
        households, waiting = _by_type(split)
        return replace(self.city, households=households, waiting=waiting)


def synthesise(
    table: AreaTable,
    *,
    above: Sequence[AreaTable] = (),
    country: AreaTable | None = None,
    polygons: Boundaries | None = None,
    around: Boundaries | None = None,
    options: Options | None = None,
) -> Synthesis:
    """Return a city whose households meet the published margins of its areas.

    Args:
        table: figures of the areas (buurten), under the codes of the catalogue; what is missing is missing.
        above: figures of the wijken and of the gemeente, for what an area lacks; the nearest level first.
        country: figures of all areas of the country, over which scores are standardised; None for `table`.
        polygons: of the areas; None if unknown.
        around: polygons of gemeenten, of which those that border on the city are its region; None if unknown.
        options: what may be chosen.

    Raises:
        NoHouseholdsKnownError: if no area has households or residents.
        ShareRangeError: if a share of cheap homes is not from 0 to 1.
        StockAreaError, StockSizeError: if own homes stand in no area, or are more than all homes there.
    """
    chosen = Options() if options is None else options
    account = Ledger(number=len(table.areas))
    year = start_year(table) if chosen.year is None else chosen.year
    known, taken = _taken(table, above=above, year=year, ledger=account)
    figures = known if taken.all() else known.take(taken)
    ledger = Ledger(number=len(figures))
    total = people.households(figures, ledger).astype(np.int64)
    homes, margins = _margins(figures, total, chosen=chosen, ledger=ledger)
    counts = fit_counts(SEED, stages=margins.stages, incomes=margins.incomes, places=margins.places)
    scores = places.scores(figures, country=country or table, weights=total.astype(np.float64), ledger=ledger)
    signals = _signals(figures, total, country=country or table, cohesion=scores[1], ledger=ledger)
    living_in = _living_in(counts, homes, share=chosen.waiting, ledger=ledger)
    found = chances(counts + living_in, coefficients=central_coefficients(chosen.reliance), signals=signals)
    split, ground = expected_reliance(counts + living_in, found), _ground(figures, polygons, around, ledger)
    city = _city(figures, split=split, homes=homes, scores=scores, ground=ground, chosen=chosen)
    _say_reliance(chosen, signals, ledger)
    account.take_over(ledger, np.flatnonzero(taken))
    return Synthesis(
        city=city,
        account=account.close(codes=table.areas.codes, names=table.areas.names),
        margins=margins,
        counts=counts,
        living_in=living_in,
        signals=signals,
        reliance=chosen.reliance,
    )


def _margins(figures: Figures, total: Cells, *, chosen: Options, ledger: Ledger) -> tuple[Homes, Margins]:
    """Return the homes, and the whole margins of the households in and without them."""
    own = of_homes.Own(cheap=chosen.cheap, stock=chosen.stock)
    homes = of_homes.homes(figures, total, own=own, assumptions=chosen.assumptions, ledger=ledger)
    return homes, Margins(
        stages=people.stages(figures, total, assumptions=chosen.assumptions, ledger=ledger),
        incomes=people.incomes(figures, total, ledger),
        places=homes.places,
        rooms=homes.rooms,
    )


def _living_in(counts: Cells, homes: Homes, *, share: float, ledger: Ledger) -> Cells:
    """Return who lives in with somebody and looks for a home, so that a share of the homes of the city waits.

    Their stage and income are those that `SEED` gives who has no home; they are spread over areas by households.
    """
    found = np.zeros_like(counts)
    lacking = round(share * int(homes.dwellings.sum())) - int(counts[..., of_homes.WITHOUT].sum())
    if lacking > 0:
        mix = SEED[:, :, of_homes.WITHOUT] * counts.sum(axis=(1, 2, 3))[:, None, None]
        whole = largest_remainder(np.array([lacking]), mix.reshape(1, -1))
        found[..., of_homes.WITHOUT] = whole.reshape(mix.shape)
        ledger.say(
            f"Woningzoekenden: {lacking} huishoudens wonen in bij anderen en staan in geen register. Zo zoekt in de "
            f"hele stad een aantal van {f'{100 * share:.1f}'.replace('.', ',')}% van de woningen naar een eerste eigen "
            "woning (aanname: het woningtekort van Nederland, ABF 2024).",
            f"Looking for a home: {lacking} households live in with others and stand in no register. So a number of "
            f"{100 * share:.1f}% of the homes of the city looks for a first home (assumption: the shortage of the "
            "Netherlands, ABF 2024).",
        )
    return found


def _taken(
    table: AreaTable, *, above: Sequence[AreaTable], year: int, ledger: Ledger
) -> tuple[Figures, NDArray[np.bool_]]:
    """Return the figures, and the areas of which the number of households is known or can be estimated."""
    figures = Figures.of(table, above=above, year=year)
    total = people.households(figures, Ledger(number=len(figures)))
    taken = ~np.isnan(total)
    if not taken.any():
        raise NoHouseholdsKnownError(areas=len(table.areas))
    ledger.note(~taken, margin=Margin.HOUSEHOLDS, why=Why.LEFT_OUT, used=total)
    ledger.say(
        f"Beginjaar {year}. {int(taken.sum())} van {len(taken)} gebieden doen mee.",
        f"Year of the start {year}. {int(taken.sum())} of {len(taken)} areas take part.",
    )
    return figures, taken


def _ground(
    figures: Figures, polygons: Boundaries | None, around: Boundaries | None, ledger: Ledger
) -> tuple[Values, tuple[str, ...], Values]:
    """Return the centres of the areas, and the names and centres of the region."""
    own = frozenset(gemeente_code(code) or "" for code in figures.table.areas.codes)
    where = places.centres(figures, polygons, ledger=ledger)
    return where, *places.region(polygons, around, own=own, ledger=ledger)


def _low_reliance(column: Callable[[str], Values]) -> Values:
    """Return residents on bijstand or a disability benefit per 100 of 15 to 65, published or made of counts."""
    adults = column("inwoners_15_25") + column("inwoners_25_45") + column("inwoners_45_65")
    made = 100.0 * (column("bijstand") + column("arbeidsongeschikt")) / np.where(adults >= 50, adults, np.nan)
    return np.where(np.isnan(column("minder_zelfredzaam")), made, column("minder_zelfredzaam"))


def _youth_care(column: Callable[[str], Values]) -> Values:
    """Return young residents with youth care per 100 below 25, published or made of counts."""
    young = column("inwoners_0_15") + column("inwoners_15_25")
    made = 100.0 * column("jeugdzorg") / np.where(young >= 50, young, np.nan)
    return np.where(np.isnan(column("aandeel_jeugdzorg")), made, column("aandeel_jeugdzorg"))


def _support(column: Callable[[str], Values]) -> Values:
    """Return residents with support of the Wmo per 1,000, published or made of counts."""
    residents = column("inwoners")
    made = 1000.0 * column("wmo") / np.where(residents >= 50, residents, np.nan)
    return np.where(np.isnan(column("wmo_per_1000")), made, column("wmo_per_1000"))


def _signals(figures: Figures, total: Cells, *, country: AreaTable, cohesion: Values, ledger: Ledger) -> Signals:
    """Return what is known of the buurten for self-reliance, in standard deviations over the country."""
    weights = total.astype(np.float64)
    benefits = places.standardised(figures, _low_reliance, country=country)
    care = np.stack([
        places.standardised(figures, _youth_care, country=country),
        places.standardised(figures, _support, country=country),
    ])  # fmt: skip
    there = ~np.isnan(care)
    if not there.any():
        ledger.say("Jeugdzorg en Wmo zijn niet bekend en tellen niet mee.", "Youth care and Wmo are unknown: left out.")
        there, care = np.ones_like(there), np.zeros_like(care)
    both = np.where(there, care, 0.0).sum(axis=0) / np.where(there.any(axis=0), there.sum(axis=0), np.nan)
    published = figures.make(_low_reliance)
    other = published.other_year(figures.year)
    ledger.note(other, margin=Margin.BENEFITS, why=Why.EARLIER, used=published.values / 100.0)
    for values, margin in ((benefits, Margin.BENEFITS), (both, Margin.CARE)):
        places.fill_up(figures, values, margin=margin, weights=weights, ledger=ledger)
    own = mean_of(published.values, weights)
    higher = mean_of(figures.higher(_low_reliance).values, weights)
    level = next((one / 100.0 for one in (own, higher) if not np.isnan(one)), COUNTRY_BENEFITS)
    return Signals(benefits=benefits, care=both, cohesion=cohesion, city_benefits=level)


def _by_type(split: Cells) -> tuple[Cells, Cells]:
    """Return households by type, segment and area, and those without a home by type."""
    areas = split.shape[-1]
    by_type = split.reshape(TYPES, SEGMENTS + 1, areas)
    return np.ascontiguousarray(by_type[:, :SEGMENTS]), by_type[:, of_homes.WITHOUT].sum(axis=1)


def _city(
    figures: Figures,
    *,
    split: Cells,
    homes: Homes,
    scores: Values,
    ground: tuple[Values, tuple[str, ...], Values],
    chosen: Options,
) -> City:
    households, waiting = _by_type(split)
    mix = mix_of(chosen.flows)
    where, names, centres = ground
    return City(
        codes=figures.table.areas.codes,
        names=figures.table.areas.names,
        year=figures.year,
        households=households,
        dwellings=np.ascontiguousarray(homes.dwellings.T),
        nuisance=scores[0],
        cohesion=scores[1],
        quality=scores[2],
        centres=where,
        region=names,
        region_centres=centres,
        waiting=waiting,
        institutions=largest_remainder(np.array([chosen.institutions]), mix[None])[0],
        housed_yearly=chosen.housed_yearly * mix,
    )


def _say_reliance(chosen: Options, signals: Signals, ledger: Ledger) -> None:
    level, dragers = chosen.reliance.level, chosen.reliance.dragers
    benefits = f"{100 * signals.city_benefits:.1f}"
    ledger.say(
        "Zelfredzaamheid is niet gemeten. Een model met aannamen verdeelt de huishoudens. Bijstand of AO heeft "
        f"{benefits.replace('.', ',')}% van de bewoners van 15 tot 65 jaar.",
        "Self-reliance is not measured. A model with assumptions divides the households. Of residents of 15 to 65 "
        f"{benefits}% are on bijstand or a disability benefit.",
    )
    for one in (level, dragers):
        ledger.assume(one)
    if not chosen.institutions:
        ledger.say(
            "Huishoudens in instellingen die een woning nodig hebben: niet bekend, en op 0 gezet.",
            "Households in institutions that need a home: not known, and set to 0.",
        )
