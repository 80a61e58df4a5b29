"""The figures by which a reader filters a map: how many live there, who owns the dwellings, what they are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.facts.indicators import Kind
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.atlas.maps import reason_texts
from veerkracht.report.atlas.rounding import plain_list
from veerkracht.report.wording import decimals_for, plain_text
from veerkracht.signalering.kaart import Kaart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.language import Taal
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable, Column
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.kaart import Unavailable

# A figure is of the latest period in which at least this part of the areas has it, else of the latest at all: one
# city that publishes first must not empty the map of the others.
_LEAST_SHARE = 0.05
BESIDE = (
    *("woz_waarde", "gestandaardiseerd_inkomen", "omgevingsadressendichtheid", "koopwoningen", "huishoudens"),
    *("arbeidsparticipatie", "eenzaam"),
)
"""Codes of figures to filter by, beside those of the maps."""
FORECAST = "kans_groei"
_FORECAST_NAME = Bilingual("Kans dat de problemen groeien", "Chance that problems grow")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasFigure:
    """One figure of all areas.

    Attributes:
        code: of the indicator, or `kans_groei` for the chance of map 9.
        name, unit: in words.
        decimals: how many the spread between areas deserves.
        period: of the figure, as text.
        values: shape (areas,), NaN where missing.
        reasons: shape (areas,), `Reason` of what is missing.
        taal: of the words.
    """

    code: str
    name: str
    unit: str
    decimals: int
    period: str
    values: NDArray[np.float64]
    reasons: NDArray[np.uint8]
    taal: Taal

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON can hold it."""
        why, texts = reason_texts(self.reasons, missing=~np.isfinite(self.values), taal=self.taal)
        return {
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "decimals": self.decimals,
            "period": self.period,
            "values": plain_list(self.values),
            "reasons": why,
            "reason_texts": texts,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentFigure:
    """A figure to filter by that the data do not hold for these areas, and why."""

    code: str
    name: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Return the figure that is not there as JSON can hold it."""
        return {"code": self.code, "name": self.name, "reason": self.reason}


def latest_period(table: AreaTable, code: str) -> Period | None:
    """Return the period of which a figure is shown, or None if no area has it."""
    if code not in table:
        return None
    held = table.periods_of(code)
    return next(iter(reversed(table.periods_of(code, share=_LEAST_SHARE))), held[-1] if held else None)


def latest_column(table: AreaTable, code: str) -> Column | None:
    """Return the figure of the period that is shown, or None if no area has it."""
    period = latest_period(table, code)
    return None if period is None else table.column(code, period)


def atlas_figures(
    subject: Subject, table: AreaTable, *, kaarten: Sequence[Kaart | Unavailable]
) -> tuple[tuple[AtlasFigure, ...], tuple[AbsentFigure, ...]]:
    """Return the figures by which a map can be filtered, and those that are not there."""
    choices = subject.choices
    shown = [code for kaart in kaarten if isinstance(kaart, Kaart) for code in kaart.indicators]
    codes = dict.fromkeys((choices.residents, choices.corporation, *shown, *choices.problems, *BESIDE))
    found: list[AtlasFigure] = []
    absent: list[AbsentFigure] = []
    for code in codes:
        if code not in subject.catalogue:
            continue
        period = latest_period(table, code)
        if period is None:
            # A table of earlier years holds the figure, but no value of it.
            why = REASON_WORDS[Reason.NOT_MEASURED if code in table else Reason.NOT_LOADED].say(subject.taal)
            absent.append(AbsentFigure(code=code, name=subject.called(code), reason=why))
            continue
        found.append(_figure(subject, code, table.column(code, period), period=period))
    ahead = next((k for k in kaarten if isinstance(k, Kaart) and k.number == 9), None)
    return (*found, *(() if ahead is None else (_chance(subject, ahead),))), tuple(absent)


def _figure(subject: Subject, code: str, column: Column, *, period: Period) -> AtlasFigure:
    indicator = subject.catalogue[code]
    known = column.values[column.present]
    return AtlasFigure(
        code=code,
        name=subject.called(code),
        unit="%"
        if indicator.kind is Kind.PERCENTAGE
        else plain_text(indicator.unit.say(subject.taal), taal=subject.taal),
        decimals=0 if indicator.kind is Kind.COUNT else decimals_for(float(np.std(known))),
        period=str(period),
        values=column.values,
        reasons=column.reasons,
        taal=subject.taal,
    )


def _chance(subject: Subject, kaart: Kaart) -> AtlasFigure:
    """Return the chance that the next value is worse than the last, in per cent."""
    return AtlasFigure(
        code=FORECAST,
        name=_FORECAST_NAME.say(subject.taal),
        unit="%",
        decimals=0,
        period=kaart.period,
        values=100 * kaart.probabilities[:, 0],
        reasons=kaart.reasons,
        taal=subject.taal,
    )
