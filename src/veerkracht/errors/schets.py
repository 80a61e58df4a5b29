"""Errors of a wijkschets.

SchetsError
├── SchetsFileError        a file or form that is no wijkschets
├── SchetsNotReadyError    it cannot be published while faults stand
├── NoLineError            there is no such line or part
└── NoVersionError         there is no such version
"""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.base import VeerkrachtError

_MOST_SHOWN = 60


class SchetsError(VeerkrachtError):
    """Something about a wijkschets cannot be."""


class SchetsFileError(SchetsError):
    """A file or form is no wijkschets."""

    english: ClassVar[str] = (
        "Wijkschets, {where}: {key} is {value!r}, but must be {right_en}. Nothing was changed; mend it and try again."
    )
    dutch: ClassVar[str] = (
        "Wijkschets, {where}: {key} is {value!r}, maar moet zijn: {right_nl}. Er is niets veranderd; verbeter het en "
        "probeer het opnieuw."
    )

    def __init__(self, key: str, *, value: object, where: str, right_en: str, right_nl: str) -> None:
        shown = str(value)[:_MOST_SHOWN]
        super().__init__(key=key, value=shown, where=where, right_en=right_en, right_nl=right_nl)


class SchetsNotReadyError(SchetsError):
    """A wijkschets cannot be published while something stands in the way."""

    english: ClassVar[str] = (
        "The wijkschets cannot be published yet: {number} things must be mended first. The first: {first_en}"
    )
    dutch: ClassVar[str] = (
        "De wijkschets kan nog niet worden vastgesteld: {number} dingen moeten eerst beter. Het eerste: {first_nl}"
    )

    def __init__(self, *, number: int, first_nl: str, first_en: str) -> None:
        super().__init__(number=number, first_nl=first_nl, first_en=first_en)


class NoLineError(SchetsError):
    """There is no such line or part of a wijkschets."""

    english: ClassVar[str] = "The wijkschets has no line {key!r} (any more). Load the page again to see what there is."
    dutch: ClassVar[str] = "De wijkschets heeft geen regel {key!r} (meer). Laad de pagina opnieuw om te zien wat er is."

    def __init__(self, key: str) -> None:
        super().__init__(key=key[:_MOST_SHOWN])


class NoVersionError(SchetsError):
    """There is no such version of a wijkschets, or it was not published."""

    english: ClassVar[str] = "There is no published version {number} of this wijkschets. Publish one first."
    dutch: ClassVar[str] = "Er is geen vastgestelde versie {number} van deze wijkschets. Stel er eerst een vast."

    def __init__(self, number: int) -> None:
        super().__init__(number=number)
