"""The books of a run: what is counted in a year, and all years together as a `Trajectory`."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.events import by_income, by_reliance
from veerkracht.stad.households import INCOMES, LETTINGS, RELIANCES, SEGMENTS
from veerkracht.stad.trajectory import FLOWS, Trajectory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.areas import Climate
    from veerkracht.stad.base import Base

    Grid = NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class Book:
    """What is counted in one year; filled while the year passes. Shapes as in `Trajectory`, without the years."""

    flows: dict[str, float]
    left_to: Grid
    arrived_from: Grid
    urgent_to: Grid
    quota_to: Grid
    housed_to: Grid
    searched: Grid
    found: Grid
    seekers: Grid
    let_to: Grid
    rehoused_in: Grid
    distance: Grid

    @classmethod
    def of(cls, base: Base) -> Book:
        """Return empty books for a year."""
        areas, pools = base.city.areas, base.city.pools
        return cls(
            flows=dict.fromkeys(FLOWS, 0.0),
            left_to=np.zeros((RELIANCES, pools)),
            arrived_from=np.zeros((RELIANCES, pools)),
            urgent_to=np.zeros(areas),
            quota_to=np.zeros(areas),
            housed_to=np.zeros(areas),
            searched=np.zeros(INCOMES),
            found=np.zeros(INCOMES),
            seekers=np.zeros((LETTINGS, INCOMES)),
            let_to=np.zeros((LETTINGS, INCOMES)),
            rehoused_in=np.zeros(SEGMENTS),
            distance=np.zeros(2),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The city at the end of a year.

    Attributes:
        homes: shape (types, areas), all segments together.
        occupied, dwellings: shape (segments, areas).
        outside: shape (types, pools + areas): pools, then temporary housing by the area of origin.
        climate: of the areas.
        left: homes left in the year, shape (areas,).
    """

    homes: Grid
    occupied: Grid
    dwellings: Grid
    outside: Grid
    climate: Climate
    left: Grid


@dataclass(slots=True, kw_only=True)
class Recorder:
    """All years so far."""

    pools: int
    states: list[State] = field(default_factory=list)
    books: list[Book] = field(default_factory=list)

    def write(self, state: State, book: Book | None = None) -> None:
        """Add a year; the start has no book."""
        self.states.append(state)
        if book is not None:
            self.books.append(book)

    def trajectory(self, *, moves: Grid | None) -> Trajectory:
        """Return all years as arrays."""
        states, books = self.states, self.books
        reliance = np.stack([by_reliance(state.outside) for state in states])
        return Trajectory(
            reliance=np.stack([by_reliance(state.homes) for state in states]),
            incomes=np.stack([by_income(state.homes) for state in states]),
            occupied=np.stack([state.occupied for state in states]).astype(np.float64),
            dwellings=np.stack([state.dwellings for state in states]).astype(np.float64),
            nuisance=np.stack([state.climate.nuisance for state in states]),
            cohesion=np.stack([state.climate.cohesion for state in states]),
            quality=np.stack([state.climate.quality for state in states]),
            turnover=np.stack([_turnover(*pair) for pair in pairwise(states)]),
            pools=reliance[:, :, : self.pools],
            temporary=reliance[:, :, self.pools :],
            flows=np.array([[book.flows[name] for name in FLOWS] for book in books]),
            left_to=np.stack([book.left_to for book in books]),
            arrived_from=np.stack([book.arrived_from for book in books]),
            urgent_to=np.stack([book.urgent_to for book in books]),
            quota_to=np.stack([book.quota_to for book in books]),
            housed_to=np.stack([book.housed_to for book in books]),
            searched=np.stack([book.searched for book in books]),
            found=np.stack([book.found for book in books]),
            seekers=np.stack([book.seekers for book in books]),
            let_to=np.stack([book.let_to for book in books]),
            rehoused_in=np.stack([book.rehoused_in for book in books]),
            moves=moves,
            distance=np.stack([book.distance for book in books]),
        )


def _turnover(before: State, after: State) -> Grid:
    """Return the share of the homes that stood when a year began that was left in it, shape (areas,).

    Who leaves lived there then, and leaves once: it is a share, however much is demolished or built in the year.
    """
    return np.asarray(after.left / np.maximum(before.dwellings.sum(axis=0), 1.0))


def shares(homes: Grid) -> tuple[Grid, Grid]:
    """Return shares by reliance and the mean quintile per area, of counts by type and area; 0 where nobody lives."""
    total = np.maximum(homes.sum(axis=0), 1e-9)
    income = (by_income(homes) * np.arange(INCOMES)[:, None]).sum(axis=0) / total
    return by_reliance(homes) / total, income


def works_of(built: Grid, demolished: Grid, *, dwellings: Grid) -> Grid:
    """Return the share of the homes of an area that is built or demolished in a year, at most 1; shape (areas,)."""
    return np.asarray(np.minimum((built + demolished).sum(axis=0) / np.maximum(dwellings.sum(axis=0), 1.0), 1.0))
