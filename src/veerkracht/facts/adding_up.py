"""Counts of small areas added up to the gemeente, where every part is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.indicators import Kind
from veerkracht.facts.tables import AreaTable, Column, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.indicators import Catalogue

ADDED_UP_NOTE = "opgeteld uit kleinere gebieden"


def add_up(table: AreaTable, areas: Areas, *, catalogue: Catalogue, codes: Sequence[str]) -> AreaTable:
    """Return counts of `areas` as the sums of the areas of `table` that lie in them.

    A sum is given only where every part is known: one withheld buurt makes the whole unknown, never smaller.

    Args:
        table: counts of areas below `areas`.
        areas: a level above the table.
        catalogue: holds the indicators; those that are not counts are left out.
        codes: of the counts wanted; those that the table lacks are left out.

    Returns:
        The counts of `areas`, NOT_MEASURED where a part is missing or no part is known; variances add up.
    """
    level = Level(areas.level)
    owner = areas.rows(code or "" for code in table.areas.parents(level))
    inside = owner >= 0
    columns = {}
    for code in codes:
        if code not in table or code not in catalogue or catalogue[code].kind is not Kind.COUNT:
            continue
        for period in table.periods_of(code):
            part = table.column(code, period)
            parts = np.bincount(owner[inside], minlength=len(areas))
            known = np.bincount(owner[inside], weights=part.present[inside], minlength=len(areas))
            total = np.bincount(owner[inside], weights=np.nan_to_num(part.values[inside]), minlength=len(areas))
            errors = None
            if part.errors is not None:
                variance = np.nan_to_num(part.errors[inside]) ** 2
                errors = np.sqrt(np.bincount(owner[inside], weights=variance, minlength=len(areas)))
            complete = (parts > 0) & (known == parts)
            columns[code, period] = Column.of(
                np.where(complete, total, np.nan),
                missing=Reason.NOT_MEASURED,
                errors=None if errors is None else np.where(complete, errors, np.nan),
                provenance=tuple(replace(source, note=_noted(source.note)) for source in part.provenance),
            )
    return AreaTable.of(areas, columns)


def _noted(note: str) -> str:
    return f"{note} ({ADDED_UP_NOTE})" if note else ADDED_UP_NOTE
