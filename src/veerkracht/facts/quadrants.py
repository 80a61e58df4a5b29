"""The four handelingsperspectieven: people or place, coping with concentration or countering it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from veerkracht.facts.language import Bilingual


class Quadrant(StrEnum):
    """One cell of the 2x2 of the method; a wijkschets, a mix and a catalogue of interventions name it the same."""

    SOCIAL = "sociale-aanpak"
    SURROUNDINGS = "leefomgeving"
    HOUSING = "woningprogramma"
    REPOSITION = "herpositionering"

    @property
    def is_about_people(self) -> bool:
        """Whether it works through people; else through the place."""
        return self in (Quadrant.SOCIAL, Quadrant.REPOSITION)

    @property
    def is_coping(self) -> bool:
        """Whether it copes with the concentration; else it counters it."""
        return self in (Quadrant.SOCIAL, Quadrant.SURROUNDINGS)


QUADRANT_NAMES: Final = {
    Quadrant.SOCIAL: Bilingual("Sociale aanpak", "Social approach"),
    Quadrant.SURROUNDINGS: Bilingual("Leefomgeving", "Surroundings"),
    Quadrant.HOUSING: Bilingual("Woningprogramma", "Housing programme"),
    Quadrant.REPOSITION: Bilingual("Herpositionering", "Repositioning"),
}

QUADRANT_GRID: Final = (
    (Quadrant.SOCIAL, Quadrant.SURROUNDINGS),
    (Quadrant.REPOSITION, Quadrant.HOUSING),
)
"""In reading order of the 2x2: left mens, right fysiek; top omgaan met, bottom tegengaan van."""

QUADRANT_COLUMNS: Final = (Bilingual("mens", "people"), Bilingual("fysiek", "place"))
QUADRANT_ROWS: Final = (Bilingual("omgaan met", "coping with"), Bilingual("tegengaan van", "countering"))
