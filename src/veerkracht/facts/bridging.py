"""Bridging years of boundaries: when figures of one year may stand on the areas of another.

An equal code is not an equal area: CBS redraws areas and gives codes a second life. A figure
counted on other boundaries is therefore taken over only where there is ground to say that the
area is the same; where nothing is known either way the code is trusted, and that is said.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

CHANGE_FLAG: Final = "indelingswijziging"
"""Code of the indicator that holds the CBS flag."""

ASSUMED_NOTE: Final = "aangenomen: zelfde code, zelfde gebied"
"""What stands in the provenance of figures that were joined on nothing but an equal code."""

SAME_OVERLAP: Final = 0.95
"""Share of the union that two drawings of one area have in common at least.

Our own choice. Of 341 gemeenten in the CBS/Kadaster map of 2022 and that of the Leefbaarometer of 2024, half have
0.995 or more and 337 have 0.95 or more. Of the four below, Amsterdam took in Weesp (0.885); Terschelling, Enkhuizen and
Schiermonnikoog (0.942 to 0.950) only have their coast drawn otherwise, and are called different without need.
"""


class Sameness(IntEnum):
    """What is known about an area with the same code on the boundaries of two years."""

    UNKNOWN = 0
    SAME = 1
    DIFFERENT = 2


def by_flags(flags: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return what the CBS flags of the years between say about each area.

    Figures counted in 2021 may stand on areas of 2024 if the flags of 2022, 2023 and 2024 are all
    1. One flag that is missing leaves the matter open; one flag of 2 (another code, so that the equal
    code of the year before was another area) or 3 (another border, by about 5 metres or more) closes it.

    Args:
        flags: shape (areas, years), the flag of each year after the earlier one, up to and including
            the later one; NaN where unknown.

    Returns:
        Shape (areas,), `Sameness` as uint8.

    Source:
        CBS, 84799NED, DataProperties, `IndelingswijzigingWijkenEnBuurten`: 1 code and border unchanged since
        the year before, 2 code changed and border not, 3 border changed.

    Examples:
        >>> by_flags(np.array([[1.0, 1.0], [1.0, 3.0], [1.0, np.nan], [2.0, np.nan]]))
        array([1, 2, 0, 2], dtype=uint8)
    """
    changed = ((flags == 2) | (flags == 3)).any(axis=1)
    unchanged = (flags == 1).all(axis=1) & (flags.shape[1] > 0)
    return np.where(changed, Sameness.DIFFERENT, np.where(unchanged, Sameness.SAME, Sameness.UNKNOWN)).astype(np.uint8)


def by_polygons(earlier: NDArray[np.object_], later: NDArray[np.object_]) -> NDArray[np.uint8]:
    """Return what two drawings of each area say: the same if they overlap for at least `SAME_OVERLAP`.

    Args:
        earlier: shape (areas,), shapely polygons or None, EPSG:28992.
        later: shape (areas,), the same areas drawn in the other year.

    Returns:
        Shape (areas,), `Sameness` as uint8; UNKNOWN where a drawing lacks.

    Examples:
        >>> square, strip = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 10, 4)
        >>> by_polygons(np.array([square, square, None]), np.array([square, strip, square]))
        array([1, 2, 0], dtype=uint8)
    """
    verdict = np.full(earlier.shape, Sameness.UNKNOWN, dtype=np.uint8)
    known = ~(shapely.is_missing(earlier) | shapely.is_missing(later))
    rows = np.flatnonzero(known)
    left, right = earlier[rows], later[rows]
    equal = shapely.equals_exact(left, right, tolerance=1.0)
    verdict[rows[equal]] = Sameness.SAME
    left, right, rows = left[~equal], right[~equal], rows[~equal]
    common = shapely.area(shapely.intersection(shapely.make_valid(left), shapely.make_valid(right)))
    union = shapely.area(left) + shapely.area(right) - common
    same = common >= SAME_OVERLAP * union
    verdict[rows] = np.where(same, Sameness.SAME, Sameness.DIFFERENT)
    return verdict


def combine(verdicts: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Return per area the first verdict that is not UNKNOWN; give the strongest evidence first.

    The CBS flag goes before our own comparison of polygons: CBS compares its full maps, we have
    generalised ones.

    >>> combine([np.array([0, 2, 0], dtype=np.uint8), np.array([1, 1, 0], dtype=np.uint8)])
    array([1, 2, 0], dtype=uint8)
    """
    found = verdicts[0].copy()
    for verdict in verdicts[1:]:
        found = np.where(found == Sameness.UNKNOWN, verdict, found).astype(np.uint8)
    return found


def recoded(targets: Sequence[str | None], *, source: Collection[str], matched: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which areas lie in a gemeente that gave all its areas another code between two years.

    Amsterdam did so: its codes of 2022 do not occur in 2024. Such an area is not outside the older
    source, it cannot be compared with it.

    Args:
        targets: for each area asked for, the code of its gemeente; None if it has none.
        source: codes of the gemeenten of which the source has areas.
        matched: shape (areas asked for,), whether the source has a row with the same code.

    Returns:
        Shape (areas asked for,); True where the source knows the gemeente, but none of its present codes.

    Examples:
        >>> recoded(["GM0363", "GM0344"], source=["GM0363", "GM0344"], matched=np.array([False, True]))
        array([ True, False])
    """
    still = {gemeente for gemeente, found in zip(targets, matched, strict=True) if found}
    return np.array([gemeente in source and gemeente not in still for gemeente in targets], dtype=np.bool_)
