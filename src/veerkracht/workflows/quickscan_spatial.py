"""How problems and residents are spread over a gemeente: from stored polygons and figures to a page of the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from veerkracht.errors.warehouse import NoBoundariesError
from veerkracht.report.quickscan.together import together_section
from veerkracht.signalering.spatial.pattern import Apartness, Pattern, find_apartness, find_pattern

if TYPE_CHECKING:
    import numpy as np

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.report.document import Section
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject
    from veerkracht.warehouse import Warehouse

_PROBLEMS = 3


def spatial_section(
    subject: Subject, levels: Sequence[LevelFindings], *, warehouse: Warehouse, rng: np.random.Generator
) -> Section | None:
    """Return the page on what lies together, of the finest level that can tell; None if none can.

    Raises:
        WarehouseError: if the stored polygons cannot be read.
    """
    pattern: Pattern | None = None
    boundaries: Boundaries | None = None
    for one in levels:
        pattern = _pattern(subject, one, warehouse=warehouse, rng=rng)
        if pattern is not None:
            boundaries = one.boundaries
            break
    apartness: Apartness | None = None
    for one in levels:
        apartness = apartness or find_apartness(one.table, catalogue=subject.catalogue, rng=rng)
    return together_section(subject, pattern, apartness, boundaries=boundaries)


def _pattern(
    subject: Subject, found: LevelFindings, *, warehouse: Warehouse, rng: np.random.Generator
) -> Pattern | None:
    kaart = found.kaart(_PROBLEMS)
    if kaart is None or found.boundaries is None:
        return None
    try:
        near = warehouse.contiguity(found.level, year=found.areas.year, within=[subject.code])
    except NoBoundariesError:
        return None
    return find_pattern(kaart, near, rng=rng)
