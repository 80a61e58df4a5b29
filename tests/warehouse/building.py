"""Small tables and polygons to test the warehouse with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import shapely

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason

UTRECHT = ("BU03440111", "BU03440112", "BU03440113")
AMSTERDAM = ("BU0363AA01", "BU0363AA02")


def areas(codes: Sequence[str] = UTRECHT, *, year: int | None = 2024, level: Level = Level.BUURT) -> Areas:
    return Areas(level=level, year=year, codes=tuple(codes), names=tuple(f"naam van {code}" for code in codes))


def source(**facts: object) -> Provenance:
    return Provenance(**{"publisher": "CBS", "table": "85984NED", "column": "X_1", **facts})  # type: ignore[arg-type]


def figures(
    columns: Mapping[tuple[str, int], Sequence[float]],
    *,
    codes: Sequence[str] = UTRECHT,
    year: int | None = 2024,
    missing: Reason = Reason.SUPPRESSED,
    level: Level = Level.BUURT,
    **facts: object,
) -> AreaTable:
    """Return a table with these columns; NaN is missing for one reason, and all have one source."""
    made = {
        (code, Period(then)): Column.of(
            np.array(values, dtype=float), missing=missing, provenance=(source(**facts),) if facts else ()
        )
        for (code, then), values in columns.items()
    }
    return AreaTable.of(areas(codes, year=year, level=level), made)


def squares(
    codes: Sequence[str] = UTRECHT, *, year: int | None = 2024, level: Level = Level.BUURT, **facts: object
) -> Boundaries:
    """Return a row of squares of 100 metres, one per code, side by side."""
    shapes = [shapely.box(100 * place, 0, 100 * place + 100, 100) for place in range(len(codes))]
    origin = source(**facts) if facts else None
    return Boundaries(
        areas=areas(codes, year=year, level=level), geometry=np.array(shapes, dtype=object), provenance=origin
    )


DAY = date(2026, 1, 31)
EARLIER = date(2025, 6, 30)
