"""What a page of the werkbank shows, written in its address: a link shares a choice that nobody saved.

Changes stand in six words: `weeg=gezondheid:3,soc:0.5`, `uit=onv`, `bij=armoede:werk_en_inkomen:low:2`,
`schaal=soc:exponential;scale=23;high=100`, `samen=bewoners:geometric;offset=0.1`, `ijk=2022`. Beside them stands where
one looks: `niveau=wijk`, `gemeente=GM0344`, `jaar=2023`, `gebied=WK034401`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

from veerkracht.facts.areas import Level
from veerkracht.index.adjustments import Changes

if TYPE_CHECKING:
    from django.http import QueryDict

    from veerkracht.index.design import IndexDesign

LEVELS = (Level.BUURT, Level.WIJK, Level.GEMEENTE)
_WORDS = {"weights": "weeg", "off": "uit", "added": "bij", "normalise": "schaal", "aggregate": "samen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchState:
    """What is on the table.

    Attributes:
        design: key of the design; empty for the one that the trajectory works with.
        level: level of the areas.
        gemeente: whose areas; empty for the first of the trajectory.
        period: of the figures that are ranked, as it is written; empty for the last with scores.
        area: code of the area that is taken apart; empty for none.
        every: whether all areas stand in the list, also where they are many.
        changes: in the design.
    """

    design: str = ""
    level: Level = Level.BUURT
    gemeente: str = ""
    period: str = ""
    area: str = ""
    every: bool = False
    changes: Changes = field(default_factory=Changes)

    def query(self, **otherwise: Any) -> str:
        """Return the state as it stands in an address, some of it otherwise.

        >>> BenchState(area="BU1", changes=Changes(weights={"soc": 3.0})).query()
        'gebied=BU1&weeg=soc:3'
        """
        state = replace(self, **otherwise) if otherwise else self
        pairs = [
            ("ontwerp", state.design),
            ("niveau", "" if state.level is Level.BUURT else state.level.value),
            ("gemeente", state.gemeente),
            ("jaar", state.period),
            ("gebied", state.area),
            ("alle", "ja" if state.every else ""),
            *written(state.changes).items(),
        ]
        return urlencode([(key, value) for key, value in pairs if value], safe=":,;=*", quote_via=quote)


def read_state(query: QueryDict) -> BenchState:
    """Return what an address asks for.

    Raises:
        WerkbankError, DesignError: if its changes cannot be.
    """
    return replace(read_place(query), changes=read_changes(query))


def read_place(query: QueryDict) -> BenchState:
    """Return what an address asks for, without changes; what means nothing here is passed over."""
    level = query.get("niveau", "")
    return BenchState(
        design=query.get("ontwerp", "")[:100],
        level=next((one for one in LEVELS if one.value == level), Level.BUURT),
        gemeente=query.get("gemeente", "")[:12],
        period=query.get("jaar", "")[:20],
        area=query.get("gebied", "")[:12],
        every=query.get("alle") == "ja",
    )


def written(changes: Changes) -> dict[str, str]:
    """Return changes in the words of an address."""
    data = changes.to_json()
    found = {
        "weeg": ",".join(f"{_safe(code)}:{weight:g}" for code, weight in data.get("weights", {}).items()),
        "uit": ",".join(_safe(code) for code in data.get("off", [])),
        "bij": ",".join(_added_word(one) for one in data.get("added", [])),
        "schaal": ",".join(f"{_safe(code)}:{method_word(one)}" for code, one in data.get("normalise", {}).items()),
        "samen": ",".join(f"{_safe(code)}:{method_word(one)}" for code, one in data.get("aggregate", {}).items()),
        "ijk": data.get("reference", ""),
    }
    return {key: value for key, value in found.items() if value}


def read_changes(query: QueryDict | Mapping[str, str]) -> Changes:
    """Return the changes that the words of an address ask for.

    Raises:
        WerkbankError, DesignError: if they cannot be; the message names which.
    """
    return Changes.from_json(
        {
            "weights": dict(_pair(one) for one in _list(query, "weeg")),
            "off": [unquote(one) for one in _list(query, "uit")],
            "added": [_added(one) for one in _list(query, "bij")],
            "normalise": {code: method_table_of(word) for code, word in _texts(_list(query, "schaal"))},
            "aggregate": {code: method_table_of(word) for code, word in _texts(_list(query, "samen"))},
            "reference": query.get("ijk", ""),
        }
    )


def is_form(data: QueryDict) -> bool:
    """Return whether a request comes from the form of the page instead of from a link."""
    return "formulier" in data


def form_changes(data: QueryDict, *, base: IndexDesign) -> Changes:
    """Return the changes that the form of the page asks for: what differs in it from the design.

    Raises:
        WerkbankError, DesignError: if they cannot be.
    """
    asked = {item.code: _number(str(data.get(f"g-{item.code}", "")) or f"{item.weight}") for item in base.items}
    weights = {item.code: asked[item.code] for item in base.items if asked[item.code] not in _shown(item.weight)}
    off = [item.code for item in base.items if item.code != base.root and f"aan-{item.code}" not in data]
    added = [_added(word) for word in data.getlist("bij")]
    there = [
        {**one, "weight": _number(str(data.get(f"g-{one['code']}", "")).strip() or "1")}
        for one in added
        if f"aan-{one['code']}" in data
    ]
    if data.get("nieuw"):
        there.append({"code": data["nieuw"], "parent": data.get("nieuw-groep", ""), **_direction(data)})
    return Changes.from_json(
        {
            "weights": weights,
            "off": off,
            "added": there,
            "normalise": _methods(data, "schaal-"),
            "aggregate": _methods(data, "samen-"),
            "reference": data.get("ijk", ""),
        }
    )


def method_word(table: Mapping[str, Any]) -> str:
    """Return a scale or way of joining as one word.

    >>> method_word({"method": "geometric", "offset": 0.1})
    'geometric;offset=0.1'
    """
    rest = [(key, value) for key, value in table.items() if key != "method"]
    said = [f"{key}={value:g}" if isinstance(value, float) else f"{key}={value}" for key, value in rest]
    return ";".join([str(table["method"]), *said])


def method_table_of(word: str) -> dict[str, object]:
    """Return the table that `method_word` wrote down.

    >>> method_table_of("geometric;offset=0.1")
    {'method': 'geometric', 'offset': 0.1}
    """
    name, *rest = word.split(";")
    pairs = (one.partition("=") for one in rest if one)
    return {"method": name, **{key: _number(value) for key, _is, value in pairs}}


def _methods(data: QueryDict, start: str) -> dict[str, dict[str, object]]:
    return {
        key.removeprefix(start): method_table_of(str(data[key])) for key in data if key.startswith(start) and data[key]
    }


def _shown(weight: float) -> tuple[float, float]:
    """Return a weight, and what the field shows of it: who touches nothing changes nothing."""
    return weight, float(f"{weight:g}")


def _direction(data: QueryDict) -> dict[str, str]:
    asked = data.get("nieuw-richting", "")
    return {"direction": asked} if asked else {}


def _list(query: QueryDict | Mapping[str, str], key: str) -> list[str]:
    return [one for one in str(query.get(key, "")).split(",") if one]


def _texts(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(unquote(code), rest) for code, _colon, rest in (word.partition(":") for word in words)]


def _pair(word: str) -> tuple[str, object]:
    code, _colon, number = word.rpartition(":")
    return unquote(code), _number(number)


def _added_word(one: Mapping[str, Any]) -> str:
    return f"{_safe(one['code'])}:{_safe(one['parent'])}:{one.get('direction', '')}:{one['weight']:g}"


def _added(word: str) -> dict[str, Any]:
    code, parent, direction, weight = (*word.split(":"), "", "", "", "")[:4]
    found: dict[str, Any] = {"code": unquote(code), "parent": unquote(parent), "weight": _number(weight or "1")}
    return {**found, "direction": direction} if direction else found


def _number(text: str) -> object:
    """Return a number as people write it, or the text itself, so that the message about it can show it."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text[:60]


def _safe(code: str) -> str:
    return quote(code, safe="")
