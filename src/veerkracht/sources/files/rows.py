"""Rows: which area and which period each row is about, and which rows are not for us."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from veerkracht.errors.data import AreaCodeError, PeriodError
from veerkracht.errors.files import FileCodeError, FilePeriodError, NoCodeColumnError, NoYearError
from veerkracht.facts.areas import Level, parse_code
from veerkracht.facts.indicators import Catalogue, TableFamily
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.sources.files.intake import LeftOut
from veerkracht.sources.files.layouts import Layout
from veerkracht.sources.files.sheet import Cell, Sheet

# Regions of CBS that are no areas of ours: landsdeel, provincie, COROP, police region, and so on;
# and the squares of 100 metres of the Leefbaarometer (E1213N4879).
_OTHER_REGION = re.compile(
    r"E\d{4}N\d{4}|(LD|PV|CR|CP|RE|AM|GR|TR|PO|VR|ES|KK|JZ|AR|GG|NO|BE|EA|EO|GA|RB|RP|WS|ZK|SB|TG)\d\d[A-Z0-9]*"
)
# CBS: gemeente 0998 is Belgian ground around Baarle-Nassau, 0999 and 9999 are unknown.
_NO_GEMEENTE = re.compile(r"(GM|WK|BU)(0998|0997|0999|9999)[0-9A-Z]*|(WK|BU)(\d{4})(99)?9999")
_TABLE_ID = re.compile(r"(?<!\d)(\d{5}(?:NED|ned))(?![A-Za-z0-9])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PREFIX = {"gemeente": ("GM", 4), "wijk": ("WK", 6), "buurt": ("BU", 8), "pc4": ("", 4), "land": ("NL", 2)}

OTHER_LEVEL = Bilingual("ander niveau (provincie, vierkant, ...)", "another level (province, square, ...)")
OUTSIDE = Bilingual("buitenland of onbekend gebied", "abroad or unknown area")
NO_CODE = Bilingual("rij zonder gebiedscode", "row without an area code")
FILTERED = Bilingual("andere uitsplitsing dan wij gebruiken", "another breakdown than we use")
DROPPED = Bilingual("water", "water")


def text_of(cell: Cell) -> str:
    """Return a cell as text: padding removed, a whole number without point.

    >>> text_of(20300.0), text_of("MW00000 ")
    ('20300', 'MW00000')
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What each kept row is about.

    Attributes:
        index: number of each kept row in the sheet.
        levels, codes, names, periods: of each kept row.
        left_out: the others, counted by reason.
        code_column: name of the column with area codes.
    """

    index: list[int]
    levels: list[Level]
    codes: list[str]
    names: list[str]
    periods: list[Period]
    left_out: tuple[LeftOut, ...]
    code_column: str


def understand_rows(
    sheet: Sheet, *, keys: Sequence[str], layout: Layout, year: int | None, filters: Mapping[str, str]
) -> Rows:
    """Return the area and period of each row, and count the rows that are not for us.

    Args:
        sheet: the table.
        keys: stem of each column.
        layout: its kind.
        year: year of the figures if the table is of one year.
        filters: dimension values to keep.

    Raises:
        NoCodeColumnError: if no column has area codes.
        FileCodeError: if a code is none; the file is refused.
        FilePeriodError: if a period is none; the file is refused.
    """
    at = _positions(sheet.header, keys)
    code_at = _code_position(sheet, at, layout)
    codes = _parsed_codes(sheet, code_at, at=at, layout=layout)
    periods = _periods(sheet, at=at, layout=layout, year=year)
    names = next((sheet.columns[at[name]] for name in layout.names if name in at), None)
    conditions = [(at[name], value, FILTERED, True) for name, value in filters.items() if name in at]
    conditions += [(at[name], value, DROPPED, False) for name, value in layout.drop.items() if name in at]
    counts: Counter[Bilingual] = Counter()
    kept: list[tuple[int, Level, str, str, Period]] = []
    for i, (level_code, period) in enumerate(zip(codes, periods, strict=True)):
        if isinstance(level_code, Bilingual):
            counts[level_code] += 1
            continue
        wrong = next(
            (why for j, value, why, keep in conditions if (text_of(sheet.columns[j][i]) == value) != keep), None
        )
        if wrong is not None:
            counts[wrong] += 1
            continue
        level, code = level_code
        name = text_of(names[i]) if names is not None else ""
        kept.append((i, level, code, name or code, period))
    return Rows(
        index=[row[0] for row in kept],
        levels=[row[1] for row in kept],
        codes=[row[2] for row in kept],
        names=[row[3] for row in kept],
        periods=[row[4] for row in kept],
        left_out=tuple(LeftOut(reason=reason, count=count) for reason, count in counts.items()),
        code_column=sheet.header[code_at],
    )


def _positions(header: Sequence[str], keys: Sequence[str]) -> dict[str, int]:
    """Return the first column with each stem or name."""
    found: dict[str, int] = {}
    for names in (header, keys):
        for i, name in enumerate(names):
            found.setdefault(name, i)
    return found


def _code_position(sheet: Sheet, at: Mapping[str, int], layout: Layout) -> int:
    for name in layout.codes:
        if name in at and _looks_like_codes(sheet.columns[at[name]], layout):
            return at[name]
    for name in layout.codes:
        # No column looks right, so the first one there is read, and its first wrong cell is named.
        if name in at:
            return at[name]
    raise NoCodeColumnError(
        file=sheet.file,
        layout_nl=layout.name.nl,
        layout_en=layout.name.en,
        expected=", ".join(map(repr, layout.codes)),
    )


def _looks_like_codes(cells: Sequence[Cell], layout: Layout) -> bool:
    sample = [text_of(cell) for cell in cells[:200] if text_of(cell)]
    good = sum(_is_code(text) or (bool(layout.level_column or layout.level) and text.isalnum()) for text in sample)
    return bool(sample) and good >= 0.5 * len(sample)


def _is_code(text: str) -> bool:
    try:
        parse_code(text)
    except AreaCodeError:
        return False
    return True


def _parsed_codes(
    sheet: Sheet, code_at: int, *, at: Mapping[str, int], layout: Layout
) -> list[tuple[Level, str] | Bilingual]:
    """Return level and code of each row, or why the row is not for us."""
    cells = sheet.columns[code_at]
    level_cells: Sequence[Cell] = sheet.columns[at[layout.level_column]] if layout.level_column in at else ()
    known: dict[tuple[Cell, str], tuple[Level, str] | Bilingual] = {}
    found: list[tuple[Level, str] | Bilingual] = []
    for i, cell in enumerate(cells):
        level = text_of(level_cells[i]).lower() if level_cells else layout.level
        key = (cell, level)
        if key not in known:
            try:
                known[key] = _parsed(text_of(cell), level)
            except AreaCodeError:
                raise FileCodeError(
                    file=sheet.file, line=sheet.lines[i], column=sheet.header[code_at], value=text_of(cell)[:40]
                ) from None
        found.append(known[key])
    return found


def _parsed(text: str, level: str) -> tuple[Level, str] | Bilingual:
    if not text:
        return NO_CODE
    prefix, width = _PREFIX.get(level, ("", 0))
    if width and text.isalnum() and not text[:2].isalpha():
        # Excel drops the zeros in front: 3440111 was 03440111.
        text = prefix + text.zfill(width)
    code = text.upper()
    if _OTHER_REGION.fullmatch(code) and code != "NL00":
        return OTHER_LEVEL
    if _NO_GEMEENTE.fullmatch(code):
        return OUTSIDE
    return parse_code(code)


def _periods(sheet: Sheet, *, at: Mapping[str, int], layout: Layout, year: int | None) -> list[Period]:
    if layout.period not in at:
        if year is None:
            raise NoYearError(file=sheet.file, found="-")
        return [Period(year)] * len(sheet)
    position = at[layout.period]
    known: dict[Cell, Period] = {}
    for i, cell in enumerate(sheet.columns[position]):
        if cell not in known:
            text = text_of(cell)
            try:
                known[cell] = Period.parse(text[:4] if layout.period == "jrstatcode" else text)
            except PeriodError:
                raise FilePeriodError(
                    file=sheet.file, line=sheet.lines[i], column=sheet.header[position], value=text[:40]
                ) from None
    return [known[cell] for cell in sheet.columns[position]]


def table_id(hints: Iterable[str]) -> str:
    """Return the CBS table id in a file name, folder name or title; empty if there is none.

    >>> table_id(["cbs.v3.84799NED_TypedDataSet", "84799NED_2020"])
    '84799NED'
    """
    for hint in hints:
        found = _TABLE_ID.search(hint)
        if found:
            return found[1].upper()
    return ""


def year_of(hints: Sequence[str], *, table: str, families: Iterable[TableFamily]) -> int | None:
    """Return the year of the figures, from the table id, else from the nearest name with exactly one year.

    >>> year_of(["CBS-Utrecht-kwb-2024", "utrecht"], table="", families=[])
    2024
    """
    for family in families:
        years = [year for year, own in family.ids.items() if own.upper() == table]
        if len(years) == 1:
            return years[0]
    for hint in hints:
        found = {int(text) for text in _YEAR.findall(hint)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def families_of(layout: Layout, catalogue: Catalogue) -> list[TableFamily]:
    """Return the table families of a layout that the catalogue holds."""
    return [catalogue.families[code] for code in layout.families if code in catalogue.families]
