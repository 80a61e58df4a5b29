"""CBS OData v4: one row per observation, measures by code instead of by column name.

The names of the columns of v3 are made of the titles that v4 still gives; that is how the catalogue
finds its measures here. CBS moves its tables to v4, so this is what answers when v3 no longer does.

Source:
    CBS, datasets.cbs.nl/odata/v1/CBS/{id}: Properties, Dimensions, MeasureCodes, MeasureGroups,
    <Dimension>Codes, Observations.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veerkracht.errors.answers import NoColumnsError, NoRowsError, UnknownFilterError
from veerkracht.errors.sources import NotThereError
from veerkracht.sources.cbs.status import Status, read_status
from veerkracht.sources.cbs.years import choose_periods, sum_months
from veerkracht.sources.columns import Record, area_of, build, missing_from
from veerkracht.sources.http import Answer, gather
from veerkracht.sources.question import Fetched, Origin, Question, gone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.sources.http import Http

_NOT_LETTERS = re.compile(r"[^0-9a-z]")
# v3 cuts a name at 35 characters; a longer title is compared as far as that.
_NAME_LENGTH = 35
_MEASURES_AT_ONCE = 25
# Words in ValueAttribute that say why there is no number. The first recorded answers held only "None";
# the words are those of the CBS symbols, so an unknown one counts as withheld, never as zero.
_NOT_YET = ("notavailable", "notyet", "nietbeschikbaar")
_IMPOSSIBLE = ("impossible", "notapplicable", "nietvantoepassing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dimensions:
    region: str
    time: str
    others: tuple[str, ...]


def fetch(http: Http, question: Question, *, base: str) -> Fetched:
    """Return the figures of one gemeente (or of the country) from one table.

    Args:
        http: the caller.
        question: which table, years, gemeente and indicators.
        base: `https://datasets.cbs.nl/odata/v1/CBS`.

    Raises:
        TableGoneError: if the publisher knows no such table.
        NoRowsError: if the table holds no row of the gemeente.
        SourceError: if the service fails; the class and the message say how.
    """
    address = f"{base.rstrip('/')}/{question.table}"
    try:
        status = read_status(http.json(f"{address}/Properties").value)
    except NotThereError:
        raise gone(question, address=base) from None
    measures = match_measures(
        {name for year in question.years for name in question.wanted(year)},
        _list(http, f"{address}/MeasureCodes"),
        _list(http, f"{address}/MeasureGroups"),
    )
    if not measures:
        raise NoColumnsError(
            question.table, wanted=sorted(name for year in question.years for name in question.wanted(year))
        )
    return _fetch(http, question, address=address, measures=measures, status=status)


def match_measures(
    wanted: set[str], codes: Sequence[Mapping[str, Any]], groups: Sequence[Mapping[str, Any]] = ()
) -> dict[str, str]:
    """Return by stem the code of the measure whose title makes that stem; an unclear one is left out.

    A stem of v3 is made of the title, or of the title of its group and its own.

    Examples:
        >>> codes = [{"Identifier": "T001036", "Title": "Aantal inwoners"}]
        >>> match_measures({"AantalInwoners", "Mannen"}, codes)
        {'AantalInwoners': 'T001036'}
    """
    titles = {str(group.get("Id")): group for group in groups}
    by_name: dict[int, dict[str, set[str]]] = {depth: defaultdict(set) for depth in range(3)}
    for code in codes:
        name = str(code.get("Title") or "")
        group = titles.get(str(code.get("MeasureGroupId")))
        for depth in range(3):
            by_name[depth][_plain(name)].add(str(code["Identifier"]))
            if group is None:
                break
            name = f"{group.get('Title') or ''} {name}"
            group = titles.get(str(group.get("ParentId")))
    found: dict[str, str] = {}
    for stem in sorted(wanted):
        for names in by_name.values():
            hits = names.get(_plain(stem.removeprefix("k_")), set())
            if len(hits) == 1:
                found[stem] = next(iter(hits))
                break
    return found


def _plain(text: str) -> str:
    return _NOT_LETTERS.sub("", text.lower())[:_NAME_LENGTH]


def _next(page: dict[str, Any]) -> str | None:
    link = page.get("@odata.nextLink")
    return str(link) if link else None


def _list(http: Http, address: str, *, condition: str = "") -> list[dict[str, Any]]:
    params = {"$filter": condition} if condition else {}
    return gather(http.pages(address, params=params, following=_next), part="value").value


def _dimensions(http: Http, address: str) -> _Dimensions:
    region, time, others = "WijkenEnBuurten", "", []
    for row in _list(http, f"{address}/Dimensions"):
        kind, name = str(row.get("Kind") or ""), str(row.get("Identifier") or "")
        if kind.startswith("Geo"):
            region = name
        elif kind.startswith("Time"):
            time = name
        else:
            others.append(name)
    return _Dimensions(region=region, time=time, others=tuple(others))


def _fetch(http: Http, question: Question, *, address: str, measures: Mapping[str, str], status: Status) -> Fetched:
    dimensions = _dimensions(http, address)
    conditions = _conditions(http, address, dimensions, question=question)
    periods = _list(http, f"{address}/{dimensions.time}Codes") if dimensions.time else []
    chosen, provisional = choose_periods(periods, years=question.years)
    if dimensions.time and not chosen:
        return Fetched(missing=missing_from([], question=question, keys=measures))
    if chosen:
        conditions.append("(" + " or ".join(f"{dimensions.time} eq '{key}'" for key in chosen) + ")")
    answers: list[Answer[dict[str, Any]]] = []
    codes = sorted(set(measures.values()))
    for start in range(0, len(codes), _MEASURES_AT_ONCE):
        which = ",".join(f"'{code}'" for code in codes[start : start + _MEASURES_AT_ONCE])
        params = {"$filter": " and ".join([f"Measure in ({which})", *conditions])}
        answers.extend(http.pages(f"{address}/Observations", params=params, following=_next))
    whole = gather(answers, part="value")
    records = widen(
        whole.value, question=question, region=dimensions.region, time=dimensions.time, chosen=chosen, measures=measures
    )
    if not any(not question.gemeente or record.area[2:6] == question.digits for record in records):
        raise NoRowsError(question.table, gemeente=question.gemeente or "NL")
    origin = Origin(
        address=f"{address}/Observations",
        retrieved=whole.retrieved,
        checksum=whole.checksum,
        provisional=provisional | (frozenset(question.years) if status.provisional else frozenset()),
        closed=status.closed,
    )
    tables, missing = build(
        records,
        question=question,
        origin=origin,
        keys=measures,
        names=_names(http, address, dimensions.region, question=question),
        open_dimensions=dimensions.others,
    )
    return Fetched(tables=tables, missing=missing)


def _conditions(http: Http, address: str, dimensions: _Dimensions, *, question: Question) -> list[str]:
    """Return the conditions on areas and on the dimensions that the catalogue fixes."""
    conditions = []
    if question.gemeente:
        begins = [f"startswith({dimensions.region},'{kind}')" for kind in _prefixes(question)]
        conditions.append(f"({' or '.join(begins)})")
    for name in dimensions.others:
        value = question.family.filters.get(name)
        if value is None:
            continue
        known = [str(code.get("Identifier") or "") for code in _list(http, f"{address}/{name}Codes")]
        if value.strip() not in {key.strip() for key in known}:
            raise UnknownFilterError(question.table, dimension=name, value=value, available=known)
        conditions.append(f"{name} eq '{value.strip()}'")
    return conditions


def _prefixes(question: Question) -> list[str]:
    return ["NL", *(f"{kind}{question.digits}" for kind in ("GM", "WK", "BU"))]


def widen(
    observations: Sequence[Mapping[str, Any]],
    *,
    question: Question,
    region: str,
    time: str,
    chosen: Mapping[str, int],
    measures: Mapping[str, str],
) -> list[Record]:
    """Return one row per area and period, a cell per stem; two observations of one cell stay two rows.

    Args:
        observations: rows with `Measure`, `Value`, `ValueAttribute` and the dimensions.
        question: what was asked.
        region: the dimension of areas.
        time: the dimension of periods; empty for a table of one year.
        chosen: the year of each period.
        measures: by stem, the code of its measure.
    """
    stems: dict[str, list[str]] = defaultdict(list)
    for stem, code in measures.items():
        stems[code].append(stem)
    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    for seen in observations:
        area = area_of(seen.get(region))
        if area is None:
            continue
        when = str(seen.get(time) or "")
        if time and when not in chosen:
            continue
        for stem in stems.get(str(seen.get("Measure")), ()):
            again = 0
            while stem in rows.setdefault((area[1], when, again), {}):
                again += 1
            rows[area[1], when, again][stem] = value_of(seen)
    records = [
        Record(area=code, level=_level(code), year=chosen.get(when, question.years[0]), cells=cells)
        for (code, when, _), cells in rows.items()
    ]
    return sum_months(records, chosen=chosen)


def _level(code: str) -> Any:
    found = area_of(code)
    return found[0] if found else None


def value_of(observation: Mapping[str, Any]) -> object:
    """Return the number of an observation, or the mark that its ValueAttribute stands for.

    >>> value_of({"Value": None, "ValueAttribute": "Confidential"}), value_of({"Value": 3.5, "ValueAttribute": "None"})
    ('.', 3.5)
    """
    value = observation.get("Value")
    attribute = _plain(str(observation.get("ValueAttribute") or "none"))
    if value is not None:
        return value
    if attribute in {"none", ""}:
        return None
    if any(word in attribute for word in _NOT_YET):
        return -99995
    return "" if any(word in attribute for word in _IMPOSSIBLE) else "."


def _names(http: Http, address: str, region: str, *, question: Question) -> dict[str, str]:
    condition = ""
    if question.gemeente:
        condition = " or ".join(f"startswith(Identifier,'{prefix}')" for prefix in _prefixes(question))
    names = {}
    for row in _list(http, f"{address}/{region}Codes", condition=condition):
        area = area_of(row.get("Identifier"))
        if area is not None:
            names[area[1]] = str(row.get("Title") or area[1]).strip()
    return names
