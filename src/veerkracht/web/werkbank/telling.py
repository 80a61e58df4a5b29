"""What a choice changes and how a score is made up, as the page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.data import UnknownAreaError
from veerkracht.errors.design import DesignError, NotAdditiveError
from veerkracht.report.werkbank import tree
from veerkracht.report.wording import figure

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.workflows.werkbank import Ranking, Werkbank

_STATES = {"filled", "missing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one indicator does in the score of an area.

    Attributes:
        contribution, difference: points of the score, as people read them.
        start, length: of its bar in the waterfall from the mean to the score, 0 to 100.
        is_up: whether it brings the score up from the mean.
        state: `filled`, `missing` or empty.
    """

    name: str
    value: str
    contribution: str
    difference: str
    start: float
    length: float
    is_up: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The score of one area, taken apart.

    Attributes:
        problem: why it cannot be taken apart; empty if it can.
        total: sum of all contributions: the score itself.
    """

    code: str
    name: str
    score: str = ""
    mean: str = ""
    total: str = ""
    away: str = ""
    problem: str = ""
    lines: tuple[Line, ...] = ()


def told(bank: Werkbank, ranking: Ranking, area: str, *, taal: Taal) -> Told | None:
    """Return the score of one area taken apart; None if the werkbank does not have the area."""
    try:
        found = bank.trace(ranking, area)
    except UnknownAreaError:
        return None
    except NotAdditiveError as error:
        return Told(code=area, name=bank.areas.name(area), problem=error.message(taal))
    if not np.isfinite(found.score):
        return Told(code=area, name=bank.areas.name(area))
    names = tree.names_of(bank.base, ranking.result.design, taal=taal)
    decimals = 3 if abs(found.score) <= 2 else 1

    def said(value: float) -> str:
        return figure(value, decimals=decimals, taal=taal) if np.isfinite(value) else "–"

    steps = np.concatenate([[found.mean], found.mean + np.cumsum([part.difference for part in found.parts])])
    low, high = float(steps.min()), float(steps.max())
    reach = (high - low) or 1.0
    lines = tuple(
        Line(
            name=names.get(part.code, part.code),
            value=_value(bank, part.code, part.value, taal=taal),
            contribution=said(part.contribution),
            difference=("+" if part.difference > 0 else "") + said(part.difference),
            start=round((min(steps[at], steps[at + 1]) - low) / reach * 100, 2),
            length=round(abs(part.difference) / reach * 100, 2),
            is_up=part.difference > 0,
            state=part.state if part.state in _STATES else "",
        )
        for at, part in enumerate(found.parts)
    )
    away = found.score - found.mean
    return Told(
        code=area,
        name=bank.areas.name(area),
        score=said(found.score),
        mean=said(found.mean),
        total=said(sum(part.contribution for part in found.parts)),
        away=("+" if away > 0 else "") + said(away),
        lines=lines,
    )


def change_of(bank: Werkbank, ranking: Ranking, *, taal: Taal) -> dict[str, object] | None:
    """Return what the changes say otherwise; None if the design as it was cannot be carried out here."""
    try:
        found = bank.versus(ranking)
    except DesignError:
        return None
    names = tree.names_of(bank.base, ranking.result.design, taal=taal)
    return tree.versus_json(found, areas=bank.areas, names=names, taal=taal)


def cautions_of(bank: Werkbank, ranking: Ranking, *, taal: Taal) -> list[dict[str, object]]:
    """Return what to be careful about, what the changes brought about first."""
    try:
        before = bank.cautions(bank.rank(period=ranking.period))
    except DesignError:
        before = ()
    names = tree.names_of(bank.base, ranking.result.design, taal=taal)
    every = tree.cautions_json(bank.cautions(ranking), before=before, names=names, taal=taal)
    return sorted(every, key=lambda one: not one["new"])


def _value(bank: Werkbank, code: str, value: float, *, taal: Taal) -> str:
    if not np.isfinite(value):
        return "–"
    unit = bank.catalogue[code].unit.say(taal) if code in bank.catalogue else ""
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 1 else 2
    return f"{figure(value, decimals=decimals, taal=taal)}{unit if unit == '%' else f' {unit}' if unit else ''}"
