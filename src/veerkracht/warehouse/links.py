"""Links: stored figures of old areas carried over to new ones, where a link table or both maps are stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from veerkracht.facts.areas import Areas, gemeente_code
from veerkracht.facts.conversion import RESIDENTS, convert
from veerkracht.facts.crosswalk import CodeLinks, Crosswalk, from_links
from veerkracht.facts.indicators import Catalogue
from veerkracht.facts.tables import AreaTable
from veerkracht.warehouse.manifest import Kind
from veerkracht.warehouse.parquet import Block
from veerkracht.warehouse.redrawn import Redrawn, redrawn_gemeenten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.warehouse.manifest import Part
    from veerkracht.warehouse.reading import Reader

Number = TypeVar("Number", np.float64, np.uint8)

_NOTHING_KNOWN = Catalogue(indicators={}, families={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A block of a stored table, with rows of new areas in the place of old ones where it is known what became of them.

    Attributes:
        block: the figures.
        carried: which of the areas asked for were carried over, shape (areas,), and the year of their new codes.
    """

    block: Block
    carried: tuple[tuple[NDArray[np.bool_], int], ...] = ()

    def linked(self, count: int) -> NDArray[np.bool_]:
        """Return which of `count` areas were carried over."""
        found = np.zeros(count, dtype=np.bool_)
        for which, _ in self.carried:
            found |= which
        return found


class Links:
    """The stored link tables and maps that lead from old codes to one set of areas; tables go before maps."""

    def __init__(self, reader: Reader, areas: Areas, *, catalogue: Catalogue | None) -> None:
        """Find what leads to `areas`; without a catalogue only areas that got another code are carried over."""
        self._reader, self._areas = reader, areas
        self._catalogue = _NOTHING_KNOWN if catalogue is None else catalogue
        stored = () if areas.year is None else reader.links(areas.level)
        self._tables = tuple(one for one in stored if one.new_year <= (areas.year or 0) and self._reaches(one))
        told = {gemeente_code(code) for one in self._tables for code in one.new}
        self._maps = tuple(one for one in redrawn_gemeenten(reader, areas) if one.gemeente not in told)
        self._walks: dict[int, Crosswalk] = {}

    def also_wanted(self, wanted: frozenset[str] | None) -> frozenset[str] | None:
        """Return the codes to read: those asked for and the old ones behind them; None still stands for all."""
        if wanted is None:
            return None
        return wanted.union(*(one.old for one in self._tables), *(one.old for one in self._maps))

    def carried(self, part: Part, block: Block) -> Linked:
        """Return a block with its old areas carried over.

        A table of the codes of 2015 and 2022 serves figures on boundaries of 2015 up to and including 2021: that a
        code means the same area in these years is taken from the publisher of the table. Where all codes differ it
        also serves later figures that still have the old ones: CBS took over Amsterdam's of 2022 a year later.
        Without a table the map serves that is nearest in time and has the codes of the figures.
        """
        done: list[tuple[NDArray[np.bool_], int]] = []
        for table in self._tables:
            if not set(table.old).isdisjoint(block.codes) and self._serves(table, part, block):
                block = self._replaced(part, block, by=table)
                done.append((self._among(table.new), table.new_year))
        for drawn in self._nearest(part, block):
            block = self._replaced(part, block, by=drawn)
            done.append((self._among(drawn.new), self._areas.year or 0))
        return Linked(block=block, carried=tuple(done))

    def _nearest(self, part: Part, block: Block) -> list[Redrawn]:
        """Return for each gemeente that the block has under old codes the map nearest in time that has them."""
        if part.year is None or not self._maps or part.year == self._areas.year:
            return []
        held = set(block.codes)
        found: dict[str, Redrawn] = {}
        for one in sorted(self._maps, key=lambda one: abs(one.year - (part.year or 0))):
            if not held.isdisjoint(one.old) and held.isdisjoint(one.new):
                found.setdefault(one.gemeente, one)
        return list(found.values())

    def _among(self, codes: tuple[str, ...]) -> NDArray[np.bool_]:
        held = set(codes)
        return np.array([code in held for code in self._areas.codes], dtype=np.bool_)

    def _replaced(self, part: Part, block: Block, *, by: CodeLinks | Redrawn) -> Block:
        """Return a block with its old areas carried over by one table or map."""
        held = set(by.old).intersection(block.codes)
        after = convert(_table_of(part, block, codes=held), self._walk(by), catalogue=self._catalogue)
        return _replaced(block, after, gone={*by.old, *by.new})

    def _serves(self, table: CodeLinks, part: Part, block: Block) -> bool:
        """Return whether the old codes of a table are the codes of a part."""
        if part.year is None or part.year < table.old_year:
            return False
        still = set(table.new).isdisjoint((*table.old, *block.codes))
        return part.year < table.new_year or (still and part.year <= (self._areas.year or 0))

    def _reaches(self, table: CodeLinks) -> bool:
        return any(code in self._areas for code in table.new)

    def _walk(self, by: CodeLinks | Redrawn) -> Crosswalk:
        key = id(by)
        if key not in self._walks:
            if isinstance(by, Redrawn):
                self._walks[key] = by.crosswalk(self._reader, self._areas)
            else:
                is_cut = bool(np.isnan(by.shares).any()) and len(set(by.old)) < len(by.old)
                self._walks[key] = from_links(by, target_sizes=self._residents(by) if is_cut else None)
        return self._walks[key]

    def _residents(self, table: CodeLinks) -> dict[str, float] | None:
        """Return the residents of the new areas in the first year that has them; None if no year has."""
        parts = [
            part
            for part in self._reader.parts(table.level, kind=Kind.TABLE)
            if part.year is not None and part.year >= table.new_year and RESIDENTS in part.indicators
        ]
        for part in sorted(parts, key=lambda part: (part.year or 0, part.dataset)):
            wanted = frozenset(table.new)
            (block,) = self._reader.blocks([part], wanted=wanted, indicators=[RESIDENTS], periods=part.periods[:1])
            if block.codes:
                values = block.values[RESIDENTS][0]
                return dict(zip(block.codes, values.tolist(), strict=True))
        return None


def _table_of(part: Part, block: Block, *, codes: set[str]) -> AreaTable:
    """Return the rows of some areas of a block as a table."""
    rows = np.array([row for row, code in enumerate(block.codes) if code in codes], dtype=np.intp)
    kept = tuple(block.codes[row] for row in rows)
    indicators = tuple(block.values)
    unknown = np.full((len(block.periods), len(rows)), np.nan)
    errors = [block.errors[code][:, rows] if code in block.errors else unknown for code in indicators]
    return AreaTable(
        areas=Areas(level=part.level, year=part.year, codes=kept, names=kept),
        periods=block.periods,
        indicators=indicators,
        values=np.stack([block.values[code][:, rows] for code in indicators]).transpose(2, 1, 0),
        reasons=np.stack([block.reasons[code][:, rows] for code in indicators]).transpose(2, 1, 0),
        errors=np.stack(errors).transpose(2, 1, 0) if block.errors else None,
    )


def _replaced(block: Block, after: AreaTable, *, gone: set[str]) -> Block:
    """Return a block without the areas that are gone and with the converted ones at its end."""
    stay = np.array([row for row, code in enumerate(block.codes) if code not in gone], dtype=np.intp)
    indicators = tuple(block.values)

    def joined(old: NDArray[Number], new: NDArray[Number]) -> NDArray[Number]:
        return np.concatenate([old[:, stay], new.T], axis=1)

    errors = {}
    for at, code in enumerate(indicators):
        made = np.full(after.values.shape[:2], np.nan) if after.errors is None else after.errors[:, :, at]
        if code in block.errors or np.isfinite(made).any():
            before = block.errors.get(code, np.full(block.values[code].shape, np.nan))
            errors[code] = joined(before, made)
    return Block(
        codes=(*(block.codes[row] for row in stay), *after.areas.codes),
        periods=block.periods,
        values={code: joined(block.values[code], after.values[:, :, at]) for at, code in enumerate(indicators)},
        reasons={code: joined(block.reasons[code], after.reasons[:, :, at]) for at, code in enumerate(indicators)},
        errors=errors,
    )
