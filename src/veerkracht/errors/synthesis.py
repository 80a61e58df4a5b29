"""Errors of making a city out of published margins."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.stad import StadError

if TYPE_CHECKING:
    from collections.abc import Sequence


class SynthesisError(StadError):
    """A city cannot be made out of the figures that were given."""


class NoHouseholdsKnownError(SynthesisError):
    """Not one area has a number of households, nor residents to estimate it from."""

    english: ClassVar[str] = (
        "None of the {areas} areas has a number of households ('huishoudens') or of residents ('inwoners'). "
        "A city is made of at least one. Load the Kerncijfers wijken en buurten of this gemeente."
    )
    dutch: ClassVar[str] = (
        "Van geen van de {areas} gebieden is het aantal huishoudens of inwoners bekend. "
        "Voor een stad is minstens één gebied nodig. Lees de Kerncijfers wijken en buurten van deze gemeente in."
    )

    def __init__(self, *, areas: int) -> None:
        super().__init__(areas=areas)


class MarginsDifferError(SynthesisError):
    """The margins of an area do not add up to the same number of households."""

    english: ClassVar[str] = (
        "The margins of area {area} add up to {stages} by stage, {incomes} by income and {places} by home. "
        "All three must be the same whole number. Adjust them to one total first."
    )
    dutch: ClassVar[str] = (
        "De marges van gebied {area} tellen op tot {stages} naar levensfase, {incomes} naar inkomen en {places} naar "
        "woning. Alle drie moeten hetzelfde hele getal zijn. Maak ze eerst gelijk aan één totaal."
    )

    def __init__(self, area: int, *, stages: int, incomes: int, places: int) -> None:
        super().__init__(area=area, stages=stages, incomes=incomes, places=places)


class NegativeMarginError(SynthesisError):
    """A margin holds a number below nought."""

    english: ClassVar[str] = "Area {area} has {value} households in a margin; it must be 0 or more. Correct the figure."
    dutch: ClassVar[str] = (
        "Gebied {area} heeft {value} huishoudens in een marge; dat moet 0 of meer zijn. Verbeter het cijfer."
    )

    def __init__(self, area: int, *, value: int) -> None:
        super().__init__(area=area, value=value)


class SeedError(SynthesisError):
    """The table that says how stage, income and home go together is not one of positive numbers."""

    english: ClassVar[str] = (
        "The seed table has shape {found} and lowest value {lowest}; it must be {wanted}, with every number above 0. "
        "Give a small number instead of 0: a zero would forbid what a margin may ask."
    )
    dutch: ClassVar[str] = (
        "De begintabel heeft vorm {found} en laagste waarde {lowest}; dat moet {wanted} zijn, met elk getal boven 0. "
        "Geef een klein getal in plaats van 0: een nul verbiedt wat een marge kan vragen."
    )

    def __init__(self, *, found: object, wanted: object, lowest: float) -> None:
        super().__init__(found=str(found), wanted=str(wanted), lowest=lowest)


class ShareRangeError(SynthesisError):
    """A share that someone gave is no share."""

    english: ClassVar[str] = (
        "The share '{name}' is {value} for {area}; a share runs from 0 to 1. Divide a percentage by 100."
    )
    dutch: ClassVar[str] = (
        "Het aandeel '{name}' is {value} voor {area}; een aandeel loopt van 0 tot 1. Deel een percentage door 100."
    )

    def __init__(self, name: str, *, value: float, area: str) -> None:
        super().__init__(name=name, value=value, area=area)


class UpsideDownRangeError(SynthesisError):
    """The range of an assumption does not hold its central value."""

    english: ClassVar[str] = (
        "The assumption has lowest {low}, central {central} and highest {high}; they must rise. Put them in order."
    )
    dutch: ClassVar[str] = (
        "De aanname heeft laagste {low}, midden {central} en hoogste {high}; die moeten oplopen. Zet ze op volgorde."
    )

    def __init__(self, *, low: float, central: float, high: float) -> None:
        super().__init__(low=low, central=central, high=high)


class StockAreaError(SynthesisError):
    """Own homes stand in an area that the city does not have."""

    english: ClassVar[str] = (
        "Own homes stand in {area!r}, and the city has no such buurt. Nearest: {near}. "
        "Give codes of buurten of the year of the scenario, such as BU03440311."
    )
    dutch: ClassVar[str] = (
        "Er staat eigen bezit in {area!r}, maar de stad heeft die buurt niet. Het dichtst erbij: {near}. "
        "Gebruik codes van buurten van het jaar van het scenario, zoals BU03440311."
    )

    def __init__(self, area: str, *, codes: Sequence[str], names: Sequence[str]) -> None:
        known = dict(zip(codes, names, strict=True))
        near = ", ".join(f"{code} ({known[code]})" for code in get_close_matches(area, codes, n=3)) or "-"
        super().__init__(area=area, near=near)


class StockSizeError(SynthesisError):
    """An organisation has more homes in an area than stand there."""

    english: ClassVar[str] = (
        "Own homes in {area}: {own}, and only {homes} homes of any owner stand there. "
        "Check the buurt and the numbers; count homes, not tenants or rooms."
    )
    dutch: ClassVar[str] = (
        "Eigen bezit in {area}: {own} woningen, maar er staan er maar {homes}, van alle eigenaren samen. "
        "Kijk de buurt en de aantallen na; tel woningen, geen huurders of kamers."
    )

    def __init__(self, area: str, *, own: int, homes: int) -> None:
        super().__init__(area=area, own=own, homes=homes)
