"""What the sentences of a wijkschets can rest on: figures, cards of the board and texts of the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.wijkschets.schets import Cite, CiteKind

if TYPE_CHECKING:
    from veerkracht.facts.language import Bilingual
    from veerkracht.wijkschets.draaiboek import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGround:
    """A figure of one area and year, as it was when it was chosen.

    Attributes:
        code, area, year: which figure.
        name: of the indicator.
        unit: of the value, as it stands behind it; "%" for a percentage.
        area_name, level: of the area.
        value: in `unit`; None where it is missing.
        decimals: how many the spread between areas deserves.
        beside: the figure of the gemeente in the same year; None where unknown.
        reason: why it is missing; empty where it is not.
        source: publisher and table.
        is_modelled: whether a model estimated it.
    """

    code: str
    area: str
    year: int
    name: Bilingual
    unit: Bilingual
    area_name: str
    level: str
    value: float | None
    decimals: int
    beside: float | None
    reason: Bilingual
    source: str
    is_modelled: bool

    @property
    def cite(self) -> Cite:
        """How a sentence points at it."""
        return Cite(kind=CiteKind.FIGURE, ref=self.code, area=self.area, year=self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardGround:
    """A card of the board.

    Attributes:
        id: of the card.
        text: its words; empty where they were erased on request or after the term.
        party: key of the role of who wrote it.
        origin: of a resident or of a professional.
        form: kind of card.
        channel: screen or paper.
        cluster: title of the cluster it lies in; empty for none.
        indicator: code of the figure it is about; empty for none.
    """

    id: str
    text: str
    party: str
    origin: Origin
    form: str
    channel: str
    cluster: str = ""
    indicator: str = ""

    @property
    def cite(self) -> Cite:
        """How a sentence points at it."""
        return Cite(kind=CiteKind.CARD, ref=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextGround:
    """A text that the table wrote together."""

    key: str
    title: Bilingual
    text: str

    @property
    def cite(self) -> Cite:
        """How a sentence points at it."""
        return Cite(kind=CiteKind.TEXT, ref=self.key)


Ground = FigureGround | CardGround | TextGround


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a sentence can rest on.

    Attributes:
        figures: code of the indicator, code of the area and year of every figure that is there.
        cards: ids of the cards in sight.
        texts: keys of the shared texts that were written.
    """

    figures: frozenset[tuple[str, str, int]]
    cards: frozenset[str]
    texts: frozenset[str]

    def holds(self, cite: Cite) -> bool:
        """Return whether what is cited is there."""
        if cite.kind is CiteKind.FIGURE:
            return (cite.ref, cite.area, cite.year) in self.figures
        is_bare = not cite.area and not cite.year
        return is_bare and cite.ref in (self.cards if cite.kind is CiteKind.CARD else self.texts)

    def measures(self, indicator: str) -> bool:
        """Return whether there is a figure of an indicator, to measure a goal by."""
        return any(code == indicator for code, _, _ in self.figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Everything that sentences can rest on, each in the order in which people choose from it."""

    figures: tuple[FigureGround, ...] = ()
    cards: tuple[CardGround, ...] = ()
    texts: tuple[TextGround, ...] = ()

    def known(self) -> Known:
        """Return what is there; a missing figure is no ground, a card whose words were erased still is."""
        return Known(
            figures=frozenset((one.code, one.area, one.year) for one in self.figures if one.value is not None),
            cards=frozenset(one.id for one in self.cards),
            texts=frozenset(one.key for one in self.texts),
        )

    def by_cite(self) -> dict[Cite, Ground]:
        """Return every ground by how a sentence points at it."""
        every: tuple[Ground, ...] = (*self.figures, *self.cards, *self.texts)
        return {one.cite: one for one in every}

    def only(self, cites: tuple[Cite, ...]) -> Grounds:
        """Return those that are cited, so that a version carries what it rests on."""
        wanted = set(cites)
        return Grounds(
            figures=tuple(one for one in self.figures if one.cite in wanted),
            cards=tuple(one for one in self.cards if one.cite in wanted),
            texts=tuple(one for one in self.texts if one.cite in wanted),
        )
