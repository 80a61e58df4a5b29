"""What stands inside a sentence or a cell: words, figures that know their source, links, notes, missing values."""

from __future__ import annotations

import math
from dataclasses import dataclass

from veerkracht.errors.report import FigureValueError, MissingSourceError
from veerkracht.report.figures import MapClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure that carries where it comes from; the JSON of a report lists every one of them.

    Attributes:
        text: the figure as people read it, rounded to what the data can carry: "12%", "€ 31.400".
        value: the figure itself, in `unit`.
        source: publisher and table, as in `Provenance.cite()`.
        year: the period, for example "2024" or "2014-2020".
        level: of the area it is about: "buurt", "wijk", "gemeente", "land".
        area: code of that area; empty if it is about several.
        indicator: code in the catalogue; empty for a count made in the report.
        unit: of `value`.
        low, high: interval in the same unit, both or neither.
        coverage: share of certainty of that interval, for example 0.9.

    Raises:
        FigureValueError: if the value is NaN or infinite, or outside its own interval.
        MissingSourceError: if source, year or level is empty.
    """

    text: str
    value: float
    source: str
    year: str
    level: str
    area: str = ""
    indicator: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    coverage: float | None = None

    def __post_init__(self) -> None:
        for lacks, given in (("source", self.source), ("year", self.year), ("level", self.level)):
            if not str(given).strip():
                raise MissingSourceError(self.text, lacks=lacks)
        ends = [end for end in (self.low, self.high) if end is not None]
        bad = len(ends) == 1 or not all(math.isfinite(one) for one in (self.value, *ends))
        if bad or (len(ends) == 2 and not ends[0] <= self.value <= ends[1]):
            raise FigureValueError(self.text, value=self.value, low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry weight."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words with stress."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address (`https:` or `mailto:`) or to an anchor in the report (`#...`)."""

    text: str
    address: str

    def __post_init__(self) -> None:
        if not self.address.startswith(("https://", "http://", "mailto:", "#")):
            raise MissingSourceError(self.text, lacks="address (https://..., mailto:..., #...)")


@dataclass(frozen=True, slots=True)
class Footnote:
    """A remark at the foot of the page."""

    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that is not there, and why: "geheim", "niet gemeten"."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise MissingSourceError("-", lacks="reason")


Run = str | Number | Strong | Emphasis | Link | Footnote
Cell = str | Number | Missing | MapClass | Strong
