"""What came out of an atelier in numbers: votes, scores, points and dots of all people, by role and by channel."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.wijkschets.agreement import agreement, agreement_interval
from veerkracht.wijkschets.deeds import SCALE
from veerkracht.wijkschets.equal_shares import equal_shares
from veerkracht.wijkschets.majority_judgement import majority_judgement
from veerkracht.wijkschets.tally import votes_matrix
from veerkracht.wijkschets.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.wijkschets.board import Board, Card
    from veerkracht.wijkschets.equal_shares import Completion, Division
    from veerkracht.wijkschets.majority_judgement import Judged
    from veerkracht.wijkschets.tally import Who

_DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The scores of one card.

    Attributes:
        card: its id.
        counts: how many gave 1 to 5.
        agreement: van der Eijk's A.
        interval: its 95% interval; None where fewer than two scored.
        channels: how many people scored, per channel.
    """

    card: str
    counts: tuple[int, ...]
    agreement: float
    interval: tuple[float, float] | None
    channels: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The order of majority judgement, of those who scored every card: only they can be compared.

    Attributes:
        people: how many scored every card.
        of: how many scored any.
        order: best first; empty if nobody scored all.
    """

    people: int
    of: int
    order: tuple[Judged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Dots or points of one card.

    Attributes:
        card: its id.
        total: in all.
        people: how many gave any.
        channels: those people per channel.
    """

    card: str
    total: int
    people: int
    channels: Mapping[str, int]


def votes_of(board: Board, people: Mapping[str, Who]) -> Votes | None:
    """Return the votes with roles, people and statements by id; None if nobody voted."""
    voters, cards, rows = votes_matrix(board, people)
    if not voters:
        return None
    seen = np.array([[value is not None for value in row] for row in rows])
    values = np.array([[value or 0 for value in row] for row in rows], dtype=np.int8)
    roles = tuple(people[one].party for one in voters)
    return Votes(people=tuple(voters), statements=tuple(cards), values=values, seen=seen, roles=roles)


def rated_of(board: Board, people: Mapping[str, Who], *, seed: int) -> list[Rated]:
    """Return the scores of every card in sight that has any, in the order of the board.

    Args:
        board: with all cards.
        people: who takes part.
        seed: for the bootstrap; each card has draws of its own.
    """
    found = []
    for card in _seen(board, "ratings"):
        given = Counter(card.ratings.values())
        counts = tuple(given[value] for value in SCALE)
        generator = np.random.default_rng([seed, card.number])
        found.append(
            Rated(
                card=card.first.card,
                counts=counts,
                agreement=agreement(counts),
                interval=agreement_interval(np.array(counts), draws=_DRAWS, generator=generator),
                channels=_channels(card.ratings, people),
            )
        )
    return found


def judged_of(board: Board) -> Judgement:
    """Return the order of majority judgement over the cards in sight that were scored.

    Majority judgement compares cards that the same number of people judged. People who left some cards open are left
    out here (and only here), rather than taken to think the worst of what they did not judge.
    """
    cards = _seen(board, "ratings")
    everyone = {person for card in cards for person in card.ratings}
    whole = {person for person in everyone if all(person in card.ratings for card in cards)}
    if not whole:
        return Judgement(people=0, of=len(everyone), order=())
    grades = {}
    for card in cards:
        given = Counter(card.ratings[person] for person in whole)
        grades[card.first.card] = [given[value] for value in SCALE]
    return Judgement(people=len(whole), of=len(everyone), order=majority_judgement(grades))


def given_of(board: Board, people: Mapping[str, Who], *, what: str) -> list[Given]:
    """Return how many `dots` or `points` each card in sight got, the most first."""
    found = []
    for card in _seen(board, what):
        given = getattr(card, what)
        found.append(
            Given(
                card=card.first.card,
                total=sum(given.values()),
                people=len(given),
                channels=_channels(given, people),
            )
        )
    return sorted(found, key=lambda one: -one.total)


def divided(board: Board, *, costs: Mapping[str, int], budget: int, completion: Completion) -> Division:
    """Return which cards can be paid for by the method of equal shares.

    Who gave a card points wants it; how many points does not count here, for the method asks only who wants what.

    Args:
        board: with the points.
        costs: of each card that can be chosen, by id.
        budget: what there is, in the unit of the costs.
        completion: the rule for what is left.

    Raises:
        BudgetError: if a cost or the budget is not above 0.
    """
    cards = [card for card in _seen(board, "points") if card.first.card in costs]
    people = sorted({person for card in _seen(board, "points") for person in card.points})
    ballots = [[card.first.card for card in cards if person in card.points] for person in people]
    return equal_shares(costs, ballots=ballots, budget=budget, completion=completion)


def _seen(board: Board, what: str) -> list[Card]:
    cards = (card for card in board.cards.values() if card.is_seen and getattr(card, what))
    return sorted(cards, key=lambda card: card.number)


def _channels(given: Mapping[str, int], people: Mapping[str, Who]) -> dict[str, int]:
    return dict(sorted(Counter(str(people[one].channel) for one in given if one in people).items()))
