"""Which periods and areas may be laid beside each other, and why others may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.areas import Areas, Level, gemeente_code
from veerkracht.facts.bridging import CHANGE_FLAG
from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import Reason
from veerkracht.signalering.measure import nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.signalering.choices import KaartChoices
    from veerkracht.signalering.measure import Observations

# From this value on the CBS flag says that the same code is not the same area as the year before
# (1 = the same, 2 = another code, 3 = a border moved by 5 metres or more). Source: CBS 84799NED, DataProperties.
_ANOTHER_AREA = 2.0
# Where the boundaries are of two years and CBS left no flag, a number of residents outside these factors says that
# the same code is probably not the same area (SOURCES.md: 2024/2020 on equal codes runs from 0.89 to 4.4).
_SAME_AREA = (0.75, 1.5)


def is_comparable(catalogue: Catalogue, code: str, *, first: Period, last: Period) -> bool:
    """Return whether no break lies between two periods, in the indicator or in what it is made of."""
    indicator = catalogue[code]
    if not indicator.comparable(first.year, last.year):
        return False
    made_of = (*indicator.derivation.parts, *indicator.derivation.wholes) if indicator.derivation else ()
    return all(is_comparable(catalogue, part, first=first, last=last) for part in made_of if part in catalogue)


def gemeenten_of(areas: Areas) -> tuple[str, ...]:
    """Return the gemeente of each buurt or wijk; areas that lie in none, and gemeenten themselves, have nothing."""
    if areas.level not in {Level.BUURT, Level.WIJK}:
        return ("",) * len(areas)
    return tuple(gemeente_code(code) or "" for code in areas.codes)


def groups_of(areas: Areas) -> NDArray[np.intp]:
    """Return the number of the gemeente of each area, from 0; all 0 for gemeenten and areas without one."""
    names = np.array(gemeenten_of(areas), dtype=np.str_)
    return np.asarray(np.unique(names, return_inverse=True)[1], dtype=np.intp)


def comparable_waves(
    table: AreaTable, code: str, *, first: Period, last: Period, catalogue: Catalogue
) -> tuple[Period, ...]:
    """Return the periods whose figures may be laid beside both ends, the ends included."""
    for end in (first, last):
        table.period_position(end)
    held = set(table.periods_of(code))
    return tuple(
        p
        for p in table.periods
        if p in {first, last}
        or (
            p in held
            and p.months == first.months
            and is_comparable(catalogue, code, first=p, last=first)
            and is_comparable(catalogue, code, first=p, last=last)
        )
    )


def change_reasons(
    table: AreaTable,
    seen: Observations,
    *,
    code: str,
    ends: tuple[Period, Period],
    catalogue: Catalogue,
    choices: KaartChoices,
) -> tuple[NDArray[np.uint8], tuple[Bilingual, ...]]:
    """Return why a change is missing, and what must be said about it."""
    first, last = ends
    start, end = (seen.reasons[:, seen.periods.index(p)] for p in (first, last))
    reasons = np.where(start != Reason.PRESENT, start, end).astype(np.uint8)
    present = reasons == Reason.PRESENT
    if not is_comparable(catalogue, code, first=first, last=last):
        reasons[present] = Reason.NOT_COMPARABLE
        why = [b.reason for b in catalogue[code].breaks if first.year < b.year <= last.year]
        return reasons, tuple(why)
    moved = present & _moved(table, code, first=first, last=last, choices=choices)
    reasons[moved] = Reason.NOT_COMPARABLE
    if not moved.any():
        return reasons, ()
    count = int(moved.sum())
    return reasons, (
        Bilingual(
            f"Bij {count} gebieden is de grens veranderd tussen {first} en {last}. Die zijn niet te vergelijken.",
            f"The boundary of {count} areas changed between {first} and {last}. They cannot be compared.",
        ),
    )


def _moved(table: AreaTable, code: str, *, first: Period, last: Period, choices: KaartChoices) -> NDArray[np.bool_]:
    """Return which areas have other borders at the end than at the start; shape (areas,)."""
    none = np.zeros(len(table.areas), dtype=np.bool_)
    drawn = {s.boundary_year for p in (first, last) for s in table.provenance.get((code, p), ())}
    if len(drawn) == 1 and None not in drawn:
        return none
    between = [i for i, p in enumerate(table.periods) if first < p <= last]
    if CHANGE_FLAG in table:
        flags = table.values[:, between, table.position(CHANGE_FLAG)]
        if np.isfinite(flags).any():
            return np.asarray((flags >= _ANOTHER_AREA).any(axis=1), dtype=np.bool_)
    if len(drawn) < 2:
        return none
    residents = nearest(table, (choices.residents,), periods=(first, last))
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = residents[:, 1] / residents[:, 0]
    return np.asarray((growth < _SAME_AREA[0]) | (growth > _SAME_AREA[1]), dtype=np.bool_)
