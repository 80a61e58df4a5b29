"""The nine maps and what is expected, for other programs: rows of plain values from what the pages show too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.errors.api import NoForecastError
from veerkracht.facts.areas import COUNTRY, Level
from veerkracht.signalering.verwachting.kaart9 import figure_to_forecast, no_signaleringskaart
from veerkracht.workflows.serving_areas import number

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.signalering.verwachting.outcome import Origin
    from veerkracht.signalering.verwachting.per_area import AreaForecasts
    from veerkracht.workflows.quickscan_country import Country, Stored

_BY_AREA = ("last", "expected", "low80", "high80", "low90", "high90")
_CHANCES = {
    "chanceWorse": "p_worse",
    "chanceWorstTenth": "p_worst10",
    "chanceWorstTenthLow": "p_worst10_low",
    "chanceWorstTenthHigh": "p_worst10_high",
}


def map_head(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return one map without what is of every area; one that the data cannot carry says why.

    Args:
        one: a map as the atlas holds it.
    """
    if not one["available"]:
        return {
            "number": one["number"],
            "code": one["code"],
            "title": one["title"],
            "isAvailable": False,
            "reason": one["reason"],
            "elsewhere": one["elsewhere"],
        }
    return {
        "number": one["number"],
        "code": one["code"],
        "title": one["title"],
        "isAvailable": True,
        "question": one["question"],
        "level": one["level"],
        "period": one["period"],
        "indicators": one["indicators"],
        "unit": one["unit"],
        "better": one["better"],
        "classes": [
            {"code": each["code"], "name": each["name"], "colour": each["colour"]} for each in one["legend"]["classes"]
        ],
        "notes": one["notes"],
        "sources": one["sources"],
    }


def class_items(
    head: Mapping[str, Any], one: Mapping[str, Any], *, kept: Sequence[int] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield what a map says of every area: class, chance, figure with its 90% interval, or why it has none.

    Args:
        head: the atlas that the map is of; holds the areas.
        one: the map, as the atlas holds it.
        kept: rows of the areas that are wanted; None for all.
    """
    codes, names = head["areas"]["codes"], head["areas"]["names"]
    classes = one["legend"]["classes"]
    for row in range(len(codes)) if kept is None else kept:
        at, probabilities, reason = one["classes"][row], one["probabilities"][row], one["reasons"][row]
        missing = one["legend"]["missing"]["name"] if at < 0 else None
        yield {
            "area": codes[row],
            "name": names[row],
            "class": classes[at]["code"] if at >= 0 else None,
            "className": classes[at]["name"] if at >= 0 else None,
            "isUnsure": one["unsure"][row] if at >= 0 else None,
            "chance": one["chance"][row],
            "probabilities": None
            if probabilities is None
            else {each["code"]: chance for each, chance in zip(classes, probabilities, strict=True)},
            "value": one["values"][row],
            "low": one["low"][row],
            "high": one["high"][row],
            "reason": one["reason_texts"][reason] if reason >= 0 else missing,
        }


def forecast_items(
    country: Country, *, level: Level, gemeenten: Sequence[str], folder: Path
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what is expected of problems: how it was made and how well it did before, and a row for each area.

    No value goes without its intervals, and a chance that did no better than a plain rule is left out.

    Args:
        country: the national figures.
        level: of the areas.
        gemeenten: whose areas are wanted; none for all.
        folder: for what can be computed again.

    Raises:
        NoForecastError: if the data cannot carry a forecast here; it says why.
        WarehouseError: if the stored data cannot be read.
    """
    from veerkracht.workflows.derived_file import kept  # noqa: PLC0415

    def make() -> bytes:
        return json.dumps(_forecast(country, level=level, gemeenten=gemeenten), allow_nan=False).encode()

    place = "-".join(gemeenten) or COUNTRY
    key = "\n".join((country.version, place, str(country.until)))
    found = json.loads(kept(folder, name=f"forecast-{level.value}-{place}", key=key, ending=".json", make=make))
    return found["about"], found["items"]


def _forecast(country: Country, *, level: Level, gemeenten: Sequence[str]) -> dict[str, Any]:
    stored = [one for at in gemeenten if (one := country.stored(level, at))] if gemeenten else [country.whole(level)]
    if level is Level.GEMEENTE:
        stored = [country.whole(level)]
    made = [_of_place(one, country=country) for one in stored if one is not None]
    if not made:
        raise NoForecastError(
            why_nl=f"er zijn geen gegevens van {level.value}en.", why_en=f"no {level.value} data are stored."
        )
    first = made[0]
    items = [_area(one, row) for one in made for row in range(len(one.codes))]
    if level is Level.GEMEENTE and gemeenten:
        items = [one for one in items if one["area"] in gemeenten]
    return {"about": _about(first, country=country), "items": items}


def _of_place(stored: Stored, *, country: Country) -> AreaForecasts:
    """Return the forecast of the areas of a place, cut from that of the country.

    Raises:
        NoForecastError: if there is none.
    """
    choices, catalogue = country.choices, country.catalogue
    code = figure_to_forecast(stored.country, choices.problems, catalogue=catalogue, choices=choices)
    if code is None:
        why = no_signaleringskaart(stored.country, catalogue=catalogue, choices=choices).reason
        raise NoForecastError(why_nl=why.nl, why_en=why.en)
    table = stored.country if stored.level is Level.GEMEENTE else None
    found = country.forecast(code, level=stored.level, year=stored.inside.areas.year, table=table)
    return found.take(stored.inside.areas.codes)


def _area(found: AreaForecasts, row: int) -> dict[str, Any]:
    values = {name: float(getattr(found, name)[row]) for name in _BY_AREA}
    if np.isfinite(values["expected"]):
        # An interval may not leave out what is expected, nor the wider one be narrower.
        values["low80"] = min(values["low80"], values["expected"])
        values["high80"] = max(values["high80"], values["expected"])
        values["low90"] = min(values["low90"], values["low80"])
        values["high90"] = max(values["high90"], values["high80"])
    allowed = {
        name: found.direction_trusted if field == "p_worse" else found.trusted for name, field in _CHANCES.items()
    }
    return {
        "area": found.codes[row],
        **{name: number(value) for name, value in values.items()},
        **{name: number(float(getattr(found, f)[row])) if allowed[name] else None for name, f in _CHANCES.items()},
        "outlook": str(found.outlook[row]),
    }


def _about(found: AreaForecasts, *, country: Country) -> dict[str, Any]:
    indicator = country.catalogue[found.indicator]
    origin = found.last_origin()
    return {
        "indicator": found.indicator,
        "indicatorName": {"nl": indicator.name.nl, "en": indicator.name.en},
        "unit": {"nl": indicator.unit.nl, "en": indicator.unit.en},
        "measured": [str(period) for period in found.waves],
        "target": str(found.target),
        "horizonYears": found.horizon,
        "worseIsHigh": found.worse_is_high,
        "areasUsed": found.areas_used,
        "worstTenthIsTrusted": found.trusted,
        "directionIsTrusted": found.direction_trusted,
        "lastTest": None if origin is None else _test(origin),
        "notes": [{"nl": note.nl, "en": note.en} for note in found.notes],
    }


def _test(origin: Origin) -> dict[str, Any]:
    """Return how the same method did on the last figures that came in."""
    return {
        "knownUntil": str(origin.last),
        "target": str(origin.target),
        "areas": origin.areas,
        "brier": {name: number(value) for name, value in origin.brier.items()},
        "skill": {name: number(value) for name, value in origin.skill.items()},
        "skillLow": number(origin.skill_low),
        "skillHigh": number(origin.skill_high),
        "rootMeanSquareError": {name: number(value) for name, value in origin.rmse.items()},
    }
