"""The people of the demo city: who live in each buurt, how they fare, and how that changes over twelve years.

Two hidden quantities drive all else: the *burden*, the share of residents with low self-reliance, and
the Leefbaarometer dimensions. They move together as in real cities, but not always: a story of the
plan can let the burden rise where the buurt bears it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.demo.plan import FIRST_YEAR, LAST_YEAR, Kind, Story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

YEARS = np.arange(FIRST_YEAR, LAST_YEAR + 1)
DIMENSIONS = ("fys", "onv", "soc", "vrz", "won")

# How the country did, 2013-2024, relative to 2013: invented, with the ups and downs of those years.
_BURDEN_CYCLE = np.array([1.0, 1.02, 1.03, 1.04, 1.03, 1.01, 0.99, 1.0, 1.0, 0.98, 0.99, 1.0])
_INCOME_INDEX = np.array([1.0, 1.02, 1.03, 1.05, 1.07, 1.1, 1.14, 1.18, 1.23, 1.29, 1.37, 1.44])
_VALUE_INDEX = np.array([1.0, 0.96, 0.97, 0.99, 1.04, 1.12, 1.21, 1.3, 1.4, 1.58, 1.8, 1.79])
_CRIME_INDEX = np.array([1.0, 0.95, 0.9, 0.86, 0.8, 0.77, 0.77, 0.76, 0.7, 0.74, 0.73, 0.74])
_LEVEL = np.array([4.075, 4.08, 4.084, 4.088, 4.09, 4.092, 4.092, 4.09, 4.08, 4.069, 4.057, 4.046])


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The truth behind the figures, before anyone counts, rounds or withholds.

    Attributes:
        counts: whole numbers of people, households, dwellings or events; shape (buurten, years) each.
        shares: shares (0-100), means and scores; shape (buurten, years) each.
        level: national level of the Leefbaarometer; shape (years,).
    """

    counts: dict[str, Grid]
    shares: dict[str, Grid]
    level: Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """The buurten at the start; shape (buurten,) or (buurten, ages) each."""

    residents: Grid
    ages: Grid
    wijk_of: NDArray[np.intp]
    story: Grid
    usual: dict[str, Grid]


def populate(
    kinds: Sequence[Kind],
    *,
    wijk_of: Sequence[int],
    stories: Sequence[Story],
    residents: Sequence[int | None],
    rng: np.random.Generator,
) -> People:
    """Return twelve years of people in buurten of these kinds.

    Args:
        kinds: one a buurt.
        wijk_of: the number of its wijk, below the number of buurten; one a buurt.
        stories: one a buurt; an empty story drifts by chance.
        residents: of buurten that are larger or smaller than their kind, else None.
        rng: the only source of chance.
    """
    start = _start(kinds, wijk_of=wijk_of, stories=stories, residents=residents, rng=rng)
    burden = _burden(start, rng)
    counts = _households(start, rng)
    counts |= _benefits(counts, burden, rng)
    scores = _scores(start, burden, rng)
    shares = _homes(start, rng) | _incomes(start, burden, rng) | _health(burden, scores, counts, rng)
    counts |= _care(counts, burden, rng) | _schooling(start, counts, burden, rng)
    counts |= _events(start, counts, scores["onv"], rng)
    return People(counts=counts, shares=shares | scores, level=_LEVEL)


def _start(
    kinds: Sequence[Kind],
    *,
    wijk_of: Sequence[int],
    stories: Sequence[Story],
    residents: Sequence[int | None],
    rng: np.random.Generator,
) -> _Start:
    number = len(kinds)
    names = ("household", "houses", "corporation", "owned", "before_2000", "woz", "burden", "income")
    usual = {name: np.array([getattr(kind, name) for kind in kinds]) for name in (*names, *DIMENSIONS, "crimes")}
    usual |= {name: np.array([getattr(kind, name) for kind in kinds]) for name in ("low_education", "high_education")}
    # One hidden quality makes a buurt better or worse than its kind in everything at once.
    quality = rng.normal(0.0, 1.0, number)
    for name, weight in (("burden", -0.20), ("woz", 0.09), ("income", 0.07), ("corporation", -0.14), ("crimes", -0.16)):
        usual[name] = usual[name] * np.exp(weight * quality + rng.normal(0.0, 0.06, number))
    for name in DIMENSIONS:
        usual[name] = usual[name] + 0.016 * quality * (name != "vrz") + rng.normal(0.0, 0.012, number)
    usual["corporation"] = np.clip(usual["corporation"], 0.0, 0.94)
    usual["owned"] = np.clip(usual["owned"] + 0.02 * quality, 0.03, 0.97 - usual["corporation"])
    sizes = np.array([kind.residents for kind in kinds]) * np.exp(rng.normal(0.0, 0.22, number))
    fixed = np.array([np.nan if one is None else one for one in residents])
    ages = np.array([kind.ages for kind in kinds]) * np.exp(rng.normal(0.0, 0.08, (number, 5)))
    return _Start(
        residents=np.where(np.isnan(fixed), sizes, fixed),
        ages=ages / ages.sum(axis=1, keepdims=True),
        wijk_of=np.asarray(wijk_of, dtype=np.intp),
        story=np.array([[s.burden, s.onv, s.soc, s.corporation] for s in stories]),
        usual=usual,
    )


def _ramp() -> Grid:
    """Return how much of a story has been told in each year: none in 2014, all in 2024."""
    return np.asarray(np.clip((YEARS - 2014) / 10.0, 0.0, 1.0), dtype=np.float64)


def _walk(rng: np.random.Generator, number: int, *, step: float) -> Grid:
    """Return a random walk per buurt, shape (buurten, years), that starts at nought."""
    steps = rng.normal(0.0, step, (number, len(YEARS)))
    steps[:, 0] = 0.0
    return np.asarray(np.cumsum(steps, axis=1), dtype=np.float64)


def _burden(start: _Start, rng: np.random.Generator) -> Grid:
    number = len(start.residents)
    drift = np.where(start.story[:, 0] == 0, rng.normal(0.0, 0.05, number) * start.usual["burden"], start.story[:, 0])
    level = start.usual["burden"][:, None] * _BURDEN_CYCLE + drift[:, None] * _ramp()
    return np.asarray(np.clip(level * np.exp(_walk(rng, number, step=0.018)), 0.004, 0.6), dtype=np.float64)


def _households(start: _Start, rng: np.random.Generator) -> dict[str, Grid]:
    number = len(start.residents)
    growth = rng.normal(0.006, 0.007, number)[:, None] * (YEARS - FIRST_YEAR)
    residents = np.round(start.residents[:, None] * np.exp(growth + _walk(rng, number, step=0.006)))
    older = np.array([-0.004, -0.003, 0.0, 0.001, 0.006]) * (YEARS - FIRST_YEAR)[:, None]
    ages = np.clip(start.ages[:, None, :] + older[None], 0.01, None)
    ages = ages / ages.sum(axis=2, keepdims=True)
    bounds = np.round(np.cumsum(ages, axis=2) * residents[:, :, None])
    by_age = np.diff(bounds, axis=2, prepend=0.0)
    households = np.round(residents / start.usual["household"][:, None])
    single = np.clip(1.06 - 0.33 * start.usual["household"] + rng.normal(0, 0.02, number), 0.08, 0.85)
    with_children = np.clip(2.1 * start.ages[:, 0] + rng.normal(0, 0.02, number), 0.03, 0.7)
    alone = np.round(households * single[:, None])
    young = np.minimum(np.round(households * with_children[:, None]), households - alone)
    codes = ("inwoners_0_15", "inwoners_15_25", "inwoners_25_45", "inwoners_45_65", "inwoners_65_plus")
    women = np.round(residents * 0.505)
    return {
        "inwoners": residents,
        "mannen": residents - women,
        "vrouwen": women,
        **{code: by_age[:, :, place] for place, code in enumerate(codes)},
        "huishoudens": households,
        "eenpersoonshuishoudens": alone,
        "huishoudens_met_kinderen": young,
        "huishoudens_zonder_kinderen": households - alone - young,
        "woningen": np.round(households * 1.025),
    }


def _benefits(counts: dict[str, Grid], burden: Grid, rng: np.random.Generator) -> dict[str, Grid]:
    working = counts["inwoners_15_25"] + counts["inwoners_25_45"] + counts["inwoners_45_65"]
    split = np.clip(0.52 + 0.9 * (burden - 0.1), 0.35, 0.68)
    # Who has a benefit one year mostly has it the next: the count follows the burden closely, not by lot.
    wobble = np.exp(rng.normal(0.0, 0.02, (2, *burden.shape)))
    return {
        "bijstand": np.round(working * burden * split * wobble[0]),
        "arbeidsongeschikt": np.round(working * burden * (1 - split) * wobble[1]),
        "ww": np.round(working * (0.012 + 0.08 * burden) * _BURDEN_CYCLE**4 * wobble[0]),
        "aow": np.round(counts["inwoners_65_plus"] * 0.96),
    }


def _scores(start: _Start, burden: Grid, rng: np.random.Generator) -> dict[str, Grid]:
    """Return the Leefbaarometer dimensions in every year; the waves are picked when they are published.

    A wave carries noise of its own, partly shared by a whole wijk, so that part of a change reverses in
    the next one, as in the real series (changes of `onv` per wijk 2014-18 and 2018-20 correlate -0.25).
    """
    number = len(start.residents)
    rise = burden - burden[:, :1] * _BURDEN_CYCLE
    told = start.story[:, 0] != 0
    scores: dict[str, Grid] = {}
    for name in DIMENSIONS:
        change = np.zeros((number, len(YEARS)))
        if name in {"onv", "soc"}:
            column = 1 if name == "onv" else 2
            # Where no story is told, nuisance grows a little with the burden.
            change = np.where(told[:, None], start.story[:, column : column + 1] * _ramp(), -0.5 * rise)
        shared = rng.normal(0.0, 0.004, len(YEARS))
        noise = rng.normal(0.0, 0.0095, (number, len(YEARS)))
        noise += rng.normal(0.0, 0.0095, (number, len(YEARS)))[start.wijk_of]
        walk = _walk(rng, number, step=0.005)
        scores[name] = start.usual[name][:, None] + change + walk + shared + noise
    return scores


def _homes(start: _Start, rng: np.random.Generator) -> dict[str, Grid]:
    number = len(start.residents)
    corporation = np.clip(start.usual["corporation"][:, None] + start.story[:, 3:] * _ramp(), 0.0, 0.96)
    freed = start.usual["corporation"][:, None] - corporation
    owned = np.clip(start.usual["owned"][:, None] + 0.8 * freed, 0.0, 1.0 - corporation)
    houses = np.repeat(start.usual["houses"][:, None], len(YEARS), axis=1)
    old = np.clip(start.usual["before_2000"][:, None] - 0.9 * np.clip(freed, 0.0, None), 0.0, 1.0)
    value = start.usual["woz"][:, None] * _VALUE_INDEX * np.exp(_walk(rng, number, step=0.01))
    empty = np.clip(0.035 + rng.normal(0, 0.012, number), 0.005, 0.15)[:, None] + np.zeros(len(YEARS))
    return {
        "corporatiewoningen": 100 * corporation,
        "koopwoningen": 100 * owned,
        "huurwoningen": 100 * (1 - owned),
        "overige_verhuurders": 100 * np.clip(1 - owned - corporation, 0.0, 1.0),
        "eengezinswoningen": 100 * houses,
        "meergezinswoningen": 100 * (1 - houses),
        "woningen_voor_2000": 100 * old,
        "woningen_vanaf_2000": 100 * (1 - old),
        "woz_waarde": value,
        "leegstand": 100 * empty,
    }


def _incomes(start: _Start, burden: Grid, rng: np.random.Generator) -> dict[str, Grid]:
    number = len(start.residents)
    income = start.usual["income"][:, None] * _INCOME_INDEX * np.exp(_walk(rng, number, step=0.006))
    relative = income / _INCOME_INDEX
    minimum = np.clip(0.72 * burden + rng.normal(0, 0.004, burden.shape), 0.005, 0.5)
    return {
        "gestandaardiseerd_inkomen": income,
        "inkomen_per_inwoner": income * np.clip(1.02 - 0.9 * start.ages[:, :1], 0.7, 1.0),
        "lage_inkomens": np.clip(100 * (1.28 - 0.038 * relative) + rng.normal(0, 0.6, relative.shape), 5.0, 92.0),
        "hoge_inkomens": np.clip(3.2 * (relative - 17.5), 1.5, 75.0),
        "laag_inkomen": 100 * np.clip(0.95 * minimum + 0.01, 0.006, 0.5),
        "sociaal_minimum": 100 * minimum,
        "armoede": 100 * np.clip(0.45 * minimum + 0.008, 0.004, 0.4),
        "vermogen": np.clip(6.5 * (relative - 19.5) * _VALUE_INDEX + rng.normal(0, 3, relative.shape), -4.0, None),
        "arbeidsparticipatie": 100 * np.clip(0.76 - 0.95 * burden + rng.normal(0, 0.006, burden.shape), 0.3, 0.85),
    }


def _schooling(start: _Start, counts: dict[str, Grid], burden: Grid, rng: np.random.Generator) -> dict[str, Grid]:
    adults = 0.9 * (counts["inwoners"] - counts["inwoners_0_15"])
    shift = -0.006 * (YEARS - FIRST_YEAR)
    low = np.clip(start.usual["low_education"][:, None] + shift + 0.4 * (burden - burden[:, :1]), 0.04, 0.7)
    high = np.clip(start.usual["high_education"][:, None] - shift, 0.05, 0.8)
    high = np.minimum(high * np.exp(rng.normal(0, 0.01, high.shape)), 0.95 - low)
    return {
        "opleiding_laag": np.round(adults * low),
        "opleiding_hoog": np.round(adults * high),
        "opleiding_midden": np.round(adults * (1 - low - high)),
    }


def _care(counts: dict[str, Grid], burden: Grid, rng: np.random.Generator) -> dict[str, Grid]:
    young = counts["inwoners_0_15"] + 0.8 * counts["inwoners_15_25"]
    adults = counts["inwoners"] - counts["inwoners_0_15"]
    older = counts["inwoners_65_plus"]
    return {
        "jeugdzorg": rng.poisson(young * (0.055 + 0.35 * burden)).astype(np.float64),
        "wmo": rng.poisson(adults * 0.16 * burden + older * (0.07 + 0.5 * burden)).astype(np.float64),
    }


def _health(
    burden: Grid, scores: dict[str, Grid], counts: dict[str, Grid], rng: np.random.Generator
) -> dict[str, Grid]:
    """Return shares as a model would estimate them: smooth, and made of the same things as the rest."""
    old = counts["inwoners_65_plus"] / np.maximum(counts["inwoners"] - counts["inwoners_0_15"], 1.0)
    bond = scores["soc"]
    pieces = {
        "gezondheid_goed": (0.86, -0.62, -0.28, 0.10),
        "langdurige_aandoening": (0.23, 0.32, 0.36, -0.05),
        "beperkt_gezondheid": (0.20, 0.38, 0.34, -0.05),
        "angst_depressie": (0.025, 0.38, -0.04, -0.12),
        "stress": (0.15, 0.42, -0.14, -0.12),
        "regie_eigen_leven": (0.95, -0.40, -0.08, 0.10),
        "moeite_met_rondkomen": (0.05, 0.95, -0.04, -0.10),
        "eenzaam": (0.38, 0.50, 0.10, -0.42),
        "ernstig_eenzaam": (0.065, 0.34, 0.03, -0.18),
        "mist_emotionele_steun": (0.065, 0.30, 0.02, -0.16),
        "mantelzorg": (0.135, -0.02, 0.05, 0.08),
        "vrijwilligerswerk": (0.265, -0.42, 0.05, 0.32),
    }
    found: dict[str, Grid] = {}
    for code, (base, by_burden, by_old, by_bond) in pieces.items():
        wave = rng.normal(0.0, 0.008, len(YEARS))
        noise = rng.normal(0.0, 0.005, burden.shape)
        found[code] = 100 * np.clip(
            base + by_burden * burden + by_old * old + by_bond * bond + wave + noise, 0.01, 0.99
        )
    return found


def _events(start: _Start, counts: dict[str, Grid], safety: Grid, rng: np.random.Generator) -> dict[str, Grid]:
    """Return what the police count: chance events, and years that are busier than others."""
    passers_by = np.where(start.residents < 200, 120.0, 0.0)[:, None]
    rate = start.usual["crimes"][:, None] / 1000.0 * _CRIME_INDEX * np.exp(-4.5 * (safety - safety[:, :1]))
    expected = rate * (counts["inwoners"] + passers_by)
    busy = rng.gamma(45.0, 1.0 / 45.0, (2, *expected.shape))
    total = rng.poisson(expected * busy[0])
    found = {"misdrijven": total, "overlast": rng.poisson(1.25 * expected * busy[1] / _CRIME_INDEX**0.5)}
    for code, share in (("vernieling", 0.11), ("mishandeling", 0.062), ("bedreiging", 0.031), ("woninginbraak", 0.058)):
        found[code] = rng.binomial(total, share)
    return {code: events.astype(np.float64) for code, events in found.items()}
