"""The words of a wijkschets that are not the table's own: titles of parts, what a sentence rests on, what is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.facts.quadrants import QUADRANT_COLUMNS, QUADRANT_GRID, QUADRANT_NAMES, QUADRANT_ROWS, Quadrant
from veerkracht.report import palette
from veerkracht.report.wording import figure
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.schets import Verdict

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.wijkschets.grounds import FigureGround

TITLES = {
    "key_figures": Bilingual("De wijk in cijfers", "The wijk in figures"),
    "stands_out": Bilingual("Wat opvalt in de cijfers", "What stands out in the figures"),
    "heard": Bilingual("Wat wij horen", "What we hear"),
    "causes": Bilingual("Waardoor het komt", "Where it comes from"),
    "problem": Bilingual("Wat er aan de hand is", "What is going on"),
    "consequences": Bilingual("Wat het gevolg is", "What it leads to"),
    "residents": Bilingual("Wat bewoners samen kunnen", "What residents can do together"),
    "institutions": Bilingual("Wat instellingen doen, en wat mist", "What institutions do, and what is missing"),
    "carriers": Bilingual("Wie draagt", "Who carries"),
    "askers": Bilingual("Wie vraagt", "Who asks"),
    "goals": Bilingual("Wanneer het gelukt is", "When it has worked"),
    "mix": Bilingual("Waarmee we beginnen", "What we begin with"),
    "city": Bilingual("Wat het voor de stad betekent", "What it means for the city"),
    "questions": Bilingual("Wat nog open is", "What is still open"),
    "dissent": Bilingual("Waarover we verschillen", "Where we differ"),
    "taken_part": Bilingual("Wie meededen", "Who took part"),
    "sign_off": Bilingual("Wat partijen ervan zeggen", "What parties say of it"),
    "sources": Bilingual("Waarop elke zin steunt", "What each sentence rests on"),
}
"""By the name of the part."""

EMPTY = {
    "stands_out": Bilingual("Nog niet opgeschreven.", "Not written yet."),
    "heard": Bilingual("Nog niemand gehoord.", "Nobody heard yet."),
    "causes": Bilingual("Nog niet opgeschreven.", "Not written yet."),
    "problem": Bilingual("Nog niet opgeschreven.", "Not written yet."),
    "consequences": Bilingual("Nog niet opgeschreven.", "Not written yet."),
    "residents": Bilingual("Hierover is niets gezegd.", "Nothing was said about this."),
    "institutions": Bilingual("Hierover is niets gezegd.", "Nothing was said about this."),
    "carriers": Bilingual("Hierover is niets bekend.", "Nothing is known of this."),
    "askers": Bilingual("Hierover is niets bekend.", "Nothing is known of this."),
    "goals": Bilingual("Nog niet afgesproken.", "Not agreed yet."),
    "mix": Bilingual("Hier is nog niets gekozen.", "Nothing was chosen here yet."),
    "city": Bilingual(
        "Nog niet bekend. Dit vullen we in als het effect van deze mix op de hele stad is berekend.",
        "Not known yet. This is filled in once the effect of this mix on the whole city is computed.",
    ),
    "questions": Bilingual("Er zijn geen vragen opgeschreven.", "No questions were written down."),
    "dissent": Bilingual("Er is geen verschil opgeschreven.", "No difference was written down."),
    "sign_off": Bilingual("Nog geen partij heeft getekend.", "No party has signed yet."),
}
"""What stands there as long as nobody wrote anything."""

ORIGINS = {
    Origin.FIGURE: Bilingual("cijfer", "figure"),
    Origin.RESIDENT: Bilingual("bewoner", "resident"),
    Origin.PROFESSIONAL: Bilingual("professional", "professional"),
}

QUADRANTS = QUADRANT_NAMES
GRID = QUADRANT_GRID

FILLS = {
    Quadrant.SOCIAL: palette.SOCIALE_AANPAK,
    Quadrant.SURROUNDINGS: palette.LEEFOMGEVING,
    Quadrant.HOUSING: palette.WONINGPROGRAMMA,
    Quadrant.REPOSITION: palette.HERPOSITIONERING,
}
COLUMNS, ROWS = QUADRANT_COLUMNS, QUADRANT_ROWS

VERDICTS = {
    Verdict.AGREES: Bilingual("eens", "agrees"),
    Verdict.RESERVES: Bilingual("eens, met een voorbehoud", "agrees, with a reservation"),
    Verdict.DIFFERS: Bilingual("niet eens", "does not agree"),
}

ERASED = Bilingual("gewist op verzoek of na de bewaartermijn", "erased on request or after the term")
UNPLACED = Bilingual("Nog niet bij een perspectief", "Not in a perspective yet")
NOT_CHOSEN = Bilingual("nog niet gekozen", "not chosen yet")
FICTITIOUS = Bilingual("Verzonnen wijk en cijfers", "Invented wijk and figures")
HOW_TO_READ = Bilingual(
    "Achter elke zin staat waar hij vandaan komt (cijfer, bewoner of professional) en op hoeveel bronnen hij steunt; "
    "de nummers staan in de lijst op de volgende bladzijde.",
    "Behind each sentence stands where it comes from (figure, resident or professional) and on how many sources it "
    "rests; the numbers stand in the list on the next page.",
)


def value_text(value: float, ground: FigureGround, *, taal: Taal) -> str:
    """Return a value with its unit, rounded to what the figure can carry."""
    text, unit = figure(value, decimals=ground.decimals, taal=taal), ground.unit.say(taal)
    return f"{text}%" if unit == "%" else f"{text} {unit}".strip()


def figure_text(ground: FigureGround, *, taal: Taal) -> str:
    """Return a figure as a plain statement: name, value, year, and that of the gemeente beside it.

    A missing figure says why it is missing.
    """
    name = ground.name.say(taal)
    if ground.value is None:
        return f"{name}: {ground.reason.say(taal)} ({ground.year})"
    beside = (
        "" if ground.beside is None else _BESIDE.say(taal).format(value=value_text(ground.beside, ground, taal=taal))
    )
    return f"{name}: {value_text(ground.value, ground, taal=taal)} ({ground.year}{beside})"


_BESIDE = Bilingual("; gemeente {value}", "; municipality {value}")


def sources_count(number: int, *, taal: Taal) -> str:
    """Return how many sources a sentence has.

    >>> sources_count(1, taal="nl"), sources_count(3, taal="nl"), sources_count(0, taal="en")
    ('1 bron', '3 bronnen', 'no source')
    """
    if number == 0:
        return "geen bron" if taal == "nl" else "no source"
    one, many = ("bron", "bronnen") if taal == "nl" else ("source", "sources")
    return f"{number} {one if number == 1 else many}"


def ranges(numbers: tuple[int, ...]) -> str:
    """Return numbers with runs of three and more joined.

    >>> ranges((3, 4, 5, 9, 11, 12))
    '3–5, 9, 11, 12'
    """
    parts: list[list[int]] = []
    for one in sorted(set(numbers)):
        if parts and one == parts[-1][-1] + 1:
            parts[-1].append(one)
        else:
            parts.append([one])
    return ", ".join(f"{part[0]}–{part[-1]}" if len(part) > 2 else ", ".join(map(str, part)) for part in parts)
