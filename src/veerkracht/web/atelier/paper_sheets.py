"""What stands on the sheets of an atelier: lines by a number that never changes, and what was typed over before."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno
from django.urls import reverse

from veerkracht.report.paper import BLANK_STATEMENTS, Asked, PaperSheets, SheetCode, SheetKind
from veerkracht.web.atelier.actions.paper import deed_id
from veerkracht.web.atelier.models import LogLine, Participant
from veerkracht.web.workspace.homes import home_of
from veerkracht.wijkschets.deeds import Form, Sentiment
from veerkracht.wijkschets.draaiboek import Act
from veerkracht.workflows.atelier_paper import paper_map

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from veerkracht.facts.language import Taal
    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.outcomes import Moment
    from veerkracht.wijkschets.board import Card

MOST_CARDS = {SheetKind.CARDS: 4, SheetKind.MAP: 8}
ASKS = {Act.DOTS: "dots", Act.DIVIDE: "points", Act.RATE: "score"}
"""What a step asks, and the column of a sheet of choices in which it stands."""

VERBS = {"dots": "dots", "points": "divide", "score": "rate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a voting sheet or a sheet of choices.

    Attributes:
        number: on the sheet; a card keeps it, also when one before it is hidden later.
        card: its id.
        asks: columns, each with the key of the step that asks for it.
    """

    number: int
    card: str
    text: str
    asks: tuple[tuple[str, str], ...]


def statement_lines(moment: Moment) -> list[Line]:
    """Return the statements in sight, by number."""
    cards = [card for card in _all(moment) if card.first.form is Form.STATEMENT]
    return [
        _line(number, card, {"vote": _vote_step(moment, card)})
        for number, card in enumerate(cards, start=1)
        if card.is_seen
    ]


def choice_lines(moment: Moment) -> list[Line]:
    """Return the cards in sight that dots, points or scores are asked about, by number.

    Without a word of the draaiboek about which cards a step is about, those that were written in it.
    """
    asks: dict[str, dict[str, str]] = {}
    for step in moment.draaiboek.steps:
        columns = {column: step.key for act, column in ASKS.items() if act in step.acts}
        for card in _all(moment):
            if columns and card.step in (step.on or (step.key,)):
                asks.setdefault(card.first.card, {}).update(columns)
    cards = [card for card in _all(moment) if card.first.card in asks]
    return [
        line
        for number, card in enumerate(cards, start=1)
        if card.is_seen
        for line in [_line(number, card, asks[card.first.card])]
    ]


def card_kinds(moment: Moment) -> list[tuple[str, Form]]:
    """Return the steps that were there, each with the kinds of card it takes; the newest step first.

    Not cards about a figure: those are pointed at on a screen.
    """
    visited = list(dict.fromkeys(moment.board.clock.visited))
    return [
        (key, form)
        for key in reversed(visited)
        for form in Form
        if form in moment.draaiboek.step(key).forms and form is not Form.FIGURE
    ]


def sheets_to_print(
    request: HttpRequest,
    atelier: Atelier,
    moment: Moment,
    *,
    kind: SheetKind,
    numbers: Sequence[int],
    step: str,
    taal: Taal,
) -> PaperSheets:
    """Return sheets with their codes; the QR leads who types over to the form of that sheet."""
    entry = request.build_absolute_uri(reverse("atelier:paper_entry", args=[atelier.pk]))
    codes = [SheetCode(number=number, kind=kind) for number in numbers]
    lines: list[Asked] = []
    if kind is SheetKind.VOTES:
        lines = [Asked(number=one.number, text=one.text) for one in statement_lines(moment)]
        lines = lines or [Asked(number=number, text="") for number in range(1, BLANK_STATEMENTS + 1)]
    if kind is SheetKind.CHOICES:
        lines = [
            Asked(number=one.number, text=one.text, asks=tuple(column for column, _step in one.asks))
            for one in choice_lines(moment)
        ]
    question = moment.draaiboek.step(step).question.say(taal) if step and kind in MOST_CARDS else ""
    return PaperSheets(
        title=atelier.name,
        door=atelier.code,
        kind=kind,
        sheets=tuple((code, _qr(f"{entry}?blad={code}")) for code in codes),
        roles=tuple(one.name.say(taal) for one in moment.draaiboek.parties),
        taal=taal,
        lines=tuple(lines),
        question=question,
        map=paper_map(home_of(atelier.trajectory.organisation), areas=atelier.areas) if kind is SheetKind.MAP else None,
    )


def parts_of(moment: Moment, kind: SheetKind) -> list[str]:
    """Return every part that a sheet of this kind can have."""
    if kind in MOST_CARDS:
        return [f"card {number}" for number in range(1, MOST_CARDS[kind] + 1)]
    cards = [card.first.card for card in _all(moment)]
    verbs = ["vote"] if kind is SheetKind.VOTES else list(VERBS.values())
    return [f"{verb} {card}" for card in cards for verb in verbs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One thing that was typed over from a sheet.

    Attributes:
        part: of the sheet.
        verb, body: the deed; an empty body where the words were erased.
        at: when.
        is_correction: whether it came later, instead of what was typed over first.
    """

    part: str
    verb: str
    body: dict[str, Any]
    at: datetime
    is_correction: bool


def typed_before(atelier: Atelier, moment: Moment, code: SheetCode) -> list[Typed]:
    """Return what was typed over from a sheet, in order, with what was corrected later; empty if nothing was."""
    lines = LogLine.objects.filter(atelier=atelier, by__in=_writer(atelier, code)).order_by("number")
    known = {str(deed): rest for deed, *rest in lines.values_list("deed", "number", "verb", "words__body", "at")}
    found = []
    for part in parts_of(moment, code.kind):
        again = 0
        while (rest := known.get(deed_id(atelier, code, part, again=again))) is not None:
            number, verb, body, at = rest
            found.append((number, Typed(part=part, verb=verb, body=body or {}, at=at, is_correction=again > 0)))
            again += 1
    return [typed for _number, typed in sorted(found, key=lambda one: one[0])]


def stands_now(atelier: Atelier, moment: Moment, code: SheetCode, *, places: Mapping[str, str]) -> dict[str, Any]:
    """Return what counts of a sheet now, as the fields of its form: for who corrects it.

    Args:
        atelier: that it was written in.
        moment: the board.
        code: on the sheet.
        places: names of buurten by code.
    """
    person = str(_writer(atelier, code).get().pk)
    values: dict[str, Any] = {}
    if code.kind in MOST_CARDS:
        for typed in typed_before(atelier, moment, code):
            card = moment.board.cards.get(str(typed.body.get("card")))
            if card is not None and not card.is_withdrawn:
                number, first = typed.part.partition(" ")[2], card.first
                where = first.place.words if first.place else ""
                mood = "" if first.sentiment is Sentiment.NEUTRAL else str(first.sentiment)
                values |= {
                    f"text{number}": card.text,
                    f"mood{number}": mood,
                    f"where{number}": places.get(where, where),
                }
                values["what"] = f"{card.step} {first.form}"
        return values
    is_votes = code.kind is SheetKind.VOTES
    for line in statement_lines(moment) if is_votes else choice_lines(moment):
        card = moment.board.cards[line.card]
        for column, _step in line.asks:
            given = {"vote": card.votes, "dots": card.dots, "points": card.points, "score": card.ratings}[column]
            if person in given:
                letter = {1: "e", 0: "w", -1: "o"}
                values[f"{'v' if is_votes else column}{line.number}"] = (
                    letter[given[person]] if is_votes else given[person]
                )
    return values


def _writer(atelier: Atelier, code: SheetCode) -> QuerySet[Participant]:
    return Participant.objects.filter(atelier=atelier, sheet=code.number)


def entered_sheets(atelier: Atelier, moment: Moment) -> list[tuple[Participant, tuple[str, ...]]]:
    """Return who wrote on paper, by number, with the letters of the sheets that were typed over."""
    people = list(Participant.objects.filter(atelier=atelier, sheet__isnull=False).order_by("sheet"))
    known = set(map(str, LogLine.objects.filter(atelier=atelier, channel="paper").values_list("deed", flat=True)))
    found = []
    for one in people:
        letters = []
        for kind in SheetKind:
            code = SheetCode(number=one.sheet or 0, kind=kind)
            if any(deed_id(atelier, code, part) in known for part in parts_of(moment, kind)):
                letters.append(str(kind))
        found.append((one, tuple(letters)))
    return found


def next_number(atelier: Atelier) -> int:
    """Return the first number after those that were typed over."""
    last = Participant.objects.filter(atelier=atelier, sheet__isnull=False).order_by("-sheet").first()
    return (last.sheet or 0) + 1 if last else 1


def _all(moment: Moment) -> list[Card]:
    return sorted(moment.board.cards.values(), key=lambda card: card.number)


def _vote_step(moment: Moment, card: Card) -> str:
    """Return the last step in which people voted on this statement, or else the first in which they will."""
    steps = [one for one in moment.draaiboek.steps if Act.VOTE in one.acts]
    keys = [one.key for one in steps if not one.on or card.step in one.on]
    visited = [key for key in moment.board.clock.visited if key in keys]
    return visited[-1] if visited else keys[0] if keys else ""


def _line(number: int, card: Card, asks: dict[str, str]) -> Line:
    return Line(number=number, card=card.first.card, text=card.text, asks=tuple(asks.items()))


def _qr(address: str) -> str:
    out = io.BytesIO()
    # Level M: paper gets stains and folds.
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False, dark="#1F2A33", light=None)
    return out.getvalue().decode()
