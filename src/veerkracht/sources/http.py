"""Questions to live services: cached with validators, paged, resumable, and replayable without a network."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from requests_cache import CachedSession

from veerkracht.errors.answers import (
    EndlessPagesError,
    ServiceFaultError,
    TooManyRowsError,
    UnexpectedAnswerError,
    UnknownColumnError,
)
from veerkracht.errors.sources import NotThereError, OfflineError, SourceError
from veerkracht.sources.transport import Manners, PatientAdapter, check_host, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

T = TypeVar("T")

# Its warnings about the cache hold tracebacks; what a user must know is in our own errors.
logging.getLogger("requests_cache").addHandler(logging.NullHandler())

# Faults of the question itself: an answer of a kind, on which a client may decide to ask otherwise.
_REPLAYED: dict[str, type[SourceError]] = {
    kind.__name__: kind for kind in (NotThereError, ServiceFaultError, TooManyRowsError, UnknownColumnError)
}
# A country of 14,500 buurten in pages of 1,000, twelve years and a wide margin.
_MOST_PAGES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[T]):
    """What a service gave to one question, or to all pages of one.

    Attributes:
        value: the content: parsed JSON, or bytes.
        address: where it came from, without a secret and without a path on this machine.
        retrieved: the day on which the service gave it; for a replay, the day of the first fetch.
        checksum: SHA-256 of the bytes; of several pages, of their checksums one after the other.
        headers: of the answer, names in lower case.
    """

    value: T
    address: str
    retrieved: date
    checksum: str
    headers: Mapping[str, str]


class Http:
    """One polite caller for all live services, with a cache in a folder.

    Answers are kept as files. One younger than `manners.fresh_hours` is not asked again, an older one is
    asked with its validators (ETag, Last-Modified); a fault never replaces a kept answer and an old answer
    is never passed off as a new one. With `offline`, only the cache answers.

    Attributes:
        offline: whether only the cache may answer.
        folder: where answers and downloads are kept.
        allowed: hosts that may be visited.
        manners: how patient and how large.
    """

    def __init__(
        self,
        folder: Path,
        *,
        allowed: Iterable[str],
        manners: Manners | None = None,
        offline: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder
        self.allowed = frozenset(host.lower() for host in allowed)
        self.manners = manners or Manners()
        self.offline = offline
        self.sleep = sleep
        folder.mkdir(parents=True, exist_ok=True)
        self._session = CachedSession(
            str(folder.resolve() / "answers"),
            backend="filesystem",
            serializer="json",
            decode_content=False,
            expire_after=timedelta(hours=self.manners.fresh_hours),
            stale_if_error=False,
            allowable_codes=(200,),
            ignored_parameters=(),
        )
        self._session.headers.update({"User-Agent": self.manners.user_agent, "Accept-Encoding": "gzip, deflate"})
        adapter = PatientAdapter(allowed=self.allowed, offline=offline, manners=self.manners, sleep=sleep)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections and files."""
        self._session.close()  # type: ignore[no-untyped-call]

    def ask(
        self, address: str, *, params: Mapping[str, str] | None = None, accept: str = "*/*", anew: bool = False
    ) -> Answer[bytes]:
        """Return the bytes that a service gives at an address.

        Args:
            address: of the question.
            params: of the question, encoded here.
            accept: which kind of answer we want; JSON is checked to be whole.
            anew: ask the service even if the kept answer is fresh; without a network this changes nothing.

        Raises:
            SourceError: if it cannot be had; the class and the message say why.
        """
        check_host(address, allowed=self.allowed)
        request = self._session.prepare_request(
            requests.Request("GET", address, params=dict(params or {}), headers={"Accept": accept})
        )
        response = self._replay(request) if self.offline else self._send(request, anew=anew)
        taken = getattr(response, "created_at", None) or datetime.now(tz=UTC)
        return Answer(
            value=response.content,
            address=str(response.url),
            retrieved=taken.date(),
            checksum=hashlib.sha256(response.content).hexdigest(),
            headers={name.lower(): value for name, value in response.headers.items()},
        )

    def _send(self, request: requests.PreparedRequest, *, anew: bool) -> requests.Response:
        """Ask the service; a final fault is noted, so that a replay meets the same fault."""
        note = self._note(request)
        settings = self._session.merge_environment_settings(request.url, {}, None, None, None)
        self._kept(request)
        try:
            response: requests.Response = self._session.send(request, force_refresh=anew, **settings)
        except tuple(_REPLAYED.values()) as fault:
            note.parent.mkdir(exist_ok=True)
            facts = {key: value for key, value in fault.facts.items() if not key.startswith("hint")}
            note.write_text(json.dumps({"fault": type(fault).__name__, "facts": facts}), "utf-8")
            raise
        note.unlink(missing_ok=True)
        return response

    def _replay(self, request: requests.PreparedRequest) -> requests.Response:
        """Return the kept answer, however old, or raise the fault that was met when it was asked."""
        kept = self._kept(request)
        if kept is not None:
            return kept
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            noted = json.loads(self._note(request).read_text("utf-8"))
            raise _REPLAYED[noted["fault"]](**noted["facts"])
        raise OfflineError(request.url or "")

    def _kept(self, request: requests.PreparedRequest) -> requests.Response | None:
        """Return the kept answer to a question; a file that is damaged is thrown away."""
        key = self._session.cache.create_key(request)
        try:
            return self._session.cache.get_response(key)
        except UnicodeDecodeError:
            self._session.cache.delete(key)
            return None

    def _note(self, request: requests.PreparedRequest) -> Path:
        """Return the file in which a final fault of this question is noted."""
        return self.folder / "faults" / f"{hashlib.sha256(str(request.url).encode()).hexdigest()[:32]}.json"

    def json(
        self, address: str, *, params: Mapping[str, str] | None = None, anew: bool = False
    ) -> Answer[dict[str, Any]]:
        """Return the JSON object that a service gives at an address.

        Raises:
            SourceError: if it cannot be had, is damaged, or is no object.
        """
        raw = self.ask(address, params=params, accept="application/json", anew=anew)
        value = json.loads(raw.value)
        if not isinstance(value, dict):
            raise UnexpectedAnswerError(raw.address, part="{...}")
        return Answer(
            value=value, address=raw.address, retrieved=raw.retrieved, checksum=raw.checksum, headers=raw.headers
        )

    def pages(
        self,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        following: Callable[[dict[str, Any]], str | None],
        anew: bool = False,
    ) -> Iterator[Answer[dict[str, Any]]]:
        """Give one page after the other, as far as the pages themselves name a next one.

        Args:
            address: of the first page.
            params: of the first page; a next address carries its own.
            following: returns the address of the next page, absolute or relative, or None.
            anew: ask the service even if the kept answers are fresh.

        Raises:
            EndlessPagesError: if a page names a page that was there before.
            SourceError: if a page cannot be had.
        """
        page = self.json(address, params=params, anew=anew)
        seen = {page.address}
        yield page
        while (link := following(page.value)) is not None:
            target = same_scheme(urljoin(page.address, link), like=page.address)
            if target in seen or len(seen) >= _MOST_PAGES:
                raise EndlessPagesError(address, pages=len(seen))
            seen.add(target)
            page = self.json(target, anew=anew)
            yield page


def same_scheme(address: str, *, like: str) -> str:
    """Return a next page over https if the first one was: CBS writes http in some of its links.

    >>> same_scheme("http://opendata.cbs.nl/a?b=1", like="https://opendata.cbs.nl/")
    'https://opendata.cbs.nl/a?b=1'
    """
    if host_of(address) != host_of(like):
        return address
    return urlunsplit(urlsplit(address)._replace(scheme=urlsplit(like).scheme))


def gather(pages: Iterable[Answer[dict[str, Any]]], *, part: str) -> Answer[list[Any]]:
    """Return the rows of all pages in one answer.

    Args:
        pages: one or more.
        part: the name of the list of rows in each page, `value` or `features`.

    Raises:
        UnexpectedAnswerError: if a page has no such list.
    """
    rows: list[Any] = []
    whole = hashlib.sha256()
    first: Answer[dict[str, Any]] | None = None
    oldest = date.max
    for page in pages:
        found = page.value.get(part)
        if not isinstance(found, list):
            raise UnexpectedAnswerError(page.address, part=part)
        rows.extend(found)
        whole.update(page.checksum.encode())
        first, oldest = first or page, min(oldest, page.retrieved)
    if first is None:
        raise UnexpectedAnswerError("-", part=part)
    return Answer(
        value=rows, address=first.address, retrieved=oldest, checksum=whole.hexdigest(), headers=first.headers
    )
