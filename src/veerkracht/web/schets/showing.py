"""A wijkschets as its page shows it: parts, lines, what each rests on, and what is not good yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.report.schets.poster import goal_line, poster
from veerkracht.report.schets.references import references
from veerkracht.report.schets.sheet import Sheet, SheetMap
from veerkracht.report.schets.wording import EMPTY, NOT_CHOSEN, ORIGINS, QUADRANTS, TITLES, ranges
from veerkracht.wijkschets.schets import Dissent, FirstStep, Goal, Sentence
from veerkracht.wijkschets.schets_changes import Turn
from veerkracht.wijkschets.schets_edits import LINED, key_of, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.schets.poster import KeyLine
    from veerkracht.report.schets.references import Reference
    from veerkracht.wijkschets.schets_changes import Change
    from veerkracht.wijkschets.schets_checks import Fault
    from veerkracht.wijkschets.schets_edits import Line
    from veerkracht.workflows.schetsen import SchetsFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line.

    Attributes:
        about: what stands with it: who begins, who thinks so, by what it is measured.
        sources: what it rests on, in words.
        faults: what must be mended before publishing.
    """

    key: str
    text: str
    origin: str
    refs: str
    about: str
    sources: tuple[Reference, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """One part with its lines."""

    name: str
    title: str
    lines: tuple[ShownLine, ...]
    empty: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFault:
    """One thing to mend, with where it stands on the page and the words of the line."""

    target: str
    text: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSchets:
    """Everything that the page of a concept shows."""

    title: str
    key_figures: tuple[KeyLine, ...]
    parts: tuple[ShownPart, ...]
    faults: tuple[ShownFault, ...]


def shown_schets(file: SchetsFile, faults: Sequence[Fault], *, taal: Taal) -> ShownSchets:
    """Return a wijkschets for the page on which people work on it."""
    sheet = Sheet(
        schets=file.schets, grounds=file.grounds, parties=file.parties, kaart=SheetMap(), sign_offs=(), taal=taal
    )
    by_key: dict[str, list[str]] = {}
    for one in faults:
        by_key.setdefault(one.where, []).append(one.what.say(taal))
    sources = references(sheet)
    texts = {key_of(line): _text(line) for part in LINED for line in lines_of(file.schets, part)}

    def line_shown(line: Line) -> ShownLine:
        cites = line.cites if isinstance(line, Sentence | Goal) else line.sentence.cites
        found = tuple(sources[cite] for cite in cites)
        return ShownLine(
            key=key_of(line),
            text=_text(line),
            origin=_origin(line, taal=taal),
            refs=ranges(tuple(one.number for one in found)),
            about=_about(line, sheet=sheet),
            sources=found,
            faults=tuple(by_key.get(key_of(line), ())),
        )

    return ShownSchets(
        title=file.schets.title,
        key_figures=poster(sheet).key_figures,
        parts=tuple(
            ShownPart(
                name=name,
                title=TITLES[name].say(taal),
                lines=tuple(line_shown(line) for line in lines_of(file.schets, name)),
                empty=EMPTY[name].say(taal),
                faults=tuple(by_key.get(name, ())),
            )
            for name in LINED
        ),
        faults=tuple(
            ShownFault(
                target=f"zin-{one.where}" if one.where in texts else f"deel-{one.where}",
                text=one.what.say(taal),
                line=texts.get(one.where, "") or (TITLES[one.where].say(taal) if one.where in TITLES else ""),
            )
            for one in faults
        ),
    )


def title_of(part: str, *, taal: Taal) -> str:
    """Return the title of a part."""
    return TITLES[part].say(taal)


TURNS = {
    Turn.ADDED: ("erbij", "added"),
    Turn.REMOVED: ("weg", "removed"),
    Turn.CHANGED: ("veranderd", "changed"),
    Turn.GROUNDS: ("andere bron of keuze", "other source or choice"),
}


def shown_changes(changes: Sequence[Change], *, taal: Taal) -> list[dict[str, str]]:
    """Return what changed between two versions, in words."""
    return [
        {
            "part": title_of(one.part, taal=taal),
            "turn": TURNS[one.turn][0 if taal == "nl" else 1],
            "before": one.before,
            "after": one.after,
        }
        for one in changes
    ]


def _text(line: Line) -> str:
    match line:
        case Goal():
            return line.words
        case Sentence():
            return line.text
        case _:
            return line.sentence.text


def _origin(line: Line, *, taal: Taal) -> str:
    match line:
        case Goal():
            return ""
        case Sentence():
            return ORIGINS[line.origin].say(taal)
        case _:
            return ORIGINS[line.sentence.origin].say(taal)


def _about(line: Line, *, sheet: Sheet) -> str:
    taal, not_chosen = sheet.taal, NOT_CHOSEN.say(sheet.taal)
    match line:
        case FirstStep():
            where = QUADRANTS[line.quadrant].say(taal) if line.quadrant else not_chosen
            who = line.who or not_chosen
            return sheet.say(f"{where}. Wie begint: {who}", f"{where}. Who begins: {who}")
        case Dissent():
            return ", ".join(sheet.party(key) for key in line.parties) or not_chosen
        case Goal():
            cells = goal_line(sheet, line, refs="")
            return sheet.say(
                f"{cells.measure}. Nu: {cells.now}. Doel: {cells.target}. Wie meet: {cells.by}",
                f"{cells.measure}. Now: {cells.now}. Goal: {cells.target}. Who measures: {cells.by}",
            )
        case _:
            return ""
