"""What stands in the way of publishing a wijkschets: nothing without a ground, no goal that nobody can measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.wijkschets.schets import CiteKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veerkracht.wijkschets.schets import Cite, Goal, Wijkschets


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
        return cite.ref in (self.cards if cite.kind is CiteKind.CARD else self.texts)


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
        *(one for sentence in schets.sentences() for one in _of_cites(sentence.key, sentence.cites, known)),
        *(one for goal in schets.goals for one in _of_goal(goal, known)),
    )


def _of_keys(schets: Wijkschets) -> Iterable[Fault]:
    keys = Counter([*(one.key for one in schets.sentences()), *(one.key for one in schets.goals)])
    return (Fault(where=key, what=_TWICE) for key, count in keys.items() if count > 1)


def _of_cites(where: str, cites: tuple[Cite, ...], known: Known) -> Iterable[Fault]:
    if not cites:
        yield Fault(where=where, what=_NO_GROUND)
    elif not all(known.holds(cite) for cite in cites):
        yield Fault(where=where, what=_GROUND_GONE)


def _of_goal(goal: Goal, known: Known) -> Iterable[Fault]:
    yield from _of_cites(goal.key, goal.cites, known)
    needed = (
        (bool(goal.indicator or goal.measured_as.strip()), "Zeg waaraan u het meet.", "Say by what you measure it."),
        (goal.target is not None, "Zeg welk cijfer u wilt bereiken.", "Say which figure you aim at."),
        (bool(goal.measured_by.strip()), "Zeg wie het meet.", "Say who measures it."),
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
            goal.baseline is None or goal.target is None or goal.baseline != goal.target,
            "Doel en begin zijn gelijk. Wilt u dat het zo blijft, schrijf dan wat er anders niet goed zou gaan.",
            "Goal and start are the same. If it should stay so, write what would otherwise go wrong.",
        ),
    )
    for is_there, dutch, english in needed:
        if not is_there:
            yield Fault(where=goal.key, what=Bilingual(dutch, english))
