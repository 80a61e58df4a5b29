"""The votes of a room: who said yes, no or pass to which statement, and who never saw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.wijkschets import VoteShapeError, VoteValueError

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Votes of people on statements.

    Attributes:
        people: one name or number a person, each once.
        statements: one name or number a statement, each once.
        values: shape (people, statements): 1 agrees, -1 disagrees, 0 passes; 0 too where not `seen`.
        seen: shape (people, statements): whether the person answered, also with a pass.
        roles: the role of each person, "" if it has none; empty if roles were not asked for.

    Raises:
        VoteShapeError: if the shapes do not fit.
        VoteValueError: if a value is none of 1, 0 and -1.
    """

    people: tuple[str, ...]
    statements: tuple[str, ...]
    values: NDArray[np.int8]
    seen: NDArray[np.bool_]
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        right = (len(self.people), len(self.statements))
        if self.values.shape != right or self.seen.shape != right:
            raise VoteShapeError(people=right[0], statements=right[1], values=self.values.shape, seen=self.seen.shape)
        if self.roles and len(self.roles) != len(self.people):
            raise VoteShapeError(people=right[0], statements=right[1], values=(len(self.roles),), seen=self.seen.shape)
        wrong = (self.values < DISAGREE) | (self.values > AGREE) | (~self.seen & (self.values != 0))
        if wrong.any():
            row, column = (int(place[0]) for place in np.nonzero(wrong))
            raise VoteValueError(self.people[row], statement=self.statements[column], value=self.values[row, column])

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many statements each person answered, shape (people,)."""
        return np.asarray(self.seen.sum(axis=1))

    def named_roles(self) -> tuple[str, ...]:
        """Return the roles that occur, in alphabetical order."""
        return tuple(sorted({role for role in self.roles if role}))

    def rows_of(self, role: str) -> NDArray[np.intp]:
        """Return the places of the people with a role."""
        return np.array([row for row, own in enumerate(self.roles) if own == role], dtype=np.intp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What groups of people said to each statement; every array has shape (groups, statements).

    Attributes:
        agree: how many agreed.
        disagree: how many disagreed.
        seen: how many answered, passes included.
    """

    agree: NDArray[np.int64]
    disagree: NDArray[np.int64]
    seen: NDArray[np.int64]

    @property
    def passes(self) -> NDArray[np.int64]:
        """How many passed."""
        return self.seen - self.agree - self.disagree

    def others(self) -> Tally:
        """Return for each group what all other groups together said."""
        return Tally(
            agree=self.agree.sum(axis=0) - self.agree,
            disagree=self.disagree.sum(axis=0) - self.disagree,
            seen=self.seen.sum(axis=0) - self.seen,
        )


def tally(votes: Votes, *, groups: list[NDArray[np.intp]]) -> Tally:
    """Count the votes of groups of people.

    Args:
        votes: of everyone.
        groups: the rows of each group.
    """
    shape = (len(groups), len(votes.statements))
    agree, disagree, seen = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for place, rows in enumerate(groups):
        agree[place] = (votes.values[rows] == AGREE).sum(axis=0)
        disagree[place] = (votes.values[rows] == DISAGREE).sum(axis=0)
        seen[place] = votes.seen[rows].sum(axis=0)
    return Tally(agree=agree, disagree=disagree, seen=seen)
