"""What is known of an intervention: findings with their grade and source, and plainly what nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from veerkracht.facts.grades import Grade


_SITE: Final = re.compile(r"https?://[^/]+/?|https?://docplayer\.nl/\d+")


class Verdict(StrEnum):
    """What research says of an effect. That none was shown is an outcome of its own, as plain as success."""

    UNKNOWN = "onbekend"
    NONE_SHOWN = "geen-werkzaamheid-aangetoond"
    MIXED = "wisselend"
    PROMISING = "lijkt-te-werken"
    WORKS = "werkt"


VERDICTS: Final = {
    Verdict.UNKNOWN: Bilingual("effect onbekend", "effect unknown"),
    Verdict.NONE_SHOWN: Bilingual("geen werkzaamheid aangetoond", "no effect was shown"),
    Verdict.MIXED: Bilingual("wisselend: soms wel, soms niet", "mixed: sometimes, sometimes not"),
    Verdict.PROMISING: Bilingual("lijkt te werken; niet bewezen", "seems to work; not proven"),
    Verdict.WORKS: Bilingual("werkt, voor wat is gemeten", "works, for what was measured"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something stands.

    Attributes:
        title: document and year.
        address: begins with http.
    """

    title: str
    address: str

    @property
    def is_page(self) -> bool:
        """Whether the address is that of a page; else only the site, or the number of a document, was kept.

        >>> Source(title="SCP", address="https://www.scp.nl").is_page
        False
        """
        return _SITE.fullmatch(self.address) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A published interval; `low` is always under `high`, so that no effect is told as a point.

    Attributes:
        low, high: the ends, as the source gives them.
        central: what the source calls most likely; None where it names no such value.
        unit: of the numbers, for people.
    """

    low: float
    high: float
    central: float | None
    unit: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one source says of the effect on one outcome.

    Attributes:
        outcome: on what.
        verdict: what it comes to.
        words: what was found, for people.
        effect: its size with an interval; None where no source gives one.
        grade: how good the evidence is.
        source: where it stands.
    """

    outcome: Bilingual
    verdict: Verdict
    words: Bilingual
    effect: Range | None
    grade: Grade
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long it takes before something can be noticed.

    Attributes:
        low, high: years.
        grade: D for our own estimate.
        source: None for our own estimate.
    """

    low: float
    high: float
    grade: Grade
    source: Source | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decay:
    """How fast an effect is lost once the effort stops; no source in the shipped catalogue gives one.

    Attributes:
        share: of the effect that is lost each year, 0 to 1.
        grade: how good the evidence is.
        source: where it stands.
    """

    share: Range
    grade: Grade
    source: Source
