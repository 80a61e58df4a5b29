"""A concern about a mix: what it is, how serious, about which items, and a sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veerkracht.facts.language import Bilingual


class Severity(StrEnum):
    """How serious a concern is."""

    STOP = "stop"  # this may not or cannot be done
    CAUTION = "caution"  # think again
    NOTE = "note"  # good to know; nothing is forbidden


class Kind(StrEnum):
    """What a concern is about."""

    STATUTE = "statute"
    LEGAL = "legal"
    CAPACITY = "capacity"
    TURNOVER = "turnover"
    CONTRADICTION = "contradiction"
    DOSE = "dose"
    DURATION = "duration"
    NONE_SHOWN = "none_shown"
    ONE_PERSPECTIVE = "one_perspective"
    APPLIES = "applies"
    MONEY = "money"
    WISH = "wish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One thing to know about a mix.

    Attributes:
        kind: what it is about.
        severity: how serious.
        area: code; empty for the whole plan.
        items: keys of the items.
        said: the sentence for people.
    """

    kind: Kind
    severity: Severity
    area: str
    items: tuple[str, ...]
    said: Bilingual
