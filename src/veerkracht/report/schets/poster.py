"""The A3 sheet as values: every line with its words, its origin and what it rests on; no layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.report.document import date_in_full
from veerkracht.report.palette import ink_on
from veerkracht.report.schets.references import Reference, references
from veerkracht.report.schets.wording import (
    COLUMNS,
    EMPTY,
    FICTITIOUS,
    FILLS,
    GRID,
    HOW_TO_READ,
    NOT_CHOSEN,
    ORIGINS,
    QUADRANTS,
    ROWS,
    TITLES,
    UNPLACED,
    VERDICTS,
    ranges,
    sources_count,
    value_text,
)
from veerkracht.report.wording import figure
from veerkracht.wijkschets.grounds import FigureGround

if TYPE_CHECKING:
    from veerkracht.report.schets.sheet import Sheet
    from veerkracht.wijkschets.schets import Cite, Dissent, FirstStep, Goal, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of the sheet.

    Attributes:
        text: the words.
        origin: `cijfer`, `bewoner` or `professional`, for its mark.
        said: origin and number of sources in words.
        refs: numbers in the list of sources.
        before: what stands before it, such as who begins or who thinks so; empty for nothing.
    """

    text: str
    origin: str
    said: str
    refs: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One part of the sheet: its lines, or what it says when there are none."""

    title: str
    lines: tuple[Line, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One figure at the top: its value, or why it is missing."""

    label: str
    value: str
    detail: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """One line of the definition of success, as cells."""

    words: str
    refs: str
    measure: str
    now: str
    target: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuadrantCell:
    """One field of the 2x2 with its colour, and the ink that reads on it."""

    title: str
    column: str
    row: str
    fill: str
    ink: str
    lines: tuple[Line, ...]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What one party said of this version, who said it, and whether who leads wrote it down."""

    party: str
    verdict: str
    kind: str
    reason: str
    on: str
    by: str
    noted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """Everything that stands on the sheet, in the order in which it is read.

    Attributes:
        panels: by the name of the part.
        goal_heads: heads of the columns of the definition of success.
        unplaced: first steps that nobody put in a quadrant yet.
    """

    title: str
    kicker: str
    under: str
    stamp: str
    key_title: str
    key_figures: tuple[KeyLine, ...]
    panels: dict[str, Panel]
    goals_title: str
    goal_heads: tuple[str, ...]
    goals: tuple[GoalLine, ...]
    goals_empty: str
    mix_title: str
    quadrants: tuple[QuadrantCell, ...]
    unplaced_title: str
    unplaced: tuple[Line, ...]
    taken_part_title: str
    taken_part: str
    signed_title: str
    signed: tuple[Signed, ...]
    signed_empty: str
    how_to_read: str
    sources_title: str
    sources: tuple[Reference, ...]


def poster(sheet: Sheet) -> Poster:
    """Return everything that stands on the A3 sheet."""
    made = _Poster(sheet)
    schets, taal = sheet.schets, sheet.taal
    plain = ("stands_out", "heard", "causes", "problem", "consequences", "residents", "institutions")
    panels = {name: made.panel(name) for name in (*plain, "carriers", "askers", "city", "questions")}
    dissent = tuple(made.dissent(one) for one in schets.dissent)
    panels["dissent"] = Panel(title=TITLES["dissent"].say(taal), lines=dissent, empty=EMPTY["dissent"].say(taal))
    return Poster(
        title=schets.title,
        kicker="Wijkschets",
        under=version_words(sheet),
        stamp=FICTITIOUS.say(taal) if sheet.fictitious else "",
        key_title=TITLES["key_figures"].say(taal),
        key_figures=tuple(made.key_line(cite) for cite in schets.key_figures),
        panels=panels,
        goals_title=TITLES["goals"].say(taal),
        goal_heads=goal_heads(sheet),
        goals=tuple(made.goal(one) for one in schets.goals),
        goals_empty=EMPTY["goals"].say(taal),
        mix_title=TITLES["mix"].say(taal),
        quadrants=made.quadrants(),
        unplaced_title=UNPLACED.say(taal),
        unplaced=tuple(made.step(one) for one in schets.mix if one.quadrant is None),
        taken_part_title=TITLES["taken_part"].say(taal),
        taken_part=taken_part_words(sheet),
        signed_title=TITLES["sign_off"].say(taal),
        signed=signed_lines(sheet),
        signed_empty=EMPTY["sign_off"].say(taal),
        how_to_read=HOW_TO_READ.say(taal),
        sources_title=TITLES["sources"].say(taal),
        sources=tuple(made.references.values()),
    )


class _Poster:
    """Makes the lines of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.references = references(sheet)
        self.grounds = sheet.grounds.by_cite()

    def refs(self, cites: tuple[Cite, ...]) -> str:
        return ranges(tuple(self.references[cite].number for cite in cites))

    def line(self, sentence: Sentence, *, before: str = "") -> Line:
        taal = self.sheet.taal
        count = sources_count(len(sentence.cites), taal=taal)
        return Line(
            text=sentence.text,
            origin=str(sentence.origin),
            said=f"{ORIGINS[sentence.origin].say(taal)}, {count}",
            refs=self.refs(sentence.cites),
            before=before,
        )

    def panel(self, name: str) -> Panel:
        taal = self.sheet.taal
        lines = tuple(self.line(one) for one in self.sheet.schets.part(name))
        return Panel(title=TITLES[name].say(taal), lines=lines, empty=EMPTY[name].say(taal))

    def step(self, step: FirstStep) -> Line:
        who = step.who or NOT_CHOSEN.say(self.sheet.taal)
        return self.line(step.sentence, before=self.sheet.say(f"Wie begint: {who}", f"Who begins: {who}"))

    def dissent(self, one: Dissent) -> Line:
        parties = ", ".join(self.sheet.party(key) for key in one.parties) or self.sheet.say("onbekend", "unknown")
        return self.line(one.sentence, before=parties)

    def key_line(self, cite: Cite) -> KeyLine:
        return key_line(self.sheet, cite)

    def goal(self, goal: Goal) -> GoalLine:
        return goal_line(self.sheet, goal, refs=self.refs(goal.cites))

    def quadrants(self) -> tuple[QuadrantCell, ...]:
        taal = self.sheet.taal
        return tuple(
            QuadrantCell(
                title=QUADRANTS[one].say(taal),
                column=COLUMNS[column].say(taal),
                row=ROWS[row].say(taal),
                fill=FILLS[one],
                ink=ink_on(FILLS[one]),
                lines=tuple(self.step(step) for step in self.sheet.schets.mix if step.quadrant is one),
                empty=EMPTY["mix"].say(taal),
            )
            for row, cells in enumerate(GRID)
            for column, one in enumerate(cells)
        )


def version_words(sheet: Sheet) -> str:
    """Return place, state, version and day, as they stand under the title."""
    schets = sheet.schets
    state = sheet.say("vastgesteld", "published") if sheet.is_published else sheet.say("concept", "draft")
    place = f"{sheet.gemeente} · " if sheet.gemeente else ""
    number = sheet.say(f"versie {schets.number}, {state}", f"version {schets.number}, {state}")
    return f"{place}{number} · {date_in_full(schets.on, language=sheet.taal)}"


def taken_part_words(sheet: Sheet) -> str:
    """Return how many people took part by role; roles of one or two people are named without their number."""
    counts = [(key, number) for key, number in sheet.schets.taken_part if number]
    total = sum(number for _, number in counts)
    if not total:
        return sheet.say("Nog niemand.", "Nobody yet.")
    told = [f"{sheet.party(key)} {number}" for key, number in counts if sheet.is_told_apart(key)]
    small = [sheet.party(key) for key, _ in counts if not sheet.is_told_apart(key)]
    rest = sheet.say("minder dan 3: ", "fewer than 3: ") + ", ".join(small) if small else ""
    people = sheet.say(f"{total} mensen", f"{total} people") if total > 1 else sheet.say("1 mens", "1 person")
    return f"{people}: {'; '.join(part for part in (', '.join(told), rest) if part)}."


def signed_lines(sheet: Sheet) -> tuple[Signed, ...]:
    """Return the latest word of each party on this version."""
    latest = {(one.party, one.organisation): one for one in sheet.sign_offs}
    return tuple(
        Signed(
            party=f"{sheet.party(one.party)}, {one.organisation}" if one.organisation else sheet.party(one.party),
            verdict=VERDICTS[one.verdict].say(sheet.taal),
            kind=str(one.verdict),
            reason=one.reason,
            on=date_in_full(one.on, language=sheet.taal),
            by=one.said_by,
            noted=sheet.say("genoteerd door de begeleider", "noted by who led") if one.is_noted else "",
        )
        for one in latest.values()
    )


def key_line(sheet: Sheet, cite: Cite) -> KeyLine:
    """Return a figure at the top of the sheet; a missing one says why."""
    found = sheet.grounds.by_cite().get(cite)
    if not isinstance(found, FigureGround):
        return KeyLine(label=cite.ref, value="–", detail="", missing=sheet.say("niet bekend", "not known"))
    year_and_level = f"{found.level} {found.year}"
    if found.value is None:
        why = found.reason.say(sheet.taal)
        return KeyLine(label=found.name.say(sheet.taal), value="–", detail=year_and_level, missing=why)
    beside = ""
    if found.beside is not None:
        beside = " · " + sheet.say("gemeente ", "municipality ") + value_text(found.beside, found, taal=sheet.taal)
    is_percent = found.unit.nl == "%"
    value = figure(found.value, decimals=found.decimals, taal=sheet.taal) + ("%" if is_percent else "")
    unit = "" if is_percent else found.unit.say(sheet.taal)
    return KeyLine(
        label=found.name.say(sheet.taal),
        value=value,
        detail=" · ".join(part for part in (unit, year_and_level) if part) + beside,
        missing="",
    )


def goal_heads(sheet: Sheet) -> tuple[str, ...]:
    """Return the heads of the table of the definition of success."""
    return (
        sheet.say("Wat er dan anders is", "What is different then"),
        sheet.say("Waaraan we het meten", "By what we measure it"),
        sheet.say("Nu", "Now"),
        sheet.say("Doel", "Goal"),
        sheet.say("Wie meet", "Who measures"),
    )


def goal_line(sheet: Sheet, goal: Goal, *, refs: str) -> GoalLine:
    """Return one line of the definition of success; what nobody chose says so."""
    found = next((one for one in sheet.grounds.figures if one.code == goal.indicator), None)
    open_words = NOT_CHOSEN.say(sheet.taal)

    def told(value: float | None, year: int) -> str:
        if value is None:
            return sheet.say("nog niet gemeten", "not measured yet") if year == goal.baseline_year else open_words
        shown = figure(value, decimals=_decimals(value), taal=sheet.taal) if found is None else ""
        text = shown or value_text(value, found, taal=sheet.taal)  # type: ignore[arg-type]  # shown is empty with a figure
        return f"{text} ({year})" if year else text

    measure = found.name.say(sheet.taal) if found is not None else goal.indicator
    return GoalLine(
        words=goal.words,
        refs=refs,
        measure="; ".join(part for part in (measure, goal.measured_as) if part) or open_words,
        now=told(goal.baseline, goal.baseline_year),
        target=told(goal.target, goal.target_year) if goal.target is not None else open_words,
        by=goal.measured_by or open_words,
    )


def _decimals(value: float) -> int:
    """Return how many decimals somebody wrote, at most 2."""
    return next((digits for digits in (0, 1) if round(value, digits) == value), 2)
