"""What the columns of an own table mean: values that can be kept as a template and used again next year."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import TypeVar

from veerkracht.errors.own_tables import MappingFaultError
from veerkracht.facts.indicators import Better, Theme
from veerkracht.facts.language import Bilingual

OWN = "eigen."
_CODE = re.compile(r"eigen\.[a-z][a-z0-9_]{0,59}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_NO_DOUBLE = "__"
LEVELS = ("buurt", "wijk", "gemeente")
FIRST_YEAR, LAST_YEAR = 1995, 2100
_Value = TypeVar("_Value")


class TableKind(StrEnum):
    """What an own table is about."""

    MONITOR = "monitor"
    STOCK = "stock"


class OwnKind(StrEnum):
    """The nature of an own figure."""

    COUNT = "count"
    PERCENTAGE = "percentage"
    MEAN = "mean"


class RentClass(StrEnum):
    """How high the rent of a dwelling is, against the borders of the rent allowance."""

    LOW = "goedkoop"
    AFFORDABLE = "betaalbaar"
    HIGH = "duur"
    FREE = "vrij"


class AllocationBy(StrEnum):
    """By what allocations of dwellings are told apart."""

    ALL = "alle"
    INCOME = "inkomen"
    HOUSEHOLD = "huishouden"
    URGENCY = "urgentie"


class TurnoverUnit(StrEnum):
    """How turnover is written: dwellings let again in the year, or that as a percentage of the dwellings."""

    COUNT = "count"
    PERCENTAGE = "percentage"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIndicator:
    """A figure that the catalogue does not know.

    Attributes:
        code: `eigen.` and a short name.
        name: in both languages.
        unit: in both languages.
        kind: count, percentage or mean.
        better: which direction is better for residents.
        theme: the part of the method that it tells about.
        denominator: code of the count that a percentage or mean is of: few of them hide it. Residents if empty.
        low, high: values outside these are wrong.
    """

    code: str
    name: Bilingual
    unit: Bilingual
    kind: OwnKind = OwnKind.COUNT
    better: Better = Better.NEITHER
    theme: Theme = Theme.LEEFBAARHEID
    denominator: str = ""
    low: float | None = None
    high: float | None = None

    def bounds(self) -> tuple[float, float]:
        """Return the lowest and the highest value that can be."""
        low = 0.0 if self.kind is not OwnKind.MEAN else float("-inf")
        high = 100.0 if self.kind is OwnKind.PERCENTAGE else float("inf")
        return low if self.low is None else self.low, high if self.high is None else self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A column of a city monitor that becomes an indicator.

    Attributes:
        column: name of the column.
        indicator: code, of the catalogue or of an own indicator of the mapping.
        year: of the figures, where the column is of one year; None where the row or the mapping says so.
        label: only rows with this text in `OwnMapping.label_column`; empty for all rows.
    """

    column: str
    indicator: str
    year: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A column with dwellings that were allocated in the year.

    Attributes:
        column: name of the column.
        by: by what it is told apart.
        group: which group, for example `laagste inkomens`; empty for all allocations.
    """

    column: str
    by: AllocationBy = AllocationBy.ALL
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockColumns:
    """Which columns of a corporation's stock say what; an empty name means that there is none.

    Attributes:
        complex: name or number of the complex.
        dwellings: number of dwellings.
        rent_class: text that `rent_classes` explains.
        energy_label: A to G.
        turnover: in `turnover_unit`.
        allocations: dwellings allocated, by group.
        rent_classes: rent class by the text in the file, compared without capitals.
    """

    complex: str = ""
    dwellings: str = ""
    rent_class: str = ""
    energy_label: str = ""
    turnover: str = ""
    turnover_unit: TurnoverUnit = TurnoverUnit.COUNT
    allocations: tuple[Allocation, ...] = ()
    rent_classes: Mapping[str, RentClass] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMapping:
    """What a table means.

    Attributes:
        table: short name, lower case with hyphens; later versions of one table share it.
        kind: a city monitor or a corporation's stock.
        title: what people read.
        publisher: who must be named with the figures.
        licence: what may be done with them.
        sheet: name of the sheet; empty for a CSV.
        header_row: row number of the column names, from 1.
        decimal: `,` or `.`: the mark before decimals in texts; the other one may separate thousands.
        area_column: codes, or names, of areas.
        level: `buurt`, `wijk` or `gemeente`; empty if codes with letters say so themselves.
        gemeente: code of the gemeente within which names of areas are looked up; empty for codes.
        year_column: years; empty if the whole table or each column is of one year.
        year: of all figures; None if a column says so.
        boundary_year: year of the area codes; None for the year of the figures.
        label_column: where a row says which figure it holds; empty if columns do.
        figures: of a city monitor.
        own: the indicators that the catalogue does not know.
        stock: of a corporation's stock.
    """

    table: str
    kind: TableKind = TableKind.MONITOR
    title: str = ""
    publisher: str = ""
    licence: str = ""
    sheet: str = ""
    header_row: int = 1
    decimal: str = ","
    area_column: str = ""
    level: str = ""
    gemeente: str = ""
    year_column: str = ""
    year: int | None = None
    boundary_year: int | None = None
    label_column: str = ""
    figures: tuple[Figure, ...] = ()
    own: tuple[OwnIndicator, ...] = ()
    stock: StockColumns = field(default_factory=StockColumns)

    def columns(self) -> tuple[str, ...]:
        """Return every column that the mapping names, once."""
        stock = self.stock
        named = [self.area_column, self.year_column, self.label_column, *(one.column for one in self.figures)]
        if self.kind is TableKind.STOCK:
            named = [self.area_column, self.year_column, stock.complex, stock.dwellings, stock.rent_class]
            named += [stock.energy_label, stock.turnover, *(one.column for one in stock.allocations)]
        return tuple(dict.fromkeys(name for name in named if name))

    def next_year(self, year: int) -> OwnMapping:
        """Return the template for the figures of another year: what names one year, names that one."""
        moved = None if self.boundary_year is None else year
        return replace(self, year=None if self.year is None else year, boundary_year=moved)

    def to_json(self) -> str:
        """Return the text that `from_json` reads back."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> OwnMapping:
        """Return the mapping in a text that `to_json` wrote, or that a page sent.

        Raises:
            MappingFaultError: if it is no JSON, or a part lacks, is unknown or has the wrong type.
        """
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise fault("JSON", text[:40], "is geen JSON", "is no JSON", "een JSON-object", "a JSON object") from error
        found = _record(cls, raw, where="koppeling")
        check_mapping(found)
        return found


_PARTS: Mapping[str, type] = {
    "figures": Figure,
    "own": OwnIndicator,
    "allocations": Allocation,
    "stock": StockColumns,
    "name": Bilingual,
    "unit": Bilingual,
}
_CHOICES: Mapping[tuple[str, str], type[StrEnum]] = {
    ("OwnMapping", "kind"): TableKind,
    ("OwnIndicator", "kind"): OwnKind,
    ("OwnIndicator", "better"): Better,
    ("OwnIndicator", "theme"): Theme,
    ("Allocation", "by"): AllocationBy,
    ("StockColumns", "turnover_unit"): TurnoverUnit,
}
_NUMBERS = frozenset({"year", "boundary_year", "header_row", "low", "high"})


def _record(kind: type[_Value], raw: object, *, where: str) -> _Value:
    """Return a value of one of our own classes from JSON, nothing taken on trust."""
    if not isinstance(raw, dict):
        raise fault(where, raw, "is geen object", "is no object", "een JSON-object", "a JSON object")
    names = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    for key in raw:
        if key not in names:
            known = ", ".join(sorted(names))
            raise fault(where, key, "is onbekend", "is unknown", f"een van {known}", f"one of {known}")
    values = {key: _field(kind, key, value, where=f"{where}.{key}") for key, value in raw.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise fault(where, sorted(raw), "is niet volledig", "is not complete", str(error), str(error)) from error


def _field(kind: type, key: str, value: object, *, where: str) -> object:
    choices = _CHOICES.get((kind.__name__, key))
    if choices is not None:
        return _member(choices, value, where=where)
    if key == "rent_classes":
        if not isinstance(value, dict):
            raise fault(where, value, "is geen object", "is no object", "een JSON-object", "a JSON object")
        return {str(text): _member(RentClass, one, where=where) for text, one in value.items()}
    if key in {"figures", "own", "allocations"}:
        if not isinstance(value, list):
            raise fault(where, value, "is geen lijst", "is no list", "een lijst", "a list")
        return tuple(_record(_PARTS[key], one, where=f"{where}[{i}]") for i, one in enumerate(value))
    if key in _PARTS:
        return _record(_PARTS[key], value, where=where)
    if key in _NUMBERS:
        whole = key not in {"low", "high"}
        if value is None or (isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)):
            return value
        raise fault(where, value, "is geen getal", "is no number", "een getal", "a number")
    if not isinstance(value, str) or len(value) > 500:
        raise fault(where, value, "is geen korte tekst", "is no short text", "een tekst", "a text")
    return value


def _member(choices: type[StrEnum], value: object, *, where: str) -> StrEnum:
    if value not in list(choices):
        known = ", ".join(choices)
        raise fault(where, value, "kan niet", "cannot be", f"een van {known}", f"one of {known}")
    return choices(str(value))


def fault(where: str, value: object, *words: str) -> MappingFaultError:
    """Return the error that says what is wrong with one part of a mapping.

    Args:
        where: the part.
        value: what stands there.
        words: what is wrong in Dutch and in English, what would be right in Dutch and in English.
    """
    wrong_nl, wrong_en, right_nl, right_en = words
    shown = value if isinstance(value, (str, int, float)) else str(value)
    shown = shown[:60] if isinstance(shown, str) else shown
    return MappingFaultError(
        where, value=shown, wrong=Bilingual(wrong_nl, wrong_en), right=Bilingual(right_nl, right_en)
    )


def check_mapping(mapping: OwnMapping) -> None:
    """Check what can be wrong with a mapping whatever the file.

    Raises:
        MappingFaultError: for the first fault.
    """
    if not _NAME.fullmatch(mapping.table):
        example = "kleine letters, cijfers en streepjes, zoals woningbezit"
        raise fault("table", mapping.table, "is geen naam", "is no name", example, "lower case, digits and hyphens")
    if mapping.decimal not in {",", "."}:
        raise fault(
            "decimal", mapping.decimal, "is geen decimaalteken", "is no decimal mark", "',' of '.'", "',' or '.'"
        )
    if mapping.level and mapping.level not in LEVELS:
        known = ", ".join(LEVELS)
        raise fault("level", mapping.level, "is geen niveau", "is no level", f"een van {known}", f"one of {known}")
    if not mapping.area_column:
        raise fault("area_column", "", "ontbreekt", "is missing", "de kolom met het gebied", "the column with the area")
    if mapping.gemeente and not re.fullmatch(r"GM[0-9]{4}", mapping.gemeente):
        raise fault("gemeente", mapping.gemeente, "is geen code", "is no code", "zoals GM0344", "such as GM0344")
    if mapping.gemeente and not mapping.level:
        text = (
            "ontbreekt",
            "is missing",
            "buurt of wijk: een naam zegt dat niet",
            "buurt or wijk: a name does not say",
        )
        raise fault("level", "", *text)
    if not 1 <= mapping.header_row <= 1000:
        raise fault("header_row", mapping.header_row, "kan niet", "cannot be", "1 tot en met 1000", "1 to 1000")
    _check_years(mapping)
    _check_codes(mapping.own)
    if mapping.kind is TableKind.STOCK:
        if not mapping.stock.dwellings:
            right = ("de kolom met het aantal woningen", "the column with the number of dwellings")
            raise fault("stock.dwellings", "", "ontbreekt", "is missing", *right)
    elif not mapping.figures:
        raise fault("figures", "", "ontbreekt", "is missing", "minstens één kolom met cijfers", "at least one column")


def _check_years(mapping: OwnMapping) -> None:
    stated = [mapping.year, mapping.boundary_year, *(one.year for one in mapping.figures)]
    for year in stated:
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise fault("year", year, "is geen jaar van cijfers", "is no year of figures", "zoals 2024", "such as 2024")
    dated = mapping.kind is TableKind.MONITOR and mapping.figures and all(one.year for one in mapping.figures)
    if not (mapping.year_column or mapping.year or dated):
        raise fault(
            *("year", "", "ontbreekt", "is missing"),
            *("een kolom met jaren, of één jaar", "a column with years, or one year"),
        )


def _check_codes(own: Iterable[OwnIndicator]) -> None:
    seen: set[str] = set()
    for one in own:
        if not _CODE.fullmatch(one.code) or _NO_DOUBLE in one.code or one.code in seen:
            right = ("eigen. en een eigen naam, zoals eigen.klachten", "eigen. and a name of its own: eigen.klachten")
            raise fault("own.code", one.code, "kan geen code zijn", "cannot be a code", *right)
        seen.add(one.code)
        low, high = one.bounds()
        if not low < high:
            raise fault("own.low", low, "ligt niet onder high", "is not below high", f"< {high:g}", f"< {high:g}")
        if not one.name.nl.strip():
            raise fault("own.name", one.code, "heeft geen naam", "has no name", "een naam", "a name")
