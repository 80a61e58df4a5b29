"""What came out of an atelier, worked out once for as long as nobody votes anew."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import shows_results
from veerkracht.wijkschets.board import Board
from veerkracht.wijkschets.clock import State
from veerkracht.wijkschets.opinions import opinions
from veerkracht.wijkschets.outcome import votes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.web.atelier.models import Atelier
    from veerkracht.web.atelier.rooms import Person
    from veerkracht.wijkschets.draaiboek import Draaiboek
    from veerkracht.wijkschets.opinions import Opinions
    from veerkracht.wijkschets.tally import Who
    from veerkracht.wijkschets.votes import Votes

SEED = 1
"""The same as the command `wijkschets opinies` takes, so that the export gives the same answer there."""

_MOST_KEPT = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An atelier as it stood at one moment; nothing that comes in later changes it.

    Attributes:
        number: of the last line of the log.
        is_shown: whether everyone who takes part may see how many chose what.
    """

    number: int
    board: Board
    people: Mapping[str, Person]
    who: Mapping[str, Who]
    draaiboek: Draaiboek
    is_shown: bool


def moment_of(atelier: Atelier) -> Moment:
    """Return how an atelier stands now."""
    room = rooms.of(atelier)
    with room.lock:
        number = room.catch_up()
        room.learn()
        is_over = room.board.clock.state is State.CLOSED
        return Moment(
            number=number,
            board=_copied(room.board),
            people={key: one for key, one in room.people.items() if one is not None},
            who=room.who(),
            draaiboek=room.draaiboek,
            is_shown=is_over or shows_results(room),
        )


def opinions_at(moment: Moment) -> Opinions | None:
    """Return what the votes say; None if nobody voted. Takes a second where many voted, and is then remembered."""
    votes = votes_of(moment.board, moment.who)
    return None if votes is None else _remembered.of(votes)


def _copied(board: Board) -> Board:
    cards = {
        key: replace(
            card,
            reactions=list(card.reactions),
            votes=dict(card.votes),
            dots=dict(card.dots),
            points=dict(card.points),
            ratings=dict(card.ratings),
        )
        for key, card in board.cards.items()
    }
    blocks = {
        key: replace(one, beside=list(one.beside), earlier=list(one.earlier)) for key, one in board.blocks.items()
    }
    clock = replace(board.clock, visited=list(board.clock.visited))
    return Board(cards=cards, clusters=dict(board.clusters), blocks=blocks, clock=clock, number=board.number)


class _Remembered:
    """Answers by the votes they are about: a reaction or a new card asks for no new answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}
        self._found: OrderedDict[str, Opinions] = OrderedDict()

    def of(self, votes: Votes) -> Opinions:
        """Return the answer; of those who ask at once, one works it out and the others wait."""
        key = _key(votes)
        with self._lock:
            turn = self._busy.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                found = self._found.get(key)
            if found is None:
                found = opinions(votes, seed=SEED)
            with self._lock:
                self._busy.pop(key, None)
                self._found[key] = found
                self._found.move_to_end(key)
                while len(self._found) > _MOST_KEPT:
                    self._found.popitem(last=False)
        return found


def _key(votes: Votes) -> str:
    names = "\n".join(["people", *votes.people, "statements", *votes.statements, "roles", *votes.roles])
    return hashlib.sha256(names.encode() + votes.values.tobytes() + votes.seen.tobytes()).hexdigest()


_remembered = _Remembered()
