"""Lists as they go over the line: JSON or CSV, in pages with links, kept as compressed bytes for who sees the same."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from veerkracht.web.api.problems import OTHER_FORM, problem
from veerkracht.web.kaart.answers import compressed
from veerkracht.web.kaart.place import language
from veerkracht.workflows.serving_csv import items_as_csv

if TYPE_CHECKING:
    from veerkracht.web.api.scope import Scope

JSON, CSV = "application/json", "text/csv"
_BYTES = 64_000_000
"""So many compressed bytes stay in memory: some two hundred lists of the whole country."""
_GZIP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Some of the things that were asked for.

    Attributes:
        items: of this page.
        total: how many there are in all.
        about: what holds for all of them.
    """

    items: Sequence[dict[str, Any]]
    total: int
    about: dict[str, Any] = field(default_factory=dict)


class _Shelf:
    """Compressed answers by key, the last used kept longest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, tuple[bytes, str]] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable, make: Callable[[], bytes]) -> tuple[bytes, str]:
        """Return compressed bytes and their name for a browser."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found
        body = gzip.compress(make(), _GZIP, mtime=0)
        made = body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        with self._lock:
            old = self._held.pop(key, None)
            self._size += len(body) - (len(old[0]) if old is not None else 0)
            self._held[key] = made
            while self._size > _BYTES and len(self._held) > 1:
                self._size -= len(self._held.popitem(last=False)[1][0])
        return made


_SHELF = _Shelf()


def kept_bytes(
    request: HttpRequest, scope: Scope, *, make: Callable[[], bytes], media_type: str, now: Hashable = None
) -> HttpResponse:
    """Return bytes made once for all who ask the same about the same figures; 304 for who holds them.

    What may be seen is part of the key, so nobody gets an answer that was made for someone who may see more; so is
    `now`, for what changes while the figures do not.
    """
    key = (
        scope.key,
        scope.country.version,
        request.get_host(),
        request.scheme,
        request.get_full_path(),
        media_type,
        language(),
        now,
    )
    body, etag = _SHELF.get(key, make)
    return compressed(request, body, etag=etag, media_type=media_type)


def listing(
    request: HttpRequest,
    scope: Scope,
    *,
    make: Callable[[], Listing],
    limit: int,
    offset: int,
    now: Hashable = None,
) -> HttpResponse:
    """Return a list in the form that was asked for: JSON with links to the next and previous page, or CSV."""
    form = request.get_preferred_type([JSON, CSV])
    if form is None:
        return problem(request, 406, detail=OTHER_FORM.say(language()))

    def written() -> bytes:
        found = make()
        if form == CSV:
            return items_as_csv(found.items, taal=language())
        whole = {
            **found.about,
            "items": list(found.items),
            "total": found.total,
            "limit": limit,
            "offset": offset,
            "dataVersion": scope.country.version,
            "links": page_links(request, limit=limit, offset=offset, total=found.total),
        }
        return as_json(whole)

    media_type = f"{form}; charset=utf-8" if form == CSV else JSON
    response = kept_bytes(request, scope, make=written, media_type=media_type, now=now)
    if form == CSV:
        name = request.path.rstrip("/").rpartition("/")[2]
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def one(
    request: HttpRequest, scope: Scope, *, make: Callable[[], dict[str, Any]], now: Hashable = None
) -> HttpResponse:
    """Return one thing as JSON."""
    return kept_bytes(request, scope, make=lambda: as_json(make()), media_type=JSON, now=now)


def fresh(value: dict[str, Any]) -> HttpResponse:
    """Return something that changes while one looks, and so is not kept."""
    return HttpResponse(as_json(value), content_type=JSON, headers={"Cache-Control": "private, no-store"})


def page_links(request: HttpRequest, *, limit: int, offset: int, total: int, media: str = JSON) -> list[dict[str, str]]:
    """Return links to this page, the next and the previous, as far as they are there."""
    links = [_link(request, "self", offset=None, media=media)]
    if offset + limit < total:
        links.append(_link(request, "next", offset=offset + limit, media=media))
    if offset > 0 and limit > 0:
        links.append(_link(request, "prev", offset=max(0, offset - limit), media=media))
    return links


def as_json(value: Any) -> bytes:
    """Return plain values as JSON without a NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _link(request: HttpRequest, rel: str, *, offset: int | None, media: str) -> dict[str, str]:
    query = request.GET.copy()
    if offset is not None:
        query["offset"] = str(offset)
    said = urlencode([(name, value) for name, values in query.lists() for value in values])
    address = request.build_absolute_uri(request.path) + (f"?{said}" if said else "")
    return {"rel": rel, "href": address, "type": media}
