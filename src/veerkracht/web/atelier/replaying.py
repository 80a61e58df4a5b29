"""The board of an atelier as it was at any moment: made again from the first lines of its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from veerkracht.web.atelier.lead_board import ShownCard, shown_card, texts_in_sight
from veerkracht.web.atelier.models import LogLine
from veerkracht.web.atelier.reading import done_since
from veerkracht.web.atelier.rooms import Room
from veerkracht.web.atelier.showing import For, item_of
from veerkracht.web.kaart.place import language
from veerkracht.wijkschets.deeds import Divide, Dots, Move, Rate, Steer, Vote
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrPromise

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.wijkschets.board import Done
    from veerkracht.wijkschets.draaiboek import Draaiboek

VERBS: dict[str, StrPromise] = {
    "contribute": _("schreef een kaartje"),
    "amend": _("paste een kaartje aan"),
    "withdraw": _("nam een kaartje terug"),
    "hide": _("verborg een kaartje"),
    "show": _("toonde een kaartje weer"),
    "gather": _("legde kaartjes bij elkaar"),
    "undo": _("maakte een groep ongedaan"),
    "vote": _("stemde"),
    "dots": _("plakte stippen"),
    "divide": _("verdeelde punten"),
    "rate": _("gaf een score"),
    "react": _("reageerde"),
    "claim": _("begon te schrijven"),
    "write": _("schreef aan een tekst"),
    "settle": _("voegde twee teksten samen"),
    "steer": _("stuurde de tijd"),
    "spotlight": _("hield een kaartje omhoog"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in the log to jump to: where a step began."""

    number: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The board after so many lines.

    Attributes:
        number, last: of the line, and of the last line there is.
        at: when that line came in; None before the first.
        who, did: who did it, and what, in words; of a choice nobody is named.
        step: title of the step that ran; empty before the first.
        state: before, runs, paused or closed.
        cards: the newest first.
        texts: title and text of the shared texts.
        marks: where steps began.
    """

    number: int
    last: int
    at: datetime | None
    who: str
    did: str
    step: str
    state: str
    cards: list[ShownCard]
    texts: list[tuple[str, str]]
    marks: list[Mark]


def moment(atelier: Atelier, number: int, *, audience: For) -> Moment:
    """Return the board as it was after line `number`.

    Args:
        atelier: whose log.
        number: of the line; 0 for the empty board, and past the end for the board of now.
        audience: who looks; what is hidden is for who leads.
    """
    draaiboek, taal = draaiboek_from(atelier.draaiboek), language()
    room = Room(atelier.pk, draaiboek)
    room.learn()
    done, marks = None, []
    for one in done_since(atelier.pk, 0):
        if isinstance(one.deed, Steer) and one.deed.move is Move.GO:
            marks.append(Mark(number=one.number, title=_title(draaiboek, one.deed.step), at=one.at))
        if one.number <= number:
            room.board.apply(one)
            done = one
    board = room.board
    now = done.at if done else timezone.now()
    items = [item_of(room, key, audience=audience, now=now) for key in board.cards]
    about = texts_in_sight(board)
    cards = [
        shown_card(
            one, draaiboek=draaiboek, clusters=board.clusters, lit=board.spotlight, about=about.get(one["of"], "")
        )
        for one in sorted(items, key=lambda one: -one["number"])
        if not one.get("gone")
    ]
    titles = {one.key: one.title.say(taal) for one in draaiboek.blocks}
    return Moment(
        number=done.number if done else 0,
        last=atelier.number,
        at=done.at if done else None,
        who=_who(room, done),
        did=_did(atelier, done),
        step=_title(draaiboek, board.clock.step),
        state=str(board.clock.state),
        cards=cards,
        texts=[(titles.get(key, key), prose.text.text) for key, prose in board.blocks.items() if prose.text],
        marks=marks,
    )


def _title(draaiboek: Draaiboek, key: str) -> str:
    return next((one.title.say(language()) for one in draaiboek.steps if one.key == key), key)


def _who(room: Room, done: Done | None) -> str:
    """Return the name of who did it; of a choice nobody's, or the board before it would tell what someone chose."""
    if done is not None and isinstance(done.deed, Vote | Dots | Divide | Rate):
        return _text("Iemand")
    person = room.people.get(done.by) if done else None
    return person.name if person else ""


def _did(atelier: Atelier, done: Done | None) -> str:
    if done is None:
        return ""
    verb = LogLine.objects.values_list("verb", flat=True).get(atelier=atelier, number=done.number)
    return str(VERBS.get(verb, verb))
