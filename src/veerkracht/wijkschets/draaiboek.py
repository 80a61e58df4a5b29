"""The draaiboek of a gebiedsatelier: which steps, for how long, and what each asks of whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from veerkracht.errors.atelier import DraaiboekError, NothingThereError, unknown
from veerkracht.wijkschets.deeds import Form
from veerkracht.wijkschets.wording_checks import check_key

if TYPE_CHECKING:
    from veerkracht.facts.language import Bilingual

MOST_STEPS = 40
LONGEST = 240
"""Minutes of one step."""


class Origin(StrEnum):
    """Where a statement comes from (the sheet shows it beside each)."""

    FIGURE = "cijfer"
    RESIDENT = "bewoner"
    PROFESSIONAL = "professional"


class View(StrEnum):
    """What a step puts in front of everyone."""

    MAP = "kaart"
    STORY = "verhaal"
    BOARD = "board"
    STATEMENTS = "statements"
    RESULTS = "results"
    TEXT = "text"


class Act(StrEnum):
    """What people may do in a step besides putting cards on the board: the verbs of `deeds`."""

    GATHER = "gather"
    VOTE = "vote"
    DOTS = "dots"
    DIVIDE = "divide"
    RATE = "rate"
    REACT = "react"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A role in which people take part.

    Attributes:
        key: short name, for the log and for tables.
        name: as people read it.
        origin: what their words count as: of a bewoner or of a professional.
    """

    key: str
    name: Bilingual
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A subject that a card can have."""

    key: str
    name: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text that the table writes together.

    Attributes:
        key: short name.
        title: as people read it.
        prompt: what to write there.
    """

    key: str
    title: Bilingual
    prompt: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an atelier.

    Attributes:
        key: short name, unlike that of any other step.
        title: as people read it.
        goal: what should be there when it ends.
        question: what is asked of people.
        minutes: how long it takes.
        view: what everyone looks at.
        forms: kinds of card that may be put on the board.
        acts: what else may be done.
        parties: keys of those who may; empty for all.
        dots, points: how many each person has, for the acts `dots` and `divide`.
        blocks: keys of the texts that are written, for the act `write`.
        on: keys of the steps whose cards are voted on, rated or pointed at; empty for all.
    """

    key: str
    title: Bilingual
    goal: Bilingual
    question: Bilingual
    minutes: int
    view: View
    forms: frozenset[Form] = frozenset()
    acts: frozenset[Act] = frozenset()
    parties: frozenset[str] = frozenset()
    dots: int = 0
    points: int = 0
    blocks: tuple[str, ...] = ()
    on: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        where = f"stap {self.key}"
        if not 1 <= self.minutes <= LONGEST:
            raise DraaiboekError(
                "minutes",
                value=self.minutes,
                where=where,
                right_en=f"1 to {LONGEST}",
                right_nl=f"1 tot en met {LONGEST}",
            )
        for act, has in ((Act.DOTS, self.dots), (Act.DIVIDE, self.points), (Act.WRITE, len(self.blocks))):
            if (act in self.acts) != (has > 0):
                raise DraaiboekError(
                    str(act),
                    value=has,
                    where=where,
                    right_en="more than 0 exactly where the step asks for it",
                    right_nl="meer dan 0, precies waar de stap erom vraagt",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draaiboek:
    """A format of an atelier, that can be used again.

    Attributes:
        code: short name.
        name, explanation: as people read them.
        parties, themes, blocks, steps: see there; in their order.

    Raises:
        DraaiboekError: if a step asks for something that is not there, or a key stands twice.
    """

    code: str
    name: Bilingual
    explanation: Bilingual
    parties: tuple[Party, ...]
    themes: tuple[Theme, ...]
    blocks: tuple[Block, ...]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise DraaiboekError(
                "step",
                value=len(self.steps),
                where=self.code,
                right_en=f"1 to {MOST_STEPS}",
                right_nl=f"1 tot {MOST_STEPS}",
            )
        if not self.parties:
            raise DraaiboekError("party", value=0, where=self.code, right_en="1 or more", right_nl="1 of meer")
        for kind, items in (
            ("party", self.parties),
            ("theme", self.themes),
            ("block", self.blocks),
            ("step", self.steps),
        ):
            _check_keys(kind, [one.key for one in items])
        for step in self.steps:
            _check_known("parties", step.parties, known=[one.key for one in self.parties], where=step.key)
            _check_known("blocks", step.blocks, known=[one.key for one in self.blocks], where=step.key)
            _check_known("on", step.on, known=[one.key for one in self.steps], where=step.key)

    @property
    def minutes(self) -> int:
        """How long all steps take together."""
        return sum(step.minutes for step in self.steps)

    def step(self, key: str) -> Step:
        """Return a step.

        Raises:
            NothingThereError: if there is none of that key.
        """
        for one in self.steps:
            if one.key == key:
                return one
        raise NothingThereError("step", key)

    def party(self, key: str) -> Party:
        """Return a role.

        Raises:
            NothingThereError: if there is none of that key.
        """
        for one in self.parties:
            if one.key == key:
                return one
        raise NothingThereError("role", key)


def _check_keys(kind: str, keys: list[str]) -> None:
    for key, count in Counter(keys).items():
        check_key(key)
        if count > 1:
            raise DraaiboekError(
                kind, value=key, where=kind, right_en="unlike every other", right_nl="anders dan elke andere"
            )


def _check_known(kind: str, keys: frozenset[str] | tuple[str, ...], *, known: list[str], where: str) -> None:
    for key in sorted(keys):
        if key not in known:
            raise unknown(kind, key, where=f"stap {where}", known=known)
