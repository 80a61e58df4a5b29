"""A table after its check: the accepted rows as figures of areas, and an account of every other row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Indicator
from veerkracht.facts.language import Bilingual, Taal
from veerkracht.facts.tables import AreaTable
from veerkracht.sources.files.intake import LeftOut
from veerkracht.workflows.own_tables_cells import Fault
from veerkracht.workflows.own_tables_mapping import OwnMapping

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexRow:
    """One row of a corporation's stock, as it was accepted.

    Attributes:
        row: row number in the file.
        complex: its name or number; empty if the table has none.
        level, area: where it stands.
        year: of the figures.
        dwellings: number of dwellings.
        rent_class: `goedkoop`, `betaalbaar`, `duur` or `vrij`; empty if unknown.
        energy_label: A to G; empty if unknown.
        turnover: dwellings let again in the year; None if unknown.
        allocations: number of dwellings allocated by `by:group`; only what is known.
    """

    row: int
    complex: str
    level: Level
    area: str
    year: int
    dwellings: int
    rent_class: str = ""
    energy_label: str = ""
    turnover: int | None = None
    allocations: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A table after its check; nothing is stored yet.

    Attributes:
        name, sha256: of the file.
        mapping: with which it was checked.
        rows: number of filled rows below the header.
        accepted: how many of them have no fault.
        left_out: how many are no rows of figures, by reason; with the accepted and the faulty ones they are all rows.
        faults: every one, in the order of the rows.
        tables: figures of the accepted rows, each of one level and one year of boundaries; without day of retrieval.
        indicators: the figures that the catalogue does not know, those made from others included.
        complexes: the accepted rows of a stock; empty for a monitor.
        warnings: what the reader must know of what is accepted.
        content: the file itself.
    """

    name: str
    sha256: str
    mapping: OwnMapping
    rows: int
    accepted: int
    left_out: tuple[LeftOut, ...]
    faults: tuple[Fault, ...]
    tables: tuple[AreaTable, ...]
    indicators: tuple[Indicator, ...]
    complexes: tuple[ComplexRow, ...] = ()
    warnings: tuple[Bilingual, ...] = ()
    content: bytes = field(default=b"", repr=False, compare=False)

    @property
    def faulty(self) -> int:
        """Number of rows with at least one fault."""
        return len({one.row for one in self.faults})

    def summary(self) -> Bilingual:
        """Return in one sentence how many rows are good."""
        return Bilingual(
            f"{self.accepted} van de {self.rows} rijen zijn goed; in {self.faulty} zit een fout.",
            f"{self.accepted} of {self.rows} rows are good; {self.faulty} have a fault.",
        )

    def report(self, taal: Taal = "nl") -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return the faults as a table: the header, and a row for each of them."""
        dutch, english = (
            ("rij", "kolom", "waarde", "wat is er mis", "wat is goed"),
            ("row", "column", "value", "wrong", "right"),
        )
        lines = tuple(
            (str(one.row), one.column, one.value, one.wrong.say(taal), one.right.say(taal)) for one in self.faults
        )
        return (dutch if taal == "nl" else english), lines

    def report_csv(self, taal: Taal = "nl") -> str:
        """Return the report as CSV; what a spreadsheet program would take for a formula gets a mark before it."""
        header, lines = self.report(taal)
        sink = io.StringIO()
        writer = csv.writer(sink, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([f"'{text}" if text.startswith(_FORMULA) else text for text in line] for line in lines)
        return sink.getvalue()
