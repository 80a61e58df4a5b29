"""An answer as the rows of a page: each number in words with its band, its baseline, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.evidence import Footing, footing_of
from veerkracht.report.stad.lived_text import SCALES
from veerkracht.report.stad.shown_rows import FigureRow, Rows, Shape, side_of
from veerkracht.report.stad.values import Compared, Spread
from veerkracht.report.stad.wording import band, change, euro, number, percent, signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import Answer, Books, CountedArea, LivedArea, MeasureRow, SegmentRow
    from veerkracht.stad.parameters import ParameterSet


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedRow:
    """One measure of the contract; `light` is empty where nothing was agreed about it."""

    code: str
    name: str
    value: str
    at_most: str
    light: str
    word: str
    reason: str
    footing: Footing


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """Where households stand more or fewer than without the plan; the last line is the sum."""

    place: str
    dragers: str
    between: str
    vragers: str
    total: str
    is_sum: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLine:
    """One area: what the plan changes there, and what it takes in.

    Attributes:
        code, name: of the area.
        cells: changes in words with their band, by quantity of `AREA_QUANTITIES`.
        sides: on which side of nought each lies, by quantity.
        small: quantities that change by less than what counts.
        urgent: urgent households more than without the plan.
        housed: households who found a home there, more than without the plan.
        worse: chance of a worse class because of the plan.
    """

    code: str
    name: str
    cells: dict[str, str]
    sides: dict[str, str]
    small: frozenset[str]
    urgent: str
    housed: str
    worse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """What one actor spends, and whether it fits."""

    name: str
    total: str
    agreed: str
    note: str


AREA_QUANTITIES: Final = {
    "vragers": Bilingual("Aandeel vragers (procentpunt)", "Share of vragers (percentage points)"),
    "nuisance": Bilingual("Overlast (standaardafwijkingen)", "Nuisance (standard deviations)"),
    "cohesion": Bilingual("Samenhang (standaardafwijkingen)", "Cohesion (standard deviations)"),
    "quality": Bilingual("Leefomgeving (standaardafwijkingen)", "Surroundings (standard deviations)"),
    "score": Bilingual("Veerkracht (0 tot 100)", "Veerkracht (0 to 100)"),
}
LIGHTS: Final = {
    "green": Bilingual("Binnen de afspraak", "Within what was agreed"),
    "amber": Bilingual("Misschien buiten de afspraak", "Perhaps beyond what was agreed"),
    "red": Bilingual("Buiten de afspraak", "Beyond what was agreed"),
    "not_known": Bilingual("Niet te zeggen", "Not known"),
}
_MEASURES: Final = {
    "worse_chance": "score",
    "concentration": "vragers",
    "gini": "vragers",
    "export": "outside_vragers",
    "cheap_loss": "homes",
    "success_drop": "success",
    "waiting": "waiting",
    "displaced_km": "displaced",
    "urgent_share": "urgent",
    "top_share": "urgent",
    "budget": "money",
}
"""What each measure of a contract rests on; what is not here rests on all that the score rests on."""
_PARTS: Final = ("%", "procentpunt", "percentage points")
"""Units of what is measured as a part of 1."""
SMALL: Final = 0.1
"""Of nuisance, cohesion and surroundings a change of less than a tenth of a standard deviation over the country is
called small, as `scenario_answer.SCORE_BY` does of the score. Our choice."""
MOST_RECEIVING: Final = 8
"""Receiving areas that are shown; the table has all of them. Our choice."""
_NOUGHT: Final = 0.05
"""Of households: what is shown as nought with one decimal."""


def counted_rows(answer: Answer, parameters: ParameterSet, *, taal: Taal) -> tuple[FigureRow, ...]:
    """Return what can be counted in the whole city."""
    made = Rows(parameters, taal)
    c = answer.countable
    rows = [
        made.beside("households", Bilingual("Huishoudens in een woning", "Households in a home"), c.households),
        made.beside("waiting", Bilingual("Zonder eigen woning", "Without a home of their own"), c.waiting),
    ]
    for home in c.homes:
        name = Bilingual(f"Woningen: {home.name.nl}", f"Homes: {home.name.en}")
        rows.append(made.beside("homes", name, _homes(home)))
    for income in c.success:
        name = Bilingual(f"Slaagkans van {income.name.nl}", f"Chance of success of {income.name.en}")
        rows.append(made.beside("success", name, income, shape=Shape(factor=100.0, digits=1, unit="%")))
    return tuple(rows)


def rough_success(*, is_fine: bool) -> Bilingual:
    """Return how far the slaagkans of a quick answer may be from that of runs (see `stad.bands.ROUGH`).

    Args:
        is_fine: whether the searchers of a year came in several parts, as they do in cities that are not too large.
    """
    if is_fine:
        return Bilingual(
            "De slaagkans is snel berekend en kan een half procentpunt naast die van de doorrekeningen liggen.",
            "The chance of success was computed quickly and may be half a percentage point beside that of the runs.",
        )
    return Bilingual(
        "De slaagkans is snel berekend: zij is 1 tot 2 procentpunt te laag, en het verschil door het plan kan er een "
        "vijfde naast zitten. De doorrekeningen geven haar goed.",
        "The chance of success was computed quickly: it is 1 to 2 percentage points too low, and what the plan adds to "
        "it may be a fifth off. The runs give it rightly.",
    )


def _homes(home: SegmentRow) -> Compared:
    """Return the homes of one segment; without a plan there are as many as at the start."""
    level, by = home.start, home.change
    start = Spread(mean=level, low=level, middle=level, high=level)
    policy = Spread(mean=level + by.mean, low=level + by.low, middle=level + by.middle, high=level + by.high)
    return Compared(start=start, policy=policy, baseline=start, change=by)


def displaced_rows(answer: Answer, parameters: ParameterSet, *, taal: Taal) -> tuple[FigureRow, ...]:
    """Return what becomes of those who must move; nothing where nobody must."""
    made, fate = Rows(parameters, taal), answer.countable.displaced
    rows = []
    if fate.displaced.high > 0:
        rows += [
            made.alone("displaced", Bilingual("Moeten weg door sloop", "Must leave by demolition"), fate.displaced),
            made.alone("displaced", Bilingual("Van hen: kregen een woning", "Of them: got a home"), fate.rehoused),
            made.alone("displaced", Bilingual("Van hen: keerden terug", "Of them: came back"), fate.returned),
            made.alone(
                "displaced", Bilingual("Nog in tijdelijke huisvesting", "Still in temporary housing"), fate.temporary
            ),
            made.alone(
                "displaced",
                Bilingual("Afstand tot de oude buurt (km, gemiddeld)", "Distance to the old buurt (km, mean)"),
                fate.distance_km,
                shape=Shape(digits=1),
            ),
        ]
    if fate.urgent.high > 0:
        name = Bilingual("Urgenten in de drie meest ontvangende buurten", "Urgent in the three areas that take most")
        rows.append(made.alone("urgent", name, fate.top_share, shape=Shape(factor=100.0, unit="%")))
    return tuple(rows)


def outside_rows(answer: Answer, parameters: ParameterSet, *, taal: Taal) -> tuple[FigureRow, ...]:
    """Return what goes to each place outside the city because of the plan."""
    made = Rows(parameters, taal)
    found = []
    for row in answer.countable.outside:
        all_of = Bilingual(f"Naar {row.place.nl}: huishoudens", f"To {row.place.en}: households")
        some = Bilingual(f"Naar {row.place.nl}: vragers", f"To {row.place.en}: vragers")
        found += [
            made.only_change("outside", all_of, row.surplus),
            made.only_change("outside_vragers", some, row.surplus_vragers),
        ]
    return tuple(found)


def lived_rows(answer: Answer, parameters: ParameterSet, *, taal: Taal) -> tuple[FigureRow, ...]:
    """Return what is uncertain in the whole city."""
    name = Bilingual(
        "Hoe ongelijk vragers over de buurten wonen (0 tot 100)", "How unevenly vragers live over the areas (0 to 100)"
    )
    pair = answer.liveability.dissimilarity
    return (Rows(parameters, taal).beside("vragers", name, pair, shape=Shape(factor=100.0, digits=1)),)


def agreed_rows(answer: Answer, parameters: ParameterSet, *, taal: Taal) -> tuple[AgreedRow, ...]:
    """Return every measure that was agreed on first, then the others."""
    rows = [
        AgreedRow(
            code=one.code,
            name=one.name.say(taal),
            value=_measured(one, taal=taal),
            at_most="" if one.at_most is None else _at_most(one, taal=taal),
            light=one.light or "",
            word=LIGHTS[one.light].say(taal) if one.light else "",
            reason=one.reason.say(taal) if one.reason else "",
            footing=footing_of(_MEASURES.get(one.code, "score"), parameters, taal=taal),
        )
        for one in answer.contract.measures
    ]
    return tuple(sorted(rows, key=lambda row: not row.light))


def _measured(one: MeasureRow, *, taal: Taal) -> str:
    if one.code == "budget":
        return euro(one.value.middle, taal=taal)
    factor, unit = _factor_and_unit(one, taal=taal)
    return band(one.value, taal=taal, digits=1, factor=factor, unit=unit)


def _at_most(one: MeasureRow, *, taal: Taal) -> str:
    factor, unit = _factor_and_unit(one, taal=taal)
    return f"{number(one.at_most or 0.0, taal=taal, digits=1, factor=factor)}{unit}"


def _factor_and_unit(one: MeasureRow, *, taal: Taal) -> tuple[float, str]:
    unit = one.unit.say(taal)
    shown = unit if unit == "%" else f" {unit}" if unit else ""
    return (100.0 if unit in _PARTS else 1.0), shown


def ledger_lines(books: Books, *, taal: Taal) -> tuple[LedgerLine, ...]:
    """Return the ledger with its sum, each number rounded by itself: a column adds up to a tenth of its lines."""
    lines = [
        _ledger_line(row.place.say(taal), (row.dragers, row.between, row.vragers, row.total), is_sum=False, taal=taal)
        for row in books.rows
    ]
    sums = [sum(getattr(row, name) for row in books.rows) for name in ("dragers", "between", "vragers", "total")]
    together = Bilingual("Samen", "Together").say(taal)
    return (*lines, _ledger_line(together, tuple(sums), is_sum=True, taal=taal))


def _ledger_line(place: str, values: Sequence[float], *, is_sum: bool, taal: Taal) -> LedgerLine:
    dragers, between, vragers, total = (_shown(value, taal=taal) for value in values)
    return LedgerLine(place=place, dragers=dragers, between=between, vragers=vragers, total=total, is_sum=is_sum)


def _shown(value: float, *, taal: Taal) -> str:
    return signed(0.0 if abs(value) < _NOUGHT else value, taal=taal, digits=1)


def area_lines(answer: Answer, *, taal: Taal) -> tuple[AreaLine, ...]:
    """Return what the plan does in each area, in the order of the city."""
    pairs = zip(answer.countable.areas, answer.liveability.areas, strict=True)
    counts = {"score": answer.liveability.score_by, "vragers": answer.liveability.vragers_by}
    return tuple(_area_line(counted, lived, counts=counts, taal=taal) for counted, lived in pairs)


def _area_line(counted: CountedArea, lived: LivedArea, *, counts: Mapping[str, float], taal: Taal) -> AreaLine:
    cells, sides = {}, {}
    changes = {name: getattr(lived, name).change.middle for name in SCALES}
    for name, (factor, digits) in SCALES.items():
        pair: Compared = getattr(lived, name)
        cells[name] = change(pair.change, taal=taal, digits=digits, factor=factor)
        sides[name] = side_of(pair.change, least=0.5 / 10**digits / factor)
    return AreaLine(
        code=lived.code,
        name=lived.name,
        cells=cells,
        sides=sides,
        small=frozenset(name for name, by in changes.items() if abs(by) < counts.get(name, SMALL)),
        urgent=change(counted.urgent.change, taal=taal),
        housed=change(counted.housed.change, taal=taal),
        worse=percent(lived.falls_by_policy, taal=taal),
    )


def receiving_lines(answer: Answer, *, taal: Taal) -> tuple[AreaLine, ...]:
    """Return the areas that take most urgent households because of the plan, at least one household each."""
    lines = {line.code: line for line in area_lines(answer, taal=taal)}
    taking = [one for one in answer.countable.areas if one.urgent.change.middle >= 1.0]
    taking.sort(key=lambda one: (-one.urgent.change.middle, one.code))
    return tuple(lines[one.code] for one in taking[:MOST_RECEIVING])


def money_lines(answer: Answer, *, taal: Taal) -> tuple[MoneyLine, ...]:
    """Return what each actor spends over all years, beside what was agreed."""
    return tuple(_money(answer, taal=taal))


def _money(answer: Answer, *, taal: Taal) -> Iterator[MoneyLine]:
    unknown = Bilingual("niet bekend", "not known").say(taal)
    part = Bilingual("Een deel van de kosten is onbekend, en niet nul.", "Some costs are unknown, and not nought.")
    for row in answer.countable.money.actors:
        agreed = [
            words.say(taal).format(amount=euro(amount, taal=taal))
            for words, amount in (
                (Bilingual("hoogstens {amount} in totaal", "at most {amount} in all"), row.most_eur),
                (Bilingual("hoogstens {amount} per jaar", "at most {amount} a year"), row.most_yearly_eur),
            )
            if amount is not None
        ]
        yield MoneyLine(
            name=row.name.say(taal),
            total=euro(row.total_eur.middle, taal=taal) if row.has_known else unknown,
            agreed="; ".join(agreed) or Bilingual("niets afgesproken", "nothing agreed").say(taal),
            note="" if row.is_whole else part.say(taal),
        )
