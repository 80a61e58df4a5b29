"""Designs written out as TOML, complete: no default is left implicit."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.index.aggregate import AGGREGATIONS
from veerkracht.index.impute import IMPUTATIONS
from veerkracht.index.normalise import NORMALISERS
from veerkracht.index.treat import TREATMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veerkracht.index.design import Choice, Frozen, IndexDesign, IndicatorChoice, Node

_NAMES: dict[type, str] = {
    kind: name for registry in (AGGREGATIONS, IMPUTATIONS, NORMALISERS, TREATMENTS) for name, kind in registry.items()
}


def format_design(design: IndexDesign) -> str:
    """Return the design as TOML; `parse_design` of it gives the same design."""
    head = ("code", "name", "explanation", "first", "worse", "reference", "minimum_measured")
    parts = ["[design]", *_lines((key, getattr(design, key)) for key in head)]
    if design.version is not None:
        named = ((entry.name, getattr(design.version, entry.name)) for entry in dataclasses.fields(design.version))
        parts += ["", "[version]", *_lines(named)]
    for topic, choice in design.choices.items():
        parts += ["", f"[choices.{topic}]", *_why(choice)]
    doubt = design.uncertainty
    parts += ["", "[uncertainty]", *_lines((key, getattr(doubt, key)) for key in ("noise", "weights"))]
    parts += _lines((key, list(getattr(doubt, key))) for key in ("normalise", "aggregate"))
    for node in design.nodes:
        parts += ["", "[[node]]", *_item(node)]
    for indicator in design.indicators:
        parts += ["", "[[indicator]]", *_item(indicator)]
    if design.frozen is not None:
        parts += _frozen(design.frozen)
    return "\n".join(parts) + "\n"


def method_table(value: object) -> dict[str, object]:
    """Return a method with its parameters as `parse_method` reads it.

    >>> from veerkracht.index.aggregate import Geometric
    >>> method_table(Geometric(offset=0.1))
    {'method': 'geometric', 'offset': 0.1}
    """
    fields = {entry.name: getattr(value, entry.name) for entry in dataclasses.fields(value)}  # type: ignore[arg-type]
    return {"method": _NAMES[type(value)], **fields}


def _item(item: Node | IndicatorChoice) -> list[str]:
    keys = [entry.name for entry in dataclasses.fields(item) if entry.name != "why"]
    return [*_lines((key, getattr(item, key)) for key in keys), *_why(item.why)]


def _why(choice: Choice) -> list[str]:
    return _lines((("reason", choice.reason), ("source", choice.source)))


def _frozen(frozen: Frozen) -> list[str]:
    parts: list[str] = []
    for key, fitted in (("treat", frozen.treat), ("normalise", frozen.normalise)):
        parts += ["", f"[frozen.{key}]"]
        parts += [
            f"{_value(code)} = " + _table({name: numbers.tolist() for name, numbers in learned.items()})
            for code, learned in fitted.items()
        ]
    parts += ["", "[frozen.weights]"]
    return parts + [f"{_value(code)} = {_value(list(row))}" for code, row in frozen.weights.items()]


def _lines(pairs: Iterable[tuple[str, object]]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in pairs]


def _table(entries: Mapping[str, object]) -> str:
    inside = ", ".join(f"{key} = {_value(value)}" for key, value in entries.items())
    return f"{{ {inside} }}" if inside else "{}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # JSON's escapes are a subset of TOML's, but for DEL, which TOML wants escaped too.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Bilingual):
        return _table({"nl": value.nl, "en": value.en})
    if isinstance(value, list):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return _table(method_table(value))
