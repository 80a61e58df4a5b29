"""What each of the nine maps says of one area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import code_at
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.atlas.area import AreaClass
from veerkracht.report.atlas.legend import drawn_classes, legend_of, unsure
from veerkracht.report.quickscan.legends import class_positions, is_reversed
from veerkracht.report.quickscan.notes import absent_reason
from veerkracht.signalering.kaart import Kaart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.kaart import Unavailable


def area_classes(subject: Subject, code: str, *, kaarten: Sequence[Kaart | Unavailable]) -> tuple[AreaClass, ...]:
    """Return the class of an area on each map, that of the area around it where the map is of a higher level."""
    return tuple(_class(subject, code, kaart) for kaart in kaarten)


def _class(subject: Subject, code: str, kaart: Kaart | Unavailable) -> AreaClass:
    title = kaart.title.say(subject.taal)
    if not isinstance(kaart, Kaart):
        return _nothing(kaart.number, title, reason=absent_reason(subject, kaart))
    area = code if code in kaart.areas else (code_at(code, kaart.level) or code)
    if area not in kaart.areas:
        # Where a gemeente got other codes, a map per wijk of before does not hold the wijk of a buurt of now.
        return _nothing(kaart.number, title, reason=REASON_WORDS[Reason.NOT_COMPARABLE].say(subject.taal))
    row = kaart.areas.row(area)
    place = int(class_positions(kaart)[row])
    drawn = drawn_classes(kaart, taal=subject.taal)
    least = subject.choices.least_probability
    why = Reason(int(kaart.reasons[row]))
    explanation = ""
    if place >= 0:
        explanation = legend_of(kaart, taal=subject.taal, least=least).classes[place].explanation
    chances = kaart.probabilities[row][::-1] if is_reversed(kaart) else kaart.probabilities[row]
    return AreaClass(
        number=kaart.number,
        title=title,
        level=kaart.level,
        period=kaart.period,
        drawn=drawn[place] if place >= 0 else None,
        explanation=explanation,
        chance=float(kaart.chance[row]),
        probabilities=tuple(
            (one.label, float(chance)) for one, chance in zip(drawn, chances, strict=True) if np.isfinite(chance)
        ),
        is_unsure=bool(unsure(kaart, least=least)[row]),
        reason=""
        if place >= 0
        else REASON_WORDS[why if why is not Reason.PRESENT else Reason.NOT_MEASURED].say(subject.taal),
    )


def _nothing(number: int, title: str, *, reason: str) -> AreaClass:
    return AreaClass(
        number=number,
        title=title,
        level=None,
        period="",
        drawn=None,
        explanation="",
        chance=float("nan"),
        probabilities=(),
        is_unsure=False,
        reason=reason,
    )
