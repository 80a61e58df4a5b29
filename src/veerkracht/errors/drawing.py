"""Errors about maps as files: tiles for the browser and exports of what is on the screen.

DrawingError
├── TilesError               vector tiles could not be made
├── DifferentPolygonsError   the polygons are not those of the areas on the map
└── UnknownFormError         no file of that kind is made of a map
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean


class DrawingError(VeerkrachtError):
    """A map cannot be made as a file."""


class TilesError(DrawingError):
    """Vector tiles could not be made, or not be written."""

    english: ClassVar[str] = (
        "The tiles for the map of the country ({level}, boundaries of {year}) could not be made: {why}. The stored "
        "data are whole; maps of one city work without tiles. Mend the cause and run `veerkracht data tiles`."
    )
    dutch: ClassVar[str] = (
        "De tegels voor de kaart van het land ({level}, grenzen van {year}) konden niet worden gemaakt: {why}. De "
        "gegevens zijn heel; kaarten van één stad werken zonder tegels. Herstel de oorzaak en geef de opdracht "
        "`veerkracht data tiles`."
    )

    def __init__(self, *, level: str, year: int | None, why: str) -> None:
        super().__init__(level=level, year=year or "-", why=why.rstrip("."))


class DifferentPolygonsError(DrawingError):
    """The polygons are not those of the areas on the map, in the same order."""

    english: ClassVar[str] = (
        "The map shows {areas} areas, but the polygons are those of {polygons}; the first difference is {first!r}. "
        "Give the polygons of the same areas in the same order."
    )
    dutch: ClassVar[str] = (
        "De kaart toont {areas} gebieden, maar de kaartvlakken zijn van {polygons}; het eerste verschil is {first!r}. "
        "Geef de vlakken van dezelfde gebieden in dezelfde volgorde."
    )

    def __init__(self, *, areas: int, polygons: int, first: str) -> None:
        super().__init__(areas=areas, polygons=polygons, first=first)


class UnknownFormError(DrawingError):
    """A map was asked for as a file that we do not make."""

    english: ClassVar[str] = "A map cannot be saved as {form!r}.{hint_en} Choose from {right}."
    dutch: ClassVar[str] = "Een kaart kan niet worden bewaard als {form!r}.{hint_nl} Kies uit {right}."

    def __init__(self, wrong: str, *, available: Sequence[str]) -> None:
        super().__init__(form=wrong, right=", ".join(available), **did_you_mean(wrong, available))
