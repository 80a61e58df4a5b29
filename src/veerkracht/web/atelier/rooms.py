"""The board of each atelier that is in use, kept in memory by this process and brought up to date from the log.

The log is the truth: a room can be thrown away at any moment and is then made again from it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veerkracht.web.atelier.models import Atelier, Participant
from veerkracht.web.atelier.reading import done_since
from veerkracht.wijkschets.board import Board
from veerkracht.wijkschets.deeds import Steer
from veerkracht.wijkschets.log import Channel
from veerkracht.wijkschets.tally import Who
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    import uuid

    from veerkracht.wijkschets.board import Done
    from veerkracht.wijkschets.draaiboek import Draaiboek

MOST_ROOMS = 40
"""Boards kept in memory; the one that was used longest ago is forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who takes part, as the others see it."""

    name: str
    party: str
    own_party: str
    origin: str
    channel: str


@dataclass(slots=True)
class Room:
    """One atelier in memory.

    Attributes:
        draaiboek: its steps.
        edition: of the atelier when this was made.
        lock: whoever reads or changes the board holds it.
        queue: what waits to be added; whoever gets the lock adds all of it (see `actions.adding`).
        board: as far as this process knows.
        touched: number of the last deed that changed each item of the board.
        numbers: of each deed in the log, by the id that its device made.
        texts: what an item looks like to an audience, and the number for which that holds (see `showing`).
        people: who takes part, by id; None for someone who does not (who leads, or was erased).
    """

    atelier_id: uuid.UUID
    draaiboek: Draaiboek
    edition: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    queue: deque[Any] = field(default_factory=deque)
    board: Board = field(default_factory=Board)
    touched: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    people: dict[str, Person | None] = field(default_factory=dict)
    _who: dict[str, Who] = field(default_factory=dict)

    def add(self, done: Done) -> None:
        """Add a deed to the board. The caller holds the lock."""
        self.numbers[done.id] = done.number
        for item in self.board.apply(done):
            self.touched[item] = done.number
        if isinstance(done.deed, Steer):
            # Another step may show, or no longer show, how many chose what.
            cards = self.board.cards.items()
            chosen = (key for key, card in cards if card.votes or card.dots or card.points or card.ratings)
            self.touched.update(dict.fromkeys(chosen, done.number))
        self.person(done.by)

    def catch_up(self) -> int:
        """Add what others did meanwhile; return the number of the last deed. The caller holds the lock.

        Where words were erased or the draaiboek changed, all is made again.
        """
        asked = Atelier.objects.filter(pk=self.atelier_id).values_list("number", "edition")
        number, edition = asked.get()
        self.meet(number=number, edition=edition)
        return self.board.number

    def meet(self, *, number: int, edition: int) -> None:
        """Bring the board to what the database says of it. The caller holds the lock."""
        if edition != self.edition:
            self.restart(edition)
        if number > self.board.number:
            for done in done_since(self.atelier_id, self.board.number):
                self.add(done)

    def restart(self, edition: int) -> None:
        """Forget everything; it is read again from the log. The caller holds the lock."""
        values = Atelier.objects.values_list("draaiboek", flat=True).get(pk=self.atelier_id)
        self.draaiboek, self.edition = draaiboek_from(values), edition
        self.empty()

    def empty(self) -> None:
        """Forget what lies on the board. The caller holds the lock."""
        self.board = Board()
        for kept in (self.touched, self.numbers, self.texts, self.people, self._who):
            kept.clear()

    def person(self, key: str) -> Person | None:
        """Return who takes part under an id; None for someone who does not."""
        if key not in self.people:
            self.learn()
            self.people.setdefault(key, None)
        return self.people[key]

    def learn(self) -> None:
        """Read who takes part."""
        found = Participant.objects.filter(atelier_id=self.atelier_id, erased=None).values_list(
            "id", "pseudonym", "party", "own_party", "origin", "channel"
        )
        for key, name, party, own, origin, channel in found:
            self.people[str(key)] = Person(name=name, party=party, own_party=own, origin=origin, channel=channel)
            self._who[str(key)] = Who(party=party, channel=Channel(channel))

    def who(self) -> dict[str, Who]:
        """Return the roles and channels of all, for counting."""
        return self._who


class Rooms:
    """The rooms of this process."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._rooms: OrderedDict[uuid.UUID, Room] = OrderedDict()

    def of(self, atelier: Atelier) -> Room:
        """Return the room of an atelier; its board may be behind until `catch_up`."""
        with self._lock:
            room = self._rooms.get(atelier.pk)
            if room is None:
                room = self._rooms[atelier.pk] = Room(
                    atelier.pk, draaiboek_from(atelier.draaiboek), edition=atelier.edition
                )
                while len(self._rooms) > MOST_ROOMS:
                    self._rooms.popitem(last=False)
            self._rooms.move_to_end(atelier.pk)
            return room

    def forget(self, atelier_id: uuid.UUID) -> None:
        """Throw a room away: it is made again from the log."""
        with self._lock:
            self._rooms.pop(atelier_id, None)


rooms = Rooms()
