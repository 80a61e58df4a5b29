"""Errors about files that a user brings: what is wrong, on which line, and what to do about it."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.base import VeerkrachtError


class FileError(VeerkrachtError):
    """A file of the user cannot be taken in."""


class LeftOutError(FileError):
    """A file is sound, but holds nothing for this program; in a folder it is passed over and named."""


class FileMissingError(FileError):
    """The path leads to nothing."""

    english: ClassVar[str] = "{file}: this file does not exist (any more). Check the path and whether it was moved."
    dutch: ClassVar[str] = "{file}: dit bestand bestaat niet (meer). Controleer het pad en of het is verplaatst."


class FileAccessError(FileError):
    """The operating system does not let us read the file."""

    english: ClassVar[str] = "{file}: this file may not be read ({cause}). Ask for read access or copy the file."
    dutch: ClassVar[str] = "{file}: dit bestand mag niet worden gelezen ({cause}). Vraag leesrechten of maak een kopie."


class FolderLoopError(FileError):
    """A link leads back to a folder above it."""

    english: ClassVar[str] = (
        "{file}: this link leads back to a folder above it. Remove the link or name a folder in it."
    )
    dutch: ClassVar[str] = "{file}: deze koppeling wijst naar een bovenliggende map. Verwijder de koppeling."


class EmptyFileError(FileError):
    """The file has no bytes."""

    english: ClassVar[str] = (
        "{file}: this file is empty (0 bytes), so there is nothing to read. "
        "Save or download it again, and choose it anew."
    )
    dutch: ClassVar[str] = (
        "{file}: dit bestand is leeg (0 bytes), dus er valt niets te lezen. "
        "Bewaar of download het opnieuw, en kies het dan nog eens."
    )


class FileSizeError(FileError):
    """The file is larger than any table of areas is."""

    english: ClassVar[str] = "{file}: {megabytes} MB is more than the {limit} MB we take. Split the file per year."
    dutch: ClassVar[str] = (
        "{file}: {megabytes} MB is meer dan de {limit} MB die we inlezen. Splits het bestand per jaar."
    )


class NoRowsError(FileError):
    """There is a header, but nothing below it."""

    english: ClassVar[str] = "{file}: only a header, no rows. Download the file again, with the areas you need."
    dutch: ClassVar[str] = (
        "{file}: alleen een kopregel, geen rijen. Download het opnieuw, met de gebieden die u nodig hebt."
    )


class NoHeaderError(FileError):
    """A column has no name, or two have the same."""

    english: ClassVar[str] = (
        "{file}: column name {column!r} stands {times} times in the header. Give each column its own name."
    )
    dutch: ClassVar[str] = (
        "{file}: kolomnaam {column!r} staat {times} keer in de kopregel. Geef elke kolom een eigen naam."
    )


class EncodingError(FileError):
    """The bytes are no text in one encoding."""

    english: ClassVar[str] = (
        "{file}, line {line}: byte 0x{byte:02X} does not fit the encoding of the rest (UTF-8). "
        "Save the file again as CSV UTF-8."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}: byte 0x{byte:02X} past niet bij de codering van de rest (UTF-8). "
        "Sla het bestand opnieuw op als CSV UTF-8."
    )


class NulByteError(FileError):
    """A text file holds a NUL byte."""

    english: ClassVar[str] = (
        "{file}, line {line}: a NUL byte (0x00) in the text; the file is damaged. Download it again."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}: een NUL-byte (0x00) in de tekst; het bestand is beschadigd. Download het opnieuw."
    )


class HugeCellError(FileError):
    """One cell is longer than any value is."""

    english: ClassVar[str] = "{file}, line {line}: a cell of more than {limit} characters. Is a quotation mark missing?"
    dutch: ClassVar[str] = (
        "{file}, regel {line}: een cel van meer dan {limit} tekens. Ontbreekt er een aanhalingsteken?"
    )


class RaggedRowError(FileError):
    """A row has more or fewer cells than the header."""

    english: ClassVar[str] = (
        "{file}, line {line}: {found} cells, but the header has {expected}. "
        "Look for a missing or superfluous delimiter {delimiter!r} or quotation mark."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}: {found} cellen, maar de kopregel heeft er {expected}. "
        "Zoek een ontbrekend of overbodig scheidingsteken {delimiter!r} of aanhalingsteken."
    )


class WrongContentError(FileError):
    """The file is something else than its name or place says."""

    english: ClassVar[str] = "{file}: this is {found_en}, not a table. {remedy_en}"
    dutch: ClassVar[str] = "{file}: dit is {found_nl}, geen tabel. {remedy_nl}"


class BrokenFileError(FileError):
    """The file is damaged or cut off."""

    english: ClassVar[str] = "{file}: damaged or cut off {kind} ({detail}). Download the file again."
    dutch: ClassVar[str] = "{file}: beschadigde of afgebroken {kind} ({detail}). Download het bestand opnieuw."


class EncryptedFileError(FileError):
    """The file is locked with a password."""

    english: ClassVar[str] = "{file}: locked with a password. Save a copy without password and import that."
    dutch: ClassVar[str] = "{file}: beveiligd met een wachtwoord. Sla een kopie zonder wachtwoord op en lees die in."


class MergedCellsError(FileError):
    """An Excel sheet has merged cells in the table."""

    english: ClassVar[str] = (
        "{file}, sheet {sheet!r}: merged cells {cells}. Unmerge them: one value per cell, one header row."
    )
    dutch: ClassVar[str] = (
        "{file}, blad {sheet!r}: samengevoegde cellen {cells}. Splits ze: één waarde per cel, één kopregel."
    )


class FormulaError(FileError):
    """An Excel cell holds a formula without a result, or an error."""

    english: ClassVar[str] = (
        "{file}, row {line}, column {column!r}: formula result {value!r}. Replace formulas by values."
    )
    dutch: ClassVar[str] = (
        "{file}, rij {line}, kolom {column!r}: uitkomst van formule {value!r}. Vervang formules door waarden."
    )


class NumberError(FileError):
    """A cell that should be a number is something else."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value!r} is not a number. "
        "Right are 12, 12.5 or 12,5, and for a missing value: empty, '.', NA or x."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value!r} is geen getal. "
        "Goed zijn 12, 12.5 of 12,5, en voor een ontbrekende waarde: leeg, '.', NA of x."
    )


class InfiniteNumberError(FileError):
    """A number is too large to be one."""

    english: ClassVar[str] = "{file}, line {line}, column {column!r}: {value!r} is too large. Correct the value."
    dutch: ClassVar[str] = "{file}, regel {line}, kolom {column!r}: {value!r} is te groot. Verbeter de waarde."


class DecimalError(FileError):
    """It cannot be known whether a comma or point marks decimals or thousands."""

    english: ClassVar[str] = (
        "{file}, column {column!r}: {value!r} (line {line}) and {other!r} (line {other_line}) use comma and point "
        "in different ways. Use one decimal mark and no thousands separator."
    )
    dutch: ClassVar[str] = (
        "{file}, kolom {column!r}: {value!r} (regel {line}) en {other!r} (regel {other_line}) gebruiken komma en punt "
        "door elkaar. Gebruik één decimaalteken en geen teken voor duizendtallen."
    )


class ImpossibleValueError(FileError):
    """A value lies outside what its indicator can be."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value:g} is impossible for {indicator!r}; "
        "right is {low:g} to {high:g} ({unit_en}). Correct the value or the mapping."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value:g} kan niet voor {indicator!r}; "
        "goed is {low:g} tot en met {high:g} ({unit_nl}). Verbeter de waarde of de koppeling."
    )


class FractionError(FileError):
    """A count is no whole number: perhaps its point is a thousands separator."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value!r} is not a whole number, but {indicator!r} counts. "
        "If the mark separates thousands, remove it."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value!r} is geen heel getal, maar {indicator!r} telt. "
        "Is het teken voor duizendtallen? Haal het dan weg."
    )


class DuplicateRowError(FileError):
    """One area stands twice in one period, with different values."""

    english: ClassVar[str] = (
        "{file}, line {line}: area {code!r} stood already on line {first} (period {period}), with other values. "
        "Keep one of them."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}: gebied {code!r} stond al op regel {first} (periode {period}), met andere waarden. "
        "Houd er één over."
    )


class FileCodeError(FileError):
    """A cell in the code column is no area code."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value!r} is not an area code. "
        "Right are GM0344, WK034401, BU03440111 or a postcode such as 3511."
    )
    dutch: ClassVar[str] = (
        "{file}, regel {line}, kolom {column!r}: {value!r} is geen gebiedscode. "
        "Goed zijn GM0344, WK034401, BU03440111 of een postcode zoals 3511."
    )


class FilePeriodError(FileError):
    """A cell in the period column is no period."""

    english: ClassVar[str] = (
        "{file}, line {line}, column {column!r}: {value!r} is not a year. Right are 2024 or 2024JJ00."
    )
    dutch: ClassVar[str] = "{file}, regel {line}, kolom {column!r}: {value!r} is geen jaar. Goed zijn 2024 of 2024JJ00."


class NoYearError(FileError):
    """Nothing in the file or its name tells the year of the figures."""

    english: ClassVar[str] = (
        "{file}: the year of the figures is not in the file, and its name and folder give {found}. "
        "Put one year in the name, for example kwb-2024.csv."
    )
    dutch: ClassVar[str] = (
        "{file}: het jaar van de cijfers staat niet in het bestand, en naam en map geven {found}. "
        "Zet één jaar in de naam, bijvoorbeeld kwb-2024.csv."
    )


class NoCodeColumnError(FileError):
    """A known layout lacks the column with area codes."""

    english: ClassVar[str] = (
        "{file}: {layout_en}, but without area codes. Expected one of the columns {expected}. Add the column."
    )
    dutch: ClassVar[str] = (
        "{file}: {layout_nl}, maar zonder gebiedscodes. Verwacht: een van de kolommen {expected}. Voeg de kolom toe."
    )


class TwoCodeColumnsError(LeftOutError):
    """More than one column holds area codes and nobody said which counts."""

    english: ClassVar[str] = "{file}: columns {columns} all hold area codes. Say in a mapping which counts:\n{proposal}"
    dutch: ClassVar[str] = (
        "{file}: de kolommen {columns} hebben allemaal gebiedscodes. Geef in een koppeling aan welke telt:\n{proposal}"
    )


class UnknownLayoutError(LeftOutError):
    """A table of areas whose columns we do not know."""

    english: ClassVar[str] = (
        "{file}: has area codes (column {code!r}), but this layout is unknown. "
        "Use --mapping mapping.toml; import this file on its own to see a proposal.\n{proposal}"
    )
    dutch: ClassVar[str] = (
        "{file}: heeft gebiedscodes (kolom {code!r}), maar deze indeling is onbekend. "
        "Gebruik --mapping koppeling.toml; lees dit bestand apart in voor een voorstel.\n{proposal}"
    )


class NotAreaDataError(LeftOutError):
    """A file without areas."""

    english: ClassVar[str] = "{file}: no figures of areas ({found_en}). Not imported."
    dutch: ClassVar[str] = "{file}: geen cijfers over gebieden ({found_nl}). Niet ingelezen."


class ErrorAnswerError(LeftOutError):
    """A saved answer of a service is an error message."""

    english: ClassVar[str] = (
        "{file}: this is an error message of {service}, not data: {detail!r}. Download the data again."
    )
    dutch: ClassVar[str] = (
        "{file}: dit is een foutmelding van {service}, geen data: {detail!r}. Download de data opnieuw."
    )


class ArchiveError(FileError):
    """A zip file is unsafe to unpack."""

    english: ClassVar[str] = "{file}: unsafe zip file: {found_en}. Unpack it yourself and import the folder."
    dutch: ClassVar[str] = "{file}: onveilig zipbestand: {found_nl}. Pak het zelf uit en lees de map in."


class GeometryError(FileError):
    """A polygon is no polygon of an area."""

    english: ClassVar[str] = "{file}, area {code!r}: the polygon {found_en}. Correct it in a GIS or download it again."
    dutch: ClassVar[str] = (
        "{file}, gebied {code!r}: de polygoon {found_nl}. Herstel die in een GIS of download opnieuw."
    )


class CoordinateError(FileError):
    """Coordinates lie outside the Netherlands, or are swapped."""

    english: ClassVar[str] = (
        "{file}, area {code!r}: coordinate ({x:g}, {y:g}) is outside the Netherlands{hint_en}. "
        "Right are longitude 3 to 7.5 and latitude 50.5 to 54 (WGS84), or RD metres."
    )
    dutch: ClassVar[str] = (
        "{file}, gebied {code!r}: coördinaat ({x:g}, {y:g}) ligt buiten Nederland{hint_nl}. "
        "Goed zijn lengte 3 tot 7,5 en breedte 50,5 tot 54 (WGS84), of RD in meters."
    )


class MappingError(FileError):
    """The TOML that maps an own table is wrong."""

    english: ClassVar[str] = "Mapping {file}, {where}: {found_en}"
    dutch: ClassVar[str] = "Koppeling {file}, {where}: {found_nl}"


class LayoutFileError(FileError):
    """A layout that ships with the program contradicts itself."""

    english: ClassVar[str] = "Layout {layout!r}: unknown key {key!r} or value of the wrong type. Report this fault."
    dutch: ClassVar[str] = "Indeling {layout!r}: onbekende sleutel {key!r} of waarde van verkeerd type. Meld deze fout."


class NothingFoundError(FileError):
    """A folder holds no file at all."""

    english: ClassVar[str] = (
        "{file}: this folder holds no files. Name a folder with CSV, Excel, Parquet, JSON or zip files."
    )
    dutch: ClassVar[str] = "{file}: deze map bevat geen bestanden. Noem een map met CSV, Excel, Parquet, JSON of zip."
