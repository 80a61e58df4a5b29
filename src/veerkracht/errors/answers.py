"""Errors about what live services answer: tables, columns, rows and polygons that are not as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.sources import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable


class EndlessPagesError(SourceError):
    """The next page of an answer is a page that was there before."""

    english: ClassVar[str] = (
        "The pages of {address} go round in a circle after {pages} pages. Report it to the publisher."
    )
    dutch: ClassVar[str] = (
        "De pagina's van {address} lopen in een kring na {pages} pagina's. Meld het bij de uitgever van de gegevens."
    )

    def __init__(self, address: str, *, pages: int) -> None:
        super().__init__(address=address, pages=pages)


class TooManyRowsError(SourceError):
    """CBS gives at most 10,000 rows to one question."""

    english: ClassVar[str] = (
        "Table {table} has more than 10,000 rows for this question, also in its smallest parts. Ask fewer years."
    )
    dutch: ClassVar[str] = (
        "Tabel {table} heeft meer dan 10.000 rijen voor deze vraag, ook in de kleinste delen. Vraag minder jaren."
    )

    def __init__(self, table: str = "?") -> None:
        super().__init__(table=table)


class UnknownColumnError(SourceError):
    """CBS does not know a column that was asked for."""

    english: ClassVar[str] = "Table {table} has no column {column!r}.{hint_en} The publisher may have renamed it."
    dutch: ClassVar[str] = (
        "Tabel {table} heeft geen kolom {column!r}.{hint_nl} Misschien heeft de uitgever de kolom hernoemd."
    )

    def __init__(self, column: str, *, table: str = "?", available: Iterable[str] = ()) -> None:
        super().__init__(column=column, table=table, **did_you_mean(column, available))


class ServiceFaultError(SourceError):
    """A map service (WFS) or OData service answered with an error report of its own."""

    english: ClassVar[str] = "The service reports {code} for {locator!r}: {said}"
    dutch: ClassVar[str] = "De dienst meldt {code} bij {locator!r}: {said}"

    def __init__(self, *, code: str, locator: str, said: str) -> None:
        super().__init__(code=code, locator=locator or "-", said=said)


class TableGoneError(SourceError):
    """A table of the catalogue does not exist at its publisher."""

    english: ClassVar[str] = (
        "Table {table} ({name_en}) does not exist at {publisher}. It may have been renamed or withdrawn: look it up at "
        "{address} and put the new number in the catalogue, under family {family!r}."
    )
    dutch: ClassVar[str] = (
        "Tabel {table} ({name_nl}) bestaat niet bij {publisher}. Misschien is de tabel hernoemd of ingetrokken: zoek "
        "hem op bij {address} en zet het nieuwe nummer in de catalogus, bij familie {family!r}."
    )

    def __init__(self, table: str, *, family: str, name_nl: str, name_en: str, publisher: str, address: str) -> None:
        super().__init__(
            table=table, family=family, name_nl=name_nl, name_en=name_en, publisher=publisher, address=address
        )


class UnexpectedAnswerError(SourceError):
    """An answer is whole, but lacks a part that this service always gives."""

    english: ClassVar[str] = "{address} gave an answer without {part!r}. The service may have changed; report it to us."
    dutch: ClassVar[str] = (
        "{address} gaf een antwoord zonder {part!r}. Misschien is de dienst veranderd; meld het bij Veerkracht."
    )

    def __init__(self, address: str, *, part: str) -> None:
        super().__init__(address=address, part=part)


class NotANumberError(SourceError):
    """A service gave something else where a number should stand."""

    english: ClassVar[str] = "Table {table}, column {column!r}, area {area}: {value!r} is not a number."
    dutch: ClassVar[str] = "Tabel {table}, kolom {column!r}, gebied {area}: {value!r} is geen getal."

    def __init__(self, table: str, *, column: str, area: str, value: object) -> None:
        super().__init__(table=table, column=column, area=area, value=value)


class ImpossibleValueError(SourceError):
    """A service gave a number that its indicator cannot have."""

    english: ClassVar[str] = (
        "Table {table}, column {column!r}, area {area}: {value:g} cannot be; it should lie between {low:g} and "
        "{high:g}. Report it to the publisher."
    )
    dutch: ClassVar[str] = (
        "Tabel {table}, kolom {column!r}, gebied {area}: {value:g} kan niet; het hoort tussen {low:g} en {high:g} "
        "te liggen. Meld het bij de uitgever."
    )

    def __init__(self, table: str, *, column: str, area: str, value: float, low: float, high: float) -> None:
        super().__init__(table=table, column=column, area=area, value=value, low=low, high=high)


class DoubleRowError(SourceError):
    """A table gives two rows for the same area and period."""

    english: ClassVar[str] = (
        "Table {table} has two rows for area {area} in {period}. The catalogue fixes no value of: {dimensions}."
    )
    dutch: ClassVar[str] = (
        "Tabel {table} heeft twee rijen voor gebied {area} in {period}. De catalogus legt een dimensie niet vast: "
        "{dimensions}."
    )

    def __init__(self, table: str, *, area: str, period: object, dimensions: Iterable[str]) -> None:
        super().__init__(table=table, area=area, period=period, dimensions=", ".join(dimensions) or "-")


class UnknownFilterError(SourceError):
    """The catalogue fixes a dimension on a value that the table does not know."""

    english: ClassVar[str] = "Table {table}, dimension {dimension!r}, has no value {value!r}.{hint_en} It has: {some}."
    dutch: ClassVar[str] = "Tabel {table}, dimensie {dimension!r}, kent geen waarde {value!r}.{hint_nl} Wel: {some}."

    def __init__(self, table: str, *, dimension: str, value: str, available: Iterable[str]) -> None:
        known = list(available)
        some = ", ".join(known[:10]) + (" ..." if len(known) > 10 else "")
        super().__init__(table=table, dimension=dimension, value=value, some=some or "-", **did_you_mean(value, known))


class NoColumnsError(SourceError):
    """A table holds none of the columns that the catalogue expects in it."""

    english: ClassVar[str] = (
        "Table {table} holds none of the columns that we look for: {wanted}. Correct the catalogue."
    )
    dutch: ClassVar[str] = "Tabel {table} heeft geen enkele kolom die we zoeken: {wanted}. Verbeter de catalogus."

    def __init__(self, table: str, *, wanted: Iterable[str]) -> None:
        super().__init__(table=table, wanted=", ".join(wanted))


class NoRowsError(SourceError):
    """A table holds no row for a gemeente."""

    english: ClassVar[str] = (
        "Table {table} holds no rows of {gemeente}. Does the gemeente exist in that year? "
        "A merged gemeente has a new code."
    )
    dutch: ClassVar[str] = (
        "Tabel {table} heeft geen rijen van {gemeente}. Bestaat de gemeente in dat jaar? "
        "Een samengevoegde gemeente heeft een nieuwe code."
    )

    def __init__(self, table: str, *, gemeente: str) -> None:
        super().__init__(table=table, gemeente=gemeente)


class ZipMemberError(SourceError):
    """A downloaded zip file is broken, dangerous, or lacks the file that we need."""

    english: ClassVar[str] = "The zip file {address} cannot be used: {what_en}. Download it again or report it."
    dutch: ClassVar[str] = "Het zipbestand {address} is niet te gebruiken: {what_nl}. Haal het opnieuw op of meld het."

    def __init__(self, address: str, *, what_en: str, what_nl: str) -> None:
        super().__init__(address=address, what_en=what_en, what_nl=what_nl)


class BrokenPolygonError(SourceError):
    """A map service gave a polygon that cannot be read or mended."""

    english: ClassVar[str] = "{address}: the polygon of {feature} cannot be read. Report it to the publisher."
    dutch: ClassVar[str] = "{address}: de polygoon van {feature} is niet te lezen. Meld het bij de uitgever."

    def __init__(self, address: str, *, feature: str) -> None:
        super().__init__(address=address, feature=feature)


class OutsideCountryError(SourceError):
    """Coordinates that should lie in the Netherlands lie elsewhere."""

    english: ClassVar[str] = (
        "{address}: the coordinates {box} do not lie in the Netherlands (EPSG:28992). Perhaps x and y are swapped. "
        "Report it to the publisher."
    )
    dutch: ClassVar[str] = (
        "{address}: de coördinaten {box} liggen niet in Nederland (EPSG:28992). Misschien zijn x en y verwisseld. "
        "Meld het bij de uitgever."
    )

    def __init__(self, address: str, *, box: tuple[float, ...]) -> None:
        super().__init__(address=address, box=", ".join(f"{edge:.0f}" for edge in box))
