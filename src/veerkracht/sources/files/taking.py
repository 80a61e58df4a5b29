"""Take one sheet of a known layout: complete it, understand its rows, build tables and boundaries, and account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from veerkracht.errors.files import NotAreaDataError, NoYearError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.indicators import Catalogue, TableFamily
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable
from veerkracht.sources.files import companions
from veerkracht.sources.files.build import Built, Origin, boundary_year, build_tables, count_by_reason
from veerkracht.sources.files.geometry import to_dutch_grid, with_text_geometry
from veerkracht.sources.files.headers import Writing, writing
from veerkracht.sources.files.intake import FileReport, Intake, LeftOut
from veerkracht.sources.files.layouts import Layout, keys_of
from veerkracht.sources.files.opening import Opened
from veerkracht.sources.files.plans import ignored
from veerkracht.sources.files.rows import Rows, families_of, table_id, text_of, understand_rows, year_of
from veerkracht.sources.files.sheet import Sheet

NO_NAMES = Bilingual("geen namen van gebieden gevonden: de code staat als naam", "no area names found: codes stand in")
_LEVELS = list(Level)
# The column that holds polygons as text, where a layout has one.
_TEXT_GEOMETRY = "geometrie"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What is known about a sheet before its rows are read."""

    sheet: Sheet
    layout: Layout
    keys: tuple[str, ...]
    families: tuple[TableFamily, ...]
    year: int | None
    origin: Origin


def take(sheet: Sheet, *, layout: Layout, opened: Opened, catalogue: Catalogue, retrieved: date | None) -> Intake:
    """Return the tables and boundaries in a sheet, with the account of its rows and columns.

    Raises:
        NotAreaDataError: if it has no column that we use and no polygons.
        FileError: if anything in it is wrong.
    """
    context = _context(sheet, layout=layout, opened=opened, catalogue=catalogue, retrieved=retrieved)
    sheet, keys = context.sheet, context.keys
    parts: list[tuple[Rows, Built]] = []
    named = _has_names(context)
    names = {} if named or sheet.geometry is not None else companions.area_names(opened)
    for filters, members in _by_filters(context.families, keys):
        rows = understand_rows(sheet, keys=keys, layout=context.layout, year=context.year, filters=filters)
        rows = replace(rows, names=[names.get(code, name) for code, name in zip(rows.codes, rows.names, strict=True)])
        built = build_tables(
            sheet,
            rows=rows,
            keys=keys,
            layout=context.layout,
            catalogue=catalogue,
            families=members,
            origin=context.origin,
        )
        parts.append((rows, built))
    boundaries, mended = _boundaries(context, parts[0][0])
    tables = tuple(table for _, built in parts for table in built.tables)
    if not boundaries and not tables:
        raise NotAreaDataError(
            file=opened.name,
            found_nl=f"{layout.name.nl}, maar zonder kolom die Veerkracht gebruikt",
            found_en=f"{layout.name.en}, but without a column that Veerkracht uses",
        )
    report = _report(context, opened=opened, parts=parts, tables=tables, boundaries=boundaries)
    extra = () if named or names else (NO_NAMES,)
    return Intake(
        tables=tables, boundaries=boundaries, report=replace(report, warnings=(*report.warnings, *mended, *extra))
    )


def _context(sheet: Sheet, *, layout: Layout, opened: Opened, catalogue: Catalogue, retrieved: date | None) -> _Context:
    if _TEXT_GEOMETRY in layout.requires:
        sheet = with_text_geometry(sheet, column=_TEXT_GEOMETRY)
    keys = keys_of(sheet.header)
    if writing(sheet.header) is not Writing.PLAIN and not any(name in keys for name in layout.codes[:-1]):
        sheet = _with_codes(sheet, opened)
        keys = keys_of(sheet.header)
    families = tuple(families_of(layout, catalogue))
    hints = (sheet.title, *opened.hints)
    # The first parts of a StatLine or OData table hold names, codes or dimensions; the id is in its title or name.
    table = table_id(hints) or layout.table
    year = layout.year or year_of(hints, table=table, families=families)
    if layout.period not in sheet.header and layout.period not in keys and year is None:
        raise NoYearError(file=opened.name, found=repr(", ".join(opened.hints[:2])))
    years = _years(sheet, layout=layout, keys=keys) or ({year} if year else set())
    if not table and families and len(years) == 1:
        table = _table_of(families[0], max(years))
    table = table.format(year=max(years, default=""))
    origin = Origin(
        table=table or opened.stem,
        family=families[0].code if families else "",
        publisher=layout.publisher or (families[0].publisher if families else ""),
        licence=layout.licence or (families[0].licence if families else ""),
        address=families[0].address if families else "",
        checksum=opened.checksum,
        retrieved=retrieved,
        note=layout.note,
        own=bool(layout.own),
    )
    return _Context(sheet=sheet, layout=layout, keys=keys, families=families, year=year, origin=origin)


def _years(sheet: Sheet, *, layout: Layout, keys: Sequence[str]) -> set[int]:
    """Return the years in the period column; empty if there is no such column."""
    names = {header: i for i, header in reversed(list(enumerate(sheet.header)))}
    at = names.get(layout.period, keys.index(layout.period) if layout.period in keys else -1)
    if not layout.period or at < 0:
        return set()
    texts = {text_of(cell)[:4] for cell in set(sheet.columns[at])}
    return {int(text) for text in texts if text.isascii() and text.isdigit()}


def _table_of(family: TableFamily, year: int) -> str:
    """Return the id of the table of one year; empty if more years share a table, for then it may be another."""
    ids = list(family.ids.values())
    own = family.ids.get(year, "")
    return own if ids.count(own) == 1 else ""


def _with_codes(sheet: Sheet, opened: Opened) -> Sheet:
    """Return a StatLine sheet that has only names with the codes of a file beside it that has the same rows."""
    codes = companions.area_codes(opened, sheet)
    if codes is None:
        return sheet
    name = "Regioaanduiding/Codering (code)"
    return replace(sheet, header=(*sheet.header, name), columns=(*sheet.columns, codes))


def _has_names(context: _Context) -> bool:
    """Return whether a column holds names; in OData the column `WijkenEnBuurten` holds codes."""
    own = {"WijkenEnBuurten"} if writing(context.sheet.header) is Writing.PLAIN else set()
    present = {*context.sheet.header, *context.keys} - own
    return any(name in present for name in context.layout.names)


def _by_filters(
    families: Sequence[TableFamily], keys: Sequence[str]
) -> list[tuple[Mapping[str, str], list[TableFamily]]]:
    """Return the families grouped by the dimension values that they keep.

    The crime table is read once for each kind of crime; other files just once.
    """
    groups: list[tuple[dict[str, str], list[TableFamily]]] = []
    for family in families:
        filters = {name: value for name, value in family.filters.items() if name in keys}
        for known, members in groups:
            if known == filters:
                members.append(family)
                break
        else:
            groups.append((filters, [family]))
    return [(filters, members) for filters, members in groups] or [({}, [])]


def _boundaries(context: _Context, rows: Rows) -> tuple[tuple[Boundaries, ...], tuple[Bilingual, ...]]:
    """Return the polygons of the areas, per level and boundary year."""
    geometry = context.sheet.geometry
    if geometry is None:
        return (), ()
    last = max((period.year for period in rows.periods), default=0)
    groups: dict[tuple[Level, int], dict[str, int]] = {}
    for k, period in enumerate(rows.periods):
        year = boundary_year(period, layout=context.layout, families=context.families, last=last)
        if geometry[rows.index[k]] is not None:
            groups.setdefault((rows.levels[k], year), {}).setdefault(rows.codes[k], k)
    found: list[Boundaries] = []
    warnings: list[Bilingual] = []
    for (level, year), members in groups.items():
        codes, ks = tuple(members), list(members.values())
        polygons = np.array([geometry[rows.index[k]] for k in ks], dtype=object)
        polygons, mended = to_dutch_grid(polygons, codes=codes, crs=context.sheet.crs, file=context.sheet.file)
        warnings.extend(mended)
        areas = Areas(level=level, year=year, codes=codes, names=tuple(rows.names[k] for k in ks))
        found.append(Boundaries(areas=areas, geometry=polygons, provenance=_source(context.origin, year)))
    return tuple(found), tuple(warnings)


def _source(origin: Origin, year: int) -> Provenance:
    return Provenance(
        publisher=origin.publisher,
        table=origin.table,
        column="geometry",
        licence=origin.licence,
        retrieved=origin.retrieved,
        checksum=origin.checksum,
        address=origin.address,
        boundary_year=year,
        note=origin.note,
    )


def _report(
    context: _Context,
    *,
    opened: Opened,
    parts: Sequence[tuple[Rows, Built]],
    tables: Sequence[AreaTable],
    boundaries: Sequence[Boundaries],
) -> FileReport:
    """Return the account: every row and every column is either taken or left out for a reason."""
    sheet, layout = context.sheet, context.layout
    # A row counts as taken if any part took it; what a part left out counts only where there is one part.
    taken = {i for _, built in parts for i in built.taken}
    headers = {header for _, built in parts for header in built.headers}
    used = _used(context, parts[0][0])
    left_out: tuple[LeftOut, ...] = (*parts[0][0].left_out, *parts[0][1].left_out)
    if len(parts) > 1:
        left_out = _merged(left_out, total=len(sheet) - len(taken))
    periods: set[Period] = {period for table in tables for period in table.periods}
    publishers = [p.publisher for table in tables for sources in table.provenance.values() for p in sources]
    unpublished = tuple(dict.fromkeys(code for _, built in parts for code in built.unpublished))
    warnings = tuple(w for w in (layout.warning,) if w.nl)
    if unpublished:
        warnings = (
            *warnings,
            Bilingual(
                f"{len(unpublished)} kolommen zijn nog leeg: nog niet gepubliceerd",
                f"{len(unpublished)} columns are still empty: not yet published",
            ),
        )
    places = [item.areas for item in tables] + [item.areas for item in boundaries]
    levels = {areas.level for areas in places}
    return FileReport(
        file=opened.name,
        what=layout.name,
        publisher=", ".join(dict.fromkeys(publishers or [context.origin.publisher])),
        table=context.origin.table,
        levels=tuple(level.value for level in _LEVELS if level in levels),
        boundary_years=tuple(sorted({areas.year or 0 for areas in places})),
        periods=tuple(sorted(periods)),
        rows_read=len(sheet),
        rows_taken=len(taken),
        rows_left_out=count_by_reason(left_out),
        columns_taken=tuple(dict.fromkeys(code for table in tables for code in table.indicators)),
        columns_ignored=ignored(sheet, keys=context.keys, layout=layout, taken=headers, used=used),
        polygons=sum(len(item.areas) for item in boundaries),
        warnings=warnings,
        checksum=opened.checksum,
    )


def _used(context: _Context, rows: Rows) -> set[str]:
    """Return the columns that told the area, its name, its level or the period."""
    layout = context.layout
    wanted = {*layout.codes, *layout.names, layout.period, layout.level_column, *layout.drop}
    wanted |= {name for family in context.families for name in family.filters}
    pairs = zip(context.sheet.header, context.keys, strict=True)
    return {rows.code_column} | {header for header, key in pairs if {header, key} & wanted}


def _merged(left_out: Sequence[LeftOut], *, total: int) -> tuple[LeftOut, ...]:
    """Return the reasons of a file that was read more than once, made to add up to the rows no part took."""
    found: list[LeftOut] = []
    for item in count_by_reason(left_out):
        count = min(item.count, total)
        total -= count
        if count:
            found.append(LeftOut(reason=item.reason, count=count))
    return tuple(found)
