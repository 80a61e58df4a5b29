"""Errors of a wijkschets.

SchetsError
├── SchetsFileError        a file or form that is no wijkschets
├── SchetsNotReadyError    it cannot be published while faults stand
├── NoLineError            there is no such line or part
├── NotYourPartyError      someone spoke for a party that is not theirs
├── WordOfPartyError       a word of a party without who said it, or of a day that cannot be
└── NoVersionError         there is no such version
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError

if TYPE_CHECKING:
    from datetime import date

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


class NotYourPartyError(SchetsError):
    """Someone spoke for a party that is not theirs."""

    english: ClassVar[str] = (
        "You cannot say here what {party!r} thinks of it: only members of an organisation of that party that takes "
        "part in the trajectory can, or who leads it. Ask who leads to note it, with who said it and when."
    )
    dutch: ClassVar[str] = (
        "U kunt hier niet zeggen wat {party!r} ervan vindt: dat kunnen alleen leden van een organisatie van die partij "
        "die meedoet aan het traject, of wie het begeleidt. Vraag de begeleider om het te noteren, met wie het zei en "
        "wanneer."
    )

    def __init__(self, party: str) -> None:
        super().__init__(party=party[:_MOST_SHOWN])


class WordOfPartyError(SchetsError):
    """A word of a party stands without who said it, or on a day on which it cannot have been said."""

    english: ClassVar[str] = (
        "Of this word it must stand who said it, and on which day: not before the version was there ({first}) and not "
        "after today. The name was {said_by!r}, the day {on}. Nothing was saved; mend it and try again."
    )
    dutch: ClassVar[str] = (
        "Bij dit oordeel moet staan wie het zei en op welke dag: niet voordat de versie er was ({first}) en niet na "
        "vandaag. De naam was {said_by!r}, de dag {on}. Er is niets bewaard; verbeter het en probeer het opnieuw."
    )

    def __init__(self, *, said_by: str, on: date, first: date) -> None:
        super().__init__(said_by=said_by[:_MOST_SHOWN], on=on.isoformat(), first=first.isoformat())
