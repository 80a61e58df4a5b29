"""Errors of spatial statistics: too little to see a pattern in.

SignaleringError
├── TooFewNeighboursError    too few areas with a neighbour, or all alike
└── NoGroupError             nobody to compare with
"""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.signalering import SignaleringError


class TooFewNeighboursError(SignaleringError):
    """Too few areas have a neighbour, or all have the same figure."""

    english: ClassVar[str] = (
        "{areas} areas with a neighbour and different figures are too few to see a pattern in; {least} is the least. "
        "Take smaller areas, or a larger city."
    )
    dutch: ClassVar[str] = (
        "{areas} gebieden met een buur en verschillende cijfers zijn te weinig om een patroon in te zien; het minste "
        "is {least}. Neem kleinere gebieden of een grotere gemeente."
    )

    def __init__(self, *, areas: int, least: int) -> None:
        super().__init__(areas=areas, least=least)


class NoGroupError(SignaleringError):
    """There is nobody in a group, nobody outside it, or only one area."""

    english: ClassVar[str] = (
        "Segregation needs at least two areas, with people in the group and people outside it; here are {areas} areas. "
        "Choose another figure."
    )
    dutch: ClassVar[str] = (
        "Segregatie vraagt minstens twee gebieden, met mensen in de groep en mensen daarbuiten; hier zijn {areas} "
        "gebieden. Kies een ander cijfer."
    )

    def __init__(self, *, areas: int) -> None:
        super().__init__(areas=areas)
