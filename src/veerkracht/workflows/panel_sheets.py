"""The tables of a panel as they stand in a file: which column is which, and which area and period each line is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import PeriodError
from veerkracht.errors.files import NotAreaDataError
from veerkracht.errors.panel import (
    DoublePanelRowError,
    EmptyAreaError,
    MissingPanelColumnError,
    NegativeNumberError,
    PanelPeriodError,
)
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.files.cells import to_numbers
from veerkracht.sources.files.delimited import read_delimited
from veerkracht.sources.files.documents import parquet_sheet
from veerkracht.sources.files.opening import Content, Opened, decode, open_file
from veerkracht.sources.files.workbook import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from veerkracht.sources.files.sheet import Cell, Sheet

# What people call these columns; the first is the name that we ask for.
NAMES: Mapping[str, tuple[str, ...]] = {
    "area": ("area", "gebied", "gebiedscode", "code"),
    "period": ("period", "periode", "jaar", "year"),
    "value": ("value", "waarde"),
    "n": ("n",),
    "se": ("se",),
}
EXPOSED = Bilingual("een aantal om over te tellen (--exposure)", "a number to count over (--exposure)")
_NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A table of areas, line by line.

    Attributes:
        sheet: the table as it stands in the file.
        name: of the file, without folders.
        checksum: SHA-256 of the file.
        columns: the name in the file of each of `NAMES` that it has.
        areas: codes, in the order in which they first appear.
        periods: in order; empty if the table has no such column.
        area_of: shape (lines,), position in `areas`.
        period_of: shape (lines,), position in `periods`; zeros without periods.
    """

    sheet: Sheet
    name: str
    checksum: str
    columns: Mapping[str, str]
    areas: tuple[str, ...]
    periods: tuple[Period, ...]
    area_of: NDArray[np.intp]
    period_of: NDArray[np.intp]

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that are none of `NAMES`."""
        return tuple(name for name in self.sheet.header if name not in self.columns.values() and name[:1] != "#")

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return a column as numbers, NaN where missing; shape (lines,).

        Raises:
            NumberError, DecimalError, InfiniteNumberError, FormulaError: if a cell is no number.
        """
        found = to_numbers(
            self.sheet.column(column),
            file=self.name,
            column=column,
            lines=self.sheet.lines,
            null=Reason.NOT_MEASURED,
            blank=Reason.NOT_MEASURED,
        )
        return found.values

    def grid(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values per line, shape (lines,), as a table of shape (areas, max(1, periods))."""
        found = np.full((len(self.areas), max(1, len(self.periods))), np.nan)
        found[self.area_of, self.period_of] = values
        return found

    def texts(self, column: str) -> list[str]:
        """Return a column as words, without spaces around them."""
        return [words(cell) for cell in self.sheet.column(column)]

    def refuse_negative(
        self, column: str, values: NDArray[np.float64], *, what: Bilingual, remedy: Bilingual = _NOTHING
    ) -> None:
        """Check that no value of a column, shape (lines,), is below zero.

        Raises:
            NegativeNumberError: if one is; names the first line.
        """
        row = first_true(values < 0)
        if row is not None:
            raise NegativeNumberError(
                file=self.name,
                line=self.line(row),
                column=column,
                value=values[row],
                what_nl=what.nl,
                what_en=what.en,
                remedy_nl=remedy.nl,
                remedy_en=remedy.en,
            )

    def line(self, row: int) -> int:
        """Return the line number in the file of a row."""
        return int(self.sheet.lines[row])


def first_true(wrong: NDArray[np.bool_]) -> int | None:
    """Return the first row that is wrong, or None."""
    return int(np.argmax(wrong)) if wrong.any() else None


def words(cell: Cell) -> str:
    """Return a cell as text; whole numbers without a point, as Excel gives them.

    >>> words(" BU01 "), words(3511.0), words(None)
    ('BU01', '3511', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_lines(path: Path, *, needs: Sequence[str]) -> Lines:
    """Return a table whose columns, areas and periods are found and checked.

    Args:
        path: a CSV file (any encoding, delimiter and decimal sign), Excel or Parquet.
        needs: those of `NAMES` that must be there.

    Raises:
        FileError: if it cannot be read.
        MissingPanelColumnError: if a column is missing.
        EmptyAreaError, PanelPeriodError, DoublePanelRowError: if a line is wrong; names it.
    """
    opened = open_file(path)
    sheet = _sheet(opened, file=path.name)
    columns = _columns(sheet, file=path.name, needs=needs)
    areas, area_of = _areas(sheet, column=columns["area"], file=path.name)
    periods, period_of = _periods(sheet, column=columns.get("period", ""), file=path.name)
    lines = Lines(
        sheet=sheet,
        name=path.name,
        checksum=opened.checksum,
        columns=columns,
        areas=areas,
        periods=periods,
        area_of=area_of,
        period_of=period_of,
    )
    _check_once(lines)
    return lines


def _sheet(opened: Opened, *, file: str) -> Sheet:
    """Return the first table in a file."""
    match opened.content:
        case Content.TEXT:
            return read_delimited(decode(opened.payload, file=file), file=file)
        case Content.EXCEL:
            return read_workbook(opened)[0]
        case Content.PARQUET:
            return parquet_sheet(opened)
        case _:
            raise NotAreaDataError(
                file=file, found_nl="dit is geen CSV, Excel of Parquet", found_en="this is not CSV, Excel or Parquet"
            )


def _columns(sheet: Sheet, *, file: str, needs: Sequence[str]) -> dict[str, str]:
    """Return the name in the file of each known column."""
    lower = {name.lower(): name for name in reversed(sheet.header)}
    found = {
        name: next(lower[one] for one in spellings if one in lower)
        for name, spellings in NAMES.items()
        if any(one in lower for one in spellings)
    }
    for name in needs:
        if name not in found:
            raise MissingPanelColumnError(name, file=file, available=sheet.header)
    return found


def _areas(sheet: Sheet, *, column: str, file: str) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return the areas in the order of the file, and the area of each line."""
    places: dict[str, int] = {}
    found = np.empty(len(sheet), dtype=np.intp)
    for row, cell in enumerate(sheet.column(column)):
        code = words(cell)
        if not code:
            raise EmptyAreaError(file=file, line=sheet.lines[row], column=column)
        found[row] = places.setdefault(code, len(places))
    return tuple(places), found


def _periods(sheet: Sheet, *, column: str, file: str) -> tuple[tuple[Period, ...], NDArray[np.intp]]:
    """Return the periods in order, and the period of each line."""
    if not column:
        return (), np.zeros(len(sheet), dtype=np.intp)
    cells = sheet.column(column)
    known: dict[Cell, Period] = {}
    for row, cell in enumerate(cells):
        if cell in known:
            continue
        try:
            known[cell] = Period.parse(words(cell))
        except PeriodError:
            value = words(cell)[:60]
            raise PanelPeriodError(file=file, line=sheet.lines[row], column=column, value=value) from None
    periods = tuple(sorted(set(known.values())))
    place = {period: number for number, period in enumerate(periods)}
    return periods, np.array([place[known[cell]] for cell in cells], dtype=np.intp)


def _check_once(lines: Lines) -> None:
    """Refuse a second line of the same area and period."""
    key = lines.area_of * max(1, len(lines.periods)) + lines.period_of
    order = np.argsort(key, kind="stable")
    twice = np.flatnonzero(np.diff(key[order]) == 0)
    if len(twice):
        at = min(twice, key=lambda one: order[one + 1])
        first, second = int(order[at]), int(order[at + 1])
        raise DoublePanelRowError(
            file=lines.name,
            line=lines.line(second),
            first=lines.line(first),
            area=lines.areas[lines.area_of[second]],
            period_nl=str(lines.periods[lines.period_of[second]]) if lines.periods else "alle perioden",
            period_en=str(lines.periods[lines.period_of[second]]) if lines.periods else "all periods",
        )
