"""What somebody wants otherwise in a design: weights, indicators on, off or added, scales and ways of joining."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.werkbank import ChangesSyntaxError, ChangeValueError, TooManyChangesError
from veerkracht.index.aggregate import AGGREGATIONS, Aggregation
from veerkracht.index.design import Direction
from veerkracht.index.design_text import method_table
from veerkracht.index.design_toml import parse_method
from veerkracht.index.normalise import NORMALISERS, Normaliser

T = TypeVar("T")

# Beyond these nobody weighs by hand, and the sums of a mean lose their digits.
LIGHTEST, HEAVIEST = 1e-6, 1000.0
# The longest shipped design has 60 nodes and indicators; a request with more than these is no person's.
MOST_CHANGES, MOST_ADDED = 200, 40
MOST_CHARACTERS = 65_536
_LONGEST_CODE = 100
_KEYS = ("weights", "off", "added", "normalise", "aggregate", "reference")
_ADDED_KEYS = ("code", "parent", "direction", "weight")
_RIGHT_WEIGHT = ("0 (off) or a number from 0.000001 to 1000", "0 (uit) of een getal van 0,000001 tot 1000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """An indicator that joins a design.

    Attributes:
        code: in the catalogue.
        parent: code of the node it comes below.
        direction: which value scores high; empty for what the catalogue calls better.
        weight: in proportion to its siblings, above 0.
    """

    code: str
    parent: str
    direction: Direction | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that is to be otherwise than in a design; the order in which it was asked for is no matter.

    Attributes:
        weights: by node or indicator; 0 switches it off.
        off: codes of nodes and indicators that do not count.
        added: indicators of the catalogue, kept in the order of their codes.
        normalise: by indicator, or by node for all indicators below it; the nearest counts.
        aggregate: by node.
        reference: the base year on which scales are set, or `all`; empty for that of the design.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    added: tuple[Added, ...] = ()
    normalise: Mapping[str, Normaliser] = field(default_factory=dict)
    aggregate: Mapping[str, Aggregation] = field(default_factory=dict)
    reference: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "added", tuple(sorted(self.added, key=lambda one: (one.code, one.parent))))
        for code, weight in self.weights.items():
            _check_weight(weight, where=f"weights.{code}")
        for one in self.added:
            _check_weight(one.weight, where=f"added.{one.code}.weight", may_be_zero=False)

    @classmethod
    def from_json(cls, data: str | bytes | Mapping[str, Any]) -> Changes:
        """Return the changes that a page or program asks for; what means nothing is refused, not passed over.

        Args:
            data: the text of a JSON object, or that object; every key may be left out.

        Raises:
            ChangesSyntaxError: if it is no JSON object, or holds a key that means nothing or stands twice.
            ChangeValueError: if a value cannot be, such as a weight below zero.
            TooManyChangesError: if there are too many.
            DesignError: if a scale or way of joining does not exist.
        """
        found = _load(data) if isinstance(data, str | bytes) else data
        return _parse(_mapping(found, where="changes"))

    def to_json(self) -> dict[str, Any]:
        """Return the changes as `from_json` reads them, without what is not changed."""
        everything = {
            "weights": dict(sorted(self.weights.items())),
            "off": sorted(self.off),
            "added": [_added_json(one) for one in self.added],
            "normalise": {code: method_table(one) for code, one in sorted(self.normalise.items())},
            "aggregate": {code: method_table(one) for code, one in sorted(self.aggregate.items())},
            "reference": self.reference,
        }
        return {key: value for key, value in everything.items() if value}

    @property
    def key(self) -> tuple[object, ...]:
        """The same for equal changes, to remember answers by."""
        return (
            tuple(sorted(self.weights.items())),
            self.off,
            self.added,
            tuple(sorted(self.normalise.items(), key=lambda one: one[0])),
            tuple(sorted(self.aggregate.items(), key=lambda one: one[0])),
            self.reference,
        )


def _check_weight(weight: float, *, where: str, may_be_zero: bool = True) -> None:
    # Written so that NaN, which is neither above nor below, is refused too.
    if not (LIGHTEST <= weight <= HEAVIEST or (may_be_zero and weight == 0)):
        right = _RIGHT_WEIGHT if may_be_zero else ("a number from 0.000001 to 1000", "een getal van 0,000001 tot 1000")
        raise ChangeValueError(where, value=weight, right_en=right[0], right_nl=right[1])


def _added_json(one: Added) -> dict[str, Any]:
    found: dict[str, Any] = {"code": one.code, "parent": one.parent, "weight": one.weight}
    return found if one.direction is None else found | {"direction": one.direction}


def _load(text: str | bytes) -> object:
    if len(text) > MOST_CHARACTERS:
        raise TooManyChangesError("changes (characters)", count=len(text), most=MOST_CHARACTERS)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ChangesSyntaxError(
                    what_en=f"{key!r} stands there twice. Give it once.",
                    what_nl=f"{key!r} staat er twee keer. Geef het één keer.",
                )
            found[key] = value
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ChangesSyntaxError(
            what_en=f"this is not JSON ({error}). Send one JSON object.",
            what_nl=f"dit is geen JSON ({error}). Stuur één JSON-object.",
        ) from None


def _parse(data: Mapping[str, Any]) -> Changes:
    _only(data, _KEYS, where="changes")
    weights = _mapping(data.get("weights", {}), where="weights")
    normalise = _mapping(data.get("normalise", {}), where="normalise")
    aggregate = _mapping(data.get("aggregate", {}), where="aggregate")
    off, added = _list(data.get("off", []), where="off"), _list(data.get("added", []), where="added")
    count = len(weights) + len(normalise) + len(aggregate) + len(off) + len(added)
    if count > MOST_CHANGES or len(added) > MOST_ADDED:
        where, many, most = (
            ("added", len(added), MOST_ADDED) if len(added) > MOST_ADDED else ("changes", count, MOST_CHANGES)
        )
        raise TooManyChangesError(where, count=many, most=most)
    codes = [_code(code, where="off") for code in off]
    reference = data.get("reference", "")
    if not isinstance(reference, str) or len(reference) > _LONGEST_CODE:
        raise ChangeValueError(
            "reference", value=reference, right_en="a year as text, or 'all'", right_nl="een jaar als tekst, of 'all'"
        )
    return Changes(
        weights={_code(code, where="weights"): _number(one, where=f"weights.{code}") for code, one in weights.items()},
        off=frozenset(_once(codes, where="off")),
        added=_once([_added(one) for one in added], where="added", by=lambda one: one.code),
        normalise={
            _code(code, where="normalise"): parse_method(one, NORMALISERS, where=f"normalise.{code}")
            for code, one in normalise.items()
        },
        aggregate={
            _code(code, where="aggregate"): parse_method(one, AGGREGATIONS, where=f"aggregate.{code}")
            for code, one in aggregate.items()
        },
        reference=reference,
    )


def _added(data: object) -> Added:
    item = _mapping(data, where="added")
    _only(item, _ADDED_KEYS, where="added")
    for key in ("code", "parent"):
        if key not in item:
            raise ChangesSyntaxError(
                what_en=f"added: {key!r} is missing. Name the indicator (code) and the node it belongs to (parent).",
                what_nl=f"added: {key!r} ontbreekt. Noem de indicator (code) en de knoop waar hij bij hoort (parent).",
            )
    code = _code(item["code"], where="added")
    direction = item.get("direction")
    if direction is not None and direction not in get_args(Direction):
        raise ChangeValueError(
            f"added.{code}.direction", value=direction, right_en="'high' or 'low'", right_nl="'high' of 'low'"
        )
    return Added(
        code=code,
        parent=_code(item["parent"], where=f"added.{code}.parent"),
        direction=direction,
        weight=_number(item.get("weight", 1.0), where=f"added.{code}.weight"),
    )


def _number(value: object, *, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise ChangeValueError(where, value=value, right_en=_RIGHT_WEIGHT[0], right_nl=_RIGHT_WEIGHT[1])
    return float(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False


def _code(value: object, *, where: str) -> str:
    if not isinstance(value, str) or not value or len(value) > _LONGEST_CODE:
        raise ChangeValueError(
            where,
            value=value,
            right_en="the code of a node or indicator",
            right_nl="de code van een knoop of indicator",
        )
    return value


def _once(items: list[T], *, where: str, by: Callable[[T], object] = lambda one: one) -> tuple[T, ...]:
    keys = [by(one) for one in items]
    twice = [key for key in keys if keys.count(key) > 1]
    if twice:
        raise ChangesSyntaxError(
            what_en=f"{where}: {twice[0]!r} stands there twice. Give it once.",
            what_nl=f"{where}: {twice[0]!r} staat er twee keer. Geef het één keer.",
        )
    return tuple(items)


def _mapping(value: object, *, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ChangesSyntaxError(
            what_en=f"{where} must be an object with names.", what_nl=f"{where} moet een object met namen zijn."
        )
    return value


def _list(value: object, *, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ChangesSyntaxError(what_en=f"{where} must be a list.", what_nl=f"{where} moet een lijst zijn.")
    return value


def _only(data: Mapping[str, Any], known: tuple[str, ...], *, where: str) -> None:
    for key in data:
        if key not in known:
            hints, names = did_you_mean(key, known), ", ".join(known)
            raise ChangesSyntaxError(
                what_en=f"{where}: {key!r} means nothing here.{hints['hint_en']} Known are: {names}.",
                what_nl=f"{where}: {key!r} betekent hier niets.{hints['hint_nl']} Bekend zijn: {names}.",
            )
