"""Errors of the atlas: a year, level, map or pair of places that cannot be shown.

AtlasError
├── AtlasYearError      nothing is known yet until that year
├── AtlasLevelError     there is no map of that level of areas
├── AtlasMapError       there is no map of that number
└── AtlasPairError      two places cannot be laid beside each other

Catch `AtlasError` to catch all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class AtlasError(VeerkrachtError):
    """The map page cannot show what was asked."""


class AtlasYearError(AtlasError):
    """Nothing is known yet until that year."""

    english: ClassVar[str] = "Until {until} no map can be made of {place}. Choose one of the years {known}."
    dutch: ClassVar[str] = "Tot en met {until} kunnen we geen kaart maken van {place}. Kies een van de jaren {known}."

    def __init__(self, until: int, *, place: str, years: Iterable[int]) -> None:
        super().__init__(until=until, place=place, known=", ".join(str(year) for year in years) or "-")


class AtlasLevelError(AtlasError):
    """There is no map of that level of areas."""

    english: ClassVar[str] = "{level!r} is not a level of the atlas. Choose buurt, wijk or gemeente."
    dutch: ClassVar[str] = "{level!r} is geen niveau van de atlas. Kies buurt, wijk of gemeente."

    def __init__(self, level: object) -> None:
        super().__init__(level=str(level))


class AtlasMapError(AtlasError):
    """There is no map of that number."""

    english: ClassVar[str] = "There is no map {number!r} here. Choose one of {known}."
    dutch: ClassVar[str] = "Er is hier geen kaart {number!r}. Kies een van {known}."

    def __init__(self, number: object, *, available: Iterable[object]) -> None:
        super().__init__(number=str(number), known=", ".join(str(one) for one in available) or "-")


class AtlasPairError(AtlasError):
    """Two places cannot be laid beside each other."""

    english: ClassVar[str] = "A comparison takes two different places of one level, not {given}. Choose two."
    dutch: ClassVar[str] = (
        "Voor een vergelijking zijn twee verschillende gebieden van hetzelfde niveau nodig, niet {given}. Kies er twee."
    )

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(given=", ".join(codes) or "-")
