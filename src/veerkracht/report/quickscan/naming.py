"""Areas under the names by which people know them: without the "Wijk 09" that CBS writes before many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veerkracht.report.quickscan.inputs import LevelFindings
from veerkracht.report.wording import short_names
from veerkracht.signalering.kaart import Kaart

if TYPE_CHECKING:
    from veerkracht.facts.areas import Areas
    from veerkracht.signalering.kaart import Unavailable


def named(areas: Areas) -> Areas:
    """Return the same areas under their short names."""
    return replace(areas, names=short_names(areas.names))


def named_kaart(kaart: Kaart | Unavailable) -> Kaart | Unavailable:
    """Return a map whose areas have their short names."""
    return replace(kaart, areas=named(kaart.areas)) if isinstance(kaart, Kaart) else kaart


def named_level(found: LevelFindings) -> LevelFindings:
    """Return what was found on a level, its areas under their short names."""
    boundaries = found.boundaries
    if boundaries is not None:
        boundaries = replace(boundaries, areas=named(boundaries.areas))
    return replace(
        found,
        table=replace(found.table, areas=named(found.table.areas)),
        boundaries=boundaries,
        kaarten=tuple(named_kaart(kaart) for kaart in found.kaarten),
    )
