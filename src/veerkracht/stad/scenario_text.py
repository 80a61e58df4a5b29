"""Writes a scenario as TOML: what `parse_scenario` reads back is the same scenario."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

from veerkracht.stad.distribution import Distribution, Shape
from veerkracht.stad.scenario import FORMAT, Quota, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from veerkracht.stad.households import Segment

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as TOML, in the order of the template, without comments; equal scenarios give equal texts.

    >>> scenario_text(parse_scenario(text)) == text  # doctest: +SKIP
    True
    """
    s = scenario
    blocks = [[f"format = {FORMAT}"], _head(s), _exogenous(s)]
    blocks += [_effort_lines(s), _homes_lines(s), _conversion_lines(s), _steer_lines(s)]
    blocks += [_quota_lines(s.quota) if s.quota else [], _stock(s), _cost_lines(s)]
    for actor, budget in sorted(s.budgets.items()):
        amounts = {"total": budget.total, "yearly": budget.yearly}
        blocks.append([f"[budget.{actor.value}]", *_pairs(amounts)])
    agreed = {item.name: getattr(s.tolerances, item.name) for item in fields(s.tolerances)}
    if any(value is not None for value in agreed.values()):
        blocks.append(["[tolerances]", *_pairs(agreed)])
    for name, override in sorted(s.overrides.items()):
        lines = [f"[parameters.{_key(name)}]", *_distribution(override.distribution)]
        blocks.append([*lines, *_pairs({"reason": override.reason})])
    if s.switches:
        blocks.append(["[switches]", *_pairs(dict(sorted(s.switches.items())))])
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(s: Scenario) -> list[str]:
    values = {"title": s.title, "description": s.description, "gemeente": s.gemeente}
    return ["[scenario]", *_pairs(values), *_pairs({"start": s.start, "years": s.years, "seed": s.seed})]


def _exogenous(s: Scenario) -> list[str]:
    e = s.exogenous
    values = {
        "growth": e.growth_years or e.growth,
        "arrivals": e.arrivals_years or e.arrivals,
        "institutions": dict(e.flows) or e.institutions,
        "price_level": e.price_level,
    }
    return ["[exogenous]", *_pairs(values)]


def _effort_lines(s: Scenario) -> list[str]:
    tables = (
        {"kind": e.kind, "areas": e.areas, "euro": e.euro, "from": e.first, "to": e.last, "actor": e.actor.value}
        for e in s.efforts
    )
    return _tables("effort", tables)


def _homes_lines(s: Scenario) -> list[str]:
    tables = (
        {"area": h.area, "year": h.year, "built": h.built, "demolished": h.demolished, "actor": h.actor.value}
        for h in s.homes
    )
    return _tables("homes", tables)


def _conversion_lines(s: Scenario) -> list[str]:
    tables = (
        {"kind": c.kind, "areas": c.areas, "share": c.share, "from": c.first, "to": c.last, "actor": c.actor.value}
        for c in s.conversions
    )
    return _tables("conversion", tables)


def _steer_lines(s: Scenario) -> list[str]:
    tables = (
        {"areas": each.areas}
        | {reliance.name.lower(): weight for reliance, weight in sorted(each.weights.items())}
        | {"from": each.first, "to": each.last}
        for each in s.steers
    )
    return _tables("steer", tables)


def _quota_lines(quota: Quota) -> list[str]:
    even = len(set(quota.households)) == 1
    households = quota.households[0] if even else quota.households
    return ["[quota]", *_pairs({"households": households, "spread": quota.spread})]


def _cost_lines(s: Scenario) -> list[str]:
    tables: Iterator[dict[str, object]] = (
        {"item": c.item.value}
        | ({"segments": tuple(segment.name.lower() for segment in c.segments)} if c.segments else {})
        | {"euro": c.euro, "actor": c.actor.value, "source": c.source}
        for c in s.costs
    )
    return _tables("cost", tables)


def _stock(s: Scenario) -> list[str]:
    if s.stock is None:
        return []
    homes = {code: {"cheap": cheap, "dear": dear} for code, (cheap, dear) in s.stock.homes.items()}
    return ["[stock]", *_pairs({"source": s.stock.source, "homes": homes})]


def _tables(name: str, tables: Iterable[Mapping[str, object]]) -> list[str]:
    lines: list[str] = []
    for table in tables:
        lines += [*([""] if lines else []), f"[[{name}]]", *_pairs(table)]
    return lines


def _distribution(d: Distribution) -> Iterator[str]:
    ranged = d.shape not in (Shape.FIXED, Shape.BETA)
    values: dict[str, object] = {"kind": d.shape.value}
    values |= {"central": _one(d.central)} if d.central else {}
    values |= {"low": _one(d.low), "high": _one(d.high)} if ranged else {}
    values |= {"zero": d.zero} if d.shape is Shape.ZERO_OR else {}
    values |= {"cases": d.cases} if d.shape is Shape.BETA else {}
    values |= {} if d.together else {"draw": "each"}
    return _pairs(values)


def _one(numbers: tuple[float, ...]) -> object:
    return numbers[0] if len(numbers) == 1 else numbers


def _pairs(values: Mapping[str, object]) -> Iterator[str]:
    """Yield `key = value` for what is there: no None, no empty table."""
    for key, value in values.items():
        if value is not None and value != {}:
            yield f"{_key(key)} = {_value(value)}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(_word(key))} = {_value(each)}' for key, each in sorted(value.items()))} }}"
    return repr(value)


def _word(key: str | Segment) -> str:
    return key if isinstance(key, str) else key.name.lower()


def _text(text: str) -> str:
    """Return a TOML basic string; control characters as escapes (TOML 1.0, String)."""
    made = "".join(
        _ESCAPES.get(sign, sign if sign >= " " and sign != "\x7f" else f"\\u{ord(sign):04x}") for sign in text
    )
    return f'"{made}"'
