"""A scenario with one line more, less or otherwise; the scenario itself stays as it was."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from veerkracht.errors.scenario_page import NoEntryError
from veerkracht.stad.scenario import Conversion, Effort, Homes, Quota, Steer

if TYPE_CHECKING:
    from veerkracht.stad.scenario import Scenario

Entry: TypeAlias = Effort | Homes | Conversion | Steer | Quota


class Part(StrEnum):
    """The parts of a scenario in which people say what is done; the value is the name of the table in the file."""

    EFFORT = "effort"
    HOMES = "homes"
    CONVERSION = "conversion"
    STEER = "steer"
    QUOTA = "quota"


_FIELDS: Final = {
    Part.EFFORT: "efforts",
    Part.HOMES: "homes",
    Part.CONVERSION: "conversions",
    Part.STEER: "steers",
}
MOST_ENTRIES: Final = 500
"""Lines of one part that a page takes; a scenario of a city has tens. Our choice."""


def entries_of(scenario: Scenario, part: Part) -> tuple[Entry, ...]:
    """Return the lines of a part, in the order of the file; a quota is one line or none.

    >>> entries_of(parse_scenario(text), Part.QUOTA)  # doctest: +SKIP
    ()
    """
    if part is Part.QUOTA:
        return (scenario.quota,) if scenario.quota else ()
    found: tuple[Entry, ...] = getattr(scenario, _FIELDS[part])
    return found


def entry_at(scenario: Scenario, part: Part, at: int) -> Entry:
    """Return one line.

    Raises:
        NoEntryError: if there is none at that place.
    """
    lines = entries_of(scenario, part)
    if not 0 <= at < len(lines):
        raise NoEntryError(part.value, at=at + 1, there=len(lines))
    return lines[at]


def place_of(scenario: Scenario, part: Part, entry: Entry) -> int | None:
    """Return where a line stands that says the same; None if none does."""
    lines = entries_of(scenario, part)
    return lines.index(entry) if entry in lines else None


def with_entry(scenario: Scenario, part: Part, entry: Entry, *, at: int | None = None) -> Scenario:
    """Return a scenario with a line added, or put in the place of another.

    Args:
        scenario: as it was.
        part: where the line belongs.
        entry: the line.
        at: place of the line that it replaces; None to add it. A quota replaces the quota.

    Raises:
        NoEntryError: if there is no line at that place.
    """
    if part is Part.QUOTA:
        return _with(scenario, quota=entry)
    lines = list(entries_of(scenario, part))
    if at is None:
        lines.append(entry)
    else:
        entry_at(scenario, part, at)
        lines[at] = entry
    return _with(scenario, **{_FIELDS[part]: tuple(lines)})


def without_entry(scenario: Scenario, part: Part, at: int) -> Scenario:
    """Return a scenario without a line.

    Raises:
        NoEntryError: if there is no line at that place.
    """
    entry_at(scenario, part, at)
    if part is Part.QUOTA:
        return _with(scenario, quota=None)
    lines = list(entries_of(scenario, part))
    del lines[at]
    return _with(scenario, **{_FIELDS[part]: tuple(lines)})


def turned(scenario: Scenario, part: Part, at: int, *, amount: float) -> Scenario:
    """Return a scenario with another amount in one line: euro of an effort, share of a conversion.

    Raises:
        NoEntryError: if there is no line at that place, or it has no amount to turn.
    """
    line = entry_at(scenario, part, at)
    if isinstance(line, Effort):
        return with_entry(scenario, part, replace(line, euro=amount), at=at)
    if isinstance(line, Conversion):
        return with_entry(scenario, part, replace(line, share=amount), at=at)
    raise NoEntryError(part.value, at=at + 1, there=0)


def amount_of(entry: Entry) -> float | None:
    """Return the amount of a line that a slider can turn; None where it has none."""
    if isinstance(entry, Effort):
        return entry.euro
    return entry.share if isinstance(entry, Conversion) else None


def _with(scenario: Scenario, **changed: Any) -> Scenario:
    return replace(scenario, **changed)
