"""How the truth of the demo city becomes published figures: counted, rounded, withheld, late.

The rules are those of CBS, RIVM, politie and Leefbaarometer as far as they are public
(Toelichting Kerncijfers wijken en buurten), so that every reason for a missing figure occurs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.demo.people import DIMENSIONS, YEARS
from veerkracht.demo.plan import BOUNDARY_CHANGE_YEAR
from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.demo.people import People
    from veerkracht.facts.areas import Areas

    Grid = NDArray[np.float64]

_WAVES = tuple(range(2014, 2025, 2))
_HEALTH_WAVES = (2016, 2020, 2022, 2024)
# Where a class of the Leefbaarometer ends, in points of its score; bracketed from the published scores and
# classes of the 12,147 buurten of 2024 (largest score of a class, smallest of the next one).
_CLASS_ENDS = np.array([-0.428, -0.354, -0.282, -0.164, -0.103, 0.010, 0.090, 0.168])
_DIMENSION_CLASS_ENDS = np.array([-0.235, -0.157, -0.078, -0.039, 0.039, 0.078, 0.157, 0.236])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """How one indicator is published.

    Attributes:
        years: in which it is published; all if empty.
        weight: the count that a mean over buurten is weighted with; empty for a count, which is added up.
        minimum: below this many of `weight` it is withheld.
        digits: decimals; counts are rounded at random to five where `fives`.
        secret: counts up to and including this are withheld.
        late: withheld in the last year, as not yet published.
        modelled: True if a model makes it.
        kwb: True if it is counted on the boundaries of its own year.
    """

    years: tuple[int, ...] = ()
    weight: str = ""
    minimum: int = 0
    digits: int = 0
    fives: bool = False
    secret: int = -1
    late: bool = False
    modelled: bool = False
    kwb: bool = True


def _span(first: int, last: int = int(YEARS[-1])) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


_COUNT = _Rule(fives=True)
_HOMES = _Rule(weight="woningen", minimum=20)
_INCOME = _Rule(weight="huishoudens", minimum=100, digits=1)
_HEALTH = _Rule(years=_HEALTH_WAVES, weight="inwoners", minimum=75, digits=1, modelled=True, kwb=False)
_EVENTS = _Rule(kwb=False)
_SCORE = _Rule(years=_WAVES, weight="woningen", minimum=30, digits=6, modelled=True, kwb=False)

_RULES: dict[str, _Rule] = {
    **dict.fromkeys((
        "inwoners", "mannen", "vrouwen", "inwoners_0_15", "inwoners_15_25", "inwoners_25_45", "inwoners_45_65",
        "inwoners_65_plus", "huishoudens", "eenpersoonshuishoudens", "huishoudens_met_kinderen",
        "huishoudens_zonder_kinderen", "bijstand", "arbeidsongeschikt", "ww", "aow",
    ), _COUNT),
    "woningen": _Rule(),
    **dict.fromkeys((
        "koopwoningen", "huurwoningen", "corporatiewoningen", "overige_verhuurders", "eengezinswoningen",
        "meergezinswoningen", "leegstand", "woz_waarde",
    ), _HOMES),
    **dict.fromkeys(
        ("woningen_voor_2000", "woningen_vanaf_2000"), _Rule(weight="woningen", minimum=20, years=_span(2013, 2023))
    ),
    **dict.fromkeys(("inkomen_per_inwoner", "lage_inkomens", "hoge_inkomens"), _INCOME),
    "gestandaardiseerd_inkomen": _Rule(years=_span(2018), weight="huishoudens", minimum=100, digits=1),
    "vermogen": _Rule(years=_span(2018), weight="huishoudens", minimum=100, digits=1, late=True),
    **dict.fromkeys(
        ("laag_inkomen", "sociaal_minimum"), _Rule(years=_span(2013, 2023), weight="huishoudens", minimum=100, digits=1)
    ),
    "armoede": _Rule(years=(2024,), weight="inwoners", minimum=100, digits=1),
    "arbeidsparticipatie": _Rule(years=_span(2018), weight="inwoners", minimum=150),
    **dict.fromkeys(("opleiding_laag", "opleiding_midden", "opleiding_hoog"), _Rule(years=_span(2019), fives=True)),
    **dict.fromkeys(("jeugdzorg", "wmo"), _Rule(years=_span(2018), fives=True, secret=7)),
    **dict.fromkeys(("misdrijven", "woninginbraak", "bedreiging", "mishandeling", "vernieling", "overlast"), _EVENTS),
    **dict.fromkeys((
        "gezondheid_goed", "langdurige_aandoening", "angst_depressie", "moeite_met_rondkomen", "eenzaam",
        "ernstig_eenzaam", "mantelzorg", "vrijwilligerswerk",
    ), _HEALTH),
    **dict.fromkeys(
        ("beperkt_gezondheid", "stress", "mist_emotionele_steun"),
        _Rule(years=(2020, 2022, 2024), weight="inwoners", minimum=75, digits=1, modelled=True, kwb=False),
    ),
    "regie_eigen_leven": _Rule(
        years=(2016, 2020), weight="inwoners", minimum=75, digits=1, modelled=True, kwb=False
    ),
    **dict.fromkeys(DIMENSIONS, _SCORE),
}  # fmt: skip


def publish(
    people: People, *, areas: Areas, members: Grid, redrawn: NDArray[np.bool_], rng: np.random.Generator
) -> dict[tuple[str, Period], Column]:
    """Return the published columns of these areas.

    Args:
        people: the truth per buurt.
        areas: the areas to publish for, of any level.
        members: shape (areas, buurten), 1 where a buurt lies in an area.
        redrawn: shape (areas,), whether the border changed in the year of the boundary change.
        rng: for rounding at random.
    """
    columns: dict[tuple[str, Period], Column] = {}
    grids: dict[str, tuple[Grid, NDArray[np.uint8]]] = {}
    for code, rule in _RULES.items():
        values, size = _together(people, code, rule, members)
        grids[code] = _withheld(values, size, rule=rule, redrawn=redrawn)
        known = np.where(grids[code][1] == Reason.PRESENT, grids[code][0], np.nan)
        grids[code] = (_rounded(known, rule, level=areas.level, rng=rng), grids[code][1])
    grids |= _leefbaarometer(grids, people.level)
    for code, (values, reasons) in grids.items():
        rule = _RULES.get(code, _SCORE)
        for place, year in enumerate(YEARS):
            if not rule.years or int(year) in rule.years:
                columns[code, Period(int(year))] = Column(
                    values=values[:, place], reasons=reasons[:, place], provenance=(_provenance(code, rule, int(year)),)
                )
    return columns | _boundary_flag(redrawn)


def _together(people: People, code: str, rule: _Rule, members: Grid) -> tuple[Grid, Grid]:
    """Return the figure of each area, and how many people or homes it is about."""
    if not rule.weight:
        values = members @ people.counts[code]
        return values, values
    weights = people.counts[rule.weight]
    size = members @ weights
    with np.errstate(invalid="ignore"):
        return (members @ (people.shares[code] * weights)) / np.where(size > 0, size, np.nan), size


def _withheld(values: Grid, size: Grid, *, rule: _Rule, redrawn: NDArray[np.bool_]) -> tuple[Grid, NDArray[np.uint8]]:
    reasons = np.full(values.shape, Reason.PRESENT, dtype=np.uint8)
    too_few = np.isnan(values) | (size < rule.minimum)
    # The Leefbaarometer leaves places with hardly a home out; others withhold.
    outside = rule.digits == 6
    reasons[too_few] = Reason.OUTSIDE if outside else Reason.SUPPRESSED
    reasons[(values >= 0) & (values <= rule.secret)] = Reason.SUPPRESSED
    if rule.late:
        reasons[:, -1] = Reason.NOT_YET_PUBLISHED
    if rule.kwb:
        before = BOUNDARY_CHANGE_YEAR > YEARS
        reasons[np.ix_(redrawn, before)] = Reason.NOT_COMPARABLE
    return np.where(reasons == Reason.PRESENT, values, np.nan), reasons


def _rounded(values: Grid, rule: _Rule, *, level: Level, rng: np.random.Generator) -> Grid:
    chance = rng.random(values.shape)
    if not rule.fives:
        return np.round(values, rule.digits)
    if level is Level.GEMEENTE:
        return np.round(values)
    return 5.0 * np.floor(values / 5.0 + chance)


def _leefbaarometer(
    grids: dict[str, tuple[Grid, NDArray[np.uint8]]], level: Grid
) -> dict[str, tuple[Grid, NDArray[np.uint8]]]:
    """Return the total and the classes: afw is the sum of the dimensions, lbm the national level more."""
    reasons = grids["onv"][1]
    difference = np.sum([grids[name][0] for name in DIMENSIONS], axis=0)
    made = {"lbm_afwijking": (difference, reasons), "lbm": (level + difference, reasons)}
    made["lbm_klasse"] = (_classes(difference, _CLASS_ENDS), reasons)
    for name in DIMENSIONS:
        made[f"{name}_klasse"] = (_classes(grids[name][0], _DIMENSION_CLASS_ENDS), reasons)
    return made


def _classes(scores: Grid, ends: Grid) -> Grid:
    return np.where(np.isnan(scores), np.nan, np.searchsorted(ends, scores, side="right") + 1.0)


def _boundary_flag(redrawn: NDArray[np.bool_]) -> dict[tuple[str, Period], Column]:
    """Return CBS's flag of changed borders: 1 for the same, 3 for a changed border."""
    flags = {}
    for year in YEARS:
        values = np.where(redrawn & (year == BOUNDARY_CHANGE_YEAR), 3.0, 1.0)
        source = _provenance("indelingswijziging", _COUNT, int(year))
        flags["indelingswijziging", Period(int(year))] = Column.of(values, provenance=(source,))
    return flags


def _provenance(code: str, rule: _Rule, year: int) -> Provenance:
    return Provenance(
        publisher="fictief",
        table="demostad Vloedstede",
        column=code,
        licence="EUPL-1.2",
        boundary_year=int(YEARS[-1]),
        modelled=rule.modelled,
        provisional=code == "armoede" and year == int(YEARS[-1]),
        fictitious=True,
        note="Verzonnen cijfers van een stad die niet bestaat.",
    )


def table_of(areas: Areas, columns: dict[tuple[str, Period], Column]) -> AreaTable:
    """Return the table; a year in which an indicator is not published says so."""
    table = AreaTable.of(areas, columns)
    reasons = table.reasons.copy()
    reasons[reasons == Reason.NOT_LOADED] = Reason.NOT_MEASURED
    return AreaTable(
        areas=areas,
        periods=table.periods,
        indicators=table.indicators,
        values=table.values,
        reasons=reasons,
        provenance=table.provenance,
    )
