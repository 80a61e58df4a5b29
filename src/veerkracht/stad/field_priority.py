"""The mean field: homes that are built and demolished in a year, and who is housed before all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.events import by_group
from veerkracht.stad.households import GROUP, INCOME, INCOMES, SEGMENTS, SOCIAL, TYPES, Letting, Pool, Segment
from veerkracht.stad.levers import CONVERSIONS
from veerkracht.stad.micro_stock import CONVERTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.base import Base
    from veerkracht.stad.field_state import Field, Year
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.recorder import Book

    Grid = NDArray[np.float64]

_CHANGED = ("stay", "searching", "inside", "asked", "kept")  # of who moves, by demolition
FEW = 1e-9  # households: fewer do not look again
ROUNDS = 3  # urgents who find a home taken look again so often


def build_and_demolish(
    base: Base, state: Field, levers: Levers, *, number: int, year: Year, left: Grid, book: Book
) -> Grid:
    """Convert, demolish and build; return what homes were left. Who moves (`year.moving`) is changed in place.

    Households that lose their home stand in `state.temporary` (with a right to return) or in `state.urgent`.
    """
    moving = year.moving
    if levers.conversion[number].any():
        if year.notes:
            occupied = moving.kept + moving.asked
            year.notes.conversion = (state.vacated.copy(), state.dwellings.copy(), occupied)
        _convert(state, levers.conversion[number], occupied=moving.kept + moving.asked)
    state.urgent[:] = 0.0
    if levers.demolished[number].any():
        # What was sold or made dearer this year or before cannot be demolished as what it was.
        demolished = np.minimum(levers.demolished[number].reshape(-1), state.dwellings)
        if year.notes:
            before = moving._replace(**{name: getattr(moving, name).copy() for name in _CHANGED})
            year.notes.demolition = (state.dwellings.copy(), state.fresh.copy(), before)
        occupied = moving.kept + moving.asked
        lose = np.maximum(demolished - (state.dwellings - occupied), 0.0)
        part = lose / np.maximum(occupied, 1e-12)
        gone = (moving.stay.sum(axis=0) + moving.searching.sum(axis=0)) * part
        for array in (getattr(moving, name) for name in _CHANGED):
            np.multiply(array, 1.0 - part, out=array)
        _displace(base, state, levers, gone=gone.reshape(TYPES, SEGMENTS, -1), year=number)
        state.dwellings -= demolished
        state.fresh = np.minimum(state.fresh, state.dwellings)
        left = left + lose
        book.flows["displaced"] = float(lose.sum())
    state.dwellings += levers.built[number].reshape(-1)
    state.fresh += levers.built[number].reshape(-1)
    return left


def _convert(state: Field, share: Grid, *, occupied: Grid) -> None:
    dwellings = state.dwellings.reshape(SEGMENTS, -1)
    left = np.maximum(dwellings - occupied.reshape(SEGMENTS, -1), 0.0)
    vacated = state.vacated.reshape(SEGMENTS, -1)
    for place, name in enumerate(CONVERSIONS):
        source, target = CONVERTS[name]
        done = np.minimum(share[place] * vacated[source], left[source])
        for stock in (left, dwellings):
            stock[source] -= done
            stock[target] += done


def _displace(base: Base, state: Field, levers: Levers, *, gone: Grid, year: int) -> None:
    later = levers.built[year + 1 :, SOCIAL].sum(axis=(0, 1)) > 0
    rented = gone[:, SOCIAL].sum(axis=1)
    back = base.coefficients.return_share * later
    state.temporary += rented * back
    state.urgent[0] = rented * (1.0 - back)
    state.urgent[1] = gone.sum(axis=1) - rented


def house_first(
    base: Base,
    state: Field,
    levers: Levers,
    *,
    number: int,
    year: Year,
    vacant: Grid,
    outside: Grid,
    book: Book,
) -> tuple[Grid, Grid]:
    """House who returns, then urgents, then the quota; return what is then free and who came, by type and home.

    Urgents who find nothing search in the market with who waits: they are added to `outside`, in place.
    """
    if not (state.temporary.any() or state.urgent.any() or levers.quota[number] > 0):
        return vacant, year.first[:0]
    came, free = year.first, vacant.copy()
    came[:] = 0.0
    if state.temporary.any():
        _return(base, state, levers, year=number, came=came, free=free, book=book)
    if state.urgent.any():
        _urgent(base, state, weight=year.weight, came=came, free=free, outside=outside, book=book)
    if levers.quota[number] > 0:
        _quota(base, state, levers, year=number, came=came, free=free, book=book)
    book.housed_to += (vacant - free).reshape(SEGMENTS, -1).sum(axis=0)
    return free, came


def _return(base: Base, state: Field, levers: Levers, *, year: int, came: Grid, free: Grid, book: Book) -> None:
    """House those in temporary housing in new homes of their old area; who is left over then becomes urgent."""
    areas = base.city.areas
    built = levers.built[year]
    waiting = state.temporary.sum(axis=0)
    for segment in SOCIAL:
        number = np.minimum(state.temporary.sum(axis=0), built[segment])
        going = state.temporary * (number / np.maximum(state.temporary.sum(axis=0), 1e-12))
        home = slice(segment * areas, (segment + 1) * areas)
        came[:, home] += going
        free[home] -= going.sum(axis=0)
        _tell_let(book, going, letting=Letting.URGENT)
        book.rehoused_in[segment] += float(going.sum())
        state.temporary -= going
    book.flows["returned"] += float((waiting - state.temporary.sum(axis=0)).sum())
    book.flows["rehoused"] += float((waiting - state.temporary.sum(axis=0)).sum())
    done = levers.built[year + 1 :, SOCIAL].sum(axis=(0, 1)) == 0
    state.urgent[0] += state.temporary * done
    state.temporary = state.temporary * ~done


def _urgent(base: Base, state: Field, *, weight: Grid, came: Grid, free: Grid, outside: Grid, book: Book) -> None:
    """House those who must move, as near as they can; who finds nothing waits."""
    reachable = reachable_of(base, state.space.near)
    there, left = np.maximum(free, 0.0), state.urgent
    for _ in range(ROUNDS):
        if left.sum() < FEW:
            break
        got, share = urgent_round(left, free=there, weight=weight, reachable=reachable)
        taken = got.sum(axis=0)
        came += got
        free -= taken
        there = there - taken
        left = left * (1.0 - np.minimum(share, 1.0)[None, :, None])
        book.urgent_to += taken.reshape(SEGMENTS, -1).sum(axis=0)
        book.rehoused_in += taken.reshape(SEGMENTS, -1).sum(axis=1)
        _tell_let(book, got.reshape(TYPES, SEGMENTS, -1)[:, SOCIAL], letting=Letting.URGENT)
        book.flows["rehoused"] += float(taken.sum())
    waiting = left.sum(axis=(0, 2))
    state.pools[:, Pool.WAITING] += waiting
    outside[:, Pool.WAITING] += waiting
    book.flows["into_waiting"] += float(waiting.sum())


def reachable_of(base: Base, near: NDArray[np.floating]) -> Grid:
    """Return how near areas are for who must move, shape (areas, areas)."""
    far = base.coefficients.urgent_far
    return far + (1.0 - far) * near[: base.city.areas].astype(np.float64)


def open_to(free: Grid) -> NDArray[np.bool_]:
    """Return what is open to urgents who rented from a corporation, and to others; shape (2, homes)."""
    rented = np.repeat(np.isin(np.arange(SEGMENTS), SOCIAL), len(free) // SEGMENTS)
    return np.stack([rented, np.ones_like(rented)]) & (free > 1e-9)


def urgent_round(left: Grid, *, free: Grid, weight: Grid, reachable: Grid) -> tuple[Grid, Grid]:
    """Return who gets which home, shape (types, homes), and what share of a type that is, shape (types,)."""
    wanted = np.zeros((TYPES, len(free)))
    for people, allowed in zip(left, open_to(free), strict=True):
        if people.any():
            wanted += choice_of(people, weight=weight * allowed, reachable=reachable)
    got = wanted * np.minimum(free / np.maximum(wanted.sum(axis=0), 1e-12), 1.0)
    return got, got.sum(axis=1) / np.maximum(left.sum(axis=(0, 2)), 1e-12)


def choice_of(people: Grid, *, weight: Grid, reachable: Grid) -> Grid:
    """Return where people go, shape (types, homes); `people` has shape (types, areas), `weight` (groups, homes)."""
    areas = reachable.shape[0]
    where = by_group(people)
    by_area = weight.reshape(len(where), SEGMENTS, areas).sum(axis=1)
    reached = by_area @ reachable.T
    drawn = (where / np.maximum(reached, 1e-12)) @ reachable
    moved = weight * np.tile(drawn, SEGMENTS)
    kinds = people.sum(axis=1) / np.maximum(where.sum(axis=1), 1e-12)[GROUP]
    return np.asarray(kinds[:, None] * moved[GROUP])


def _quota(base: Base, state: Field, levers: Levers, *, year: int, came: Grid, free: Grid, book: Book) -> None:
    areas = base.city.areas
    cheap = slice(Segment.CHEAP * areas, (Segment.CHEAP + 1) * areas)
    room = np.maximum(free[cheap], 0.0)
    asked = levers.quota_weight if levers.quota_weight.any() else room
    there = state.pools[:, Pool.INSTITUTION]
    number = min(float(levers.quota[year]), float(there.sum()))
    given = quota_of(number, asked=asked, room=room)
    kinds = there / max(float(there.sum()), 1e-12)
    came[:, cheap] += kinds[:, None] * given[None, :]
    free[cheap] -= given
    state.pools[:, Pool.INSTITUTION] = there - kinds * given.sum()
    book.flows["quota_housed"] = float(given.sum())
    book.quota_to += given
    book.let_to[Letting.INSTITUTION] += np.bincount(INCOME, weights=kinds * given.sum(), minlength=INCOMES)


def _tell_let(book: Book, came: Grid, *, letting: Letting) -> None:
    """Write to whom homes of corporations were let; `came` by type first, of any shape after that."""
    book.let_to[letting] += np.bincount(INCOME, weights=came.reshape(TYPES, -1).sum(axis=1), minlength=INCOMES)


def quota_of(number: float, *, asked: Grid, room: Grid) -> Grid:
    """Return how many are housed in each area: as asked, but no more than there is room; shape (areas,)."""
    given = np.zeros(len(room))
    for _ in range(len(room)):
        rest = min(number, room.sum()) - given.sum()
        open_areas = np.where(given < room - 1e-9, asked, 0.0)
        if rest < 1e-9 or not open_areas.any():
            break
        given = np.minimum(given + open_areas / open_areas.sum() * rest, room)
    return given
