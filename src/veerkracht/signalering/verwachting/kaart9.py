"""Map 9, the signaleringskaart: where problems will probably grow, from the calibrated chances of a tested forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.classes import UNKNOWN, KaartClass
from veerkracht.signalering.kaart import Kaart, KaartKind, Unavailable
from veerkracht.signalering.spans import held_periods
from veerkracht.signalering.verwachting.from_table import AHEAD, ForecastChoices, forecast_waves
from veerkracht.signalering.verwachting.outcome import Outlook
from veerkracht.signalering.wording import (
    CODES,
    NOT_AEDES,
    QUESTIONS,
    TITLES,
    forecast_of,
    no_figure,
    no_forecast,
    not_trusted,
    too_few_areas,
    which_indicator,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Level
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.verwachting.per_area import AreaForecasts

NUMBER = 9

UNCERTAIN_CLASS = KaartClass(
    code=Outlook.UNCERTAIN.value,
    name=Bilingual("onzeker", "uncertain"),
    meaning=Bilingual(
        "We kunnen niet zeggen welke kant het op gaat.",
        "We cannot say which way things will go.",
    ),
)
SIGNALERING_CLASSES = (
    KaartClass(
        code=Outlook.GROWS.value,
        name=Bilingual("problemen groeien waarschijnlijk", "problems will probably grow"),
        meaning=Bilingual(
            "Overlast en onveiligheid zijn bij de volgende meting waarschijnlijk groter dan nu.",
            "At the next measurement nuisance and insecurity will probably be greater than now.",
        ),
    ),
    KaartClass(
        code=Outlook.AT_RISK.value,
        name=Bilingual("meer kans op sterke groei", "higher chance of strong growth"),
        meaning=Bilingual(
            "De kans op een van de sterkste stijgingen is hier duidelijk groter dan gewoon.",
            "The chance of one of the strongest rises is clearly higher here than usual.",
        ),
    ),
    KaartClass(
        code=Outlook.IMPROVES.value,
        name=Bilingual("problemen nemen waarschijnlijk af", "problems will probably decrease"),
        meaning=Bilingual(
            "Overlast en onveiligheid zijn bij de volgende meting waarschijnlijk kleiner dan nu.",
            "At the next measurement nuisance and insecurity will probably be smaller than now.",
        ),
    ),
    UNCERTAIN_CLASS,
)
"""In the order of the legend; the chance of each stands in this order."""


def signaleringskaart(
    found: AreaForecasts,
    *,
    table: AreaTable,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
) -> Kaart:
    """Return map 9 of the areas of a table.

    The chance of "groeien" is that the next value is worse than the last, of "afnemen" that it is better, of "sterke
    groei" that the change is among the worst tenth of all areas. They overlap, and "onzeker" has none.

    Args:
        found: the forecast; areas of the table that it lacks have no class.
        table: the areas to show, for names and the reasons why a figure is missing.
        catalogue: holds the indicator.
        choices: the order of the figures on problems.
    """
    own = found.take(table.areas.codes)
    indicator = catalogue[found.indicator]
    classes, probabilities, chance = _classes(own)
    notes = [*which_indicator(found.indicator, codes=choices.problems, catalogue=catalogue)]
    notes += [
        forecast_of(found.waves[-1], found.target),
        *(() if found.trusted else (not_trusted(is_all=found.says_nothing),)),
        NOT_AEDES,
    ]
    return Kaart(
        number=NUMBER,
        code=CODES[NUMBER],
        kind=KaartKind.SIGNALERING,
        title=TITLES[NUMBER],
        question=QUESTIONS[NUMBER],
        areas=table.areas,
        periods=(found.waves[-1], found.target),
        indicators=(found.indicator,),
        unit=indicator.unit,
        better=indicator.better,
        values=own.expected,
        # Half the 80% interval over 1.2816 standard deviations, as of a normal distribution.
        errors=(own.high80 - own.low80) / (2 * 1.2816),
        classes=classes,
        class_names=SIGNALERING_CLASSES,
        probabilities=probabilities,
        chance=chance,
        borders=(),
        reasons=_reasons(table, found, classes=classes),
        notes=tuple(notes),
        provenance=_sources(table, found),
    )


def _classes(own: AreaForecasts) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.float64]]:
    """Return the class of each area, the chances of all classes, and that of its own class."""
    positions = {one.code: at for at, one in enumerate(SIGNALERING_CLASSES)}
    classes = np.array([positions.get(str(code), UNKNOWN) for code in own.outlook], dtype=np.int8)
    nothing = np.full(len(classes), np.nan)
    probabilities = np.stack([own.p_worse, own.p_worst10, 1.0 - own.p_worse, nothing], axis=1)
    probabilities[classes == UNKNOWN] = np.nan
    chance = np.take_along_axis(probabilities, np.maximum(classes, 0)[:, None].astype(np.intp), axis=1)[:, 0]
    return classes, probabilities, np.where(classes == UNKNOWN, np.nan, chance)


def _reasons(table: AreaTable, found: AreaForecasts, *, classes: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Return why an area has no class: why its last value is missing."""
    last = found.waves[-1]
    if found.indicator not in table or last not in table.periods:
        why = np.full(len(classes), Reason.NOT_MEASURED, dtype=np.uint8)
    else:
        why = table.column(found.indicator, last).reasons
    why = np.where(why == Reason.PRESENT, Reason.NOT_MEASURED, why)
    return np.where(classes == UNKNOWN, why, Reason.PRESENT).astype(np.uint8)


def _sources(table: AreaTable, found: AreaForecasts) -> tuple[Provenance, ...]:
    held = [source for p in found.waves for source in table.provenance.get((found.indicator, p), ())]
    return tuple(dict.fromkeys(held))


def figure_to_forecast(
    table: AreaTable,
    codes: Sequence[str],
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    ahead: ForecastChoices = AHEAD,
) -> str | None:
    """Return the first of these figures that a table can forecast, or None: it needs waves and areas enough."""
    for code in codes:
        if code in table and code in catalogue and _why_not(table, code, catalogue, choices, ahead) is None:
            return code
    return None


def _why_not(
    table: AreaTable, code: str, catalogue: Catalogue, choices: KaartChoices, ahead: ForecastChoices
) -> Bilingual | None:
    """Return why a figure cannot be forecast, None if it can."""
    waves = forecast_waves(table, code, catalogue=catalogue, choices=choices)
    if len(waves) < ahead.least_waves:
        held = held_periods(table, code, share=choices.least_share)
        return no_forecast(catalogue[code].name, level=table.areas.level, held=held, least=ahead.least_waves)
    known = int(table.column(code, waves[-1]).present.sum())
    return too_few_areas(known, least=ahead.least_areas) if known < ahead.least_areas else None


def no_signaleringskaart(
    table: AreaTable,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    ahead: ForecastChoices = AHEAD,
) -> Unavailable:
    """Return why map 9 is not there: for the figure on problems that comes nearest to a forecast."""
    held = [code for code in choices.problems if code in table and code in catalogue]
    waves = {code: len(forecast_waves(table, code, catalogue=catalogue, choices=choices)) for code in held}
    code = max(held, key=lambda one: waves[one], default=None)
    name = catalogue[choices.problems[0]].name if choices.problems[0] in catalogue else TITLES[3]
    reason = no_figure(name, level=table.areas.level)
    if code is not None:
        reason = _why_not(table, code, catalogue, choices, ahead) or reason
    return Unavailable(number=NUMBER, code=CODES[NUMBER], title=TITLES[NUMBER], level=table.areas.level, reason=reason)


def no_forecast_then(level: Level, *, until: int) -> Unavailable:
    """Return why there is no map 9 of an earlier year: a forecast is made from the last measurement only."""
    reason = Bilingual(
        f"De vooruitblik maken we alleen vanaf de laatste meting, niet vanuit {until}. Hoe goed eerdere vooruitblikken "
        "waren, staat bij de toets op het verleden.",
        f"The outlook is made from the last measurement only, not from {until}. How good earlier outlooks were is told "
        "in the test on the past.",
    )
    return Unavailable(number=NUMBER, code=CODES[NUMBER], title=TITLES[NUMBER], level=level, reason=reason)
