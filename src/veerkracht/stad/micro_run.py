"""What one run of the engine of households holds between its years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from veerkracht.stad.areas import Climate
    from veerkracht.stad.base import Base
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.micro_choice import Choice
    from veerkracht.stad.micro_market import Market
    from veerkracht.stad.people import People

    Grid = NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class Run:
    """What one run holds between years; it is filled in place and never leaves `simulate`.

    Attributes:
        counted: households by type and place, shape (types, areas + pools + areas).
        moving: households in a home that search for another, shape (homes,).
        fresh: homes built since the start, shape (segments, areas).
        vacated: homes left in the year before, shape (segments, areas).
        waiting_back: households in temporary housing that wait for a new home in their area, shape (areas,).
        moves: as in `Trajectory`.
        lists: room for the numbers of households that end, leave and search; shape (3, households).
        codes: a number of each area that does not depend on the others, for its luck.
    """

    base: Base
    levers: Levers
    people: People
    market: Market
    choice: Choice
    climate: Climate
    counted: Grid
    moving: Grid
    fresh: Grid
    vacated: Grid
    waiting_back: NDArray[np.int64]
    moves: NDArray[np.int32]
    lists: NDArray[np.int32]
    codes: NDArray[np.uint64]
