"""Small cities and plans to test mixes on."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from veerkracht.perspectief.interventions import Actor, Legal, Lever, Priced, Unit
from veerkracht.perspectief.mix import SEGMENTS, Item, Mix, Plan, Vacated
from veerkracht.stad.city import City
from veerkracht.stad.households import SEGMENTS as SEGMENT_NUMBER
from veerkracht.stad.households import TYPES
from veerkracht.stad.scenario import Exogenous, Scenario

AREAS = ("BU99010101", "BU99010102", "BU99010201")
FIRST, LAST = 2025, 2039


def small_city() -> City:
    """Return a city of three buurten in two wijken, with 1, 2 and 3 households of each type and segment."""
    households = np.ones((TYPES, SEGMENT_NUMBER, 3), dtype=np.int64) * np.arange(1, 4)
    return City(
        codes=AREAS,
        names=("Een", "Twee", "Drie"),
        year=FIRST - 1,
        households=households,
        dwellings=households.sum(axis=0) + 5,
        nuisance=np.zeros(3),
        cohesion=np.zeros(3),
        quality=np.zeros(3),
        centres=np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]),
        region=("Elders",),
        region_centres=np.array([[30.0, 0.0]]),
        waiting=np.zeros(TYPES, dtype=np.int64),
        institutions=np.zeros(TYPES, dtype=np.int64),
    )


def null_scenario() -> Scenario:
    """Return a scenario in which nothing is done."""
    around = Exogenous(growth=0.0, arrivals=1.0, institutions=None, price_level=2024)
    return Scenario(
        title="Niets", description="", gemeente="GM9901", start=FIRST - 1, years=15, seed=1, exogenous=around
    )


def an_item(key: str = "een", **changed: object) -> Item:
    """Return an item: a caretaker for 50,000 euro a year in 2026 and 2027, with changes."""
    values = {
        "key": key,
        "intervention": "huismeester",
        "version": 0,
        "owner": "",
        "actor": Actor.CORPORATION,
        "first": 2026,
        "years": 2,
        "dose": 50_000.0,
        "unit": Unit.EURO,
    }
    return Item(**{**values, **changed})


def a_plan(*items: Item, area: str = AREAS[0], **changed: object) -> Plan:
    """Return a plan with one mix."""
    mixes = (Mix(area=area, items=items),)
    return Plan(**{"title": "Plan", "gemeente": "GM9901", "price_level": 2024, "mixes": mixes, **changed})


def demolition(key: str = "sloop", **changed: object) -> Item:
    """Return an item in which four cheap homes make way for six others."""
    values = {
        "intervention": "sloop-nieuwbouw",
        "years": 3,
        "unit": Unit.HOME,
        "demolished": {"cheap": 4},
        "built": {"owned": 5, "dear": 1},
        "prices": {Priced.BUILT: 200_000.0, Priced.DEMOLISHED: 15_000.0, Priced.REHOUSED: 7_000.0},
        "price_source": "eigen raming",
    }
    values |= changed
    homes = sum((*values["built"].values(), *values["demolished"].values()))
    return an_item(key, **{**values, "dose": float(homes)})


COUNTED = st.dictionaries(st.sampled_from(SEGMENTS), st.integers(1, 20), min_size=1)
EUROS = st.floats(0.0, 1e6).map(lambda euro: round(euro, 2))
YEARS = {"first": st.integers(FIRST, LAST - 5), "years": st.integers(1, 5), "actor": st.sampled_from(list(Actor))}


@st.composite
def items(draw: st.DrawFn, key: str) -> Item:
    """Draw an item on any lever, with prices of its own, within the run."""
    when = {name: draw(drawn) for name, drawn in YEARS.items()}
    source = {"price_source": "eigen raming"}
    kind = draw(st.sampled_from(["effort", "fte", "homes", "sale", "steer", "quota", "nothing"]))
    if kind == "effort":
        code, lever = draw(st.sampled_from([("schuldhulp", Lever.SUPPORT), ("groen", Lever.QUALITY)]))
        return an_item(key, **when, intervention=code, lever=lever, dose=draw(EUROS))
    if kind == "fte":
        prices = {Priced.UNIT: draw(EUROS)}
        return an_item(key, **when, unit=Unit.FULL_TIME, dose=float(draw(st.integers(0, 9))), prices=prices, **source)
    if kind == "homes":
        prices = {Priced.BUILT: draw(EUROS), Priced.DEMOLISHED: draw(EUROS), Priced.REHOUSED: draw(EUROS)}
        return demolition(key, **when, built=draw(COUNTED), demolished=draw(COUNTED), prices=prices, **source)
    if kind == "sale":
        sale = {"intervention": "verkoop-sociale-huur", "lever": Lever.SALE_CHEAP, "unit": Unit.SHARE}
        return an_item(key, **when, **sale, dose=draw(st.floats(0.0, 0.2)))
    if kind == "steer":
        weights = {"drager": draw(st.floats(0.1, 1.0))}
        steer = {"intervention": "gerichte-toewijzing", "unit": Unit.WEIGHT, "dose": 0.0}
        return an_item(key, **when, **steer, weights=weights)
    if kind == "quota":
        quota = {"intervention": "housing-first", "unit": Unit.HOUSEHOLD, "prices": {Priced.QUOTA: draw(EUROS)}}
        return an_item(key, **when, **quota, **source, dose=float(draw(st.integers(0, 30))))
    return an_item(key, **when, intervention="straatcoaches", dose=draw(EUROS))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a plan with up to six items in any areas."""
    made: dict[str, list[Item]] = {area: [] for area in AREAS}
    for number in range(draw(st.integers(0, 6))):
        made[draw(st.sampled_from(AREAS))].append(draw(items(f"i{number}")))
    mixes = tuple(Mix(area=area, items=tuple(found)) for area, found in made.items() if found)
    vacated = (Vacated(area=AREAS[0], homes={"cheap": 8.0, "dear": 2.0}, source="corporatie"),)
    return Plan(
        title="Plan",
        gemeente="GM9901",
        price_level=2024,
        decisions=draw(st.sampled_from([(), (Legal.STATUTE,), tuple(Legal)])),
        vacated=vacated,
        mixes=mixes,
    )
