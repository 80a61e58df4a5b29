"""Fills the template of a new scenario for a city, so that nobody starts with an empty page."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from veerkracht.facts.areas import gemeente_code
from veerkracht.stad.households import Segment
from veerkracht.stad.scenario import SEGMENT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.stad.city import City


def filled_template(template: str, city: City, *, name: str) -> str:
    """Return a new scenario for a city, with comments that explain every part and examples to uncomment.

    Args:
        template: the shipped text `stad/template.toml`.
        city: whose codes and numbers of homes are filled in; the largest area serves in the examples.
        name: of the gemeente, for people.
    """
    homes = city.dwellings.sum(axis=0)
    largest = int(homes.argmax())
    segment = int(city.dwellings[:, largest].argmax())
    return Template(template).substitute(
        name=_one_line(name),
        gemeente=gemeente_code(city.codes[0]) or _one_line(name),
        start=city.year,
        first=city.year + 1,
        third=city.year + 3,
        fifth=city.year + 5,
        code=city.codes[largest],
        segment=SEGMENT_NAMES[segment],
        areas="\n".join(_area_lines(city)),
    )


def _area_lines(city: City) -> Iterator[str]:
    people = city.households.sum(axis=(0, 1))
    for row, (code, name) in enumerate(zip(city.codes, city.names, strict=True)):
        counts = ", ".join(str(int(city.dwellings[segment, row])) for segment in Segment)
        yield f"# {code}  {_one_line(name)} ({int(people[row])}; {counts})"


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).replace('"', "'").split())
