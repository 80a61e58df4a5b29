"""Errors of the gradient of a simulation over its levers."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.stad import StadError


class TapeYearsError(StadError):
    """The memory of a gradient was made for another number of years than the policy has."""

    english: ClassVar[str] = (
        "The memory of the gradient holds {found} years and the policy {wanted}. "
        "Make it with tape(base, years={wanted}), or leave it out."
    )
    dutch: ClassVar[str] = (
        "Het geheugen van de gradiënt telt {found} jaren en het beleid {wanted}. "
        "Maak het met tape(base, years={wanted}), of laat het weg."
    )

    def __init__(self, *, found: int, wanted: int) -> None:
        super().__init__(found=found, wanted=wanted)


class YearNotRunError(StadError):
    """A year is gone through backwards that was not run forwards with a memory."""

    english: ClassVar[str] = (
        "A year without notes cannot be gone through backwards. Run it first, with the memory that tape() makes."
    )
    dutch: ClassVar[str] = (
        "Een jaar zonder aantekeningen is niet terug te rekenen. Reken het eerst door, met het geheugen van tape()."
    )
