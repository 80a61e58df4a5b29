"""Check the log of an atelier that was handed out as a file: without the database, by anyone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.errors.atelier import LogEndError, LogFileError
from veerkracht.errors.base import VeerkrachtError
from veerkracht.sources.files.opening import Content, decode, open_file
from veerkracht.wijkschets.log import FIRST, Break, breaks_in
from veerkracht.wijkschets.log_json import line_from

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.wijkschets.log import Line

MOST_BYTES = 500_000_000
SHORTEST_LINK = 8
"""Signs of a link that must at least be given: 8 hexadecimal signs are one in four thousand million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCheck:
    """What was found.

    Attributes:
        lines: how many there are.
        erased: of how many the words were erased.
        breaks: where the chain does not hold.
        last: the last link.
        has_end: whether the last link is the one that was noted; None if none was given.
    """

    lines: int
    erased: int
    breaks: tuple[Break, ...]
    last: str
    has_end: bool | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, added or left out, as far as can be seen."""
        return not self.breaks and self.has_end is not False


def check_log(path: Path, *, end: str = "") -> LogCheck:
    """Return whether the chain in a file of JSON lines holds.

    Args:
        path: of the file, as the page Logboek hands it out.
        end: the last link as someone noted it, or its first signs; without it a missing end cannot be seen.

    Raises:
        FileError: if the file cannot be opened.
        LogFileError: if it is no log; says which line.
        LogEndError: if too little of the last link is given.
    """
    lines = _lines(path)
    last = lines[-1].link if lines else FIRST
    noted = end.strip().lower()
    if noted and len(noted) < SHORTEST_LINK:
        raise LogEndError(noted, least=SHORTEST_LINK)
    return LogCheck(
        lines=len(lines),
        erased=sum(line.body is None for line in lines),
        breaks=tuple(breaks_in(lines)),
        last=last,
        has_end=last.startswith(noted) if noted else None,
    )


def _lines(path: Path) -> list[Line]:
    opened = open_file(path)
    if opened.content not in {Content.TEXT, Content.JSON} or len(opened.payload) > MOST_BYTES:
        raise LogFileError(
            path.name, line=1, what_nl="dit is geen logboek van een atelier", what_en="this is no log of an atelier"
        )
    found = []
    # Not at every sign that ends a line somewhere: people also paste those into what they write.
    for number, text in enumerate(decode(opened.payload, file=path.name).split("\n"), start=1):
        if not text.strip():
            continue
        try:
            found.append(line_from(json.loads(text)))
        except (ValueError, RecursionError):
            raise LogFileError(path.name, line=number, what_nl="dit is geen JSON", what_en="this is no JSON") from None
        except VeerkrachtError as error:
            raise LogFileError(
                path.name, line=number, what_nl=error.message("nl"), what_en=error.message("en")
            ) from None
    return found
