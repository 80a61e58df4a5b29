"""What changed between two versions of a wijkschets, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from veerkracht.wijkschets.schets import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veerkracht.wijkschets.schets import Wijkschets


class Turn(StrEnum):
    """What happened to a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    GROUNDS = "grounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line that is not what it was.

    Attributes:
        part: name of the part; `goals` for the definition of success.
        key: of the sentence or goal.
        turn: what happened; `GROUNDS` if only what it rests on changed.
        before, after: the words.
    """

    part: str
    key: str
    turn: Turn
    before: str
    after: str


def changes_between(before: Wijkschets, after: Wijkschets) -> tuple[Change, ...]:
    """Return every change, part by part in reading order."""
    found: list[Change] = []
    for name in (*PARTS[:9], "goals", *PARTS[9:]):
        found += _of_part(name, _lines(before, name), _lines(after, name))
    return tuple(found)


def _of_part(part: str, old: dict[str, tuple[str, object]], new: dict[str, tuple[str, object]]) -> Iterable[Change]:
    for key, (words, _rest) in old.items():
        if key not in new:
            yield Change(part=part, key=key, turn=Turn.REMOVED, before=words, after="")
    for key, (words, rest) in new.items():
        if key not in old:
            yield Change(part=part, key=key, turn=Turn.ADDED, before="", after=words)
        elif old[key] != (words, rest):
            turn = Turn.CHANGED if old[key][0] != words else Turn.GROUNDS
            yield Change(part=part, key=key, turn=turn, before=old[key][0], after=words)


def _lines(schets: Wijkschets, part: str) -> dict[str, tuple[str, object]]:
    """Return the words of each line by key, with everything else that can change."""
    if part == "goals":
        return {one.key: (one.words, one) for one in schets.goals}
    if part == "mix":
        return {one.sentence.key: (one.sentence.text, one) for one in schets.mix}
    if part == "dissent":
        return {one.sentence.key: (one.sentence.text, one) for one in schets.dissent}
    return {one.key: (one.text, one) for one in schets.part(part)}
