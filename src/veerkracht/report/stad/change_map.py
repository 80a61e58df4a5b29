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
        side: as `shown.side_of` says.
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
    "more": Bilingual("meer: de hele marge ligt boven nul", "more: the whole band lies above nought"),
    "less": Bilingual("minder: de hele marge ligt onder nul", "less: the whole band lies below nought"),
    "none": Bilingual("zo goed als gelijk", "as good as the same"),
    "unsure": Bilingual("niet te zeggen: nul ligt binnen de marge", "cannot be told: nought lies within the band"),
    "unknown": Bilingual("niet bekend", "not known"),
}
_SENTENCE = Bilingual(
    "Door het plan: meer in {more} van de {all} buurten, minder in {less}, zo goed als gelijk in {none}; in "
    "{unsure} is het niet te zeggen.",
    "Because of the plan: more in {more} of {all} areas, less in {less}, as good as the same in {none}; in {unsure} "
    "it cannot be told.",
)
_BETTER_UP: Final = frozenset({"cohesion", "quality", "score"})
_PATTERNS: Final = {
    "more": Pattern.HATCH,
    "less": Pattern.DOTS,
    "none": Pattern.NONE,
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
    sides = {line.code: line.sides[quantity] for line in lines}
    counts = {side: list(sides.values()).count(side) for side in _NAMES}
    up, down = palette.ABOVE, palette.BELOW
    if quantity not in _BETTER_UP:
        up, down = down, up
    colours = {
        "more": up,
        "less": down,
        "none": palette.MIDDLE,
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
            if counts[side] or side != "unknown"
        ),
        sides=sides,
    )
