"""A text that several people write together: who writes now, and both versions where two wrote at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from veerkracht.wijkschets.deeds import Claim, Settle, Write

if TYPE_CHECKING:
    from veerkracht.wijkschets.deeds import OfProse

CLAIM_LASTS = timedelta(seconds=90)
"""So long after the last sign of life others are told that someone writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What someone wrote: the text, who, when, and its number in the log."""

    number: int
    text: str
    by: str
    at: datetime


@dataclass(slots=True)
class Prose:
    """A shared text.

    Attributes:
        text: the version that stands; None before the first.
        beside: versions written at the same time on an older base, that nobody settled yet.
        earlier: what stood before, oldest first.
        claimed_by, claimed_at: who writes, and since when.
    """

    text: Version | None = None
    beside: list[Version] = field(default_factory=list)
    earlier: list[Version] = field(default_factory=list)
    claimed_by: str = ""
    claimed_at: datetime | None = None

    @property
    def number(self) -> int:
        """Number of the version that stands; 0 before the first."""
        return self.text.number if self.text else 0

    def writer(self, now: datetime) -> str:
        """Return who writes now; empty if nobody gave a sign of life lately."""
        is_fresh = self.claimed_at is not None and now - self.claimed_at <= CLAIM_LASTS
        return self.claimed_by if is_fresh else ""

    def writes_for(self, now: datetime) -> int:
        """Return how many seconds others are still told that someone writes; 0 if nobody does."""
        if self.claimed_at is None:
            return 0
        return max(0, round((self.claimed_at + CLAIM_LASTS - now).total_seconds()))

    def apply(self, deed: OfProse, *, by: str, at: datetime, number: int) -> None:
        """Claim, write or settle. Nothing written is ever lost: what was written on an older base stands beside."""
        match deed:
            case Claim():
                self.claimed_by, self.claimed_at = by, at
            case Write(text=text, base=base):
                version = Version(number=number, text=text, by=by, at=at)
                if base != self.number and self.text is not None and self.text.text != text:
                    self.beside.append(version)
                else:
                    self._stand(version)
                self._release(by)
            case Settle(text=text):
                self.earlier.extend(self.beside)
                self.beside.clear()
                self._stand(Version(number=number, text=text, by=by, at=at))
                self._release(by)

    def _stand(self, version: Version) -> None:
        if self.text is not None:
            self.earlier.append(self.text)
        self.text = version

    def _release(self, by: str) -> None:
        if self.claimed_by == by:
            self.claimed_by, self.claimed_at = "", None
