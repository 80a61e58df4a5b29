"""A first guess of what the columns of an own table mean, from their names and what stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath

from veerkracht.facts.indicators import Better, Catalogue
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files.headers import fold
from veerkracht.workflows.own_tables_mapping import (
    FIRST_YEAR,
    LAST_YEAR,
    OWN,
    Allocation,
    AllocationBy,
    Figure,
    OwnIndicator,
    OwnKind,
    OwnMapping,
    RentClass,
    StockColumns,
    TableKind,
    TurnoverUnit,
)
from veerkracht.workflows.own_tables_sheet import (
    ColumnType,
    ColumnView,
    SheetView,
    is_area_code,
    level_of_column,
    shown,
)

_YEAR_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# What corporations and gemeenten call these columns, beside the names of the catalogue itself.
_STOCK_WORDS = {
    "complex": ("complexnummer", "complexcode", "complexnaam", "complexnr", "complex", "complexid"),
    "dwellings": ("aantalwoningen", "woningen", "aantalvhe", "vhe", "verhuureenheden", "aantaleenheden", "dwellings"),
    "rent_class": ("huurklasse", "huurprijsklasse", "prijsklasse", "huursegment", "rentclass"),
    "energy_label": ("energielabel", "label", "energieklasse", "energylabel"),
    "turnover": ("mutaties", "aantalmutaties", "mutatie", "mutatiegraad", "turnover"),
}
_ALLOCATION = re.compile(r"^(aantal)?(toewijzing|toegewezen|nieuweverhuring|allocat)")
_GROUPS = (
    (AllocationBy.URGENCY, re.compile(r"urgen|herstructurer|statushouder|uitstroom|vergunninghouder")),
    (
        AllocationBy.HOUSEHOLD,
        re.compile(r"huishouden|gezin|alleenstaand|paar|persoons|kinderen|jongeren|ouderen|senior"),
    ),
    (AllocationBy.INCOME, re.compile(r"inkomen|doelgroep|income|bijstand|uitkering")),
)
_RENT_WORDS = (
    (RentClass.LOW, ("goedkoop", "kwaliteitskorting", "laag", "cheap", "low")),
    (RentClass.AFFORDABLE, ("betaalbaar", "aftopping", "affordable")),
    (RentClass.FREE, ("vrij", "geliberaliseerd", "midden", "markt", "free")),
    (RentClass.HIGH, ("duur", "liberalisatie", "expensive", "high")),
)
_SYNONYMS = {
    "aantalinwoners": "inwoners",
    "bewoners": "inwoners",
    "population": "inwoners",
    "aantalhuishoudens": "huishoudens",
    "aantalwoningen": "woningen",
    "corporatiebezit": "corporatiewoningen",
    "aandeelcorporatie": "corporatiewoningen",
    "percentagecorporatiewoningen": "corporatiewoningen",
    "corporatiewoningenpercentage": "corporatiewoningen",
    "eenzaamheid": "eenzaam",
    "wozwaarde": "woz_waarde",
}


def suggest(
    sheets: Sequence[SheetView], *, name: str, decimal: str, catalogue: Catalogue
) -> tuple[OwnMapping, tuple[Bilingual, ...]]:
    """Return a mapping to start from for the sheet that looks most like a table of areas, and what is in doubt.

    Args:
        sheets: of the file.
        name: of the file; may hold the year.
        decimal: mark before decimals.
        catalogue: of known indicators.
    """
    sheet = max(sheets, key=lambda one: (bool(one.of_type(ColumnType.AREA)), _area(one) is not None, one.rows))
    area, year = _area(sheet), _year(sheet)
    level = level_of_column(area.name) if area is not None else None
    lettered = area is not None and any(text[:2].upper() in {"BU", "WK", "GM"} for text in area.examples)
    base = OwnMapping(
        table=slug(PurePosixPath(name).stem),
        title=PurePosixPath(name).stem,
        sheet=sheet.name,
        header_row=sheet.header_row,
        decimal=decimal,
        area_column="" if area is None else area.name,
        level="" if lettered or level is None else level.value,
        year_column="" if year is None else year.name,
        year=None if year is not None else _year_in(f"{name} {sheet.name}"),
    )
    doubts = _doubts_of(area)
    taken = {base.area_column, base.year_column}
    columns = _stock(sheet)
    stock = None
    if columns is not None:
        year_of_stock = base.year or (None if base.year_column else _year_in(columns.turnover))
        stock = replace(base, kind=TableKind.STOCK, stock=columns, year=year_of_stock)
    found = _monitor(base, sheet, taken=taken, catalogue=catalogue, doubts=doubts) if stock is None else stock
    if not (found.year_column or found.year or all(one.year for one in found.figures)):
        doubts.append(Bilingual("Geen jaar gevonden. Kies het jaar.", "No year was found. Choose the year."))
    return found, tuple(doubts)


def _doubts_of(area: ColumnView | None) -> list[Bilingual]:
    """Return what is in doubt about the column that says the area."""
    if area is None:
        return [
            Bilingual(
                "Geen kolom met codes van buurten of wijken gevonden. Kies de kolom met het gebied. Staan er alleen "
                "adressen of postcodes in, voeg dan eerst de buurtcode toe.",
                "No column with codes of buurten or wijken was found. Choose the column with the area. If there are "
                "only addresses or postcodes, first add the buurt code.",
            )
        ]
    if area.type is ColumnType.AREA:
        return []
    return [
        Bilingual(
            f"In kolom {area.name!r} staan namen. Kies de gemeente, dan zoeken we de codes erbij.",
            f"Column {area.name!r} holds names. Choose the gemeente, and we look up the codes.",
        )
    ]


def slug(text: str) -> str:
    """Return a short name for a table, without its year, so that next year's file gets the same.

    >>> slug("Woningbezit 2024 (def.)")
    'woningbezit-def'
    """
    plain = unicodedata.normalize("NFKD", _YEAR_IN_NAME.sub("", text)).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:40].strip("-")
    return found or "tabel"


def own_code(text: str) -> str:
    """Return the code of an own indicator.

    >>> own_code("Meldingen overlast (%)")
    'eigen.meldingen_overlast'
    """
    return OWN + slug(text).replace("-", "_")


def _area(sheet: SheetView) -> ColumnView | None:
    """Return the column with the smallest areas: codes before names, buurt before wijk before gemeente."""
    coded = sheet.of_type(ColumnType.AREA)
    for start in ("BU", "WK", "GM", ""):
        for column in coded:
            level = level_of_column(column.name)
            letters = {"buurt": "BU", "wijk": "WK", "gemeente": "GM"}.get("" if level is None else level.value, "")
            if (
                start == ""
                or column.examples[0][:2].upper() == start
                or (column.examples[0].isdigit() and letters == start)
            ):
                return column
    texts = [column for column in sheet.columns if column.type is ColumnType.TEXT]
    return next((one for one in texts if re.fullmatch(r"(buurt|wijk|gebied)(naam|snaam)?", fold(one.name))), None)


def _year(sheet: SheetView) -> ColumnView | None:
    found = [one for one in sheet.of_type(ColumnType.YEAR, ColumnType.DAY) if not _YEAR_IN_NAME.search(one.name)]
    named = [one for one in found if re.search(r"jaar|year|periode|period|peil|datum", one.name.lower())]
    return next(iter(named), None) or next((one for one in found if one.type is ColumnType.YEAR), None)


def _year_in(text: str) -> int | None:
    years = {int(year) for year in _YEAR_IN_NAME.findall(text)}
    year = years.pop() if len(years) == 1 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _stock(sheet: SheetView) -> StockColumns | None:
    """Return the columns of a corporation's stock, or None if this is another table."""
    # "Mutaties 2024" is turnover; of more years the last one, and a name without a year goes first.
    # Of equal names the first of the file is kept: it comes last here.
    leftwards = list(reversed(sheet.columns))
    by_year = sorted(leftwards, key=lambda column: _year_in(column.name) or LAST_YEAR + 1)
    by_name = {fold(_bare(column.name)): column for column in by_year}
    found = {
        role: next((by_name[word].name for word in words if word in by_name), "")
        for role, words in _STOCK_WORDS.items()
    }
    allocations = tuple(_allocation(column.name) for column in sheet.columns if _ALLOCATION.search(fold(column.name)))
    if not found["dwellings"] or not (found["complex"] or found["rent_class"] or found["energy_label"]):
        return None
    turnover = next((one for one in sheet.columns if one.name == found["turnover"]), None)
    is_share = turnover is not None and ("graad" in turnover.name.lower() or "%" in turnover.name)
    return StockColumns(
        **found,
        turnover_unit=TurnoverUnit.PERCENTAGE if is_share else TurnoverUnit.COUNT,
        allocations=allocations,
        rent_classes=_rent_classes(sheet, found["rent_class"]),
    )


def _bare(name: str) -> str:
    """Return the name of a column without its year."""
    return _YEAR_IN_NAME.sub("", name).strip(" -_()") or name


def _allocation(column: str) -> Allocation:
    name = fold(column)
    group = re.sub(
        r"^(aantal\s+)?(toewijzing(en)?|toegewezen|nieuwe verhuring(en)?)\W*(aan|naar|met|per)?\W*", "", column.lower()
    )
    group = _bare(group.strip(" _-:()")) if _YEAR_IN_NAME.sub("", group).strip(" _-:()") else ""
    by = next((one for one, pattern in _GROUPS if pattern.search(name)), AllocationBy.ALL)
    return Allocation(column=column, by=by, group="" if by is AllocationBy.ALL else group)


def _rent_classes(sheet: SheetView, column: str) -> dict[str, RentClass]:
    if not column:
        return {}
    at = sheet.header.index(column)
    start = sheet.grid.lines.index(sheet.header_row) + 1
    texts = dict.fromkeys(shown(row[at]) for row in sheet.grid.rows[start:] if at < len(row) and shown(row[at]))
    found = {}
    for text in list(texts)[:50]:
        group = next((one for one, words in _RENT_WORDS if any(word in text.lower() for word in words)), None)
        if group is not None:
            found[text.lower()] = group
    return found


def _monitor(
    base: OwnMapping, sheet: SheetView, *, taken: set[str], catalogue: Catalogue, doubts: list[Bilingual]
) -> OwnMapping:
    """Return the mapping of a city monitor: every column of numbers a figure, or one column named by another."""
    numbers = [
        one
        for one in sheet.of_type(ColumnType.WHOLE, ColumnType.NUMBER)
        if one.name not in taken and not one.name.startswith("#") and not _is_number_of_area(one)
    ]
    label = _label(sheet, taken) if len(numbers) == 1 else None
    wanted: list[tuple[str, int | None, str, ColumnView]] = []
    if label is not None:
        at, start = sheet.header.index(label.name), sheet.grid.lines.index(sheet.header_row) + 1
        texts = dict.fromkeys(shown(row[at]) for row in sheet.grid.rows[start:] if at < len(row) and shown(row[at]))
        wanted = [(text, None, text, numbers[0]) for text in list(texts)[:100]]
    else:
        for column in numbers:
            year = _year_in(column.name)
            bare = _YEAR_IN_NAME.sub("", column.name).strip(" -_()") if year else column.name
            wanted.append((bare or sheet.name or base.title, year, "", column))
    figures, own = [], dict[str, OwnIndicator]()
    for name, year, text, column in wanted:
        code = known_code(name, catalogue=catalogue)
        if code is None:
            made = _own_indicator(name, column)
            code = made.code
            own.setdefault(code, made)
            near = _near(name, catalogue)
            if near:
                doubts.append(
                    Bilingual(
                        f"{name!r}: bedoelt u de indicator {near!r}? Nu is het een eigen cijfer.",
                        f"{name!r}: do you mean the indicator {near!r}? It is a figure of your own now.",
                    )
                )
        figures.append(Figure(column=column.name, indicator=code, year=year, label=text))
    return replace(
        base, label_column="" if label is None else label.name, figures=tuple(figures), own=tuple(own.values())
    )


def known_code(name: str, *, catalogue: Catalogue) -> str | None:
    """Return the code of the indicator that a column is named after, or None."""
    wanted = fold(re.sub(r"[(\[].*?[)\]]", "", name)) or fold(name)
    if wanted in _SYNONYMS:
        return _SYNONYMS[wanted]
    for indicator in catalogue:
        names = [indicator.code, indicator.name.nl, indicator.name.en]
        names += [text for source in indicator.sources for text in (source.stem, source.short)]
        if wanted in {fold(text) for text in names if text}:
            return indicator.code
    return None


def _near(name: str, catalogue: Catalogue) -> str:
    names = {one.name.nl.lower(): one.code for one in catalogue}
    found = get_close_matches(name.lower(), names, n=1, cutoff=0.8)
    return names[found[0]] if found else ""


def _own_indicator(name: str, column: ColumnView) -> OwnIndicator:
    text = name.lower()
    if "%" in text or re.search(r"aandeel|percentage|procent|share", text):
        kind, unit = OwnKind.PERCENTAGE, Bilingual("%", "%")
    elif column.type is ColumnType.WHOLE and not re.search(r"gemiddeld|score|cijfer|index|mean|average", text):
        kind, unit = OwnKind.COUNT, Bilingual("aantal", "number")
    else:
        kind, unit = OwnKind.MEAN, Bilingual("gemiddelde", "mean")
    return OwnIndicator(code=own_code(name), name=Bilingual(name, name), unit=unit, kind=kind, better=Better.NEITHER)


def _label(sheet: SheetView, taken: set[str]) -> ColumnView | None:
    named = [one for one in sheet.of_type(ColumnType.TEXT) if one.name not in taken]
    return next((one for one in named if re.search(r"indicator|onderwerp|thema|variabele", one.name.lower())), None)


def _is_number_of_area(column: ColumnView) -> bool:
    name = column.name.lower()
    coded = level_of_column(name) is not None and re.search("code|nr|num", name) is not None
    return (
        coded
        or name in {"id", "nr", "nummer", "fid", "objectid"}
        or any(is_area_code(text, column=name) for text in column.examples)
    )
