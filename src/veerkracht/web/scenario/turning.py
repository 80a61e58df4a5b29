"""Amounts that are turned on the page: read from its form and put in the scenario, not saved."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from veerkracht.stad.scenario_edits import Part, amount_of, entries_of, turned
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.scenario_page import text_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from veerkracht.stad.scenario import Scenario

_NAME = re.compile(r"amount-(effort|conversion)-([0-9]{1,4})")
_SHARES = frozenset({Part.CONVERSION})
MOST = {Part.EFFORT: 1000.0, Part.CONVERSION: 100.0}
"""As far as a slider goes: euro per household and year, or a percentage. More can be typed in the form of a line."""


def name_of(part: Part, at: int) -> str:
    """Return the name of the field of an amount."""
    return f"amount-{part.value}-{at}"


def shown_amount(part: Part, amount: float) -> float:
    """Return an amount as the page shows it: a share as a percentage.

    >>> shown_amount(Part.CONVERSION, 0.1)
    10.0
    """
    return round(100 * amount, 4) if part in _SHARES else round(amount, 4)


def with_amounts(text: str, data: QueryDict) -> tuple[str, dict[str, str]]:
    """Return a text with the amounts of a form, and what is wrong by name of field; what is wrong keeps its amount.

    Who turned nothing gets the very text, with its comments.

    Raises:
        ScenarioError: if the text is no scenario.
    """
    before = scenario = parse_scenario(text)
    faults: dict[str, str] = {}
    for name in data:
        found = _NAME.fullmatch(name)
        if found is None:
            continue
        part, at = Part(found[1]), int(found[2])
        value = _number(str(data[name]))
        if value is None or not _fits(part, value):
            faults[name] = _wrong(part, str(data[name]))
        elif at < len(entries_of(scenario, part)):
            scenario = _turned(scenario, part, at, value)
    return (text if scenario == before else text_of(scenario)), faults


def _turned(scenario: Scenario, part: Part, at: int, value: float) -> Scenario:
    old = amount_of(entries_of(scenario, part)[at]) or 0.0
    if math.isclose(shown_amount(part, old), value, abs_tol=1e-4):
        return scenario
    return turned(scenario, part, at, amount=round(value / 100.0, 6) if part in _SHARES else value)


def _fits(part: Part, value: float) -> bool:
    return 0.0 <= value <= (100.0 if part in _SHARES else 1e6)


def _wrong(part: Part, text: str) -> str:
    shown = text.strip()[:30]
    if part in _SHARES:
        return _("'%(text)s' kan niet: geef een percentage van 0 tot en met 100.") % {"text": shown}
    return _("'%(text)s' kan niet: geef een bedrag in euro's, 0 of meer.") % {"text": shown}


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
