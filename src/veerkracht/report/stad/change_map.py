"""The map of what a plan changes: each area in a class with words and a pattern, and a sentence as legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.report import palette
from veerkracht.report.palette import Pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.shown import AreaLine


@dataclass(frozen=True, slots=True, kw_only=True)
class MapClass:
    """One class of the map.

    Attributes:
        side: as `shown_rows.side_of` says; `bit_more` and `bit_less` where the change is small.
        name: for people.
        colour: of its areas.
        pattern: over that colour, so that it survives a grey copier.
        count: how many areas are in it.
    """

    side: str
    name: str
    colour: str
    pattern: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMap:
    """What a plan changes, area by area.

    Attributes:
        quantity: key.
        question: the title, as a question.
        sentence: the answer: how many areas are in which class.
        classes: the legend.
        sides: class of each area, by code.
    """

    quantity: str
    question: str
    sentence: str
    classes: tuple[MapClass, ...]
    sides: dict[str, str]


QUESTIONS: Final = {
    "nuisance": Bilingual("Waar verandert de overlast?", "Where does nuisance change?"),
    "vragers": Bilingual("Waar gaan meer of minder vragers wonen?", "Where do more or fewer vragers live?"),
    "cohesion": Bilingual("Waar verandert de samenhang?", "Where does cohesion change?"),
    "quality": Bilingual("Waar wordt de leefomgeving anders?", "Where do the surroundings change?"),
    "score": Bilingual("Waar verandert de veerkracht?", "Where does veerkracht change?"),
}
_NAMES: Final = {
    "more": Bilingual("duidelijk meer", "clearly more"),
    "bit_more": Bilingual("een beetje meer", "a little more"),
    "none": Bilingual("zo goed als gelijk", "as good as the same"),
    "bit_less": Bilingual("een beetje minder", "a little less"),
    "less": Bilingual("duidelijk minder", "clearly less"),
    "unsure": Bilingual("niet te zeggen: nul ligt binnen de marge", "cannot be told: nought lies within the band"),
    "unknown": Bilingual("niet bekend", "not known"),
}
_SENTENCE = Bilingual(
    "Door het plan: duidelijk meer in {more} van de {all} buurten, een beetje meer in {bit_more}; duidelijk minder in "
    "{less}, een beetje minder in {bit_less}; zo goed als gelijk in {none}. In {unsure} is het niet te zeggen.",
    "Because of the plan: clearly more in {more} of {all} areas, a little more in {bit_more}; clearly less in {less}, "
    "a little less in {bit_less}; as good as the same in {none}. In {unsure} it cannot be told.",
)
_BETTER_UP: Final = frozenset({"cohesion", "quality", "score"})
_PATTERNS: Final = {
    "more": Pattern.HATCH,
    "bit_more": Pattern.HATCH,
    "none": Pattern.NONE,
    "bit_less": Pattern.DOTS,
    "less": Pattern.DOTS,
    "unsure": Pattern.BACK_HATCH,
    "unknown": Pattern.CROSS,
}


def change_map(lines: Sequence[AreaLine], quantity: str, *, taal: Taal) -> ChangeMap:
    """Return the map of one quantity.

    Args:
        lines: of all areas.
        quantity: a key of `QUESTIONS`.
        taal: the language.
    """
    sides = {line.code: _class_of(line, quantity) for line in lines}
    counts = {side: list(sides.values()).count(side) for side in _NAMES}
    shades = palette.two_way(5)
    named = ("less", "bit_less", "none", "bit_more", "more")
    ordered = shades if quantity in _BETTER_UP else shades[::-1]
    colours = {
        **dict(zip(named, ordered, strict=True)),
        "unsure": palette.GEEN_DUIDELIJKE_ONTWIKKELING,
        "unknown": palette.NO_DATA,
    }
    return ChangeMap(
        quantity=quantity,
        question=QUESTIONS[quantity].say(taal),
        sentence=_SENTENCE.say(taal).format(all=len(lines), **counts),
        classes=tuple(
            MapClass(
                side=side,
                name=name.say(taal),
                colour=colours[side],
                pattern=_PATTERNS[side].value,
                count=counts[side],
            )
            for side, name in _NAMES.items()
            if counts[side]
        ),
        sides=sides,
    )


def _class_of(line: AreaLine, quantity: str) -> str:
    side = line.sides[quantity]
    return f"bit_{side}" if side in ("more", "less") and quantity in line.small else side
