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
from veerkracht.wijkschets.deeds import Form
from veerkracht.wijkschets.draaiboek import Act
from veerkracht.workflows.atelier_paper import paper_map

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    step = _step_of(moment, Act.VOTE)
    return _numbered(moment, [card for card in _all(moment) if card.first.form is Form.STATEMENT], {"vote": step})


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


def typed_before(atelier: Atelier, moment: Moment, code: SheetCode) -> list[tuple[str, dict[str, Any]]]:
    """Return verb and body of what was typed over from a sheet, in order; empty if nothing was."""
    ids = [deed_id(atelier, code, part) for part in parts_of(moment, code.kind)]
    found = LogLine.objects.filter(atelier=atelier, deed__in=ids).order_by("number")
    return [(verb, body or {}) for verb, body in found.values_list("verb", "words__body")]


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


def _step_of(moment: Moment, act: Act) -> str:
    """Return the last step that asked for this, or else the first that will."""
    keys = [one.key for one in moment.draaiboek.steps if act in one.acts]
    visited = [key for key in moment.board.clock.visited if key in keys]
    return visited[-1] if visited else keys[0] if keys else ""


def _numbered(moment: Moment, cards: list[Card], asks: dict[str, str]) -> list[Line]:
    return [_line(number, card, asks) for number, card in enumerate(cards, start=1) if card.is_seen]


def _line(number: int, card: Card, asks: dict[str, str]) -> Line:
    return Line(number=number, card=card.first.card, text=card.text, asks=tuple(asks.items()))


def _qr(address: str) -> str:
    out = io.BytesIO()
    # Level M: paper gets stains and folds.
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False, dark="#1F2A33", light=None)
    return out.getvalue().decode()
