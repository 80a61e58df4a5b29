"""Errors about panels: a table of one figure in many areas over a few waves, and what is asked of it.

FileError
└── PanelFileError
    ├── MissingPanelColumnError    area, period or value is not there
    ├── UnknownExposureError       the column of --exposure is nowhere
    ├── EmptyAreaError             a line without an area
    ├── PanelPeriodError           a cell that is no period
    ├── PeriodLengthError          years and quarters in one panel
    ├── DoublePanelRowError        one area twice in one period
    ├── NegativeNumberError        a count, size or error below zero
    ├── FractionCountError         a count that is no whole number
    ├── PercentageRangeError       a percentage outside 0 to 100
    ├── NoExposureError            counts of which none has an exposure
    ├── PanelTargetError           a target that is not after the last wave
    ├── TooFewWavesError           fewer than two waves
    ├── TooFewAreasError           fewer areas than a forecast can learn from
    ├── NoCommonAreaError          covariates of other areas
    ├── NoCovariateError           covariates without a usable column
    └── OutputPathError            a place where the result cannot be written
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.files import FileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class PanelFileError(FileError):
    """A panel cannot be read, or cannot answer what was asked."""


class MissingPanelColumnError(PanelFileError):
    """A table lacks a column that it must have."""

    english: ClassVar[str] = (
        "{file}: there is no column {column!r}.{hint_en} A panel has area,period,value and may have n and se; "
        "covariates have area and may have period. This file has: {some}."
    )
    dutch: ClassVar[str] = (
        "{file}: er is geen kolom {column!r}.{hint_nl} Een panel heeft area,period,value en mag n en se hebben; "
        "kenmerken hebben area en mogen period hebben. Dit bestand heeft: {some}."
    )

    def __init__(self, column: str, *, file: str, available: Sequence[str]) -> None:
        some = ", ".join(available[:12]) + (" ..." if len(available) > 12 else "")
        super().__init__(file=file, column=column, some=some, **did_you_mean(column, available))


class UnknownExposureError(PanelFileError):
    """The column that should tell over what is counted stands in neither file."""

    english: ClassVar[str] = (
        "There is no column {column!r} for --exposure.{hint_en} It must stand in the panel or in the covariates, with "
        "for example the number of residents. These are there: {some}."
    )
    dutch: ClassVar[str] = (
        "Er is geen kolom {column!r} voor --exposure.{hint_nl} Die moet in het panel of bij de kenmerken staan, met "
        "bijvoorbeeld het aantal inwoners. Deze zijn er: {some}."
    )

    def __init__(self, column: str, *, available: Sequence[str]) -> None:
        some = ", ".join(available[:20]) + (" ..." if len(available) > 20 else "") or "-"
        super().__init__(column=column, some=some, **did_you_mean(column, available))


class EmptyAreaError(PanelFileError):
    """A line does not say which area it is about."""

    english: ClassVar[str] = "{file}, line {line}, column {column!r}: the area is empty. Every line needs one."
    dutch: ClassVar[str] = "{file}, regel {line}, kolom {column!r}: het gebied is leeg. Elke regel heeft er een nodig."


class PanelPeriodError(PanelFileError):
    """A cell in the column of periods is no period."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value!r} is not a period. "
        "Right are 2024, 2024KW02 (quarter) or 2024MM03 (month)."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value!r} is geen periode. "
        "Goed zijn 2024, 2024KW02 (kwartaal) of 2024MM03 (maand)."
    )


class PeriodLengthError(PanelFileError):
    """Years, quarters and months stand side by side."""

    english: ClassVar[str] = (
        "{file}: {one} and {other} do not last equally long. Give years only, quarters only or months only, "
        "also as target."
    )
    dutch: ClassVar[str] = (
        "{file}: {one} en {other} duren niet even lang. Geef alleen jaren, alleen kwartalen of alleen maanden, "
        "ook als doel."
    )


class DoublePanelRowError(PanelFileError):
    """One area stands twice in one period."""

    english: ClassVar[str] = (
        "{file}, line {line}: area {area!r} already stands on line {first} for {period_en}. Keep one of the two."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}: gebied {area!r} staat al op regel {first} voor {period_nl}. Houd een van de twee over."
    )


class NegativeNumberError(PanelFileError):
    """A number that counts or measures a size is below zero."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value:g} is below zero, which {what_en} cannot be. "
        "Correct it, or leave the cell empty if it is unknown.{remedy_en}"
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value:g} is kleiner dan nul, en dat kan niet bij {what_nl}. "
        "Verbeter het getal, of laat de cel leeg als het onbekend is.{remedy_nl}"
    )


class FractionCountError(PanelFileError):
    """A count is no whole number."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value!r} is not a whole number, and a count is. Give the count "
        "itself and not a rate or a mean; or use --kind score or --kind percentage. If the mark separates thousands, "
        "remove it."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value!r} is geen heel getal, en een aantal wel. Geef het aantal "
        "zelf en geen cijfer per inwoner of gemiddelde; of gebruik --kind score of --kind percentage. Is het teken "
        "voor duizendtallen? Haal het dan weg."
    )


class PercentageRangeError(PanelFileError):
    """A percentage is below 0 or above 100."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value:g} is not a percentage. Right are 0 to 100, or 0 to 1 in the "
        "whole column. For other figures use --kind score."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value:g} is geen percentage. Goed is 0 tot en met 100, of 0 tot en "
        "met 1 in de hele kolom. Gebruik voor andere cijfers --kind score."
    )


class NoExposureError(PanelFileError):
    """No count has a number over which it is counted."""

    english: ClassVar[str] = (
        "{file}: the column {column!r} of --exposure holds no number above zero for any area that has a count. Fill "
        "it, or leave --exposure out: then counts are compared as they are."
    )
    dutch: ClassVar[str] = (
        "{file}: de kolom {column!r} van --exposure heeft voor geen enkel gebied met een aantal een getal boven nul. "
        "Vul de kolom, of laat --exposure weg: dan vergelijken we de aantallen zoals ze zijn."
    )


class PanelTargetError(PanelFileError):
    """The period that is asked for is not after the last wave."""

    english: ClassVar[str] = (
        "The target {target} does not lie after the last wave of {file}, which is {last}. Ask for a later period, or "
        "leave the later rows out of the panel."
    )
    dutch: ClassVar[str] = (
        "Het doel {target} ligt niet na de laatste meting in {file}, en die is van {last}. Vraag een latere periode, "
        "of laat de latere regels uit het panel weg."
    )


class TooFewWavesError(PanelFileError):
    """A panel has one wave, or none."""

    english: ClassVar[str] = (
        "{file}: there are values of {found} period(s) ({periods}), and a forecast needs at least 2. Add an earlier "
        "period."
    )
    dutch: ClassVar[str] = (
        "{file}: er zijn waarden van {found} periode(n) ({periods}), en een verwachting heeft er minstens 2 nodig. "
        "Voeg een eerdere periode toe."
    )


class TooFewAreasError(PanelFileError):
    """Too few areas to learn from."""

    english: ClassVar[str] = (
        "{file}: {found} area(s) have at least two values, and a forecast needs at least {least}: it learns from what "
        "happened in other areas. Add areas, for example of other municipalities."
    )
    dutch: ClassVar[str] = (
        "{file}: {found} gebied(en) hebben minstens twee waarden, en een verwachting heeft er minstens {least} nodig: "
        "zij leert van wat er in andere gebieden gebeurde. Voeg gebieden toe, bijvoorbeeld van andere gemeenten."
    )


class NoCommonAreaError(PanelFileError):
    """The covariates are about none of the areas of the panel."""

    english: ClassVar[str] = (
        "{file}: none of its areas stands in the panel {panel}. Here they are called {own}; in the panel {other}. Use "
        "the same codes in both."
    )
    dutch: ClassVar[str] = (
        "{file}: geen van de gebieden staat in het panel {panel}. Hier heten ze {own}; in het panel {other}. Gebruik "
        "in beide dezelfde codes."
    )

    def __init__(self, file: str, *, panel: str, own: Iterable[str], other: Iterable[str]) -> None:
        super().__init__(file=file, panel=panel, own=", ".join(own), other=", ".join(other))


class NoCovariateError(PanelFileError):
    """No column of the covariates can be used."""

    english: ClassVar[str] = (
        "{file}: there is no column with numbers, nor one with a few different words. Add one, or leave --covariates "
        "out."
    )
    dutch: ClassVar[str] = (
        "{file}: er is geen kolom met getallen, en geen met een paar verschillende woorden. Voeg er een toe, of laat "
        "--covariates weg."
    )


class OutputPathError(PanelFileError):
    """The result cannot be written where it was asked for; found out before the work begins."""

    english: ClassVar[str] = "{path}: the result cannot be written there: {why_en}. {remedy_en} Nothing was computed."
    dutch: ClassVar[str] = "{path}: daar kan het resultaat niet staan: {why_nl}. {remedy_nl} Er is nog niets berekend."
