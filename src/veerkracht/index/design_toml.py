"""Designs as text: TOML in, TOML out. What stands in the text is used, or refused; nothing is passed over."""

from __future__ import annotations

import dataclasses
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

import numpy as np

from veerkracht.errors.design import (
    DesignSyntaxError,
    DesignValueError,
    MissingKeyError,
    UnknownKeyError,
    UnknownMethodError,
)
from veerkracht.facts.language import Bilingual
from veerkracht.index.aggregate import AGGREGATIONS
from veerkracht.index.design import (
    TOPICS,
    Choice,
    Direction,
    Frozen,
    IndexDesign,
    IndicatorChoice,
    Node,
    Uncertainty,
    Version,
    Weighting,
)
from veerkracht.index.impute import IMPUTATIONS
from veerkracht.index.normalise import NORMALISERS
from veerkracht.index.rank import First
from veerkracht.index.treat import TREATMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Table = dict[str, Any]
T = TypeVar("T")

_TOP = ("design", "version", "choices", "uncertainty", "defaults", "node", "indicator", "frozen")
_DESIGN = ("code", "name", "explanation", "first", "worse", "reference", "minimum_measured")
_VERSION = ("name", "based_on", "reason")
_WHY = ("reason", "source")
_NODE = ("code", "name", "parent", "weight", "spread", "weighting", "aggregate", "minimum_share", *_WHY)
_INDICATOR = (
    *("code", "name", "parent", "weight", "spread", "direction", "denominator"),
    *("impute", "treat", "normalise", "modelled", *_WHY),
)
# Only what is plumbing may be left to a default; what is a choice about one indicator may not.
_DEFAULTS = {
    "node": ("spread", "weighting", "aggregate", "minimum_share"),
    "indicator": ("weight", "spread", "denominator", "impute", "treat", "normalise", "modelled"),
}


def parse_design(text: str) -> IndexDesign:
    """Return the design that a TOML text describes.

    Every choice must be written down, for each node and indicator or once under `[defaults.node]` and
    `[defaults.indicator]`; a key that means nothing is refused, because a choice would be lost in silence.

    Raises:
        DesignSyntaxError: if the text is not TOML.
        UnknownKeyError, MissingKeyError: if a key means nothing, or a choice was skipped.
        UnknownMethodError, DesignValueError: if a method or value cannot be.
        TreeError: if nodes and indicators do not make one tree.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DesignSyntaxError(str(error)) from None
    _only(data, _TOP, where="[top]")
    head = _section(data, "design")
    _only(head, _DESIGN, where="[design]")
    defaults = _parse_defaults(data.get("defaults", {}))
    return IndexDesign(
        code=_text(head, "code", where="[design]"),
        name=_bilingual(head, "name", where="[design]"),
        explanation=_bilingual(head, "explanation", where="[design]"),
        first=_one_of(head, "first", get_args(First), where="[design]"),
        worse=_one_of(head, "worse", get_args(Direction), where="[design]"),
        reference=str(_need(head, "reference", where="[design]")),
        minimum_measured=_number(head, "minimum_measured", where="[design]"),
        nodes=tuple(_node(item, defaults["node"]) for item in _list(data, "node")),
        indicators=tuple(_indicator(item, defaults["indicator"]) for item in _list(data, "indicator")),
        choices=_choices(_section(data, "choices")),
        uncertainty=_uncertainty(_section(data, "uncertainty")),
        frozen=_frozen(data["frozen"]) if "frozen" in data else None,
        version=_version(data["version"]) if "version" in data else None,
    )


def parse_method(data: object, registry: Mapping[str, type[T]], *, where: str) -> T:
    """Return the method that a table `{method = "...", ...}` names, with its parameters.

    Args:
        data: as read from TOML or JSON.
        registry: `NORMALISERS`, `AGGREGATIONS`, `TREATMENTS` or `IMPUTATIONS`.
        where: for messages.

    Raises:
        DesignValueError, MissingKeyError, UnknownKeyError, UnknownMethodError: if it cannot be.
    """
    return _method({"method": data}, "method", registry, where=where)


def _parse_defaults(data: Table) -> dict[str, Table]:
    _only(data, _DEFAULTS, where="[defaults]")
    for kind, allowed in _DEFAULTS.items():
        _only(data.get(kind, {}), allowed, where=f"[defaults.{kind}]")
    return {kind: data.get(kind, {}) for kind in _DEFAULTS}


def _node(own: Table, defaults: Table) -> Node:
    where = f"[[node]] {own.get('code', '?')}"
    _only(own, _NODE, where=where)
    item = defaults | own
    return Node(
        code=_text(item, "code", where=where),
        name=_bilingual(item, "name", where=where),
        parent=_text(item, "parent", where=where, may_be_empty=True),
        weight=_number(item, "weight", where=where),
        spread=_number(item, "spread", where=where),
        weighting=_one_of(item, "weighting", get_args(Weighting), where=where),
        aggregate=_method(item, "aggregate", AGGREGATIONS, where=where),
        minimum_share=_number(item, "minimum_share", where=where),
        why=_why(item, where=where),
    )


def _indicator(own: Table, defaults: Table) -> IndicatorChoice:
    where = f"[[indicator]] {own.get('code', '?')}"
    _only(own, _INDICATOR, where=where)
    item = defaults | own
    return IndicatorChoice(
        code=_text(item, "code", where=where),
        name=_bilingual(item, "name", where=where),
        parent=_text(item, "parent", where=where),
        weight=_number(item, "weight", where=where),
        spread=_number(item, "spread", where=where),
        direction=_one_of(item, "direction", get_args(Direction), where=where),
        denominator=_text(item, "denominator", where=where, may_be_empty=True),
        impute=_method(item, "impute", IMPUTATIONS, where=where),
        treat=_method(item, "treat", TREATMENTS, where=where),
        normalise=_method(item, "normalise", NORMALISERS, where=where),
        modelled=_checked(item, "modelled", bool, where=where, right_en="true or false", right_nl="true of false"),
        why=_why(item, where=where),
    )


def _choices(data: Table) -> dict[str, Choice]:
    _only(data, TOPICS, where="[choices]")
    found: dict[str, Choice] = {}
    for topic in TOPICS:
        item = _need(data, topic, where="[choices]")
        _only(item, _WHY, where=f"[choices.{topic}]")
        found[topic] = _why(item, where=f"[choices.{topic}]")
    return found


def _uncertainty(data: Table) -> Uncertainty:
    where = "[uncertainty]"
    _only(data, ("noise", "weights", "normalise", "aggregate"), where=where)
    normalise, aggregate = _need(data, "normalise", where=where), _need(data, "aggregate", where=where)
    return Uncertainty(
        noise=_one_of(data, "noise", ("standard_errors", "none"), where=where),
        weights=_one_of(data, "weights", ("spread", "none"), where=where),
        normalise=tuple(_method({"normalise": item}, "normalise", NORMALISERS, where=where) for item in normalise),
        aggregate=tuple(_method({"aggregate": item}, "aggregate", AGGREGATIONS, where=where) for item in aggregate),
    )


def _version(data: Table) -> Version:
    where = "[version]"
    _only(data, _VERSION, where=where)
    return Version(**{key: _text(data, key, where=where) for key in _VERSION})


def _frozen(data: Table) -> Frozen:
    _only(data, ("treat", "normalise", "weights"), where="[frozen]")

    def arrays(key: str) -> dict[str, dict[str, np.ndarray[Any, np.dtype[np.float64]]]]:
        section = _need(data, key, where="[frozen]")
        return {
            code: {name: np.array(numbers, dtype=np.float64) for name, numbers in learned.items()}
            for code, learned in section.items()
        }

    weights = _need(data, "weights", where="[frozen]")
    return Frozen(
        treat=arrays("treat"),
        normalise=arrays("normalise"),
        weights={code: tuple(float(weight) for weight in row) for code, row in weights.items()},
    )


def _method(item: Mapping[str, Any], key: str, registry: Mapping[str, type[T]], *, where: str) -> T:
    """Return the method that `{method = "...", ...}` names, with its parameters."""
    place = f"{where}, {key}"
    data = _need(item, key, where=where)
    if not isinstance(data, dict):
        raise DesignValueError(
            key, value=data, where=where, right_en='a table { method = "..." }', right_nl='een tabel { method = "..." }'
        )
    name = _need(data, "method", where=place)
    if name not in registry:
        raise UnknownMethodError(name, where=place, known=registry)
    kind = registry[name]
    names = [entry.name for entry in dataclasses.fields(kind)]  # type: ignore[arg-type]
    _only(data, ["method", *names], where=f"{place} {name}")
    hints = get_type_hints(kind)
    return kind(**{entry: _parameter(data, entry, hints[entry], where=f"{place} {name}") for entry in names})


def _parameter(data: Table, key: str, hint: object, *, where: str) -> object:
    if get_args(hint):
        return _one_of(data, key, get_args(hint), where=where)
    if hint is int:
        return _checked(data, key, int, where=where, right_en="a whole number", right_nl="een geheel getal")
    return _text(data, key, where=where) if hint is str else _number(data, key, where=where)


def _why(item: Table, *, where: str) -> Choice:
    return Choice(reason=_bilingual(item, "reason", where=where), source=_text(item, "source", where=where))


def _only(data: Mapping[str, Any], allowed: Iterable[str], *, where: str) -> None:
    known = list(allowed)
    if not isinstance(data, dict):
        raise DesignValueError(where, value=data, where=where, right_en="a table", right_nl="een tabel")
    for key in data:
        if key not in known:
            raise UnknownKeyError(key, where=where, known=known)


def _need(data: Mapping[str, Any], key: str, *, where: str) -> Any:
    if key not in data:
        raise MissingKeyError(key, where=where)
    return data[key]


def _section(data: Table, key: str) -> Table:
    section: Table = _need(data, key, where="[top]")
    return section


def _list(data: Table, key: str) -> list[Table]:
    return _checked(data, key, list, where="[top]", right_en=f"a list [[{key}]]", right_nl=f"een lijst [[{key}]]")


def _checked(item: Mapping[str, Any], key: str, kind: type[T], *, where: str, right_en: str, right_nl: str) -> T:
    value = _need(item, key, where=where)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise DesignValueError(key, value=value, where=where, right_en=right_en, right_nl=right_nl)
    return value


def _text(item: Table, key: str, *, where: str, may_be_empty: bool = False) -> str:
    value = _checked(item, key, str, where=where, right_en="a text", right_nl="een tekst")
    if not value.strip() and not may_be_empty:
        raise DesignValueError(key, value=value, where=where, right_en="not empty", right_nl="niet leeg")
    return value


def _number(item: Table, key: str, *, where: str) -> float:
    value = _need(item, key, where=where)
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise DesignValueError(key, value=value, where=where, right_en="a number", right_nl="een getal")
    return float(value)


def _one_of(item: Table, key: str, words: tuple[Any, ...], *, where: str) -> Any:
    value = _need(item, key, where=where)
    if value not in words:
        right = " | ".join(map(str, words))
        raise DesignValueError(key, value=value, where=where, right_en=right, right_nl=right)
    return value


def _bilingual(item: Table, key: str, *, where: str) -> Bilingual:
    value = _need(item, key, where=where)
    _only(value, ("nl", "en"), where=f"{where}, {key}")
    place = f"{where}, {key}"
    return Bilingual(nl=_text(value, "nl", where=place), en=_text(value, "en", where=place))
