"""Periods: years, quarters and months as the sources write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.errors.data import PeriodError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PATTERN = re.compile(r"(19|20)([0-9]{2})(?:(JJ|KW|MM)([0-9]{2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or one quarter or month of it; sorts by when it starts.

    Attributes:
        year: the calendar year.
        month: the first month, 1 to 12.
        months: how many months it lasts: 12, 3 or 1.
    """

    year: int
    month: int = 1
    months: int = 12

    def __str__(self) -> str:
        if self.months == 12:
            return str(self.year)
        return f"{self.year}KW{(self.month + 2) // 3:02d}" if self.months == 3 else f"{self.year}MM{self.month:02d}"

    @classmethod
    def parse(cls, text: object) -> Period:
        """Return the period that CBS writes as `2024`, `2020JJ00`, `2024KW02` or `2024MM03`.

        Raises:
            PeriodError: if the text is none of these, or a quarter or month that does not exist.

        >>> str(Period.parse("2020JJ00")), str(Period.parse(2018)), str(Period.parse("2024KW02"))
        ('2020', '2018', '2024KW02')
        """
        match = _PATTERN.fullmatch(str(text).strip().rstrip("*").removesuffix(".0"))
        if match is None:
            raise PeriodError(text)
        year, kind, number = int(match[1] + match[2]), match[3], int(match[4] or 0)
        if kind == "KW" and 1 <= number <= 4:
            return cls(year, 3 * number - 2, 3)
        if kind == "MM" and 1 <= number <= 12:
            return cls(year, number, 1)
        if kind in {None, "JJ"} and number == 0:
            return cls(year)
        raise PeriodError(text)

    def years_since(self, other: Period) -> float:
        """Return how many years this period starts after `other`."""
        return self.year - other.year + (self.month - other.month) / 12


def years(first: int, last: int) -> tuple[Period, ...]:
    """Return the years `first` up to and including `last`.

    >>> [str(p) for p in years(2020, 2022)]
    ['2020', '2021', '2022']
    """
    return tuple(Period(year) for year in range(first, last + 1))


def parse_range(text: str) -> tuple[Period, ...]:
    """Return the years of `2015-2024`, `2015,2020` or `2024`, in order and once each.

    Raises:
        PeriodError: if a part is not a year or the range runs backwards.
    """
    found: set[Period] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        start, end = Period.parse(first), Period.parse(last or first)
        if end < start:
            raise PeriodError(part)
        found.update(years(start.year, end.year))
    return tuple(sorted(found))


def label(periods: Iterable[Period]) -> str:
    """Return `2014-2020` for a span of periods, `2024` for one.

    >>> label(years(2014, 2020))
    '2014-2020'
    """
    ordered = sorted(periods)
    return str(ordered[0]) if len(ordered) == 1 else f"{ordered[0]}-{ordered[-1]}"
