"""A plan of mixes as TOML, read and written; what `plan_text` writes, `parse_plan` reads back as the same plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeVar

from veerkracht.perspectief.interventions import Actor, Legal, Lever, Period, Priced, Unit
from veerkracht.perspectief.mix import RELIANCES, SEGMENTS, Capacity, Item, Mix, Plan, PriceIndex, Vacated
from veerkracht.perspectief.toml_text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from veerkracht.perspectief.toml_text import Table

FORMAT: Final = 1
DOCUMENT: Final = "Mix"
_YEARS: Final = (1990, 2200)
_MOST_YEARS: Final = 30  # as long as a scenario can run
_BIG: Final = 1e12  # euro: more than the whole country
_MOST_HOMES: Final = 100_000  # as in a scenario
_T = TypeVar("_T")


def parse_plan(raw: bytes | str, *, document: str = DOCUMENT) -> Plan:
    """Return the plan that a text holds; whether its items fit their interventions is a question for `placed`.

    Args:
        raw: TOML, with a table `[plan]`, and a `[[mix]]` with its `[[mix.item]]` for each area.
        document: name of the text, for messages.

    Raises:
        PerspectiefFileError: if the text is too large, not UTF-8 or not TOML.
        PerspectiefKeyError, PerspectiefMissingKeyError, PerspectiefValueError: if a key means nothing, is missing, or
            has a value that cannot be.
    """
    root = read_text(raw, document=document, known_format=FORMAT)
    head = root.table("plan")
    made = Plan(
        title=head.text("title"),
        gemeente=head.text("gemeente"),
        price_level=head.whole("price_level", least=_YEARS[0], most=_YEARS[1]),
        indexes=_once(root, "index", _index, lambda one: one.year),
        decisions=head.members("decisions", Legal),
        capacities=_once(root, "capacity", _capacity, lambda one: (one.actor.value, one.unit.value)),
        vacated=_once(root, "vacated", _vacated, lambda one: one.area),
        mixes=tuple(_mix(part) for part in root.tables("mix")),
    )
    head.finish()
    root.finish()
    return made


def _once(root: Table, key: str, read: Callable[[Table], _T], what: Callable[[_T], object]) -> tuple[_T, ...]:
    """Return what every `[[key]]` says; two that say something about the same are refused."""
    found: dict[object, _T] = {}
    for part in root.tables(key):
        made = read(part)
        about = what(made)
        if about in found:
            right = {"right_en": "one table for each", "right_nl": "één tabel voor elk"}
            raise part.wrong(key, about, **right)
        found[about] = made
    return tuple(found.values())


def _index(part: Table) -> PriceIndex:
    made = PriceIndex(
        year=part.whole("year", least=_YEARS[0], most=_YEARS[1]),
        factor=part.number("factor", least=0.01, most=100.0),
        source=part.text("source"),
    )
    part.finish()
    return made


def _capacity(part: Table) -> Capacity:
    made = Capacity(
        actor=part.member("actor", Actor),
        unit=part.member("unit", Unit),
        yearly=part.number("yearly", least=0.0, most=_BIG),
    )
    part.finish()
    return made


def _vacated(part: Table) -> Vacated:
    homes = {name: part.number(name, least=0.0, most=_MOST_HOMES) for name in SEGMENTS if name in part}
    made = Vacated(area=part.text("area"), homes=homes, source=part.text("source"))
    part.finish()
    return made


def _mix(part: Table) -> Mix:
    made = Mix(area=part.text("area"), items=tuple(_item(each) for each in part.tables("item")))
    part.finish()
    return made


def _item(part: Table) -> Item:
    built, demolished = (_homes(part, key) for key in ("built", "demolished"))
    homes = sum((*built.values(), *demolished.values()))
    is_counted = bool(homes) or "weights" in part
    prices = _prices(part)
    made = Item(
        key=part.text("key"),
        intervention=part.text("intervention"),
        version=part.whole("version", least=1, most=10_000) if "version" in part else 0,
        owner=part.text("owner", default=""),
        actor=part.member("actor", Actor),
        first=part.whole("first", least=_YEARS[0], most=_YEARS[1]),
        years=part.whole("years", least=1, most=_MOST_YEARS),
        dose=float(homes) if is_counted else part.number("dose", least=0.0, most=_BIG),
        unit=(Unit.HOME if homes else Unit.WEIGHT) if is_counted else part.member("unit", Unit),
        lever=part.member("lever", Lever) if "lever" in part else None,
        built=built,
        demolished=demolished,
        weights=_weights(part),
        prices=prices,
        period=part.member("period", Period) if "period" in part else None,
        price_source=part.text("price_source") if prices else part.text("price_source", default=""),
        decisions=part.members("decisions", Legal),
        note=part.text("note", default=""),
        sentence=part.text("sentence", default=""),
        line=part.line(),
    )
    part.finish()
    return made


def _homes(part: Table, key: str) -> dict[str, int]:
    if key not in part:
        return {}
    inner = part.table(key)
    found = {name: inner.whole(name, least=0, most=_MOST_HOMES) for name in SEGMENTS if name in inner}
    inner.finish()
    return {name: number for name, number in found.items() if number}


def _weights(part: Table) -> dict[str, float]:
    if "weights" not in part:
        return {}
    inner = part.table("weights")
    found = {name: inner.number(name, least=-10.0, most=10.0) for name in RELIANCES if name in inner}
    inner.finish()
    return {name: weight for name, weight in found.items() if weight}


def _prices(part: Table) -> dict[Priced, float]:
    if "prices" not in part:
        return {}
    inner = part.table("prices")
    found = {one: inner.number(one.value, least=-_BIG, most=_BIG) for one in Priced if one.value in inner}
    inner.finish()
    return found


def plan_text(plan: Plan) -> str:
    """Return a plan as TOML, without comments; equal plans give equal texts.

    >>> parse_plan(plan_text(plan)) == plan  # doctest: +SKIP
    True
    """
    head: dict[str, object] = {"title": plan.title, "gemeente": plan.gemeente, "price_level": plan.price_level}
    blocks = [[f"format = {FORMAT}"], ["[plan]", *_pairs(head | {"decisions": plan.decisions})]]
    blocks += [
        ["[[index]]", *_pairs({"year": one.year, "factor": one.factor, "source": one.source})] for one in plan.indexes
    ]
    blocks += [
        ["[[capacity]]", *_pairs({"actor": one.actor, "unit": one.unit, "yearly": one.yearly})]
        for one in plan.capacities
    ]
    blocks += [["[[vacated]]", *_pairs({"area": one.area, **one.homes, "source": one.source})] for one in plan.vacated]
    for mix in plan.mixes:
        blocks.append(["[[mix]]", *_pairs({"area": mix.area})])
        blocks += [["[[mix.item]]", *_pairs(_item_values(item))] for item in mix.items]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _item_values(item: Item) -> dict[str, object]:
    is_counted = bool(item.built or item.demolished or item.weights)
    return {
        "key": item.key,
        "intervention": item.intervention,
        "version": item.version or None,
        "owner": item.owner,
        "actor": item.actor,
        "first": item.first,
        "years": item.years,
        "dose": None if is_counted else item.dose,
        "unit": None if is_counted else item.unit,
        "lever": item.lever,
        "built": item.built,
        "demolished": item.demolished,
        "weights": item.weights,
        "prices": {priced.value: euro for priced, euro in item.prices.items()},
        "period": item.period,
        "price_source": item.price_source,
        "decisions": item.decisions,
        "note": item.note,
        "sentence": item.sentence,
    }


def _pairs(values: Mapping[str, object]) -> Iterator[str]:
    """Yield `key = value` for what is there."""
    for key, value in values.items():
        if value is not None and value not in ("", (), {}):
            yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, str):
        # A basic string of TOML is written as one of JSON, but for the sign DEL, which JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
