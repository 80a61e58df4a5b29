"""Where an intervention applies, as a small rule on indicators that people can read."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Final

from veerkracht.errors.perspectief import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from veerkracht.facts.language import Bilingual
    from veerkracht.perspectief.evidence import Source

_SIGNS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One comparison: a figure of an area against a number.

    Attributes:
        indicator: its code.
        sign: one of >=, <=, > and <.
        value: in the unit of the indicator.
    """

    indicator: str
    sign: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All conditions that an area must meet, and who says so.

    Attributes:
        conditions: at least one; all must hold.
        words: the rule for people, and what it rests on.
        source: where it stands.
    """

    conditions: tuple[Condition, ...]
    words: Bilingual
    source: Source

    def applies(self, figures: Mapping[str, float | None]) -> bool | None:
        """Return whether an area meets the rule; None where a figure that decides is missing.

        Args:
            figures: of the area, by code of the indicator; None or absent where missing. Missing is not zero.
        """
        is_open = False
        for condition in self.conditions:
            value = figures.get(condition.indicator)
            if value is None or isnan(value):
                is_open = True
            elif not _SIGNS[condition.sign](value, condition.value):
                return False
        return None if is_open else True


def parse_conditions(text: str, *, document: str, where: str, line: int) -> tuple[Condition, ...]:
    """Return the conditions of a rule such as `corporatiewoningen >= 66.7 and onv < 0`.

    Raises:
        RuleError: if a part cannot be read; it names the part.

    >>> parse_conditions("onv < 0", document="d", where="w", line=1)
    (Condition(indicator='onv', sign='<', value=0.0),)
    """
    found = []
    for part in text.split(" and "):
        match = _CONDITION.fullmatch(part)
        if not match:
            raise RuleError(text, part=part, document=document, where=where, line=line)
        found.append(Condition(indicator=match[1], sign=match[2], value=float(match[3])))
    return tuple(found)
