"""A table of areas for an index, read from CSV: whatever the encoding, the delimiter or the decimal sign."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from charset_normalizer import from_bytes

from veerkracht.errors.data import AreaCodeError, PeriodError
from veerkracht.errors.design import DesignColumnError, IndexTableError
from veerkracht.facts.areas import Areas, Level, parse_code
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from veerkracht.index.design import IndexDesign

PERIOD_COLUMNS = ("period", "periode", "jaar", "year")
# A column `onv_se` holds the standard errors of the column `onv`.
ERROR_SUFFIX = "_se"
# What publishers write for no figure: CBS, PDOK, R, Excel, RIVM (../shared/data/SOURCES.md, "Traps").
_NOT_MEASURED = {"", ".", "-", "x", "na", "n/a", "nan", "null", "none", "-99999999", "-99999999.0"}
_SUPPRESSED = {"-99995", "-99995.0", "-99997", "-99997.0"}
_DELIMITERS = ";,\t|"
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
# What may hold a decimal sign at all: digits, signs and spaces, at least one digit.
_FIGURE = re.compile(r"[-+.,%\s]*\d[-+.,%\s\d]*")
# More than this unpacked is a zip bomb, not a table of areas.
_MOST_BYTES = 500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """What a file held.

    Attributes:
        table: the columns that the design uses.
        groups: for each grouping of the design, the group of each area.
        unused: names of the columns that the design does not use.
        has_periods: whether the file names periods.
    """

    table: AreaTable
    groups: dict[str, tuple[str, ...]]
    unused: tuple[str, ...]
    has_periods: bool


def read_table(path: Path, *, design: IndexDesign, area_column: str = "", extra: Sequence[str] = ()) -> TableFile:
    """Return the columns of a CSV file that a design uses, and those of `extra`.

    The first column (or `area_column`) is the area code; a column `period`, `periode`, `jaar` or `year` the
    period; a column with `_se` behind the name of an indicator its standard error. Other columns are left alone.

    Raises:
        IndexTableError: if the file cannot be read; names line, column and value.
        DesignColumnError: if it lacks a column of the design.
    """
    rows, delimiter = _rows(path)
    header, lines = rows[0][1], rows[1:]
    at = _header_positions(header, file=path.name)
    area_at = at.get(area_column) if area_column else 0
    if area_at is None:
        raise _missing(area_column, design, header, "area codes", "gebiedscodes")
    period_at = next((i for i, name in enumerate(header) if name.lower() in PERIOD_COLUMNS and i != area_at), None)
    for code in (columns := tuple(dict.fromkeys((*design.columns, *extra)))):
        if code not in at:
            raise _missing(code, design, header, "indicator or denominator", "indicator of noemer")
    for name in design.groups:
        if name not in at:
            raise _missing(name, design, header, "groups for the imputation", "groepen voor het aanvullen")
    areas, row_area = _areas(lines, at=area_at, file=path.name, column=header[area_at])
    periods, row_period = _periods(lines, at=period_at, file=path.name, header=header)
    _check_once(lines, row_area, row_period, file=path.name, column=header[area_at])
    wanted = {code: at[code] for code in columns}
    errors = {code: at[code + ERROR_SUFFIX] for code in columns if code + ERROR_SUFFIX in at}
    sign = _decimal_sign(
        lines, [*wanted.values(), *errors.values()], file=path.name, header=header, delimiter=delimiter
    )
    place = (row_area, row_period, len(areas), len(periods))
    values, reasons = _fill(lines, wanted, header, sign=sign, place=place, file=path.name)
    deviations = None
    if errors:
        deviations = np.full(values.shape, np.nan)
        known, _ = _fill(lines, errors, header, sign=sign, place=place, file=path.name)
        for column, code in enumerate(errors):
            deviations[:, :, list(wanted).index(code)] = known[:, :, column]
    table = AreaTable(
        areas=areas, periods=periods, indicators=tuple(wanted), values=values, reasons=reasons, errors=deviations
    )
    groups = {name: _group(lines, at[name], row_area, len(areas)) for name in design.groups}
    used = {area_at, period_at, *wanted.values(), *errors.values(), *(at[name] for name in design.groups)}
    unused = tuple(name for position, name in enumerate(header) if position not in used)
    return TableFile(table=table, groups=groups, unused=unused, has_periods=period_at is not None)


def _rows(path: Path) -> tuple[list[tuple[int, list[str]]], str]:
    """Return the rows that are not empty with their line number, header first, and the delimiter."""
    text = _decode(_read(path), file=path.name)
    if text.lstrip()[:1] == "<":
        raise IndexTableError(
            path.name,
            what_en="this is a web page or XML, not a table. Save the table as CSV.",
            what_nl="dit is een webpagina of XML, geen tabel. Sla de tabel op als CSV.",
        )
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise IndexTableError(
            path.name, line=reader.line_num, what_en=f"not CSV: {error}.", what_nl=f"geen CSV: {error}."
        ) from None
    if len(rows) < 2:
        raise IndexTableError(
            path.name,
            what_en="the file holds no rows below a header. Give a header and a row for each area.",
            what_nl="het bestand heeft geen regels onder een kop. Geef een kop en een regel per gebied.",
        )
    width = len(rows[0][1])
    for line, row in rows:
        if len(row) != width:
            raise IndexTableError(
                path.name,
                line=line,
                what_en=f"{len(row)} cells, but the header has {width}. Put texts that hold {delimiter!r} in quotes.",
                what_nl=f'{len(row)} cellen, maar de kop heeft er {width}. Zet teksten met {delimiter!r} tussen ".',
            )
    return rows, delimiter


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise IndexTableError(
            str(path),
            what_en="there is no such file. Check the path.",
            what_nl="dit bestand is er niet. Kijk het pad na.",
        )
    content = path.read_bytes()
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise IndexTableError(
            path.name,
            what_en="this is an Excel or zip file. Save the sheet as CSV, or use `veerkracht data import`.",
            what_nl="dit is een Excel- of zipbestand. Sla het blad op als CSV, of gebruik `veerkracht data import`.",
        )
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            content = packed.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise IndexTableError(
            path.name,
            what_en=f"the file is packed, but damaged ({error}). Fetch it again.",
            what_nl=f"het bestand is ingepakt maar beschadigd ({error}). Haal het opnieuw op.",
        ) from None
    if len(content) > _MOST_BYTES:
        raise IndexTableError(
            path.name,
            what_en="unpacked it is larger than 500 MB. Give a smaller table.",
            what_nl="uitgepakt is het groter dan 500 MB. Geef een kleinere tabel.",
        )
    return content


def _decode(content: bytes, *, file: str) -> str:
    for start, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(start):
            return content.decode(encoding, errors="replace")
    if b"\x00" in content:
        raise IndexTableError(
            file,
            what_en="this is not a text file. Save the table as CSV.",
            what_nl="dit is geen tekstbestand. Sla de tabel op als CSV.",
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(content, cp_isolation=["cp1252", "latin_1", "cp850"]).best()
        return str(best) if best is not None else content.decode("cp1252", errors="replace")


def _header_positions(header: Sequence[str], *, file: str) -> dict[str, int]:
    if all(_NUMBER.fullmatch(name.replace(",", ".")) for name in header if name):
        raise IndexTableError(
            file,
            line=1,
            what_en="the first row holds numbers only, so there is no header. Put the column names above the figures.",
            what_nl="de eerste regel heeft alleen getallen, dus er is geen kop. Zet kolomnamen boven de cijfers.",
        )
    for position, name in enumerate(header):
        if name and name in header[:position]:
            raise IndexTableError(
                file,
                line=1,
                column=name,
                what_en="this name stands above two columns. Give each column its own name.",
                what_nl="deze naam staat boven twee kolommen. Geef elke kolom een eigen naam.",
            )
    return {name: position for position, name in enumerate(header)}


def _missing(column: str, design: IndexDesign, header: Sequence[str], role_en: str, role_nl: str) -> DesignColumnError:
    return DesignColumnError(column, design=design.code, role_en=role_en, role_nl=role_nl, available=header)


def _areas(lines: Sequence[tuple[int, list[str]]], *, at: int, file: str, column: str) -> tuple[Areas, list[int]]:
    """Return the areas in the order of the file, and the area of each line."""
    places: dict[str, int] = {}
    found: list[int] = []
    for line, row in lines:
        if not row[at]:
            raise IndexTableError(
                file,
                line=line,
                column=column,
                what_en="the area code is empty. Every line needs one.",
                what_nl="de gebiedscode is leeg. Elke regel heeft er een nodig.",
            )
        found.append(places.setdefault(row[at], len(places)))
    codes = tuple(places)
    return Areas(level=_level(codes), year=None, codes=codes, names=codes), found


def _level(codes: Sequence[str]) -> Level:
    """Return the level that all codes have in common; OTHER if they are not codes of one level."""
    levels: set[Level] = set()
    for code in codes:
        try:
            level, clean = parse_code(code)
        except AreaCodeError:
            return Level.OTHER
        if clean != code:
            return Level.OTHER
        levels.add(level)
    return levels.pop() if len(levels) == 1 else Level.OTHER


def _periods(
    lines: Sequence[tuple[int, list[str]]], *, at: int | None, file: str, header: Sequence[str]
) -> tuple[tuple[Period, ...], list[int]]:
    """Return the periods in order, and the period of each line; one nameless period if there is no column."""
    if at is None:
        return (Period(1900),), [0] * len(lines)
    found: list[Period] = []
    for line, row in lines:
        try:
            found.append(Period.parse(row[at]))
        except PeriodError as error:
            raise IndexTableError(
                file, line=line, column=header[at], what_en=error.message("en"), what_nl=error.message("nl")
            ) from None
    periods = tuple(sorted(set(found)))
    return periods, [periods.index(period) for period in found]


def _check_once(
    lines: Sequence[tuple[int, list[str]]], areas: list[int], periods: list[int], *, file: str, column: str
) -> None:
    seen: dict[tuple[int, int], int] = {}
    for number, key in enumerate(zip(areas, periods, strict=True)):
        if key in seen:
            first, second = lines[seen[key]][0], lines[number][0]
            raise IndexTableError(
                file,
                line=second,
                column=column,
                what_en=f"this area already stands on line {first} for the same period. Keep one of them.",
                what_nl=f"dit gebied staat al op regel {first} voor dezelfde periode. Houd er één over.",
            )
        seen[key] = number


def _decimal_sign(
    lines: Sequence[tuple[int, list[str]]],
    columns: Sequence[int],
    *,
    file: str,
    header: Sequence[str],
    delimiter: str,
) -> str:
    """Return the decimal sign of the file, from the cells that leave no doubt.

    Raises:
        IndexTableError: if both signs are used as decimal sign, or a Dutch file leaves doubt about the point.
    """
    sure: dict[str, tuple[int, int, str]] = {}
    doubt: dict[str, tuple[int, int, str]] = {}
    for line, row in lines:
        for column in columns:
            sign, is_sure = _sign_of(row[column])
            if sign:
                (sure if is_sure else doubt).setdefault(sign, (line, column, row[column]))
    if len(sure) == 2:
        line, column, cell = max(sure.values())
        example = min(sure.values())[2]
        raise IndexTableError(
            file,
            line=line,
            column=header[column],
            what_en=f"{cell!r} and {example!r} use two decimal signs in one file. Use one of them everywhere.",
            what_nl=f"{cell!r} en {example!r} gebruiken twee decimaaltekens in één bestand. Gebruik er overal één.",
        )
    if sure:
        return next(iter(sure))
    if delimiter == ";" and "." in doubt:
        line, column, cell = doubt["."]
        raise IndexTableError(
            file,
            line=line,
            column=header[column],
            what_en=f"{cell!r} can mean two numbers: the point may be decimal or for thousands. Leave thousands out.",
            what_nl=f"{cell!r} kan twee getallen zijn: de punt kan decimaal zijn of voor duizendtallen. Laat die weg.",
        )
    # Only cells such as 1,234: in a file with semicolons a decimal comma, with commas English thousands.
    return "," if delimiter == ";" else "."


def _sign_of(cell: str) -> tuple[str, bool]:
    """Return the sign that seems the decimal one in a cell ("" if none), and whether there is no doubt.

    >>> _sign_of("1.234,5"), _sign_of("0,123"), _sign_of("1,234"), _sign_of("12")
    ((',', True), (',', True), (',', False), ('', False))
    """
    last = max(cell.rfind("."), cell.rfind(","))
    if last < 0 or not _FIGURE.fullmatch(cell) or cell in _SUPPRESSED or cell in _NOT_MEASURED:
        return "", False
    sign, whole, decimals = cell[last], cell[:last].lstrip("+-"), cell[last + 1 :].removesuffix("%")
    if sign in whole:
        return "," if sign == "." else ".", True  # 1.234.567: twice the same sign can only group
    other_groups = "." in whole or "," in whole
    thousands = len(decimals) == 3 and decimals.isdigit() and 1 <= len(whole) <= 3 and whole != "0"
    return sign, other_groups or not thousands


def _fill(
    lines: Sequence[tuple[int, list[str]]],
    columns: dict[str, int],
    header: Sequence[str],
    *,
    sign: str,
    place: tuple[list[int], list[int], int, int],
    file: str,
) -> tuple[np.ndarray, np.ndarray]:
    """Return values and reasons, shape (areas, periods, columns)."""
    row_area, row_period, areas, periods = place
    values = np.full((areas, periods, len(columns)), np.nan)
    reasons = np.full(values.shape, Reason.NOT_LOADED, dtype=np.uint8)
    for position, at in enumerate(columns.values()):
        numbers, why = zip(*_numbers(lines, at, header[at], sign=sign, file=file), strict=True)
        values[row_area, row_period, position] = numbers
        reasons[row_area, row_period, position] = why
    return values, reasons


def _numbers(
    lines: Sequence[tuple[int, list[str]]], at: int, column: str, *, sign: str, file: str
) -> Iterator[tuple[float, int]]:
    """Yield the number of each line, and why it is missing."""
    other = "," if sign == "." else "."
    for line, row in lines:
        cell = row[at]
        if cell.lower() in _NOT_MEASURED:
            yield float("nan"), Reason.NOT_MEASURED
        elif cell in _SUPPRESSED:
            yield float("nan"), Reason.SUPPRESSED
        else:
            clean = re.sub(r"[\s\u00a0\u202f]", "", cell).removesuffix("%")
            if sign == "," or other in clean:
                clean = clean.replace(other, "").replace(sign, ".")
            if not _NUMBER.fullmatch(clean):
                raise IndexTableError(
                    file,
                    line=line,
                    column=column,
                    what_en=f"{cell!r} is not a number. Write a number, or leave the cell empty if there is none.",
                    what_nl=f"{cell!r} is geen getal. Schrijf een getal, of laat de cel leeg als er geen is.",
                )
            yield float(clean), Reason.PRESENT


def _group(lines: Sequence[tuple[int, list[str]]], at: int, row_area: list[int], areas: int) -> tuple[str, ...]:
    """Return the group of each area, the last that the file names."""
    labels = [""] * areas
    for (_, row), area in zip(lines, row_area, strict=True):
        labels[area] = row[at] or labels[area]
    return tuple(labels)
