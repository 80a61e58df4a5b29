"""The results as the hall sees them: by the rules, with the bars and in the order of the outcome page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from veerkracht.web.atelier.outcome_bars import Bar, votes_bar
from veerkracht.web.atelier.outcome_statements import party_names, role_bars
from veerkracht.wijkschets.opinions import role_shares
from veerkracht.wijkschets.outcome import votes_of
from veerkracht.wijkschets.standing import Standing, most_shared, standings

if TYPE_CHECKING:
    from veerkracht.web.atelier.rooms import Room
    from veerkracht.wijkschets.opinions import RoleShares
    from veerkracht.wijkschets.votes import Votes

MOST, MOST_BARS = 3, 18
"""Statements, and bars of them, in each of the two columns: more cannot be read from ten metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One statement with a bar of everyone and of each role; a bar without parts says why it is not shown."""

    text: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What every role agrees with, what every role rejects, and where one role is for what another is against.

    Attributes:
        voted: whether anyone voted on a statement.
    """

    shared: tuple[Result, ...] = ()
    rejected: tuple[Result, ...] = ()
    divided: tuple[Result, ...] = ()
    voted: bool = False


def results_of(room: Room) -> Results:
    """Return the statements that are shared most, and those that divide most. The caller holds the lock."""
    votes = votes_of(room.board, room.who())
    if votes is None:
        return Results()
    order = most_shared(votes)
    found: dict[Standing, list[int]] = {}
    for at, standing in enumerate(standings(votes)):
        found.setdefault(standing, []).append(at)
    roles = role_shares(votes)
    # One bar more for everyone, and one for the small roles together.
    most = max(1, min(MOST, MOST_BARS // (2 + int(roles.is_shown.sum(axis=0).max()))))
    shared = sorted(found.get(Standing.SHARED, []), key=lambda at: -order[at])[:most]
    rejected = sorted(found.get(Standing.REJECTED, []), key=lambda at: order[at])[: most - len(shared)]
    divided = sorted(found.get(Standing.DIVIDED, []), key=lambda at: order[at])[:most]
    told = [_results(room, votes, roles, places) for places in (shared, rejected, divided)]
    return Results(shared=told[0], rejected=told[1], divided=told[2], voted=True)


def _results(room: Room, votes: Votes, roles: RoleShares, places: list[int]) -> tuple[Result, ...]:
    names = party_names(room.draaiboek)
    found = []
    for at in places:
        column = votes.values[:, at]
        agree, disagree, seen = int((column > 0).sum()), int((column < 0).sum()), int(votes.seen[:, at].sum())
        everyone = votes_bar(_("Iedereen"), agree=agree, disagree=disagree, seen=seen)
        bars = role_bars(votes, roles, at=at, names=names)
        found.append(Result(text=room.board.cards[votes.statements[at]].text, bars=(everyone, *bars)))
    return tuple(found)
