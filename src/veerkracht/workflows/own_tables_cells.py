"""Cells of an own table: a value, or what is wrong with this one cell and what would be right; the rest goes on."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from veerkracht.errors.data import AreaCodeError, PeriodError, UnknownAreaError
from veerkracht.errors.warehouse import NothingStoredError, UnknownYearError
from veerkracht.facts.areas import Areas, Level, gemeente_code, parse_code
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.files.cells import MISSING_MARKS, SENTINELS
from veerkracht.sources.files.grid import GridCell
from veerkracht.sources.files.headers import fold
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.own_tables_mapping import FIRST_YEAR, LAST_YEAR, OwnMapping
from veerkracht.workflows.own_tables_sheet import shown

_T = TypeVar("_T")
_LARGEST = 1e12
# The Netherlands have 342 gemeenten (2026); a year with fewer than these is not the whole country.
_COUNTRY = 300
_WIDTHS = {Level.BUURT: ("BU", 8), Level.WIJK: ("WK", 6), Level.GEMEENTE: ("GM", 4)}


class CellFault(Exception):  # noqa: N818  # never leaves this workflow: it becomes a Fault with its row
    """One cell is wrong."""

    def __init__(self, wrong: Bilingual, right: Bilingual) -> None:
        self.wrong, self.right = wrong, right
        super().__init__(wrong.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one cell of a table, and what would be right.

    Attributes:
        row: row number in the file, from 1.
        column: name of the column.
        value: what stands there, at most sixty characters.
        wrong: what is wrong, to be read after the value.
        right: what would be right.
    """

    row: int
    column: str
    value: str
    wrong: Bilingual
    right: Bilingual

    def say(self) -> Bilingual:
        """Return the fault as two sentences."""
        return Bilingual(
            f"Regel {self.row}, kolom {self.column!r}: {self.value!r} {self.wrong.nl}. Goed is {self.right.nl}.",
            f"Row {self.row}, column {self.column!r}: {self.value!r} {self.wrong.en}. Right is {self.right.en}.",
        )


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or why there is none."""

    value: float
    reason: Reason = Reason.PRESENT


@dataclass(slots=True)
class NumberReader:
    """Reads the numbers of one column; equal texts are understood once.

    Attributes:
        decimal: the mark before decimals in texts.
        low, high: values outside these are wrong.
        whole: True if the figure counts.
        unit: for messages.
    """

    decimal: str
    low: float = 0.0
    high: float = math.inf
    whole: bool = False
    unit: Bilingual = field(default=Bilingual("", ""))
    _known: dict[GridCell, Number | CellFault] = field(default_factory=dict, repr=False)

    def read(self, cell: GridCell) -> Number:
        """Return the number in a cell, or the reason why it is missing.

        Raises:
            CellFault: if it is no number, or one that cannot be.
        """
        # True equals 1, so a truth value must not find the number's place.
        key = f"{cell!r}?" if isinstance(cell, bool) else cell
        if key not in self._known:
            try:
                self._known[key] = self._checked(cell)
            except CellFault as fault:
                self._known[key] = fault
        found = self._known[key]
        if isinstance(found, CellFault):
            raise found
        return found

    def _checked(self, cell: GridCell) -> Number:
        found = number_of(cell, decimal=self.decimal)
        if found.reason is not Reason.PRESENT:
            return found
        if self.whole and found.value != round(found.value):
            raise CellFault(
                Bilingual("is geen heel getal", "is not a whole number"),
                Bilingual(
                    "een aantal zoals 12, zonder cijfers achter de komma", "a count such as 12, without decimals"
                ),
            )
        if not self.low <= found.value <= self.high:
            is_below = found.value < self.low
            limit = f"{self.low if is_below else self.high:g}"
            raise CellFault(
                Bilingual("kan niet", "cannot be"),
                Bilingual(
                    f"{'minstens' if is_below else 'hoogstens'} {limit} ({self.unit.nl})",
                    f"{'at least' if is_below else 'at most'} {limit} ({self.unit.en})",
                ),
            )
        return found


def number_of(cell: GridCell, *, decimal: str) -> Number:
    """Return the number in a cell, or the reason why it is missing.

    Args:
        cell: as the file gives it.
        decimal: `,` or `.`; the other mark may separate thousands, and nothing else.

    Raises:
        CellFault: if it is neither a number nor a mark for a missing one.

    Examples:
        >>> number_of("1.234,5", decimal=",").value, number_of("x", decimal=",").reason.name
        (1234.5, 'SUPPRESSED')
    """
    example = "12,5" if decimal == "," else "12.5"
    right = Bilingual(f"een getal zoals {example}, of leeg als het ontbreekt", f"a number such as {example}, or empty")
    if cell is None:
        return Number(math.nan, Reason.NOT_MEASURED)
    if isinstance(cell, (bool, date)):
        kind = (
            Bilingual("is een datum", "is a date")
            if isinstance(cell, date)
            else Bilingual("is waar/onwaar", "is a truth value")
        )
        raise CellFault(Bilingual(f"{kind.nl} en geen getal", f"{kind.en}, not a number"), right)
    if isinstance(cell, str):
        text = cell.strip()
        reason = MISSING_MARKS.get(text.lower())
        if reason is not None:
            return Number(math.nan, reason)
        if text.startswith(("#", "=", "Err:")):
            raise CellFault(Bilingual("is een formule zonder uitkomst", "is a formula without a result"), right)
        value = _parsed(text, decimal=decimal, right=right)
    else:
        value = float(cell)
    if value in SENTINELS:
        return Number(math.nan, SENTINELS[value])
    if math.isnan(value) or abs(value) > _LARGEST:
        raise CellFault(Bilingual("is te groot", "is too large"), right)
    return Number(value)


def _parsed(text: str, *, decimal: str, right: Bilingual) -> float:
    thousands = "." if decimal == "," else ","
    bare = text.removeprefix("€").removesuffix("%").strip()
    grouped = rf"[+-]?[0-9]{{1,3}}([{thousands} \u00a0\u202f][0-9]{{3}})+({re.escape(decimal)}[0-9]+)?"
    plain = rf"[+-]?([0-9]+({re.escape(decimal)}[0-9]*)?|{re.escape(decimal)}[0-9]+)([eE][+-]?[0-9]{{1,3}})?"
    if len(bare) <= 40 and (re.fullmatch(grouped, bare) or re.fullmatch(plain, bare)):
        return float(re.sub(rf"[{thousands} \u00a0\u202f]", "", bare).replace(decimal, "."))
    if re.fullmatch(rf"[+-]?[0-9]*{re.escape(thousands)}[0-9]+", bare):
        raise CellFault(
            Bilingual(
                f"heeft een {'punt' if thousands == '.' else 'komma'} op de plaats van het decimaalteken",
                f"has a {'point' if thousands == '.' else 'comma'} where the decimal mark should be",
            ),
            right,
        )
    raise CellFault(Bilingual("is geen getal", "is not a number"), right)


def period_of(cell: GridCell) -> Period:
    """Return the year in a cell; a day gives its year.

    Raises:
        CellFault: if it is no year of figures.

    >>> str(period_of("2024")), str(period_of(2023.0)), str(period_of(date(2022, 1, 1)))
    ('2024', '2023', '2022')
    """
    right = Bilingual("een jaar zoals 2024", "a year such as 2024")
    text = str(cell.year) if isinstance(cell, date) else shown(cell)
    if not text:
        raise CellFault(Bilingual("is leeg: het jaar ontbreekt", "is empty: the year is missing"), right)
    try:
        found = Period.parse(text)
    except PeriodError:
        raise CellFault(Bilingual("is geen jaar", "is not a year"), right) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellFault(Bilingual("is geen jaar van cijfers", "is not a year of figures"), right)
    return found


@dataclass(slots=True)
class AreaReader:
    """Reads areas: codes, or names within a gemeente, and whether they exist in the year.

    Attributes:
        mapping: says the level, and the gemeente of names.
        warehouse: holds the areas of each year; None to check the form of codes only.
        unchecked: years and levels for which no areas are stored, so that existence was not checked.
    """

    mapping: OwnMapping
    warehouse: Warehouse | None
    unchecked: set[tuple[Level, int]] = field(default_factory=set)
    _areas: dict[tuple[Level, int], Areas | None] = field(default_factory=dict, repr=False)
    _inside: dict[tuple[Level, int], dict[str, list[str]]] = field(default_factory=dict, repr=False)
    _names: dict[int, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    _known: dict[tuple[str, int], tuple[Level, str] | CellFault] = field(default_factory=dict, repr=False)

    def read(self, cell: GridCell, *, year: int) -> tuple[Level, str]:
        """Return the level and the code of the area in a cell, on the boundaries of a year.

        Raises:
            CellFault: if there is no such area.
        """
        text = shown(cell)
        if (text, year) not in self._known:
            try:
                self._known[text, year] = self._read(text, year)
            except CellFault as fault:
                self._known[text, year] = fault
        found = self._known[text, year]
        if isinstance(found, CellFault):
            raise found
        return found

    def _read(self, text: str, year: int) -> tuple[Level, str]:
        if not text:
            raise CellFault(Bilingual("is leeg: het gebied ontbreekt", "is empty: the area is missing"), _CODES)
        if self.mapping.gemeente and text[:2].upper() not in {"BU", "WK", "GM"}:
            return self._named(text, year)
        code = text.upper()
        if self.mapping.level and code.isdigit():
            prefix, width = _WIDTHS[Level(self.mapping.level)]
            # Spreadsheet programs drop the zeros in front: 3440111 was BU03440111.
            code = prefix + code.zfill(width)
        try:
            level, code = parse_code(code)
        except AreaCodeError:
            raise CellFault(Bilingual("is geen gebiedscode", "is not an area code"), _CODES) from None
        if level not in _WIDTHS or (self.mapping.level and level is not Level(self.mapping.level)):
            wanted = self.mapping.level or "buurt, wijk of gemeente"
            raise CellFault(
                Bilingual(f"is geen {wanted}", f"is no {wanted}"),
                Bilingual(f"een code van een {wanted}", f"a code of a {wanted}"),
            )
        self._check_existence(level, code, year)
        return level, code

    def _check_existence(self, level: Level, code: str, year: int) -> None:
        areas = self._stored(level, year)
        beside = [] if areas is None else self._within(areas, gemeente_code(code) or "")
        if areas is None or (not beside and len(set(map(gemeente_code, areas.codes))) < _COUNTRY):
            # Of that year other gemeenten are stored, perhaps one: that says nothing about this one.
            self.unchecked.add((level, year))
            return
        if code not in areas:
            # Letter by letter: the next buurt of the same wijk.
            near = max(beside, key=lambda one: len(os.path.commonprefix([one, code])), default="")  # noqa: RUF071
            hint = f", zoals {near}" if near else ""
            hint_en = f", such as {near}" if near else ""
            raise CellFault(
                Bilingual(f"bestaat niet in de indeling van {year}", f"does not exist in the division of {year}"),
                Bilingual(
                    f"een {level.value} uit de indeling van {year}{hint}, of een ander jaar van de indeling",
                    f"a {level.value} of the division of {year}{hint_en}, or another year of the division",
                ),
            )

    def _stored(self, level: Level, year: int) -> Areas | None:
        key = (level, year)
        if key not in self._areas:
            try:
                self._areas[key] = None if self.warehouse is None else self.warehouse.areas(level, year=year)
            except (NothingStoredError, UnknownYearError):
                self._areas[key] = None
        return self._areas[key]

    def _named(self, text: str, year: int) -> tuple[Level, str]:
        level = Level(self.mapping.level)
        if year not in self._names:
            self._names[year] = self._names_in(level, year)
        names = self._names[year]
        codes = names.get(fold(text), [])
        if len(codes) == 1:
            return level, codes[0]
        if len(codes) > 1:
            listed = ", ".join(codes)
            raise CellFault(
                Bilingual("is de naam van meer dan één gebied", "is the name of more than one area"),
                Bilingual(f"een van de codes {listed}", f"one of the codes {listed}"),
            )
        near = get_close_matches(fold(text), names, n=1)
        hint = names[near[0]][0] if near else ""
        raise CellFault(
            Bilingual(
                f"is geen naam van een {level.value} in {self.mapping.gemeente}",
                f"is no name of a {level.value} in {self.mapping.gemeente}",
            ),
            Bilingual(
                f"een naam of code uit die gemeente{f', zoals {hint}' if hint else ''}",
                f"a name or code of that gemeente{f', such as {hint}' if hint else ''}",
            ),
        )

    def _names_in(self, level: Level, year: int) -> dict[str, list[str]]:
        """Return the codes by folded name within the gemeente, of the year or else of the latest division."""
        gemeente = self.mapping.gemeente
        areas = self._stored(level, year)
        if self.warehouse is not None and (areas is None or not self._within(areas, gemeente)):
            self.unchecked.add((level, year))
            try:
                areas = self.warehouse.areas(level, within=[gemeente])
            except (NothingStoredError, UnknownAreaError):
                areas = None
        found: dict[str, list[str]] = {}
        if areas is not None:
            for code in self._within(areas, gemeente):
                found.setdefault(fold(areas.name(code)), []).append(code)
        return found

    def _within(self, areas: Areas, gemeente: str) -> list[str]:
        """Return the codes of the areas that lie in a gemeente."""
        key = (areas.level, areas.year or 0)
        if key not in self._inside:
            inside = self._inside.setdefault(key, {})
            for code in areas.codes:
                inside.setdefault(gemeente_code(code) or "", []).append(code)
        return self._inside[key].get(gemeente, [])


_CODES = Bilingual("een code zoals BU03440111, WK034401 of GM0344", "a code such as BU03440111, WK034401 or GM0344")


@dataclass(slots=True)
class RowFaults:
    """Collects the faults of a table, row by row."""

    found: list[Fault] = field(default_factory=list)

    def take(self, row: int, column: str, cell: GridCell, fault: CellFault) -> None:
        """Note what is wrong with a cell."""
        self.found.append(Fault(row=row, column=column, value=shown(cell)[:60], wrong=fault.wrong, right=fault.right))


def reading(row: int, column: str, cell: GridCell, read: Callable[[GridCell], _T], faults: RowFaults) -> _T | None:
    """Return what `read` makes of a cell, or None after its fault was noted."""
    try:
        return read(cell)
    except CellFault as fault:
        faults.take(row, column, cell, fault)
        return None
