"""What a QuickScan is made of: figures and findings, all computed before a word is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from veerkracht.signalering.kaart import Kaart

if TYPE_CHECKING:
    from veerkracht.facts.areas import Areas, Level
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.language import Taal
    from veerkracht.facts.provenance import Provenance
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.choices import KaartChoices
    from veerkracht.signalering.kaart import Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFindings:
    """What one level of areas of the gemeente shows.

    Attributes:
        level: buurt or wijk.
        table: the figures of the areas within the gemeente.
        boundaries: their polygons, the same areas in the same order; None if no polygons are stored.
        kaarten: maps 1 to 8, in order; one that the data cannot carry says why.
    """

    level: Level
    table: AreaTable
    boundaries: Boundaries | None
    kaarten: tuple[Kaart | Unavailable, ...]

    @property
    def areas(self) -> Areas:
        """The areas, as in the table."""
        return self.table.areas

    def kaart(self, number: int) -> Kaart | None:
        """Return a map, or None if the data cannot carry it on this level."""
        found = self.kaarten[number - 1]
        return found if isinstance(found, Kaart) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The gemeente that the report is about.

    Attributes:
        code, name: of the gemeente.
        taal: language of the report.
        day: the day on which the report is made.
        data_version: short name of the stored data.
        fictitious: True if the figures are invented.
        catalogue: of the indicators.
        choices: behind the maps.
        wijk_names: name by code of the wijk, for maps and tables.
    """

    code: str
    name: str
    taal: Taal
    day: date
    data_version: str
    fictitious: bool
    catalogue: Catalogue
    choices: KaartChoices
    wijk_names: Mapping[str, str]

    def say(self, nl: str, en: str) -> str:
        """Return the text in the language of the report."""
        return nl if self.taal == "nl" else en


def short_source(sources: tuple[Provenance, ...]) -> str:
    """Return the source line of a figure: publisher and table, each once; `-` cannot happen in a good table."""
    return "; ".join(dict.fromkeys(source.cite() for source in sources)) or "-"
