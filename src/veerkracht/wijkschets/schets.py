"""The wijkschets: what a wijk and its parties say together, each sentence with what it rests on.

A schets is only values; `schets_checks` says what still stands in the way of publishing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from veerkracht.wijkschets.draaiboek import Origin

if TYPE_CHECKING:
    from datetime import date

    from veerkracht.facts.quadrants import Quadrant


PLAIN_PARTS = (
    *("stands_out", "heard", "causes", "problem", "consequences", "residents", "institutions", "carriers", "askers"),
    *("city", "questions"),
)
"""Parts that are a list of sentences and no more."""

PARTS = (*PLAIN_PARTS[:9], "mix", "city", "questions", "dissent")
"""All parts that hold sentences, in reading order."""


class CiteKind(StrEnum):
    """What a sentence rests on."""

    FIGURE = "figure"
    CARD = "card"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """One thing that a sentence rests on.

    Attributes:
        kind: a figure, a card of the board, or a text that the table wrote together.
        ref: code of the indicator, id of the card, or key of the text.
        area: of a figure: code of the area.
        year: of a figure: its year; 0 for others.
    """

    kind: CiteKind
    ref: str
    area: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One statement of the schets.

    Attributes:
        key: short name, unlike that of any other sentence, so that a mix or agreement can point at it.
        text: the words.
        cites: what it rests on.
        origin: figure, resident or professional: of the first thing it rests on, unless people chose otherwise.
    """

    key: str
    text: str
    cites: tuple[Cite, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One line of the definition of success.

    Attributes:
        key: short name.
        words: what is different when it has worked.
        indicator: code of the figure, or empty for one that someone will measure anew.
        measured_as: how it is measured, in words; needed where there is no indicator.
        baseline: the figure now; None if it is not known yet.
        baseline_year: its year; 0 if not known.
        target: the figure aimed at.
        target_year: when.
        measured_by: who measures.
        cites: what the goal rests on.
    """

    key: str
    words: str
    indicator: str
    measured_as: str
    baseline: float | None
    baseline_year: int
    target: float | None
    target_year: int
    measured_by: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """One thing of the first mix.

    Attributes:
        quadrant: where it stands in the 2x2; None as long as nobody chose.
        sentence: what.
        who: who begins; empty as long as nobody chose.
    """

    quadrant: Quadrant | None
    sentence: Sentence
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """A view that is not shared by all, in the words of those who hold it.

    Attributes:
        sentence: the view.
        parties: keys of the roles that hold it.
        about: key of the sentence or goal it is about; empty for the whole.
    """

    sentence: Sentence
    parties: tuple[str, ...]
    about: str = ""


class Verdict(StrEnum):
    """What a party says of a version."""

    AGREES = "eens"
    RESERVES = "voorbehoud"
    DIFFERS = "oneens"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """What one party said of one version, and why.

    Attributes:
        party: key of the role.
        on: the day on which it was said.
        organisation: name of the organisation in whose name; empty for a role that is none.
        said_by: who said it, in words; empty if not known.
        is_noted: whether who led the atelier wrote it down, rather than the party itself.
    """

    party: str
    verdict: Verdict
    reason: str
    on: date
    organisation: str = ""
    said_by: str = ""
    is_noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wijkschets:
    """A schets of one wijk.

    Attributes:
        area: code of the wijk or buurt.
        title: as people read it.
        key_figures: the figures at the top of the sheet, also those that are missing.
        stands_out: what the figures show.
        heard: what people live through.
        causes, problem, consequences: the shared analysis.
        residents, institutions: the samenredzaamheid of both; what is there and what is missing.
        carriers, askers: who carry the wijk and who ask most of it, with figures.
        goals: the definition of success.
        mix: the first mix.
        city: the expected effect on the city; empty until that was worked out.
        questions: what stays open.
        dissent: views that not all share.
        taken_part: how many people, by role.
        on: date of this version.
        number: of this version.
    """

    area: str
    title: str
    key_figures: tuple[Cite, ...]
    stands_out: tuple[Sentence, ...]
    heard: tuple[Sentence, ...]
    causes: tuple[Sentence, ...]
    problem: tuple[Sentence, ...]
    consequences: tuple[Sentence, ...]
    residents: tuple[Sentence, ...]
    institutions: tuple[Sentence, ...]
    carriers: tuple[Sentence, ...]
    askers: tuple[Sentence, ...]
    goals: tuple[Goal, ...]
    mix: tuple[FirstStep, ...]
    city: tuple[Sentence, ...]
    questions: tuple[Sentence, ...]
    dissent: tuple[Dissent, ...]
    taken_part: tuple[tuple[str, int], ...]
    on: date
    number: int

    def part(self, name: str) -> tuple[Sentence, ...]:
        """Return the sentences of one part, by its name in `PARTS`."""
        if name == "mix":
            return tuple(one.sentence for one in self.mix)
        if name == "dissent":
            return tuple(one.sentence for one in self.dissent)
        found: tuple[Sentence, ...] = getattr(self, name)
        return found

    def sentences(self) -> tuple[Sentence, ...]:
        """Return every sentence, in reading order; goals are not among them."""
        return tuple(one for name in PARTS for one in self.part(name))

    def cites(self) -> tuple[Cite, ...]:
        """Return everything that something rests on, in reading order, each once."""
        found = [*self.key_figures]
        for name in PARTS:
            if name == "mix":
                found += [cite for goal in self.goals for cite in goal.cites]
            found += [cite for sentence in self.part(name) for cite in sentence.cites]
        return tuple(dict.fromkeys(found))
