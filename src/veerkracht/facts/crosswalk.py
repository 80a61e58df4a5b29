"""Crosswalks: which part of the households of every old area lives in every new one, from a table or from polygons.

`facts.conversion` carries figures over with it. A link is one old area, one new area and the share of the old one
that lies in the new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from veerkracht.errors.bridging import ShareError
from veerkracht.errors.data import TableShapeError
from veerkracht.facts.areas import Areas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Level
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.provenance import Provenance

WHOLE: Final = 1.0 - 1e-9
"""From this share on an old area lies in one new area as a whole."""

SLIVER: Final = 0.01
"""Overlap of less than this share of both areas is a border drawn twice, not a part.

Our choice: in the maps of 2022 and 2024 drawings of one border lie some metres apart; a buurt of 500 by 500 metres
with a border 5 metres off has 1% beyond it.
"""

AREA_ONLY_SPREAD: Final = 0.5
"""Relative error of shares taken from bare ground, in units of the root of s (1 - s).

Measured on 13,800 buurten of 2020 as parts of their wijken (CBS, 84799NED): share of land against share of households
gave 0.28 above 1,500 households per km2, 0.50 from 500 to 1,500, and 1.6 below 500. Most gemeenten that recode are
towns; in the countryside finer areas or addresses are needed.
"""


class Fate(StrEnum):
    """How a new area came about."""

    SAME = "same"
    MERGED = "merged"
    SPLIT = "split"
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLinks:
    """A published table that links the codes of two years.

    Attributes:
        level: of all areas in it.
        old_year, new_year: of the boundaries that the codes belong to.
        old, new: codes, one pair for each link; an old code stands once for each new area that it fell apart in.
        shares: shape (links,), share of the old area that lies in the new one; NaN where the table does not say.
        names: of the new areas, in the order of `new`.
        provenance: where the table comes from.
    """

    level: Level
    old_year: int
    new_year: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    shares: NDArray[np.float64]
    names: tuple[str, ...]
    provenance: Provenance | None = None

    def __post_init__(self) -> None:
        expected = (len(self.old),)
        found = {"new": (len(self.new),), "names": (len(self.names),), "shares": self.shares.shape}
        for name, shape in found.items():
            if shape != expected:
                raise TableShapeError(name, shape=shape, expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """The links between two sets of areas.

    Attributes:
        source, target: the old and the new areas.
        origin, destination: shape (links,), rows in `source` and `target`.
        shares: shape (links,), share of the households of the old area that live in the new one; NaN if unknown.
        sizes: shape (sources,), households or residents; NaN where unknown.
        covered: shape (targets,), part of the new area that the old ones cover, 0-1.
        share_spread: relative error of the shares, see `AREA_ONLY_SPREAD`; 0 if they are counted.
    """

    source: Areas
    target: Areas
    origin: NDArray[np.intp]
    destination: NDArray[np.intp]
    shares: NDArray[np.float64]
    sizes: NDArray[np.float64]
    covered: NDArray[np.float64]
    share_spread: float = 0.0
    parts: NDArray[np.intp] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        links = (len(self.origin),)
        for name, array, shape in (
            ("destination", self.destination, links),
            ("shares", self.shares, links),
            ("sizes", self.sizes, (len(self.source),)),
            ("covered", self.covered, (len(self.target),)),
        ):
            if array.shape != shape:
                raise TableShapeError(name, shape=array.shape, expected=shape)
        known = np.nan_to_num(self.shares)
        total = np.bincount(self.origin, weights=known, minlength=len(self.source))
        wrong = np.flatnonzero(total > 1.0 + 1e-6)
        below = self.origin[(known < 0) | (known > 1.0 + 1e-6)]
        for row in (*wrong, *below):
            raise ShareError(self.source.codes[row], total=float(total[row]))
        parts = np.bincount(self.destination, minlength=len(self.target)).astype(np.intp)
        object.__setattr__(self, "parts", parts)

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which links carry a whole old area; shape (links,)."""
        return self.shares >= WHOLE

    @property
    def placed(self) -> NDArray[np.float64]:
        """The share of each old area that has a place among the new ones; shape (sources,)."""
        return _summed(self.origin, np.nan_to_num(self.shares), count=len(self.source))

    def mixed(self) -> NDArray[np.float64]:
        """Return how much of the old areas behind each new one lies elsewhere; shape (targets,), 0-1.

        The mean, over the households of the new area, of the share of their old area that lies outside it: 0 for
        whole areas, 0.2 for the larger part of an area cut 80 to 20, and 0.8 for the smaller. NaN without a link.
        """
        known = self.sizes[np.isfinite(self.sizes) & (self.sizes > 0)]
        # Where nothing is known old areas weigh the same; an empty one hardly weighs, but is not lost.
        size = np.where(np.isnan(self.sizes), known.mean() if len(known) else 1.0, np.maximum(self.sizes, 1e-9))
        weight = self.shares * size[self.origin]
        outside = np.bincount(self.destination, weights=weight * (1.0 - self.shares), minlength=len(self.target))
        total = np.bincount(self.destination, weights=weight, minlength=len(self.target))
        return np.where(total > 0, outside / np.where(total > 0, total, 1.0), np.nan)

    def fates(self) -> tuple[Fate, ...]:
        """Return how each new area came about, in the order of `target`."""
        whole = np.bincount(self.destination, weights=self.whole, minlength=len(self.target))
        found = []
        for parts, wholes in zip(self.parts, whole, strict=True):
            if parts == 0:
                found.append(Fate.NONE)
            elif wholes == parts:
                found.append(Fate.SAME if parts == 1 else Fate.MERGED)
            else:
                found.append(Fate.SPLIT if parts == 1 else Fate.MIXED)
        return tuple(found)


def identity(areas: Areas) -> Crosswalk:
    """Return the crosswalk of areas to themselves.

    >>> from veerkracht.facts.areas import Level
    >>> areas = Areas(level=Level.BUURT, year=2024, codes=("BU00010000",), names=("A",))
    >>> identity(areas).fates()
    (<Fate.SAME: 'same'>,)
    """
    rows = np.arange(len(areas), dtype=np.intp)
    ones, unknown = np.ones(len(areas)), np.full(len(areas), np.nan)
    return Crosswalk(
        source=areas, target=areas, origin=rows, destination=rows, shares=ones, sizes=unknown, covered=ones
    )


def from_links(
    links: CodeLinks,
    *,
    sizes: dict[str, float] | None = None,
    target_sizes: dict[str, float] | None = None,
) -> Crosswalk:
    """Return the crosswalk of a published link table.

    A code that stands once on the old side goes over whole. Where an old area fell apart and the table does not say
    in which shares, the households of the new areas decide, if they are given; otherwise the shares stay unknown,
    and the figures of these areas NOT_COMPARABLE.

    Args:
        links: the table.
        sizes: households or residents by old code; None if unknown.
        target_sizes: households or residents by new code; None if unknown.

    Raises:
        ShareError: if the parts of one old area add up to more than one.
    """
    old, new = tuple(dict.fromkeys(links.old)), tuple(dict.fromkeys(links.new))
    names = dict(zip(links.new, links.names, strict=True))
    source = Areas(level=links.level, year=links.old_year, codes=old, names=old)
    target = Areas(level=links.level, year=links.new_year, codes=new, names=tuple(names[code] for code in new))
    origin, destination = source.rows(links.old), target.rows(links.new)
    return Crosswalk(
        source=source,
        target=target,
        origin=origin,
        destination=destination,
        shares=_filled_shares(links, origin=origin, target_sizes=target_sizes),
        sizes=_sizes_of(old, sizes),
        covered=np.ones(len(target)),
    )


def _filled_shares(
    links: CodeLinks, *, origin: NDArray[np.intp], target_sizes: dict[str, float] | None
) -> NDArray[np.float64]:
    """Return the share of every link, unknown ones filled from the new areas or left NaN; shape (links,)."""
    shares = links.shares.astype(np.float64).copy()
    unknown = np.isnan(shares)
    alone = np.bincount(origin)[origin] == 1
    shares[unknown & alone] = 1.0
    if target_sizes is not None:
        weight = np.array([target_sizes.get(code, np.nan) for code in links.new])
        total = np.bincount(origin, weights=weight)[origin]
        # An area of which one part says its share and another does not cannot be divided by households alone.
        all_unknown = np.bincount(origin, weights=unknown)[origin] == np.bincount(origin)[origin]
        fill = unknown & ~alone & all_unknown & (total > 0)
        shares[fill] = weight[fill] / total[fill]
    return shares


def _sizes_of(codes: Sequence[str], sizes: dict[str, float] | None) -> NDArray[np.float64]:
    given = sizes or {}
    return np.array([given.get(code, np.nan) for code in codes], dtype=np.float64)


def by_overlap(
    earlier: Boundaries,
    later: Boundaries,
    *,
    households: NDArray[np.float64] | None = None,
    finer: Boundaries | None = None,
    finer_households: NDArray[np.float64] | None = None,
) -> Crosswalk:
    """Return the crosswalk of two maps: households are spread evenly over the old area, or over finer areas.

    Args:
        earlier: polygons of the old areas; an area without a polygon gets no link.
        later: polygons of the new areas.
        households: shape (old areas,); NaN or None where unknown.
        finer: smaller areas within the old ones (buurten, squares of 100 metres), if their households are known.
        finer_households: shape (finer areas,), households or addresses; NaN counts as none.

    Returns:
        Shares of households with `finer`, of ground without it, which is worth far less (`AREA_ONLY_SPREAD`).
    """
    old, new = shapely.make_valid(earlier.geometry), shapely.make_valid(later.geometry)
    origin, destination = _touching(old, new)
    pieces = shapely.intersection(old[origin], new[destination])
    ground = shapely.area(pieces)
    of_old, of_new = ground / shapely.area(old[origin]), ground / shapely.area(new[destination])
    keep = (of_old >= SLIVER) | (of_new >= SLIVER)
    origin, destination, pieces, ground = origin[keep], destination[keep], pieces[keep], ground[keep]
    weight, spread = ground, AREA_ONLY_SPREAD
    if finer is not None and finer_households is not None:
        weight, spread = _households_in(pieces, finer=finer, households=finer_households), 0.0
    total = np.bincount(origin, weights=weight, minlength=len(earlier.areas))[origin]
    ground_total = np.bincount(origin, weights=ground, minlength=len(earlier.areas))[origin]
    # Nobody lives there: the ground decides, and nothing depends on it.
    shares = np.where(total > 0, weight / np.where(total > 0, total, 1.0), ground / ground_total)
    # A map that lies inside the other loses what is outside: of that the share is not placed.
    shares *= np.minimum(ground_total / shapely.area(old[origin]) / (1.0 - SLIVER), 1.0)
    covered = np.bincount(destination, weights=ground, minlength=len(later.areas)) / shapely.area(new)
    sizes = np.full(len(earlier.areas), np.nan) if households is None else households
    return Crosswalk(
        source=earlier.areas,
        target=later.areas,
        origin=origin,
        destination=destination,
        shares=np.where(shares >= 1.0 - SLIVER, 1.0, shares),
        sizes=sizes,
        covered=np.clip(np.nan_to_num(covered), 0.0, 1.0),
        share_spread=spread,
    )


def _touching(old: NDArray[np.object_], new: NDArray[np.object_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows of old and new polygons that overlap, in the order of the old ones."""
    rows = np.flatnonzero(~shapely.is_missing(new))
    kept = np.flatnonzero(~shapely.is_missing(old))
    one, other = shapely.STRtree(new[rows]).query(old[kept], predicate="intersects")
    origin, destination = kept[one], rows[other]
    order = np.lexsort((destination, origin))
    return origin[order].astype(np.intp), destination[order].astype(np.intp)


def _households_in(
    pieces: NDArray[np.object_], *, finer: Boundaries, households: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the households in each piece, those of a finer area spread evenly over it; shape (pieces,)."""
    shapes = shapely.make_valid(finer.geometry)
    piece, small = _touching(pieces, shapes)
    part = shapely.area(shapely.intersection(pieces[piece], shapes[small])) / shapely.area(shapes[small])
    return _summed(piece, part * np.nan_to_num(households)[small], count=len(pieces))


def _summed(rows: NDArray[np.intp], weights: NDArray[np.float64], *, count: int) -> NDArray[np.float64]:
    return np.bincount(rows, weights=weights, minlength=count).astype(np.float64)
