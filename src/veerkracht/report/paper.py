"""Sheets of paper for who does not use a screen in an atelier: what stands on them, in words and numbers, no layout."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal

CARDS_ON_A_SHEET = 4
BLANK_STATEMENTS = 16
"""Numbered lines of a voting sheet that is printed before there are statements: the facilitator reads them out."""


class SheetKind(StrEnum):
    """What a sheet is for; its letter stands behind the number on it."""

    CARDS = "K"
    MAP = "M"
    VOTES = "S"
    CHOICES = "P"


SHEET_NAMES = {
    SheetKind.CARDS: Bilingual("Kaartjes", "Cards"),
    SheetKind.MAP: Bilingual("Kaart om op te tekenen (A3)", "Map to draw on (A3)"),
    SheetKind.VOTES: Bilingual("Stemmen over stellingen", "Votes on statements"),
    SheetKind.CHOICES: Bilingual("Stippen, punten en cijfers", "Dots, points and scores"),
}

WORDS = {
    "name": Bilingual("Ik heet (een verzonnen naam mag)", "My name (an invented one will do)"),
    "role": Bilingual("Ik ben hier als", "I am here as"),
    "other": Bilingual("Iets anders, namelijk", "Something else:"),
    "where": Bilingual("Waar? (buurt of straat)", "Where? (neighbourhood or street)"),
    "mood": Bilingual("kans / zorg", "chance / worry"),
    "chance": Bilingual("kans", "chance"),
    "worry": Bilingual("zorg", "worry"),
    "yes": Bilingual("Eens", "Agree"),
    "no": Bilingual("Oneens", "Disagree"),
    "unknown": Bilingual("Weet niet", "Don't know"),
    "statement": Bilingual("Stelling", "Statement"),
    "choice": Bilingual("Kaartje", "Card"),
    "dots": Bilingual("Stippen", "Dots"),
    "points": Bilingual("Punten", "Points"),
    "score": Bilingual("Cijfer 1-5", "Score 1-5"),
    "sheet": Bilingual("Blad", "Sheet"),
    "vote_help": Bilingual(
        "Zet bij elke stelling één kruisje. Sla gerust een stelling over.",
        "Tick one box for each statement. Feel free to skip one.",
    ),
    "cards_help": Bilingual(
        "Schrijf op elk kaartje één ding, in je eigen woorden. Lever het blad in bij de begeleider.",
        "Write one thing on each card, in your own words. Hand the sheet in to the facilitator.",
    ),
    "map_help": Bilingual(
        "Teken een punt, een lijn of een vlak en zet er een nummer bij. Schrijf ernaast bij elk nummer wat je bedoelt.",
        "Draw a point, a line or an area with a number. Write beside it what you mean at each number.",
    ),
    "choices_help": Bilingual(
        "Vul alleen de vakken in waar de begeleider om vraagt.", "Fill in only the boxes that the facilitator asks for."
    ),
    "kept": Bilingual(
        "Iemand typt dit over, met de naam die je hierboven schrijft. Het blad wordt daarna vernietigd. "
        "Wil je dat je woorden worden gewist? Zeg dan het nummer van dit blad.",
        "Someone types this over, under the name that you write above. The sheet is then destroyed. "
        "Do you want your words erased? Tell the number of this sheet.",
    ),
    "qr": Bilingual("QR-code voor wie dit blad overtypt", "QR code for who types this sheet over"),
    "map": Bilingual("Kaart met de namen van de buurten", "Map with the names of the neighbourhoods"),
    "north": Bilingual("Boven is het noorden", "North is up"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCode:
    """What stands on a sheet: the number of a person, and what the sheet is for.

    >>> str(SheetCode(number=14, kind=SheetKind.VOTES))
    '14S'
    """

    number: int
    kind: SheetKind

    def __str__(self) -> str:
        return f"{self.number}{self.kind}"


MOST_NUMBER = 999


def sheet_code(text: str) -> SheetCode | None:
    """Return the code that someone typed, however it was typed; None if it is none.

    >>> sheet_code(" 14 s"), sheet_code("S14")
    (SheetCode(number=14, kind=<SheetKind.VOTES: 'S'>), None)
    """
    plain = "".join(text.split()).upper()
    digits, letter = plain[:-1], plain[-1:]
    if not digits.isascii() or not digits.isdecimal() or letter not in set(SheetKind) or len(digits) > 4:
        return None
    number = int(digits)
    return SheetCode(number=number, kind=SheetKind(letter)) if 1 <= number <= MOST_NUMBER else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line of a voting sheet or a sheet of choices: its number on the page, its words, and what is asked of it."""

    number: int
    text: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMap:
    """The map to draw on: an SVG of its shapes, and where its names stand.

    Attributes:
        svg: shapes only; no text.
        aspect: width over height.
        names: text, and place from the left and from the top, as shares.
    """

    svg: str
    aspect: float
    names: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSheets:
    """Sheets that are printed together.

    Attributes:
        title: name of the atelier.
        door: code of the atelier.
        kind: what they are for.
        sheets: code and QR (as SVG) of each.
        roles: that can be ticked.
        lines: statements or cards to choose from; empty for sheets of cards.
        question: of the step that the cards are for; empty for none.
        map: for sheets of a map.
        taal: language of the words.
    """

    title: str
    door: str
    kind: SheetKind
    sheets: tuple[tuple[SheetCode, str], ...]
    roles: tuple[str, ...]
    taal: Taal
    lines: tuple[Asked, ...] = ()
    question: str = ""
    map: PaperMap | None = None
