"""The log of an atelier: every deed once, in the order of arrival, each line holding on to the one before.

A line holds on to the fingerprint of its text, not to the text itself: what one person said can be erased at his or her
request, and the chain still shows that nothing else was changed, added or left out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

FIRST = "0" * 64
"""What the first line holds on to."""


class Channel(StrEnum):
    """Through what a deed came in."""

    SCREEN = "screen"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the log.

    Attributes:
        number: place in the log, from 1, without gaps.
        id: UUID that the device made.
        verb: what kind of deed.
        body: the deed as JSON values; None if it was erased.
        body_digest: fingerprint of the salted body (see `body_digest`).
        salt: random, erased with the body: a short text could else be guessed from its fingerprint.
        by: id of the participant, or of the person who facilitates.
        step: key of the step that ran.
        channel: screen or paper.
        at: when it came in, with time zone.
        link: fingerprint of this line and, through it, of all before it.
    """

    number: int
    id: str
    verb: str
    body: Mapping[str, Any] | None
    body_digest: str
    salt: str
    by: str
    step: str
    channel: Channel
    at: datetime
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where the chain does not hold.

    Attributes:
        number: of the line.
        what: `number`, `body` or `link`: a line is missing or doubled; a text was changed; a line was changed.
    """

    number: int
    what: str


def body_digest(body: Mapping[str, Any], *, salt: str) -> str:
    """Return the fingerprint of a body: SHA-256 of the salt and of its JSON with sorted keys."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def link_of(previous: str, line: Line) -> str:
    """Return what a line holds on to: SHA-256 of the link before it and of every part of the line but its text."""
    parts = [
        *(previous, str(line.number), line.id, line.verb, line.body_digest, line.by, line.step, line.channel),
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def breaks_in(lines: Iterable[Line]) -> list[Break]:
    """Return every place where a log does not hold; none if nothing was changed, added or left out.

    The end of the log cannot be checked against itself: compare its last link with one noted elsewhere.
    """
    found, previous, expected = [], FIRST, 1
    for line in lines:
        if line.number != expected:
            found.append(Break(number=line.number, what="number"))
        if line.body is not None and body_digest(line.body, salt=line.salt) != line.body_digest:
            found.append(Break(number=line.number, what="body"))
        if link_of(previous, line) != line.link:
            found.append(Break(number=line.number, what="link"))
        previous, expected = line.link, line.number + 1
    return found
