"""Areas: codes, levels and the hierarchy land > gemeente > wijk > buurt, per year of boundaries.

A code alone is not an area: CBS redraws and reuses codes, so a set of areas always names the
year of its boundaries.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import AreaCodeError, DuplicateAreaError, TableShapeError, UnknownAreaError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

COUNTRY = "NL00"

_BUURT = re.compile(r"BU([0-9]{4})([0-9A-Z]{2})([0-9A-Z]{2})")
_WIJK = re.compile(r"WK([0-9]{4})([0-9A-Z]{2})")
_GEMEENTE = re.compile(r"GM([0-9]{4})")
_PC4 = re.compile(r"[1-9][0-9]{3}")


class Level(StrEnum):
    """How large an area is; `OTHER` is an area that CBS does not know (a ward abroad, a complex)."""

    COUNTRY = "land"
    GEMEENTE = "gemeente"
    WIJK = "wijk"
    BUURT = "buurt"
    PC4 = "pc4"
    OTHER = "anders"


_ABOVE = {Level.BUURT: Level.WIJK, Level.WIJK: Level.GEMEENTE, Level.GEMEENTE: Level.COUNTRY}


def parse_code(raw: object) -> tuple[Level, str]:
    """Return the level and the clean code of a CBS area, padding removed.

    Raises:
        AreaCodeError: if `raw` is not a code of a country, gemeente, wijk, buurt or PC4.

    Source:
        CBS, Toelichting Kerncijfers wijken en buurten: GM + 4 digits, WK + gemeente + 2, BU + wijk + 2
        (Amsterdam uses letters since 2022); RIVM writes the country as NL01.

    Examples:
        >>> parse_code("GM0363    ")
        (<Level.GEMEENTE: 'gemeente'>, 'GM0363')
    """
    code = str(raw).strip().upper()
    if code in {COUNTRY, "NL01", "NL"}:
        return Level.COUNTRY, COUNTRY
    for level, pattern in ((Level.BUURT, _BUURT), (Level.WIJK, _WIJK), (Level.GEMEENTE, _GEMEENTE), (Level.PC4, _PC4)):
        if pattern.fullmatch(code):
            return level, code
    raise AreaCodeError(raw)


def parent_code(code: str) -> str | None:
    """Return the code one level up, or None for the country and for areas without a hierarchy.

    >>> parent_code("BU03440111"), parent_code("WK034401"), parent_code("GM0344")
    ('WK034401', 'GM0344', 'NL00')
    """
    if code.startswith("BU"):
        return f"WK{code[2:8]}"
    if code.startswith("WK"):
        return f"GM{code[2:6]}"
    return COUNTRY if code.startswith("GM") else None


def gemeente_code(code: str) -> str | None:
    """Return the gemeente in which a buurt or wijk lies, or the gemeente itself.

    >>> gemeente_code("BU03440111")
    'GM0344'
    """
    return f"GM{code[2:6]}" if code[:2] in {"GM", "WK", "BU"} else None


def code_at(code: str, level: Level) -> str | None:
    """Return the code of the area at `level` that holds `code`, or None if there is none.

    >>> code_at("BU03440111", Level.GEMEENTE)
    'GM0344'
    """
    own, current = parse_code(code)[0], code
    while own is not level:
        if own not in _ABOVE:
            return None
        own, current = _ABOVE[own], parent_code(current) or ""
    return current


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """A set of areas of one level on the boundaries of one year, in a fixed order.

    Attributes:
        level: the level of all of them.
        year: the year of the boundaries (1 January); None where there is no such year.
        codes: unique codes; row `i` of every table of these areas is `codes[i]`.
        names: the name of each area, as its source spells it.
    """

    level: Level
    year: int | None
    codes: tuple[str, ...]
    names: tuple[str, ...]
    _rows: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.names) != len(self.codes):
            raise TableShapeError("names", shape=(len(self.names),), expected=(len(self.codes),))
        rows = {code: row for row, code in enumerate(self.codes)}
        if len(rows) != len(self.codes):
            code, times = Counter(self.codes).most_common(1)[0]
            raise DuplicateAreaError(code, times=times)
        object.__setattr__(self, "_rows", rows)

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def __str__(self) -> str:
        return f"{len(self)} {self.level.value} {self.year or ''}".strip()

    def row(self, code: str) -> int:
        """Return the row of one area.

        Raises:
            UnknownAreaError: if the set does not hold `code`.
        """
        try:
            return self._rows[code]
        except KeyError:
            raise UnknownAreaError(code, available=self.codes) from None

    def rows(self, codes: Iterable[str]) -> NDArray[np.intp]:
        """Return the row of each code, -1 where the set does not hold it; shape (codes,)."""
        return np.array([self._rows.get(code, -1) for code in codes], dtype=np.intp)

    def name(self, code: str) -> str:
        """Return the name of one area.

        Raises:
            UnknownAreaError: if the set does not hold `code`.
        """
        return self.names[self.row(code)]

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Areas:
        """Return the areas of these rows (numbers or a mask), in the order given."""
        positions = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return Areas(
            level=self.level,
            year=self.year,
            codes=tuple(self.codes[i] for i in positions),
            names=tuple(self.names[i] for i in positions),
        )

    def within(self, code: str) -> NDArray[np.bool_]:
        """Return which areas lie in the wijk, gemeente or country `code`; shape (areas,)."""
        level = parse_code(code)[0]
        if level is Level.COUNTRY:
            return np.ones(len(self), dtype=np.bool_)
        return np.array([code_at(own, level) == code for own in self.codes], dtype=np.bool_)

    def parents(self, level: Level) -> tuple[str | None, ...]:
        """Return for each area the code of the area at `level` that holds it."""
        return tuple(code_at(code, level) for code in self.codes)
