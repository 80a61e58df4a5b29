"""What a map program asks for: how many, from where, in which box, when, in which coordinates (OGC API Features)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from veerkracht.errors.api import QueryError, UnknownParameterError
from veerkracht.workflows.serving_features import CRS84, RD, box_of

if TYPE_CHECKING:
    import shapely
    from django.http import QueryDict

DEFAULT_LIMIT, MOST = 100, 5000
CRS = (CRS84, RD)
PARAMETERS = ("limit", "offset", "bbox", "bbox-crs", "crs", "datetime", "f")
_MOST_OFFSET = 10_000_000
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which features are asked for.

    Attributes:
        limit: how many at most; more than `MOST` is never given.
        offset: how many to pass over.
        box: in the Dutch grid; None for everywhere.
        crs: of the coordinates in the answer.
        first: the first day that counts; None for no bound.
        last: the last day that counts; None for no bound.
        equal: properties that must have a value.
    """

    limit: int
    offset: int
    box: shapely.Geometry | None
    crs: str
    first: date | None
    last: date | None
    equal: Mapping[str, str]

    def at(self, start: date, end: date) -> bool:
        """Return whether a time from one day to another has a day in common with what is asked for."""
        return (self.last is None or start <= self.last) and (self.first is None or end >= self.first)


def read_wanted(query: QueryDict, *, properties: Sequence[str]) -> Wanted:
    """Return what a query asks for.

    Args:
        query: of the address.
        properties: names by which features can be chosen.

    Raises:
        UnknownParameterError: if it has a parameter that means nothing here; it would be lost in silence.
        QueryError: if one has a value that cannot be.

    Source:
        OGC 17-069r4 (Part 1: Core), 7.15; OGC 18-058r1 (Part 2: Coordinate Reference Systems by Reference), 6.2.
    """
    check_parameters(query, known=(*PARAMETERS, *properties))
    _form(query)
    first, last = _when(query)
    return Wanted(
        limit=min(_whole(query, "limit", least=1, start=DEFAULT_LIMIT), MOST),
        offset=min(_whole(query, "offset", least=0, start=0), _MOST_OFFSET),
        box=_box(query),
        crs=read_crs(query, "crs"),
        first=first,
        last=last,
        equal={name: str(query[name]) for name in properties if name in query},
    )


def check_parameters(query: QueryDict, *, known: Sequence[str]) -> None:
    """Return if a query holds nothing but known parameters, each once.

    Raises:
        UnknownParameterError: if it holds another.
        QueryError: if it holds one twice.
    """
    for name, values in query.lists():
        if name not in known:
            raise UnknownParameterError(name, known=known)
        if len(values) > 1:
            raise QueryError(name, value=values[1], right_nl="één waarde", right_en="one value")


def read_crs(query: QueryDict, name: str) -> str:
    """Return the coordinates that a parameter names.

    Raises:
        QueryError: if they are not those that we have.
    """
    asked = query.get(name, CRS84)
    if asked not in CRS:
        listed = " of ".join(CRS), " or ".join(CRS)
        raise QueryError(name, value=asked, right_nl=listed[0], right_en=listed[1])
    return asked


def _form(query: QueryDict) -> None:
    if query.get("f", "json") != "json":
        raise QueryError("f", value=query["f"], right_nl="json", right_en="json")


def _whole(query: QueryDict, name: str, *, least: int, start: int) -> int:
    text = query.get(name)
    if text is None:
        return start
    if not re.fullmatch(r"[0-9]{1,12}", text, re.ASCII) or int(text) < least:
        raise QueryError(
            name, value=text, right_nl=f"een geheel getal vanaf {least}", right_en=f"a whole number from {least}"
        )
    return int(text)


def _box(query: QueryDict) -> shapely.Geometry | None:
    crs = read_crs(query, "bbox-crs")
    text = query.get("bbox")
    if text is None:
        return None
    wrong = QueryError(
        "bbox",
        value=text,
        right_nl="vier getallen met komma's: west,zuid,oost,noord",
        right_en="four numbers with commas: west,south,east,north",
    )
    try:
        numbers = [float(one) for one in text.split(",")]
    except ValueError:
        raise wrong from None
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(math.isfinite(one) for one in numbers):
        raise wrong
    west, south, east, north = numbers
    if south > north or west > east:
        raise wrong
    if crs == CRS84:
        if abs(west) > 180 or abs(east) > 180 or abs(south) > 90 or abs(north) > 90:
            raise wrong
        # The grid is only defined around the Netherlands; everything that we have lies well within this.
        west, east = max(west, 0.0), min(east, 10.0)
        south, north = max(south, 49.0), min(north, 56.0)
        if west > east or south > north:
            return box_of(-1, -1, -1, -1, crs=RD)
    return box_of(west, south, east, north, crs=crs)


def _when(query: QueryDict) -> tuple[date | None, date | None]:
    text = query.get("datetime")
    if text is None:
        return None, None
    start, slash, end = text.partition("/")
    wrong = QueryError(
        "datetime",
        value=text,
        right_nl="een dag of twee met een schuine streep: 2024-01-01/2024-12-31, .. voor open",
        right_en="a day, or two with a slash: 2024-01-01/2024-12-31, .. for open",
    )
    first = _day(start, wrong=wrong, may_be_open=bool(slash))
    last = _day(end, wrong=wrong, may_be_open=True) if slash else first
    if first is not None and last is not None and first > last:
        raise wrong
    return first, last


def _day(text: str, *, wrong: QueryError, may_be_open: bool) -> date | None:
    if text in {"", ".."}:
        if may_be_open:
            return None
        raise wrong
    said = _DAY.fullmatch(text)
    if said is None:
        raise wrong
    try:
        return date(int(said[1]), int(said[2]), int(said[3]))
    except ValueError:
        raise wrong from None
