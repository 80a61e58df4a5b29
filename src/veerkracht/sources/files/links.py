"""Links: the pairs of old and new codes in a file, checked row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from veerkracht.errors.bridging import LinkTableError
from veerkracht.errors.data import AreaCodeError
from veerkracht.errors.files import FileCodeError
from veerkracht.facts.areas import Level, parse_code
from veerkracht.facts.crosswalk import CodeLinks
from veerkracht.facts.provenance import Provenance
from veerkracht.sources.files.intake import FileReport, Intake
from veerkracht.sources.files.layouts import Layout
from veerkracht.sources.files.opening import Opened
from veerkracht.sources.files.rows import text_of
from veerkracht.sources.files.sheet import Cell, Sheet

COLUMNS = ("code_oud", "code_nieuw", "jaar_oud", "jaar_nieuw")
"""The columns of our own link table; `deel` and `naam_nieuw` may stand beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    level: Level
    old: str
    new: str
    years: tuple[int, int]
    share: float
    name: str


def with_links(intake: Intake, sheet: Sheet, *, layout: Layout, opened: Opened, retrieved: date | None) -> Intake:
    """Return what was taken from a sheet with the links in it, if its layout has any.

    Raises:
        FileCodeError: if a code is none.
        LinkTableError: if a row cannot be.
    """
    if not layout.links:
        return intake
    found = read_links(sheet, layout=layout, opened=opened, retrieved=retrieved)
    report = replace(intake.report, links=sum(len(one.new) for one in found))
    return replace(intake, links=found, report=report)


def take_links(sheet: Sheet, *, layout: Layout, opened: Opened, retrieved: date | None) -> Intake:
    """Return the links in a sheet that holds nothing else, with an account of them.

    Raises:
        FileCodeError: if a code is none.
        LinkTableError: if a row cannot be.
    """
    found = read_links(sheet, layout=layout, opened=opened, retrieved=retrieved)
    report = FileReport(
        file=opened.name,
        what=layout.name,
        publisher=layout.publisher,
        table=opened.stem,
        levels=tuple(dict.fromkeys(one.level.value for one in found)),
        boundary_years=tuple(sorted({year for one in found for year in (one.old_year, one.new_year)})),
        rows_read=len(sheet),
        rows_taken=len(sheet),
        links=len(sheet),
        checksum=opened.checksum,
    )
    return Intake(report=report, links=found)


def read_links(sheet: Sheet, *, layout: Layout, opened: Opened, retrieved: date | None) -> tuple[CodeLinks, ...]:
    """Return the links in a sheet, one set for each level and pair of years.

    Raises:
        FileCodeError: if a code is none.
        LinkTableError: if a row cannot be: two levels in it, years that do not run forward, a share that is no number
            from 0 to 1, a pair that stands twice, or parts of one old area that are more than the whole.
    """
    rows = [_row(sheet, row, layout=layout) for row in range(len(sheet))]
    _check(rows, file=sheet.file)
    groups: dict[tuple[Level, tuple[int, int]], list[_Row]] = {}
    for row in rows:
        groups.setdefault((row.level, row.years), []).append(row)
    source = Provenance(
        publisher=layout.publisher,
        table=opened.stem,
        column="",
        licence=layout.licence,
        retrieved=retrieved,
        checksum=opened.checksum,
    )
    return tuple(
        CodeLinks(
            level=level,
            old_year=years[0],
            new_year=years[1],
            old=tuple(row.old for row in members),
            new=tuple(row.new for row in members),
            shares=np.array([row.share for row in members]),
            names=tuple(row.name for row in members),
            provenance=replace(source, boundary_year=years[1]),
        )
        for (level, years), members in groups.items()
    )


def _row(sheet: Sheet, row: int, *, layout: Layout) -> _Row:
    line = sheet.lines[row]
    (old_level, old), (new_level, new) = (_code(sheet, row, str(layout.links[side])) for side in ("old", "new"))
    if old_level is not new_level:
        raise LinkTableError(
            sheet.file,
            line=line,
            what_nl=f"{old} is een {old_level.value} en {new} een {new_level.value}. Koppel gebieden van één niveau.",
            what_en=f"{old} is a {old_level.value} and {new} a {new_level.value}. Link areas of one level.",
        )
    first, last = (_year(sheet, row, layout.links[side]) for side in ("old_year", "new_year"))
    if not first < last:
        raise LinkTableError(
            sheet.file,
            line=line,
            what_nl=f"het oude jaar {first} ligt niet voor het nieuwe jaar {last}. Verwissel ze.",
            what_en=f"the old year {first} does not lie before the new year {last}. Swap them.",
        )
    name = text_of(_cell(sheet, row, layout.links.get("name", "")))
    share = _share(sheet, row, str(layout.links.get("share", "")))
    return _Row(line=line, level=new_level, old=old, new=new, years=(first, last), share=share, name=name or new)


def _cell(sheet: Sheet, row: int, column: str | int) -> Cell:
    at = sheet.positions.get(str(column))
    return None if at is None else sheet.columns[at][row]


def _code(sheet: Sheet, row: int, column: str) -> tuple[Level, str]:
    text = text_of(_cell(sheet, row, column))
    try:
        return parse_code(text)
    except AreaCodeError:
        raise FileCodeError(file=sheet.file, line=sheet.lines[row], column=column, value=text[:40]) from None


def _year(sheet: Sheet, row: int, place: str | int) -> int:
    """Return a year that the layout fixes, or that stands in a column."""
    if isinstance(place, int):
        return place
    text = text_of(_cell(sheet, row, place))
    if not (text.isascii() and text.isdigit() and 1995 <= int(text) <= 2100):
        raise LinkTableError(
            sheet.file,
            line=sheet.lines[row],
            what_nl=f"kolom {place!r}: {text[:40]!r} is geen jaar. Goed is bijvoorbeeld 2022.",
            what_en=f"column {place!r}: {text[:40]!r} is not a year. Right is for example 2022.",
        )
    return int(text)


def _share(sheet: Sheet, row: int, column: str) -> float:
    """Return the share in a row, NaN where the table does not say."""
    text = text_of(_cell(sheet, row, column)).replace(",", ".")
    if not text:
        return float("nan")
    try:
        share = float(text)
    except ValueError:
        share = float("nan")
    if not 0.0 < share <= 1.0:
        raise LinkTableError(
            sheet.file,
            line=sheet.lines[row],
            what_nl=f"kolom {column!r}: {text[:40]!r} is geen deel. Goed is een getal boven 0 en hoogstens 1, of leeg.",
            what_en=f"column {column!r}: {text[:40]!r} is no share. Right is a number above 0, at most 1, or empty.",
        )
    return share


def _check(rows: Sequence[_Row], *, file: str) -> None:
    """Refuse a pair that stands twice, and parts that together are more than the whole."""
    pairs = Counter((row.old, row.new, row.years) for row in rows)
    total: dict[tuple[str, tuple[int, int]], float] = {}
    for row in rows:
        if pairs[row.old, row.new, row.years] > 1:
            raise LinkTableError(
                file,
                line=row.line,
                what_nl=f"het paar {row.old} en {row.new} staat er twee keer. Houd er één over.",
                what_en=f"the pair {row.old} and {row.new} stands there twice. Keep one.",
            )
        known = total.get((row.old, row.years), 0.0) + (0.0 if np.isnan(row.share) else row.share)
        total[row.old, row.years] = known
        if known > 1.0 + 1e-6:
            raise LinkTableError(
                file,
                line=row.line,
                what_nl=f"de delen van {row.old} zijn samen {known:.4g}. Samen zijn ze hoogstens 1.",
                what_en=f"the parts of {row.old} add up to {known:.4g}. Together they are at most 1.",
            )
