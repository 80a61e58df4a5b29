"""What a QuickScan is made of: figures and findings, all computed before a word is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from veerkracht.report.wording import plain_name, short_names
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
    from veerkracht.signalering.verwachting.per_area import AreaForecasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is expected of one figure in the areas of a level, and what it was made from.

    Attributes:
        found: the forecast, of the areas of the level in their order.
        sources: of the figure.
    """

    found: AreaForecasts
    sources: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFindings:
    """What one level of areas of the gemeente shows.

    Attributes:
        level: buurt or wijk.
        table: the figures of the areas within the gemeente.
        boundaries: their polygons, the same areas in the same order; None if no polygons are stored.
        kaarten: maps 1 to 9, in order; one that the data cannot carry says why.
        problems: what is expected of the figure on problems; None if nothing can be.
        share: what is expected of the share of residents with low self-reliance; None if nothing can be.
    """

    level: Level
    table: AreaTable
    boundaries: Boundaries | None
    kaarten: tuple[Kaart | Unavailable, ...]
    problems: Ahead | None = None
    share: Ahead | None = None

    @property
    def areas(self) -> Areas:
        """The areas, as in the table."""
        return self.table.areas

    def kaart(self, number: int) -> Kaart | None:
        """Return a map, or None if the data cannot carry it on this level."""
        return next((one for one in self.kaarten if isinstance(one, Kaart) and one.number == number), None)


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

    @property
    def here(self) -> str:
        """The name for running text; that it is fictitious stands on every page and in the title."""
        return self.name.partition(" (")[0] if self.fictitious else self.name

    @property
    def country(self) -> str:
        """Of which country the areas beside this gemeente are, as it stands behind them: a fictitious one has no name.

        A city that is invented has invented neighbours.
        """
        if self.fictitious:
            return self.say("van dit verzonnen land", "of this invented country")
        return self.say("van Nederland", "of the Netherlands")

    def say(self, nl: str, en: str) -> str:
        """Return the text in the language of the report."""
        return nl if self.taal == "nl" else en

    def called(self, code: str) -> str:
        """Return the name of an indicator as people say it, with a capital."""
        return plain_name(self.catalogue[code], taal=self.taal)

    def wijk_of(self, code: str) -> str:
        """Return the short name of the wijk of a buurt; empty if unknown."""
        wijken = dict(zip(self.wijk_names, short_names(tuple(self.wijk_names.values())), strict=True))
        return wijken.get(f"WK{code[2:8]}", "")


def short_source(sources: tuple[Provenance, ...]) -> str:
    """Return the source line of a figure: each publisher once, its tables in brackets.

    >>> from veerkracht.facts.provenance import Provenance
    >>> cbs = [Provenance(publisher="CBS", table=table, column="") for table in ("83765NED", "85039NED")]
    >>> short_source((*cbs, Provenance(publisher="politie", table="47018NED", column="")))
    'CBS (83765NED, 85039NED); politie (47018NED)'
    """
    tables: dict[str, dict[str, None]] = {}
    for source in sources:
        tables.setdefault(source.publisher, {})[source.table] = None
    said = ((publisher, ", ".join(table for table in held if table)) for publisher, held in tables.items())
    return "; ".join(f"{publisher} ({held})" if held else publisher for publisher, held in said) or "-"
