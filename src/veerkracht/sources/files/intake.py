"""What reading one file gives: tables of areas, boundaries, and an account of every row and column."""

from __future__ import annotations

from dataclasses import dataclass, field

from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.crosswalk import CodeLinks
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Rows, columns or features that were not taken, and why.

    Attributes:
        reason: why, for a reader who does not know the file.
        count: how many.
        names: their names where that helps (columns); empty for rows.
    """

    reason: Bilingual
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """The account of one file.

    Attributes:
        file: path as the user gave it, or a path inside a zip after `!`.
        what: what the file is.
        publisher: who published the figures.
        table: id of the published table, or the file name.
        levels: levels found, largest area first.
        boundary_years: years of the boundaries of the tables and polygons.
        periods: ascending.
        rows_read: data rows or features in the file.
        rows_taken: of these, how many ended in a table or in boundaries.
        rows_left_out: the others, counted by reason; adds up to `rows_read - rows_taken`.
        columns_taken: indicator codes.
        columns_ignored: the other columns, by reason.
        polygons: how many areas got a polygon.
        links: how many pairs of an old and a new code were taken.
        warnings: what the user must know about what was taken.
        checksum: SHA-256 of the file, hexadecimal.
    """

    file: str
    what: Bilingual
    publisher: str = ""
    table: str = ""
    levels: tuple[str, ...] = ()
    boundary_years: tuple[int, ...] = ()
    periods: tuple[Period, ...] = ()
    rows_read: int = 0
    rows_taken: int = 0
    rows_left_out: tuple[LeftOut, ...] = ()
    columns_taken: tuple[str, ...] = ()
    columns_ignored: tuple[LeftOut, ...] = ()
    polygons: int = 0
    links: int = 0
    warnings: tuple[Bilingual, ...] = ()
    checksum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything taken from one file.

    Attributes:
        tables: each of one level and one boundary year.
        boundaries: each of one level and one boundary year.
        links: between the codes of two years, each of one level.
        report: the account for the user.
        members: the intakes of the files in a zip; their tables stand in `tables` too.
    """

    report: FileReport
    tables: tuple[AreaTable, ...] = ()
    boundaries: tuple[Boundaries, ...] = ()
    links: tuple[CodeLinks, ...] = ()
    members: tuple[Intake, ...] = field(default=())
