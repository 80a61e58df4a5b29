"""Majority judgement: options ordered by the grade that a majority stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.errors.wijkschets import ScaleError, UnequalGradesError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One option in the order of majority judgement.

    Attributes:
        option: its name.
        rank: 1 for the best; options that nothing tells apart share a rank.
        majority_grade: place on the scale, 0 the worst, of the grade that at least half give or go above.
        above: how many gave a higher grade.
        below: how many gave a lower one.
    """

    option: str
    rank: int
    majority_grade: int
    above: int
    below: int


def majority_judgement(grades: Mapping[str, Sequence[int]]) -> tuple[Judged, ...]:
    """Return options from best to worst.

    The majority grade of an option is the median of its grades, the lower one of two. Options with the same one are
    told apart by taking that grade away once from each, and looking at the next majority grade, until they differ.
    Who gave which grade makes no difference.

    Args:
        grades: for each option, how many people gave each grade, the worst grade first.

    Raises:
        ScaleError: if a count is negative or scales differ in length.
        UnequalGradesError: if not every option was graded by the same number of people.

    Source:
        Balinski, M. and Laraki, R. (2007), A theory of measuring, electing and ranking, PNAS 104(21), 8720-8725;
        (2011), Majority Judgment, MIT Press.

    >>> [one.option for one in majority_judgement({"bank": [1, 1, 3], "boom": [0, 2, 3], "plein": [3, 1, 1]})]
    ['boom', 'bank', 'plein']
    """
    _check(grades)
    values = {option: _majority_values(counts) for option, counts in grades.items()}
    order = sorted(grades, key=lambda option: ([-grade for grade in values[option]], option))
    found: list[Judged] = []
    for place, option in enumerate(order):
        tied = place > 0 and values[option] == values[order[place - 1]]
        counts, top = grades[option], (values[option] or [0])[0]
        found.append(
            Judged(
                option=option,
                rank=found[-1].rank if tied else place + 1,
                majority_grade=top,
                above=sum(counts[top + 1 :]),
                below=sum(counts[:top]),
            )
        )
    return tuple(found)


def _check(grades: Mapping[str, Sequence[int]]) -> None:
    for counts in grades.values():
        if not counts or min(counts) < 0 or len(counts) != len(next(iter(grades.values()))):
            raise ScaleError(
                list(counts),
                right_en="Give for each option how often each grade was given, with the same grades for all.",
                right_nl="Geef bij elke optie hoe vaak elk oordeel is gegeven, met dezelfde oordelen voor alle opties.",
            )
    totals = sorted({sum(counts) for counts in grades.values()})
    if len(totals) > 1:
        raise UnequalGradesError(", ".join(map(str, totals)))


def _majority_values(counts: Sequence[int]) -> list[int]:
    """Return the majority grade, then that of the grades that are left when it is taken away once, and so on.

    The grades taken away lie around the first: of `n` grades in order, places (n-1)//2 and then in turn above and
    below it.
    """
    ordered = [grade for grade, count in enumerate(counts) for _ in range(count)]
    values: list[int] = []
    below = (len(ordered) - 1) // 2
    above = below + 1
    for left in range(len(ordered), 0, -1):
        # With an odd number left the middle lies on the side of which as many are left beyond it.
        if below >= 0 and (left == len(ordered) or below + 1 > len(ordered) - above):
            values.append(ordered[below])
            below -= 1
        elif above < len(ordered) and len(ordered) - above >= below + 1 and (left - 1) // 2 >= below + 1:
            values.append(ordered[above])
            above += 1
        else:
            values.append(ordered[below])
            below -= 1
    return values
