"""Whether a publisher calls a table provisional, and whether it is done with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_STATUS = re.compile(r"Status van de cijfers:?\s*(.*?)(?:\n\s*\n|$)", re.IGNORECASE | re.DOTALL)
_DONE = ("geen nadere updates", "worden niet verwacht", "niet meer van toepassing", "stopgezet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a table says of itself.

    Attributes:
        provisional: whether its figures are called provisional as a whole.
        closed: whether nothing more will be added or changed.
        modified: when it was last changed, as the publisher writes it.
    """

    provisional: bool = False
    closed: bool = False
    modified: str = ""


def read_status(info: Mapping[str, Any]) -> Status:
    """Return what TableInfos (v3) or Properties (v4) say.

    CBS writes "Definitief, tenzij in de toelichting ... voorlopige cijfers": that is definitive as a
    whole; only a status that opens otherwise and names "voorlopig" is provisional.

    >>> read_status({"ShortDescription": "Status van de cijfers: De cijfers zijn voorlopig."}).provisional
    True
    """
    text = str(info.get("ShortDescription") or info.get("Description") or "").replace("\r", "")
    match = _STATUS.search(text)
    status = match[1].strip().lower() if match else ""
    whole = f"{text} {info.get('Frequency') or ''} {info.get('VersionReason') or ''}".lower()
    return Status(
        provisional="voorlopig" in status and not status.startswith("definitief"),
        closed=any(words in whole for words in _DONE),
        modified=str(info.get("Modified") or ""),
    )
