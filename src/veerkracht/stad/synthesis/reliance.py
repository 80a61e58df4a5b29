"""Latent self-reliance: how many households are drager, in between or vrager, which no register holds.

A cumulative logistic model: the log odds of being a vrager, and of not being a drager, are one sum of income, stage,
home and buurt, above two thresholds. Nothing of it is published (the composition of 'kwetsbaar' in the research of
Aedes is closed), so every coefficient is a named assumption with a range, and an answer should be given over draws. The
thresholds are set so that the city as a whole has as many vragers as a chosen factor times its share of residents on
bijstand or a disability benefit. Where people or their parents were born plays no part, and is not asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from veerkracht.facts.language import Bilingual
from veerkracht.stad.households import INCOMES, RELIANCES, SOCIAL, STAGES, Reliance, Stage
from veerkracht.stad.kernel import kernel
from veerkracht.stad.synthesis.assumptions import Assumption
from veerkracht.stad.synthesis.homes import WITHOUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]
    Cells = NDArray[np.int64]

COUNTRY_BENEFITS = 0.102
"""Residents on bijstand or a disability benefit per resident of 15 to 65: (421,110 + 732,950) / 11,288,931, Nederland
2020 (CBS 84799NED)."""

_MOST = 0.6  # more vragers than this is no longer a city of which the model knows anything
_STEPS = 60


def _assume(low: float, central: float, high: float, nl: str, en: str) -> Assumption:
    return Assumption(low=low, central=central, high=high, why=Bilingual(nl, en))


@dataclass(frozen=True, slots=True, kw_only=True)
class RelianceAssumptions:
    """The coefficients of the model as ranges.

    Attributes:
        level: vragers in the city per resident on bijstand or a disability benefit, both as shares.
        dragers: share of dragers in the country.
        per_quintile: log odds of asking for help per income quintile up.
        family, midlife, senior: log odds of a stage against young.
        corporation: log odds of a home of a corporation against another home.
        per_benefits: log odds per standard deviation of the share of the buurt on bijstand or a disability benefit.
        per_care: log odds per standard deviation of youth care and Wmo.
        per_cohesion: log odds per standard deviation of social cohesion.
    """

    level: Assumption = field(default_factory=lambda: Assumption(
        low=0.5,
        central=1.0,
        high=2.0,
        why=Bilingual(
            "evenveel vragers, als deel van de huishoudens, als bewoners met bijstand of een AO-uitkering; een "
            "aanname, want geen bron telt vragers.",
            "as many vragers, as a share of households, as residents on bijstand or a disability benefit; an "
            "assumption, for no source counts vragers.",
        ),
        is_factor=True,
    ))  # fmt: skip
    dragers: Assumption = field(default_factory=lambda: _assume(
        0.24, 0.40, 0.60,
        "aandeel dragers in Nederland; een aanname. De laagste waarde is wie nu vrijwilligerswerk doet (23,8%, RIVM "
        "50120NED, 2022): wie iets kan doen, is er niet minder.",
        "share of dragers in the country; an assumption. The lowest value is who volunteers now (23.8%, RIVM 50120NED, "
        "2022): those who could do something are no fewer.",
    ))  # fmt: skip
    per_quintile: Assumption = field(default_factory=lambda: _assume(
        -0.9, -0.5, -0.1, "minder vragers bij een hoger inkomen; een aanname.",
        "fewer vragers with a higher income; an assumption.",
    ))  # fmt: skip
    family: Assumption = field(default_factory=lambda: _assume(
        -0.5, 0.0, 0.5, "gezinnen tegenover jongeren; een aanname rond nul.",
        "families against young households; an assumption around nought.",
    ))  # fmt: skip
    midlife: Assumption = field(default_factory=lambda: _assume(
        -0.3, 0.2, 0.7, "35 tot 65 zonder kinderen tegenover jongeren; een aanname.",
        "35 to 65 without children against young households; an assumption.",
    ))  # fmt: skip
    senior: Assumption = field(default_factory=lambda: _assume(
        -0.3, 0.3, 0.9, "65 en ouder tegenover jongeren; een aanname.",
        "65 and over against young households; an assumption.",
    ))  # fmt: skip
    corporation: Assumption = field(default_factory=lambda: _assume(
        0.0, 0.6, 1.2,
        "corporatiewoning tegenover andere, bij gelijk inkomen; een aanname. Zonder correctie voor inkomen was de "
        "verhouding van verstandelijke beperking 24 tegen 9% (RIGO, update 2020), 1,2 in log-odds: de bovengrens.",
        "home of a corporation against others, at equal income; an assumption. Without regard to income mild "
        "intellectual disability stood at 24 against 9% (RIGO, update 2020), 1.2 in log odds: that is the upper end.",
    ))  # fmt: skip
    per_benefits: Assumption = field(default_factory=lambda: _assume(
        0.1, 0.35, 0.7, "buurt met meer bijstand en AO, bij gelijk huishouden; een aanname.",
        "buurt with more bijstand and disability benefits, at equal household; an assumption.",
    ))  # fmt: skip
    per_care: Assumption = field(default_factory=lambda: _assume(
        0.0, 0.1, 0.3, "buurt met meer jeugdzorg en Wmo; een aanname.",
        "buurt with more youth care and Wmo; an assumption.",
    ))  # fmt: skip
    per_cohesion: Assumption = field(default_factory=lambda: _assume(
        -0.3, -0.1, 0.0, "buurt met meer sociale samenhang; een aanname.",
        "buurt with more social cohesion; an assumption.",
    ))  # fmt: skip


STANDARD_RELIANCE = RelianceAssumptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelianceCoefficients:
    """One value of each of `RelianceAssumptions`, under the same names."""

    level: float
    dragers: float
    per_quintile: float
    family: float
    midlife: float
    senior: float
    corporation: float
    per_benefits: float
    per_care: float
    per_cohesion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known of the buurten beside their households.

    Attributes:
        benefits: residents on bijstand or a disability benefit, in standard deviations over the country; (areas,).
        care: youth care and Wmo, the same.
        cohesion: social cohesion, the same.
        city_benefits: residents of the whole city on bijstand or a disability benefit, as a share.
    """

    benefits: Grid
    care: Grid
    cohesion: Grid
    city_benefits: float


def central_coefficients(assumptions: RelianceAssumptions = STANDARD_RELIANCE) -> RelianceCoefficients:
    """Return the central value of every coefficient."""
    return RelianceCoefficients(**{one.name: getattr(assumptions, one.name).central for one in fields(assumptions)})


def draw_coefficients(
    rng: np.random.Generator, assumptions: RelianceAssumptions = STANDARD_RELIANCE
) -> RelianceCoefficients:
    """Return a value of every coefficient drawn from its range."""
    return RelianceCoefficients(**{one.name: getattr(assumptions, one.name).draw(rng) for one in fields(assumptions)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Chances of households by type and area, as two sums of log odds.

    Attributes:
        types: log odds by stage, income and home; shape (stages, incomes, places).
        areas: log odds of the buurt; shape (areas,).
        vrager: threshold: the log odds of a vrager are types + areas + vrager.
        below_drager: threshold: the log odds of being no drager are types + areas + below_drager; above `vrager`.
    """

    types: Grid
    areas: Grid
    vrager: float
    below_drager: float


def chances(counts: Cells, *, coefficients: RelianceCoefficients, signals: Signals) -> Chances:
    """Return the chances whose mean over these households is the level that the coefficients ask for.

    Args:
        counts: households; shape (areas, stages, incomes, places).
        coefficients: of the model.
        signals: of the areas.
    """
    c = coefficients
    types = np.zeros((STAGES, INCOMES, WITHOUT + 1))
    types += c.per_quintile * np.arange(INCOMES)[None, :, None]
    for stage, effect in ((Stage.FAMILY, c.family), (Stage.MIDLIFE, c.midlife), (Stage.SENIOR, c.senior)):
        types[stage] += effect
    types[:, :, list(SOCIAL)] += c.corporation
    areas = c.per_benefits * signals.benefits + c.per_care * signals.care + c.per_cohesion * signals.cohesion
    asking = float(np.clip(c.level * signals.city_benefits, 1e-4, _MOST))
    country = float(np.clip(c.level * COUNTRY_BENEFITS, 1e-4, _MOST))
    # A city with more vragers than the country has fewer dragers, by as much in log odds.
    carrying = float(expit(logit(c.dragers) - logit(asking) + logit(country)))
    carrying = min(carrying, 0.95 - asking)
    return Chances(
        types=types,
        areas=areas,
        vrager=_threshold(counts, types, areas, target=asking),
        below_drager=_threshold(counts, types, areas, target=1.0 - carrying),
    )


def _threshold(counts: Cells, types: Grid, areas: Grid, *, target: float) -> float:
    """Return what to add to the log odds so that their mean chance over all households is the target."""
    whole = int(counts.sum())
    if whole == 0:
        return float(logit(target))
    low, high = -40.0, 40.0
    at = float(logit(target)) - float(np.mean(types))
    for _ in range(_STEPS):
        mean, slope = _mean_chance(counts, types, areas, at)
        gap = mean / whole - target
        low, high = (low, at) if gap > 0 else (at, high)
        step = at - gap * whole / max(slope, 1e-12)
        new = step if low < step < high else (low + high) / 2.0
        if abs(new - at) < 1e-9:
            return new
        at = new
    return at


@kernel
def _mean_chance(counts: Cells, types: Grid, areas: Grid, threshold: float) -> tuple[float, float]:
    number, a, b, c = counts.shape
    odds = np.exp(types + threshold)
    total, slope = 0.0, 0.0
    for area in range(number):
        factor = np.exp(areas[area])
        for i in range(a):
            for j in range(b):
                for k in range(c):
                    count = counts[area, i, j, k]
                    if count:
                        ratio = odds[i, j, k] * factor
                        chance = ratio / (1.0 + ratio)
                        total += count * chance
                        slope += count * chance * (1.0 - chance)
    return total, slope


def expected_reliance(counts: Cells, found: Chances) -> Cells:
    """Return households by reliance nearest to what is expected: whole, without chance, in each cell as counted.

    What is left over of one type of household is carried to the next one in the same area, so that an area as a whole
    is within one household of its expectation, however small its cells are.

    Returns:
        Shape (reliances, stages, incomes, places, areas).
    """
    split = np.empty((RELIANCES, *counts.shape[1:], counts.shape[0]), dtype=np.int64)
    _carry(counts, found.types, found.areas, found.vrager, found.below_drager, split)
    return split


@kernel
def _carry(counts: Cells, types: Grid, areas: Grid, vrager: float, below_drager: float, split: Cells) -> None:
    number, a, b, c = counts.shape
    asking_odds, below_odds = np.exp(types + vrager), np.exp(types + below_drager)
    for area in range(number):
        factor = np.exp(areas[area])
        over_asking, over_between = 0.0, 0.0
        for i in range(a):
            for j in range(b):
                for k in range(c):
                    count = counts[area, i, j, k]
                    asks, lies_between = 0, 0
                    if count:
                        ratio, below_ratio = asking_odds[i, j, k] * factor, below_odds[i, j, k] * factor
                        chance, below = ratio / (1.0 + ratio), below_ratio / (1.0 + below_ratio)
                        over_asking += count * chance
                        asks = min(max(int(np.floor(over_asking + 0.5)), 0), count)
                        over_asking -= asks
                        # Of all that are no drager, those who do not ask: expected of the cell, less what asks took.
                        over_between += count * (below - chance)
                        lies_between = min(max(int(np.floor(over_between + 0.5)), 0), count - asks)
                        over_between -= lies_between
                    split[0, i, j, k, area] = count - asks - lies_between
                    split[1, i, j, k, area] = lies_between
                    split[2, i, j, k, area] = asks


def draw_reliance(
    counts: Cells,
    *,
    signals: Signals,
    rng: np.random.Generator,
    assumptions: RelianceAssumptions = STANDARD_RELIANCE,
) -> Cells:
    """Return households by reliance, drawn: first the coefficients from their ranges, then each household.

    Args:
        counts: households; shape (areas, stages, incomes, places).
        signals: of the areas.
        rng: the only source of chance.
        assumptions: ranges of the coefficients.

    Returns:
        Whole numbers that add up over reliance to `counts`; shape (reliances, stages, incomes, places, areas).
    """
    found = chances(counts, coefficients=draw_coefficients(rng, assumptions), signals=signals)
    log_odds = found.types[None] + found.areas[:, None, None, None]
    asks, below = expit(log_odds + found.vrager), expit(log_odds + found.below_drager)
    asking = rng.binomial(counts, asks)
    between = rng.binomial(counts - asking, np.clip((below - asks) / np.maximum(1.0 - asks, 1e-12), 0.0, 1.0))
    split = np.empty((RELIANCES, *counts.shape[1:], counts.shape[0]), dtype=np.int64)
    for reliance, part in (
        (Reliance.VRAGER, asking),
        (Reliance.BETWEEN, between),
        (Reliance.DRAGER, counts - asking - between),
    ):
        split[reliance] = np.moveaxis(part, 0, -1)
    return split
