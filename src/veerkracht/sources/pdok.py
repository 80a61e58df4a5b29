"""PDOK: the CBS map of wijken and buurten, as OGC API Features and, for older years, as WFS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.errors.answers import NoRowsError, ServiceFaultError
from veerkracht.errors.sources import NotThereError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.language import Bilingual
from veerkracht.facts.provenance import Provenance
from veerkracht.sources import wfs
from veerkracht.sources.columns import Record, area_of, build
from veerkracht.sources.features import attributes, polygons
from veerkracht.sources.http import Answer, gather
from veerkracht.sources.question import Fetched, Origin, Question, gone, missing_everywhere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.tables import AreaTable
    from veerkracht.sources.http import Http
    from veerkracht.sources.question import Missing

COLLECTIONS = {Level.GEMEENTE: "gemeenten", Level.WIJK: "wijken", Level.BUURT: "buurten"}
_CODES = ("{level}code", "statcode")
_NAMES = ("{level}naam", "statnaam")
_RD_GRID = "http://www.opengis.net/def/crs/EPSG/0/28992"
WATER = Bilingual("polygonen van water weggelaten", "polygons of water left out")


def fetch(http: Http, question: Question, *, base: str, wfs_base: str = "", page: int = wfs.PAGE) -> Fetched:
    """Return the polygons of a gemeente, its wijken and its buurten, and the figures beside them.

    Args:
        http: the caller.
        question: which year and gemeente; `table` is the name of the data set at PDOK.
        base: `https://api.pdok.nl/cbs`.
        wfs_base: `https://service.pdok.nl/cbs/wijkenbuurten`, asked for a year that the newer service lacks.
        page: features a page.

    Raises:
        TableGoneError: if PDOK has no map of that year.
        NoRowsError: if the map holds nothing of the gemeente.
        SourceError: if the service fails, or a polygon is broken or lies elsewhere.
    """
    tables: list[AreaTable] = []
    boundaries: list[Boundaries] = []
    missing: list[tuple[Missing, ...]] = []
    water = 0
    for level in COLLECTIONS:
        answer = _features(http, question, level=level, base=base, wfs_base=wfs_base, page=page)
        kept = [feature for feature in answer.value if attributes(feature).get("water", "NEE") in {"NEE", None}]
        water += len(answer.value) - len(kept)
        records, names, shapes = _read(kept, answer, question=question, level=level)
        if not records:
            raise NoRowsError(question.table, gemeente=question.gemeente or "NL")
        found, lacking = _tables(records, answer, names=names, question=question)
        tables.extend(found)
        missing.append(lacking)
        boundaries.append(_boundaries(records, shapes, answer, names=names, question=question))
    notes = (WATER,) if water else ()
    return Fetched(tables=tuple(tables), boundaries=tuple(boundaries), missing=missing_everywhere(missing), notes=notes)


def _features(
    http: Http, question: Question, *, level: Level, base: str, wfs_base: str, page: int
) -> Answer[list[dict[str, Any]]]:
    """Ask the newer service, and the older one for what the newer does not have."""
    collection = f"{base.rstrip('/')}/{question.table}/ogc/v1/collections/{COLLECTIONS[level]}/items"
    params = {"f": "json", "limit": str(page), "crs": _RD_GRID}
    if question.gemeente:
        params["gemeentecode"] = question.gemeente
    try:
        return gather(http.pages(collection, params=params, following=_next), part="features")
    except NotThereError:
        if not wfs_base:
            raise gone(question, address=base) from None
    address = f"{wfs_base.rstrip('/')}/{question.years[0]}/wfs/v1_0"
    more = {"filter": _equal("gemeentecode", question.gemeente)} if question.gemeente else {}
    try:
        return wfs.features(http, address, layer=f"wijkenbuurten:{COLLECTIONS[level]}", more=more, size=page)
    except NotThereError:
        raise gone(question, address=wfs_base) from None
    except ServiceFaultError as fault:
        if wfs.is_unknown_layer(fault):
            raise gone(question, address=wfs_base) from None
        raise


def _next(page: dict[str, Any]) -> str | None:
    links = page.get("links") or ()
    return next((str(link["href"]) for link in links if link.get("rel") == "next" and link.get("href")), None)


def _equal(name: str, value: str) -> str:
    """Return a filter that MapServer, on which PDOK runs, understands (OGC Filter Encoding 2.0)."""
    return (
        '<Filter xmlns="http://www.opengis.net/fes/2.0"><PropertyIsEqualTo>'
        f"<ValueReference>{name}</ValueReference><Literal>{value}</Literal></PropertyIsEqualTo></Filter>"
    )


def _read(
    features: Sequence[dict[str, Any]], answer: Answer[list[dict[str, Any]]], *, question: Question, level: Level
) -> tuple[list[Record], dict[str, str], list[Any]]:
    """Return the rows, the names and the polygons of the features of one level."""
    shapes = polygons(features, address=answer.address)
    records: list[Record] = []
    names: dict[str, str] = {}
    kept: list[Any] = []
    for feature, polygon in zip(features, shapes, strict=True):
        cells = attributes(feature)
        area = area_of(_first(cells, _CODES, level))
        if area is None or area[0] is not level:
            continue
        cells["geometrie_km2"] = None if polygon is None else polygon.area / 1e6
        records.append(Record(area=area[1], level=level, year=question.years[0], cells=cells))
        names[area[1]] = str(_first(cells, _NAMES, level) or area[1]).strip()
        kept.append(polygon)
    return records, names, kept


def _first(cells: dict[str, Any], patterns: Sequence[str], level: Level) -> object:
    return next((cells[p.format(level=level.value)] for p in patterns if cells.get(p.format(level=level.value))), None)


def _tables(
    records: Sequence[Record], answer: Answer[list[dict[str, Any]]], *, names: dict[str, str], question: Question
) -> tuple[tuple[AreaTable, ...], tuple[Missing, ...]]:
    wanted = {stem for year in question.years for stem in question.wanted(year)}
    there = {name for record in records for name in record.cells}
    keys = {stem: stem for stem in wanted & there}
    if not keys:
        return (), ()
    origin = Origin(address=answer.address, retrieved=answer.retrieved, checksum=answer.checksum)
    return build(records, question=question, origin=origin, keys=keys, names=names)


def _boundaries(
    records: Sequence[Record],
    shapes: Sequence[Any],
    answer: Answer[list[dict[str, Any]]],
    *,
    names: dict[str, str],
    question: Question,
) -> Boundaries:
    order = sorted(range(len(records)), key=lambda row: records[row].area)
    geometry = np.empty(len(order), dtype=object)
    geometry[:] = [shapes[row] for row in order]
    codes = tuple(records[row].area for row in order)
    year = question.boundary_year(question.years[0])
    return Boundaries(
        areas=Areas(level=records[0].level, year=year, codes=codes, names=tuple(names[code] for code in codes)),
        geometry=geometry,
        provenance=Provenance(
            publisher=question.family.publisher,
            table=question.table,
            column="geometry",
            licence=question.family.licence,
            retrieved=answer.retrieved,
            checksum=answer.checksum,
            address=answer.address,
            boundary_year=year,
        ),
    )
