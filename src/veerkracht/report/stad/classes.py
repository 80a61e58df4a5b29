"""Classes of the maps in the last year of a scenario: which are firm over the runs, as values and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.values import likelihood_of
from veerkracht.report.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.values import Likelihood
    from veerkracht.stad.outlook_classes import Crossing

FIRM: Final = 0.9
"""A class is firm if it is the same in so large a part of the runs: the same certainty as the bands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassOutlook:
    """The class of one area on one map, with the plan.

    Attributes:
        now: code of the class at the start.
        now_name: for people.
        is_clear: whether the noise of the figures at the start leaves little doubt about that class.
        last: code of the class in which most runs end.
        last_name: for people.
        share: part of the runs that end there.
        is_firm: whether that is at least `FIRM`.
        worse, better: chance of a worse or better class than at the start, whatever the cause.
    """

    now: str
    now_name: Bilingual
    is_clear: bool
    last: str
    last_name: Bilingual
    share: float
    is_firm: bool
    worse: Likelihood
    better: Likelihood


def class_outlook(crossing: Crossing | None, at: int) -> ClassOutlook | None:
    """Return the class of one area; None without the map, or where a figure is missing."""
    if crossing is None or crossing.before[at] < 0 or not np.isfinite(crossing.probabilities[at]).all():
        return None
    now, last = int(crossing.before[at]), int(np.argmax(crossing.probabilities[at]))
    share = float(crossing.probabilities[at, last])
    return ClassOutlook(
        now=crossing.classes[now].code,
        now_name=crossing.classes[now].name,
        is_clear=bool(crossing.is_firm[at]),
        last=crossing.classes[last].code,
        last_name=crossing.classes[last].name,
        share=share,
        is_firm=share >= FIRM,
        worse=likelihood_of(crossing.worse, at),
        better=likelihood_of(crossing.better, at),
    )


_HEADS = {
    "fifth": Bilingual("Vijfde deel van het land (score veerkracht)", "Fifth of the country (score of veerkracht)"),
    "focus": Bilingual("Klasse op de focuskaart", "Class on the focuskaart"),
}
_SAME = Bilingual(
    "{head}, in het laatste jaar met het plan: in {same} van de {areas} gebieden staat vast dat die blijft.",
    "{head}, in the last year with the plan: in {same} of {areas} areas it is firm that it stays.",
)
_OTHER = Bilingual(
    " In {other} staat vast dat hij anders wordt: {names}.", " In {other} it is firm that it becomes another: {names}."
)
_NO_OTHER = Bilingual(
    " Van geen enkel gebied staat vast dat hij anders wordt.", " Of no area it is firm that it becomes another."
)
_DOUBT = Bilingual(
    " Van {doubt} is het niet te zeggen. Vast is: hetzelfde in minstens negen van de tien doorrekeningen.",
    " Of {doubt} it cannot be said. Firm is: the same in at least nine in ten runs.",
)


def class_lines(
    named: Sequence[tuple[str, ClassOutlook | None, ClassOutlook | None]], *, taal: Taal, most: int
) -> Iterator[str]:
    """Yield a sentence for each map: how many classes are firm, and which change.

    Args:
        named: name, fifth and class on the focuskaart of each area.
        taal: the language.
        most: names that are told; the others are counted.
    """
    for at, head in enumerate(_HEADS, start=1):
        known = [(one[0], one[at]) for one in named if one[at] is not None]
        told = [(name, one) for name, one in known if isinstance(one, ClassOutlook)]
        if told:
            yield _line(_HEADS[head].say(taal), told, taal=taal, most=most)


def _line(head: str, told: Sequence[tuple[str, ClassOutlook]], *, taal: Taal, most: int) -> str:
    firm = [(name, one) for name, one in told if one.is_firm]
    other = [
        f"{name} ({one.now_name.say(taal)} → {one.last_name.say(taal)})" for name, one in firm if one.now != one.last
    ]
    said = _SAME.say(taal).format(head=head, same=len(firm) - len(other), areas=len(told))
    names = listing(other, taal=taal, most=most)
    said += _OTHER.say(taal).format(other=len(other), names=names) if other else _NO_OTHER.say(taal)
    return said + _DOUBT.say(taal).format(doubt=len(told) - len(firm))
