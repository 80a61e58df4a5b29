"""What is asked of a live service, and what comes back: tables of areas with their origin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veerkracht.errors.answers import TableGoneError
from veerkracht.errors.sources import NotAGemeenteError
from veerkracht.facts.areas import Level, parse_code
from veerkracht.facts.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.indicators import Catalogue, ColumnSource, Indicator, TableFamily
    from veerkracht.facts.language import Bilingual
    from veerkracht.facts.tables import AreaTable

LEVELS = (Level.COUNTRY, Level.GEMEENTE, Level.WIJK, Level.BUURT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which figures are asked of one published table.

    Attributes:
        table: id of the table at its publisher.
        family: the table family of the catalogue it belongs to.
        catalogue: all indicators.
        years: years of the figures, all of them in this table.
        gemeente: code of one gemeente; empty for the whole country.
        indicators: codes that are wanted; None for all that the catalogue finds in the table.
    """

    table: str
    family: TableFamily
    catalogue: Catalogue
    years: tuple[int, ...]
    gemeente: str = ""
    indicators: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.gemeente and (not self.gemeente.startswith("GM") or parse_code(self.gemeente)[0] is not Level.GEMEENTE):
            raise NotAGemeenteError(self.gemeente)

    @property
    def digits(self) -> str:
        """The four digits that all codes of the gemeente share; empty for the whole country."""
        return self.gemeente[2:]

    def wanted(self, year: int) -> dict[str, tuple[Indicator, ColumnSource]]:
        """Return by stem what is wanted of the figures of a year."""
        found = self.catalogue.in_family(self.family.code, year)
        if self.indicators is None:
            return found
        return {stem: pair for stem, pair in found.items() if pair[0].code in self.indicators}

    def choices(self, year: int) -> dict[str, list[tuple[str, Indicator, ColumnSource]]]:
        """Return by indicator the names that its column may have in the table of a year, the likeliest first."""
        found: dict[str, list[tuple[str, Indicator, ColumnSource]]] = {}
        for stem, (indicator, source) in self.wanted(year).items():
            found.setdefault(indicator.code, []).append((stem, indicator, source))
        return found

    def boundary_year(self, year: int) -> int:
        """Return the year of the boundaries on which the figures of a year were counted."""
        return self.family.boundary_years.get(year, year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What every column of one answer has in common.

    Attributes:
        address: where it can be asked again.
        retrieved: the day on which the service gave it.
        checksum: SHA-256 over all pages.
        provisional: years of which the publisher says that figures may still change.
        closed: whether the publisher says that nothing more will be added.
    """

    address: str
    retrieved: date
    checksum: str
    provisional: frozenset[int] = frozenset()
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An indicator that was wanted and did not come, and why."""

    indicator: str
    year: int
    why: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one question brought.

    Attributes:
        tables: one per level and year of boundaries.
        boundaries: one per level and year; empty for a source without polygons.
        missing: what was wanted and did not come.
    """

    tables: tuple[AreaTable, ...] = ()
    boundaries: tuple[Boundaries, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[Bilingual, ...] = field(default=())


def gone(question: Question, *, address: str) -> TableGoneError:
    """Return the error for a table, layer or file that its publisher does not have (any more)."""
    family = question.family
    return TableGoneError(
        question.table,
        family=family.code,
        name_nl=family.name.nl,
        name_en=family.name.en,
        publisher=family.publisher,
        address=address,
    )


def missing_everywhere(per_level: Sequence[tuple[Missing, ...]]) -> tuple[Missing, ...]:
    """Return what is missing on every level; what one level has is not missing."""
    return tuple(one for one in per_level[0] if all(one in other for other in per_level)) if per_level else ()


def provenance(
    question: Question, origin: Origin, *, column: str, year: int, indicator: Indicator, source: ColumnSource
) -> Provenance:
    """Return the origin of one column."""
    family = question.family
    return Provenance(
        publisher=family.publisher,
        table=question.table,
        column=column,
        licence=family.licence,
        retrieved=origin.retrieved,
        checksum=origin.checksum,
        address=origin.address,
        boundary_year=question.boundary_year(year),
        modelled=family.modelled or indicator.modelled,
        provisional=year in origin.provisional or year in source.provisional_years,
    )
