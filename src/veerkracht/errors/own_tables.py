"""Errors about an organisation's own tables: the upload, the mapping, the check and what is kept.

OwnTableError
├── UploadError              the file cannot be taken in, whatever its figures say
│   ├── UploadNameError          the name of the file leads elsewhere
│   ├── UploadKindError          a kind of file that is not taken
│   ├── UploadSizeError          more bytes, rows, columns or text than a table of areas has
│   ├── UnsafeWorkbookError      macros, links to other files, files within, entities
│   └── UploadContentError       the content is not what the name says
├── MappingFaultError        the mapping says something that cannot be
├── FaultyRowsError          rows are wrong and nobody chose to leave them out
├── NothingAcceptedError     no row of the table can be used
├── OwnCodeError             another own table has the same code for another figure
├── OrganisationIdError      an organisation is not named by a UUID
├── UnknownTableError        the organisation has no such table
├── NothingToUndoError       there is no earlier version
└── OwnStoreError            the kept versions cannot be read or written
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


class Words(Protocol):
    """A text in both languages: what `facts.language.Bilingual` is, one floor up."""

    @property
    def nl(self) -> str:
        """The Dutch text."""

    @property
    def en(self) -> str:
        """The English text."""


class OwnTableError(VeerkrachtError):
    """An own table cannot be taken in, kept or read."""


class UploadError(OwnTableError):
    """A file that was sent cannot be taken in, whatever its figures say."""


class UploadNameError(UploadError):
    """The name of a file leads to another place, or cannot be shown."""

    english: ClassVar[str] = (
        "{file!r} is not a good file name: {found_en}. Right is a name without folders such as woningen-2024.xlsx. "
        "Your file is not kept. Rename the file and try again."
    )
    dutch: ClassVar[str] = (
        "{file!r} is geen goede bestandsnaam: {found_nl}. Goed is een naam zonder mappen, zoals woningen-2024.xlsx. "
        "Uw bestand is niet opgeslagen. Geef het bestand een andere naam en probeer het opnieuw."
    )

    def __init__(self, file: str, *, found: Words) -> None:
        super().__init__(file=file[:80], found_nl=found.nl, found_en=found.en)


class UploadKindError(UploadError):
    """A kind of file that is not taken."""

    english: ClassVar[str] = "{file}: we do not take {kind_en}. {remedy_en} Your file is not kept."
    dutch: ClassVar[str] = "{file}: {kind_nl} nemen we niet aan. {remedy_nl} Uw bestand is niet opgeslagen."

    def __init__(self, file: str, *, kind: Words, remedy: Words) -> None:
        super().__init__(file=file, kind_nl=kind.nl, kind_en=kind.en, remedy_nl=remedy.nl, remedy_en=remedy.en)


class UploadSizeError(UploadError):
    """There is more in the file than a table of areas has."""

    english: ClassVar[str] = (
        "{file}: {found_en}. At most {limit_en} can be taken in. Your file is not kept. "
        "Remove what is not needed or split the file, and try again."
    )
    dutch: ClassVar[str] = (
        "{file}: {found_nl}. We nemen er hoogstens {limit_nl} aan. Uw bestand is niet opgeslagen. "
        "Haal weg wat niet nodig is of splits het bestand, en probeer het opnieuw."
    )

    def __init__(self, file: str, *, found: Words, limit: Words) -> None:
        super().__init__(file=file, found_nl=found.nl, found_en=found.en, limit_nl=limit.nl, limit_en=limit.en)


class UnsafeWorkbookError(UploadError):
    """A workbook holds something that a table does not need and that may do harm."""

    english: ClassVar[str] = (
        "{file}: this workbook holds {found_en}. Such a file may do harm, so we do not take it. Your file is not kept. "
        "Copy the table as values to a new workbook (.xlsx) or save it as CSV, and try again."
    )
    dutch: ClassVar[str] = (
        "{file}: in deze werkmap zit {found_nl}. Zo'n bestand kan schade doen, dus nemen we het niet aan. "
        "Uw bestand is niet opgeslagen. Kopieer de tabel als waarden naar een nieuwe werkmap (.xlsx) of sla hem op "
        "als CSV, en probeer het opnieuw."
    )

    def __init__(self, file: str, *, found: Words) -> None:
        super().__init__(file=file, found_nl=found.nl, found_en=found.en)


class UploadContentError(UploadError):
    """The content of a file is not what its name says."""

    english: ClassVar[str] = (
        "{file}: the name says {said}, but the content is {found_en}. {remedy_en} Your file is not kept."
    )
    dutch: ClassVar[str] = (
        "{file}: de naam zegt {said}, maar de inhoud is {found_nl}. {remedy_nl} Uw bestand is niet opgeslagen."
    )

    def __init__(self, file: str, *, said: str, found: Words, remedy: Words) -> None:
        super().__init__(
            file=file, said=said, found_nl=found.nl, found_en=found.en, remedy_nl=remedy.nl, remedy_en=remedy.en
        )


class MappingFaultError(OwnTableError):
    """A mapping says something that cannot be."""

    english: ClassVar[str] = "Mapping, {where}: {value!r} {wrong_en}. Right is {right_en}. Change the mapping."
    dutch: ClassVar[str] = "Koppeling, {where}: {value!r} {wrong_nl}. Goed is {right_nl}. Pas de koppeling aan."

    def __init__(self, where: str, *, value: object, wrong: Words, right: Words) -> None:
        super().__init__(
            where=where, value=value, wrong_nl=wrong.nl, wrong_en=wrong.en, right_nl=right.nl, right_en=right.en
        )


class FaultyRowsError(OwnTableError):
    """Rows are wrong, and nobody chose to take the table in without them."""

    english: ClassVar[str] = (
        "{faulty} of {rows} rows have a fault; the first: {first_en} Nothing is kept. "
        "Correct the file, or choose to take it in without the faulty rows."
    )
    dutch: ClassVar[str] = (
        "In {faulty} van de {rows} rijen zit een fout; de eerste: {first_nl} Er is niets opgeslagen. "
        "Verbeter het bestand, of kies ervoor om de rijen met een fout over te slaan."
    )

    def __init__(self, *, faulty: int, rows: int, first: Words) -> None:
        super().__init__(faulty=faulty, rows=rows, first_nl=first.nl, first_en=first.en)


class NothingAcceptedError(OwnTableError):
    """No row of the table can be used."""

    english: ClassVar[str] = (
        "None of the {rows} rows can be used. {first_en} Nothing is kept. Check which column holds the area and which "
        "the year, or correct the file."
    )
    dutch: ClassVar[str] = (
        "Van de {rows} rijen is er geen te gebruiken. {first_nl} Er is niets opgeslagen. Controleer in welke kolom het "
        "gebied staat en in welke het jaar, of verbeter het bestand."
    )

    def __init__(self, *, rows: int, first: Words) -> None:
        super().__init__(rows=rows, first_nl=first.nl, first_en=first.en)


class OwnCodeError(OwnTableError):
    """Another table of the organisation has the same code for another figure."""

    english: ClassVar[str] = (
        "The code {code!r} already stands for another figure in the table {table!r} ({was_en}). Nothing is kept. "
        "Choose another code, or the same kind and unit."
    )
    dutch: ClassVar[str] = (
        "De code {code!r} hoort al bij een ander cijfer in de tabel {table!r} ({was_nl}). Er is niets opgeslagen. "
        "Kies een andere code, of dezelfde soort en eenheid."
    )

    def __init__(self, code: str, *, table: str, was: Words) -> None:
        super().__init__(code=code, table=table, was_nl=was.nl, was_en=was.en)


class OrganisationIdError(OwnTableError):
    """An organisation is not named by a UUID."""

    english: ClassVar[str] = (
        "{value!r} is not the id of an organisation. Right is a UUID such as 0b9f3c1e-5a77-4c7e-9f0e-1f6f3f0f6a11. "
        "Open the page of the organisation and start again from there."
    )
    dutch: ClassVar[str] = (
        "{value!r} is niet het kenmerk van een organisatie. Goed is een UUID zoals "
        "0b9f3c1e-5a77-4c7e-9f0e-1f6f3f0f6a11. Open de pagina van de organisatie en begin daar opnieuw."
    )

    def __init__(self, value: object) -> None:
        super().__init__(value=str(value)[:60])


class UnknownTableError(OwnTableError):
    """The organisation has no table of this name."""

    english: ClassVar[str] = "There is no own table {table!r}.{hint_en} Choose one from the list of tables."
    dutch: ClassVar[str] = "Er is geen eigen tabel {table!r}.{hint_nl} Kies er een uit de lijst met tabellen."

    def __init__(self, table: str, *, available: Iterable[str]) -> None:
        super().__init__(table=table, **did_you_mean(table, available))


class NothingToUndoError(OwnTableError):
    """There is no version that is in use, so nothing can be undone."""

    english: ClassVar[str] = (
        "The table {table!r} has no version in use any more, so there is nothing to undo. Take in the file again."
    )
    dutch: ClassVar[str] = (
        "Van de tabel {table!r} is geen versie meer in gebruik. Er valt dus niets ongedaan te maken. "
        "Lees het bestand opnieuw in."
    )

    def __init__(self, table: str) -> None:
        super().__init__(table=table)


class OwnStoreError(OwnTableError):
    """What is kept of an organisation cannot be read or written; what was kept before is untouched."""

    english: ClassVar[str] = (
        "The own tables of this organisation cannot be {act_en}: {reason}. What was kept before is unchanged. "
        "Try again; if it goes wrong again, ask the manager of this installation."
    )
    dutch: ClassVar[str] = (
        "De eigen tabellen van deze organisatie zijn niet te {act_nl}: {reason}. Wat al was opgeslagen is niet "
        "veranderd. Probeer het opnieuw; gaat het weer mis, vraag dan de beheerder van deze installatie."
    )

    def __init__(self, *, act: Words, reason: str) -> None:
        super().__init__(act_nl=act.nl, act_en=act.en, reason=reason)
