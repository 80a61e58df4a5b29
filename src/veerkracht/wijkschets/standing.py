"""What people share and where they differ, for each statement: said of roles, never of one or two people."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.wijkschets.consensus import group_aware_consensus
from veerkracht.wijkschets.opinions import LEAST_SHOWN, pooled_roles
from veerkracht.wijkschets.votes import tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.wijkschets.opinions import RoleShares
    from veerkracht.wijkschets.votes import Votes


class Standing(StrEnum):
    """How a statement stands between the roles.

    Attributes:
        SHARED: in each role more than half agree.
        REJECTED: in each role more than half disagree.
        DIVIDED: in one role more than half agree, in another more than half disagree.
        OPEN: none of these: somewhere no answer has a majority.
        FEW: too few people answered to say anything.
    """

    SHARED = "shared"
    REJECTED = "rejected"
    DIVIDED = "divided"
    OPEN = "open"
    FEW = "few"


def standings(votes: Votes) -> tuple[Standing, ...]:
    """Return how each statement stands.

    A majority is more than half of who answered, `weet niet` included: who doubts is not on either side. Roles of fewer
    than three people count together; where fewer than three of a role answered, the role is passed over. Without roles
    the whole room counts as one. A majority in a small group is a fact about that group, not an estimate of a larger
    one.

    Args:
        votes: of everyone, with roles if they are known.
    """
    counts = tally(votes, groups=_rooms(votes))
    found = []
    for at in range(len(votes.statements)):
        big = [
            (int(agree), int(disagree), int(seen))
            for agree, disagree, seen in zip(
                counts.agree[:, at], counts.disagree[:, at], counts.seen[:, at], strict=True
            )
            if seen >= LEAST_SHOWN
        ]
        found.append(_standing(big))
    return tuple(found)


def most_shared(votes: Votes) -> NDArray[np.float64]:
    """Return how far each statement is shared, for the order on every screen and page; shape (statements,).

    Group-aware consensus over the same roles as `standings`: what one role rejects comes late, however large the others
    are.

    Args:
        votes: of everyone, with roles if they are known.
    """
    return group_aware_consensus(tally(votes, groups=_rooms(votes)))


def _rooms(votes: Votes) -> list[NDArray[np.intp]]:
    """Return the people of each role that counts apart; without roles the whole room is one."""
    return list(pooled_roles(votes).values()) or [np.arange(len(votes.people))]


def _standing(big: list[tuple[int, int, int]]) -> Standing:
    if not big:
        return Standing.FEW
    yes = [2 * agree > seen for agree, _disagree, seen in big]
    no = [2 * disagree > seen for _agree, disagree, seen in big]
    if all(yes):
        return Standing.SHARED
    if all(no):
        return Standing.REJECTED
    return Standing.DIVIDED if any(yes) and any(no) else Standing.OPEN


def small_roles(votes: Votes, roles: RoleShares, *, statement: int) -> tuple[int, int, int] | None:
    """Return how many of all small roles together agreed, disagreed and answered.

    None where too few answered, or where what is then left would give away what one or two people said.

    Args:
        votes: of everyone.
        roles: what each role said of them.
        statement: place of the statement.
    """
    rows = pooled_roles(votes).get("+")
    if rows is None:
        return None
    counts = tally(votes, groups=[rows])
    agree, disagree, seen = (int(part[0, statement]) for part in (counts.agree, counts.disagree, counts.seen))
    shown = int(roles.counts.seen[roles.is_shown[:, statement], statement].sum())
    left = int(votes.seen[:, statement].sum()) - shown - seen
    return (agree, disagree, seen) if seen >= LEAST_SHOWN and not 0 < left < LEAST_SHOWN else None
