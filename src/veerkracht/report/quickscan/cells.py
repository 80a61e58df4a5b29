"""Figures of a map as cells and runs that carry their source, year, level and interval."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.report.document import Cell, Missing, Number
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import class_positions, map_classes
from veerkracht.report.wording import decimals_for, figure, plain_text, short_chance
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Indicator
    from veerkracht.facts.language import Taal
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.quickscan.inputs import Subject

COVERAGE = 0.9
_REACH = float(ndtri(0.5 + COVERAGE / 2))


_SHORT_REASONS = {
    Reason.SUPPRESSED: Bilingual("geheim", "withheld"),
    Reason.NOT_MEASURED: Bilingual("niet gemeten", "not measured"),
    Reason.NOT_YET_PUBLISHED: Bilingual("volgt nog", "not yet out"),
    Reason.OUTSIDE: Bilingual("geen gegeven", "no record"),
    Reason.NOT_COMPARABLE: Bilingual("niet vergelijkbaar", "not comparable"),
    Reason.NOT_LOADED: Bilingual("niet ingelezen", "not loaded"),
}
WHY_MISSING = Bilingual(
    "Geheim: te weinig bewoners of woningen. Geen gegeven: de bron noemt dit gebied niet. Niet vergelijkbaar: de "
    "grens of de telling is veranderd.",
    "Withheld: too few residents or dwellings. No record: the source does not name this area. Not comparable: the "
    "border or the count changed.",
)
"""What the short reasons in tables mean; stands under the table."""


def reason_cell(reason: Reason, *, taal: Taal) -> Missing:
    """Return why a value is missing in one or two words; `WHY_MISSING` explains them."""
    return Missing(_SHORT_REASONS[reason if reason is not Reason.PRESENT else Reason.NOT_MEASURED].say(taal))


def kaart_decimals(kaart: Kaart) -> int:
    """Return how many decimals the figures of a map deserve: those of the spread between areas."""
    known = kaart.values[np.isfinite(kaart.values)]
    return decimals_for(float(np.std(known))) if known.size > 1 else 2


def level_number(
    value: float,
    *,
    indicator: Indicator,
    year: str,
    level: str,
    area: str,
    sources: tuple[Provenance, ...],
    decimals: int,
    taal: Taal,
    error: float = float("nan"),
) -> Number:
    """Return a published or computed level as a figure with its 90% interval, where its error is known.

    The interval stays within what the indicator can be: a percentage never runs below 0 or above 100.
    """
    low, high = level_bounds(value, error=error, indicator=indicator)
    known = bool(np.isfinite(low))
    return Number(
        text=figure(value, decimals=decimals, taal=taal),
        value=float(value),
        source=short_source(sources),
        year=year,
        level=level,
        area=area,
        indicator=indicator.code,
        unit=plain_text(indicator.unit.say(taal), taal=taal),
        low=low if known else None,
        high=high if known else None,
        coverage=COVERAGE if known else None,
    )


def level_bounds(value: float, *, error: float, indicator: Indicator) -> tuple[float, float]:
    """Return the 90% interval of a level within what the indicator can be; NaN twice where its error is unknown."""
    reach = _REACH * error
    if not np.isfinite(value + reach) or reach <= 0:
        return float("nan"), float("nan")
    return float(min(value, max(value - reach, indicator.low))), float(max(value, min(value + reach, indicator.high)))


def kaart_number(kaart: Kaart, row: int, *, subject: Subject) -> Number | None:
    """Return the figure of one area on a map of a level or a change, None where it is missing."""
    value, error = float(kaart.values[row]), float(kaart.errors[row])
    if not np.isfinite(value):
        return None
    indicator = subject.catalogue[kaart.indicators[0]]
    decimals = kaart_decimals(kaart)
    if kaart.kind is KaartKind.LEVEL:
        return level_number(
            value,
            indicator=indicator,
            year=kaart.period,
            level=kaart.level.value,
            area=kaart.areas.codes[row],
            sources=kaart.provenance,
            decimals=decimals,
            taal=subject.taal,
            error=error,
        )
    text = figure(value, decimals=decimals, taal=subject.taal)
    return Number(
        text=f"+{text}" if value > 0 and text.strip("0,.") else text,
        value=value,
        source=short_source(kaart.provenance),
        year=kaart.period,
        level=kaart.level.value,
        area=kaart.areas.codes[row],
        indicator=indicator.code,
        unit=plain_text(indicator.unit.say(subject.taal), taal=subject.taal),
        low=value - _REACH * error if np.isfinite(error) else None,
        high=value + _REACH * error if np.isfinite(error) else None,
        coverage=COVERAGE if np.isfinite(error) else None,
    )


def missing_cell(kaart: Kaart, row: int, *, taal: Taal) -> Missing:
    """Return why an area has no value on a map."""
    return reason_cell(Reason(int(kaart.reasons[row])), taal=taal)


def class_cell(kaart: Kaart, row: int, *, taal: Taal) -> Cell:
    """Return the class of an area with how likely it is, or why it has none."""
    place = int(class_positions(kaart)[row])
    if place < 0:
        return missing_cell(kaart, row, taal=taal)
    found = map_classes(kaart, taal=taal)[place]
    probability = float(kaart.chance[row])
    if kaart.kind is KaartKind.FOCUS:
        return replace(found, label=_short_focus(place, taal=taal))
    if kaart.kind is KaartKind.SIGNALERING:
        found = replace(found, label=_SHORT_OUTLOOK[found.code].say(taal))
    unsure = {"geen_duidelijke_ontwikkeling", "onzeker"}
    says_chance = kaart.kind is not KaartKind.LEVEL and found.code not in unsure
    if says_chance and np.isfinite(probability):
        return replace(found, label=f"{found.label} ({short_chance(probability)})")
    return found


def kaart_cell(kaart: Kaart, row: int, *, subject: Subject) -> Cell:
    """Return what one area shows on a map: a figure for a level or a change, a class for a map of two figures."""
    if kaart.kind in {KaartKind.FOCUS, KaartKind.VEERKRACHT, KaartKind.SIGNALERING}:
        return class_cell(kaart, row, taal=subject.taal)
    return kaart_number(kaart, row, subject=subject) or missing_cell(kaart, row, taal=subject.taal)


_SHORT_OUTLOOK = {
    "verslechtering_waarschijnlijk": Bilingual("groeit", "grows"),
    "verhoogde_kans": Bilingual("sterke groei", "strong growth"),
    "verbetering_waarschijnlijk": Bilingual("neemt af", "decreases"),
    "onzeker": Bilingual("onzeker", "uncertain"),
}
"""Words for a narrow column; the chance stands behind them."""


def _short_focus(place: int, *, taal: Taal) -> str:
    """Return one of the nine classes of the focuskaart in few words: first the problems, then the share."""
    words = ("weinig", "midden", "veel") if taal == "nl" else ("little", "middle", "much")
    # A space that does not break: the two words of a class stay on one line.
    return f"{words[place // 3]}\u00a0·\u00a0{words[place % 3]}"
