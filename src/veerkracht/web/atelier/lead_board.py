"""The board as who leads sees it: each card with what was chosen, also what is hidden, and how far the step is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from veerkracht.web.atelier.actions.joining import OWN
from veerkracht.web.atelier.lead_words import VIEWS, counted, kind_of, role_name
from veerkracht.web.atelier.models import LogLine, Participant
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import For, item_of, items_since
from veerkracht.web.kaart.place import language
from veerkracht.wijkschets.board import RUN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.rooms import Room
    from veerkracht.wijkschets.board import Board
    from veerkracht.wijkschets.draaiboek import Draaiboek, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of the list.

    Attributes:
        is_now, was_there: whether it runs, and whether it ran before.
    """

    key: str
    title: str
    goal: str
    minutes: int
    is_now: bool
    was_there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the board: step, time, people.

    Attributes:
        state: before, runs, paused or closed.
        left: seconds that the step still has; None without a step.
        following: the step after this one; None at the end.
        joined: how many people take part.
        answered: how many of them did something in this step.
        parties: role and number of people, of the roles that are there.
    """

    number: int
    state: str
    step: StepLine | None
    question: str
    view: str
    left: int | None
    spotlight: str
    steps: tuple[StepLine, ...]
    following: StepLine | None
    joined: int
    answered: int
    parties: tuple[tuple[str, int], ...]
    clusters: tuple[tuple[str, str], ...]

    @property
    def clock(self) -> str:
        """How long the step still has, or runs late, as minutes and seconds."""
        return clock_words(self.left or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A card in words.

    Attributes:
        about: words of the problem that a cause or consequence belongs to; empty for any other card.
    """

    id: str
    number: int
    text: str
    kind: str
    theme: str
    sentiment: str
    who: str
    role: str
    origin: str
    step: str
    step_title: str
    at: datetime
    channel: str
    cluster: str
    tally: str
    about: str = ""
    hidden: str = ""
    is_withdrawn: bool = False
    is_lit: bool = False
    amended: int = 0
    reactions: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was asked of a board.

    Attributes:
        head: what stands above it.
        cards: that changed, the newest first.
        count: how many there are in all: a page that has more shows words that were erased.
    """

    head: Head
    cards: list[ShownCard]
    count: int


def look(atelier: Atelier, *, since: int = 0) -> Looked:
    """Return the head of the board, and the cards that changed after a number."""
    room, now = rooms.of(atelier), timezone.now()
    with room.lock:
        room.catch_up()
        items = items_since(room, since, audience=For.LEAD, now=now)
        renamed = {one["cluster"] for one in items if one["kind"] == "cluster"}
        cards = {one["item"]: one for one in items if one["kind"] == "card"}
        for key, card in room.board.cards.items():
            if key not in cards and card.cluster and card.cluster in renamed:
                cards[key] = item_of(room, key, audience=For.LEAD, now=now)
        head = head_of(atelier, room, now=now)
        clusters, lit, count = dict(room.board.clusters), room.board.spotlight, len(room.board.cards)
        about = texts_in_sight(room.board)
    ordered = sorted(cards.values(), key=lambda one: -one["number"])
    shown = [
        shown_card(one, draaiboek=room.draaiboek, clusters=clusters, lit=lit, about=about.get(one["of"], ""))
        for one in ordered
    ]
    return Looked(head=head, cards=shown, count=count)


def head_of(atelier: Atelier, room: Room, *, now: datetime) -> Head:
    """Return step, time and people. The caller holds the lock of the room."""
    run, taal = item_of(room, RUN, audience=For.LEAD, now=now), language()
    steps = room.draaiboek.steps
    lines = tuple(_line(one, run) for one in steps)
    at = next((index for index, one in enumerate(lines) if one.is_now), -1)
    step = steps[at] if at >= 0 else None
    counts = Counter(Participant.objects.filter(atelier=atelier, erased=None).values_list("party", flat=True))
    return Head(
        number=room.board.number,
        state=run["state"],
        step=lines[at] if step else None,
        question=step.question.say(taal) if step else "",
        view=str(VIEWS[step.view]) if step else "",
        left=run["left"],
        spotlight=run["spotlight"],
        steps=lines,
        following=lines[at + 1] if at + 1 < len(lines) else None,
        joined=sum(counts.values()),
        answered=_answered(atelier, step) if step else 0,
        parties=_parties(counts, room.draaiboek),
        clusters=tuple(
            (key, title)
            for key, title in room.board.clusters.items()
            if any(card.cluster == key for card in room.board.cards.values())
        ),
    )


def texts_in_sight(board: Board) -> dict[str, str]:
    """Return the words of the cards in sight, by id: for what is said about another card."""
    return {key: card.text for key, card in board.cards.items() if card.is_seen}


def shown_card(
    item: Mapping[str, Any], *, draaiboek: Draaiboek, clusters: Mapping[str, str], lit: str, about: str = ""
) -> ShownCard:
    """Return an item of the board in words; `about` are those of the card it belongs to."""
    taal = language()
    themes = {one.key: one.name.say(taal) for one in draaiboek.themes}
    titles = {one.key: one.title.say(taal) for one in draaiboek.steps}
    by = item["by"]
    return ShownCard(
        id=item["card"],
        number=item["number"],
        text=item["text"],
        kind=kind_of(item),
        theme=themes.get(item["theme"], ""),
        sentiment=item["sentiment"],
        who=by["name"],
        role=role_name(by, draaiboek),
        origin=by["origin"],
        step=item["step"],
        step_title=titles.get(item["step"], ""),
        at=datetime.fromisoformat(item["at"]),
        channel=item["channel"],
        cluster=clusters.get(item["cluster"], ""),
        tally=counted(item["tally"]),
        about=about,
        hidden=item.get("hidden", ""),
        is_withdrawn=item.get("withdrawn", False),
        is_lit=item["card"] == lit,
        amended=item["amended"],
        reactions=tuple({**one, "role": role_name(one["by"], draaiboek)} for one in item["reactions"]),
    )


def clock_words(seconds: int) -> str:
    """Return a number of seconds as minutes and seconds, without a sign.

    Examples:
        >>> clock_words(754), clock_words(-5)
        ('12:34', '0:05')
    """
    return f"{abs(seconds) // 60}:{abs(seconds) % 60:02}"


def _line(step: Step, run: Mapping[str, Any]) -> StepLine:
    taal = language()
    return StepLine(
        key=step.key,
        title=step.title.say(taal),
        goal=step.goal.say(taal),
        minutes=step.minutes,
        is_now=step.key == run["step"],
        was_there=step.key in run["visited"],
    )


def _answered(atelier: Atelier, step: Step) -> int:
    """Return how many participants did something in a step; who leads is not one of them."""
    there = Participant.objects.filter(atelier=atelier, erased=None)
    lines = LogLine.objects.filter(atelier=atelier, step=step.key, by__in=there.values("pk"))
    return lines.values("by").distinct().count()


def _parties(counts: Counter[str], draaiboek: Draaiboek) -> tuple[tuple[str, int], ...]:
    names = {one.key: one.name.say(language()) for one in draaiboek.parties} | {OWN: _("Anders")}
    return tuple((names.get(key, key), count) for key, count in sorted(counts.items(), key=lambda one: -one[1]))
