"""Indicators: what a figure means, which way is better, and where each year of it stands.

The catalogue is declarative (TOML): an indicator names its columns by table family and *stem*,
because CBS renumbers the suffix of every column each year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from veerkracht.errors.data import MissingIndicatorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veerkracht.facts.areas import Level
    from veerkracht.facts.language import Bilingual

_SUFFIX = re.compile(r"_\d+$")


def stem(column: str) -> str:
    """Return a CBS column name without the number that changes every year, and without padding.

    >>> stem("GemiddeldInkomenPerInwoner_78 ")
    'GemiddeldInkomenPerInwoner'
    """
    return _SUFFIX.sub("", column.strip())


class Theme(StrEnum):
    """The part of the method that an indicator tells about."""

    ZELFREDZAAMHEID = "zelfredzaamheid"
    SAMENREDZAAMHEID = "samenredzaamheid"
    LEEFBAARHEID = "leefbaarheid"
    WONINGVOORRAAD = "woningvoorraad"
    BEWONERS = "bewoners"


class Kind(StrEnum):
    """The statistical nature of a figure; decides which treatment and which noise fit it."""

    COUNT = "count"
    PERCENTAGE = "percentage"
    RATE = "rate"
    SCORE = "score"
    AMOUNT = "amount"
    DISTANCE = "distance"
    DENSITY = "density"
    CLASS = "class"


class Better(StrEnum):
    """Which direction is better for residents, if any."""

    HIGH = "high"
    LOW = "low"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFamily:
    """A yearly series of published tables that hold the same topics.

    Attributes:
        code: short name, for example `kwb`.
        publisher: who must be named with the figures.
        licence: of the figures.
        service: how it is fetched: `cbs`, `dataderden`, `leefbaarometer`, `pdok` or `file`.
        ids: table id per year of the figures; a table with many periods stands under each of them.
        boundary_years: year of the boundaries per year of the figures, where it differs.
        filters: fixed dimension values, for example `{"Marges": "MW00000"}`.
        period_dimension: name of the period dimension, empty if the table is of one year.
        modelled: True if its figures come from a model.
    """

    code: str
    name: Bilingual
    publisher: str
    licence: str
    service: str
    address: str
    ids: Mapping[int, str]
    boundary_years: Mapping[int, int] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    period_dimension: str = ""
    modelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSource:
    """Where an indicator stands in a table family, for a run of years.

    Attributes:
        family: code of the table family.
        stem: column name without its number (CBS), or the whole name (other sources).
        short: the short name in the CBS Excel and CSV files (`p_wcorpw`); empty if none.
        first, last: years of the figures for which this holds, both included.
        scale: factor from the published unit to the unit of the indicator.
        provisional_years: years in which the publisher calls the figure provisional.
    """

    family: str
    stem: str
    short: str = ""
    first: int = 0
    last: int = 9999
    scale: float = 1.0
    provisional_years: tuple[int, ...] = ()

    def covers(self, year: int) -> bool:
        """Return whether the figures of `year` stand in this column."""
        return self.first <= year <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """From `year` on the figures may not be compared with those before."""

    year: int
    reason: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """An indicator made from others: `per` times the sum of parts over the sum of wholes.

    Attributes:
        parts: codes of counts that are added up.
        wholes: codes of counts that are added up below the line; empty for a plain sum.
        per: 100 for a percentage, 1000 for a rate per thousand, 1 for a sum.
        same_period: False if the denominator may come from counts of the years around (see `denominators`).
    """

    parts: tuple[str, ...]
    wholes: tuple[str, ...] = ()
    per: float = 1.0
    same_period: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One line of the catalogue.

    Attributes:
        code: our name for it, lower case with underscores.
        theme: the part of the method it tells about.
        kind: its statistical nature.
        unit: of every value we store.
        better: which direction is better for residents.
        levels: on which levels it is published.
        denominator: code of the count it is a share of; empty if none.
        minimum_denominator: below this the publisher withholds the figure; 0 if unknown.
        rounded_to: counts are published as multiples of this; 0 if not rounded.
        low, high: values outside these are wrong, not rare.
        modelled: True if the figure is a model's estimate.
        explanation: one B1 sentence: what it says and what it does not.
        sources: where it stands, per table family and run of years.
        breaks: years at which its definition changed.
        derivation: how it is made from other indicators, if it is.
    """

    code: str
    name: Bilingual
    theme: Theme
    kind: Kind
    unit: Bilingual
    better: Better
    levels: tuple[Level, ...]
    explanation: Bilingual
    denominator: str = ""
    minimum_denominator: int = 0
    rounded_to: int = 0
    low: float = float("-inf")
    high: float = float("inf")
    modelled: bool = False
    sources: tuple[ColumnSource, ...] = ()
    breaks: tuple[Break, ...] = ()
    derivation: Derivation | None = None

    def source_in(self, family: str, year: int) -> ColumnSource | None:
        """Return the column that holds the figures of `year` in a table family, or None."""
        return next((s for s in self.sources if s.family == family and s.covers(year)), None)

    def comparable(self, first: int, second: int) -> bool:
        """Return whether no break in the definition lies between two years."""
        low, high = sorted((first, second))
        return not any(low < b.year <= high for b in self.breaks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All indicators and table families, by code."""

    indicators: Mapping[str, Indicator]
    families: Mapping[str, TableFamily]

    def __getitem__(self, code: str) -> Indicator:
        """Return one indicator.

        Raises:
            MissingIndicatorError: if the catalogue does not hold it.
        """
        try:
            return self.indicators[code]
        except KeyError:
            raise MissingIndicatorError(code, available=self.indicators) from None

    def __contains__(self, code: object) -> bool:
        return code in self.indicators

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __len__(self) -> int:
        return len(self.indicators)

    def in_family(self, family: str, year: int) -> dict[str, tuple[Indicator, ColumnSource]]:
        """Return, by stem, the indicators that a table family holds for the figures of `year`.

        An indicator may stand under several stems: other names of one column, of which a table holds
        one. Where it holds two, the source that stands first in `indicator.sources` counts.
        """
        found: dict[str, tuple[Indicator, ColumnSource]] = {}
        for indicator in self:
            for source in indicator.sources:
                if source.family == family and source.covers(year):
                    found.setdefault(source.stem, (indicator, source))
        return found
