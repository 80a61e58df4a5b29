"""Assembling: one table of areas from all datasets that hold something about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from veerkracht.errors.data import MissingPeriodError
from veerkracht.facts.areas import gemeente_code
from veerkracht.facts.bridging import ASSUMED_NOTE, Sameness, recoded
from veerkracht.facts.conversion import CONVERTED_NOTE
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.warehouse.comparability import Comparability
from veerkracht.warehouse.links import Linked, Links
from veerkracht.warehouse.manifest import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.facts.provenance import Provenance
    from veerkracht.warehouse.manifest import Part
    from veerkracht.warehouse.parquet import Block
    from veerkracht.warehouse.reading import Reader

T = TypeVar("T")

# How much a reason tells: where two datasets both lack a value, the reason that says most stays.
_TELLING = np.zeros(len(Reason), dtype=np.uint8)
for _rank, _reason in enumerate(
    (
        Reason.NOT_LOADED,
        Reason.OUTSIDE,
        Reason.NOT_COMPARABLE,
        Reason.NOT_YET_PUBLISHED,
        Reason.NOT_MEASURED,
        Reason.SUPPRESSED,
        Reason.PRESENT,
    )
):
    _TELLING[_reason] = _rank


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    """A block of a part, with how its rows fall on the areas asked for.

    Attributes:
        rows: shape (areas,), row in the block, -1 where it has none.
        identical: whether the rows are those of the areas, in the same order.
        absent: shape (areas,), the reason where the block has no row that may be used.
        usable: shape (areas,), whether the row may be used.
        assumed: shape (areas,), whether nothing but the code says that the area is the same.
        linked: shape (areas,), whether the row was carried over from old codes with a link table.
    """

    part: Part
    block: Block
    rows: NDArray[np.intp]
    identical: bool
    absent: NDArray[np.uint8]
    usable: NDArray[np.bool_]
    assumed: NDArray[np.bool_]
    linked: NDArray[np.bool_]


class _Cube:
    """The table under construction; areas last, so that a column is written in one stroke."""

    def __init__(self, *, areas: Areas, periods: tuple[Period, ...], indicators: tuple[str, ...], erring: bool) -> None:
        self.areas, self.periods, self.indicators = areas, periods, indicators
        shape = (len(indicators), len(periods), len(areas))
        self.values = np.full(shape, np.nan)
        self.reasons = np.full(shape, Reason.NOT_LOADED, dtype=np.uint8)
        self.errors = np.full(shape, np.nan) if erring else None
        self.provenance: dict[tuple[str, Period], tuple[Provenance, ...]] = {}

    def fill(self, code: str, period: Period, fitted: Sequence[_Fitted]) -> None:
        """Fill one column from the parts that hold it, best first."""
        at = (self.indicators.index(code), self.periods.index(period))
        used: list[Provenance] = []
        for number, one in enumerate(fitted):
            values, reasons = _column(one, one.block.values[code], one.block.reasons[code], period)
            present = reasons == Reason.PRESENT
            if number:
                better = _TELLING[reasons] > _TELLING[self.reasons[at]]
                present &= better
                self.values[at][better], self.reasons[at][better] = values[better], reasons[better]
            else:
                self.values[at], self.reasons[at] = values, reasons
            if self.errors is not None and code in one.block.errors:
                self.errors[at][present] = _gather(one, one.block.errors[code], period)[present]
            if present.any():
                sources = one.part.provenance.get((code, period), ())
                notes = [(CONVERTED_NOTE, one.linked), (ASSUMED_NOTE, one.assumed)]
                said = [note for note, which in notes if (which & present).any()]
                used += [_marked(source, said) for source in sources]
        if not used:
            # Nothing is known of any area: name whoever has these areas and should have known.
            here = [one.part for one in fitted if one.usable.any()]
            used += [source for part in here for source in part.provenance.get((code, period), ())]
        if used:
            self.provenance[code, period] = tuple(dict.fromkeys(used))

    def table(self) -> AreaTable:
        return AreaTable(
            areas=self.areas,
            periods=self.periods,
            indicators=self.indicators,
            values=self.values.transpose(2, 1, 0),
            reasons=self.reasons.transpose(2, 1, 0),
            errors=None if self.errors is None else self.errors.transpose(2, 1, 0),
            provenance=self.provenance,
        )


def assemble(
    reader: Reader,
    areas: Areas,
    *,
    wanted: frozenset[str] | None,
    indicators: Sequence[str] | None,
    periods: Sequence[Period] | None,
    catalogue: Catalogue | None = None,
    datasets: frozenset[str] | None = None,
) -> AreaTable:
    """Return the table of `areas` from all stored parts of their level.

    A present value beats a missing one. Among present values definitive beats provisional, published
    beats modelled, counted on the boundaries asked for beats taken over from another year, taken in
    later beats earlier, and then the name of the dataset decides, so that the answer is always the same.

    Args:
        reader: of the warehouse.
        areas: the rows asked for.
        wanted: the codes of `areas`, or None if they are all that is stored, so that files are read whole.
        indicators: codes to take, None for all; what is not stored is left out.
        periods: to take, None for all; what is not stored is left out.
        catalogue: says how figures of areas that were merged or cut are carried over; without it only recoded ones are.
        datasets: whose figures to take, None for all; what is known of the areas always comes from all.

    Raises:
        MissingPeriodError: if periods are asked for and none of them is stored.
    """
    parts = [part for part in reader.parts(areas.level, kind=Kind.TABLE) if _may_hold(part, areas)]
    parts = [part for part in parts if datasets is None or part.dataset in datasets]
    codes = _kept((code for part in parts for code in part.indicators), indicators)
    stored = sorted({period for part in parts for period in part.periods})
    when = tuple(sorted(_kept(stored, periods)))
    if periods is not None and not when:
        raise MissingPeriodError(", ".join(map(str, periods)), available=stored)
    judge = Comparability(reader, areas, wanted=wanted)
    useful = [p for p in parts if set(codes).intersection(p.indicators) and set(when).intersection(p.periods)]
    links = Links(reader, areas, catalogue=catalogue)
    blocks = reader.blocks(useful, wanted=links.also_wanted(wanted), indicators=codes, periods=when)
    gemeenten = [gemeente_code(code) for code in areas.codes]
    fitted = [
        _fit(part, links.carried(part, block), areas=areas, gemeenten=gemeenten, judge=judge)
        for part, block in zip(useful, blocks, strict=True)
    ]
    cube = _Cube(areas=areas, periods=when, indicators=codes, erring=any(one.block.errors for one in fitted))
    for (code, period), found in _holders(fitted).items():
        cube.fill(code, period, _best_first(found, code, period, year=areas.year))
    return cube.table()


def _holders(fitted: Sequence[_Fitted]) -> dict[tuple[str, Period], list[_Fitted]]:
    """Return which parts hold each figure of each period."""
    holders: dict[tuple[str, Period], list[_Fitted]] = {}
    for one in fitted:
        for code in one.block.values:
            for period in one.block.periods:
                holders.setdefault((code, period), []).append(one)
    return holders


def _may_hold(part: Part, areas: Areas) -> bool:
    """Return whether a part may say something: without a year of boundaries nothing fits but the same."""
    return areas.year is not None or part.year is None


def _kept(stored: Iterable[T], asked: Iterable[T] | None) -> tuple[T, ...]:
    known = dict.fromkeys(stored)
    return tuple(known) if asked is None else tuple(dict.fromkeys(one for one in asked if one in known))


def _fit(
    part: Part,
    carried: Linked,
    *,
    areas: Areas,
    gemeenten: Sequence[str | None],
    judge: Comparability,
) -> _Fitted:
    """Lay the rows of a part on the areas asked for."""
    block, linked = carried.block, carried.linked(len(areas))
    identical = block.codes == areas.codes
    place = {} if identical else {code: row for row, code in enumerate(block.codes)}
    rows = (
        np.arange(len(areas), dtype=np.intp)
        if identical
        else np.array([place.get(code, -1) for code in areas.codes], dtype=np.intp)
    )
    found = rows >= 0
    absent = np.full(len(areas), Reason.OUTSIDE, dtype=np.uint8)
    assumed = np.zeros(len(areas), dtype=np.bool_)
    if part.year != areas.year:
        verdict = judge.with_year(part.year)
        for which, year in carried.carried:
            # From the year of the link table on it is the new code that must mean the same area.
            verdict = np.where(which, judge.since_link(year), verdict)
        assumed = verdict == Sameness.UNKNOWN
        absent[verdict == Sameness.DIFFERENT] = Reason.NOT_COMPARABLE
        if not identical:
            absent[recoded(gemeenten, source=part.gemeenten, matched=found & ~linked)] = Reason.NOT_COMPARABLE
        found &= verdict != Sameness.DIFFERENT
    return _Fitted(
        part=part,
        block=block,
        rows=rows,
        identical=identical,
        absent=absent,
        usable=found,
        assumed=assumed,
        linked=linked,
    )


def _gather(one: _Fitted, grid: NDArray[np.float64], period: Period) -> NDArray[np.float64]:
    """Return one period of a block on the areas asked for; what may not be used is arbitrary."""
    row: NDArray[np.float64] = grid[one.block.periods.index(period)]
    return row if one.identical or not row.size else row[one.rows]


def _column(
    one: _Fitted, values: NDArray[np.float64], reasons: NDArray[np.uint8], period: Period
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return one column of a part on the areas asked for."""
    at = one.block.periods.index(period)
    if one.identical and one.usable.all():
        return values[at], reasons[at]
    if not one.block.codes:
        return np.full(one.rows.shape, np.nan), one.absent
    own = (values[at], reasons[at]) if one.identical else (values[at][one.rows], reasons[at][one.rows])
    return np.where(one.usable, own[0], np.nan), np.where(one.usable, own[1], one.absent)


def _best_first(found: list[_Fitted], code: str, period: Period, *, year: int | None) -> list[_Fitted]:
    """Return the parts that hold a column in the order in which their values count."""

    def rank(one: _Fitted) -> tuple[bool, bool, bool, int, str, int]:
        sources = one.part.provenance.get((code, period), ())
        taken = max((source.retrieved for source in sources if source.retrieved is not None), default=date.min)
        return (
            any(source.provisional for source in sources),
            any(source.modelled for source in sources),
            one.part.year != year,
            -taken.toordinal(),
            one.part.dataset,
            -(one.part.year or 0),
        )

    return found if len(found) == 1 else sorted(found, key=rank)


def _marked(source: Provenance, notes: Sequence[str]) -> Provenance:
    """Return a source with what must be said of how it came on these areas."""
    fresh = [note for note in notes if note not in source.note]
    return replace(source, note="; ".join(filter(None, (source.note, *fresh)))) if fresh else source
