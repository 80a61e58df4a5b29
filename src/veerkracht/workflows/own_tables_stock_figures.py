"""The figures that a corporation's stock gives per area: counts that are stored, and shares that are made from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Better, Derivation, Indicator, Kind, Theme
from veerkracht.facts.language import Bilingual
from veerkracht.workflows.own_tables_checked import ComplexRow
from veerkracht.workflows.own_tables_mapping import OWN, AllocationBy, OwnMapping, RentClass
from veerkracht.workflows.own_tables_suggest import slug

UNKNOWN = "onbekend"
DWELLINGS = "woningen"
PERCENT, COUNT = Bilingual("%", "%"), Bilingual("woningen", "dwellings")
_RENTS = {
    RentClass.LOW.value: Bilingual("goedkope huur", "low rent"),
    RentClass.AFFORDABLE.value: Bilingual("betaalbare huur", "affordable rent"),
    RentClass.HIGH.value: Bilingual("dure huur", "high rent"),
    RentClass.FREE.value: Bilingual("vrije huur", "free-market rent"),
    UNKNOWN: Bilingual("huurklasse onbekend", "rent class unknown"),
}
_LABELS = {
    **{one: Bilingual(f"energielabel {one.upper()}", f"energy label {one.upper()}") for one in "abcdefg"},
    UNKNOWN: Bilingual("energielabel onbekend", "energy label unknown"),
}
_BY = {
    AllocationBy.ALL: Bilingual("toewijzingen", "allocations"),
    AllocationBy.INCOME: Bilingual("toewijzingen naar inkomen", "allocations by income"),
    AllocationBy.HOUSEHOLD: Bilingual("toewijzingen naar huishouden", "allocations by household"),
    AllocationBy.URGENCY: Bilingual("toewijzingen naar urgentie", "allocations by urgency"),
}


def counts_of(one: ComplexRow, mapping: OwnMapping) -> Iterator[tuple[str, int]]:
    """Give what a complex adds to."""
    yield DWELLINGS, one.dwellings
    if mapping.stock.rent_class:
        yield f"huur_{one.rent_class or UNKNOWN}", one.dwellings
    if mapping.stock.energy_label:
        yield f"label_{one.energy_label.lower() or UNKNOWN}", one.dwellings
    if one.turnover is not None:
        yield "mutaties", one.turnover
        yield "mutatie_woningen", one.dwellings
    for group, count in one.allocations.items():
        by, _, name = group.partition(":")
        yield _allocation_part(AllocationBy(by), name), count
        if name:
            yield f"toewijzing_{by}_totaal", count


def classes_of(mapping: OwnMapping) -> tuple[str, ...]:
    """Return the classes of which an area has nought where no complex is of them."""
    rents = [f"huur_{one}" for one in _RENTS] if mapping.stock.rent_class else []
    return (*rents, *(f"label_{one}" for one in _LABELS if mapping.stock.energy_label))


def partitions(mapping: OwnMapping) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the counts that together make up another count: where one of them is hidden, so must be a second one."""
    stock, found = mapping.stock, []
    if stock.rent_class:
        found.append(("woningen", [f"huur_{one}" for one in _RENTS]))
    if stock.energy_label:
        found.append(("woningen", [f"label_{one}" for one in _LABELS]))
    if stock.turnover:
        found.append(("woningen", ["mutatie_woningen"]))
    for by in AllocationBy:
        groups = [_allocation_part(by, one.group) for one in stock.allocations if one.by is by and one.group]
        if groups:
            found.append((f"toewijzing_{by.value}_totaal", groups))
    return tuple((code_of(mapping, whole), tuple(code_of(mapping, part) for part in parts)) for whole, parts in found)


@lru_cache(maxsize=1000)
def _allocation_part(by: AllocationBy, group: str) -> str:
    return f"toewijzing_{by.value}_{slug(group)[:20].replace('-', '_')}" if group else f"toewijzing_{by.value}"


def code_of(mapping: OwnMapping, part: str) -> str:
    """Return the code of a figure of a stock."""
    return f"{OWN}{mapping.table.replace('-', '_')}_{part}"


def stock_indicators(mapping: OwnMapping) -> tuple[Indicator, ...]:
    """Return the figures that a stock gives: counts, and the shares that are made from them."""
    stock = mapping.stock
    found = [
        _count(mapping, "woningen", Bilingual("woningen", "dwellings")),
        _share(mapping, "aandeel", Bilingual("deel van alle woningen", "part of all dwellings"), part="woningen"),
    ]
    if stock.rent_class:
        found += _classes(mapping, {f"huur_{one}": name for one, name in _RENTS.items()}, whole="woningen")
    if stock.energy_label:
        found += _classes(mapping, {f"label_{one}": name for one, name in _LABELS.items()}, whole="woningen")
    if stock.turnover:
        known = Bilingual("woningen waarvan de mutaties bekend zijn", "dwellings of which turnover is known")
        found += [
            _count(mapping, "mutaties", Bilingual("woningen opnieuw verhuurd", "dwellings let again")),
            _count(mapping, "mutatie_woningen", known),
            _share(
                mapping,
                "mutatiegraad",
                Bilingual("mutatiegraad", "turnover rate"),
                part="mutaties",
                whole="mutatie_woningen",
            ),
        ]
    for by, name in _BY.items():
        for one in stock.allocations:
            if one.by is by and not one.group:
                found.append(_count(mapping, _allocation_part(by, ""), name))
        groups = {
            _allocation_part(by, one.group): Bilingual(f"{name.nl}: {one.group}", f"{name.en}: {one.group}")
            for one in stock.allocations
            if one.by is by and one.group
        }
        if groups:
            whole = f"toewijzing_{by.value}_totaal"
            found += [_count(mapping, whole, name), *_classes(mapping, groups, whole=whole)]
    return tuple(found)


def _classes(mapping: OwnMapping, parts: Mapping[str, Bilingual], *, whole: str) -> list[Indicator]:
    """Return a count for each class, and its share of the whole."""
    counts = [_count(mapping, part, name) for part, name in parts.items()]
    return counts + [_share(mapping, f"aandeel_{part}", name, part=part, whole=whole) for part, name in parts.items()]


def _count(mapping: OwnMapping, part: str, name: Bilingual) -> Indicator:
    return _indicator(mapping, part, name, kind=Kind.COUNT, unit=COUNT)


def _share(mapping: OwnMapping, code: str, name: Bilingual, *, part: str, whole: str = "") -> Indicator:
    """Return the share of a count in another of the same table, or in all dwellings of the area."""
    # The count of all dwellings in a buurt may be of the year before: CBS publishes it later than a stock is known.
    wholes = (code_of(mapping, whole),) if whole else (DWELLINGS,)
    made = Derivation(parts=(code_of(mapping, part),), wholes=wholes, per=100.0, same_period=bool(whole))
    return _indicator(mapping, code, name, kind=Kind.PERCENTAGE, unit=PERCENT, derivation=made)


def _indicator(
    mapping: OwnMapping,
    part: str,
    name: Bilingual,
    *,
    kind: Kind,
    unit: Bilingual,
    derivation: Derivation | None = None,
) -> Indicator:
    title = mapping.title or mapping.table
    said = Bilingual(
        f"Uit {title}, een tabel van de organisatie zelf.", f"From {title}, a table of the organisation itself."
    )
    return Indicator(
        code=code_of(mapping, part),
        name=Bilingual(f"{title}: {name.nl}", f"{title}: {name.en}"),
        theme=Theme.WONINGVOORRAAD,
        kind=kind,
        unit=unit,
        better=Better.NEITHER,
        levels=(Level.GEMEENTE, Level.WIJK, Level.BUURT),
        explanation=said,
        denominator="" if derivation is None else derivation.wholes[0],
        low=0.0,
        high=100.0 if kind is Kind.PERCENTAGE else float("inf"),
        derivation=derivation,
    )


def sources_of(mapping: OwnMapping) -> dict[str, str]:
    """Return the column in the file from which each count comes."""
    stock = mapping.stock
    found = {"woningen": stock.dwellings, "mutaties": stock.turnover, "mutatie_woningen": stock.dwellings}
    found |= {f"huur_{one}": stock.rent_class for one in _RENTS}
    found |= {f"label_{one}": stock.energy_label for one in _LABELS}
    found |= {_allocation_part(one.by, one.group): one.column for one in stock.allocations}
    for by in AllocationBy:
        columns = [one.column for one in stock.allocations if one.by is by and one.group]
        found[f"toewijzing_{by.value}_totaal"] = " + ".join(columns)
    return {code_of(mapping, part): column for part, column in found.items()}
