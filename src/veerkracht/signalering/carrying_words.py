"""What the reading veerkrachtig cannot carry, in words: why it is refused, and what stands beside it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import label
from veerkracht.signalering.ontwikkeling import FEW_AREAS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.periods import Period

_FAR_LOAD = 2.0


class Refusal(Enum):
    """Why the reading cannot be made; the value is how near the data came to it, then the words."""

    NO_FIGURES = (
        0,
        Bilingual(
            "Daarvoor zijn cijfers nodig over bewoners die minder zelfredzaam zijn én over overlast, van dezelfde "
            "gebieden.",
            "That takes figures on residents with low self-reliance and on nuisance, of the same areas.",
        ),
    )
    ONLY_MODELLED = (
        1,
        Bilingual(
            "Alle cijfers hierover zijn schattingen van een model. Die zijn voor een deel gemaakt uit dezelfde cijfers "
            "als het aandeel bewoners die minder zelfredzaam zijn. Daarmee kunnen we niet zeggen of het beter gaat dan "
            "verwacht.",
            "All figures on this are estimates of a model, partly made of the same figures as the share of residents "
            "with low self-reliance. They cannot tell whether things go better than expected.",
        ),
    )
    BOTH_MODELLED = (
        2,
        Bilingual(
            "Beide cijfers zijn schattingen van een model en kunnen uit dezelfde gegevens zijn gemaakt. Dan zegt het "
            "verschil tussen de twee niets over de buurt.",
            "Both figures are estimates of a model and may be made of the same data. Their difference then says "
            "nothing about the neighbourhood.",
        ),
    )
    ONE_WAVE = (
        3,
        Bilingual(
            "Er is maar één meting die we naast het aandeel bewoners die minder zelfredzaam zijn kunnen leggen. Eén "
            "gelukkige meting maakt een buurt niet veerkrachtig.",
            "There is only one measurement to lay beside the share of residents with low self-reliance. One lucky "
            "measurement makes no neighbourhood resilient.",
        ),
    )
    FEW_AREAS = (
        4,
        Bilingual(
            "Er zijn te weinig gebieden met beide cijfers om te weten wat te verwachten is: minder dan twintig.",
            "Too few areas have both figures to know what to expect: fewer than twenty.",
        ),
    )

    @property
    def weight(self) -> int:
        """How near the data came to a reading."""
        return self.value[0]

    @property
    def reason(self) -> Bilingual:
        """Why, in both languages."""
        return self.value[1]


def notes_of(
    periods: Sequence[Period], load_periods: Sequence[Period], *, is_modelled: bool, areas: int
) -> tuple[Bilingual, ...]:
    """Return what must stand beside the reading, the weightiest first.

    Args:
        periods: waves of the problems.
        load_periods: the period of the load for each of them.
        is_modelled: whether one of the two figures is an estimate of a model.
        areas: number of areas on which the curve was fitted.
    """
    notes = [
        Bilingual(
            "Waarom een buurt het beter of slechter doet dan verwacht, weten we niet. Het kan komen door iets wat we "
            "niet meten, zoals winkels, uitgaan of een station.",
            "Why a neighbourhood does better or worse than expected we do not know. It may be something that we do not "
            "measure, such as shops, nightlife or a station.",
        ),
        Bilingual(
            "Dit gaat over buurten, niet over hun bewoners: wie overlast geeft, weten we niet.",
            "This is about neighbourhoods, not their residents: we do not know who causes nuisance.",
        ),
    ]
    if is_modelled:
        notes.append(
            Bilingual(
                "Eén van de twee cijfers is een schatting van een model. Die kan voor een deel uit dezelfde gegevens "
                "zijn gemaakt als het andere cijfer. Lees de uitkomst daarom als aanwijzing.",
                "One of the two figures is an estimate of a model, and may partly be made of the same data as the "
                "other. Read the outcome as an indication.",
            )
        )
    if max(abs(p.years_since(x)) for p, x in zip(periods, load_periods, strict=True)) >= _FAR_LOAD:
        years, loads = label(periods), label(set(load_periods))
        notes.append(
            Bilingual(
                f"De problemen zijn van {years}, het aandeel bewoners die minder zelfredzaam zijn van {loads}. Wat er "
                "daartussen veranderde, tellen we niet mee.",
                f"The problems are of {years}, the share of residents with low self-reliance of {loads}. What changed "
                "in between is not counted.",
            )
        )
    if areas < FEW_AREAS:
        notes.append(
            Bilingual(
                f"Wat te verwachten is komt uit maar {areas} gebieden en is dus zelf onzeker.",
                f"What to expect comes from {areas} areas only and so is uncertain itself.",
            )
        )
    return tuple(notes)
