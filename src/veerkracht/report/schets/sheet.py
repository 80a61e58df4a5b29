"""What a sheet of a wijkschets is made of, all known before a word is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.language import Bilingual, Taal
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.blocks import Table
    from veerkracht.report.figures import MapSpec
    from veerkracht.wijkschets.grounds import Grounds
    from veerkracht.wijkschets.schets import SignOff, Wijkschets

FEWEST_OF_A_ROLE = 3
"""A role of fewer people is not told apart: one could see who said what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMap:
    """The signaleringskaart of the wijk, or why there is none.

    Attributes:
        spec: the map; None without one.
        title, question: of the map.
        sentence: its legend as a sentence.
        alt: what it shows, for who cannot see it.
        period, source: of its figures.
        names: of the areas, each behind its number on the map; empty where they have none.
        table: the class of each area; None without a map.
        sources: where its figures come from.
        reason: why there is no map; empty with one.
    """

    spec: MapSpec | None = None
    title: str = ""
    question: str = ""
    sentence: str = ""
    alt: str = ""
    period: str = ""
    source: str = ""
    names: str = ""
    table: Table | None = None
    sources: tuple[Provenance, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A wijkschets, ready to be set.

    Attributes:
        schets: what it says.
        grounds: what that rests on.
        parties: names of the roles by key.
        sign_offs: what each party said of this version, newest last.
        is_published: whether it is more than a concept.
        fictitious: whether the wijk is invented; the sheet then says so.
        gemeente: name; empty if unknown.
        kaart: the signaleringskaart.
        taal: language of the words around those of the table.
    """

    schets: Wijkschets
    grounds: Grounds
    parties: Mapping[str, Bilingual]
    kaart: SheetMap
    sign_offs: tuple[SignOff, ...] = ()
    is_published: bool = False
    fictitious: bool = False
    gemeente: str = ""
    taal: Taal = "nl"

    def say(self, nl: str, en: str) -> str:
        """Return one of two texts."""
        return nl if self.taal == "nl" else en

    def party(self, key: str) -> str:
        """Return the name of a role; the key if it has none."""
        return self.parties[key].say(self.taal) if key in self.parties else key or self.say("onbekend", "unknown")

    def is_told_apart(self, party: str) -> bool:
        """Return whether so many of a role took part that its name may stand with a card."""
        return dict(self.schets.taken_part).get(party, 0) >= FEWEST_OF_A_ROLE
