"""What stands in the way of publishing a wijkschets: nothing without a ground, no goal that nobody can measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veerkracht.wijkschets.grounds import Known
    from veerkracht.wijkschets.schets import Cite, Goal, Wijkschets


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something to mend before publishing.

    Attributes:
        where: key of the sentence or goal; the name of the part where it is about the whole.
        what: in words for who writes.
    """

    where: str
    what: Bilingual


_NO_GROUND = Bilingual(
    "Deze zin steunt nergens op. Kies een kaartje, een cijfer of een gedeelde tekst, of haal de zin weg.",
    "This sentence rests on nothing. Choose a card, a figure or a shared text, or take the sentence out.",
)
_GROUND_GONE = Bilingual(
    "Waar deze zin op steunt, is er niet (meer). Kies iets anders.",
    "What this sentence rests on is not there (any more). Choose something else.",
)
_NO_WORDS = Bilingual(
    "Hier staan nog geen woorden. Schrijf ze op, of haal de regel weg.", "There are no words here yet."
)
_NO_QUADRANT = Bilingual(
    "Kies bij welk handelingsperspectief dit hoort.", "Choose which handelingsperspectief this belongs to."
)
_NO_SUBJECT = Bilingual(
    "De zin waar dit verschil over gaat, is er niet (meer). Kies een andere.",
    "The sentence that this difference is about is not there (any more). Choose another.",
)
_NO_PARTY = Bilingual("Zeg wie er zo over denkt.", "Say who thinks so.")
_TWICE = Bilingual("Deze sleutel staat er twee keer.", "This key stands twice.")
_PARTS = (
    ("problem", Bilingual("Schrijf wat het probleem is.", "Write what the problem is.")),
    ("goals", Bilingual("Schrijf wanneer het gelukt is.", "Write when it has worked.")),
    ("mix", Bilingual("Kies waarmee u begint.", "Choose what to begin with.")),
)


def faults_of(schets: Wijkschets, known: Known) -> tuple[Fault, ...]:
    """Return everything that stands in the way of publishing; empty if nothing does."""
    return (
        *(Fault(where=part, what=what) for part, what in _PARTS if not getattr(schets, part)),
        *_of_keys(schets),
        *(Fault(where=one.key, what=_NO_WORDS) for one in schets.sentences() if not _says(one.text)),
        *(Fault(where=one.key, what=_NO_WORDS) for one in schets.goals if not _says(one.words)),
        *(one for sentence in schets.sentences() for one in _of_cites(sentence.key, sentence.cites, known)),
        *(Fault(where=one.sentence.key, what=_NO_QUADRANT) for one in schets.mix if one.quadrant is None),
        *_of_dissent(schets),
        *(one for goal in schets.goals for one in _of_goal(goal, known, year=schets.on.year)),
    )


def _says(text: str) -> bool:
    """Return whether a text holds a letter or digit: signs that nobody sees, or only dashes, say nothing."""
    return any(sign.isalnum() for sign in text)


def _of_keys(schets: Wijkschets) -> Iterable[Fault]:
    keys = Counter([*(one.key for one in schets.sentences()), *(one.key for one in schets.goals)])
    return (Fault(where=key, what=_TWICE) for key, count in keys.items() if count > 1)


def _of_cites(where: str, cites: tuple[Cite, ...], known: Known) -> Iterable[Fault]:
    if not cites:
        yield Fault(where=where, what=_NO_GROUND)
    elif not all(known.holds(cite) for cite in cites):
        yield Fault(where=where, what=_GROUND_GONE)


def _of_dissent(schets: Wijkschets) -> Iterable[Fault]:
    keys = {*(one.key for one in schets.sentences()), *(one.key for one in schets.goals), ""}
    for one in schets.dissent:
        if one.about not in keys:
            yield Fault(where=one.sentence.key, what=_NO_SUBJECT)
        if not one.parties:
            yield Fault(where=one.sentence.key, what=_NO_PARTY)


def _of_goal(goal: Goal, known: Known, *, year: int) -> Iterable[Fault]:
    yield from _of_cites(goal.key, goal.cites, known)
    needed = (
        (bool(goal.indicator or _says(goal.measured_as)), "Zeg waaraan u het meet.", "Say by what you measure it."),
        (
            not goal.indicator or known.measures(goal.indicator),
            "Dit cijfer is er niet voor dit gebied. Kies een ander, of schrijf op hoe u het anders meet.",
            "There is no such figure of this area. Choose another, or write how you measure it otherwise.",
        ),
        (goal.target is not None, "Zeg welk cijfer u wilt bereiken.", "Say which figure you aim at."),
        (_says(goal.measured_by), "Zeg wie het meet.", "Say who measures it."),
        (
            goal.baseline is not None or not goal.indicator,
            "Kies het cijfer van nu waarvan u begint.",
            "Choose the figure of now that you start from.",
        ),
        (
            goal.target_year > goal.baseline_year,
            "Het jaar van het doel moet na het jaar van het begin liggen.",
            "The year of the goal must come after the year of the start.",
        ),
        (
            goal.target_year >= year or not goal.target_year,
            "Het jaar van het doel is al voorbij. Kies een later jaar.",
            "The year of the goal has passed. Choose a later year.",
        ),
        (
            goal.baseline is None or goal.target is None or goal.baseline != goal.target,
            "Doel en begin zijn gelijk. Wilt u dat het zo blijft, schrijf dan wat er anders niet goed zou gaan.",
            "Goal and start are the same. If it should stay so, write what would otherwise go wrong.",
        ),
    )
    for is_there, dutch, english in needed:
        if not is_there:
            yield Fault(where=goal.key, what=Bilingual(dutch, english))
