"""Deeds as JSON values and back: what a device sends, and what the log keeps."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from veerkracht.errors.atelier import unknown_in_contribution
from veerkracht.wijkschets import deeds as deeds_module
from veerkracht.wijkschets import places as places_module
from veerkracht.wijkschets.places import Place
from veerkracht.wijkschets.wording_checks import wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.wijkschets.deeds import Deed

DEEDS: dict[str, type[Deed]] = {one.verb: one for one in get_args(deeds_module.Deed)}


def body_of(deed: Deed) -> dict[str, Any]:
    """Return a deed as JSON values, without its verb; what was left at its default is left out."""
    return {one.name: _plain(getattr(deed, one.name)) for one in fields(deed) if getattr(deed, one.name) != one.default}


def deed_of(verb: str, body: Mapping[str, Any]) -> Deed:
    """Return the deed that JSON values tell.

    Raises:
        ContributionError: if there is no such verb, or a part is missing, means nothing here, or cannot be.
    """
    kind = DEEDS.get(verb)
    if kind is None:
        raise unknown_in_contribution("deed", "verb", verb, known=DEEDS)
    made: Deed = _made(kind, body)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Place):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, StrEnum) else value


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, {**vars(places_module), **vars(deeds_module), "Place": Place})


def _made(kind: Any, values: Any) -> Any:
    if not hasattr(values, "items"):
        raise wrong("contribution", "bijdrage", type(values).__name__, en="an object", nl="een object")
    hints, known = _types(kind), {one.name: one for one in fields(kind)}
    for name in values:
        if name not in known:
            raise wrong(
                "contribution", "bijdrage", name, en=f"made of {_listed(known)}", nl=f"gemaakt van {_listed(known)}"
            )
    for name, one in known.items():
        if one.default is MISSING and name not in values:
            raise wrong(name, name, "", en="given", nl="ingevuld")
    return kind(**{name: _value(value, hints[name], name=name) for name, value in values.items()})


def _value(value: Any, kind: Any, *, name: str) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        if value is None and type(None) in get_args(kind):
            return None
        return _value(value, next(one for one in get_args(kind) if one is not type(None)), name=name)
    if origin is tuple:
        return _tuple(value, get_args(kind), name=name)
    if is_dataclass(kind):
        return _made(kind, value)
    if issubclass(kind, StrEnum):
        allowed = [str(one) for one in kind]
        if value not in allowed:
            raise wrong(name, name, value, en=f"one of {_listed(allowed)}", nl=f"een van {_listed(allowed)}")
        return kind(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise wrong(name, name, value, en=_KINDS[kind][0], nl=_KINDS[kind][1])
    return value


_KINDS = {str: ("a text", "een tekst"), int: ("a whole number", "een geheel getal"), float: ("a number", "een getal")}


def _tuple(value: Any, inner: tuple[Any, ...], *, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise wrong(name, name, value, en="a list", nl="een lijst")
    if len(inner) == 2 and inner[1] is Ellipsis:  # tuple[X, ...]
        return tuple(_value(one, inner[0], name=name) for one in value)
    if len(value) != len(inner):
        raise wrong(name, name, value, en=f"{len(inner)} values", nl=f"{len(inner)} waarden")
    return tuple(_value(one, kind, name=name) for one, kind in zip(value, inner, strict=True))


def _listed(words: Any) -> str:
    return ", ".join(words)
