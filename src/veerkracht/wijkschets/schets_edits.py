"""Changes of one line of a wijkschets, each giving a new one; a line is a sentence, goal, first step or difference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from veerkracht.errors.schets import NoLineError
from veerkracht.wijkschets.schets import PARTS, Dissent, FirstStep, Goal, Sentence

if TYPE_CHECKING:
    from veerkracht.wijkschets.schets import Wijkschets

Line = Sentence | Goal | FirstStep | Dissent
LINED = (*PARTS[:9], "goals", *PARTS[9:])
"""All parts that are made of lines, in reading order."""


def key_of(line: Line) -> str:
    """Return the key by which everything points at a line."""
    return line.key if isinstance(line, Sentence | Goal) else line.sentence.key


def lines_of(schets: Wijkschets, part: str) -> tuple[Line, ...]:
    """Return the lines of one part.

    Raises:
        NoLineError: if there is no such part.
    """
    if part not in LINED:
        raise NoLineError(part)
    found: tuple[Line, ...] = getattr(schets, part)
    return found


def line_of(schets: Wijkschets, part: str, key: str) -> Line | None:
    """Return a line; None if it is not there."""
    return next((one for one in lines_of(schets, part) if key_of(one) == key), None)


def free_key(schets: Wijkschets, part: str) -> str:
    """Return a key that no line has."""
    taken = {key_of(one) for name in LINED for one in lines_of(schets, name)}
    number = next(number for number in range(1, 10_000) if f"{part}-{number}" not in taken)
    return f"{part}-{number}"


def with_line(schets: Wijkschets, part: str, line: Line, *, after: str = "") -> Wijkschets:
    """Return a schets in which a line stands: in place of the one with its key, else behind `after`, else last."""
    lines, key = list(lines_of(schets, part)), key_of(line)
    keys = [key_of(one) for one in lines]
    if key in keys:
        lines[keys.index(key)] = line
    else:
        lines.insert(keys.index(after) + 1 if after in keys else len(lines), line)
    return _with(schets, part, lines)


def without_line(schets: Wijkschets, part: str, key: str) -> Wijkschets:
    """Return a schets without a line."""
    return _with(schets, part, [one for one in lines_of(schets, part) if key_of(one) != key])


def with_line_moved(schets: Wijkschets, part: str, key: str, *, by: int) -> Wijkschets:
    """Return a schets in which a line stands `by` places further down; at the end it stays there."""
    lines = list(lines_of(schets, part))
    at = next((number for number, one in enumerate(lines) if key_of(one) == key), None)
    if at is None:
        raise NoLineError(key)
    line = lines.pop(at)
    lines.insert(min(max(at + by, 0), len(lines)), line)
    return _with(schets, part, lines)


def renamed(line: Line, key: str) -> Line:
    """Return a line under another key."""
    if isinstance(line, Sentence | Goal):
        return replace(line, key=key)
    return replace(line, sentence=replace(line.sentence, key=key))


def _with(schets: Wijkschets, part: str, lines: list[Line]) -> Wijkschets:
    changed: dict[str, Any] = {part: tuple(lines)}
    return replace(schets, **changed)
