"""The shipped index of veerkracht for the areas of one gemeente, on the scale of all areas in the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.design import DesignError
from veerkracht.index.build import IndexResult, build_index
from veerkracht.index.prepare import with_all_columns
from veerkracht.index.uncertainty import RankIntervals, rank_intervals
from veerkracht.report.quickscan.indices import IndexFindings
from veerkracht.workflows.indexing import catalogue_breaks, load_design

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.facts.tables import AreaTable

DESIGN = "veerkracht"
DRAWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryIndex:
    """The index of all areas of a level, from which that of each gemeente is read."""

    table: AreaTable
    result: IndexResult
    breaks: Mapping[str, Sequence[int]]


def index_codes() -> tuple[str, ...]:
    """Return the codes of the figures that the index is made of."""
    return tuple(one.code for one in load_design(DESIGN).indicators)


def country_index(table: AreaTable) -> CountryIndex | None:
    """Return the index of all areas of a table, or None where its figures have no spread to scale by.

    Args:
        table: of one level of the whole country, made figures and standard errors included.
    """
    design = load_design(DESIGN)
    held = [code for code in index_codes() if code in table]
    table = with_all_columns(table.select(indicators=held), design=design)
    breaks = catalogue_breaks(design)
    try:
        result = build_index(table, design, breaks=breaks)
    except DesignError:
        return None
    return CountryIndex(table=table, result=result, breaks=breaks)


def index_of(found: CountryIndex, codes: Sequence[str], *, rng: np.random.Generator) -> IndexFindings | None:
    """Return the scores of some areas with the interval of their place among them, or None if none has a score.

    Scales come from all areas; places are those within the gemeente.
    """
    table = found.table.take(found.table.areas.rows(codes))
    rows = found.result.areas.rows(codes)
    scores = found.result.scores[rows]
    top = found.result.nodes.index(found.result.design.root)
    scored = np.isfinite(scores[:, :, top]).sum(axis=0)
    if not scored.any():
        return None
    when = len(scored) - 1 - int(np.argmax(scored[::-1] > 0))
    design = found.result.frozen_design()
    period = found.result.periods[when]
    places: RankIntervals = rank_intervals(table, design, draws=DRAWS, rng=rng, period=period, breaks=found.breaks)
    return IndexFindings(
        design=design,
        areas=table.areas,
        period=period,
        nodes=found.result.nodes,
        scores=scores[:, when],
        measured=found.result.measured[rows, when],
        expected=found.result.expected,
        places=places,
        of=len(found.result.areas),
        provenance=tuple(dict.fromkeys(s for column in table.provenance.values() for s in column)),
        absent=tuple(code for code in (one.code for one in design.indicators) if not table.periods_of(code)),
    )
