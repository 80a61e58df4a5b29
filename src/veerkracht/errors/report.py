"""Errors about reports: a document that would not be honest, readable or accessible is not made.

ReportError
├── MissingAltTextError      a picture has no text for those who cannot see it
├── MissingDataTableError    a picture has no table of the figures that it shows
├── MissingSourceError       a figure does not say where it comes from
├── MissingHeadingError      a document, section or table has no title
├── HeadingDepthError        sections are nested deeper than a reader can follow
├── FigureValueError         a figure is not a number, or lies outside its own interval
├── ReportTableError         a row of a table has another number of cells than there are columns
├── PictureShapeError        the arrays of a map or chart do not fit its areas
├── DuplicateAnchorError     two parts of a document ask for the same anchor
├── WriteReportError         the file cannot be written
└── UnknownFormatError       no file of that kind is made

Catch `ReportError` to catch all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean


class ReportError(VeerkrachtError):
    """A report cannot be made as it should be."""


class MissingAltTextError(ReportError):
    """A picture has no text for those who cannot see it."""

    english: ClassVar[str] = (
        "The figure {figure!r} has no alternative text. Say in one or two sentences what the picture shows."
    )
    dutch: ClassVar[str] = (
        "De figuur {figure!r} heeft geen alternatieve tekst. Vertel in een of twee zinnen wat het beeld laat zien."
    )

    def __init__(self, figure: str) -> None:
        super().__init__(figure=figure)


class MissingDataTableError(ReportError):
    """A picture has no table of the figures that it shows."""

    english: ClassVar[str] = (
        "The figure {figure!r} has no data table, or an empty one. Give the figures that it shows as a table."
    )
    dutch: ClassVar[str] = (
        "De figuur {figure!r} heeft geen gegevenstabel, of een lege. Geef de cijfers die erin staan als tabel."
    )

    def __init__(self, figure: str) -> None:
        super().__init__(figure=figure)


class MissingSourceError(ReportError):
    """A figure does not say where or when it comes from."""

    english: ClassVar[str] = (
        "{what!r} has no {lacks}. Every figure names its source, year and level; add what is missing."
    )
    dutch: ClassVar[str] = "{what!r} mist: {lacks}. Elk cijfer noemt zijn bron, jaar en niveau; vul aan wat ontbreekt."

    def __init__(self, what: str, *, lacks: str) -> None:
        super().__init__(what=what, lacks=lacks)


class MissingHeadingError(ReportError):
    """A document, section, column or table has no title."""

    english: ClassVar[str] = "A part of the report ({part}) has no title. Give it a title; readers navigate by titles."
    dutch: ClassVar[str] = (
        "Een onderdeel van het rapport ({part}) heeft geen titel. Geef het een titel; lezers vinden zo hun weg."
    )

    def __init__(self, part: str) -> None:
        super().__init__(part=part)


class HeadingDepthError(ReportError):
    """Sections are nested deeper than a reader can follow."""

    english: ClassVar[str] = (
        "The section {heading!r} lies {depth} levels deep; at most {limit} are allowed. Make the report flatter."
    )
    dutch: ClassVar[str] = (
        "Het hoofdstuk {heading!r} ligt {depth} niveaus diep; hoogstens {limit} mag. Maak het rapport platter."
    )

    def __init__(self, heading: str, *, depth: int, limit: int) -> None:
        super().__init__(heading=heading, depth=depth, limit=limit)


class FigureValueError(ReportError):
    """A figure is not a number, or lies outside its own interval."""

    english: ClassVar[str] = (
        "The figure {text!r} has value {value} with interval {low} to {high}. A figure is a finite number inside its "
        "interval; a value that is missing is said with its reason."
    )
    dutch: ClassVar[str] = (
        "Het cijfer {text!r} heeft waarde {value} met interval {low} tot {high}. Een cijfer is een eindig getal binnen "
        "zijn interval; een waarde die ontbreekt, krijgt een reden."
    )

    def __init__(self, text: str, *, value: float, low: float | None, high: float | None) -> None:
        super().__init__(text=text, value=value, low=low, high=high)


class ReportTableError(ReportError):
    """A row of a table has another number of cells than there are columns."""

    english: ClassVar[str] = (
        "Table {caption!r}, row {row}: {cells} cells for {columns} columns. Give every column a cell."
    )
    dutch: ClassVar[str] = (
        "Tabel {caption!r}, rij {row}: {cells} cellen voor {columns} kolommen. Geef elke kolom een cel."
    )

    def __init__(self, caption: str, *, row: int, cells: int, columns: int) -> None:
        super().__init__(caption=caption, row=row, cells=cells, columns=columns)


class PictureShapeError(ReportError):
    """The parts of a map or chart do not fit one another."""

    english: ClassVar[str] = "{what} of this picture: {found}, but right would be {expected}."
    dutch: ClassVar[str] = "{what} van dit beeld: {found}, maar goed zou zijn: {expected}."

    def __init__(self, what: str, *, found: object, expected: object) -> None:
        super().__init__(what=what, found=found, expected=expected)


class DuplicateAnchorError(ReportError):
    """Two parts of a document ask for the same anchor."""

    english: ClassVar[str] = "The anchor {anchor!r} stands twice in the report. Choose another for one of them."
    dutch: ClassVar[str] = "Het anker {anchor!r} staat twee keer in het rapport. Kies er een ander voor één van beide."

    def __init__(self, anchor: str) -> None:
        super().__init__(anchor=anchor)


class UnknownAnchorError(ReportError):
    """A link leads to nothing in the document."""

    english: ClassVar[str] = "A link leads to {anchor!r}, but no part of the report has that anchor.{hint_en}"
    dutch: ClassVar[str] = "Een verwijzing leidt naar {anchor!r}, maar geen deel van het rapport heet zo.{hint_nl}"

    def __init__(self, anchor: str, *, available: Iterable[str]) -> None:
        super().__init__(anchor=anchor, **did_you_mean(anchor, available))


class WriteReportError(ReportError):
    """The file cannot be written, or the typesetter refuses the report."""

    english: ClassVar[str] = "{name} could not be written: {why}. Nothing was changed on disk."
    dutch: ClassVar[str] = "{name} kon niet worden geschreven: {why}. Er is niets veranderd op schijf."

    def __init__(self, name: str, *, why: str) -> None:
        super().__init__(name=name, why=why)


class UnknownFormatError(ReportError):
    """A report was asked for as a file that we do not make."""

    english: ClassVar[str] = "A report cannot be written as {format!r}.{hint_en} Choose from {right}."
    dutch: ClassVar[str] = "Een rapport als {format!r} bestaat niet.{hint_nl} Kies uit {right}."

    def __init__(self, wrong: str, *, available: Sequence[str]) -> None:
        super().__init__(format=wrong, right=", ".join(available), **did_you_mean(wrong, available))
