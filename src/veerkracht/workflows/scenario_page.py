"""What the scenario page shows and does: an answer as rows, a line changed in the text, tables to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from veerkracht.errors.scenario_page import NotThisCityError
from veerkracht.facts.areas import parent_code
from veerkracht.facts.quadrants import QUADRANT_GRID, QUADRANT_NAMES, Quadrant
from veerkracht.report.stad.change_map import QUESTIONS, ChangeMap, change_map
from veerkracht.report.stad.evidence import Chapter, Footing, NumberRow, chapters_of, footing_of, numbers_of_line
from veerkracht.report.stad.scenario_words import (
    PART_NAMES,
    heading_of,
    kind_of_line,
    quadrant_of,
    sentence_of,
)
from veerkracht.report.stad.shown import (
    AREA_QUANTITIES,
    LIGHTS,
    AgreedRow,
    AreaLine,
    LedgerLine,
    MoneyLine,
    agreed_rows,
    area_lines,
    counted_rows,
    displaced_rows,
    ledger_lines,
    lived_rows,
    money_lines,
    outside_rows,
    receiving_lines,
    rough_success,
)
from veerkracht.report.stad.shown_rows import FigureRow
from veerkracht.report.stad.wording import band, change
from veerkracht.stad.parameters import cautions
from veerkracht.stad.scenario_checks import cautions as cautions_of_scenario
from veerkracht.stad.scenario_checks import check, parameters_for
from veerkracht.stad.scenario_edits import Part, amount_of, entries_of
from veerkracht.stad.scenario_text import scenario_text
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.workflows.scenario_files import load_parameters
from veerkracht.workflows.scenario_held import MOST_EXACT
from veerkracht.writers.csv_table import csv_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.answer import Answer
    from veerkracht.report.stad.comparison import Comparison
    from veerkracht.stad.city import City
    from veerkracht.stad.scenario import Scenario

QUANTITIES: Final = tuple(QUESTIONS)
MOST_BESIDE: Final = 12
"""Areas in a comparison: what fits on a screen. Our choice."""
_MOST_TWINS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """One line of a scenario, as the page shows it.

    Attributes:
        part: key of the part of the file it stands in.
        at: its place there, from 0.
        heading: what is done.
        sentence: how much, where, when, by whom.
        amount: that a slider can turn; None where it has none.
        numbers: of the model through which it works, each with grade, interval and source.
    """

    part: str
    at: int
    heading: str
    sentence: str
    amount: float | None
    numbers: tuple[NumberRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrantShown:
    """One perspective with its lines, and the parts of a file in which a line can be added."""

    key: str
    name: str
    lines: tuple[LineShown, ...]
    adds: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """An answer as rows of a page.

    Attributes:
        light, light_word, reason: of the contract.
        agreed: every measure of it.
        counted, displaced, outside, lived: figures of the whole city.
        ledger: where households stand more or fewer; the last line is the sum.
        closes: whether the books close in every run.
        gap: by how much they do not.
        receiving: areas that take most urgent households.
        areas: all areas.
        maps: by quantity.
        statement: the sentence on skill.
        unmoved: the sentence on what stays as it is.
        cautions: what must be said of the numbers.
        doubts: what would make the doubt smaller, a sentence a figure.
        money: per actor.
        draws: how many draws or runs.
        is_quick: whether it is the mean field, without chance.
        rough: how far the slaagkans may be off if it is; empty for runs.
        start, last: years.
    """

    light: str
    light_word: str
    reason: str
    agreed: tuple[AgreedRow, ...]
    counted: tuple[FigureRow, ...]
    displaced: tuple[FigureRow, ...]
    outside: tuple[FigureRow, ...]
    lived: tuple[FigureRow, ...]
    ledger: tuple[LedgerLine, ...]
    closes: bool
    gap: float
    receiving: tuple[AreaLine, ...]
    areas: tuple[AreaLine, ...]
    maps: dict[str, ChangeMap]
    statement: str
    unmoved: str
    cautions: tuple[str, ...]
    doubts: tuple[str, ...]
    money: tuple[MoneyLine, ...]
    draws: int
    is_quick: bool
    rough: str
    start: int
    last: int


_ADDS: Final = {
    Quadrant.SOCIAL: ((Part.EFFORT, "support"),),
    Quadrant.SURROUNDINGS: ((Part.EFFORT, "quality"),),
    Quadrant.HOUSING: ((Part.HOMES, ""),),
    Quadrant.REPOSITION: ((Part.CONVERSION, ""), (Part.STEER, ""), (Part.QUOTA, "")),
}
"""What can be added in each perspective: the part of the file, and the kind that the form opens with."""


def lines_shown(scenario: Scenario, *, names: Mapping[str, str], taal: Taal) -> tuple[tuple[QuadrantShown, ...], ...]:
    """Return the lines of a scenario in the 2x2: rows omgaan met and tegengaan van, columns mens and fysiek."""
    parameters = parameters_for(scenario, load_parameters())
    found: dict[Quadrant, list[LineShown]] = {one: [] for one in Quadrant}
    for part in Part:
        for at, entry in enumerate(entries_of(scenario, part)):
            line = LineShown(
                part=part.value,
                at=at,
                heading=heading_of(part, entry, taal=taal),
                sentence=sentence_of(entry, names=names, taal=taal),
                amount=amount_of(entry),
                numbers=numbers_of_line(kind_of_line(part, entry), parameters, taal=taal),
            )
            found[quadrant_of(part, entry)].append(line)
    return tuple(
        tuple(_quadrant(one, found[one], scenario=scenario, taal=taal) for one in row) for row in QUADRANT_GRID
    )


def _quadrant(one: Quadrant, lines: Sequence[LineShown], *, scenario: Scenario, taal: Taal) -> QuadrantShown:
    adds = tuple(
        (part.value, kind, PART_NAMES[part].say(taal))
        for part, kind in _ADDS[one]
        if part is not Part.QUOTA or scenario.quota is None
    )
    return QuadrantShown(key=one.value, name=QUADRANT_NAMES[one].say(taal), lines=tuple(lines), adds=adds)


def answer_shown(answer: Answer, scenario: Scenario, *, city: City, taal: Taal) -> AnswerShown:
    """Return an answer as rows of a page.

    Args:
        answer: quick, or of runs.
        scenario: that it answers.
        city: at its start.
        taal: the language.
    """
    parameters = parameters_for(scenario, load_parameters())
    areas = area_lines(answer, taal=taal)
    books = answer.countable.ledger
    said = (*cautions_of_scenario(scenario, city), *cautions(parameters))
    return AnswerShown(
        light=answer.contract.light,
        light_word=LIGHTS[answer.contract.light].say(taal),
        reason=answer.contract.reason.say(taal),
        agreed=agreed_rows(answer, parameters, taal=taal),
        counted=counted_rows(answer, parameters, taal=taal),
        displaced=displaced_rows(answer, parameters, taal=taal),
        outside=outside_rows(answer, parameters, taal=taal),
        lived=lived_rows(answer, parameters, taal=taal),
        ledger=ledger_lines(books, taal=taal),
        closes=books.adds_up,
        gap=books.gap,
        receiving=receiving_lines(answer, taal=taal),
        areas=areas,
        maps={one: change_map(areas, one, taal=taal) for one in QUANTITIES},
        statement=answer.liveability.statement.say(taal),
        unmoved=answer.liveability.unmoved_note.say(taal),
        cautions=tuple(dict.fromkeys(one.say(taal) for one in said)),
        doubts=tuple(row.sentence.say(taal) for row in answer.grounds.doubts),
        money=money_lines(answer, taal=taal),
        draws=answer.asked.runs,
        is_quick=(is_quick := answer.asked.engine == "mean_field"),
        rough=rough_success(is_fine=city.areas <= MOST_EXACT).say(taal) if is_quick else "",
        start=answer.asked.start,
        last=answer.asked.last,
    )


def chapters_shown(scenario: Scenario, *, taal: Taal) -> tuple[Chapter, ...]:
    """Return all numbers behind a scenario with grade, interval and source."""
    return chapters_of(parameters_for(scenario, load_parameters()), taal=taal)


def checked(text: str, *, city: City, gemeenten: Sequence[str]) -> Scenario:
    """Return the scenario of a text that fits the city of a trajectory.

    Raises:
        ScenarioError: if it is no scenario, or does not fit the city.
        NotThisCityError: if it is about another gemeente.
    """
    scenario = parse_scenario(text)
    require_gemeente(scenario, gemeenten)
    check(scenario, city)
    parameters_for(scenario, load_parameters())
    return scenario


def require_gemeente(scenario: Scenario, gemeenten: Sequence[str]) -> None:
    """Check that a scenario is about a gemeente of a trajectory.

    Raises:
        NotThisCityError: if it is about another one.
    """
    if scenario.gemeente not in gemeenten:
        raise NotThisCityError(scenario.gemeente, ours=", ".join(gemeenten))


def text_of(scenario: Scenario) -> str:
    """Return a scenario as TOML, as the forms of the page write it."""
    return scenario_text(scenario)


def names_of(city: City, wijken: Mapping[str, str]) -> dict[str, str]:
    """Return names of areas and wijken by code."""
    return {**wijken, **dict(zip(city.codes, city.names, strict=True))}


def by_wijk(city: City) -> dict[str, list[tuple[str, str]]]:
    """Return the areas of a city as pairs of code and name, by code of their wijk; empty for those without one."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name in zip(city.codes, city.names, strict=True):
        wijk = parent_code(code) if code.startswith("BU") else None
        found.setdefault(wijk or "", []).append((code, name))
    return found


AREA_COLUMNS: Final = (
    "code",
    "name",
    *(f"{name}_{end}" for name in AREA_QUANTITIES for end in ("low", "middle", "high")),
)


def area_csv(answer: Answer, *, taal: Taal) -> bytes:
    """Return what the plan changes per area as CSV that Excel opens, in the units of the JSON."""
    rows: list[tuple[str | float, ...]] = []
    for area in answer.liveability.areas:
        cells: list[str | float] = [area.code, area.name]
        for name in AREA_QUANTITIES:
            spread = getattr(area, name).change
            cells += [spread.low, spread.middle, spread.high]
        rows.append(tuple(cells))
    return csv_table(AREA_COLUMNS, rows, taal=taal)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinShown:
    """Where the quick answer and the runs tell something else of one quantity."""

    name: str
    areas: int
    of: int
    names: str


def twins_shown(answer: Answer, *, taal: Taal) -> tuple[TwinShown, ...]:
    """Return where the mean field lies outside the band of the runs, by quantity."""
    names = {area.code: area.name for area in answer.liveability.areas}
    return tuple(
        TwinShown(
            name=row.name.say(taal),
            areas=len(row.outside),
            of=len(names),
            names=", ".join(names.get(code, code) for code in row.outside[:_MOST_TWINS]),
        )
        for row in answer.grounds.twins
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideRow:
    """One figure of the whole city in each scenario, with what it rests on."""

    name: str
    cells: tuple[str, ...]
    is_change: bool
    footing: Footing


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideShown:
    """Scenarios beside each other.

    Attributes:
        city: figures of the whole city.
        areas: name and, for each scenario, the change of nuisance and of the share of vragers; largest first.
        lights: word and reason of each contract.
        statement: the sentence on skill.
        worlds: whether they assume another growth or arrival.
    """

    city: tuple[BesideRow, ...]
    areas: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lights: tuple[tuple[str, str, str], ...]
    statement: str
    worlds: bool


def comparison_shown(comparison: Comparison, answers: Sequence[Answer], *, taal: Taal) -> BesideShown:
    """Return a comparison as rows of a page."""
    parameters = load_parameters()
    rows = []
    for row in comparison.city:
        said = change if row.is_change else band
        unit = row.unit.say(taal)
        cells = tuple(said(one, taal=taal, digits=row.digits, factor=row.factor) for one in row.results)
        rows.append(
            BesideRow(
                name=f"{row.name.say(taal)}, in {unit}" if unit else row.name.say(taal),
                cells=cells,
                is_change=row.is_change,
                footing=footing_of(figure_of(row.key), parameters, taal=taal),
            )
        )
    largest = sorted(comparison.areas, key=lambda area: -max(abs(one.nuisance.change.middle) for one in area.results))
    return BesideShown(
        city=tuple(rows),
        areas=tuple(
            (
                area.name,
                tuple(
                    (
                        change(one.nuisance.change, taal=taal, digits=2),
                        change(one.vragers.change, taal=taal, digits=1, factor=100.0),
                    )
                    for one in area.results
                ),
            )
            for area in largest[:MOST_BESIDE]
        ),
        lights=tuple(
            (one.contract.light, LIGHTS[one.contract.light].say(taal), one.contract.reason.say(taal)) for one in answers
        ),
        statement=comparison.statement.say(taal),
        worlds=len({(row.growth, row.arrivals) for row in comparison.results}) > 1,
    )


def figure_of(key: str) -> str:
    """Return under which key `evidence.FIGURES` says what a figure of a comparison rests on."""
    plain = {"distance_km": "displaced", "top_share": "urgent", "dissimilarity": "vragers"}
    if key in plain:
        return plain[key]
    starts = {
        "homes_": "homes",
        "success_": "success",
        "letting": "lettings",
        "export_": "outside_vragers",
        "cost_": "money",
    }
    return next((figure for start, figure in starts.items() if key.startswith(start)), key)
