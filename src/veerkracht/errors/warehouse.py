"""Errors about the stored data: the warehouse of Parquet files and its manifest.

WarehouseError
├── NothingStoredError       nothing is stored at this level
├── UnknownYearError         nothing is stored on the boundaries of this year
├── NoBoundariesError        there are figures, but no polygons
├── NoHierarchyError         areas of this level do not lie in a gemeente
├── UnknownDatasetError      no dataset has this name
├── DatasetNameError         a name that cannot be stored
├── IndicatorNameError       an indicator code that cannot be a column name
├── EmptyDatasetError        a table without areas, periods or indicators
├── DuplicatePartError       one batch adds the same thing twice
├── DamagedFileError         a stored file is not what was written
├── ManifestError            the list of contents cannot be read
├── NewerWarehouseError      written by a newer version of this program
├── WarehouseBusyError       another process is writing
└── WarehouseWriteError      the disk does not take it
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


class WarehouseError(VeerkrachtError):
    """The stored data cannot be read or written."""


class NothingStoredError(WarehouseError):
    """Nothing is stored at the level that was asked for."""

    english: ClassVar[str] = (
        "Nothing is stored at level {level}. Stored are: {available}. Fetch figures with `veerkracht data refresh`, "
        "or take in files with `veerkracht data import`."
    )
    dutch: ClassVar[str] = (
        "Er zijn geen gegevens op niveau {level}. Wel op: {available}. Haal cijfers op met `veerkracht data refresh`, "
        "of lees bestanden in met `veerkracht data import`."
    )

    def __init__(self, level: str, *, available: Iterable[str]) -> None:
        super().__init__(level=level, available=", ".join(available) or "-")


class UnknownYearError(WarehouseError):
    """Nothing is stored on the boundaries of the year that was asked for."""

    english: ClassVar[str] = (
        "Nothing is stored on boundaries of {year} at level {level}. There are boundaries of: {available}. "
        "Choose one of these years."
    )
    dutch: ClassVar[str] = (
        "Er zijn op niveau {level} geen gegevens met grenzen van {year}. Wel met grenzen van: {available}. "
        "Kies een van deze jaren."
    )

    def __init__(self, year: int, *, level: str, available: Iterable[int]) -> None:
        super().__init__(year=year, level=level, available=", ".join(map(str, available)) or "-")


class NoBoundariesError(WarehouseError):
    """There are figures for these areas, but no polygons."""

    english: ClassVar[str] = (
        "No polygons are stored at level {level} for boundaries of {year}. There are polygons of: {available}. "
        "Take in a file with polygons (GeoPackage or GeoJSON), or fetch them with `veerkracht data refresh`."
    )
    dutch: ClassVar[str] = (
        "Er zijn op niveau {level} geen kaartvlakken met grenzen van {year}. Wel van: {available}. "
        "Lees een bestand met kaartvlakken in (GeoPackage of GeoJSON), of haal ze op met `veerkracht data refresh`."
    )

    def __init__(self, *, level: str, year: int | None, available: Iterable[int]) -> None:
        super().__init__(level=level, year=year or "-", available=", ".join(map(str, available)) or "-")


class NoHierarchyError(WarehouseError):
    """Areas of this level do not lie in one gemeente each, so they cannot be limited to a gemeente."""

    english: ClassVar[str] = (
        "Areas of level {level} do not each lie in one gemeente, so they cannot be limited to {within}. "
        "Ask for all of them, or for level gemeente, wijk or buurt."
    )
    dutch: ClassVar[str] = (
        "Gebieden van niveau {level} liggen niet elk in één gemeente. Beperken tot {within} kan dus niet. "
        "Vraag ze allemaal, of kies niveau gemeente, wijk of buurt."
    )

    def __init__(self, *, level: str, within: Iterable[str]) -> None:
        super().__init__(level=level, within=", ".join(within))


class UnknownDatasetError(WarehouseError):
    """No stored dataset has this name."""

    english: ClassVar[str] = "There is no dataset {dataset!r}.{hint_en} See `veerkracht data list` for what is stored."
    dutch: ClassVar[str] = "Er is geen dataset {dataset!r}.{hint_nl} Zie `veerkracht data list` voor wat er wel is."

    def __init__(self, dataset: str, *, available: Iterable[str]) -> None:
        super().__init__(dataset=dataset, **did_you_mean(dataset, available))


class DatasetNameError(WarehouseError):
    """A text cannot be the name of a dataset."""

    english: ClassVar[str] = (
        "{dataset!r} cannot be the name of a dataset. Right is a text of 1 to 120 readable characters. "
        "Choose another name."
    )
    dutch: ClassVar[str] = (
        "{dataset!r} kan niet de naam van een dataset zijn. Goed is een tekst van 1 tot 120 leesbare tekens. "
        "Kies een andere naam."
    )

    def __init__(self, dataset: str) -> None:
        super().__init__(dataset=dataset)


class IndicatorNameError(WarehouseError):
    """An indicator code cannot be the name of a stored column."""

    english: ClassVar[str] = (
        "Indicator code {code!r} cannot be stored. Right is a text of 1 to 120 characters without two underscores in a "
        "row, that differs from the others in more than capitals. Choose another code."
    )
    dutch: ClassVar[str] = (
        "Indicatorcode {code!r} kan niet worden opgeslagen. Goed is een tekst van 1 tot 120 tekens zonder twee lage "
        "streepjes achter elkaar, die niet alleen in hoofdletters van de andere verschilt. Kies een andere code."
    )

    def __init__(self, code: str) -> None:
        super().__init__(code=code)


class EmptyDatasetError(WarehouseError):
    """A dataset without areas, periods or indicators was added."""

    english: ClassVar[str] = (
        "Dataset {dataset!r} is empty: {areas} areas, {periods} periods, {indicators} indicators. "
        "At least one of each is needed. Check the file that it came from."
    )
    dutch: ClassVar[str] = (
        "Dataset {dataset!r} is leeg: {areas} gebieden, {periods} perioden, {indicators} indicatoren. "
        "Van elk is er minstens één nodig. Controleer het bestand waar de gegevens uit komen."
    )

    def __init__(self, dataset: str, *, areas: int, periods: int, indicators: int) -> None:
        super().__init__(dataset=dataset, areas=areas, periods=periods, indicators=indicators)


class DuplicatePartError(WarehouseError):
    """One batch adds the same part of a dataset twice."""

    english: ClassVar[str] = (
        "Dataset {dataset!r} gets {kind} of level {level}, boundaries of {year}, twice in one batch. "
        "Join the two first, or give them different names."
    )
    dutch: ClassVar[str] = (
        "Dataset {dataset!r} krijgt in één keer tweemaal {kind} van niveau {level} met grenzen van {year}. "
        "Voeg de twee eerst samen, of geef ze elk een eigen naam."
    )

    def __init__(self, dataset: str, *, kind: str, level: str, year: int | None) -> None:
        super().__init__(dataset=dataset, kind=kind, level=level, year=year or "-")


class DamagedFileError(WarehouseError):
    """Stored files are missing or are not what was written."""

    english: ClassVar[str] = (
        "{count} stored file(s) are damaged or gone: {names}. The checksum should be the one in the list of contents. "
        "Do not use these figures: fetch or import them again, or put back a copy of the folder {folder!r}."
    )
    dutch: ClassVar[str] = (
        "{count} opgeslagen bestand(en) zijn beschadigd of weg: {names}. Het controlegetal hoort te kloppen met de "
        "inhoudslijst. Gebruik deze cijfers niet: haal ze opnieuw op of lees ze opnieuw in, of zet een kopie van de "
        "map {folder!r} terug."
    )

    def __init__(self, names: Iterable[str], *, folder: str) -> None:
        listed = sorted(names)
        super().__init__(count=len(listed), names=", ".join(listed), folder=folder)


class ManifestError(WarehouseError):
    """The list of contents of the warehouse cannot be read."""

    english: ClassVar[str] = (
        "The list of contents of the warehouse cannot be read: {file!r} {what_en}. "
        "Put back a copy of the folder, or remove the folder and import the data again."
    )
    dutch: ClassVar[str] = (
        "De inhoudslijst van de gegevensopslag is niet te lezen: {file!r} {what_nl}. "
        "Zet een kopie van de map terug, of verwijder de map en lees de gegevens opnieuw in."
    )

    def __init__(self, file: str, *, what_en: str, what_nl: str) -> None:
        super().__init__(file=file, what_en=what_en, what_nl=what_nl)


class NewerWarehouseError(WarehouseError):
    """The warehouse was written by a newer version of the program."""

    english: ClassVar[str] = (
        "The warehouse was written by a newer version of Veerkracht (layout {found}; this version knows up to "
        "{known}). Install the newer version."
    )
    dutch: ClassVar[str] = (
        "De gegevensopslag is gemaakt met een nieuwere versie van Veerkracht (indeling {found}; deze versie kent tot "
        "en met {known}). Installeer de nieuwere versie."
    )

    def __init__(self, *, found: int, known: int) -> None:
        super().__init__(found=found, known=known)


class WarehouseBusyError(WarehouseError):
    """Another process is writing in the same warehouse."""

    english: ClassVar[str] = (
        "Another process is writing in the warehouse: {holder}. Only one may write at a time. "
        "Wait until it is ready, or stop it, and try again."
    )
    dutch: ClassVar[str] = (
        "Een ander proces schrijft in de gegevensopslag: {holder}. Er mag er maar één tegelijk schrijven. "
        "Wacht tot het klaar is, of stop het, en probeer het opnieuw."
    )

    def __init__(self, holder: str) -> None:
        super().__init__(holder=holder)


class WarehouseWriteError(WarehouseError):
    """The disk does not take what is written; what was stored before is untouched."""

    english: ClassVar[str] = (
        "Writing in {folder!r} failed: {reason}. Nothing has changed in what was stored before. "
        "Make room or give write permission, or choose another folder with VEERKRACHT_HOME."
    )
    dutch: ClassVar[str] = (
        "Schrijven in {folder!r} is mislukt: {reason}. Wat al was opgeslagen is niet veranderd. "
        "Maak ruimte of geef schrijfrechten, of kies een andere map met VEERKRACHT_HOME."
    )

    def __init__(self, folder: str, *, reason: str) -> None:
        super().__init__(folder=folder, reason=reason)
