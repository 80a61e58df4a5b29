"""Errors of the simulation of a whole city."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.base import VeerkrachtError


class StadError(VeerkrachtError):
    """A city, a scenario or its parameters cannot be simulated as they are."""


class CityShapeError(StadError):
    """The arrays of a city do not have the shapes that belong to its areas."""

    english: ClassVar[str] = "{name} of the city has shape {found}; it must be {wanted}. Give one value for each area."
    dutch: ClassVar[str] = "{name} van de stad heeft vorm {found}; dat moet {wanted} zijn. Geef één waarde per gebied."

    def __init__(self, name: str, *, found: object, wanted: object) -> None:
        super().__init__(name=name, found=str(found), wanted=str(wanted))


class OvercrowdedCityError(StadError):
    """More households than homes stand in one segment of an area."""

    english: ClassVar[str] = (
        "{area} has {households} households in {dwellings} homes of segment {segment}. "
        "A home holds one household: add homes, or put the others among those who wait."
    )
    dutch: ClassVar[str] = (
        "In {area} staan {households} huishoudens in {dwellings} woningen van segment {segment}. "
        "In een woning past één huishouden: voeg woningen toe, of zet de anderen bij de wachtenden."
    )

    def __init__(self, area: str, *, segment: int, households: int, dwellings: int) -> None:
        super().__init__(area=area, segment=segment, households=households, dwellings=dwellings)


class LeverShapeError(StadError):
    """The arrays of the levers do not fit the years and areas of the city."""

    english: ClassVar[str] = "{name} of the levers has shape {found}; it must be {wanted} (years first, areas last)."
    dutch: ClassVar[str] = (
        "{name} van de knoppen heeft vorm {found}; dat moet {wanted} zijn (jaren eerst, gebieden laatst)."
    )

    def __init__(self, name: str, *, found: object, wanted: object) -> None:
        super().__init__(name=name, found=str(found), wanted=str(wanted))
