"""Bars of what people chose, as numbers that a drawing needs, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

WIDTH = 100.0
"""Of a whole bar, in units of its drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a bar: its kind (a class of the style sheet), where it starts and how wide it is."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar with its name and its numbers in words; without parts where too few answered.

    Attributes:
        short: the numbers alone, for a table.
        sure: the interval of the share that agrees, in words.
    """

    name: str
    words: str
    parts: tuple[Part, ...] = ()
    short: str = ""
    sure: str = ""


def votes_bar(name: str, *, agree: int, disagree: int, seen: int, sure: str = "") -> Bar:
    """Return the bar of votes, agreement first, doubt in the middle."""
    unknown = seen - agree - disagree
    words = _("%(yes)s eens · %(no)s oneens · %(none)s weet niet") % {"yes": agree, "no": disagree, "none": unknown}
    parts = _parts([("agree", agree), ("unknown", unknown), ("disagree", disagree)])
    return Bar(name=name, words=words, parts=parts, short=f"{agree} / {disagree} / {unknown}", sure=sure)


def hidden_bar(name: str) -> Bar:
    """Return a bar that says why it is not there."""
    return Bar(
        name=name, words=_("niet apart getoond; zo blijft geheim wat één of twee mensen kozen"), short=_("niet apart")
    )


def scores_bar(name: str, counts: tuple[int, ...]) -> Bar:
    """Return the bar of scores from 1 to 5."""
    words = " · ".join(f"{value}: {count}x" for value, count in enumerate(counts, start=1) if count)
    return Bar(
        name=name, words=words, parts=_parts([(f"score{at}", count) for at, count in enumerate(counts, start=1)])
    )


def length_bar(name: str, words: str, *, value: int, most: int) -> Bar:
    """Return a bar as long as its value is of the largest."""
    return Bar(
        name=name, words=words, parts=(Part(kind="length", start=0.0, width=round(WIDTH * value / max(most, 1), 2)),)
    )


def _parts(counts: list[tuple[str, int]]) -> tuple[Part, ...]:
    total, start, found = sum(count for _kind, count in counts), 0.0, []
    for kind, count in counts:
        width = WIDTH * count / max(total, 1)
        if count:
            found.append(Part(kind=kind, start=round(start, 2), width=round(width, 2)))
        start += width
    return tuple(found)
