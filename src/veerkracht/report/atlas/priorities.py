"""The areas to look at first, each with the places that it has with other choices and other chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veerkracht.report.atlas.rounding import hundredths

if TYPE_CHECKING:
    from veerkracht.facts.areas import Level
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.prioriteiten import Priorities

from veerkracht.report.wording import level_word

MOST = 500
"""So many areas are listed at most: further down the places of a country say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasPriorities:
    """The list of an atlas.

    Attributes:
        found: the list; None if there is none.
        level: of the areas.
        explanation: how to read it, or why there is none.
    """

    found: Priorities | None
    level: Level
    explanation: str

    def to_json(self) -> dict[str, Any]:
        """Return the list as JSON can hold it; without one, why."""
        found = self.found
        if found is None:
            return {"available": False, "level": self.level.value, "reason": self.explanation, "ranked": []}
        return {
            "available": True,
            "level": self.level.value,
            "explanation": self.explanation,
            "top": min(found.top, len(found.order)),
            "of": len(found.order),
            "ranked": [
                {
                    "code": found.areas.codes[row],
                    "place": int(found.rank[row]),
                    "low": int(found.rank_low[row]),
                    "high": int(found.rank_high[row]),
                    "in_top": hundredths(float(found.in_top[row])),
                }
                for row in found.order[:MOST]
            ],
        }


def atlas_priorities(subject: Subject, found: Priorities | None, *, level: Level) -> AtlasPriorities:
    """Return the list with how to read it, or why there is none."""
    words = level_word(level, taal=subject.taal)
    if found is None or len(found.order) < 2:
        reason = subject.say(
            f"Een lijst van {words} vraagt van twee of meer gebieden cijfers over bewoners én over overlast. Die zijn "
            "er hier niet.",
            f"A list of {words} takes figures on residents and on nuisance of two areas or more. Those are not here.",
        )
        return AtlasPriorities(found=None, level=level, explanation=reason)
    left = len(found.areas) - len(found.order)
    text = subject.say(
        "Plaats 1 heeft de meeste druk. ‘Plaats 3 (2 tot 18)’ betekent: nu plaats 3, maar met andere keuzes en ander "
        "toeval plaats 2 tot 18.",
        "Place 1 has the most pressure. ‘Place 3 (2 to 18)’ means: place 3 now, but with other choices and other "
        "chance place 2 to 18.",
    )
    if left:
        text += subject.say(
            f" {left} {level_word(level, taal='nl', count=left)} staan niet in de lijst, omdat een cijfer ontbreekt. "
            "Dat zegt niet dat het daar goed gaat.",
            f" {left} {level_word(level, taal='en', count=left)} are not listed, because a figure is missing. That "
            "does not mean that all is well there.",
        )
    return AtlasPriorities(found=found, level=level, explanation=text)
