"""Errors about files that are sent to the web application.

DatasetError
├── UploadTooLargeError      more bytes than this installation takes
├── UploadGoneError          the file that waited is not there any more
├── OpenFileKindError        a kind of file that holds no open data
├── NothingFetchedError      no service gave anything
├── NothingImportedError     a file with open data could not be taken in
├── FictitiousError          the demo city has invented figures only
└── NotForYouError           what changes figures of every organisation is for a functional manager
"""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.web import WebError


class DatasetError(WebError):
    """A file that was sent cannot be used."""


class UploadTooLargeError(DatasetError):
    """A file has more bytes than this installation takes."""

    english: ClassVar[str] = (
        "{file} is {size_mb} MB; at most {most_mb} MB can be sent. Your file is not kept. "
        "Remove what is not needed or split the file, and try again."
    )
    dutch: ClassVar[str] = (
        "{file} is {size_mb} MB; u kunt hoogstens {most_mb} MB sturen. Uw bestand is niet opgeslagen. "
        "Haal weg wat niet nodig is of splits het bestand, en probeer het opnieuw."
    )

    def __init__(self, file: str, *, size: int, most: int) -> None:
        super().__init__(file=file[:80], size_mb=-(-size // 1_000_000), most_mb=most // 1_000_000)


class UploadGoneError(DatasetError):
    """The file that waited to be taken in is not there any more."""

    english: ClassVar[str] = "The file {file} is not on the server any more. Send it again."
    dutch: ClassVar[str] = "Het bestand {file} staat niet meer op de server. Stuur het opnieuw."

    def __init__(self, file: str) -> None:
        super().__init__(file=file[:80])


class NotForYouError(DatasetError):
    """Only a functional manager may change figures that every organisation sees."""

    english: ClassVar[str] = (
        "Every organisation sees these figures, so only a functional manager may bring in files. "
        "Figures of your own organisation can be brought in as an own table."
    )
    dutch: ClassVar[str] = (
        "Elke organisatie ziet deze cijfers. Daarom mag alleen een functioneel beheerder bestanden inlezen. "
        "Cijfers van uw eigen organisatie kunt u inlezen als eigen tabel."
    )


class OpenFileKindError(DatasetError):
    """A kind of file that holds no open data."""

    english: ClassVar[str] = "{file}: we do not take this kind of file. Send one of: {known}. Your file is not kept."
    dutch: ClassVar[str] = (
        "{file}: dit soort bestand nemen we niet aan. Stuur een van: {known}. Uw bestand is niet opgeslagen."
    )

    def __init__(self, file: str, *, known: str) -> None:
        super().__init__(file=file[:80], known=known)


class NothingFetchedError(DatasetError):
    """No service gave anything."""

    english: ClassVar[str] = (
        "None of the {count} tables could be fetched; what was there before is kept. First fault: {first_en} "
        "Try again later."
    )
    dutch: ClassVar[str] = (
        "Geen van de {count} tabellen kon worden opgehaald; wat er al was, is gebleven. Eerste fout: {first_nl} "
        "Probeer het later opnieuw."
    )

    def __init__(self, *, count: int, first_nl: str, first_en: str) -> None:
        super().__init__(count=count, first_nl=first_nl, first_en=first_en)


class NothingImportedError(DatasetError):
    """A file with open data could not be taken in."""

    english: ClassVar[str] = "The file was not taken in; what was there before is kept. {why_en}"
    dutch: ClassVar[str] = "Het bestand is niet ingelezen; wat er al was, is gebleven. {why_nl}"

    def __init__(self, *, why_nl: str, why_en: str) -> None:
        super().__init__(why_nl=why_nl, why_en=why_en)


class FictitiousError(DatasetError):
    """The demo city has invented figures only."""

    english: ClassVar[str] = "This is the fictitious city: its figures are invented, so there is nothing to fetch."
    dutch: ClassVar[str] = (
        "Dit is de verzonnen stad: de cijfers zijn bedacht, dus er valt niets op te halen of in te lezen."
    )
