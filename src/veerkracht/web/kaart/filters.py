"""Which areas to show: classes of maps and conditions on figures, all of which must hold; for pages without scripts."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_CLASS = re.compile(r"([1-9])(r?):([a-z0-9_]+(?:\.[a-z0-9_]+)*)")
_FIGURE = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)([<>])(-?[0-9]+(?:\.[0-9]+)?)")
MOST_CONDITIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCondition:
    """The class of a map (or of its relative partner) is one of these."""

    kaart: int
    relative: bool
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCondition:
    """A figure is more, or less, than a number; an area without that figure never passes."""

    code: str
    side: str
    value: float


Condition = ClassCondition | FigureCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """What passes a filter.

    Attributes:
        rows: positions of the areas that do, in order.
        unknown: how many fail only because a figure or class is missing.
        ignored: conditions that this atlas cannot answer; they are left out, and the page says so.
    """

    rows: tuple[int, ...]
    unknown: int
    ignored: tuple[Condition, ...]


def parse_filter(text: str) -> tuple[Condition, ...]:
    """Return what a text such as `7:onder_druk;corporatiewoningen>50` says; parts that say nothing are left out.

    Examples:
        >>> print_filter(parse_filter("7:onder_druk.gunstig;woz_waarde<200;<script>"))
        '7:onder_druk.gunstig;woz_waarde<200'
    """
    found: list[Condition] = []
    for part in text.split(";")[:MOST_CONDITIONS]:
        if (said := _CLASS.fullmatch(part)) is not None:
            classes = tuple(dict.fromkeys(said[3].split(".")))
            found.append(ClassCondition(kaart=int(said[1]), relative=bool(said[2]), classes=classes))
        elif (said := _FIGURE.fullmatch(part)) is not None and math.isfinite(float(said[3])):
            found.append(FigureCondition(code=said[1], side=said[2], value=float(said[3])))
    return tuple(found)


def print_filter(conditions: Sequence[Condition]) -> str:
    """Return the text that `parse_filter` reads."""
    return ";".join(
        f"{one.kaart}{'r' if one.relative else ''}:{'.'.join(one.classes)}"
        if isinstance(one, ClassCondition)
        else f"{one.code}{one.side}{one.value:g}"
        for one in conditions
    )


def apply_filter(conditions: Sequence[Condition], atlas: Mapping[str, Any]) -> Passing:
    """Return which areas of an atlas pass all conditions.

    Args:
        conditions: what must hold.
        atlas: as `Atlas.to_json` gives it, with the maps that the conditions name.
    """
    count = len(atlas["areas"]["codes"])
    failed, missing = [False] * count, [False] * count
    ignored = []
    for one in conditions:
        answers = _by_class(one, atlas) if isinstance(one, ClassCondition) else _by_figure(one, atlas)
        if answers is None:
            ignored.append(one)
            continue
        for row, answer in enumerate(answers):
            failed[row] |= answer is False
            missing[row] |= answer is None
    rows = tuple(row for row in range(count) if not failed[row] and not missing[row])
    unknown = sum(lost and not bad for lost, bad in zip(missing, failed, strict=True))
    return Passing(rows=rows, unknown=unknown, ignored=tuple(ignored))


def filter_words(conditions: Sequence[Condition], atlas: Mapping[str, Any], *, ignored: Sequence[Condition]) -> str:
    """Return what a filter asks, in the language of the atlas, for a file that shows only some areas."""
    english = atlas["taal"] == "en"
    said = []
    for one in conditions:
        if one in ignored:
            continue
        if isinstance(one, ClassCondition):
            found = map_of(atlas, one.kaart, relative=one.relative)
            names = {each["code"]: each["name"] for each in found["legend"]["classes"]} if found is not None else {}
            between = " or " if english else " of "
            title = "" if found is None else found["title"]
            said.append(f"{title}: {between.join(names.get(code, code) for code in one.classes)}")
        else:
            figure = next(each for each in atlas["figures"] if each["code"] == one.code)
            more = (
                ("more than" if english else "meer dan")
                if one.side == ">"
                else ("less than" if english else "minder dan")
            )
            number = f"{one.value:g}" if english else f"{one.value:g}".replace(".", ",")
            said.append(f"{figure['name']} {more} {number} {figure['unit']}".strip())
    return "; ".join(said)


def map_of(atlas: Mapping[str, Any], number: int, *, relative: bool) -> Mapping[str, Any] | None:
    """Return a map of an atlas, or None where the data cannot carry it; 8 is the relative partner of 7."""
    if relative and number == 7:
        number, relative = 8, False
    absolute = next((one for one in atlas["maps"] if one["number"] == number and one["available"]), None)
    if not relative or absolute is None:
        return absolute
    beside = next((one for one in atlas["relative"] if one["map"] == number), None)
    return None if beside is None else {**absolute, **beside}


def _by_class(one: ClassCondition, atlas: Mapping[str, Any]) -> list[bool | None] | None:
    found = map_of(atlas, one.kaart, relative=one.relative)
    if found is None or "classes" not in found:
        return None
    codes = [each["code"] for each in found["legend"]["classes"]]
    return [None if at < 0 else codes[at] in one.classes for at in found["classes"]]


def _by_figure(one: FigureCondition, atlas: Mapping[str, Any]) -> list[bool | None] | None:
    figure = next((each for each in atlas["figures"] if each["code"] == one.code), None)
    if figure is None:
        return None
    more = one.side == ">"
    return [None if value is None else (value > one.value if more else value < one.value) for value in figure["values"]]
