"""The board of each atelier that is in use, kept in memory by this process and brought up to date from the log.

The log is the truth: a room can be thrown away at any moment and is then made again from it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veerkracht.web.atelier.models import Participant
from veerkracht.web.atelier.reading import done_since
from veerkracht.wijkschets.board import Board
from veerkracht.wijkschets.deeds import Steer
from veerkracht.wijkschets.log import Channel
from veerkracht.wijkschets.tally import Who
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    import uuid

    from veerkracht.web.atelier.models import Atelier
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
        board: as far as this process knows.
        touched: number of the last deed that changed each item of the board.
        people: who takes part, by id.
    """

    atelier_id: uuid.UUID
    draaiboek: Draaiboek
    edition: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    board: Board = field(default_factory=Board)
    touched: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def add(self, done: Done) -> None:
        """Add a deed to the board. The caller holds the lock."""
        for item in self.board.apply(done):
            self.touched[item] = done.number
        if isinstance(done.deed, Steer):
            # Another step may show, or no longer show, how many chose what.
            chosen = (
                key for key, card in self.board.cards.items() if card.votes or card.dots or card.points or card.ratings
            )
            self.touched.update(dict.fromkeys(chosen, done.number))
        if done.by not in self.people:
            self.learn()

    def catch_up(self) -> int:
        """Add what others did meanwhile; return the number of the last deed. The caller holds the lock."""
        for done in done_since(self.atelier_id, self.board.number):
            self.add(done)
        return self.board.number

    def learn(self) -> None:
        """Read who takes part."""
        found = Participant.objects.filter(atelier_id=self.atelier_id).values_list(
            "id", "pseudonym", "party", "own_party", "origin", "channel"
        )
        for key, name, party, own, origin, channel in found:
            self.people[str(key)] = Person(name=name, party=party, own_party=own, origin=origin, channel=channel)

    def who(self) -> dict[str, Who]:
        """Return the roles and channels of all, for counting."""
        return {key: Who(party=one.party, channel=Channel(one.channel)) for key, one in self.people.items()}


class Rooms:
    """The rooms of this process."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._rooms: OrderedDict[uuid.UUID, Room] = OrderedDict()

    def of(self, atelier: Atelier) -> Room:
        """Return the room of an atelier as it now is in the database; its board may be behind until `catch_up`."""
        with self._lock:
            room = self._rooms.get(atelier.pk)
            if room is None or room.edition < atelier.edition:
                room = Room(atelier.pk, draaiboek_from(atelier.draaiboek), atelier.edition)
                self._rooms[atelier.pk] = room
                while len(self._rooms) > MOST_ROOMS:
                    self._rooms.popitem(last=False)
            self._rooms.move_to_end(atelier.pk)
            return room

    def forget(self, atelier_id: uuid.UUID) -> None:
        """Throw a room away: it is made again from the log."""
        with self._lock:
            self._rooms.pop(atelier_id, None)


rooms = Rooms()
