"""What the mean field holds between years and works out within one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.gradient import YearNotRunError
from veerkracht.stad.areas import Climate, Factors, climate_at_start
from veerkracht.stad.field_clearing import Clearing, Offer, Room, Space
from veerkracht.stad.field_life import Life, Moving, life_of
from veerkracht.stad.field_market import SLICES, Slice
from veerkracht.stad.households import GROUPS, SEGMENTS, TYPES
from veerkracht.stad.recorder import shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base

    Grid = NDArray[np.float64]


def _none() -> Grid:
    return np.empty(0)


@dataclass(slots=True, kw_only=True)
class Field:
    """What the mean field holds between years; filled in place.

    Attributes:
        homes: households, recent and settled, shape (2, types, homes).
        counted: the same by area, shape (types, areas).
        shares: by reliance, and the mean quintile, as `recorder.shares` of `counted`.
        occupied: households by home, shape (homes,).
        pools: shape (types, pools).
        temporary: by the area of origin, shape (types, areas).
        urgent: households that lost their home this year, of corporations (0) and others (1), (2, types, areas).
        dwellings: shape (homes,).
        fresh: homes built since the start, shape (homes,).
        vacated: homes left in the year before, shape (homes,).
        climate: of the areas.
        life: events and moves.
        space: nearness of places.
        room: arrays to work in, for the market.
    """

    homes: Grid
    counted: Grid
    shares: tuple[Grid, Grid]
    occupied: Grid
    pools: Grid
    temporary: Grid
    urgent: Grid
    dwellings: Grid
    fresh: Grid
    vacated: Grid
    climate: Climate
    life: Life
    space: Space
    room: Room


@dataclass(slots=True, kw_only=True)
class Notes:
    """What the steps of a year began with, for the way back; filled step by step, shapes as in `Field` and `Offer`.

    Attributes:
        homes: when the year began. So for `counted` and `climate`, but with the effort of the year.
        factors: what the climate does.
        conversion: homes left in the year before, homes, and households in them, before homes change segment.
        demolition: homes, new homes, and who stays and who searches, before homes are demolished.
        stock: homes and new homes when homes are weighed.
        urgent: who must move and who is in temporary housing, before they are housed.
        institution: who is in institutions then, shape (types,).
        vacant: homes that are free then.
        is_first: whether anybody is housed before all others.
        outside: searchers in pools, shape (types, pools).
        offer: what the market began with.
        part: share of each type in those of its group who found a home, shape (types,).
        kinds: who found a home, shape (types,).
        vacated: homes left in the year.
        after: households by type and area, and homes, at the end.
    """

    homes: Grid = field(default_factory=_none)
    counted: Grid = field(default_factory=_none)
    climate: Climate | None = None
    factors: Factors | None = None
    conversion: tuple[Grid, Grid, Grid] | None = None
    demolition: tuple[Grid, Grid, Moving] | None = None
    stock: tuple[Grid, Grid] = field(default_factory=lambda: (_none(), _none()))
    urgent: tuple[Grid, Grid] = field(default_factory=lambda: (_none(), _none()))
    institution: Grid = field(default_factory=_none)
    vacant: Grid = field(default_factory=_none)
    is_first: bool = False
    outside: Grid = field(default_factory=_none)
    offer: Offer | None = None
    part: Grid = field(default_factory=_none)
    kinds: Grid = field(default_factory=_none)
    vacated: Grid = field(default_factory=_none)
    after: tuple[Grid, Grid] = field(default_factory=lambda: (_none(), _none()))

    def market(self) -> Offer:
        """What the market began with.

        Raises:
            YearNotRunError: if the year was not run.
        """
        if self.offer is None:
            raise YearNotRunError
        return self.offer

    def begin(self) -> tuple[Climate, Factors]:
        """How the areas were, effort included, and what that does to households.

        Raises:
            YearNotRunError: if the year was not run.
        """
        if self.climate is None or self.factors is None:
            raise YearNotRunError
        return self.climate, self.factors


@dataclass(slots=True, kw_only=True)
class Year:
    """What is worked out in a year and needed on the way back of the gradient; filled.

    For 300 areas 5 MB (of which the two arrays by type and home take half); for 1,000 areas 17 MB.

    Attributes:
        moving: who stays and who moves; `stay` becomes who is there at the end of the year.
        weight: of homes for groups, shape (groups, homes).
        parts: the slices of the market; two in turns if nobody looks back.
        first: who is housed before all others, shape (types, homes).
        end: who got which home.
        notes: what the steps of the year began with; None if nobody looks back.
    """

    moving: Moving
    weight: Grid
    first: Grid
    parts: tuple[Slice, ...]
    end: Clearing
    notes: Notes | None

    @classmethod
    def empty(cls, base: Base, *, looks_back: bool, dtype: type[np.floating], slices: int = SLICES) -> Year:
        """Return room for a year with a market in so many slices."""
        areas, pools = base.city.areas, base.city.pools
        homes = SEGMENTS * areas
        # Two in turns are enough for who does not look back: one is read while the next is filled.
        parts = [Slice.empty(areas=areas, pools=pools, dtype=dtype) for _ in range(slices if looks_back else 2)]
        return cls(
            moving=Moving(
                stay=np.empty((2, TYPES, homes)),
                searching=np.empty((2, TYPES, homes)),
                inside=np.empty((GROUPS, homes)),
                asked=np.empty(homes),
                kept=np.empty(homes),
                leaving=np.empty(TYPES),
            ),
            weight=np.empty((GROUPS, homes)),
            first=np.zeros((TYPES, homes)),
            parts=tuple(parts[number % len(parts)] for number in range(slices)),
            end=Clearing.empty(areas=areas, pools=pools),
            notes=Notes() if looks_back else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What runs of one city with one draw of the coefficients share, and the arrays that they work in, one at a time.

    Attributes:
        homes: households at the start, shape (2, types, homes).
        life: events and moves.
        space: nearness of places.
        room: arrays to work in, for the market.
        years: for a gradient one a year; for a run two, used in turns.
    """

    homes: Grid
    life: Life
    space: Space
    room: Room
    years: tuple[Year, ...]


def memory_of(
    base: Base,
    *,
    dtype: type[np.floating] = np.float32,
    slices: int = SLICES,
    looks_back: int = 0,
    desk: Memory | None = None,
) -> Memory:
    """Return the memory for runs of a city; it may be used again for the same city and draw, not at the same time.

    Args:
        base: the city with one draw of the coefficients.
        dtype: of the numbers in which the distances between areas are worked out; float32 is seven figures.
        slices: in how many parts the searchers of a year come; fewer are faster.
        looks_back: years of a gradient; 0 for runs alone.
        desk: memory of another draw for the same city, made with the same dtype, slices and years: its arrays are
            worked in.
    """
    return Memory(
        homes=homes_of(base),
        life=life_of(base),
        space=space_of(base, dtype=dtype),
        room=desk.room if desk else Room.empty(areas=base.city.areas, pools=base.city.pools, dtype=dtype),
        years=desk.years if desk else _years(base, dtype=dtype, slices=slices, looks_back=looks_back),
    )


def homes_of(base: Base) -> Grid:
    """Return households at the start, recent and settled, shape (2, types, homes)."""
    homes = np.empty((2, *base.settled.shape))
    np.subtract(base.city.households, base.settled, out=homes[0], casting="unsafe")
    homes[1] = base.settled
    return homes.reshape(2, TYPES, -1)


def space_of(base: Base, *, dtype: type[np.floating] = np.float32) -> Space:
    """Return where the market is, in numbers that are near (float32) or nearer (float64)."""
    near = base.nearness[: base.city.areas + base.city.pools].astype(dtype)
    return Space(near=near, back=np.ascontiguousarray(near.T), far=np.array(base.coefficients.far))


def _years(base: Base, *, dtype: type[np.floating], slices: int, looks_back: int) -> tuple[Year, ...]:
    some = [Year.empty(base, looks_back=looks_back > 0, dtype=dtype, slices=slices) for _ in range(looks_back or 2)]
    if not looks_back:
        # Who is there at the end of a year stands in the arrays of that year; the others are filled again.
        some[1].parts, some[1].end, some[1].weight = some[0].parts, some[0].end, some[0].weight
        some[1].first = some[0].first
        some[1].moving = some[0].moving._replace(stay=some[1].moving.stay)
    return tuple(some)


def start_field(base: Base, memory: Memory) -> Field:
    """Return the city in the first year."""
    city = base.city
    counted = city.households.sum(axis=1).astype(np.float64)
    return Field(
        homes=memory.homes,
        counted=counted,
        shares=shares(counted),
        occupied=city.households.sum(axis=0).reshape(-1).astype(np.float64),
        pools=base.pools.astype(np.float64),
        temporary=np.zeros((TYPES, city.areas)),
        urgent=np.zeros((2, TYPES, city.areas)),
        dwellings=city.dwellings.reshape(-1).astype(np.float64),
        fresh=np.zeros(SEGMENTS * city.areas),
        vacated=base.vacated.reshape(-1).copy(),
        climate=climate_at_start(base),
        life=memory.life,
        space=memory.space,
        room=memory.room,
    )
