"""A text that stands on a screen or in a report, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Taal = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same short text in Dutch and in English.

    >>> Bilingual("buurt", "neighbourhood").say("en")
    'neighbourhood'
    """

    nl: str
    en: str

    def say(self, taal: Taal) -> str:
        """Return the text in `taal`."""
        return self.nl if taal == "nl" else self.en
