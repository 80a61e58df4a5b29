"""A corporation's stock: complexes checked row by row, added up to figures of buurten, wijken and the gemeente."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from veerkracht.facts.areas import Level, code_at
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.sources.files.grid import GridCell
from veerkracht.sources.files.headers import fold
from veerkracht.workflows.own_tables_cells import (
    AreaReader,
    CellFault,
    Number,
    NumberReader,
    RowFaults,
    period_of,
    reading,
)
from veerkracht.workflows.own_tables_checked import Checked, ComplexRow
from veerkracht.workflows.own_tables_mapping import (
    Allocation,
    AllocationBy,
    OwnMapping,
    RentClass,
    StockColumns,
    TurnoverUnit,
    fault,
)
from veerkracht.workflows.own_tables_sheet import ColumnType, shown
from veerkracht.workflows.own_tables_stock_figures import (
    COUNT,
    PERCENT,
    classes_of,
    code_of,
    counts_of,
    sources_of,
    stock_indicators,
)
from veerkracht.workflows.own_tables_task import Account, Cells, Task, build_tables

# The largest complexes of Dutch corporations have some two thousand dwellings; more is a column of something else.
_MOST_DWELLINGS = 20_000
_LABEL = re.compile(r"(A)\+{0,5}|([A-G])")
# Columns of which the name says that they count some of the dwellings of the complex.
_PART = re.compile(r"(aantal)?(waarvan|((social|sociaal|daeb|nietdaeb|gereguleerd|geliberaliseerd).*|huur|koop)woning)")
_SHARE = re.compile(r"%|aandeel|percentage|procent|share")
_ABOVE = {
    Level.BUURT: (Level.BUURT, Level.WIJK, Level.GEMEENTE),
    Level.WIJK: (Level.WIJK, Level.GEMEENTE),
    Level.GEMEENTE: (Level.GEMEENTE,),
}


def check_stock(task: Task) -> Checked:
    """Return which complexes can be used, and what they add up to per area and year.

    Counts are stored, shares are made from them (see `stock_indicators`), so that whoever hides a small count hides
    the share with it. A buurt adds up to its wijk and gemeente; a complex of which only the wijk is known counts
    there and not in a buurt.

    Raises:
        MappingFaultError: if the rent classes are not explained.
    """
    mapping = task.mapping
    columns = _Columns.of(task)
    areas = AreaReader(mapping=mapping, warehouse=task.warehouse)
    account = Account()
    sums = _Sums(mapping)
    complexes: list[ComplexRow] = []
    first: dict[tuple[object, ...], int] = {}
    for line, row in task.rows(also=columns.parts):
        if account.passes_over(row, why=None):
            continue
        found = _complex(line, row, columns=columns, task=task, areas=areas, account=account)
        if found is not None and found.complex:
            key = (found.complex, found.area, found.year, found.rent_class, found.energy_label)
            earlier = first.setdefault(key, line)
            if earlier != line:
                account.faults.take(line, mapping.stock.complex, found.complex, _twice(earlier))
        if account.accepts(line) and found is not None:
            complexes.append(found)
            sums.add(found, boundary_year=task.boundary_year(Period(found.year)))
    return account.checked(
        task,
        tables=build_tables(sums.cells(), sources=sources_of(mapping), task=task),
        indicators=stock_indicators(mapping),
        complexes=tuple(complexes),
        warnings=(*task.warnings(areas), *_unknown(complexes)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """How each column is read."""

    dwellings: NumberReader
    turnover: NumberReader
    allocations: Mapping[Allocation, NumberReader]
    rents: Mapping[str, RentClass]
    parts: Mapping[str, NumberReader]

    @classmethod
    def of(cls, task: Task) -> _Columns:
        stock, decimal = task.mapping.stock, task.mapping.decimal
        rents = {text.strip().lower(): one for text, one in stock.rent_classes.items()}
        if stock.rent_class and not rents:
            right = ("bij elke tekst een huurklasse", "a rent class for each text")
            raise fault("stock.rent_classes", stock.rent_class, "is niet uitgelegd", "is not explained", *right)
        used = task.mapping.columns()
        is_count = stock.turnover_unit is TurnoverUnit.COUNT
        return cls(
            dwellings=NumberReader(decimal=decimal, high=_MOST_DWELLINGS, whole=True, unit=COUNT),
            turnover=NumberReader(
                decimal=decimal,
                high=_MOST_DWELLINGS if is_count else 100.0,
                whole=is_count,
                unit=COUNT if is_count else PERCENT,
            ),
            allocations={
                one: NumberReader(decimal=decimal, high=_MOST_DWELLINGS, whole=True, unit=COUNT)
                for one in stock.allocations
            },
            rents=rents,
            parts={
                one.name: NumberReader(decimal=decimal, unit=COUNT)
                for one in task.sheet.of_type(ColumnType.WHOLE)
                if _PART.match(fold(one.name)) and not _SHARE.search(one.name.lower()) and one.name not in used
            },
        )


def _complex(
    line: int,
    row: Mapping[str, GridCell],
    *,
    columns: _Columns,
    task: Task,
    areas: AreaReader,
    account: Account,
) -> ComplexRow | None:
    """Return a row as a complex, or None if it cannot be one; what is wrong is noted."""
    mapping, faults = task.mapping, account.faults
    stock = mapping.stock
    period = Period(mapping.year) if mapping.year else None
    if mapping.year_column:
        period = reading(line, mapping.year_column, row[mapping.year_column], period_of, faults)
    if period is None:
        return None
    where = partial(areas.read, year=task.boundary_year(period))
    area = reading(line, mapping.area_column, row[mapping.area_column], where, faults)
    dwellings = reading(line, stock.dwellings, row[stock.dwellings], partial(_known, columns.dwellings), faults)
    if area is None or dwellings is None:
        return None
    rent = reading(line, stock.rent_class, row.get(stock.rent_class), partial(_rent, columns.rents), faults)
    label = reading(line, stock.energy_label, row.get(stock.energy_label), _label, faults)
    turnover = partial(_turnover, columns.turnover, dwellings=dwellings, unit=stock.turnover_unit)
    again = reading(line, stock.turnover, row.get(stock.turnover), turnover, faults) if stock.turnover else None
    allocations = _allocations(line, row, columns=columns, stock=stock, dwellings=dwellings, faults=faults)
    return ComplexRow(
        row=line,
        complex=shown(row.get(stock.complex)),
        level=area[0],
        area=area[1],
        year=period.year,
        dwellings=dwellings,
        rent_class=rent or "",
        energy_label=label or "",
        turnover=None if again is None or again < 0 else again,
        allocations=allocations,
    )


def _allocations(
    line: int,
    row: Mapping[str, GridCell],
    *,
    columns: _Columns,
    stock: StockColumns,
    dwellings: int,
    faults: RowFaults,
) -> dict[str, int]:
    """Return the allocations of a complex by group; what is more than its dwellings is noted."""
    allocations = {}
    for one, reader in columns.allocations.items():
        most = partial(_part_of, reader, dwellings=dwellings)
        number = reading(line, one.column, row[one.column], most, faults)
        if number is not None and number >= 0:
            allocations[f"{one.by.value}:{one.group}"] = number
    for name, reader in columns.parts.items():
        # Not taken in, but it shows that one of both counts of this row is wrong.
        reading(line, name, row[name], partial(_part_of, reader, dwellings=dwellings), faults)
    for by in AllocationBy:
        groups = {
            one.column: allocations.get(f"{by.value}:{one.group}", 0) for one in stock.allocations if one.by is by
        }
        total = sum(groups.values())
        if len(groups) > 1 and total > dwellings and all(count <= dwellings for count in groups.values()):
            faults.take(line, ", ".join(groups), str(total), _too_many_together(dwellings))
    return allocations


def _known(reader: NumberReader, cell: GridCell) -> int:
    """Return a count that must be there."""
    found = reader.read(cell)
    if found.value != found.value:
        raise CellFault(Bilingual("ontbreekt", "is missing"), Bilingual("een aantal woningen", "a number of dwellings"))
    return int(found.value)


def _rent(rents: Mapping[str, RentClass], cell: GridCell) -> str:
    text = shown(cell).lower()
    if not text or text in {"onbekend", "unknown", "-"}:
        return ""
    if text not in rents:
        known = ", ".join(repr(one) for one in list(rents)[:8])
        raise CellFault(
            Bilingual("is een onbekende huurklasse", "is an unknown rent class"),
            Bilingual(f"een van {known}, of leeg; of leg hem uit in de koppeling", f"one of {known}, or empty"),
        )
    return rents[text].value


def _label(cell: GridCell) -> str:
    text = shown(cell).upper().replace(" ", "")
    if text in {"", "-", "ONBEKEND", "GEEN", "N.B.", "NB", "X"}:
        return ""
    found = _LABEL.fullmatch(text)
    if found is None:
        raise CellFault(
            Bilingual("is geen energielabel", "is no energy label"),
            Bilingual("A tot en met G, A met plussen, of leeg", "A to G, A with pluses, or empty"),
        )
    return found[1] or found[2]


def _turnover(reader: NumberReader, cell: GridCell, *, dwellings: int, unit: TurnoverUnit) -> int:
    """Return how many dwellings were let again; -1 if unknown."""
    found = reader.read(cell)
    if found.value != found.value:
        return -1
    # A percentage was made from a whole number of dwellings; rounding finds it back.
    count = round(found.value * dwellings / 100) if unit is TurnoverUnit.PERCENTAGE else int(found.value)
    if count > dwellings:
        raise CellFault(
            Bilingual("is meer dan er woningen zijn", "is more than there are dwellings"),
            Bilingual(f"hoogstens {dwellings} mutaties in een jaar", f"at most {dwellings} in a year"),
        )
    return count


def _part_of(reader: NumberReader, cell: GridCell, *, dwellings: int) -> int:
    """Return a count of some of the dwellings; -1 if unknown. No part can be above its whole."""
    found = reader.read(cell)
    if found.value != found.value:
        return -1
    if found.value > dwellings:
        raise CellFault(
            Bilingual("is meer dan er woningen zijn", "is more than there are dwellings"),
            Bilingual(
                f"hoogstens {dwellings}, of een hoger aantal woningen", f"at most {dwellings}, or more dwellings"
            ),
        )
    return int(found.value)


def _too_many_together(dwellings: int) -> CellFault:
    return CellFault(
        Bilingual("is samen meer dan er woningen zijn", "together is more than there are dwellings"),
        Bilingual(f"samen hoogstens {dwellings}", f"at most {dwellings} together"),
    )


def _twice(first: int) -> CellFault:
    return CellFault(
        Bilingual(f"staat al op regel {first}", f"stands already on row {first}"),
        Bilingual("één rij per complex, huurklasse en label", "one row for each complex, rent class and label"),
    )


@dataclass(slots=True)
class _Sums:
    """Adds complexes up; a figure of which nothing is known in an area has no sum."""

    mapping: OwnMapping
    _found: dict[tuple[Level, str, int, int], Counter[str]] = field(default_factory=dict)

    def add(self, one: ComplexRow, *, boundary_year: int) -> None:
        """Add one complex to the area that it names."""
        sums = self._found.setdefault((one.level, one.area, one.year, boundary_year), Counter())
        for part, count in counts_of(one, self.mapping):
            sums[part] += count

    def cells(self) -> Cells:
        """Return the sums of the areas that are named, and of the wijk and gemeente in which these lie."""
        nought = dict.fromkeys(classes_of(self.mapping), 0)
        sums: dict[tuple[Level, str, int, int], Counter[str]] = {}
        for (named, area, year, boundary_year), counts in self._found.items():
            for level in _ABOVE[named]:
                key = (level, code_at(area, level) or area, year, boundary_year)
                # Not +: that drops what is nought.
                sums.setdefault(key, Counter(nought)).update(counts)
        cells: Cells = {}
        for (level, area, year, boundary_year), counts in sums.items():
            columns = cells.setdefault((level, boundary_year), {})
            for part, count in counts.items():
                columns.setdefault((code_of(self.mapping, part), Period(year)), {})[area] = Number(float(count))
        return cells


def _unknown(complexes: Sequence[ComplexRow]) -> list[Bilingual]:
    """Return of how many dwellings something is not known, and how many stand in no buurt."""
    total = sum(one.dwellings for one in complexes)
    found = []
    for nl, en, lacking in (
        ("de huurklasse", "the rent class", [one for one in complexes if not one.rent_class]),
        ("het energielabel", "the energy label", [one for one in complexes if not one.energy_label]),
        ("het aantal mutaties", "the turnover", [one for one in complexes if one.turnover is None]),
        ("de buurt", "the buurt", [one for one in complexes if one.level is not Level.BUURT]),
    ):
        count = sum(one.dwellings for one in lacking)
        if count:
            share = 100 * count / total
            found.append(
                Bilingual(
                    f"Van {count} van de {total} woningen ({share:.0f}%) is {nl} niet bekend.",
                    f"Of {count} of the {total} dwellings ({share:.0f}%) {en} is not known.",
                )
            )
    return found
