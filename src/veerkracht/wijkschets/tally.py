"""Counting what people chose: per role and per channel, so that paper counts and is told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.wijkschets.board import Board, Card
    from veerkracht.wijkschets.log import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """What is known of someone who chose.

    Attributes:
        party: key of the role.
        channel: through what he or she takes part.
    """

    party: str
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was chosen about one card.

    Attributes:
        card: its id.
        votes: how many voted 1, 0 and -1.
        ratings: how many gave 1 to 5.
        dots, points: in all.
        by_party: the votes of each role.
        by_channel: how many people chose something, per channel.
    """

    card: str
    votes: dict[int, int]
    ratings: dict[int, int]
    dots: int
    points: int
    by_party: dict[str, dict[int, int]]
    by_channel: dict[str, int]


def tally_of(card: Card, people: Mapping[str, Who]) -> Tally:
    """Return what was chosen about a card.

    Args:
        card: on the board.
        people: who takes part, by id; of an id that is not in it the role and channel are `?`.
    """
    chose = {*card.votes, *card.ratings, *card.dots, *card.points}
    by_party: dict[str, Counter[int]] = {}
    for person, value in card.votes.items():
        party = people[person].party if person in people else "?"
        by_party.setdefault(party, Counter())[value] += 1
    channels = Counter(str(people[one].channel) if one in people else "?" for one in chose)
    return Tally(
        card=card.first.card,
        votes=_counted(card.votes, (1, 0, -1)),
        ratings=_counted(card.ratings, range(1, 6)),
        dots=sum(card.dots.values()),
        points=sum(card.points.values()),
        by_party={party: {value: count[value] for value in (1, 0, -1)} for party, count in sorted(by_party.items())},
        by_channel=dict(sorted(channels.items())),
    )


def parties_told(tally: Tally, *, fewest: int) -> frozenset[str]:
    """Return the roles whose votes may be shown apart.

    As `roles_told`, for the votes on one card.
    """
    seen = {party: sum(votes.values()) for party, votes in tally.by_party.items()}
    return roles_told(seen, everyone=sum(seen.values()), fewest=fewest)


def roles_told(seen: Mapping[str, int], *, everyone: int, fewest: int) -> frozenset[str]:
    """Return the roles whose answers may be shown apart: the one rule for every screen, page and file.

    Not those of fewer voters than `fewest`. Where what everyone voted less what is shown would tell what so few voted,
    the smallest of the others is not shown either. Two pages with two rules would together tell what each keeps back.

    Args:
        seen: how many of each role answered.
        everyone: how many answered in all, those without a role included.
        fewest: who answered of a role that is shown.
    """
    told = sorted((role for role, count in seen.items() if count >= fewest), key=lambda role: (-seen[role], role))
    while told and 0 < everyone - sum(seen[role] for role in told) < fewest:
        told.pop()
    return frozenset(told)


def votes_matrix(board: Board, people: Mapping[str, Who]) -> tuple[list[str], list[str], list[list[int | None]]]:
    """Return who voted what, for the maths of opinions.

    Returns:
        The ids of the people (who voted at least once, sorted), the ids of the statements in sight in their order, and
        one row a person with 1, 0, -1 or None for each statement.
    """
    cards = sorted((card for card in board.cards.values() if card.is_seen and card.votes), key=lambda card: card.number)
    voters = sorted({person for card in cards for person in card.votes if person in people})
    rows = [[card.votes.get(person) for card in cards] for person in voters]
    return voters, [card.first.card for card in cards], rows


def _counted(given: Mapping[str, int], values: tuple[int, ...] | range) -> dict[int, int]:
    found = Counter(given.values())
    return {value: found[value] for value in values}
