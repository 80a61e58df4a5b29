"""What the report is about, and figures that carry their name, source and year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.report.document import Missing, Number
from veerkracht.report.wording import figure, level_word

if TYPE_CHECKING:
    from datetime import date

    from veerkracht.facts.language import Taal
    from veerkracht.facts.provenance import Provenance
    from veerkracht.signalering.verwachting.outcome import Backtest, Origin

_UNKNOWN = Bilingual("niet te berekenen", "cannot be computed")
COVERAGE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The backtest that the report tells of.

    Attributes:
        tested: what was found.
        taal: language of the report.
        day: the day on which it is made.
        file: name of the file with the panel, without folders.
        sources: the files that were read.
        remarks: what was noticed when they were read.
    """

    tested: Backtest
    taal: Taal
    day: date
    file: str
    sources: tuple[Provenance, ...] = ()
    remarks: tuple[Bilingual, ...] = ()

    def say(self, nl: str, en: str) -> str:
        """Return the text in the language of the report."""
        return nl if self.taal == "nl" else en

    @property
    def level(self) -> Level:
        """What the areas are, told from their codes."""
        starts = {code[:2] for code in self.tested.panel.areas}
        return {frozenset({"BU"}): Level.BUURT, frozenset({"WK"}): Level.WIJK}.get(frozenset(starts), Level.OTHER)

    def areas(self, count: int = 2) -> str:
        """Return what the areas are called, one or several."""
        return level_word(self.level, taal=self.taal, count=count)

    def count(self, number: int) -> str:
        """Return a whole number as people read it."""
        return figure(number, decimals=0, taal=self.taal)

    def counted(self, number: int) -> str:
        """Return so many areas under their own name: "14.574 buurten"."""
        return f"{self.count(number)} {self.areas(number)}"

    @property
    def source(self) -> str:
        """The source line under tables and figures."""
        return self.say(f"eigen berekening uit {self.file}", f"own computation from {self.file}")

    def number(
        self,
        name: str,
        value: float,
        *,
        origin: Origin,
        decimals: int = 2,
        share: bool = False,
        interval: tuple[float, float] | None = None,
    ) -> Number | Missing:
        """Return a figure under its name, or that it cannot be computed.

        Args:
            name: for machines, for example `brier.model`; with the test it is unique in the report.
            value: the figure; a share runs from 0 to 1.
            origin: the test that it belongs to.
            decimals: of what people read.
            share: whether people read it as a percentage.
            interval: its 90% interval.
        """
        if not math.isfinite(value):
            return Missing(_UNKNOWN.say(self.taal))
        low, high = interval if interval is not None and all(map(math.isfinite, interval)) else (None, None)
        times, mark = (100.0, "%") if share else (1.0, "")
        text = f"{figure(times * value, decimals=decimals, taal=self.taal)}{mark}"
        if low is not None and high is not None:
            low, high = min(low, value), max(high, value)
            ends = [figure(times * end, decimals=decimals, taal=self.taal) for end in (low, high)]
            text += f" ({ends[0]} {self.say('tot', 'to')} {ends[1]}{mark})"
        return Number(
            text=text,
            value=value,
            source=self.source,
            year=f"{origin.last}-{origin.target}",
            level=self.level.value,
            indicator=name,
            unit=self.say("aandeel", "share") if share else "",
            low=low,
            high=high,
            coverage=None if low is None else COVERAGE,
        )

    def amount(self, name: str, value: float, *, origin: Origin) -> Number | Missing:
        """Return a figure on the modelled scale, with three digits that count."""
        return self.number(name, value, origin=origin, decimals=digits_of(value))


def digits_of(value: float) -> int:
    """Return how many decimals give three digits that count, at most 5.

    >>> digits_of(0.01874), digits_of(0.34), digits_of(12.3), digits_of(0.0)
    (4, 3, 1, 2)
    """
    if not math.isfinite(value) or value == 0:
        return 2
    return int(min(5, max(0, 2 - math.floor(math.log10(abs(value))))))


def percent(share: float) -> str:
    """Return a share as whole percent, or a dash where there is none.

    >>> percent(0.934), percent(float("nan"))
    ('93%', '–')
    """
    return f"{100 * share:.0f}%" if math.isfinite(share) else "–"
