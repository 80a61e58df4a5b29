"""Errors about carrying figures over to other boundaries.

BridgingError
├── ShareError               shares of one old area that cannot be
├── NoLinkError              a file that should link old and new areas does not
├── LinkTableError           a link table contradicts itself
├── NothingLinkedError       the link table knows none of the areas of the table
├── BridgeChoiceError        no link table and no two maps, or both
├── NoPolygonsError          a file that should hold polygons does not
└── ConvertedFormatError     the converted table cannot be written in this form
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError

if TYPE_CHECKING:
    from collections.abc import Iterable


class BridgingError(VeerkrachtError):
    """Figures cannot be carried over to other boundaries."""


class ShareError(BridgingError):
    """The shares of one old area are not between 0 and 1, or add up to more than 1."""

    english: ClassVar[str] = (
        "The parts of area {code!r} add up to {total:.4g}. Each part lies between 0 and 1, and together they are at "
        "most 1. Correct the shares."
    )
    dutch: ClassVar[str] = (
        "De delen van gebied {code!r} zijn samen {total:.4g}. Elk deel ligt tussen 0 en 1 en samen zijn ze hoogstens "
        "1. Verbeter de delen."
    )

    def __init__(self, code: str, *, total: float) -> None:
        super().__init__(code=code, total=total)


class NoLinkError(BridgingError):
    """A file was given as a link table that is none."""

    english: ClassVar[str] = (
        "{file}: this is no link table. Right is a CSV with the columns {columns}, one row for each pair of an old and "
        "a new area. Choose another file with --link."
    )
    dutch: ClassVar[str] = (
        "{file}: dit is geen koppeltabel. Goed is een CSV met de kolommen {columns}, met een rij voor elk paar van een "
        "oud en een nieuw gebied. Kies een ander bestand met --link."
    )

    def __init__(self, file: str, *, columns: Iterable[str]) -> None:
        super().__init__(file=file, columns=", ".join(columns))


class LinkTableError(BridgingError):
    """A row of a link table cannot be."""

    english: ClassVar[str] = "{file}, line {line}: {what_en}"
    dutch: ClassVar[str] = "{file}, regel {line}: {what_nl}"

    def __init__(self, file: str, *, line: int, what_nl: str, what_en: str) -> None:
        super().__init__(file=file, line=line, what_nl=what_nl, what_en=what_en)


class NothingLinkedError(BridgingError):
    """The link table knows none of the areas of the table."""

    english: ClassVar[str] = (
        "{file}: none of its {count} areas (such as {example!r}) stands in the link table, which has old codes such as "
        "{linked!r}. Are the columns for old and new swapped, or is it of another gemeente?"
    )
    dutch: ClassVar[str] = (
        "{file}: geen van de {count} gebieden (zoals {example!r}) staat in de koppeltabel, die oude codes heeft zoals "
        "{linked!r}. Zijn de kolommen voor oud en nieuw verwisseld, of is het een andere gemeente?"
    )

    def __init__(self, file: str, *, count: int, example: str, linked: str) -> None:
        super().__init__(file=file, count=count, example=example, linked=linked)


class BridgeChoiceError(BridgingError):
    """It is not clear by what figures must be carried over."""

    english: ClassVar[str] = (
        "Give either a link table (--link), or two maps: of the old areas (--old) and of the new ones (--new)."
    )
    dutch: ClassVar[str] = (
        "Geef een koppeltabel (--link), of twee kaarten: van de oude gebieden (--old) en van de nieuwe (--new)."
    )


class NoPolygonsError(BridgingError):
    """A file was given as a map that holds no polygons of this level."""

    english: ClassVar[str] = (
        "{file}: this file holds no polygons of level {level}. Right is a GeoPackage or GeoJSON with the borders of "
        "the areas in the table. Choose another file."
    )
    dutch: ClassVar[str] = (
        "{file}: dit bestand heeft geen kaartvlakken van niveau {level}. Goed is een GeoPackage of GeoJSON met de "
        "grenzen van de gebieden in de tabel. Kies een ander bestand."
    )

    def __init__(self, file: str, *, level: str) -> None:
        super().__init__(file=file, level=level)


class ConvertedFormatError(BridgingError):
    """The converted table was asked for in a form that we do not write."""

    english: ClassVar[str] = "{file}: a converted table is written as CSV. Choose a name that ends in .csv."
    dutch: ClassVar[str] = "{file}: een omgerekende tabel wordt CSV. Kies een naam die eindigt op .csv."

    def __init__(self, file: str) -> None:
        super().__init__(file=file)
