"""The maps of a level or a change beside the gemeente's own average: the switch from absolute to relative."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.classes import KaartClass, change_probabilities, choose
from veerkracht.signalering.comparable import groups_of
from veerkracht.signalering.kaart import Kaart, KaartKind
from veerkracht.signalering.relative import beside_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

RELATIVE_CLASSES = (
    KaartClass(
        code="onder_gemiddelde",
        name=Bilingual("duidelijk onder het gemiddelde", "clearly below the average"),
        meaning=Bilingual(
            "Het cijfer ligt echt onder dat van de gemeente.", "The figure really lies below that of the municipality."
        ),
    ),
    KaartClass(
        code="rond_gemiddelde",
        name=Bilingual("rond het gemiddelde", "around the average"),
        meaning=Bilingual(
            "Het verschil met de gemeente is klein, of kan toeval zijn.",
            "The difference from the municipality is small, or can be chance.",
        ),
    ),
    KaartClass(
        code="boven_gemiddelde",
        name=Bilingual("duidelijk boven het gemiddelde", "clearly above the average"),
        meaning=Bilingual(
            "Het cijfer ligt echt boven dat van de gemeente.", "The figure really lies above that of the municipality."
        ),
    ),
)
_MIDDLE = 1
# Of a normal distribution the fifth that lies lowest ends 0.8416 standard deviations below the middle.
_FIFTH = float(ndtri(0.8))


def has_relative(kaart: Kaart) -> bool:
    """Return whether a map may be laid beside the average: one of a level or a change, of more than one area."""
    return kaart.kind in {KaartKind.LEVEL, KaartKind.CHANGE} and len(kaart.areas) > 1


def relative_kaart(kaart: Kaart, *, weights: NDArray[np.float64], choices: KaartChoices = STANDARD) -> Kaart:
    """Return map 1 to 5 with each value minus the average of its gemeente, weighted; of gemeenten, that of all.

    A class is named when it is likely enough, as on the maps of a change. A difference smaller than
    `choices.least_change` standard deviations between areas is called no difference; the borders between fifths tell
    that deviation, so that a few extreme areas do not.

    Args:
        kaart: a map for which `has_relative` holds.
        weights: shape (areas,), residents or dwellings.
        choices: thresholds.
    """
    difference, deviation = beside_mean(
        kaart.values, errors=kaart.errors, weights=weights, groups=groups_of(kaart.areas)
    )
    deviation = np.where(np.isfinite(kaart.errors), deviation, np.nan)
    least = _least(kaart, choices=choices)
    p_up, p_down = ndtr((difference - least) / deviation), ndtr((-least - difference) / deviation)
    probabilities = change_probabilities(up=p_up, down=p_down)
    classes, chance = choose(probabilities, least=choices.least_probability, otherwise=_MIDDLE)
    # Without a known error nothing may be called clearly above or below; the value is shown all the same.
    classes = np.where(np.isfinite(difference) & ~np.isfinite(deviation), _MIDDLE, classes).astype(np.int8)
    return replace(
        kaart,
        code=f"{kaart.code}_relatief",
        kind=KaartKind.CHANGE,
        title=_title(kaart),
        question=_question(kaart),
        values=difference,
        errors=deviation,
        classes=classes,
        class_names=RELATIVE_CLASSES,
        probabilities=probabilities,
        chance=chance,
        borders=(-least, least),
        notes=(_note(kaart), *kaart.notes),
    )


def _least(kaart: Kaart, *, choices: KaartChoices) -> float:
    if kaart.kind is KaartKind.CHANGE:
        return float(kaart.borders[1])
    return choices.least_change * (kaart.borders[-1] - kaart.borders[0]) / (2 * _FIFTH)


def _title(kaart: Kaart) -> Bilingual:
    if kaart.level is Level.GEMEENTE:
        return Bilingual(
            f"{kaart.title.nl}, vergeleken met alle gemeenten", f"{kaart.title.en}, compared with all municipalities"
        )
    return Bilingual(
        f"{kaart.title.nl}, vergeleken met de gemeente", f"{kaart.title.en}, compared with the municipality"
    )


def _question(kaart: Kaart) -> Bilingual:
    if kaart.level is Level.GEMEENTE:
        return Bilingual("Waar is dit anders dan gemiddeld?", "Where does this differ from the average?")
    return Bilingual(
        "Waar is dit anders dan gemiddeld in de gemeente?",
        "Where does this differ from the average of the municipality?",
    )


def _note(kaart: Kaart) -> Bilingual:
    nl, en = (
        ("alle gemeenten", "all municipalities")
        if kaart.level is Level.GEMEENTE
        else ("de gemeente", "the municipality")
    )
    return Bilingual(
        f"Elk cijfer is hier het verschil met het gemiddelde van {nl}, gewogen naar bewoners of woningen.",
        f"Each figure is the difference from the average of {en} here, weighted by residents or dwellings.",
    )
