"""The legend of a map: its sentence, its classes with colour and pattern, what is missing and what is unsure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.report import palette
from veerkracht.report.atlas.rounding import plain
from veerkracht.report.figures import MapClass
from veerkracht.report.palette import Pattern
from veerkracht.report.quickscan.legends import class_positions, grid, is_reversed, legend_sentence, map_classes
from veerkracht.report.wording import figure, level_word
from veerkracht.signalering.kaart import Kaart, KaartKind
from veerkracht.signalering.relative_maps import RELATIVE_CLASSES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.language import Taal

_FADED = frozenset({KaartKind.LEVEL, KaartKind.FOCUS})
_LONG = re.compile(r"\b\d{4,}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendClass:
    """One class: the colour and pattern of an area, what they mean, and how many areas have them."""

    drawn: MapClass
    explanation: str
    count: int

    def to_json(self) -> dict[str, Any]:
        """Return the class as JSON can hold it."""
        return {
            "code": self.drawn.code,
            "name": self.drawn.label,
            "explanation": self.explanation,
            "colour": self.drawn.fill,
            "pattern": self.drawn.pattern.value,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """What stands beside a map.

    Attributes:
        sentence: the legend in one sentence, with counts.
        classes: in order; the place of an area's class is its place here.
        steps: the values between classes, in that order; empty for a map without a scale.
        missing: how many areas have no class.
        unsure: how many areas have a class that is not sure enough.
        rule: when a class is not sure enough, in words.
        taal: of the words.
        axes: what the rows and columns of a focuskaart mean; None for another map.
        least: from which chance on a class is sure enough.
    """

    sentence: str
    classes: tuple[LegendClass, ...]
    steps: tuple[float, ...]
    missing: int
    unsure: int
    rule: str
    taal: Taal
    axes: dict[str, str] | None
    least: float

    def to_json(self) -> dict[str, Any]:
        """Return the legend as JSON can hold it."""
        nl = self.taal == "nl"
        return {
            "sentence": self.sentence,
            "classes": [one.to_json() for one in self.classes],
            "steps": [plain(step) for step in self.steps],
            "missing": {
                "colour": palette.NO_DATA,
                "name": "geen cijfer" if nl else "no figure",
                "count": self.missing,
            },
            "uncertain": {
                "name": "kleur is niet zeker" if nl else "colour is not sure",
                "explanation": self.rule,
                "count": self.unsure,
                "from": self.least,
            },
            "grid": self.axes,
        }


def legend_of(kaart: Kaart, *, taal: Taal, least: float) -> Legend:
    """Return the legend of a map.

    Args:
        kaart: the map, absolute or beside the average.
        taal: of the words.
        least: from which chance on a class is sure enough.
    """
    positions, drawn = class_positions(kaart), drawn_classes(kaart, taal=taal)
    turned = is_reversed(kaart)
    named = kaart.class_names[::-1] if turned else kaart.class_names
    two = grid(kaart, taal=taal)
    return Legend(
        sentence=_sentence(kaart, taal=taal),
        classes=tuple(
            LegendClass(drawn=one, explanation=_capital(name.meaning.say(taal)), count=int((positions == at).sum()))
            for at, (one, name) in enumerate(zip(drawn, named, strict=True))
        ),
        steps=kaart.borders[::-1] if turned else kaart.borders,
        missing=int((positions < 0).sum()),
        unsure=int(unsure(kaart, least=least).sum()),
        rule=_rule(kaart, taal=taal, least=least),
        taal=taal,
        axes=None if two is None else {"rows": two.rows, "columns": two.columns, "low": two.low, "high": two.high},
        least=least,
    )


def unsure(kaart: Kaart, *, least: float) -> NDArray[np.bool_]:
    """Return which areas have a class that is not sure enough to be drawn in full; shape (areas,).

    On a map of a level and on the focuskaart: the chance that the class is right is below `least`. An unknown chance
    is not below it; the page says that the chance is unknown. On the other maps no area is: there a class without
    enough chance is not named at all, but is "geen duidelijke ontwikkeling", "rond het gemiddelde" or "onzeker".
    """
    if kaart.kind not in _FADED:
        return np.zeros(len(kaart.areas), dtype=np.bool_)
    return np.asarray((kaart.classes >= 0) & (kaart.chance < least), dtype=np.bool_)


def drawn_classes(kaart: Kaart, *, taal: Taal) -> tuple[MapClass, ...]:
    """Return the classes of a map with their words, colours and patterns, also of one beside the average."""
    if kaart.class_names != RELATIVE_CLASSES:
        return map_classes(kaart, taal=taal)
    less, more = _RELATIVE_WORDS[taal][kaart.number in {2, 4}]
    middle = RELATIVE_CLASSES[1]
    return (
        MapClass(code="minder", label=less, fill=palette.ABOVE),
        MapClass(code=middle.code, label=middle.name.say(taal), fill=palette.GEEN_DUIDELIJKE_ONTWIKKELING),
        MapClass(code="meer", label=more, fill=palette.BELOW, pattern=Pattern.HATCH),
    )


_RELATIVE_WORDS = {
    "nl": (
        ("duidelijk minder dan gemiddeld", "duidelijk meer dan gemiddeld"),
        ("duidelijk minder gegroeid dan gemiddeld", "duidelijk meer gegroeid dan gemiddeld"),
    ),
    "en": (
        ("clearly less than average", "clearly more than average"),
        ("clearly less growth than average", "clearly more growth than average"),
    ),
}
"""Words of a level, then of a change: less and more of what the map is about."""


def _sentence(kaart: Kaart, *, taal: Taal) -> str:
    if len(kaart.areas) == 1:
        return _of_one(kaart, taal=taal)
    text = _beside(kaart, taal=taal) if kaart.class_names == RELATIVE_CLASSES else legend_sentence(kaart, taal=taal)
    if kaart.level is Level.GEMEENTE:
        # Gemeenten lie beside all gemeenten.
        text = text.replace("gemiddeld in de gemeente", "gemiddeld in alle gemeenten")
        text = text.replace("on average in the municipality", "on average in all municipalities")
    return _LONG.sub(lambda found: figure(float(found[0]), decimals=0, taal=taal), text)


def _of_one(kaart: Kaart, *, taal: Taal) -> str:
    """Return what the map says of the only area on it."""
    place = int(class_positions(kaart)[0])
    if place < 0:
        said = "geen cijfer" if taal == "nl" else "no figure"
    else:
        said = drawn_classes(kaart, taal=taal)[place].label
    return f"{kaart.areas.names[0]}: {said}."


def _beside(kaart: Kaart, *, taal: Taal) -> str:
    """Return in how many areas there is clearly more and less than on average."""
    positions, total = class_positions(kaart), len(kaart.areas)
    less, rest, more = (int((positions == at).sum()) for at in range(3))
    missing, areas = total - less - rest - more, level_word(kaart.level, taal=taal, count=total)
    grew = kaart.number in {2, 4}
    if taal == "nl":
        what = "groeide het duidelijk meer" if grew else "is het duidelijk meer"
        start = f"In {more or 'geen'} van de {total} {areas} {what} dan gemiddeld, in {less or 'geen'} duidelijk minder"
        return f"{start}; in {rest} is er geen duidelijk verschil{_absent(missing, taal=taal)}."
    what = "it clearly grew more" if grew else "there is clearly more"
    start = f"In {more or 'none'} of the {total} {areas} {what} than on average, in {less or 'none'} clearly less"
    return f"{start}; in {rest} there is no clear difference{_absent(missing, taal=taal)}."


def _absent(missing: int, *, taal: Taal) -> str:
    if not missing:
        return ""
    return f", in {missing} is er geen cijfer" if taal == "nl" else f", in {missing} there is no figure"


def _rule(kaart: Kaart, *, taal: Taal, least: float) -> str:
    """Return when a class is not sure enough, and whether there are areas of which we cannot know it."""
    rule = _rule_words(kaart, percent=round(100 * least)).say(taal)
    unknown = (kaart.classes >= 0) & ~np.isfinite(kaart.chance)
    if kaart.kind is KaartKind.SIGNALERING or not unknown.any():
        return rule
    # Of the map of two figures the chance is also unknown where that of one of them is.
    tail = Bilingual(
        "Waar we de marge van het cijfer niet kennen, is de kans onbekend.",
        "Where we do not know the margin of the figure, the chance is unknown.",
    )
    return f"{rule} {tail.say(taal)}"


def _rule_words(kaart: Kaart, *, percent: int) -> Bilingual:
    if kaart.kind in _FADED:
        return Bilingual(
            f"De kans dat deze kleur klopt is kleiner dan {percent}%. Door toeval kan het gebied bij een andere kleur "
            "horen.",
            f"The chance that this colour is right is below {percent}%. By chance the area may belong to another "
            "colour.",
        )
    if kaart.kind is KaartKind.SIGNALERING:
        return Bilingual(
            "Waar de kansen te weinig zeggen, staat ‘onzeker’. De kansen zijn getoetst op eerdere jaren.",
            "Where the chances say too little, it says ‘uncertain’. The chances were tested on earlier years.",
        )
    if kaart.class_names == RELATIVE_CLASSES:
        return Bilingual(
            f"Een gebied heet pas meer of minder dan gemiddeld als de kans daarop ten minste {percent}% is.",
            f"An area is only called more or less than average if the chance of that is at least {percent}%.",
        )
    return Bilingual(
        f"Een klasse krijgt pas een naam als de kans erop ten minste {percent}% is. Anders staat er ‘geen duidelijke "
        "ontwikkeling’.",
        f"A class is only named if its chance is at least {percent}%. Otherwise it says ‘no clear development’.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
