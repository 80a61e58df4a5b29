"""Results of a city beside each other: what each changes per area beside its own baseline, and in the whole city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.values import UNKNOWN, Compared, Likelihood, Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.report.stad.answer import ActorRow, Answer, LivedArea

FORMAT: Final = 1
MOST: Final = 4
"""Results that can be read beside each other. Our choice."""
LETTERS: Final = "ABCD"
QUANTITIES: Final = ("vragers", "nuisance", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One of the results.

    Attributes:
        letter: by which it is called in the tables.
        title: of its scenario.
        folder: where it stands, as it was named.
        growth, arrivals: what happens anyway.
        light: of its contract.
        reason: of that verdict.
        adds_up: whether its ledger closes.
    """

    letter: str
    title: str
    folder: str
    growth: float
    arrivals: float
    light: str
    reason: Bilingual
    adds_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCells:
    """One area in one result; as in `LivedArea`."""

    vragers: Compared
    nuisance: Compared
    score: Compared
    worse: Likelihood
    falls_by_policy: Likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One area in each result, in their order."""

    code: str
    name: str
    results: tuple[AreaCells, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityRow:
    """One quantity of the whole city in each result, in their order.

    Attributes:
        key: fixed name.
        name: for people.
        unit: behind the number; empty for a count.
        factor: by which it is multiplied to be shown.
        digits: decimals that are shown.
        is_change: whether it is a difference with the baseline.
        results: one each.
    """

    key: str
    name: Bilingual
    unit: Bilingual
    factor: float
    digits: int
    is_change: bool
    results: tuple[Spread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One to four results of the same city, years, seed and number of runs."""

    gemeente: str
    start: int
    last: int
    runs: int
    seed: int
    statement: Bilingual
    results: tuple[ResultRow, ...]
    areas: tuple[AreaRow, ...]
    city: tuple[CityRow, ...]


def comparison_of(answers: Sequence[Answer], *, folders: Sequence[str]) -> Comparison:
    """Return results beside each other; that they answer the same question is for the caller to see to."""
    first = answers[0]
    return Comparison(
        gemeente=first.asked.gemeente,
        start=first.asked.start,
        last=first.asked.last,
        runs=first.asked.runs,
        seed=first.asked.seed,
        statement=first.liveability.statement,
        results=tuple(
            ResultRow(
                letter=letter,
                title=answer.asked.title,
                folder=folder,
                growth=answer.asked.growth,
                arrivals=answer.asked.arrivals,
                light=answer.contract.light,
                reason=answer.contract.reason,
                adds_up=answer.countable.ledger.adds_up,
            )
            for letter, answer, folder in zip(LETTERS, answers, folders, strict=False)
        ),
        areas=tuple(
            AreaRow(code=rows[0].code, name=rows[0].name, results=tuple(_cells(row) for row in rows))
            for rows in zip(*(answer.liveability.areas for answer in answers), strict=True)
        ),
        city=tuple(_city_rows(answers)),
    )


def _cells(area: LivedArea) -> AreaCells:
    return AreaCells(
        vragers=area.vragers,
        nuisance=area.nuisance,
        score=area.score,
        worse=area.worse,
        falls_by_policy=area.falls_by_policy,
    )


_COUNT = Bilingual("", "")
_POINTS = Bilingual("procentpunt", "percentage points")
_INDEX = Bilingual("punten", "points")
_EURO = Bilingual("miljoen euro", "million euro")


def _city_rows(answers: Sequence[Answer]) -> list[CityRow]:
    found = [
        _row(
            "households", "Huishoudens in een woning", "Households in a home", [a.countable.households for a in answers]
        ),
        _row("waiting", "Zonder eigen woning", "Without a home of their own", [a.countable.waiting for a in answers]),
    ]
    for at, first in enumerate(answers[0].countable.homes):
        spreads = [a.countable.homes[at].change for a in answers]
        found.append(_plain(f"homes_{first.segment}", f"Aantal {first.name.nl}", f"Number of {first.name.en}", spreads))
    for at in (0, 1):
        name = answers[0].countable.success[at].name
        spreads = [a.countable.success[at].change for a in answers]
        label = Bilingual(f"Slaagkans van {name.nl}", f"Chance of success of {name.en}")
        found.append(_plain(f"success_{at}", label.nl, label.en, spreads, unit=_POINTS, factor=100.0, digits=1))
    found += _fate_rows(answers)
    found += _outside_rows(answers)
    found.append(
        _plain(
            "dissimilarity",
            "Hoe ongelijk vragers wonen (0 tot 100)",
            "How unevenly vragers live (0 to 100)",
            [a.liveability.dissimilarity.change for a in answers],
            unit=_INDEX,
            factor=100.0,
            digits=1,
        )
    )
    return [*found, *_money_rows(answers)]


def _fate_rows(answers: Sequence[Answer]) -> list[CityRow]:
    fates = [answer.countable.displaced for answer in answers]
    return [
        _plain(
            "displaced",
            "Moeten verhuizen door sloop",
            "Must move because of demolition",
            [fate.displaced for fate in fates],
            is_change=False,
        ),
        _plain(
            "distance_km",
            "Gemiddelde afstand tot het oude gebied",
            "Mean distance to the old area",
            [fate.distance_km for fate in fates],
            unit=Bilingual("km", "km"),
            digits=1,
            is_change=False,
        ),
        _plain(
            "top_share",
            "Urgenten die in de drie meest ontvangende gebieden komen",
            "Urgent households that come to the three areas that take most",
            [fate.top_share for fate in fates],
            unit=Bilingual("%", "%"),
            factor=100.0,
            is_change=False,
        ),
    ]


def _outside_rows(answers: Sequence[Answer]) -> list[CityRow]:
    rows = []
    for at, first in enumerate(answers[0].countable.outside):
        spreads = [a.countable.outside[at].surplus_vragers for a in answers]
        nl, en = f"Vragers naar {first.place.nl} (saldo)", f"Vragers to {first.place.en} (balance)"
        rows.append(_plain(f"export_{at}", nl, en, spreads))
    return rows


def _money_rows(answers: Sequence[Answer]) -> list[CityRow]:
    """Return a row for each actor of any result; who does nothing in a result spends nothing there."""
    names = {row.actor: row.name for answer in answers for row in answer.countable.money.actors}
    rows = []
    for actor, name in names.items():
        each = [next((r for r in a.countable.money.actors if r.actor == actor), None) for a in answers]
        whole = all(row is None or row.is_whole for row in each)
        tail = Bilingual("", "") if whole else Bilingual(", voor zover bekend", ", as far as known")
        rows.append(
            _plain(
                f"cost_{actor}",
                f"Kosten voor {name.nl}{tail.nl}",
                f"Costs for {name.en}{tail.en}",
                [_known(row) for row in each],
                unit=_EURO,
                factor=1e-6,
                digits=1,
                is_change=False,
            )
        )
    return rows


def _known(row: ActorRow | None) -> Spread:
    """Return what an actor spends; nothing for who has no part in a result, unknown where no cost is known."""
    if row is None:
        return _NOTHING
    return row.total_eur if row.has_known else UNKNOWN


_NOTHING = Spread(mean=0.0, low=0.0, middle=0.0, high=0.0)


def _row(key: str, nl: str, en: str, pairs: Sequence[Compared]) -> CityRow:
    return _plain(key, nl, en, [pair.change for pair in pairs])


def _plain(
    key: str,
    nl: str,
    en: str,
    spreads: Sequence[Spread],
    *,
    unit: Bilingual = _COUNT,
    factor: float = 1.0,
    digits: int = 0,
    is_change: bool = True,
) -> CityRow:
    return CityRow(
        key=key,
        name=Bilingual(nl, en),
        unit=unit,
        factor=factor,
        digits=digits,
        is_change=is_change,
        results=tuple(spreads),
    )
