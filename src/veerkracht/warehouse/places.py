"""Places: which areas are stored, on the boundaries of which years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.errors.data import UnknownAreaError
from veerkracht.errors.warehouse import NoHierarchyError, NothingStoredError, UnknownYearError
from veerkracht.facts.areas import Areas, Level, gemeente_code
from veerkracht.warehouse.manifest import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.warehouse.manifest import Part
    from veerkracht.warehouse.reading import Reader

_IN_A_GEMEENTE = frozenset({Level.GEMEENTE, Level.WIJK, Level.BUURT})


def stored_years(parts: Sequence[Part]) -> tuple[int, ...]:
    """Return the years of boundaries on which something is stored, ascending."""
    return tuple(sorted({part.year for part in parts if part.year is not None}))


def choose_year(parts: Sequence[Part], *, level: Level, year: int | None, within: tuple[str, ...] | None) -> int | None:
    """Return the year of boundaries to work on: the one asked for, or else the best one stored.

    The best is the latest with polygons. A year that holds little (one gemeente taken in early, say)
    must not hide a year with the whole country, so a year counts only if it has at least half as many
    areas as the fullest year; and if gemeenten are asked for, only if it has all of them.

    Raises:
        NothingStoredError: if nothing is stored at this level.
        UnknownYearError: if nothing is stored on the boundaries of `year`.
    """
    if not parts:
        raise NothingStoredError(level.value, available=())
    years = stored_years(parts)
    if year is not None:
        if year not in years:
            raise UnknownYearError(year, level=level.value, available=years)
        return year
    for kinds in ((Kind.BOUNDARIES,), (Kind.TABLE, Kind.BOUNDARIES)):
        sizes = {
            then: max(_size(part, within) for part in parts if part.year == then)
            for then in years
            if any(_size(part, within) and part.kind in kinds for part in parts if part.year == then)
            and _holds_all(parts, year=then, within=within, kinds=kinds)
        }
        full = [then for then, size in sizes.items() if 2 * size >= max(sizes.values())]
        if full:
            return max(full)
    return max(years, default=None)


def stored_areas(reader: Reader, level: Level, *, year: int | None, within: tuple[str, ...] | None) -> Areas:
    """Return all areas of a level that any dataset holds on the boundaries of a year, in order of code.

    Raises:
        NothingStoredError: if nothing is stored at this level.
        UnknownYearError: if nothing is stored on the boundaries of `year`.
        NoHierarchyError: if areas of this level do not lie in a gemeente.
        UnknownAreaError: if a gemeente of `within` has no areas here.
    """
    if within is not None and level not in _IN_A_GEMEENTE:
        raise NoHierarchyError(level=level.value, within=within)
    parts = reader.parts(level)
    if not parts:
        raise NothingStoredError(level.value, available=sorted({p.level.value for p in reader.manifest().parts}))
    chosen = choose_year(parts, level=level, year=year, within=within)
    names = reader.names([part for part in parts if part.year == chosen])
    if within is not None:
        owner = {code: gemeente_code(code) for code in names}
        known = set(owner.values())
        for gemeente in within:
            if gemeente not in known:
                raise UnknownAreaError(gemeente, available=sorted(known - {None}, key=str))  # type: ignore[arg-type]
        names = {code: name for code, name in names.items() if owner[code] in within}
    ordered = tuple(sorted(names))
    return Areas(level=level, year=chosen, codes=ordered, names=tuple(names[code] for code in ordered))


def _size(part: Part, within: tuple[str, ...] | None) -> int:
    return part.areas if within is None else sum(part.gemeenten.get(gemeente, 0) for gemeente in within)


def _holds_all(parts: Sequence[Part], *, year: int, within: tuple[str, ...] | None, kinds: tuple[Kind, ...]) -> bool:
    held = {gemeente for part in parts if part.year == year and part.kind in kinds for gemeente in part.gemeenten}
    return within is None or held.issuperset(within)
