"""The list of what a wijkschets rests on: each source once, numbered in the order of the sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.report.schets.wording import ERASED, ORIGINS, figure_text
from veerkracht.wijkschets.grounds import CardGround, FigureGround
from veerkracht.wijkschets.schets import CiteKind

if TYPE_CHECKING:
    from veerkracht.report.schets.sheet import Sheet
    from veerkracht.wijkschets.schets import Cite


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One source of the list.

    Attributes:
        number: from 1, in the order of the sentences.
        kind: figure, card or shared text, in words.
        text: figure with its value, or the words of a card or text.
        detail: area, level and source of a figure; who wrote a card.
        is_quoted: whether the text is somebody's own words.
    """

    number: int
    kind: str
    text: str
    detail: str
    is_quoted: bool


def references(sheet: Sheet) -> dict[Cite, Reference]:
    """Return the numbered list, by how sentences point at each."""
    return {cite: _reference(sheet, cite, number) for number, cite in enumerate(sheet.schets.cites(), start=1)}


def _reference(sheet: Sheet, cite: Cite, number: int) -> Reference:
    found = sheet.grounds.by_cite().get(cite)
    if isinstance(found, FigureGround):
        where = f"{found.level} {found.area_name}".strip()
        modelled = sheet.say(", schatting uit een model", ", estimate of a model") if found.is_modelled else ""
        return Reference(
            number=number,
            kind=sheet.say("cijfer", "figure"),
            text=figure_text(found, taal=sheet.taal),
            detail=f"{where}. {found.source}{modelled}",
            is_quoted=False,
        )
    if isinstance(found, CardGround):
        return _of_card(sheet, found, number)
    if found is not None:
        return Reference(
            number=number,
            kind=sheet.say("gedeelde tekst", "shared text"),
            text=" ".join(found.text.split()) or ERASED.say(sheet.taal),
            detail=found.title.say(sheet.taal),
            is_quoted=bool(found.text.strip()),
        )
    kinds = {
        CiteKind.FIGURE: sheet.say("cijfer", "figure"),
        CiteKind.CARD: sheet.say("kaartje", "card"),
        CiteKind.TEXT: sheet.say("gedeelde tekst", "shared text"),
    }
    gone = sheet.say("is er niet (meer)", "is not there (any more)")
    return Reference(number=number, kind=kinds[cite.kind], text=gone, detail="", is_quoted=False)


def _of_card(sheet: Sheet, card: CardGround, number: int) -> Reference:
    origin = ORIGINS[card.origin].say(sheet.taal)
    # Of a role with one or two people the name would say who wrote it.
    who = sheet.party(card.party) if sheet.is_told_apart(card.party) else origin.capitalize()
    paper = sheet.say(", op papier", ", on paper") if card.channel == "paper" else ""
    return Reference(
        number=number,
        kind=sheet.say("kaartje", "card"),
        text=card.text or ERASED.say(sheet.taal),
        detail=f"{who}{paper}",
        is_quoted=bool(card.text),
    )
