"""Veerkrachtig: which areas steadily have fewer problems than their load of low self-reliance leads one to expect.

What this reading cannot carry, and every page that shows it says: it is about areas, not about their residents
(Robinson 1950, Ecological correlations); it does not say why an area does better, for what is not in the regression
may be the reason; and where load or problems are estimates of a model they may be made of the same figures.

Source: the idea of areas that exceed expectations is that of SCP, Wijken die de verwachting overtreffen (preliminary
study); class and margins are ours. Expected is what goes with the load (`expectation`) in this gemeente
(`gemeente_effect`); what of the rest is steady says `steadiness`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from veerkracht.facts.language import Bilingual
from veerkracht.signalering.classes import UNKNOWN, KaartClass
from veerkracht.signalering.expectation import Expectation, LoadModel, fit_expectation, fit_load
from veerkracht.signalering.gemeente_effect import GemeenteEffect, gemeente_effects
from veerkracht.signalering.panel import row_mean
from veerkracht.signalering.steadiness import Steadiness, chances, fit_steadiness, real_residuals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.expectation import Load

VEERKRACHTIG_CLASSES = (
    KaartClass(
        code="veerkrachtig",
        name=Bilingual("veerkrachtig", "resilient"),
        meaning=Bilingual(
            "In elke meting waarschijnlijk minder problemen dan verwacht bij deze bewoners.",
            "In every measurement probably fewer problems than expected with these residents.",
        ),
    ),
    KaartClass(
        code="zoals_verwacht",
        name=Bilingual("zoals verwacht", "as expected"),
        meaning=Bilingual(
            "Niet steeds beter en niet steeds slechter dan verwacht.",
            "Not steadily better and not steadily worse than expected.",
        ),
    ),
    KaartClass(
        code="onder_druk",
        name=Bilingual("onder druk", "under pressure"),
        meaning=Bilingual(
            "In elke meting waarschijnlijk meer problemen dan verwacht bij deze bewoners.",
            "In every measurement probably more problems than expected with these residents.",
        ),
    ),
    KaartClass(
        code="onzeker",
        name=Bilingual("onzeker", "uncertain"),
        meaning=Bilingual(
            "De cijfers zijn te onzeker, of er is maar één meting.",
            "The figures are too uncertain, or there is one measurement only.",
        ),
    ),
)
_UNSURE = 3
_ROUNDS = 3
# A mean residual smaller than this share of the standard deviation of the problems between areas is "as expected": what
# is usually called a small difference (Cohen 1988).
LEAST_RESIDUAL = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Problems, load and structure of areas over some waves, as plain arrays.

    Attributes:
        problems: shape (areas, waves), more is worse, on the modelled scale; NaN where missing.
        noise: same shape, variance of the noise of the problems.
        load: same shape, the concentration that belongs to each wave; NaN where missing.
        load_noise: same shape, variance of its noise.
        structure: shape (areas, terms), for example the logarithm of residents and of density.
        size: shape (areas,), residents.
        times: shape (waves,), in years.
        gemeenten: shape (areas,), code of the gemeente of each area; equal where that has no meaning.
    """

    problems: NDArray[np.float64]
    noise: NDArray[np.float64]
    load: NDArray[np.float64]
    load_noise: NDArray[np.float64]
    structure: NDArray[np.float64]
    size: NDArray[np.float64]
    times: NDArray[np.float64]
    gemeenten: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What residuals are judged by, fitted once (on all of the Netherlands where the data are).

    Attributes:
        load: what a load is expected to be.
        expectation: the curve of problems on load.
        gemeente: what all areas of a gemeente have in common beyond it.
        steadiness: how residuals of the waves go together.
        least: a smaller mean residual counts as expected.
        loads: shape (areas,), the mean load of each area, ascending.
    """

    load: LoadModel
    expectation: Expectation
    gemeente: GemeenteEffect
    steadiness: Steadiness
    least: float
    loads: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How areas do beside what was expected of them; more is worse.

    Attributes:
        raw: shape (areas, waves), the residual as measured; NaN where missing.
        wave: shape (areas, waves), the residual without noise; NaN where unknown.
        mean: shape (areas,), its mean over the waves.
        error: shape (areas,), standard error of the mean.
        expected: shape (areas, waves), the expected level of problems.
        waves: shape (areas,), the number of waves that an area has.
        probabilities: shape (areas, 3), of veerkrachtig, zoals verwacht and onder druk; NaN where unknown.
        classes: shape (areas,), position in `VEERKRACHTIG_CLASSES`, -1 where the load or all waves are missing.
        load_place: shape (areas,), part of the areas of the standard that have a smaller load, 0 to 1.
    """

    raw: NDArray[np.float64]
    wave: NDArray[np.float64]
    mean: NDArray[np.float64]
    error: NDArray[np.float64]
    expected: NDArray[np.float64]
    waves: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    classes: NDArray[np.int8]
    load_place: NDArray[np.float64]

    def interval(self, *, coverage: float = 0.9) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the low and high end of the mean residual with this coverage; shape (areas,) each."""
        reach = float(ndtri(0.5 + coverage / 2.0)) * self.error
        return self.mean - reach, self.mean + reach


def fit_standard(given: Measured) -> Standard | None:
    """Return what residuals are judged by, or None if fewer than twenty areas or two waves can be used."""
    if len(given.times) < 2:
        return None
    model = fit_load(given.load, noise=given.load_noise, structure=given.structure)
    load = model.given(given.load, noise=given.load_noise, structure=given.structure)
    fitted = _within_gemeenten(given, load)
    if fitted is None:
        return None
    curve, effect = fitted
    residual = given.problems - curve.at(load.expected, structure=given.structure)
    common, unsure = effect.of(given.gemeenten)
    residual = residual - common[:, None]
    if (np.isfinite(residual).sum(axis=1) > 1).sum() < 2:
        return None
    steadiness = fit_steadiness(
        residual,
        noise=given.noise,
        # Residuals of the areas on which a curve and its effects were fitted vary less than those of others, by what
        # is unknown of these.
        shared=_from_load(curve, load) - curve.variance(_filled(load.expected), structure=given.structure) - unsure,
        times=given.times,
        size=given.size,
    )
    spread = [float(np.std(column[np.isfinite(column)])) for column in given.problems.T if np.isfinite(column).any()]
    loads = row_mean(given.load)
    return Standard(
        load=model,
        expectation=curve,
        gemeente=effect,
        steadiness=steadiness,
        least=LEAST_RESIDUAL * float(np.mean(spread)),
        loads=np.sort(loads[np.isfinite(loads)]),
    )


def read(
    given: Measured,
    standard: Standard,
    *,
    rng: np.random.Generator,
    least_probability: float = 0.7,
    draws: int = 1000,
) -> Reading:
    """Return how areas do beside what was expected of them, with the chance of each class.

    An area is veerkrachtig if it did better than expected in every wave and by more than the least residual on
    average, and that is at least `least_probability` likely; under pressure likewise. With one wave it is uncertain:
    one lucky wave makes no area resilient.

    Args:
        given: the areas to read, with the waves of the standard.
        standard: what they are judged by.
        rng: for the chances.
        least_probability: below it an area is uncertain.
        draws: number of draws for the chances.
    """
    load = standard.load.given(given.load, noise=given.load_noise, structure=given.structure)
    curve = standard.expectation
    common, unsure = standard.gemeente.of(given.gemeenten)
    expected = curve.at(load.expected, structure=given.structure) + common[:, None]
    residual = given.problems - expected
    found = real_residuals(
        residual,
        standard.steadiness,
        noise=given.noise,
        shared=_from_load(curve, load) + curve.variance(_filled(load.expected), structure=given.structure) + unsure,
        times=given.times,
        size=given.size,
    )
    better, worse = chances(found, least=standard.least, rng=rng, draws=draws)
    probabilities = np.stack([better, np.clip(1.0 - better - worse, 0.0, 1.0), worse], axis=1)
    waves = np.asarray(found.observed.sum(axis=1))
    own = row_mean(given.load)
    place = np.searchsorted(standard.loads, np.nan_to_num(own)) / max(len(standard.loads), 1)
    return Reading(
        raw=residual,
        wave=found.wave,
        mean=found.mean,
        error=found.error,
        expected=expected,
        waves=waves,
        probabilities=probabilities,
        classes=_classes(probabilities, waves=waves, least=least_probability),
        load_place=np.where(np.isfinite(own), place, np.nan),
    )


def _within_gemeenten(given: Measured, load: Load) -> tuple[Expectation, GemeenteEffect] | None:
    """Return the curve and the effects of gemeenten, each fitted on what the other leaves; None with too few areas."""
    effect = GemeenteEffect(effect={}, variance={}, between=0.0)
    curve: Expectation | None = None
    for _ in range(_ROUNDS):
        common = effect.of(given.gemeenten)[0][:, None]
        curve = fit_expectation(given.problems - common, noise=given.noise, load=load, structure=given.structure)
        if curve is None:
            return None
        residual = given.problems - curve.at(load.expected, structure=given.structure)
        effect = gemeente_effects(row_mean(residual), codes=given.gemeenten)
    return None if curve is None else (curve, effect)


def _classes(probabilities: NDArray[np.float64], *, waves: NDArray[np.int64], least: float) -> NDArray[np.int8]:
    """Return the class of each area: the likeliest if it is likely enough and was seen twice."""
    missing = np.asarray(np.isnan(probabilities).any(axis=1))
    filled = np.where(missing[:, None], 0.0, probabilities)
    best = np.where((filled.max(axis=1) >= least) & (waves > 1), filled.argmax(axis=1), _UNSURE)
    return np.where(missing, UNKNOWN, best).astype(np.int8)


def _from_load(curve: Expectation, load: Load) -> NDArray[np.float64]:
    """Return the variance of a residual that comes from what is unknown of the load; shape (areas,).

    It is taken as the same error in all waves of an area: a register repeats its errors, and to take them as new each
    time would make the mean over the waves look surer than it is.
    """
    return row_mean(curve.slope(load.expected) ** 2 * load.variance)


def _filled(load: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the loads with the mean of the area in the place of a missing wave."""
    return np.where(np.isfinite(load), load, row_mean(load)[:, None])
