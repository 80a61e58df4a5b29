"""Scores and ranks of the index designs for other programs; no rank without its interval."""

from __future__ import annotations

import threading
import tomllib
from collections import OrderedDict
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from veerkracht.errors.data import MissingPeriodError
from veerkracht.facts.periods import Period
from veerkracht.index.design_text import format_design
from veerkracht.workflows.indexing import load_design, shipped_designs
from veerkracht.workflows.serving_areas import both, number
from veerkracht.workflows.werkbank_opened import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.facts.areas import Level
    from veerkracht.index.design import IndexDesign
    from veerkracht.workflows.quickscan_country import Country

_MOST_WORKSHOPS = 4
_WORKSHOPS: OrderedDict[Hashable, Workshop] = OrderedDict()
_LOCK = threading.Lock()


def shipped() -> dict[str, IndexDesign]:
    """Return the designs that come with Veerkracht, by code."""
    return {name: load_design(name) for name in shipped_designs()}


def design_item(design: IndexDesign) -> dict[str, Any]:
    """Return what a design is, without its choices."""
    version = design.version
    return {
        "code": design.code,
        "name": both(design.name),
        "explanation": both(design.explanation),
        "indicators": [one.code for one in design.indicators],
        "version": None
        if version is None
        else {"name": version.name, "basedOn": version.based_on, "reason": version.reason},
    }


def design_toml(design: IndexDesign) -> str:
    """Return a design with every choice and its reason, as it can be read in again."""
    return format_design(design)


def design_json(design: IndexDesign) -> dict[str, Any]:
    """Return the same as plain values."""
    return tomllib.loads(design_toml(design))


def workshop_of(country: Country, *, key: Hashable, folder: Path | None = None) -> Workshop:
    """Return the werkbanken of a country; those of the last few sets of figures stay open.

    Args:
        country: the national figures.
        key: tells sets of figures apart.
        folder: where figures are kept for the next server, see `Workshop`.
    """
    whole = (key, country.version)
    with _LOCK:
        found = _WORKSHOPS.get(whole)
        if found is None or found.country is not country:
            found = _WORKSHOPS[whole] = Workshop(country=country, folder=folder)
        _WORKSHOPS.move_to_end(whole)
        while len(_WORKSHOPS) > _MOST_WORKSHOPS:
            _WORKSHOPS.popitem(last=False)
        return found


def score_items(
    workshop: Workshop, design: IndexDesign, *, level: Level, gemeente: str, period: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what the scores are of, and a row for each area, in the order of the areas.

    Args:
        workshop: of the figures.
        design: the index.
        level: of the areas.
        gemeente: within which areas are ranked; empty for all of the country.
        period: for example `2023`; empty for the last with scores.

    Raises:
        PeriodError: if the period is not written as one.
        MissingPeriodError: if no area has a score then.
        NothingToRankError: if no area has enough figures.
        WarehouseError: if the stored data cannot be read.
    """
    bank = workshop.open(level, gemeente=gemeente, design=design)
    when = Period.parse(period) if period else bank.periods[-1]
    if when not in bank.periods:
        raise MissingPeriodError(when, available=bank.periods)
    ranking = bank.rank(period=when)
    found = bank.quick_intervals(ranking)
    about = {
        "design": design.code,
        "level": level.value,
        "period": str(ranking.period),
        "periods": [str(one) for one in bank.periods],
        "first": design.first,
        "worse": design.worse,
        "rankedAmong": {"gemeente": gemeente or None, "areas": ranking.scored},
        "draws": found.draws,
    }
    items = [
        {
            "area": code,
            "name": found.areas.names[row],
            "score": number(found.score[row]),
            "scoreLow": number(found.score_low[row]),
            "scoreHigh": number(found.score_high[row]),
            "rank": number(found.rank[row]),
            "rankLow": number(found.rank_low[row]),
            "rankMedian": number(found.rank_median[row]),
            "rankHigh": number(found.rank_high[row]),
            "chanceWorstTenth": number(found.probability_worst[row]),
        }
        for row, code in enumerate(found.areas.codes)
    ]
    return about, items
