"""The board of an atelier: what all deeds together, in their order, make of it.

The board is never stored: it is made from the log, so that what people see and what is kept cannot differ. `apply` says
which items changed, so that a page asks for no more than those.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veerkracht.wijkschets.clock import Clock
from veerkracht.wijkschets.deeds import (
    Amend,
    Claim,
    Contribute,
    Divide,
    Dots,
    Gather,
    Hide,
    Move,
    Rate,
    React,
    Settle,
    Show,
    Spotlight,
    Steer,
    Undo,
    Vote,
    Withdraw,
    Write,
)
from veerkracht.wijkschets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from veerkracht.wijkschets.deeds import Deed
    from veerkracht.wijkschets.log import Channel

RUN = "run"
"""The item of the board that is the step, the clock and the spotlight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A deed that was done.

    Attributes:
        number: place in the log.
        id: of the line in the log.
        deed: what was done; None if it was erased.
        by: id of the participant, or of the person who facilitates.
        step: key of the step that ran.
        channel: screen or paper.
        at: when, with time zone.
    """

    number: int
    id: str
    deed: Deed | None
    by: str
    step: str
    channel: Channel
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What someone said about a card."""

    id: str
    text: str
    by: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Card:
    """A card as it now is.

    Attributes:
        first: the deed that put it there.
        text: as last written.
        by, step, channel, at: who, in which step, through what and when.
        number: place in the log, for the order.
        cluster: id of the cluster it lies in; empty for none.
        hidden: why it is out of sight; empty if it is not.
        is_withdrawn: whether its writer took it back.
        amended: how often it was rewritten.
        reactions: in their order.
        votes, dots, points, ratings: what each person gave it, by id of the person.
    """

    first: Contribute
    text: str
    by: str
    step: str
    channel: Channel
    at: datetime
    number: int
    cluster: str = ""
    hidden: str = ""
    is_withdrawn: bool = False
    amended: int = 0
    reactions: list[Reaction] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)
    dots: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    ratings: dict[str, int] = field(default_factory=dict)

    @property
    def is_seen(self) -> bool:
        """Whether it lies in sight."""
        return not self.hidden and not self.is_withdrawn


@dataclass(slots=True)
class Board:
    """What lies on the board after the deeds so far.

    Attributes:
        cards: by id, in the order in which they came.
        clusters: title by id.
        blocks: shared texts by key.
        clock: step and time.
        spotlight: id of the card that is held up; empty for none.
        number: of the last deed.
    """

    cards: dict[str, Card] = field(default_factory=dict)
    clusters: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, Prose] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    spotlight: str = ""
    number: int = 0
    _gathered: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def apply(self, done: Done) -> frozenset[str]:
        """Add a deed; return the items that changed: ids of cards, `cluster <id>`, `block <key>` or `run`.

        A deed about something that is not there (erased meanwhile) changes nothing: the log is always readable.
        """
        self.number = done.number
        match done.deed:
            case None:
                return frozenset()
            case Contribute() as deed:
                return self._contribute(done, deed)
            case Gather() as deed:
                return self._gather(done, deed)
            case Undo(deed=which):
                return self._undo(which)
            case Claim() | Write() | Settle() as deed:
                block = self.blocks.setdefault(deed.block, Prose())
                block.apply(deed, by=done.by, at=done.at, number=done.number)
                return frozenset({f"block {deed.block}"})
            case Steer() as deed:
                self.clock.apply(deed, at=done.at)
                if deed.move is Move.GO:
                    self.spotlight = ""  # another step is about something else
                return frozenset({RUN})
            case Spotlight(card=card):
                self.spotlight = card
                return frozenset({RUN})
            case deed:
                return self._about(self.cards.get(deed.card), done)

    def extend(self, many: Iterable[Done]) -> frozenset[str]:
        """Add deeds in their order; return all items that changed."""
        return frozenset().union(*(self.apply(done) for done in many))

    def in_order(self) -> list[Card]:
        """Return the cards in sight, the newest first."""
        return sorted((card for card in self.cards.values() if card.is_seen), key=lambda card: -card.number)

    def _contribute(self, done: Done, deed: Contribute) -> frozenset[str]:
        if deed.card in self.cards:
            return frozenset()
        self.cards[deed.card] = Card(
            first=deed, text=deed.text, by=done.by, step=done.step, channel=done.channel, at=done.at, number=done.number
        )
        return frozenset({deed.card})

    def _gather(self, done: Done, deed: Gather) -> frozenset[str]:
        before: dict[str, tuple[str, str]] = {}
        if deed.cluster:
            self.clusters[deed.cluster] = deed.title
        for one in deed.cards:
            card = self.cards.get(one)
            if card is not None:
                before[one] = (card.cluster, deed.cluster)
                card.cluster = deed.cluster
        self._gathered[done.id] = before
        touched = {f"cluster {deed.cluster}"} if deed.cluster else set()
        return frozenset({*before, *touched})

    def _undo(self, which: str) -> frozenset[str]:
        """Put cards back where they lay, but for those that someone moved on since."""
        changed = set()
        for one, (before, after) in self._gathered.pop(which, {}).items():
            card = self.cards[one]
            if card.cluster == after:
                card.cluster = before
                changed.add(one)
        return frozenset(changed)

    def _about(self, card: Card | None, done: Done) -> frozenset[str]:
        if card is None:
            return frozenset()
        match done.deed:
            case Amend(text=text):
                card.text, card.amended = text, card.amended + 1
            case Withdraw():
                card.is_withdrawn = True
            case Hide(reason=reason):
                card.hidden = reason
            case Show():
                card.hidden = ""
            case React(text=text):
                card.reactions.append(Reaction(id=done.id, text=text, by=done.by, at=done.at))
            case Vote(value=value):
                _give(card.votes, done.by, value)
            case Rate(value=value):
                _give(card.ratings, done.by, value)
            case Dots(count=count):
                _give(card.dots, done.by, count or None)
            case Divide(points=points):
                _give(card.points, done.by, points or None)
        return frozenset({card.first.card})


def _give(given: dict[str, int], by: str, value: int | None) -> None:
    """Note what someone gives; None takes it back."""
    if value is None:
        given.pop(by, None)
    else:
        given[by] = value
