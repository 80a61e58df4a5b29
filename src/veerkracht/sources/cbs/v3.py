"""CBS OData v3: one row per area and period, columns renumbered every year, keys padded with blanks.

RIVM and the police publish on the same software, on the host dataderden.cbs.nl.

Source:
    CBS, Handleiding CBS Open Data Services (2017): ODataApi gives at most 10,000 rows, ODataFeed all
    in pages; TableInfos, DataProperties, TypedDataSet and one list of codes per dimension.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veerkracht.errors.answers import (
    NoColumnsError,
    NoRowsError,
    TooManyRowsError,
    UnknownColumnError,
    UnknownFilterError,
)
from veerkracht.errors.sources import NotThereError
from veerkracht.facts.indicators import stem
from veerkracht.sources.cbs.status import Status, read_status
from veerkracht.sources.cbs.years import choose_periods, sum_months
from veerkracht.sources.columns import Record, area_of, build, missing_from
from veerkracht.sources.http import Answer, gather
from veerkracht.sources.question import Fetched, Origin, Question, gone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veerkracht.sources.http import Http

_REGION_TYPES = frozenset({"GeoDetail", "GeoDimension"})
# The web server of CBS refuses questions above some 2,000 characters; half of that goes to columns.
_COLUMN_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """How a table is built this year.

    Attributes:
        region: the dimension of areas.
        time: the dimension of periods; empty for a table of one year.
        dimensions: all other dimensions.
        topics: by stem, the column names of this year; two where CBS uses a name twice.
        texts: stems of the columns that hold text.
    """

    region: str
    time: str
    dimensions: tuple[str, ...]
    topics: Mapping[str, tuple[str, ...]]
    texts: frozenset[str]

    def resolve(self, wanted: set[str]) -> dict[str, str]:
        """Return by stem the column of this year; a stem that is not there, or stands twice, is left out.

        CBS changes the case of a name now and then (NettoArbeidsparticipatie, Nettoarbeidsparticipatie).
        """
        lower: dict[str, list[str]] = defaultdict(list)
        for name, columns in self.topics.items():
            lower[name.lower()].extend(columns)
        found: dict[str, str] = {}
        for name in wanted:
            columns = self.topics.get(name) or tuple(lower.get(name.lower(), ()))
            if len(columns) == 1:
                found[name] = columns[0]
        return found


def fetch(http: Http, question: Question, *, base: str) -> Fetched:
    """Return the figures of one gemeente (or of the country) from one table.

    Args:
        http: the caller.
        question: which table, years, gemeente and indicators.
        base: `https://opendata.cbs.nl`, or another host with the same software.

    Raises:
        TableGoneError: if the publisher knows no such table.
        NoRowsError: if the table holds no row of the gemeente.
        SourceError: if the service fails; the class and the message say how.
    """
    address = f"{base.rstrip('/')}/ODataApi/odata/{question.table}"
    try:
        info = gather(http.pages(f"{address}/TableInfos", params=_JSON, following=_next), part="value")
    except NotThereError:
        raise gone(question, address=base) from None
    status = read_status(info.value[0] if info.value else {})
    structure = read_structure(http, address)
    try:
        return _fetch(http, question, address=address, structure=structure, status=status)
    except UnknownColumnError:
        # The list of columns that we kept is older than the table: read it anew, once.
        structure = read_structure(http, address, anew=True)
        return _fetch(http, question, address=address, structure=structure, status=status)


def read_structure(http: Http, address: str, *, anew: bool = False) -> Structure:
    """Return how the table at an address is built, from its DataProperties.

    Args:
        http: the caller.
        address: of the table in ODataApi.
        anew: ask again even if the kept answer is fresh.

    Raises:
        SourceError: if the service does not tell.
    """
    pages = http.pages(f"{address}/DataProperties", params=_JSON, following=_next, anew=anew)
    topics: dict[str, list[str]] = defaultdict(list)
    region, time, others, texts = "WijkenEnBuurten", "", [], set()
    for row in gather(pages, part="value").value:
        kind, key = str(row.get("Type") or ""), str(row.get("Key") or "").strip()
        if kind in _REGION_TYPES:
            region = key
        elif kind == "TimeDimension":
            time = key
        elif kind == "Dimension":
            others.append(key)
        elif kind == "Topic":
            topics[stem(key)].append(key)
            if str(row.get("Datatype") or "") == "String":
                texts.add(stem(key))
    return Structure(
        region=region,
        time=time,
        dimensions=tuple(others),
        topics={name: tuple(columns) for name, columns in topics.items()},
        texts=frozenset(texts),
    )


_JSON = {"$format": "json"}


def _next(page: dict[str, Any]) -> str | None:
    link = page.get("odata.nextLink") or page.get("@odata.nextLink")
    return str(link) if link else None


def _fetch(http: Http, question: Question, *, address: str, structure: Structure, status: Status) -> Fetched:
    wanted = {name for year in question.years for name in question.wanted(year)}
    keys = structure.resolve(wanted)
    if not keys:
        raise NoColumnsError(question.table, wanted=sorted(wanted))
    fixed = {name: _fix(http, address, name, question=question) for name in structure.dimensions}
    periods = _codes(http, address, structure.time) if structure.time else []
    chosen, provisional = choose_periods(periods, years=question.years)
    if structure.time and not chosen:
        return Fetched(missing=missing_from([], question=question, keys=keys))
    conditions = [f"{name} eq {_quote(value)}" for name, value in fixed.items() if value is not None]
    if chosen:
        conditions.append("(" + " or ".join(f"{structure.time} eq {_quote(key)}" for key in chosen) + ")")
    rows = _rows(http, address, structure, columns=sorted(keys.values()), conditions=conditions, question=question)
    records = _records(rows.value, question=question, structure=structure, keys=keys, chosen=chosen)
    if not any(
        not question.gemeente or record.area == question.gemeente or record.area[2:6] == question.digits
        for record in records
    ):
        raise NoRowsError(question.table, gemeente=question.gemeente or "NL")
    years_not_final = provisional | (frozenset(question.years) if status.provisional else frozenset())
    origin = Origin(
        address=f"{address}/TypedDataSet",
        retrieved=rows.retrieved,
        checksum=rows.checksum,
        provisional=years_not_final,
        closed=status.closed,
    )
    tables, missing = build(
        records,
        question=question,
        origin=origin,
        keys=keys,
        names=_names(http, address, structure, question=question),
        open_dimensions=[name for name, value in fixed.items() if value is None],
    )
    return Fetched(tables=tables, missing=missing)


def _quote(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _codes(http: Http, address: str, dimension: str) -> list[dict[str, Any]]:
    """Return the list of codes of a dimension."""
    return gather(http.pages(f"{address}/{dimension}", params=_JSON, following=_next), part="value").value


def _fix(http: Http, address: str, dimension: str, *, question: Question) -> str | None:
    """Return the key, with its blanks, on which a dimension is fixed: the catalogue's, or the total.

    Raises:
        UnknownFilterError: if the catalogue names a value that the table does not know.
    """
    codes = _codes(http, address, dimension)
    keys = {str(code.get("Key") or "").strip(): str(code.get("Key") or "") for code in codes}
    value = question.family.filters.get(dimension)
    if value is not None:
        if value.strip() not in keys:
            raise UnknownFilterError(question.table, dimension=dimension, value=value, available=keys)
        return keys[value.strip()]
    totals = [str(code["Key"]) for code in codes if str(code.get("Title") or "").strip().lower().startswith("totaal")]
    return totals[0] if len(totals) == 1 else None


def _prefixes(question: Question) -> list[str]:
    """Return how the codes begin that are asked: the country and all levels of the gemeente."""
    return ["NL", *(f"{kind}{question.digits}" for kind in ("GM", "WK", "BU"))]


def _rows(
    http: Http,
    address: str,
    structure: Structure,
    *,
    columns: Sequence[str],
    conditions: Sequence[str],
    question: Question,
) -> Answer[list[Any]]:
    """Return the rows, the columns asked in as many questions as the address line needs, and joined again."""
    whole = hashlib.sha256()
    merged: dict[tuple[str, int], dict[str, Any]] = {}
    part: Answer[list[Any]] | None = None
    key_columns = [structure.region, *([structure.time] if structure.time else []), *structure.dimensions]
    for group in column_groups(columns):
        part = _ask_rows(http, address, structure.region, [*key_columns, *group], conditions, question=question)
        whole.update(part.checksum.encode())
        times: Counter[str] = Counter()
        for row in part.value:
            mark = "|".join(str(row.get(name)) for name in key_columns)
            # A second row with the same key stays apart, so that it is seen and refused.
            merged.setdefault((mark, times[mark]), {}).update(row)
            times[mark] += 1
    if part is None:
        raise NoColumnsError(question.table, wanted=columns)
    return Answer(
        value=list(merged.values()),
        address=part.address,
        retrieved=part.retrieved,
        checksum=whole.hexdigest(),
        headers=part.headers,
    )


def column_groups(columns: Sequence[str]) -> Iterator[list[str]]:
    """Give the columns in groups that fit in one question.

    >>> [len(group) for group in column_groups(["GemiddeldInkomen_1"] * 100)]
    [52, 48]
    """
    group: list[str] = []
    for column in columns:
        if group and sum(len(name) + 1 for name in [*group, column]) > _COLUMN_CHARACTERS:
            yield group
            group = []
        group.append(column)
    if group:
        yield group


def _ask_rows(
    http: Http, address: str, region: str, columns: Sequence[str], conditions: Sequence[str], *, question: Question
) -> Answer[list[Any]]:
    """Ask in one go; if that is too much, level by level; if that is too much still, page by page.

    Raises:
        TooManyRowsError: never for a gemeente: the feed has no limit.
    """
    data, feed = f"{address}/TypedDataSet", f"{address.replace('/ODataApi/', '/ODataFeed/')}/TypedDataSet"
    if not question.gemeente:
        return _ask(http, feed, columns=columns, conditions=conditions)
    begins = [f"startswith({region},{_quote(prefix)})" for prefix in _prefixes(question)]
    try:
        return _ask(http, data, columns=columns, conditions=[*conditions, f"({' or '.join(begins)})"])
    except TooManyRowsError:
        parts = []
    for begin in begins:
        try:
            parts.append(_ask(http, data, columns=columns, conditions=[*conditions, begin]))
        except TooManyRowsError:
            parts.append(_ask(http, feed, columns=columns, conditions=[*conditions, begin]))
    checksum = hashlib.sha256("".join(part.checksum for part in parts).encode()).hexdigest()
    return Answer(
        value=[row for part in parts for row in part.value],
        address=data,
        retrieved=min(part.retrieved for part in parts),
        checksum=checksum,
        headers=parts[0].headers,
    )


def _ask(http: Http, address: str, *, columns: Sequence[str], conditions: Sequence[str]) -> Answer[list[Any]]:
    params = {**_JSON, "$select": ",".join(columns)}
    if conditions:
        params["$filter"] = " and ".join(conditions)
    return gather(http.pages(address, params=params, following=_next), part="value")


def _records(
    rows: Sequence[Mapping[str, Any]],
    *,
    question: Question,
    structure: Structure,
    keys: Mapping[str, str],
    chosen: Mapping[str, int],
) -> list[Record]:
    """Return the rows of areas that we keep; months of one year are added up."""
    found: list[Record] = []
    single = question.years[0]
    for row in rows:
        area = area_of(row.get(structure.region))
        if area is None:
            continue
        level, code = area
        year = chosen.get(str(row.get(structure.time))) if structure.time else single
        if year is None:
            continue
        # A dot in a column of text says that the text does not apply there, not that it is withheld.
        cells = {
            name: "" if name in structure.texts and str(row.get(column)).strip() == "." else row.get(column)
            for name, column in keys.items()
        }
        found.append(Record(area=code, level=level, year=year, cells=cells))
    return sum_months(found, chosen=chosen)


def _names(http: Http, address: str, structure: Structure, *, question: Question) -> dict[str, str]:
    """Return the name of each area, from the list of codes."""
    names: dict[str, str] = {}
    listing = f"{address}/{structure.region}"
    if not question.gemeente:
        pages = [http.pages(listing.replace("/ODataApi/", "/ODataFeed/"), params=_JSON, following=_next)]
    else:
        begins = " or ".join(f"startswith(Key,{_quote(prefix)})" for prefix in _prefixes(question))
        pages = [http.pages(listing, params={**_JSON, "$filter": begins}, following=_next)]
    for group in pages:
        for row in gather(group, part="value").value:
            area = area_of(row.get("Key"))
            if area is not None:
                names[area[1]] = str(row.get("Title") or area[1]).strip()
    return names
